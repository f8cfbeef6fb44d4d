//! What every table promises of the scheduled looks.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc)]

use std::collections::{BTreeMap, BTreeSet};

use domain::OrderId;
use jiff::Timestamp;
use sync::delta::DeltaState;
use sync::link::Recorded;
use sync::ports::{DeltaRows, Links, TableError};
use sync::{Link, Outcome};
use uuid::Uuid;

use crate::store_wire::main_store;

/// The row is new to begin with and written on condition; only orders that were handled to their end
/// are told.
pub async fn looks_are_kept_as_promised(table: &(impl DeltaRows + Links)) {
    let now: Timestamp = Timestamp::constant(1_795_500_000, 0);
    let store = main_store();
    let mut row = table.delta_row(&store).await.unwrap();
    assert_eq!((row.version, &row.state), (0, &DeltaState::default()));
    let mut slow = row.clone();
    row.state.orders_after = Some(now);
    table.save_delta_row(&mut row).await.unwrap();
    assert_eq!(table.delta_row(&store).await.unwrap(), row);
    let refused = table.save_delta_row(&mut slow).await;
    assert!(matches!(refused, Err(TableError::Conflict)));

    let mut ended = Link::new(store.clone(), OrderId(183), now);
    ended.modified_gmt = Some(now);
    let mut under_way = Link::new(store.clone(), OrderId(184), now);
    under_way.modified_gmt = Some(now);
    let mut in_doubt = Link::new(store.clone(), OrderId(185), now);
    in_doubt.modified_gmt = Some(now);
    in_doubt.intent = Some(sync::intent::Intent::nothing(Uuid::new_v4(), now, now));
    for link in [&mut ended, &mut in_doubt] {
        link.outcome = Recorded::from(&Outcome::Done);
    }
    for link in [&mut ended, &mut under_way, &mut in_doubt] {
        table.save_link(link).await.unwrap();
    }
    let orders: BTreeSet<OrderId> = (183..=190).map(OrderId).collect();
    let handled = table.handled(&store, &orders).await.unwrap();
    assert_eq!(handled, BTreeMap::from([(OrderId(183), now)]));
}
