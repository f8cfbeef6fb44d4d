//! Markers: short texts by which our own documents, payments and clients are found again in
//! Perfex, whatever happened to the answer of the call that made them.
//!
//! Perfex searches by `LIKE %text%`, so an id is padded and terminated: the marker of order 12 is
//! never part of the marker of order 120. They hold letters, digits and hyphens only, since some
//! hosts refuse other characters in a search path.

use sha2::{Digest, Sha256};

use crate::order::OrderId;

/// First line of a document's admin note.
pub fn document(store_index: u16, order: OrderId) -> String {
    format!("wcs{store_index}-o{:010}-e", order.0)
}

/// First line of the admin note of an invoice that replaces an earlier one of the order.
pub fn again(store_index: u16, order: OrderId, replaced: u32) -> String {
    format!("wcs{store_index}-o{:010}-g{replaced}-e", order.0)
}

/// First line of the admin note of the credit note for an order's nth invoice, credited in full.
pub fn in_full(store_index: u16, order: OrderId, nth: u32) -> String {
    format!("wcs{store_index}-o{:010}-c{nth}-e", order.0)
}

/// First line of a credit note's admin note.
pub fn refund(store_index: u16, refund: u64) -> String {
    format!("wcs{store_index}-r{refund:010}-e")
}

/// Whose document a marker stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// An order's.
    Order(OrderId),
    /// A refund's.
    Refund(u64),
}

/// Whose document the marker stands for; `None` if it is none of this store's.
pub fn owner(store_index: u16, marker: &str) -> Option<Owner> {
    let rest = marker.strip_prefix(&format!("wcs{store_index}-"))?;
    let id = rest.strip_suffix("-e")?.split('-').next()?;
    let number = || id.get(1..)?.parse().ok();
    match id.get(..1)? {
        "o" => Some(Owner::Order(OrderId(number()?))),
        "r" => Some(Owner::Refund(number()?)),
        _ => None,
    }
}

/// Transaction id of the payment that we write for an order.
pub fn payment(store_index: u16, order: OrderId) -> String {
    format!("wcs{store_index}-p{:010}-e", order.0)
}

/// The key of a client: a digest of the normalised e-mail, so that tables and logs need not hold
/// the address itself.
pub fn client_key(email_key: &str) -> String {
    Sha256::digest(email_key.as_bytes())
        .iter()
        .take(12)
        .fold(String::with_capacity(24), |hex, byte| {
            hex + &format!("{byte:02x}")
        })
}

/// The key that stands for a client which the settings name for orders without an e-mail.
pub fn fixed_client_key(client: u32) -> String {
    format!("client-{client}")
}

/// Value of the marker custom field of a client.
pub fn client(client_key: &str) -> String {
    format!("wcc-{client_key}-e")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_marker_is_part_of_another() {
        let ids = [1, 12, 120, 1_200, 10_000_000_000, 1_000_000_000];
        for (i, a) in ids.iter().enumerate() {
            for (j, b) in ids.iter().enumerate() {
                for (s, t) in [(1, 1), (1, 11), (2, 12)] {
                    let (a, b) = (document(s, OrderId(*a)), document(t, OrderId(*b)));
                    assert!((i == j && s == t) || !b.contains(&a), "{a} in {b}");
                }
            }
        }
    }

    #[test]
    fn a_marker_tells_whose_it_is() {
        let order = OrderId(183);
        for marker in [document(1, order), again(1, order, 2), in_full(1, order, 1)] {
            assert_eq!(owner(1, &marker), Some(Owner::Order(order)), "{marker}");
            assert_eq!(owner(11, &marker), None, "{marker}");
        }
        assert_eq!(owner(1, &refund(1, 9)), Some(Owner::Refund(9)));
        for other in [
            payment(1, order),
            client("k"),
            "wcs1-o".to_owned(),
            "183".to_owned(),
        ] {
            assert_eq!(owner(1, &other), None, "{other}");
        }
    }

    #[test]
    fn a_client_key_is_24_hex_digits_of_the_email() {
        assert_eq!(client_key("a@b.example"), client_key("a@b.example"));
        assert_ne!(client_key("a@b.example"), client_key("a@b.example2"));
        assert_eq!(client_key("").len(), 24);
        assert_eq!(client_key(""), "e3b0c44298fc1c149afbf4c8");
    }
}
