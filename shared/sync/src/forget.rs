//! Taking a person out of a link.

use crate::link::Link;

impl Link {
    /// Takes out what leads to the buyer. Ids, sums, digests of documents and the contribution to the
    /// revenue of its day stay: without them a document would be written a second time, or a day's
    /// revenue would change. Saving the link takes the order out of the buyer's own sums.
    pub fn forget_buyer(&mut self, email: &str) {
        if let Some(client) = &mut self.client {
            client.key.clear();
        }
        if let Some(seen) = &mut self.seen {
            seen.buyer = None;
        }
        if let Some(contribution) = &mut self.contribution {
            contribution.client_key = None;
        }
        let email = email.trim().to_lowercase();
        if let Some(parked) = &mut self.outcome.parked
            && parked.detail.to_lowercase().contains(&email)
        {
            "the reason named a person who wanted to be forgotten".clone_into(&mut parked.detail);
        }
    }
}
