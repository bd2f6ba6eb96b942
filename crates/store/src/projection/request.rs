//! Projecting requests, re-datings and remedies.

use gongkai_journal::{Recorded, decode, instant_text};
use gongkai_request::erasure::Erased;
use gongkai_request::event::{BroughtIn, Complained, ComplaintAnswered, Delivered, Event, Rated, Registered};
use gongkai_request::redating::{Redated, RedatingEvent};
use gongkai_request::remedy::{RemedyEvent, RemedyStage};
use gongkai_request::{Dated, Stage};
use gongkai_statute::Decision;
use jiff::civil::Date;
use sea_query::Value;

use super::rows::{forget_openings, insert, json, upsert};
use crate::request::{numbered, places};
use crate::{ProjectError, Statement};

/// The tables this area's events are projected into, parents before children.
pub(crate) const TABLES: &[&str] = &[
    "request_case",
    "request_text",
    "request_clock",
    "request_task",
    "redating",
    "remedy_case",
    "request_rating",
    "request_complaint",
    "request_import",
];

/// What `event` changes in them.
pub(crate) fn project(event: &Recorded) -> Result<Vec<Statement>, ProjectError> {
    if event.kind.starts_with("remedy.") {
        return remedy(event);
    }
    if event.kind == "request.redated.v1" {
        let RedatingEvent::Redated(redated) = decode(event)?;
        return redating(event, &redated);
    }
    let case = Case::of(event)?;
    Ok(match decode(event)? {
        Event::Registered(form) => vec![case.registered(&form), case.words(event, "text")?],
        Event::SupplementReceived(act) if act.text.is_some() => vec![case.words(event, "supplement")?],
        Event::ReasonsReceived(act) if act.text.is_some() => vec![case.words(event, "reasons")?],
        Event::Erased(erased) => {
            let mut statements = case.erased(&erased);
            if erased.letter.is_none() && !erased.beside {
                statements.push(forget_openings(event));
            }
            statements
        }
        Event::Dated(dated) => case.dated(&dated),
        Event::Assigned(act) => vec![case.set("section = $4", vec![act.section.into()])],
        Event::Drafted(draft) => vec![case.set(
            "drafted_by = $4, draft_decision = $5, secrecy = null, document = null",
            vec![draft.by.into(), draft.decision.key().into()],
        )],
        Event::SecrecyReviewed(review) => {
            let secrecy = if review.passed { "passed" } else { "failed" };
            vec![case.set("secrecy = $4", vec![secrecy.into()])]
        }
        Event::Returned(_) => {
            vec![
                case.set("drafted_by = null, draft_decision = null, secrecy = null, document = null", vec![]),
            ]
        }
        Event::Approved(approval) => vec![case.set("document = $4", vec![approval.document.into()])],
        Event::Delivered(delivered) => vec![case.number_used(delivered.on), case.delivered(&delivered)],
        Event::LetterIssued(issued) => {
            let bears = |text: &String| case.number(text, "letter = $4", vec![issued.code.as_str().into()]);
            issued.document.iter().map(bears).collect()
        }
        Event::LetterSent(sent) => {
            let leaves = |text: &String| case.number(text, "sent_on = $4", vec![sent.on.to_string().into()]);
            sent.document.iter().map(leaves).collect()
        }
        Event::NumberVoided(act) => vec![case.number(
            &act.document,
            "voided_on = $4, void_reason = $5",
            vec![act.on.to_string().into(), act.reason.into()],
        )],
        Event::Abandoned(act) => vec![case.ended(Decision::NoSupplement, act.on)],
        Event::FeeLapsed(act) => vec![case.ended(Decision::FeeUnpaid, act.on)],
        Event::Withdrawn(act) => vec![case.ended(Decision::Other, act.on)],
        Event::Closed(act) => vec![case.ended(Decision::Other, act.on)],
        Event::Reopened(_) => vec![case.set(
            "round = round + 1, drafted_by = null, draft_decision = null, secrecy = null, document = null",
            vec![],
        )],
        Event::SubjectSet(act) => vec![case.set("subject = $4", vec![act.subject.into()])],
        Event::Rated(rating) => vec![case.rated(&rating)],
        Event::Complained(act) => vec![case.complained(&act)],
        Event::ComplaintAnswered(act) => vec![case.complaint_answered(&act)],
        Event::BroughtIn(past) => case.brought_in(&past),
        // These move nothing that lists or figures show; where they move a date, the dated event follows.
        Event::Confirmed(_)
        | Event::SupplementAsked(_)
        | Event::SupplementReceived(_)
        | Event::ConsultationSent(_)
        | Event::ConsultationAnswered(_)
        | Event::ConsultationExpired(_)
        | Event::ReasonsDemanded(_)
        | Event::ReasonsReceived(_)
        | Event::Deferred(_)
        | Event::Extended(_)
        | Event::FeeNoticed(_)
        | Event::FeePaid(_)
        | Event::FeeRefunded(_)
        | Event::Searched(_)
        | Event::Split(_)
        | Event::Linked(_)
        | Event::ChecklistAnswered(_)
        | Event::PublicInterestDecided(_)
        | Event::ThirdPartyTold(_)
        | Event::TakenOver(_)
        | Event::DuplicateDismissed(_)
        | Event::Reminded(_)
        | Event::Escalated(_)
        | Event::DueReminded(_)
        | Event::FileAdded(_)
        | Event::LetterDelivered(_)
        | Event::ReceiptReturned(_)
        | Event::LetterUndelivered(_)
        | Event::LetterOpened(_)
        | Event::Archived(_)
        | Event::RequesterConfirmed(_)
        | Event::ReasonsGiven(_)
        | Event::OpinionLinkMade(_) => Vec::new(),
    })
}

/// Which case an event belongs to, and when it was recorded.
struct Case<'a> {
    agency: &'a str,
    number: &'a str,
    at: String,
}

impl<'a> Case<'a> {
    fn of(event: &'a Recorded) -> Result<Case<'a>, ProjectError> {
        let (agency, number) =
            event.stream.id().rsplit_once('/').ok_or_else(|| {
                ProjectError::Inconsistent(format!("stream {} names no case", event.stream))
            })?;
        Ok(Case { agency, number, at: instant_text(event.recorded_at) })
    }

    fn key(&self) -> [Value; 2] {
        [self.agency.into(), self.number.into()]
    }

    fn registered(&self, form: &Registered) -> Statement {
        insert(
            "request_case",
            vec![
                ("agency", self.agency.into()),
                ("number", self.number.into()),
                ("channel", form.channel.key().into()),
                ("submitted_on", day(form.submitted_on)),
                ("arrived_on", day(form.arrived_on)),
                ("requester", form.requester.key().into()),
                ("person", form.person.as_str().into()),
                ("identity_hash", form.identity_hash.as_str().into()),
                ("subject", form.subject.as_str().into()),
                ("clerk", form.clerk.clone().into()),
                ("split_from", form.split_from.as_ref().map(|from| from.number.to_string()).into()),
                ("stage", Stage::AwaitingConfirmation.key().into()),
                ("open", 1_i64.into()),
                ("round", 0_i64.into()),
                ("registered_at", self.at.as_str().into()),
                ("changed_at", self.at.as_str().into()),
            ],
        )
    }

    /// Changes the number of a document of this case; `$1` to `$3` are taken.
    fn number(&self, text: &str, set: &str, values: Vec<Value>) -> Statement {
        super::numbering::change(self.agency, self.number, text, set, values)
    }

    /// The reply leaves with its number.
    fn number_used(&self, on: Date) -> Statement {
        numbered(
            "update document_number set sent_on = $3 where agency = $1 and request = $2
             and text = (select document from request_case where agency = $1 and number = $2)",
            vec![self.agency.into(), self.number.into(), on.to_string().into()],
        )
    }

    /// Where sealed words of the requester stand in the journal.
    fn words(&self, event: &Recorded, what: &str) -> Result<Statement, ProjectError> {
        let position = i64::try_from(event.position)
            .map_err(|_| ProjectError::Inconsistent("position above 2^63".to_owned()))?;
        Ok(numbered(
            "insert into request_text (agency, number, position, what, person)
             select agency, number, $3, $4, person from request_case where agency = $1 and number = $2",
            vec![self.agency.into(), self.number.into(), position.into(), what.into()],
        ))
    }

    /// The key goes in the same transaction as the event, and again in every replay, a restored copy's included.
    fn erased(&self, erased: &Erased) -> Vec<Statement> {
        let person = || vec![erased.person.as_str().into()];
        let mut statements = vec![
            numbered("delete from person_key where person = $1", person()),
            numbered("delete from request_text where person = $1", person()),
        ];
        if erased.letter.is_none() && !erased.beside {
            // Nobody looks for an erased person's other requests.
            statements
                .push(self.set("erased_on = $4, identity_hash = ''", vec![erased.on.to_string().into()]));
        }
        statements
    }

    /// Changes columns; `$1` to `$3` are taken by the change's time and the key.
    fn set(&self, columns: &str, values: Vec<Value>) -> Statement {
        let mut all = vec![self.at.as_str().into(), self.agency.into(), self.number.into()];
        all.extend(values);
        numbered(
            format!("update request_case set changed_at = $1, {columns} where agency = $2 and number = $3"),
            all,
        )
    }

    fn dated(&self, dated: &Dated) -> Vec<Statement> {
        let open = dated.stage != Stage::Closed.key();
        let mut statements = vec![self.set(
            "stage = $4, open = $5, received_on = $6, counted_on = $7, last_due = $8",
            vec![
                dated.stage.as_str().into(),
                i64::from(open).into(),
                day(dated.received_on),
                day(dated.counted_on),
                if open { day(None) } else { day(dated.due) },
            ],
        )];
        if open {
            statements.push(upsert(
                "request_clock",
                &["agency", "number"],
                vec![
                    ("agency", self.agency.into()),
                    ("number", self.number.into()),
                    ("clock_start", day(dated.clock_start)),
                    ("due", day(dated.due)),
                    ("not_before", day(dated.not_before)),
                    ("provisional", i64::from(dated.provisional).into()),
                    ("timeline", dated.timeline.as_str().into()),
                ],
            ));
        } else {
            statements.push(numbered(
                "delete from request_clock where agency = $1 and number = $2",
                self.key().into(),
            ));
        }
        statements
            .push(numbered("delete from request_task where agency = $1 and number = $2", self.key().into()));
        statements.extend(dated.tasks.iter().map(|task| {
            insert(
                "request_task",
                vec![
                    ("agency", self.agency.into()),
                    ("number", self.number.into()),
                    ("kind", task.kind.key().into()),
                    ("name", task.name.as_str().into()),
                    ("due", day(task.due)),
                ],
            )
        }));
        statements
    }

    fn rated(&self, rating: &Rated) -> Statement {
        insert(
            "request_rating",
            vec![
                ("agency", self.agency.into()),
                ("number", self.number.into()),
                ("round", i64::from(rating.round).into()),
                ("rated_on", rating.on.to_string().into()),
                ("score", i64::from(rating.score).into()),
            ],
        )
    }

    fn complained(&self, complaint: &Complained) -> Statement {
        insert(
            "request_complaint",
            vec![
                ("agency", self.agency.into()),
                ("number", self.number.into()),
                ("id", i64::from(complaint.id).into()),
                ("filed_on", complaint.on.to_string().into()),
            ],
        )
    }

    fn complaint_answered(&self, answer: &ComplaintAnswered) -> Statement {
        numbered(
            "update request_complaint set answered_on = $4, answered_by = $5
             where agency = $1 and number = $2 and id = $3",
            vec![
                self.agency.into(),
                self.number.into(),
                i64::from(answer.id).into(),
                answer.on.to_string().into(),
                answer.by.as_str().into(),
            ],
        )
    }

    /// The key is taken once, so a row sent again is not registered again.
    fn brought_in(&self, past: &BroughtIn) -> Vec<Statement> {
        let row = insert(
            "request_import",
            vec![
                ("agency", self.agency.into()),
                ("key", past.key.as_str().into()),
                ("number", self.number.into()),
                ("content", past.content.as_str().into()),
            ],
        );
        let Some(end) = &past.ended else { return vec![row] };
        let document = self.set("document = $4", vec![end.document.clone().into()]);
        vec![row, self.result(end.decision, end.on, end.late), document]
    }

    fn delivered(&self, delivered: &Delivered) -> Statement {
        self.result(delivered.decision, delivered.on, delivered.late)
    }

    fn ended(&self, decision: Decision, on: Date) -> Statement {
        self.result(decision, on, false)
    }

    /// Table 三 counts the first result; what follows a remedy changes nothing there.
    fn result(&self, decision: Decision, on: Date, late: bool) -> Statement {
        numbered(
            "update request_case set changed_at = $1, decision = $4, report_row = $5, result_on = $6, late = $7
             where agency = $2 and number = $3 and result_on is null",
            vec![
                self.at.as_str().into(),
                self.agency.into(),
                self.number.into(),
                decision.key().into(),
                decision.row().key().into(),
                on.to_string().into(),
                i64::from(late).into(),
            ],
        )
    }
}

/// A day as text, or null.
fn day(day: Option<Date>) -> Value {
    day.map(|day| day.to_string()).into()
}

/// Counts many cases anew with a few statements: one for each group that moved alike, and one row that tells it.
///
/// A case that was acted on meanwhile no longer stands where the count began, and keeps its own.
fn redating(event: &Recorded, redated: &Redated) -> Result<Vec<Statement>, ProjectError> {
    let telling = Telling {
        agency: &redated.agency,
        position: i64::try_from(event.position)
            .map_err(|_| ProjectError::Inconsistent("position above 2^63".to_owned()))?,
        notice: &redated.notice,
        at: instant_text(event.recorded_at),
    };
    let mut statements = Vec::new();
    let mut part = 0;
    for change in &redated.replies {
        let numbers = json(&change.numbers)?;
        if change.was.due != change.now.due {
            part += 1;
            let moved = (change.was.due, change.now.due);
            statements.extend(telling.row(part, ("reply", ""), moved, &change.numbers, &numbers));
        }
        let values = vec![
            numbers.into(),
            redated.agency.as_str().into(),
            day(change.was.due),
            day(change.now.due),
            day(change.now.not_before),
            i64::from(change.now.provisional).into(),
        ];
        let sql = |among: &str| {
            format!(
                "update request_clock set due = $4, not_before = $5, provisional = $6
                 where agency = $2 and number {among} and due is not distinct from $3"
            )
        };
        // An array is looked up in the key; a join over a table PostgreSQL knows nothing of yet walks all of it.
        statements.push(Statement::PerDialect {
            sqlite: places(&sql("in (select value from json_each($1))")),
            postgres: sql("= any (array(select jsonb_array_elements_text(cast($1 as text)::jsonb)))"),
            values,
        });
    }
    for change in &redated.tasks {
        part += 1;
        let numbers = std::slice::from_ref(&change.number);
        let what = (change.task.key(), change.name.as_str());
        statements.extend(telling.row(part, what, (change.was, change.now), numbers, &json(&numbers)?));
        statements.push(numbered(
            "update request_task set due = $6
             where agency = $1 and number = $2 and kind = $3 and name = $4 and due is not distinct from $5",
            vec![
                redated.agency.as_str().into(),
                change.number.as_str().into(),
                change.task.key().into(),
                change.name.as_str().into(),
                day(change.was),
                day(change.now),
            ],
        ));
    }
    Ok(statements)
}

/// What all rows of one re-dating have in common.
struct Telling<'a> {
    agency: &'a str,
    position: i64,
    notice: &'a str,
    at: String,
}

impl Telling<'_> {
    /// The row that tells a change; `numbers` are in order, `list` is their JSON.
    fn row(
        &self,
        part: i64,
        (what, name): (&str, &str),
        (was, now): (Option<Date>, Option<Date>),
        numbers: &[String],
        list: &str,
    ) -> Option<Statement> {
        let (first, last) = (numbers.iter().min()?, numbers.iter().max()?);
        Some(insert(
            "redating",
            vec![
                ("agency", self.agency.into()),
                ("position", self.position.into()),
                ("part", part.into()),
                ("what", what.into()),
                ("name", name.into()),
                ("was", day(was)),
                ("now", day(now)),
                ("notice", self.notice.into()),
                ("told_at", self.at.as_str().into()),
                ("first_number", first.as_str().into()),
                ("last_number", last.as_str().into()),
                ("numbers", list.into()),
            ],
        ))
    }
}

fn remedy(event: &Recorded) -> Result<Vec<Statement>, ProjectError> {
    let case = Case::of(event)?;
    let key = || case.key().to_vec();
    let set = |columns: &str, values: Vec<Value>| {
        let mut all = key();
        all.extend(values);
        numbered(format!("update remedy_case set {columns} where agency = $1 and id = $2"), all)
    };
    Ok(match decode(event)? {
        RemedyEvent::Filed(filed) => vec![insert(
            "remedy_case",
            vec![
                ("agency", case.agency.into()),
                ("id", case.number.into()),
                ("kind", filed.kind.key().into()),
                ("request", filed.request.map(|number| number.to_string()).into()),
                ("earlier", filed.earlier.map(|number| number.to_string()).into()),
                ("authority", filed.authority.into()),
                ("matter", filed.matter.into()),
                ("stage", RemedyStage::Filed.key().into()),
                ("filed_on", filed.on.to_string().into()),
            ],
        )],
        RemedyEvent::Accepted(act) => vec![set(
            "stage = $3, accepted_on = $4",
            vec![RemedyStage::Accepted.key().into(), act.on.to_string().into()],
        )],
        RemedyEvent::Concluded(concluded) => vec![set(
            "stage = $3, concluded_on = $4, result = $5, outcome = $6, reply_by = $7",
            vec![
                RemedyStage::Concluded.key().into(),
                concluded.on.to_string().into(),
                concluded.result.key().into(),
                concluded.result.column().key().into(),
                day(concluded.reply_by),
            ],
        )],
        RemedyEvent::Appealed(_) => vec![set("stage = $3", vec![RemedyStage::Appealed.key().into()])],
        RemedyEvent::Effective(act) => vec![set(
            "stage = $3, effective_on = $4, counted_on = $4",
            vec![RemedyStage::Over.key().into(), act.on.to_string().into()],
        )],
    })
}
