//! What the shop knows anew about a client, written to Perfex as far as the settings allow.

use domain::Card;
use perfex::{ClientColumns, ClientId};
use transport::Transport;

use crate::claim::{Claim, ClaimState};
use crate::client::Known;
use crate::compose;
use crate::ports::{Clock, Rows};
use crate::reconcile::Reconciler;
use crate::settings::ClientFields;
use crate::stop::Stop;

/// How many digests of cards a claim keeps.
const CARDS_KEPT: usize = 4;

impl<T: Transport, B: Rows, C: Clock> Reconciler<'_, T, B, C> {
    /// The client of a claim, after what is new on the card was written. A card that is older than
    /// the one written last tells nothing new.
    pub(crate) async fn refreshed(&self, mut claim: Claim, card: &Card) -> Result<Known, Stop> {
        let ClaimState::Linked {
            client,
            mails,
            cards: seen,
            as_of,
        } = &claim.state
        else {
            return Err(Stop::missing_step());
        };
        let known = Known {
            client: *client,
            mails: *mails,
            made_of_card: false,
        };
        let digest = card.digest();
        let policy = self.perfex.client_fields();
        // What fills gaps has nothing to fill a second time.
        let nothing_new = match policy {
            ClientFields::Never => true,
            ClientFields::FillEmpty => seen.contains(&digest),
            ClientFields::Always => seen.last() == Some(&digest),
        };
        if nothing_new || card.as_of < *as_of {
            return Ok(known);
        }
        let mut cards: Vec<String> = seen
            .iter()
            .filter(|seen| **seen != digest)
            .cloned()
            .collect();
        cards.push(digest);
        let oldest = cards.len().saturating_sub(CARDS_KEPT);
        cards.drain(..oldest);
        match self.write_card(known.client, card, policy).await {
            Ok(()) => {}
            // The documents do not wait for a client's phone number; the next card tries again.
            Err(Stop::Park(parked) | Stop::InDoubt(parked)) => {
                tracing::warn!(reason = parked.reason.code(), "the client was not updated");
                return Ok(known);
            }
            Err(retry) => return Err(retry),
        }
        claim.state = ClaimState::Linked {
            client: known.client,
            mails: known.mails,
            cards,
            as_of: card.as_of,
        };
        claim.updated_at = self.clock.now();
        // Another order of the client may have been faster; then the comparison is made again.
        let _ = self.table.save_claim(&mut claim).await;
        Ok(known)
    }

    async fn write_card(&self, client: u64, card: &Card, policy: ClientFields) -> Result<(), Stop> {
        let Some(mut columns) = self.crm.client_columns(ClientId(client)).await? else {
            return Ok(());
        };
        if !merge(&mut columns, &self.columns_of(card), policy) {
            return Ok(());
        }
        match self.crm.update_client(ClientId(client), &columns).await {
            // Writing the same twice does no harm, so a lost answer is left to the next try.
            Ok(()) | Err(perfex::Error::NothingChanged) => Ok(()),
            Err(perfex::Error::Ambiguous(_)) => Err(self.answer_lost()),
            Err(error) => Err(error.into()),
        }
    }

    /// The card as columns, in blocks that belong together: half of one address and half of
    /// another are nobody's.
    fn columns_of(&self, card: &Card) -> [Vec<(&'static str, String)>; 5] {
        let address = compose::address(&card.billing, self.perfex);
        let country = address
            .country
            .map_or_else(String::new, |id| id.to_string());
        [
            vec![("company", compose::company(card))],
            vec![("vat", card.vat.clone())],
            vec![("phonenumber", card.phone.clone())],
            vec![
                ("address", address.street.clone()),
                ("city", address.city.clone()),
                ("state", address.state.clone()),
                ("zip", address.zip.clone()),
                ("country", country.clone()),
            ],
            vec![
                ("billing_street", address.street),
                ("billing_city", address.city),
                ("billing_state", address.state),
                ("billing_zip", address.zip),
                ("billing_country", country),
            ],
        ]
    }
}

/// Says whether anything changed.
fn merge(
    columns: &mut ClientColumns,
    card: &[Vec<(&'static str, String)>],
    policy: ClientFields,
) -> bool {
    let mut changed = false;
    for block in card {
        if block.iter().all(|(_, text)| text.trim().is_empty()) {
            continue;
        }
        let stands = block.iter().any(|(name, _)| !columns.get(name).is_empty());
        if stands && policy != ClientFields::Always {
            continue;
        }
        for (name, text) in block {
            changed |= columns.set(name, text);
        }
    }
    changed
}
