//! The methods of the claim `amr`: the closed vocabulary of RFC 8176 §2, as a set of bits, so that a token's methods
//! cost nothing to carry.

use core::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::encoding::parsed;

macro_rules! methods {
    ($($(#[$doc:meta])* $method:ident = $bit:literal, $name:literal;)+) => {
        /// How a user proved who they are (RFC 8176 §2).
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum AuthMethod { $($(#[$doc])* $method,)+ }

        impl AuthMethod {
            /// Every method, in the order of [`AuthMethods::iter`].
            pub const ALL: &'static [Self] = &[$(Self::$method,)+];

            /// The registered name, such as `pwd` or `otp`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$method => $name,)+ }
            }

            /// Stores keep the bits: they never change.
            const fn bit(self) -> u32 {
                match self { $(Self::$method => 1 << $bit,)+ }
            }
        }

        impl FromStr for AuthMethod {
            type Err = UnknownAuthMethod;

            fn from_str(name: &str) -> Result<Self, UnknownAuthMethod> {
                match name { $($name => Ok(Self::$method),)+ _ => Err(UnknownAuthMethod) }
            }
        }
    };
}

methods! {
    /// Face recognition.
    Face = 0, "face";
    /// Fingerprint.
    Fingerprint = 1, "fpt";
    /// Location.
    Location = 2, "geo";
    /// Proof of possession of a hardware-secured key: a security key, a passkey bound to its device.
    HardwareKey = 3, "hwk";
    /// Iris scan.
    Iris = 4, "iris";
    /// Knowledge-based questions.
    Knowledge = 5, "kba";
    /// Confirmation over a second channel.
    SecondChannel = 6, "mca";
    /// Several factors were used; names of the single ones may stand beside it.
    MultiFactor = 7, "mfa";
    /// A one-time code: TOTP, HOTP or a backup code.
    Otp = 8, "otp";
    /// A PIN or pattern that unlocks a key.
    Pin = 9, "pin";
    /// A password.
    Password = 10, "pwd";
    /// Judged by risk.
    Risk = 11, "rba";
    /// Retina scan.
    Retina = 12, "retina";
    /// A smart card.
    SmartCard = 13, "sc";
    /// A code sent by SMS.
    Sms = 14, "sms";
    /// Proof of possession of a software-secured key: a synced passkey.
    SoftwareKey = 15, "swk";
    /// A telephone call.
    Telephone = 16, "tel";
    /// A test that the user is present.
    UserPresence = 17, "user";
    /// Voice biometrics.
    Voice = 18, "vbm";
    /// Windows integrated authentication.
    WindowsIntegrated = 19, "wia";
}

/// A set of [`AuthMethod`]s: in a token, an array of names.
#[derive(Clone, Copy, Default, Eq, Hash, PartialEq)]
pub struct AuthMethods(u32);

impl AuthMethods {
    /// The empty set.
    pub const NONE: Self = Self(0);

    /// This set and `method`.
    #[must_use]
    pub const fn with(self, method: AuthMethod) -> Self {
        Self(self.0 | method.bit())
    }

    /// The methods of either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether `method` is in the set.
    #[must_use]
    pub const fn contains(self, method: AuthMethod) -> bool {
        self.0 & method.bit() != 0
    }

    /// The methods of the set, in a fixed order.
    pub fn iter(self) -> impl Iterator<Item = AuthMethod> {
        AuthMethod::ALL
            .iter()
            .copied()
            .filter(move |method| self.contains(*method))
    }

    /// The set as a number that a store may keep; it means the same in every version.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// The set that a store kept. Bits that this version does not know are left out.
    #[must_use]
    pub fn from_bits(bits: u32) -> Self {
        AuthMethod::ALL
            .iter()
            .copied()
            .filter(|method| bits & method.bit() != 0)
            .collect()
    }
}

impl From<AuthMethod> for AuthMethods {
    fn from(method: AuthMethod) -> Self {
        Self::NONE.with(method)
    }
}

impl FromIterator<AuthMethod> for AuthMethods {
    fn from_iter<I: IntoIterator<Item = AuthMethod>>(methods: I) -> Self {
        methods.into_iter().fold(Self::NONE, Self::with)
    }
}

impl fmt::Debug for AuthMethods {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_set()
            .entries(self.iter().map(AuthMethod::as_str))
            .finish()
    }
}

impl Serialize for AuthMethods {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(AuthMethod::as_str))
    }
}

impl<'de> Deserialize<'de> for AuthMethods {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;

        impl<'de> de::Visitor<'de> for Names {
            type Value = AuthMethods;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an array of authentication methods")
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut names: A) -> Result<AuthMethods, A::Error> {
                let mut methods = AuthMethods::NONE;
                while let Some(method) = names.next_element()? {
                    methods = methods.with(method);
                }
                Ok(methods)
            }
        }

        deserializer.deserialize_seq(Names)
    }
}

impl<'de> Deserialize<'de> for AuthMethod {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer)
    }
}

/// The name is not a method of RFC 8176.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("unknown authentication method")]
pub struct UnknownAuthMethod;

impl UnknownAuthMethod {
    /// The stable code: `auth_method_unknown`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "auth_method_unknown"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_has_a_bit_and_a_name_of_its_own() {
        for &method in AuthMethod::ALL {
            assert_eq!(method.as_str().parse(), Ok(method));
            let alone = AuthMethods::from(method);
            assert_eq!(alone.iter().collect::<Vec<_>>(), [method]);
            assert_eq!(AuthMethods::from_bits(alone.bits()), alone);
        }
        assert_eq!(AuthMethods::from_bits(u32::MAX).iter().count(), AuthMethod::ALL.len());
    }

    #[test]
    fn a_set_reads_the_names_that_it_writes_and_no_others() {
        let set = AuthMethods::from(AuthMethod::Password).with(AuthMethod::Otp);
        let json = serde_json::to_string(&set).unwrap();
        assert_eq!(json, r#"["otp","pwd"]"#);
        assert_eq!(serde_json::from_str::<AuthMethods>(&json).unwrap(), set);
        for hostile in [r#""pwd""#, r#"["PWD"]"#, r#"["root"]"#, "[1]", "7", "null"] {
            assert!(serde_json::from_str::<AuthMethods>(hostile).is_err(), "{hostile}");
        }
    }
}
