//! HTTP: portal, office, API.

pub mod assets;
pub mod problem;
pub mod routes;
pub mod site;
pub mod tags;
#[path = "../ui/mod.rs"]
pub mod ui;
