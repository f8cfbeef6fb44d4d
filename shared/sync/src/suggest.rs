//! Which of Perfex's taxes fit a rate that the settings lack.

use domain::Parked;
use domain::money::{PERFEX_DECIMALS, round};
use rust_decimal::Decimal;
use transport::Transport;

use crate::link::Link;
use crate::ports::{Clock, Rows};
use crate::reconcile::Reconciler;

impl<T: Transport, B: Rows, C: Clock> Reconciler<'_, T, B, C> {
    /// Adds to an order that waits for a tax which of Perfex's taxes have its percentage. Perfex is
    /// asked once, not at each try.
    pub(crate) async fn suggest(&self, before: &Link, mut parked: Parked) -> Parked {
        if parked.unmapped.is_empty() {
            return parked;
        }
        if let Some(told) = &before.outcome.parked
            && told.unmapped == parked.unmapped
        {
            return told.clone();
        }
        // Without an answer there is no suggestion; the reason stays true.
        let Ok(taxes) = self.crm.taxes().await else {
            return parked;
        };
        for rate in &parked.unmapped {
            let Some(percent) = rate.percent else {
                continue;
            };
            let fitting: Vec<String> = taxes
                .iter()
                .filter(|tax| fits(tax.rate, percent))
                .map(|tax| format!("`{} = \"{}|{:.2}\"`", rate.id, tax.name, tax.rate))
                .collect();
            let suggestion = if fitting.is_empty() {
                let percent = percent.normalize();
                format!("; Perfex has no tax of {percent} %, create it in Setup > Finance first")
            } else {
                format!("; Perfex has a tax that fits: {}", fitting.join(" or "))
            };
            parked.detail.push_str(&suggestion);
        }
        parked
    }
}

/// Perfex keeps two decimals of a percentage, WooCommerce four.
fn fits(perfex: Decimal, woocommerce: Decimal) -> bool {
    perfex == round(woocommerce, PERFEX_DECIMALS)
}
