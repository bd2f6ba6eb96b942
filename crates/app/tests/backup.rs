//! Backups: whole while others write, grown piece by piece, back on either database, and told when something is wrong.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod house;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use gongkai_app::backup::{BackupError, Made, Source, Target, restore, snapshots};
use gongkai_app::{App, Place, SystemClock};
use gongkai_store::testing::{Scratch, postgres, sqlite};
use gongkai_store::{Settings, Store};
use house::{AGENCY, actor, bureau, review_and_publish, text};
use jiff::{Timestamp, ToSpan};

fn at(minute: i64) -> Timestamp {
    "2021-06-01T00:00:00Z".parse::<Timestamp>().unwrap().checked_add(minute.minutes()).unwrap()
}

/// A backup beside the threads that answer: it blocks.
async fn back_up(place: &Place, target: &Target, now: Timestamp) -> Result<Made, BackupError> {
    let (place, target) = (place.clone(), target.clone());
    tokio::task::spawn_blocking(move || gongkai_app::backup::back_up(&place, &target, now)).await.unwrap()
}

/// An empty place on either database.
fn empty(folder: &Path, scratch: &Scratch) -> Place {
    Place {
        database: scratch.settings.clone(),
        blobs: folder.join("blobs"),
        site_key: folder.join("site.key"),
    }
}

fn told<T: std::fmt::Debug>(result: Result<T, BackupError>) -> String {
    match result {
        Err(BackupError::Told(what)) => what,
        other => panic!("{other:?}"),
    }
}

async fn publish(app: &App, title: &str) -> String {
    let author = actor(app, "author").await;
    let mut said = text(title);
    said.body = format!("<p>{title}的正文</p>");
    let (id, _) = app.draft_item(&author, AGENCY, said).await.unwrap();
    review_and_publish(app, &id).await;
    id
}

async fn body_of(app: &App, id: &str) -> String {
    let item = app.store.item(id).await.unwrap().unwrap();
    app.item_body(&item.fields.body).await.unwrap()
}

async fn same_views(one: &Store, other: &Store) {
    assert_eq!(one.head().await.unwrap(), other.head().await.unwrap());
    assert_eq!(one.snapshot().await.unwrap(), other.snapshot().await.unwrap());
}

fn source(folder: &Path) -> Source {
    Source { folder: folder.to_owned(), ..Source::default() }
}

#[tokio::test]
async fn what_was_kept_comes_back_on_either_database_with_every_view_as_it_was() {
    for from in [sqlite(), postgres()] {
        let house = bureau(from).await;
        let (app, place) = (&house.app, house.place());
        let first = publish(app, "第一件").await;
        let spare = tempfile::tempdir().unwrap();
        let target = Target { folder: spare.path().join("backup"), ..Target::default() };
        let made = back_up(&place, &target, at(0)).await.unwrap();
        assert_eq!((made.events, made.new_blobs), (made.position, made.blobs));
        assert!(made.blobs > 0 && made.rows > 0, "{made:?}");

        let second = publish(app, "第二件").await;
        let grown = back_up(&place, &target, at(1)).await.unwrap();
        assert_eq!(grown.events, grown.position - made.position, "only what is new was read");
        assert!(grown.new_blobs > 0 && grown.new_blobs < grown.blobs);
        let still = back_up(&place, &target, at(2)).await.unwrap();
        assert_eq!((still.events, still.new_blobs), (0, 0));
        assert_eq!(snapshots(&target.folder).unwrap().len(), 3);

        for to in [sqlite(), postgres()] {
            let folder = tempfile::tempdir().unwrap();
            let there = empty(folder.path(), &to);
            let lacking = told(restore(&there, &source(&target.folder)).await);
            assert!(lacking.contains("site.key"), "{lacking}");
            std::fs::copy(&place.site_key, &there.site_key).unwrap();
            let restored = restore(&there, &source(&target.folder)).await.unwrap();
            assert_eq!((restored.events, restored.blobs), (grown.position, grown.blobs));
            let back = App::open(&there, Arc::new(SystemClock)).await.unwrap();
            same_views(&app.store, &back.store).await;
            for id in [&first, &second] {
                assert_eq!(body_of(&back, id).await, body_of(app, id).await);
            }
            // What comes after goes on from there.
            publish(&back, "恢复以后").await;
            assert!(back.store.verify().await.unwrap().fault.is_none());
            let again = restore(&there, &source(&target.folder)).await;
            assert!(again.is_err(), "nothing is brought back over records");
        }
        let folder = tempfile::tempdir().unwrap();
        let there = Place::folder(folder.path());
        std::fs::copy(&place.site_key, &there.site_key).unwrap();
        let oldest = Source { snapshot: Some(made.snapshot.clone()), ..source(&target.folder) };
        assert_eq!(restore(&there, &oldest).await.unwrap().events, made.position);
    }
}

#[tokio::test]
async fn a_backup_is_of_one_moment_while_others_write() {
    for from in [sqlite(), postgres()] {
        let house = bureau(from).await;
        let (app, place) = (house.app.clone(), house.place());
        publish(&app, "开始").await;
        let spare = tempfile::tempdir().unwrap();
        let target = Target { folder: spare.path().join("backup"), ..Target::default() };
        let writer = tokio::spawn({
            let app = app.clone();
            async move {
                let author = actor(&app, "author").await;
                for number in 0..60 {
                    app.draft_item(&author, AGENCY, text(&format!("第{number}件"))).await.unwrap();
                }
            }
        });
        let mut positions = Vec::new();
        for minute in 0..5 {
            positions.push(back_up(&place, &target, at(minute)).await.unwrap().position);
        }
        writer.await.unwrap();
        assert!(positions.is_sorted() && positions.first() < positions.last(), "{positions:?}");
        for (name, position) in snapshots(&target.folder).unwrap().into_iter().zip(&positions) {
            let folder = tempfile::tempdir().unwrap();
            let there = Place::folder(folder.path());
            std::fs::copy(&place.site_key, &there.site_key).unwrap();
            let one = Source { snapshot: Some(name), ..source(&target.folder) };
            assert_eq!(restore(&there, &one).await.unwrap().events, *position);
        }
    }
}

#[tokio::test]
async fn an_encrypted_backup_opens_with_its_key_alone_and_brings_the_sites_keys() {
    let house = bureau(sqlite()).await;
    let (app, place) = (&house.app, house.place());
    let id = publish(app, "要加密的").await;
    let spare = tempfile::tempdir().unwrap();
    let folder = spare.path().join("backup");
    let key = age::x25519::Identity::generate();
    let private = age::secrecy::ExposeSecret::expose_secret(&key.to_string()).to_owned();
    let plain = Target { folder: folder.clone(), with_keys: true, ..Target::default() };
    assert!(told(back_up(&place, &plain, at(0)).await).contains("--recipient"));
    let target = Target { recipients: vec![key.to_public().to_string()], ..plain };
    back_up(&place, &target, at(0)).await.unwrap();
    let whole = files(&folder);
    assert!(!whole.iter().any(|file| holds(file, "要加密的") || holds(file, "的正文")));
    assert!(
        told(back_up(&place, &Target { recipients: vec!["age1x".into()], ..target.clone() }, at(1)).await)
            .contains("age1x")
    );

    let there = tempfile::tempdir().unwrap();
    let there = Place::folder(&there.path().join("data"));
    assert!(told(restore(&there, &source(&folder)).await).contains("--identity"));
    let stranger = age::x25519::Identity::generate();
    let wrong = age::secrecy::ExposeSecret::expose_secret(&stranger.to_string()).to_owned();
    let with = |identities: String| Source { identities, ..source(&folder) };
    assert!(told(restore(&there, &with(wrong)).await).contains("不能解密"));
    restore(&there, &with(format!("# 备份私钥\n{private}\n"))).await.unwrap();
    let back = App::open(&there, Arc::new(SystemClock)).await.unwrap();
    assert_eq!(body_of(&back, &id).await, "<p>要加密的的正文</p>");
}

#[tokio::test]
async fn what_was_changed_is_told_and_nothing_half_comes_back() {
    let house = bureau(sqlite()).await;
    let (app, place) = (&house.app, house.place());
    publish(app, "一件").await;
    let spare = tempfile::tempdir().unwrap();
    let target = Target { folder: spare.path().join("backup"), ..Target::default() };
    let made = back_up(&place, &target, at(0)).await.unwrap();
    let all = files(&target.folder);
    let changed: Vec<&PathBuf> = all
        .iter()
        .filter(|file| !file.ends_with("lock") && std::fs::metadata(file).unwrap().len() > 0)
        .collect();
    assert!(changed.len() > 4);
    for file in changed {
        let sound = std::fs::read(file).unwrap();
        let mut bytes = sound.clone();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x10;
        std::fs::write(file, &bytes).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let there = Place::folder(folder.path());
        std::fs::copy(&place.site_key, &there.site_key).unwrap();
        let result = restore(&there, &source(&target.folder)).await;
        // A byte of the manifest may be one that says nothing, such as a space or the name of the program.
        if !file.ends_with("manifest.json") {
            assert!(result.is_err(), "{}", file.display());
        }
        assert!(result.is_ok() || !there.holds_records(), "{} left a database", file.display());
        std::fs::write(file, &sound).unwrap();
    }
    // The key of another site reads nothing.
    let folder = tempfile::tempdir().unwrap();
    let there = Place::folder(folder.path());
    std::fs::write(&there.site_key, [7; 32]).unwrap();
    assert!(told(restore(&there, &source(&target.folder)).await).contains("site.key"));
    assert!(!there.holds_records(), "the right key finds nothing in the way");
    std::fs::copy(&place.site_key, &there.site_key).unwrap();
    restore(&there, &source(&target.folder)).await.unwrap();

    // A folder of another system, or of one that was brought back from before, takes no backup of this one.
    let other = bureau(sqlite()).await;
    publish(&other.app, "别处").await;
    assert!(told(back_up(&other.place(), &target, at(1)).await).contains("另一个系统"));
    // A blob that no longer bears its name is told, and the rest is kept.
    let blob = files(&place.blobs).into_iter().next().unwrap();
    std::fs::write(&blob, b"other").unwrap();
    let fresh = Target { folder: spare.path().join("fresh"), ..Target::default() };
    let partly = back_up(&place, &fresh, at(2)).await.unwrap();
    assert_eq!((partly.damaged.len(), partly.blobs), (1, made.blobs - 1));
}

#[tokio::test]
async fn old_snapshots_go_and_with_them_the_blobs_nobody_names() {
    let house = bureau(sqlite()).await;
    let (app, place) = (&house.app, house.place());
    let id = publish(app, "一件").await;
    let spare = tempfile::tempdir().unwrap();
    let target = Target { folder: spare.path().join("backup"), keep: Some(2), ..Target::default() };
    back_up(&place, &target, at(0)).await.unwrap();
    let before = files(&target.folder.join("blobs")).len();
    // A purge takes the blob away; the backup follows once no snapshot names it.
    let blob = files(&place.blobs).into_iter().next().unwrap();
    std::fs::remove_file(&blob).unwrap();
    back_up(&place, &target, at(1)).await.unwrap();
    assert_eq!(files(&target.folder.join("blobs")).len(), before);
    let third = back_up(&place, &target, at(2)).await.unwrap();
    assert_eq!(third.removed.len(), 1);
    assert_eq!(files(&target.folder.join("blobs")).len(), before - 1);
    assert_eq!(snapshots(&target.folder).unwrap().len(), 2);
    assert!(app.store.item(&id).await.unwrap().is_some());
}

#[tokio::test]
async fn only_one_backup_at_a_time_goes_into_a_folder() {
    let spare = tempfile::tempdir().unwrap();
    let place = Place {
        database: Settings::Sqlite { path: spare.path().join("x.db") },
        ..Place::folder(spare.path())
    };
    let target = Target { folder: spare.path().join("backup"), ..Target::default() };
    std::fs::create_dir_all(&target.folder).unwrap();
    let lock = std::fs::File::create(target.folder.join("lock")).unwrap();
    lock.lock().unwrap();
    assert!(told(back_up(&place, &target, at(0)).await).contains("另一个备份"));
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn holds(file: &Path, words: &str) -> bool {
    let bytes = std::fs::read(file).unwrap();
    let plain = bytes.windows(words.len()).any(|window| window == words.as_bytes());
    let mut unpacked = Vec::new();
    let mut packed = flate2::read::GzDecoder::new(bytes.as_slice());
    let _ = std::io::Read::read_to_end(&mut packed, &mut unpacked);
    plain || unpacked.windows(words.len()).any(|window| window == words.as_bytes())
}
