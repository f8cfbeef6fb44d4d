//! Clients, which the API calls customers.

use std::fmt;

use serde::Deserialize;
use transport::Transport;
use uuid::Uuid;

use crate::body::Fields;
use crate::columns::{self, cut};
use crate::custom_fields::{self, CustomFieldOwner};
use crate::{
    Address, Client, ClientId, Created, CustomFieldValue, Error, Flavour, answer, lenient,
    search_key,
};

const ID_KEYS: [&str; 5] = ["record_id", "id", "insert_id", "customer_id", "userid"];

/// A client as Perfex gives it back.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct ClientRow {
    /// Its id.
    #[serde(rename = "userid", deserialize_with = "whole_id")]
    pub id: ClientId,
    /// The company, or a person's full name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub company: String,
    /// VAT number; empty too when this Perfex hides the field.
    #[serde(default, deserialize_with = "lenient::text")]
    pub vat: String,
    /// Phone number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub phonenumber: String,
    /// Currency id; 0 for the installation's base currency.
    #[serde(default, deserialize_with = "lenient::optional_whole")]
    pub default_currency: Option<u64>,
    /// Whether the client is active; `None` where the answer does not say.
    #[serde(default, deserialize_with = "optional_flag")]
    pub active: Option<bool>,
    /// Labels and values of its custom fields. Only [`Client::client`] fills them; Perfex does
    /// not tell their ids here.
    #[serde(default, rename = "customfields", deserialize_with = "lenient::list")]
    pub custom_fields: Vec<LabelledValue>,
}

/// The value of a custom field under its label.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct LabelledValue {
    /// The field's label.
    #[serde(default, deserialize_with = "lenient::text")]
    pub label: String,
    /// Its value.
    #[serde(default, deserialize_with = "lenient::text")]
    pub value: String,
}

/// A client to be created. Texts longer than Perfex's columns are cut when sent.
#[derive(Clone, Default)]
pub struct NewClient {
    /// The company, or "First Last" of a person. Must not be blank.
    pub company: String,
    /// VAT number.
    pub vat: String,
    /// Phone number.
    pub phonenumber: String,
    /// Website.
    pub website: String,
    /// The client's own address.
    pub address: Address,
    /// Where its documents are billed to.
    pub billing: Option<Address>,
    /// Where its goods go.
    pub shipping: Option<Address>,
    /// Currency id; `None` for the installation's base currency.
    pub default_currency: Option<u64>,
    /// Values of custom fields, the marker among them.
    pub custom_fields: Vec<CustomFieldValue>,
}

impl ClientRow {
    /// Whether a custom field of any label holds exactly `value`.
    pub fn has_custom_value(&self, value: &str) -> bool {
        self.custom_fields
            .iter()
            .any(|field| field.value.trim() == value)
    }
}

impl NewClient {
    fn fields(&self) -> Result<Fields, Error> {
        let company = cut(&self.company, columns::COMPANY);
        if company.is_empty() {
            return Err(Error::Unsendable(
                "a client needs a company or a name".to_owned(),
            ));
        }
        let mut fields = Fields::default();
        fields.text("company", company);
        fields.text_unless_empty("vat", cut(&self.vat, columns::VAT));
        fields.text_unless_empty("phonenumber", cut(&self.phonenumber, columns::PHONE));
        fields.text_unless_empty("website", cut(&self.website, columns::WEBSITE));
        fields.text_unless_empty(
            "address",
            cut(&self.address.street, columns::CLIENT_ADDRESS),
        );
        fields.text_unless_empty("city", cut(&self.address.city, columns::CLIENT_CITY));
        fields.text_unless_empty("state", cut(&self.address.state, columns::CLIENT_STATE));
        fields.text_unless_empty("zip", cut(&self.address.zip, columns::CLIENT_ZIP));
        fields.text("country", self.address.country.unwrap_or(0));
        if let Some(billing) = &self.billing {
            billing.write("billing_", &mut fields);
        }
        if let Some(shipping) = &self.shipping {
            shipping.write("shipping_", &mut fields);
        }
        if let Some(currency) = self.default_currency {
            fields.text("default_currency", currency);
        }
        custom_fields::write(
            CustomFieldOwner::Customers,
            &self.custom_fields,
            &mut fields,
        );
        Ok(fields)
    }
}

impl<T: Transport> Client<T> {
    /// `GET customers/search/{text}`: active clients of which the company, the primary contact or a
    /// custom field contains the text, or the longest part of it that can be searched. Rows mostly
    /// lack custom fields: confirm with [`Client::client`] and [`ClientRow::has_custom_value`].
    pub async fn clients_searched(&self, text: &str) -> Result<Vec<ClientRow>, Error> {
        let Some(key) = search_key::of(text) else {
            return Ok(Vec::new());
        };
        let answer = self.read(&["customers", "search", key], "").await?;
        let mut rows: Vec<ClientRow> = answer.records()?;
        // The search joins contacts: a client comes once for each.
        rows.sort_by_key(|row| row.id);
        rows.dedup_by_key(|row| row.id);
        Ok(rows)
    }

    /// `GET customers/{id}`, with custom fields; `None` when there is no such client.
    pub async fn client(&self, id: ClientId) -> Result<Option<ClientRow>, Error> {
        let client: Option<ClientRow> = self
            .read(&["customers", &id.to_string()], "")
            .await?
            .record()?;
        match client {
            Some(client) if client.id != id => {
                Err(answer::not_understood("another client than asked for"))
            }
            client => Ok(client),
        }
    }

    /// `POST customers`. 2.x does not tell the id.
    pub async fn create_client(&self, new: &NewClient, key: Uuid) -> Result<Created, Error> {
        self.create("customers", &new.fields()?, key)
            .await?
            .created(&ID_KEYS)
    }

    /// Deletes a client, which needs a permission of its own. Perfex deletes its contacts and
    /// documents too, so this is for clients that nothing belongs to. Read afterwards: that decides.
    pub async fn delete_client(&self, id: ClientId) -> Result<(), Error> {
        let id = id.to_string();
        match self.flavour() {
            Flavour::Themesic2 => self.delete(&["delete", "customers", &id]).await,
            Flavour::Themesic3 => self.delete(&["customers", &id]).await,
        }
    }
}

fn whole_id<'de, D: serde::Deserializer<'de>>(from: D) -> Result<ClientId, D::Error> {
    lenient::whole(from).map(ClientId)
}

pub(crate) fn optional_flag<'de, D: serde::Deserializer<'de>>(
    from: D,
) -> Result<Option<bool>, D::Error> {
    Ok(lenient::optional_whole(from)?.map(|flag| flag != 0))
}

impl fmt::Debug for ClientRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientRow")
            .field("id", &self.id)
            .field("active", &self.active)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for LabelledValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LabelledValue")
            .field("label", &self.label)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for NewClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewClient").finish_non_exhaustive()
    }
}
