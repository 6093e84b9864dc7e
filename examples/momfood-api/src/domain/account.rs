//! A person with an account. What is personal and rarely needed is sealed; what proves identity is hashed.

use momfood_crypto::{Context, FieldContext, PasswordHash, Sealed};
use momfood_validate::{Email, PersonName, SaudiPhone};
use serde::Serialize;

use super::Id;

/// The sealed national id or iqama number of an account.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a name without values")]
pub enum NationalIdField {}

impl FieldContext for NationalIdField {
    const CONTEXT: Context = Context::new("accounts.national_id");
}

/// The sealed IBAN of an account.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a name without values")]
pub enum BankAccountField {}

impl FieldContext for BankAccountField {
    const CONTEXT: Context = Context::new("accounts.bank_account");
}

/// An account as it is stored.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its id.
    pub id: Id,
    /// The address as the person wrote it.
    pub email: Email,
    /// First name.
    pub first_name: PersonName,
    /// Last name.
    pub last_name: PersonName,
    /// Mobile number, if given; not proven by having been typed.
    pub phone: Option<SaudiPhone>,
    /// The password's hash.
    pub password: PasswordHash,
    /// Sealed; opens only for this account.
    pub national_id: Option<Sealed<NationalIdField>>,
    /// Sealed; opens only for this account.
    pub bank_account: Option<Sealed<BankAccountField>>,
    /// Whether an administrator closed it.
    pub disabled: bool,
}

/// What an account's owner sees of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    id: Id,
    email: String,
    first_name: String,
    last_name: String,
    phone: Option<String>,
    /// Masked: the last four digits.
    national_id: Option<String>,
    /// Masked: the last four characters.
    bank_account: Option<String>,
}

impl Profile {
    /// The view of `account`, with its opened sealed fields if it has them; only their tails are kept.
    #[must_use]
    pub fn new(account: &Account, national_id: Option<&str>, bank_account: Option<&str>) -> Self {
        Self {
            id: account.id,
            email: account.email.as_str().to_owned(),
            first_name: account.first_name.as_str().to_owned(),
            last_name: account.last_name.as_str().to_owned(),
            phone: account.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            national_id: national_id.map(masked),
            bank_account: bank_account.map(masked),
        }
    }
}

fn masked(value: &str) -> String {
    let length = value.chars().count();
    let shown = if length > 8 { 4 } else { 0 };
    value
        .chars()
        .enumerate()
        .map(|(position, character)| if position + shown < length { '•' } else { character })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_masked_value_shows_its_tail_and_a_short_one_nothing() {
        assert_eq!(masked("1012345678"), "••••••5678");
        assert_eq!(masked("12345678"), "••••••••");
    }
}
