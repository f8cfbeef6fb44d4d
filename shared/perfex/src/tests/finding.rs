//! Finding what stands in Perfex already.

use jiff::civil::date;

use crate::script::{Script, json};
use crate::{ClientId, ContactId, DocumentId, DocumentKind, Flavour};

const EMPTY: &str = r#"{"status":false,"message":"No data were found"}"#;

#[tokio::test]
async fn contacts_are_matched_by_the_whole_email_in_any_case() {
    let script = Script::new([json(
        200,
        r#"[{"id":"8","userid":"31","is_primary":"1","email":"Jane@Example.com","password":"$2a$08$hash","invoice_emails":"1"},
            {"id":"9","userid":"32","is_primary":"0","email":"mary-jane@example.com"}]"#,
    )]);

    let contacts = script
        .client(Flavour::Themesic2)
        .contacts_by_email(" JANE@example.com")
        .await
        .unwrap();

    assert_eq!(contacts.len(), 1);
    assert_eq!(
        (contacts[0].id, contacts[0].client),
        (ContactId(8), ClientId(31))
    );
    assert!(contacts[0].is_primary);
    assert_eq!(contacts[0].invoice_emails, Some(true));
    assert!(!format!("{contacts:?}").to_lowercase().contains("jane"));
    assert_eq!(
        script.transcript(),
        "GET /api/contacts/search/jane%40example.com\n"
    );
}

#[tokio::test]
async fn an_email_with_a_quote_is_searched_by_its_longest_harmless_part() {
    let script = Script::new([json(404, EMPTY)]);

    script
        .client(Flavour::Themesic2)
        .contacts_by_email("o'neill@example.com")
        .await
        .unwrap();

    assert_eq!(
        script.transcript(),
        "GET /api/contacts/search/neill%40example.com\n"
    );
}

#[tokio::test]
async fn contacts_of_a_client_come_from_its_own_path_in_2() {
    let script = Script::new([json(
        200,
        r#"[{"id":"8","userid":"31","email":"a@b.test"}]"#,
    )]);
    let contacts = script
        .client(Flavour::Themesic2)
        .contacts_of(ClientId(31))
        .await
        .unwrap();
    assert_eq!(contacts.len(), 1);
    assert_eq!(script.transcript(), "GET /api/contacts/31\n");
}

#[tokio::test]
async fn a_3_that_takes_the_id_for_a_contact_s_is_walked_page_by_page() {
    let script = Script::new([
        json(200, r#"{"id":"31","userid":"4","email":"other@b.test"}"#),
        json(
            200,
            r#"{"data":[{"id":"9","userid":"4"}],"meta":{"page":1,"total_pages":2}}"#,
        ),
        json(
            200,
            r#"{"data":[{"id":"8","userid":"31"}],"meta":{"page":2,"total_pages":2}}"#,
        ),
    ]);

    let contacts = script
        .client(Flavour::Themesic3)
        .contacts_of(ClientId(31))
        .await
        .unwrap();

    let ids: Vec<_> = contacts.iter().map(|contact| contact.id).collect();
    assert_eq!(ids, [ContactId(8)]);
    assert_eq!(
        script.transcript(),
        "GET /api/contacts/31\n\
         GET /api/contacts?page=1&per_page=100&sort=-id\n\
         GET /api/contacts?page=2&per_page=100&sort=-id\n"
    );
}

#[tokio::test]
async fn clients_found_once_for_each_contact_are_one_client() {
    let script = Script::new([
        json(
            200,
            r#"[{"userid":"31","company":"Jane Doe"},{"userid":"31","company":"Jane Doe"}]"#,
        ),
        json(
            200,
            r#"{"userid":"31","company":"Jane Doe","active":"1","customfields":[{"label":"Marker","value":"wcc-1-e"}]}"#,
        ),
    ]);
    let client = script.client(Flavour::Themesic2);

    let rows = client.clients_searched("wcc-1-e").await.unwrap();
    let row = client.client(rows[0].id).await.unwrap().unwrap();

    assert_eq!(rows.len(), 1);
    assert!(row.has_custom_value("wcc-1-e") && !row.has_custom_value("wcc-1"));
    assert_eq!(row.active, Some(true));
    assert_eq!(
        script.transcript(),
        "GET /api/customers/search/wcc-1-e\nGET /api/customers/31\n"
    );
}

#[tokio::test]
async fn documents_are_matched_by_the_marker_in_their_note() {
    let script = Script::new([json(
        200,
        r#"[{"id":"31","invoiceid":"57","number":"1234","adminnote":"wcs1-o0000001234-e<br />\nx","total":"132.00","status":"1","clientid":"31"},
            {"id":"58","invoiceid":"58","number":"1235","adminnote":"","clientnote":"wcs1-o0000001234-e","clientid":"31"}]"#,
    )]);

    let rows = script
        .client(Flavour::Themesic2)
        .documents_by_marker(DocumentKind::Invoice, "wcs1-o0000001234-e")
        .await
        .unwrap();

    assert_eq!(rows.len(), 1);
    assert_eq!(
        (rows[0].id, rows[0].number, rows[0].status),
        (DocumentId(57), Some(1234), Some(1))
    );
    assert_eq!(
        script.transcript(),
        "GET /api/invoices/search/wcs1-o0000001234-e\n"
    );
}

#[tokio::test]
async fn an_estimate_s_invoice_is_not_taken_for_its_id() {
    let script = Script::new([json(
        200,
        r#"[{"id":"5","invoiceid":"57","number":"1234","adminnote":"m-1-e"}]"#,
    )]);
    let client = script.client(Flavour::Themesic2);
    let rows = client
        .documents_by_number(DocumentKind::Estimate, 1234)
        .await
        .unwrap();
    assert_eq!(rows[0].id, DocumentId(5));
    assert_eq!(script.transcript(), "GET /api/estimates/search/1234\n");
}

#[tokio::test]
async fn an_absence_is_proved_by_pages_in_3_and_by_the_whole_list_in_2() {
    let script = Script::new([
        json(
            200,
            r#"{"data":[{"id":"58","adminnote":"a"}],"meta":{"has_more":true}}"#,
        ),
        json(
            200,
            r#"{"data":[{"id":"57","adminnote":"b"}],"meta":{"has_more":false}}"#,
        ),
    ]);
    let client = script.client(Flavour::Themesic3);
    let rows = client
        .documents_listed(DocumentKind::Invoice, date(2026, 9, 1))
        .await
        .unwrap();
    assert_eq!(rows.len(), 2);
    let transcript = script.transcript();
    assert!(transcript.starts_with(
        "GET /api/invoices?page=1&per_page=100&sort=-id&fields=id,number,date,adminnote,clientid,total,status&created_after=2026-08-31\n"
    ), "{transcript}");
    assert!(transcript.contains("page=2&"), "{transcript}");

    let script = Script::new([json(200, r#"[{"id":"57","adminnote":"a"}]"#)]);
    let client = script.client(Flavour::Themesic2);
    let rows = client
        .documents_listed(DocumentKind::CreditNote, date(2026, 9, 1))
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(script.transcript(), "GET /api/credit_notes\n");
}

#[tokio::test]
async fn a_failed_page_fails_the_list() {
    let script = Script::new([
        json(200, r#"{"data":[{"id":"58"}],"meta":{"has_more":true}}"#),
        json(429, "{}"),
    ]);
    let client = script.client(Flavour::Themesic3);
    assert!(
        client
            .documents_listed(DocumentKind::Invoice, date(2026, 9, 1))
            .await
            .is_err()
    );
}
