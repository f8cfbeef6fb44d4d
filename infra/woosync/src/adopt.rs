//! `woosync adopt`

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context, Result, anyhow};
use clap::Args;
use jiff::Timestamp;
use sync::adopt::{Adopted, Adopter, Lookup, MatchBy, Wanted};
use sync::verify::{Lists, NamedDocuments};
use woocommerce::{DateWalk, Fields, Order, OrderList, Refund};

use crate::bad_input::BadInput;
use crate::site::{Site, SiteArguments, Wire};

/// How many orders a request asks for.
const PAGE: usize = 100;

/// How many orders are told line by line for each way to end.
const TOLD: usize = 20;

#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct Adopt {
    #[command(flatten)]
    site: SiteArguments,
    /// A document is an order's if its number is the order's number plus this; 0: if they are the same.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    number_plus: Option<i64>,
    /// An estimate or credit note is an order's if its reference is the order's number.
    #[arg(long)]
    reference: bool,
    /// A document is an order's if its note for staff holds this text and then the order's number, for
    /// example `WooCommerce order `.
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// A document is an order's only if it bears our own marker: after the links were lost. A marker
    /// counts with the other rules too.
    #[arg(long)]
    by_marker: bool,
    /// Write the links.
    #[arg(long, conflicts_with = "dry_run")]
    yes: bool,
    /// Only show what would be linked: the default.
    #[arg(long)]
    dry_run: bool,
    /// Adopt documents too whose total or currency is not the order's. They are left as they are.
    #[arg(long)]
    even_if_different: bool,
}

impl Adopt {
    pub(crate) async fn run(self) -> Result<String> {
        let by = MatchBy {
            number_plus: self.number_plus,
            reference: self.reference,
            note: self.note.filter(|text| !text.trim().is_empty()),
        };
        if by.number_plus.is_none() && !by.reference && by.note.is_none() && !self.by_marker {
            return Err(BadInput::of(anyhow!(
                "say how a document is recognised: --number-plus N, --reference, --note TEXT or --by-marker"
            )));
        }
        let site = self.site.open().await?;
        let lists = Lists::read(&site.crm).await;
        let lists = lists.context("Perfex's lists cannot be read")?;
        let mut named = NamedDocuments::default();
        for store in site.settings.stores.keys() {
            let read = site.table.each_link(store, |link| named.add(&link)).await;
            read.context("cannot read the links")?;
        }
        let adopter = Adopter {
            id: &site.id,
            rules: &site.rules,
            crm: &site.crm,
            lookup: &Lookup::of(&lists, &by, site.rules.store_index),
            named: &named,
            table: &site.table,
            even_if_different: self.even_if_different,
        };
        let wanted = wanted(&site, &adopter).await?;
        let told = Box::pin(adopted(&site, &adopter, &wanted, self.yes)).await?;
        Ok(told.text(&site, self.yes))
    }
}

/// The first walk: which documents orders lay claim to.
async fn wanted(site: &Site, adopter: &Adopter<'_, Wire, aws::Table>) -> Result<Wanted> {
    let mut wanted = Wanted::default();
    let mut pages = Pages::of(site);
    while let Some(orders) = pages.next().await? {
        for (order, refunds) in orders {
            if let Ok(proposal) = adopter.propose(&order, &refunds).await? {
                wanted.add(&proposal);
            }
        }
    }
    Ok(wanted)
}

/// The second: what becomes of each order.
async fn adopted(
    site: &Site,
    adopter: &Adopter<'_, Wire, aws::Table>,
    wanted: &Wanted,
    write: bool,
) -> Result<Told> {
    let mut told = Told::default();
    let mut pages = Pages::of(site);
    while let Some(orders) = pages.next().await? {
        for (order, refunds) in orders {
            let proposed = adopter.propose(&order, &refunds).await?;
            let end = match proposed.and_then(|proposal| wanted.settle(proposal)) {
                Ok(proposal) => adopter.adopt(proposal, Timestamp::now(), write).await?,
                Err(end) => end,
            };
            told.add(order.id, &end);
        }
    }
    Ok(told)
}

/// The store's orders in the sequence of their creation, page by page, with their refunds.
struct Pages<'a> {
    site: &'a Site,
    walk: DateWalk,
}

impl<'a> Pages<'a> {
    fn of(site: &'a Site) -> Self {
        Self {
            site,
            walk: DateWalk::after(None),
        }
    }

    async fn next(&mut self) -> Result<Option<Vec<(Order, Vec<Refund>)>>> {
        let Some(next) = self.walk.next() else {
            return Ok(None);
        };
        let list = OrderList::created_before(None, Fields::All);
        let page = self.site.store.list(list, next, PAGE).await;
        let page = page.context("the store cannot be read")?;
        let mut orders = vec![];
        for listed in self.walk.take(page.items, PAGE) {
            let order: Order = serde_json::from_str(&listed.json)
                .map_err(|_| anyhow!("order {} has a form that cannot be read", listed.id))?;
            let mut refunds = vec![];
            if !order.refunds.is_empty() {
                refunds = self.site.store.refunds_of(order.id).await?;
            }
            orders.push((order, refunds));
        }
        Ok(Some(orders))
    }
}

/// What became of the orders: how many of each, and the first line by line.
#[derive(Default)]
struct Told {
    ends: BTreeMap<&'static str, (u64, Vec<String>)>,
    missing: u64,
}

impl Told {
    fn add(&mut self, order: u64, end: &Adopted) {
        if let Adopted::Linked { still_missing, .. } = end {
            self.missing += u64::from(!still_missing.is_empty());
        }
        let (count, lines) = self.ends.entry(end.code()).or_default();
        *count += 1;
        // What needs nobody is only counted.
        if lines.len() < TOLD && !matches!(end, Adopted::Known | Adopted::NothingDue) {
            lines.push(format!("  order {order}: {}", sentence(end)));
        }
    }

    fn text(&self, site: &Site, written: bool) -> String {
        let mut text = format!("Store {}\n", site.id);
        for (code, (count, lines)) in &self.ends {
            let _ = write!(text, "\n{count:>6}  {:<12} {}\n", code, meaning(code));
            for line in lines {
                let _ = writeln!(text, "{line}");
            }
            let more = count - lines.len() as u64;
            if more > 0 && !lines.is_empty() {
                let _ = writeln!(text, "  and {more} more");
            }
        }
        let linked = self.ends.contains_key("linked");
        text.push_str(match (linked, written) {
            (true, true) => {
                "\nWritten. Run a full sync next: it books these orders and writes what is missing."
            }
            (true, false) => "\nNothing was written. Repeat with --yes to link them.",
            (false, _) => "\nNothing is to be linked.",
        });
        text
    }
}

fn sentence(end: &Adopted) -> String {
    match end {
        Adopted::Linked {
            documents,
            still_missing,
        } if still_missing.is_empty() => documents.join(", "),
        Adopted::Linked {
            documents,
            still_missing,
        } => format!(
            "{}; still to be written: {}",
            documents.join(", "),
            still_missing.join(", ")
        ),
        Adopted::Ambiguous(numbers) => {
            let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            format!(
                "documents {} all say that they are its own",
                numbers.join(", ")
            )
        }
        Adopted::Taken(number) => format!("document {number} is claimed by another order too"),
        Adopted::Differs {
            number,
            order,
            document,
        } => format!(
            "document {number} has {:.2} {}, the order {:.2} {}",
            document.0, document.1, order.0, order.1
        ),
        Adopted::Parked(why) => why.clone(),
        Adopted::NotFound => "no document".to_owned(),
        Adopted::Busy => "being handled just now".to_owned(),
        Adopted::Known | Adopted::NothingDue => String::new(),
    }
}

fn meaning(code: &str) -> &'static str {
    match code {
        "linked" => "has its documents",
        "known" => "was linked before",
        "nothing_due" => "nothing should stand for it",
        "not_found" => "no document was found: it will be written",
        "ambiguous" => "not linked: keep one of its documents, or link by another rule",
        "taken" => "not linked: two orders lay claim to one document",
        "differs" => "not linked: another total; with --even-if-different they are, as they stand",
        "parked" => "not linked: it waits for a person or a setting",
        _ => "not linked: run this again",
    }
}
