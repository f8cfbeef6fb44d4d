//! Requests taken apart as PHP and CodeIgniter would, and what the database keeps of them.

mod column;
mod form;
mod input;
mod like;
mod multipart;
mod text;

pub(crate) use column::{Column, DoesNotFit, stored};
pub(crate) use form::percent_decode;
pub(crate) use input::Input;
pub(crate) use like::like;
pub(crate) use text::{nl2br, percent_unescape, shown};

/// What `$_POST` holds of a form in either encoding.
pub(crate) fn form(body: &str, content_type: &str, max_vars: usize) -> Input {
    match multipart::boundary(content_type) {
        Some(boundary) => {
            form::from_fields(multipart::fields(body, boundary).into_iter(), max_vars)
        }
        None => form::parse(body, max_vars),
    }
}
