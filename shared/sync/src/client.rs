//! The client of an order or a registered customer: found, or created once.
//!
//! The claim row is put first, so two orders of one new customer make one client. Known clients
//! cost no call to Perfex, unless the shop knows something new about them.

use std::time::Duration;

use domain::{Card, ParkReason, Parked};
use jiff::Timestamp;
use transport::Transport;

use crate::claim::{Claim, ClaimState};
use crate::find_client::Trial;
use crate::intent::still_unknown;
use crate::link::{Link, LinkedClient};
use crate::outcome::RetryReason;
use crate::ports::{Clock, Rows};
use crate::reconcile::Reconciler;
use crate::stop::Stop;

/// How long to wait at least and at most when another worker is creating the same client.
const CLAIM_WAIT: (Duration, Duration) = (Duration::from_secs(5), Duration::from_mins(1));

/// A client in Perfex.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    pub(crate) client: u64,
    pub(crate) mails: bool,
    /// Whether it was made of this very card, so that nothing about it can be new.
    pub(crate) made_of_card: bool,
}

impl<T: Transport, B: Rows, C: Clock> Reconciler<'_, T, B, C> {
    /// Sets the link's client.
    pub(crate) async fn link_client(
        &self,
        link: &mut Link,
        key: &str,
        card: &Card,
    ) -> Result<(), Stop> {
        let known = match (card.email_key(), self.rules.no_email_client) {
            (None, Some(client)) => self.fixed_client(key, u64::from(client)).await?,
            _ => self.claimed_client(key, card).await?,
        };
        link.client = Some(LinkedClient {
            id: known.client,
            key: key.to_owned(),
            mails: known.mails,
        });
        Ok(())
    }

    /// The client of a card with an e-mail, whose key is claimed.
    pub(crate) async fn claimed_client(&self, key: &str, card: &Card) -> Result<Known, Stop> {
        let now = self.clock.now();
        let held = |since| ClaimState::Held {
            holder: self.holder,
            lease_until: self.lease_until(),
            since,
        };
        let (mut claim, unknown_since) = match self.table.claim(key).await? {
            None => (Claim::new(key.to_owned(), held(now), now), None),
            Some(claim) => match claim.state {
                ClaimState::Linked { .. } => return self.refreshed(claim, card).await,
                ClaimState::Held {
                    holder,
                    lease_until,
                    ..
                } if holder != self.holder && lease_until > now => {
                    return Err(Stop::Retry {
                        after: held_wait(&claim, now),
                        reason: RetryReason::Held,
                    });
                }
                ClaimState::Sequence { .. } | ClaimState::Deletions { .. } => {
                    return Err(Stop::missing_step());
                }
                ClaimState::Held { since, .. } => {
                    let held = Claim {
                        state: held(still_unknown(since, now).unwrap_or(now)),
                        ..claim
                    };
                    (held, Some(since))
                }
            },
        };
        claim.updated_at = now;
        self.table.save_claim(&mut claim).await?;
        let trial = Trial {
            is_first: unknown_since.is_none(),
            since: unknown_since
                .and_then(|since| still_unknown(since, now))
                .unwrap_or(now),
        };
        let found = self.find_or_create(key, card, trial).await;
        claim.state = match &found {
            Ok(known) => linked(*known, card),
            // Others may try as soon as nothing that was sent can take effect any more.
            Err(stop) => ClaimState::Held {
                holder: self.holder,
                lease_until: self.clock.now() + stop.settles_after(),
                since: if matches!(stop, Stop::Park(_)) {
                    Timestamp::UNIX_EPOCH
                } else {
                    trial.since
                },
            },
        };
        claim.updated_at = self.clock.now();
        match (found, self.table.save_claim(&mut claim).await) {
            (Ok(known), Ok(())) => {
                self.keep_keys(known, card).await;
                if known.made_of_card {
                    Ok(known)
                } else {
                    self.refreshed(claim, card).await
                }
            }
            (Ok(_), Err(error)) => Err(error.into()),
            (Err(stop), _) => Err(stop),
        }
    }

    /// The client that the settings name for orders without an e-mail. It may have a contact whom
    /// Perfex would mail.
    async fn fixed_client(&self, key: &str, client: u64) -> Result<Known, Stop> {
        if let Some(claim) = self.table.claim(key).await?
            && let ClaimState::Linked { client, mails, .. } = claim.state
        {
            return Ok(Known {
                client,
                mails,
                made_of_card: false,
            });
        }
        if !self.is_in_use(client).await? {
            return Err(Parked::new(
                ParkReason::ClientInactive,
                format!(
                    "client {client}, which no_email_client names, is not there or inactive: name \
                     another"
                ),
            )
            .into());
        }
        let known = Known {
            client,
            mails: self.would_mail(client).await?,
            made_of_card: false,
        };
        let state = linked(known, &Card::default());
        let mut claim = Claim::new(key.to_owned(), state, self.clock.now());
        // Only spares others the two calls.
        let _ = self.table.save_claim(&mut claim).await;
        Ok(known)
    }
}

/// What a claim says of a client that was just found or created. One that stood already has not
/// been compared with the card yet.
fn linked(known: Known, card: &Card) -> ClaimState {
    let card = known.made_of_card.then_some(card);
    ClaimState::Linked {
        client: known.client,
        mails: known.mails,
        cards: card.map(Card::digest).into_iter().collect(),
        as_of: card.and_then(|card| card.as_of),
    }
}

/// How long to wait for a claim that another worker holds: as long as it has been held already,
/// which is seconds beside a worker that is at work, and longer and longer behind one that died.
pub(crate) fn held_wait(claim: &Claim, now: Timestamp) -> Duration {
    let held_for = now.duration_since(claim.updated_at).unsigned_abs();
    held_for.clamp(CLAIM_WAIT.0, CLAIM_WAIT.1)
}
