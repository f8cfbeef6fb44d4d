//! `woosync verify`

mod csv;
mod text;

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sync::Link;
use sync::verify::{Finding, Lists, NamedDocuments, Report, Verifier};

use crate::site::{Site, SiteArguments, Wire};
use csv::Csv;

/// How many links are asked for at once.
const LINKS: usize = 500;

#[derive(Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    site: SiteArguments,
    /// Only orders made on this day (UTC) or later. Looks for nothing but what belongs to orders.
    #[arg(long, value_name = "DAY")]
    from: Option<Date>,
    /// Only orders made on this day (UTC) or earlier.
    #[arg(long, value_name = "DAY")]
    to: Option<Date>,
    /// How to read Perfex.
    #[arg(long, value_enum, default_value_t)]
    read: Way,
    /// How many orders are looked at side by side.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=16))]
    concurrency: u8,
    /// Write every finding to this file.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// How to show the report.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Way {
    /// Its lists first: few calls, and documents that nobody knows are found. What does not agree is
    /// read once more by its id.
    #[default]
    Lists,
    /// Document by document: for a 2.x whose lists are too large.
    Documents,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    /// A report for people.
    #[default]
    Text,
    /// One JSON object.
    Json,
}

impl Verify {
    pub(crate) async fn run(self) -> Result<String> {
        let after = self.from.map(before_midnight).transpose()?;
        let next_day = |day: Date| midnight(day.tomorrow()?);
        let before = self.to.map(next_day).transpose()?;
        if let (Some(from), Some(to)) = (self.from, self.to) {
            ensure!(from <= to, "--from {from} is after --to {to}");
        }
        let mut csv = self.csv.as_deref().map(Csv::create).transpose()?;
        let site = self.site.open().await?;
        let lists = match self.read {
            Way::Lists => Some(lists(&site).await?),
            Way::Documents => None,
        };
        let verifier = Verifier {
            id: &site.id,
            rules: &site.rules,
            store: &site.store,
            statuses: &site.statuses,
            crm: &site.crm,
            lists: lists.as_ref(),
            table: &site.table,
            at_once: usize::from(self.concurrency),
        };
        let mut failed = None;
        let tell = |finding: &Finding| {
            if let Some(csv) = &mut csv
                && failed.is_none()
            {
                failed = csv.write(finding).err();
            }
        };
        let whole = after.is_none() && before.is_none();
        let report = compare(&verifier, &site, after, before, whole, tell).await?;
        if let Some(error) = failed {
            return Err(error);
        }
        if let Some(csv) = csv {
            csv.end()?;
        }
        let shown = match self.format {
            Format::Text => text::render(&report, &site.id, self.csv.as_deref()),
            Format::Json => serde_json::to_string_pretty(&report)?,
        };
        if report.agrees() {
            return Ok(shown);
        }
        crate::print(&shown);
        bail!(
            "store {}: {} do not agree",
            site.id,
            text::counted(report.count(), "document")
        );
    }
}

/// All looks that there are: of a part of the orders only those at orders.
async fn compare(
    verifier: &Verifier<'_, Wire, Wire, aws::Table>,
    site: &Site,
    after: Option<Timestamp>,
    before: Option<Timestamp>,
    whole: bool,
    mut tell: impl FnMut(&Finding),
) -> Result<Report> {
    let mut report = verifier.window(after, before, &mut tell).await?;
    if !whole {
        return Ok(report);
    }
    let mut named = NamedDocuments::default();
    let mut orders = BTreeSet::new();
    let each = |link: Link| {
        named.add(&link);
        // A link that never named a document has nothing to be missed.
        if link.estimate.is_some() || link.invoice.is_some() {
            orders.insert(domain::OrderId(link.order));
        }
    };
    site.table
        .each_link(&site.id, each)
        .await
        .context("cannot read the links")?;
    let orders: Vec<_> = orders.into_iter().collect();
    for orders in orders.chunks(LINKS) {
        let orders = orders.iter().copied().collect();
        let links = site.table.links(&site.id, &orders).await;
        let links = links.context("cannot read the links")?;
        let links: Vec<Link> = links.into_values().collect::<Result<_, _>>()?;
        report.add(verifier.gone(&links, &mut tell).await?);
    }
    report.add(verifier.unlinked(&named, &mut tell).await?);
    Ok(report)
}

async fn lists(site: &Site) -> Result<Lists> {
    Lists::read(&site.crm).await.map_err(|error| match error {
        perfex::Error::TooLarge { .. } => anyhow::anyhow!(
            "Perfex's list is too large for one answer: use `--read documents`, which does not \
             find documents that no link names"
        ),
        error => error.into(),
    })
}

fn midnight(day: Date) -> Result<Timestamp> {
    Ok(day.to_zoned(TimeZone::UTC)?.timestamp())
}

/// The second before the day, since the store's bound is exclusive.
fn before_midnight(day: Date) -> Result<Timestamp> {
    Ok(midnight(day)? - SignedDuration::from_secs(1))
}
