//! Answers of the store: an order that is broken in any way ends in one of the known ways, and what
//! stands for it afterwards has its total.
#![expect(clippy::unwrap_used)]

use behaviour::store_wire::main_store;
use behaviour::world::{World, recorded as recorded_order};
use bytes::Bytes;
use fuzz::{inputs, mutate, mutate_json, paused_runtime, recorded};
use http::{Request, Response};
use rand::Rng as _;
use serde_json::{Value, json};
use sim_crm::Flavour;
use sync::{Found, Reading, read};
use transport::{Transport, TransportError};

/// Answers everything with the same bytes.
#[derive(Clone)]
struct Says(Bytes);

impl Transport for Says {
    async fn send(&self, _: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let answer = Response::builder().header("content-type", "application/json");
        Ok(answer.body(self.0.clone()).unwrap())
    }
}

fn client(wire: Says) -> woocommerce::Client<Says> {
    let connection = woocommerce::Connection {
        base: "https://shop.example.test".parse().unwrap(),
        consumer_key: "ck_1".to_owned(),
        consumer_secret: "cs_1".to_owned().into(),
    };
    woocommerce::Client::new(wire, connection)
        .unwrap()
        .with_seeds(1.into())
}

#[test]
fn a_broken_list_of_orders_is_read_or_refused() {
    let bodies = recorded("webhooks", ".body");
    let errors = recorded("errors", ".body");
    let statuses: Vec<String> = ["pending", "processing", "completed"]
        .map(str::to_owned)
        .into();
    let runtime = paused_runtime();
    let mut found = 0;
    inputs(1_500, |dice| {
        let from = if dice.random_bool(0.8) {
            &bodies
        } else {
            &errors
        };
        let one = &from[dice.random_range(0..from.len())];
        let list = [b"[", one.as_slice(), b"]"].concat();
        let wire = Says(Bytes::from(mutate(&list, dice)));
        let readings = runtime.block_on(read::orders(&client(wire), &statuses, &[183, 184]));
        assert!(
            [183, 184].iter().all(|id| readings.contains_key(id)),
            "one has no reading"
        );
        found += readings
            .values()
            .filter(|reading| matches!(reading, Reading::Found(_)))
            .count();
    });
    assert!(found > 0, "nothing was ever found");
}

#[test]
fn a_broken_order_ends_in_a_known_way_and_with_its_own_total() {
    let names = ["013-order.updated", "061-order.updated"];
    let orders: Vec<Value> = names.iter().map(|name| recorded_order(name)).collect();
    let runtime = paused_runtime();
    let (mut read, mut stood) = (0, 0);
    inputs(400, |dice| {
        let mut order = orders[dice.random_range(0..orders.len())].clone();
        order["status"] = json!("completed");
        mutate_json(&mut order, dice);
        let Ok(order) = serde_json::from_value(order) else {
            return;
        };
        read += 1;
        let refunds = Vec::new();
        let found = Reading::Found(Box::new(Found { order, refunds }));
        let world = World::new(Flavour::Themesic3);
        let ended = runtime.block_on(world.handle(183, found));
        assert!(ended.is_some(), "it never ended");
        for link in world.table.links() {
            assert_eq!(link.store, main_store());
            let Some(invoice) = link.invoice else {
                continue;
            };
            let office = world.office();
            assert_eq!(office["invoices"].as_array().unwrap().len(), 1);
            let computed = &office["invoices"][0]["computed"]["total"];
            let total: f64 = computed.as_str().unwrap().parse().unwrap();
            let linked: f64 = invoice.document.total.to_string().parse().unwrap();
            assert!(
                (total - linked).abs() < 0.001,
                "{total} instead of {linked}"
            );
            stood += 1;
        }
    });
    assert!(read > 20 && stood > 10, "{read} read, {stood} stood");
}
