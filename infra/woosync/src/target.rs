//! Where a command works.

use aws::Table;
use clap::Args;

/// The table of a deployment.
#[derive(Args)]
pub(crate) struct TableArgument {
    #[arg(
        long,
        value_name = "NAME",
        help = "Name of the DynamoDB table, the stack's output TableName"
    )]
    table: String,
}

impl TableArgument {
    /// The table with the credentials of the environment.
    pub(crate) async fn open(self) -> Table {
        Table::new(&aws::sdk_config().await, self.table)
    }
}
