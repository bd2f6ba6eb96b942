//! Art. 44: what several people ask for, or what an applicant proposes, may be made public (转为主动公开).

use crate::source::{Article, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(44);

/// The least number of applicants for the same information that suggests making it public (多个申请人).
pub const SEVERAL: usize = 2;

/// Whether to propose that disclosable information asked for by so many applicants be made public.
pub const fn suggests_publication(applicants: usize, disclosable: bool) -> bool {
    disclosable && SEVERAL <= applicants
}
