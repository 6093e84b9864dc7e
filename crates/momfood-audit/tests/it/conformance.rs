//! The memory store under the laws of every event store.

use std::sync::Arc;

use momfood_audit::{EventStore, MemoryEventStore};

async fn memory() -> Arc<dyn EventStore> {
    Arc::new(MemoryEventStore::new())
}

momfood_audit::event_store_conformance!(memory);
