//! `woosync runs cancel`

use anyhow::Result;
use clap::Args;
use sync::full_sync::cancel;
use sync::ports::SystemClock;

use super::RunArguments;

#[derive(Args)]
pub(crate) struct Cancel {
    #[command(flatten)]
    of: RunArguments,
}

impl Cancel {
    pub(crate) async fn run(self) -> Result<String> {
        let (table, store) = self.of.of.open().await?;
        let run = cancel(&table, &store, &self.of.run, &SystemClock).await?;
        Ok(format!(
            "store {store}: run {} is cancelled; what it wrote stays, what waits in the queue is passed over",
            run.id
        ))
    }
}
