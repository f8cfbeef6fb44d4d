//! Custom fields: what an installation has, and values for them.

use serde::Deserialize;
use transport::Transport;

use crate::body::{Field, Fields};
use crate::{Client, Error, lenient};

/// What a custom field belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CustomFieldOwner {
    /// Clients.
    Customers,
    /// Contacts.
    Contacts,
    /// Invoices.
    Invoice,
    /// Estimates.
    Estimate,
    /// Credit notes.
    CreditNote,
    /// Lines of documents.
    Items,
}

impl CustomFieldOwner {
    /// Perfex's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Contacts => "contacts",
            Self::Invoice => "invoice",
            Self::Estimate => "estimate",
            Self::CreditNote => "credit_note",
            Self::Items => "items",
        }
    }
}

/// A custom field that the installation has. The API cannot create one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CustomField {
    /// Its id, which settings and writes use.
    #[serde(rename = "custom_field_id", deserialize_with = "lenient::whole")]
    pub id: u64,
    /// Its label, which reads of a record show instead of the id.
    #[serde(default, deserialize_with = "lenient::text")]
    pub label: String,
    /// Its type: `input`, `number`, `select` …
    #[serde(rename = "type", default, deserialize_with = "lenient::text")]
    pub kind: String,
    /// Whether every write must fill it.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub required: bool,
}

/// A value for a custom field.
#[derive(Clone, PartialEq, Eq)]
pub struct CustomFieldValue {
    /// The field's id.
    pub id: u64,
    /// The value as text.
    pub value: String,
}

impl std::fmt::Debug for CustomFieldValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CustomFieldValue")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl<T: Transport> Client<T> {
    /// `GET custom_fields/{owner}`: the custom fields of an owner.
    pub async fn custom_fields(&self, owner: CustomFieldOwner) -> Result<Vec<CustomField>, Error> {
        self.read(&["custom_fields", owner.name()], "")
            .await?
            .records()
    }
}

impl<T: Transport> Client<T> {
    /// `GET custom_fields/{owner}/{id}`: the values that one record holds.
    pub(crate) async fn custom_values(
        &self,
        owner: CustomFieldOwner,
        id: u64,
    ) -> Result<Vec<CustomFieldValue>, Error> {
        #[derive(Deserialize)]
        struct Held {
            #[serde(rename = "custom_field_id", deserialize_with = "lenient::whole")]
            id: u64,
            #[serde(default, deserialize_with = "lenient::text")]
            value: String,
        }
        let answer = self
            .read(&["custom_fields", owner.name(), &id.to_string()], "")
            .await?;
        let held: Vec<Held> = answer.records()?;
        Ok(held
            .into_iter()
            .filter(|held| !held.value.is_empty())
            .map(|held| CustomFieldValue {
                id: held.id,
                value: held.value,
            })
            .collect())
    }
}

/// Writes `custom_fields[owner][id]=value`.
pub(crate) fn write(owner: CustomFieldOwner, values: &[CustomFieldValue], fields: &mut Fields) {
    if values.is_empty() {
        return;
    }
    let mut by_id = Fields::default();
    for value in values {
        by_id.text(value.id.to_string(), &value.value);
    }
    let mut of_owner = Fields::default();
    of_owner.field(owner.name(), Field::Map(by_id));
    fields.field("custom_fields", Field::Map(of_owner));
}
