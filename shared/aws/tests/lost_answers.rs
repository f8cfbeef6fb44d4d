//! Answers that get lost on the way: the SDK repeats the call, and the repeated one meets what
//! the first one wrote.

#![expect(clippy::unwrap_used)]

mod endpoint;

use aws::Table;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use behaviour::contract::full_link;
use serde_json::{Value, json};
use sync::Link;
use sync::ports::{Links, TableError};

/// What the endpoint answers to a put.
#[derive(Clone, Copy)]
enum Answer {
    /// It is carried out, and the answer is a server error.
    Lost,
    /// The condition fails on the row that was sent before.
    OwnRow,
    /// The condition fails on another writer's row.
    OtherRow,
    /// Too many requests.
    Throttled,
}

/// A table that gives these answers in turn, and success after them.
async fn table(answers: Vec<Answer>) -> Table {
    let mut answers = answers.into_iter();
    endpoint::table(move |sent| match answers.next() {
        Some(answer) => respond(answer, &sent),
        None => (StatusCode::OK, "{}").into_response(),
    })
    .await
}

fn respond(answer: Answer, sent: &Value) -> Response {
    match answer {
        Answer::Lost => (StatusCode::INTERNAL_SERVER_ERROR, "{}").into_response(),
        Answer::OwnRow => {
            assert_eq!(sent["ReturnValuesOnConditionCheckFailure"], "ALL_OLD");
            refused("ConditionalCheckFailedException", &sent["Item"])
        }
        Answer::OtherRow => {
            let mut item = sent["Item"].clone();
            item["doc"]["S"] = "{}".into();
            refused("ConditionalCheckFailedException", &item)
        }
        Answer::Throttled => refused("ThrottlingException", &Value::Null),
    }
}

fn refused(code: &str, item: &Value) -> Response {
    let code = format!("com.amazonaws.dynamodb.v20120810#{code}");
    let error = json!({"__type": code, "message": "refused", "Item": item});
    (StatusCode::BAD_REQUEST, error.to_string()).into_response()
}

/// A new link with nothing to book, so that its row is all that is written.
fn booked_link() -> Link {
    let mut link = full_link();
    link.stands(0);
    link
}

#[tokio::test]
async fn a_write_that_meets_itself_has_succeeded() {
    for seen in [0, 6] {
        let table = table(vec![Answer::Lost, Answer::OwnRow]).await;
        let mut link = booked_link();
        link.stands(seen);
        table.save_link(&mut link).await.unwrap();
        assert_eq!(link.version, seen + 1);
    }
}

#[tokio::test]
async fn a_write_that_meets_another_writer_is_a_conflict() {
    let table = table(vec![Answer::Lost, Answer::OtherRow]).await;
    let mut link = booked_link();
    let refused = table.save_link(&mut link).await;
    assert!(matches!(refused, Err(TableError::Conflict)), "{refused:?}");
    assert_eq!(link.version, 0);
}

#[tokio::test]
async fn throttling_and_errors_are_tried_again_and_then_told_as_an_outage() {
    let table = table(vec![Answer::Throttled, Answer::Lost]).await;
    table.save_link(&mut booked_link()).await.unwrap();
    for answer in [Answer::Throttled, Answer::Lost] {
        let table = self::table(vec![answer; 9]).await;
        let refused = table.save_link(&mut booked_link()).await;
        assert!(
            matches!(refused, Err(TableError::Unavailable(_))),
            "{refused:?}"
        );
    }
}
