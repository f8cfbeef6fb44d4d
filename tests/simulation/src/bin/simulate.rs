//! `simulate 1..10000` plays seeds; `simulate 17 --trace` plays one and shows all that happened.
#![expect(clippy::print_stdout, reason = "a command")]

use std::ops::RangeInclusive;
use std::process::ExitCode;

use behaviour::store_wire::recorded_store;
use clap::Parser;
use simulation::chaos::play;

/// Plays the whole pipeline in the weather of seeds and checks what stands in the end.
#[derive(Parser)]
struct Arguments {
    /// A seed, or the first and the last of several: `1..10000`
    #[arg(value_parser = seeds)]
    seeds: RangeInclusive<u64>,
    /// Shows all that happened
    #[arg(long)]
    trace: bool,
}

fn seeds(text: &str) -> Result<RangeInclusive<u64>, String> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let seed = |text: &str| text.parse::<u64>();
    match (seed(first), seed(last)) {
        (Ok(first), Ok(last)) if first <= last => Ok(first..=last),
        _ => Err("give a seed, or the first and the last of several: 1..10000".to_owned()),
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let store = recorded_store();
    let (mut run, mut failed, mut orders, mut faults) = (0, 0, 0, 0);
    for seed in arguments.seeds {
        let played = play(seed, &store, arguments.trace);
        for line in &played.trace {
            println!("{line}");
        }
        for problem in &played.problems {
            println!("seed {seed}: {problem}");
        }
        if arguments.trace {
            println!("digest {}", played.digest);
        }
        run += 1;
        failed += usize::from(!played.problems.is_empty());
        orders += played.orders;
        faults += played.faults;
    }
    println!("seeds run {run}, failed {failed}, orders {orders}, faults injected {faults}");
    if failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
