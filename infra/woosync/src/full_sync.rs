//! `woosync full-sync`

use anyhow::{Context, Result, bail};
use clap::Args;
use intake::StoreId;
use invoke::Function;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sync::full_sync::RunId;

use crate::runs::watch::watch;
use crate::target::TableArgument;

#[derive(Args)]
pub(crate) struct FullSync {
    /// Name of the function, the stack's output `FullSyncFunctionName`.
    #[arg(long, value_name = "NAME", env = "FULL_SYNC_FUNCTION_NAME")]
    function: String,
    /// Id of the store, as in the settings. Without it, every store.
    #[arg(long, value_name = "ID")]
    store: Option<StoreId>,
    /// Which steps, of customers, orders, refunds and verify. Without it, all of them.
    #[arg(long, value_name = "STEP", value_delimiter = ',')]
    steps: Vec<String>,
    /// Only orders that were made on this day (UTC) or at this moment, or later.
    #[arg(long, value_name = "DAY")]
    after: Option<String>,
    /// Only orders that were made before this day (UTC) or moment.
    #[arg(long, value_name = "DAY")]
    before: Option<String>,
    /// Just these orders.
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    ids: Vec<u64>,
    /// Count what would be sent, and send nothing.
    #[arg(long)]
    dry_run: bool,
    /// Show the progress until the end. Ctrl-C leaves the run going.
    #[arg(long, requires = "table")]
    watch: bool,
    #[arg(
        long,
        value_name = "NAME",
        env = "TABLE_NAME",
        help = "Name of the DynamoDB table, the stack's output TableName; needed for --watch"
    )]
    table: Option<String>,
}

/// What the function answers.
#[derive(Deserialize)]
struct Answer {
    runs: Vec<Begun>,
    refused: Vec<String>,
}

#[derive(Deserialize)]
struct Begun {
    store: StoreId,
    run: RunId,
}

impl FullSync {
    pub(crate) async fn run(self) -> Result<String> {
        let client = aws_sdk_lambda::Client::new(&aws::sdk_config().await);
        let function = Function::new(client, &self.function);
        let answer = function.call(&Value::Object(self.event())).await?;
        let answer: Answer = serde_json::from_value(answer)
            .context("the function answers in a form that this version does not know")?;
        for refused in &answer.refused {
            crate::print(&format!("not begun: {refused}"));
        }
        if answer.runs.is_empty() {
            bail!("no run was begun");
        }
        if !self.watch {
            let lines = answer.runs.iter().map(|Begun { store, run }| {
                format!(
                    "store {store}: run {run} is under way\n  look: woosync runs show {run} --store {store} \
                     --watch\n  stop: woosync runs cancel {run} --store {store}"
                )
            });
            return Ok(lines.collect::<Vec<_>>().join("\n"));
        }
        let Some(table) = self.table else {
            bail!("--table is needed for --watch");
        };
        let table = TableArgument::named(table).open().await;
        let mut ended = Vec::new();
        for Begun { store, run } in &answer.runs {
            ended.push(watch(&table, store, run).await?);
        }
        Ok(ended.join("\n"))
    }

    fn event(&self) -> Map<String, Value> {
        let mut event = Map::new();
        let mut set = |name: &str, value: Value| event.insert(name.to_owned(), value);
        if let Some(store) = &self.store {
            set("store", json!(store));
        }
        if !self.steps.is_empty() {
            set("steps", json!(self.steps));
        }
        if let Some(after) = &self.after {
            set("after", json!(after));
        }
        if let Some(before) = &self.before {
            set("before", json!(before));
        }
        if !self.ids.is_empty() {
            set("ids", json!(self.ids));
        }
        if self.dry_run {
            set("dry_run", json!(true));
        }
        event
    }
}
