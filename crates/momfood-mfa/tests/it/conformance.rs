//! The memory store keeps every law.

use std::sync::Arc;

use momfood_mfa::{MemoryMfaStore, MfaStore};

momfood_mfa::mfa_store_conformance!(Arc::new(MemoryMfaStore::new()) as Arc<dyn MfaStore>);
