//! The index: opened, searched, written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tantivy::schema::Value as _;
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, Term};

use crate::SearchError;
use crate::collect::{Gather, Gathered, Order};
use crate::document::{Document, Facet, Part};
use crate::excerpt::{Excerpt, Needles, Piece};
use crate::plan::plan;
use crate::query::Query;
use crate::schema::{FORM, Fields, day, indexed, schema, teach};
use crate::shelf::failed;
use crate::suggest::{self, Suggestion};

/// Memory of the writer before it puts a segment down.
const WRITER_BYTES: usize = 48 * 1024 * 1024;
/// Most values offered of one facet.
const MOST_VALUES: usize = 200;

/// What stands with every commit.
#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    form: u32,
    /// Where in the journal the index has come to.
    position: u64,
}

/// What is looked for, and which part of the hits is wanted.
#[derive(Debug, Clone)]
pub struct Sought {
    /// The words.
    pub query: Query,
    /// Values to narrow by.
    pub filters: Vec<(Facet, String)>,
    /// Published on this day or later.
    pub from: Option<Date>,
    /// Published on this day or earlier.
    pub until: Option<Date>,
    /// Leave out what is no longer in force?
    pub in_force: bool,
    /// Today, for what is in force.
    pub today: Date,
    /// The order.
    pub order: Order,
    /// Hits passed over.
    pub skip: usize,
    /// Hits wanted.
    pub size: usize,
    /// Count what the hits may be narrowed by?
    pub facets: bool,
}

/// A hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Id of the item.
    pub id: String,
    /// Hash of what the edition in the index says.
    pub hash: String,
    /// The title with the words marked.
    pub title: Vec<Piece>,
    /// Where the words stand.
    pub excerpt: Excerpt,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The hits asked for.
    pub found: Vec<Found>,
    /// Hits in all.
    pub total: u64,
    /// Hits that are no longer in force, whether they are shown or left out.
    pub past: u64,
    /// Values to narrow by with the hits each would leave, the most frequent first.
    pub facets: BTreeMap<Facet, Vec<(String, u64)>>,
    /// Were documents taken that have only most of the words, because none has all?
    pub relaxed: bool,
}

/// An index that is open (检索索引).
pub struct Index {
    engine: tantivy::Index,
    fields: Fields,
    reader: IndexReader,
    folder: PathBuf,
}

impl Index {
    /// Makes an empty index in an empty folder, which has come to no event yet.
    ///
    /// # Errors
    ///
    /// When the folder cannot be written.
    pub fn create(folder: &Path) -> Result<Index, SearchError> {
        std::fs::create_dir_all(folder).map_err(|source| failed(folder, source))?;
        let (schema, fields) = schema();
        Index::of(tantivy::Index::create_in_dir(folder, schema)?, fields, folder)
    }

    /// Opens an index.
    ///
    /// # Errors
    ///
    /// [`SearchError::OtherForm`] when another program made it; otherwise what is wrong with its files.
    pub fn open(folder: &Path) -> Result<Index, SearchError> {
        let engine = tantivy::Index::open_in_dir(folder)?;
        let (schema, fields) = schema();
        if engine.schema() != schema {
            return Err(SearchError::OtherForm);
        }
        let index = Index::of(engine, fields, folder)?;
        if index.payload()?.form != FORM {
            return Err(SearchError::OtherForm);
        }
        Ok(index)
    }

    fn of(engine: tantivy::Index, fields: Fields, folder: &Path) -> Result<Index, SearchError> {
        teach(&engine);
        let reader = engine.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Index { engine, fields, reader, folder: folder.to_owned() })
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn payload(&self) -> Result<Payload, SearchError> {
        let payload = self.engine.load_metas()?.payload;
        match payload {
            None => Ok(Payload { form: FORM, position: 0 }),
            Some(text) => {
                serde_json::from_str(&text).map_err(|error| SearchError::Damaged(error.to_string()))
            }
        }
    }

    /// Where in the journal the index has come to.
    ///
    /// # Errors
    ///
    /// When its files cannot be read.
    pub fn position(&self) -> Result<u64, SearchError> {
        Ok(self.payload()?.position)
    }

    /// Documents in it.
    pub fn len(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Has it no documents?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads every file and compares it with its checksum.
    ///
    /// # Errors
    ///
    /// [`SearchError::Damaged`] with the names of files that are not what they were.
    pub fn validate(&self) -> Result<(), SearchError> {
        let broken = self.engine.validate_checksum()?;
        if broken.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = broken.iter().map(|path| path.display().to_string()).collect();
        Err(SearchError::Damaged(names.join(", ")))
    }

    /// Takes up what was committed since, by this or another process.
    ///
    /// # Errors
    ///
    /// When its files cannot be read.
    pub fn reload(&self) -> Result<(), SearchError> {
        Ok(self.reader.reload()?)
    }

    /// The writer; there is one at a time.
    ///
    /// # Errors
    ///
    /// [`SearchError::Busy`] while another process has it.
    pub fn writer(&self) -> Result<Writer, SearchError> {
        match self.engine.writer_with_num_threads(1, WRITER_BYTES) {
            Ok(engine) => Ok(Writer { engine, fields: self.fields.clone() }),
            Err(tantivy::TantivyError::LockFailure(..)) => Err(SearchError::Busy),
            Err(error) => Err(error.into()),
        }
    }

    /// Searches.
    ///
    /// # Errors
    ///
    /// When the index's files are damaged.
    pub fn search(&self, sought: &Sought) -> Result<Answer, SearchError> {
        if sought.query.is_empty() {
            return Ok(Answer::default());
        }
        let mut relaxed = false;
        let mut gathered = self.gather(sought, true)?;
        if gathered.total + gathered.past == 0 {
            gathered = self.gather(sought, false)?;
            relaxed = gathered.total > 0;
        }
        let needles = Needles::of(&sought.query);
        let searcher = self.reader.searcher();
        let mut found = Vec::new();
        for (_, address) in gathered.best.iter().skip(sought.skip).take(sought.size) {
            let document: TantivyDocument = searcher.doc(*address)?;
            found.push(self.found(&document, &needles));
        }
        Ok(Answer {
            found,
            total: gathered.total,
            past: gathered.past,
            facets: values(gathered.facets),
            relaxed,
        })
    }

    fn gather(&self, sought: &Sought, strict: bool) -> Result<Gathered, SearchError> {
        let at = |date: Date| jiff::tz::Offset::constant(8).to_timestamp(date.at(0, 0, 0, 0)).ok();
        let until = sought.until.and_then(|until| until.tomorrow().ok());
        let gather = Gather {
            order: sought.order,
            keep: sought.skip.saturating_add(sought.size),
            today: day(sought.today),
            in_force: sought.in_force,
            from: sought.from.and_then(at).map(jiff::Timestamp::as_second),
            before: until.and_then(at).map(jiff::Timestamp::as_second),
            facets: sought.facets,
        };
        let query = plan(&self.fields, &sought.query, &sought.filters, strict);
        Ok(self.reader.searcher().search(&*query, &gather)?)
    }

    fn found(&self, document: &TantivyDocument, needles: &Needles) -> Found {
        let text = |field| document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default();
        let parts: Vec<Part> = serde_json::from_str(text(self.fields.parts)).unwrap_or_default();
        Found {
            id: text(self.fields.id).to_owned(),
            hash: text(self.fields.hash).to_owned(),
            title: needles.mark(text(self.fields.name)),
            excerpt: needles.excerpt(&parts),
        }
    }

    /// What may have been meant instead (您是不是要找): a stretch of a title that sounds the same or has one character
    /// otherwise. The titles' items are to be looked at before it is shown: they may be withdrawn.
    ///
    /// # Errors
    ///
    /// When the index's files are damaged.
    pub fn suggest(&self, typed: &str) -> Result<Vec<Suggestion>, SearchError> {
        suggest::suggest(&self.reader.searcher(), &self.fields, typed)
    }
}

fn values(
    facets: std::collections::HashMap<Facet, std::collections::HashMap<String, u64>>,
) -> BTreeMap<Facet, Vec<(String, u64)>> {
    let sorted = |values: std::collections::HashMap<String, u64>| {
        let mut values: Vec<(String, u64)> = values.into_iter().collect();
        values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        values.truncate(MOST_VALUES);
        values
    };
    facets.into_iter().map(|(facet, values)| (facet, sorted(values))).collect()
}

/// Writes to the index; what is written is seen after [`Writer::commit`] and [`Index::reload`].
pub struct Writer {
    engine: IndexWriter,
    fields: Fields,
}

impl Writer {
    /// Puts a document in, in place of an earlier one with its id.
    ///
    /// # Errors
    ///
    /// When the disk is full or the like.
    pub fn put(&mut self, document: &Document) -> Result<(), SearchError> {
        self.remove(&document.id);
        self.engine.add_document(indexed(&self.fields, document))?;
        Ok(())
    }

    /// Takes a document out.
    pub fn remove(&mut self, id: &str) {
        self.engine.delete_term(Term::from_field_text(self.fields.id, id));
    }

    /// Makes what was written durable, as of a position in the journal.
    ///
    /// # Errors
    ///
    /// When the disk is full or the like.
    pub fn commit(&mut self, position: u64) -> Result<(), SearchError> {
        let payload = Payload { form: FORM, position };
        let payload =
            serde_json::to_string(&payload).map_err(|error| SearchError::Damaged(error.to_string()))?;
        let mut commit = self.engine.prepare_commit()?;
        commit.set_payload(&payload);
        commit.commit()?;
        Ok(())
    }

    /// Ends the writing, after segments that are being merged are.
    ///
    /// # Errors
    ///
    /// When merging failed.
    pub fn finish(self) -> Result<(), SearchError> {
        Ok(self.engine.wait_merging_threads()?)
    }
}
