//! `woosync dlq list`

use anyhow::{Context, Result};
use clap::Args;

use super::{DlqArgument, line};

#[derive(Args)]
pub(crate) struct List {
    #[command(flatten)]
    dlq: DlqArgument,
}

impl List {
    pub(crate) async fn run(self) -> Result<String> {
        let dlq = self.dlq.open().await;
        let letters = dlq.receive().await.context("cannot read the queue")?;
        for letter in &letters {
            dlq.put_back(letter)
                .await
                .context("the messages can be read again in a minute")?;
        }
        if letters.is_empty() {
            return Ok("the dead-letter queue is empty".to_owned());
        }
        let lines: Vec<String> = letters.iter().map(line).collect();
        Ok(lines.join("\n"))
    }
}
