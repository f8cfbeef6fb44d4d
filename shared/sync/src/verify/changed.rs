//! What staff changed in Perfex of the documents of one order.

use domain::{ParkReason, Parked};
use transport::Transport;

use super::{Finding, FindingKind, Verifier, VerifyError};
use crate::ports::Links;
use crate::read::Found;

impl<S: Transport, T: Transport, B: Links> Verifier<'_, S, T, B> {
    /// Reads the documents of an order whose link says that they stand, and gives what is wrong with
    /// them: deleted, edited, cancelled, or one more than there should be. It means something only if
    /// nothing was to be written for the order.
    pub async fn changed_in_perfex(&self, found: &Found) -> Result<Option<Parked>, VerifyError> {
        let report = self.order(&found.order, &found.refunds).await?;
        let gravest = FindingKind::ALL
            .into_iter()
            .filter(|kind| !matches!(kind, FindingKind::Parked | FindingKind::Behind))
            .find_map(|kind| report.findings.iter().find(|finding| finding.kind == kind));
        Ok(gravest.map(parked))
    }
}

fn parked(finding: &Finding) -> Parked {
    let number = finding
        .document_number
        .map_or_else(String::new, |number| format!(" {number}"));
    let detail = format!(
        "{} {}{number}: {} Set it right in Perfex, or dismiss this if it is meant",
        finding.kind.code(),
        finding.document_code(),
        finding.detail
    );
    let mut parked = Parked::new(ParkReason::ChangedInPerfex, detail);
    parked.order_total = finding.store_total;
    parked.document_total = finding.perfex_total;
    parked
}
