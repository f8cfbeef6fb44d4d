//! A store and its office side by side: whether they agree, and taking over what stood before us.
#![expect(clippy::unwrap_used)]

mod adopt;
mod night;
mod restored;
mod shop;
mod verify;
