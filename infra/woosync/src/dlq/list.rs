//! `woosync dlq list`

use anyhow::Result;
use clap::Args;

use super::{DlqArgument, line};

#[derive(Args)]
pub(crate) struct List {
    #[command(flatten)]
    dlq: DlqArgument,
}

impl List {
    pub(crate) async fn run(self) -> Result<String> {
        let letters = self.dlq.letters().await?;
        if letters.is_empty() {
            return Ok("the dead-letter queue is empty".to_owned());
        }
        let lines: Vec<String> = letters.iter().map(line).collect();
        Ok(lines.join("\n"))
    }
}
