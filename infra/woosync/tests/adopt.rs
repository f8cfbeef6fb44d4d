//! `woosync adopt` against a simulated store, a simulated CRM and a stand-in for AWS.

#![expect(clippy::unwrap_used)]

mod run;
mod shop;
mod site;

use behaviour::stand_in::StandIn;
use site::Site;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_without_earlier_documents_has_nothing_to_adopt() {
    let Some(stand_in) = StandIn::start() else {
        return;
    };
    let site = Site::open(&stand_in, sim_crm::Flavour::Themesic3).await;
    let ran = site.run(&["adopt", "--number-plus", "0", "--reference"]);
    assert_eq!((ran.code, ran.errors.as_str()), (Some(0), ""));
    assert!(ran.output.starts_with("Store main\n"), "{}", ran.output);
    assert!(
        ran.output
            .contains("not_found    no document was found: it will be written"),
        "{}",
        ran.output
    );
    assert!(
        ran.output.ends_with("\nNothing is to be linked.\n"),
        "{}",
        ran.output
    );
    assert!(site.calls_to_the_crm().iter().all(|method| method == "GET"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_earlier_invoice_is_shown_then_linked_and_then_known() {
    let Some(stand_in) = StandIn::start() else {
        return;
    };
    for flavour in [sim_crm::Flavour::Themesic2, sim_crm::Flavour::Themesic3] {
        let site = Site::open(&stand_in, flavour).await;
        site.earlier_estimate(183, "63.65").await;
        let adopt = |more: &[&str]| {
            let ran = site.run(&[&["adopt", "--reference"], more].concat());
            assert_eq!((ran.code, ran.errors.as_str()), (Some(0), ""));
            ran.output
        };
        let shown = adopt(&["--dry-run"]);
        assert!(
            shown.contains("order 183: estimate 7183 of 63.65"),
            "{shown}"
        );
        assert!(
            shown.ends_with("Repeat with --yes to link them.\n"),
            "{shown}"
        );
        assert_eq!(site.links(), 0);
        assert!(adopt(&["--yes"]).contains("Written. Run a full sync next"));
        assert_eq!(site.links(), 1);
        let again = adopt(&["--yes"]);
        assert!(
            again.contains("1  known        was linked before"),
            "{again}"
        );
    }
}

#[test]
fn a_rule_has_to_be_named() {
    let arguments = [
        "adopt",
        "--table",
        "t",
        "--store-keys",
        "s",
        "--crm-token",
        "c",
    ];
    let ran = run::woosync(&arguments, "", &[]);
    ran.refuses("--number-plus N, --reference, --note TEXT or --by-marker");
    assert_eq!(ran.code, Some(2));
}
