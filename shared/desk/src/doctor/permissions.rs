//! What Perfex's token may do, feature by feature. Each is asked for what is not there. Whether the
//! token may also write shows only when something is written.

use futures::future::join_all;
use perfex::{Client, Error, Feature};
use transport::Transport;

use super::{Findings, Verdict};

/// A permission by its name under *API*, and whether the token has it.
type Asked = (&'static str, Result<bool, Error>);

pub(super) async fn permissions<T: Transport>(crm: &Client<T>, found: &mut Findings) {
    // Beside each other: a slow host takes a second for each call.
    let asked = join_all(Feature::ALL.map(|feature| ask(crm, feature))).await;
    for (feature, asked) in Feature::ALL.into_iter().zip(asked) {
        let (verdict, said) = told(feature, &asked);
        found.add(check(feature), verdict, said);
    }
}

async fn ask<T: Transport>(crm: &Client<T>, feature: Feature) -> [Asked; 2] {
    let get = crm.may_get(feature).await;
    [("get", get), ("search", crm.may_search(feature).await)]
}

fn check(feature: Feature) -> &'static str {
    match feature {
        Feature::Customers => "permission_customers",
        Feature::Contacts => "permission_contacts",
        Feature::Invoices => "permission_invoices",
        Feature::Estimates => "permission_estimates",
        Feature::CreditNotes => "permission_credit_notes",
        Feature::Payments => "permission_payments",
    }
}

fn told(feature: Feature, asked: &[Asked]) -> (Verdict, String) {
    let title = feature.title();
    let is_lacking = |(_, may): &&Asked| matches!(may, Ok(false));
    let lacking: Vec<&str> = asked
        .iter()
        .filter(is_lacking)
        .map(|(permission, _)| *permission)
        .collect();
    if !lacking.is_empty() {
        let lacking = lacking.join(" and ");
        return if feature == Feature::Payments {
            // Those of an invoice come with the invoice.
            let said = format!(
                "the token lacks {lacking} for {title}, which nothing depends on: check under API that \
                 it has post for {title}, without which no payment can be written"
            );
            (Verdict::Note, said)
        } else {
            let said = format!(
                "the token lacks {lacking} for {title}: give it get, search, post and put for {title} \
                 under API"
            );
            (Verdict::Problem, said)
        };
    }
    let unclear = asked.iter().find_map(|(permission, may)| {
        let error = may.as_ref().err()?;
        Some(format!(
            "whether the token has {permission} for {title} could not be told: {error}"
        ))
    });
    match unclear {
        Some(said) => (Verdict::Note, said),
        None => (
            Verdict::Good,
            format!("the token has get and search for {title}"),
        ),
    }
}
