//! Runs a command and watches it.

use std::io;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A variant that takes longer is stopped.
const MOST_TIME: Duration = Duration::from_secs(600);
/// A variant of which one process takes more is stopped.
const MOST_KIB: u64 = 12 << 20;

/// How a command ended.
pub enum Run {
    /// It did; wall time, and the peak memory of its largest process in KiB.
    Done { wall: Duration, peak_kib: u64 },
    /// It was stopped, and why.
    Stopped(&'static str),
}

/// Runs a command to its end, or to the limits.
pub fn run(command: &mut Command) -> io::Result<Run> {
    let start = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let mut peak_kib = 0;
    loop {
        if let Some(status) = child.try_wait()? {
            if !status.success() {
                let mut text = String::new();
                if let Some(mut stderr) = child.stderr.take() {
                    io::Read::read_to_string(&mut stderr, &mut text)?;
                }
                return Err(io::Error::other(format!("{command:?} failed:\n{text}")));
            }
            return Ok(Run::Done { wall: start.elapsed(), peak_kib });
        }
        let family = family(child.id());
        peak_kib = family.iter().map(|&pid| high_water(pid)).fold(peak_kib, u64::max);
        let why = match () {
            () if start.elapsed() > MOST_TIME => "over 10 min",
            () if peak_kib > MOST_KIB => "over 12 GB",
            () => {
                std::thread::sleep(Duration::from_millis(20));
                continue;
            }
        };
        for pid in family.into_iter().rev() {
            Command::new("kill").args(["-9", &pid.to_string()]).stderr(Stdio::null()).status()?;
        }
        child.wait()?;
        return Ok(Run::Stopped(why));
    }
}

/// The median wall time of several runs of two commands in turn.
pub fn median_pair(
    one: &mut Command,
    other: &mut Command,
    runs: usize,
) -> io::Result<(Duration, Duration)> {
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..runs {
        times.0.push(time(one)?);
        times.1.push(time(other)?);
    }
    times.0.sort_unstable();
    times.1.sort_unstable();
    Ok((times.0[runs / 2], times.1[runs / 2]))
}

/// What a command prints.
pub fn output(command: &mut Command) -> io::Result<String> {
    let output = command.output()?;
    if !output.status.success() {
        return Err(io::Error::other(format!(
            "{command:?} failed: {}",
            String::from_utf8_lossy(&output.stderr)
        )));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn time(command: &mut Command) -> io::Result<Duration> {
    let start = Instant::now();
    command.stdout(Stdio::null()).status()?;
    Ok(start.elapsed())
}

/// A process and all that it started, parents first.
fn family(root: u32) -> Vec<u32> {
    let mut family = vec![root];
    let mut next = 0;
    while next < family.len() {
        // A child belongs to the thread that started it.
        let threads = std::fs::read_dir(format!("/proc/{}/task", family[next]));
        for thread in threads.into_iter().flatten().flatten() {
            let children =
                std::fs::read_to_string(thread.path().join("children")).unwrap_or_default();
            family.extend(children.split_whitespace().filter_map(|pid| pid.parse::<u32>().ok()));
        }
        next += 1;
    }
    family
}

fn high_water(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
