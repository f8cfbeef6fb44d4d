//! The doctor, at a simulated store, a simulated Perfex and a stand-in for AWS.

#![expect(clippy::unwrap_used)]

mod cloud;
mod host;
mod office;
mod perfex;
mod permissions;
mod store;
mod webhooks;
mod write_probe;

use desk::doctor::Finding;

/// The finding of a check. There is one for each.
fn find<'a>(found: &'a [Finding], check: &str) -> &'a Finding {
    let mut of_check = found.iter().filter(|one| one.check == check);
    let one = of_check.next();
    let one = one.unwrap_or_else(|| panic!("nothing about {check}: {found:?}"));
    assert_eq!(of_check.next(), None, "{found:?}");
    one
}
