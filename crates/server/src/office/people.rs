//! Names of colleagues for their logins.

use std::collections::BTreeMap;

use gongkai_app::App;

use super::fault::Fault;

/// Names already looked up on this page.
pub(super) struct People<'a> {
    app: &'a App,
    known: BTreeMap<String, String>,
}

impl<'a> People<'a> {
    /// Nobody is known yet.
    pub(super) fn new(app: &'a App) -> People<'a> {
        People { app, known: BTreeMap::new() }
    }

    /// The name of whoever has this login; the login itself when there is no such account.
    ///
    /// # Errors
    ///
    /// A problem when the account cannot be read.
    pub(super) async fn name(&mut self, login: &str) -> Result<String, Fault> {
        if let Some(name) = self.known.get(login) {
            return Ok(name.clone());
        }
        let name = match login {
            "system" => "系统".to_owned(),
            "public" => "公众".to_owned(),
            other => self.app.store.account(other).await?.map_or_else(|| other.to_owned(), |row| row.name),
        };
        self.known.insert(login.to_owned(), name.clone());
        Ok(name)
    }
}
