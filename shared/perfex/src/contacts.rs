//! Contacts: the people of a client.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use transport::Transport;
use uuid::Uuid;

use crate::body::Fields;
use crate::clients::optional_flag;
use crate::columns::{self, cut};
use crate::{Client, ClientId, ContactId, Created, Error, Flavour, lenient, search_key};

const ID_KEYS: [&str; 4] = ["record_id", "id", "insert_id", "contact_id"];

/// A contact as Perfex gives it back, without the password hash that a search leaks.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct Contact {
    /// Its id.
    #[serde(deserialize_with = "contact_id")]
    pub id: ContactId,
    /// The client that it belongs to.
    #[serde(rename = "userid", deserialize_with = "client_id")]
    pub client: ClientId,
    /// E-mail, unique in a Perfex.
    #[serde(default, deserialize_with = "lenient::text")]
    pub email: String,
    /// First name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub firstname: String,
    /// Last name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub lastname: String,
    /// Whether it is its client's primary contact.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub is_primary: bool,
    /// Whether Perfex mails it invoices and payment receipts; `None` where the answer does not say.
    #[serde(default, deserialize_with = "optional_flag")]
    pub invoice_emails: Option<bool>,
    /// Whether Perfex mails it estimates; `None` where the answer does not say.
    #[serde(default, deserialize_with = "optional_flag")]
    pub estimate_emails: Option<bool>,
    /// Whether Perfex mails it credit notes; `None` where the answer does not say.
    #[serde(default, deserialize_with = "optional_flag")]
    pub credit_note_emails: Option<bool>,
}

/// A contact to be created. Perfex is always told to send no welcome mail, and no kind of mail is
/// switched on.
#[derive(Clone)]
pub struct NewContact {
    /// The client that it belongs to.
    pub client: ClientId,
    /// First name; blank is sent as "-".
    pub firstname: String,
    /// Last name; blank is sent as "-".
    pub lastname: String,
    /// E-mail, at most 100 characters, unique in a Perfex.
    pub email: String,
    /// A random password of 24 or more characters, which nobody learns.
    pub password: SecretString,
    /// Phone number.
    pub phonenumber: String,
    /// Position in the company.
    pub title: String,
    /// Whether it becomes its client's primary contact.
    pub is_primary: bool,
}

impl NewContact {
    fn fields(&self) -> Result<Fields, Error> {
        let email = self.email.trim();
        // A cut e-mail would be somebody else's.
        if email.is_empty() || email.chars().count() > columns::EMAIL {
            return Err(Error::Unsendable(
                "the e-mail is empty or longer than 100 characters".to_owned(),
            ));
        }
        let mut fields = Fields::default();
        fields.text("customer_id", self.client);
        fields.text("firstname", name(&self.firstname));
        fields.text("lastname", name(&self.lastname));
        fields.text("email", email);
        fields.text_unless_empty(
            "phonenumber",
            cut(&self.phonenumber, columns::CONTACT_PHONE),
        );
        fields.text_unless_empty("title", cut(&self.title, columns::TITLE));
        fields.text("password", self.password.expose_secret());
        // Presence alone counts: `is_primary=0` would set it.
        if self.is_primary {
            fields.text("is_primary", "on");
        }
        fields.text("donotsendwelcomeemail", "on");
        Ok(fields)
    }
}

fn name(text: &str) -> &str {
    match cut(text, columns::PERSON_NAME) {
        "" => "-",
        name => name,
    }
}

impl<T: Transport> Client<T> {
    /// `GET contacts/search/{email}`: contacts with exactly this e-mail, whatever its case.
    /// Contacts of inactive clients are not found.
    pub async fn contacts_by_email(&self, email: &str) -> Result<Vec<Contact>, Error> {
        let email = email.trim().to_lowercase();
        let Some(key) = search_key::of(&email) else {
            return Ok(Vec::new());
        };
        let mut contacts: Vec<Contact> = self
            .read(&["contacts", "search", key], "")
            .await?
            .records()?;
        contacts.retain(|contact| contact.email.trim().to_lowercase() == email);
        Ok(contacts)
    }

    /// The active contacts of a client.
    ///
    /// `GET contacts/{client}` lists them in 2.x. A 3.x may take the id for a contact's: when
    /// nothing of this client comes back, its list of contacts is walked.
    pub async fn contacts_of(&self, client: ClientId) -> Result<Vec<Contact>, Error> {
        let answer = self.read(&["contacts", &client.to_string()], "").await?;
        let mut contacts: Vec<Contact> = answer.records()?;
        contacts.retain(|contact| contact.client == client);
        if contacts.is_empty() && self.flavour() == Flavour::Themesic3 {
            contacts = self.all_pages("contacts", "sort=-id").await?;
            contacts.retain(|contact| contact.client == client);
        }
        Ok(contacts)
    }

    /// `POST contacts`. [`Error::EmailTaken`] when a contact has this e-mail already.
    pub async fn create_contact(&self, new: &NewContact, key: Uuid) -> Result<Created, Error> {
        self.create("contacts", &new.fields()?, key)
            .await?
            .created(&ID_KEYS)
    }
}

fn contact_id<'de, D: serde::Deserializer<'de>>(from: D) -> Result<ContactId, D::Error> {
    lenient::whole(from).map(ContactId)
}

fn client_id<'de, D: serde::Deserializer<'de>>(from: D) -> Result<ClientId, D::Error> {
    lenient::whole(from).map(ClientId)
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contact")
            .field("id", &self.id)
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for NewContact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewContact")
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}
