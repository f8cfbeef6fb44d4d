//! Documents that an earlier connector wrote are taken over, each by one order, and nothing is written
//! a second time.

use std::collections::BTreeMap;

use behaviour::store_wire::main_store;
use behaviour::world::World;
use rust_decimal::dec;
use serde_json::{Value, json};
use sim_crm::{DocumentKind, Flavour, StaffWork};
use sync::Outcome;
use sync::adopt::{Adopted, Adopter, Lookup, MatchBy, Wanted};
use sync::ports::Clock as _;
use sync::verify::{Lists, NamedDocuments};

use crate::shop::{FLAVOURS, ORDER, Shop, Way, found};

/// What the earlier connector added to an order's id for the number.
const ITS_OFFSET: i64 = 50_000;

/// The recorded shop whose order was written by an earlier connector.
async fn switched(flavour: Flavour) -> Shop {
    let shop = Shop::new(flavour).await;
    written_before(&shop, ORDER).await;
    shop
}

/// The earlier connector writes an order, under a number and a note of its own.
async fn written_before(shop: &Shop, order: u64) {
    let earlier = World::with(shop.flavour, |_, store| {
        store["index"] = json!(2);
        store["number_offset"] = json!(ITS_OFFSET);
    })
    .beside(&shop.world);
    let found = shop.read(order).await;
    let reading = sync::Reading::Found(Box::new(found));
    assert_eq!(earlier.handle(order, reading).await, Some(Outcome::Done));
    for (kind, name) in [
        (DocumentKind::Invoice, "invoices"),
        (DocumentKind::Estimate, "estimates"),
        (DocumentKind::CreditNote, "credit_notes"),
    ] {
        for document in shop.world.office()[name].as_array().unwrap() {
            let note = document["adminnote"].as_str().unwrap();
            if note.starts_with("wcs2") {
                let id = document["id"].to_string();
                let number = format!("Imported. Web order #{order}");
                shop.world.staff(StaffWork::EditDocument {
                    kind,
                    id: id.trim_matches('"').parse().unwrap(),
                    set: BTreeMap::from([("adminnote".to_owned(), number)]),
                });
            }
        }
    }
}

fn by_number() -> MatchBy {
    MatchBy {
        number_plus: Some(ITS_OFFSET),
        ..MatchBy::default()
    }
}

fn by_note() -> MatchBy {
    MatchBy {
        note: Some("Web order ".to_owned()),
        ..MatchBy::default()
    }
}

fn by_reference() -> MatchBy {
    MatchBy {
        reference: true,
        ..MatchBy::default()
    }
}

struct How {
    by: MatchBy,
    write: bool,
    even_if_different: bool,
}

fn how(by: MatchBy) -> How {
    How {
        by,
        write: true,
        even_if_different: false,
    }
}

/// What becomes of these orders.
async fn adopt(shop: &Shop, how: &How, orders: &[u64]) -> BTreeMap<u64, Adopted> {
    let lists = Lists::read(shop.world.client()).await.unwrap();
    let mut named = NamedDocuments::default();
    for link in shop.world.table.links() {
        named.add(&link);
    }
    let adopter = Adopter {
        id: &main_store(),
        rules: &shop.rules,
        crm: shop.world.client(),
        lookup: &Lookup::of(&lists, &how.by, shop.rules.store_index),
        named: &named,
        table: &shop.world.table,
        even_if_different: how.even_if_different,
    };
    let (mut wanted, mut ends) = (Wanted::default(), BTreeMap::new());
    let mut proposals = vec![];
    for order in orders {
        let found = shop.read(*order).await;
        match adopter.propose(&found.order, &found.refunds).await.unwrap() {
            Ok(proposal) => {
                wanted.add(&proposal);
                proposals.push(proposal);
            }
            Err(end) => drop(ends.insert(*order, end)),
        }
    }
    let now = shop.world.clock.now();
    for proposal in proposals {
        let order = proposal.order;
        let end = match wanted.settle(proposal) {
            Ok(proposal) => adopter.adopt(proposal, now, how.write).await.unwrap(),
            Err(end) => end,
        };
        ends.insert(order, end);
    }
    ends
}

async fn adopt_one(shop: &Shop, how: &How) -> Adopted {
    let mut ends = adopt(shop, how, &[ORDER]).await;
    ends.remove(&ORDER).unwrap()
}

fn linked(documents: &[&str], still_missing: &[&str]) -> Adopted {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    Adopted::Linked {
        documents: owned(documents),
        still_missing: owned(still_missing),
    }
}

#[tokio::test(start_paused = true)]
async fn an_adopted_order_is_not_written_a_second_time() {
    for flavour in FLAVOURS {
        for by in [by_number(), by_note()] {
            let shop = switched(flavour).await;
            let before = shop.world.office();
            let end = adopt_one(&shop, &how(by)).await;
            assert_eq!(end, linked(&["invoice 50183 of 63.65"], &[]));
            shop.handle(ORDER).await;
            assert_eq!(
                shop.world.office(),
                before,
                "{flavour:?}: nothing is written"
            );
            assert_eq!(found(&shop.verify(Way::Lists).await, ORDER), []);
            assert_eq!(shop.handle(ORDER).await, Outcome::Unchanged);
            assert_eq!(adopt_one(&shop, &how(by_number())).await, Adopted::Known);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn without_adopting_it_would_be_written_a_second_time() {
    for flavour in FLAVOURS {
        let shop = switched(flavour).await;
        shop.handle(ORDER).await;
        let office = shop.world.office();
        assert_eq!(office["invoices"].as_array().unwrap().len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn an_estimate_is_known_by_its_reference_and_becomes_an_invoice() {
    for flavour in FLAVOURS {
        let shop = Shop::new(flavour).await;
        shop.edit(ORDER, &json!({"status": "on-hold"}));
        written_before(&shop, ORDER).await;
        let before = shop.world.office();
        let end = adopt_one(&shop, &how(by_reference())).await;
        assert_eq!(end, linked(&["estimate 50183 of 63.65"], &[]));
        shop.handle(ORDER).await;
        assert_eq!(shop.world.office(), before, "{flavour:?}");
        shop.world.clock.pass(std::time::Duration::from_mins(1));
        shop.edit(ORDER, &json!({"status": "completed"}));
        assert_eq!(shop.handle(ORDER).await, Outcome::Done);
        let office = shop.world.office();
        let count = |name: &str| office[name].as_array().unwrap().len();
        assert_eq!((count("estimates"), count("invoices")), (1, 1));
        let clients = |office: &Value| office["clients"].as_array().unwrap().len();
        assert_eq!(clients(&office), clients(&before), "the client is the same");
    }
}

#[tokio::test(start_paused = true)]
async fn a_preview_writes_nothing() {
    for flavour in FLAVOURS {
        let shop = switched(flavour).await;
        let preview = How {
            write: false,
            ..how(by_number())
        };
        let end = adopt_one(&shop, &preview).await;
        assert_eq!(end, linked(&["invoice 50183 of 63.65"], &[]));
        assert!(shop.world.table.links().is_empty());
        assert!(shop.world.table.claims().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn another_total_is_told_and_adopted_only_if_a_person_says_so() {
    for flavour in FLAVOURS {
        let shop = switched(flavour).await;
        let id = shop.world.office()["invoices"][0]["id"].to_string();
        shop.world.staff(StaffWork::EditDocument {
            kind: DocumentKind::Invoice,
            id: id.trim_matches('"').parse().unwrap(),
            set: BTreeMap::from([("total".to_owned(), "63.60".to_owned())]),
        });
        let euros = |total| (total, "EUR".to_owned());
        let differs = Adopted::Differs {
            number: 50_183,
            order: euros(dec!(63.65)),
            document: euros(dec!(63.60)),
        };
        assert_eq!(adopt_one(&shop, &how(by_number())).await, differs);
        assert!(shop.world.table.links().is_empty());
        let anyway = How {
            even_if_different: true,
            ..how(by_number())
        };
        let end = adopt_one(&shop, &anyway).await;
        assert_eq!(end, linked(&["invoice 50183 of 63.60"], &[]));
        let before = shop.world.office();
        shop.handle(ORDER).await;
        assert_eq!(shop.world.office(), before, "it is left as it is");
    }
}

#[tokio::test(start_paused = true)]
async fn no_document_is_given_to_two_orders() {
    const OTHER: u64 = 205;
    for flavour in FLAVOURS {
        let shop = switched(flavour).await;
        // A plugin has renumbered another order.
        shop.edit(OTHER, &json!({"number": "183", "status": "completed"}));
        let ends = adopt(&shop, &how(by_number()), &[ORDER, OTHER]).await;
        assert_eq!(ends[&ORDER], Adopted::Taken(50_183));
        assert_eq!(ends[&OTHER], Adopted::Taken(50_183));
        assert!(shop.world.table.links().is_empty());

        let ends = adopt(&shop, &how(by_number()), &[ORDER]).await;
        assert_eq!(ends[&ORDER].code(), "linked");
        let ends = adopt(&shop, &how(by_number()), &[OTHER]).await;
        assert_eq!(ends[&OTHER], Adopted::Taken(50_183), "it is linked by now");
    }
}

#[tokio::test(start_paused = true)]
async fn several_documents_or_none_are_left_to_a_person() {
    for flavour in FLAVOURS {
        let shop = switched(flavour).await;
        let end = adopt_one(&shop, &how(by_reference())).await;
        assert_eq!(end, Adopted::NotFound, "invoices have no reference");
        let estimate = {
            shop.edit(ORDER, &json!({"status": "on-hold"}));
            let earlier = World::with(flavour, |_, store| {
                store["index"] = json!(3);
                store["number_offset"] = json!(70_000);
            })
            .beside(&shop.world);
            let reading = sync::Reading::Found(Box::new(shop.read(ORDER).await));
            earlier.handle(ORDER, reading).await;
            shop.edit(ORDER, &json!({"status": "completed"}));
            let id = shop.world.office()["estimates"][0]["id"].to_string();
            id.trim_matches('"').parse().unwrap()
        };
        let second = shop.world.staff(StaffWork::ConvertEstimate { estimate });
        shop.world.staff(StaffWork::EditDocument {
            kind: DocumentKind::Invoice,
            id: second,
            set: BTreeMap::from([("adminnote".to_owned(), "Web order 183".to_owned())]),
        });
        let end = adopt_one(&shop, &how(by_note())).await;
        assert!(
            matches!(&end, Adopted::Ambiguous(numbers) if numbers.len() == 2),
            "{end:?}"
        );
        assert!(shop.world.table.links().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn credit_notes_are_taken_over_and_only_what_is_missing_is_written() {
    for flavour in FLAVOURS {
        let shop = Shop::new(flavour).await;
        let refund = |amount: &str| {
            let refund = json!({"order": ORDER, "amount": amount});
            shop.wire.control("refund", &refund);
        };
        refund("5.00");
        written_before(&shop, ORDER).await;
        shop.world.clock.pass(std::time::Duration::from_mins(1));
        refund("7.00");
        let both = MatchBy {
            reference: true,
            ..by_number()
        };
        let end = adopt_one(&shop, &how(both)).await;
        let Adopted::Linked {
            documents,
            still_missing,
        } = end
        else {
            panic!("{end:?}");
        };
        assert_eq!(documents.len(), 2, "{documents:?}");
        assert!(documents[1].starts_with("credit note") && documents[1].ends_with("of 5.00"));
        assert_eq!(still_missing.len(), 1, "{still_missing:?}");
        assert_eq!(shop.handle(ORDER).await, Outcome::Done);
        let office = shop.world.office();
        let totals: Vec<&str> = office["credit_notes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|note| note["total"].as_str().unwrap())
            .collect();
        assert_eq!(totals, ["5.00", "7.00"]);
        assert_eq!(office["invoices"].as_array().unwrap().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn our_own_documents_are_found_again_when_the_table_is_lost() {
    for flavour in FLAVOURS {
        let mut shop = Shop::new(flavour).await;
        shop.handle(ORDER).await;
        let before = shop.world.office();
        shop.world = World::new(flavour).beside(&shop.world);
        let end = adopt_one(&shop, &how(MatchBy::default())).await;
        assert_eq!(end, linked(&["invoice 100183 of 63.65"], &[]));
        shop.handle(ORDER).await;
        assert_eq!(shop.world.office(), before);
    }
}

#[tokio::test(start_paused = true)]
async fn a_document_of_unknown_taxes_is_called_off_by_a_person() {
    for flavour in FLAVOURS {
        for is_known in [true, false] {
            let shop = Shop::new(flavour).await;
            shop.edit(ORDER, &json!({"status": "on-hold"}));
            written_before(&shop, ORDER).await;
            if !is_known {
                let id = shop.world.office()["estimates"][0]["id"].to_string();
                shop.world.staff(StaffWork::EditDocument {
                    kind: DocumentKind::Estimate,
                    id: id.trim_matches('"').parse().unwrap(),
                    set: BTreeMap::from([("subtotal".to_owned(), "1.00".to_owned())]),
                });
            }
            let end = adopt_one(&shop, &how(by_reference())).await;
            assert_eq!(end.code(), "linked");
            shop.handle(ORDER).await;
            let before = shop.world.office();
            shop.world.clock.pass(std::time::Duration::from_mins(1));
            shop.edit(ORDER, &json!({"status": "cancelled"}));
            let outcome = shop.handle(ORDER).await;
            if is_known {
                assert_eq!(outcome, Outcome::Done);
                assert_eq!(shop.world.office()["estimates"][0]["status"], "3");
                let tax = |office: &Value| office["estimates"][0]["total_tax"].clone();
                assert_eq!(tax(&shop.world.office()), tax(&before), "no tax is lost");
            } else {
                assert_eq!(outcome.reason(), "cancel_by_hand");
                assert_eq!(shop.world.office(), before);
            }
        }
    }
}
