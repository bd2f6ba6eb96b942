//! The journal and its projections on SQLite and PostgreSQL.
