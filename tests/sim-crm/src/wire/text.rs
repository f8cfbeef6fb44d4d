use super::form::percent_decode;

/// PHP's `nl2br`: every line break gets a `<br />` before it.
pub(crate) fn nl2br(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', "<br />\n")
}

/// CodeIgniter's XSS filter, as far as orders meet it: script and style tags become `[removed]`, other tags lose their brackets.
pub(super) fn filter_xss(text: &str) -> String {
    let mut filtered = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        filtered.push_str(&rest[..open]);
        let tag = &rest[open..];
        let Some(close) = tag.find('>').filter(|_| starts_a_tag(tag)) else {
            filtered.push('<');
            rest = &tag[1..];
            continue;
        };
        let inner = &tag[1..close];
        let name = inner.trim_start_matches('/').to_ascii_lowercase();
        if name.starts_with("script") || name.starts_with("style") {
            filtered.push_str("[removed]");
        } else if name.starts_with("br") {
            filtered.push_str(&tag[..=close]);
        } else {
            filtered.extend(["&lt;", inner, "&gt;"]);
        }
        rest = &tag[close + 1..];
    }
    filtered + rest
}

fn starts_a_tag(tag: &str) -> bool {
    tag[1..]
        .trim_start_matches('/')
        .starts_with(|c: char| c.is_ascii_alphabetic())
}

/// The same filter decodes `%xx` in the JSON of an update, so that "10%20off" loses its percent sign.
pub(crate) fn percent_unescape(text: &str) -> String {
    percent_decode(text)
}

/// Text as the API prints it: `&` and `"` as HTML entities.
pub(crate) fn shown(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_defused_and_plain_comparisons_stay() {
        assert_eq!(filter_xss("<script>x</script>"), "[removed]x[removed]");
        assert_eq!(filter_xss("<b>bold</b>"), "&lt;b&gt;bold&lt;/b&gt;");
        assert_eq!(filter_xss("a < b > c"), "a < b > c");
        assert_eq!(filter_xss("1 <2"), "1 <2");
    }

    #[test]
    fn line_breaks_get_their_tag() {
        assert_eq!(nl2br("a\r\nb"), "a<br />\nb");
    }
}
