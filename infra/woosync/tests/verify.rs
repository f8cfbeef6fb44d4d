//! `woosync verify` against a simulated store, a simulated CRM and a stand-in for AWS.

#![expect(clippy::unwrap_used)]

mod run;
mod shop;
mod site;

use behaviour::stand_in::StandIn;
use serde_json::Value;
use site::Site;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_missing_is_told_by_month_and_line_by_line() {
    let Some(stand_in) = StandIn::start() else {
        return;
    };
    for flavour in [sim_crm::Flavour::Themesic2, sim_crm::Flavour::Themesic3] {
        let site = Site::open(&stand_in, flavour).await;
        let folder = std::env::temp_dir().join(format!("woosync-verify-{}", std::process::id()));
        let file = folder.with_extension(format!("{flavour:?}.csv"));
        let path = file.to_str().unwrap();
        let ran = site.run(&["verify", "--csv", path]);
        assert_eq!(ran.code, Some(1), "{}", ran.errors);
        assert!(
            ran.errors.starts_with("error: store main: ") && ran.errors.contains("do not agree"),
            "{}",
            ran.errors
        );
        for part in [
            "Store main and Perfex, ",
            "month    currency  document",
            "2026-11  EUR       invoice",
            "missing",
            "it was never written",
            "parked",
        ] {
            assert!(ran.output.contains(part), "{part}: {}", ran.output);
        }
        let json = site.run(&["verify", "--format", "json", "--read", "documents"]);
        let report: Value = serde_json::from_str(&json.output).unwrap();
        let found = report["found"].as_object().unwrap().values();
        let found: u64 = found.map(|count| count.as_u64().unwrap()).sum();
        let csv = std::fs::read_to_string(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        let header = csv.lines().next().unwrap();
        assert!(header.starts_with("finding,store,order,refund,document,document_id,"));
        assert_eq!(
            csv.lines().count() as u64,
            found + 1,
            "every finding has a line"
        );
        assert!(!csv.contains('@'), "no e-mail");
        assert!(site.calls_to_the_crm().iter().all(|method| method == "GET"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn days_without_orders_agree_and_wrong_days_are_refused() {
    let Some(stand_in) = StandIn::start() else {
        return;
    };
    let site = Site::open(&stand_in, sim_crm::Flavour::Themesic3).await;
    let ran = site.run(&["verify", "--from", "2030-01-01"]);
    assert_eq!((ran.code, ran.errors.as_str()), (Some(0), ""));
    assert_eq!(
        ran.output,
        "Store main and Perfex, 0 orders compared\n\nBoth sides agree, to the cent.\n"
    );
    let backwards = site.run(&["verify", "--from", "2030-01-02", "--to", "2030-01-01"]);
    backwards.refuses("--from 2030-01-02 is after --to 2030-01-01");
    let other = site.run(&["verify", "--store", "other"]);
    other.refuses("the settings have no such store, only main");
}
