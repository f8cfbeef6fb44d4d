//! Estimates, invoices, credit notes and payments.

use super::*;

#[tokio::test]
async fn every_kind_of_document_stands_as_it_was_written() {
    for flavour in BOTH {
        for kind in [
            DocumentKind::Estimate,
            DocumentKind::Invoice,
            DocumentKind::CreditNote,
        ] {
            let host = simulated(flavour, Setup::default());
            let client = client(&host, flavour);
            let new = document(new_client(&client).await);

            let id = new_document(&client, kind, &new).await;
            let read = client.document(kind, id).await.unwrap().unwrap();

            assert_eq!(
                (read.client, read.number),
                (new.client, Some(1234)),
                "{flavour} {kind}"
            );
            assert_eq!((read.total, read.subtotal), (new.total, new.subtotal));
            assert_eq!(read.total_tax, "22".parse().unwrap());
            assert_eq!(read.adminnote, new.adminnote);
            assert_eq!(read.items.len(), 2);
            assert_eq!(read.items[0].description, new.lines[0].description);
            assert_eq!(read.addresses.billing(), new.billing);
            if kind == DocumentKind::Estimate {
                assert_eq!(read.status, status::ESTIMATE_SENT);
                assert_eq!(read.reference_no, "1234");
            }
            let again = client.create_document(kind, &new, Uuid::new_v4()).await;
            assert_eq!(again, Err(Error::NumberTaken), "{flavour} {kind}");
            let numbered = client.documents_by_number(kind, 1234).await.unwrap();
            assert_eq!(numbered[0].id, id);
            let listed = client
                .documents_listed(kind, date(2020, 1, 1))
                .await
                .unwrap();
            assert!(listed.iter().any(|row| row.id == id), "{flavour} {kind}");
        }
    }
}

#[tokio::test]
async fn a_payment_settles_its_invoice() {
    for flavour in BOTH {
        let host = simulated(flavour, Setup::default());
        let client = client(&host, flavour);
        let new = document(new_client(&client).await);
        let id = new_document(&client, DocumentKind::Invoice, &new).await;
        let payment = NewPayment {
            invoice: id,
            amount: new.total,
            mode: "1".to_owned(),
            method: "stripe".to_owned(),
            transaction_id: "wcs1-p0000001234-e".to_owned(),
            note: "paid 2026-09-01".to_owned(),
        };

        let created = client
            .create_payment(&payment, Uuid::new_v4())
            .await
            .unwrap();

        assert_eq!(
            matches!(created, Created::Id(_)),
            flavour == Flavour::Themesic3
        );
        let read = client
            .document(DocumentKind::Invoice, id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(read.status, status::INVOICE_PAID, "{flavour}");
        assert_eq!(read.total_left_to_pay, Some("0".parse().unwrap()));
        assert_eq!(read.payments[0].transaction_id, payment.transaction_id);
        assert_eq!(read.payments[0].amount, new.total);
    }
}

#[tokio::test]
async fn an_update_replaces_every_line_and_can_cancel() {
    for flavour in BOTH {
        let host = simulated(flavour, Setup::default());
        let client = client(&host, flavour);
        let mut new = document(new_client(&client).await);
        let id = new_document(&client, DocumentKind::Invoice, &new).await;
        let existing = |read: &perfex::Document| -> Vec<ItemId> {
            read.items.iter().map(|item| item.id).collect()
        };
        let read = client
            .document(DocumentKind::Invoice, id)
            .await
            .unwrap()
            .unwrap();
        new.lines.push(line("Gift wrap", "1", "5"));
        new.subtotal = "115".parse().unwrap();
        new.total = "138".parse().unwrap();
        let mut update = UpdateDocument {
            document: new,
            existing: existing(&read),
            status: None,
        };

        client
            .update_document(DocumentKind::Invoice, id, &update)
            .await
            .unwrap();

        let read = client
            .document(DocumentKind::Invoice, id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (read.items.len(), read.total),
            (3, "138".parse().unwrap()),
            "{flavour}"
        );
        assert_eq!(read.total_tax, "23".parse().unwrap(), "{flavour}");

        update.document.lines.truncate(1);
        update.document.subtotal = "100".parse().unwrap();
        update.document.total = "120".parse().unwrap();
        update.existing = existing(&read);
        update.status = Some(status::INVOICE_CANCELLED);
        client
            .update_document(DocumentKind::Invoice, id, &update)
            .await
            .unwrap();

        let read = client
            .document(DocumentKind::Invoice, id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (read.items.len(), read.status),
            (1, status::INVOICE_CANCELLED),
            "{flavour}"
        );
        assert_eq!(read.total_tax, "20".parse().unwrap(), "{flavour}");
    }
}

#[tokio::test]
async fn a_3_that_reads_lines_from_items_gets_them() {
    let setup = Setup {
        line_key_items: true,
        ..Setup::default()
    };
    let host = simulated(Flavour::Themesic3, setup);
    let client = client(&host, Flavour::Themesic3);
    let new = document(new_client(&client).await);
    let id = new_document(&client, DocumentKind::Invoice, &new).await;
    let read = client
        .document(DocumentKind::Invoice, id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(read.items.len(), 2);
}

#[tokio::test]
async fn a_document_of_200_lines_arrives_whole() {
    for flavour in BOTH {
        let host = simulated(flavour, Setup::default());
        let client = client(&host, flavour);
        let mut new = document(new_client(&client).await);
        new.lines = (1..=200)
            .map(|n| line(&format!("Line {n}"), "1", "1"))
            .collect();
        new.subtotal = "200".parse().unwrap();
        new.total = "240".parse().unwrap();
        let kind = DocumentKind::Invoice;

        let id = if flavour == Flavour::Themesic3 {
            new_document(&client, kind, &new).await
        } else {
            let first = new.fitting(kind, client.max_form_variables);
            let id = new_document(&client, kind, &first).await;
            let read = client.document(kind, id).await.unwrap().unwrap();
            assert_eq!(read.items.len(), first.lines.len());
            let existing = read.items.iter().map(|item| item.id).collect();
            let update = UpdateDocument {
                document: new.clone(),
                existing,
                status: None,
            };
            client.update_document(kind, id, &update).await.unwrap();
            id
        };

        let read = client.document(kind, id).await.unwrap().unwrap();
        assert_eq!(
            (read.items.len(), read.total_tax),
            (200, "40".parse().unwrap()),
            "{flavour}"
        );
        assert_eq!(read.items[199].description, "Line 200");
    }
}
