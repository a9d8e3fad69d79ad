//! How long things take.

use std::time::{Duration, Instant};

use crate::Error;

/// How long the work takes.
pub fn timed<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<Duration, Error> {
    let start = Instant::now();
    let done = work()?;
    let elapsed = start.elapsed();
    drop(done);
    Ok(elapsed)
}

/// The median times of works that are done in turn, so that what else the machine does meets all alike.
pub fn in_turn<const N: usize>(
    runs: usize,
    mut works: [&mut dyn FnMut(usize) -> Result<Duration, Error>; N],
) -> Result<[Duration; N], Error> {
    let mut times = [const { Vec::new() }; N];
    for run in 0..runs {
        for (work, times) in works.iter_mut().zip(&mut times) {
            times.push(work(run)?);
        }
    }
    Ok(times.map(median))
}

/// The one in the middle.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// How many times as long.
pub fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

/// Milliseconds.
pub fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// Microseconds.
pub fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}
