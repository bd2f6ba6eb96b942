//! Opening a PDF: objects that come packed together are counted before they are unpacked.

use std::cell::Cell;

use lopdf::{Document, LoadOptions, Object, ObjectId};

/// Largest stream of objects when expanded.
const STREAM: usize = 16 * 1024 * 1024;
/// Most words (numbers, names, texts) in all streams of objects: one takes some hundred bytes of memory and two of the
/// file, which packed are next to nothing.
pub(crate) const WORDS: usize = 3_000_000;

thread_local! {
    /// Words that the file being opened may still hold: the filter of the parser is a function without state.
    static ROOM: Cell<usize> = const { Cell::new(0) };
}

/// Why a PDF was not opened.
pub(crate) enum Unopened {
    /// More than [`WORDS`]
    TooMuch,
    /// Damaged or encrypted
    Parser(lopdf::Error),
}

/// Opens a PDF; the parser runs in this thread alone.
pub(crate) fn open(bytes: &[u8]) -> Result<Document, Unopened> {
    ROOM.set(WORDS);
    let options = LoadOptions {
        max_decompressed_size: Some(STREAM),
        filter: Some(within_room),
        ..LoadOptions::default()
    };
    let opened = Document::load_mem_with_options(bytes, options);
    if ROOM.get() == 0 { Err(Unopened::TooMuch) } else { opened.map_err(Unopened::Parser) }
}

/// Keeps an object, but no stream of objects for which there is no room.
fn within_room(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    let Object::Stream(stream) = object else { return Some((id, object.clone())) };
    if stream.dict.has_type(b"ObjStm") {
        // What is larger than the limit is refused by the parser itself.
        let content = stream.get_plain_content_with_limit(STREAM).unwrap_or_default();
        let ends = |byte: &&u8| byte.is_ascii_whitespace() || b"\0()<>[]/".contains(byte);
        let room = ROOM.get().saturating_sub(content.iter().filter(ends).count());
        ROOM.set(room);
        if room == 0 {
            return None;
        }
    }
    // The parser keeps what it has, and only asks whether; a copy of a stream would be for nothing.
    Some((id, Object::Null))
}
