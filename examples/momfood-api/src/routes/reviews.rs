//! Reviews: of one's own delivered orders, once.

use std::sync::Arc;

use axum::extract::State;
use momfood_rbac::NoAttributes;
use momfood_validate::inspect::Profile;

use crate::access::ReviewRow;
use crate::answer;
use crate::app::App;
use crate::caller::Caller;
use crate::domain::{Id, Review};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::extract::{JsonBody, Language};
use crate::forms::NewReview;
use crate::store::ReviewError;

/// `POST /reviews`.
///
/// # Errors
/// As the permission, the form and the inspection of the comment say; [`ErrorCode::Conflict`] for a second one.
pub async fn create(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(locale): Language,
    JsonBody(body): JsonBody,
) -> ApiResult {
    let form = NewReview::parse(&body).map_err(|violations| app.invalid(&violations, locale, caller.client))?;
    let order = app.orders.find(form.order_id);
    let (who, action, from) = (&caller.principal, app.actions.create_review, Some(caller.client));
    let proof = match &order {
        Some(order) => app.guard.require(who, action, &ReviewRow(order), from)?,
        None => app.guard.require(who, action, &NoAttributes, from)?,
    };
    let order = order.ok_or(ErrorCode::NotFound)?;
    if let Some(comment) = &form.comment {
        app.inspect(comment.as_str(), Profile::RichText, caller.client)?;
    }
    let review = Review {
        id: Id::random().map_err(|_| ErrorCode::Unavailable)?,
        order_id: order.id,
        author_id: caller.account,
        rating: form.rating,
        comment: form.comment.map(momfood_validate::Text::into_string),
        written_at: app.clock.now(),
    };
    let view = review.view();
    app.reviews.insert(proof, review).map_err(|error| match error {
        ReviewError::Exists => ApiError::new(ErrorCode::Conflict),
        ReviewError::Full(_) => ApiError::new(ErrorCode::Unavailable),
    })?;
    Ok(answer::created(view))
}
