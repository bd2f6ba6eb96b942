//! How domain values are written in events: by their stable identifiers.

macro_rules! by_key {
    ($module:ident, $type:ty, $write:expr, $read:expr) => {
        pub(crate) mod $module {
            use serde::{Deserialize, Deserializer, Serializer, de::Error};

            #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for this signature")]
            pub(crate) fn serialize<S: Serializer>(value: &$type, serializer: S) -> Result<S::Ok, S::Error> {
                let write: fn(&$type) -> String = $write;
                serializer.serialize_str(&write(value))
            }

            pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<$type, D::Error> {
                let read: fn(&str) -> Option<$type> = $read;
                let key = String::deserialize(deserializer)?;
                read(&key).ok_or_else(|| D::Error::custom(format!("unknown code {key}")))
            }
        }
    };
}

by_key!(
    ledger_kind,
    crate::tally::LedgerKind,
    |kind| kind.key().to_owned(),
    crate::tally::LedgerKind::from_key
);
by_key!(section, crate::draft::Section, |section| section.key().to_owned(), crate::draft::Section::from_key);
by_key!(cell, crate::cell::CellId, ToString::to_string, crate::cell::CellId::parse);
by_key!(decimal, rust_decimal::Decimal, |value| value.normalize().to_string(), |text| text.parse().ok());

pub(crate) mod optional_decimal {
    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    #[allow(clippy::ref_option, reason = "serde asks for this signature")]
    pub(crate) fn serialize<S: Serializer>(
        value: &Option<Decimal>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.map(|value| value.normalize().to_string()).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Decimal>, D::Error> {
        let text: Option<String> = Option::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
    }
}
