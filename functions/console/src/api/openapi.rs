//! The API's own description.

use axum::Json;
use serde_json::{Map, Value, json};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::{
    customers, diagnostics, order, orders, overview, parked, pipeline, revenue, runs, session,
    settings,
};
use crate::problem::Problem;

/// The description.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "WooSync",
        description = "Orders, customers and revenue of WooCommerce stores, and how they stand in \
                       Perfex CRM. Amounts are decimal strings, moments RFC 3339 in UTC. Lists are \
                       paged by cursor: pass `next` of an answer as `cursor`. Errors are problem \
                       details (RFC 9457)."
    ),
    servers((url = "/api/v1")),
    security(("access_token" = [])),
    modifiers(&AccessToken),
    paths(
        session::show,
        overview::show,
        runs::list,
        runs::start::start,
        runs::show,
        runs::start::cancel,
        runs::file::findings,
        runs::file::months,
        orders::list,
        order::show,
        order::sync_now,
        parked::list,
        parked::handle::retry,
        parked::handle::dismiss,
        customers::list,
        customers::show,
        revenue::show,
        revenue::csv,
        pipeline::show,
        settings::show,
        settings::check,
        settings::push,
        settings::restore,
        diagnostics::show,
        diagnostics::write_probe,
    )
)]
struct Description;

/// How a request says who asks.
struct AccessToken;

impl Modify for AccessToken {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some(
                "An access token of the stack's user pool, for a user in the group look or operate. The page gets \
                 it by signing in; a program by admin-initiate-auth, see the guide to operating.",
            ))
            .build();
        let components = description.components.get_or_insert_default();
        components.add_security_scheme("access_token", SecurityScheme::Http(scheme));
    }
}

/// Errors that every operation may end with, and those of operations about a store.
const OF_ALL: [(&str, &str); 4] = [
    ("400", "A parameter or the body is not understood."),
    ("401", "Nobody is signed in."),
    ("403", "The person may not do this."),
    ("503", "AWS did not do as asked."),
];
const OF_STORE: [(&str, &str); 2] = [
    ("404", "There is no such store, or no such thing in it."),
    ("409", "There are no settings yet."),
];

/// `GET /openapi.json`
pub(crate) async fn show() -> Result<Json<Value>, Problem> {
    let description = serde_json::to_value(Description::openapi());
    let mut description = description.map_err(Problem::own_trouble)?;
    if let Some(paths) = description.get_mut("paths").and_then(Value::as_object_mut) {
        for (path, operations) in paths {
            for operation in operations
                .as_object_mut()
                .into_iter()
                .flat_map(Map::values_mut)
            {
                if let Some(Value::Object(responses)) = operation.get_mut("responses") {
                    describe_errors(responses, path.contains("{store}"));
                }
            }
        }
    }
    Ok(Json(description))
}

/// Every error is problem details, and an operation need not list those that all of them have.
fn describe_errors(responses: &mut Map<String, Value>, is_about_a_store: bool) {
    const JSON: &str = "application/json";
    const PROBLEM: &str = "application/problem+json";
    for (status, response) in responses.iter_mut() {
        if status.starts_with(['4', '5'])
            && let Some(Value::Object(content)) = response.get_mut("content")
            && let Some(schema) = content.remove(JSON)
        {
            content.insert(PROBLEM.to_owned(), schema);
        }
    }
    let more = if is_about_a_store { &OF_STORE[..] } else { &[] };
    for (status, description) in OF_ALL.iter().chain(more) {
        responses.entry(*status).or_insert_with(|| {
            let schema = json!({"schema": {"$ref": "#/components/schemas/Problem"}});
            json!({"description": description, "content": {PROBLEM: schema}})
        });
    }
}
