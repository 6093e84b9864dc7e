//! The laws of session stores, on the store in memory.

use std::sync::Arc;

use momfood_jwt::{MemorySessionStore, SessionStore};

momfood_jwt::session_store_conformance!(Arc::new(MemorySessionStore::new()) as Arc<dyn SessionStore>);
