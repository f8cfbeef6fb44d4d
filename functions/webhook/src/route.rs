//! Which store a request is for.

use intake::StoreId;

/// What stands at a path.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// `/webhooks/{store}`. `None`: what stands in the store's place cannot be a store's id.
    Webhooks(Option<StoreId>),
    /// Nothing.
    Nowhere,
}

/// The route of `path`. A stage's name or a custom domain's prefix may stand before it.
pub(crate) fn route(path: &str) -> Route {
    let mut segments = path.rsplit('/');
    match (segments.next(), segments.next()) {
        (Some(store), Some("webhooks")) if !store.is_empty() => Route::Webhooks(store.parse().ok()),
        _ => Route::Nowhere,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_store_is_the_last_part_of_the_path() {
        let main = Route::Webhooks(Some("main".parse().unwrap()));
        assert_eq!(route("/webhooks/main"), main);
        assert_eq!(route("/prod/webhooks/main"), main);
    }

    #[test]
    fn what_cannot_be_a_store_is_an_unknown_store() {
        assert_eq!(route("/webhooks/MAIN"), Route::Webhooks(None));
        assert_eq!(route("/webhooks/\u{e4} \0"), Route::Webhooks(None));
    }

    #[test]
    fn any_other_path_leads_nowhere() {
        for path in [
            "",
            "/",
            "/webhooks",
            "/webhooks/",
            "/webhooks/main/x",
            "webhook/main",
        ] {
            assert_eq!(route(path), Route::Nowhere, "{path}");
        }
    }
}
