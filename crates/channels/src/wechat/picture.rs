//! Pictures by what their bytes say they are.

/// A type of picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Jpeg,
    Png,
    Gif,
    Bmp,
    Webp,
    Unknown,
}

impl Kind {
    pub(super) fn of(bytes: &[u8]) -> Kind {
        let starts: &[(&[u8], Kind)] = &[
            (b"\xff\xd8\xff", Kind::Jpeg),
            (b"\x89PNG\r\n\x1a\n", Kind::Png),
            (b"GIF8", Kind::Gif),
            (b"BM", Kind::Bmp),
        ];
        if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            return Kind::Webp;
        }
        starts.iter().find(|(start, _)| bytes.starts_with(start)).map_or(Kind::Unknown, |(_, kind)| *kind)
    }

    /// Name of a file of this type, and its media type.
    pub(super) const fn names(self) -> (&'static str, &'static str) {
        match self {
            Kind::Jpeg => ("picture.jpg", "image/jpeg"),
            Kind::Png => ("picture.png", "image/png"),
            Kind::Gif => ("picture.gif", "image/gif"),
            Kind::Bmp => ("picture.bmp", "image/bmp"),
            Kind::Webp => ("picture.webp", "image/webp"),
            Kind::Unknown => ("picture", "application/octet-stream"),
        }
    }
}
