//! `woosync parked list`

use std::collections::BTreeMap;

use anyhow::Result;
use clap::{Args, ValueEnum};
use desk::Item;
use intake::StoreId;

use crate::target::TableArgument;

#[derive(Args)]
pub(crate) struct List {
    #[command(flatten)]
    table: TableArgument,
    /// Id of the store, as in the settings.
    #[arg(long, value_name = "ID")]
    store: StoreId,
    /// Only what is parked for this reason, by its code.
    #[arg(long, value_name = "CODE")]
    reason: Option<String>,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A line each, and how many there are.
    Text,
    /// One JSON object a line.
    Json,
}

impl List {
    pub(crate) async fn run(self) -> Result<String> {
        let table = self.table.open().await;
        let items = desk::all(&table, &self.store, self.reason.as_deref()).await?;
        match self.format {
            Format::Text => Ok(text(&items)),
            Format::Json => {
                let lines: Result<Vec<String>, _> =
                    items.iter().map(serde_json::to_string).collect();
                Ok(lines?.join("\n"))
            }
        }
    }
}

fn text(items: &[Item]) -> String {
    if items.is_empty() {
        return "nothing is parked".to_owned();
    }
    let mut lines: Vec<String> = items.iter().map(Item::line).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for item in items {
        *counts.entry(&item.reason).or_default() += 1;
    }
    let counts: Vec<String> = counts
        .iter()
        .map(|(reason, count)| format!("{reason} {count}"))
        .collect();
    lines.push(format!("parked: {} ({})", items.len(), counts.join(", ")));
    lines.join("\n")
}
