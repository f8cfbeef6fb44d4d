//! The full-sync function: walks a whole store, step by step.

use std::sync::Arc;

use full_sync::{Environment, FullSync};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    logs::init(&["full_sync", "sync"]);
    let full_sync = Arc::new(FullSync::connect(Environment::read()?).await?);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Value>| {
        let full_sync = Arc::clone(&full_sync);
        async move {
            Ok::<_, Error>(
                full_sync
                    .answer(event.payload, event.context.deadline)
                    .await?,
            )
        }
    }))
    .await
}
