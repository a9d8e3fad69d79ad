// Shared by the variants: what each of them is asked to do.

use std::time::Instant;

/// `first KEY`: one lookup, and the resident memory after it. `many N`: nanoseconds a lookup.
fn run<R>(lookup: impl Fn(&str) -> Option<R>, weight: impl Fn(R) -> u64) {
    let args: Vec<String> = std::env::args().collect();
    let number: usize = args[2].parse().expect("the second argument is a number");
    if args[1] == "first" {
        let found = lookup(&key(number)).map(weight).expect("the key is there");
        println!("{found} {}", resident_kib());
        return;
    }
    // A fixed shuffle, so that neither the cache nor the branch predictor knows what comes next.
    let keys: Vec<String> = (0..number).map(|i| key(i.wrapping_mul(2_654_435_761) % number)).collect();
    let mut best = f64::INFINITY;
    for _ in 0..5 {
        let start = Instant::now();
        let mut sum = 0;
        for key in &keys {
            sum += lookup(std::hint::black_box(key)).map_or(0, &weight);
        }
        std::hint::black_box(sum);
        best = best.min(start.elapsed().as_nanos() as f64 / number as f64);
    }
    println!("{best:.1}");
}

fn key(number: usize) -> String {
    format!("item-{number:07}")
}

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux has /proc");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("Linux tells VmRSS");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).expect("VmRSS is a number")
}
