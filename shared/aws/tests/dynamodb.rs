//! The real adapters against a `DynamoDB` stand-in: the suite that the table in memory passes too.

#![expect(clippy::unwrap_used)]

mod tables;

use std::collections::BTreeSet;

use aws::SettingsStore;
use behaviour::contract::{claims_keep_their_promises, full_link, links_keep_their_promises};
use behaviour::customer_contract::{customers_keep_their_promises, full_customer};
use behaviour::delta_contract::looks_are_kept_as_promised;
use behaviour::ledger_contract::{contribution, the_ledger_keeps_its_promises};
use behaviour::outage_contract::{
    breakers_keep_their_promises, the_waiting_room_keeps_its_promises,
};
use domain::ledger::{Account, Figure, Sums};
use domain::{Ledger, OrderId};
use intake::{Resource, StoreId};
use jiff::civil::date;
use rust_decimal::dec;
use sync::Settings;
use sync::ports::{Customers, Links, SettingsSource, TableError};
use tables::TestTable;

fn settings(offset: u32) -> Settings {
    Settings::from_json(&format!(
        r#"{{"version": 1,
            "perfex": {{"url": "https://crm.example.com", "flavour": "themesic-3",
                       "default_payment_mode": "1", "currencies": {{"EUR": 2}}}},
            "stores": {{"main": {{"index": 1, "url": "https://shop.example.com",
                                "number_offset": {offset}, "taxes": {{"1": "MwSt|19.00"}}}}}}}}"#
    ))
    .unwrap()
}

#[tokio::test]
async fn links_are_kept_as_promised() {
    let Some(test) = TestTable::create() else {
        return;
    };
    links_keep_their_promises(&test.table).await;
}

#[tokio::test]
async fn links_of_customers_are_kept_as_promised() {
    let Some(test) = TestTable::create() else {
        return;
    };
    customers_keep_their_promises(&test.table).await;
}

#[tokio::test]
async fn breakers_and_waiting_hints_are_kept_as_promised() {
    let Some(test) = TestTable::create() else {
        return;
    };
    breakers_keep_their_promises(&test.table).await;
    the_waiting_room_keeps_its_promises(&test.table).await;
}

#[tokio::test]
async fn scheduled_looks_are_kept_as_promised() {
    let Some(test) = TestTable::create() else {
        return;
    };
    looks_are_kept_as_promised(&test.table).await;
}

async fn ledger(table: &aws::Table, store: StoreId) -> Ledger {
    let mut ledger = Ledger::default();
    for row in table.ledger_rows(Some(&store)).await.unwrap() {
        assert_eq!(row.store, store);
        ledger.add(row.account, &row.sums);
    }
    ledger
}

#[tokio::test]
async fn the_ledger_is_kept_as_promised() {
    let Some(test) = TestTable::create() else {
        return;
    };
    the_ledger_keeps_its_promises(&test.table, async |store| ledger(&test.table, store).await)
        .await;
    for (store, kept) in test.table.contributed(None).await.unwrap() {
        let booked = ledger(&test.table, store.clone()).await;
        assert_eq!(booked, kept, "{store}");
    }
    let rows = test.table.ledger_rows(None).await.unwrap();
    let stores: BTreeSet<&StoreId> = rows.iter().map(|row| &row.store).collect();
    assert_eq!(stores.len(), 4, "one of each part of the suite: {stores:?}");
}

#[tokio::test]
async fn a_row_of_the_ledger_is_rewritten_unless_it_was_added_to() {
    let Some(test) = TestTable::create() else {
        return;
    };
    let mut link = full_link();
    let contributed = contribution(date(2026, 11, 23), None);
    let account = Account::Day {
        day: contributed.day,
        currency: contributed.currency,
    };
    let store = link.store.clone();
    let read = async || test.table.ledger_row(&store, &account).await.unwrap();
    let absent = read().await;
    assert_eq!((absent.version, absent.sums.is_empty()), (0, true));
    let right: Sums = [(Figure::Gross, dec!(5.10))].into_iter().collect();

    link.contribution = Some(contributed.clone());
    test.table.save_link(&mut link).await.unwrap();
    let refused = test.table.rewrite_ledger_row(&absent, &right).await;
    assert!(matches!(refused, Err(TableError::Conflict)), "{refused:?}");
    let seen = read().await;
    assert_eq!(seen.version, 1);
    let booked = Ledger::of([&contributed]).sums(&account);
    assert_eq!(seen.sums, booked);

    test.table.rewrite_ledger_row(&seen, &right).await.unwrap();
    let written = read().await;
    assert_eq!((written.version, &written.sums), (2, &right));
    let refused = test.table.rewrite_ledger_row(&seen, &booked).await;
    assert!(matches!(refused, Err(TableError::Conflict)), "{refused:?}");

    let row = test.raw("LEDGER#main#EUR", "DAY#2026-11-23");
    assert_eq!(
        (&row["gross"]["N"], &row["net"]["N"]),
        (&"5.1".into(), &"0".into())
    );
}

#[tokio::test]
async fn claims_are_kept_as_promised() {
    let Some(test) = TestTable::create() else {
        return;
    };
    claims_keep_their_promises(&test.table).await;
}

#[tokio::test]
async fn a_link_row_can_be_found_by_its_outcome() {
    let Some(test) = TestTable::create() else {
        return;
    };
    test.table.save_link(&mut full_link()).await.unwrap();
    let row = test.raw("ORDER#main#183", "LINK");
    assert_eq!(row["version"]["N"], "1");
    assert_eq!(row["outcome"]["S"], "parked");
    assert_eq!(row["reason"]["S"], "totals_differ");
    assert!(row["doc"]["S"].as_str().unwrap().contains("\"order\":183"));
}

#[tokio::test]
async fn parked_orders_are_listed_until_they_are_not_parked_any_more() {
    let Some(test) = TestTable::create() else {
        return;
    };
    let mut link = full_link();
    test.table.save_link(&mut link).await.unwrap();
    let parked = test.table.parked(&link.store).await.unwrap();
    let row = |reason: &str, resource, id| aws::ParkedRow {
        reason: reason.to_owned(),
        resource,
        id,
    };
    assert_eq!(parked, [row("totals_differ", Resource::Order, 183)]);
    let mut customer = full_customer();
    test.table.save_customer(&mut customer).await.unwrap();
    let parked = test.table.parked(&link.store).await.unwrap();
    assert_eq!(
        parked,
        [
            row("client_inactive", Resource::Customer, 7),
            row("totals_differ", Resource::Order, 183),
        ]
    );
    customer.outcome = sync::link::Recorded::default();
    test.table.save_customer(&mut customer).await.unwrap();
    let other = "other".parse().unwrap();
    assert!(test.table.parked(&other).await.unwrap().is_empty());
    link.outcome = sync::link::Recorded::default();
    test.table.save_link(&mut link).await.unwrap();
    assert!(test.table.parked(&link.store).await.unwrap().is_empty());
}

#[tokio::test]
async fn settings_are_pushed_with_their_history() {
    let Some(test) = TestTable::create() else {
        return;
    };
    let store = SettingsStore::new(test.table.clone());
    let now = "2026-11-23T04:26:13Z".parse().unwrap();
    assert!(test.table.settings().await.unwrap().is_none());
    assert!(store.current().await.unwrap().is_none());

    let first = store.push(&settings(1000), "jane", now).await.unwrap();
    assert_eq!(
        (first.version, first.before, first.written),
        (1, None, true)
    );
    assert_eq!(test.table.settings().await.unwrap(), Some(settings(1000)));

    let again = store.push(&settings(1000), "joe", now).await.unwrap();
    assert_eq!(
        (again.version, again.written),
        (1, false),
        "the same again is no new version"
    );

    let second = store.push(&settings(2000), "joe", now).await.unwrap();
    assert_eq!((second.version, second.written), (2, true));
    assert_eq!(
        second.before.unwrap()["stores"]["main"]["number_offset"],
        1000
    );
    assert_eq!(test.table.settings().await.unwrap(), Some(settings(2000)));

    let history = store.history().await.unwrap();
    let told: Vec<_> = history
        .iter()
        .map(|version| (version.version, version.by.as_str()))
        .collect();
    assert_eq!(told, [(2, "joe"), (1, "jane")]);
    assert_eq!(history[1].settings["stores"]["main"]["number_offset"], 1000);
    assert_eq!(history[1].at, "2026-11-23T04:26:13Z");
}

#[tokio::test]
async fn of_two_pushes_at_the_same_time_one_is_told_of_the_other() {
    let Some(test) = TestTable::create() else {
        return;
    };
    let store = SettingsStore::new(test.table.clone());
    let now = "2026-11-23T04:26:13Z".parse().unwrap();
    let (one, two) = (settings(1000), settings(2000));
    let (left, right) = tokio::join!(store.push(&one, "jane", now), store.push(&two, "joe", now));
    let versions = store.history().await.unwrap().len();
    match (&left, &right) {
        // The second one began after the first one had ended.
        (Ok(_), Ok(_)) => assert_eq!(versions, 2),
        (Ok(_), Err(TableError::Conflict)) | (Err(TableError::Conflict), Ok(_)) => {
            assert_eq!(versions, 1);
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn settings_that_cannot_be_read_name_the_field_and_can_be_replaced() {
    let Some(test) = TestTable::create() else {
        return;
    };
    test.put_raw("SETTINGS", "CURRENT", r#"{"version":9}"#);
    let said = test.table.settings().await.unwrap_err().to_string();
    assert!(said.contains("SETTINGS CURRENT"), "{said}");
    assert!(said.contains("perfex"), "{said}");

    let store = SettingsStore::new(test.table.clone());
    let now = "2026-11-23T04:26:13Z".parse().unwrap();
    assert_eq!(
        store.push(&settings(1), "jane", now).await.unwrap().version,
        2
    );
    assert_eq!(test.table.settings().await.unwrap(), Some(settings(1)));
}

#[tokio::test]
async fn many_links_are_read_at_once_and_a_broken_one_hides_no_other() {
    let Some(test) = TestTable::create() else {
        return;
    };
    let main = full_link().store;
    for order in 1..=120 {
        let mut link = full_link();
        link.order = order;
        test.table.save_link(&mut link).await.unwrap();
    }
    test.put_raw("ORDER#main#500", "LINK", r#"{"order":"jane@example.com"}"#);
    let wanted: BTreeSet<OrderId> = (1..=120).chain([500, 600]).map(OrderId).collect();
    let links = test.table.links(&main, &wanted).await.unwrap();
    assert_eq!(links.len(), 121);
    for order in 1..=120 {
        let link = links[&OrderId(order)].as_ref().unwrap();
        assert_eq!((link.order, link.version), (order, 1));
    }
    let said = links[&OrderId(500)].as_ref().unwrap_err().to_string();
    assert!(
        said.contains("ORDER#main#500 LINK") && !said.contains("jane"),
        "{said}"
    );
    assert!(!links.contains_key(&OrderId(600)));
}

#[tokio::test]
async fn a_table_that_is_not_there_is_told_by_name() {
    let Some(test) = TestTable::create() else {
        return;
    };
    let said = test
        .named("elsewhere")
        .settings()
        .await
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("not found in this AWS account and region"),
        "{said}"
    );
}
