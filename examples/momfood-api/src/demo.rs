//! The scripted tour: a service of its own on a free port, visited over HTTP by customers, an owner, a driver, an
//! administrator and a few attackers. Each step prints what was asked, what came of it, and the security events it left.

mod stories;
mod tour;

use std::process::ExitCode;

use momfood_audit::Clock;

use crate::config::{Config, Options};
use crate::service::{Service, StartError};
use tour::Tour;

/// Runs the tour.
///
/// # Errors
/// [`DemoError`] when the service does not start or the connection to it breaks; surprises are in the exit code.
pub async fn run(options: Options) -> Result<ExitCode, DemoError> {
    let service = Service::start(configuration(options), Clock::system()).await?;
    let address = service.address();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(service.run(async {
        let _ = stopped.await;
    }));

    let mut tour = Tour::start(address).await?;
    stories::all(&mut tour).await?;
    let surprises = tour.finish();

    let _ = stop.send(());
    let _ = serving.await;
    Ok(if surprises == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// A free port, the demo's data, and this machine as a trusted proxy: so that each visitor can have an address.
fn configuration(options: Options) -> Config {
    let options = Options {
        trusted_proxies: vec!["127.0.0.0/8".to_owned()],
        no_demo_data: false,
        refuse_automation: true,
        requests_per_minute: None,
        flood_per_second: None,
        flood_per_minute: None,
        ..options
    };
    Config {
        listen: ([127, 0, 0, 1], 0).into(),
        log: options.log.clone().unwrap_or_else(|| "warn".to_owned()),
        options,
    }
}

/// Why the tour could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DemoError {
    /// The service did not start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The connection broke.
    #[error("the connection to the service broke")]
    Connection(#[from] reqwest::Error),
    /// An answer that the rest of the tour builds on is missing.
    #[error("the tour cannot go on without {0}")]
    Missing(&'static str),
}
