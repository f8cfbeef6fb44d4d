//! What may stand in the path of a search.

/// The longest run of harmless characters in `text`, to search by; the caller compares the rows
/// with the whole text. `None` when nothing is left to search by.
///
/// Perfex puts the key between the `%` of a LIKE, in places unescaped: `'` breaks the statement,
/// `_` and `%` match anything, an Apache in front answers 403 to a space, a `/` ends the path
/// segment, and `CodeIgniter` refuses what its list of URI characters does not name.
pub(crate) fn of(text: &str) -> Option<&str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '@')))
        .max_by_key(|run| run.len())
        .filter(|run| run.len() >= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmless_texts_are_searched_whole() {
        for text in ["wcs1-o0000001234-e", "jane@example.com"] {
            assert_eq!(of(text), Some(text));
        }
    }

    #[test]
    fn characters_that_break_a_search_are_left_out() {
        assert_eq!(of("o'neill@example.com"), Some("neill@example.com"));
        assert_eq!(of("jane_doe@example.com"), Some("doe@example.com"));
        assert_eq!(of("jane+shop@example.com"), Some("shop@example.com"));
        assert_eq!(of("1 High/Low%Street"), Some("Street"));
    }

    #[test]
    fn what_would_match_nearly_everything_is_not_searched() {
        assert_eq!(of("é_a'b"), None);
        assert_eq!(of(""), None);
    }
}
