//! `woosync dlq`

mod list;
mod redrive;
mod show;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use intake::Hint;
use queue::{DeadLetter, DeadLetters};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Print the messages of the dead-letter queue, each with the reason why it is there.
    ///
    /// The message stays. A body that is no hint is not printed: it may hold anything.
    List(list::List),
    /// Print one message of the dead-letter queue, and its body if that is asked for.
    Show(show::Show),
    /// Send the hints of the dead-letter queue to the queue of changes again.
    ///
    /// A message is deleted after the queue took it. What is no hint stays and is named.
    Redrive(redrive::Redrive),
}

pub(crate) async fn run(command: Command) -> Result<String> {
    match command {
        Command::List(list) => list.run().await,
        Command::Show(show) => show.run().await,
        Command::Redrive(redrive) => redrive.run().await,
    }
}

/// The dead-letter queue of a deployment.
#[derive(Args)]
struct DlqArgument {
    #[arg(
        long = "dlq",
        value_name = "URL",
        env = "DLQ_URL",
        help = "Address of the dead-letter queue, the stack's output DlqUrl"
    )]
    dlq_url: String,
}

impl DlqArgument {
    async fn open(self) -> DeadLetters {
        let client = aws_sdk_sqs::Client::new(&aws::sdk_config().await);
        DeadLetters::new(client, self.dlq_url)
    }

    /// The messages as they are; they stay.
    async fn letters(self) -> Result<Vec<DeadLetter>> {
        let dlq = self.open().await;
        let letters = dlq.receive().await.context("cannot read the queue")?;
        for letter in &letters {
            dlq.put_back(letter)
                .await
                .context("the messages can be read again in a minute")?;
        }
        Ok(letters)
    }
}

/// A message in one line, without anything of a body that is no hint.
fn line(letter: &DeadLetter) -> String {
    let sent = jiff::Timestamp::from_millisecond(letter.sent_at_ms);
    let sent = sent.map_or_else(|_| "unknown".to_owned(), |at| at.to_string());
    let what = match Hint::from_json(&letter.body) {
        Ok(hint) => hint.to_json(),
        Err(_) => format!("no hint, {} bytes", letter.body.len()),
    };
    let reason = letter.reason.as_deref();
    let reason = reason.unwrap_or("it was received a thousand times without an end");
    format!("{}  {sent}  {reason}  {what}", letter.id)
}
