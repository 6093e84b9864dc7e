//! What handlers take out of a request beside axum's own: a JSON body, the client's language, an id of the path.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use momfood_validate::Locale;
use std::convert::Infallible;

use crate::domain::Id;
use crate::error::{ApiError, ErrorCode};

/// A body that was declared as JSON. It is not read as JSON yet: the form does that, with its own limits.
#[derive(Debug)]
pub struct JsonBody(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for JsonBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(ErrorCode::UnsupportedMediaType.into());
        }
        Bytes::from_request(request, state)
            .await
            .map(Self)
            .map_err(|rejection| {
                let too_large = matches!(&rejection, BytesRejection::FailedToBufferBody(_))
                    && rejection.status() == StatusCode::PAYLOAD_TOO_LARGE;
                ApiError::new(if too_large {
                    ErrorCode::PayloadTooLarge
                } else {
                    ErrorCode::Validation
                })
            })
    }
}

/// A form on a foreign page can send text, but not this type without a preflight: the check is also one against CSRF.
fn is_json(headers: &HeaderMap) -> bool {
    let mut kinds = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(kind), None) = (kinds.next(), kinds.next()) else {
        return false;
    };
    kind.to_str().is_ok_and(|kind| {
        let essence = kind.split(';').next().unwrap_or_default();
        essence.trim().eq_ignore_ascii_case("application/json")
    })
}

/// The language of messages, by `Accept-Language`.
#[derive(Clone, Copy, Debug)]
pub struct Language(pub Locale);

impl<S: Send + Sync> FromRequestParts<S> for Language {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let header = parts.headers.get(header::ACCEPT_LANGUAGE);
        let locale = header.and_then(|value| value.to_str().ok()).map(Locale::negotiate);
        Ok(Self(locale.unwrap_or_default()))
    }
}

/// The ids of a path, each in its one spelling; anything else is a thing that does not exist.
#[derive(Clone, Copy, Debug)]
pub struct Ids<const N: usize>(pub [Id; N]);

impl<S: Send + Sync, const N: usize> FromRequestParts<S> for Ids<N> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let texts = Path::<Vec<String>>::from_request_parts(parts, state)
            .await
            .map_err(|_| ErrorCode::NotFound)?;
        let ids: Option<Vec<Id>> = texts.0.iter().map(|text| Id::parse(text)).collect();
        ids.and_then(|ids| ids.try_into().ok())
            .map(Self)
            .ok_or_else(|| ErrorCode::NotFound.into())
    }
}
