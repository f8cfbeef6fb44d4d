//! The store's pages on which a key is made, and what `WooCommerce` asks of a callback address.

use std::net::Ipv4Addr;

use anyhow::{Result, anyhow, ensure};
use url::{Host, Url};

/// The name that the page shows, and that the key bears in the store.
const APP_NAME: &str = "WooSync";

/// The ports that `WordPress` sends to (`wp_http_validate_url`).
const PORTS: [u16; 3] = [80, 443, 8080];

/// The authorisation page, as `WooCommerce` takes its parameters (`WC_Auth`). It comes back to the
/// store's own list of keys, so that the state goes to nobody else.
pub(super) fn address(store: &Url, callback: &Url, state: &str) -> Result<Url> {
    let mut page = store.clone();
    page.set_query(None);
    page.set_fragment(None);
    page.path_segments_mut()
        .map_err(|()| anyhow!("{store} is no address of a store"))?
        .pop_if_empty()
        .extend(["wc-auth", "v1", "authorize"]);
    page.query_pairs_mut()
        .append_pair("app_name", APP_NAME)
        .append_pair("scope", "read_write")
        .append_pair("user_id", state)
        .append_pair("return_url", &keys(store))
        .append_pair("callback_url", callback.as_str());
    Ok(page)
}

/// Where a person makes a key.
pub(super) fn by_hand(store: &Url) -> String {
    format!("{}&create-key=1", keys(store))
}

/// The store's list of keys: `WooCommerce` > Settings > Advanced > REST API.
fn keys(store: &Url) -> String {
    let store = store.as_str().trim_end_matches('/');
    format!("{store}/wp-admin/admin.php?page=wc-settings&tab=advanced&section=keys")
}

/// What the store would refuse only after the approval, or not say at all.
pub(super) fn check_callback(url: &Url) -> Result<()> {
    let say = |what: &str| format!("--callback-url {url}: {what}");
    ensure!(
        url.scheme() == "https",
        say("WooCommerce sends keys to https:// only")
    );
    ensure!(
        url.username().is_empty() && url.password().is_none(),
        say("WordPress sends nothing to an address with a name or password")
    );
    ensure!(
        url.port().is_none_or(|port| PORTS.contains(&port)),
        say("WordPress sends to the ports 443, 80 and 8080 only")
    );
    let is_public = match url.host() {
        Some(Host::Domain(name)) => name != "localhost",
        Some(Host::Ipv4(address)) => !is_inside(address),
        // The brackets are refused.
        Some(Host::Ipv6(_)) | None => false,
    };
    ensure!(
        is_public,
        say("the store cannot send there: give a public name that forwards to --listen")
    );
    ensure!(
        !url.as_str().contains(['%', '+']),
        say("WooCommerce decodes it once too often: leave out % and +")
    );
    Ok(())
}

fn is_inside(address: Ipv4Addr) -> bool {
    address.is_loopback() || address.is_private() || address.octets()[0] == 0
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_page_has_every_parameter_that_woocommerce_insists_on() {
        for (store, path) in [
            ("https://shop.example.com", "/wc-auth/v1/authorize"),
            (
                "https://shop.example.com/shop/?x=1",
                "/shop/wc-auth/v1/authorize",
            ),
        ] {
            let callback = "https://keys.example.com/woo?a=b&c=d".parse().unwrap();
            let page = address(&store.parse().unwrap(), &callback, "5ecret").unwrap();
            assert_eq!(page.path(), path);
            let mut pairs: Vec<(String, String)> = page.query_pairs().into_owned().collect();
            pairs.sort();
            let names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(
                names,
                ["app_name", "callback_url", "return_url", "scope", "user_id"]
            );
            assert_eq!(pairs[1].1, callback.as_str());
            assert!(pairs[2].1.starts_with("https://shop.example.com/"));
            assert_eq!(
                (pairs[3].1.as_str(), pairs[4].1.as_str()),
                ("read_write", "5ecret")
            );
        }
    }

    #[test]
    fn a_callback_that_the_store_would_not_call_is_refused_before_anybody_approves() {
        for (url, says) in [
            ("http://keys.example.com/", "https:// only"),
            ("https://keys.example.com:8443/", "ports"),
            ("https://me:pass@keys.example.com/", "name or password"),
            ("https://localhost/", "public name"),
            ("https://127.0.0.1/", "public name"),
            ("https://192.168.1.4/", "public name"),
            ("https://[::1]/", "public name"),
            ("https://keys.example.com/a%20b", "leave out % and +"),
        ] {
            let said = check_callback(&url.parse().unwrap()).unwrap_err();
            assert!(said.to_string().contains(says), "{url}: {said}");
        }
        for url in ["https://keys.example.com/woo", "https://k.example:8080/"] {
            check_callback(&url.parse().unwrap()).unwrap();
        }
    }
}
