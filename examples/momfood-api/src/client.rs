//! A small HTTP client of the service, as an application would write one: the demo and the end-to-end tests speak through
//! it, so that neither can reach past the public interface.

mod authenticator;

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, Method, StatusCode};
use serde_json::Value;

pub use authenticator::Authenticator;

/// One client: its address, its device and, once signed in, its access token.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    address: Option<IpAddr>,
    agent: String,
    token: Option<String>,
}

impl Client {
    /// A client of the service at `service`.
    #[must_use]
    pub fn new(service: SocketAddr) -> Self {
        Self {
            http: reqwest::Client::new(),
            base: format!("http://{service}"),
            address: None,
            agent: "MomFood/4.2 (iPhone; iOS 26.1)".to_owned(),
            token: None,
        }
    }

    /// The same client seen from `address`, which the service believes if this machine is one of its trusted proxies.
    #[must_use]
    pub fn with_address(mut self, address: IpAddr) -> Self {
        self.address = Some(address);
        self
    }

    /// The same client on this machine itself, behind no proxy.
    #[must_use]
    pub fn at_home(mut self) -> Self {
        self.address = None;
        self
    }

    /// The same client on another device.
    #[must_use]
    pub fn with_agent(mut self, agent: &str) -> Self {
        agent.clone_into(&mut self.agent);
        self
    }

    /// The same client, signed in.
    #[must_use]
    pub fn with_token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// Sends a request with a JSON body.
    ///
    /// # Errors
    /// What the connection did; a refusal of the service is an [`Answer`].
    pub async fn send(&self, method: Method, path: &str, body: &Value) -> Result<Answer, reqwest::Error> {
        let request = self
            .request(method, path)
            .header(http::header::CONTENT_TYPE, "application/json")
            .body(body.to_string());
        Answer::read(request.send().await?).await
    }

    /// `POST` with a JSON body.
    ///
    /// # Errors
    /// What the connection did.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Answer, reqwest::Error> {
        self.send(Method::POST, path, body).await
    }

    /// `PATCH` with a JSON body.
    ///
    /// # Errors
    /// What the connection did.
    pub async fn patch(&self, path: &str, body: &Value) -> Result<Answer, reqwest::Error> {
        self.send(Method::PATCH, path, body).await
    }

    /// `GET`.
    ///
    /// # Errors
    /// What the connection did.
    pub async fn get(&self, path: &str) -> Result<Answer, reqwest::Error> {
        Answer::read(self.request(Method::GET, path).send().await?).await
    }

    /// `DELETE`.
    ///
    /// # Errors
    /// What the connection did.
    pub async fn delete(&self, path: &str) -> Result<Answer, reqwest::Error> {
        Answer::read(self.request(Method::DELETE, path).send().await?).await
    }

    /// A request with this client's headers, to be bent further: hostile bodies, forged tokens.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let mut request = self
            .http
            .request(method, format!("{}{path}", self.base))
            .header(http::header::USER_AGENT, &self.agent)
            .header(http::header::ACCEPT, "application/json");
        if let Some(address) = self.address {
            request = request.header("x-forwarded-for", address.to_string());
        }
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        request
    }
}

/// What the service answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body: JSON, or its text if it is none.
    pub body: Value,
}

impl Answer {
    /// Reads the whole answer.
    ///
    /// # Errors
    /// What the connection did.
    pub async fn read(response: reqwest::Response) -> Result<Self, reqwest::Error> {
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await?;
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Ok(Self { status, headers, body })
    }

    /// A member of `data`, by JSON pointer; null if it is not there.
    #[must_use]
    pub fn data(&self, pointer: &str) -> &Value {
        self.body.pointer(&format!("/data{pointer}")).unwrap_or(&Value::Null)
    }

    /// A text of `data`, by JSON pointer; empty if it is none.
    #[must_use]
    pub fn text(&self, pointer: &str) -> &str {
        self.data(pointer).as_str().unwrap_or_default()
    }

    /// The error's code; empty if there is none.
    #[must_use]
    pub fn code(&self) -> &str {
        self.body
            .pointer("/error/code")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }
}
