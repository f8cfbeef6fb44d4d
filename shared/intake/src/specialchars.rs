//! How WordPress decodes a webhook's secret before it signs with it.

/// What `wp_specialchars_decode( $text, ENT_QUOTES )` gives: a text with no `&` is left alone, and
/// else a fixed list of entities is replaced, each once.
/// <https://developer.wordpress.org/reference/functions/wp_specialchars_decode/>
pub(crate) fn decode(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        decoded.push_str(&rest[..start]);
        rest = &rest[start..];
        let (character, length) = entity(rest).unwrap_or(('&', 1));
        decoded.push(character);
        rest = &rest[length..];
    }
    decoded.push_str(rest);
    decoded
}

/// The entity at the beginning of a text: its character and its length.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.find(';')?;
    let name = &text[1..end];
    let character = match name {
        "quot" => '"',
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        _ => numbered(name.strip_prefix('#')?)?,
    };
    Some((character, end + 1))
}

/// The character of a number, which may have leading zeros. WordPress knows no hexadecimal form of
/// the two brackets, so a secret that holds one is signed with as it stands.
fn numbered(number: &str) -> Option<char> {
    if let Some(hex) = number.strip_prefix(['x', 'X']) {
        return match hex.trim_start_matches('0') {
            "22" => Some('"'),
            "27" => Some('\''),
            "26" => Some('&'),
            _ => None,
        };
    }
    match number.trim_start_matches('0') {
        "34" => Some('"'),
        "39" => Some('\''),
        "60" => Some('<'),
        "62" => Some('>'),
        "38" => Some('&'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_of_both_quotes_and_brackets_are_decoded_once() {
        assert_eq!(
            decode("a&amp;b&lt;c&gt;d&quot;e&#039;f&#x27;g&#38;h"),
            "a&b<c>d\"e'f'g&h"
        );
        assert_eq!(decode("&amp;amp;&amp;#39;"), "&amp;&#39;");
        assert_eq!(decode("&&amp;&x&lt;"), "&&&x<");
    }

    #[test]
    fn numbers_may_have_zeros_before_them_and_either_x() {
        for (number, character) in [
            ("&#34;&#034;&#00034;&#x22;&#X0022;", '"'),
            ("&#39;&#039;&#00039;&#x27;&#X0027;", '\''),
            ("&#38;&#038;&#00038;&#x26;&#X0026;", '&'),
        ] {
            assert_eq!(decode(number), String::from(character).repeat(5));
        }
        assert_eq!(decode("&#60;&#060;&#62;&#00062;"), "<<>>");
    }

    #[test]
    fn everything_else_is_left_as_it_is() {
        for text in [
            "plain", "a & b", "&nbsp;", "&apos;", "&#40;", "&", "&;", "ä&b;ö", "&#x3c;", "&#x3E;",
            "&LT;", "&#x;", "&#;", "&# 39;", "&amp",
        ] {
            assert_eq!(decode(text), text);
        }
    }
}
