//! Keys that sign notes: Ed25519, cosignatures of witnesses, and SM2 with SM3 (国密).

use std::fmt;

use ed25519_dalek::Signer as _;
use sha2::{Digest, Sha256};
use sm2::dsa::signature::Verifier as _;

use super::checkpoint::cosigned_text;
use super::note::is_key_name;
use super::{Note, NoteSignature, from_base64, to_base64};

/// The identity that SM2 signatures are bound to when nothing else was agreed (GM/T 0009).
const SM2_IDENTITY: &str = "1234567812345678";
/// How our SM2 signatures are told apart: the specification has no byte for them and reserves 0xff for such.
const SM2_TYPE: &[u8] = b"\xffgongkai/sm2-with-sm3/v1\n";

/// How a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// Ed25519 over the text.
    Ed25519,
    /// Ed25519 over the text with the time, a witness's statement (cosignature/v1).
    Cosignature,
    /// SM2 with SM3 over the text; verifiers that do not know it pass over it.
    Sm2,
}

impl Algorithm {
    fn type_bytes(self) -> &'static [u8] {
        match self {
            Algorithm::Ed25519 => &[0x01],
            Algorithm::Cosignature => &[0x04],
            Algorithm::Sm2 => SM2_TYPE,
        }
    }

    fn split(bytes: &[u8]) -> Option<(Algorithm, &[u8])> {
        [Algorithm::Ed25519, Algorithm::Cosignature, Algorithm::Sm2].into_iter().find_map(|algorithm| {
            bytes.strip_prefix(algorithm.type_bytes()).map(|material| (algorithm, material))
        })
    }
}

/// Why a key cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Not of the form name, id, key.
    #[error("a key is written name+id+key")]
    Shape,
    /// The name is empty or has spaces or plus signs.
    #[error("a key's name is not empty and has neither spaces nor plus signs")]
    Name,
    /// Nobody knows how such a key signs.
    #[error("a key of unknown kind")]
    Kind,
    /// The bytes are no key of their kind.
    #[error("the bytes are no key of their kind")]
    Material,
    /// The id is not that of name and key.
    #[error("the key's id is not that of its name and bytes")]
    Id,
}

/// The signature of a known key does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the signature of {0} does not hold")]
pub struct BadSignature(pub String);

#[derive(Debug, Clone)]
enum Public {
    Ed25519(ed25519_dalek::VerifyingKey),
    Sm2(Box<sm2::dsa::VerifyingKey>),
}

/// A public key with its name (公钥): what verifies signatures.
#[derive(Debug, Clone)]
pub struct VerifierKey {
    name: String,
    algorithm: Algorithm,
    public: Public,
    id: u32,
}

impl VerifierKey {
    fn new(name: &str, algorithm: Algorithm, public: Public) -> Result<VerifierKey, KeyError> {
        if !is_key_name(name) {
            return Err(KeyError::Name);
        }
        let mut key = VerifierKey { name: name.to_owned(), algorithm, public, id: 0 };
        let digest = Sha256::new().chain_update(name).chain_update("\n").chain_update(key.typed_bytes());
        let [a, b, c, d, ..]: [u8; 32] = digest.finalize().into();
        key.id = u32::from_be_bytes([a, b, c, d]);
        Ok(key)
    }

    /// Reads a verifier key: `name+id+key`.
    ///
    /// # Errors
    ///
    /// [`KeyError`].
    pub fn parse(text: &str) -> Result<VerifierKey, KeyError> {
        let (name, id, bytes) = split_key(text)?;
        let (algorithm, material) = Algorithm::split(&bytes).ok_or(KeyError::Kind)?;
        let public = match algorithm {
            Algorithm::Ed25519 | Algorithm::Cosignature => material
                .try_into()
                .ok()
                .and_then(|bytes| ed25519_dalek::VerifyingKey::from_bytes(bytes).ok())
                .filter(|key| !key.is_weak())
                .map(Public::Ed25519),
            Algorithm::Sm2 => sm2::dsa::VerifyingKey::from_sec1_bytes(SM2_IDENTITY, material)
                .ok()
                .map(|key| Public::Sm2(Box::new(key))),
        };
        let key = VerifierKey::new(name, algorithm, public.ok_or(KeyError::Material)?)?;
        if key.id == id { Ok(key) } else { Err(KeyError::Id) }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How it signs.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Its id: short, no proof of identity.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Is this the key that a signature line names?
    pub fn made(&self, signature: &NoteSignature) -> bool {
        signature.key_id == self.id && signature.name == self.name
    }

    /// Checks this key's signature under a text; for a cosignature, its time in seconds since 1970.
    ///
    /// # Errors
    ///
    /// [`BadSignature`].
    pub fn verify(&self, text: &str, signature: &NoteSignature) -> Result<Option<u64>, BadSignature> {
        let bad = || BadSignature(self.name.clone());
        if !self.made(signature) {
            return Err(bad());
        }
        match (&self.public, self.algorithm) {
            (Public::Sm2(key), _) => {
                let signature = sm2::dsa::Signature::from_slice(&signature.signature).map_err(|_| bad())?;
                key.verify(text.as_bytes(), &signature).map_err(|_| bad()).map(|()| None)
            }
            (Public::Ed25519(key), Algorithm::Cosignature) => {
                let (time, signature) = signature.signature.split_first_chunk().ok_or_else(bad)?;
                let time = u64::from_be_bytes(*time);
                // The specification bounds the time.
                let bounded = i64::try_from(time).is_ok();
                let signature = signature.try_into().ok().filter(|_| bounded).ok_or_else(bad)?;
                key.verify_strict(cosigned_text(time, text).as_bytes(), &signature).map_err(|_| bad())?;
                Ok(Some(time))
            }
            (Public::Ed25519(key), _) => {
                let signature = signature.signature.as_slice().try_into().map_err(|_| bad())?;
                key.verify_strict(text.as_bytes(), &signature).map_err(|_| bad()).map(|()| None)
            }
        }
    }

    /// Type and key, as ids are computed over them.
    fn typed_bytes(&self) -> Vec<u8> {
        let mut bytes = self.algorithm.type_bytes().to_vec();
        match &self.public {
            Public::Ed25519(key) => bytes.extend_from_slice(key.as_bytes()),
            Public::Sm2(key) => bytes.extend_from_slice(&key.to_sec1_bytes()),
        }
        bytes
    }
}

impl PartialEq for VerifierKey {
    fn eq(&self, other: &VerifierKey) -> bool {
        self.name == other.name && self.typed_bytes() == other.typed_bytes()
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{:08x}+{}", self.name, self.id, to_base64(&self.typed_bytes()))
    }
}

/// Name, id and bytes of a written key.
fn split_key(text: &str) -> Result<(&str, u32, Vec<u8>), KeyError> {
    let (name, rest) = text.split_once('+').ok_or(KeyError::Shape)?;
    // Base64 has plus signs of its own.
    let (id, bytes) = rest.split_once('+').ok_or(KeyError::Shape)?;
    let id = super::from_hex(id).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok());
    let id = u32::from_be_bytes(id.ok_or(KeyError::Shape)?);
    Ok((name, id, from_base64(bytes).ok_or(KeyError::Shape)?))
}

enum Secret {
    Ed25519(Box<ed25519_dalek::SigningKey>),
    Sm2(Box<sm2::dsa::SigningKey>),
}

/// A private key with its name (私钥): what signs.
pub struct SecretKey {
    secret: Secret,
    verifier: VerifierKey,
}

// The bytes stay out of logs.
impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretKey").field("verifier", &self.verifier.to_string()).finish_non_exhaustive()
    }
}

const SECRET_PREFIX: &str = "PRIVATE+KEY+";

impl SecretKey {
    /// The key that grows from 32 random bytes.
    ///
    /// # Errors
    ///
    /// [`KeyError::Name`], or [`KeyError::Material`] when the bytes are no key, which random ones practically never are.
    pub fn from_seed(name: &str, algorithm: Algorithm, seed: &[u8; 32]) -> Result<SecretKey, KeyError> {
        let (secret, public) = match algorithm {
            Algorithm::Ed25519 | Algorithm::Cosignature => {
                let key = ed25519_dalek::SigningKey::from_bytes(seed);
                let public = Public::Ed25519(key.verifying_key());
                (Secret::Ed25519(Box::new(key)), public)
            }
            Algorithm::Sm2 => {
                let key = sm2::dsa::SigningKey::from_slice(SM2_IDENTITY, seed);
                let key = key.map_err(|_| KeyError::Material)?;
                let public = Public::Sm2(Box::new(key.verifying_key().clone()));
                (Secret::Sm2(Box::new(key)), public)
            }
        };
        Ok(SecretKey { secret, verifier: VerifierKey::new(name, algorithm, public)? })
    }

    /// Reads a private key as [`SecretKey::write`] writes it.
    ///
    /// # Errors
    ///
    /// [`KeyError`].
    pub fn parse(text: &str) -> Result<SecretKey, KeyError> {
        let (name, id, bytes) = split_key(text.strip_prefix(SECRET_PREFIX).ok_or(KeyError::Shape)?)?;
        let (algorithm, material) = Algorithm::split(&bytes).ok_or(KeyError::Kind)?;
        let seed = material.try_into().map_err(|_| KeyError::Material)?;
        let key = SecretKey::from_seed(name, algorithm, seed)?;
        if key.verifier.id == id { Ok(key) } else { Err(KeyError::Id) }
    }

    /// The private key in writing. Whoever reads it can sign.
    pub fn write(&self) -> String {
        let mut bytes = self.verifier.algorithm.type_bytes().to_vec();
        match &self.secret {
            Secret::Ed25519(key) => bytes.extend_from_slice(key.as_bytes()),
            Secret::Sm2(key) => bytes.extend_from_slice(&key.to_bytes()),
        }
        format!("{SECRET_PREFIX}{}+{:08x}+{}", self.verifier.name, self.verifier.id, to_base64(&bytes))
    }

    /// The public key.
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Signs a text; a cosignature states `time`, in seconds since 1970, the others pass over it.
    ///
    /// The same text has the same signature: nothing random is in it.
    ///
    /// # Errors
    ///
    /// [`BadSignature`] when the key cannot sign, which does not happen with one that was made or read here.
    pub fn sign(&self, text: &str, time: u64) -> Result<NoteSignature, BadSignature> {
        let signature = match &self.secret {
            Secret::Ed25519(key) if self.verifier.algorithm == Algorithm::Cosignature => {
                let signature = key.sign(cosigned_text(time, text).as_bytes());
                [time.to_be_bytes().as_slice(), &signature.to_bytes()].concat()
            }
            Secret::Ed25519(key) => key.sign(text.as_bytes()).to_bytes().to_vec(),
            Secret::Sm2(key) => {
                let signed: Result<sm2::dsa::Signature, _> =
                    sm2::dsa::signature::Signer::try_sign(key.as_ref(), text.as_bytes());
                signed.map_err(|_| BadSignature(self.verifier.name.clone()))?.to_vec()
            }
        };
        Ok(NoteSignature { name: self.verifier.name.clone(), key_id: self.verifier.id, signature })
    }

    /// A note with this key's signature alone.
    ///
    /// # Errors
    ///
    /// As [`SecretKey::sign`].
    pub fn note(&self, text: &str, time: u64) -> Result<Note, BadSignature> {
        Ok(Note { text: text.to_owned(), signatures: vec![self.sign(text, time)?] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::from_hex;

    // The key and note in the tests of the format's first implementation, golang.org/x/mod/sumdb/note.
    const VKEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const SKEY: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    const TEXT: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const SIGNATURE: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    #[test]
    fn the_first_implementations_key_signs_the_same_bytes() {
        let key = SecretKey::parse(SKEY).unwrap();
        assert_eq!(key.verifier().to_string(), VKEY);
        assert_eq!(key.write(), SKEY);
        assert_eq!(key.note(TEXT, 0).unwrap().to_string(), format!("{TEXT}\n{SIGNATURE}"));
        let verifier = VerifierKey::parse(VKEY).unwrap();
        let signature = NoteSignature::parse(SIGNATURE.trim_end()).unwrap();
        assert_eq!(verifier.verify(TEXT, &signature), Ok(None));
        assert_eq!(verifier.verify("other\n", &signature), Err(BadSignature("PeterNeumann".to_owned())));
    }

    #[test]
    fn a_key_with_any_character_changed_or_cut_is_refused() {
        for place in 0..VKEY.len() {
            let mut changed = VKEY.as_bytes().to_vec();
            changed[place] += 1;
            let changed = String::from_utf8(changed).unwrap();
            assert!(VerifierKey::parse(&changed).is_err(), "{changed}");
            assert!(VerifierKey::parse(&VKEY[..place]).is_err(), "{place}");
            assert!(place == 0 || VerifierKey::parse(&VKEY[place..]).is_err(), "{place}");
        }
    }

    #[test]
    fn a_private_key_does_not_show_in_debug_output() {
        let key = SecretKey::from_seed("log.example", Algorithm::Sm2, &[7; 32]).unwrap();
        let secret = key.write();
        assert!(!format!("{key:?}").contains(secret.rsplit('+').next().unwrap()));
        assert_eq!(SecretKey::parse(&secret).unwrap().verifier(), key.verifier());
    }

    #[test]
    fn one_name_and_seed_give_each_algorithm_its_own_id() {
        let key = |algorithm| SecretKey::from_seed("log.example", algorithm, &[7; 32]).unwrap();
        let ids: std::collections::BTreeSet<u32> =
            [Algorithm::Ed25519, Algorithm::Cosignature, Algorithm::Sm2]
                .map(|a| key(a).verifier().id())
                .into();
        assert_eq!(ids.len(), 3);
        assert_eq!(SecretKey::from_seed("a b", Algorithm::Sm2, &[7; 32]).unwrap_err(), KeyError::Name);
        assert_eq!(SecretKey::from_seed("a", Algorithm::Sm2, &[0; 32]).unwrap_err(), KeyError::Material);
    }

    #[test]
    fn sm2_verifies_the_example_of_the_national_standard() {
        // GB/T 32918.5, annex A: the identity is the usual one, the text has no newline.
        let public = "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020\
                      ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
        let signature = "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3\
                         b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";
        let public =
            sm2::dsa::VerifyingKey::from_sec1_bytes(SM2_IDENTITY, &from_hex(public).unwrap()).unwrap();
        let key =
            VerifierKey::new("standard.example", Algorithm::Sm2, Public::Sm2(Box::new(public))).unwrap();
        let signature = NoteSignature {
            name: "standard.example".to_owned(),
            key_id: key.id(),
            signature: from_hex(signature).unwrap(),
        };
        assert_eq!(key.verify("message digest", &signature), Ok(None));
        assert!(key.verify("message digesu", &signature).is_err());
        assert_eq!(VerifierKey::parse(&key.to_string()).unwrap(), key);
    }
}
