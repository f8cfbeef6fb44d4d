//! The delta-sync function: asks each store what changed since the last time, and tells once a day how
//! the stores are doing.

use std::sync::Arc;

use delta_sync::{Asked, DeltaSync, Environment};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    logs::init(&["delta_sync", "sync", "woocommerce"]);
    let delta_sync = Arc::new(DeltaSync::connect(Environment::read()?).await?);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Value>| {
        let delta_sync = Arc::clone(&delta_sync);
        let asked = Asked::of(&event.payload);
        async move { Ok::<_, Error>(delta_sync.answer(asked, event.context.deadline).await?) }
    }))
    .await
}
