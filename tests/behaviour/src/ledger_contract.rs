//! What every implementation of the table's ports promises of the ledger: it is changed together
//! with the link, by what the link's contribution changed, and never twice.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test suite: it panics at what is wrong"
)]

use domain::ledger::{Account, Figure, Sums};
use domain::{Contribution, Ledger, OrderId};
use futures::future::join_all;
use intake::StoreId;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use rust_decimal::{Decimal, dec};
use serde_json::json;
use sync::Link;
use sync::ports::{Links, TableError};

const DAY: Date = date(2026, 11, 23);
const JANE: &str = "e3b0c44298fc1c149afbf4c8";
const JOE: &str = "5d41402abc4b2a76b9719d91";

/// The suite for a table without a ledger. `ledger` reads that of a store.
pub async fn the_ledger_keeps_its_promises<L, A>(links: &L, ledger: A)
where
    L: Links,
    A: AsyncFn(StoreId) -> Ledger,
{
    a_life_is_booked_as_it_goes(links, &ledger).await;
    a_refused_link_books_nothing(links, &ledger).await;
    many_orders_at_once_add_up(links, &ledger).await;
    of_many_writers_one_books(links, &ledger).await;
}

/// A contribution of 119.90 euros on a day, and of nothing else.
pub fn contribution(day: Date, client: Option<&str>) -> Contribution {
    let json = json!({
        "currency": "EUR", "day": day, "client_key": client,
        "gross": "119.90", "net": "100.76", "tax": "19.14", "shipping": "4.12",
        "discount": "5.00", "refunded": "0.00",
    });
    serde_json::from_value(json).expect("a contribution of this form")
}

/// Orders of a store of their own, so that no other suite's are in its ledger.
fn link(store: &str, order: u64) -> Link {
    let now: Timestamp = "2026-11-23T04:26:13Z".parse().expect("a good time");
    Link::new(id(store), OrderId(order), now)
}

fn id(store: &str) -> StoreId {
    store.parse().expect("a good id")
}

async fn a_life_is_booked_as_it_goes<L: Links>(
    links: &L,
    ledger: &impl AsyncFn(StoreId) -> Ledger,
) {
    let mut link = link("life", 183);
    links.save_link(&mut link).await.unwrap();
    assert!(ledger(id("life")).await.is_empty(), "nothing to book");

    let first = contribution(DAY, Some(JANE));
    let mut refunded = first.clone();
    refunded.refunded = dec!(7.13);
    let mut earlier = refunded.clone();
    earlier.day = date(2026, 11, 22);
    let mut another = earlier.clone();
    another.client_key = Some(JOE.to_owned());
    let mut nobody = another.clone();
    nobody.client_key = None;
    let mut dear: Contribution = nobody.clone();
    dear.gross = dec!(9_999_999_999_999.99);
    dear.currency = "USD".to_owned().try_into().unwrap();
    for (what, contributes) in [
        ("booked", Some(&first)),
        ("the same again", Some(&first)),
        ("changed", Some(&refunded)),
        ("moved to another day", Some(&earlier)),
        ("moved to another client", Some(&another)),
        ("without a client", Some(&nobody)),
        ("in another currency, and large", Some(&dear)),
        ("removed", None),
        ("still removed", None),
        ("back", Some(&first)),
    ] {
        link.contribution = contributes.cloned();
        links.save_link(&mut link).await.unwrap();
        assert_eq!(ledger(id("life")).await, Ledger::of(contributes), "{what}");
        assert!(link.booking().is_empty(), "{what}: nothing is left to book");
        // The next worker begins with what stands, not with what this one remembers.
        link = links
            .link(&link.store, OrderId(183))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(link.contribution.as_ref(), contributes, "{what}");
        assert!(link.booking().is_empty(), "{what}: nothing is left to book");
    }
    assert!(ledger(id("other")).await.is_empty(), "stores are apart");
}

/// A worker that was overtaken, or that lost the answer to its own write and tries again with what
/// it remembers.
async fn a_refused_link_books_nothing<L: Links>(
    links: &L,
    ledger: &impl AsyncFn(StoreId) -> Ledger,
) {
    let booked = contribution(DAY, Some(JANE));
    for order in [183, 184] {
        let mut seen = link("refused", order);
        if order == 184 {
            links.save_link(&mut seen).await.unwrap();
        }
        seen.contribution = Some(booked.clone());
        let mut forgetful = seen.clone();
        links.save_link(&mut seen).await.unwrap();
        "again".clone_into(&mut forgetful.status);
        for _ in 0..2 {
            let refused = links.save_link(&mut forgetful).await;
            assert!(matches!(refused, Err(TableError::Conflict)), "{refused:?}");
            assert!(!forgetful.booking().is_empty(), "it was not booked");
        }
    }
    let ledger = ledger(id("refused")).await;
    assert_eq!(ledger, Ledger::of([&booked, &booked]));
}

async fn many_orders_at_once_add_up<L: Links>(links: &L, ledger: &impl AsyncFn(StoreId) -> Ledger) {
    let mut orders: Vec<Link> = (1..=24).map(|order| link("many", order)).collect();
    for link in &mut orders {
        let mut contribution = contribution(DAY, Some(JANE));
        // Tenths do not add up in binary fractions.
        contribution.gross = Decimal::new(10, 2);
        link.contribution = Some(contribution);
    }
    let booked = join_all(orders.iter_mut().map(|link| links.save_link(link))).await;
    assert!(booked.iter().all(Result::is_ok), "{booked:?}");
    let ledger = ledger(id("many")).await;
    let contributions = orders.iter().filter_map(|link| link.contribution.as_ref());
    assert_eq!(ledger, Ledger::of(contributions));
    let currency = "EUR".to_owned().try_into().unwrap();
    let sums: Sums = ledger.sums(&Account::Day { day: DAY, currency });
    assert_eq!(sums.of(Figure::OrdersCount), dec!(24));
    assert_eq!(sums.of(Figure::Gross), dec!(2.40));
}

async fn of_many_writers_one_books<L: Links>(links: &L, ledger: &impl AsyncFn(StoreId) -> Ledger) {
    let mut seen = link("writers", 185);
    let mut stands = None;
    for round in 0..3_i64 {
        let mut writers: Vec<Link> = (0..8_i64)
            .map(|writer| {
                let mut link = seen.clone();
                let mut contribution = contribution(DAY, Some(JANE));
                contribution.gross = Decimal::new(100 * round + writer, 2);
                link.contribution = Some(contribution);
                link
            })
            .collect();
        let results = join_all(writers.iter_mut().map(|link| links.save_link(link))).await;
        let won = results.iter().filter(|result| result.is_ok()).count();
        assert_eq!(won, 1, "exactly one of the writers of round {round} wins");
        for result in results.iter().filter(|result| result.is_err()) {
            assert!(matches!(result, Err(TableError::Conflict)), "{result:?}");
        }
        seen = links
            .link(&seen.store, OrderId(185))
            .await
            .unwrap()
            .unwrap();
        stands.clone_from(&seen.contribution);
    }
    assert_eq!(ledger(id("writers")).await, Ledger::of(&stands));
}
