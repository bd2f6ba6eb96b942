//! Which fonts a letter is set in (字体): the standard's, if the agency has them, else free ones, character by character.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;

use crate::error::Warning;

/// A role that the standard gives a typeface (字体的用途).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Role {
    /// Its name in the layout.
    pub(crate) key: &'static str,
    /// What the standard calls the typeface.
    pub(crate) wanted: &'static str,
    /// Families that are that typeface, the best first.
    families: &'static [&'static str],
    /// Families that stand in for it.
    instead: &'static [&'static str],
}

/// The typefaces of GB/T 9704, with the families that are them. A machine may know a family by either name.
pub(crate) const ROLES: [Role; 5] = [
    Role {
        key: "title",
        wanted: "小标宋体",
        families: &[
            "方正小标宋简体",
            "FZXiaoBiaoSong-B05S",
            "方正小标宋_GBK",
            "FZXiaoBiaoSong-B05",
            "方正公文小标宋",
            "FZDocXiaoBiaoSong",
            "小标宋体",
        ],
        instead: &["华文中宋", "STZhongsong", "FandolSong", "Noto Serif CJK SC", "Noto Sans CJK SC"],
    },
    Role {
        key: "fang",
        wanted: "仿宋体",
        families: &[
            "仿宋_GB2312",
            "FangSong_GB2312",
            "方正仿宋_GB2312",
            "方正公文仿宋",
            "FZDocFangSong",
            "仿宋",
            "FangSong",
            "方正仿宋_GBK",
            "FZFangSong-Z02",
            "方正仿宋简体",
            "FZFangSong-Z02S",
            "华文仿宋",
            "STFangsong",
            "FandolFang R",
            "FandolFang",
        ],
        instead: &["FandolSong", "Noto Serif CJK SC", "Noto Sans CJK SC"],
    },
    Role {
        key: "hei",
        wanted: "黑体",
        families: &[
            "黑体",
            "SimHei",
            "方正黑体_GBK",
            "FZHei-B01",
            "方正黑体简体",
            "FZHei-B01S",
            "方正公文黑体",
            "FZDocHei",
            "华文黑体",
            "STHeiti",
            "FandolHei",
            "Noto Sans CJK SC",
        ],
        instead: &[],
    },
    Role {
        key: "kai",
        wanted: "楷体",
        families: &[
            "楷体_GB2312",
            "KaiTi_GB2312",
            "方正楷体_GB2312",
            "方正公文楷体",
            "FZDocKai",
            "楷体",
            "KaiTi",
            "方正楷体_GBK",
            "FZKai-Z03",
            "方正楷体简体",
            "FZKai-Z03S",
            "华文楷体",
            "STKaiti",
            "FandolKai",
            "FandolKai R",
        ],
        instead: &["FandolFang R", "FandolFang", "Noto Serif CJK SC", "Noto Sans CJK SC"],
    },
    Role {
        key: "song",
        wanted: "宋体",
        families: &["宋体", "SimSun", "华文宋体", "STSong", "FandolSong", "Noto Serif CJK SC"],
        instead: &["Noto Sans CJK SC"],
    },
];

/// Where systems keep fonts.
const SYSTEM_FOLDERS: &[&str] = &[
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
    "/usr/share/texmf/fonts/opentype",
];
/// Words in a file's name that make it worth looking into; a system has hundreds of other fonts.
const NAMES: &[&str] =
    &["fandol", "cjk", "sc", "fang", "song", "hei", "kai", "sim", "fz", "gb2312", "仿宋", "宋", "黑", "楷"];
/// How deep folders are looked through.
const DEEPEST: usize = 6;

/// The fonts of this machine, looked for once and read when a letter needs them.
#[derive(Debug)]
pub struct Fonts {
    folders: Vec<PathBuf>,
    found: OnceLock<Found>,
}

/// What was found.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) book: LazyHash<FontBook>,
    faces: Vec<Face>,
}

/// One face of a font file.
#[derive(Debug)]
struct Face {
    path: PathBuf,
    index: u32,
    font: OnceLock<Option<Font>>,
}

impl Fonts {
    /// The fonts in `extra` folders, which go first, and in the system's.
    pub fn system(extra: impl IntoIterator<Item = PathBuf>) -> Fonts {
        let system = SYSTEM_FOLDERS.iter().map(PathBuf::from);
        Fonts { folders: extra.into_iter().chain(system).collect(), found: OnceLock::new() }
    }

    /// Only the fonts in these folders: for tests and for machines whose own fonts are not wanted.
    pub fn only(folders: impl IntoIterator<Item = PathBuf>) -> Fonts {
        Fonts { folders: folders.into_iter().collect(), found: OnceLock::new() }
    }

    /// What the standard asks for and this machine lacks, with what is used instead.
    pub fn missing(&self) -> Vec<Warning> {
        ROLES.iter().filter_map(|role| self.found().lack(role)).collect()
    }

    /// Whether there is any font to set Chinese in.
    pub fn can_set_chinese(&self) -> bool {
        self.found().shows('公')
    }

    pub(crate) fn found(&self) -> &Found {
        self.found.get_or_init(|| look(&self.folders))
    }
}

impl Found {
    /// The families for a role that are installed, the best first; then whatever is installed, for single characters.
    pub(crate) fn families(&self, role: &Role) -> Vec<String> {
        let mut families: Vec<String> = Vec::new();
        let named = role.families.iter().chain(role.instead);
        let rest = ["Noto Serif CJK SC", "Noto Sans CJK SC"];
        for family in named.copied().chain(rest).filter_map(|family| self.family(family)) {
            if !families.contains(&family) {
                families.push(family);
            }
        }
        for (family, _) in self.book.families() {
            if !families.iter().any(|known| known == family) {
                families.push(family.to_owned());
            }
        }
        families
    }

    /// The families that set a role's text when nothing is lacking.
    pub(crate) fn main_families(&self) -> Vec<String> {
        ROLES.iter().filter_map(|role| self.families(role).into_iter().next()).collect()
    }

    fn family(&self, name: &str) -> Option<String> {
        let index = self.book.select_family(&name.to_lowercase()).next()?;
        Some(self.book.info(index)?.family.clone())
    }

    pub(crate) fn lack(&self, role: &Role) -> Option<Warning> {
        if role.families.iter().any(|family| self.family(family).is_some()) {
            return None;
        }
        let used = self.families(role).into_iter().next().unwrap_or_else(|| "无".to_owned());
        Some(Warning::FontMissing { wanted: role.wanted, used })
    }

    /// Whether some font has this character. Private characters mean something else on each machine: none has them.
    pub(crate) fn shows(&self, character: char) -> bool {
        let private = matches!(character, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}');
        !private
            && (0..self.faces.len())
                .filter_map(|index| self.book.info(index))
                .any(|info| info.coverage.contains(u32::from(character)))
    }

    pub(crate) fn font(&self, index: usize) -> Option<Font> {
        let face = self.faces.get(index)?;
        face.font.get_or_init(|| Font::new(Bytes::new(std::fs::read(&face.path).ok()?), face.index)).clone()
    }
}

fn look(folders: &[PathBuf]) -> Found {
    let mut book = FontBook::new();
    let mut faces = Vec::new();
    for folder in folders {
        let own = !SYSTEM_FOLDERS.iter().any(|system| Path::new(system) == folder);
        let mut files = Vec::new();
        font_files(folder, DEEPEST, &mut files);
        files.sort();
        for path in files.into_iter().filter(|path| own || is_promising(path)) {
            let Ok(data) = std::fs::read(&path) else { continue };
            for index in 0..faces_in(&data) {
                let Some(info) = FontInfo::new(&data, index) else { continue };
                if own || is_wanted(&info.family) {
                    book.push(info);
                    faces.push(Face { path: path.clone(), index, font: OnceLock::new() });
                }
            }
        }
    }
    Found { book: LazyHash::new(book), faces }
}

/// How many faces a font file holds: a collection says so in its head.
fn faces_in(data: &[u8]) -> u32 {
    match (data.get(..4), data.get(8..12)) {
        (Some(b"ttcf"), Some(&[a, b, c, d])) => u32::from_be_bytes([a, b, c, d]).min(64),
        _ => 1,
    }
}

fn is_wanted(family: &str) -> bool {
    let family = family.to_lowercase();
    ROLES
        .iter()
        .flat_map(|role| role.families.iter().chain(role.instead))
        .any(|known| known.to_lowercase() == family)
}

fn is_promising(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    NAMES.iter().any(|word| name.contains(word))
}

fn font_files(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        if path.is_dir() {
            if depth > 0 {
                font_files(&path, depth - 1, files);
            }
        } else if matches!(extension.as_deref(), Some("otf" | "ttf" | "ttc" | "otc")) {
            files.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_fonts_says_what_it_lacks() {
        let fonts = Fonts::only([]);
        assert!(!fonts.can_set_chinese());
        assert_eq!(fonts.missing().len(), ROLES.len());
    }

    #[test]
    fn the_number_of_faces_is_read_from_a_collection() {
        assert_eq!(faces_in(b"ttcf\0\x02\0\0\0\0\0\x05"), 5);
        assert_eq!(faces_in(b"OTTO"), 1);
        assert_eq!(faces_in(b""), 1);
    }
}
