//! Answers of the CRM: whatever it says, handling an order ends, and once it answers well again one
//! document stands or a person is told.
#![expect(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};

use behaviour::world::{World, recorded};
use bytes::Bytes;
use fuzz::{Dice, inputs, mutate, paused_runtime};
use http::{Request, Response};
use perfex::{Client, Connection, DocumentId, DocumentKind, Flavour};
use rand::{Rng as _, SeedableRng as _};
use serde_json::json;
use sim_crm::Crm;
use sync::Outcome;
use transport::{Transport, TransportError};

/// The simulated CRM, whose answers arrive broken.
#[derive(Clone)]
struct Garbles {
    crm: Arc<Mutex<Crm>>,
    dice: Arc<Mutex<Dice>>,
}

impl Transport for Garbles {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let reply = self
            .crm
            .lock()
            .unwrap()
            .handle(&request, "2026-11-24T12:00:00Z".parse().unwrap());
        let answer = reply.into_answer().ok_or(TransportError::TimedOut)?;
        let mut dice = self.dice.lock().unwrap();
        let mut answer = answer.map(|body| Bytes::from(mutate(&body, &mut dice)));
        if dice.random_bool(0.2) {
            let code = dice.random_range(200..600);
            *answer.status_mut() = code.try_into().unwrap();
        }
        Ok(answer)
    }
}

#[test]
fn a_broken_answer_is_an_error_and_no_panic() {
    let runtime = paused_runtime();
    let crms = [sim_crm::Flavour::Themesic2, sim_crm::Flavour::Themesic3].map(furnished);
    let (mut good, mut bad) = (0, 0);
    inputs(1_500, |dice| {
        let flavour = [sim_crm::Flavour::Themesic2, sim_crm::Flavour::Themesic3];
        let flavour = flavour[dice.random_range(0..2)];
        let wire = Garbles {
            crm: Arc::clone(&crms[usize::from(flavour == sim_crm::Flavour::Themesic3)]),
            dice: Arc::new(Mutex::new(Dice::seed_from_u64(dice.random()))),
        };
        let connection = Connection {
            base: "https://crm.example.test".parse().unwrap(),
            token: "sim-token".to_owned().into(),
            flavour: match flavour {
                sim_crm::Flavour::Themesic2 => Flavour::Themesic2,
                sim_crm::Flavour::Themesic3 => Flavour::Themesic3,
            },
        };
        let client = Client::new(wire, connection).with_seeds(1.into());
        for said in runtime.block_on(ask(&client)) {
            match said {
                Ok(()) => good += 1,
                Err(error) => {
                    assert!(error.len() < 500, "{error}");
                    bad += 1;
                }
            }
        }
    });
    assert!(good > 100 && bad > 100, "{good} good, {bad} bad");
}

/// A CRM with the documents of an order.
fn furnished(flavour: sim_crm::Flavour) -> Arc<Mutex<Crm>> {
    let world = World::new(flavour);
    let mut order = recorded("013-order.updated");
    order["status"] = json!("completed");
    let outcome = paused_runtime().block_on(world.deliver(&order));
    assert_eq!(outcome, Outcome::Done);
    Arc::clone(&world.crm)
}

/// Every read that reconciling is made of.
async fn ask(client: &Client<Garbles>) -> Vec<Result<(), String>> {
    let day = "2026-11-20".parse().unwrap();
    let invoice = DocumentKind::Invoice;
    let said = |error: perfex::Error| error.to_string();
    vec![
        client
            .contacts_by_email("jane@example.test")
            .await
            .map(drop)
            .map_err(said),
        client
            .clients_searched("Jane")
            .await
            .map(drop)
            .map_err(said),
        client
            .document(invoice, DocumentId(5))
            .await
            .map(drop)
            .map_err(said),
        client
            .documents_by_marker(invoice, "wcs1-o0000000183-e")
            .await
            .map(drop)
            .map_err(said),
        client
            .documents_listed(invoice, day)
            .await
            .map(drop)
            .map_err(said),
        client.taxes().await.map(drop).map_err(said),
        client.payment_modes().await.map(drop).map_err(said),
    ]
}
