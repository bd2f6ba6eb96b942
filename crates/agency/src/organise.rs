//! How an agency is organised: profile, sections, columns, channels, hand-over.

use gongkai_statute::RhythmKind;
use jiff::civil::Date;

use crate::{Agency, AgencyEvent, Channel, Column, ColumnType, HandOver, Profile, Refusal, Section, is_slug};

/// Sets what the guide says of the disclosure unit (工作机构信息).
///
/// # Errors
///
/// A [`Refusal`] when the agency does not act or a fact the guide must state is missing.
pub fn set_profile(agency: &Agency, profile: Profile) -> Result<Vec<AgencyEvent>, Refusal> {
    agency.active()?;
    // Art. 12 names these; fax may truthfully be absent.
    let required = [
        (&profile.unit_name, "工作机构名称"),
        (&profile.address, "办公地址"),
        (&profile.office_hours, "办公时间"),
        (&profile.phone, "联系电话"),
        (&profile.internet_contact, "互联网联系方式"),
    ];
    let missing: Vec<&str> =
        required.iter().filter(|(value, _)| value.trim().is_empty()).map(|(_, name)| *name).collect();
    if !missing.is_empty() {
        return Err(Refusal::by_article(
            "profile_complete",
            12,
            format!("公开指南必须载明{}，请补充。", missing.join("、")),
        ));
    }
    if let Some(section) = &profile.section
        && !agency.sections.contains_key(section)
    {
        return Err(Refusal::new("section_exists", "承办科室不存在，请先添加科室。"));
    }
    if profile.officer.is_some() && profile.officer == profile.deputy {
        return Err(Refusal::new("deputy_is_another", "专员与备岗人员不能是同一人，请另选备岗人员。"));
    }
    // Saved as it was, it says that it was looked over and still holds: the guide is up to date again (Art. 53).
    Ok(vec![AgencyEvent::ProfileSet(profile)])
}

/// Adds a section (增设科室).
///
/// # Errors
///
/// A [`Refusal`] when its slug is malformed or taken, or its name empty.
pub fn add_section(agency: &Agency, section: Section) -> Result<Vec<AgencyEvent>, Refusal> {
    agency.active()?;
    if !is_slug(&section.slug) || section.name.trim().is_empty() {
        return Err(Refusal::new("section_named", "请填写科室名称和代码；代码用小写字母、数字和连字符。"));
    }
    if agency.sections.contains_key(&section.slug) {
        return Err(Refusal::new("section_unique", "科室代码已被使用，请另取代码。"));
    }
    Ok(vec![AgencyEvent::SectionAdded(section)])
}

/// Gives a section another name (科室更名).
///
/// # Errors
///
/// A [`Refusal`] when there is no such section or the name is empty.
pub fn rename_section(agency: &Agency, section: Section) -> Result<Vec<AgencyEvent>, Refusal> {
    known_section(agency, &section.slug)?;
    if section.name.trim().is_empty() {
        return Err(Refusal::new("section_named", "请填写科室名称。"));
    }
    Ok(vec![AgencyEvent::SectionRenamed(section)])
}

/// Closes a section (撤销科室).
///
/// # Errors
///
/// A [`Refusal`] when there is no such section, or it is the one responsible for disclosure.
pub fn close_section(agency: &Agency, slug: &str) -> Result<Vec<AgencyEvent>, Refusal> {
    known_section(agency, slug)?;
    if agency.profile.section.as_deref() == Some(slug) {
        return Err(Refusal::by_article(
            "responsible_section_stays",
            4,
            "该科室承担政府信息公开日常工作，请先在机关信息中指定另一承办科室。",
        ));
    }
    Ok(vec![AgencyEvent::SectionClosed { slug: slug.to_owned() }])
}

fn known_section(agency: &Agency, slug: &str) -> Result<(), Refusal> {
    agency.active()?;
    if agency.sections.contains_key(slug) {
        Ok(())
    } else {
        Err(Refusal::new("section_exists", "没有这个科室，请核对科室代码。"))
    }
}

/// Opens a column, or describes it anew (设置栏目).
///
/// # Errors
///
/// A [`Refusal`] when a value is malformed, or a regular column has no interval.
pub fn set_column(agency: &Agency, column: Column) -> Result<Vec<AgencyEvent>, Refusal> {
    agency.active()?;
    if !is_slug(&column.slug) || column.name.trim().is_empty() || column.description.trim().is_empty() {
        return Err(Refusal::new(
            "column_described",
            "请填写栏目名称、代码和描述；代码用小写字母、数字和连字符，描述不得为空。",
        ));
    }
    if column.rhythm == RhythmKind::Regular && column.due_every_days.is_none_or(|days| days == 0) {
        return Err(Refusal::new("regular_column_has_interval", "经常性栏目须设定公开周期（天数）。"));
    }
    if column.review_levels.is_some_and(|levels| !(1..=5).contains(&levels)) {
        return Err(Refusal::new("review_levels", "审核级数应为1至5级；先审后发，至少一级。"));
    }
    if agency.columns.get(&column.slug) == Some(&column) {
        return Ok(Vec::new());
    }
    Ok(vec![AgencyEvent::ColumnSet(column)])
}

/// Closes a column; its items stay where they are (关闭栏目).
///
/// # Errors
///
/// A [`Refusal`] when there is no such column.
pub fn close_column(agency: &Agency, slug: &str) -> Result<Vec<AgencyEvent>, Refusal> {
    agency.active()?;
    if !agency.columns.contains_key(slug) {
        return Err(Refusal::new("column_exists", "没有这个栏目，请核对栏目代码。"));
    }
    Ok(vec![AgencyEvent::ColumnClosed { slug: slug.to_owned() }])
}

/// Opens a way in for requests, with its note in the guide (开通申请渠道).
///
/// # Errors
///
/// A [`Refusal`] when the note is empty: an opened channel must say how to use it.
pub fn open_channel(agency: &Agency, channel: Channel, note: &str) -> Result<Vec<AgencyEvent>, Refusal> {
    agency.active()?;
    if note.trim().is_empty() {
        return Err(Refusal::by_article(
            "channel_described",
            12,
            "请填写渠道使用说明（地址、号码、注意事项），指南须向公众说明。",
        ));
    }
    Ok(vec![AgencyEvent::ChannelOpened { channel, note: note.trim().to_owned() }])
}

/// Closes a way in for requests (关闭申请渠道).
///
/// # Errors
///
/// A [`Refusal`] for the two basic channels, or when the channel is not open.
pub fn close_channel(agency: &Agency, channel: Channel, note: &str) -> Result<Vec<AgencyEvent>, Refusal> {
    agency.active()?;
    if channel.is_basic() {
        return Err(Refusal::by_article(
            "basic_channels_stay_open",
            28,
            "当面提交和邮政寄送是基本渠道，不得关闭（国办公开办函〔2017〕19号）。",
        ));
    }
    if !agency.is_open(channel) {
        return Err(Refusal::new("channel_open", "该渠道没有开通，无须关闭。"));
    }
    if note.trim().is_empty() {
        return Err(Refusal::by_article("channel_described", 12, "请填写关闭说明，指南须向公众说明。"));
    }
    Ok(vec![AgencyEvent::ChannelClosed { channel, note: note.trim().to_owned() }])
}

/// Hands one officer's open matters to another by a signed list (工作交接).
///
/// `today` bounds the day of the hand-over: a list is signed when it happens.
///
/// # Errors
///
/// A [`Refusal`] when both sides or the witness are not three persons, or a matter has no remark.
pub fn hand_over(agency: &Agency, list: HandOver, today: Date) -> Result<Vec<AgencyEvent>, Refusal> {
    agency.active()?;
    if list.from == list.to {
        return Err(Refusal::new("hand_over_to_another", "交接双方不能是同一人，请另选接收人。"));
    }
    if list.witness.is_empty() || list.witness == list.from || list.witness == list.to {
        return Err(Refusal::new("hand_over_witnessed", "监交人应为交接双方以外的人，请另选。"));
    }
    if today < list.on {
        return Err(Refusal::new("hand_over_not_ahead", "交接日期不能晚于今天，请在交接当日登记。"));
    }
    if list.matters.iter().any(|matter| matter.stream.is_empty() || matter.remark.trim().is_empty()) {
        return Err(Refusal::new("hand_over_matters", "清单中每一事项都要写明办理情况，请补充后再登记。"));
    }
    Ok(vec![AgencyEvent::DutiesHandedOver(list)])
}

/// Slug, name, class, description, category, rhythm, days between items.
type StandardColumn =
    (&'static str, &'static str, ColumnType, &'static str, Option<&'static str>, RhythmKind, Option<u16>);

/// The columns a bureau usually starts with.
pub fn standard_columns() -> Vec<Column> {
    use ColumnType as T;
    let rows: [StandardColumn; 15] = [
        ("gzdt", "工作动态", T::News, "本机关工作动态", None, RhythmKind::Dynamic, Some(14)),
        (
            "jgzn",
            "机构职能",
            T::Functions,
            "机关职能、机构设置和联系方式",
            Some("A20-02"),
            RhythmKind::Dynamic,
            None,
        ),
        ("ldfg", "领导分工", T::Leaders, "负责人姓名与分工", Some("A20-02"), RhythmKind::Dynamic, None),
        ("gggt", "公告通告", T::Notice, "公告、通告、公示", None, RhythmKind::AdHoc, None),
        (
            "zcwj",
            "政策文件",
            T::Policy,
            "规范性文件和其他政策文件",
            Some("A20-01"),
            RhythmKind::Dynamic,
            None,
        ),
        ("zcjd", "政策解读", T::Interpretation, "政策文件的解读材料", None, RhythmKind::Dynamic, None),
        ("ghjh", "规划计划", T::Planning, "规划、计划和总结", Some("A20-03"), RhythmKind::Regular, Some(366)),
        ("tjxx", "统计信息", T::Statistics, "行业统计信息", Some("A20-04"), RhythmKind::Regular, Some(92)),
        (
            "xzxk",
            "行政许可",
            T::Service,
            "许可事项的依据、条件、程序和结果",
            Some("A20-05"),
            RhythmKind::Dynamic,
            None,
        ),
        (
            "xzcf",
            "行政处罚",
            T::Enforcement,
            "处罚、强制的依据、程序和决定",
            Some("A20-06"),
            RhythmKind::Dynamic,
            None,
        ),
        ("czxx", "财政信息", T::Finance, "部门预算和决算", Some("A20-07"), RhythmKind::Regular, Some(366)),
        ("rsxx", "人事信息", T::Personnel, "招考录用和人事任免", Some("A20-14"), RhythmKind::AdHoc, None),
        (
            "zcfg",
            "政府采购",
            T::Procurement,
            "采购目录、标准和实施情况",
            Some("A20-09"),
            RhythmKind::Staged,
            None,
        ),
        (
            "yjgl",
            "应急管理",
            T::Emergency,
            "应急预案、预警和应对情况",
            Some("A20-12"),
            RhythmKind::AdHoc,
            None,
        ),
        (
            "ysqdf",
            "依申请公开答复",
            T::OnRequest,
            "可供他人参考的答复，去除个人信息后公开",
            Some("A20-15"),
            RhythmKind::AdHoc,
            None,
        ),
    ];
    (1..)
        .zip(rows)
        .map(|(place, (slug, name, column_type, description, category, rhythm, days))| Column {
            slug: slug.to_owned(),
            name: name.to_owned(),
            column_type,
            description: description.to_owned(),
            category: category.map(str::to_owned),
            rhythm,
            due_every_days: days,
            review_levels: None,
            place,
        })
        .collect()
}
