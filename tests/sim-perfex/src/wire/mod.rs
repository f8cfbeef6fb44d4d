//! Requests taken apart as PHP and CodeIgniter would, and answers put together.

mod answer;
mod form;
mod input;
mod like;
mod listing;
mod multipart;
mod refusal;
mod request;
mod rules;
mod text;

pub(crate) use answer::{Answer, created, html, json, list, record, updated};
pub(crate) use form::percent_decode;
pub(crate) use input::Input;
pub(crate) use like::like;
pub(crate) use listing::listing;
pub(crate) use refusal::Refusal;
pub(crate) use request::ApiRequest;
pub(crate) use rules::Rules;
pub(crate) use text::{filter_xss, nl2br, percent_unescape, shown};
