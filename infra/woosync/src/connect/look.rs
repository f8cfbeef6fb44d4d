//! The doctor's look at what was set up.

use aws::Table;
use aws_sdk_sqs::Client;
use desk::doctor::{self, Queues};
use intake::StoreId;
use jiff::Timestamp;
use sync::Settings;
use sync::settings::Flavour;
use url::Url;

use super::Deployment;
use super::answers::Both;
use crate::doctor::{Format, line};

/// What the doctor says of a store with these settings, a line each. The part in AWS is looked at as
/// far as its names are known.
pub(super) async fn look(
    both: &Both,
    settings: &Settings,
    id: &StoreId,
    delivery_url: &Url,
    deployment: &Deployment,
    table: Option<&Table>,
) -> Vec<String> {
    let flavour = match settings.perfex.flavour {
        Flavour::Themesic2 => perfex::Flavour::Themesic2,
        Flavour::Themesic3 => perfex::Flavour::Themesic3,
    };
    let url = delivery_url.as_str();
    let mut found = doctor::store(settings, id, &both.store, Some(url)).await;
    found.extend(doctor::perfex(settings, id, &both.crm(flavour)).await);
    if let (Some(table), Some(changes)) = (table, &deployment.queue) {
        let sqs = Client::new(&::aws::sdk_config().await);
        let queues = Queues {
            changes,
            backfill: deployment.backfill.as_deref(),
            dead_letters: deployment.dlq.as_deref(),
        };
        found.extend(doctor::aws(table, &sqs, queues, id, Timestamp::now()).await);
    }
    let lines = found.iter().map(|one| line(id, one, Format::Text));
    lines.collect()
}
