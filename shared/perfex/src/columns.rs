//! How much Perfex's columns hold, in characters. A strict database refuses longer texts and
//! a lax one cuts them silently.

pub(crate) const COMPANY: usize = 191;
pub(crate) const VAT: usize = 50;
pub(crate) const PHONE: usize = 30;
pub(crate) const WEBSITE: usize = 150;
pub(crate) const CLIENT_ADDRESS: usize = 191;
pub(crate) const CLIENT_CITY: usize = 100;
pub(crate) const CLIENT_STATE: usize = 50;
pub(crate) const CLIENT_ZIP: usize = 15;
pub(crate) const STREET: usize = 200;
pub(crate) const CITY: usize = 100;
pub(crate) const STATE: usize = 100;
pub(crate) const ZIP: usize = 100;
pub(crate) const PERSON_NAME: usize = 191;
pub(crate) const EMAIL: usize = 100;
pub(crate) const CONTACT_PHONE: usize = 100;
pub(crate) const TITLE: usize = 100;

/// The first `max_chars` characters of `text`, trimmed.
pub(crate) fn cut(text: &str, max_chars: usize) -> &str {
    let text = text.trim();
    match text.char_indices().nth(max_chars) {
        Some((end, _)) => text[..end].trim_end(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!(cut("Zürich", 3), "Zür");
        assert_eq!(cut(" Łódź ", 4), "Łódź");
        assert_eq!(cut("a b", 2), "a");
    }
}
