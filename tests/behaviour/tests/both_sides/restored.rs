//! A side is set back or lost, and nothing stands twice or is missing afterwards: as the guide
//! `infra/guides/backup.md` says, links are found again by our marks, and a walk over the store does
//! the rest.

use behaviour::store_wire::main_store;
use domain::ParkReason;
use serde_json::json;
use sim_crm::Flavour;
use sync::Outcome;
use sync::adopt::MatchBy;

use crate::adopt::{adopt, how};
use crate::shop::{FLAVOURS, ORDER, Shop};

/// What the guide says: link what bears our marks, then handle every order.
async fn rebuilt(shop: &Shop) -> Shop {
    let rebuilt = shop.with_an_empty_table();
    let mut readable = vec![];
    for order in rebuilt.orders() {
        if rebuilt.can_read(order).await.is_some() {
            readable.push(order);
        }
    }
    adopt(&rebuilt, &how(MatchBy::default()), &readable).await;
    rebuilt.handle_all().await;
    rebuilt
}

/// As many documents as there are marks, for each kind.
fn assert_each_stands_once(shop: &Shop) {
    let marked = shop.marked();
    let mut once = marked.clone();
    once.dedup_by(|a, b| (&a.0, a.1) == (&b.0, b.1));
    assert_eq!(marked, once, "{:?}", shop.flavour);
}

#[tokio::test(start_paused = true)]
async fn a_lost_table_is_rebuilt_from_marks_without_a_second_document() {
    for flavour in FLAVOURS {
        let shop = Shop::new(flavour).await;
        shop.handle_all().await;
        // Nothing but our own care keeps a document from standing twice.
        let before = shop.marked();
        let clients = shop.world.office()["clients"].clone();
        assert!(before.len() > 30, "{}", before.len());
        let doubles = sim_crm::Fault::new(sim_crm::FaultKind::DuplicateRace);
        shop.world.crm.lock().unwrap().fail(doubles);
        let after = rebuilt(&shop).await;
        assert_eq!(after.marked(), before, "{flavour:?}");
        assert_eq!(after.world.office()["clients"], clients, "{flavour:?}");
        assert_eq!(
            after.world.table.ledger(&main_store()),
            shop.world.table.ledger(&main_store()),
            "{flavour:?}"
        );
        // A second walk finds nothing to do.
        let office = after.world.office();
        after.handle_all().await;
        assert_eq!(after.world.office(), office, "{flavour:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn without_the_marks_a_lost_table_would_mean_second_documents() {
    // The newer module replays the answer to a key that it has seen, for as long as it keeps it.
    let shop = Shop::new(Flavour::Themesic2).await;
    shop.handle(ORDER).await;
    let doubles = sim_crm::Fault::new(sim_crm::FaultKind::DuplicateRace);
    shop.world.crm.lock().unwrap().fail(doubles);
    let after = shop.with_an_empty_table();
    after.handle(ORDER).await;
    assert_eq!(after.marked().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn documents_that_a_backup_lacks_are_found_by_night_and_written_once_after_the_reset() {
    for flavour in FLAVOURS {
        let shop = Shop::new(flavour).await;
        let orders = shop.orders();
        let (early, late) = orders.split_at(orders.len() / 2);
        for order in early {
            shop.handle(*order).await;
        }
        let backup = shop.world.backup();
        let kept = shop.marked();
        for order in late {
            shop.handle(*order).await;
        }
        let before = shop.marked();
        assert!(kept.len() > 5 && before.len() > kept.len() + 5);
        let ledger = shop.world.table.ledger(&main_store());

        shop.world.restore(backup);
        assert_eq!(shop.marked(), kept);
        // As long as nobody has said what to do, nothing is written, and the reason is true.
        let mut missing = 0;
        for order in late {
            let links = shop.world.table.links();
            let link = links.iter().find(|link| link.order == *order);
            if !link.is_some_and(|link| link.outcome.name == "done") {
                continue;
            }
            if let Outcome::Parked(parked) = shop.handle_by_night(*order).await {
                assert_eq!(parked.reason, ParkReason::ChangedInPerfex, "{order}");
                missing += usize::from(parked.detail.starts_with("missing "));
            }
        }
        assert!(missing > 5, "{flavour:?}: {missing}");
        assert_eq!(shop.marked(), kept, "{flavour:?}");

        let after = rebuilt(&shop).await;
        assert_each_stands_once(&after);
        assert_eq!(after.marked(), before, "{flavour:?}");
        assert_eq!(after.world.table.ledger(&main_store()), ledger);
    }
}

#[tokio::test(start_paused = true)]
async fn a_document_that_got_the_id_of_a_lost_one_is_never_written_over() {
    for flavour in FLAVOURS {
        for status in ["processing", "cancelled"] {
            let shop = Shop::new(flavour).await;
            shop.edit(ORDER, &json!({"status": "on-hold"}));
            let backup = shop.world.backup();
            assert_eq!(shop.handle(ORDER).await, Outcome::Done);
            let lost = shop.document("estimates", ORDER);
            shop.world.restore(backup);

            shop.wire.control(
                "create",
                &json!({"like": ORDER, "set": {"status": "on-hold"}, "deliver": false}),
            );
            let other = *shop.orders().last().unwrap();
            // Its worker has an empty table, so that its client is made anew as well.
            let elsewhere = shop.with_an_empty_table();
            assert_eq!(elsewhere.handle(other).await, Outcome::Done);
            assert_eq!(elsewhere.document("estimates", other), lost);

            let office = shop.world.office();
            shop.world.clock.pass(std::time::Duration::from_mins(1));
            shop.edit(ORDER, &json!({"status": status}));
            let Outcome::Parked(parked) = shop.handle(ORDER).await else {
                panic!("{flavour:?}: {status} was written over another order's estimate");
            };
            assert_eq!(parked.reason, ParkReason::ChangedInPerfex);
            assert!(
                parked.detail.contains("another order's now"),
                "{}",
                parked.detail
            );
            assert_eq!(shop.world.office(), office, "{flavour:?}");
        }
    }
}
