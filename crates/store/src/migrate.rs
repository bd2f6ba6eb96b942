//! Numbered migrations, the same in both dialects.
//!
//! All that are missing are applied in one transaction under the journal's lock, so nodes may start together.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::StoreError;
use crate::param::{Bound, Param};
use crate::session::{Dialect, Session, transaction};

/// A migration as it was built into the program.
pub(crate) struct Migration {
    pub(crate) number: i64,
    pub(crate) name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! migrations {
    ($($number:literal $file:literal $name:literal),* $(,)?) => {
        &[$(Migration {
            number: $number,
            name: $name,
            sqlite: include_str!(concat!("../migrations/sqlite/", $file, ".sql")),
            postgres: include_str!(concat!("../migrations/postgres/", $file, ".sql")),
        }),*]
    };
}

/// All migrations in order. A merged one is never edited.
pub(crate) const MIGRATIONS: &[Migration] = migrations![
    1 "0001_journal" "journal",
    2 "0002_site" "site",
    3 "0003_agency" "agency",
    4 "0004_publication" "publication",
    5 "0005_request" "request",
    6 "0006_report" "report",
    7 "0007_access" "access",
    8 "0008_letters" "letters",
    9 "0009_privacy" "privacy",
    10 "0010_intake" "intake",
    11 "0011_import" "import",
    12 "0012_search" "search",
    13 "0013_motion" "motion",
    14 "0014_from_request" "from_request",
    15 "0015_motion_kept" "motion_kept",
    16 "0016_item_time" "item_time",
    17 "0017_content_key" "content_key",
    18 "0018_public_log" "public_log",
    19 "0019_witness" "witness",
    20 "0020_item_duty" "item_duty",
    21 "0021_screened" "screened",
    22 "0022_plan" "plan",
    23 "0023_limited" "limited",
    24 "0024_supply" "supply",
    25 "0025_solicitation" "solicitation",
    26 "0026_inventory" "inventory",
    27 "0027_facets" "facets",
    28 "0028_establishment" "establishment",
    29 "0029_inquiry" "inquiry",
    30 "0030_item_vote" "item_vote",
    31 "0031_account_token" "account_token",
    32 "0032_public_legal" "public_legal",
    33 "0033_benefit" "benefit",
    34 "0034_enterprise" "enterprise",
    35 "0035_inspection" "inspection",
];

impl Migration {
    fn sql(&self, dialect: Dialect) -> &'static str {
        match dialect {
            Dialect::Sqlite => self.sqlite,
            Dialect::Postgres => self.postgres,
        }
    }

    fn hash(&self, dialect: Dialect) -> Vec<u8> {
        Sha256::digest(self.sql(dialect)).to_vec()
    }
}

/// Brings the database to the last of `migrations`.
pub(crate) fn migrate(session: &mut dyn Session, migrations: &[Migration]) -> Result<(), StoreError> {
    transaction(session, |session| {
        session.lock_journal()?;
        let blob = if session.dialect() == Dialect::Sqlite { "blob" } else { "bytea" };
        session.script(&format!(
            "create table if not exists migration (
                 number bigint primary key, name text not null, hash {blob} not null, applied_at text not null)"
        ))?;
        let applied = session.query("select number, name, hash from migration order by number", &[])?;
        let known = migrations.last().map_or(0, |migration| migration.number);
        let mut last = 0;
        for row in &applied {
            last = row.int("number")?;
            let Some(migration) = migrations.iter().find(|migration| migration.number == last) else {
                return Err(StoreError::Newer { found: last, known });
            };
            if row.blob("hash")? != migration.hash(session.dialect()) {
                let (number, name) = (migration.number, row.text("name")?);
                return Err(StoreError::MigrationAltered { number, name });
            }
        }
        for migration in migrations.iter().filter(|migration| migration.number > last) {
            apply(session, migration).map_err(|source| StoreError::Migration {
                number: migration.number,
                name: migration.name.to_owned(),
                source: Box::new(source),
            })?;
        }
        Ok(())
    })
}

fn apply(session: &mut dyn Session, migration: &Migration) -> Result<(), StoreError> {
    session.script(migration.sql(session.dialect()))?;
    let params = vec![
        Param::Int(migration.number),
        migration.name.into(),
        Param::Blob(migration.hash(session.dialect())),
        gongkai_journal::instant_text(Timestamp::now()).into(),
    ];
    let sql = "insert into migration (number, name, hash, applied_at) values ($1, $2, $3, $4)";
    session.run(&[Bound::new(sql, params)]).map(drop)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_migration_in_the_folders_is_built_in() {
        let known: BTreeSet<String> = MIGRATIONS
            .iter()
            .map(|migration| format!("{:04}_{}.sql", migration.number, migration.name))
            .collect();
        for dialect in ["sqlite", "postgres"] {
            let folder = format!("{}/migrations/{dialect}", env!("CARGO_MANIFEST_DIR"));
            let files = std::fs::read_dir(folder).unwrap();
            let files: BTreeSet<String> =
                files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
            assert_eq!(files, known, "{dialect}");
        }
    }

    #[test]
    fn migrations_are_numbered_without_gaps() {
        let numbers: Vec<i64> = MIGRATIONS.iter().map(|migration| migration.number).collect();
        assert_eq!(numbers, (1..=i64::try_from(MIGRATIONS.len()).unwrap()).collect::<Vec<_>>());
    }
}
