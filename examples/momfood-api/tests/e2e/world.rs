//! A service of its own for one test, on a clock that the test moves, and clients at addresses that nobody else has.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};

use momfood_api::client::{Answer, Client};
use momfood_api::config::{Config, Options};
use momfood_api::seed::DemoAccount;
use momfood_api::service::Service;
use momfood_audit::{Clock, ManualHand, Timestamp};
use serde_json::{Value, json};
use tokio::sync::oneshot;

/// A running service.
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) hand: ManualHand,
    pub(crate) address: SocketAddr,
    visitors: AtomicU32,
    stop: oneshot::Sender<()>,
    served: tokio::task::JoinHandle<()>,
}

impl World {
    /// Starts a service with the demo's data; it stops when the world is dropped.
    pub(crate) async fn start() -> Self {
        Self::with_options(Options::default()).await
    }

    pub(crate) async fn with_options(options: Options) -> Self {
        let (clock, hand) = Clock::manual(Timestamp::from_secs(1_800_000_000));
        let config = Config {
            listen: "127.0.0.1:0".parse().unwrap(),
            log: "off".into(),
            options: Options {
                trusted_proxies: vec!["127.0.0.0/8".into()],
                ..options
            },
        };
        let service = Service::start(config, clock.clone()).await.unwrap();
        let address = service.address();
        let (stop, stopped) = oneshot::channel::<()>();
        let served = tokio::spawn(service.run(async {
            let _ = stopped.await;
        }));
        Self {
            clock,
            hand,
            address,
            visitors: AtomicU32::new(1),
            stop,
            served,
        }
    }

    /// Asks the service to stop, and waits until it has.
    pub(crate) async fn stop(self) {
        let _ = self.stop.send(());
        self.served.await.unwrap();
    }

    /// A client at an address of its own.
    pub(crate) fn visitor(&self) -> Client {
        Client::new(self.address).with_address(self.fresh_address())
    }

    /// An address that nobody else has, for a client that must not meet the limits of an address.
    pub(crate) fn fresh_address(&self) -> IpAddr {
        let number = self.visitors.fetch_add(1, Ordering::Relaxed);
        Ipv4Addr::from(0x0a00_0000 + number * 7).into()
    }

    /// What a login answers.
    pub(crate) async fn login(&self, account: DemoAccount) -> Answer {
        let body = json!({ "email": account.email, "password": account.password });
        self.visitor().post("/auth/login", &body).await.unwrap()
    }

    /// A client that is signed in.
    pub(crate) async fn signed_in(&self, account: DemoAccount) -> Client {
        let answer = self.login(account).await;
        assert_eq!(answer.text("/status"), "signed_in", "{answer:?}");
        self.visitor().with_token(answer.text("/accessToken"))
    }

    /// The kinds of the events so far that have to do with `filter`, oldest first.
    pub(crate) async fn events(&self, filter: &str) -> Vec<String> {
        let admin = self.signed_in(momfood_api::seed::ADMIN).await;
        let answer = admin.get(&format!("/admin/events?limit=200&{filter}")).await.unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
        let events = answer.data("/events").as_array().unwrap().clone();
        events
            .iter()
            .map(|event| event["kind"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// Asserts a refusal.
#[track_caller]
pub(crate) fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{answer:?}");
    assert_eq!(answer.body["success"], Value::Bool(false), "{answer:?}");
    assert!(answer.body["error"]["message"].is_string(), "{answer:?}");
}

/// Asserts a success.
#[track_caller]
pub(crate) fn accepted(answer: &Answer, status: u16) {
    assert_eq!(answer.status.as_u16(), status, "{answer:?}");
}
