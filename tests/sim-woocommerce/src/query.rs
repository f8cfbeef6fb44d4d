//! A query string as PHP reads it.

/// A query string, decoded: the last value of a name counts, `name[]=` and `name[0]=` make lists.
#[derive(Debug, Clone)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub(crate) fn read(text: &str) -> Self {
        Self(
            url::form_urlencoded::parse(text.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut pairs = self.0.iter().rev();
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// A list: comma-separated, or of `name[]=` pairs.
    pub(crate) fn list(&self, name: &str) -> Option<Vec<&str>> {
        let indexed: Vec<&str> = self
            .0
            .iter()
            .filter(|(key, _)| is_of_list(key, name))
            .map(|(_, value)| value.as_str())
            .collect();
        if !indexed.is_empty() {
            return Some(indexed);
        }
        let text = self.get(name)?;
        Some(
            text.split(|c: char| c == ',' || c.is_whitespace())
                .filter(|part| !part.is_empty())
                .collect(),
        )
    }

    pub(crate) fn is_true(&self, name: &str) -> bool {
        matches!(self.get(name), Some("true" | "1" | "TRUE"))
    }

    /// `dp`: how many decimals amounts are written with.
    pub(crate) fn decimals(&self) -> Option<u32> {
        self.get("dp")?.parse().ok()
    }

    /// The pairs in order.
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

fn is_of_list(key: &str, name: &str) -> bool {
    key.strip_prefix(name)
        .is_some_and(|rest| rest.starts_with('[') && rest.ends_with(']'))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn lists_come_in_phps_forms() {
        let query =
            Query::read("status[]=a&status[1]=b&include=1,2%203&per_page=1&per_page=2&at=1+2");
        assert_eq!(query.list("status").unwrap(), ["a", "b"]);
        assert_eq!(query.list("include").unwrap(), ["1", "2", "3"]);
        assert_eq!(query.get("per_page"), Some("2"));
        assert_eq!(query.get("at"), Some("1 2"));
        assert_eq!(query.list("exclude"), None);
    }
}
