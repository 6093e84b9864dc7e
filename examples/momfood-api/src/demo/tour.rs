//! The tour's guide: says each step, compares the outcome with the expected one, and fetches the events it left behind.

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use http::StatusCode;
use serde_json::{Value, json};

use super::DemoError;
use crate::client::{Answer, Client};
use crate::seed;

/// What a step should come to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Expect {
    /// Success with this status.
    Status(StatusCode),
    /// A refusal with this code.
    Code(&'static str),
}

impl Expect {
    pub(super) const OK: Self = Self::Status(StatusCode::OK);
    pub(super) const CREATED: Self = Self::Status(StatusCode::CREATED);
    pub(super) const DONE: Self = Self::Status(StatusCode::NO_CONTENT);

    fn is_met_by(self, answer: &Answer) -> bool {
        match self {
            Self::Status(status) => answer.status == status,
            Self::Code(code) => answer.code() == code && answer.status.is_client_error(),
        }
    }
}

/// The tour so far.
#[derive(Debug)]
pub(super) struct Tour {
    service: SocketAddr,
    admin: Client,
    seen: u64,
    steps: usize,
    surprises: usize,
    visitors: u8,
}

impl Tour {
    /// Signs the administrator in, whose eyes the tour looks through.
    pub(super) async fn start(service: SocketAddr) -> Result<Self, DemoError> {
        let mut tour = Self {
            service,
            admin: Client::new(service).with_address(address(1)),
            seen: 0,
            steps: 0,
            surprises: 0,
            visitors: 1,
        };
        tour.admin = tour.sign_in(tour.admin.clone(), seed::ADMIN).await?;
        tour.events().await?;
        say(&format!("A tour of the MomFood API at http://{service}\n"));
        Ok(tour)
    }

    /// A client at an address that nobody else has.
    pub(super) fn visitor(&mut self) -> Client {
        self.visitors = self.visitors.saturating_add(1);
        Client::new(self.service).with_address(address(self.visitors))
    }

    /// The administrator.
    pub(super) fn admin(&self) -> Client {
        self.admin.clone()
    }

    /// `client`, signed in with a password alone.
    pub(super) async fn sign_in(&self, client: Client, account: seed::DemoAccount) -> Result<Client, DemoError> {
        let answer = client
            .post(
                "/auth/login",
                &json!({ "email": account.email, "password": account.password }),
            )
            .await?;
        match answer.text("/accessToken") {
            "" => Err(DemoError::Missing("a sign-in")),
            token => Ok(client.clone().with_token(token)),
        }
    }

    /// A heading.
    pub(super) fn chapter(&self, title: &str) {
        say(&format!("\n{title}"));
    }

    /// Reports a step and the events that came of it.
    pub(super) async fn step(&mut self, title: &str, answer: &Answer, expected: Expect) -> Result<(), DemoError> {
        let outcome = match answer.code() {
            "" => answer.status.as_u16().to_string(),
            code => format!("{} {code}", answer.status.as_u16()),
        };
        self.check(title, &outcome, expected.is_met_by(answer)).await
    }

    /// Reports a step whose outcome is more than one answer.
    pub(super) async fn check(&mut self, title: &str, outcome: &str, expected: bool) -> Result<(), DemoError> {
        self.steps += 1;
        let mark = if expected { '✓' } else { '✗' };
        say(&format!("  {mark} {title}: {outcome}"));
        if !expected {
            self.surprises += 1;
            say("      this is not the expected outcome");
        }
        for event in self.events().await? {
            say(&format!("      · {event}"));
        }
        Ok(())
    }

    /// The kinds of the events since the last look, with how often each came.
    async fn events(&mut self) -> Result<Vec<String>, DemoError> {
        let path = format!("/admin/events?after={}&limit=200", self.seen);
        let answer = self.admin.get(&path).await?;
        let events = answer.data("/events").as_array().cloned().unwrap_or_default();
        let mut kinds: Vec<(String, usize)> = Vec::new();
        for event in &events {
            self.seen = self
                .seen
                .max(event.get("sequence").and_then(Value::as_u64).unwrap_or(0));
            let kind = event.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
            // The tour's own looks into the log are events too, and not the step's.
            if kind == "authz_admin" {
                continue;
            }
            match kinds.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, count)) => *count += 1,
                None => kinds.push((kind, 1)),
            }
        }
        Ok(kinds
            .into_iter()
            .map(|(kind, count)| if count == 1 { kind } else { format!("{kind} ×{count}") })
            .collect())
    }

    /// The last line; returns how many outcomes surprised.
    pub(super) fn finish(self) -> usize {
        say(&format!("\n{} steps, {} surprises", self.steps, self.surprises));
        self.surprises
    }
}

/// An address of the range that RFC 5737 sets aside for examples.
fn address(number: u8) -> IpAddr {
    Ipv4Addr::new(203, 0, 113, number).into()
}

/// One line of the tour on standard output; nobody is served by a panic when the reader has gone.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
