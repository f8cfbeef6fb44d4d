//! The usual sequences against a simulated Perfex of both generations.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod documents;

use std::sync::Mutex;

use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;
use jiff::civil::date;
use perfex::{
    Address, Client, ClientId, Connection, Created, CustomFieldValue, DocumentId, DocumentKind,
    Error, Flavour, ItemId, NewClient, NewContact, NewDocument, NewLine, NewPayment,
    UpdateDocument, status,
};
use sim_crm::{Crm, Fault, FaultKind, Reply, Setup};
use transport::{Transport, TransportError};
use uuid::Uuid;

const MARKER: &str = "wcs1-o0000001234-e";
const CLIENT_MARKER: &str = "wcc-0123456789abcdef01234567-e";
const BOTH: [Flavour; 2] = [Flavour::Themesic2, Flavour::Themesic3];

struct Simulated(Mutex<Crm>);

impl Transport for Simulated {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let mut crm = self.0.lock().unwrap();
        match crm.handle(&request, Timestamp::now()) {
            Reply::NotReached => Err(TransportError::NotSent("simulated".to_owned())),
            reply => reply.into_answer().ok_or(TransportError::TimedOut),
        }
    }
}

fn simulated(flavour: Flavour, setup: Setup) -> Simulated {
    let generation = match flavour {
        Flavour::Themesic2 => sim_crm::Flavour::Themesic2,
        Flavour::Themesic3 => sim_crm::Flavour::Themesic3,
    };
    Simulated(Mutex::new(Crm::new(generation, setup)))
}

fn client(host: &Simulated, flavour: Flavour) -> Client<&Simulated> {
    let connection = Connection {
        base: "http://127.0.0.1".parse().unwrap(),
        token: Setup::default().token.into(),
        flavour,
    };
    Client::new(host, connection)
}

fn address() -> Address {
    Address {
        street: "1 High St\nFlat 2".to_owned(),
        city: "London".to_owned(),
        state: String::new(),
        zip: "N1".to_owned(),
        country: Some(235),
    }
}

fn line(description: &str, qty: &str, rate: &str) -> NewLine {
    NewLine {
        description: description.to_owned(),
        long_description: String::new(),
        qty: qty.parse().unwrap(),
        rate: rate.parse().unwrap(),
        unit: String::new(),
        taxes: vec!["VAT|20.00".parse().unwrap()],
    }
}

fn document(client: ClientId) -> NewDocument {
    NewDocument {
        client,
        number: 1234,
        date: date(2026, 9, 1),
        due_date: Some(date(2026, 9, 1)),
        currency: 1,
        lines: vec![
            line("Blue & \"red\" shirt", "2", "50"),
            line("Shipping: Flat rate", "1", "10"),
        ],
        subtotal: "110".parse().unwrap(),
        total: "132".parse().unwrap(),
        adjustment: "0".parse().unwrap(),
        billing: address(),
        shipping: Some(address()),
        adminnote: format!("{MARKER}\nOrder 1234"),
        clientnote: String::new(),
        reference_no: "1234".to_owned(),
        allowed_payment_modes: vec!["1".to_owned()],
        status: Some(status::ESTIMATE_SENT),
        draft: false,
        tags: Vec::new(),
        sale_agent: None,
        project: None,
        custom_fields: Vec::new(),
    }
}

async fn marker_field(client: &Client<&Simulated>) -> u64 {
    let fields = client
        .custom_fields(perfex::CustomFieldOwner::Customers)
        .await
        .unwrap();
    fields
        .first()
        .expect("the simulator has a custom field for clients")
        .id
}

async fn new_client(client: &Client<&Simulated>) -> ClientId {
    let new = NewClient {
        company: "Jane O'Neill".to_owned(),
        address: address(),
        billing: Some(address()),
        default_currency: Some(1),
        custom_fields: vec![CustomFieldValue {
            id: marker_field(client).await,
            value: CLIENT_MARKER.to_owned(),
        }],
        ..Default::default()
    };
    let created = client.create_client(&new, Uuid::new_v4()).await.unwrap();
    let id = match created {
        Created::Id(id) => ClientId(id),
        Created::Untold => client.clients_searched(CLIENT_MARKER).await.unwrap()[0].id,
    };
    let row = client.client(id).await.unwrap().unwrap();
    assert!(row.has_custom_value(CLIENT_MARKER));
    assert_eq!(row.company, "Jane O'Neill");
    id
}

async fn new_document(
    client: &Client<&Simulated>,
    kind: DocumentKind,
    new: &NewDocument,
) -> DocumentId {
    match client
        .create_document(kind, new, Uuid::new_v4())
        .await
        .unwrap()
    {
        Created::Id(id) => DocumentId(id),
        Created::Untold => {
            let rows = client.documents_by_marker(kind, MARKER).await.unwrap();
            assert_eq!(rows.len(), 1);
            rows[0].id
        }
    }
}

#[tokio::test]
async fn a_client_and_its_contact_are_written_and_found_again() {
    for flavour in BOTH {
        let host = simulated(flavour, Setup::default());
        let client = client(&host, flavour);
        assert!(
            client
                .contacts_by_email("jane_doe@example.com")
                .await
                .unwrap()
                .is_empty()
        );

        let id = new_client(&client).await;
        let contact = NewContact {
            client: id,
            firstname: "Jane".to_owned(),
            lastname: String::new(),
            email: "jane_doe@example.com".to_owned(),
            password: "0123456789abcdef01234567".to_owned().into(),
            phonenumber: String::new(),
            title: String::new(),
            is_primary: true,
        };
        client
            .create_contact(&contact, Uuid::new_v4())
            .await
            .unwrap();

        let found = client
            .contacts_by_email("Jane_Doe@example.com")
            .await
            .unwrap();
        assert_eq!(found.len(), 1, "{flavour}");
        assert_eq!(found[0].client, id);
        assert!(found[0].is_primary);
        assert_ne!(found[0].invoice_emails, Some(true));
        assert_eq!(client.contacts_of(id).await.unwrap().len(), 1, "{flavour}");
        let again = client.create_contact(&contact, Uuid::new_v4()).await;
        assert_eq!(again, Err(Error::EmailTaken), "{flavour}");
    }
}

#[tokio::test]
async fn a_lost_answer_to_a_create_is_told_and_the_document_is_found() {
    for flavour in BOTH {
        for kind in [
            FaultKind::CommitThenTimeout,
            FaultKind::CommitThen500,
            FaultKind::CommitThenEmpty,
            FaultKind::TruncatedJson,
        ] {
            let host = simulated(flavour, Setup::default());
            let client = client(&host, flavour);
            let new = document(new_client(&client).await);
            host.0
                .lock()
                .unwrap()
                .fail(Fault::new(kind).times(1).on("POST", "/api/invoices"));

            let created = client
                .create_document(DocumentKind::Invoice, &new, Uuid::new_v4())
                .await;

            assert!(
                matches!(created, Err(Error::Ambiguous(_))),
                "{flavour} {kind:?}: {created:?}"
            );
            let rows = client
                .documents_by_marker(DocumentKind::Invoice, MARKER)
                .await
                .unwrap();
            assert_eq!(rows.len(), 1, "{flavour} {kind:?}");
        }
    }
}

#[tokio::test]
async fn a_wrong_token_is_told_in_both_generations() {
    for flavour in BOTH {
        let host = simulated(
            flavour,
            Setup {
                token: "another".to_owned(),
                ..Setup::default()
            },
        );
        let error = client(&host, flavour).taxes().await.unwrap_err();
        assert!(matches!(error, Error::Auth { .. }), "{flavour}: {error:?}");
    }
}

#[tokio::test]
async fn a_probe_guesses_the_generation() {
    for flavour in BOTH {
        let host = simulated(flavour, Setup::default());
        let probe = client(&host, flavour).probe().await;
        assert_eq!(probe.likely_flavour(), flavour);
        assert!(!probe.taxes.unwrap().is_empty());
    }
}
