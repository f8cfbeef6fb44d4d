//! Findings as a table for a spreadsheet.

use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result};
use sync::verify::Finding;

/// A file of findings.
pub(super) struct Csv(csv::Writer<File>);

impl Csv {
    /// Begins the file with its header.
    pub(super) fn create(path: &Path) -> Result<Self> {
        let file =
            File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        let mut writer = csv::Writer::from_writer(file);
        writer.write_record(desk::FINDING_HEADER)?;
        Ok(Self(writer))
    }

    /// Adds a line.
    pub(super) fn write(&mut self, finding: &Finding) -> Result<()> {
        let record = self.0.write_record(desk::finding_cells(finding));
        record.context("the file of findings is not whole")
    }

    /// Ends the file.
    pub(super) fn end(mut self) -> Result<()> {
        self.0.flush().context("the file of findings is not whole")
    }
}
