//! The keys that sign the log: made once, replaced on purpose, and never anew by mistake.

use std::io::ErrorKind;
use std::path::Path;

use gongkai_journal::log::{Algorithm, Note, SecretKey};

use crate::vault::random;
use crate::{App, AppError, write_secret};

/// What became of looking for the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    /// They are at hand: this node writes the log.
    Held,
    /// The log is signed by keys that another node has: this one only serves it.
    Elsewhere,
}

impl App {
    /// Reads the log's keys, or makes them for a log named `origin` that never had any.
    ///
    /// # Errors
    ///
    /// [`AppError::Inconsistent`] when the file holds other keys than those the log is signed by.
    pub async fn open_log(&self, origin: &str) -> Result<Keys, AppError> {
        let file = self.log.file.clone();
        let known = !self.store.log_keys().await?.is_empty();
        let keys = match read(&file)? {
            Some(keys) => keys,
            None if known => return Ok(Keys::Elsewhere),
            None => {
                let keys = make(origin)?;
                write(&file, &keys)?;
                if !self.adopt(&keys, false).await? {
                    // Another node was faster; its keys count.
                    std::fs::remove_file(&file).map_err(|error| broken(&file, &error.to_string()))?;
                    return Ok(Keys::Elsewhere);
                }
                keys
            }
        };
        if !self.adopt(&keys, false).await? {
            return Err(broken(&file, "holds other keys than those the log is signed by"));
        }
        self.sign_head_again(&keys).await?;
        // Only a second call finds it set.
        let _ = self.log.keys.set(keys);
        Ok(Keys::Held)
    }

    /// After keys were replaced, the head that stands bears their signatures too: whoever trusts them need not wait for
    /// the next entry.
    async fn sign_head_again(&self, keys: &[SecretKey]) -> Result<(), AppError> {
        let Some(head) = self.store.log_head().await? else { return Ok(()) };
        let broken = |what: String| AppError::Inconsistent(format!("head of the log: {what}"));
        let note = Note::parse(&head.note).map_err(|error| broken(error.to_string()))?;
        let mut lines = String::new();
        for key in keys.iter().filter(|key| !note.signatures.iter().any(|one| key.verifier().made(one))) {
            let signature = key.sign(&note.text, 0).map_err(|error| broken(error.to_string()))?;
            lines.push_str(&signature.to_string());
        }
        if !lines.is_empty() {
            self.store.sign_log_again(head.size, lines).await?;
        }
        Ok(())
    }

    /// Makes new keys for the log named `origin`, which sign it from the next start on; the old ones are retired.
    ///
    /// The old file stays beside the new one. What was signed before is still proven by the old public keys.
    pub async fn replace_log_keys(&self, origin: &str) -> Result<(), AppError> {
        let file = &self.log.file;
        let keys = make(origin)?;
        let new = file.with_extension("key.new");
        write(&new, &keys)?;
        self.adopt(&keys, true).await?;
        if file.exists() {
            let old = file.with_extension(format!("key.retired-{}", self.now().as_second()));
            std::fs::rename(file, old).map_err(|error| broken(file, &error.to_string()))?;
        }
        std::fs::rename(&new, file).map_err(|error| broken(file, &error.to_string()))
    }

    async fn adopt(&self, keys: &[SecretKey], replace: bool) -> Result<bool, AppError> {
        let verifiers = keys.iter().map(|key| key.verifier().to_string()).collect();
        Ok(self.store.adopt_log_keys(verifiers, replace, self.now()).await?)
    }
}

/// The key `name` that this site signs with as a witness, read from `file` or made.
pub(super) fn witness_key(name: &str, file: &Path) -> Result<SecretKey, AppError> {
    if let Some(key) = read(file)?.and_then(|keys| keys.into_iter().next()) {
        return Ok(key);
    }
    let key = SecretKey::from_seed(name, Algorithm::Cosignature, &random::<32>()?);
    let key = key.map_err(|error| AppError::Inconsistent(format!("witness key {name:?}: {error}")))?;
    let text = key.write() + "\n";
    write_secret(file, text.as_bytes()).map_err(|error| broken(file, &error.to_string()))?;
    Ok(key)
}

/// One key for everybody's verifiers, one for the national algorithms.
fn make(origin: &str) -> Result<Vec<SecretKey>, AppError> {
    let make = |algorithm| {
        let seed = random::<32>()?;
        SecretKey::from_seed(origin, algorithm, &seed)
            .map_err(|error| AppError::Inconsistent(format!("no key for the log {origin:?}: {error}")))
    };
    Ok(vec![make(Algorithm::Ed25519)?, make(Algorithm::Sm2)?])
}

fn read(file: &Path) -> Result<Option<Vec<SecretKey>>, AppError> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(broken(file, &error.to_string())),
    };
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let keys: Vec<SecretKey> = lines
        .map(|line| SecretKey::parse(line.trim()).map_err(|error| broken(file, &error.to_string())))
        .collect::<Result<_, _>>()?;
    let mut names = keys.iter().map(|key| key.verifier().name());
    let Some(origin) = names.next() else { return Err(broken(file, "holds no key")) };
    if names.any(|name| name != origin) {
        return Err(broken(file, "holds keys of several logs"));
    }
    Ok(Some(keys))
}

fn write(file: &Path, keys: &[SecretKey]) -> Result<(), AppError> {
    let text = keys.iter().map(SecretKey::write).collect::<Vec<_>>().join("\n") + "\n";
    write_secret(file, text.as_bytes()).map_err(|error| broken(file, &error.to_string()))
}

fn broken(file: &Path, what: &str) -> AppError {
    AppError::Inconsistent(format!("log key {}: {what}", file.display()))
}
