//! Requests taken apart as PHP and CodeIgniter would.

mod form;
mod input;
mod like;
mod text;

pub(crate) use form::percent_decode;
pub(crate) use input::Input;
pub(crate) use like::like;
pub(crate) use text::{filter_xss, nl2br, percent_unescape, shown};

/// What `$_POST` holds of a form.
pub(crate) fn form(body: &str, max_vars: usize) -> Input {
    form::parse(body, max_vars)
}
