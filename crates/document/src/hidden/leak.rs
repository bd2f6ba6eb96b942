//! What was found: its kind, where, and enough of it to recognise it.

/// Most findings kept of one file; a sheet may have a comment in every cell.
const MOST: usize = 2_000;
/// Longest excerpt, in characters.
const EXCERPT: usize = 60;

/// What a file may carry besides what it shows (隐藏信息的种类).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum LeakKind {
    /// Author, organisation, times, template and other properties (文档属性)
    Property,
    /// Comments and their authors (批注)
    Comment,
    /// Tracked changes: what was deleted, inserted, moved, by whom (修订痕迹)
    Revision,
    /// Text formatted not to show (隐藏文字)
    HiddenText,
    /// A sheet that does not show (隐藏工作表)
    HiddenSheet,
    /// Rows that do not show (隐藏行)
    HiddenRow,
    /// Columns that do not show (隐藏列)
    HiddenColumn,
    /// A slide that is skipped (隐藏幻灯片)
    HiddenSlide,
    /// Notes of the speaker (演讲者备注)
    SpeakerNote,
    /// The records behind a pivot table (数据透视表缓存)
    PivotCache,
    /// Names for ranges, formulas or constants (名称定义)
    NamedRange,
    /// References to other files, shares and databases (外部链接)
    ExternalLink,
    /// Tables behind the workbook, connections and queries (数据模型)
    DataModel,
    /// Formulas, which name what they were computed from (公式)
    Formula,
    /// Whole files inside the file (嵌入对象)
    EmbeddedObject,
    /// Programs (宏、脚本)
    Script,
    /// Text and parts that nothing refers to any more (残留内容)
    Leftover,
    /// A small picture of the document as it once was (缩略图)
    Thumbnail,
    /// Folders and user names of somebody's machine (本机路径)
    LocalPath,
    /// Names and settings of printers and windows (打印机和视图设置)
    Settings,
    /// Layers that are switched off (隐藏图层)
    HiddenLayer,
    /// Files attached to the document (附件)
    Attachment,
    /// What the document was before it was last saved (历史版本)
    EarlierRevision,
    /// Where a picture was taken (拍摄地点)
    Location,
    /// Camera, time, software and owner of a picture (拍摄信息)
    PictureData,
    /// A part of a picture that is cut from view, not from the file (图片裁剪区域)
    CroppedPicture,
    /// Files that a system leaves in archives (系统文件)
    SystemFile,
    /// An electronic signature; it does not survive stripping (电子签名)
    Signature,
    /// A part of a type that is not looked into (未检查的内容)
    NotInspected,
}

impl LeakKind {
    /// Every kind.
    pub const ALL: [LeakKind; 29] = [
        LeakKind::Property,
        LeakKind::Comment,
        LeakKind::Revision,
        LeakKind::HiddenText,
        LeakKind::HiddenSheet,
        LeakKind::HiddenRow,
        LeakKind::HiddenColumn,
        LeakKind::HiddenSlide,
        LeakKind::SpeakerNote,
        LeakKind::PivotCache,
        LeakKind::NamedRange,
        LeakKind::ExternalLink,
        LeakKind::DataModel,
        LeakKind::Formula,
        LeakKind::EmbeddedObject,
        LeakKind::Script,
        LeakKind::Leftover,
        LeakKind::Thumbnail,
        LeakKind::LocalPath,
        LeakKind::Settings,
        LeakKind::HiddenLayer,
        LeakKind::Attachment,
        LeakKind::EarlierRevision,
        LeakKind::Location,
        LeakKind::PictureData,
        LeakKind::CroppedPicture,
        LeakKind::SystemFile,
        LeakKind::Signature,
        LeakKind::NotInspected,
    ];

    /// The word of the field.
    pub const fn label(self) -> &'static str {
        match self {
            LeakKind::Property => "文档属性",
            LeakKind::Comment => "批注",
            LeakKind::Revision => "修订痕迹",
            LeakKind::HiddenText => "隐藏文字",
            LeakKind::HiddenSheet => "隐藏工作表",
            LeakKind::HiddenRow => "隐藏行",
            LeakKind::HiddenColumn => "隐藏列",
            LeakKind::HiddenSlide => "隐藏幻灯片",
            LeakKind::SpeakerNote => "演讲者备注",
            LeakKind::PivotCache => "数据透视表缓存",
            LeakKind::NamedRange => "名称定义",
            LeakKind::ExternalLink => "外部链接",
            LeakKind::DataModel => "数据模型",
            LeakKind::Formula => "公式",
            LeakKind::EmbeddedObject => "嵌入对象",
            LeakKind::Script => "宏、脚本",
            LeakKind::Leftover => "残留内容",
            LeakKind::Thumbnail => "缩略图",
            LeakKind::LocalPath => "本机路径",
            LeakKind::Settings => "打印机和视图设置",
            LeakKind::HiddenLayer => "隐藏图层",
            LeakKind::Attachment => "附件",
            LeakKind::EarlierRevision => "历史版本",
            LeakKind::Location => "拍摄地点",
            LeakKind::PictureData => "拍摄信息",
            LeakKind::CroppedPicture => "图片裁剪区域",
            LeakKind::SystemFile => "系统文件",
            LeakKind::Signature => "电子签名",
            LeakKind::NotInspected => "未检查的内容",
        }
    }

    /// The word for programs, as it stands in `--json` output.
    pub const fn key(self) -> &'static str {
        match self {
            LeakKind::Property => "property",
            LeakKind::Comment => "comment",
            LeakKind::Revision => "revision",
            LeakKind::HiddenText => "hidden_text",
            LeakKind::HiddenSheet => "hidden_sheet",
            LeakKind::HiddenRow => "hidden_row",
            LeakKind::HiddenColumn => "hidden_column",
            LeakKind::HiddenSlide => "hidden_slide",
            LeakKind::SpeakerNote => "speaker_note",
            LeakKind::PivotCache => "pivot_cache",
            LeakKind::NamedRange => "named_range",
            LeakKind::ExternalLink => "external_link",
            LeakKind::DataModel => "data_model",
            LeakKind::Formula => "formula",
            LeakKind::EmbeddedObject => "embedded_object",
            LeakKind::Script => "script",
            LeakKind::Leftover => "leftover",
            LeakKind::Thumbnail => "thumbnail",
            LeakKind::LocalPath => "local_path",
            LeakKind::Settings => "settings",
            LeakKind::HiddenLayer => "hidden_layer",
            LeakKind::Attachment => "attachment",
            LeakKind::EarlierRevision => "earlier_revision",
            LeakKind::Location => "location",
            LeakKind::PictureData => "picture_data",
            LeakKind::CroppedPicture => "cropped_picture",
            LeakKind::SystemFile => "system_file",
            LeakKind::Signature => "signature",
            LeakKind::NotInspected => "not_inspected",
        }
    }
}

/// One thing a file carries besides what it shows (隐藏信息).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    /// What it is.
    pub kind: LeakKind,
    /// The part, sheet, cell, page or file it is in.
    pub place: String,
    /// The beginning of it.
    pub excerpt: String,
}

/// The findings of one file.
#[derive(Debug, Default)]
pub(super) struct Findings {
    removed: Vec<Leak>,
    left: Vec<Leak>,
    /// The file inside an archive that is being looked at, put before every place.
    within: String,
    /// What was expanded so far, archives inside archives included.
    pub(super) expanded_bytes: usize,
}

impl Findings {
    /// Notes what is taken out.
    pub(super) fn removed(&mut self, kind: LeakKind, place: &str, excerpt: &str) {
        let leak = self.leak(kind, place, excerpt);
        if self.removed.len() < MOST {
            self.removed.push(leak);
        }
    }

    /// Notes what stays.
    pub(super) fn left(&mut self, kind: LeakKind, place: &str, excerpt: &str) {
        let leak = self.leak(kind, place, excerpt);
        if self.left.len() < MOST {
            self.left.push(leak);
        }
    }

    fn leak(&self, kind: LeakKind, place: &str, excerpt: &str) -> Leak {
        let place = match (self.within.as_str(), place) {
            ("", place) => place.to_owned(),
            (within, "") => within.to_owned(),
            (within, place) => format!("{within}/{place}"),
        };
        Leak { kind, place, excerpt: shorten(excerpt) }
    }

    /// Runs `work` on a file inside: its places begin with `name`.
    pub(super) fn inside<T>(&mut self, name: &str, work: impl FnOnce(&mut Findings) -> T) -> T {
        let outer = self.within.clone();
        self.within = if outer.is_empty() { name.to_owned() } else { format!("{outer}/{name}") };
        let result = work(self);
        self.within = outer;
        result
    }

    /// What was taken out and what stays.
    pub(super) fn into_parts(self) -> (Vec<Leak>, Vec<Leak>) {
        (self.removed, self.left)
    }
}

/// The beginning of a text on one line.
pub(super) fn shorten(text: &str) -> String {
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = line.char_indices().nth(EXCERPT) {
        line.truncate(end);
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_word_of_its_own() {
        let mut labels: Vec<_> = LeakKind::ALL.iter().map(|kind| kind.label()).collect();
        let mut keys: Vec<_> = LeakKind::ALL.iter().map(|kind| kind.key()).collect();
        labels.sort_unstable();
        labels.dedup();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!((labels.len(), keys.len()), (LeakKind::ALL.len(), LeakKind::ALL.len()));
    }

    #[test]
    fn an_excerpt_is_one_short_line() {
        assert_eq!(shorten(" 甲\n 乙 "), "甲 乙");
        assert_eq!(shorten(&"长".repeat(200)).chars().count(), EXCERPT + 1);
    }
}
