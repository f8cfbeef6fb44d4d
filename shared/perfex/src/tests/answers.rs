//! Every answer that the two generations are known to give, and what it means.

use bytes::Bytes;
use http::Response;
use transport::TransportError;

use crate::classify::{Answer, Verb, classify, transport_error};
use crate::script::{html, json};
use crate::{AnswerKind, Cause, Disposition, Error};

fn error(verb: Verb, answer: Result<Response<Bytes>, TransportError>) -> Error {
    classify(verb, &answer.unwrap()).unwrap_err()
}

const NO_TOKEN: &str = r#"{"status":false,"message":"Token is not defined."}"#;

#[test]
fn a_bad_token_stops_every_call_in_both_generations() {
    for (status, body) in [
        (404, NO_TOKEN),
        (401, NO_TOKEN),
        (
            404,
            r#"{"status":false,"message":"Signature verification failed"}"#,
        ),
        (
            404,
            r#"{"status":false,"message":"Wrong number of segments"}"#,
        ),
        (404, r#"{"status":false,"message":"Token Time Expire."}"#),
        (200, r#"{"status":false,"message":"Token Time Expire."}"#),
        (
            401,
            r#"{"status":false,"message":"API Module is not active"}"#,
        ),
    ] {
        for verb in [Verb::Read, Verb::Create, Verb::Update] {
            let error = error(verb, json(status, body));
            assert!(
                matches!(error, Error::Auth { .. }),
                "{status} {body}: {error:?}"
            );
            assert_eq!(error.disposition(), Disposition::Stop);
        }
    }
}

#[test]
fn a_password_prompt_of_the_web_server_is_no_ambiguity() {
    let error = error(Verb::Create, html(401, "<h1>Authorization Required</h1>"));
    assert!(matches!(error, Error::Auth { .. }), "{error:?}");
}

#[test]
fn a_missing_permission_is_told_apart_from_a_bad_token() {
    let body = r#"{"status":false,"message":"Your API token does not have the necessay permissions for the requested operation"}"#;
    let error = error(Verb::Read, json(403, body));
    assert!(
        matches!(&error, Error::Forbidden { message } if message.contains("permissions")),
        "{error:?}"
    );
}

#[test]
fn rate_limits_of_both_generations_are_understood() {
    let body =
        r#"{"status":false,"error":"This API key has reached the time limit for this method"}"#;
    assert_eq!(
        error(Verb::Create, json(401, body)),
        Error::RateLimited { retry_at: None }
    );

    let limited = Response::builder()
        .status(429)
        .header("x-ratelimit-reset", "1790000000")
        .body(Bytes::from_static(b"<html>slow down</html>"))
        .unwrap();
    let Error::RateLimited { retry_at: Some(at) } = error(Verb::Create, Ok(limited)) else {
        panic!("no time to retry");
    };
    assert_eq!(at.as_second(), 1_790_000_000);
}

#[test]
fn an_empty_list_is_no_error() {
    for body in [
        r#"{"status":false,"message":"No data were found"}"#,
        r#"{"paymentmode":false,"message":"No data were found"}"#,
    ] {
        for status in [404, 200] {
            let answer = classify(Verb::Read, &json(status, body).unwrap()).unwrap();
            assert!(matches!(answer, Answer::Nothing), "{status} {body}");
        }
    }
}

#[test]
fn validation_names_its_fields_in_both_generations() {
    let old = r#"{"status":false,"error":{"total":"<p>The Total field is required</p>"},"message":"<p>The Total field is required</p>\n"}"#;
    let new = r#"{"status":false,"error":"validation_failed","message":"The given data was invalid.","errors":{"total":["The Total field is required"]}}"#;
    for (status, body) in [(404, old), (409, old), (200, old), (422, new)] {
        for verb in [Verb::Create, Verb::Update] {
            let Error::Validation { fields, message } = error(verb, json(status, body)) else {
                panic!("{status} {body}");
            };
            assert_eq!(fields["total"], "The Total field is required");
            assert_eq!(message, "total: The Total field is required");
        }
    }
}

#[test]
fn a_taken_number_is_a_conflict_whatever_the_status() {
    let old = r#"{"status":false,"error":{"number":"The Invoice number is already in use"},"message":"<p>The Invoice number is already in use</p>\n"}"#;
    let new = r#"{"status":false,"error":"validation_failed","message":"The given data was invalid.","errors":{"number":"The Invoice number is already in use"}}"#;
    let bare = r#"{"status":false,"message":"The Invoice number is already in use"}"#;
    for (status, body) in [(404, old), (409, old), (422, new), (409, bare), (404, bare)] {
        let error = error(Verb::Create, json(status, body));
        assert_eq!(error, Error::NumberTaken, "{status} {body}");
        assert_eq!(error.disposition(), Disposition::LookUp);
    }
}

#[test]
fn a_taken_email_is_a_conflict_whatever_the_status() {
    let old = r#"{"status":false,"error":{"email":"This Email is already exists"},"message":"<p>This Email is already exists</p>\n"}"#;
    let new = r#"{"status":false,"errors":{"email":"This Email is already exists"}}"#;
    let bare = r#"{"status":false,"message":"This Email is already exists"}"#;
    for (status, body) in [(409, old), (422, new), (409, bare)] {
        assert_eq!(
            error(Verb::Create, json(status, body)),
            Error::EmailTaken,
            "{status} {body}"
        );
    }
}

#[test]
fn a_failed_insert_leaves_the_outcome_open() {
    let error = error(
        Verb::Create,
        json(404, r#"{"status":false,"message":"Invoice Add Fail"}"#),
    );
    assert_eq!(error, Error::Ambiguous(Cause::SaysFailed));
    assert_eq!(error.disposition(), Disposition::Verify);
}

#[test]
fn an_update_that_changed_nothing_is_read_back() {
    for body in [
        r#"{"status":false,"message":"Invoice Update Fail"}"#,
        r#"{"status":false,"message":"Customers Update Fail."}"#,
    ] {
        let error = error(Verb::Update, json(404, body));
        assert_eq!(error, Error::NothingChanged);
        assert_eq!(error.disposition(), Disposition::Verify);
    }
}

#[test]
fn success_is_success_even_where_the_status_says_false() {
    let body = r#"{"status":false,"message":"Invoice Updated Successfully"}"#;
    assert!(classify(Verb::Update, &json(200, body).unwrap()).is_ok());
    for (status, body) in [
        (
            200,
            r#"{"status":true,"message":"Invoice Added Successfully"}"#,
        ),
        (201, r#"{"status":true,"record_id":9}"#),
        (
            200,
            r#"{"paymentmode":true,"message":"Payment add successful."}"#,
        ),
        (200, "\u{feff}{\"status\":true}"),
    ] {
        assert!(
            classify(Verb::Create, &json(status, body).unwrap()).is_ok(),
            "{body}"
        );
    }
}

#[test]
fn the_status_of_a_record_is_not_an_envelope_s() {
    for body in [r#"{"id":"5","status":"0"}"#, r#"[{"id":"5","status":"6"}]"#] {
        assert!(
            classify(Verb::Read, &json(200, body).unwrap()).is_ok(),
            "{body}"
        );
    }
}

#[test]
fn an_answer_that_is_not_json_leaves_a_write_open_and_makes_a_read_wait() {
    for (answer, kind) in [
        (
            html(500, "<h1>A PHP Error was encountered</h1>"),
            AnswerKind::Html,
        ),
        (
            html(200, "<h1>A Database Error Occurred</h1>"),
            AnswerKind::Html,
        ),
        (html(202, "<html>sgcaptcha</html>"), AnswerKind::Challenge),
        (html(302, ""), AnswerKind::Redirect),
        (html(503, "<h1>Back soon</h1>"), AnswerKind::Maintenance),
        (html(500, ""), AnswerKind::Empty),
        (json(200, r#"{"status":true,"mess"#), AnswerKind::Truncated),
        (
            json(500, r#"{"status":false,"message":"Error"}"#),
            AnswerKind::Json,
        ),
    ] {
        let answer = answer.unwrap();
        let Err(Error::Unavailable(Cause::Answer(read))) = classify(Verb::Read, &answer) else {
            panic!("read of {kind:?}");
        };
        assert_eq!(read.kind, kind);
        for verb in [Verb::Create, Verb::Update] {
            let Err(Error::Ambiguous(Cause::Answer(write))) = classify(verb, &answer) else {
                panic!("{verb:?} of {kind:?}");
            };
            assert_eq!(write.kind, kind);
        }
    }
}

#[test]
fn an_empty_200_is_open_for_an_update_and_unusable_for_a_read() {
    assert!(matches!(
        error(Verb::Update, html(200, "")),
        Error::Ambiguous(_)
    ));
    assert!(matches!(
        error(Verb::Read, html(200, "\n")),
        Error::Unavailable(_)
    ));
    assert!(matches!(
        classify(Verb::Create, &html(200, "").unwrap()),
        Ok(Answer::Blank(_))
    ));
}

#[test]
fn words_that_nobody_documented_refuse_a_write_and_make_a_read_wait() {
    let unknown = || json(405, r#"{"status":false,"error":"Unknown method"}"#);
    let write = error(Verb::Create, unknown());
    assert!(
        matches!(&write, Error::Unexpected(answer) if answer.start == "Unknown method"),
        "{write:?}"
    );
    assert_eq!(write.disposition(), Disposition::Park);
    assert_eq!(
        error(Verb::Read, unknown()).disposition(),
        Disposition::Retry
    );
}

#[test]
fn a_200_that_says_no_in_unknown_words_leaves_a_write_open() {
    let no = || json(200, r#"{"status":false,"message":"Something went wrong"}"#);
    for verb in [Verb::Create, Verb::Update] {
        assert_eq!(error(verb, no()).disposition(), Disposition::Verify);
    }
    assert_eq!(error(Verb::Read, no()).disposition(), Disposition::Retry);
}

#[test]
fn a_refused_body_without_named_fields_is_still_refused_content() {
    let body = r#"{"status":false,"message":"Data Not Acceptable OR Not Provided"}"#;
    assert!(matches!(
        error(Verb::Update, json(406, body)),
        Error::Validation { .. }
    ));
}

#[test]
fn a_broken_connection_is_open_only_for_a_write_that_was_sent() {
    let broken = || TransportError::Lost("reset".to_owned());
    assert!(matches!(
        transport_error(Verb::Create, broken()),
        Error::Ambiguous(Cause::Lost(_))
    ));
    assert!(matches!(
        transport_error(Verb::Read, broken()),
        Error::Unavailable(_)
    ));
    assert_eq!(
        transport_error(Verb::Update, TransportError::TimedOut),
        Error::Ambiguous(Cause::TimedOut)
    );
    let refused = TransportError::NotSent("refused".to_owned());
    assert_eq!(
        transport_error(Verb::Create, refused).disposition(),
        Disposition::Retry
    );
    let large = || TransportError::TooLarge { limit_bytes: 9 };
    assert_eq!(
        transport_error(Verb::Read, large()),
        Error::TooLarge { limit_bytes: 9 }
    );
    assert!(matches!(
        transport_error(Verb::Create, large()),
        Error::Ambiguous(_)
    ));
}

#[test]
fn no_error_shows_a_mail_or_a_record() {
    let body = r#"{"status":false,"error":{"email":"jane@example.com is no mail"},"message":"x"}"#;
    let validation = error(Verb::Create, json(404, body));
    assert!(!format!("{validation:?} {validation}").contains("jane"));
    let record = error(Verb::Read, json(404, r#"{"company":"Jane Doe"}"#));
    assert!(!format!("{record:?} {record}").contains("Jane"));
}
