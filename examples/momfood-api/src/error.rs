//! What a client is told when it is refused: a stable code, a status and a sentence, in the plan's shape
//! `{success: false, error: {code, message, details}}`.
//!
//! One table, so that a code cannot have two statuses. No variant holds what the client sent.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use momfood_audit::StoreError;
use momfood_validate::{Locale, Violations};
use serde_json::{Value, json};

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident = $name:literal, $status:ident, $message:literal;)+) => {
        /// The stable code of a refusal.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        #[non_exhaustive]
        pub enum ErrorCode { $($(#[$doc])* $code,)+ }

        impl ErrorCode {
            /// The code as clients match on it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$code => $name,)+ }
            }

            /// The status it comes with.
            #[must_use]
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$code => StatusCode::$status,)+ }
            }

            const fn message(self) -> &'static str {
                match self { $(Self::$code => $message,)+ }
            }
        }
    };
}

codes! {
    /// The body or a parameter does not have the form that the route asks for; `details` lists each fault.
    Validation = "VALIDATION_ERROR", BAD_REQUEST, "Request validation failed";
    /// The text of a field is an attack by all signs.
    MaliciousInput = "MALICIOUS_INPUT", BAD_REQUEST, "The input looks like an attack and was refused";
    /// The headers make no sense (the plan's code).
    InvalidRequest = "INVALID_REQUEST", BAD_REQUEST, "Invalid request headers";
    /// No token, or none that is valid now.
    Unauthorized = "UNAUTHORIZED", UNAUTHORIZED, "Authentication required";
    /// Wrong e-mail address or password; which one is not said.
    InvalidCredentials = "INVALID_CREDENTIALS", UNAUTHORIZED, "Wrong e-mail address or password";
    /// The login challenge is unknown, used up or too old.
    InvalidChallenge = "INVALID_CHALLENGE", UNAUTHORIZED, "Sign in again";
    /// A code of a second factor was refused.
    InvalidCode = "INVALID_CODE", UNAUTHORIZED, "The code was refused";
    /// A refresh token was refused.
    InvalidRefreshToken = "INVALID_REFRESH_TOKEN", UNAUTHORIZED, "Sign in again";
    /// The permission was refused.
    Forbidden = "FORBIDDEN", FORBIDDEN, "Insufficient permissions";
    /// The session is too old or too weak for this; sign in again with a second factor.
    StepUpRequired = "STEP_UP_REQUIRED", FORBIDDEN, "Sign in again to do this";
    /// A program that does not want to be known as one (the plan's code).
    BotDetected = "BOT_DETECTED", FORBIDDEN, "Automated requests not allowed";
    /// The address is blocked for a time.
    AddressBlocked = "ADDRESS_BLOCKED", FORBIDDEN, "This address is blocked for a time";
    /// No such thing, or none that the caller may know of.
    NotFound = "NOT_FOUND", NOT_FOUND, "Not found";
    /// The path exists, but not with this method.
    MethodNotAllowed = "METHOD_NOT_ALLOWED", METHOD_NOT_ALLOWED, "Method not allowed";
    /// The request took too long.
    Timeout = "TIMEOUT", REQUEST_TIMEOUT, "The request took too long";
    /// The thing exists already, or is not in a state for this.
    Conflict = "CONFLICT", CONFLICT, "The state of the resource does not allow this";
    /// The body is larger than the route takes.
    PayloadTooLarge = "PAYLOAD_TOO_LARGE", PAYLOAD_TOO_LARGE, "The body is too large";
    /// The body is not declared as JSON.
    UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE", UNSUPPORTED_MEDIA_TYPE, "The body must be application/json";
    /// Too many wrong codes: the second factor is locked for a time.
    Locked = "LOCKED", LOCKED, "Too many attempts, try again later";
    /// A quota is used up (the plan's code).
    RateLimitExceeded = "RATE_LIMIT_EXCEEDED", TOO_MANY_REQUESTS, "Too many requests, please try again later";
    /// The pattern of requests is a flood (the plan's code).
    DdosProtection = "DDOS_PROTECTION", TOO_MANY_REQUESTS, "Request blocked by DDoS protection";
    /// Something here broke.
    Internal = "INTERNAL_ERROR", INTERNAL_SERVER_ERROR, "Something went wrong";
    /// A store or a pool cannot serve the request now.
    Unavailable = "UNAVAILABLE", SERVICE_UNAVAILABLE, "Try again in a moment";
}

/// A refusal on its way to the client.
#[derive(Debug)]
pub struct ApiError {
    code: ErrorCode,
    /// Behind a box, so that the results which may carry it stay small.
    extras: Option<Box<Extras>>,
}

#[derive(Debug, Default)]
struct Extras {
    details: Option<Value>,
    headers: HeaderMap,
}

impl ApiError {
    /// The refusal with this code and nothing more.
    #[must_use]
    pub const fn new(code: ErrorCode) -> Self {
        Self { code, extras: None }
    }

    /// Everything that is wrong with a form, each fault with its place, its code and a sentence in `locale`.
    #[must_use]
    pub fn validation(violations: &Violations, locale: Locale) -> Self {
        let details = serde_json::to_value(violations.details(locale)).unwrap_or_default();
        Self::new(ErrorCode::Validation).with_details(details)
    }

    /// Adds details, which must not repeat what the client sent.
    #[must_use]
    pub fn with_details(mut self, details: Value) -> Self {
        self.extras.get_or_insert_default().details = Some(details);
        self
    }

    /// Adds a header to the answer.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.extras.get_or_insert_default().headers.insert(name, value);
        self
    }

    /// Adds `Retry-After` in whole seconds, rounded up, at least 1.
    #[must_use]
    pub fn with_retry_after(self, wait: std::time::Duration) -> Self {
        let seconds = wait.as_millis().div_ceil(1_000).max(1);
        match HeaderValue::from_str(&seconds.to_string()) {
            Ok(value) => self.with_header(http::header::RETRY_AFTER, value),
            Err(_) => self,
        }
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        self.code
    }
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}

/// A store that does not answer refuses the request: this service fails closed.
impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        tracing::error!(code = error.code(), error = %error, "store failed");
        Self::new(ErrorCode::Unavailable).with_retry_after(std::time::Duration::from_secs(1))
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut error = json!({ "code": self.code.as_str(), "message": self.code.message() });
        let Extras { details, headers } = self.extras.map(|extras| *extras).unwrap_or_default();
        if let (Some(details), Some(object)) = (details, error.as_object_mut()) {
            object.insert("details".into(), details);
        }
        let body = Json(json!({ "success": false, "error": error }));
        (self.code.status(), headers, body).into_response()
    }
}

/// What every handler returns.
pub type ApiResult<T = Response> = Result<T, ApiError>;
