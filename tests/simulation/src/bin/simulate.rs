//! `simulate 1..10000` plays seeds; `simulate 17 --trace` plays one and shows all that happened.
#![expect(clippy::print_stdout, reason = "a command")]

use std::num::NonZero;
use std::ops::RangeInclusive;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use clap::Parser;
use simulation::chaos::{Played, open_shop, play};

/// Plays the whole pipeline in the weather of seeds and checks what stands in the end.
#[derive(Parser)]
struct Arguments {
    /// A seed, or the first and the last of several: `1..10000`
    #[arg(value_parser = seeds)]
    seeds: RangeInclusive<u64>,
    /// Shows all that happened
    #[arg(long)]
    trace: bool,
    /// Ends at the first seed that fails
    #[arg(long)]
    fail_fast: bool,
}

fn seeds(text: &str) -> Result<RangeInclusive<u64>, String> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let seed = |text: &str| text.parse::<u64>();
    match (seed(first), seed(last)) {
        (Ok(first), Ok(last)) if first <= last && last < u64::MAX => Ok(first..=last),
        _ => Err("give a seed, or the first and the last of several: 1..10000".to_owned()),
    }
}

/// What came of the seeds so far.
#[derive(Default)]
struct Sums {
    run: u64,
    failed: u64,
    orders: usize,
    faults: u64,
}

impl Sums {
    fn add(&mut self, seed: u64, played: &Played) {
        for line in &played.trace {
            println!("{line}");
        }
        for problem in &played.problems {
            println!("seed {seed}: {problem}");
        }
        self.run += 1;
        self.failed += u64::from(!played.problems.is_empty());
        self.orders += played.orders;
        self.faults += played.faults;
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let next = AtomicU64::new(*arguments.seeds.start());
    let sums = Mutex::new(Sums::default());
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| play_all(&arguments, &next, &sums));
        }
    });
    let sums = sums.into_inner();
    let Ok(Sums {
        run,
        failed,
        orders,
        faults,
    }) = sums
    else {
        return ExitCode::FAILURE;
    };
    println!("seeds run {run}, failed {failed}, orders {orders}, faults injected {faults}");
    if failed > 0 {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// Plays seeds until none is left.
fn play_all(arguments: &Arguments, next: &AtomicU64, sums: &Mutex<Sums>) {
    let store = open_shop();
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed > *arguments.seeds.end() {
            return;
        }
        let played = play(seed, &store, arguments.trace);
        let Ok(mut sums) = sums.lock() else {
            return;
        };
        sums.add(seed, &played);
        if arguments.fail_fast && sums.failed > 0 {
            return;
        }
    }
}
