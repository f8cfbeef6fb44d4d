//! What may be told of an answer.

/// How much of an odd answer is told.
const BEGINNING_CHARACTERS: usize = 120;

/// How many of its characters are looked at.
const LOOKED_AT_CHARACTERS: usize = 4096;

/// The beginning of a text in one line, with what looks like an e-mail masked.
///
/// It is masked before it is cut, for half an e-mail can still tell a name.
pub(crate) fn beginning(text: &str) -> String {
    let looked_at: String = text.chars().take(LOOKED_AT_CHARACTERS).collect();
    let masked = looked_at
        .split(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}')
        .filter(|word| !word.is_empty())
        .map(|word| if word.contains('@') { "…" } else { word })
        .collect::<Vec<_>>()
        .join(" ");
    masked.chars().take(BEGINNING_CHARACTERS).collect()
}

/// What serde found wrong, without the value that it found: errors are logged, and the value may be
/// a customer's.
pub(crate) fn problem(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let said = match error.line() {
        0 => said.as_str(),
        _ => said
            .rsplit_once(" at line ")
            .map_or(said.as_str(), |(head, _)| head),
    };
    // `invalid type: string "Jane", expected u64`: the kind and what is expected are our words.
    let Some(found) = ["invalid type: ", "invalid value: ", "invalid length "]
        .iter()
        .find_map(|head| said.strip_prefix(head))
    else {
        return match said.split_once('`') {
            Some((head, _)) if head.starts_with("unknown") => head.trim_end().to_owned(),
            _ => said.to_owned(),
        };
    };
    let kind = found.split(['"', '`', ',']).next().unwrap_or_default();
    let expected = found
        .rsplit_once(", expected ")
        .map_or("", |(_, text)| text);
    format!("{} instead of {expected}", kind.trim_end())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_email_is_masked_even_where_the_cut_goes_through_it() {
        assert_eq!(beginning("\u{feff}Ask  jane@example.com\nnow"), "Ask … now");
        let long = format!("{} jane.doe@example.com", "x".repeat(115));
        assert_eq!(beginning(&long), format!("{} …", "x".repeat(115)));
        assert_eq!(beginning(&"ä".repeat(500)).chars().count(), 120);
    }

    #[test]
    fn a_problem_tells_no_value() {
        fn of<T: serde::de::DeserializeOwned + std::fmt::Debug>(json: &str) -> String {
            problem(&serde_json::from_str::<T>(json).unwrap_err())
        }
        assert_eq!(of::<u64>("\"Jane\""), "string instead of u64");
        assert_eq!(
            of::<u64>("\"Jane, expected Doe\" "),
            "string instead of u64"
        );
        assert_eq!(of::<u64>("-5"), "integer instead of u64");
        assert_eq!(of::<Vec<u8>>("{\"Jane\":1}"), "map instead of a sequence");
        assert_eq!(of::<u64>("{"), "map instead of u64");
        assert_eq!(of::<Vec<u8>>("[1,"), "EOF while parsing a value");
    }
}
