//! The exact requests of the usual sequences.

use uuid::Uuid;

use super::{address, document};
use crate::script::{Script, json};
use crate::{
    Address, CustomFieldValue, DocumentId, DocumentKind, Error, Flavour, ItemId, NewClient,
    NewPayment, UpdateDocument, status,
};

const KEY: Uuid = Uuid::from_u128(7);
const DONE: &str = r#"{"status":true,"message":"Added Successfully"}"#;

#[tokio::test]
async fn a_client() {
    let script = Script::new([json(
        200,
        r#"{"status":true,"message":"Client add successful."}"#,
    )]);
    let new = NewClient {
        company: "Jane Doe".to_owned(),
        phonenumber: "+441".to_owned(),
        address: address(),
        billing: Some(address()),
        default_currency: Some(1),
        custom_fields: vec![CustomFieldValue {
            id: 3,
            value: "wcc-77-e".to_owned(),
        }],
        ..Default::default()
    };

    script
        .client(Flavour::Themesic2)
        .create_client(&new, KEY)
        .await
        .unwrap();

    insta::assert_snapshot!(script.transcript());
}

#[tokio::test]
async fn an_estimate() {
    let script = Script::new([json(200, DONE)]);
    let mut new = document();
    new.status = Some(status::ESTIMATE_SENT);
    new.shipping = Some(Address {
        city: "Leeds".to_owned(),
        ..address()
    });

    script
        .client(Flavour::Themesic2)
        .create_document(DocumentKind::Estimate, &new, KEY)
        .await
        .unwrap();

    insta::assert_snapshot!(script.transcript());
}

#[tokio::test]
async fn an_invoice_and_its_payment() {
    let script = Script::new([
        json(200, DONE),
        json(
            200,
            r#"{"paymentmode":true,"message":"Payment add successful."}"#,
        ),
    ]);
    let client = script.client(Flavour::Themesic2);
    let mut new = document();
    new.billing = Address::default();
    new.shipping = Some(address());
    new.adjustment = "-0.01".parse().unwrap();
    let payment = NewPayment {
        invoice: DocumentId(57),
        amount: "132".parse().unwrap(),
        mode: "1".to_owned(),
        method: "stripe".to_owned(),
        transaction_id: "wcs1-p0000001234-e".to_owned(),
        note: "Woo order 1234 ch_3Nx paid 2026-09-01".to_owned(),
    };

    client
        .create_document(DocumentKind::Invoice, &new, KEY)
        .await
        .unwrap();
    client.create_payment(&payment, KEY).await.unwrap();

    insta::assert_snapshot!(script.transcript());
}

#[tokio::test]
async fn a_credit_note() {
    let script = Script::new([json(200, DONE)]);
    script
        .client(Flavour::Themesic3)
        .create_document(DocumentKind::CreditNote, &document(), KEY)
        .await
        .unwrap();
    insta::assert_snapshot!(script.transcript());
}

#[tokio::test]
async fn an_update_reuses_lines_and_adds_the_rest() {
    let script = Script::new([json(
        200,
        r#"{"status":false,"message":"Invoice Updated Successfully"}"#,
    )]);
    let update = UpdateDocument {
        document: document(),
        existing: vec![ItemId(101)],
        status: None,
    };

    script
        .client(Flavour::Themesic2)
        .update_document(DocumentKind::Invoice, DocumentId(57), &update)
        .await
        .unwrap();

    let asked = script.asked();
    assert_eq!(
        (asked[0].method().as_str(), asked[0].uri().path()),
        ("PUT", "/api/invoices/57")
    );
    assert_eq!(asked[0].headers()["content-type"], "application/json");
    let body: serde_json::Value = serde_json::from_slice(asked[0].body()).unwrap();
    insta::assert_json_snapshot!(body);
}

#[tokio::test]
async fn an_update_removes_lines_left_over_and_cancels() {
    let script = Script::new([json(
        404,
        r#"{"status":false,"message":"Invoice Update Fail"}"#,
    )]);
    let update = UpdateDocument {
        document: document(),
        existing: vec![ItemId(101), ItemId(102), ItemId(103)],
        status: Some(status::INVOICE_CANCELLED),
    };

    let error = script
        .client(Flavour::Themesic2)
        .update_document(DocumentKind::Invoice, DocumentId(57), &update)
        .await
        .unwrap_err();

    assert_eq!(error, Error::NothingChanged);
    let asked = script.asked();
    let body: serde_json::Value = serde_json::from_slice(asked[0].body()).unwrap();
    assert_eq!(body["removed_items"], serde_json::json!(["103"]));
    assert_eq!(body["newitems"], serde_json::json!({}));
    assert_eq!(body["items"]["2"]["itemid"], "102");
    assert_eq!(body["status"], "5");
}

#[tokio::test]
async fn an_update_without_an_existing_line_is_not_sent() {
    let script = Script::new([]);
    let update = UpdateDocument {
        document: document(),
        existing: Vec::new(),
        status: None,
    };
    let client = script.client(Flavour::Themesic3);
    let error = client
        .update_document(DocumentKind::Estimate, DocumentId(5), &update)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Unsendable(_)), "{error:?}");
}
