//! A list and what came with it.

use jiff::Timestamp;

/// A list and what came with it.
#[derive(Debug, Clone)]
pub struct Listed<I> {
    /// The items.
    pub items: Vec<I>,
    /// The store's own time when it answered; of several answers, that of the first.
    pub store_time: Option<Timestamp>,
    /// How many items there are on all pages. It is 0 past the last page of orders.
    pub total: Option<u64>,
    /// Whether the store wrote something before its JSON, for example a warning of PHP. The list is
    /// whole, but a person should look at the store's PHP error log.
    pub after_noise: bool,
}

impl<I> IntoIterator for Listed<I> {
    type Item = I;
    type IntoIter = std::vec::IntoIter<I>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}
