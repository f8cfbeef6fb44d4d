//! Writing one document, and reading it back: the read decides, not the answer.

use domain::{Document, EstimateStatus, OrderId, ParkReason, Parked, marker};
use jiff::Timestamp;
use perfex::{
    ClientId, Created, DocumentId, DocumentKind, Flavour, NewDocument, UpdateDocument, status,
};
use transport::Transport;

use crate::compose::{estimate_status, status_code};
use crate::intent::once;
use crate::link::{Link, LinkedDocument};
use crate::ports::{Clock, Rows};
use crate::reconcile::Reconciler;
use crate::slot::Slot;
use crate::stop::Stop;

/// A document that was written and read back.
pub(crate) struct Written {
    pub(crate) id: u64,
    /// The number under which it stands.
    pub(crate) number: u32,
    read: perfex::Document,
    differs: Option<Parked>,
}

impl Written {
    fn new(id: u64, sent: &Document, read: perfex::Document, differs: Option<Parked>) -> Self {
        let number = read.number.and_then(|number| u32::try_from(number).ok());
        Self {
            id,
            number: number.unwrap_or(sent.number),
            read,
            differs,
        }
    }

    /// What the link keeps of it. One that differs from what was sent has no digest, so that the
    /// next change of the order writes it again.
    pub(crate) fn linked(&self, document: &Document) -> LinkedDocument {
        let mut linked = LinkedDocument::adopted(document.into(), self.id, self.number);
        if self.differs.is_some() {
            linked.hash.clear();
        }
        linked
    }

    /// The estimate's status as it stands.
    pub(crate) fn estimate_status(&self) -> EstimateStatus {
        estimate_status(self.read.status)
    }

    /// The document as it stands, or how it differs from what was sent.
    pub(crate) fn verified(self) -> Result<perfex::Document, Stop> {
        match self.differs {
            Some(parked) => Err(parked.into()),
            None => Ok(self.read),
        }
    }
}

impl<T: Transport, B: Rows, C: Clock> Reconciler<'_, T, B, C> {
    /// Creates a document whose intent is written.
    pub(crate) async fn create(
        &self,
        link: &Link,
        slot: &Slot,
        document: &Document,
        status: Option<EstimateStatus>,
    ) -> Result<Written, Stop> {
        if document.number != 0 {
            return self.create_numbered(link, slot, document, status).await;
        }
        let mut taken = self.take_number(slot.kind, document.date).await?;
        let mut document = document.clone();
        loop {
            document.number = taken.number;
            let written = self.create_numbered(link, slot, &document, status).await;
            match written {
                Ok(written) => {
                    let last = taken.number;
                    self.let_go(taken, last).await;
                    return Ok(written);
                }
                // A person in the office was faster.
                Err(Stop::Park(parked)) if parked.reason == ParkReason::NumberTaken => {
                    taken.number += 1;
                }
                Err(Stop::Park(parked)) => {
                    let last = taken.number - 1;
                    self.let_go(taken, last).await;
                    return Err(parked.into());
                }
                Err(stop) => {
                    self.let_lapse(taken, &stop).await;
                    return Err(stop);
                }
            }
        }
    }

    async fn create_numbered(
        &self,
        link: &Link,
        slot: &Slot,
        document: &Document,
        status: Option<EstimateStatus>,
    ) -> Result<Written, Stop> {
        let kind = slot.kind;
        let new = self.compose(link, slot, document, status.map(status_code), 0)?;
        // PHP drops the variables of a form beyond its limit without a word. 3.x takes JSON; 2.x
        // gets the first lines, and the rest by an update.
        let in_two_steps = self.crm.flavour() == Flavour::Themesic2
            && new.form_variables(kind) > self.crm.max_form_variables;
        let first = if in_two_steps {
            new.fitting(kind, self.crm.max_form_variables)
        } else {
            new
        };
        let id = self
            .send(slot, document, &first, link.intended_since()?)
            .await?;
        if in_two_steps {
            let updated = self
                .update(link, slot, id, document, status.map(status_code), 0)
                .await;
            return updated.map_err(Stop::in_doubt);
        }
        let read = self.crm.document(kind, DocumentId(id)).await;
        let read = read.map_err(|error| Stop::from(error).in_doubt())?;
        let read = read.ok_or_else(|| self.answer_lost())?;
        if drops_adjustment(&read, document) {
            let rounded = document.with_rounding_line();
            let status = status.map(status_code);
            let written = self.overwrite(link, slot, id, &rounded, status, 0).await;
            return written.map_err(Stop::in_doubt);
        }
        let differs = difference(&read, link, document);
        Ok(Written::new(id, document, read, differs))
    }

    /// Sends a new document and tells its id, whatever became of the answer.
    async fn send(
        &self,
        slot: &Slot,
        document: &Document,
        new: &NewDocument,
        since: Timestamp,
    ) -> Result<u64, Stop> {
        let what = format!(
            "{}/{:?}/{}/{}",
            slot.marker,
            slot.kind,
            document.number,
            document.hash()
        );
        let key = once(&what, since);
        let told = match self.crm.create_document(slot.kind, new, key).await {
            Ok(Created::Id(id)) => Some(id),
            Ok(Created::Untold) | Err(perfex::Error::Ambiguous(_)) => {
                self.find(slot).await.map_err(Stop::in_doubt)?
            }
            Err(perfex::Error::NumberTaken) => match self.find(slot).await? {
                Some(id) => Some(id),
                None => return Err(number_taken(document.number).into()),
            },
            Err(error) => return Err(error.into()),
        };
        told.ok_or_else(|| self.answer_lost())
    }

    /// Replaces the content of a document that stands.
    pub(crate) async fn update(
        &self,
        link: &Link,
        slot: &Slot,
        id: u64,
        document: &Document,
        status: Option<u8>,
        invoiced_as: u32,
    ) -> Result<Written, Stop> {
        let written = self
            .overwrite(link, slot, id, document, status, invoiced_as)
            .await?;
        if !drops_adjustment(&written.read, document) {
            return Ok(written);
        }
        let rounded = document.with_rounding_line();
        self.overwrite(link, slot, id, &rounded, status, invoiced_as)
            .await
    }

    async fn overwrite(
        &self,
        link: &Link,
        slot: &Slot,
        id: u64,
        document: &Document,
        status: Option<u8>,
        invoiced_as: u32,
    ) -> Result<Written, Stop> {
        let kind = slot.kind;
        let standing = self.standing(kind, id).await?;
        // Applied credits make an invoice paid without a payment on it.
        let settled = !standing.total.is_zero()
            && [status::INVOICE_PAID, status::INVOICE_PARTIALLY_PAID].contains(&standing.status);
        if kind == DocumentKind::Invoice && (settled || !standing.payments.is_empty()) {
            return Err(Parked::new(
                ParkReason::ChangedAfterPayment,
                "the order was edited, but its invoice already bears a payment in Perfex",
            )
            .with_totals(document.total, standing.total)
            .into());
        }
        let new = self.compose(link, slot, document, status, invoiced_as)?;
        let mut update = UpdateDocument {
            document: new,
            existing: standing.items.iter().map(|item| item.id).collect(),
            status,
        };
        let mut is_second = false;
        loop {
            let took = self.put(kind, id, &update).await?;
            let read = self.standing(kind, id).await?;
            let differs = difference(&read, link, document).or_else(|| {
                // An unpaid invoice may be overdue by now; what counts is that it is in use again.
                let wanted = status.filter(|_| kind != DocumentKind::Invoice)?;
                (read.status != wanted).then(|| read_back("status", wanted, read.status))
            });
            // "Update Fail" is said of what changes nothing and of what failed.
            if took || is_second || differs.is_none() {
                return Ok(Written::new(id, document, read, differs));
            }
            is_second = true;
            update.existing = read.items.iter().map(|item| item.id).collect();
        }
    }

    /// Sends a full document, and tells whether Perfex says that it changed anything. Whether it took
    /// is for the read-back to say.
    pub(crate) async fn put(
        &self,
        kind: DocumentKind,
        id: u64,
        update: &UpdateDocument,
    ) -> Result<bool, Stop> {
        match self.crm.update_document(kind, DocumentId(id), update).await {
            Ok(()) => Ok(true),
            Err(perfex::Error::NothingChanged) => Ok(false),
            Err(perfex::Error::Ambiguous(_)) => Err(self.answer_lost()),
            // We send the number that the document has. Some builds of 2.x compare it with nothing.
            Err(perfex::Error::NumberTaken) => Err(Parked::new(
                ParkReason::Refused,
                format!(
                    "this build of the REST API refuses every change of {kind} {id}, as if its own \
                     number were another's: update the module, or change it by hand"
                ),
            )
            .into()),
            Err(error) => Err(error.into()),
        }
    }

    /// Reads a document that the link names.
    pub(crate) async fn standing(
        &self,
        kind: DocumentKind,
        id: u64,
    ) -> Result<perfex::Document, Stop> {
        let read = self.crm.document(kind, DocumentId(id)).await?;
        read.ok_or_else(|| {
            Parked::new(
                ParkReason::ChangedInPerfex,
                format!("{kind} {id} is gone in Perfex: somebody deleted it"),
            )
            .into()
        })
    }

    /// The id of the document that bears the marker: the lowest, should there be two.
    pub(crate) async fn find(&self, slot: &Slot) -> Result<Option<u64>, Stop> {
        let rows = self
            .crm
            .documents_by_marker(slot.kind, &slot.marker)
            .await?;
        Ok(rows.into_iter().map(|row| row.id.0).min())
    }

    pub(crate) fn payment_marker(&self, order: OrderId) -> String {
        marker::payment(self.rules.store_index, order)
    }
}

/// Whether this Perfex threw the adjustment away. Without it its sums would not add up.
fn drops_adjustment(read: &perfex::Document, sent: &Document) -> bool {
    !sent.adjustment.is_zero() && read.adjustment.is_zero() && read.items.len() == sent.lines.len()
}

/// What Perfex holds otherwise than it was sent.
fn difference(read: &perfex::Document, link: &Link, sent: &Document) -> Option<Parked> {
    let client = ClientId(link.client.as_ref().map_or(0, |client| client.id));
    let parked = if read.total != sent.total {
        read_back("total", sent.total, read.total)
    } else if read.total_tax != sent.total_tax {
        read_back("total_tax", sent.total_tax, read.total_tax)
    } else if read.adjustment != sent.adjustment {
        read_back("adjustment", sent.adjustment, read.adjustment)
    } else if read.items.len() != sent.lines.len() {
        read_back("number of lines", sent.lines.len(), read.items.len())
    } else if read.currency != u64::from(sent.currency) {
        read_back("currency", sent.currency, read.currency)
    } else if read.client != client {
        read_back("client", client, read.client)
    } else {
        return None;
    };
    Some(parked.with_totals(sent.total, read.total))
}

fn read_back(field: &str, sent: impl std::fmt::Display, read: impl std::fmt::Display) -> Parked {
    Parked::new(
        ParkReason::ReadBackDiffers,
        format!("Perfex was sent {field} {sent} and holds {read}: compare the document by hand"),
    )
}

fn number_taken(number: u32) -> Parked {
    Parked::new(
        ParkReason::NumberTaken,
        format!(
            "number {number} is in use by a document that is not ours: \
             rename that one, or change the store's number_offset"
        ),
    )
}
