//! The algorithms against models that are too slow to use but plain to read.

use core::time::Duration;

use momfood_audit::Timestamp;
use momfood_ratelimit::{
    Algorithm, Quota, Rate, Share,
    algorithm::{Bucket, Gcra, SlidingCounter, SlidingLog, decide},
};
use proptest::prelude::*;

/// A limit, a period in milliseconds, and steps of (microseconds later, cost).
type Run = (u32, u64, Vec<(u64, u32)>);

fn runs() -> impl Strategy<Value = Run> {
    (1_u32..12, 1_u64..50).prop_flat_map(|(limit, period)| {
        let step = prop_oneof![
            3 => 0..period * 200,
            2 => 0..period * 3_000,
            // To the edge of a window, where mistakes live.
            1 => Just(period * 1_000),
            1 => Just(period * 1_000 - 1),
            1 => Just(0),
        ];
        let cost = prop_oneof![8 => 1..3_u32, 2 => 0..limit + 3];
        (Just(limit), Just(period), prop::collection::vec((step, cost), 1..120))
    })
}

fn rate(algorithm: Algorithm, limit: u32, period: u64) -> Rate {
    let quota = Quota::per("model", limit, Duration::from_millis(period)).unwrap();
    quota.with_algorithm(algorithm).unwrap().rate(Share::FULL)
}

/// Every unit of every admitted request, never forgotten, counted anew each time.
fn naive_log(units: &mut Vec<u64>, rate: &Rate, cost: u32, now: u64) -> bool {
    let live = units.iter().filter(|time| *time + rate.period > now).count();
    let fits = live + cost as usize <= rate.limit as usize;
    if fits {
        units.extend((0..cost).map(|_| now));
    }
    fits
}

/// A bucket that fills by one unit every T, in parts of a unit: `level` counts microseconds × units / T.
fn naive_bucket(level: &mut u128, last: &mut u64, rate: &Rate, cost: u32, now: u64) -> bool {
    let full = u128::from(rate.burst) * u128::from(rate.emission);
    *level = (*level + u128::from(now - *last)).min(full);
    *last = now;
    let price = u128::from(cost) * u128::from(rate.emission);
    let fits = *level >= price;
    if fits {
        *level -= price;
    }
    fits
}

/// Both windows counted from every admitted unit, in rational numbers.
fn naive_counter(units: &mut Vec<u64>, rate: &Rate, cost: u32, now: u64) -> bool {
    let (width, now) = (rate.period / 1_000, now / 1_000);
    let window = now / width;
    let of = |number: Option<u64>| units.iter().filter(|time| Some(**time / width) == number).count() as u64;
    let (current, previous) = (of(Some(window)), of(window.checked_sub(1)));
    let weighted = previous * (width - now % width) + (current + u64::from(cost)) * width;
    let fits = weighted <= u64::from(rate.limit) * width;
    if fits {
        units.extend((0..cost).map(|_| now));
    }
    fits
}

/// Runs a bucket beside its model: same decisions, no window over the limit where that is promised, exact waits.
fn agree<B: Bucket + Clone>(run: &Run, algorithm: Algorithm, mut model: impl FnMut(&Rate, u32, u64) -> bool) {
    let rate = rate(algorithm, run.0, run.1);
    let (mut bucket, mut now) = (B::default(), 1_800_000_000_000_000);
    for &(step, cost) in &run.2 {
        now += step;
        let at = Timestamp::from_micros;
        let before = bucket.clone();
        let wait = decide(&mut bucket, &rate, cost, at(now));
        assert_eq!(wait == Some(0), model(&rate, cost, now), "cost {cost} at {now}");
        assert!(bucket.remaining(&rate, at(now)) <= rate.burst);
        match wait {
            None => assert!(cost > rate.burst),
            Some(0) => {}
            Some(wait) => {
                assert_ne!(
                    decide(&mut before.clone(), &rate, cost, at(now + wait - 1)),
                    Some(0),
                    "told too long"
                );
                assert_eq!(
                    decide(&mut before.clone(), &rate, cost, at(now + wait)),
                    Some(0),
                    "told too short"
                );
            }
        }
        let full = now + bucket.reset_after(&rate, at(now));
        let mut later = bucket.clone();
        later.settle(&rate, at(full));
        assert_eq!(
            later.remaining(&rate, at(full)),
            rate.burst,
            "not full when it was told to be"
        );
        if bucket.pressure(at(now)) == 0 {
            let fresh = decide(&mut B::default(), &rate, rate.burst, at(now));
            assert_eq!(
                decide(&mut bucket.clone(), &rate, rate.burst, at(now)),
                fresh,
                "no pressure, yet not empty"
            );
        }
    }
}

proptest! {
    #[test]
    fn the_log_is_the_naive_log(run in runs()) {
        let mut units = Vec::new();
        agree::<SlidingLog>(&run, Algorithm::SlidingLog, |rate, cost, now| naive_log(&mut units, rate, cost, now));
    }

    #[test]
    fn gcra_is_a_bucket_that_fills_in_rational_numbers(run in runs()) {
        let (mut level, mut last) = (u128::from(u64::MAX), 0);
        agree::<Gcra>(&run, Algorithm::Gcra, |rate, cost, now| naive_bucket(&mut level, &mut last, rate, cost, now));
    }

    #[test]
    fn the_counter_is_two_windows_in_rational_numbers(run in runs()) {
        let mut units = Vec::new();
        agree::<SlidingCounter>(&run, Algorithm::SlidingCounter, |rate, cost, now| {
            naive_counter(&mut units, rate, cost, now)
        });
    }

    /// Whatever the clock does, a caller can be kept waiting for two windows, and no longer.
    #[test]
    fn a_jumping_clock_never_locks_out(run in runs(), jumps in prop::collection::vec(any::<u64>(), 1..50)) {
        fn survives<B: Bucket>(rate: &Rate, steps: &[(u64, u32)], jumps: &[u64]) {
            let mut bucket = B::default();
            for (&jump, &(_, cost)) in jumps.iter().zip(steps.iter().cycle()) {
                let now = jump >> 8;
                let _ = decide(&mut bucket, rate, cost, Timestamp::from_micros(now));
                let later = Timestamp::from_micros(now + 2 * rate.period.max(rate.tolerance));
                bucket.settle(rate, later);
                assert_eq!(bucket.wait(rate, rate.burst, later), Some(0));
            }
        }
        survives::<SlidingLog>(&rate(Algorithm::SlidingLog, run.0, run.1), &run.2, &jumps);
        survives::<Gcra>(&rate(Algorithm::Gcra, run.0, run.1), &run.2, &jumps);
        survives::<SlidingCounter>(&rate(Algorithm::SlidingCounter, run.0, run.1), &run.2, &jumps);
    }

    /// The long-run rate of GCRA is never above its limit: in any time t, at most burst + t / T.
    #[test]
    fn gcra_never_exceeds_its_rate(limit in 1_u32..1_000, period in 1_u64..1_000, steps in prop::collection::vec(0_u64..5_000, 1..200)) {
        let rate = rate(Algorithm::Gcra, limit, period);
        let (mut bucket, mut now, mut admitted) = (Gcra::default(), 0, 0_u64);
        for step in steps {
            now += step;
            admitted += u64::from(decide(&mut bucket, &rate, 1, Timestamp::from_micros(now)) == Some(0));
            prop_assert!(admitted <= u64::from(rate.burst) + now / rate.emission);
        }
    }
}
