use super::input::Input;

/// Decodes `%xx`; text that is no UTF-8 afterwards is kept with replacement characters.
pub(crate) fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes
            .get(at + 1..at + 3)
            .and_then(|pair| std::str::from_utf8(pair).ok())
            .filter(|pair| pair.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match (bytes[at], hex) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                at += 3;
            }
            (byte, _) => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// Parses `a=1&b[c][]=2` as PHP does. Fields past `max_vars` vanish without a word, which is PHP's default manner.
pub(super) fn parse(body: &str, max_vars: usize) -> Input {
    let fields = body
        .split('&')
        .filter(|field| !field.is_empty())
        .map(|field| field.split_once('=').unwrap_or((field, "")))
        .map(|(name, value)| (decode_plus(name), decode_plus(value)));
    from_fields(fields, max_vars)
}

/// Builds the tree from decoded names and values.
pub(super) fn from_fields(
    fields: impl Iterator<Item = (String, String)>,
    max_vars: usize,
) -> Input {
    let mut tree = Input::empty();
    for (name, value) in fields.take(max_vars) {
        tree.put(&path_of(&name), Input::Text(value));
    }
    tree
}

fn decode_plus(text: &str) -> String {
    percent_decode(&text.replace('+', " "))
}

/// `a[b][]` → `["a", "b", ""]`. An opening bracket without its closing one becomes an underscore, as do dots and spaces before it.
fn path_of(name: &str) -> Vec<String> {
    let Some((first, mut rest)) = name.split_once('[') else {
        return vec![plain(name)];
    };
    if !rest.contains(']') {
        return vec![plain(&name.replacen('[', "_", 1))];
    }
    let mut path = vec![plain(first)];
    while let Some((key, after)) = rest.split_once(']') {
        path.push(key.to_owned());
        match after.strip_prefix('[') {
            Some(next) => rest = next,
            None => break,
        }
    }
    path
}

fn plain(name: &str) -> String {
    name.replace(['.', ' '], "_")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn brackets_make_arrays_as_in_php() {
        let input = parse(
            "a=1&newitems%5B0%5D%5Btaxname%5D%5B%5D=VAT%7C20.00&newitems[0][taxname][]=X%7C1.00&newitems[0][qty]=2&n=a+b",
            1000,
        );
        assert_eq!(input.text("a"), Some("1"));
        assert_eq!(input.text("n"), Some("a b"));
        let line = input.get("newitems").unwrap().get("0").unwrap();
        assert_eq!(line.texts("taxname"), ["VAT|20.00", "X|1.00"]);
        assert_eq!(line.text("qty"), Some("2"));
    }

    #[test]
    fn fields_past_max_input_vars_vanish() {
        let body: Vec<String> = (0..12).map(|n| format!("l[{n}]={n}")).collect();
        assert_eq!(
            parse(&body.join("&"), 10).get("l").unwrap().entries().len(),
            10
        );
    }

    #[test]
    fn a_key_sent_twice_keeps_the_last_value() {
        assert_eq!(parse("a=1&a=2", 10).text("a"), Some("2"));
    }

    #[test]
    fn a_lone_bracket_becomes_an_underscore() {
        assert_eq!(parse("a[b=1", 10).text("a_b"), Some("1"));
    }

    #[test]
    fn a_lone_percent_sign_stays() {
        assert_eq!(percent_decode("100%"), "100%");
        assert_eq!(percent_decode("jane%40example.com"), "jane@example.com");
    }
}
