//! A client as a whole, to be written back with something changed.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};
use transport::Transport;

use crate::body::{Field, Fields};
use crate::columns::{self, cut};
use crate::custom_fields::{CustomFieldOwner, CustomFieldValue, write};
use crate::{Client, ClientId, Error, answer, lenient};

/// The columns of a client that an update writes, with the length that Perfex keeps. An update is
/// never partial: what is not sent is reset.
const COLUMNS: [(&str, usize); 21] = [
    ("company", columns::COMPANY),
    ("vat", columns::VAT),
    ("phonenumber", columns::PHONE),
    ("website", columns::WEBSITE),
    ("address", columns::CLIENT_ADDRESS),
    ("city", columns::CLIENT_CITY),
    ("state", columns::CLIENT_STATE),
    ("zip", columns::CLIENT_ZIP),
    ("country", 11),
    ("default_currency", 11),
    ("default_language", 40),
    ("billing_street", columns::STREET),
    ("billing_city", columns::CITY),
    ("billing_state", columns::STATE),
    ("billing_zip", columns::ZIP),
    ("billing_country", 11),
    ("shipping_street", columns::STREET),
    ("shipping_city", columns::CITY),
    ("shipping_state", columns::STATE),
    ("shipping_zip", columns::ZIP),
    ("shipping_country", 11),
];

/// The columns of a client.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientColumns {
    columns: BTreeMap<&'static str, String>,
    groups: Vec<String>,
}

impl ClientColumns {
    /// What a column holds; empty too where it is 0, which is how Perfex says that there is none.
    pub fn get(&self, column: &str) -> &str {
        match self.columns.get(column).map_or("", |text| text.trim()) {
            "0" => "",
            text => text,
        }
    }

    /// Sets a column, cut to what Perfex keeps. Says whether that changed anything.
    pub fn set(&mut self, column: &'static str, text: &str) -> bool {
        let Some((_, length)) = COLUMNS.iter().find(|(name, _)| *name == column) else {
            return false;
        };
        let text = cut(text, *length);
        if self.get(column) == text {
            return false;
        }
        self.columns.insert(column, text.to_owned());
        true
    }

    fn read(row: &Map<String, Value>) -> Self {
        let text = |name: &str| row.get(name).map(lenient::told).unwrap_or_default();
        let groups = row.get("groups_in").and_then(Value::as_array);
        Self {
            columns: COLUMNS
                .iter()
                .map(|(name, _)| (*name, text(name)))
                .collect(),
            groups: groups.map_or_else(Vec::new, |groups| {
                groups.iter().map(lenient::told).collect()
            }),
        }
    }

    fn fields(&self, custom_fields: &[CustomFieldValue]) -> Fields {
        let mut fields = Fields::default();
        for (name, text) in &self.columns {
            fields.text(*name, text);
        }
        if !self.groups.is_empty() {
            fields.field("groups_in", Field::Texts(self.groups.clone()));
        }
        write(CustomFieldOwner::Customers, custom_fields, &mut fields);
        fields
    }
}

impl<T: Transport> Client<T> {
    /// `GET customers/{id}`; `None` if there is no such client.
    pub async fn client_columns(&self, id: ClientId) -> Result<Option<ClientColumns>, Error> {
        let answer = self.read(&["customers", &id.to_string()], "").await?;
        let Some(Value::Object(row)) = answer.record::<Value>()? else {
            return Ok(None);
        };
        if row.get("userid").map(lenient::told) != Some(id.to_string()) {
            return Err(answer::not_understood("another client than asked for"));
        }
        Ok(Some(ClientColumns::read(&row)))
    }

    /// `PUT customers/{id}`: writes the whole client, with the custom fields that it has by now. In
    /// 2.x this clears its groups, which no call tells.
    pub async fn update_client(&self, id: ClientId, columns: &ClientColumns) -> Result<(), Error> {
        let custom_fields = self
            .custom_values(CustomFieldOwner::Customers, id.0)
            .await?;
        let fields = columns.fields(&custom_fields);
        self.update(&["customers", &id.to_string()], &fields).await
    }
}

impl fmt::Debug for ClientColumns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientColumns").finish_non_exhaustive()
    }
}
