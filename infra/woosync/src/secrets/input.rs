//! Secrets as they are typed or piped in. No error repeats a value.

use anyhow::{Result, bail, ensure};

/// The shortest webhook secret that is taken. `WooCommerce` makes them with 50 characters.
const SHORTEST_WEBHOOK_SECRET: usize = 8;

/// A key of `WooCommerce`'s REST API.
pub(crate) struct StoreKey {
    pub(crate) consumer_key: String,
    pub(crate) consumer_secret: String,
}

/// A webhook secret: one line.
pub(crate) fn webhook_secret(text: &str) -> Result<String> {
    let [secret] = lines(text, ["the webhook secret"])?;
    ensure!(
        secret.chars().count() >= SHORTEST_WEBHOOK_SECRET,
        "the webhook secret is shorter than {SHORTEST_WEBHOOK_SECRET} characters: \
         use a long random one"
    );
    Ok(secret)
}

/// The consumer key and the consumer secret: two lines.
pub(crate) fn store_key(text: &str) -> Result<StoreKey> {
    let [consumer_key, consumer_secret] = lines(text, ["the consumer key", "the consumer secret"])?;
    ensure!(
        consumer_key.starts_with("ck_"),
        "the first line must be the consumer key, which begins with ck_"
    );
    ensure!(
        consumer_secret.starts_with("cs_"),
        "the second line must be the consumer secret, which begins with cs_"
    );
    Ok(StoreKey {
        consumer_key,
        consumer_secret,
    })
}

/// Perfex's API token: one line.
pub(crate) fn token(text: &str) -> Result<String> {
    let [token] = lines(text, ["the API token"])?;
    ensure!(
        !token.contains(char::is_whitespace),
        "the API token holds a blank: was more than the token copied?"
    );
    Ok(token)
}

/// Exactly these lines, none of them empty. Blanks at the ends are never meant: they come from
/// copying, and a signature or login with them fails in ways that are hard to see.
fn lines<const N: usize>(text: &str, names: [&str; N]) -> Result<[String; N]> {
    let mut given: Vec<&str> = text.lines().collect();
    while given.len() > N && given.last().is_some_and(|line| line.is_empty()) {
        given.pop();
    }
    for (name, line) in names.iter().zip(given.iter().chain(std::iter::repeat(&""))) {
        ensure!(!line.trim().is_empty(), "{name} is empty");
        ensure!(
            line.trim() == *line,
            "{name} begins or ends with a blank: copy it again"
        );
        ensure!(
            !line.contains(char::is_control),
            "{name} holds a control character: copy it again"
        );
    }
    let given: Vec<String> = given.into_iter().map(str::to_owned).collect();
    match given.try_into() {
        Ok(lines) => Ok(lines),
        Err(given) => bail!(
            "{} lines were given, expected {N}: {}",
            given.len(),
            names.join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use super::*;

    fn refusal<T>(result: Result<T>) -> String {
        result.err().unwrap().to_string()
    }

    #[test]
    fn a_line_end_is_not_a_part_of_a_secret() {
        for text in [
            "s3cret s3cret",
            "s3cret s3cret\n",
            "s3cret s3cret\r\n",
            "s3cret s3cret\n\n",
        ] {
            assert_eq!(webhook_secret(text).unwrap(), "s3cret s3cret");
        }
        assert_eq!(token("eyJ0.a.b\n").unwrap(), "eyJ0.a.b");
    }

    #[test]
    fn a_webhook_secret_is_one_line_of_at_least_8_characters() {
        assert_eq!(webhook_secret("12345678").unwrap(), "12345678");
        assert!(refusal(webhook_secret("1234567")).contains("shorter than 8 characters"));
        assert_eq!(refusal(webhook_secret("")), "the webhook secret is empty");
        assert_eq!(refusal(webhook_secret("\n")), "the webhook secret is empty");
        assert!(refusal(webhook_secret(" 12345678")).contains("begins or ends with a blank"));
        assert!(refusal(webhook_secret("12345678\n12345678\n")).starts_with("2 lines were given"));
    }

    #[test]
    fn a_store_key_is_two_lines_in_their_order() {
        let key = store_key("ck_1\ncs_2\n").unwrap();
        assert_eq!(
            (key.consumer_key.as_str(), key.consumer_secret.as_str()),
            ("ck_1", "cs_2")
        );
        assert!(refusal(store_key("cs_2\nck_1\n")).contains("first line must be the consumer key"));
        assert!(refusal(store_key("ck_1\nck_1\n")).contains("second line must be"));
        assert_eq!(refusal(store_key("ck_1\n")), "the consumer secret is empty");
        assert_eq!(
            refusal(store_key("ck_1\n\n")),
            "the consumer secret is empty"
        );
    }

    #[test]
    fn a_token_holds_no_blank() {
        assert!(refusal(token("authtoken: eyJ0")).contains("holds a blank"));
        assert_eq!(refusal(token("   ")), "the API token is empty");
    }

    #[test]
    fn no_refusal_repeats_the_value() {
        for said in [
            refusal(webhook_secret("hunter2")),
            refusal(webhook_secret("hunter2 \n")),
            refusal(webhook_secret("hunter2hunter2\nhunter2")),
            refusal(store_key("hunter2\nhunter2")),
            refusal(store_key("ck_1\nhunter2")),
            refusal(token("hunter2 hunter2")),
        ] {
            assert!(!said.contains("hunter2"), "{said}");
        }
    }
}
