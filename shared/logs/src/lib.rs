//! JSON logs, one line an outcome.
#![warn(missing_docs)]

use std::env;

use lambda_runtime::tracing::subscriber::filter::{LevelFilter, Targets};
use lambda_runtime::tracing::subscriber::prelude::*;
use lambda_runtime::tracing::subscriber::{fmt, registry};

/// Writes JSON lines to stdout, where Lambda takes them up.
///
/// The variable `LOG_LEVEL` sets the level of the lines of our own crates, `ours` (default: info). The
/// AWS SDK speaks from warnings on: at lower levels it tells about every request and every
/// credential.
pub fn init(ours: &[&str]) {
    let level = env::var("LOG_LEVEL")
        .ok()
        .and_then(|level| level.parse().ok())
        .unwrap_or(LevelFilter::INFO);
    let targets = Targets::new()
        .with_default(LevelFilter::WARN)
        .with_targets(ours.iter().map(|target| (*target, level)));
    let lines = fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        // The message says what it is about; the module would be a tenth of the line, which is paid for.
        .with_target(false);
    registry().with(lines.with_filter(targets)).init();
}
