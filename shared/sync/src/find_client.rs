//! Finding the client of a card in Perfex by the rules of the settings, or creating it.

use domain::{Card, ParkReason, Parked, marker};
use jiff::Timestamp;
use perfex::{ClientId, Created};
use transport::Transport;

use crate::claim::{Claim, ClaimState};
use crate::client::Known;
use crate::compose;
use crate::customer_link::CustomerLink;
use crate::intent::once;
use crate::ports::{Clock, Rows};
use crate::reconcile::Reconciler;
use crate::settings::MatchRule;
use crate::stop::Stop;

/// A worker's try to find or make a client.
#[derive(Clone, Copy)]
pub(crate) struct Trial {
    /// Whether no worker before us can have made one.
    pub(crate) is_first: bool,
    /// When the first of the workers tried of which it is not known what they came to.
    pub(crate) since: Timestamp,
}

/// How many clients of one name are looked at.
const NAMESAKES: usize = 10;

impl<T: Transport, B: Rows, C: Clock> Reconciler<'_, T, B, C> {
    /// By the rules in their order, then by the account, which keeps its client when its e-mail
    /// changes; else a new one.
    pub(crate) async fn find_or_create(
        &self,
        key: &str,
        card: &Card,
        trial: Trial,
    ) -> Result<Known, Stop> {
        for rule in &self.perfex.match_by {
            let found = match rule {
                MatchRule::Email => self.by_email(&card.email).await?,
                MatchRule::Vat => self.by_key(card.vat_key()).await?,
                MatchRule::Phone => self.by_key(card.phone_key()).await?,
                MatchRule::NamePostcode => self.by_key(card.name_postcode_key()).await?,
            };
            if let Some(client) = found {
                let has_contact = *rule == MatchRule::Email;
                return self.met(client, key, card, has_contact, trial).await;
            }
        }
        if let Some(client) = self.by_account(card).await? {
            return self.met(client, key, card, false, trial).await;
        }
        let marker = marker::client(key);
        // Only a worker before us can have made a client without its contact.
        let orphan = if trial.is_first {
            None
        } else {
            self.by_marker(&marker, card).await?
        };
        let client = match orphan {
            Some(client) => {
                // Its contact may stand too, and the search for the e-mail have missed it.
                if let Some(known) = self.with_contact(client, card).await? {
                    return Ok(known);
                }
                client
            }
            None => self.create_client(&marker, card, trial).await?,
        };
        self.create_contact(client, key, card, trial).await
    }

    /// A client that stood already. Another e-mail than its contacts' becomes one more contact.
    async fn met(
        &self,
        client: u64,
        key: &str,
        card: &Card,
        has_contact: bool,
        trial: Trial,
    ) -> Result<Known, Stop> {
        if !has_contact {
            self.add_contact(client, key, card, trial).await?;
        }
        Ok(Known {
            client,
            mails: self.would_mail(client).await?,
            made_of_card: false,
        })
    }

    async fn by_email(&self, email: &str) -> Result<Option<u64>, Stop> {
        let contacts = self.crm.contacts_by_email(email).await?;
        let first = contacts.into_iter().min_by_key(|contact| contact.id);
        Ok(first.map(|contact| contact.client.0))
    }

    /// By a key of our own index, since Perfex finds neither phone nor VAT number.
    async fn by_key(&self, key: Option<String>) -> Result<Option<u64>, Stop> {
        let Some(key) = key else {
            return Ok(None);
        };
        match self.table.claim(&key).await?.map(|claim| claim.state) {
            Some(ClaimState::Linked { client, .. }) if self.is_in_use(client).await? => {
                Ok(Some(client))
            }
            _ => Ok(None),
        }
    }

    async fn by_account(&self, card: &Card) -> Result<Option<u64>, Stop> {
        let Some(customer) = card.customer else {
            return Ok(None);
        };
        let link = self.table.customer(self.store, customer).await?;
        match link.and_then(|link| link.client) {
            Some(client) if self.is_in_use(client).await? => Ok(Some(client)),
            _ => Ok(None),
        }
    }

    /// Whether the client is there and active.
    pub(crate) async fn is_in_use(&self, client: u64) -> Result<bool, Stop> {
        let row = self.crm.client(ClientId(client)).await?;
        Ok(row.is_some_and(|row| row.active != Some(false)))
    }

    /// Whether Perfex would mail a contact of the client about invoices and payments.
    pub(crate) async fn would_mail(&self, client: u64) -> Result<bool, Stop> {
        let contacts = self.crm.contacts_of(ClientId(client)).await?;
        Ok(contacts.iter().any(mails))
    }

    /// Remembers by what else this client can be recognised. The first client of a key keeps it.
    pub(crate) async fn keep_keys(&self, known: Known, card: &Card) {
        let now = self.clock.now();
        for rule in &self.perfex.match_by {
            let key = match rule {
                MatchRule::Email => None,
                MatchRule::Vat => card.vat_key(),
                MatchRule::Phone => card.phone_key(),
                MatchRule::NamePostcode => card.name_postcode_key(),
            };
            let Some(key) = key else {
                continue;
            };
            let state = ClaimState::Linked {
                client: known.client,
                mails: known.mails,
                cards: vec![],
                as_of: None,
            };
            // A lost write is made up for by the client's next e-mail.
            let _ = self
                .table
                .save_claim(&mut Claim::new(key, state, now))
                .await;
        }
        if let Some(customer) = card.customer
            && let Ok(None) = self.table.customer(self.store, customer).await
        {
            let mut link = CustomerLink::new(self.store.clone(), customer, now);
            link.client = Some(known.client);
            let _ = self.table.save_customer(&mut link).await;
        }
    }

    /// The client that a worker before us made, or that a lost answer told of. One search that finds
    /// nothing is no proof of absence, so its name confirms it.
    async fn by_marker(&self, marker: &str, card: &Card) -> Result<Option<u64>, Stop> {
        if self.perfex.client_marker_field.is_none() {
            return Ok(None);
        }
        let rows = self.crm.clients_searched(marker).await?;
        if let Some(id) = rows.into_iter().map(|row| row.id.0).min() {
            return Ok(Some(id));
        }
        let company = compose::company(card);
        let mut namesakes = self.crm.clients_searched(&company).await?;
        namesakes.retain(|row| row.company.trim() == company.trim());
        // The newest first: it was made a moment ago.
        namesakes.sort_by_key(|row| std::cmp::Reverse(row.id));
        for row in namesakes.into_iter().take(NAMESAKES) {
            let client = self.crm.client(row.id).await?;
            if client.is_some_and(|client| client.has_custom_value(marker)) {
                return Ok(Some(row.id.0));
            }
        }
        Ok(None)
    }

    async fn create_client(&self, marker: &str, card: &Card, trial: Trial) -> Result<u64, Stop> {
        let new = compose::client(card, marker, self.perfex);
        let key = once(marker, trial.since);
        let told = match self.crm.create_client(&new, key).await {
            Ok(Created::Id(id)) => Some(id),
            Ok(Created::Untold) | Err(perfex::Error::Ambiguous(_)) => {
                self.by_marker(marker, card).await?
            }
            Err(error) => return Err(error.into()),
        };
        told.ok_or_else(|| self.answer_lost())
    }

    async fn create_contact(
        &self,
        client: u64,
        key: &str,
        card: &Card,
        trial: Trial,
    ) -> Result<Known, Stop> {
        let new = compose::contact(client, card, true);
        let request = once(&format!("contact/{key}"), trial.since);
        match self.crm.create_contact(&new, request).await {
            Ok(_) | Err(perfex::Error::Ambiguous(_)) => {}
            Err(perfex::Error::EmailTaken) => {
                let client = self.by_email(&card.email).await?;
                let client = client.ok_or_else(inactive)?;
                return Ok(Known {
                    client,
                    mails: self.would_mail(client).await?,
                    made_of_card: false,
                });
            }
            Err(error) => return Err(error.into()),
        }
        // The read decides: the contact stands, and under this client.
        let known = self.with_contact(client, card).await?;
        known.ok_or_else(|| self.answer_lost())
    }

    /// The client that we made of the card, if its contact stands under it.
    async fn with_contact(&self, client: u64, card: &Card) -> Result<Option<Known>, Stop> {
        let contacts = self.crm.contacts_of(ClientId(client)).await?;
        let stands = contacts
            .iter()
            .any(|contact| contact.email.trim().eq_ignore_ascii_case(card.email.trim()));
        Ok(stands.then(|| Known {
            client,
            mails: contacts.iter().any(mails),
            made_of_card: true,
        }))
    }

    /// One more contact of a client that has others. Where the e-mail stands elsewhere already, it
    /// stays there.
    async fn add_contact(
        &self,
        client: u64,
        key: &str,
        card: &Card,
        trial: Trial,
    ) -> Result<(), Stop> {
        let new = compose::contact(client, card, false);
        let request = once(&format!("contact/{client}/{key}"), trial.since);
        match self.crm.create_contact(&new, request).await {
            Ok(_) | Err(perfex::Error::EmailTaken) => Ok(()),
            Err(perfex::Error::Ambiguous(_)) => Err(self.answer_lost()),
            Err(error) => Err(error.into()),
        }
    }
}

fn inactive() -> Stop {
    Parked::new(
        ParkReason::ClientInactive,
        "a contact with the e-mail exists but is not found: its client or contact is inactive; \
         activate it in Perfex",
    )
    .into()
}

/// Whether Perfex mails the contact about invoices and payments.
pub(crate) fn mails(contact: &perfex::Contact) -> bool {
    contact.invoice_emails.unwrap_or(false)
}
