//! Registered customers.

use serde::Deserialize;
use transport::Transport;

use crate::client::Client;
use crate::error::Error;
use crate::listed::Listed;
use crate::model::Customer;

/// The codes by which WooCommerce says that there is no such customer: that of the check of
/// permissions, which comes first, and that of the read itself.
const NO_SUCH_CUSTOMER: [&str; 2] = ["wc_user_invalid_id", "woocommerce_rest_invalid_id"];

/// What the store shows for one id.
#[derive(Debug, Clone)]
pub enum CustomerRead {
    /// The customer.
    Found(Box<Customer>),
    /// There is none, for good.
    Deleted,
}

impl<T: Transport> Client<T> {
    /// `GET /customers/{id}`: one customer.
    pub async fn customer(&self, id: u64) -> Result<CustomerRead, Error> {
        match self.read(&format!("customers/{id}"), "").await {
            Ok(answer) => Ok(CustomerRead::Found(Box::new(answer.decode()?))),
            Err(Error::Refused {
                status: 404, code, ..
            }) if NO_SUCH_CUSTOMER.contains(&code.as_str()) => Ok(CustomerRead::Deleted),
            Err(error) => Err(error),
        }
    }

    /// `GET /customers?orderby=id&order=asc`: the registered customers in full, without the first
    /// `offset` of them, which an [`IdWalk`](crate::IdWalk) asks for.
    pub async fn customers(
        &self,
        offset: usize,
        page_size: usize,
    ) -> Result<Listed<Customer>, Error> {
        let query = format!("orderby=id&order=asc&per_page={page_size}&offset={offset}");
        let answer = self.read("customers", &query).await?;
        Ok(Listed {
            items: answer.decode()?,
            store_time: answer.store_time(),
            total: answer.total(),
            after_noise: answer.is_after_noise(),
        })
    }

    /// `GET /customers?orderby=id&order=desc`: the ids of the customers that registered last, without
    /// the first `offset` of them. WooCommerce can list customers by no date of change.
    pub async fn newest_customers(
        &self,
        offset: usize,
        page_size: usize,
    ) -> Result<Vec<u64>, Error> {
        #[derive(Deserialize)]
        struct Named {
            id: u64,
        }
        let query =
            format!("orderby=id&order=desc&per_page={page_size}&offset={offset}&_fields=id");
        let named: Vec<Named> = self.read("customers", &query).await?.decode()?;
        Ok(named.into_iter().map(|customer| customer.id).collect())
    }
}
