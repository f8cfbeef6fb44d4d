//! The consumer function: makes Perfex agree with what the stores show.

use std::sync::Arc;

use consumer::{Consumer, Environment, Event, OnAws};
use lambda_runtime::{Error, LambdaEvent, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    logs::init(&["consumer", "sync", "perfex", "woocommerce"]);
    let parts = OnAws::parts(Environment::read()?).await?;
    let consumer = Arc::new(Consumer::new(parts));
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Event>| {
        let consumer = Arc::clone(&consumer);
        async move { Ok::<_, Error>(consumer.handle(event.payload, event.context.deadline).await) }
    }))
    .await
}
