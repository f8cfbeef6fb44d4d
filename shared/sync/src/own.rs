//! Whether a document that a link names is the order's own.
//!
//! Ids are given out anew when Perfex is set back to a backup: the id in a link may by then be that of
//! another order's document, which must not be written over.

use domain::marker::{self, Owner};
use domain::{ParkReason, Parked};
use perfex::{Document, DocumentKind};

use crate::stop::Stop;

/// Refuses a document that bears the mark of somebody else. One without any mark was adopted.
pub(crate) fn refuse_others(
    store_index: u16,
    owner: Owner,
    kind: DocumentKind,
    read: &Document,
) -> Result<(), Stop> {
    let mark = read.adminnote.lines().next().unwrap_or_default().trim();
    let is_marked = mark.starts_with("wcs") && mark.ends_with("-e");
    if !is_marked || marker::owner(store_index, mark) == Some(owner) {
        return Ok(());
    }
    Err(Parked::new(
        ParkReason::ChangedInPerfex,
        format!(
            "{kind} {} is another order's now, by its mark: Perfex was set back to a backup; \
             infra/guides/backup.md says what to do",
            read.id
        ),
    )
    .into())
}
