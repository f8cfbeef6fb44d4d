//! `woosync preview`

mod file;
pub(crate) mod given;
mod offline;
mod online;
mod text;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};
use intake::StoreId;
use sync::preview::Preview;

#[derive(Args)]
#[command(group(clap::ArgGroup::new("which").required(true).args(["order", "order_file"])))]
pub(crate) struct Command {
    /// Id of the store, as in the settings. Without it: the only store of the settings file.
    #[arg(long, value_name = "ID", required_unless_present = "order_file")]
    store: Option<StoreId>,
    #[command(flatten)]
    online: online::FromStore,
    #[command(flatten)]
    offline: offline::FromFiles,
    /// A settings file to use instead of the settings in force.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// How to show it.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    /// A table for people.
    #[default]
    Text,
    /// One JSON object.
    Json,
}

/// A preview and the store that it is for.
struct Shown {
    store: StoreId,
    preview: Preview,
}

impl Command {
    pub(crate) async fn run(self) -> Result<String> {
        let shown = if let Some(order) = self.online.order {
            let store = given::named_store(self.store)?;
            online::preview(store, order, self.online, self.settings.as_deref()).await?
        } else {
            offline::preview(self.store, &self.offline, self.settings.as_deref())?
        };
        match self.format {
            Format::Text => Ok(text::render(&shown.preview, &shown.store)),
            Format::Json => Ok(serde_json::to_string_pretty(&shown.preview)?),
        }
    }
}
