//! What every request passes before its handler, outermost first; [`crate::router`] stacks them.

mod answer_shape;
mod authenticate;
mod body_limit;
mod browser_rules;
mod client;
mod measure;
mod rate_limit;
mod request_id;
mod shield;

pub use answer_shape::answer_shape;
pub use authenticate::authenticate;
pub use body_limit::{MAX_BODY, limit_body, refuse_large_body};
pub use browser_rules::browser_rules;
pub use client::resolve_client;
pub use measure::measure;
pub use rate_limit::limit_rate;
pub use request_id::{RequestId, assign_request_id};
pub use shield::shield;
