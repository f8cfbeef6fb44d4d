//! From the domain's documents to what Perfex's API takes.

use domain::address::Address;
use domain::office::Office;
use domain::text::plain;
use domain::{Card, Document, EstimateStatus};
use perfex::{
    ClientId, Countries, CustomFieldValue, DocumentKind, NewClient, NewContact, NewDocument,
    NewLine, TaxName, status,
};
use transport::Transport;
use uuid::Uuid;

use crate::link::Link;
use crate::ports::{Clock, Rows};
use crate::reconcile::Reconciler;
use crate::settings::PerfexSettings;
use crate::slot::Slot;
use crate::states::state_name;
use crate::stop::Stop;

/// Perfex's code of an estimate's status.
pub(crate) fn status_code(estimate: EstimateStatus) -> u8 {
    match estimate {
        EstimateStatus::Sent => status::ESTIMATE_SENT,
        EstimateStatus::Declined => status::ESTIMATE_DECLINED,
        EstimateStatus::Accepted => status::ESTIMATE_ACCEPTED,
    }
}

/// The status of an estimate that is found again. One that we never give (draft, expired) counts as
/// the status that an order asks for the least.
pub(crate) fn estimate_status(code: u8) -> EstimateStatus {
    match code {
        status::ESTIMATE_SENT => EstimateStatus::Sent,
        status::ESTIMATE_DECLINED => EstimateStatus::Declined,
        _ => EstimateStatus::Accepted,
    }
}

impl<T: Transport, B: Rows, C: Clock> Reconciler<'_, T, B, C> {
    /// The form of a document for the link's client.
    pub(crate) fn compose(
        &self,
        link: &Link,
        slot: &Slot,
        document: &Document,
        status: Option<u8>,
        invoiced_as: u32,
    ) -> Result<NewDocument, Stop> {
        let client = link.client.as_ref().ok_or_else(Stop::missing_step)?.id;
        let marker = &slot.marker;
        let invoice = slot.kind == DocumentKind::Invoice;
        let invoiced = match invoiced_as {
            0 => String::new(),
            number => format!("\nInvoiced as {number}"),
        };
        let note = format!(
            "{marker}\nWooCommerce order {}{invoiced}",
            document.reference
        );
        Ok(NewDocument {
            client: ClientId(client),
            number: document.number,
            date: document.date,
            due_date: invoice.then_some(document.date),
            currency: document.currency.into(),
            lines: document.lines.iter().map(line).collect(),
            subtotal: document.subtotal,
            total: document.total,
            adjustment: document.adjustment,
            billing: address(&document.billing, self.perfex),
            shipping: document
                .shipping
                .as_ref()
                .map(|to| address(to, self.perfex)),
            adminnote: note,
            clientnote: document.client_note.clone(),
            reference_no: document.reference.clone(),
            allowed_payment_modes: if invoice {
                self.payment_modes()
            } else {
                vec![]
            },
            status,
            draft: false,
            tags: document.office.tags.clone(),
            sale_agent: document.office.sale_agent.map(u64::from),
            project: document.office.project.map(u64::from),
            custom_fields: custom_fields(&document.office),
        })
    }

    /// Every payment mode that the settings name, so that a person may take a payment by each.
    pub(crate) fn payment_modes(&self) -> Vec<String> {
        let mut modes: Vec<String> = std::iter::once(&self.rules.default_payment_mode)
            .chain(self.rules.payment_modes.values())
            .cloned()
            .collect();
        modes.sort();
        modes.dedup();
        modes
    }
}

/// The custom fields that the office wants filled.
pub(crate) fn custom_fields(office: &Office) -> Vec<CustomFieldValue> {
    office
        .fields
        .iter()
        .map(|field| CustomFieldValue {
            id: u64::from(field.id),
            value: field.value.clone(),
        })
        .collect()
}

fn line(line: &domain::DocumentLine) -> NewLine {
    NewLine {
        description: line.description.clone(),
        long_description: line.long_description.clone(),
        qty: line.quantity,
        rate: line.rate,
        unit: String::new(),
        taxes: line
            .taxes
            .iter()
            .map(|tax| TaxName::new(tax.name(), tax.percent()))
            .collect(),
    }
}

pub(crate) fn address(address: &Address, perfex: &PerfexSettings) -> perfex::Address {
    perfex::Address {
        street: address.street.clone(),
        city: address.city.clone(),
        state: state_name(&address.country, &address.state),
        zip: address.postcode.clone(),
        country: country(&address.country, perfex),
    }
}

/// The country's id in Perfex, none if it is not known. Never a guess, and never a reason to hold an order back.
fn country(iso2: &str, perfex: &PerfexSettings) -> Option<u64> {
    let mapped = perfex.countries.get(iso2).copied().map(u64::from);
    let id = mapped.or_else(|| Countries::default().id(iso2));
    if id.is_none() && !iso2.is_empty() {
        let country: String = iso2.chars().take(2).collect();
        tracing::warn!(
            country,
            "Perfex knows no such country: the field stays empty until [perfex.countries] names its id"
        );
    }
    id
}

/// The name of a client. Perfex wants a company: a private person's is the name.
pub(crate) fn company(card: &Card) -> String {
    [
        plain(&card.billing.company),
        plain(&card.billing.full_name()),
    ]
    .into_iter()
    .find(|name| !name.is_empty())
    .unwrap_or_else(|| card.email.clone())
}

/// A client as the shop knows it.
pub(crate) fn client(card: &Card, marker: &str, perfex: &PerfexSettings) -> NewClient {
    let billing = &card.billing;
    NewClient {
        company: company(card),
        vat: card.vat.clone(),
        phonenumber: card.phone.clone(),
        address: address(billing, perfex),
        billing: Some(address(billing, perfex)),
        custom_fields: perfex
            .client_marker_field
            .map(|field| CustomFieldValue {
                id: field.into(),
                value: marker.to_owned(),
            })
            .into_iter()
            .collect(),
        ..NewClient::default()
    }
}

/// The client's contact, with a password that nobody knows.
pub(crate) fn contact(client: u64, card: &Card, is_primary: bool) -> NewContact {
    NewContact {
        client: ClientId(client),
        firstname: card.billing.first_name.clone(),
        lastname: card.billing.last_name.clone(),
        email: card.email.clone(),
        phonenumber: card.phone.clone(),
        title: String::new(),
        password: format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple()).into(),
        is_primary,
    }
}
