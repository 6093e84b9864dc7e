//! The memory stores under the laws of every store.

mod limit {
    use std::sync::Arc;

    use momfood_ratelimit::MemoryLimitStore;

    momfood_ratelimit::limit_store_conformance!(Arc::new(MemoryLimitStore::new()));
}

mod block {
    use std::sync::Arc;

    use momfood_ratelimit::MemoryBlockStore;

    momfood_ratelimit::block_store_conformance!(Arc::new(MemoryBlockStore::new()));
}
