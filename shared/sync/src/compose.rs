//! From the domain's documents to what Perfex's API takes.

use domain::address::Address;
use domain::{Customer, Document, EstimateStatus};
use perfex::{DocumentKind, NewClient, NewContact, NewDocument, NewLine};
use transport::Transport;
use uuid::Uuid;

use crate::link::Link;
use crate::ports::{Claims, Clock, Links};
use crate::reconcile::Reconciler;
use crate::settings::PerfexSettings;
use crate::stop::Stop;

/// Perfex's code of an estimate's status.
pub(crate) fn status_code(status: EstimateStatus) -> u32 {
    match status {
        EstimateStatus::Sent => 2,
        EstimateStatus::Declined => 3,
        EstimateStatus::Accepted => 4,
    }
}

impl<T: Transport, B: Links + Claims, C: Clock> Reconciler<'_, T, B, C> {
    /// The form of a document for the link's client.
    pub(crate) fn compose(
        &self,
        link: &Link,
        kind: DocumentKind,
        document: &Document,
        status: Option<EstimateStatus>,
        invoiced_as: u32,
    ) -> Result<NewDocument, Stop> {
        let client = link.client.as_ref().ok_or_else(Stop::missing_step)?.id;
        let marker = self.marker(domain::OrderId(link.order));
        let invoice = kind == DocumentKind::Invoice;
        let mut note = format!("{marker}\nWooCommerce order {}", document.reference);
        if invoiced_as > 0 {
            note.push_str(&format!("\nInvoiced as {invoiced_as}"));
        }
        Ok(NewDocument {
            client,
            number: document.number,
            date: document.date,
            duedate: invoice.then_some(document.date),
            currency: document.currency,
            lines: document.lines.iter().map(line).collect(),
            subtotal: document.subtotal,
            total: document.total,
            adjustment: document.adjustment,
            billing: address(&document.billing, self.perfex),
            shipping: document.shipping.as_ref().map(|to| address(to, self.perfex)),
            adminnote: note,
            reference_no: (!invoice).then(|| document.reference.clone()),
            allowed_payment_modes: if invoice { self.payment_modes() } else { vec![] },
            status: status.map(status_code),
        })
    }

    /// Every payment mode that the settings name, so that a person may take a payment by each.
    fn payment_modes(&self) -> Vec<String> {
        let mut modes: Vec<String> = std::iter::once(&self.rules.default_payment_mode)
            .chain(self.rules.payment_modes.values())
            .cloned()
            .collect();
        modes.sort();
        modes.dedup();
        modes
    }
}

fn line(line: &domain::DocumentLine) -> NewLine {
    NewLine {
        description: line.description.clone(),
        long_description: line.long_description.clone(),
        qty: line.quantity,
        rate: line.rate,
        unit: String::new(),
        taxes: line.taxes.iter().map(ToString::to_string).collect(),
    }
}

fn address(address: &Address, perfex: &PerfexSettings) -> perfex::Address {
    perfex::Address {
        street: address.street.clone(),
        city: address.city.clone(),
        state: address.state.clone(),
        zip: address.postcode.clone(),
        country: country(&address.country, perfex),
    }
}

/// The country's id in Perfex, 0 (none) if it is not known. Never a guess.
fn country(iso2: &str, perfex: &PerfexSettings) -> u32 {
    perfex
        .countries
        .get(iso2)
        .copied()
        .or_else(|| perfex::country_id(iso2))
        .unwrap_or(0)
}

/// A client as the billing block tells it. Perfex wants a company: a private person's is the name.
pub(crate) fn client(customer: &Customer, marker: &str, perfex: &PerfexSettings) -> NewClient {
    let billing = &customer.billing;
    let company = [billing.company.trim().to_owned(), billing.full_name()]
        .into_iter()
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| customer.email.trim().to_owned());
    NewClient {
        company,
        phone: customer.phone.clone(),
        address: address(billing, perfex),
        custom_fields: perfex
            .client_marker_field
            .map(|field| (field, marker.to_owned()))
            .into_iter()
            .collect(),
    }
}

/// The client's contact, with a password that nobody knows.
pub(crate) fn contact(client: u64, customer: &Customer) -> NewContact {
    let or_dash = |name: &str| match name.trim() {
        "" => "-".to_owned(),
        name => name.to_owned(),
    };
    NewContact {
        client,
        first_name: or_dash(&customer.billing.first_name),
        last_name: or_dash(&customer.billing.last_name),
        email: customer.email.trim().to_owned(),
        phone: customer.phone.clone(),
        password: format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple()),
    }
}
