//! The arithmetic: what is stored, what was sent, and what the lines add up to.
#![allow(clippy::unwrap_used)]

mod office;

use office::{BOTH, INVOICE, Office, credit_note, estimate, with};
use serde_json::{Value, json};
use sim_crm::{Flavour, Setup};

/// An invoice of these lines: quantity, price, tax.
fn invoice(lines: &[(&str, &str, &str)], rest: &str) -> String {
    let head: Vec<&str> = INVOICE
        .split('&')
        .filter(|pair| !pair.starts_with("newitems"))
        .collect();
    let mut body = head.join("&");
    for (place, (qty, rate, tax)) in lines.iter().enumerate() {
        let order = place + 1;
        let line = "&newitems[N][description]=L&newitems[N][qty]=QTY&newitems[N][rate]=RATE\
             &newitems[N][order]=ORDER&newitems[N][taxname][]=TAX";
        body += &line
            .replace("[N]", &format!("[{place}]"))
            .replace("QTY", qty)
            .replace("RATE", rate)
            .replace("ORDER", &order.to_string())
            .replace("TAX", tax);
    }
    rest.split('&')
        .filter(|pair| !pair.is_empty())
        .fold(body, |body, pair| {
            let (field, value) = pair.split_once('=').unwrap();
            with(&body, field, value)
        })
}

fn stored(office: &Office) -> Value {
    office.crm.state()["invoices"][0].clone()
}

#[test]
fn sums_are_kept_as_sent_and_the_tax_is_computed() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        office.made("invoices", &with(INVOICE, "total", "999.00"));
        let invoice = stored(&office);
        assert_eq!(
            (&invoice["total"], &invoice["total_tax"]),
            (&json!("999.00"), &json!("22.00"))
        );
        assert_eq!(
            invoice["sent"],
            json!({"subtotal": "110.00", "total": "999.00", "adjustment": "0.00"})
        );
        let computed = &invoice["computed"];
        assert_eq!(
            (
                &computed["subtotal"],
                &computed["total"],
                &computed["off_by"]
            ),
            (&json!("110.00"), &json!("132.00"), &json!("867.00"))
        );
    }
}

#[test]
fn a_tax_is_rounded_once_over_all_its_lines() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        // By line 0.12 each and 0.36 together, in one 0.3705.
        let lines = [("1", "0.65", "MwSt|19.00"); 3];
        office.made(
            "invoices",
            &invoice(&lines, "subtotal=1.95&total=2.31&adjustment=-0.01"),
        );
        let invoice = stored(&office);
        assert_eq!(invoice["total_tax"], "0.37");
        assert_eq!(invoice["computed"]["total_tax_unrounded"], "0.3705");
        assert_eq!(
            invoice["computed"]["taxes"],
            json!({"MwSt|19.00": "0.3705"})
        );
        assert_eq!(
            invoice["computed"]["off_by"], "0.00",
            "the adjustment takes it up"
        );
    }
}

#[test]
fn taxes_are_told_apart_by_name_and_rate() {
    let mut office = Office::new(Flavour::Themesic3);
    let lines = [
        ("1", "100.00", "VAT|20.00"),
        ("1", "100.00", "VAT|7.00"),
        ("1", "100.00", "VAT|20.00"),
    ];
    office.made("invoices", &invoice(&lines, ""));
    let computed = &stored(&office)["computed"];
    assert_eq!(
        computed["taxes"],
        json!({"VAT|20.00": "40", "VAT|7.00": "7"})
    );
}

#[test]
fn quantities_and_prices_keep_two_decimals_and_so_do_rates() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        office.made("invoices", &invoice(&[("3", "3.3333", "QST|9.975")], ""));
        let line = &stored(&office)["items"][0];
        assert_eq!(
            (&line["qty"], &line["rate"]),
            (&json!("3.00"), &json!("3.33"))
        );
        assert_eq!(line["taxes"], json!(["QST|9.98"]));
        assert_eq!(stored(&office)["computed"]["subtotal"], "9.99");
    }
}

#[test]
fn a_discount_before_tax_lowers_the_tax_by_its_percentage_or_its_share() {
    for flavour in BOTH {
        for (discount, tax, total) in [
            (
                "discount_type=before_tax&discount_percent=10.00&discount_total=11.00",
                "19.80",
                "118.80",
            ),
            (
                "discount_type=before_tax&discount_total=11.00",
                "19.80",
                "118.80",
            ),
            (
                "discount_type=after_tax&discount_percent=10.00&discount_total=13.20",
                "22.00",
                "118.80",
            ),
            ("discount_total=11.00", "22.00", "121.00"),
        ] {
            let mut office = Office::new(flavour);
            let lines = [("2", "50.00", "VAT|20.00"), ("1", "10.00", "VAT|20.00")];
            office.made("invoices", &invoice(&lines, discount));
            let invoice = stored(&office);
            assert_eq!(
                (&invoice["total_tax"], &invoice["computed"]["total"]),
                (&json!(tax), &json!(total)),
                "{discount}"
            );
        }
    }
}

#[test]
fn estimates_and_credit_notes_are_computed_alike() {
    for flavour in BOTH {
        let mut office = Office::new(flavour);
        office.made("estimates", &estimate());
        office.made("credit_notes", &credit_note());
        let state = office.crm.state();
        for kind in ["estimates", "credit_notes"] {
            assert_eq!(state[kind][0]["total_tax"], "22.00");
            assert_eq!(state[kind][0]["computed"]["off_by"], "0.00");
        }
    }
}

#[test]
fn a_host_of_3_may_compute_the_sums_itself() {
    let setup = Setup {
        recomputes_totals: true,
        ..Setup::default()
    };
    for (flavour, total) in [
        (Flavour::Themesic2, "999.00"),
        (Flavour::Themesic3, "131.98"),
    ] {
        let mut office = Office::with(flavour, setup.clone());
        let body = with(&with(INVOICE, "total", "999.00"), "adjustment", "-0.02");
        office.made("invoices", &body);
        let invoice = stored(&office);
        assert_eq!(invoice["total"], total);
        assert_eq!(invoice["sent"]["total"], "999.00");
    }
}

#[test]
fn a_quantity_that_is_no_number_is_an_sql_error() {
    for flavour in BOTH {
        let body = invoice(&[("two", "1.00", "VAT|20.00")], "");
        assert_eq!(Office::new(flavour).post("invoices", &body).0, 500);
    }
}
