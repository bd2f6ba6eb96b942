//! Agencies (行政机关), their sections, officers, accounts and roles.
