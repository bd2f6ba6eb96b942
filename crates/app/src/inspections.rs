//! The check of government sites as a live check (政府网站检查): what an agency's records say today, judged by the rules of
//! the inspectors, and what will be at fault when if nothing happens.

use gongkai_agency::{ColumnType, Role};
use gongkai_document::write::sheet::{BYTE_ORDER_MARK, Book, Cell, Head, csv_line};
use gongkai_publication::{InquiryKind, InquiryStage};
use gongkai_screening::Kind;
use gongkai_store::agency::AgencyRow;
use gongkai_store::publication::DutyKind;
use gongkai_supervision::inspection::{
    Basic, Column, ColumnKind, Dated, DeadLink, Facts, Found, HomePage, Inspection, InspectionTable,
    LinkPlace, Message, MessageKind, Outlook, Policy, Reference, Rules, Standing, TABLE_HEADS, foresee,
    inspect, lay_out,
};
use jiff::civil::Date;

use crate::items::ColumnCover;
use crate::registers::{FileFormat, RegisterFile};
use crate::{Actor, App, AppError, civil_date};

/// Who sees how an agency would pass.
const LOOKERS: &[Role] = Role::ALL;
/// Records of a kind that are looked at; an agency with more faults than that has failed long ago.
const MOST: u32 = 500;
/// Kinds of personal data that must not stand in the open unmasked.
const PERSONAL: [Kind; 4] = [Kind::IdNumber, Kind::BankCard, Kind::Mobile, Kind::Passport];
/// Widths of the columns of the table as a workbook.
const WIDTHS: [u16; 8] = [22, 24, 60, 10, 12, 8, 60, 40];

/// How an agency stands today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected {
    /// What was found.
    pub inspection: Inspection,
    /// What comes if nothing happens.
    pub outlook: Outlook,
    /// The same in the inspectors' own table.
    pub table: InspectionTable,
}

impl App {
    /// Checks an agency's site as it is today.
    pub async fn inspect_site(&self, actor: &Actor, agency: &str) -> Result<Inspected, AppError> {
        self.permit_in_tree(actor, LOOKERS, agency).await?;
        let row = self.store.agency(agency).await?.ok_or(AppError::NotFound)?;
        let facts = self.site_facts(actor, &row).await?;
        let (rules, calendar, today) = (Rules::built_in(), self.calendar_of(agency).await?, self.today());
        let inspection = inspect(&facts, rules, &calendar, today);
        Ok(Inspected {
            outlook: foresee(&facts, rules, today),
            table: lay_out(&row.name, &inspection, rules),
            inspection,
        })
    }

    /// The inspectors' table as a file.
    pub async fn inspection_file(
        &self,
        actor: &Actor,
        agency: &str,
        format: FileFormat,
    ) -> Result<RegisterFile, AppError> {
        let table = self.inspect_site(actor, agency).await?.table;
        let rows = table.rows.iter().map(|row| row.cells().map(Cell::Text).to_vec());
        let bytes = match format {
            FileFormat::Csv => {
                let mut text = BYTE_ORDER_MARK.to_owned();
                text.push_str(&csv_line(TABLE_HEADS.iter().map(|head| Cell::text(*head))));
                rows.for_each(|row| text.push_str(&csv_line(row)));
                text.into_bytes()
            }
            FileFormat::Xlsx => {
                let broken = |error| AppError::Inconsistent(format!("workbook: {error}"));
                let heads: Vec<Head> =
                    TABLE_HEADS.iter().zip(WIDTHS).map(|(label, width)| Head { label, width }).collect();
                let mut book = Book::new(&table.title, table.on).map_err(broken)?;
                book.sheet("检查表", &heads, rows).map_err(broken)?;
                book.finish().map_err(broken)?
            }
        };
        Ok(RegisterFile { format, bytes })
    }

    /// What the records say of an agency's site. What the platform does not know stays unknown and is told as unchecked.
    async fn site_facts(&self, actor: &Actor, row: &AgencyRow) -> Result<Facts, AppError> {
        let agency = row.code.as_str();
        let basics = self.basics(agency).await?;
        let owed = self.item_duties(actor, agency, DutyKind::Interpret, MOST).await?;
        let covers = self.column_coverage(agency).await?;
        let (columns, interpretations) = self.site_columns(agency, &covers).await?;
        let (personal_data, dead_links) = self.screened_facts(agency).await?;
        Ok(Facts {
            // Only the portal itself is scored; departments have no site of their own.
            is_portal: row.parent.is_none(),
            home: basics.catalogue.map(HomePage::Content),
            columns,
            messages: Some(self.site_messages(agency).await?),
            has_consultation: Some(true),
            items: Some(self.misdated(agency).await?),
            personal_data,
            dead_links,
            uninterpreted: Some(
                owed.into_iter()
                    .map(|duty| Policy {
                        reference: Reference { key: duty.row.item, name: duty.row.title },
                        published_on: duty.row.since,
                    })
                    .collect(),
            ),
            unlinked: Some(self.unlinked(agency, &interpretations).await?),
            missing_basics: Some(self.missing_basics(agency, &covers).await?),
            has_fault_entry: Some(true),
            standing: vec![
                (Standing::Guide, Some(basics.guide)),
                (Standing::Catalogue, basics.catalogue),
                (Standing::AnnualReport, basics.report),
            ],
            ..Facts::default()
        })
    }

    /// Columns that hold items of their own, and the slugs of those with interpretations.
    async fn site_columns(
        &self,
        agency: &str,
        covers: &[ColumnCover],
    ) -> Result<(Vec<Column>, Vec<String>), AppError> {
        use ColumnType as T;
        let mut columns = Vec::new();
        let mut interpretations = Vec::new();
        for cover in covers {
            let kind = match T::from_key(&cover.column.column_type) {
                // Fed by other parts of the platform, which are looked at by themselves.
                Some(
                    T::Disclosure
                    | T::Guide
                    | T::System
                    | T::Catalogue
                    | T::AnnualReport
                    | T::OnRequest
                    | T::Overview
                    | T::Functions
                    | T::Leaders
                    | T::Interaction
                    | T::Solicitation,
                ) => continue,
                Some(T::News) => ColumnKind::News,
                Some(T::Notice) => ColumnKind::Notices,
                Some(T::Policy) => ColumnKind::Policies,
                other => {
                    if other == Some(T::Interpretation) {
                        interpretations.push(cover.column.slug.clone());
                    }
                    ColumnKind::Other { every_days: cover.column.due_every_days }
                }
            };
            columns.push(Column {
                reference: Reference { key: cover.column.slug.clone(), name: cover.column.name.clone() },
                kind,
                items: cover.items,
                last_published_on: cover.last_published_on,
            });
        }
        let answers = self.store.shown_inquiries(Some(agency), None, 1).await?;
        columns.extend(answers.first().map(|answer| Column {
            reference: Reference { key: "messages".to_owned(), name: "咨询留言答复".to_owned() },
            kind: ColumnKind::Replies,
            items: 1,
            last_published_on: answer.over_on,
        }));
        Ok((columns, interpretations))
    }

    async fn site_messages(&self, agency: &str) -> Result<Vec<Message>, AppError> {
        let mut messages = Vec::new();
        for stage in [InquiryStage::Open, InquiryStage::Drafted] {
            for row in self.store.inquiries_at(&[agency.to_owned()], stage, MOST).await? {
                // Faults of the site are no consultations; they have a rule of their own elsewhere.
                if row.kind == InquiryKind::SiteFault {
                    continue;
                }
                messages.push(Message {
                    reference: Reference { key: row.id.to_string(), name: row.id.label() },
                    kind: MessageKind::Consultation,
                    is_valid: true,
                    submitted_on: row.received_on,
                    answered_on: None,
                });
            }
        }
        Ok(messages)
    }

    /// Items whose date of publication lies before they were made; what the platform publishes itself bears its own day.
    async fn misdated(&self, agency: &str) -> Result<Vec<Dated>, AppError> {
        let rows = self.store.misdated_items(agency, MOST).await?;
        Ok(rows
            .into_iter()
            .map(|row| Dated {
                reference: Reference { key: row.id, name: row.title },
                shown_on: row.published_on,
                made_on: Some(row.generated_on),
                public_on: None,
            })
            .collect())
    }

    async fn unlinked(&self, agency: &str, columns: &[String]) -> Result<Vec<Reference>, AppError> {
        let mut found = Vec::new();
        for column in columns {
            for (id, title) in self.store.unlinked_items(agency, column, MOST).await? {
                found.push(Reference { key: id, name: title });
            }
        }
        Ok(found)
    }

    /// Personal data and dead links, where everything public was screened; else nobody knows.
    async fn screened_facts(
        &self,
        agency: &str,
    ) -> Result<(Option<Vec<Found<String>>>, Option<Vec<DeadLink>>), AppError> {
        let is_done = self.store.rescreenings().await?.get(agency).is_some_and(|how_far| how_far.is_done);
        if !is_done {
            return Ok((None, None));
        }
        let (mut personal, mut links) = (Vec::new(), Vec::new());
        for (title, row) in self.store.screened_items(agency, MOST).await? {
            let at = Reference { key: row.item.clone(), name: title };
            let on = civil_date(row.at);
            let found = PERSONAL.iter().filter_map(|kind| {
                let count = row.kinds.get(kind.key()).filter(|count| 0 < **count)?;
                Some(format!("{} {count} 处", kind.label()))
            });
            let found: Vec<String> = found.collect();
            if !found.is_empty() {
                personal.push(Found { what: found.join("、"), at: at.clone(), on });
            }
            if 0 < row.links {
                links.push(DeadLink {
                    page: at,
                    target: format!("本站已经没有的 {} 个网址", row.links),
                    place: LinkPlace::Page,
                    since: on,
                });
            }
        }
        Ok((Some(personal), Some(links)))
    }

    /// What the agency says of itself neither in items nor on its own page.
    async fn missing_basics(&self, agency: &str, covers: &[ColumnCover]) -> Result<Vec<Basic>, AppError> {
        let said = self.store.establishment_of(agency).await?.map(|(said, _)| said);
        let has_items = |wanted: ColumnType| {
            covers.iter().any(|cover| cover.column.column_type == wanted.key() && 0 < cover.items)
        };
        let duties = said.as_ref().is_some_and(|said| !said.duties.trim().is_empty());
        let leaders = said.as_ref().is_some_and(|said| !said.leaders.is_empty());
        let mut missing = Vec::new();
        if !duties && !has_items(ColumnType::Functions) && !has_items(ColumnType::Overview) {
            missing.push(Basic::Functions);
        }
        if !leaders && !has_items(ColumnType::Leaders) {
            missing.push(Basic::Leaders);
        }
        Ok(missing)
    }

    /// The earliest day on which something of the agency becomes a single veto or a deduction if nothing happens.
    pub fn next_breach(inspected: &Inspected) -> Option<Date> {
        let records = inspected.outlook.records.iter().filter_map(|coming| coming.breach.day());
        let groups = inspected.outlook.groups.iter().filter_map(|group| group.breach.day());
        records.chain(groups).filter(|day| inspected.inspection.on < *day).min()
    }
}
