//! Two editions, paragraph by paragraph (版本对照).

use askama::Template;

use super::{Example, Part};

/// What became of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// In both.
    Same,
    /// Only in the newer.
    Added,
    /// Only in the older.
    Removed,
}

impl Change {
    const fn word(self) -> &'static str {
        match self {
            Change::Same => "",
            Change::Added => "新增",
            Change::Removed => "删去",
        }
    }
}

/// One paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What became of it.
    pub change: Change,
    /// Its text.
    pub text: String,
}

/// Two editions, paragraph by paragraph.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "edition_diff/template.html")]
pub struct EditionDiff {
    /// What the older one is.
    pub older: String,
    /// What the newer one is.
    pub newer: String,
    /// The paragraphs of both in reading order.
    pub lines: Vec<Line>,
}

writes_html!(EditionDiff);

impl EditionDiff {
    /// Compares two texts by their longest common sequence of paragraphs.
    pub fn compare(older: (&str, &str), newer: (&str, &str)) -> EditionDiff {
        let paragraphs = |text: &str| -> Vec<String> {
            text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
        };
        let lines = compare(&paragraphs(older.1), &paragraphs(newer.1));
        EditionDiff { older: older.0.to_owned(), newer: newer.0.to_owned(), lines }
    }

    fn changes(&self) -> usize {
        self.lines.iter().filter(|line| line.change != Change::Same).count()
    }
}

fn compare(older: &[String], newer: &[String]) -> Vec<Line> {
    let width = newer.len() + 1;
    // Row by row: the length of the longest common sequence of what is left of both texts.
    let mut common = vec![0_usize; (older.len() + 1) * width];
    let at = |common: &[usize], old: usize, new: usize| common.get(old * width + new).copied().unwrap_or(0);
    for (old, left) in older.iter().enumerate().rev() {
        for (new, right) in newer.iter().enumerate().rev() {
            let longest = if left == right {
                at(&common, old + 1, new + 1) + 1
            } else {
                at(&common, old + 1, new).max(at(&common, old, new + 1))
            };
            if let Some(place) = common.get_mut(old * width + new) {
                *place = longest;
            }
        }
    }
    let mut lines = Vec::new();
    let (mut old, mut new) = (0, 0);
    loop {
        match (older.get(old), newer.get(new)) {
            (Some(left), Some(right)) if left == right => {
                lines.push(Line { change: Change::Same, text: left.clone() });
                (old, new) = (old + 1, new + 1);
            }
            (Some(left), right)
                if right.is_none() || at(&common, old + 1, new) >= at(&common, old, new + 1) =>
            {
                lines.push(Line { change: Change::Removed, text: left.clone() });
                old += 1;
            }
            (_, Some(right)) => {
                lines.push(Line { change: Change::Added, text: right.clone() });
                new += 1;
            }
            (_, None) => return lines,
        }
    }
}

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "edition_diff",
    title: "版本对照",
    purpose: "前后两版逐段对照，审核人只需看改动。",
    criteria: &["用 ins、del 元素和“新增”“删去”文字，不只靠颜色"],
    examples,
};

fn examples() -> Vec<Example> {
    let older =
        "第一条 为推动数字化改造，制定本办法。\n第二条 补助比例为 10%。\n第三条 本办法自公布之日起施行。";
    let newer = "第一条 为推动数字化改造，制定本办法。\n第二条 补助比例为 12%，单个项目不超过 200 万元。\n第三条 本办法自公布之日起施行。";
    vec![Example::of("改一条", &EditionDiff::compare(("第 1 版", older), ("第 2 版", newer)))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_editions_can_be_read_back_from_their_difference() {
        let (older, newer) = ("甲\n乙\n丙\n丁", "乙\n甲\n丙\n戊\n丁");
        let diff = EditionDiff::compare(("1", older), ("2", newer));
        let read = |gone: Change| {
            let kept: Vec<&str> =
                diff.lines.iter().filter(|line| line.change != gone).map(|line| line.text.as_str()).collect();
            kept.join("\n")
        };
        assert_eq!(read(Change::Added), older);
        assert_eq!(read(Change::Removed), newer);
        assert_eq!(diff.changes(), 3);
    }

    #[test]
    fn equal_texts_have_no_changes() {
        assert_eq!(EditionDiff::compare(("1", "甲\n\n乙"), ("2", "甲\n乙")).changes(), 0);
    }
}
