//! Whether the key may write, without anything being written.

use http::Method;
use serde_json::{Map, Value};
use transport::Transport;

use crate::client::Client;
use crate::error::Error;
use crate::refusal::Refusal;

impl<T: Transport> Client<T> {
    /// Whether the key may write: `POST /orders/statuses`, which there is no route for. WooCommerce
    /// looks at a key's permissions before it looks for the route
    /// (`WC_REST_Authentication::check_user_permissions`, at `rest_pre_dispatch`), so a key that may
    /// only read is refused, one that may write is told that there is no route, and nothing is done.
    ///
    /// For a key that may read: one with a wrong secret is refused in the same words.
    pub async fn may_write(&self) -> Result<bool, Error> {
        let none = Value::Object(Map::new());
        match self.write(Method::POST, "orders/statuses", "", &none).await {
            Err(Error::Refused {
                refusal: Refusal::NoRoute,
                ..
            }) => Ok(true),
            Err(Error::Refused {
                refusal: Refusal::KeyRefused,
                ..
            }) => Ok(false),
            Err(error) => Err(error),
            Ok(_) => Err(Error::Unreadable {
                path: ".".to_owned(),
                problem: "it is one to a GET, and a POST was sent".to_owned(),
            }),
        }
    }
}
