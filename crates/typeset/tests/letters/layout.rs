//! The page, measured: margins, grid, red head, page numbers (GB/T 9704).

use crate::support::{Line, Picture, fonts, lines, sample};
use gongkai_typeset::{Letter, LetterCode, Typeset, sample_fields, typeset};

/// A reply whose request runs over several pages of Chinese characters without punctuation.
fn long() -> Typeset {
    let words = "样例路改造工程批复文件".repeat(150);
    let fields = sample_fields(LetterCode::R12).text("申请内容", words);
    typeset(&Letter { code: LetterCode::R12, template: None, fields: &fields }, fonts()).unwrap()
}

/// The text lines of one page: no page number.
fn text_lines(lines: &[Line], page: usize) -> Vec<&Line> {
    lines.iter().filter(|line| line.page == page && !line.text.contains('—')).collect()
}

fn near(measured: f64, wanted: f64, tolerance: f64) -> bool {
    (measured - wanted).abs() <= tolerance
}

#[test]
fn a_full_page_has_22_lines_of_28_characters_within_the_margins() {
    let lines = lines(&long().pdf);
    let page = text_lines(&lines, 2);
    assert_eq!(page.len(), 22);
    for line in &page {
        assert!(near(line.left, 28.0, 0.5), "{line:?}");
        assert!(near(line.right, 210.0 - 26.0, 0.5), "{line:?}");
        assert_eq!(line.text.chars().count(), 28, "{line:?}");
    }
    assert!(near(page[0].top, 37.0, 1.0), "{:?}", page[0]);
    assert!(near(page[21].bottom, 297.0 - 35.0, 1.0), "{:?}", page[21]);
    let pitch = (page[21].top - page[0].top) / 21.0;
    assert!(
        page.windows(2).all(|pair| near(pair[1].top - pair[0].top, pitch, 0.05)),
        "lines are not evenly spaced"
    );
}

#[test]
fn paragraphs_are_indented_by_two_characters_and_the_reader_is_not() {
    let lines = lines(&sample(LetterCode::R12).pdf);
    let find = |words: &str| lines.iter().find(|line| line.text.starts_with(words)).unwrap();
    let two = 2.0 * 156.0 / 28.0;
    assert!(near(find("王样例：").left, 28.0, 0.5));
    assert!(near(find("本机关于").left, 28.0 + two, 0.5));
    assert!(near(find("如对本答复不服").left, 28.0 + two, 0.5));
}

#[test]
fn the_head_is_red_with_the_organ_30_mm_and_the_lines_170_mm_wide() {
    let set = sample(LetterCode::R2);
    let lines = lines(&set.pdf);
    assert_eq!(lines[0].text, "样例市发展和改革局");
    assert!(near(lines[0].top, 30.0, 1.0), "{:?}", lines[0]);
    let middle = f64::midpoint(lines[0].left, lines[0].right);
    assert!(near(middle, 28.0 + 156.0 / 2.0, 1.0), "the name is not centred: {middle}");

    let picture = Picture::of(&set.pdf, 1);
    let (upper, lower) = picture.red_from_to(24.0, 40.0, 60.0).expect("no red line under the name");
    assert!(near(upper, lines[0].bottom + 4.0, 1.0), "{upper}");
    let (_, last) = picture.red_from_to(24.0, 260.0, 290.0).expect("no red line at the foot");
    assert!(near(last, 297.0 - 20.0, 1.0), "{last}");
    for y in [f64::midpoint(upper, upper + 0.5), last - 0.2] {
        assert!(picture.is_red(20.8, y) && picture.is_red(189.2, y), "the line is shorter than 170 mm");
        assert!(!picture.is_red(18.5, y) && !picture.is_red(191.5, y), "the line is longer than 170 mm");
    }
    // The number stands under the line, at the right edge.
    assert!(lines[1].text.contains("〔2026〕12号"));
    assert!(lower < lines[1].top && near(lines[1].right, 184.0, 0.5), "{:?}", lines[1]);
    // No red on later pages.
    assert_eq!(Picture::of(&set.pdf, 2).red_from_to(105.0, 5.0, 290.0), None);
}

#[test]
fn the_title_stands_alone_in_the_middle_in_larger_type() {
    let lines = lines(&sample(LetterCode::R12).pdf);
    let title = lines.iter().find(|line| line.text == "政府信息公开申请告知书").unwrap();
    assert!(near(f64::midpoint(title.left, title.right), 28.0 + 78.0, 1.0));
    let size = (title.right - title.left) / 11.0 / 25.4 * 72.0;
    assert!(near(size, 22.0, 0.2), "{size}");
}

#[test]
fn page_numbers_begin_on_the_second_page_even_left_odd_right() {
    let lines = lines(&long().pdf);
    let number = |page: usize| lines.iter().find(|line| line.page == page && line.text.contains('—'));
    assert!(number(1).is_none());
    let (second, third) = (number(2).unwrap(), number(3).unwrap());
    assert_eq!((second.text.as_str(), third.text.as_str()), ("—2—", "—3—"));
    let character = 156.0 / 28.0;
    assert!(near(second.left, 28.0 + character, 0.5), "{second:?}");
    assert!(near(third.right, 184.0 - character, 0.5), "{third:?}");
    assert!(near(second.top, 262.0 + 7.0, 1.5), "{second:?}");
}

#[test]
fn the_date_is_four_characters_from_the_right_and_the_name_centred_over_it() {
    let lines = lines(&sample(LetterCode::R12).pdf);
    let date = lines.iter().rfind(|line| line.text == "2026年3月27日").unwrap();
    let name = lines.iter().rfind(|line| line.text == "样例市发展和改革局").unwrap();
    assert!(near(date.right, 184.0 - 4.0 * 156.0 / 28.0, 0.5), "{date:?}");
    assert!(near(f64::midpoint(date.left, date.right), f64::midpoint(name.left, name.right), 0.5));
    assert!(name.top < date.top);
}

#[test]
fn no_page_holds_a_signature_without_text() {
    for count in 0..16 {
        let words = "样例路改造工程批复文件及其附图".repeat(4 + count * 2);
        let fields = sample_fields(LetterCode::R2).text("申请内容", words);
        let set =
            typeset(&Letter { code: LetterCode::R2, template: None, fields: &fields }, fonts()).unwrap();
        let lines = lines(&set.pdf);
        let signed_on = lines.iter().rfind(|line| line.text == "2026年3月27日").unwrap().page;
        let remedy = lines.iter().any(|line| line.page == signed_on && line.text.contains("行政诉讼"));
        assert!(remedy, "the signature is alone on page {signed_on} with {count}");
    }
}

#[test]
fn forms_fit_one_page_with_their_sample_values() {
    for code in [LetterCode::P1, LetterCode::P13, LetterCode::P14] {
        assert_eq!(sample(code).pages, 1, "{code:?}");
    }
}

#[test]
fn a_long_name_of_an_organ_stays_on_one_line_within_the_page() {
    let organ = "样例自治州样例自治县人民政府行政审批服务与公共资源交易管理委员会";
    let fields = sample_fields(LetterCode::R12).text("机关名称", organ);
    let set = typeset(&Letter { code: LetterCode::R12, template: None, fields: &fields }, fonts()).unwrap();
    let head = lines(&set.pdf).into_iter().next().unwrap();
    assert_eq!(head.text, organ);
    assert!(28.0 - 0.5 < head.left && head.right < 184.0 + 0.5, "{head:?}");
}

#[test]
fn a_telephone_number_stays_on_one_line() {
    // Wherever the line ends, the number goes whole to one line or the next.
    for width in 6..20 {
        let fields = sample_fields(LetterCode::R12).text("联系单位", "办".repeat(width));
        let set =
            typeset(&Letter { code: LetterCode::R12, template: None, fields: &fields }, fonts()).unwrap();
        let lines = lines(&set.pdf);
        assert!(lines.iter().any(|line| line.text.contains("0000-88886666")), "{width}: {lines:?}");
    }
}
