//! A link and its additions to the ledger on a bad wire: answers get lost, others are in the way.
//! The endpoint carries calls out in the stand-in, and answers as a test tells it.

#![expect(clippy::unwrap_used)]

mod endpoint;

use std::sync::{Arc, Mutex};

use aws::Table;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use behaviour::ledger_contract::contribution;
use behaviour::stand_in::StandIn;
use domain::{Ledger, OrderId};
use jiff::civil::date;
use serde_json::{Value, json};
use sync::Link;
use sync::ports::{Links, TableError};

/// What becomes of a transaction.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    /// It is carried out, and the answer is lost.
    AnswerLost,
    /// It is lost itself.
    Lost,
    /// It is carried out as one whose token nobody knows any more.
    TokenForgotten,
    /// Another transaction has the row of the day.
    Crowded,
}

struct Wire {
    table: Table,
    /// The tokens of the transactions that were sent.
    tokens: Arc<Mutex<Vec<String>>>,
}

/// A table in a stand-in, and these fates for the first transactions; `None` without a stand-in.
async fn wire(fates: Vec<Fate>) -> Option<Wire> {
    let stand_in = StandIn::start()?;
    stand_in.create_table("woosync");
    let tokens = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&tokens);
    let mut fates = fates.into_iter();
    let table = endpoint::table(move |sent| {
        if sent["TransactItems"].is_null() {
            return forward(&stand_in, &sent);
        }
        let token = sent["ClientRequestToken"].as_str().unwrap();
        kept.lock().unwrap().push(token.to_owned());
        match fates.next() {
            None => forward(&stand_in, &sent),
            Some(Fate::Lost) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            Some(Fate::AnswerLost) => {
                let answer = forward(&stand_in, &sent);
                assert_eq!(answer.status(), StatusCode::OK);
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
            Some(Fate::TokenForgotten) => {
                let mut sent = sent;
                sent.as_object_mut().unwrap().remove("ClientRequestToken");
                forward(&stand_in, &sent)
            }
            Some(Fate::Crowded) => crowded(),
        }
    })
    .await;
    Some(Wire { table, tokens })
}

fn forward(stand_in: &StandIn, sent: &Value) -> Response {
    let actions = [
        ("TransactItems", "TransactWriteItems"),
        ("Item", "PutItem"),
        ("Key", "GetItem"),
        ("FilterExpression", "Scan"),
    ];
    let (_, action) = actions.iter().find(|(of, _)| !sent[of].is_null()).unwrap();
    let (status, body) = stand_in.answer(&format!("DynamoDB_20120810.{action}"), sent);
    (StatusCode::from_u16(status).unwrap(), body).into_response()
}

fn crowded() -> Response {
    let reason = |code: &str| json!({"Code": code});
    let answer = json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "CancellationReasons": [reason("None"), reason("TransactionConflict"), reason("None")],
        "message": "Transaction cancelled",
    });
    (StatusCode::BAD_REQUEST, answer.to_string()).into_response()
}

impl Wire {
    fn tries(&self) -> usize {
        self.tokens.lock().unwrap().len()
    }

    /// The ledger holds the sale of that link once.
    async fn assert_booked_once(&self, link: &Link) {
        assert_eq!(self.ledger(link).await, Ledger::of(&sale().contribution));
    }

    async fn ledger(&self, link: &Link) -> Ledger {
        let mut ledger = Ledger::default();
        for row in self.table.ledger_rows(Some(&link.store)).await.unwrap() {
            ledger.add(row.account, &row.sums);
            assert_eq!(row.version, 1, "the row was added to once");
        }
        ledger
    }

    async fn read(&self, link: &Link) -> Option<Link> {
        let order = OrderId(link.order);
        self.table.link(&link.store, order).await.unwrap()
    }
}

/// A new link of an order that is a sale.
fn sale() -> Link {
    let now = "2026-11-23T04:26:13Z".parse().unwrap();
    let mut link = Link::new("main".parse().unwrap(), OrderId(183), now);
    link.contribution = Some(contribution(date(2026, 11, 23), Some("e3b0c4")));
    link
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_sent_again_and_booked_once() {
    for fates in [
        vec![Fate::AnswerLost],
        vec![Fate::Lost, Fate::AnswerLost],
        vec![Fate::AnswerLost, Fate::AnswerLost],
        // Much later, when only the row itself can tell.
        vec![Fate::AnswerLost, Fate::TokenForgotten],
        vec![Fate::AnswerLost, Fate::Lost, Fate::TokenForgotten],
    ] {
        let again = fates.contains(&Fate::TokenForgotten);
        let tries = fates.len() + usize::from(!again);
        let Some(wire) = wire(fates).await else {
            return;
        };
        let mut link = sale();
        wire.table.save_link(&mut link).await.unwrap();
        assert_eq!((link.version, wire.tries()), (1, tries));
        assert!(link.booking().is_empty());
        wire.assert_booked_once(&link).await;
        let tokens = wire.tokens.lock().unwrap();
        assert!(tokens.iter().all(|token| *token == tokens[0]), "{tokens:?}");
    }
}

#[tokio::test]
async fn a_worker_that_never_learns_of_its_write_books_nothing_more() {
    let Some(wire) = wire([&[Fate::AnswerLost][..], &[Fate::Lost; 30]].concat()).await else {
        return;
    };
    let mut link = sale();
    let lost = wire.table.save_link(&mut link).await;
    assert!(matches!(lost, Err(TableError::Unavailable(_))), "{lost:?}");
    assert_eq!(link.version, 0, "it does not know");
    assert!(!link.booking().is_empty(), "it does not know");
    wire.assert_booked_once(&link).await;
    // Whoever comes next reads what stands.
    let stands = wire.read(&link).await.unwrap();
    assert!(stands.booking().is_empty());
}

#[tokio::test]
async fn a_worker_that_tries_with_what_it_remembers_is_refused() {
    let lost_for_good = [&[Fate::AnswerLost][..], &[Fate::Lost; 2]].concat();
    let Some(wire) = wire(lost_for_good).await else {
        return;
    };
    let mut link = sale();
    let lost = wire.table.save_link(&mut link).await;
    assert!(matches!(lost, Err(TableError::Unavailable(_))), "{lost:?}");
    assert_eq!(wire.tries(), 3, "as often as the client tries by itself");
    "retry".clone_into(&mut link.outcome.name);
    let refused = wire.table.save_link(&mut link).await;
    assert!(matches!(refused, Err(TableError::Conflict)), "{refused:?}");
    wire.assert_booked_once(&link).await;
}

#[tokio::test]
async fn where_others_are_in_the_way_it_is_tried_again_under_the_same_token() {
    let Some(wire) = wire(vec![Fate::Crowded; 5]).await else {
        return;
    };
    let mut link = sale();
    wire.table.save_link(&mut link).await.unwrap();
    assert_eq!((link.version, wire.tries()), (1, 6));
    wire.assert_booked_once(&link).await;
    let tokens = wire.tokens.lock().unwrap();
    assert!(tokens.iter().all(|token| *token == tokens[0]), "{tokens:?}");
}

#[tokio::test]
async fn where_others_stay_in_the_way_nothing_is_written() {
    let Some(wire) = wire(vec![Fate::Crowded; 99]).await else {
        return;
    };
    let mut link = sale();
    let refused = wire.table.save_link(&mut link).await;
    let says = refused.unwrap_err().to_string();
    assert!(
        says.contains("AWS asks for patience (TransactionConflict)"),
        "{says}"
    );
    assert_eq!(wire.tries(), 10);
    assert!(wire.read(&link).await.is_none());
    assert!(wire.ledger(&link).await.is_empty());
}

#[tokio::test]
async fn a_link_with_nothing_to_book_needs_no_transaction() {
    let Some(wire) = wire(vec![]).await else {
        return;
    };
    let mut link = sale();
    wire.table.save_link(&mut link).await.unwrap();
    for _ in 0..2 {
        wire.table.save_link(&mut link).await.unwrap();
    }
    assert_eq!((link.version, wire.tries()), (3, 1));
    wire.assert_booked_once(&link).await;
}
