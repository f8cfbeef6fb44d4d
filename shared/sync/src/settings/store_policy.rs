//! What the types alone cannot say of a store's policies.

use super::documents::DocumentSettings;
use super::validate::above_zero;
use super::{EditsSetting, Flavour, SettingsError, StoreSettings, ZeroTotalsSetting};

/// The longest wording that is taken; the note of a document is shown on one page.
const LONGEST_TEXT: usize = 2000;

pub(super) fn check(
    field: &impl Fn(&str) -> String,
    store: &StoreSettings,
    flavour: Flavour,
) -> Result<(), SettingsError> {
    if store.zero_totals == ZeroTotalsSetting::Write && flavour == Flavour::Themesic2 {
        return Err(SettingsError::new(
            field("zero_totals"),
            "themesic-2 refuses documents of zero: choose \"park\" or \"skip\"",
        ));
    }
    if store.edits_after_payment == EditsSetting::Reissue && store.reissue_offset.is_none() {
        return Err(SettingsError::new(
            field("reissue_offset"),
            "is needed for edits_after_payment = \"reissue\": a number so high that number_offset + \
             order id never reaches it, for example 500000000",
        ));
    }
    if let Some(offset) = store.reissue_offset {
        above_zero(field("reissue_offset"), offset)?;
    }
    if !(1..=8).contains(&store.full_sync_concurrency) {
        return Err(SettingsError::new(
            field("full_sync_concurrency"),
            "must be from 1 to 8",
        ));
    }
    if store.nightly_days > 366 {
        return Err(SettingsError::new(
            field("nightly_days"),
            "must be from 0 (no nightly look) to 366",
        ));
    }
    if let Some(client) = store.no_email_client {
        above_zero(field("no_email_client"), client)?;
    }
    for slug in store.statuses.keys() {
        let kept = ["checkout-draft", "auto-draft", "trash", "refunded"];
        if slug.starts_with("wc-") || slug.is_empty() || kept.contains(&slug.as_str()) {
            return Err(SettingsError::new(
                field(&format!("statuses.{slug}")),
                "must be the slug of a status without wc-, and not a draft, trash or refunded",
            ));
        }
    }
    if let Some(place) = store
        .vat_meta_keys
        .iter()
        .position(|key| key.trim().is_empty())
    {
        return Err(SettingsError::new(
            field(&format!("vat_meta_keys.{place}")),
            "must be a meta key, for example _billing_vat_number",
        ));
    }
    check_documents(field, &store.documents)
}

fn check_documents(
    field: &impl Fn(&str) -> String,
    documents: &DocumentSettings,
) -> Result<(), SettingsError> {
    let own = |name: &str| field(&format!("documents.{name}"));
    for (place, tag) in documents.tags.iter().enumerate() {
        if tag.trim().is_empty() || tag.contains(',') || tag.chars().count() > 100 {
            return Err(SettingsError::new(
                own(&format!("tags.{place}")),
                "must be a word or some, without a comma, of at most 100 characters",
            ));
        }
    }
    for (name, id) in [
        ("sale_agent", documents.sale_agent),
        ("project", documents.project),
    ] {
        if let Some(id) = id {
            above_zero(own(name), id)?;
        }
    }
    for (name, fields) in [
        ("invoice_fields", &documents.invoice_fields),
        ("estimate_fields", &documents.estimate_fields),
        ("credit_note_fields", &documents.credit_note_fields),
    ] {
        for id in fields.keys() {
            if !id.parse::<u32>().is_ok_and(|id| id > 0) {
                return Err(SettingsError::new(
                    own(&format!("{name}.{id}")),
                    "is no id of a custom field, which is a whole number",
                ));
            }
        }
    }
    for (place, text) in documents.texts.iter().enumerate() {
        if text.when().is_none() {
            return Err(SettingsError::new(
                own(&format!("texts.{place}")),
                "must name either tax_class, or meta with or without a value",
            ));
        }
        if text.text.trim().is_empty() || text.text.chars().count() > LONGEST_TEXT {
            return Err(SettingsError::new(
                own(&format!("texts.{place}.text")),
                format!("must be a wording of at most {LONGEST_TEXT} characters"),
            ));
        }
    }
    Ok(())
}
