//! What is done about input that is refused: noted, answered, and held against the address that it came from.

use momfood_audit::{ClientAddr, Event, EventKind, Public};
use momfood_validate::inspect::{Profile, inspect};
use momfood_validate::{Locale, Violations};

use super::App;
use crate::error::{ApiError, ApiResult, ErrorCode};

impl App {
    /// The refusal of a form, which is noted.
    #[must_use]
    pub fn invalid(&self, violations: &Violations, locale: Locale, client: ClientAddr) -> ApiError {
        let event = Event::new(EventKind::InputValidationFail)
            .with_client(client)
            .with_field("violations", violations.len());
        self.events.emit(match violations.iter().next() {
            Some(first) => event.with_field("first", Public(first.code().as_str())),
            None => event,
        });
        ApiError::validation(violations, locale)
    }

    /// Refuses a text that is an attack by all signs, and thinks worse of where it comes from.
    ///
    /// # Errors
    /// [`ErrorCode::MaliciousInput`].
    pub fn inspect(&self, text: &str, profile: Profile, client: ClientAddr) -> ApiResult<()> {
        if self.suspect(text, profile, client) {
            return Err(ErrorCode::MaliciousInput.into());
        }
        Ok(())
    }

    /// Notes such a text and lets it pass: where people write what they like, and nothing interprets it.
    pub fn inspect_prose(&self, text: &str, client: ClientAddr) {
        let _noted = self.suspect(text, Profile::FreeText, client);
    }

    fn suspect(&self, text: &str, profile: Profile, client: ClientAddr) -> bool {
        let verdict = inspect(text, profile);
        let Some(class) = verdict.class().filter(|_| verdict.is_suspicious()) else {
            return false;
        };
        let event = Event::new(EventKind::MaliciousInput)
            .with_client(client)
            .with_field("class", class.as_str())
            .with_field("score", u32::from(verdict.score()));
        self.events.emit(event);
        self.edge.malicious_input(client);
        true
    }
}
