//! Calls that nobody waits for: they can wait where Perfex asks for patience.

use std::future::Future;
use std::time::Duration;

use jiff::Timestamp;

/// How often a call is put off.
const TRIES: u32 = 10;

/// How long, where Perfex does not say.
const USUAL: Duration = Duration::from_secs(15);

/// The longest time, whatever Perfex says: the clocks may differ.
const LONGEST: Duration = Duration::from_secs(70);

/// Carries out a read, and again after a while where Perfex limits the rate of calls.
pub(crate) async fn patiently<R, F>(read: impl Fn() -> F) -> Result<R, perfex::Error>
where
    F: Future<Output = Result<R, perfex::Error>>,
{
    let mut put_off = 0;
    loop {
        match read().await {
            Err(perfex::Error::RateLimited { retry_at }) if put_off < TRIES => {
                put_off += 1;
                let left = retry_at.map(|at| at.duration_since(Timestamp::now()).unsigned_abs());
                tokio::time::sleep(left.unwrap_or(USUAL).min(LONGEST)).await;
            }
            done => return done,
        }
    }
}
