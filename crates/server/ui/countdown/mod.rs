//! How many working days are left (倒计时).

use askama::Template;

use super::{Example, Part};

/// From how few working days on a deadline counts as soon.
pub const SOON: i64 = 3;

/// What is left of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remaining {
    /// So many working days after today.
    Left(i64),
    /// Today is the last day.
    Today,
    /// So many working days past the last day.
    Overdue(i64),
    /// The clock stands: waiting for a supplement, a fee, an opinion.
    Stopped(String),
    /// It is over.
    Done(String),
    /// No last day can be given; says why.
    Unknown(String),
}

/// What is left of a period, as a small label.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "countdown/template.html")]
pub struct Countdown {
    /// What is left.
    pub remaining: Remaining,
}

writes_html!(Countdown);

impl Countdown {
    /// From the clock's remaining working days, negative when overdue; `None` when no last day can be given.
    pub fn of_workdays(remaining: Option<i64>) -> Countdown {
        let remaining = match remaining {
            None => Remaining::Unknown("期限未定".to_owned()),
            Some(0) => Remaining::Today,
            Some(days) if days > 0 => Remaining::Left(days),
            Some(days) => Remaining::Overdue(days.saturating_neg()),
        };
        Countdown { remaining }
    }

    /// The clock stands; `why` in a few words.
    pub fn stopped(why: impl Into<String>) -> Countdown {
        Countdown { remaining: Remaining::Stopped(why.into()) }
    }

    /// It is over; `how` in a few words.
    pub fn done(how: impl Into<String>) -> Countdown {
        Countdown { remaining: Remaining::Done(how.into()) }
    }

    /// The words of the label.
    pub fn words(&self) -> String {
        match &self.remaining {
            Remaining::Left(days) => format!("剩 {days} 个工作日"),
            Remaining::Today => "今日到期".to_owned(),
            Remaining::Overdue(days) => format!("逾期 {days} 个工作日"),
            Remaining::Stopped(words) | Remaining::Done(words) | Remaining::Unknown(words) => words.clone(),
        }
    }

    fn class(&self) -> &'static str {
        match &self.remaining {
            Remaining::Left(days) if *days <= SOON => "soon",
            Remaining::Left(_) => "plenty",
            Remaining::Today => "soon",
            Remaining::Overdue(_) => "over",
            Remaining::Stopped(_) => "stopped",
            Remaining::Done(_) => "done",
            Remaining::Unknown(_) => "unknown",
        }
    }
}

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "countdown",
    title: "倒计时",
    purpose: "剩余工作日。三个工作日以内为将到期。",
    criteria: &["全部用文字说明，颜色只是辅助"],
    examples,
};

fn examples() -> Vec<Example> {
    vec![
        Example::of("充裕", &Countdown::of_workdays(Some(12))),
        Example::of("将到期", &Countdown::of_workdays(Some(3))),
        Example::of("今日", &Countdown::of_workdays(Some(0))),
        Example::of("逾期", &Countdown::of_workdays(Some(-2))),
        Example::of("停表", &Countdown::stopped("等待补正，不计期限")),
        Example::of("办结", &Countdown::done("已办结")),
        Example::of("不能确定", &Countdown::of_workdays(None)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_label_says_in_words_what_the_colour_shows() {
        assert_eq!(Countdown::of_workdays(Some(3)).words(), "剩 3 个工作日");
        assert_eq!(Countdown::of_workdays(Some(0)).words(), "今日到期");
        assert_eq!(Countdown::of_workdays(Some(-2)).words(), "逾期 2 个工作日");
        assert_eq!(Countdown::of_workdays(None).words(), "期限未定");
    }
}
