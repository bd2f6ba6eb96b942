//! Archives built to harm whoever opens them are refused, each for its own reason.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where it fails")]

use std::io::{Cursor, Write};

use gongkai_document::office::{Limits, OfficeError, Package};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn refused(bytes: &[u8], limits: &Limits) -> OfficeError {
    Package::open(bytes, limits).unwrap_err()
}

const SMALL: Limits = Limits {
    file_bytes: 100_000,
    entries: 4,
    entry_bytes: 2_000_000,
    total_bytes: 3_000_000,
    ratio: 250,
    depth: 1,
};

fn noise(length: usize) -> Vec<u8> {
    let mut state = 7_u32;
    (0..length)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // Few values, so that it packs about tenfold and no more.
            u8::from(state >> 28 == 3)
        })
        .collect()
}

#[test]
fn every_limit_has_an_error_of_its_own() {
    let zeros = vec![0_u8; 1_500_000];
    let bomb = archive(&[("a.xml", &zeros)]);
    assert_eq!(refused(&bomb, &SMALL), OfficeError::PackedTooStrongly { name: "a.xml".into(), limit: 250 });
    let loose = Limits { ratio: 5_000, ..SMALL };
    let three = archive(&[("a", &zeros), ("b", &zeros), ("c", &zeros)]);
    assert_eq!(refused(&three, &loose), OfficeError::TooLargeTogether { limit: 3_000_000 });
    let large = archive(&[("a", &vec![0_u8; 2_000_001])]);
    assert_eq!(refused(&large, &loose), OfficeError::PartTooLarge { name: "a".into(), limit: 2_000_000 });
    let many = archive(&[("a", b"1"), ("b", b"1"), ("c", b"1"), ("d", b"1"), ("e", b"1")]);
    assert_eq!(refused(&many, &SMALL), OfficeError::TooManyParts { limit: 4 });
    assert_eq!(refused(&vec![0; 100_001], &SMALL), OfficeError::FileTooLarge { limit: 100_000 });
    assert_eq!(refused(b"PK\x03\x04 no archive", &SMALL), OfficeError::NotAnArchive);
}

#[test]
fn a_part_that_understates_its_size_does_not_slip_through() {
    let mut bomb = archive(&[("a.xml", &vec![0_u8; 1_900_000])]);
    // The size stands in the local header and in the directory; both are made to lie.
    let truth = 1_900_000_u32.to_le_bytes();
    let places: Vec<usize> =
        bomb.windows(4).enumerate().filter(|(_, window)| *window == truth).map(|(at, _)| at).collect();
    assert!(!places.is_empty());
    for at in places {
        bomb[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
    }
    match Package::open(&bomb, &SMALL) {
        Ok(package) => assert!(package.parts()[0].bytes.len() <= 10),
        Err(error) => assert!(
            matches!(error, OfficeError::PackedTooStrongly { .. } | OfficeError::Damaged { .. }),
            "{error}"
        ),
    }
}

#[test]
fn names_that_lead_outside_are_refused() {
    for name in ["../a", "a/../../b", "/etc/a", "C:/a", "a\\..\\b", "a//b", "./a"] {
        let bytes = archive(&[(name, b"1")]);
        let found = Package::open(&bytes, &SMALL);
        assert!(matches!(found, Err(OfficeError::UnsafeName { .. })), "{name}: {found:?}");
    }
}

#[test]
fn two_names_that_differ_by_case_are_refused() {
    let bytes = archive(&[("word/a.xml", b"1"), ("Word/A.xml", b"2")]);
    assert!(matches!(refused(&bytes, &SMALL), OfficeError::TwiceNamed { .. }));
}

#[test]
fn an_encrypted_part_asks_for_its_password() {
    let mut bytes = archive(&[("a.xml", b"hello hello hello")]);
    // The lowest bit of the flags says encrypted, in the local header and in the directory.
    bytes[6] |= 1;
    let directory = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    bytes[directory + 8] |= 1;
    assert_eq!(refused(&bytes, &SMALL), OfficeError::Encrypted { name: "a.xml".into() });
}

#[test]
fn what_is_written_is_opened_again_and_carries_nothing_beside_its_parts() {
    let content = noise(1_500_000);
    let mut bytes = archive(&[("b/c.bin", &content), ("mimetype", b"application/x")]);
    bytes.splice(0..0, b"before the archive".repeat(40));
    let package = Package::open(&bytes, &Limits { file_bytes: 10_000_000, ..SMALL }).unwrap();
    assert!(package.loose_bytes > 300, "{}", package.loose_bytes);
    let again = package.write().unwrap();
    assert_eq!(again, package.write().unwrap());
    assert_eq!(&again[30..38], b"mimetype");
    let opened = Package::open(&again, &Limits { file_bytes: 10_000_000, ..SMALL }).unwrap();
    assert_eq!(opened.loose_bytes, 0);
    assert_eq!(opened.get("B/c.bin"), Some(content.as_slice()));
}
