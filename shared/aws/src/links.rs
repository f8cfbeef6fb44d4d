//! Links of orders.

use domain::OrderId;
use intake::StoreId;
use sync::Link;
use sync::ports::{Links, TableError};

use crate::key::Key;
use crate::listed;
use crate::parked;
use crate::row::{self, Row};
use crate::table::Table;

impl Links for Table {
    async fn link(&self, store: &StoreId, order: OrderId) -> Result<Option<Link>, TableError> {
        let key = Key::link(store, order);
        match self.read(&key).await? {
            Some(row) => decode(&key, &row).map(Some),
            None => Ok(None),
        }
    }

    async fn save_link(&self, link: &mut Link) -> Result<(), TableError> {
        let key = Key::link(&link.store, OrderId(link.order));
        let doc = row::json(&key, link)?;
        let parked = parked::of_order(link);
        let listed = listed::attributes(link);
        // Beside the document, for the indexes of parked orders and of all orders.
        let mut texts = vec![
            ("outcome", link.outcome.name.as_str()),
            ("reason", link.outcome.reason.as_str()),
            (parked::STORE, parked.store.as_str()),
            (parked::BY, parked.by.as_str()),
        ];
        texts.extend(listed.iter().map(|(name, text)| (*name, text.as_str())));
        let (seen, booking) = (link.version, link.booking());
        let version = if booking.is_empty() {
            self.write(&key, seen, &doc, &texts).await?
        } else {
            let additions = self.additions(&link.store, &booking)?;
            self.write_and_add(&key, seen, &doc, &texts, additions)
                .await?
        };
        link.stands(version);
        Ok(())
    }
}

/// The link in a row.
pub(crate) fn decode(key: &Key, row: &Row) -> Result<Link, TableError> {
    let (version, mut link) = row::decode::<Link>(key, row)?;
    link.stands(version);
    Ok(link)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_link_keeps_its_version_beside_the_document() {
        let mut link = Link::new(
            "main".parse().unwrap(),
            OrderId(183),
            "2026-11-23T04:26:13Z".parse().unwrap(),
        );
        link.version = 6;
        let key = Key::link(&link.store, OrderId(link.order));
        let doc = row::json(&key, &link).unwrap();
        assert!(!doc.contains("version"));
        let row = row::encode(&key, 7, &doc, &[]);
        link.version = 7;
        assert_eq!(decode(&key, &row).unwrap(), link);
    }
}
