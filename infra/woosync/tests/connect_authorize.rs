//! `woosync connect --authorize`: a key that somebody approves on the store's own page.

#![expect(clippy::unwrap_used)]

mod run;
mod set_up;
mod shop;
mod site;

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStderr, Command, Stdio};

use behaviour::stand_in::StandIn;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use set_up::SetUp;
use url::Url;

const CALLBACK: &str = "https://keys.example.test/woo?from=store&x=1";
const ANY_PORT: &str = "127.0.0.1:0";

/// A run that waits for its key.
struct Waiting {
    process: Child,
    errors: BufReader<ChildStderr>,
    /// What it said so far on standard error.
    said: String,
    /// The page that it names.
    page: Url,
    /// Where it listens.
    listens: String,
}

impl Waiting {
    fn start(set_up: &SetUp<'_>, more: &[&str]) -> Self {
        let mut process = command(set_up, CALLBACK, ANY_PORT, more).spawn().unwrap();
        let mut errors = BufReader::new(process.stderr.take().unwrap());
        let mut said = String::new();
        while !said.contains("forward to ") {
            assert_ne!(errors.read_line(&mut said).unwrap(), 0, "{said}");
        }
        let (before, after) = said.split_once("forward to ").unwrap();
        let listens = after.split(". ").next().unwrap().to_owned();
        let mut words = before.split_whitespace();
        let page = words.find(|word| word.starts_with(&set_up.site.store_url));
        let page = page.unwrap().parse().unwrap();
        Self {
            process,
            errors,
            said,
            page,
            listens,
        }
    }

    fn state(&self) -> String {
        let mut pairs = self.page.query_pairs();
        let state = pairs.find(|(name, _)| name == "user_id").unwrap().1;
        state.into_owned()
    }

    /// Exit code, standard output and standard error.
    fn ends(mut self) -> (Option<i32>, String, String) {
        let mut output = String::new();
        let mut stdout = self.process.stdout.take().unwrap();
        stdout.read_to_string(&mut output).unwrap();
        self.errors.read_to_string(&mut self.said).unwrap();
        (self.process.wait().unwrap().code(), output, self.said)
    }
}

fn command(set_up: &SetUp<'_>, callback: &str, listen: &str, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_woosync"));
    let file = set_up.settings.to_str().unwrap();
    command
        .args(["connect", "--settings", file, "--authorize"])
        .args(["--callback-url", callback, "--listen", listen])
        .args(more)
        .envs(set_up.environment())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// A person before a browser, to whom the simulated store is its public name.
struct Browser {
    client: Client,
    store: String,
    cookie: String,
}

impl Browser {
    fn new(store: &str) -> Self {
        let none = reqwest::redirect::Policy::none();
        Self {
            client: Client::builder().redirect(none).build().unwrap(),
            store: store.to_owned(),
            cookie: String::new(),
        }
    }

    /// The status, where it leads, and the page.
    async fn asks(&mut self, url: &str, form: Option<&str>) -> (StatusCode, String, String) {
        let url = url.replace("https://shop.example.test", &self.store);
        let request = match form {
            None => self.client.get(url),
            Some(form) => self.client.post(url).body(form.to_owned()),
        };
        let answer = request.header("cookie", &self.cookie).send().await.unwrap();
        let header = |name: &str| {
            let value = answer.headers().get(name);
            value.map(|value| value.to_str().unwrap().to_owned())
        };
        if let Some(cookie) = header("set-cookie") {
            cookie
                .split(';')
                .next()
                .unwrap()
                .clone_into(&mut self.cookie);
        }
        let (status, to) = (answer.status(), header("location").unwrap_or_default());
        (status, to, answer.text().await.unwrap())
    }

    /// Logs in and approves. Gives what the last page said.
    async fn approves(&mut self, page: &str) -> (StatusCode, String, String) {
        let (status, login, _) = self.asks(page, None).await;
        assert_eq!(status, 302);
        let (_, _, form) = self.asks(&login, None).await;
        let hidden = |name: &str| {
            let (_, rest) = form
                .split_once(&format!("name=\"{name}\" value=\""))
                .unwrap();
            rest.split('"').next().unwrap().replace("&amp;", "&")
        };
        let fields = [
            ("username", "manager".to_owned()),
            ("password", "manager-password".to_owned()),
            ("woocommerce-login-nonce", hidden("woocommerce-login-nonce")),
            ("redirect", hidden("redirect")),
        ];
        let mut form = Url::parse("https://form.example/").unwrap();
        form.query_pairs_mut().extend_pairs(fields);
        let (status, back, _) = self.asks(&login, form.query()).await;
        assert_eq!(status, 302);
        let (status, _, page) = self.asks(&back, None).await;
        assert_eq!(status, 200, "{page}");
        assert!(page.contains("WooSync would like to connect"), "{page}");
        let (_, rest) = page.split_once("<a href=\"").unwrap();
        let approve = rest.split('"').next().unwrap().replace("&#038;", "&");
        self.asks(&approve, None).await
    }

    async fn keys(&mut self) -> Vec<Value> {
        let (_, _, keys) = self.asks("https://shop.example.test/_sim/keys", None).await;
        serde_json::from_str(&keys).unwrap()
    }

    /// Lets a name of the internet lead to where a run listens.
    async fn forwards(&mut self, waiting: &Waiting) {
        let names = json!({"keys.example.test": waiting.listens}).to_string();
        let url = "https://shop.example.test/_sim/reached";
        assert_eq!(self.asks(url, Some(&names)).await.0, 200);
    }
}

fn sent(state: &str, permissions: &str) -> String {
    json!({
        "key_id": 9, "user_id": state, "consumer_key": "ck_12345", "consumer_secret": "cs_67890",
        "key_permissions": permissions,
    })
    .to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_is_approved_in_the_store_sets_it_up() {
    let Some(stand_in) = StandIn::start() else {
        return;
    };
    let set_up = SetUp::new(&stand_in, sim_crm::Flavour::Themesic3).await;
    let waiting = Waiting::start(&set_up, &[]);
    let mut browser = Browser::new(&set_up.site.store_url);
    let page = waiting.page.to_string();

    let (status, _, said) = browser.approves(&page).await;
    assert_eq!(status, 401, "nothing forwards yet: {said}");
    assert!(said.contains("A valid URL was not provided."), "{said}");
    assert!(
        browser.keys().await.is_empty(),
        "the store deletes its key again"
    );

    browser.forwards(&waiting).await;
    browser.cookie.clear();
    let (status, to, said) = browser.approves(&page).await;
    assert_eq!(status, 302, "{said}");
    assert!(to.contains("/wp-admin/admin.php?page=wc-settings"), "{to}");
    assert!(to.contains("success=1"), "{to}");
    let (code, output, errors) = waiting.ends();
    assert_eq!(code, Some(0), "{output}{errors}");
    assert!(output.contains("the store sent a new key"), "{output}");
    assert!(output.contains("7 made, 0 kept"), "{output}");
    let kept = set_up.site.secret_of("store")["main"].clone();
    let keys = browser.keys().await;
    assert_eq!(
        (keys.len(), &keys[0]["consumer_key"]),
        (1, &kept["consumer_key"])
    );
    assert!(
        keys[0]["description"]
            .as_str()
            .unwrap()
            .starts_with("WooSync - API (")
    );
    for field in ["consumer_key", "consumer_secret"] {
        let hidden = kept[field].as_str().unwrap();
        assert!(
            !output.contains(hidden) && !errors.contains(hidden),
            "{field} is shown"
        );
    }

    let again = command(&set_up, CALLBACK, ANY_PORT, &[]).output().unwrap();
    let output = String::from_utf8(again.stdout).unwrap();
    assert!(again.status.success(), "{output}");
    assert!(
        output.contains("the key that is kept already works"),
        "{output}"
    );
    assert_eq!(browser.keys().await.len(), 1, "no second key is made");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_one_call_with_the_state_and_a_whole_key_is_taken() {
    let Some(stand_in) = StandIn::start() else {
        return;
    };
    let set_up = SetUp::new(&stand_in, sim_crm::Flavour::Themesic3).await;
    let waiting = Waiting::start(&set_up, &[]);
    let state = waiting.state();
    assert_eq!(state.len(), 64);
    let client = Client::new();
    let posts = async |body: String| {
        let answer = client.post(&waiting.listens).body(body).send().await;
        answer.unwrap().status().as_u16()
    };
    let get = client.get(&waiting.listens).send().await.unwrap();
    assert_eq!(get.status().as_u16(), 405);
    let mut other = state.clone();
    other.replace_range(63.., if state.ends_with('0') { "1" } else { "0" });
    for (body, status, what) in [
        (sent(&other, "read_write"), 403, "another state"),
        (sent("", "read_write"), 403, "no state"),
        (sent(&state, "read"), 400, "a key that may only read"),
        (
            sent(&state, "read_write").replace("cs_", "xx_"),
            400,
            "no secret",
        ),
        ("{".to_owned(), 400, "no JSON"),
        (
            " ".repeat(16 * 1024) + &sent(&state, "read_write"),
            413,
            "too large",
        ),
    ] {
        assert_eq!(posts(body).await, status, "{what}");
    }
    assert_eq!(posts(sent(&state, "read_write")).await, 200);
    let (code, output, errors) = waiting.ends();
    assert_eq!(code, Some(0), "{output}{errors}");
    let kept = set_up.site.secret_of("store");
    assert_eq!(kept["main"]["consumer_key"], "ck_12345");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_no_key_comes_it_says_what_to_do() {
    let Some(stand_in) = StandIn::start() else {
        return;
    };
    let set_up = SetUp::new(&stand_in, sim_crm::Flavour::Themesic3).await;
    let waiting = Waiting::start(&set_up, &["--wait", "3"]);
    let stranger = Client::new().post(&waiting.listens);
    let answer = stranger.body(sent("guessed", "read_write")).send().await;
    assert_eq!(answer.unwrap().status().as_u16(), 403);
    let (listens, (code, output, errors)) = (waiting.listens.clone(), waiting.ends());
    assert_eq!((code, output.as_str()), (Some(1), ""));
    for part in [
        "error: no key came in 3 s, and 1 calls were refused",
        "section=keys&create-key=1",
        &format!("{CALLBACK} forwards to {listens}"),
    ] {
        assert!(errors.contains(part), "{part}: {errors}");
    }
    assert!(set_up.hooks().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_work_is_refused_before_anybody_approves() {
    let Some(stand_in) = StandIn::start() else {
        return;
    };
    let set_up = SetUp::new(&stand_in, sim_crm::Flavour::Themesic3).await;
    let http = "http://keys.example.test/";
    for (callback, listen, more, says) in [
        (CALLBACK, "0.0.0.0:0", &[][..], "must be 127.0.0.1"),
        (http, ANY_PORT, &[], "https:// only"),
        (
            CALLBACK,
            ANY_PORT,
            &["--key", "ck_1"],
            "cannot be used with",
        ),
    ] {
        let ran = command(&set_up, callback, listen, more).output().unwrap();
        let errors = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(2), "{errors}");
        assert!(errors.contains(says), "{says}: {errors}");
    }
}
