//! The client against scripted answers.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod answers;
mod finding;
mod reads;
mod sequences;
mod writes;

use jiff::civil::date;

use crate::{Address, ClientId, NewDocument, NewLine};

fn address() -> Address {
    Address {
        street: "1 High St".to_owned(),
        city: "London".to_owned(),
        state: String::new(),
        zip: "N1".to_owned(),
        country: Some(235),
    }
}

fn line(description: &str, qty: &str, rate: &str) -> NewLine {
    NewLine {
        description: description.to_owned(),
        long_description: String::new(),
        qty: qty.parse().unwrap(),
        rate: rate.parse().unwrap(),
        unit: String::new(),
        taxes: vec!["VAT|20.00".parse().unwrap()],
    }
}

fn document() -> NewDocument {
    NewDocument {
        client: ClientId(31),
        number: 1234,
        date: date(2026, 9, 1),
        due_date: Some(date(2026, 9, 1)),
        currency: 1,
        lines: vec![
            line("Blue T-shirt", "2", "50"),
            line("Shipping: Flat rate", "1", "10"),
        ],
        subtotal: "110".parse().unwrap(),
        total: "132".parse().unwrap(),
        adjustment: "0".parse().unwrap(),
        billing: address(),
        shipping: None,
        adminnote: "wcs1-o0000001234-e".to_owned(),
        clientnote: String::new(),
        reference_no: "1234".to_owned(),
        allowed_payment_modes: vec!["1".to_owned()],
        status: None,
        draft: false,
        tags: Vec::new(),
        sale_agent: None,
        project: None,
        custom_fields: Vec::new(),
    }
}
