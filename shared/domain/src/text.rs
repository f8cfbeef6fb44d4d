//! Shop texts made readable: tags out, entities decoded, spaces folded.
//!
//! Perfex's filter alters whatever looks like a tag, so the angle brackets that remain after
//! decoding become their typographic cousins instead of disappearing.

/// Plain text of something that may hold HTML.
pub fn plain(html: &str) -> String {
    let decoded = html_escape::decode_html_entities(&without_tags(html)).into_owned();
    decoded
        .lines()
        .map(|line| {
            line.split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .replace('<', "‹")
                .replace('>', "›")
        })
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

/// A tag starts with `<` and a letter, `/` or `!`; `3 < 4` is no tag.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        let after = &rest[start + 1..];
        let opens = after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        match after.find('>') {
            Some(end) if opens => rest = &after[end + 1..],
            _ => {
                text.push('<');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_entities_become_letters() {
        assert_eq!(
            plain("Mug “Zürich” &amp; Co <b>bold</b>"),
            "Mug “Zürich” & Co bold"
        );
    }

    #[test]
    fn a_comparison_is_no_tag() {
        assert_eq!(plain("3 < 4 and 5 > 4"), "3 ‹ 4 and 5 › 4");
        assert_eq!(plain("an open <b"), "an open ‹b");
    }

    #[test]
    fn what_decodes_to_a_tag_is_not_sent_as_one() {
        assert_eq!(
            plain("&lt;script&gt;x&lt;/script&gt;"),
            "‹script›x‹/script›"
        );
    }

    #[test]
    fn emoji_and_right_to_left_text_stay() {
        assert_eq!(plain("  كوب 🎉  "), "كوب 🎉");
    }
}
