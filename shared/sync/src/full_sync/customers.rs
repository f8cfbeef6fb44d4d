//! The step `customers`: every registered customer by id, since WooCommerce can list them by no date
//! of change. Only those whose card differs from the one that was handled are sent.

use std::collections::BTreeSet;

use domain::Card;
use transport::Transport;
use woocommerce::{Customer, IdWalk};

use super::worker::{Halt, Place, Worker};
use super::{Item, Kind, Listing, Step, StepRun};
use crate::customer_link::CustomerLink;
use crate::ports::{Clock, Hints, Known, Runs};
use crate::translate::card;

impl<T: Transport, R: Runs + Known, Q: Hints, C: Clock> Worker<'_, T, R, Q, C> {
    pub(super) async fn begin_customers(&self) -> Result<StepRun, Halt> {
        let first = self.client.customers(0, 1).await?;
        let listing = Listing::Ids {
            walk: IdWalk::new(),
            outbox: vec![],
        };
        Ok(StepRun::new(
            Step::Customers,
            listing,
            first.total,
            self.clock.now(),
        ))
    }

    /// One page; the items that have to be sent because of it, and how many were new.
    pub(super) async fn page_of_customers(
        &self,
        place: &Place,
        walk: &mut IdWalk,
        offset: usize,
        size: usize,
    ) -> Result<Option<(u64, Vec<Item>)>, Halt> {
        let asked = self.client.customers(offset, size);
        let Some(page) = self.page(place, asked).await? else {
            return Ok(None);
        };
        let new = walk.take(page.items, size, |customer: &Customer| customer.id);
        let ids: BTreeSet<u64> = new.iter().map(|customer| customer.id).collect();
        let links = self.table.customer_links(self.store, &ids).await?;
        let kind = place.read(|run| run.kind).await;
        let items = new.iter().filter_map(|customer| {
            let card = card(customer, self.vat_meta_keys);
            let stands = links.get(&customer.id);
            let needs_a_look = stands.is_none_or(|link| !is_settled(link, &card, kind));
            needs_a_look.then_some(Item {
                step: Step::Customers,
                id: customer.id,
                at: 0,
            })
        });
        Ok(Some((new.len() as u64, items.collect())))
    }
}

/// Whether this card was handled to its end. Who got no client for not having bought anything gets
/// one with the first order, or with other settings: for those a person asks for a full sync.
fn is_settled(link: &CustomerLink, card: &Card, kind: Kind) -> bool {
    link.holds(card)
        || kind == Kind::Nightly && link.parked().is_none() && link.card == card.digest()
}
