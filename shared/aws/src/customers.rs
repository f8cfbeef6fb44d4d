//! Links of registered customers.

use intake::StoreId;
use sync::CustomerLink;
use sync::ports::{Customers, TableError};

use crate::key::Key;
use crate::parked;
use crate::row;
use crate::table::Table;

impl Customers for Table {
    async fn customer(
        &self,
        store: &StoreId,
        customer: u64,
    ) -> Result<Option<CustomerLink>, TableError> {
        let key = Key::customer(store, customer);
        let Some(row) = self.read(&key).await? else {
            return Ok(None);
        };
        let (version, mut link) = row::decode::<CustomerLink>(&key, &row)?;
        link.version = version;
        Ok(Some(link))
    }

    async fn save_customer(&self, link: &mut CustomerLink) -> Result<(), TableError> {
        let key = Key::customer(&link.store, link.customer);
        let doc = row::json(&key, link)?;
        let parked = parked::of_customer(link);
        let texts = [
            ("outcome", link.outcome.name.as_str()),
            ("reason", link.outcome.reason.as_str()),
            (parked::STORE, parked.store.as_str()),
            (parked::BY, parked.by.as_str()),
        ];
        link.version = self.write(&key, link.version, &doc, &texts).await?;
        Ok(())
    }
}
