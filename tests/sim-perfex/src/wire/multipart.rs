use super::form;
use super::input::Input;

/// Parses a `multipart/form-data` body into the same tree as a urlencoded one.
pub(super) fn parse(content_type: &str, body: &str, max_vars: usize) -> Input {
    let Some(boundary) = boundary_of(content_type) else {
        return Input::empty();
    };
    let fields = body
        .split(&format!("--{boundary}"))
        .filter_map(field_of)
        .collect::<Vec<_>>();
    form::from_fields(fields.into_iter(), max_vars)
}

fn boundary_of(content_type: &str) -> Option<&str> {
    content_type
        .split(';')
        .filter_map(|part| part.trim().strip_prefix("boundary="))
        .map(|boundary| boundary.trim_matches('"'))
        .next()
}

fn field_of(part: &str) -> Option<(String, String)> {
    let (head, value) = part.split_once("\r\n\r\n")?;
    let name = head.split("name=\"").nth(1)?.split('"').next()?;
    let value = value.strip_suffix("\r\n").unwrap_or(value);
    Some((name.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multipart_fills_the_same_variables_as_a_form() {
        let body = "--XX\r\nContent-Disposition: form-data; name=\"a[b]\"\r\n\r\n1\r\n2\r\n--XX--\r\n";
        let input = parse("multipart/form-data; boundary=XX", body, 1000);
        assert_eq!(
            input.get("a").and_then(|a| a.text("b")),
            Some("1\r\n2")
        );
    }
}
