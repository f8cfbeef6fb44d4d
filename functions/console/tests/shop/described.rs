//! An answer held against the API's own description.

use serde_json::{Value, json};

use super::Answer;

/// Fails unless the description knows this address, this status, and an answer of this form.
pub(crate) fn check(description: &Value, method: &str, path: &str, answer: &Answer) {
    let path = path.split('?').next().unwrap();
    let status = answer.status.as_u16().to_string();
    // What the guard says comes before the address is looked at.
    if matches!(status.as_str(), "401" | "403") {
        return of_schema(description, "Problem", answer);
    }
    let paths = description["paths"].as_object().unwrap();
    let Some((template, operations)) = paths.iter().find(|(template, _)| fits(template, path))
    else {
        panic!("{method} {path} is not described");
    };
    let operation = &operations[method.to_lowercase()];
    // A method that an address does not take has no description.
    if operation.is_null() && status == "405" {
        return of_schema(description, "Problem", answer);
    }
    let response = &operation["responses"][&status];
    assert!(
        response.is_object(),
        "{method} {template} does not describe {status}: {}",
        answer.text
    );
    let Some(content) = response["content"].as_object() else {
        assert_eq!(answer.text, "", "{method} {template} {status} has a body");
        return;
    };
    let told = answer.headers["content-type"].to_str().unwrap();
    if told.starts_with("text/csv") {
        assert!(content.contains_key("text/csv"));
        return;
    }
    let schema = &content
        .get(told)
        .unwrap_or_else(|| panic!("{method} {template} does not describe {told} of {status}"))["schema"];
    validate(description, schema, answer);
}

fn of_schema(description: &Value, name: &str, answer: &Answer) {
    let schema = json!({"$ref": format!("#/components/schemas/{name}")});
    validate(description, &schema, answer);
}

fn validate(description: &Value, schema: &Value, answer: &Answer) {
    let mut whole = schema.clone();
    whole["components"] = description["components"].clone();
    let validator = jsonschema::validator_for(&whole).unwrap();
    let json = answer.json();
    let problems: Vec<String> = validator
        .iter_errors(&json)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{problems:?}\n{}", answer.text);
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<&str>, Vec<&str>) =
        (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template
            .iter()
            .zip(&path)
            .all(|(wanted, part)| wanted.starts_with('{') || wanted == part)
}
