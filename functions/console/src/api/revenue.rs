//! Revenue from the ledger, by day, week or month.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::ledger::{Account, Figure, Sums};
use domain::money::Currency;
use intake::StoreId;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::customers::amount;
use super::{Asked, At, OfStore, Wired, currencies, currency};
use crate::console::Console;
use crate::problem::Problem;

/// The longest time that is shown at once: five years, half a megabyte of rows. Ten years of days are
/// more than one.
const MOST_DAYS: i32 = 1_830;

/// Which revenue.
#[derive(Deserialize, IntoParams)]
pub(crate) struct Wanted {
    /// The first day. Default: 29 days before the last.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// The last day. Default: today in UTC.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Date>,
    /// By what the days are added up. Default: `day`.
    #[param(inline)]
    by: Option<Period>,
    /// ISO 4217 code. Default: the first currency of the settings.
    currency: Option<String>,
}

/// By what days are added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Period {
    /// Each alone.
    Day,
    /// Monday to Sunday.
    Week,
    /// The calendar's.
    Month,
}

impl Period {
    /// The first day of the period that this day is in.
    fn begin(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Week => {
                let since = day.weekday().since(Weekday::Monday);
                day.saturating_sub(i32::from(since).days())
            }
            Self::Month => day.first_of_month(),
        }
    }
}

/// Revenue in one currency.
#[derive(Serialize, ToSchema)]
pub(crate) struct Revenue {
    /// The currency of all amounts.
    currency: &'static str,
    /// The currencies to choose from.
    currencies: Vec<&'static str>,
    /// The first day.
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// The last day.
    #[schema(value_type = String, format = Date)]
    to: Date,
    /// By what the days are added up.
    by: Period,
    /// The periods with orders, the oldest first.
    periods: Vec<PeriodRow>,
    /// All of them together.
    total: Figures,
}

/// A period.
#[derive(Serialize, ToSchema)]
pub(crate) struct PeriodRow {
    /// Its first day, in the store's calendar; of a week or month perhaps before the first day asked.
    #[schema(value_type = String, format = Date)]
    begin: Date,
    /// Its figures.
    #[serde(flatten)]
    figures: Figures,
}

/// Figures of sales. A refund counts on the day of its order.
#[derive(Serialize, ToSchema)]
pub(crate) struct Figures {
    /// How many orders.
    orders: u64,
    /// Their totals.
    gross: String,
    /// The same without taxes.
    net: String,
    /// The taxes in them.
    tax: String,
    /// Shipping without taxes, a part of net.
    shipping: String,
    /// What coupons took off; in none of the others.
    discount: String,
    /// What was given back, with taxes; taken from none of the others.
    refunded: String,
    /// Gross less what was given back.
    kept: String,
}

impl Figures {
    /// The figures of these sums.
    pub(crate) fn of(sums: &Sums, currency: Currency) -> Self {
        let of = |figure| amount(sums.of(figure), currency);
        Self {
            orders: sums.of(Figure::OrdersCount).try_into().unwrap_or(0),
            gross: of(Figure::Gross),
            net: of(Figure::Net),
            tax: of(Figure::Tax),
            shipping: of(Figure::Shipping),
            discount: of(Figure::Discount),
            refunded: of(Figure::Refunded),
            kept: amount(sums.of(Figure::Gross) - sums.of(Figure::Refunded), currency),
        }
    }

    fn cells(&self) -> [&str; 7] {
        [
            &self.gross,
            &self.net,
            &self.tax,
            &self.shipping,
            &self.discount,
            &self.refunded,
            &self.kept,
        ]
    }
}

/// Revenue of a store.
#[utoipa::path(get, path = "/stores/{store}/revenue", params(("store" = String, Path), Wanted),
    responses((status = 200, body = Revenue), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn show(
    State(console): Wired,
    At(OfStore { store }): At<OfStore>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<Revenue>, Problem> {
    Ok(Json(revenue(&console, &store, wanted).await?))
}

/// The same as a file for a spreadsheet.
#[utoipa::path(get, path = "/stores/{store}/revenue.csv", params(("store" = String, Path), Wanted),
    responses((status = 200, content_type = "text/csv", body = String), (status = 400, body = Problem)))]
pub(crate) async fn csv(
    State(console): Wired,
    At(OfStore { store }): At<OfStore>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, Problem> {
    let revenue = revenue(&console, &store, wanted).await?;
    let name = format!(
        "attachment; filename=\"revenue-{store}-{}-{}-{}.csv\"",
        revenue.currency, revenue.from, revenue.to
    );
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, text(&revenue)).into_response())
}

/// Every cell is a day, a code or a number of ours: none can begin a formula but a negative amount,
/// and that one is a number.
fn text(revenue: &Revenue) -> String {
    let mut csv =
        "period,currency,orders,gross,net,tax,shipping,discount,refunded,kept\r\n".to_owned();
    for row in &revenue.periods {
        let cells = row.figures.cells().join(",");
        let orders = row.figures.orders;
        // Writing to a string cannot fail.
        let _ = write!(
            csv,
            "{},{},{orders},{cells}\r\n",
            row.begin, revenue.currency
        );
    }
    csv
}

async fn revenue(console: &Console, store: &StoreId, wanted: Wanted) -> Result<Revenue, Problem> {
    let settings = console.settings_with(store).await?;
    let currency = currency(&settings, wanted.currency.as_deref())?;
    let today = || Timestamp::now().to_zoned(TimeZone::UTC).date();
    let to = wanted.to.unwrap_or_else(today);
    let from = wanted.from.unwrap_or_else(|| to.saturating_sub(29.days()));
    let days = from.until(to).map_or(i32::MAX, |span| span.get_days());
    if days < 0 {
        return Err(Problem::bad_request("from: must not be after `to`."));
    }
    if days > MOST_DAYS {
        return Err(Problem::bad_request(
            "from: must be within five years of `to`.",
        ));
    }
    let by = wanted.by.unwrap_or(Period::Day);
    let rows = console.table.ledger_days(store, currency, from, to).await?;
    let mut periods: BTreeMap<Date, Sums> = BTreeMap::new();
    let mut total = Sums::default();
    for row in rows {
        let Account::Day { day, .. } = row.account else {
            continue;
        };
        periods.entry(by.begin(day)).or_default().add_all(&row.sums);
        total.add_all(&row.sums);
    }
    // A day whose orders were all called off is left with zeros.
    periods.retain(|_, sums| !sums.is_empty());
    Ok(Revenue {
        currency: currency.code(),
        currencies: currencies(&settings).iter().map(|one| one.code()).collect(),
        from,
        to,
        by,
        periods: periods
            .into_iter()
            .map(|(begin, sums)| PeriodRow {
                begin,
                figures: Figures::of(&sums, currency),
            })
            .collect(),
        total: Figures::of(&total, currency),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_week_begins_on_monday_and_a_month_on_its_first() {
        let sunday = date(2026, 11, 29);
        assert_eq!(Period::Week.begin(sunday), date(2026, 11, 23));
        assert_eq!(Period::Week.begin(date(2026, 11, 23)), date(2026, 11, 23));
        assert_eq!(Period::Month.begin(sunday), date(2026, 11, 1));
        assert_eq!(Period::Day.begin(sunday), sunday);
    }
}
