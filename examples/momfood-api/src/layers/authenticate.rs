//! Lets a request through with a valid token of a live session, and says who is behind it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};
use momfood_audit::{ClientAddr, Event, EventKind};
use momfood_jwt::AuthenticateError;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{ApiError, ErrorCode};

/// Verifies the bearer token (RFC 6750), charges the request to its account, and puts the [`Caller`] into the request's
/// extensions.
///
/// # Errors
/// [`ErrorCode::Unauthorized`] with `WWW-Authenticate`; [`ErrorCode::RateLimitExceeded`]; [`ErrorCode::Unavailable`] when
/// the session store does not answer.
pub async fn authenticate(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Result<Response, ApiError> {
    let client = *request.extensions().get::<ClientAddr>().ok_or(ErrorCode::Internal)?;
    let Some(token) = bearer(request.headers()) else {
        return Err(refused("Bearer"));
    };
    match app.tokens.authenticate(token).await {
        Ok(verified) => {
            let caller = Caller::new(verified, client, |account, claims| app.principal(account, claims))
                .ok_or_else(|| refused(INVALID))?;
            app.edge.account(client, caller.subject().as_str()).await?;
            request.extensions_mut().insert(caller);
            Ok(next.run(request).await)
        }
        Err(AuthenticateError::Store(error)) => Err(error.into()),
        Err(error) => {
            let event = Event::new(EventKind::AuthnTokenInvalid)
                .with_client(client)
                .with_field("reason", error.code());
            app.events.emit(event);
            Err(refused(INVALID))
        }
    }
}

const INVALID: &str = r#"Bearer error="invalid_token""#;

fn refused(challenge: &'static str) -> ApiError {
    ApiError::new(ErrorCode::Unauthorized).with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
}

/// The token of the one `Authorization: Bearer` header.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return None;
    };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(values: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::AUTHORIZATION, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn one_bearer_header_is_read_and_nothing_else() {
        assert_eq!(bearer(&headers(&["bearer abc"])), Some("abc"));
        for other in [
            &[][..],
            &["abc"],
            &["Basic abc"],
            &["Bearer"],
            &["Bearer a", "Bearer b"],
        ] {
            assert_eq!(bearer(&headers(other)), None, "{other:?}");
        }
    }
}
