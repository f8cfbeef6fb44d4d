//! Whatever stands otherwise in Perfex than the store says is found, order by order and to the cent.
use crate::shop::{FLAVOURS, ORDER, Shop, Way, found, one};
use rust_decimal::{Decimal, dec};
use serde_json::json;
use sim_crm::{DocumentKind, Flavour, StaffWork};
use sync::verify::{FindingKind, Report};

/// Sums of a kind of document in euros, over all months: what the store says, what Perfex holds.
fn euros(report: &Report, kind: &str) -> (Decimal, Decimal) {
    let rows = report.rows.iter();
    let rows = rows.filter(|(key, _)| key.ends_with(&format!("EUR {kind}")));
    rows.fold((dec!(0), dec!(0)), |(store, perfex), (_, row)| {
        (store + row.store.total, perfex + row.perfex.total)
    })
}

fn set(columns: &[(&str, &str)]) -> std::collections::BTreeMap<String, String> {
    let columns = columns.iter();
    columns
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn what_was_handled_agrees_but_for_what_is_parked() {
    for flavour in FLAVOURS {
        let shop = Shop::new(flavour).await;
        shop.handle_all().await;
        let by_id = shop.verify(Way::Documents).await;
        let news = by_id.count() - by_id.count_of(FindingKind::Parked);
        assert_eq!(news, 0, "{flavour:?}: {:?}", by_id.found);
        assert!(by_id.orders > 40, "{}", by_id.orders);
        for way in [Way::Lists, Way::Pages] {
            let mut report = shop.verify(way).await;
            // What is gone and has no documents is in no list of Perfex.
            report.gone = by_id.gone;
            assert_eq!(report, by_id, "{flavour:?} {way:?}");
        }
        let (store, perfex) = euros(&by_id, "invoice");
        let parked: Decimal = by_id
            .findings
            .iter()
            .filter(|finding| finding.currency == "EUR" && finding.document_code() == "invoice")
            .map(sync::verify::Finding::difference)
            .sum();
        assert!(perfex > dec!(100), "{perfex}");
        assert_eq!(perfex - store, parked, "what is parked explains the rest");
        let euros_office: Decimal = shop.world.office()["invoices"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|invoice| invoice["currency"] == "2" && invoice["status"] != "5")
            .map(|invoice| {
                invoice["total"]
                    .as_str()
                    .unwrap()
                    .parse::<Decimal>()
                    .unwrap()
            })
            .sum();
        assert_eq!(
            perfex, euros_office,
            "{flavour:?}: all that stands is counted"
        );
    }
}

/// Each flavour, read in each way.
fn ways() -> impl Iterator<Item = (Flavour, Way)> {
    FLAVOURS
        .into_iter()
        .flat_map(|flavour| [Way::Documents, Way::Lists, Way::Pages].map(|way| (flavour, way)))
}

#[tokio::test(start_paused = true)]
async fn a_deleted_invoice_is_missing() {
    for (flavour, way) in ways() {
        let shop = Shop::new(flavour).await;
        shop.handle(ORDER).await;
        let before = shop.verify(way).await;
        assert_eq!(found(&before, ORDER), []);
        shop.world.staff(StaffWork::DeleteDocument {
            kind: DocumentKind::Invoice,
            id: shop.document("invoices", ORDER),
        });
        let report = shop.verify(way).await;
        let missing = one(FindingKind::Missing, "63.65", "");
        assert_eq!(found(&report, ORDER), missing);
        let (before, after) = (euros(&before, "invoice"), euros(&report, "invoice"));
        assert_eq!(after, (before.0, before.1 - dec!(63.65)));
    }
}

#[tokio::test(start_paused = true)]
async fn an_edited_total_is_told_with_both_sums() {
    for (flavour, way) in ways() {
        let shop = Shop::new(flavour).await;
        shop.handle(ORDER).await;
        shop.world.staff(StaffWork::EditDocument {
            kind: DocumentKind::Invoice,
            id: shop.document("invoices", ORDER),
            set: set(&[("total", "63.64")]),
        });
        let report = shop.verify(way).await;
        let differs = one(FindingKind::TotalDiffers, "63.65", "63.64");
        assert_eq!(found(&report, ORDER)[..1], differs);
    }
}

#[tokio::test(start_paused = true)]
async fn an_invoice_by_convert_is_a_second_one() {
    for (flavour, way) in ways() {
        let shop = Shop::new(flavour).await;
        shop.edit(ORDER, &json!({"status": "processing"}));
        shop.handle(ORDER).await;
        let estimate = shop.document("estimates", ORDER);
        let second = shop.world.staff(StaffWork::ConvertEstimate { estimate });
        let report = shop.verify(way).await;
        let converted = one(FindingKind::SecondInvoice, "", "63.65");
        assert_eq!(found(&report, ORDER), converted);

        shop.world.clock.pass(std::time::Duration::from_mins(1));
        shop.edit(ORDER, &json!({"status": "completed"}));
        shop.handle(ORDER).await;
        let report = shop.verify(way).await;
        assert_eq!(found(&report, ORDER), converted);
        let finding = report
            .findings
            .iter()
            .find(|finding| finding.order == ORDER);
        assert_eq!(finding.unwrap().document_id, Some(second));
        assert!(finding.unwrap().detail.contains("100183"), "{finding:?}");

        shop.world.staff(StaffWork::DeleteDocument {
            kind: DocumentKind::Invoice,
            id: second,
        });
        assert_eq!(found(&shop.verify(way).await, ORDER), []);
    }
}

#[tokio::test(start_paused = true)]
async fn a_document_that_was_written_twice_is_found_in_the_lists() {
    for flavour in FLAVOURS {
        let shop = Shop::new(flavour).await;
        shop.handle(ORDER).await;
        // Another installation of the same store with an empty table and other numbers.
        let other = behaviour::world::World::with(flavour, |_, store| {
            store["number_offset"] = json!(200_000);
        })
        .beside(&shop.world);
        let client = shop.wire.client();
        let statuses = sync::read::statuses(&client).await.unwrap();
        let mut readings = sync::read::orders(&client, &statuses, &[ORDER]).await;
        let outcome = other.handle(ORDER, readings.remove(&ORDER).unwrap()).await;
        assert_eq!(outcome, Some(sync::Outcome::Done));
        assert_eq!(found(&shop.verify(Way::Documents).await, ORDER), []);
        let twice = one(FindingKind::SecondInvoice, "", "63.65");
        for way in [Way::Lists, Way::Pages] {
            let found = found(&shop.verify(way).await, ORDER);
            assert_eq!(found, twice, "{flavour:?} {way:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_that_was_never_written_is_missing_and_a_parked_one_is_parked() {
    for flavour in FLAVOURS {
        let shop = Shop::with(flavour, |store| {
            store["taxes"].as_object_mut().unwrap().remove("3");
        })
        .await;
        // Order 217 is in a rate that is mapped.
        let report = shop.verify(Way::Documents).await;
        let missing = report.findings.iter();
        let missing = missing.filter(|finding| finding.kind == FindingKind::Missing);
        assert!(
            report.count_of(FindingKind::Missing) > 20,
            "{:?}",
            report.found
        );
        assert!(
            missing
                .into_iter()
                .all(|finding| finding.perfex_total.is_none())
        );
        let parked = one(FindingKind::Parked, "63.65", "");
        for _ in 0..2 {
            let report = shop.verify(Way::Documents).await;
            assert_eq!(found(&report, ORDER), parked);
            let of_order = report
                .findings
                .iter()
                .find(|finding| finding.order == ORDER);
            let detail = &of_order.unwrap().detail;
            assert!(
                detail.starts_with("tax_not_mapped: no Perfex tax"),
                "{detail}"
            );
            shop.handle(ORDER).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_document_whose_order_is_gone_is_extra() {
    for (flavour, way) in ways() {
        let shop = Shop::new(flavour).await;
        shop.handle(ORDER).await;
        let gone = json!({"order": ORDER, "delete": "force"});
        shop.wire.control("edit", &gone);
        let report = shop.verify(way).await;
        let extra = one(FindingKind::Extra, "", "63.65");
        assert_eq!(found(&report, ORDER), extra);
        assert_eq!(report.gone, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn an_unpaid_or_cancelled_invoice_is_told() {
    for (flavour, way) in ways() {
        let shop = Shop::new(flavour).await;
        shop.handle(ORDER).await;
        let office = shop.world.office();
        let payment = office["payments"][0]["id"].to_string();
        let payment = payment.trim_matches('"').parse().unwrap();
        shop.world.staff(StaffWork::DeletePayment { payment });
        let not_paid = one(FindingKind::NotPaid, "63.65", "");
        assert_eq!(found(&shop.verify(way).await, ORDER), not_paid);
        shop.world.staff(StaffWork::EditDocument {
            kind: DocumentKind::Invoice,
            id: shop.document("invoices", ORDER),
            set: set(&[("status", "5")]),
        });
        let off = one(FindingKind::StatusDiffers, "63.65", "");
        assert_eq!(found(&shop.verify(way).await, ORDER), off);
    }
}

#[tokio::test(start_paused = true)]
async fn a_void_credit_note_and_one_whose_refund_is_gone_are_told() {
    for (flavour, way) in ways() {
        let shop = Shop::new(flavour).await;
        shop.wire
            .control("refund", &json!({"order": ORDER, "amount": "5.00"}));
        shop.handle(ORDER).await;
        assert_eq!(found(&shop.verify(way).await, ORDER), []);
        let office = shop.world.office();
        let note = office["credit_notes"][0]["id"].to_string();
        let credit_note = note.trim_matches('"').parse().unwrap();
        shop.world.staff(StaffWork::VoidCreditNote { credit_note });
        let void = one(FindingKind::StatusDiffers, "5.00", "");
        let report = shop.verify(way).await;
        assert_eq!(found(&report, ORDER), void);
        assert!(
            report
                .findings
                .iter()
                .any(|finding| finding.refund.is_some())
        );

        let shop = Shop::new(flavour).await;
        shop.wire
            .control("refund", &json!({"order": ORDER, "amount": "5.00"}));
        shop.handle(ORDER).await;
        let refund = shop.world.table.links()[0]
            .credit_notes
            .keys()
            .next()
            .copied();
        let delete = json!({"order": ORDER, "delete": refund.unwrap()});
        shop.wire.control("refund", &delete);
        let extra = one(FindingKind::Extra, "", "5.00");
        assert_eq!(found(&shop.verify(way).await, ORDER), extra);
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_that_changed_and_waits_to_be_handled_is_behind() {
    for (flavour, way) in ways() {
        let shop = Shop::new(flavour).await;
        shop.edit(ORDER, &json!({"status": "on-hold"}));
        shop.handle(ORDER).await;
        assert_eq!(found(&shop.verify(way).await, ORDER), []);
        shop.world.clock.pass(std::time::Duration::from_mins(1));
        shop.edit(ORDER, &json!({"status": "cancelled"}));
        let behind = one(FindingKind::Behind, "", "63.65");
        assert_eq!(found(&shop.verify(way).await, ORDER), behind);
        shop.handle(ORDER).await;
        assert_eq!(found(&shop.verify(way).await, ORDER), []);
    }
}
