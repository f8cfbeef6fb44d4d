//! The run's row, which the walks of several spans write to.

use futures::lock::Mutex;
use intake::StoreId;

use super::Halt;
use crate::full_sync::{ActiveRow, Run};
use crate::ports::Runs;

/// The run's row.
pub(in crate::full_sync) struct Place(Mutex<Kept>);

struct Kept {
    row: ActiveRow,
    run: Run,
}

impl Place {
    /// The place of a run; none if there is no run.
    pub(super) fn of(mut row: ActiveRow) -> Option<Self> {
        let run = row.run.take()?;
        Some(Self(Mutex::new(Kept { row, run })))
    }

    /// Reads something of the run.
    pub(in crate::full_sync) async fn read<V>(&self, read: impl FnOnce(&Run) -> V) -> V {
        read(&self.0.lock().await.run)
    }

    /// Changes the run and writes it.
    pub(in crate::full_sync) async fn write(
        &self,
        table: &impl Runs,
        change: impl FnOnce(&mut Run),
    ) -> Result<(), Halt> {
        let mut kept = self.0.lock().await;
        let Kept { row, run } = &mut *kept;
        change(run);
        row.run = Some(run.clone());
        table.save_active_run(row).await?;
        Ok(())
    }

    /// Writes the run for the last time in this invocation. One that ended leaves its place, kept
    /// before that, so that it is nowhere at no time.
    pub(super) async fn end(
        &self,
        store: &StoreId,
        table: &impl Runs,
        change: impl FnOnce(&mut Run),
    ) -> Result<(), Halt> {
        self.write(table, change).await?;
        let mut kept = self.0.lock().await;
        let Kept { row, run } = &mut *kept;
        if run.ended.is_some() {
            table.keep_run(store, run).await?;
            row.run = None;
            table.save_active_run(row).await?;
        }
        Ok(())
    }
}
