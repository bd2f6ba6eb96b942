//! Handing in files, as a plain input (上传文件).

use askama::Template;

use super::{Example, Part};

/// Handing in files.
#[derive(Debug, Clone, Template)]
#[template(path = "file_input/template.html")]
pub struct FileInput {
    /// Name sent, and id.
    pub name: &'static str,
    /// What to hand in.
    pub label: String,
    /// Kinds and sizes that are accepted.
    pub hint: String,
    /// What is wrong and how to put it right.
    pub error: Option<String>,
    /// `accept` of HTML, e.g. `.pdf,.docx`.
    pub accept: &'static str,
    /// More than one file?
    pub multiple: bool,
}

writes_html!(FileInput);

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "file_input",
    title: "上传文件",
    purpose: "普通文件控件，说明格式和大小；上传前提示涉密不上网。",
    criteria: &["label、说明、错误与控件相连", "不依赖拖放"],
    examples,
};

fn examples() -> Vec<Example> {
    let input = FileInput {
        name: "file",
        label: "正文（WPS 或 Word 文件）".to_owned(),
        hint: "支持 DOCX、PDF、OFD，不超过 20 MB。涉密不上网：涉密文件、标有密级的文件不得上传。".to_owned(),
        error: None,
        accept: ".docx,.pdf,.ofd",
        multiple: false,
    };
    let wrong =
        FileInput { error: Some("文件超过 20 MB，请拆分后上传".to_owned()), ..input.clone() };
    vec![Example::of("一个文件", &input), Example::of("有误", &wrong)]
}
