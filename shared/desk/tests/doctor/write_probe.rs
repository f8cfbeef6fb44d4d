//! The write probe, which leaves nothing behind.

use desk::doctor::{self, Finding, Verdict};
use perfex::Flavour;
use sim_crm::{Fault, FaultKind};

use crate::find;
use crate::office::{BOTH, Office};

impl Office {
    async fn probe(&self) -> Vec<Finding> {
        doctor::write_probe(&self.settings, &self.client).await
    }

    fn clients(&self) -> usize {
        let state = self.crm.lock().unwrap().state();
        state["clients"].as_array().unwrap().len()
    }
}

#[tokio::test]
async fn the_write_probe_leaves_nothing_behind() {
    for flavour in BOTH {
        let office = Office::new(flavour, |_| {});
        let found = office.probe().await;
        assert_eq!(office.clients(), 0, "{flavour:?}");
        for check in ["write_probe", "read_back", "client_marker_field"] {
            assert_eq!(find(&found, check).verdict, Verdict::Good, "{found:?}");
        }
    }
}

#[tokio::test]
async fn a_probe_that_may_not_delete_says_so_and_the_next_one_cleans_up() {
    for flavour in BOTH {
        let office = Office::new(flavour, |setup| {
            setup.denied = vec!["customers.delete".to_owned()];
        });
        let found = office.probe().await;
        let said = &find(&found, "write_probe").said;
        assert!(
            said.contains("give the token delete for Customers"),
            "{said}"
        );
        assert_eq!(office.clients(), 1);

        // Not a second one while the first is there.
        office.probe().await;
        assert_eq!(office.clients(), 1);

        office.set_up(|setup| setup.denied.clear());
        let found = office.probe().await;
        assert_eq!(find(&found, "write_probe").verdict, Verdict::Good);
        assert_eq!(find(&found, "write_probe_before").verdict, Verdict::Note);
        assert_eq!(office.clients(), 0);
    }
}

#[tokio::test]
async fn a_token_that_may_not_write_is_found_out_and_nothing_stands() {
    for flavour in BOTH {
        let office = Office::new(flavour, |setup| {
            setup.denied = vec!["customers.post".to_owned()];
        });
        let found = office.probe().await;
        let said = &find(&found, "write_probe").said;
        assert!(said.contains("give it post for Customers"), "{said}");
        assert_eq!(office.clients(), 0);
    }
}

#[tokio::test]
async fn a_lost_answer_to_the_create_or_the_delete_leaves_nothing_behind() {
    for flavour in BOTH {
        for method in ["POST", "DELETE"] {
            let office = Office::new(flavour, |_| {});
            let lost = Fault::new(FaultKind::CommitThenTimeout).times(1);
            office.fail(lost.on(method, "/api"));
            let found = office.probe().await;
            let verdict = find(&found, "write_probe").verdict;
            assert_eq!(verdict, Verdict::Good, "{method}: {found:?}");
            assert_eq!(office.clients(), 0, "{method}");
        }
    }
}

#[tokio::test]
async fn a_marker_field_that_is_none_is_found_out() {
    let mut office = Office::new(Flavour::Themesic3, |_| {});
    office.settings.perfex.client_marker_field = Some(44);
    let found = office.probe().await;
    let finding = find(&found, "client_marker_field");
    assert_eq!(finding.verdict, Verdict::Problem, "{found:?}");
    assert!(finding.said.contains("custom field 44"));
    assert_eq!(office.clients(), 0);
}

#[tokio::test]
async fn without_a_search_nothing_is_written() {
    let office = Office::new(Flavour::Themesic3, |setup| {
        setup.denied = vec!["customers.search_get".to_owned()];
    });
    let found = office.probe().await;
    assert!(
        find(&found, "write_probe")
            .said
            .contains("nothing was written")
    );
    assert_eq!(office.clients(), 0);
}
