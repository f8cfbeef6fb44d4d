//! The settings in force.

use sync::Settings;
use sync::ports::{SettingsSource, TableError};

use crate::key::Key;
use crate::row::{self, Row};
use crate::table::Table;

impl SettingsSource for Table {
    async fn settings(&self) -> Result<Option<Settings>, TableError> {
        let key = Key::current_settings();
        let Some(row) = self.read(&key).await? else {
            return Ok(None);
        };
        decode(&key, &row).map(Some)
    }
}

/// The settings of a row. They hold no personal data, so the whole problem may be told.
pub(crate) fn decode(key: &Key, row: &Row) -> Result<Settings, TableError> {
    Settings::from_json(row::doc(key, row)?)
        .map_err(|error| TableError::Unreadable(format!("{key}: {error}")))
}
