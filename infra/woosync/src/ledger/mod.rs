//! `woosync ledger`

mod compare;
mod show;
mod verify;

use anyhow::Result;
use clap::Subcommand;
use domain::ledger::Figure;
use domain::money::Currency;
use rust_decimal::Decimal;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Compare the ledger with the orders, sum by sum.
    ///
    /// What each order contributes stands in its link; the ledger holds the sums per day, currency
    /// and client. Prints the sums that differ and fails, or one line a store if none does. It may
    /// run while orders are handled. The table is read twice from end to end.
    Verify(verify::Verify),
    /// Print revenue per day and currency.
    ///
    /// A day's figures are of the orders that were made on it, in the store's time zone; so
    /// `refunded` is what was given back of them until now.
    Show(show::Show),
}

pub(crate) async fn run(command: Command) -> Result<String> {
    match command {
        Command::Verify(verify) => verify.run().await,
        Command::Show(show) => show.run().await,
    }
}

/// An amount with its currency's decimals, and a count without any. No digit is left out.
fn shown(figure: Figure, amount: Decimal, currency: Currency) -> String {
    let mut amount = amount.normalize();
    if !figure.is_count() && amount.scale() < currency.decimals() {
        amount.rescale(currency.decimals());
    }
    amount.to_string()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use super::*;
    use rust_decimal::dec;

    #[test]
    fn amounts_have_the_decimals_of_their_currency_and_keep_every_digit() {
        let shown = |amount, code| {
            let currency = Currency::from_code(code).unwrap();
            super::shown(Figure::Gross, amount, currency)
        };
        assert_eq!(shown(dec!(5.1), "EUR"), "5.10");
        assert_eq!(shown(dec!(-0), "EUR"), "0.00");
        assert_eq!(shown(dec!(1785.00), "JPY"), "1785");
        assert_eq!(shown(dec!(6.3), "KWD"), "6.300");
        assert_eq!(shown(dec!(5.125), "EUR"), "5.125");
        let euro = Currency::from_code("EUR").unwrap();
        assert_eq!(super::shown(Figure::OrdersCount, dec!(20), euro), "20");
    }
}
