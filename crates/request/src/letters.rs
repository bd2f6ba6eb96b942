//! Letters of a case as they stand (文书情况), and what they wait for.

use jiff::civil::Date;

use crate::event::{Addressee, Event, LetterIssued, LetterSent, LetterUndelivered};
use crate::standing::{Task, TaskKind};

/// A letter with its editions and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Name within the case.
    pub id: String,
    /// Every edition, oldest first; never empty.
    pub editions: Vec<LetterIssued>,
    /// How it was sent last.
    pub sent: Option<LetterSent>,
    /// Day it reached its reader.
    pub delivered_on: Option<Date>,
    /// Day the receipt came back.
    pub receipt_on: Option<Date>,
    /// It came back undelivered.
    pub undelivered: Option<LetterUndelivered>,
    /// Day it was first opened on the tracking page.
    pub opened_on: Option<Date>,
}

impl Letter {
    fn new(first: LetterIssued) -> Letter {
        Letter {
            id: first.letter.clone(),
            editions: vec![first],
            sent: None,
            delivered_on: None,
            receipt_on: None,
            undelivered: None,
            opened_on: None,
        }
    }

    /// The edition in force; a letter has at least one.
    pub fn last(&self) -> Option<&LetterIssued> {
        self.editions.last()
    }

    /// Which document.
    pub fn code(&self) -> &str {
        self.last().map_or("", |edition| edition.code.as_str())
    }

    /// Does it tell a decision (R1 to R23)?
    pub fn is_reply(&self) -> bool {
        self.code().starts_with('R')
    }

    /// Does it leave the agency at all?
    pub fn leaves(&self) -> bool {
        self.last().is_some_and(|edition| edition.to != Addressee::File)
    }

    /// The edition that was sent, once one was and did not come back.
    pub fn sent_edition(&self) -> Option<&LetterIssued> {
        let sent = self.sent.as_ref()?;
        self.editions.iter().find(|edition| edition.edition == sent.edition)
    }

    /// What it waits for, with its day.
    pub fn task(&self) -> Option<Task> {
        if !self.leaves() {
            return None;
        }
        let task = |kind, due| Some(Task { kind, name: self.id.clone(), due: Some(due) });
        if let Some(undelivered) = &self.undelivered {
            return task(TaskKind::LetterUndelivered, undelivered.on);
        }
        let Some(sent) = &self.sent else {
            // A signed reply that waits to be sent is the case's own stage.
            return self
                .last()
                .filter(|_| !self.is_reply())
                .and_then(|edition| task(TaskKind::LetterUnsent, edition.on));
        };
        match (sent.receipt_by, sent.read_by) {
            (Some(day), _) if self.receipt_on.is_none() => task(TaskKind::ReceiptMissing, day),
            (_, Some(day)) if self.opened_on.is_none() && self.delivered_on.is_none() => {
                task(TaskKind::LetterUnread, day)
            }
            _ => None,
        }
    }
}

/// Takes an event into the letters of a case; `false` when it is none of theirs.
pub(crate) fn apply(letters: &mut Vec<Letter>, event: &Event) -> bool {
    let find = |letters: &mut Vec<Letter>, id: &str, change: &dyn Fn(&mut Letter)| {
        if let Some(letter) = letters.iter_mut().find(|letter| letter.id == id) {
            change(letter);
        }
    };
    match event {
        Event::LetterIssued(issued) => match letters.iter_mut().find(|letter| letter.id == issued.letter) {
            Some(letter) => letter.editions.push((**issued).clone()),
            None => letters.push(Letter::new((**issued).clone())),
        },
        Event::LetterSent(sent) => find(letters, &sent.letter, &|letter| {
            letter.sent = Some(sent.clone());
            letter.undelivered = None;
            letter.delivered_on = None;
            letter.receipt_on = None;
            letter.opened_on = None;
        }),
        Event::LetterDelivered(act) => {
            find(letters, &act.letter, &|letter| letter.delivered_on = Some(act.on));
        }
        Event::ReceiptReturned(act) => find(letters, &act.letter, &|letter| letter.receipt_on = Some(act.on)),
        Event::LetterUndelivered(act) => {
            find(letters, &act.letter, &|letter| letter.undelivered = Some(act.clone()));
        }
        Event::LetterOpened(act) => find(letters, &act.letter, &|letter| letter.opened_on = Some(act.on)),
        _ => return false,
    }
    true
}
