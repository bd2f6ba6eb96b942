//! Prints the list of fields of every document as `docs/fields.zh-CN.md` holds it:
//! `cargo run -p gongkai-typeset --example fields > docs/fields.zh-CN.md`.

use std::fmt::Write;

use gongkai_typeset::{LetterCode, Sample, fields_of};

#[allow(clippy::print_stdout, reason = "printing is what it is for")]
#[allow(dead_code, reason = "a test uses the list without the program")]
fn main() {
    print!("{}", list());
}

/// The page.
pub(crate) fn list() -> String {
    let mut page = "# 文书字段表\n\n\
        各种文书的模板可以使用的字段，由程序生成，不要手工修改。写法见[用户手册](manual.zh-CN.md#文书模板)。“必填”的字段没有值时，\
        文书不能生成。\n"
        .to_owned();
    for code in LetterCode::ALL {
        let _ = write!(
            page,
            "\n## {} {}\n\n| 字段 | 含义 | 必填 | 例 |\n|---|---|---|---|\n",
            code.key(),
            code.label()
        );
        for field in fields_of(code) {
            let required = if field.required { "是" } else { "" };
            let _ = writeln!(
                page,
                "| {} | {} | {required} | {} |",
                field.name,
                field.meaning,
                example(field.sample)
            );
        }
    }
    page
}

fn example(sample: Sample) -> String {
    match sample {
        Sample::Flag(flag) => if flag { "是" } else { "否" }.to_owned(),
        Sample::Text(text) => text.to_owned(),
        Sample::Lines(lines) => lines.join("<br>"),
        Sample::Rows(rows) => {
            let row = |cells: &&[(&str, &str)]| {
                cells.iter().map(|(name, words)| format!("{name}：{words}")).collect::<Vec<_>>().join("；")
            };
            rows.iter().map(row).collect::<Vec<_>>().join("<br>")
        }
    }
}
