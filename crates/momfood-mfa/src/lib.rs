#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

// Who asks and what they type; the pure part of each factor; what is kept; the service over all of it.
mod code;
mod id;
mod label;
mod tag;
mod user;

mod backup;
mod phone;
mod provision;
#[cfg(feature = "qr")]
mod qr;
mod sms;
mod totp;

pub mod attempt;
mod error;
mod factor;

#[cfg(feature = "conformance")]
pub mod conformance;
mod store;

mod grant;
mod report;
mod service;

pub use attempt::{Attempt, AttemptPolicy, AttemptPolicyError, AttemptState, MAX_HARD_LIMIT};
pub use backup::{BACKUP_CODE_CHARS, BACKUP_CODES, BackupCode, BackupCodeError, BackupCodes};
pub use code::{CODE_DIGITS, Code, CodeError, MAX_RAW_BYTES};
pub use error::{EnrolError, RegenerateError, SendError, VerifyError};
pub use factor::{Accepted, Factor, Status};
pub use id::{ChallengeId, ChallengeIdError, FactorId};
pub use label::{Label, LabelError, MAX_LABEL_BYTES};
pub use phone::{PhoneContext, PhoneNumber, PhoneNumberError};
pub use provision::Enrolment;
pub use service::{CONFIRM_TRIES, ENROLMENT_LIFETIME, MfaService};
pub use sms::{
    MAX_ORIGIN_BYTES, Origin, OriginError, OutboxMessage, OutboxSmsSender, SEND_WINDOW, SendDecision, SendLimit,
    SendState, SmsChallenge, SmsMessage, SmsPolicy, SmsPurpose, SmsSendError, SmsSender, decide_send,
};
#[cfg(feature = "memory")]
pub use store::memory::{DEFAULT_CAPACITY, MemoryMfaStore};
pub use store::{Answer, Challenge, Factors, MfaStore, PendingTotp, PhoneFactor, SendScope, TotpCommit, TotpFactor};
pub use tag::StoredTag;
pub use totp::{Skew, Step, TOTP_STEP, TotpSecretContext};
pub use user::{MAX_USER_ID_BYTES, UserId, UserIdError};
