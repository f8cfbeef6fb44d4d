//! How reads are sent and tried again.

use std::time::Duration;

use transport::TransportError;

use crate::script::{Script, html, json};
use crate::{ClientId, CustomFieldOwner, DocumentId, DocumentKind, Error, Flavour};

const EMPTY: &str = r#"{"status":false,"message":"No data were found"}"#;

#[tokio::test]
async fn every_call_carries_the_token_and_an_id_of_its_own() {
    let script = Script::new([html(500, "oops"), json(200, "[]")]);

    script.client(Flavour::Themesic2).taxes().await.unwrap();

    let asked = script.asked();
    assert_eq!(asked[0].uri(), "https://crm.test/api/common/tax_data");
    for request in &asked {
        assert_eq!(request.headers()["authtoken"], "tok_secret");
        assert!(request.headers()["authtoken"].is_sensitive());
        assert!(!format!("{request:?}").contains("tok_secret"));
    }
    assert_ne!(
        asked[0].headers()["x-request-id"],
        asked[1].headers()["x-request-id"]
    );
}

#[tokio::test]
async fn a_read_is_tried_three_times_and_not_more() {
    let failing = || {
        [
            Err(TransportError::TimedOut),
            html(502, ""),
            Err(TransportError::NotSent("x".into())),
        ]
    };
    let script = Script::new(failing());

    let error = script.client(Flavour::Themesic3).taxes().await.unwrap_err();

    assert!(matches!(error, Error::NotSent(_)), "{error:?}");
    assert_eq!(script.asked().len(), 3);
}

#[tokio::test]
async fn a_read_is_not_tried_again_after_its_budget() {
    let script = Script::new([html(500, "")]);
    let client = script
        .client(Flavour::Themesic3)
        .with_read_budget(Duration::ZERO);

    assert!(matches!(client.taxes().await, Err(Error::Unavailable(_))));
    assert_eq!(script.asked().len(), 1);
}

#[tokio::test]
async fn what_time_does_not_cure_is_not_tried_again() {
    for answer in [
        json(403, "{}"),
        json(429, "{}"),
        html(202, "<p>captcha"),
        json(404, r#"{"message":"Not valid data"}"#),
    ] {
        let script = Script::new([answer]);
        assert!(script.client(Flavour::Themesic3).taxes().await.is_err());
        assert_eq!(script.asked().len(), 1);
    }
}

#[tokio::test]
async fn lookups_decode_texts_and_numbers() {
    let script = Script::new([
        json(
            200,
            r#"[{"id":"4","name":"R&amp;D","taxrate":"20.00"},{"id":5,"name":"GST","taxrate":5}]"#,
        ),
        json(
            200,
            r#"[{"id":"1","name":"Bank","description":null,"selected_by_default":"1","active":"1"},{"id":"stripe","name":"Stripe","active":"0"}]"#,
        ),
        json(
            200,
            r#"[{"field_name":"custom_fields[customers][3]","custom_field_id":"3","label":"Marker","required":"0","type":"input","value":""}]"#,
        ),
    ]);
    let client = script.client(Flavour::Themesic2);

    let taxes = client.taxes().await.unwrap();
    let modes = client.payment_modes().await.unwrap();
    let fields = client
        .custom_fields(CustomFieldOwner::Customers)
        .await
        .unwrap();

    let names: Vec<_> = taxes.iter().map(|tax| tax.tax_name().to_string()).collect();
    assert_eq!(names, ["R&D|20.00", "GST|5.00"]);
    assert_eq!((modes[0].active, modes[1].id.as_str()), (true, "stripe"));
    assert_eq!((fields[0].id, fields[0].label.as_str()), (3, "Marker"));
}

#[tokio::test]
async fn a_document_is_read_with_lines_and_payments() {
    let script = Script::new([json(
        200,
        r#"{"id":"57","clientid":"31","number":"1234","date":"2026-09-01","currency":"1","currency_name":"GBP",
            "subtotal":"110.00","total_tax":22.0,"total":"132.00","adjustment":null,"status":"2","hash":"abc",
            "adminnote":"wcs1-o0000001234-e<br />\nTom &amp; Co","total_left_to_pay":"0.00",
            "items":{"1":{"id":"102","description":"Shipping","long_description":"","qty":"1.00","rate":"10.00","unit":"","item_order":"2"},
                     "2":{"id":"101","description":"Shirt","long_description":null,"qty":"2.00","rate":"50.00","unit":null,"item_order":"1"}},
            "payments":[{"id":"9","paymentid":"9","invoiceid":"57","amount":"132.00","transactionid":"wcs1-p0000001234-e"}]}"#,
    )]);
    let client = script.client(Flavour::Themesic2);

    let found = client.document(DocumentKind::Invoice, DocumentId(57)).await;

    let document = found.unwrap().unwrap();
    assert_eq!(document.adminnote, "wcs1-o0000001234-e\nTom & Co");
    assert_eq!(document.total_tax, "22".parse().unwrap());
    let items: Vec<_> = document.items.iter().map(|item| item.id.0).collect();
    assert_eq!(items, [101, 102]);
    assert_eq!(document.payments[0].transaction_id, "wcs1-p0000001234-e");
    assert_eq!(
        document.total_left_to_pay,
        Some(rust_decimal::Decimal::ZERO)
    );
    let shown = format!("{document:?}");
    assert!(
        !shown.contains("Shirt") && !shown.contains("Tom"),
        "{shown}"
    );
}

#[tokio::test]
async fn a_document_s_addresses_are_read_decoded_and_shipping_only_where_included() {
    const BODY: &str = r#"{"id":57,"clientid":31,"currency":1,"subtotal":"1.00","total":"1.00","status":1,
        "billing_street":"1 High St<br />\nFlat 2","billing_country":"235","shipping_street":"Dock",
        "shipping_country":"0","include_shipping":"1"}"#;
    const WITHOUT: &str = r#"{"id":57,"clientid":31,"currency":1,"subtotal":"1.00","total":"1.00","status":1,
        "billing_country":null,"shipping_street":"Dock","include_shipping":"0"}"#;
    let script = Script::new([json(200, BODY), json(200, WITHOUT)]);
    let client = script.client(Flavour::Themesic3);
    let mut read = Vec::new();
    for _ in 0..2 {
        let found = client.document(DocumentKind::Invoice, DocumentId(57)).await;
        read.push(found.unwrap().unwrap().addresses);
    }

    assert_eq!(read[0].billing().street, "1 High St\nFlat 2");
    assert_eq!(read[0].billing().country, Some(235));
    assert_eq!(read[0].shipping().unwrap().country, None);
    assert_eq!(
        (read[1].billing().country, read[1].shipping()),
        (None, None)
    );
}

#[tokio::test]
async fn an_absent_record_is_none_and_another_one_is_an_error() {
    let script = Script::new([
        json(404, EMPTY),
        json(404, EMPTY),
        json(200, r#"{"userid":"8","company":"Jane Doe"}"#),
        json(
            200,
            r#"{"id":"2","clientid":"31","currency":"1","subtotal":"1","total":"1","status":"1"}"#,
        ),
    ]);
    let client = script.client(Flavour::Themesic2);

    assert_eq!(
        client
            .document(DocumentKind::Estimate, DocumentId(1))
            .await
            .unwrap(),
        None
    );
    assert_eq!(client.client(ClientId(7)).await.unwrap(), None);
    let error = client.client(ClientId(7)).await.unwrap_err();
    assert!(matches!(error, Error::Unexpected(_)), "{error:?}");
    let read = client.document(DocumentKind::Estimate, DocumentId(1)).await;
    assert!(matches!(read, Err(Error::Unexpected(_))), "{read:?}");
}

#[tokio::test]
async fn a_probe_tells_the_generations_apart() {
    let script = Script::new([
        json(200, r#"{"openapi":"3.0.3","info":{"version":"3.1.0"}}"#),
        json(200, "[]"),
        json(404, r#"{"status":false,"message":"Token is not defined."}"#),
        json(404, EMPTY),
    ]);
    let probe = script.client(Flavour::Themesic3).probe().await;
    assert_eq!(probe.api_version.as_deref(), Some("3.1.0"));
    assert_eq!(probe.likely_flavour(), Flavour::Themesic3);
    assert!(matches!(probe.payment_modes, Err(Error::Auth { .. })));
    assert_eq!(probe.client_fields.unwrap(), []);

    let script = Script::new([
        json(404, r#"{"status":false,"error":"Unknown method"}"#),
        json(200, "[]"),
        json(200, "[]"),
        json(200, "[]"),
    ]);
    let probe = script.client(Flavour::Themesic2).probe().await;
    assert_eq!(probe.likely_flavour(), Flavour::Themesic2);
}
