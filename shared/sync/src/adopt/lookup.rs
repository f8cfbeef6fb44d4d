//! Perfex's documents by what can tell their order.

use std::collections::{BTreeMap, BTreeSet};

use domain::marker::{self, Owner};
use perfex::DocumentKind;

use crate::verify::{Held, Lists};

/// By what a document is recognised. A marker of ours always counts.
#[derive(Debug, Clone, Default)]
pub struct MatchBy {
    /// Its number is the order's number plus this.
    pub number_plus: Option<i64>,
    /// Its reference is the order's number; invoices have none.
    pub reference: bool,
    /// Its note for staff holds this text and then the order's number, as `WooCommerce order `.
    pub note: Option<String>,
}

type Found = BTreeMap<(DocumentKind, String), BTreeSet<u64>>;

/// Documents in force, by the number of an order, and by our markers.
#[derive(Debug)]
pub struct Lookup {
    by_order: Found,
    by_marker: BTreeMap<(DocumentKind, u64), BTreeSet<u64>>,
    by_refund: BTreeMap<u64, BTreeSet<u64>>,
    documents: BTreeMap<(DocumentKind, u64), Held>,
}

impl Lookup {
    /// Of these lists, by these rules; `store_index` is part of our markers.
    pub fn of(lists: &Lists, by: &MatchBy, store_index: u16) -> Self {
        let mut lookup = Self {
            by_order: BTreeMap::new(),
            by_marker: BTreeMap::new(),
            by_refund: BTreeMap::new(),
            documents: BTreeMap::new(),
        };
        for (kind, held) in lists.documents() {
            if !held.is_in_force(kind) {
                continue;
            }
            lookup.documents.insert((kind, held.id), held.clone());
            match marker::owner(store_index, held.marker()) {
                Some(Owner::Order(order)) => {
                    let ids = lookup.by_marker.entry((kind, order.0)).or_default();
                    ids.insert(held.id);
                }
                Some(Owner::Refund(refund)) => {
                    lookup.by_refund.entry(refund).or_default().insert(held.id);
                }
                // Another store's mark is another store's document, whatever else it says.
                None if is_marked(held.marker()) => {}
                None => {
                    for number in numbers(held, by) {
                        let ids = lookup.by_order.entry((kind, number)).or_default();
                        ids.insert(held.id);
                    }
                }
            }
        }
        lookup
    }

    /// The documents that could be this order's.
    pub(super) fn of_order(&self, kind: DocumentKind, id: u64, number: &str) -> BTreeSet<u64> {
        if let Some(marked) = self.by_marker.get(&(kind, id)) {
            return marked.clone();
        }
        let found = self.by_order.get(&(kind, number.to_owned()));
        found.cloned().unwrap_or_default()
    }

    /// The credit notes that could be this refund's, of an order with this number.
    pub(super) fn of_refund(&self, refund: u64, number: &str) -> BTreeSet<u64> {
        if let Some(marked) = self.by_refund.get(&refund) {
            return marked.clone();
        }
        let kind = DocumentKind::CreditNote;
        let of_refund = self.by_order.get(&(kind, format!("{number}-r{refund}")));
        let found = of_refund.or_else(|| self.by_order.get(&(kind, number.to_owned())));
        found.cloned().unwrap_or_default()
    }

    pub(super) fn document(&self, kind: DocumentKind, id: u64) -> Option<&Held> {
        self.documents.get(&(kind, id))
    }
}

fn is_marked(marker: &str) -> bool {
    marker.starts_with("wcs") && marker.ends_with("-e")
}

/// The order numbers that a document could be of.
fn numbers(held: &Held, by: &MatchBy) -> BTreeSet<String> {
    let mut numbers = BTreeSet::new();
    if let (Some(plus), Some(number)) = (by.number_plus, held.number) {
        let order = i64::try_from(number).unwrap_or(i64::MAX) - plus;
        if order > 0 {
            numbers.insert(order.to_string());
        }
    }
    let reference = held.reference.trim().trim_start_matches('#');
    if by.reference && !reference.is_empty() {
        numbers.insert(reference.to_owned());
    }
    if let Some(text) = &by.note
        && let Some((_, rest)) = held.note.split_once(text.as_str())
    {
        let word = |letter: char| letter.is_alphanumeric() || letter == '-' || letter == '_';
        let rest = rest.trim_start().trim_start_matches('#');
        let end = rest.find(|letter| !word(letter)).unwrap_or(rest.len());
        if end > 0 {
            numbers.insert(rest[..end].to_owned());
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    fn held(number: u64, reference: &str, note: &str) -> Held {
        Held {
            id: 1,
            number: Some(number),
            date: None,
            total: dec!(1),
            currency: 2,
            status: 1,
            converted_to: None,
            client: None,
            reference: reference.to_owned(),
            note: note.to_owned(),
        }
    }

    #[test]
    fn an_order_is_told_by_number_reference_or_note() {
        let all = MatchBy {
            number_plus: Some(100),
            reference: true,
            note: Some("order ".to_owned()),
        };
        let told = |held: &Held| numbers(held, &all).into_iter().collect::<Vec<_>>();
        assert_eq!(told(&held(283, "", "")), ["183"]);
        assert_eq!(told(&held(50, "#WC-183", "")), ["WC-183"]);
        assert_eq!(told(&held(0, "", "Web order #183, paid")), ["183"]);
        assert_eq!(told(&held(0, "", "Web order 1830")), ["1830"], "not 183");
        assert_eq!(told(&held(0, "", "Web order")), [""; 0]);
        assert!(numbers(&held(283, "183", "order 183"), &MatchBy::default()).is_empty());
    }
}
