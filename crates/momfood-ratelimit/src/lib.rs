#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

// Where a request comes from.
mod client_ip;
mod prefix;

// What it asks for.
mod charge;
mod policy_id;
mod quota;
mod rate;
mod subject;

// What is decided.
pub mod algorithm;
mod decision;
mod store;

// The bounded memory under it.
mod hash;
mod shards;
mod table;

mod limiter;

// Whom to trust less, and whom to refuse.
mod block;
mod risk;
mod shield;

// What is answered.
mod headers;

#[cfg(feature = "conformance")]
pub mod conformance;

pub use algorithm::Algorithm;
#[cfg(feature = "memory")]
pub use block::MemoryBlockStore;
pub use block::{Block, BlockError, BlockList, BlockReason, BlockStore, Escalation, Placed, Term};
pub use charge::{Charge, Charges, MAX_CHARGES, TooManyCharges};
pub use client_ip::{
    Chain, ForwardedBy, MAX_FORWARDED_BYTES, MAX_FORWARDED_HOPS, ProxyTrust, ProxyTrustError, Resolved,
};
pub use decision::{Decision, Retry, Source, Standing};
pub use headers::{Dialect, FieldValue, rate_headers};
pub use limiter::{FailurePolicy, RateLimiter};
pub use policy_id::{MAX_POLICY_ID_BYTES, PolicyId, PolicyIdError};
pub use prefix::{IpPrefix, PrefixError, bucket_prefix, canonical};
pub use quota::{MAX_LOG_LIMIT, MAX_PERIOD, Quota, QuotaError};
pub use rate::{Rate, Share};
pub use risk::{AdaptivePolicy, Risk, RiskScores, Score, Signal};
pub use shield::{Automation, BotVerdict, Refusal, SearchBot, Shield, ShieldRequest, Verdict};
#[cfg(feature = "memory")]
pub use store::MemoryLimitStore;
pub use store::{LimitStore, Mode};
pub use subject::{MAX_SUBJECT_BYTES, Subject, SubjectError};
