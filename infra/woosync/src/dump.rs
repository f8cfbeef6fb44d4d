//! `woosync export` and `woosync import`

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use aws::{Restored, Table};
use clap::Args;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use serde_json::Value;
use sync::ports::TableError;

use crate::bad_input::BadInput;
use crate::target::TableArgument;

/// How many rows are written side by side.
const AT_ONCE: usize = 16;

/// How many lines are held at a time.
const LINES: usize = 64;

#[derive(Args)]
pub(crate) struct Export {
    #[command(flatten)]
    table: TableArgument,
    /// The file to write, readable for its owner only. It must not be there yet.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Args)]
pub(crate) struct Import {
    #[command(flatten)]
    table: TableArgument,
    /// A file that `woosync export` wrote.
    file: PathBuf,
}

impl Export {
    pub(crate) async fn run(self) -> Result<String> {
        let rows = export(&self.table.open().await, &self.out).await?;
        Ok(format!("{rows} rows"))
    }
}

/// Writes the table to a file that is not there yet, and tells how many rows.
pub(crate) async fn export(table: &Table, out: &Path) -> Result<u64> {
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(out);
    let file = file.with_context(|| format!("cannot write {}", out.display()))?;
    let mut out = BufWriter::new(file);
    let (mut rows, mut failed) = (0_u64, None);
    let read = table.each_row(|row| {
        rows += 1;
        writeln!(out, "{row}").map_err(|error| {
            failed = Some(error);
            TableError::Unavailable("the file cannot be written".to_owned())
        })
    });
    let read = read.await;
    if let Some(error) = failed.or_else(|| out.flush().err()) {
        return Err(error).context("the file is not whole");
    }
    read.context("the file is not whole: the table cannot be read")?;
    Ok(rows)
}

impl Import {
    pub(crate) async fn run(self) -> Result<String> {
        let table = self.table.open().await;
        let file = File::open(&self.file)
            .with_context(|| format!("cannot read {}", self.file.display()))
            .map_err(BadInput::of)?;
        let mut counted = Counted::default();
        let (mut rows, mut number) = (Vec::with_capacity(LINES), 0_u64);
        for line in BufReader::new(file).lines() {
            number += 1;
            let line = line.with_context(|| format!("line {number} cannot be read"))?;
            let row = serde_json::from_str(&line)
                .map_err(|_| anyhow::anyhow!("line {number} of {} is no JSON", shown(&self.file)));
            rows.push(row.map_err(BadInput::of)?);
            if rows.len() == LINES {
                counted.add(&table, std::mem::take(&mut rows)).await?;
            }
        }
        counted.add(&table, rows).await?;
        let said = format!(
            "{} rows written, {} were there already",
            counted.written, counted.there
        );
        if counted.differ > 0 {
            bail!(
                "{said}; {} stand there with another content and were left alone: import into an \
                 empty table",
                counted.differ
            );
        }
        Ok(said)
    }
}

#[derive(Default)]
struct Counted {
    written: u64,
    there: u64,
    differ: u64,
}

impl Counted {
    async fn add(&mut self, table: &Table, rows: Vec<Value>) -> Result<()> {
        let restored: Vec<Restored> = stream::iter(rows)
            .map(|row| async move { table.restore(&row).await })
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await
            .context("the import is not whole: run it again")?;
        for row in restored {
            match row {
                Restored::Written => self.written += 1,
                Restored::There => self.there += 1,
                Restored::Differs => self.differ += 1,
            }
        }
        Ok(())
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
