//! One order of the store, and how it is written.

use serde_json::Value;

/// A recorded order of one line, which stands for all.
const RECORDED: &str = include_str!("../../fixtures/woocommerce/webhooks/061-order.updated.body");

/// What differs from order to order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// Its id.
    pub id: u64,
    /// When it was made, in seconds since 1970.
    pub created: i64,
    /// When it was last changed, in seconds since 1970.
    pub modified: i64,
    /// Whether it is in the trash.
    pub trashed: bool,
}

/// Writes orders: the recorded one in pieces, between which the ids and dates come.
#[derive(Debug, Clone)]
pub struct Writer {
    pieces: Vec<String>,
}

const MARKS: [&str; 4] = ["@id@", "@created@", "@modified@", "@status@"];

impl Writer {
    /// A writer of whole orders.
    ///
    /// # Panics
    /// If the recording is no order.
    pub fn whole() -> Self {
        let mut order: Value = serde_json::from_str(RECORDED).unwrap_or_default();
        assert!(order["id"].is_u64(), "the recording is no order");
        for (field, mark) in [
            ("id", "@id@"),
            ("status", "@status@"),
            ("date_created_gmt", "@created@"),
            ("date_modified_gmt", "@modified@"),
        ] {
            order[field] = Value::from(mark);
        }
        Self::of(&order)
    }

    /// A writer of just what a list of keys asks for.
    pub fn keys() -> Self {
        Self::of(&serde_json::json!({
            "id": "@id@", "status": "@status@",
            "date_created_gmt": "@created@", "date_modified_gmt": "@modified@",
        }))
    }

    fn of(order: &Value) -> Self {
        // The id is a number.
        let text = order.to_string().replace("\"@id@\"", "@id@");
        let mut pieces = vec![];
        let mut rest = text.as_str();
        while let Some((at, mark)) = next_mark(rest) {
            pieces.push(rest[..at].to_owned());
            pieces.push(mark.to_owned());
            rest = &rest[at + mark.len()..];
        }
        pieces.push(rest.to_owned());
        Self { pieces }
    }

    /// Adds an order to a body.
    pub fn write(&self, order: &Order, body: &mut String) {
        for piece in &self.pieces {
            match piece.as_str() {
                "@id@" => body.push_str(&order.id.to_string()),
                "@created@" => body.push_str(&date(order.created)),
                "@modified@" => body.push_str(&date(order.modified)),
                "@status@" => body.push_str(if order.trashed { "trash" } else { "completed" }),
                text => body.push_str(text),
            }
        }
    }
}

fn next_mark(text: &str) -> Option<(usize, &'static str)> {
    let found = MARKS
        .iter()
        .filter_map(|mark| Some((text.find(mark)?, *mark)));
    found.min()
}

/// UTC without saying so, as WooCommerce writes it.
fn date(second: i64) -> String {
    let at = jiff::Timestamp::from_second(second).unwrap_or_default();
    at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}
