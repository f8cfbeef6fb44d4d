//! Whether Perfex takes what is written, found out by writing: one client, read back and deleted.
//!
//! Clients are what the API creates and deletes in both generations without touching a counter;
//! documents would use up a number. The client is known by its name, which nobody else has: one that
//! a probe before could not delete is deleted first, or named, and no second one is made.

use perfex::{Client, ClientId, ClientRow, Created, CustomFieldValue, Error, NewClient};
use sync::Settings;
use transport::Transport;
use uuid::Uuid;

use super::{About, Finding, Findings};

/// The name of the client, and what its marker field holds. One word, so that any host lets it be
/// searched for.
const NAME: &str = "woosync-write-probe";

const CHECK: &str = "write_probe";
const FIELD: &str = "client_marker_field";

/// Writes a client to Perfex, reads it back, and deletes it. Needs the permissions `post` and `delete`
/// for customers; the second is of no other use to `WooSync`.
pub async fn write_probe<T: Transport>(settings: &Settings, crm: &Client<T>) -> Vec<Finding> {
    let mut found = Findings::about(About::Perfex);
    let written = probe(settings, crm, &mut found).await;
    match written {
        Ok(()) => found.good(
            CHECK,
            "a client was written, read back and deleted; nothing of it is left",
        ),
        Err(said) => found.problem(CHECK, said),
    }
    found.found
}

/// What is wrong, where something is.
async fn probe<T: Transport>(
    settings: &Settings,
    crm: &Client<T>,
    found: &mut Findings,
) -> Result<(), String> {
    let left = ours(crm).await.map_err(|error| {
        format!("customers cannot be searched, so nothing was written: {error}")
    })?;
    for client in left {
        remove(crm, client).await?;
        found.note(
            "write_probe_before",
            format!("client {client}, which an earlier probe had left, was deleted"),
        );
    }
    let client = write(settings, crm).await?;
    let row = crm.client(client).await;
    read_back(settings, client, &row, found);
    remove(crm, client).await
}

/// The clients of probes.
async fn ours<T: Transport>(crm: &Client<T>) -> Result<Vec<ClientId>, Error> {
    let rows = crm.clients_searched(NAME).await?;
    let ours = rows.into_iter().filter(|row| row.company.trim() == NAME);
    Ok(ours.map(|row| row.id).collect())
}

async fn write<T: Transport>(settings: &Settings, crm: &Client<T>) -> Result<ClientId, String> {
    let marker = settings.perfex.client_marker_field;
    let new = NewClient {
        company: NAME.to_owned(),
        custom_fields: marker
            .map(|id| CustomFieldValue {
                id: id.into(),
                value: NAME.to_owned(),
            })
            .into_iter()
            .collect(),
        ..NewClient::default()
    };
    match crm.create_client(&new, Uuid::new_v4()).await {
        Ok(Created::Id(id)) => return Ok(ClientId(id)),
        // It may stand: the search tells.
        Ok(Created::Untold) | Err(Error::Ambiguous(_)) => {}
        Err(Error::Forbidden { .. }) => {
            return Err(
                "the token may not create customers: give it post for Customers under API"
                    .to_owned(),
            );
        }
        Err(error) => return Err(format!("no client could be written: {error}")),
    }
    let stands = ours(crm).await.map_err(|error| error.to_string());
    stands?.into_iter().max().ok_or_else(|| {
        format!(
            "a client named {NAME} was sent, and is not found: it was not written, or the token may not \
             search customers. Look for it under Customers, delete it, and run the probe again"
        )
    })
}

fn read_back(
    settings: &Settings,
    client: ClientId,
    row: &Result<Option<ClientRow>, Error>,
    found: &mut Findings,
) {
    let row = match row {
        Ok(Some(row)) => row,
        Ok(None) => {
            found.problem("read_back", format!("client {client} cannot be read back"));
            return;
        }
        Err(error) => {
            found.problem(
                "read_back",
                format!("client {client} cannot be read back: {error}"),
            );
            return;
        }
    };
    if row.company.trim() == NAME {
        found.good("read_back", "what was written reads back the same");
    } else {
        found.problem(
            "read_back",
            format!("client {client} reads back with another name than it was written with"),
        );
    }
    let Some(field) = settings.perfex.client_marker_field else {
        return;
    };
    if row.has_custom_value(NAME) {
        found.good(FIELD, format!("custom field {field} keeps the marker"));
    } else {
        found.problem(
            FIELD,
            format!(
                "custom field {field} does not keep what is written to it: see under Setup > Custom \
                 Fields that it is one of Customers, of the type Input, and is not disabled"
            ),
        );
    }
}

/// Whether it is gone, the read decides, not the answer.
async fn remove<T: Transport>(crm: &Client<T>, client: ClientId) -> Result<(), String> {
    let deleted = crm.delete_client(client).await;
    let by_hand = format!("client {client} ({NAME}) is left in Perfex: delete it under Customers");
    match (deleted, crm.client(client).await) {
        (_, Ok(None)) => Ok(()),
        (Err(Error::Forbidden { .. }), _) => Err(format!(
            "{by_hand}, or give the token delete for Customers and run the probe again"
        )),
        (Err(error), _) => Err(format!("{by_hand}. {error}")),
        (Ok(()), Ok(Some(_))) => Err(format!("{by_hand}. Perfex said that it was deleted")),
        (Ok(()), Err(error)) => Err(format!("{by_hand}, if it is there still. {error}")),
    }
}
