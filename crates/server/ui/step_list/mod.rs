//! Where a long form stands (步骤).

use askama::Template;

use super::{Example, Part};

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Done; may be opened again.
    Done,
    /// This one.
    Current,
    /// Still to come.
    Ahead,
}

impl StepState {
    const fn word(self) -> &'static str {
        match self {
            StepState::Done => "已完成",
            StepState::Current => "正在进行",
            StepState::Ahead => "未开始",
        }
    }

    const fn class(self) -> &'static str {
        match self {
            StepState::Done => "done",
            StepState::Current => "current",
            StepState::Ahead => "ahead",
        }
    }
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it is called.
    pub label: String,
    /// Where it stands.
    pub state: StepState,
    /// Its page, when it may be opened.
    pub href: Option<String>,
    /// By whom, when: `张某，2021-12-20`.
    pub note: String,
}

/// The steps of a long form or of a review chain.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "step_list/template.html")]
pub struct StepList {
    /// Name of the list.
    pub label: String,
    /// The steps in order.
    pub steps: Vec<Step>,
}

writes_html!(StepList);

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "step_list",
    title: "步骤",
    purpose: "长表单分步填写，每步保存；也用于审核链：在谁手上、自何时起。",
    criteria: &["有序列表，当前步骤以 aria-current=step 标出", "状态是文字"],
    examples,
};

fn examples() -> Vec<Example> {
    let step = |label: &str, state, href: Option<&str>, note: &str| Step {
        label: label.to_owned(),
        state,
        href: href.map(str::to_owned),
        note: note.to_owned(),
    };
    let steps = vec![
        step("起草", StepState::Done, Some("/office/items/1/draft"), "甲科，12-18"),
        step("审核", StepState::Done, None, "乙科长，12-19"),
        step("保密审查", StepState::Current, None, "自 12-20 起"),
        step("签发", StepState::Ahead, None, ""),
    ];
    vec![Example::of("审核链", &StepList { label: "审核进度".to_owned(), steps })]
}
