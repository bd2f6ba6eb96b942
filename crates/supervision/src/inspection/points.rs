//! Points of a score sheet (分值).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Points (分). **Unit**: hundredths of a point.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Points(pub i32);

/// A text is no number of points.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no number of points with at most two decimals: {0}")]
pub struct NoPoints(pub String);

impl Points {
    /// So many whole points.
    pub const fn whole(points: i16) -> Points {
        Points(points as i32 * 100)
    }

    /// The sum.
    #[must_use]
    pub const fn plus(self, other: Points) -> Points {
        Points(self.0.saturating_add(other.0))
    }

    /// The difference.
    #[must_use]
    pub const fn minus(self, other: Points) -> Points {
        Points(self.0.saturating_sub(other.0))
    }

    /// `of` hundredths scaled to a full mark of `to`, rounded half up to a hundredth.
    #[must_use]
    pub fn scaled(self, of: Points, to: Points) -> Points {
        let (value, of, to) = (i64::from(self.0), i64::from(of.0.max(1)), i64::from(to.0));
        Points(i32::try_from((value * to * 2 + of) / (of * 2)).unwrap_or(i32::MAX))
    }
}

impl std::iter::Sum for Points {
    fn sum<I: Iterator<Item = Points>>(points: I) -> Points {
        points.fold(Points(0), Points::plus)
    }
}

impl fmt::Display for Points {
    /// Without needless zeros: `5`, `0.1`, `99.87`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        match part {
            0 => write!(f, "{sign}{whole}"),
            part if part % 10 == 0 => write!(f, "{sign}{whole}.{}", part / 10),
            part => write!(f, "{sign}{whole}.{part:02}"),
        }
    }
}

impl FromStr for Points {
    type Err = NoPoints;

    fn from_str(text: &str) -> Result<Points, NoPoints> {
        let no_points = || NoPoints(text.to_owned());
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let is_plain = |digits: &str, most| {
            (1..=most).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit())
        };
        if !is_plain(whole, 6) || !is_plain(part, 2) {
            return Err(no_points());
        }
        let whole: i32 = whole.parse().map_err(|_| no_points())?;
        let hundredths: i32 = format!("{part:0<2}").parse().map_err(|_| no_points())?;
        Ok(Points(whole * 100 + hundredths))
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'a> Deserialize<'a> for Points {
    fn deserialize<D: Deserializer<'a>>(from: D) -> Result<Points, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_read_and_written_with_two_decimals_at_most() {
        for text in ["5", "0.1", "99.87", "100", "0.05"] {
            assert_eq!(text.parse::<Points>().unwrap().to_string(), text);
        }
        for text in ["", "-1", "1.234", "1.", ".5", "五", "1 "] {
            assert_eq!(text.parse::<Points>(), Err(NoPoints(text.to_owned())));
        }
        assert_eq!(Points(-150).to_string(), "-1.5");
    }

    #[test]
    fn seventy_five_points_are_scaled_to_a_hundred() {
        let scaled =
            |text: &str| text.parse::<Points>().unwrap().scaled(Points::whole(75), Points::whole(100));
        assert_eq!(scaled("75"), Points::whole(100));
        assert_eq!(scaled("74.9").to_string(), "99.87");
        assert_eq!(scaled("45"), Points::whole(60));
    }
}
