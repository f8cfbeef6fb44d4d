/// SQL `column LIKE '%needle%'`, without regard to case, with `%` and `_` inside the needle still wild.
pub(crate) fn like(column: &str, needle: &str) -> bool {
    let (column, needle) = (column.to_lowercase(), needle.to_lowercase());
    if !needle.contains(['%', '_']) {
        return column.contains(&needle);
    }
    let column: Vec<char> = column.chars().collect();
    let needle: Vec<char> = needle.chars().collect();
    (0..=column.len()).any(|start| starts(&column[start..], &needle))
}

fn starts(column: &[char], needle: &[char]) -> bool {
    match needle.split_first() {
        None => true,
        Some(('%', rest)) => (0..=column.len()).any(|skip| starts(&column[skip..], rest)),
        Some((wanted, rest)) => column
            .split_first()
            .is_some_and(|(have, after)| (*wanted == '_' || wanted == have) && starts(after, rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_needle_matches_anywhere_in_any_case() {
        assert!(like("Jane Doe Ltd", "doe"));
        assert!(!like("Jane Doe Ltd", "dough"));
        assert!(like("wcs1-o0000000123-e", "o0000000123"));
    }

    #[test]
    fn an_underscore_and_a_percent_sign_are_wild() {
        assert!(like("abc", "a_c"));
        assert!(like("a and c", "a%c"));
    }
}
