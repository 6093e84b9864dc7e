//! What a customer says of a delivered order.

use momfood_audit::Timestamp;
use momfood_validate::{SafeHtml, escape_html};
use serde::Serialize;

use super::Id;

/// A review.
#[derive(Clone, Debug)]
pub struct Review {
    /// Its id.
    pub id: Id,
    /// The order that it is about.
    pub order_id: Id,
    /// Who wrote it.
    pub author_id: Id,
    /// One to five.
    pub rating: u8,
    /// As it was written.
    pub comment: Option<String>,
    /// When.
    pub written_at: Timestamp,
}

impl Review {
    /// The review with its comment made safe for a page: here, at output, and not where it is stored (ASVS 5.0 1.1.2).
    #[must_use]
    pub fn view(&self) -> impl Serialize + use<> {
        ReviewView {
            id: self.id,
            order_id: self.order_id,
            rating: self.rating,
            comment_html: self.comment.as_deref().map(|comment| {
                SafeHtml::sanitize(comment)
                    .map_or_else(|_| escape_html(comment).into_owned(), |safe| safe.as_str().to_owned())
            }),
            written_at: self.written_at.to_string(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReviewView {
    id: Id,
    order_id: Id,
    rating: u8,
    comment_html: Option<String>,
    written_at: String,
}
