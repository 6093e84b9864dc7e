//! One line about long work, on a terminal, where the end is known.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Read, Write};
use std::time::{Duration, Instant};

/// A source that says how much of it has been read.
pub(crate) struct Progress<R> {
    inner: R,
    meter: Option<Meter>,
}

struct Meter {
    len: u64,
    read: u64,
    started: Instant,
    shown: Duration,
}

impl<R: Read> Progress<R> {
    /// Shows nothing unless standard error is a terminal and the length of `inner` is known.
    pub(crate) fn new(inner: R, len: Option<u64>) -> Self {
        let len = len.filter(|_| io::stderr().is_terminal());
        let meter = len.map(|len| Meter {
            len,
            read: 0,
            started: Instant::now(),
            shown: Duration::ZERO,
        });
        Self { inner, meter }
    }
}

impl<R: Read> Read for Progress<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(bytes)?;
        if let Some(meter) = &mut self.meter {
            meter.read += count as u64;
            let elapsed = meter.started.elapsed();
            if elapsed >= meter.shown + EVERY {
                meter.shown = elapsed;
                show(&line(meter.read, meter.len, elapsed));
            }
        }
        Ok(count)
    }
}

impl<R> Drop for Progress<R> {
    fn drop(&mut self) {
        if self.meter.as_ref().is_some_and(|meter| meter.shown > Duration::ZERO) {
            show("");
        }
    }
}

/// Replaces the line. That it cannot be shown is no reason to stop the work.
fn show(line: &str) {
    let _shown = write!(io::stderr(), "\r{line}\x1b[K");
}

/// `42 % of 1.3 GiB, 1.2 GiB/s, 1 s left`
fn line(read: u64, len: u64, elapsed: Duration) -> String {
    // Files may grow while they are read.
    let percent = (u128::from(read) * 100 / u128::from(len.max(1))).min(100);
    let milliseconds = elapsed.as_millis().max(1);
    let speed = u128::from(read) * 1000 / milliseconds;
    let mut line = format!("{percent} % of {}, {}/s", size(len.into()), size(speed));
    if let Some(left) = u128::from(len.saturating_sub(read)).checked_div(speed) {
        // Writing to a string does not fail.
        let _written = write!(line, ", {left} s left");
    }
    line
}

/// `999 B`, `1.5 KiB`
fn size(bytes: u128) -> String {
    let units = [(4, "TiB"), (3, "GiB"), (2, "MiB"), (1, "KiB")];
    let unit = units.into_iter().find(|(power, _)| bytes >> (10 * power) > 0);
    match unit {
        None => format!("{bytes} B"),
        Some((power, unit)) => {
            let tenths = (bytes * 10) >> (10 * power);
            format!("{}.{} {unit}", tenths / 10, tenths % 10)
        }
    }
}

const EVERY: Duration = Duration::from_millis(200);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_part_whole_speed_and_what_is_left() {
        let gib = 1 << 30;
        assert_eq!(
            line(gib / 2, 2 * gib, Duration::from_secs(1)),
            "25 % of 2.0 GiB, 512.0 MiB/s, 3 s left"
        );
        assert_eq!(line(0, 1000, Duration::ZERO), "0 % of 1000 B, 0 B/s");
        assert_eq!(
            line(3000, 1536, Duration::from_secs(1)),
            "100 % of 1.5 KiB, 2.9 KiB/s, 0 s left"
        );
        assert_eq!(line(0, 0, Duration::ZERO), "0 % of 0 B, 0 B/s");
        assert_eq!(
            line(u64::MAX, u64::MAX, Duration::from_secs(1)),
            "100 % of 16777215.9 TiB, 16777215.9 TiB/s, 0 s left"
        );
    }
}
