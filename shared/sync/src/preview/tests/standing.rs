//! Orders for which something stands already.

use super::*;
use crate::link::{LinkedClient, LinkedDocument, LinkedEstimate, LinkedInvoice};

/// The link of the order after its documents were written.
fn written(order: &woocommerce::Order, paid: bool) -> Link {
    let Decision::Stand(plan) = decide(
        &translate(order, &[]).unwrap(),
        &unknown().standing(),
        &rules(),
    ) else {
        panic!("it stands");
    };
    let document = LinkedDocument::adopted((&plan.document).into(), 15, plan.document.number);
    let mut link = unknown();
    link.client = Some(LinkedClient {
        id: 31,
        key: plan.document.client_key.clone(),
        mails: false,
    });
    link.invoice = Some(LinkedInvoice {
        document,
        paid: paid.then_some(plan.document.total),
        cancelled: false,
    });
    link
}

#[test]
fn what_stands_already_decides_what_is_done() {
    let completed = order(&json!({}));
    let link = written(&completed, true);
    let action = |order: &woocommerce::Order, link: &Link| {
        Preview::of(order, &[], link, &rules()).documents[0].action
    };
    assert_eq!(action(&completed, &unknown()), Action::Create);
    assert_eq!(action(&completed, &link), Action::Unchanged);
    assert_eq!(
        action(&completed, &written(&completed, false)),
        Action::Update,
        "to be paid"
    );

    let edited = order(&json!({
        "total": "13.09", "total_tax": "2.09",
        "line_items": [{"id": 1, "name": "Mug", "total": "11.00", "taxes": [{"id": 1, "total": "2.09"}]}],
    }));
    let shown = Preview::of(&edited, &[], &link, &rules());
    assert_eq!(
        (shown.outcome, shown.reason),
        (PreviewOutcome::Park, Some("changed_after_payment"))
    );

    let mut estimated = link.clone();
    let invoice = estimated.invoice.take().unwrap();
    estimated.estimate = Some(LinkedEstimate {
        document: invoice.document,
        status: domain::EstimateStatus::Sent,
        invoiced_as: 0,
    });
    let shown = Preview::of(&completed, &[], &estimated, &rules());
    assert_eq!(
        shown.notes,
        ["estimate 100183 becomes Accepted, and its note names the invoice"]
    );
}

#[test]
fn an_order_called_off_names_what_becomes_of_its_documents() {
    let cancelled = order(&json!({"status": "cancelled"}));
    let unpaid = written(&order(&json!({})), false);
    for shown in [
        Preview::of(&cancelled, &[], &unpaid, &rules()),
        Preview::of_deleted(&unpaid),
    ] {
        assert_eq!(shown.outcome, PreviewOutcome::Documents);
        assert!(shown.documents.is_empty());
        assert_eq!(
            serde_json::to_value(&shown.calls_off).unwrap(),
            json!([{"kind": "invoice", "number": 100_183, "total": "11.90", "status": "cancelled"}])
        );
    }
    let paid = written(&order(&json!({})), true);
    let shown = Preview::of(&cancelled, &[], &paid, &rules());
    assert_eq!(shown.reason, Some("paid_but_called_off"));
}

#[test]
fn an_invoice_that_is_replaced_is_named_beside_the_new_one() {
    let completed = order(&json!({}));
    let edited = order(&json!({
        "total": "13.09", "total_tax": "2.09", "date_modified": "2026-12-01T10:00:00",
        "line_items": [{"id": 1, "name": "Mug", "total": "11.00", "taxes": [{"id": 1, "total": "2.09"}]}],
    }));
    let reissue = Rules {
        edits_after_payment: domain::EditsAfterPayment::Reissue { offset: 500 },
        ..rules()
    };
    let shown = Preview::of(&edited, &[], &written(&completed, true), &reissue);
    assert_eq!(
        shown.outcome,
        PreviewOutcome::Documents,
        "{:?}",
        shown.detail
    );
    assert_eq!(shown.calls_off[0].status, "credited");
    assert_eq!(shown.calls_off[0].number, 100_183);
    let again = &shown.documents[0];
    assert_eq!(
        (again.number, again.action),
        (Some(100_683), Action::Create)
    );
    assert_eq!(again.total.to_string(), "13.09");
}

#[test]
fn nothing_is_written_into_a_closed_period() {
    let refunded = order(&json!({"refunds": [{"id": 901, "total": "-11.90"}]}));
    let refunds = [refund(901, "11.90", &json!([]))];
    let closed = Rules {
        locked_until: Some(jiff::civil::date(2026, 11, 25)),
        ..rules()
    };
    let shown = Preview::of(&refunded, &refunds, &unknown(), &closed);
    assert_eq!(shown.reason, Some("period_closed"));
    assert!(shown.documents.is_empty());

    let shown = Preview::of(
        &refunded,
        &refunds,
        &written(&order(&json!({})), true),
        &closed,
    );
    assert_eq!(shown.outcome, PreviewOutcome::Documents);
    assert_eq!(shown.documents[0].action, Action::Unchanged);
    assert_eq!(
        (shown.parked[0].refund, shown.parked[0].reason),
        (901, "period_closed")
    );
    assert_eq!(shown.reason, Some("period_closed"));
}
