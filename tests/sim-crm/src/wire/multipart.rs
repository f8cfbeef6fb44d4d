/// The fields of a `multipart/form-data` body, decoded. Files are passed over.
pub(super) fn fields(body: &str, boundary: &str) -> Vec<(String, String)> {
    let delimiter = format!("--{boundary}");
    body.split(delimiter.as_str())
        .skip(1)
        .take_while(|part| !part.starts_with("--"))
        .filter_map(field)
        .collect()
}

/// The boundary that a content type names.
pub(super) fn boundary(content_type: &str) -> Option<&str> {
    if !content_type.starts_with("multipart/form-data") {
        return None;
    }
    let (_, after) = content_type.split_once("boundary=")?;
    let boundary = after.split(';').next()?.trim().trim_matches('"');
    (!boundary.is_empty()).then_some(boundary)
}

fn field(part: &str) -> Option<(String, String)> {
    let (head, value) = part.split_once("\r\n\r\n")?;
    if head.contains("filename=") {
        return None;
    }
    let (_, after) = head.split_once("name=\"")?;
    let (name, _) = after.split_once('"')?;
    let value = value.strip_suffix("\r\n").unwrap_or(value);
    Some((name.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_and_files_passed_over() {
        let body = "--x\r\nContent-Disposition: form-data; name=\"a[b]\"\r\n\r\n1 + 1\r\n\
            --x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f.txt\"\r\n\r\nfile\r\n--x--\r\n";
        assert_eq!(fields(body, "x"), [("a[b]".to_owned(), "1 + 1".to_owned())]);
    }

    #[test]
    fn a_boundary_may_stand_in_quotes() {
        assert_eq!(
            boundary("multipart/form-data; boundary=\"x y\"; charset=utf-8"),
            Some("x y")
        );
        assert_eq!(boundary("application/x-www-form-urlencoded"), None);
    }
}
