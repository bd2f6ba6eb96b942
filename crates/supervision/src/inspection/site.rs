//! The site itself: grave problems (N1), reachability (N2), home page (N3), services (N6).

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::codes::{Indicator, RecordKind};
use super::facts::{Dated, HomePage, Probe, ServiceGuide, Services};
use super::finding::{Check, Record};
use super::rules::Limits;

/// Why the date an item shows cannot be true (发布日期异常), and since when it is so.
fn impossible(item: &Dated, on: Date) -> Option<(String, Option<Date>)> {
    let shown_on = item.shown_on?;
    if on < shown_on {
        return Some((format!("发布日期{shown_on}晚于检查日期"), item.public_on));
    }
    if let Some(made_on) = item.made_on.filter(|made_on| shown_on < *made_on) {
        return Some((format!("发布日期{shown_on}早于生成日期{made_on}"), item.public_on.or(Some(shown_on))));
    }
    let public_on = item.public_on.filter(|public_on| shown_on < *public_on)?;
    Some((format!("发布日期{shown_on}早于实际公开的日期{public_on}"), Some(public_on)))
}

impl Check<'_> {
    /// N1 and leaked personal data.
    pub(super) fn safety(&mut self) {
        let on = self.on;
        match &self.facts.incidents {
            None => self.unseen(Indicator::SiteSafety, "未检查严重表述错误等严重问题。"),
            Some(incidents) => {
                for incident in incidents.iter().filter(|incident| incident.on <= on) {
                    let records = vec![Record::of(RecordKind::Page, &incident.at)];
                    let words = format!("{}：{}。", incident.what.label(), incident.at.name);
                    self.find(Indicator::SiteSafety, records, Some(incident.on), words);
                }
            }
        }
        match &self.facts.personal_data {
            None => self.unseen(Indicator::PersonalData, "未筛查个人信息。"),
            Some(found) => {
                for leak in found.iter().filter(|leak| leak.on <= on) {
                    let records = vec![Record::of(RecordKind::Item, &leak.at)];
                    let words = format!("“{}”含有未遮盖的{}。", leak.at.name, leak.what);
                    self.find(Indicator::PersonalData, records, Some(leak.on), words);
                }
            }
        }
    }

    /// Publication days that are missing, or cannot be true.
    pub(super) fn dates(&mut self) {
        let Some(items) = &self.facts.items else {
            self.unseen(Indicator::DateFalse, "未检查信息的发布日期。");
            return self.unseen(Indicator::DateMissing, "未检查信息的发布日期。");
        };
        for item in items {
            let records = vec![Record::of(RecordKind::Item, &item.reference)];
            let name = &item.reference.name;
            if item.shown_on.is_none() {
                let words = format!("“{name}”没有发布日期。");
                self.find(Indicator::DateMissing, records, item.public_on, words);
            } else if let Some((why, since)) = impossible(item, self.on) {
                let words = format!("“{name}”{why}。");
                self.find(Indicator::DateFalse, records, since, words);
            }
        }
    }

    pub(super) fn home(&mut self) {
        let Some(home) = self.facts.home else {
            return self.unseen(Indicator::HomeStale, "未检查首页更新情况。");
        };
        let (limits, on, last) = (&self.rules.limits, self.on, home.updated_on());
        let page = match home {
            HomePage::Content(_) => "首页",
            HomePage::Navigation(_) => "首页为导航页面，所有二级页面",
        };
        let records = vec![Record::only(RecordKind::Home)];
        if on < last {
            self.unseen(Indicator::HomeStale, format!("{page}的更新日期{last}晚于检查日期，无法判断。"));
        } else if limits.home.value.has_passed(last, on) {
            let words = format!("{page}上次更新{last}，{}内未更新。", limits.home.value);
            self.find(Indicator::HomeStale, records, Some(limits.home.value.passes_on(last)), words);
        } else if limits.home_warning.value.has_passed(last, on) {
            let due = limits.home.value.passes_on(last);
            let words = format!("{page}上次更新{last}，{due}起构成单项否决。");
            self.find(Indicator::HomeSoon, records, Some(limits.home_warning.value.passes_on(last)), words);
        }
    }

    pub(super) fn reachability(&mut self) {
        let limits = &self.rules.limits;
        let watch = Watch::of(&self.facts.probes, limits, self.on);
        let window = limits.probe_window.value;
        if watch.is_failed(limits) {
            let words = format!(
                "{window}内访问{}次，{}次超过（含）{}秒未打开。",
                watch.visits, watch.failed, limits.probe_seconds.value
            );
            let records = vec![Record::only(RecordKind::Site)];
            self.find(Indicator::SiteUnreachable, records, watch.first_failed_on, words);
        } else if watch.days_watched < watch.days {
            let words = format!(
                "{window}内应每天访问{}次，{}天中{}天达到，不能判断。",
                limits.probes_a_day.value, watch.days, watch.days_watched
            );
            self.unseen(Indicator::SiteUnreachable, words);
        }
    }

    pub(super) fn services(&mut self) {
        let limits = &self.rules.limits;
        let (classes, few) = (limits.service_classes.value, limits.service_guides.value);
        let guides = match &self.facts.services {
            None => return self.unseen(Indicator::UselessServices, "未检查办事服务。"),
            Some(Services::NotOwed) => {
                return self.not_owed(Indicator::UselessServices, "没有对外办事服务职能。");
            }
            Some(Services::Offered(guides)) => guides,
        };
        if guides.is_empty() {
            let records = vec![Record::only(RecordKind::Site)];
            return self.find(Indicator::UselessServices, records, None, "未提供办事服务。".to_owned());
        }
        let lacking: Vec<&ServiceGuide> =
            guides.iter().filter(|guide| classes <= guide.missing_classes).collect();
        let is_many = few <= u32::try_from(lacking.len()).unwrap_or(u32::MAX);
        if is_many || lacking.len() == guides.len() {
            let names: Vec<&str> = lacking.iter().map(|guide| guide.reference.name.as_str()).collect();
            let words = format!(
                "{}个事项中{}个的办事指南缺失{classes}类以上要素：{}。",
                guides.len(),
                lacking.len(),
                names.join("、")
            );
            let records =
                lacking.iter().map(|guide| Record::of(RecordKind::Service, &guide.reference)).collect();
            self.find(Indicator::UselessServices, records, None, words);
        }
    }
}

/// The visits of the window that ends on the check date.
struct Watch {
    days: u32,
    days_watched: u32,
    visits: u32,
    failed: u32,
    first_failed_on: Option<Date>,
}

impl Watch {
    fn of(probes: &[Probe], limits: &Limits, on: Date) -> Watch {
        let window = limits.probe_window.value;
        let before = window.day_before(on);
        let mut days: BTreeMap<Date, (u32, u32)> = BTreeMap::new();
        for probe in probes.iter().filter(|probe| before < probe.on && probe.on <= on) {
            let opened = probe.opened_ms.is_some_and(|waited| waited < limits.probe_seconds.value * 1_000);
            let (visits, failed) = days.entry(probe.on).or_default();
            *visits += 1;
            *failed += u32::from(!opened);
        }
        let watched = days.values().filter(|(visits, _)| limits.probes_a_day.value <= *visits).count();
        Watch {
            days: u32::try_from(on.duration_since(before).as_hours() / 24).unwrap_or_default(),
            days_watched: u32::try_from(watched).unwrap_or_default(),
            visits: days.values().map(|(visits, _)| visits).sum(),
            failed: days.values().map(|(_, failed)| failed).sum(),
            first_failed_on: days.iter().find(|(_, (_, failed))| 0 < *failed).map(|(day, _)| *day),
        }
    }

    /// Whether the share of failed visits is reached, even if every visit that was missed had gone well.
    fn is_failed(&self, limits: &Limits) -> bool {
        let owed = u64::from(self.visits.max(self.days * limits.probes_a_day.value));
        0 < self.failed && u64::from(limits.probe_percent.value) * owed <= u64::from(self.failed) * 100
    }
}
