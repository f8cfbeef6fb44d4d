//! What became of an order, as one line of JSON.

use domain::{EstimateStatus, OrderId};
use serde::Serialize;
use sync::Link;
use sync::link::{LinkedEstimate, LinkedInvoice};
use sync::ports::TableError;

/// The line. Every field is always there; what is not known is null.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    order: u64,
    outcome: Option<String>,
    reason: Option<String>,
    detail: Option<String>,
    client: Option<u64>,
    estimate: Option<Estimate>,
    invoice: Option<Invoice>,
}

#[derive(Debug, Serialize)]
struct Estimate {
    id: u64,
    number: u32,
    total: String,
    status: EstimateStatus,
}

#[derive(Debug, Serialize)]
struct Invoice {
    id: u64,
    number: u32,
    total: String,
    cancelled: bool,
    paid: Option<String>,
}

impl Line {
    /// The line of an order, from what the table has for it.
    pub(crate) fn of(order: OrderId, found: Option<&Result<Link, TableError>>) -> Self {
        match found {
            Some(Ok(link)) => Self::of_link(link),
            Some(Err(error)) => Self {
                outcome: Some("unreadable".to_owned()),
                detail: Some(error.to_string()),
                ..Self::empty(order.0)
            },
            None => Self::empty(order.0),
        }
    }

    fn empty(order: u64) -> Self {
        Self {
            order,
            outcome: None,
            reason: None,
            detail: None,
            client: None,
            estimate: None,
            invoice: None,
        }
    }

    fn of_link(link: &Link) -> Self {
        let recorded = &link.outcome;
        let outcome = match recorded.name.as_str() {
            "" => "under_way",
            name => name,
        };
        Self {
            outcome: Some(outcome.to_owned()),
            reason: Some(recorded.reason.clone()).filter(|reason| !reason.is_empty()),
            detail: recorded.parked.as_ref().map(|parked| parked.detail.clone()),
            client: link.client.as_ref().map(|client| client.id),
            estimate: link.estimate.as_ref().map(Estimate::from),
            invoice: link.invoice.as_ref().map(Invoice::from),
            ..Self::empty(link.order)
        }
    }
}

impl From<&LinkedEstimate> for Estimate {
    fn from(estimate: &LinkedEstimate) -> Self {
        Self {
            id: estimate.document.id,
            number: estimate.document.number,
            total: estimate.document.total.to_string(),
            status: estimate.status,
        }
    }
}

impl From<&LinkedInvoice> for Invoice {
    fn from(invoice: &LinkedInvoice) -> Self {
        Self {
            id: invoice.document.id,
            number: invoice.document.number,
            total: invoice.document.total.to_string(),
            cancelled: invoice.cancelled,
            paid: invoice.paid.map(|paid| paid.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use super::*;
    use behaviour::contract::full_link;
    use serde_json::{Value, json};

    fn line(found: Option<&Result<Link, TableError>>) -> Value {
        serde_json::to_value(Line::of(OrderId(183), found)).unwrap()
    }

    #[test]
    fn an_order_is_told_with_its_documents_and_what_is_wrong() {
        assert_eq!(
            line(Some(&Ok(full_link()))),
            json!({
                "order": 183, "outcome": "parked", "reason": "totals_differ",
                "detail": "off by 0.90", "client": 31,
                "estimate": {"id": 12, "number": 100_183, "total": "119.00", "status": "accepted"},
                "invoice": {"id": 15, "number": 100_183, "total": "119.90", "cancelled": true,
                            "paid": "119.90"},
            })
        );
    }

    #[test]
    fn an_order_without_a_row_has_no_outcome() {
        let line = line(None);
        assert_eq!(
            (&line["order"], &line["outcome"]),
            (&json!(183), &Value::Null)
        );
        assert!(line.as_object().unwrap().contains_key("invoice"));
    }

    #[test]
    fn a_first_handling_is_under_way_and_a_broken_row_unreadable() {
        let mut link = full_link();
        link.outcome = sync::link::Recorded::default();
        let under_way = line(Some(&Ok(link)));
        assert_eq!(
            (&under_way["outcome"], &under_way["reason"]),
            (&json!("under_way"), &Value::Null)
        );
        let broken = line(Some(&Err(TableError::Unreadable("field total".to_owned()))));
        assert_eq!(broken["outcome"], "unreadable");
        assert_eq!(broken["detail"], "a row is not readable: field total");
    }
}
