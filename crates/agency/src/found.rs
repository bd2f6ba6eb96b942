//! An agency's life: founded, moved, renamed, merged, split.

use crate::{
    Agency, AgencyEvent, CreditCode, Ending, Founded, Naming, Refusal, Standing, is_agency_code, is_region,
};

/// The agencies above a would-be parent, itself first: what the tree looks like before the act.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lineage {
    /// The parent, its parent, and so on to the top. Empty when there is to be no parent.
    pub line: Vec<String>,
    /// Do all of them act today?
    pub all_active: bool,
}

impl Lineage {
    /// No parent: the agency stands at the top.
    pub fn top() -> Lineage {
        Lineage { line: Vec::new(), all_active: true }
    }

    fn check(&self, code: &str, parent: Option<&String>) -> Result<(), Refusal> {
        if self.line.first() != parent {
            return Err(Refusal::new("parent_exists", "没有找到上级机关，请先登记上级机关。"));
        }
        if !self.all_active {
            return Err(Refusal::new("parent_active", "上级机关已撤并，请选择其承接机关作为上级。"));
        }
        if self.line.iter().any(|above| above == code) {
            return Err(Refusal::new(
                "tree_without_cycle",
                "机关不能隶属于自己或自己的下级，请另选上级机关。",
            ));
        }
        Ok(())
    }
}

/// Adds an agency to the platform (登记机关).
///
/// # Errors
///
/// A [`Refusal`] when it exists, a code is malformed, or the tree would get a cycle.
pub fn found(agency: &Agency, facts: Founded, above: &Lineage) -> Result<Vec<AgencyEvent>, Refusal> {
    if agency.standing != Standing::Unfounded {
        return Err(Refusal::new(
            "agency_code_unique",
            "机关代码已被使用，请另取代码；代码一经使用不再另用。",
        ));
    }
    if !is_agency_code(&facts.code) {
        return Err(Refusal::new("agency_code", "机关代码只能用小写字母、数字和连字符，2至40位。"));
    }
    if !is_region(&facts.region) {
        return Err(Refusal::new("region_code", "行政区划代码应为6位数字。"));
    }
    if facts.name.trim().is_empty() || facts.short_name.trim().is_empty() {
        return Err(Refusal::new("agency_name", "请填写机关规范名称和简称。"));
    }
    above.check(&facts.code, facts.parent.as_ref())?;
    let credit_code = match &facts.credit_code {
        Some(text) => Some(CreditCode::parse(text)?.as_str().to_owned()),
        None => None,
    };
    Ok(vec![AgencyEvent::Founded(Founded { credit_code, ..facts })])
}

/// Puts the agency below another (调整隶属关系).
///
/// # Errors
///
/// A [`Refusal`] when it does not act, or the tree would get a cycle.
pub fn move_under(
    agency: &Agency,
    parent: Option<String>,
    above: &Lineage,
) -> Result<Vec<AgencyEvent>, Refusal> {
    let founded = agency.active()?;
    if founded.parent == parent {
        return Ok(Vec::new());
    }
    above.check(&founded.code, parent.as_ref())?;
    Ok(vec![AgencyEvent::Moved { parent }])
}

/// Gives the agency another name from a day on (更名).
///
/// # Errors
///
/// A [`Refusal`] when it does not act, a field is empty, or the day lies before an earlier renaming.
pub fn rename(agency: &Agency, naming: Naming) -> Result<Vec<AgencyEvent>, Refusal> {
    agency.active()?;
    if naming.name.trim().is_empty() || naming.short_name.trim().is_empty() || naming.basis.trim().is_empty()
    {
        return Err(Refusal::new("renaming_complete", "请填写新名称、简称和更名依据。"));
    }
    if agency.namings.last().is_some_and(|last| naming.on <= last.on) {
        return Err(Refusal::new("renaming_in_order", "更名日期应晚于上一次更名日期，请核对。"));
    }
    Ok(vec![AgencyEvent::Renamed(naming)])
}

/// Ends the agency: merged into one other, or split among several (撤并、分设).
///
/// # Errors
///
/// A [`Refusal`] when it does not act, or no other agency goes on in its place.
pub fn end(agency: &Agency, ending: Ending) -> Result<Vec<AgencyEvent>, Refusal> {
    let founded = agency.active()?;
    if ending.basis.trim().is_empty() {
        return Err(Refusal::new("ending_basis", "请填写机构改革文件等撤并依据。"));
    }
    if ending.successors.contains(&founded.code) {
        return Err(Refusal::new("successor_is_another", "承接机关不能是被撤并的机关自身，请另选。"));
    }
    match ending.successors.len() {
        0 => Err(Refusal::new("successor_named", "请指明职权和信息由哪个机关承接，档案和申请才有人负责。")),
        1 => Ok(vec![AgencyEvent::Merged(ending)]),
        _ => Ok(vec![AgencyEvent::Split(ending)]),
    }
}
