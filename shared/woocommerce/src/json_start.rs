//! Where the JSON of a body begins. Some hosts put a byte order mark or a warning of PHP before it.

use serde_json::value::RawValue;

/// How many places are tried after something else than JSON.
const MOST_PLACES: usize = 64;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Where the JSON of a body begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct JsonStart {
    /// Its first byte.
    pub(crate) at: usize,
    /// Whether more than byte order marks and white space stands before it.
    pub(crate) after_noise: bool,
}

/// Finds JSON that is whole and goes on to the end of the body.
///
/// Inside the JSON no other beginning is looked for: of an answer that was cut off, an inner list
/// must not be taken for the whole.
pub(crate) fn json_start(body: &[u8]) -> Option<JsonStart> {
    let first = after_marks(body);
    let rest = &body[first..];
    if opens(*rest.first()?) {
        return is_whole(rest).then_some(JsonStart {
            at: first,
            after_noise: false,
        });
    }
    // A page. Its scripts are full of brackets.
    if rest.starts_with(b"<!") {
        return None;
    }
    // A warning of PHP ends with its line, and may hold brackets of its own. What a plugin prints
    // need not end with one.
    let lines = (first + 1..body.len()).filter(|at| body[at - 1] == b'\n' && opens(body[*at]));
    let anywhere = (first..body.len()).find(|at| opens(body[*at]));
    lines
        .take(MOST_PLACES)
        .chain(anywhere)
        .find(|at| is_whole(&body[*at..]))
        .map(|at| JsonStart {
            at,
            after_noise: true,
        })
}

fn after_marks(body: &[u8]) -> usize {
    let mut at = 0;
    while at < body.len() {
        if body[at].is_ascii_whitespace() {
            at += 1;
        } else if body[at..].starts_with(BYTE_ORDER_MARK) {
            at += BYTE_ORDER_MARK.len();
        } else {
            break;
        }
    }
    at
}

fn opens(byte: u8) -> bool {
    matches!(byte, b'[' | b'{')
}

fn is_whole(json: &[u8]) -> bool {
    serde_json::from_slice::<&RawValue>(json).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(body: &str) -> Option<(&str, bool)> {
        json_start(body.as_bytes()).map(|start| (&body[start.at..], start.after_noise))
    }

    #[test]
    fn json_may_stand_after_marks_and_white_space() {
        for body in ["[1]", "\u{feff}[1]", "\n\u{feff}\u{feff} [1]"] {
            assert_eq!(found(body), Some(("[1]", false)), "{body:?}");
        }
    }

    #[test]
    fn json_may_stand_after_a_warning_even_one_with_brackets() {
        for body in [
            "<br />\n<b>Warning</b>: x <br />\n[1]",
            "\nWarning: f() [<a href='f'>f</a>]: {closure} on line 1\n[1]",
            "debug[1]",
        ] {
            assert_eq!(found(body), Some(("[1]", true)), "{body:?}");
        }
    }

    #[test]
    fn an_inner_part_is_never_taken_for_the_whole() {
        for body in [
            "[{\"id\":1},{\"id\":2}",
            "{\"id\":1,\"line_items\":[]",
            "\u{feff}{\"id\":1,\"line_items\":[]",
            "Warning: x\n[{\"id\":1},{\"id\":2}",
            "debug{\"id\":1,\"line_items\":[]",
            "[1]\n<!-- cached -->",
        ] {
            assert_eq!(found(body), None, "{body:?}");
        }
    }

    #[test]
    fn a_page_and_nothing_are_no_json() {
        for body in [
            "",
            " \u{feff}",
            "<!doctype html>\n{}",
            "<html>{a:1}</html>",
            "<",
            "ok",
        ] {
            assert_eq!(found(body), None, "{body:?}");
        }
    }
}
