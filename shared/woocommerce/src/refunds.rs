//! All refunds of a store.

use jiff::Timestamp;
use serde::Deserialize;
use transport::Transport;

use crate::client::Client;
use crate::error::Error;
use crate::listed::Listed;
use crate::wire;

/// A refund and the order that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct RefundOf {
    /// The refund's id.
    pub id: u64,
    /// The order's.
    #[serde(rename = "parent_id")]
    pub order: u64,
    /// When it was made.
    #[serde(rename = "date_created_gmt", default, deserialize_with = "wire::gmt")]
    pub created_gmt: Option<Timestamp>,
}

impl<T: Transport> Client<T> {
    /// `GET /refunds`, sorted by id, without the first `offset` of them: which an
    /// [`IdWalk`](crate::IdWalk) asks for.
    pub async fn refunds(
        &self,
        offset: usize,
        page_size: usize,
    ) -> Result<Listed<RefundOf>, Error> {
        let query = format!(
            "orderby=id&order=asc&per_page={page_size}&offset={offset}&_fields=id,parent_id,date_created_gmt"
        );
        let answer = self.read("refunds", &query).await?;
        Ok(Listed {
            items: answer.decode()?,
            store_time: answer.store_time(),
            total: answer.total(),
            after_noise: answer.is_after_noise(),
        })
    }
}
