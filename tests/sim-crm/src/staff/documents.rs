use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Columns, StaffError, write};
use crate::crm::Crm;
use crate::documents::{Document, DocumentKind, Line, column, recalculate};
use crate::row::{set, text};
use crate::totals::{Totals, money};
use crate::wire::Column;

impl Crm {
    pub(super) fn edit_document(
        &mut self,
        kind: DocumentKind,
        id: u64,
        to: &Columns,
        now: Timestamp,
    ) -> Result<u64, StaffError> {
        let document = self.documents.get_mut(kind, id);
        let document = document.ok_or(StaffError::NoSuch(kind.relation(), id))?;
        write(&mut document.columns, to, |name| column(kind, name))?;
        let totals = Totals::of(&document.lines, &document.columns);
        set(
            &mut document.columns,
            "total_tax",
            money(totals.total_tax()),
        );
        if kind == DocumentKind::Invoice {
            recalculate(self, id, now);
        }
        Ok(id)
    }

    /// Changes a line, or deletes it where nothing is set.
    pub(super) fn edit_line(
        &mut self,
        kind: DocumentKind,
        id: u64,
        place: usize,
        to: Option<&Columns>,
        now: Timestamp,
    ) -> Result<u64, StaffError> {
        let document = self.documents.get_mut(kind, id);
        let document = document.ok_or(StaffError::NoSuch(kind.relation(), id))?;
        let at = place.checked_sub(1).filter(|at| *at < document.lines.len());
        let at = at.ok_or(StaffError::NoSuch("line", place as u64))?;
        match to {
            Some(to) => {
                for (name, value) in to {
                    edit(&mut document.lines[at], name, value)?;
                }
            }
            None => {
                document.lines.remove(at);
            }
        }
        let totals = Totals::of(&document.lines, &document.columns);
        set(&mut document.columns, "subtotal", money(totals.subtotal()));
        set(
            &mut document.columns,
            "total_tax",
            money(totals.total_tax()),
        );
        set(&mut document.columns, "total", money(totals.total()));
        if kind == DocumentKind::Invoice {
            recalculate(self, id, now);
        }
        Ok(id)
    }

    pub(super) fn convert(&mut self, estimate: u64, now: Timestamp) -> Result<u64, StaffError> {
        let kind = DocumentKind::Estimate;
        let found = self.documents.get(kind, estimate);
        let found = found.ok_or(StaffError::NoSuch(kind.relation(), estimate))?;
        let mut invoice: Document = found.clone();
        invoice.id = self.next_id();
        for line in &mut invoice.lines {
            line.id = self.next_id();
        }
        for estimates_own in [
            "expirydate",
            "reference_no",
            "invoiceid",
            "show_shipping_on_estimate",
        ] {
            invoice.columns.remove(estimates_own);
        }
        let number = self.documents.take_number(DocumentKind::Invoice);
        let day = now.strftime("%Y-%m-%d").to_string();
        for (name, value) in [
            ("number", number.to_string()),
            ("prefix", DocumentKind::Invoice.prefix().to_owned()),
            ("date", day.clone()),
            ("duedate", day),
            ("datecreated", now.strftime("%Y-%m-%d %H:%M:%S").to_string()),
            ("hash", format!("{:032x}", invoice.id)),
            ("status", "1".to_owned()),
            ("adminnote", String::new()),
            ("allowed_payment_modes", "a:0:{}".to_owned()),
            ("cancel_overdue_reminders", "0".to_owned()),
            ("recurring", "0".to_owned()),
            ("cycles", "0".to_owned()),
            ("show_shipping_on_invoice", "1".to_owned()),
        ] {
            set(&mut invoice.columns, name, value);
        }
        // The fields of an estimate are not those of an invoice.
        invoice.custom.clear();
        invoice.sent.clear();
        let id = invoice.id;
        self.documents.of_mut(DocumentKind::Invoice).push(invoice);
        recalculate(self, id, now);
        if let Some(estimate) = self.documents.get_mut(kind, estimate) {
            set(&mut estimate.columns, "status", "4");
            set(&mut estimate.columns, "invoiceid", id.to_string());
        }
        Ok(id)
    }

    /// What the CRM does by itself: invoices past their day become overdue, sent estimates past theirs expire.
    pub fn cron(&mut self, now: Timestamp) {
        let invoices = self.documents.of(DocumentKind::Invoice).iter();
        let ids: Vec<u64> = invoices.map(|invoice| invoice.id).collect();
        for id in ids {
            recalculate(self, id, now);
        }
        let today = now.to_zoned(TimeZone::UTC).date();
        let has_expired = |estimate: &Document| {
            let until: Option<Date> = text(&estimate.columns, "expirydate").parse().ok();
            estimate.text("status") == "2" && until.is_some_and(|until| until < today)
        };
        let estimates = self.documents.of_mut(DocumentKind::Estimate);
        estimates.change(has_expired, |estimate| {
            set(&mut estimate.columns, "status", "5");
        });
    }
}

fn edit(line: &mut Line, name: &str, value: &str) -> Result<(), StaffError> {
    let kept = |column: Column| {
        let kept = column.store(value, true);
        kept.map_err(|_| StaffError::DoesNotFit(name.to_owned()))
    };
    match name {
        "description" => line.description = kept(Column::Note)?,
        "long_description" => line.long_description = kept(Column::Note)?,
        "unit" => line.unit = kept(Column::Text(40))?,
        "qty" => line.qty = kept(Column::Amount)?.parse().unwrap_or_default(),
        "rate" => line.rate = kept(Column::Amount)?.parse().unwrap_or_default(),
        _ => return Err(StaffError::NoSuchColumn(name.to_owned())),
    }
    Ok(())
}
