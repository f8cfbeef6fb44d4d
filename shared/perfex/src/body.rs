//! A request body, written once and sent as a form or as JSON.

use serde_json::Value;
use url::form_urlencoded;

/// Named fields in a chosen order, as PHP reads them from a form or from JSON.
#[derive(Debug, Default)]
pub(crate) struct Fields(Vec<(String, Field)>);

#[derive(Debug)]
pub(crate) enum Field {
    Text(String),
    /// `name[]=…` for each text.
    Texts(Vec<String>),
    /// `name[0][…]`, a list in JSON.
    List(Vec<Fields>),
    /// `name[key][…]`, an object in JSON.
    Map(Fields),
}

impl Fields {
    // By value, so that literals and temporaries read alike.
    #[expect(clippy::needless_pass_by_value)]
    pub(crate) fn text(&mut self, name: impl Into<String>, value: impl ToString) {
        self.field(name, Field::Text(value.to_string()));
    }

    /// Leaves an empty text out: an absent field takes the column's default.
    pub(crate) fn text_unless_empty(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.text(name, value);
        }
    }

    pub(crate) fn field(&mut self, name: impl Into<String>, field: Field) {
        self.0.push((name.into(), field));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The pairs of the form, with PHP's brackets.
    pub(crate) fn pairs(&self) -> Vec<(String, &str)> {
        let mut pairs = Vec::new();
        for (name, field) in &self.0 {
            field.collect(name.clone(), &mut pairs);
        }
        pairs
    }

    pub(crate) fn form(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.pairs())
            .finish()
    }

    pub(crate) fn json(&self) -> Value {
        self.0
            .iter()
            .map(|(name, field)| (name.clone(), field.json()))
            .collect()
    }
}

impl Field {
    fn collect<'a>(&'a self, name: String, pairs: &mut Vec<(String, &'a str)>) {
        match self {
            Self::Text(text) => pairs.push((name, text)),
            Self::Texts(texts) => pairs.extend(
                texts
                    .iter()
                    .map(|text| (format!("{name}[]"), text.as_str())),
            ),
            Self::List(list) => {
                for (index, fields) in list.iter().enumerate() {
                    fields.collect(&format!("{name}[{index}]"), pairs);
                }
            }
            Self::Map(fields) => fields.collect(&name, pairs),
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Text(text) => Value::from(text.as_str()),
            Self::Texts(texts) => texts.iter().map(String::as_str).collect(),
            Self::List(list) => list.iter().map(Fields::json).collect(),
            Self::Map(fields) => fields.json(),
        }
    }
}

impl Fields {
    fn collect<'a>(&'a self, prefix: &str, pairs: &mut Vec<(String, &'a str)>) {
        for (name, field) in &self.0 {
            field.collect(format!("{prefix}[{name}]"), pairs);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Fields {
        let mut line = Fields::default();
        line.text("description", "Blue T-shirt & more");
        line.field(
            "taxname",
            Field::Texts(vec!["CGST|9.00".into(), "SGST|9.00".into()]),
        );
        let mut ids = Fields::default();
        ids.text("3", "wcc-1");
        let mut of = Fields::default();
        of.field("customers", Field::Map(ids));
        let mut fields = Fields::default();
        fields.text("clientid", 31);
        fields.field("newitems", Field::List(vec![line]));
        fields.field("custom_fields", Field::Map(of));
        fields
    }

    #[test]
    fn a_form_names_nested_fields_with_brackets() {
        assert_eq!(
            sample().pairs(),
            [
                ("clientid".to_owned(), "31"),
                ("newitems[0][description]".to_owned(), "Blue T-shirt & more"),
                ("newitems[0][taxname][]".to_owned(), "CGST|9.00"),
                ("newitems[0][taxname][]".to_owned(), "SGST|9.00"),
                ("custom_fields[customers][3]".to_owned(), "wcc-1"),
            ]
        );
    }

    #[test]
    fn a_form_is_percent_encoded() {
        let form = sample().form();
        assert!(
            form.starts_with("clientid=31&newitems%5B0%5D%5Bdescription%5D=Blue+T-shirt+%26+more&"),
            "{form}"
        );
    }

    #[test]
    fn json_nests_the_same_fields() {
        assert_eq!(
            sample().json(),
            serde_json::json!({
                "clientid": "31",
                "newitems": [{"description": "Blue T-shirt & more", "taxname": ["CGST|9.00", "SGST|9.00"]}],
                "custom_fields": {"customers": {"3": "wcc-1"}},
            })
        );
    }
}
