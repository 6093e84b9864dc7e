//! The MomFood API: an example service that uses all seven momfood crates, on memory backends, with nothing faked.
//!
//! Read it in the order in which it is built: [`config`] → [`keys`] → [`app`] (the wiring) → [`router`] (the order of the
//! layers) → [`routes`] → [`service`] (start, serve, stop). [`demo`] tours a running one.
#![forbid(unsafe_code)]

pub mod config;
pub mod keys;

pub mod access;
pub mod app;
pub mod caller;
pub mod challenge;
pub mod domain;
pub mod edge;
pub mod store;

pub mod answer;
pub mod error;
pub mod extract;
pub mod forms;
pub mod layers;
pub mod router;
pub mod routes;

pub mod banner;
pub mod seed;
pub mod server;
pub mod service;

pub mod client;
pub mod demo;

#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct ReadmeOfTheWorkspace;
