//! What there is to see of Perfex.

use std::collections::BTreeSet;

use intake::StoreId;
use perfex::{Client, Error, PaymentMode, Probe, Tax};
use sync::Settings;
use sync::settings::Flavour;
use transport::Transport;

use super::permissions::permissions;
use super::{About, Finding, Findings};

/// Looks at Perfex with the eyes of a store's settings.
pub async fn perfex<T: Transport>(
    settings: &Settings,
    store: &StoreId,
    crm: &Client<T>,
) -> Vec<Finding> {
    let mut found = Findings::about(About::Perfex);
    let probe = crm.probe().await;
    // A wrong token, a host that does not answer: everything else would fail in the same way.
    if let Err(error) = &probe.taxes
        && !matches!(error, Error::Forbidden { .. })
    {
        found.problem("answers", error.to_string());
        return found.found;
    }
    found.good("answers", "Perfex answers and accepts the token");
    flavour(settings, &probe, &mut found);
    match &probe.taxes {
        Ok(taxes) => compare_taxes(settings, store, taxes, &mut found),
        Err(error) => found.problem("taxes", format!("taxes cannot be read: {error}")),
    }
    match &probe.payment_modes {
        Ok(modes) => compare_modes(settings, modes, &mut found),
        Err(error) => found.problem("payment_modes", format!("they cannot be read: {error}")),
    }
    marker_field(settings, &probe, &mut found);
    permissions(crm, &mut found).await;
    found.found
}

fn flavour(settings: &Settings, probe: &Probe, found: &mut Findings) {
    let (set, guessed) = (settings.perfex.flavour, probe.likely_flavour());
    let name = match set {
        Flavour::Themesic2 => "themesic-2",
        Flavour::Themesic3 => "themesic-3",
    };
    let told = probe.api_version.as_deref();
    let told = told.map_or_else(String::new, |version| format!(", API module {version}"));
    if guessed.name() == name {
        found.good("flavour", format!("{name}{told}"));
    } else {
        found.note(
            "flavour",
            format!(
                "the settings say {name}, and Perfex looks like {}{told}: look at the module's version \
                 under Setup > Modules",
                guessed.name()
            ),
        );
    }
}

fn compare_taxes(settings: &Settings, store: &StoreId, taxes: &[Tax], found: &mut Findings) {
    let known: BTreeSet<String> = taxes
        .iter()
        .map(|tax| tax.tax_name().as_str().to_owned())
        .collect();
    let Some(store) = settings.stores.get(store) else {
        return;
    };
    let mapped = store.taxes.values().chain(store.tax_classes.values());
    let missing: BTreeSet<String> = mapped
        .map(ToString::to_string)
        .filter(|name| !known.contains(name))
        .collect();
    if missing.is_empty() {
        let count = known.len();
        found.good(
            "taxes",
            format!("Perfex has every tax of the settings, {count} in all"),
        );
    } else {
        let missing: Vec<String> = missing.into_iter().collect();
        found.problem(
            "taxes",
            format!(
                "Perfex has no tax {}: create it under Setup > Finance > Tax Rates, or correct the \
                 store's tax map",
                missing.join(", ")
            ),
        );
    }
}

fn compare_modes(settings: &Settings, modes: &[PaymentMode], found: &mut Findings) {
    let known: BTreeSet<&str> = modes.iter().map(|mode| mode.id.as_str()).collect();
    let perfex = &settings.perfex;
    let named = perfex
        .payment_modes
        .values()
        .chain([&perfex.default_payment_mode]);
    let missing: BTreeSet<&str> = named
        .map(String::as_str)
        .filter(|mode| !known.contains(mode))
        .collect();
    if missing.is_empty() {
        found.good(
            "payment_modes",
            "Perfex has every payment mode of the settings",
        );
        return;
    }
    // The list leaves some out: gateways, and modes for invoices only.
    let missing: Vec<&str> = missing.into_iter().collect();
    found.note(
        "payment_modes",
        format!(
            "Perfex does not list {}: check under Setup > Finance > Payment Modes that it exists and is \
             active",
            missing.join(", ")
        ),
    );
}

fn marker_field(settings: &Settings, probe: &Probe, found: &mut Findings) {
    let Some(wanted) = settings.perfex.client_marker_field else {
        return;
    };
    match &probe.client_fields {
        // Clients without any custom value tell no field.
        Ok(_) => found.good(
            "client_marker_field",
            format!("custom fields of customers can be read; the marker is field {wanted}"),
        ),
        Err(error) => found.problem(
            "client_marker_field",
            format!("custom fields of customers cannot be read: {error}"),
        ),
    }
}
