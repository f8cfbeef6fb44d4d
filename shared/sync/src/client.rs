//! The client of an order: found by e-mail, or created once.
//!
//! The claim row is put first, so two orders of one new customer make one client. Known clients
//! cost no call to Perfex.

use std::time::Duration;

use domain::{Customer, Document, ParkReason, Parked, marker};
use jiff::Timestamp;
use perfex::{ClientId, Created};
use transport::Transport;
use uuid::Uuid;

use crate::claim::{Claim, ClaimState};
use crate::compose;
use crate::link::{Link, LinkedClient};
use crate::outcome::RetryReason;
use crate::ports::{Claims, Clock, Links};
use crate::reconcile::Reconciler;
use crate::stop::Stop;

/// How long to wait at least and at most when another worker is creating the same client.
const CLAIM_WAIT: (Duration, Duration) = (Duration::from_secs(5), Duration::from_mins(1));

/// A client in Perfex.
struct Known {
    client: u64,
    mails: bool,
}

impl<T: Transport, B: Links + Claims, C: Clock> Reconciler<'_, T, B, C> {
    /// Sets the link's client.
    pub(crate) async fn link_client(
        &self,
        link: &mut Link,
        document: &Document,
        customer: &Customer,
    ) -> Result<(), Stop> {
        let key = &document.client_key;
        if link
            .client
            .as_ref()
            .is_some_and(|client| client.key == *key)
        {
            return Ok(());
        }
        let known = self.claimed_client(key, customer).await?;
        link.client = Some(LinkedClient {
            id: known.client,
            key: key.clone(),
            mails: known.mails,
        });
        Ok(())
    }

    async fn claimed_client(&self, key: &str, customer: &Customer) -> Result<Known, Stop> {
        let now = self.clock.now();
        let held = ClaimState::Held {
            holder: self.holder,
            lease_until: self.lease_until(),
        };
        let (mut claim, taken_over) = match self.table.claim(key).await? {
            None => (Claim::new(key.to_owned(), held, now), false),
            Some(claim) => match claim.state {
                ClaimState::Linked { client, mails } => return Ok(Known { client, mails }),
                ClaimState::Held {
                    holder,
                    lease_until,
                } if holder != self.holder && lease_until > now => {
                    return Err(Stop::Retry {
                        after: held_wait(&claim, now),
                        reason: RetryReason::Held,
                    });
                }
                ClaimState::Sequence { .. } => return Err(Stop::missing_step()),
                ClaimState::Held { .. } => (
                    Claim {
                        state: held,
                        ..claim
                    },
                    true,
                ),
            },
        };
        claim.updated_at = now;
        self.table.save_claim(&mut claim).await?;
        let found = self.find_or_create(key, customer, taken_over).await;
        claim.state = match &found {
            Ok(known) => ClaimState::Linked {
                client: known.client,
                mails: known.mails,
            },
            // Others may try as soon as nothing that was sent can take effect any more.
            Err(stop) => ClaimState::Held {
                holder: self.holder,
                lease_until: self.clock.now() + stop.settles_after(),
            },
        };
        claim.updated_at = self.clock.now();
        match (found, self.table.save_claim(&mut claim).await) {
            (Ok(known), Ok(())) => Ok(known),
            (Ok(_), Err(error)) => Err(error.into()),
            (Err(stop), _) => Err(stop),
        }
    }

    async fn find_or_create(
        &self,
        key: &str,
        customer: &Customer,
        taken_over: bool,
    ) -> Result<Known, Stop> {
        let email = customer.email.trim();
        if let Some(known) = self.by_email(email).await? {
            return Ok(known);
        }
        let marker = marker::client(key);
        // Only a worker before us can have made a client without its contact.
        let orphan = if taken_over {
            self.by_marker(&marker).await?
        } else {
            None
        };
        let client = match orphan {
            Some(client) => client,
            None => self.create_client(&marker, customer).await?,
        };
        self.create_contact(client, key, customer).await
    }

    async fn by_email(&self, email: &str) -> Result<Option<Known>, Stop> {
        let contacts = self.crm.contacts_by_email(email).await?;
        Ok(contacts
            .into_iter()
            .min_by_key(|contact| contact.id)
            .map(|contact| Known {
                client: contact.client.0,
                mails: mails(&contact),
            }))
    }

    async fn by_marker(&self, marker: &str) -> Result<Option<u64>, Stop> {
        if self.perfex.client_marker_field.is_none() {
            return Ok(None);
        }
        let rows = self.crm.clients_by_marker(marker).await?;
        Ok(rows.into_iter().map(|row| row.id.0).min())
    }

    async fn create_client(&self, marker: &str, customer: &Customer) -> Result<u64, Stop> {
        let new = compose::client(customer, marker, self.perfex);
        let key = Uuid::new_v5(&Uuid::NAMESPACE_OID, marker.as_bytes());
        let told = match self.crm.create_client(&new, key).await {
            Ok(Created::Id(id)) => Some(id),
            Ok(Created::Untold) | Err(perfex::Error::Ambiguous(_)) => {
                self.by_marker(marker).await?
            }
            Err(error) => return Err(error.into()),
        };
        told.ok_or_else(|| self.answer_lost())
    }

    async fn create_contact(
        &self,
        client: u64,
        key: &str,
        customer: &Customer,
    ) -> Result<Known, Stop> {
        let new = compose::contact(client, customer);
        let key = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("contact/{key}").as_bytes());
        match self.crm.create_contact(&new, key).await {
            Ok(_) | Err(perfex::Error::Ambiguous(_)) => {}
            Err(perfex::Error::EmailTaken) => {
                return self.by_email(customer.email.trim()).await?.ok_or_else(|| {
                    Parked::new(
                        ParkReason::ClientInactive,
                        "a contact with the order's e-mail exists but is not found: \
                         its client or contact is inactive; activate it in Perfex",
                    )
                    .into()
                });
            }
            Err(error) => return Err(error.into()),
        }
        // The read decides: the contact stands, and under this client.
        let email = customer.email.trim();
        let contacts = self.crm.contacts_of(ClientId(client)).await?;
        contacts
            .into_iter()
            .find(|contact| contact.email.eq_ignore_ascii_case(email))
            .map(|contact| Known {
                client,
                mails: mails(&contact),
            })
            .ok_or_else(|| self.answer_lost())
    }
}

/// How long to wait for a claim that another worker holds: as long as it has been held already,
/// which is seconds beside a worker that is at work, and longer and longer behind one that died.
pub(crate) fn held_wait(claim: &Claim, now: Timestamp) -> Duration {
    let held_for = now.duration_since(claim.updated_at).unsigned_abs();
    held_for.clamp(CLAIM_WAIT.0, CLAIM_WAIT.1)
}

/// Whether Perfex mails the contact about invoices and payments.
fn mails(contact: &perfex::Contact) -> bool {
    contact.invoice_emails.unwrap_or(false)
}
