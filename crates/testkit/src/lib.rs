#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod account;
mod children;
mod cluster;
mod error;
mod folder;
mod port;
mod postgres;
mod program;
mod race;
mod redis;
mod resp;
mod server;
mod watchdog;

pub use cluster::RedisCluster;
pub use error::ServerError;
pub use postgres::Postgres;
pub use race::race;
pub use redis::Redis;
