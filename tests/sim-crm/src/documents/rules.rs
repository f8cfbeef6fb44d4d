//! The rules of the form that stands before the database.

use rust_decimal::Decimal;

use super::columns::unpadded;
use super::{DocumentKind, Documents};
use crate::crm::Crm;
use crate::wire::Input;

/// Wrong fields with their reasons.
pub(super) type Errors = Vec<(String, String)>;

/// What is wrong with a create whose lines stand under `lines_key`.
pub(super) fn on_create(crm: &Crm, kind: DocumentKind, input: &Input, lines_key: &str) -> Errors {
    let mut errors = common(crm, kind, input);
    if input.get(lines_key).is_none_or(Input::is_empty) {
        errors.push(required(lines_key));
    }
    errors
}

/// What is wrong with an update. 2.x wants an existing line; 3.x names `newitems` as required for invoices and no lines for the others.
pub(super) fn on_update(crm: &Crm, kind: DocumentKind, input: &Input) -> Errors {
    let mut errors = common(crm, kind, input);
    if crm.flavour.is_2() && input.get("items").is_none_or(Input::is_empty) {
        errors.push(required("items"));
    }
    if !crm.flavour.is_2() && kind == DocumentKind::Invoice && !input.has("newitems") {
        errors.push(required("newitems"));
    }
    if !crm.flavour.is_2() && kind == DocumentKind::Estimate && is_blank(input, "status") {
        errors.push(required("status"));
    }
    errors
}

fn common(crm: &Crm, kind: DocumentKind, input: &Input) -> Errors {
    let old = crm.flavour.is_2();
    let mut fields = vec![
        "clientid", "number", "date", "currency", "subtotal", "total",
    ];
    // For a credit note only the specification of 3.x wants it.
    if kind != DocumentKind::CreditNote || !old {
        fields.push("billing_street");
    }
    if kind == DocumentKind::Estimate && old {
        fields.push("status");
    }
    let mut errors: Errors = fields
        .into_iter()
        .filter(|field| is_blank(input, field))
        .map(required)
        .collect();
    let modes = input.get("allowed_payment_modes");
    if kind == DocumentKind::Invoice && modes.is_none_or(Input::is_empty) {
        errors.push(required("allowed_payment_modes"));
    }
    numbers(kind, old, input, &mut errors);
    for field in ["subtotal", "total"] {
        let zero_taken = !old && crm.setup.accepts_zero_total;
        if let Some(reason) = input
            .text(field)
            .and_then(|text| amount(text, old, zero_taken))
        {
            errors.push((
                field.to_owned(),
                format!("The {} field must contain {reason}.", label(field)),
            ));
        }
    }
    if input
        .text("billing_street")
        .is_some_and(|street| street.chars().count() > 200)
    {
        let reason = "The Billing Street field cannot exceed 200 characters in length.";
        errors.push(("billing_street".to_owned(), reason.to_owned()));
    }
    errors
}

fn numbers(kind: DocumentKind, old: bool, input: &Input, errors: &mut Errors) {
    let mut positive = vec!["clientid", "currency"];
    if kind == DocumentKind::Estimate {
        positive.push("status");
    }
    for field in positive {
        let text = input.text(field).unwrap_or_default().trim();
        if !text.is_empty() && text.parse::<u64>().unwrap_or(0) == 0 {
            let reason = format!(
                "The {} field must contain a number greater than 0.",
                label(field)
            );
            errors.push((field.to_owned(), reason));
        }
    }
    let number = input.text("number").unwrap_or_default().trim();
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        errors.push((
            "number".to_owned(),
            "The Number field must contain only numbers.".to_owned(),
        ));
    }
    // Elsewhere presence counts; here "on" is refused.
    if kind == DocumentKind::Estimate && old {
        for flag in ["include_shipping", "show_shipping_on_estimate"] {
            if input
                .text(flag)
                .is_some_and(|text| !matches!(text, "0" | "1"))
            {
                let reason = format!("The {} field must contain only numbers.", label(flag));
                errors.push((flag.to_owned(), reason));
            }
        }
    }
}

/// What an amount must contain and does not: in 2.x a decimal point, and more than zero.
fn amount(text: &str, old: bool, zero_taken: bool) -> Option<&'static str> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let has_point = digits.split_once('.').is_some_and(|(whole, part)| {
        [whole, part]
            .iter()
            .all(|side| !side.is_empty() && side.bytes().all(|byte| byte.is_ascii_digit()))
    });
    let amount: Option<Decimal> = text.parse().ok();
    match amount {
        Some(_) if old && !has_point => Some("a decimal number"),
        None => Some("a decimal number"),
        Some(amount) if amount < Decimal::ZERO || (amount.is_zero() && !zero_taken) => {
            Some("a number greater than 0")
        }
        Some(_) => None,
    }
}

/// A number is unique in the year of its date.
pub(super) fn is_taken(
    documents: &Documents,
    kind: DocumentKind,
    input: &Input,
    own: Option<u64>,
) -> bool {
    let year = |date: &str| date.get(..4).map(str::to_owned);
    let number = unpadded(input.text("number").unwrap_or_default());
    let in_year = year(input.text("date").unwrap_or_default().trim());
    documents.of(kind).iter().any(|document| {
        Some(document.id) != own
            && document.text("number") == number
            && year(document.text("date")) == in_year
    })
}

pub(super) fn number_taken(kind: DocumentKind) -> (String, String) {
    (
        "number".to_owned(),
        format!("The {} number is already in use", kind.title()),
    )
}

fn is_blank(input: &Input, field: &str) -> bool {
    input
        .text(field)
        .is_none_or(|value| value.trim().is_empty())
}

fn required(field: &str) -> (String, String) {
    (
        field.to_owned(),
        format!("The {} field is required", label(field)),
    )
}

/// `billing_street` → `Billing Street`.
fn label(field: &str) -> String {
    let words = field.split('_').map(|word| {
        let (first, rest) = word.split_at(usize::from(!word.is_empty()));
        first.to_uppercase() + rest
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_2_need_a_point_and_digits_around_it() {
        for text in ["236", ".5", "5.", "1e3", "2,50", "abc"] {
            assert_eq!(
                amount(text, true, false),
                Some("a decimal number"),
                "{text}"
            );
        }
        for text in ["0.00", "-1.00"] {
            assert_eq!(amount(text, true, false), Some("a number greater than 0"));
        }
        assert_eq!(amount("236.00", true, false), None);
    }

    #[test]
    fn amounts_of_3_may_be_whole_and_zero_but_never_below() {
        assert_eq!(amount("236", false, true), None);
        assert_eq!(amount("0.00", false, true), None);
        assert!(amount("0.00", false, false).is_some());
        assert!(amount("-1.00", false, true).is_some());
    }
}
