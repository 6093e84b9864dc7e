//! Holds the benches; see `benches/*.rs`.
