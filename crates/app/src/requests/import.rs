//! Bringing requests along from earlier records (补录): a file of rows, each of which stands or falls by itself.
//!
//! A row is known by its old number, or else by all it says, so a file sent again registers nothing twice. Rows go in
//! by the hundred; a run that is broken off goes on where it stopped when the file is sent again.

mod column;
mod row;

use std::collections::{BTreeMap, HashMap};

use gongkai_agency::Agency;
use gongkai_document::table::{Row, Table};
use gongkai_journal::Version;
use gongkai_request::event::{BroughtIn, Event, Registered, SealedForm};
use gongkai_request::{Act, Case, CaseNumber, Decided, EarlierEnd, Rule, Sealed, begun_on, bring_in};
use gongkai_store::{AppendError, ProjectError, StreamWrite};
use jiff::civil::Date;

use super::register::NUMBERING;
use super::{PlainForm, place, pure, roles_for};
use crate::rows::{BadCell, Heads, content};
use crate::uploads::{SECRET_REFUSED, Unfit, secret};
use crate::vault::Enrolled;
use crate::{Actor, App, AppError, Context, civil_date, stream_write};

pub use column::{ImportColumn, import_template};
use row::Read;

/// Most requests registered as one act.
const AT_ONCE: usize = 200;
/// How often a group is tried anew when somebody else took a number or a row.
const ATTEMPTS: u32 = 64;

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportCounts {
    /// Rows below the head.
    pub rows: u64,
    /// Registered, or fit to be in a dry run.
    pub good: u64,
    /// Registered by an earlier run.
    pub known: u64,
    /// Left out.
    pub bad: u64,
    /// Of those, left out for a secrecy mark.
    pub secret: u64,
}

/// What is told while a file is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportTold {
    /// A row was registered.
    Registered {
        /// The row.
        row: u64,
        /// Its number here.
        number: CaseNumber,
    },
    /// A row was registered by an earlier run.
    Known {
        /// The row.
        row: u64,
        /// Its number here.
        number: CaseNumber,
    },
    /// A row is left out.
    Bad {
        /// The row.
        row: u64,
        /// Everything that is wrong with it.
        cells: Vec<BadCell>,
    },
    /// So much of the file is done.
    Progress {
        /// Bytes read.
        done: u64,
        /// Bytes in all.
        total: u64,
    },
}

/// A row that may be registered.
#[derive(Debug, Clone)]
struct Fit {
    row: u64,
    plain: PlainForm,
    /// The form, its person and seals still empty.
    form: Registered,
    past: BroughtIn,
    ended: Option<EarlierEnd>,
    year: i16,
}

/// One file on its way in.
struct Import<'a, T> {
    app: &'a App,
    actor: &'a Actor,
    agency: &'a str,
    context: Context,
    calendar: std::sync::Arc<gongkai_statute::Calendar>,
    /// The day from which on this system is used: what ends later goes through its approvals.
    founded_on: Date,
    dry_run: bool,
    tell: T,
    heads: Heads<ImportColumn>,
    counts: ImportCounts,
    /// Rows seen in this file, by their key.
    seen: HashMap<String, u64>,
}

impl App {
    /// Registers the requests of a file from earlier records (补录); in a dry run, only says what would become of it.
    ///
    /// # Errors
    ///
    /// A wrong head is an error of the field `file`; wrong rows are told and left out.
    pub async fn import_requests(
        &self,
        actor: &Actor,
        agency: &str,
        mut table: Table,
        dry_run: bool,
        tell: impl FnMut(ImportTold) + Send,
    ) -> Result<ImportCounts, AppError> {
        self.permit_in_tree(actor, roles_for(Act::Register), agency).await?;
        self.agency_state(agency).await?.active()?;
        let founded = self.load_existing::<Agency>(agency).await?.events.first().map(|it| it.recorded_at);
        let damaged = |error: gongkai_document::DocumentError| AppError::field("file", format!("{error}。"));
        let head = table.next().transpose().map_err(damaged)?;
        let head = head.ok_or_else(|| AppError::field("file", "文件是空的，应有一行表头。"))?;
        let mut import = Import {
            app: self,
            actor,
            agency,
            context: self.context(actor),
            calendar: self.calendar_of(agency).await?,
            founded_on: civil_date(founded.unwrap_or_else(|| self.now())),
            dry_run,
            tell,
            heads: Heads::read(&head)?,
            counts: ImportCounts::default(),
            seen: HashMap::new(),
        };
        let mut group = Vec::with_capacity(AT_ONCE);
        while let Some(row) = table.next() {
            let row = row.map_err(damaged)?;
            group.extend(import.row(&row).await?);
            if group.len() == AT_ONCE {
                import.group(std::mem::take(&mut group)).await?;
                let (done, total) = table.progress();
                (import.tell)(ImportTold::Progress { done, total });
            }
        }
        import.group(group).await?;
        Ok(import.counts)
    }

    /// The request that had this number in earlier records (原编号).
    pub(super) async fn request_by_old_number(
        &self,
        agency: &str,
        old_number: &str,
    ) -> Result<Option<CaseNumber>, AppError> {
        let key = key_of_number(old_number);
        let rows = self.store.imported_rows(agency, &[&key]).await?;
        Ok(rows.first().map(|row| row.number))
    }
}

/// Old numbers are compared without spaces, with plain digits, in capitals.
fn key_of_number(old_number: &str) -> String {
    format!("n:{}", super::search::bare(&crate::typed::digits(old_number)))
}

impl<T: FnMut(ImportTold) + Send> Import<'_, T> {
    /// Looks at one row; whatever is wrong is told.
    async fn row(&mut self, row: &Row) -> Result<Option<Fit>, AppError> {
        self.counts.rows += 1;
        let checked = row::read(row, &self.heads, self.context.today).and_then(|read| self.fit(row, read));
        let fit = match checked {
            Ok(fit) => fit,
            Err(cells) => {
                self.bad(row.number, cells);
                return Ok(None);
            }
        };
        let texts = format!("{}\n{}", fit.form.subject, fit.plain.text);
        if let Err(Unfit::Secret(rule)) = secret(&texts) {
            let place = format!("office/{}/import/{}", self.agency, self.context.by);
            self.app.store.note_screening_stop(self.app.now(), &place, &rule).await?;
            self.counts.secret += 1;
            self.bad(row.number, vec![self.heads.bad(None, SECRET_REFUSED)]);
            return Ok(None);
        }
        Ok(Some(fit))
    }

    fn bad(&mut self, row: u64, cells: Vec<BadCell>) {
        self.counts.bad += 1;
        (self.tell)(ImportTold::Bad { row, cells });
    }

    /// Whether the rules let the row in; nothing is sealed or kept yet.
    fn fit(&mut self, row: &Row, read: Read) -> Result<Fit, Vec<BadCell>> {
        let content = self.app.vault.lookup_hash("import row", &content(row, &self.heads));
        let key = read.old_number.as_deref().map_or_else(|| format!("r:{content}"), key_of_number);
        if let Some(first) = self.seen.get(&key) {
            let message = if read.old_number.is_some() {
                format!("与第 {first} 行的原编号相同；各年编号重复的，请在前面写上年份，例如 2019-12。")
            } else {
                format!("与第 {first} 行完全相同；确是两件申请的，请填写各自的原编号。")
            };
            return Err(vec![self.heads.bad(Some(ImportColumn::OldNumber), message)]);
        }
        self.seen.insert(key.clone(), row.number);
        let nothing = || Sealed(String::new());
        let hashed = PlainForm { identity: read.identity, ..read.plain.clone() };
        let form = Registered {
            channel: read.channel,
            submitted_on: read.submitted_on,
            arrived_on: read.arrived_on,
            confirmed_on: read.confirmed_on,
            requester: read.requester,
            person: "-".to_owned(),
            identity_hash: self.app.identity_hash(&hashed),
            sealed: SealedForm { name: nothing(), identity: nothing(), contact: nothing(), text: nothing() },
            subject: read.subject,
            form: read.form,
            route: read.route,
            clerk: read.clerk,
            split_from: None,
            parties: None,
        };
        let past =
            BroughtIn { on: self.context.today, key, content, old_number: read.old_number, ended: None };
        let year = begun_on(&form).unwrap_or(self.context.today).year();
        let fit = Fit { row: row.number, plain: read.plain, form, past, ended: read.ended, year };
        self.after_approvals(&fit)?;
        decided(&fit, &fit.form, &self.context, &self.calendar)
            .map_err(|refusal| vec![self.heads.bad(column_of(refusal.rule), refusal.message)])?;
        Ok(fit)
    }

    /// What ended here goes through draft, secrecy review and signature, and is never brought in as ended.
    fn after_approvals(&self, fit: &Fit) -> Result<(), Vec<BadCell>> {
        let is_here = fit.ended.as_ref().is_some_and(|ended| ended.end.on >= self.founded_on);
        if !is_here || *self.actor == Actor::System {
            return Ok(());
        }
        let message = format!(
            "本机关自 {} 起使用本系统，此后办结的申请须经起草、保密审查、签发；请不填办理结果导入后再办理，确需补录的由系统管理员用命令行导入。",
            self.founded_on
        );
        Err(vec![self.heads.bad(Some(ImportColumn::EndedOn), message)])
    }

    /// Registers a group, or only looks which rows are known.
    async fn group(&mut self, group: Vec<Fit>) -> Result<(), AppError> {
        let mut group = self.unknown(group).await?;
        if self.dry_run {
            self.counts.good += u64::try_from(group.len()).unwrap_or_default();
            return Ok(());
        }
        let persons = self.app.vault.enrol_many(group.len()).await?;
        for _ in 0..ATTEMPTS {
            if group.is_empty() {
                return Ok(());
            }
            let _turn = NUMBERING.lock().await;
            let numbers = self.numbers(&group).await?;
            let writes = self.sealed(&group, &numbers, &persons).await?;
            match self.app.append(self.actor, writes, Vec::new()).await {
                Ok(_) => {
                    for (fit, number) in group.iter().zip(&numbers) {
                        (self.tell)(ImportTold::Registered { row: fit.row, number: *number });
                    }
                    self.counts.good += u64::try_from(group.len()).unwrap_or_default();
                    return Ok(());
                }
                // Somebody took a number, or brings the same file in at this moment.
                Err(AppError::Append(
                    AppendError::Conflict { .. } | AppendError::Projection(ProjectError::Constraint(_)),
                )) => group = self.unknown(group).await?,
                Err(error) => return Err(error),
            }
        }
        Err(AppError::Busy(format!("request/{}", self.agency)))
    }

    /// Those of a group that nobody registered before.
    async fn unknown(&mut self, group: Vec<Fit>) -> Result<Vec<Fit>, AppError> {
        let keys: Vec<&str> = group.iter().map(|fit| fit.past.key.as_str()).collect();
        let known = self.app.store.imported_rows(self.agency, &keys).await?;
        let known: HashMap<&str, _> = known.iter().map(|row| (row.key.as_str(), row)).collect();
        let mut rest = Vec::with_capacity(group.len());
        for fit in group {
            match known.get(fit.past.key.as_str()) {
                None => rest.push(fit),
                Some(row) if row.content == fit.past.content => {
                    self.counts.known += 1;
                    (self.tell)(ImportTold::Known { row: fit.row, number: row.number });
                }
                Some(row) => {
                    let message = format!(
                        "原编号已经导入为 {}，内容与本行不同；是同一件的，请在该件中更正，是另一件的，请改原编号（例如前面写上年份）。",
                        row.number
                    );
                    let cell = self.heads.bad(Some(ImportColumn::OldNumber), message);
                    self.bad(fit.row, vec![cell]);
                }
            }
        }
        Ok(rest)
    }

    /// A number of its year for each.
    async fn numbers(&self, group: &[Fit]) -> Result<Vec<CaseNumber>, AppError> {
        let mut next: BTreeMap<i16, CaseNumber> = BTreeMap::new();
        let mut numbers = Vec::with_capacity(group.len());
        for fit in group {
            let number = match next.get(&fit.year) {
                Some(number) => *number,
                None => self.app.next_number(self.agency, fit.year).await?,
            };
            next.insert(fit.year, CaseNumber { sequence: number.sequence + 1, ..number });
            numbers.push(number);
        }
        Ok(numbers)
    }

    /// Seals a group beside the threads that answer requests.
    async fn sealed(
        &self,
        group: &[Fit],
        numbers: &[CaseNumber],
        persons: &[Enrolled],
    ) -> Result<Vec<StreamWrite>, AppError> {
        let all: Vec<(Fit, CaseNumber, Enrolled)> = group
            .iter()
            .zip(numbers)
            .zip(persons)
            .map(|((fit, number), person)| (fit.clone(), *number, person.clone()))
            .collect();
        let (agency, context, calendar) =
            (self.agency.to_owned(), self.context.clone(), self.calendar.clone());
        let sealing = tokio::task::spawn_blocking(move || {
            all.iter()
                .map(|(fit, number, person)| {
                    let form = Registered {
                        person: person.person.clone(),
                        sealed: seal(person, &agency, *number, &fit.plain)?,
                        ..fit.form.clone()
                    };
                    let events = decided(fit, &form, &context, &calendar)?;
                    stream_write::<Case>(&number.stream(&agency), Version(0), &events)
                })
                .collect()
        });
        sealing.await.map_err(|_| AppError::Inconsistent("sealing ended early".to_owned()))?
    }
}

fn decided(
    fit: &Fit,
    form: &Registered,
    context: &Context,
    calendar: &std::sync::Arc<gongkai_statute::Calendar>,
) -> Decided<Event> {
    bring_in(form, &fit.past, fit.ended.as_ref(), &pure(context, calendar))
}

fn seal(
    person: &Enrolled,
    agency: &str,
    number: CaseNumber,
    plain: &PlainForm,
) -> Result<SealedForm, AppError> {
    let seal = |what: &str, text: &str| person.seal(&place(agency, number, what), text).map(Sealed);
    Ok(SealedForm {
        name: seal("name", &plain.name)?,
        identity: seal("identity", &plain.identity)?,
        contact: seal("contact", &plain.contact)?,
        text: seal("text", &plain.text)?,
    })
}

/// The column a refusal speaks of; the row as a whole when it is about several.
const fn column_of(rule: Rule) -> Option<ImportColumn> {
    match rule {
        Rule::ClerkMissing => Some(ImportColumn::Clerk),
        Rule::ConfirmFirst => Some(ImportColumn::ConfirmedOn),
        Rule::LatenessUnknown => Some(ImportColumn::Late),
        _ => None,
    }
}
