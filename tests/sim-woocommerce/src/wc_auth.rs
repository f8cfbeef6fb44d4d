//! `/wc-auth/v1/…`: the pages on which somebody lets an application have a key (`WC_Auth`).
//!
//! The nonces are the same for as long as the store lives, and a session is a cookie with the name of
//! who logged in; there is one who may manage the shop and one who may not.

use std::fmt::Write as _;

use bytes::Bytes;
use http::{Method, Request, Response};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::{Host, Url};

use crate::auth::Permissions;
use crate::page::escaped;
use crate::query::Query;
use crate::reply::{html, set};
use crate::store::{SITE, Store};

/// Who may manage the shop, and their password.
const MANAGER: (&str, &str) = ("manager", "manager-password");
/// Who only bought something.
const BUYER: (&str, &str) = ("buyer", "buyer-password");
const COOKIE: &str = "wordpress_logged_in_sim=";
/// What has to be there, in the order in which it is missed.
const NEEDED: [&str; 5] = ["app_name", "user_id", "return_url", "callback_url", "scope"];

/// A key that was made on the page.
#[derive(Debug, Clone)]
pub(crate) struct Granted {
    pub(crate) id: u64,
    pub(crate) key: String,
    pub(crate) secret: String,
    pub(crate) permissions: Permissions,
    pub(crate) description: String,
}

/// A key on its way to the application.
#[derive(Debug)]
pub(crate) struct Sending {
    id: u64,
    /// Where it is sent; the problem if nothing is sent there.
    pub(crate) to: Result<Url, String>,
    pub(crate) body: Value,
    return_to: String,
}

/// What somebody asks of the page.
struct Wanted {
    app_name: String,
    user_id: String,
    return_url: String,
    callback_url: String,
    scope: String,
}

/// The route below `/wc-auth/v1/`, if the path is one.
pub(crate) fn route(path: &str) -> Option<String> {
    let route = path.strip_prefix("/wc-auth/v1/")?;
    Some(route.trim_end_matches('/').to_lowercase())
}

/// Every page but the one that makes the key.
pub(crate) fn page(request: &Request<Bytes>, route: &str, now: Timestamp) -> Response<Bytes> {
    let wanted = match Wanted::read(request) {
        Ok(wanted) => wanted,
        Err(problem) => return refused(&problem, now),
    };
    let who = logged_in(request);
    match (route, who) {
        ("login", None) if *request.method() == Method::POST => log_in(request, &wanted, now),
        ("login", None) => html(200, wanted.login_form(""), now),
        ("login", Some(_)) => moved(&wanted.url("authorize"), now),
        ("authorize", None) => moved(&wanted.url("login"), now),
        ("authorize", Some(who)) if who == MANAGER.0 => html(200, wanted.grant_page(), now),
        _ => refused("You do not have permission to access this page", now),
    }
}

/// The page that the button leads to: makes the key, and says what has to be sent where.
pub(crate) fn grant(
    store: &mut Store,
    request: &Request<Bytes>,
    now: Timestamp,
) -> Result<Sending, Box<Response<Bytes>>> {
    let refused = |problem: &str| Box::new(refused(problem, now));
    let wanted = Wanted::read(request).map_err(|problem| refused(&problem))?;
    if logged_in(request).as_deref() != Some(MANAGER.0) {
        return Err(refused("You do not have permission to access this page"));
    }
    let query = Query::read(request.uri().query().unwrap_or_default());
    if query.get("wc_auth_nonce") != Some(&nonce("wc_auth_grant_access")) {
        return Err(refused("Invalid nonce verification"));
    }
    // The list begins with the key that the store has from before.
    let id = store.granted.last().map_or(2, |last| last.id + 1);
    let permissions = match wanted.scope.as_str() {
        "read" => Permissions::Read,
        "write" => Permissions::Write,
        _ => Permissions::ReadWrite,
    };
    let granted = Granted {
        id,
        key: format!("ck_{}", hex(&format!("key {id} {now}"), 40)),
        secret: format!("cs_{}", hex(&format!("secret {id} {now}"), 40)),
        permissions,
        description: format!(
            "{} - API ({})",
            wanted.app_name,
            now.strftime("%Y-%m-%d %H:%M:%S")
        ),
    };
    let body = json!({
        "key_id": id, "user_id": wanted.user_id, "consumer_key": granted.key,
        "consumer_secret": granted.secret, "key_permissions": wanted.scope,
    });
    store.granted.push(granted);
    Ok(Sending {
        id,
        to: reached(store, &wanted.callback_url),
        body,
        return_to: with_arguments(&wanted.return_url, 1, &wanted.user_id),
    })
}

/// What somebody sees once it was sent, by the status of the answer or the connection's problem.
/// After anything but 200 the key is deleted again.
pub(crate) fn sent(
    store: &mut Store,
    sending: &Sending,
    came: &Result<u16, String>,
    now: Timestamp,
) -> Response<Bytes> {
    let problem = match came {
        Ok(200) => return moved(&sending.return_to, now),
        Ok(_) => {
            "An error occurred in the request and at the time were unable to send the consumer data"
        }
        Err(problem) => problem,
    };
    store.granted.retain(|granted| granted.id != sending.id);
    refused(problem, now)
}

/// Where `wp_safe_remote_post` sends what is for an address: never into its own network, and to few
/// ports. The names that this store can reach are told by the control interface.
fn reached(store: &Store, url: &str) -> Result<Url, String> {
    let refused = || "A valid URL was not provided.".to_owned();
    let mut url = Url::parse(url).map_err(|_| refused())?;
    let Some(Host::Domain(host)) = url.host() else {
        return Err(refused());
    };
    let is_open = url
        .port()
        .is_none_or(|port| [80, 443, 8080].contains(&port));
    let has_name = !url.username().is_empty() || url.password().is_some();
    let behind = store.reached.get(host).ok_or_else(refused)?;
    if !is_open || has_name {
        return Err(refused());
    }
    // The tunnel or proxy behind the name takes off the TLS.
    let rest = &url[url::Position::BeforePath..];
    url = Url::parse(&format!("{behind}{rest}")).map_err(|_| refused())?;
    Ok(url)
}

impl Wanted {
    fn read(request: &Request<Bytes>) -> Result<Self, String> {
        let query = Query::read(request.uri().query().unwrap_or_default());
        let get = |name: &str| query.get(name).unwrap_or_default().to_owned();
        for name in NEEDED {
            if ["", "0"].contains(&get(name).as_str()) {
                return Err(format!("Missing parameter {name}"));
            }
        }
        let scope = get("scope");
        if !["read", "write", "read_write"].contains(&scope.as_str()) {
            return Err(format!("Invalid scope {scope}"));
        }
        let [return_url, callback_url] =
            ["return_url", "callback_url"].map(|name| formatted(&get(name)));
        for url in [&return_url, &callback_url] {
            if Url::parse(url).is_err() {
                return Err(format!("The {url} is not a valid URL"));
            }
        }
        if !callback_url.to_lowercase().starts_with("https://") {
            return Err("The callback_url needs to be over SSL".to_owned());
        }
        Ok(Self {
            app_name: get("app_name"),
            user_id: get("user_id"),
            return_url,
            callback_url,
            scope,
        })
    }

    /// The address of another of the pages. Only the two addresses in it are encoded.
    fn url(&self, route: &str) -> String {
        let encoded = |text: &str| -> String {
            url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
        };
        format!(
            "{SITE}wc-auth/v1/{route}/?app_name={}&user_id={}&return_url={}&callback_url={}&scope={}",
            self.app_name,
            self.user_id,
            encoded(&self.return_url),
            encoded(&self.callback_url),
            self.scope
        )
    }

    fn login_form(&self, notice: &str) -> String {
        format!(
            "<!DOCTYPE html><title>Application authentication request</title>{notice}\
             <h1>{} would like to connect to your store</h1><form method=\"post\" class=\"wc-auth-login\">\
             <input name=\"username\"><input name=\"password\" type=\"password\">\
             <input type=\"hidden\" name=\"woocommerce-login-nonce\" value=\"{}\">\
             <button name=\"login\" value=\"Login\">Login</button>\
             <input type=\"hidden\" name=\"redirect\" value=\"{}\"></form>",
            escaped(&self.app_name),
            nonce("woocommerce-login"),
            escaped(&self.url("authorize"))
        )
    }

    fn grant_page(&self) -> String {
        let granted = format!(
            "{}&wc_auth_nonce={}",
            self.url("access_granted"),
            nonce("wc_auth_grant_access")
        );
        format!(
            "<!DOCTYPE html><title>Application authentication request</title>\
             <h1>{} would like to connect to your store</h1><p>This will give \"{0}\" <strong>{}</strong> access</p>\
             <a href=\"{}\" class=\"button button-primary wc-auth-approve\">Approve</a>\
             <a href=\"{}\" class=\"button wc-auth-deny\">Deny</a>",
            escaped(&self.app_name),
            escaped(&self.scope),
            in_link(&granted),
            in_link(&with_arguments(&self.return_url, 0, &self.user_id)),
        )
    }
}

fn log_in(request: &Request<Bytes>, wanted: &Wanted, now: Timestamp) -> Response<Bytes> {
    let form = Query::read(&String::from_utf8_lossy(request.body()));
    let given = (
        form.get("username").unwrap_or_default(),
        form.get("password").unwrap_or_default(),
    );
    let has_nonce = form.get("woocommerce-login-nonce") == Some(&nonce("woocommerce-login"));
    if !has_nonce || !(given == MANAGER || given == BUYER) {
        let notice = "<ul class=\"woocommerce-error\"><li>Unknown username or password.</li></ul>";
        return html(200, wanted.login_form(notice), now);
    }
    let mut response = moved(form.get("redirect").unwrap_or(SITE), now);
    let cookie = format!("{COOKIE}{}; path=/; HttpOnly", given.0);
    set(response.headers_mut(), "set-cookie", &cookie);
    response
}

fn logged_in(request: &Request<Bytes>) -> Option<String> {
    let cookies = request.headers().get("cookie")?.to_str().ok()?;
    let mut cookies = cookies.split("; ");
    cookies.find_map(|cookie| cookie.strip_prefix(COOKIE).map(str::to_owned))
}

/// `get_formatted_url`: decoded once more than it should be, and HTTPS if nothing is said.
fn formatted(url: &str) -> String {
    let whole = url.replace('&', "%26").replace('=', "%3D");
    let decoded = url::form_urlencoded::parse(whole.as_bytes()).next();
    let decoded = decoded.map(|(url, _)| url.into_owned()).unwrap_or_default();
    if decoded.contains("://") {
        decoded
    } else {
        format!("https://{decoded}")
    }
}

fn with_arguments(url: &str, success: u8, user: &str) -> String {
    let join = if url.contains('?') { '&' } else { '?' };
    format!("{url}{join}success={success}&user_id={user}")
}

/// An address in a page, as `esc_url` writes it.
fn in_link(url: &str) -> String {
    url.replace('&', "&#038;").replace('\'', "&#039;")
}

fn moved(to: &str, now: Timestamp) -> Response<Bytes> {
    let mut response = html(302, Bytes::new(), now);
    set(response.headers_mut(), "location", to);
    response
}

/// `wp_die`.
fn refused(problem: &str, now: Timestamp) -> Response<Bytes> {
    let problem = escaped(problem);
    let page = format!("<!DOCTYPE html><title>Access denied</title><p>Error: {problem}.</p>");
    html(401, page, now)
}

fn nonce(action: &str) -> String {
    hex(action, 10)
}

fn hex(of: &str, digits: usize) -> String {
    let digest = Sha256::digest(of);
    let mut text = digest.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    text.truncate(digits);
    text
}
