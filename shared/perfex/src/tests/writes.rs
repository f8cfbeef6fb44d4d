//! How writes are sent, and what their answers come to.

use transport::TransportError;
use uuid::Uuid;

use super::{document, line};
use crate::script::{Script, html, json};
use crate::{
    ClientId, Created, CustomFieldValue, DocumentId, DocumentKind, Error, Flavour, NewClient,
    NewContact, NewPayment,
};

const KEY: Uuid = Uuid::from_u128(7);

fn payment() -> NewPayment {
    NewPayment {
        invoice: DocumentId(57),
        amount: "132".parse().unwrap(),
        mode: "1".to_owned(),
        method: "stripe".to_owned(),
        transaction_id: "wcs1-p0000001234-e".to_owned(),
        note: String::new(),
    }
}

#[tokio::test]
async fn a_write_is_sent_once_whatever_comes_back() {
    for answer in [
        html(500, ""),
        Err(TransportError::TimedOut),
        Err(TransportError::NotSent("x".into())),
    ] {
        let script = Script::new([answer]);
        let client = script.client(Flavour::Themesic3);
        assert!(
            client
                .create_document(DocumentKind::Invoice, &document(), KEY)
                .await
                .is_err()
        );
        assert_eq!(script.asked().len(), 1);
    }
}

#[tokio::test]
async fn a_post_carries_its_idempotency_key_in_both_generations() {
    for flavour in [Flavour::Themesic2, Flavour::Themesic3] {
        let script = Script::new([json(200, r#"{"status":true}"#)]);
        script
            .client(flavour)
            .create_payment(&payment(), KEY)
            .await
            .unwrap();
        let asked = script.asked();
        assert_eq!(
            asked[0].headers()["idempotency-key"],
            KEY.to_string().as_str()
        );
        assert_eq!(
            asked[0].headers()["content-type"],
            "application/x-www-form-urlencoded"
        );
    }
}

#[tokio::test]
async fn an_id_is_told_by_3_and_not_by_2() {
    let script = Script::new([
        json(
            201,
            r#"{"status":true,"message":"Invoice Added Successfully","record_id":"57"}"#,
        ),
        json(
            200,
            r#"{"status":true,"message":"Invoice Added Successfully"}"#,
        ),
        json(200, r#"{"status":true,"data":{"invoice_id":58}}"#),
    ]);
    let client = script.client(Flavour::Themesic2);
    let mut created = Vec::new();
    for _ in 0..3 {
        created.push(
            client
                .create_document(DocumentKind::Invoice, &document(), KEY)
                .await
                .unwrap(),
        );
    }
    assert_eq!(created, [Created::Id(57), Created::Untold, Created::Id(58)]);
}

#[tokio::test]
async fn an_empty_200_is_a_payment_and_an_open_question_for_everything_else() {
    let script = Script::new([html(200, ""), html(200, "")]);
    let client = script.client(Flavour::Themesic2);

    assert_eq!(
        client.create_payment(&payment(), KEY).await.unwrap(),
        Created::Untold
    );
    let error = client
        .create_document(DocumentKind::Invoice, &document(), KEY)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Ambiguous(_)), "{error:?}");
}

#[tokio::test]
async fn a_3_that_wants_items_gets_them_once_under_another_key() {
    let refusal = r#"{"status":false,"error":"validation_failed","errors":{"newitems":"The newitems field is unknown"}}"#;
    let script = Script::new([
        json(422, refusal),
        json(200, r#"{"status":true,"record_id":57}"#),
    ]);

    let created = script
        .client(Flavour::Themesic3)
        .create_document(DocumentKind::Invoice, &document(), KEY)
        .await
        .unwrap();

    assert_eq!(created, Created::Id(57));
    let asked = script.asked();
    let second = String::from_utf8_lossy(asked[1].body()).into_owned();
    assert!(
        second.contains("&items%5B0%5D%5Border%5D=1") && !second.contains("newitems"),
        "{second}"
    );
    assert_ne!(
        asked[0].headers()["idempotency-key"],
        asked[1].headers()["idempotency-key"]
    );
}

#[tokio::test]
async fn another_validation_or_another_generation_is_not_sent_twice() {
    let newitems = r#"{"status":false,"errors":{"newitems":"required"}}"#;
    let total = r#"{"status":false,"errors":{"total":"required"}}"#;
    for (flavour, body) in [(Flavour::Themesic2, newitems), (Flavour::Themesic3, total)] {
        let script = Script::new([json(422, body)]);
        let result = script
            .client(flavour)
            .create_document(DocumentKind::Invoice, &document(), KEY)
            .await;
        assert!(
            matches!(result, Err(Error::Validation { .. })),
            "{result:?}"
        );
    }
}

#[tokio::test]
async fn a_document_too_long_for_a_form_goes_as_json_in_3_and_in_steps_in_2() {
    let mut long = document();
    long.lines = (0..160)
        .map(|n| line(&format!("Line {n}"), "1", "1"))
        .collect();
    assert!(long.form_variables(DocumentKind::Invoice) > 1000);

    let script = Script::new([json(200, r#"{"status":true,"record_id":57}"#)]);
    let client = script.client(Flavour::Themesic3);
    client
        .create_document(DocumentKind::Invoice, &long, KEY)
        .await
        .unwrap();
    let asked = script.asked();
    assert_eq!(asked[0].headers()["content-type"], "application/json");
    assert_eq!(
        asked[0].headers()["idempotency-key"],
        KEY.to_string().as_str()
    );
    let body: serde_json::Value = serde_json::from_slice(asked[0].body()).unwrap();
    assert_eq!(body["newitems"].as_array().map(Vec::len), Some(160));
    assert_eq!(body["total"], "132.00");

    let script = Script::new([]);
    let client = script.client(Flavour::Themesic2);
    let error = client
        .create_document(DocumentKind::Invoice, &long, KEY)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Unsendable(_)), "{error:?}");
    let fitting = long.fitting(DocumentKind::Invoice, 1000);
    assert!(fitting.form_variables(DocumentKind::Invoice) <= 1000);
    assert_eq!(fitting.lines.len(), 140);
    assert_eq!(fitting.lines[..], long.lines[..140]);
}

#[tokio::test]
async fn a_form_cut_off_at_the_limit_loses_required_fields_before_it_loses_lines_silently() {
    let script = Script::new([json(200, r#"{"status":true}"#)]);
    let client = script.client(Flavour::Themesic2);
    client
        .create_document(DocumentKind::Invoice, &document(), KEY)
        .await
        .unwrap();
    let transcript = script.transcript();
    let at = |text: &str| transcript.find(text).unwrap();
    for required in ["  number=", "  subtotal=", "  total="] {
        assert!(at(required) > at("newitems[1][taxname]"), "{transcript}");
    }
}

#[tokio::test]
async fn content_that_cannot_stand_in_perfex_is_not_sent() {
    let script = Script::new([]);
    let client = script.client(Flavour::Themesic3);
    let spoil: [fn(&mut crate::NewDocument); 5] = [
        |new| new.total = "132.005".parse().unwrap(),
        |new| new.lines[0].rate = "0.125".parse().unwrap(),
        |new| new.number = 2_147_483_648,
        |new| new.lines.clear(),
        |new| new.allowed_payment_modes.clear(),
    ];
    for spoil in spoil {
        let mut new = document();
        spoil(&mut new);
        let error = client
            .create_document(DocumentKind::Invoice, &new, KEY)
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Unsendable(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_contact_brings_no_mail_upon_the_shopper() {
    let script = Script::new([json(
        200,
        r#"{"status":true,"message":"Contact added successfully."}"#,
    )]);
    let new = NewContact {
        client: ClientId(31),
        firstname: "Jane".to_owned(),
        lastname: " ".to_owned(),
        email: "jane@example.com".to_owned(),
        password: "0123456789abcdef01234567".to_owned().into(),
        phonenumber: String::new(),
        title: String::new(),
        is_primary: true,
    };

    let created = script
        .client(Flavour::Themesic2)
        .create_contact(&new, KEY)
        .await
        .unwrap();

    assert_eq!(created, Created::Untold);
    assert!(!format!("{new:?}").contains("ane"));
    assert_eq!(
        script.transcript(),
        "POST /api/contacts\n  customer_id=31\n  firstname=Jane\n  lastname=-\n  email=jane@example.com\n  \
         password=0123456789abcdef01234567\n  is_primary=on\n  donotsendwelcomeemail=on\n"
    );
}

#[tokio::test]
async fn texts_too_long_for_their_columns_are_cut_between_characters() {
    let script = Script::new([json(200, r#"{"status":true,"record_id":31}"#)]);
    let new = NewClient {
        company: "é".repeat(300),
        phonenumber: "1".repeat(40),
        address: crate::Address {
            zip: "9".repeat(20),
            ..Default::default()
        },
        custom_fields: vec![CustomFieldValue {
            id: 3,
            value: "wcc-1-e".to_owned(),
        }],
        ..Default::default()
    };

    let created = script
        .client(Flavour::Themesic3)
        .create_client(&new, KEY)
        .await
        .unwrap();

    assert_eq!(created, Created::Id(31));
    assert_eq!(
        script.transcript(),
        format!(
            "POST /api/customers\n  company={}\n  phonenumber={}\n  zip={}\n  country=0\n  custom_fields[customers][3]=wcc-1-e\n",
            "é".repeat(191),
            "1".repeat(30),
            "9".repeat(15)
        )
    );
}
