//! `woosync dlq show`

use anyhow::{Result, anyhow};
use clap::Args;

use super::{DlqArgument, line};
use crate::bad_input::BadInput;

#[derive(Args)]
pub(crate) struct Show {
    #[command(flatten)]
    dlq: DlqArgument,
    /// The message's id, as `woosync dlq list` prints it.
    #[arg(long, value_name = "ID")]
    id: String,
    /// Print the body as it is, too. That of a message which is no hint may hold anything.
    #[arg(long)]
    body: bool,
}

impl Show {
    pub(crate) async fn run(self) -> Result<String> {
        let letters = self.dlq.letters().await?;
        let letter = letters.iter().find(|letter| letter.id == self.id);
        let letter = letter.ok_or_else(|| {
            BadInput::of(anyhow!(
                "there is no message {} in the dead-letter queue: `woosync dlq list` prints the ids",
                self.id
            ))
        })?;
        let mut lines = vec![line(letter)];
        if self.body {
            lines.push(letter.body.clone());
        }
        Ok(lines.join("\n"))
    }
}
