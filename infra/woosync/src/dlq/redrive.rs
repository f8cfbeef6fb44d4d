//! `woosync dlq redrive`

use anyhow::{Context, Result};
use clap::Args;
use intake::Hint;

use super::{DlqArgument, line};
use crate::target::QueueArgument;

#[derive(Args)]
pub(crate) struct Redrive {
    #[command(flatten)]
    dlq: DlqArgument,
    #[command(flatten)]
    queue: QueueArgument,
    /// Only the message of this id, as `dlq list` shows it.
    #[arg(long, value_name = "ID")]
    message: Option<String>,
}

impl Redrive {
    pub(crate) async fn run(self) -> Result<String> {
        let dlq = self.dlq.open().await;
        let queue = self.queue.open().await;
        let letters = dlq.receive().await.context("cannot read the queue")?;
        let mut sent = 0;
        let mut lines = Vec::new();
        for letter in &letters {
            let chosen = self.message.as_ref().is_none_or(|id| *id == letter.id);
            match Hint::from_json(&letter.body) {
                Ok(hint) if chosen => {
                    // If the deletion fails and this is done again at once, one copy goes through.
                    let id = format!("redrive-{}", letter.id);
                    let done = format!("only {sent} messages were sent");
                    queue.send(&hint, &id).await.with_context(|| done.clone())?;
                    dlq.remove(letter).await.context(done)?;
                    sent += 1;
                }
                read => {
                    if read.is_err() && chosen {
                        lines.push(format!("stays: {}", line(letter)));
                    }
                    dlq.put_back(letter)
                        .await
                        .context("the messages that stay can be read again in a minute")?;
                }
            }
        }
        lines.push(format!("sent again: {sent}"));
        Ok(lines.join("\n"))
    }
}
