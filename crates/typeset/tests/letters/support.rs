//! What the tests of letters share: fonts, the programs that look at a PDF, words without spaces.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use gongkai_typeset::{Fonts, Letter, LetterCode, Typeset, Warning, sample_fields, typeset};

/// The machine's fonts; Fandol must be among them (Debian: `texlive-lang-chinese`), for the measures are its.
pub(crate) fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    let fonts = FONTS.get_or_init(|| Fonts::system([]));
    let lacks_fang =
        fonts.missing().iter().any(|lack| matches!(lack, Warning::FontMissing { wanted: "仿宋体", .. }));
    assert!(!lacks_fang, "the tests need a 仿宋 font: install Debian's texlive-lang-chinese");
    fonts
}

/// A document with its sample values.
pub(crate) fn sample(code: LetterCode) -> Typeset {
    typeset(&Letter { code, template: None, fields: &sample_fields(code) }, fonts()).unwrap()
}

/// Runs a program that must succeed and returns what it printed.
pub(crate) fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("cannot start {program}: {error}"));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?} failed: {told}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The path as an argument.
pub(crate) fn text_of(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Words without spaces, ends of line and page numbers: what must agree between the forms of a letter.
pub(crate) fn words_only(text: &str) -> String {
    let is_page_number = |line: &&str| {
        let line = line.trim();
        line.starts_with('—')
            && line.ends_with('—')
            && line.chars().any(|character| character.is_ascii_digit())
    };
    let lines = text.lines().filter(|line| !is_page_number(line));
    lines.flat_map(str::chars).filter(|c| !c.is_whitespace() && *c != '\u{feff}').collect()
}

/// A line of text on a page, in millimetres.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) page: usize,
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
    pub(crate) text: String,
}

/// The lines of a PDF with their places, from top to bottom.
pub(crate) fn lines(pdf: &[u8]) -> Vec<Line> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.pdf");
    std::fs::write(&path, pdf).unwrap();
    let boxes = run("pdftotext", &["-bbox-layout", text_of(&path), "-"]);
    let mut lines: Vec<Line> = Vec::new();
    let mut page = 0;
    for element in boxes.lines().map(str::trim) {
        if element.starts_with("<page") {
            page += 1;
        } else if element.starts_with("<line") {
            let side = |name| attribute(element, name) / 72.0 * 25.4;
            lines.push(Line {
                page,
                left: side("xMin"),
                top: side("yMin"),
                right: side("xMax"),
                bottom: side("yMax"),
                text: String::new(),
            });
        } else if let Some(word) = element.strip_prefix("<word").and_then(|rest| rest.split_once('>')) {
            lines.last_mut().unwrap().text.push_str(word.1.trim_end_matches("</word>"));
        }
    }
    lines.sort_by(|a, b| (a.page, a.top).partial_cmp(&(b.page, b.top)).unwrap());
    lines
}

fn attribute(element: &str, name: &str) -> f64 {
    let rest = element.split_once(&format!("{name}=\"")).unwrap().1;
    rest.split_once('"').unwrap().0.parse().unwrap()
}

/// A page as a picture: width, height and three bytes a point, at 100 points an inch.
pub(crate) struct Picture {
    width: usize,
    height: usize,
    points: Vec<u8>,
}

impl Picture {
    /// Draws one page.
    pub(crate) fn of(pdf: &[u8], page: usize) -> Picture {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("letter.pdf");
        std::fs::write(&path, pdf).unwrap();
        let root = folder.path().join("page");
        let number = page.to_string();
        run(
            "pdftoppm",
            &["-r", "100", "-f", &number, "-l", &number, "-singlefile", text_of(&path), text_of(&root)],
        );
        let bytes = std::fs::read(root.with_extension("ppm")).unwrap();
        let mut head = bytes.splitn(4, u8::is_ascii_whitespace);
        assert_eq!(head.next().unwrap(), b"P6");
        let mut number = || std::str::from_utf8(head.next().unwrap()).unwrap().parse::<usize>().unwrap();
        let (width, height) = (number(), number());
        let points = bytes[bytes.len() - width * height * 3..].to_vec();
        Picture { width, height, points }
    }

    /// Whether a point is plainly red, by millimetres from the upper left corner.
    pub(crate) fn is_red(&self, x: f64, y: f64) -> bool {
        let (column, row) = (Self::point(x), Self::point(y));
        assert!(column < self.width && row < self.height);
        let at = (row * self.width + column) * 3;
        let (red, green, blue) = (self.points[at], self.points[at + 1], self.points[at + 2]);
        red > 150 && green < 140 && blue < 140
    }

    /// From where to where the points of a column are red, in millimetres.
    pub(crate) fn red_from_to(&self, x: f64, top: f64, bottom: f64) -> Option<(f64, f64)> {
        let steps = (0..).map(|step| top + f64::from(step) * 0.1).take_while(|y| *y < bottom);
        let red: Vec<f64> = steps.filter(|y| self.is_red(x, *y)).collect();
        Some((*red.first()?, *red.last()?))
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place on a page")]
    fn point(millimetres: f64) -> usize {
        (millimetres / 25.4 * 100.0) as usize
    }
}
