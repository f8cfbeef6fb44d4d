//! Where a command works.

use aws::Table;
use clap::Args;
use queue::HintQueue;

/// The queue of a deployment.
#[derive(Args)]
pub(crate) struct QueueArgument {
    #[arg(
        long = "queue",
        value_name = "URL",
        env = "QUEUE_URL",
        help = "Address of the queue of changes, the stack's output QueueUrl"
    )]
    url: String,
}

impl QueueArgument {
    /// The queue of this address.
    pub(crate) fn named(url: String) -> Self {
        Self { url }
    }

    /// The queue with the credentials of the environment.
    pub(crate) async fn open(self) -> HintQueue {
        let client = aws_sdk_sqs::Client::new(&aws::sdk_config().await);
        HintQueue::new(client, self.url)
    }
}

/// The table of a deployment.
#[derive(Args)]
pub(crate) struct TableArgument {
    #[arg(
        long,
        value_name = "NAME",
        env = "TABLE_NAME",
        help = "Name of the DynamoDB table, the stack's output TableName"
    )]
    table: String,
}

impl TableArgument {
    /// The table of this name.
    pub(crate) fn named(table: String) -> Self {
        Self { table }
    }

    /// The table with the credentials of the environment.
    pub(crate) async fn open(self) -> Table {
        Table::new(&aws::sdk_config().await, self.table)
    }
}
