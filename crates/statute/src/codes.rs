//! Plain codes of events, rows and forms: every list is closed, every code keeps its meaning for ever.

/// Declares a closed list of codes: an enum with a stable key and a Chinese label per entry, serialised by its key.
///
/// The crate that uses it depends on `serde`.
#[macro_export]
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$entry_doc:meta])* $entry:ident = $key:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize,
        )]
        pub enum $name { $(
            #[doc = $label]
            $(#[$entry_doc])*
            #[serde(rename = $key)]
            $entry,
        )+ }

        impl $name {
            /// The whole list, in the order in which it is shown.
            pub const ALL: &'static [$name] = &[$($name::$entry,)+];

            /// The stable identifier in events, rows and forms.
            pub const fn key(self) -> &'static str {
                match self { $($name::$entry => $key,)+ }
            }

            /// The words a reader sees.
            pub const fn label(self) -> &'static str {
                match self { $($name::$entry => $label,)+ }
            }

            /// The entry with this identifier.
            pub fn from_key(key: &str) -> Option<$name> {
                Self::ALL.iter().copied().find(|entry| entry.key() == key)
            }
        }
    };
}

/// Makes a module for `#[serde(with = "…")]` that writes a type of another crate by its `key()`.
#[macro_export]
macro_rules! by_key {
    ($module:ident, $code:ty) => {
        pub(crate) mod $module {
            use ::serde::{Deserialize, Deserializer, Serializer, de::Error};

            #[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
            pub(crate) fn serialize<S: Serializer>(code: &$code, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(code.key())
            }

            pub(crate) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<$code, D::Error> {
                let key = String::deserialize(from)?;
                <$code>::from_key(&key).ok_or_else(|| D::Error::custom(format!("no such code: {key}")))
            }
        }
    };
}

#[cfg(test)]
#[expect(unreachable_pub, reason = "the macro declares what its users export")]
mod tests {
    codes! {
        /// A list.
        Fruit {
            Apple = "apple", "苹果";
            Pear = "pear", "梨";
        }
    }

    #[test]
    fn every_key_leads_back_to_its_entry() {
        assert_eq!(Fruit::ALL.len(), 2);
        for fruit in Fruit::ALL {
            assert_eq!(Fruit::from_key(fruit.key()), Some(*fruit));
        }
        assert_eq!(Fruit::Pear.label(), "梨");
        assert_eq!(Fruit::from_key("plum"), None);
    }
}
