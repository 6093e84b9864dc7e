//! The body of a review.

use momfood_validate::{Code, Text, Uuid, Violations};

use super::open;
use crate::domain::Id;

/// `POST /reviews`.
#[derive(Debug)]
pub struct NewReview {
    /// `orderId`.
    pub order_id: Id,
    /// `rating`: one to five.
    pub rating: u8,
    /// `comment`: up to 1,000 characters.
    pub comment: Option<Text<0, 1_000>>,
}

impl NewReview {
    /// Parses the body.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(body: &[u8]) -> Result<Self, Violations> {
        let mut body = open(body)?;
        let order_id = body.required("orderId", Uuid::parse).map(Id::from);
        let rating = body.required("rating", rating);
        let comment = body.optional("comment", Text::parse);
        let (order_id, rating, comment) = body.finish((order_id, rating, comment))?;
        Ok(Self {
            order_id,
            rating,
            comment,
        })
    }
}

fn rating(stars: i64) -> Result<u8, Code> {
    u8::try_from(stars)
        .ok()
        .filter(|stars| (1..=5).contains(stars))
        .ok_or(Code::OutOfRange { min: 1, max: 5 })
}
