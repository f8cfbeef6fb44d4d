//! Perfex's country ids.

use std::collections::BTreeMap;

/// `country_id,iso2,short_name` as Perfex installs them. Perfex knows countries by these ids
/// alone: a name would be stored as 0.
const INSTALLED: &str = include_str!("countries.csv");

/// From ISO 3166 alpha-2 codes to Perfex's country ids.
#[derive(Debug, Clone)]
pub struct Countries(BTreeMap<String, u64>);

impl Countries {
    /// The table that Perfex installs (250 rows), with `overrides` (code to id) on top for an
    /// installation whose table was edited.
    pub fn with_overrides<'a>(overrides: impl IntoIterator<Item = (&'a str, u64)>) -> Self {
        let installed = INSTALLED.lines().filter_map(|line| {
            let mut columns = line.splitn(3, ',');
            let id = columns.next()?.parse().ok()?;
            Some((columns.next()?.to_owned(), id))
        });
        let mut ids: BTreeMap<_, _> = installed.collect();
        ids.extend(
            overrides
                .into_iter()
                .map(|(code, id)| (code.to_ascii_uppercase(), id)),
        );
        Self(ids)
    }

    /// The id of a country, or `None` for a code that the table lacks. Case does not matter.
    pub fn id(&self, iso2: &str) -> Option<u64> {
        self.0.get(&iso2.trim().to_ascii_uppercase()).copied()
    }
}

impl Default for Countries {
    fn default() -> Self {
        Self::with_overrides([])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_installed_table_is_complete() {
        let countries = Countries::default();
        assert_eq!(countries.0.len(), 250);
        let known = [
            ("AF", 1),
            ("DE", 83),
            ("FR", 76),
            ("GB", 235),
            ("US", 236),
            ("VN", 243),
            ("ZW", 250),
        ];
        for (code, id) in known {
            assert_eq!(countries.id(code), Some(id), "{code}");
        }
        let ids: std::collections::BTreeSet<_> = countries.0.values().collect();
        assert_eq!(ids.len(), 250);
    }

    #[test]
    fn codes_are_found_in_any_case_and_unknown_ones_are_not() {
        assert_eq!(Countries::default().id(" de "), Some(83));
        assert_eq!(Countries::default().id("AN"), None);
        assert_eq!(Countries::default().id(""), None);
    }

    #[test]
    fn an_edited_table_overrides_the_installed_one() {
        let countries = Countries::with_overrides([("xk", 300), ("AN", 251)]);
        assert_eq!(
            (countries.id("XK"), countries.id("AN")),
            (Some(300), Some(251))
        );
    }
}
