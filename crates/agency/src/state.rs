//! An agency as the sum of its events.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::{AgencyEvent, Channel, Column, Ending, Founded, Naming, Profile, Refusal, Section, Settings};

/// Whether an agency acts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Standing {
    /// Nothing was ever recorded.
    #[default]
    Unfounded,
    /// It acts.
    Active(Founded),
    /// It was merged or split; its records stay and its successors answer for them.
    Ended {
        /// What it was.
        was: Founded,
        /// When it ended, and who goes on.
        ending: Ending,
    },
}

/// An agency (行政机关).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agency {
    /// Whether it acts; holds what it is.
    pub standing: Standing,
    /// Its names after the first, in order.
    pub namings: Vec<Naming>,
    /// What the guide says of its disclosure unit.
    pub profile: Profile,
    /// Open sections by slug.
    pub sections: BTreeMap<String, Section>,
    /// Open columns by slug.
    pub columns: BTreeMap<String, Column>,
    /// Channels that were ever opened or closed: open?, note.
    pub channels: BTreeMap<Channel, (bool, String)>,
    /// Its switches.
    pub settings: Settings,
    /// Its list of words for the screening.
    pub words: String,
}

impl Agency {
    /// What it is, while it acts.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when it was never founded or has ended.
    pub fn active(&self) -> Result<&Founded, Refusal> {
        match &self.standing {
            Standing::Active(founded) => Ok(founded),
            Standing::Unfounded => {
                Err(Refusal::new("agency_exists", "没有这个机关，请先由系统管理员登记机关。"))
            }
            Standing::Ended { ending, .. } => Err(Refusal::new(
                "agency_active",
                format!(
                    "该机关已于{}撤并，请到承接机关（{}）办理。",
                    ending.on,
                    ending.successors.join("、")
                ),
            )),
        }
    }

    /// Standard name on `day`: a document keeps the name its maker had.
    pub fn name_on(&self, day: Date) -> &str {
        let first = match &self.standing {
            Standing::Unfounded => "",
            Standing::Active(founded) | Standing::Ended { was: founded, .. } => founded.name.as_str(),
        };
        self.namings.iter().rfind(|naming| naming.on <= day).map_or(first, |naming| naming.name.as_str())
    }

    /// Is this way in open? The two basic ones always are.
    pub fn is_open(&self, channel: Channel) -> bool {
        channel.is_basic() || self.channels.get(&channel).is_some_and(|(open, _)| *open)
    }

    /// Editorial levels an item of this column passes.
    pub fn review_levels(&self, column: &str) -> u8 {
        self.columns
            .get(column)
            .and_then(|column| column.review_levels)
            .unwrap_or(self.settings.review_levels)
    }

    /// Takes one event into the state.
    pub fn apply(&mut self, event: &AgencyEvent) {
        match event {
            AgencyEvent::Founded(founded) => self.standing = Standing::Active(founded.clone()),
            AgencyEvent::ProfileSet(profile) => self.profile = profile.clone(),
            AgencyEvent::Moved { parent } => {
                if let Standing::Active(founded) = &mut self.standing {
                    founded.parent.clone_from(parent);
                }
            }
            AgencyEvent::SectionAdded(section) | AgencyEvent::SectionRenamed(section) => {
                self.sections.insert(section.slug.clone(), section.clone());
            }
            AgencyEvent::SectionClosed { slug } => {
                self.sections.remove(slug);
            }
            AgencyEvent::ColumnSet(column) => {
                self.columns.insert(column.slug.clone(), column.clone());
            }
            AgencyEvent::ColumnClosed { slug } => {
                self.columns.remove(slug);
            }
            AgencyEvent::ChannelOpened { channel, note } => {
                self.channels.insert(*channel, (true, note.clone()));
            }
            AgencyEvent::ChannelClosed { channel, note } => {
                self.channels.insert(*channel, (false, note.clone()));
            }
            AgencyEvent::SettingsSet(settings) => self.settings = settings.clone(),
            // No rule of the agency asks for it again.
            AgencyEvent::EstablishmentSet { .. } => {}
            AgencyEvent::WordsSet { words, .. } => self.words.clone_from(words),
            AgencyEvent::DutiesHandedOver(list) => {
                if self.profile.officer.as_ref() == Some(&list.from) {
                    self.profile.officer = Some(list.to.clone());
                }
                if self.profile.deputy.as_ref() == Some(&list.from) {
                    self.profile.deputy = Some(list.to.clone());
                }
            }
            AgencyEvent::Renamed(naming) => self.namings.push(naming.clone()),
            AgencyEvent::Merged(ending) | AgencyEvent::Split(ending) => {
                if let Standing::Active(founded) = &self.standing {
                    self.standing = Standing::Ended { was: founded.clone(), ending: ending.clone() };
                }
            }
        }
    }
}
