//! A run that dies, waits, is cancelled or is worked on twice.

use std::time::Duration;

use behaviour::memory_table::Failure;
use behaviour::store_wire::main_store;
use intake::Resource;
use sim_woocommerce::{Fault, FaultKind};
use sync::breaker::Side;
use sync::full_sync::{Ending, Refused, Worked};
use sync::ports::{Breakers, Runs};

use crate::shop::Shop;
use crate::{LISTED, ORDERS, steps};

#[tokio::test(start_paused = true)]
async fn it_ends_with_exact_sums_wherever_it_dies() {
    let whole = Shop::with_orders(0);
    let run = whole.start(steps(&LISTED)).await.unwrap();
    whole.small_pages().await;
    let begun = whole.table.calls();
    whole.run_to_its_end().await;
    let calls = whole.table.calls() - begun;
    let requests = whole.wire.requests();
    let expected = whole.figures(&run.id).await;
    assert!(calls > 20, "{calls}");
    let deaths = [Failure::HangsBefore, Failure::HangsAfter];
    let table = (1..=calls).flat_map(|call| deaths.map(|death| (call, death)));
    for (call, failure) in table {
        let shop = Shop::with_orders(0);
        let run = shop.start(steps(&LISTED)).await.unwrap();
        shop.small_pages().await;
        shop.table.fail(call, failure);
        shop.run_to_its_end().await;
        assert_eq!(shop.figures(&run.id).await, expected, "{call} {failure:?}");
        assert_eq!(shop.queue.ids(Resource::Order), shop.listed_orders());
    }
    for sent in [0, 1, 9, 26, 50, 57] {
        let shop = Shop::with_orders(0);
        let run = shop.start(steps(&LISTED)).await.unwrap();
        shop.small_pages().await;
        shop.queue.hang_after(sent);
        shop.run_to_its_end().await;
        assert_eq!(shop.figures(&run.id).await, expected, "after {sent} hints");
    }
    for request in 1..=requests {
        let shop = Shop::with_orders(0);
        let run = shop.start(steps(&LISTED)).await.unwrap();
        shop.small_pages().await;
        shop.wire.hang_at(request);
        shop.run_to_its_end().await;
        assert_eq!(
            shop.figures(&run.id).await,
            expected,
            "at request {request}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn it_waits_for_a_store_in_maintenance_and_for_the_crm() {
    let shop = Shop::with_orders(120);
    let run = shop.start(steps(&ORDERS)).await.unwrap();
    let maintenance = Fault {
        kind: FaultKind::Maintenance,
        path_prefix: None,
        times: None,
        delay_ms: 0,
    };
    shop.wire.store().fail(maintenance);
    assert_eq!(shop.work().await, Some(Worked::Paused));
    let progress = shop.progress(&run.id).await;
    let pause = progress.pause.unwrap();
    assert!(pause.reason.contains("maintenance"), "{}", pause.reason);
    shop.wire.control_delete("faults");

    let mut crm = shop.table.breaker(&Side::Crm).await.unwrap();
    shop.open(&mut crm).await;
    assert_eq!(shop.work().await, Some(Worked::Paused));
    let paused = shop.progress(&run.id).await.pause.unwrap();
    assert!(
        paused.reason.contains("crm is out of order"),
        "{}",
        paused.reason
    );
    assert_eq!(paused.since, pause.since, "it has not got on since");
    assert_eq!(shop.queue.sent(), 0);
    shop.close(&mut crm).await;
    shop.run_to_its_end().await;
    assert_eq!(shop.queue.ids(Resource::Order), shop.listed_orders());
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_run_lists_no_more_and_makes_way() {
    let shop = Shop::with_orders(300);
    let run = shop.start(steps(&ORDERS)).await.unwrap();
    shop.wire.hang_at(3);
    shop.work().await;
    let store = main_store();
    let cancelled = sync::full_sync::cancel(&shop.table, &store, &run.id, &shop.clock).await;
    assert_eq!(cancelled.unwrap().ended.unwrap().0, Ending::Cancelled);
    let sent = shop.queue.sent();
    assert_eq!(shop.work().await, Some(Worked::Idle));
    assert_eq!(shop.queue.sent(), sent);
    let again = sync::full_sync::cancel(&shop.table, &main_store(), &run.id, &shop.clock).await;
    assert!(matches!(again, Err(Refused::Over(_))), "{again:?}");
    assert!(shop.start(steps(&ORDERS)).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_is_slow_stops_when_the_run_is_cancelled_under_it() {
    let shop = Shop::with_orders(300);
    let run = shop.start(steps(&ORDERS)).await.unwrap();
    shop.wire.cancel_at(4, shop.table.clone(), run.id.clone());
    assert_eq!(shop.work().await, Some(Worked::Busy));
    assert!(shop.queue.sent() < 300, "{}", shop.queue.sent());
    assert_eq!(
        shop.table.active_run(&main_store()).await.unwrap().run,
        None
    );
}

#[tokio::test(start_paused = true)]
async fn two_workers_are_never_at_one_run() {
    let shop = Shop::with_orders(120);
    shop.start(steps(&ORDERS)).await.unwrap();
    shop.wire.hang_at(2);
    assert_eq!(shop.work().await, None, "it hangs");
    assert_eq!(shop.work().await, Some(Worked::Busy));
    shop.clock.pass(Duration::from_mins(16));
    assert_eq!(shop.work().await, Some(Worked::Waiting));
    shop.run_to_its_end().await;
}
