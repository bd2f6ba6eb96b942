//! Files of a backup: lines packed with gzip, and encrypted for their readers with age.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use age::stream::StreamWriter;
use age::x25519;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::BackupError;
use crate::vault::to_hex;

/// The public keys of those who can read a backup.
pub(super) fn recipients(keys: &[String]) -> Result<Vec<x25519::Recipient>, BackupError> {
    let read = |key: &String| {
        x25519::Recipient::from_str(key.trim())
            .map_err(|why| BackupError::told(format!("“{key}”不是 age 公钥（以 age1 开头）：{why}")))
    };
    keys.iter().map(read).collect()
}

/// The private keys in the text of a key file: a key a line, `#` begins a remark.
pub(super) fn identities(text: &str) -> Result<Vec<x25519::Identity>, BackupError> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let read = |line: &str| {
        x25519::Identity::from_str(line)
            .map_err(|why| BackupError::told(format!("私钥文件里有一行不是 age 私钥：{why}")))
    };
    lines.map(read).collect()
}

fn of(path: &Path) -> impl Fn(io::Error) -> BackupError + '_ {
    |source| BackupError::File { path: path.to_owned(), source }
}

/// The whole of a file.
pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, BackupError> {
    fs::read(path).map_err(of(path))
}

/// Renames, durably.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), BackupError> {
    fs::rename(from, to).map_err(of(to))?;
    let folder = to.parent().unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(of(folder))
}

/// A file on its way out: in plain, or encrypted.
enum Out {
    Plain(BufWriter<File>),
    Sealed(Box<StreamWriter<BufWriter<File>>>),
}

impl Out {
    fn create(path: &Path, recipients: &[x25519::Recipient]) -> Result<Out, BackupError> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = BufWriter::new(options.open(path).map_err(of(path))?);
        if recipients.is_empty() {
            return Ok(Out::Plain(file));
        }
        let readers = recipients.iter().map(|reader| reader as &dyn age::Recipient);
        let sealer = age::Encryptor::with_recipients(readers)
            .map_err(|why| BackupError::told(format!("不能为这些公钥加密：{why}")))?;
        Ok(Out::Sealed(Box::new(sealer.wrap_output(file).map_err(of(path))?)))
    }

    /// On disk when it returns.
    fn finish(self) -> io::Result<()> {
        let mut file = match self {
            Out::Plain(file) => file,
            Out::Sealed(writer) => writer.finish()?,
        };
        file.flush()?;
        file.get_ref().sync_all()
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Out::Plain(file) => file.write(bytes),
            Out::Sealed(writer) => writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Out::Plain(file) => file.flush(),
            Out::Sealed(writer) => writer.flush(),
        }
    }
}

/// Bytes as a file, whole or absent.
pub(super) fn copy_sealed(
    bytes: &[u8],
    path: &Path,
    recipients: &[x25519::Recipient],
) -> Result<(), BackupError> {
    let beside = path.with_file_name("incoming");
    let mut out = Out::create(&beside, recipients)?;
    out.write_all(bytes).and_then(|()| out.finish()).map_err(of(path))?;
    rename(&beside, path)
}

/// Lines on their way out.
pub(super) struct LineWriter {
    path: PathBuf,
    out: GzEncoder<Out>,
    digest: Sha256,
    lines: u64,
}

impl LineWriter {
    pub(super) fn create(path: &Path, recipients: &[x25519::Recipient]) -> Result<LineWriter, BackupError> {
        let out = GzEncoder::new(Out::create(path, recipients)?, Compression::new(6));
        Ok(LineWriter { path: path.to_owned(), out, digest: Sha256::new(), lines: 0 })
    }

    pub(super) fn line(&mut self, line: &str) -> io::Result<()> {
        for piece in [line.as_bytes(), b"\n"] {
            self.digest.update(piece);
            self.out.write_all(piece)?;
        }
        self.lines += 1;
        Ok(())
    }

    /// How many lines, and their SHA-256.
    pub(super) fn finish(self) -> Result<(u64, String), BackupError> {
        let path = self.path;
        self.out.finish().and_then(Out::finish).map_err(of(&path))?;
        Ok((self.lines, to_hex(&self.digest.finalize())))
    }
}

/// A file that was written for the holders of these keys, or for everybody.
fn opened(path: &Path, identities: &[x25519::Identity]) -> Result<Box<dyn Read>, BackupError> {
    let file = BufReader::new(File::open(path).map_err(of(path))?);
    if path.extension().is_none_or(|ending| ending != "age") {
        return Ok(Box::new(file));
    }
    let cannot = |why: age::DecryptError| {
        BackupError::told(format!(
            "{} 不能解密（{why}），请用 --identity 给出对应的私钥文件。",
            path.display()
        ))
    };
    let sealed = age::Decryptor::new(file).map_err(cannot)?;
    let keys = identities.iter().map(|key| key as &dyn age::Identity);
    Ok(Box::new(sealed.decrypt(keys).map_err(cannot)?))
}

/// The whole of such a file.
pub(super) fn read_sealed(path: &Path, identities: &[x25519::Identity]) -> Result<Vec<u8>, BackupError> {
    let mut bytes = Vec::new();
    opened(path, identities)?.read_to_end(&mut bytes).map_err(of(path))?;
    Ok(bytes)
}

/// Lines on their way in, which say at the end whether they are those that were written.
pub(super) struct LineReader {
    path: PathBuf,
    lines: BufReader<GzDecoder<Box<dyn Read>>>,
    digest: Sha256,
}

impl LineReader {
    pub(super) fn open(path: &Path, identities: &[x25519::Identity]) -> Result<LineReader, BackupError> {
        let lines = BufReader::new(GzDecoder::new(opened(path, identities)?));
        Ok(LineReader { path: path.to_owned(), lines, digest: Sha256::new() })
    }

    /// The lines, unchecked.
    pub(super) fn lines(self) -> impl Iterator<Item = io::Result<String>> {
        self.lines.lines()
    }

    /// The next line; nothing at the end, if what was read is what `sha256` names.
    pub(super) fn next(&mut self, sha256: &str) -> Result<Option<String>, BackupError> {
        let mut line = String::new();
        if self.lines.read_line(&mut line).map_err(of(&self.path))? > 0 {
            self.digest.update(line.as_bytes());
            line.truncate(line.trim_end_matches('\n').len());
            return Ok(Some(line));
        }
        let found = to_hex(&std::mem::take(&mut self.digest).finalize());
        if found == sha256 {
            Ok(None)
        } else {
            let path = self.path.display();
            Err(BackupError::told(format!(
                "备份文件 {path} 已损坏或者被改动：校验值应为 {sha256}，实为 {found}。"
            )))
        }
    }
}
