//! Loading the register in bulk (企业库导入): a table read once, of which the journal keeps what was read.

use serde::{Deserialize, Serialize};

use crate::profile::Profile;

/// An event of stream `enterprises/register`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum LoadEvent {
    /// A file was loaded to its end.
    #[serde(rename = "enterprises.loaded.v1")]
    Loaded(Loaded),
}

/// A load.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loaded {
    /// Its number, which the changed rows carry.
    pub number: i64,
    /// The file's name.
    pub file: String,
    /// Its SHA-256, hexadecimal.
    pub sha256: String,
    /// The application year by which plain heads were read.
    pub year: i16,
    /// Rows read.
    pub rows: u64,
    /// Enterprises that are new or changed.
    pub changed: u64,
    /// Rows left out.
    pub bad: u64,
}

impl Profile {
    /// Takes in what is newer. What the newer one does not know stays as it was.
    pub fn update(&mut self, newer: Profile) {
        let Profile { credit_code: _, name, region, industry, founded, figures, qualifications, flags } =
            newer;
        self.name = name.or(self.name.take());
        self.region = region.or(self.region.take());
        self.industry = industry.or(self.industry.take());
        self.founded = founded.or(self.founded);
        self.qualifications = qualifications.or(self.qualifications.take());
        self.flags = flags.or(self.flags.take());
        self.figures.extend(figures);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::Attribute;
    use crate::number::Number;

    #[test]
    fn what_is_not_known_anew_stays() {
        let staff = |year, count| ((Attribute::Staff, year), Number::whole(count).unwrap());
        let mut known = Profile {
            credit_code: "A".to_owned(),
            name: Some("甲".to_owned()),
            region: Some("330482".to_owned()),
            figures: [staff(2023, 10), staff(2024, 11)].into(),
            flags: Some(["listed".to_owned()].into()),
            ..Profile::default()
        };
        known.update(Profile {
            credit_code: "A".to_owned(),
            name: Some("甲一".to_owned()),
            figures: [staff(2024, 12)].into(),
            flags: Some([].into()),
            ..Profile::default()
        });
        assert_eq!(known.name.as_deref(), Some("甲一"));
        assert_eq!(known.region.as_deref(), Some("330482"));
        assert_eq!(known.figures, [staff(2023, 10), staff(2024, 12)].into());
        assert_eq!(known.flags, Some([].into()), "known to be empty now");
    }
}
