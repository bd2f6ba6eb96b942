//! Sealing of personal data (个人信息): AES-256-GCM under a key per person, itself sealed by the site key.
//!
//! Destroying a person's key erases them everywhere, backups of the journal included, while the record that
//! something happened stays.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use gongkai_store::Store;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Why personal data could not be sealed or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VaultError {
    /// The person's key was destroyed or never made: the data is gone, as it should be.
    #[error("no key for this person")]
    NoKey,
    /// The sealed text is damaged, or was sealed under another key or for another place.
    #[error("sealed data does not open")]
    DoesNotOpen,
    /// The system gave no random bytes.
    #[error("no randomness")]
    Randomness,
    /// The keys could not be read or written.
    #[error("key store")]
    Store(#[from] gongkai_store::StoreError),
}

/// The site key and what is done with it.
#[derive(Clone)]
pub struct Vault {
    store: Store,
    site_key: [u8; 32],
}

impl Vault {
    /// A vault over `store` under `site_key`.
    pub fn new(store: Store, site_key: [u8; 32]) -> Vault {
        Vault { store, site_key }
    }

    /// Makes the key of a new person.
    pub async fn enrol(&self, person: &str) -> Result<(), VaultError> {
        let key = random::<32>()?;
        let sealed = seal(&self.site_key, person.as_bytes(), &key)?;
        self.store.save_person_key(person, &sealed).await?;
        Ok(())
    }

    /// Makes the keys of `count` new persons, and hands them out for sealing right away.
    pub(crate) async fn enrol_many(&self, count: usize) -> Result<Vec<Enrolled>, VaultError> {
        let mut persons = Vec::with_capacity(count);
        let mut kept = Vec::with_capacity(count);
        for _ in 0..count {
            let (person, key) = (to_hex(&random::<16>()?), random::<32>()?);
            kept.push((person.clone(), seal(&self.site_key, person.as_bytes(), &key)?));
            persons.push(Enrolled { person, key });
        }
        self.store.save_person_keys(kept).await?;
        Ok(persons)
    }

    /// Seals `plain` for `person`; `place` (e.g. `request/…/contact`) binds the result to where it stands.
    pub async fn seal(&self, person: &str, place: &str, plain: &str) -> Result<String, VaultError> {
        let key = self.person_key(person).await?;
        Ok(to_hex(&seal(&key, place.as_bytes(), plain.as_bytes())?))
    }

    /// Reads what [`Vault::seal`] sealed.
    pub async fn open(&self, person: &str, place: &str, sealed: &str) -> Result<String, VaultError> {
        let key = self.person_key(person).await?;
        let bytes = from_hex(sealed).ok_or(VaultError::DoesNotOpen)?;
        let plain = open(&key, place.as_bytes(), &bytes)?;
        String::from_utf8(plain).map_err(|_| VaultError::DoesNotOpen)
    }

    /// Seals the bytes of a file for `person`; `place` binds them to where the file stands.
    pub async fn seal_bytes(&self, person: &str, place: &str, plain: Vec<u8>) -> Result<Vec<u8>, VaultError> {
        let (key, place) = (self.person_key(person).await?, place.to_owned());
        apart(move || seal(&key, place.as_bytes(), &plain)).await
    }

    /// Reads what [`Vault::seal_bytes`] sealed.
    pub async fn open_bytes(
        &self,
        person: &str,
        place: &str,
        sealed: Vec<u8>,
    ) -> Result<Vec<u8>, VaultError> {
        let (key, place) = (self.person_key(person).await?, place.to_owned());
        apart(move || open(&key, place.as_bytes(), &sealed)).await
    }

    /// Erases a person: what was sealed for them can never be read again.
    pub async fn erase(&self, person: &str) -> Result<(), VaultError> {
        Ok(self.store.destroy_person_key(person).await?)
    }

    /// A keyed hash for equality look-ups over sealed data (same applicant), useless without the site key.
    pub fn lookup_hash(&self, purpose: &str, plain: &str) -> String {
        self.keyed_hash(purpose, plain.as_bytes())
    }

    /// As [`Vault::lookup_hash`], of bytes.
    pub fn keyed_hash(&self, purpose: &str, plain: &[u8]) -> String {
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.site_key)
            .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(plain);
        to_hex(&mac.finalize().into_bytes())
    }

    /// As [`Vault::open`], with the person's sealed key at hand: for looking through many texts at once.
    pub(crate) fn open_with(
        &self,
        person: &str,
        sealed_key: &[u8],
        place: &str,
        sealed: &str,
    ) -> Result<String, VaultError> {
        let key = open(&self.site_key, person.as_bytes(), sealed_key)?;
        let key: [u8; 32] = key.try_into().map_err(|_| VaultError::DoesNotOpen)?;
        let bytes = from_hex(sealed).ok_or(VaultError::DoesNotOpen)?;
        let plain = open(&key, place.as_bytes(), &bytes)?;
        String::from_utf8(plain).map_err(|_| VaultError::DoesNotOpen)
    }

    /// Seals a key under the site key, bound to `place`.
    pub(crate) fn seal_under_site(&self, place: &str, key: &[u8; 32]) -> Result<Vec<u8>, VaultError> {
        seal(&self.site_key, place.as_bytes(), key)
    }

    /// Reads what [`Vault::seal_under_site`] sealed.
    pub(crate) fn open_under_site(&self, place: &str, sealed: &[u8]) -> Result<[u8; 32], VaultError> {
        open(&self.site_key, place.as_bytes(), sealed)?.try_into().map_err(|_| VaultError::DoesNotOpen)
    }

    async fn person_key(&self, person: &str) -> Result<[u8; 32], VaultError> {
        let sealed = self.store.person_key(person).await?.ok_or(VaultError::NoKey)?;
        let key = open(&self.site_key, person.as_bytes(), &sealed)?;
        key.try_into().map_err(|_| VaultError::DoesNotOpen)
    }
}

/// A new person, with the key at hand.
#[derive(Clone)]
pub(crate) struct Enrolled {
    /// Opaque id.
    pub(crate) person: String,
    key: [u8; 32],
}

impl Enrolled {
    /// As [`Vault::seal`], without asking for the key.
    pub(crate) fn seal(&self, place: &str, plain: &str) -> Result<String, VaultError> {
        Ok(to_hex(&seal(&self.key, place.as_bytes(), plain.as_bytes())?))
    }
}

/// Large files are sealed and opened beside the threads that answer requests.
async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, VaultError> + Send + 'static,
) -> Result<T, VaultError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(VaultError::DoesNotOpen))
}

/// Random bytes from the system.
pub fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| VaultError::Randomness)?;
    Ok(bytes)
}

/// Nonce, then ciphertext and tag; `aad` must be given again to open.
pub(crate) fn seal(key: &[u8; 32], aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, VaultError> {
    let nonce = random::<12>()?;
    let cipher = Aes256Gcm::new(key.into());
    let sealed = cipher
        .encrypt(&Nonce::from(nonce), Payload { msg: plain, aad })
        .map_err(|_| VaultError::DoesNotOpen)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

pub(crate) fn open(key: &[u8; 32], aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
    let (nonce, text) = sealed.split_first_chunk::<12>().ok_or(VaultError::DoesNotOpen)?;
    Aes256Gcm::new(key.into())
        .decrypt(&Nonce::from(*nonce), Payload { msg: text, aad })
        .map_err(|_| VaultError::DoesNotOpen)
}

/// Lower-case hexadecimal.
pub fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    digits.chunks_exact(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_opens_only_at_its_place() {
        let key = [7; 32];
        let sealed = seal(&key, b"request/1/contact", "某甲 0573-0000000".as_bytes()).unwrap();
        assert_eq!(open(&key, b"request/1/contact", &sealed).unwrap(), "某甲 0573-0000000".as_bytes());
        assert!(open(&key, b"request/2/contact", &sealed).is_err(), "moved to another case");
        assert!(open(&[8; 32], b"request/1/contact", &sealed).is_err(), "another person's key");
        let mut damaged = sealed.clone();
        *damaged.last_mut().unwrap() ^= 1;
        assert!(open(&key, b"request/1/contact", &damaged).is_err(), "damaged");
    }

    #[test]
    fn the_same_text_is_sealed_differently_each_time() {
        let key = [7; 32];
        assert_ne!(seal(&key, b"x", b"same").unwrap(), seal(&key, b"x", b"same").unwrap());
    }

    #[test]
    fn hexadecimal_goes_both_ways() {
        assert_eq!(from_hex(&to_hex(&[0, 15, 255])), Some(vec![0, 15, 255]));
        assert_eq!(from_hex("0"), None);
        assert_eq!(from_hex("zz"), None);
    }
}
