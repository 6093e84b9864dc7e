#![cfg_attr(fuzzing, no_main)]
//! Placeholder.
mod shim;
shim::fuzz!(|data: &[u8]| { let _ = data; });
