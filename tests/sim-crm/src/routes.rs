//! From a path to the resource that answers it, past the permissions of the token.

use http::Method;
use serde_json::json;

use crate::answer::{Answer, message, nothing};
use crate::crm::Crm;
use crate::documents::DocumentKind;
use crate::request::ApiCall;
use crate::{clients, documents, items, lookups, payments};

pub(crate) fn route(crm: &mut Crm, call: &ApiCall) -> Answer {
    let parts: Vec<&str> = call.parts.iter().map(String::as_str).collect();
    if call.method == Method::PUT && call.body.is_none() {
        return message(406, "Data Not Acceptable OR Not Provided");
    }
    if let [resource, "search", key] = parts.as_slice() {
        if let Some(refusal) = search_refused(crm, key) {
            return refusal;
        }
        if is_denied(crm, resource, call) {
            return no_permission();
        }
        if crm
            .setup
            .blind_searches
            .iter()
            .any(|blind| blind == resource)
        {
            return nothing();
        }
        let answer = resources(crm, call, &parts);
        return wrapped(crm, answer);
    }
    // `delete/customers/7` is the feature customers too.
    let resource = match parts.as_slice() {
        ["delete", resource, ..] | [resource, ..] => resource,
        [] => "",
    };
    if is_denied(crm, resource, call) {
        return no_permission();
    }
    resources(crm, call, &parts)
}

fn resources(crm: &mut Crm, call: &ApiCall, parts: &[&str]) -> Answer {
    match parts {
        ["openapi"] if !crm.flavour.is_2() => Answer::Json(
            200,
            json!({"openapi": "3.0.3", "info": {"title": "Perfex REST API", "version": "3.1.0"}}),
        ),
        ["customers", ..] | ["delete", "customers", _] => clients::customers(crm, call),
        ["contacts", ..] => clients::contacts(crm, call),
        ["payments", ..] => payments::answer(crm, call),
        ["items", ..] => items::answer(crm, call),
        ["common" | "custom_fields" | "staffs", ..] if call.method == Method::GET => {
            lookups::answer(crm, parts)
        }
        [resource, ..] => match DocumentKind::of_path(resource) {
            Some(kind) => documents::answer(crm, kind, call),
            // The framework's own page: no such controller.
            None => Answer::Page(404),
        },
        [] => Answer::Page(404),
    }
}

/// What the web server in front makes of a search key.
fn search_refused(crm: &Crm, key: &str) -> Option<Answer> {
    if crm.setup.refuses_spaces && key.contains(' ') {
        Some(Answer::Page(403))
    } else if key.contains('/') {
        // An encoded slash is no part of a path to it.
        Some(Answer::Page(404))
    } else {
        None
    }
}

/// Searching is a permission of its own.
fn is_denied(crm: &Crm, resource: &str, call: &ApiCall) -> bool {
    let capability = match (&call.method, call.parts.get(1).map(String::as_str)) {
        (&Method::GET, Some("search")) => "search_get",
        (&Method::GET, _) => "get",
        (&Method::POST, _) => "post",
        (&Method::DELETE, _) => "delete",
        _ => "put",
    };
    let denied = format!("{resource}.{capability}");
    crm.setup.denied.contains(&denied)
}

fn no_permission() -> Answer {
    let text = "Your API token does not have the necessay permissions for the requested operation";
    message(403, text)
}

fn wrapped(crm: &Crm, answer: Answer) -> Answer {
    match answer {
        Answer::Json(200, rows) if crm.setup.wraps_searches => {
            Answer::Json(200, json!({"data": rows}))
        }
        answer => answer,
    }
}
