//! Texts as Perfex gives them back: with entities, `<br />` and, in messages, HTML.

/// The text as it was before Perfex stored it: `<br />` becomes a line break and HTML entities
/// become characters. Use it on both sides of a comparison.
pub fn plain(text: &str) -> String {
    decode_entities(&breaks_to_newlines(&text.replace("\r\n", "\n")))
}

fn breaks_to_newlines(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        plain.push_str(before);
        let found = ["<br />", "<br/>", "<br>"]
            .iter()
            .find(|br| tag.starts_with(**br));
        if let Some(br) = found {
            plain.push('\n');
            // `nl2br` keeps the line break that it marks.
            let after = &tag[br.len()..];
            rest = after.strip_prefix('\n').unwrap_or(after);
        } else {
            plain.push('<');
            rest = &tag[1..];
        }
    }
    plain.push_str(rest);
    plain
}

fn decode_entities(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        let (before, entity) = rest.split_at(start);
        plain.push_str(before);
        let known = entity
            .find(';')
            .and_then(|end| Some((character(&entity[1..end])?, end)));
        if let Some((character, end)) = known {
            plain.push(character);
            rest = &entity[end + 1..];
        } else {
            plain.push('&');
            rest = &entity[1..];
        }
    }
    plain.push_str(rest);
    plain
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = entity.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

/// A message or page without its tags, styles and runs of white space.
pub(crate) fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        text.push(' ');
        let tag = &rest[start..];
        let hidden = ["style", "script"].into_iter().find(|name| {
            tag.get(1..=name.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(name))
        });
        let end = match hidden {
            Some(name) => tag
                .to_ascii_lowercase()
                .find(&format!("</{name}"))
                .map(|at| at + 2 + name.len()),
            None => Some(0),
        };
        let close = end.and_then(|from| Some(from + tag[from..].find('>')?));
        rest = close.map_or("", |close| &tag[close + 1..]);
    }
    text.push_str(rest);
    decode_entities(&text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The text with e-mail addresses and runs of six or more digits masked.
pub(crate) fn masked(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(masked_word).collect();
    words.join(" ")
}

fn masked_word(word: &str) -> String {
    if word.contains('@') {
        return "…@…".to_owned();
    }
    let mut masked = String::with_capacity(word.len());
    let mut digits = String::new();
    for character in word.chars().chain(std::iter::once(' ')) {
        if character.is_ascii_digit() {
            digits.push(character);
            continue;
        }
        masked.push_str(if digits.len() < 6 { &digits } else { "…" });
        digits.clear();
        masked.push(character);
    }
    masked.truncate(masked.trim_end().len());
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_and_entities_become_what_was_sent() {
        assert_eq!(plain("1 High St<br />\r\nFlat 2"), "1 High St\nFlat 2");
        assert_eq!(
            plain("Tom &amp; Jerry&#039;s &lt;3&gt; &quot;x&quot; &#x41;"),
            "Tom & Jerry's <3> \"x\" A"
        );
    }

    #[test]
    fn what_is_no_entity_stays() {
        assert_eq!(plain("R&D; a & b &nope; 3 < 4"), "R&D; a & b &nope; 3 < 4");
    }

    #[test]
    fn messages_lose_their_html() {
        assert_eq!(
            without_tags("<p>The Total field is required</p>\n"),
            "The Total field is required"
        );
        assert_eq!(
            without_tags("<style>a{b:c}</style><h1>Oops</h1><br"),
            "Oops"
        );
    }

    #[test]
    fn mails_and_long_numbers_are_masked_and_short_ones_stay() {
        assert_eq!(
            masked("mail jane@example.com 12345 123456x"),
            "mail …@… 12345 …x"
        );
    }
}
