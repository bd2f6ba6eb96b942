//! What the pages hold: links, interpretations, what must exist and be kept up to date.

use std::collections::BTreeMap;

use gongkai_statute::Workdays;

use super::codes::{Indicator, LinkPlace, RecordKind};
use super::facts::DeadLink;
use super::finding::{Check, Record};
use super::forecast::standing_record;

impl Check<'_> {
    pub(super) fn links(&mut self) {
        let on = self.on;
        match &self.facts.dead_links {
            None => {
                let links =
                    [Indicator::HomeLinkBroken, Indicator::PageLinkBroken, Indicator::AttachmentBroken];
                for indicator in links {
                    self.unseen(indicator, "未检查链接。");
                }
            }
            Some(links) => self.dead_links(links),
        }
        let Some(outside) = &self.facts.outside_links else {
            return self.unseen(Indicator::OutsideLink, "未检查外部链接。");
        };
        for link in outside.iter().filter(|link| link.on <= on) {
            let words = format!("“{}”链接到非政府网站：{}。", link.at.name, link.what);
            let records = vec![Record::of(RecordKind::Page, &link.at)];
            self.find(Indicator::OutsideLink, records, Some(link.on), words);
        }
    }

    /// A broken address is one fault however many pages link to it, in the gravest place of them.
    fn dead_links(&mut self, links: &[DeadLink]) {
        let mut targets: BTreeMap<&str, Vec<&DeadLink>> = BTreeMap::new();
        for link in links.iter().filter(|link| link.since <= self.on) {
            targets.entry(&link.target).or_default().push(link);
        }
        for (target, mut links) in targets {
            links.sort_by_key(|link| (link.place, &link.page));
            let Some(first) = links.first() else { continue };
            let indicator = match first.place {
                LinkPlace::Home => Indicator::HomeLinkBroken,
                LinkPlace::Page => Indicator::PageLinkBroken,
                LinkPlace::Attachment => Indicator::AttachmentBroken,
            };
            let others = match links.len() {
                1 => String::new(),
                count => format!("等{count}处"),
            };
            let words = format!("“{}”{others}的链接打不开：{target}。", first.page.name);
            let since = links.iter().map(|link| link.since).min();
            let mut records: Vec<Record> =
                links.iter().map(|link| Record::of(RecordKind::Page, &link.page)).collect();
            records.dedup();
            self.find(indicator, records, since, words);
        }
    }

    pub(super) fn interpretations(&mut self) {
        match &self.facts.unlinked {
            None => self.unseen(Indicator::Unlinked, "未检查解读与文件的关联。"),
            Some(unlinked) => {
                for item in unlinked {
                    let words = format!("解读“{}”未关联被解读的文件。", item.name);
                    self.find(Indicator::Unlinked, vec![Record::of(RecordKind::Item, item)], None, words);
                }
            }
        }
        let Some(policies) = &self.facts.uninterpreted else {
            return self.unseen(Indicator::InterpretationMissing, "未检查政策文件的解读。");
        };
        let workdays = self.rules.limits.interpretation_workdays.value;
        for policy in policies {
            let name = &policy.reference.name;
            let Ok(last) = self.calendar.add_workdays(policy.published_on, Workdays(workdays)) else {
                let words = format!("没有放假安排，不能判断“{name}”的解读期限。");
                self.unseen(Indicator::InterpretationMissing, words);
                continue;
            };
            if last < self.on {
                let words = format!("“{name}”{}公布，{workdays}个工作日内未配发解读。", policy.published_on);
                let records = vec![Record::of(RecordKind::Item, &policy.reference)];
                self.find(Indicator::InterpretationMissing, records, last.tomorrow().ok(), words);
            }
        }
    }

    pub(super) fn basics(&mut self) {
        match &self.facts.missing_basics {
            None => self.unseen(Indicator::BasicsMissing, "未检查机构基本信息。"),
            Some(missing) => {
                for basic in missing {
                    let mut record = Record::only(RecordKind::Basic);
                    basic.key().clone_into(&mut record.reference.key);
                    basic.label().clone_into(&mut record.reference.name);
                    let words = format!("没有公开{}。", basic.label());
                    self.find(Indicator::BasicsMissing, vec![record], None, words);
                }
            }
        }
        match self.facts.has_fault_entry {
            Some(true) => {}
            None => self.unseen(Indicator::FaultEntryMissing, "未检查“我为政府网站找错”入口。"),
            Some(false) => self.find(
                Indicator::FaultEntryMissing,
                vec![Record::only(RecordKind::Site)],
                None,
                "没有“我为政府网站找错”入口。".to_owned(),
            ),
        }
        self.standing();
    }

    fn standing(&mut self) {
        if self.facts.standing.is_empty() {
            return self.unseen(Indicator::BasicsOld, "未检查指南、目录、年报的更新。");
        }
        let period = self.rules.limits.standing.value;
        for (standing, renewed_on) in &self.facts.standing {
            let name = standing.label();
            let (since, words) = match renewed_on.filter(|day| *day <= self.on) {
                None => (None, format!("没有公开{name}。")),
                Some(day) if period.has_passed(day, self.on) => {
                    (Some(period.passes_on(day)), format!("{name}上次更新{day}，已满{period}。"))
                }
                Some(_) => continue,
            };
            self.find(Indicator::BasicsOld, vec![standing_record(*standing)], since, words);
        }
    }
}
