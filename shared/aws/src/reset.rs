//! Emptying the table of what can be built anew from Perfex and the stores.

use sync::ports::TableError;

use crate::key::{CLAIM, CLIENT, CUSTOMER, Key, LEDGER, ORDER};
use crate::table::Table;

impl Table {
    /// Deletes links, claims, sequences of numbers and the ledger, and tells how many rows. Settings,
    /// runs, breakers, waiting hints and where the looks are stay. The table is read from end to end.
    pub async fn reset(&self) -> Result<u64, TableError> {
        let filter = "begins_with(pk, :order) OR begins_with(pk, :customer) OR \
                      begins_with(pk, :claim) OR begins_with(pk, :ledger) OR begins_with(pk, :client)";
        let values = [
            (":order", ORDER.to_owned()),
            (":customer", CUSTOMER.to_owned()),
            (":claim", CLAIM.to_owned()),
            (":ledger", LEDGER.to_owned()),
            (":client", CLIENT.to_owned()),
        ];
        let mut keys = Vec::new();
        self.scan(filter, values, |row| {
            keys.push(Key::of(row)?);
            Ok(())
        })
        .await?;
        for key in &keys {
            self.delete_for_good(key).await?;
        }
        Ok(keys.len() as u64)
    }
}
