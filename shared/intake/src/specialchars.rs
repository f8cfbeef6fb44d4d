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

/// The entity at the beginning of a text: its character and its length. Numbers may have leading
/// zeros, and a hexadecimal one is taken with a small `x` only.
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

fn numbered(number: &str) -> Option<char> {
    if let Some(hex) = number.strip_prefix('x') {
        return match hex.trim_start_matches('0') {
            "22" => Some('"'),
            "27" => Some('\''),
            "3c" | "3C" => Some('<'),
            "3e" | "3E" => Some('>'),
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
        assert_eq!(decode("&amp;amp;"), "&amp;");
    }

    #[test]
    fn everything_else_is_left_as_it_is() {
        for text in [
            "plain", "a & b", "&nbsp;", "&apos;", "&#40;", "&", "&;", "ä&b;ö", "&#X27;",
        ] {
            assert_eq!(decode(text), text);
        }
    }
}
