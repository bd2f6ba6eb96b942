//! Single cases: what counts, what does not, and why.

use gongkai_screening::{Content, Kind, Part, Purpose, Rules, Screener, Screening, Unread, Verdict, masked};
use jiff::civil::date;

fn screen(text: &str) -> Screening {
    Screener::new(&Rules::built_in()).screen(text, Some(date(2026, 11, 24)))
}

fn found(text: &str) -> Vec<(Kind, String)> {
    screen(text).each().map(|(finding, mark)| (finding.kind, mark.text.clone())).collect()
}

fn one(text: &str) -> (Kind, String) {
    let mut all = found(text);
    assert_eq!(all.len(), 1, "{text}: {all:?}");
    all.remove(0)
}

#[test]
fn a_number_is_found_however_it_is_written() {
    for written in [
        "330482200002290013",
        "３３０４８２２００００２２９００１３",
        "330482 20000229 0013",
        "330482-20000229-0013",
        "33048220000229\n0013",
        "3304822\u{200b}00002290013",
        "三三零四八二二零零零零二二九零零一三",
        "③③〇④⑧②②〇〇〇〇②②⑨〇〇①③",
        "𝟛𝟛𝟘𝟜𝟠𝟚𝟚𝟘𝟘𝟘𝟘𝟚𝟚𝟡𝟘𝟘𝟙𝟛",
    ] {
        assert_eq!(one(&format!("号码{written}，")), (Kind::IdNumber, written.to_owned()));
    }
}

#[test]
fn an_identity_number_wins_over_a_card() {
    assert_eq!(one("账号330482200002290013").0, Kind::IdNumber);
    assert_eq!(one("卡号4111111111111111").0, Kind::BankCard);
    assert!(found("卡号6222021234567890").is_empty());
}

#[test]
fn telephones_come_with_their_extension_and_service_numbers_are_left() {
    assert_eq!(one("电话0573-85012345转8001。"), (Kind::Landline, "0573-85012345转8001".to_owned()));
    assert_eq!(one("传真：（0573）85012345"), (Kind::Landline, "（0573）85012345".to_owned()));
    assert_eq!(one("电话：85012345"), (Kind::Landline, "85012345".to_owned()));
    assert_eq!(one("+86 138-1234-5678").0, Kind::Mobile);
    assert!(found("拨打12345、110、95588、96345、400-820-8820、800-810-1234").is_empty());
}

#[test]
fn the_agency_s_own_contacts_are_not_found() {
    let mut rules = Rules::built_in();
    rules.contacts =
        vec!["0573-85012345".to_owned(), "office@example.com".to_owned(), "样例市示范区人民路1号".to_owned()];
    let screener = Screener::new(&rules);
    let text = "电话：０５７３－８５０１２３４５转8001，85012345，邮箱Office@example.com，地址：样例市示范区人民路1号。手机13812345678";
    let kinds: Vec<Kind> = screener.screen(text, None).findings.iter().map(|finding| finding.kind).collect();
    assert_eq!(kinds, [Kind::Mobile]);
}

#[test]
fn a_secrecy_mark_blocks_and_the_law_about_secrets_does_not() {
    for text in [
        "机密★1年\n通知",
        "密级：秘密",
        "【内部资料】",
        "此件不公开",
        "內部資料，不得外傳",
        "绝　密",
        "本文件为内部资料，不得公开。",
    ] {
        let screening = screen(text);
        assert_eq!(screening.verdict, Verdict::Blocked, "{text}");
        assert_eq!(screening.findings[0].kind, Kind::SecrecyMark, "{text}");
    }
    for text in [
        "涉及国家秘密、商业秘密的，不得公开。",
        "国家秘密分为绝密、机密、秘密三级。",
        "不得泄露内部资料和工作秘密。",
    ] {
        assert_eq!(screen(text).verdict, Verdict::Clean, "{text}");
    }
}

#[test]
fn names_are_found_beside_sensitive_words_and_in_lists() {
    assert_eq!(one("申请人：张三，"), (Kind::PersonName, "张三".to_owned()));
    assert_eq!(one("投诉人李四光于2021年反映"), (Kind::PersonName, "李四光".to_owned()));
    assert_eq!(found("王样例330482200002290013")[0], (Kind::PersonName, "王样例".to_owned()));
    assert_eq!(one("赵示范，男，某村人"), (Kind::PersonName, "赵示范".to_owned()));
    assert_eq!(found("低保对象名单：张三、李四、王五、赵六。").len(), 4);
    for text in
        ["申请人应当说明", "患者：张某某", "安全、方便、高效、明确", "当事人不服的", "名单：高温、严寒、雷电"]
    {
        assert!(found(text).is_empty(), "{text} {:?}", found(text));
    }
}

#[test]
fn a_column_of_a_table_is_one_finding() {
    let text = "序号\t姓名\t身份证号码\t订单编号\n1\t张三\t330482200002290013\t13812345678\n2\t李四\t11010519491231002X\t13912345678\n3\t王五\t440524188001010014\t13712345678\n";
    let screening = screen(text);
    let kinds: Vec<(Kind, usize)> =
        screening.findings.iter().map(|finding| (finding.kind, finding.marks.len())).collect();
    assert_eq!(kinds, [(Kind::PersonName, 3), (Kind::IdNumber, 3)]);
    assert!(screening.findings.iter().all(gongkai_screening::Finding::is_column));
    let masked = masked(text, &screening.findings, Purpose::Publication);
    assert!(masked.contains("2\t李*\t1****************X\t13912345678"), "{masked}");
}

#[test]
fn places_in_a_table_count_within_their_cell() {
    let rows: Vec<Vec<String>> =
        [["姓名", "电话"], ["张三", "手机 13812345678"]].map(|row| row.map(str::to_owned).to_vec()).to_vec();
    let parts = [
        Part { place: "第 1 段".to_owned(), content: Content::Paragraph("手机13812345678") },
        Part { place: "第 1 个表".to_owned(), content: Content::Table(&rows) },
    ];
    let screener = Screener::new(&Rules::built_in());
    let screening = screener.screen_parts(&parts, Unread::default(), None);
    let places: Vec<_> =
        screening.each().map(|(_, mark)| (mark.place.as_str(), mark.span.start, mark.span.end)).collect();
    assert_eq!(
        places,
        [("第 1 段", 2, 13), ("第 1 个表第 2 行第 1 列", 0, 2), ("第 1 个表第 2 行第 2 列", 3, 14)]
    );
    let blocked = screener.screen_parts(&[], Unread { picture_pages: 1, ..Unread::default() }, None);
    assert_eq!(blocked.verdict, Verdict::Blocked);
}

#[test]
fn document_numbers_and_dates_are_judged_by_their_form() {
    assert!(found("嘉政办发〔2019〕35号、第711号令、（2021）浙0482民初12号").is_empty());
    for wrong in [
        "嘉政办发[2019]35号",
        "嘉政办发（2019）35号",
        "嘉政办发〔2019〕第35号",
        "嘉政办发〔2019〕035号",
        "嘉政办发【2019】35号",
    ] {
        assert_eq!(one(&format!("根据{wrong}要求")), (Kind::DocumentNumber, wrong.to_owned()));
    }
    for day in ["2月30日", "2021年2月29日", "2021年13月", "2021-02-30", "二月三十日"] {
        assert_eq!(one(&format!("时间：{day}，")), (Kind::Date, day.to_owned()));
    }
    assert!(found("2020年2月29日、12月31日、2021-12-31、30个工作日、3年12个月、2021年1月1日").is_empty());
}

#[test]
fn an_unreadable_text_is_not_clean() {
    let screening = screen("\u{e000}\u{fffd}正文");
    assert_eq!((screening.coverage.characters, screening.coverage.unreadable), (2, 2));
    assert_eq!(screening.verdict, Verdict::Blocked);
    assert_eq!(screen("").verdict, Verdict::Clean);
}
