//! The control interface under `/_sim/`: for tests and demonstrations, not part of any real CRM.

use bytes::Bytes;
use http::{Method, Request, Response};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::crm::{Crm, Row};
use crate::documents::Document;
use crate::lookups;

pub(crate) fn answer(crm: &mut Crm, request: &Request<Bytes>) -> Response<Bytes> {
    let body: Value = serde_json::from_slice(request.body()).unwrap_or(json!({}));
    let answer = match (request.method(), request.uri().path()) {
        (&Method::GET, "/_sim/state") => Answer::Json(200, state(crm)),
        (&Method::GET, "/_sim/calls") => Answer::Json(200, json!(crm.calls)),
        (&Method::POST, "/_sim/calls/reset") => {
            crm.calls.clear();
            Answer::Json(200, json!({}))
        }
        (&Method::POST, "/_sim/faults") => match serde_json::from_value(body) {
            Ok(fault) => {
                crm.fail(fault);
                Answer::Json(200, json!({}))
            }
            Err(error) => Answer::Json(400, json!({"error": error.to_string()})),
        },
        (&Method::DELETE, "/_sim/faults") => {
            crm.faults.0.clear();
            Answer::Json(200, json!({}))
        }
        (&Method::POST, "/_sim/seed") => {
            let taxes = body["taxes"].as_array().into_iter().flatten();
            let texts =
                taxes.filter_map(|tax| Some((tax["name"].as_str()?, tax["taxrate"].as_str()?)));
            crm.taxes = (1..)
                .zip(texts)
                .map(|(id, (name, rate))| lookups::tax(id, name, rate))
                .collect();
            Answer::Json(200, json!({}))
        }
        _ => Answer::Json(404, json!({"error": "there is no such control"})),
    };
    answer.into_response()
}

/// All that the CRM holds, taxes of the lines too. Passwords are left out.
pub(crate) fn state(crm: &Crm) -> Value {
    let list = |kind: &str| -> Value { crm.documents[kind].iter().map(document).collect() };
    let contacts: Value = crm
        .contacts
        .iter()
        .map(|contact| {
            let mut contact = contact.clone();
            contact.remove("password");
            json!(contact)
        })
        .collect();
    json!({
        "clients": crm.clients, "contacts": contacts, "invoices": list("invoices"), "estimates": list("estimates"),
        "credit_notes": list("credit_notes"), "payments": crm.payments, "mails_sent": crm.mails,
    })
}

fn document(document: &Document) -> Value {
    let mut columns: Row = document.columns.clone();
    columns.insert("id".into(), document.id.to_string());
    let mut value = json!(columns);
    let lines = document.lines.iter().map(|line| {
        let taxes: Vec<String> = line
            .taxes
            .iter()
            .map(|(name, rate)| format!("{name}|{rate:.2}"))
            .collect();
        json!({"description": line.description, "long_description": line.long_description,
               "qty": line.qty.to_string(), "rate": line.rate.to_string(), "taxes": taxes})
    });
    value["items"] = lines.collect();
    value
}
