//! Witnesses, both ways: others sign that they have seen our log grow, and this site signs for others.

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use gongkai_journal::log::{
    AddCheckpoint, Algorithm, Note, SecretKey, Tiles, Trust, VerifierKey, WitnessRefusal, Witnessed,
    consistency_proof, cosignatures, nodes_of_consistency, tiles_of,
};

use super::keys;
use crate::{App, AppError};

/// How long a witness may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Longest answer that is read: a few signature lines.
const MOST: u64 = 64 * 1024;

/// A witness of our log: where it is asked, and its key.
#[derive(Debug, Clone)]
pub struct Witness {
    /// Address in front of `/add-checkpoint`.
    pub url: String,
    /// Its public key.
    pub key: VerifierKey,
}

/// Whom we ask and for whom we sign.
#[derive(Debug, Default)]
pub struct Witnesses {
    /// Witnesses of our log.
    pub ours: Vec<Witness>,
    /// Keys of the logs this site is a witness of.
    pub logs: Trust,
    /// The key it signs with.
    pub key: Option<SecretKey>,
}

impl Witnesses {
    /// Reads the lists: `address key` a line for our witnesses, a key a line for the logs of others.
    ///
    /// # Errors
    ///
    /// The number of the list and of the line that is wrong.
    pub fn parse(ours: &str, logs: &str) -> Result<Witnesses, (usize, usize)> {
        let mut read = Witnesses::default();
        for (number, line) in lines(ours) {
            let (url, key) = line.split_once(char::is_whitespace).ok_or((1, number))?;
            let key = VerifierKey::parse(key.trim()).map_err(|_| (1, number))?;
            let is_web = url.starts_with("https://") || url.starts_with("http://");
            if !is_web || key.algorithm() != Algorithm::Cosignature {
                return Err((1, number));
            }
            read.ours.push(Witness { url: url.trim_end_matches('/').to_owned(), key });
        }
        for (number, line) in lines(logs) {
            let key = VerifierKey::parse(line).map_err(|_| (2, number))?;
            if key.algorithm() == Algorithm::Cosignature {
                return Err((2, number));
            }
            read.logs.log.push(key);
        }
        Ok(read)
    }
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = (1..).zip(text.lines().map(str::trim));
    lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

impl App {
    /// Takes up witnesses; with logs to witness, the witness's key `name` is read from `file` or made.
    pub fn open_witnesses(&self, mut witnesses: Witnesses, name: &str, file: &Path) -> Result<(), AppError> {
        if !witnesses.logs.log.is_empty() {
            witnesses.key = Some(keys::witness_key(name, file)?);
        }
        // Only a second call finds them set.
        let _ = self.log.witnesses.set(Arc::new(witnesses));
        Ok(())
    }

    /// Whom we ask and for whom we sign.
    pub fn witnesses(&self) -> Arc<Witnesses> {
        self.log.witnesses.get().cloned().unwrap_or_default()
    }

    /// As a witness: signs a checkpoint that continues what was signed last; the signature line.
    ///
    /// What is signed is on record before it is signed, so that no two trees of one size are.
    pub async fn witness_checkpoint(&self, body: &str) -> Result<Result<String, WitnessRefusal>, AppError> {
        let witnesses = self.witnesses();
        let Some(key) = &witnesses.key else { return Ok(Err(WitnessRefusal::UnknownLog)) };
        let Ok(asked) = AddCheckpoint::parse(body) else { return Ok(Err(WitnessRefusal::Malformed)) };
        let Some(origin) = asked.origin() else { return Ok(Err(WitnessRefusal::Malformed)) };
        let known = self.store.log_witnessed(&origin).await?;
        let known = known.map(|(size, root)| Witnessed { size, root });
        let (note, checkpoint) = match asked.examine(known, &witnesses.logs) {
            Ok(examined) => examined,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let now = self.now();
        let before = known.map_or(0, |known| known.size);
        let kept =
            self.store.keep_log_witnessed(&origin, before, checkpoint.size, checkpoint.root, now).await?;
        if !kept {
            // Somebody else was faster, with this checkpoint or another.
            let size = self.store.log_witnessed(&origin).await?.map_or(0, |(size, _)| size);
            return Ok(Err(WitnessRefusal::Stale(size)));
        }
        let time = u64::try_from(now.as_second()).unwrap_or(0);
        let signature = key.sign(&note.text, time);
        let signature = signature.map_err(|error| AppError::Inconsistent(format!("witness key: {error}")))?;
        Ok(Ok(signature.to_string()))
    }

    /// Asks every witness of our log that has not signed the newest head; how many have now.
    pub async fn ask_witnesses(&self) -> Result<usize, AppError> {
        let mut signed = 0;
        for witness in &self.witnesses().ours {
            let Some(head) = self.store.log_head().await? else { return Ok(0) };
            let name = witness.key.name();
            let known = self.store.log_witness_size(name).await?;
            if known >= head.size {
                continue;
            }
            let broken = |error: gongkai_journal::log::ProofError| AppError::Inconsistent(error.to_string());
            let mut tiles = Tiles::default();
            let mut proof = Vec::new();
            if known > 0 {
                for tile in tiles_of(&nodes_of_consistency(known, head.size).map_err(broken)?, head.size) {
                    tiles.insert(tile, self.store.log_hashes(&tile).await?);
                }
                proof = consistency_proof(known, head.size, |node| tiles.hash(node)).map_err(broken)?;
            }
            let body = AddCheckpoint { old: known, proof, checkpoint: head.note.clone() }.to_string();
            let address = format!("{}/add-checkpoint", witness.url);
            let answer = tokio::task::spawn_blocking(move || post(&address, &body)).await;
            let answer = answer.map_err(|error| AppError::Inconsistent(error.to_string()))?;
            let text = Note::parse(&head.note).map(|note| note.text).unwrap_or_default();
            match answer {
                Ok((200, answer)) => match cosignatures(&answer, &text, &witness.key) {
                    Ok(lines) if !lines.is_empty() => {
                        let lines = lines.iter().map(ToString::to_string).collect();
                        self.store.cosign_log(head.size, name, lines).await?;
                        signed += 1;
                    }
                    Ok(_) | Err(_) => tracing::warn!(name, "a witness's answer has no signature that holds"),
                },
                // It has signed more of our log than we know of: go on from there.
                Ok((409, answer)) => match answer.trim().parse::<u64>() {
                    Ok(size) if size <= head.size => self.store.keep_log_witness_size(name, size).await?,
                    _ => tracing::error!(name, answer, "a witness has seen another tree than ours"),
                },
                Ok((status, _)) => tracing::warn!(name, status, "a witness does not sign"),
                Err(error) => tracing::warn!(name, error, "a witness does not answer"),
            }
        }
        Ok(signed)
    }
}

/// Status and text of an answer.
fn post(address: &str, body: &str) -> Result<(u16, String), String> {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .max_redirects(0)
        .http_status_as_error(false);
    let agent: ureq::Agent = config.build().into();
    let answer = agent.post(address).send(body).map_err(|error| error.to_string())?;
    let status = answer.status().as_u16();
    let mut text = String::new();
    let mut reader = answer.into_body().into_reader().take(MOST);
    reader.read_to_string(&mut text).map_err(|error| error.to_string())?;
    Ok((status, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_line_of_the_lists_is_named() {
        let key = |algorithm| SecretKey::from_seed("w.example/witness", algorithm, &[3; 32]).unwrap();
        let (witness, log) = (key(Algorithm::Cosignature), key(Algorithm::Ed25519));
        let ours = format!("# ours\n\nhttps://w.example/log/witness/ {}\n", witness.verifier());
        let read = Witnesses::parse(&ours, &log.verifier().to_string()).unwrap();
        assert_eq!((read.ours[0].url.as_str(), read.logs.log.len()), ("https://w.example/log/witness", 1));
        let wrong = [
            (format!("https://w.example {}", log.verifier()), String::new(), (1, 1)),
            ("https://w.example".to_owned(), String::new(), (1, 1)),
            (format!("w.example {}", witness.verifier()), String::new(), (1, 1)),
            (ours, format!("\n{}", witness.verifier()), (2, 2)),
        ];
        for (ours, logs, place) in wrong {
            assert_eq!(Witnesses::parse(&ours, &logs).unwrap_err(), place, "{ours} {logs}");
        }
    }
}
