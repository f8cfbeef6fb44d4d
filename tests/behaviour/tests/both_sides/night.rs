//! What staff changed in Perfex is found by night, and parks the order with both sides.
use crate::shop::{FLAVOURS, ORDER, Shop};
use domain::ParkReason;
use rust_decimal::dec;
use serde_json::json;
use sim_crm::{DocumentKind, StaffWork};
use sync::Outcome;

#[tokio::test(start_paused = true)]
async fn a_night_on_which_nobody_changed_anything_changes_nothing() {
    for flavour in FLAVOURS {
        let shop = Shop::new(flavour).await;
        let mut done = 0;
        for order in shop.orders() {
            if shop.handle(order).await == Outcome::Done {
                let by_night = shop.handle_by_night(order).await;
                assert_eq!(by_night, Outcome::Unchanged, "{flavour:?} {order}");
                done += 1;
            }
        }
        assert!(done > 20, "{flavour:?}: {done}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_deleted_invoice_parks_its_order_and_stays_deleted() {
    for flavour in FLAVOURS {
        let shop = Shop::new(flavour).await;
        assert_eq!(shop.handle(ORDER).await, Outcome::Done);
        shop.world.staff(StaffWork::DeleteDocument {
            kind: DocumentKind::Invoice,
            id: shop.document("invoices", ORDER),
        });
        let Outcome::Parked(parked) = shop.handle_by_night(ORDER).await else {
            panic!("{flavour:?}: not parked");
        };
        assert_eq!(parked.reason, ParkReason::ChangedInPerfex);
        assert_eq!(parked.order_total, Some(dec!(63.65)));
        assert!(
            parked.detail.starts_with("missing invoice"),
            "{}",
            parked.detail
        );
        assert_eq!(shop.world.office()["invoices"], json!([]));
        // It is the same trouble the night after.
        shop.handle_by_night(ORDER).await;
        let links = shop.world.table.links();
        let link = links.iter().find(|link| link.order == ORDER).unwrap();
        assert_eq!(link.outcome.tries, 2);
    }
}
