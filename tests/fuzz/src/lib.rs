//! Recorded input, broken at random: every boundary has to refuse it with a clear error, and none
//! may panic.
//!
//! `FUZZ_SECONDS=900 cargo nextest run -p fuzz` goes on for that long with each target; without it a
//! target takes a fixed number of inputs. A failing input is named by its seed: `FUZZ_SEED=17` begins
//! with it.

mod mutate;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use tokio::runtime::{Builder, Runtime};

pub use mutate::{mutate, mutate_json};

/// The dice of an input.
pub type Dice = ChaCha8Rng;

/// Calls the target with the dice of one seed after the other.
///
/// # Panics
/// If the target does. The seed is printed before.
pub fn inputs(how_many: u64, mut target: impl FnMut(&mut Dice)) {
    let number = |name: &str| std::env::var(name).ok()?.parse::<u64>().ok();
    let first = number("FUZZ_SEED").unwrap_or(1);
    let seconds = number("FUZZ_SECONDS").map(Duration::from_secs);
    let (started, mut seed) = (Instant::now(), first);
    while seconds.map_or(seed - first < how_many, |time| started.elapsed() < time) {
        let said = Said(seed);
        target(&mut ChaCha8Rng::seed_from_u64(seed));
        drop(said);
        seed += 1;
    }
}

/// Tells the seed of the input under which something panicked.
struct Said(u64);

impl Drop for Said {
    #[expect(clippy::print_stderr, reason = "for who runs the tests")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("FUZZ_SEED={} does it again", self.0);
        }
    }
}

/// A runtime in which pauses take no time.
///
/// # Panics
/// If there is none to be had.
pub fn paused_runtime() -> Runtime {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build();
    runtime.unwrap_or_else(|error| panic!("{error}"))
}

/// Every recorded file of a folder with this ending, by name.
///
/// # Panics
/// If the recordings cannot be read.
pub fn recorded(folder: &str, ending: &str) -> Vec<Vec<u8>> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/woocommerce");
    let files = std::fs::read_dir(fixtures.join(folder)).unwrap_or_else(|error| panic!("{error}"));
    let mut files: Vec<PathBuf> = files.filter_map(|file| Some(file.ok()?.path())).collect();
    files.sort();
    files.retain(|file| file.to_string_lossy().ends_with(ending));
    let read = |file: PathBuf| std::fs::read(file).unwrap_or_else(|error| panic!("{error}"));
    files.into_iter().map(read).collect()
}
