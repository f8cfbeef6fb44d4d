//! Claims of clients.

use sync::Claim;
use sync::ports::{Claims, TableError};

use crate::key::Key;
use crate::row;
use crate::table::Table;

impl Claims for Table {
    async fn claim(&self, client_key: &str) -> Result<Option<Claim>, TableError> {
        let key = Key::claim(client_key);
        let Some(row) = self.read(&key).await? else {
            return Ok(None);
        };
        let (version, mut claim) = row::decode::<Claim>(&key, &row)?;
        claim.version = version;
        Ok(Some(claim))
    }

    async fn save_claim(&self, claim: &mut Claim) -> Result<(), TableError> {
        let key = Key::claim(&claim.client_key);
        let doc = row::json(&key, claim)?;
        let (version, before) = self.replace(&key, claim.version, &doc, &[]).await?;
        claim.version = version;
        self.note_sharer(claim, before.as_ref()).await;
        Ok(())
    }
}
