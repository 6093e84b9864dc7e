//! The service's life: bind, fill, serve, and stop in order without losing an event.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use momfood_audit::{Actor, Clock, Event, EventKind};
use tokio::net::TcpListener;

use crate::app::{App, WiringError};
use crate::config::Config;
use crate::keys::{Keys, KeysError};
use crate::router;
use crate::seed::{self, SeedError};
use crate::server;

/// A service that is bound to its address and not yet serving.
#[derive(Debug)]
pub struct Service {
    app: Arc<App>,
    listener: TcpListener,
    address: SocketAddr,
    made_keys: Vec<&'static str>,
}

impl Service {
    /// Wires the service, binds its address and fills in the demo's data.
    ///
    /// # Errors
    /// [`StartError`]; nothing is left behind.
    ///
    /// # Security
    /// The demo's accounts have passwords that everybody knows, so they are only made where nobody else can reach them.
    pub async fn start(config: Config, clock: Clock) -> Result<Self, StartError> {
        let keys = Keys::load_or_make(&config.options)?;
        let made_keys = keys.made.clone();
        for key in &made_keys {
            tracing::warn!("no {key} configured: made one for this process");
        }
        let listener = TcpListener::bind(config.listen)
            .await
            .map_err(|source| StartError::Bind {
                address: config.listen,
                source,
            })?;
        let address = listener.local_addr().map_err(|source| StartError::Bind {
            address: config.listen,
            source,
        })?;
        let seeded = !config.options.no_demo_data;
        if seeded && !address.ip().is_loopback() {
            return Err(StartError::DemoDataInPublic(address));
        }
        let app = Arc::new(App::wire(&config.options, keys, clock)?);
        if seeded {
            seed::fill(&app).await?;
        }
        app.events
            .emit(Event::new(EventKind::SystemStartup).with_actor(Actor::System));
        Ok(Self {
            app,
            listener,
            address,
            made_keys,
        })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The keys that were made at start.
    #[must_use]
    pub fn made_keys(&self) -> &[&'static str] {
        &self.made_keys
    }

    /// Whether it holds the demo's data.
    #[must_use]
    pub fn is_seeded(&self) -> bool {
        self.app.seeded
    }

    /// Serves until `stop`; then answers what has begun and stores the events that wait, both within a bounded time.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let app = Arc::clone(&self.app);
        let proxies = app.edge.proxies.trusted().to_vec();
        let shared = |peer: SocketAddr| proxies.iter().any(|network| network.contains(peer.ip()));
        let upkeep = tokio::spawn(upkeep(Arc::clone(&app)));
        server::serve(self.listener, router::build(self.app), shared, stop).await;
        upkeep.abort();
        app.events
            .emit(Event::new(EventKind::SystemShutdown).with_actor(Actor::System));
        let report = app.recorder.shutdown(SHUTDOWN).await;
        if report.lost() > 0 {
            tracing::error!(lost = report.lost(), "events were lost");
        }
    }
}

/// Folds what was measured since the last time into the histograms, which otherwise keep every measurement.
async fn upkeep(app: Arc<App>) {
    let mut tick = tokio::time::interval(UPKEEP);
    loop {
        tick.tick().await;
        app.metrics.run_upkeep();
    }
}

/// Why the service did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The log filter cannot be read.
    #[error("the log filter is not understood")]
    LogFilter,
    /// A configured key is refused.
    #[error("a key is refused")]
    Keys(#[from] KeysError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the operating system said.
        source: io::Error,
    },
    /// The demo's passwords are public.
    #[error("the demo's accounts have public passwords, and {0} is not on this machine alone: pass --no-demo-data")]
    DemoDataInPublic(SocketAddr),
    /// A part does not fit.
    #[error("the service cannot be wired")]
    Wiring(#[from] WiringError),
    /// The demo's data.
    #[error(transparent)]
    Seed(#[from] SeedError),
}

/// How long the event log may take to store what waits.
const SHUTDOWN: Duration = Duration::from_secs(5);
const UPKEEP: Duration = Duration::from_secs(5);
