//! Art. 21: what cities, counties and townships publish besides (主动公开的其他内容).

use crate::source::{Article, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(21);

/// For cities with districts, counties and their departments: our code and the name.
pub static CITY_AND_COUNTY: [(&str, &str); 7] = [
    ("A21-C01", "市政建设"),
    ("A21-C02", "公共服务"),
    ("A21-C03", "公益事业"),
    ("A21-C04", "土地征收"),
    ("A21-C05", "房屋征收"),
    ("A21-C06", "治安管理"),
    ("A21-C07", "社会救助"),
];

/// For townships: our code and the name.
pub static TOWNSHIP: [(&str, &str); 8] = [
    ("A21-T01", "贯彻落实农业农村政策"),
    ("A21-T02", "农田水利工程建设运营"),
    ("A21-T03", "农村土地承包经营权流转"),
    ("A21-T04", "宅基地使用情况审核"),
    ("A21-T05", "土地征收"),
    ("A21-T06", "房屋征收"),
    ("A21-T07", "筹资筹劳"),
    ("A21-T08", "社会救助"),
];
