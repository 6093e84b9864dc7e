//! The command: serves, or tours.

use std::error::Error;
use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser;
use momfood_api::banner;
use momfood_api::config::{Cli, Command, Config};
use momfood_api::demo;
use momfood_api::service::{Service, StartError};
use momfood_audit::Clock;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "momfood-api: {}", chain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<ExitCode, Box<dyn Error>> {
    if let Some(Command::Demo) = cli.command {
        log_to_stderr(cli.options.log.as_deref().unwrap_or("warn"))?;
        return Ok(demo::run(cli.options).await?);
    }
    let config = Config::resolve(cli.options)?;
    log_to_stderr(&config.log)?;
    let service = Service::start(config, Clock::system()).await?;
    banner::print(&service);
    service.run(stop_signal()).await;
    Ok(ExitCode::SUCCESS)
}

/// The first of [`signals`]; a second one ends the process without waiting for what is open.
async fn stop_signal() {
    signals().await;
    tokio::spawn(async {
        signals().await;
        std::process::exit(INTERRUPTED);
    });
}

/// Ctrl-C, or the signal with which service managers ask a process to end.
async fn signals() {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

fn log_to_stderr(filter: &str) -> Result<(), StartError> {
    let filter = EnvFilter::try_new(filter).map_err(|_| StartError::LogFilter)?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    Ok(())
}

/// The error and its causes in one line.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        line.push_str(": ");
        line.push_str(&error.to_string());
        cause = error.source();
    }
    line
}

/// What a shell reports of a process that Ctrl-C ended.
const INTERRUPTED: i32 = 130;
