//! Is it in force? (有效性)

use askama::Template;

use super::{Example, Part};

/// Whether a document is in force (有效性).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// 有效
    InForce,
    /// 修订
    Revised,
    /// 失效
    Lapsed,
    /// 废止
    Repealed,
}

impl Validity {
    /// The word.
    pub const fn label(self) -> &'static str {
        match self {
            Validity::InForce => "现行有效",
            Validity::Revised => "已被修订",
            Validity::Lapsed => "已失效",
            Validity::Repealed => "已废止",
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Validity::InForce => "good",
            Validity::Revised => "warn",
            Validity::Lapsed | Validity::Repealed => "stop",
        }
    }

    const fn sign(self) -> &'static str {
        match self {
            Validity::InForce => "✓",
            Validity::Revised => "!",
            Validity::Lapsed | Validity::Repealed => "✕",
        }
    }
}

/// Is it in force? The first thing an item page says about a normative document.
#[derive(Debug, Clone, Template)]
#[template(path = "validity_banner/template.html")]
pub struct ValidityBanner {
    /// The state.
    pub validity: Validity,
    /// Since when, by what.
    pub sentence: String,
    /// The document that repealed or revised it: title and address.
    pub link: Option<(String, String)>,
}

writes_html!(ValidityBanner);

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "validity_banner",
    title: "有效性",
    purpose: "规范性文件正文之前先说明是否有效；失效、废止的不删除，写明日期和依据。",
    criteria: &["状态是文字加符号，颜色只是辅助", "修订或废止它的文件可以打开"],
    examples,
};

fn examples() -> Vec<Example> {
    let banner = |validity, sentence: &str, link: Option<&str>| ValidityBanner {
        validity,
        sentence: sentence.to_owned(),
        link: link.map(|title| (title.to_owned(), "/items/1/2021-00178".to_owned())),
    };
    vec![
        Example::of("有效", &banner(Validity::InForce, "自 2022-01-20 起施行。", None)),
        Example::of(
            "修订",
            &banner(Validity::Revised, "2021-06-01 起以修订后的文本为准：", Some("关于修改扶持办法的通知")),
        ),
        Example::of(
            "废止",
            &banner(
                Validity::Repealed,
                "自 2022-01-20 起废止，依据：",
                Some("关于公布规范性文件清理结果的通知"),
            ),
        ),
        Example::of("失效", &banner(Validity::Lapsed, "有效期至 2020-12-31，已届满。", None)),
    ]
}
