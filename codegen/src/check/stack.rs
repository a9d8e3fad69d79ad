//! Room for work that recurses: CEL's parser takes a megabyte for a few nested brackets.

use std::panic::resume_unwind;
use std::thread;

/// Enough for every expression that the rules' bounds let through, in a build without optimisation
/// too. Only what is used of it is ever allocated.
const BYTES: usize = 128 << 20;

/// Does the work on a stack of its own; on this one, if the system refuses another.
pub(super) fn with_room<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let mut work = Some(work);
    let mut result = None;
    let outcome = thread::scope(|scope| {
        let job = || result = work.take().map(|work| work());
        let started = thread::Builder::new().stack_size(BYTES).spawn_scoped(scope, job);
        started.ok().map(thread::ScopedJoinHandle::join)
    });
    match (outcome, result, work) {
        (_, Some(result), _) => result,
        (_, None, Some(work)) => work(),
        // The work has begun and not ended, so it panicked: as it would have here.
        (outcome, None, None) => match outcome {
            Some(Err(panic)) => resume_unwind(panic),
            _ => unreachable!("work that was taken and is done has a result"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_has_room_and_its_result_comes_back() {
        fn deep(levels: usize) -> usize {
            let padding = std::hint::black_box([levels; 1024]);
            if levels == 0 { 0 } else { deep(levels - 1) + padding[0] / levels }
        }
        assert_eq!(with_room(|| deep(2000)), 2000);
    }
}
