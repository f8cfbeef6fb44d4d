//! States and provinces by name.
//!
//! WooCommerce keeps the codes of its own list, most of them those of ISO 3166-2, alone (`NY`), with
//! the country before them (`DE-BY`) or run together with it (`JP13`). A code that is not found is
//! left as it is, and so is a name that somebody typed.

/// The name of a state of a country.
pub(crate) fn state_name(country: &str, state: &str) -> String {
    let state = state.trim();
    let code = state.strip_prefix(country).unwrap_or(state);
    let code = format!("{country}-{}", code.trim_start_matches('-'));
    rust_iso3166::iso3166_2::from_code(&code)
        .map_or_else(|| state.to_owned(), |found| found.name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_become_names_however_the_store_writes_them() {
        for (country, state, name) in [
            ("DE", "DE-BY", "Bayern"),
            ("US", "NY", "New York"),
            ("CA", "QC", "Quebec"),
            ("JP", "JP13", "Tokyo"),
            ("ES", "M", "Madrid"),
        ] {
            assert_eq!(state_name(country, state), name);
        }
    }

    #[test]
    fn what_is_no_code_stays() {
        for (country, state) in [("GB", "Kent"), ("DE", ""), ("", "NY"), ("NZ", "AK")] {
            assert_eq!(state_name(country, state), state);
        }
    }
}
