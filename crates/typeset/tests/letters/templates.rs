//! Templates that agencies edit: what they may say, and that nothing else gets through.

use std::time::{Duration, Instant};

use crate::support::fonts;
use gongkai_typeset::{
    Fields, Letter, LetterCode, TemplateError, TypesetError, check_template, plain_text, sample_fields,
    typeset,
};
use proptest::prelude::*;

const GOOD: &str = "= 告知书\n\n#主送[#(申请人)]\n\n正文。\n\n#(救济告知)\n\n#落款()\n";

fn with_body(body: &str) -> String {
    GOOD.replace("正文。", body)
}

fn faults(body: &str) -> Vec<TemplateError> {
    check_template(LetterCode::R12, &with_body(body), fonts()).unwrap_err()
}

fn text(body: &str, fields: &Fields) -> String {
    let template = with_body(body);
    plain_text(&Letter { code: LetterCode::R12, template: Some(&template), fields }).unwrap()
}

#[test]
fn an_agency_may_use_its_own_wording() {
    assert_eq!(check_template(LetterCode::R12, GOOD, fonts()), Ok(()));
    let said =
        text("#(申请人)先生（女士）：检索于#检索日期，范围为*#检索范围*。", &sample_fields(LetterCode::R12));
    assert!(said.contains("王样例先生（女士）：检索于2026年3月11日，范围为本机关档案室"), "{said}");
}

#[test]
fn what_reaches_outside_a_letter_or_never_ends_is_refused() {
    for hostile in [
        "#read(\"/etc/passwd\")",
        "#include \"/etc/passwd\"",
        "#import \"@preview/cetz:0.2.0\"",
        "#import \"page.typ\": sheet",
        "#json(\"letter.json\")",
        "#image(\"/etc/passwd\")",
        "#plugin(\"evil.wasm\")",
        "#eval(\"1 + 1\")",
        "#sys.inputs",
        "#sys.version",
        "#datetime.today()",
        "#while true [没完]",
        "#for i in range(1000000000) [长]",
        "#for i in \"文字\" [长]",
        "#for i in (1, 2, 3) [长]",
        "#let f(x) = f(x)\n#f(1)",
        "#let x = \"长\" * 1000000000",
        "#(\"长\" * 1000000000)",
        "#{ 1 + 1 }",
        "#(x => x)",
        "#set page(margin: 0pt)",
        "#show heading: none",
        "#context here()",
        "#state(\"x\").update(1)",
        "#counter(page).step()",
        "#metadata(\"x\")",
        "#place(top)[盖住]",
        "#hide[看不见]",
        "#text(fill: white)[看不见]",
        "#申请人.len()",
        "#return",
        "$ x^2 $",
        "`raw`",
        "```rust fn main() {} ```",
        "#居中[#落款()]",
        "#表格(列宽: (1, 2), [#表格(列宽: (1,), [一])], [二])",
    ] {
        let started = Instant::now();
        let found = faults(hostile);
        assert!(!found.is_empty(), "{hostile} is not refused");
        assert!(found.iter().all(|fault| fault.line >= 5), "{hostile}: {found:?}");
        assert!(started.elapsed() < Duration::from_secs(2), "{hostile} took {:?}", started.elapsed());
    }
}

#[test]
fn size_and_depth_of_a_template_are_bounded() {
    let long = with_body(&"长".repeat(40_000));
    let found = check_template(LetterCode::R12, &long, fonts()).unwrap_err();
    assert!(found[0].message.contains("模板太长"), "{found:?}");
    for (open, close) in [("[", "]"), ("(", ")"), ("{", "}"), ("*[", "]*")] {
        let deep = with_body(&format!("#{}一{}", open.repeat(15_000), close.repeat(15_000)));
        let found = check_template(LetterCode::R12, &deep, fonts()).unwrap_err();
        assert!(found[0].message.contains("套得太深"), "{found:?}");
    }
}

#[test]
fn loops_within_loops_over_a_long_field_end_with_an_error() {
    let template = with_body(
        "#for 甲 in 救济告知 [#for 乙 in 救济告知 [#for 丙 in 救济告知 [#for 丁 in 救济告知 [长]]]]",
    );
    let fields =
        sample_fields(LetterCode::R12).lines("救济告知", vec!["如对本答复不服，可以申请行政复议。"; 500]);
    let started = Instant::now();
    let refused =
        typeset(&Letter { code: LetterCode::R12, template: Some(&template), fields: &fields }, fonts());
    assert!(matches!(refused, Err(TypesetError::TooLong { .. })));
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
}

#[test]
fn an_unknown_field_is_named_with_its_place() {
    let found = faults("检索于#检索日。\n\n另见#(附件清单)。");
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!((found[0].line, found[0].column), (5, 5), "{found:?}");
    assert!(found[0].message.contains("“检索日”"), "{found:?}");
    assert!(found[1].message.contains("“附件清单”"), "{found:?}");
}

#[test]
fn a_field_that_runs_into_the_next_word_is_explained() {
    let found = faults("本机关于#检索日期进行了检索。");
    assert!(found[0].message.contains("请写“#(检索日期)进行了检索”"), "{found:?}");
}

#[test]
fn brackets_that_do_not_match_are_told_in_chinese() {
    for slip in ["#if 检索方式 != none [没有完", "#（申请人）", "#主送[申请人"] {
        let found = faults(slip);
        let told = found.iter().map(|fault| fault.message.as_str()).collect::<String>();
        assert!(told.contains("括号") || told.contains("字段名"), "{slip}: {found:?}");
        assert!(!told.contains("expected"), "{slip}: {found:?}");
    }
}

#[test]
fn a_template_keeps_what_its_document_cannot_do_without() {
    for (left_out, told) in [
        ("#(救济告知)", "救济告知"),
        ("#落款()", "落款"),
        ("#主送[#(申请人)]", "收件人"),
        ("= 告知书", "标题"),
    ] {
        let found = check_template(LetterCode::R12, &GOOD.replace(left_out, ""), fonts()).unwrap_err();
        assert!(found.len() == 1 && found[0].message.contains(told), "{left_out}: {found:?}");
    }
}

#[test]
fn a_value_is_words_and_never_markup() {
    let fields = sample_fields(LetterCode::R12)
        .text("申请人", "#read(\"/etc/passwd\") *王* _样例_ `x` $y$ <标签> @引用 = 标题 \\ 斜杠")
        .text("检索结果", "#for i in range(9) [长]\u{202e}倒\u{0}序\u{200b}");
    let said = text("#(申请人)：#(检索结果)", &fields);
    assert!(
        said.contains("#read(\"/etc/passwd\") *王* _样例_ `x` $y$ <标签> @引用 = 标题 \\ 斜杠"),
        "{said}"
    );
    assert!(said.contains("#for i in range(9) [长]倒序"), "{said}");
    let set = typeset(&Letter { code: LetterCode::R12, template: None, fields: &fields }, fonts()).unwrap();
    assert!(set.text.contains("#for i in range(9) [长]倒序"));
}

#[test]
fn conditions_ask_whether_a_field_is_given_and_what_it_says() {
    let fields = sample_fields(LetterCode::R12);
    let without = fields.clone().text("检索方式", "");
    let body = "#if 检索方式 != none [有：#(检索方式)] else [没有]";
    assert!(text(body, &fields).contains("有：以“样例路”"));
    assert!(text(body, &without).contains("没有"));
    assert!(text("#if not (检索方式 == none) and 称呼 == \"你\" [甲] else [乙]", &fields).contains("甲"));
    assert!(text("#if 称呼 == \"你们\" or 检索方式 == none [甲] else [乙]", &fields).contains("乙"));
}

#[test]
fn rows_are_numbered_and_a_cell_that_is_not_there_is_named() {
    let template = "= 答复书\n#主送[#(申请人)]\n\n#for 行 in 不予公开部分 [\n（#(中文序号)）#(行.内容)；#(序号)\n\n]\n#(救济告知)\n#落款()";
    let fields = sample_fields(LetterCode::R3);
    let said =
        plain_text(&Letter { code: LetterCode::R3, template: Some(template), fields: &fields }).unwrap();
    assert!(
        said.contains("（一）报告第三部分") && said.contains("（二）报告附件") && said.contains("；2\n"),
        "{said}"
    );
    let wrong = template.replace("行.内容", "行.金额");
    let found = check_template(LetterCode::R3, &wrong, fonts()).unwrap_err();
    assert!(found[0].message.contains("行.内容"), "{found:?}");
}

#[test]
fn the_end_of_a_line_in_the_template_is_no_space_in_chinese() {
    let fields = sample_fields(LetterCode::R12);
    assert!(text("第一行\n第二行", &fields).contains("第一行第二行"));
    assert!(text("two\nwords", &fields).contains("two words"));
}

#[test]
fn the_longest_letter_is_set_in_bounded_time_and_a_longer_one_refused() {
    let of_length = |length: usize| {
        let fields = sample_fields(LetterCode::R12).text("申请内容", "样例路改造工程，".repeat(length / 8));
        typeset(&Letter { code: LetterCode::R12, template: None, fields: &fields }, fonts())
    };
    let started = Instant::now();
    let set = of_length(58_000).unwrap();
    println!("{} pages in {} ms", set.pages, started.elapsed().as_millis());
    assert!(set.pages > 90);
    assert!(started.elapsed() < Duration::from_mins(1), "{:?}", started.elapsed());
    assert!(matches!(of_length(64_000), Err(TypesetError::TooLong { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever somebody types, reading it ends, and ends with a text or with faults that have a place in it.
    #[test]
    fn no_template_breaks_the_reader(parts in proptest::collection::vec(part(), 0..40)) {
        let template = parts.concat();
        let fields = sample_fields(LetterCode::R3);
        let letter = Letter { code: LetterCode::R3, template: Some(&template), fields: &fields };
        match plain_text(&letter) {
            Ok(_) | Err(TypesetError::TooLong { .. }) => {}
            Err(TypesetError::Template(faults)) => {
                let lines = template.split('\n').count();
                prop_assert!(!faults.is_empty());
                prop_assert!(faults.iter().all(|fault| fault.line >= 1 && fault.line <= lines));
            }
            Err(other) => return Err(TestCaseError::fail(other.to_string())),
        }
    }
}

fn part() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "#",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            "申请人",
            "行",
            "行.内容",
            "不予公开部分",
            "#if ",
            "#for ",
            " in ",
            " else ",
            " != none ",
            "\n\n",
            "\n",
            "= ",
            "== ",
            "*",
            "_",
            "\"",
            "`",
            "$",
            "//",
            "/*",
            "*/",
            "\\",
            "#(申请人)",
            "#落款()",
            "#表格(列宽: (4, 5), ",
            "项",
            "格(跨列: 2)",
            ",",
            "not ",
            " and ",
            "true",
            "1",
            "@",
            "<",
            ">",
            "~",
            "- ",
            "+ ",
            "1. ",
            "https://a.b/c",
            "。",
            "，",
            "\u{3000}",
            "\r\n",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
    ]
}
