//! The console function: a page to look at the shops and to steer, and the API behind it.

use console::{Console, Environment, router};
use lambda_http::Error;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    logs::init(&["console", "sync", "desk"]);
    let console = Console::connect(Environment::read()?).await?;
    lambda_http::run(router(console)).await
}
