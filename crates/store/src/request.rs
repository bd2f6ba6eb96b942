//! Reading requests and remedies.
//!
//! Lists go by keyset: a page begins where the last one ended. Figures stream the few columns they count.

mod count;
mod import;
mod list;
mod motion;
mod numbering;
mod redate;
mod register;
mod remedy;
mod text;
mod todo;

use sea_query::Value;

use crate::{Row, Statement, Store, StoreError};

pub(crate) use count::unknown;
pub use count::{RequestFact, StageCount};
pub use import::ImportedRow;
pub use list::{ClosedBy, NO_SECTION, RequestCursor, RequestFilter, RequestOrder, RequestRow};
pub use motion::{MotionRow, MotionTodo};
pub use numbering::DocumentNumberRow;
pub use redate::{OpenClock, OpenTask, RedatingRow};
pub use register::{Counted, CountedBy, EndedRow, FeeRow};
pub use remedy::{RemedyFact, RemedyFilter, RemedyRow};
pub use text::{KeptCase, SealedCase, SealedText};
pub use todo::{DeskRow, TodoRow};

/// The same places for SQLite, which takes `$2` for a name and numbers names in the order of first use.
pub(crate) fn places(sql: &str) -> String {
    sql.replace('$', "?")
}

/// A statement that reads the same in both dialects, its values in any order.
pub(crate) fn numbered(sql: impl Into<String>, values: Vec<Value>) -> Statement {
    let sql = sql.into();
    Statement::PerDialect { sqlite: places(&sql), postgres: sql, values }
}

impl Store {
    /// Reads rows by a query that reads the same in both dialects, its values in any order.
    pub(crate) async fn numbered_rows(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        self.fetch_per_dialect(&places(sql), sql, values).await
    }
}

/// Which agencies, as the first value of a query.
///
/// One agency is compared with `=`, so that an index gives the order too.
pub(crate) struct Among {
    value: String,
    one: bool,
}

impl Among {
    pub(crate) fn of(agencies: &[String]) -> Among {
        match agencies {
            [agency] => Among { value: agency.clone(), one: true },
            many => Among { value: serde_json::json!(many).to_string(), one: false },
        }
    }

    pub(crate) fn value(&self) -> Value {
        self.value.as_str().into()
    }

    /// The query in both dialects; `sql` is given what follows the column.
    pub(crate) fn sql(&self, sql: impl Fn(&str) -> String) -> (String, String) {
        if self.one {
            let text = sql("= $1");
            return (places(&text), text);
        }
        let sqlite = sql("in (select value from json_each($1))");
        (places(&sqlite), sql("in (select jsonb_array_elements_text(cast($1 as text)::jsonb))"))
    }
}
