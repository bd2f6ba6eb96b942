//! Labels of the frame in both languages; what pages say stays Chinese.

/// Labels of the frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named as what it labels")]
pub struct Words {
    pub skip: &'static str,
    pub preferences: &'static str,
    pub standard_type: &'static str,
    pub large_type: &'static str,
    pub standard_contrast: &'static str,
    pub high_contrast: &'static str,
    pub light: &'static str,
    pub dark: &'static str,
    pub site_search: &'static str,
    pub search_hint: &'static str,
    pub search: &'static str,
    pub navigation: &'static str,
    pub home: &'static str,
    pub agencies: &'static str,
    pub request: &'static str,
    pub solicitations: &'static str,
    pub track: &'static str,
    pub subscribe: &'static str,
    pub open_data: &'static str,
    pub public_log: &'static str,
    pub report_error: &'static str,
}

/// 中文
pub const CHINESE: Words = Words {
    skip: "跳到正文",
    preferences: "浏览方式",
    standard_type: "标准版",
    large_type: "适老大字",
    standard_contrast: "标准对比",
    high_contrast: "高对比",
    light: "浅色",
    dark: "深色",
    site_search: "全站搜索",
    search_hint: "搜索标题、文号、正文",
    search: "搜索",
    navigation: "主要栏目",
    home: "首页",
    agencies: "机关目录",
    request: "依申请公开",
    solicitations: "意见征集",
    track: "办理查询",
    subscribe: "订阅更新",
    open_data: "开放数据",
    public_log: "公开日志",
    report_error: "网站找错",
};

/// English
pub const ENGLISH: Words = Words {
    skip: "Skip to content",
    preferences: "Ways of viewing",
    standard_type: "Standard type",
    large_type: "Large type",
    standard_contrast: "Standard contrast",
    high_contrast: "High contrast",
    light: "Light",
    dark: "Dark",
    site_search: "Search this site",
    search_hint: "Titles, numbers, texts",
    search: "Search",
    navigation: "Main sections",
    home: "Home",
    agencies: "Agencies",
    request: "Request information",
    solicitations: "Consultations",
    track: "Track a request",
    subscribe: "Subscribe",
    open_data: "Open data",
    public_log: "Public log",
    report_error: "Report an error",
};
