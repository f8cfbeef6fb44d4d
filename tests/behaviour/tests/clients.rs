//! Clients: found by the rules of the settings, created once, and never written over what the
//! office typed unless the settings say so.
#![allow(clippy::unwrap_used, clippy::panic)]

use behaviour::world::{World, found, recorded};
use domain::{ParkReason, SkipReason};
use serde_json::{Value, json};
use sim_crm::Flavour;
use sync::Outcome;

const FLAVOURS: [Flavour; 2] = [Flavour::Themesic2, Flavour::Themesic3];

/// An order of a buyer: the recorded one under another id, e-mail and account.
fn order(id: u64, email: &str, account: u64) -> Value {
    let mut order = recorded("013-order.updated");
    order["id"] = json!(id);
    order["number"] = json!(id.to_string());
    order["customer_id"] = json!(account);
    order["billing"]["email"] = json!(email);
    order["date_created_gmt"] = json!(format!("2026-11-23T05:{:02}:00", id % 60));
    order
}

fn customer(id: u64, email: &str, minute: u32) -> Value {
    json!({
        "id": id, "email": email, "first_name": "Jane", "last_name": "Doe", "role": "customer",
        "date_created_gmt": "2026-11-23T04:00:00",
        "date_modified_gmt": format!("2026-11-23T06:{minute:02}:00"),
        "billing": {
            "first_name": "Jane", "last_name": "Doe", "company": "", "address_1": "Hauptstr. 1",
            "address_2": "", "city": "Wien", "state": "", "postcode": "1010", "country": "AT",
            "email": email, "phone": "+43 1 2345678",
        },
        "shipping": {}, "meta_data": [{"id": 1, "key": "vat_number", "value": "ATU12345678"}],
    })
}

fn rows(world: &World, kind: &str) -> Vec<Value> {
    world.office()[kind].as_array().unwrap().clone()
}

fn emails(world: &World) -> Vec<String> {
    let contacts = rows(world, "contacts");
    let emails = contacts.iter().map(|one| one["email"].as_str().unwrap());
    emails.map(str::to_owned).collect()
}

#[tokio::test(start_paused = true)]
async fn a_registered_customer_is_a_client_once_and_its_orders_find_it() {
    for flavour in FLAVOURS {
        let world = World::new(flavour);
        let jane = customer(7, "jane@example.com", 1);
        assert_eq!(world.customer(&jane).await, Outcome::Done);
        let clients = rows(&world, "clients");
        assert_eq!(clients.len(), 1);
        assert_eq!(clients[0]["company"], "Jane Doe");
        assert_eq!(clients[0]["vat"], "ATU12345678");
        assert_eq!(clients[0]["billing_city"], "Wien");
        let calls = world.wire.calls();
        assert_eq!(world.customer(&jane).await, Outcome::Unchanged);
        assert_eq!(world.wire.calls(), calls);
        assert_eq!(
            world.deliver(&order(801, "JANE@example.com", 7)).await,
            Outcome::Done
        );
        assert_eq!(rows(&world, "clients").len(), 1);
        assert_eq!(rows(&world, "contacts").len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_guest_who_registers_later_is_the_same_client() {
    for flavour in FLAVOURS {
        let world = World::new(flavour);
        world.deliver(&order(801, "jane@example.com", 0)).await;
        let outcome = world.customer(&customer(7, "Jane@Example.com", 1)).await;
        assert_eq!(outcome, Outcome::Done);
        assert_eq!(rows(&world, "clients").len(), 1);
        assert_eq!(rows(&world, "contacts").len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn an_account_that_changes_its_email_keeps_its_client() {
    for flavour in FLAVOURS {
        let world = World::new(flavour);
        world.customer(&customer(7, "jane@example.com", 1)).await;
        world.customer(&customer(7, "doe@example.com", 2)).await;
        assert_eq!(rows(&world, "clients").len(), 1);
        assert_eq!(emails(&world), ["jane@example.com", "doe@example.com"]);
        // Whichever comes first, the order or the word of the new e-mail.
        world.deliver(&order(801, "third@example.com", 7)).await;
        world.customer(&customer(7, "third@example.com", 3)).await;
        assert_eq!(rows(&world, "clients").len(), 1);
        assert_eq!(rows(&world, "contacts").len(), 3);
        assert_eq!(world.office()["mails_sent"], 0);
    }
}

#[tokio::test(start_paused = true)]
async fn two_orders_of_a_new_customer_at_once_make_one_client() {
    for flavour in FLAVOURS {
        let world = World::that_takes_doubles(flavour);
        let (one, other) = (
            order(801, "jane@example.com", 7),
            order(802, "jane@example.com", 7),
        );
        let jane = customer(7, "jane@example.com", 1);
        let _ = tokio::join!(
            world.handle(801, found(&one)),
            world.handle(802, found(&other)),
            world.customer(&jane),
        );
        world.deliver(&one).await;
        world.deliver(&other).await;
        for _ in 0..20 {
            match world.customer(&jane).await {
                Outcome::Retry { after, .. } => world.clock.pass(after),
                _ => break,
            }
        }
        assert_eq!(rows(&world, "clients").len(), 1, "{flavour:?}");
        assert_eq!(rows(&world, "contacts").len(), 1, "{flavour:?}");
        assert_eq!(rows(&world, "estimates").len(), 2, "{flavour:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_rules_of_the_settings_find_a_client_by_more_than_its_email() {
    for (rule, same) in [
        ("vat", true),
        ("phone", true),
        ("name_postcode", true),
        ("email", false),
    ] {
        let world = World::with(Flavour::Themesic3, |crm, _| {
            crm["match_by"] = if rule == "email" {
                json!(["email"])
            } else {
                json!(["email", rule])
            };
        });
        world.customer(&customer(7, "jane@example.com", 1)).await;
        world.customer(&customer(8, "office@example.com", 2)).await;
        let clients = if same { 1 } else { 2 };
        assert_eq!(rows(&world, "clients").len(), clients, "{rule}");
        assert_eq!(rows(&world, "contacts").len(), 2, "{rule}");
    }
}

/// What becomes of a client whose phone the office typed and whose VAT number it left empty.
async fn after_an_update(policy: &str) -> Value {
    let world = World::with(Flavour::Themesic3, |crm, _| {
        crm["client_fields"] = json!(policy);
    });
    let mut first = customer(7, "jane@example.com", 1);
    first["meta_data"] = json!([]);
    world.customer(&first).await;
    let mut second = customer(7, "jane@example.com", 2);
    second["billing"]["phone"] = json!("+43 1 999");
    second["billing"]["address_1"] = json!("Ring 2");
    assert_eq!(world.customer(&second).await, Outcome::Done);
    // An older order tells nothing new.
    let mut old = order(801, "jane@example.com", 7);
    old["billing"]["phone"] = json!("000000000");
    world.deliver(&old).await;
    rows(&world, "clients").remove(0)
}

#[tokio::test(start_paused = true)]
async fn what_the_office_typed_stays_unless_the_settings_say_otherwise() {
    for (policy, phone, vat, street) in [
        ("never", "+43 1 2345678", "", "Hauptstr. 1"),
        ("fill_empty", "+43 1 2345678", "ATU12345678", "Hauptstr. 1"),
        ("always", "+43 1 999", "ATU12345678", "Ring 2"),
    ] {
        let client = after_an_update(policy).await;
        assert_eq!(client["phonenumber"], phone, "{policy}");
        assert_eq!(client["vat"], vat, "{policy}");
        assert_eq!(client["address"], street, "{policy}");
        assert_eq!(client["country"], "15", "{policy}: nothing is reset");
        assert_eq!(
            client["billing_country"], "15",
            "{policy}: nothing is reset"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn where_only_buyers_are_wanted_an_account_waits_for_its_first_order() {
    let world = World::with(Flavour::Themesic3, |_, store| {
        store["customers"] = json!("buyers");
    });
    let jane = customer(7, "jane@example.com", 1);
    assert_eq!(
        world.customer(&jane).await,
        Outcome::Skipped(SkipReason::NotABuyer)
    );
    assert_eq!(world.wire.calls(), 0);
    world.deliver(&order(801, "jane@example.com", 7)).await;
    assert_eq!(world.customer(&jane).await, Outcome::Done);
    assert_eq!(rows(&world, "clients").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn orders_without_an_email_go_to_the_client_that_the_settings_name() {
    for flavour in FLAVOURS {
        let named = World::with(flavour, |_, store| store["no_email_client"] = json!(1));
        let nobody = order(802, "", 0);
        let outcome = named.deliver(&nobody).await;
        let Outcome::Parked(parked) = outcome else {
            panic!("client 1 is not there: {outcome:?}");
        };
        assert_eq!(parked.reason, ParkReason::ClientInactive);
        named.deliver(&order(801, "counter@example.com", 0)).await;
        assert_eq!(named.deliver(&nobody).await, Outcome::Done);
        assert_eq!(rows(&named, "clients").len(), 1);
        assert_eq!(rows(&named, "estimates")[1]["clientid"], "1");
    }
}
