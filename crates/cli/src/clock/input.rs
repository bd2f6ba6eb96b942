//! From the file to timelines; what is wrong is told by line and field.

use anyhow::{anyhow, bail};
use gongkai_statute::Workdays;
use gongkai_statute::clock::{Consulted, Event, Outgoing, Timeline};
use gongkai_statute::regulation::art31::{Channel, Receipt};
use jiff::civil::Date;
use serde_json::{Map, Value};

/// One request of the file.
pub(super) struct Case {
    /// The line it begins on, counted from 1.
    pub(super) line: usize,
    pub(super) timeline: Timeline,
    pub(super) today: Option<Date>,
    /// Warnings about fields that mean nothing.
    pub(super) ignored: Vec<String>,
}

/// The requests of a JSON or JSON Lines text, in order.
pub(super) fn cases(text: &str) -> anyhow::Result<Vec<Case>> {
    let text = text.trim_start_matches('\u{feff}');
    let mut cases = Vec::new();
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    loop {
        let begin = values.byte_offset();
        let Some(value) = values.next() else { break };
        let line = line_of(text, begin);
        match value.map_err(|error| anyhow!("第{}行第{}列：不是合法的 JSON", error.line(), error.column()))?
        {
            Value::Array(list) => {
                for value in &list {
                    cases.push(case(value, line).map_err(|error| anyhow!("第{line}行：{error}"))?);
                }
            }
            value => cases.push(case(&value, line).map_err(|error| anyhow!("第{line}行：{error}"))?),
        }
    }
    if cases.is_empty() {
        bail!("文件里没有任何申请");
    }
    Ok(cases)
}

/// The line of the first character after `begin` that is no white space.
fn line_of(text: &str, begin: usize) -> usize {
    let (before, rest) = text.split_at(begin);
    let blank = rest.len() - rest.trim_start().len();
    let skipped = rest.get(..blank).unwrap_or_default();
    before.matches('\n').count() + skipped.matches('\n').count() + 1
}

/// An object of the input that knows where it stands and which fields were asked for.
struct Fields<'a> {
    path: String,
    map: &'a Map<String, Value>,
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    fn of(value: &'a Value, path: String) -> anyhow::Result<Fields<'a>> {
        match value {
            Value::Object(map) => Ok(Fields { path, map, known: Vec::new() }),
            _ if path.is_empty() => bail!("应为一个 JSON 对象"),
            _ => bail!("{path}：应为一个 JSON 对象"),
        }
    }

    fn at(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    fn get(&mut self, name: &'static str) -> Option<&'a Value> {
        self.known.push(name);
        self.map.get(name).filter(|value| !value.is_null())
    }

    fn demand(&mut self, name: &'static str) -> anyhow::Result<&'a Value> {
        self.get(name).ok_or_else(|| anyhow!("{}：缺少这一项", self.at(name)))
    }

    fn text(&mut self, name: &'static str) -> anyhow::Result<&'a str> {
        self.demand(name)?.as_str().ok_or_else(|| anyhow!("{}：应为文字", self.at(name)))
    }

    /// One of a few words.
    fn choice<C>(
        &mut self,
        name: &'static str,
        read: fn(&str) -> Option<C>,
        known: &[&str],
    ) -> anyhow::Result<C> {
        let word = self.text(name)?;
        read(word).ok_or_else(|| anyhow!("{}：没有“{word}”这一种，可用：{}", self.at(name), known.join("、")))
    }

    fn day(&mut self, name: &'static str) -> anyhow::Result<Option<Date>> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let written = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let whole = written.len() == 10;
        match written.parse() {
            Ok(day) if whole => Ok(Some(day)),
            Ok(_) | Err(_) => bail!("{}：“{written}”不是日期，应写成 2021-03-01 的形式", self.at(name)),
        }
    }

    fn the_day(&mut self, name: &'static str) -> anyhow::Result<Date> {
        self.day(name)?.ok_or_else(|| anyhow!("{}：缺少这一项", self.at(name)))
    }

    fn number(&mut self, name: &'static str) -> anyhow::Result<u16> {
        let value = self.demand(name)?;
        let number = value.as_u64().and_then(|number| u16::try_from(number).ok());
        number.ok_or_else(|| anyhow!("{}：“{value}”应为不小于 0 的整数", self.at(name)))
    }

    fn flag(&mut self, name: &'static str) -> anyhow::Result<bool> {
        let Some(value) = self.get(name) else { return Ok(false) };
        value.as_bool().ok_or_else(|| anyhow!("{}：应为 true 或 false", self.at(name)))
    }

    /// Fields nobody asked for: a misspelt one must not be lost in silence.
    fn leftovers(&self, ignored: &mut Vec<String>) {
        let unknown = self.map.keys().filter(|key| !self.known.contains(&key.as_str()));
        ignored.extend(unknown.map(|key| format!("字段 {} 不能识别，未予采用", self.at(key))));
    }
}

fn case(value: &Value, line: usize) -> anyhow::Result<Case> {
    let mut ignored = Vec::new();
    let mut fields = Fields::of(value, String::new())?;
    let receipt = receipt(fields.demand("received")?, &mut ignored)?;
    let mut timeline = Timeline::new(receipt);
    match fields.get("events") {
        Some(Value::Array(events)) => {
            for (index, value) in events.iter().enumerate() {
                timeline.record(event(value, format!("events[{index}]"), &mut ignored)?);
            }
        }
        Some(_) => bail!("events：应为数组"),
        None => {}
    }
    let today = fields.day("today")?;
    fields.leftovers(&mut ignored);
    Ok(Case { line, timeline, today, ignored })
}

fn receipt(value: &Value, ignored: &mut Vec<String>) -> anyhow::Result<Receipt> {
    let mut fields = Fields::of(value, "received".to_owned())?;
    let receipt = Receipt {
        channel: fields.choice("channel", Channel::from_key, &Channel::ALL.map(Channel::key))?,
        submitted_on: fields.day("submitted")?,
        arrived_on: fields.day("arrived")?,
        confirmed_on: fields.day("confirmed")?,
    };
    fields.leftovers(ignored);
    Ok(receipt)
}

/// The kinds of event the command knows.
const KINDS: [&str; 11] = [
    "supplement_notice",
    "supplement_received",
    "consultation_sent",
    "consultation_answered",
    "extension_notice",
    "reasons_demanded",
    "reasons_received",
    "deferred",
    "fee_notice",
    "fee_paid",
    "reply",
];

fn event(value: &Value, path: String, ignored: &mut Vec<String>) -> anyhow::Result<Event> {
    let mut fields = Fields::of(value, path)?;
    let kind = fields.choice("kind", |word| KINDS.into_iter().find(|kind| *kind == word), &KINDS)?;
    let on = fields.the_day("date")?;
    let event = match kind {
        "supplement_received" => Event::SupplementReceived { on, excused: fields.flag("excused")? },
        "consultation_sent" => Event::ConsultationSent {
            id: fields.text("id")?.to_owned(),
            on,
            received_on: fields.day("received")?,
            to: fields.choice("to", Consulted::from_key, &Consulted::ALL.map(Consulted::key))?,
            reply_by: fields.day("reply_by")?,
        },
        "consultation_answered" => Event::ConsultationAnswered { id: fields.text("id")?.to_owned(), on },
        "reasons_received" => Event::ReasonsReceived { on },
        "fee_paid" => Event::FeePaid { on },
        _ => sent(kind, on, &mut fields)?,
    };
    fields.leftovers(ignored);
    Ok(event)
}

/// Events that are documents sent, with a day of delivery beside their date.
fn sent(kind: &str, dated_on: Date, fields: &mut Fields<'_>) -> anyhow::Result<Event> {
    let sent = Outgoing { dated_on, delivered_on: fields.day("delivered")? };
    Ok(match kind {
        "supplement_notice" => Event::SupplementNotice { sent, reply_by: fields.day("reply_by")? },
        "extension_notice" => Event::ExtensionNotice { sent, workdays: Workdays(fields.number("workdays")?) },
        "reasons_demanded" => Event::ReasonsDemanded { sent, reply_by: fields.day("reply_by")? },
        "deferred" => Event::Deferred { sent, until: fields.the_day("until")? },
        "fee_notice" => Event::FeeNotice { sent, received_on: fields.day("received")? },
        _ => Event::Reply { sent },
    })
}
