//! One field of a form: label, hint, error, control (表单栏).

use askama::Template;

use super::{Example, Part};

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The value sent.
    pub value: String,
    /// What it is called.
    pub label: String,
    /// What choosing it means.
    pub hint: String,
}

impl Choice {
    /// A choice that needs no explanation.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice { value: value.into(), label: label.into(), hint: String::new() }
    }
}

/// How the field is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// One line; the kind is that of HTML: `text`, `date`, `email`, `tel`, `number`, `password`, `search`.
    Line(&'static str),
    /// Several lines.
    Area(u32),
    /// One of many, as a drop-down list.
    Select(Vec<Choice>),
    /// One of a few, all visible.
    Radios(Vec<Choice>),
    /// Any of a few; the values chosen are separated by line ends in [`Field::value`].
    Checks(Vec<Choice>),
    /// Not shown: what the page was about, sent back with it.
    Hidden,
}

/// One field of a form.
#[derive(Debug, Clone, Template)]
#[template(path = "field/template.html")]
pub struct Field {
    /// Name sent, and id.
    pub name: &'static str,
    /// What to fill in.
    pub label: String,
    /// How, with an example.
    pub hint: String,
    /// What is wrong and how to put it right.
    pub error: Option<String>,
    /// What is filled in now.
    pub value: String,
    /// How it is filled in.
    pub control: Control,
    /// May it be left empty?
    pub optional: bool,
    /// `autocomplete` of HTML; empty for none.
    pub autocomplete: &'static str,
    /// Is a short value expected (date, number, code)?
    pub short: bool,
}

writes_html!(Field);

impl Field {
    /// A required field of one line.
    pub fn line(name: &'static str, label: impl Into<String>, value: impl Into<String>) -> Field {
        Field {
            name,
            label: label.into(),
            hint: String::new(),
            error: None,
            value: value.into(),
            control: Control::Line("text"),
            optional: false,
            autocomplete: "",
            short: false,
        }
    }

    /// A value that travels with the form unseen.
    pub fn hidden(name: &'static str, value: impl Into<String>) -> Field {
        Field::line(name, "", value).control(Control::Hidden)
    }

    /// The same field, filled in by `control`.
    #[must_use]
    pub fn control(mut self, control: Control) -> Field {
        self.short |= matches!(control, Control::Line("date" | "number" | "tel"));
        self.control = control;
        self
    }

    /// The same field, explained.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Field {
        self.hint = hint.into();
        self
    }

    /// The same field, with what is wrong with it, if anything.
    #[must_use]
    pub fn error(mut self, error: Option<&str>) -> Field {
        self.error = error.map(str::to_owned);
        self
    }

    /// The same field, which may be left empty.
    #[must_use]
    pub fn optional(mut self) -> Field {
        self.optional = true;
        self
    }

    /// The same field, which the browser may fill in.
    #[must_use]
    pub fn autocomplete(mut self, autocomplete: &'static str) -> Field {
        self.autocomplete = autocomplete;
        self
    }

    fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if !self.hint.is_empty() {
            ids.push(format!("{}-hint", self.name));
        }
        if self.error.is_some() {
            ids.push(format!("{}-error", self.name));
        }
        ids.join(" ")
    }

    fn grouped(&self) -> bool {
        matches!(self.control, Control::Radios(_) | Control::Checks(_))
    }

    fn chosen(&self, value: &str) -> bool {
        self.value.lines().any(|line| line == value)
    }
}

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "field",
    title: "表单栏",
    purpose: "一行一栏：名称、说明、错误、控件。非必填的写明“选填”。",
    criteria: &[
        "label 与控件相连",
        "说明和错误以 aria-describedby 相连",
        "有误时 aria-invalid",
        "一组选项用 fieldset 和 legend",
    ],
    examples,
};

fn examples() -> Vec<Example> {
    let kinds = vec![
        Choice::new("natural_person", "自然人"),
        Choice { hint: "含法人和其他组织".to_owned(), ..Choice::new("enterprise", "商业企业") },
    ];
    vec![
        Example::of(
            "一行",
            &Field::line("name", "申请人姓名", "甲某").hint("与有效身份证件一致").autocomplete("name"),
        ),
        Example::of(
            "日期",
            &Field::line("received_on", "收到日期", "2021-12-31")
                .control(Control::Line("date"))
                .hint("例如 2021-12-31"),
        ),
        Example::of(
            "有误",
            &Field::line("content", "所需信息内容描述", "有关文件")
                .control(Control::Area(4))
                .error(Some("请写明所需信息的名称、文号或者特征描述")),
        ),
        Example::of(
            "选填",
            &Field::line("purpose", "所需信息的用途", "").control(Control::Area(2)).optional(),
        ),
        Example::of(
            "下拉",
            &Field::line("category", "公开类别", "enterprise").control(Control::Select(kinds.clone())),
        ),
        Example::of(
            "单选",
            &Field::line("kind", "申请人类别", "natural_person").control(Control::Radios(kinds.clone())),
        ),
        Example::of(
            "多选",
            &Field::line("formats", "提供方式", "enterprise").control(Control::Checks(kinds)).hint("可多选"),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_tied_to_its_control() {
        let html = Field::line("due", "届满日", "<x>").error(Some("请填日期")).render().unwrap();
        assert!(html.contains(r#"aria-describedby="due-error""#) && html.contains(r#"aria-invalid="true""#));
        assert!(html.contains("&#60;x&#62;") && !html.contains("<x>"), "{html}");
    }
}
