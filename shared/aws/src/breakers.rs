//! Breakers of the stores and the CRM.

use sync::breaker::{Breaker, Side};
use sync::ports::{Breakers, TableError};

use crate::key::Key;
use crate::row;
use crate::table::Table;

impl Breakers for Table {
    async fn breaker(&self, side: &Side) -> Result<Breaker, TableError> {
        let key = Key::breaker(side);
        let Some(row) = self.read(&key).await? else {
            return Ok(Breaker::closed(side.clone()));
        };
        let (version, state) = row::decode(&key, &row)?;
        Ok(Breaker {
            side: side.clone(),
            version,
            state,
        })
    }

    async fn save_breaker(&self, breaker: &mut Breaker) -> Result<(), TableError> {
        let key = Key::breaker(&breaker.side);
        let doc = row::json(&key, &breaker.state)?;
        breaker.version = self.write(&key, breaker.version, &doc, &[]).await?;
        Ok(())
    }
}
