//! An order as WooCommerce keeps it: lines with up to six decimals, totals in the currency's.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::{amounts, dates};

/// The meta of WordPress on an order in the trash.
const TRASH_META: [&str; 2] = ["_wp_trash_meta_status", "_wp_trash_meta_time"];

#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) body: Value,
    /// Its status before it went into the trash.
    pub(crate) before_trash: Option<String>,
}

impl Order {
    pub(crate) fn new(body: Value) -> Self {
        Self {
            body,
            before_trash: None,
        }
    }

    /// The same order, removed for good: nobody but the control interface sees it again.
    pub(crate) fn removed(mut self) -> Self {
        self.body["status"] = json!("deleted");
        self
    }

    pub(crate) fn id(&self) -> u64 {
        self.body["id"].as_u64().unwrap_or_default()
    }

    pub(crate) fn text(&self, field: &str) -> &str {
        self.body[field].as_str().unwrap_or_default()
    }

    pub(crate) fn status(&self) -> &str {
        self.text("status")
    }

    pub(crate) fn modified(&self) -> Timestamp {
        dates::gmt(self.text("date_modified_gmt")).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    pub(crate) fn created(&self) -> Timestamp {
        dates::gmt(self.text("date_created_gmt")).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The decimals that its amounts are shown with unless a request asks for others.
    pub(crate) fn decimals(&self) -> u32 {
        amounts::decimals(&self.body["total"])
    }

    /// The order as the API and webhooks show it.
    pub(crate) fn shown(&self) -> Value {
        self.shown_with(None)
    }

    /// The same with as many decimals as `dp` asks for.
    pub(crate) fn shown_with(&self, decimals: Option<u32>) -> Value {
        let mut shown = self.body.clone();
        amounts::with_decimals(&mut shown, decimals.unwrap_or_else(|| self.decimals()));
        shown
    }

    /// Every saving moves the date, one that changes nothing too.
    pub(crate) fn touch(&mut self, now: Timestamp, zone: &TimeZone) {
        self.set_date("date_modified", now, zone);
    }

    pub(crate) fn set_date(&mut self, field: &str, at: Timestamp, zone: &TimeZone) {
        self.body[field] = json!(dates::naive(at, zone));
        self.body[format!("{field}_gmt")] = json!(dates::naive(at, &TimeZone::UTC));
    }

    /// Into the trash. `meta` is the last id of order meta that was given out.
    pub(crate) fn trash(&mut self, now: Timestamp, zone: &TimeZone, meta: &mut u64) {
        let before = self.status().to_owned();
        let values = [format!("wc-{before}"), now.as_second().to_string()];
        if let Some(entries) = self.body["meta_data"].as_array_mut() {
            for (key, value) in TRASH_META.into_iter().zip(values) {
                *meta += 1;
                entries.push(json!({"id": *meta, "key": key, "value": value}));
            }
        }
        self.before_trash = Some(before);
        self.body["status"] = json!("trash");
        self.flags();
        self.touch(now, zone);
    }

    /// Out of the trash with this status.
    pub(crate) fn untrash(&mut self, status: &str) {
        self.before_trash = None;
        self.body["status"] = json!(status);
        if let Some(meta) = self.body["meta_data"].as_array_mut() {
            meta.retain(|entry| !TRASH_META.iter().any(|key| entry["key"] == *key));
        }
        self.flags();
    }

    /// What follows from the status.
    pub(crate) fn flags(&mut self) {
        let status = self.status();
        let editable = matches!(status, "pending" | "on-hold" | "auto-draft");
        let payable = matches!(status, "pending" | "failed" | "checkout-draft")
            && amounts::of(&self.body["total"]) > Decimal::ZERO;
        self.body["is_editable"] = json!(editable);
        self.body["needs_payment"] = json!(payable);
    }
}
