//! The consumer function: makes Perfex agree with what the stores show.

use std::sync::Arc;

use consumer::{Consumer, Environment, Event};
use lambda_runtime::{Error, LambdaEvent, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    logs::init(&["consumer", "sync"]);
    let environment = Environment::read()?;
    let consumer = Arc::new(Consumer::connect(environment).await?);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Event>| {
        let consumer = Arc::clone(&consumer);
        async move { Ok::<_, Error>(consumer.handle(event.payload, event.context.deadline).await) }
    }))
    .await
}
