//! What somebody who starts the service for the first time needs to know: where it is, who may sign in, what to try.

use std::fmt::Write as _;
use std::io::Write as _;

use crate::seed;
use crate::service::Service;

/// Prints it on standard output, where it can be copied from.
pub fn print(service: &Service) {
    // Whoever closed the pipe does not want to read it.
    let _ = std::io::stdout().write_all(text(service).as_bytes());
}

fn text(service: &Service) -> String {
    let url = format!("http://{}", service.address());
    let mut text = format!("\nMomFood API on {url}\n");
    let made = service.made_keys();
    if !made.is_empty() {
        let _ = writeln!(
            text,
            "  {} made at start: what they seal and sign ends with this process. See --help to configure them.",
            made.join(", ")
        );
    }
    if !service.is_seeded() {
        return text + "\n";
    }
    let _ = writeln!(
        text,
        "\nDemo accounts, all with the password `{}`:",
        seed::CUSTOMER.password
    );
    for account in seed::ACCOUNTS {
        let _ = writeln!(text, "  {:<17} {}", account.role, account.email);
    }
    let _ = writeln!(text, "  Text messages are not sent: read them at {url}/dev/sms");
    let _ = writeln!(
        text,
        r#"
Try:
  curl -s {url}/healthz
  TOKEN=$(curl -s {url}/auth/login -H 'content-type: application/json' \
    -d '{{"email":"{email}","password":"{password}"}}' | sed 's/.*"accessToken":"\([^"]*\)".*/\1/')
  curl -s {url}/orders/{order} -H "authorization: Bearer $TOKEN"

Or the whole tour, attacks included: cargo run -p momfood-api -- demo
"#,
        email = seed::CUSTOMER.email,
        password = seed::CUSTOMER.password,
        order = seed::ORDER,
    );
    text
}
