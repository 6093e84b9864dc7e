//! All checks in order, with the time that each took: two cores have to do it in 45 minutes.

use std::time::Instant;

use crate::{CHECKS, step::Failure};

pub(crate) fn run() -> Result<(), Failure> {
    println!("some ten minutes from nothing on two idle cores, two when everything is built");
    let start = Instant::now();
    let mut times = Vec::new();
    let mut outcome = Ok(());
    for check in &CHECKS {
        println!("\n=== {}: {}", check.name, check.about);
        let begin = Instant::now();
        outcome = (check.run)();
        let verdict = if outcome.is_ok() { "ok" } else { "FAILED" };
        times.push(format!(
            "{:<9} {verdict:<6} {:>5} s",
            check.name,
            begin.elapsed().as_secs()
        ));
        println!("=== {}: {verdict} after {} s", check.name, begin.elapsed().as_secs());
        if outcome.is_err() {
            break;
        }
    }
    println!(
        "\n{}\n{:<9} {:>12} s",
        times.join("\n"),
        "all",
        start.elapsed().as_secs()
    );
    outcome
}
