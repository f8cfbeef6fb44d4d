//! What the doctor finds.

use axum::Json;
use axum::extract::State;
use desk::doctor::{self, Finding, Queues};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::{At, OfStore, Wired};
use crate::problem::Problem;

/// What the doctor found.
#[derive(Serialize, ToSchema)]
pub(crate) struct Diagnostics {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// How many findings are problems.
    problems: usize,
    /// The findings, by what they are about.
    findings: Vec<FindingView>,
}

/// A finding.
#[derive(Serialize, ToSchema)]
pub(crate) struct FindingView {
    /// `store`, `perfex` or `aws`.
    about: &'static str,
    /// What was looked at, stable.
    check: &'static str,
    /// `good`, `note` or `problem`.
    verdict: &'static str,
    /// What was found, in one line; of a problem, how to mend it too. No secrets, no personal data.
    said: String,
}

impl From<Finding> for FindingView {
    fn from(finding: Finding) -> Self {
        Self {
            about: finding.about.name(),
            check: finding.check,
            verdict: finding.verdict.name(),
            said: finding.said,
        }
    }
}

/// Has the doctor look at the store, at Perfex and at AWS. It changes nothing.
#[utoipa::path(get, path = "/stores/{store}/diagnostics", params(("store" = String, Path)),
    responses((status = 200, body = Diagnostics), (status = 404, body = Problem)))]
pub(crate) async fn show(
    State(console): Wired,
    At(OfStore { store }): At<OfStore>,
) -> Result<Json<Diagnostics>, Problem> {
    let settings = console.settings_with(&store).await?;
    let webhook_url = format!("{}{store}", console.environment.webhook_url);
    let shop = async {
        match console.store(&settings, &store).await {
            Ok(client) => doctor::store(&settings, &store, &client, Some(&webhook_url)).await,
            Err(problem) => vec![doctor::keys_missing(&problem)],
        }
    };
    let office = async {
        match console.crm(&settings).await {
            Ok(crm) => doctor::perfex(&settings, &store, &crm).await,
            Err(problem) => vec![doctor::token_missing(&problem)],
        }
    };
    let environment = &console.environment;
    let cloud = doctor::aws(
        &console.table,
        &console.sqs,
        Queues {
            changes: &environment.queue_url,
            backfill: Some(&environment.backfill_url),
            dead_letters: Some(&environment.dlq_url),
        },
        &store,
        Timestamp::now(),
    );
    let (shop, office, cloud) = tokio::join!(shop, office, cloud);
    Ok(Json(told(
        shop.into_iter().chain(office).chain(cloud).collect(),
    )))
}

/// Has the doctor write a client to Perfex, read it back and delete it: whether the token may write
/// shows only so. For people who may operate.
#[utoipa::path(post, path = "/stores/{store}/diagnostics/write-probe", params(("store" = String, Path)),
    responses((status = 200, body = Diagnostics), (status = 404, body = Problem)))]
pub(crate) async fn write_probe(
    State(console): Wired,
    At(OfStore { store }): At<OfStore>,
) -> Result<Json<Diagnostics>, Problem> {
    let settings = console.settings_with(&store).await?;
    Ok(Json(told(match console.crm(&settings).await {
        Ok(crm) => doctor::write_probe(&settings, &crm).await,
        Err(problem) => vec![doctor::token_missing(&problem)],
    })))
}

fn told(findings: Vec<Finding>) -> Diagnostics {
    Diagnostics {
        at: Timestamp::now(),
        problems: findings.iter().filter(|one| one.is_problem()).count(),
        findings: findings.into_iter().map(FindingView::from).collect(),
    }
}
