//! The ledger beside what the links of its orders say.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use aws::{LedgerRow, Table};
use domain::Ledger;
use domain::ledger::{Account, Sums};
use intake::StoreId;

/// How often both are read again because orders were handled meanwhile.
const ROUNDS: usize = 5;

/// What the comparison found.
pub(crate) struct Compared {
    /// The ledgers by store, as the links say that they should be.
    pub(crate) ledgers: BTreeMap<StoreId, Ledger>,
    /// The rows that are not so.
    pub(crate) differing: Vec<Differing>,
}

/// A row whose sums are not those of its orders.
pub(crate) struct Differing {
    /// The row as it stands.
    pub(crate) row: LedgerRow,
    /// The sums of its orders.
    pub(crate) should_be: Sums,
}

/// Compares the ledger of one store or of all.
///
/// The table cannot be read at one moment. So the rows are read first, the links after them, and
/// each row that differs once more: if its version is still the same, no link that it depends on
/// has changed in between, since link and row change together.
pub(crate) async fn compare(table: &Table, store: Option<&StoreId>) -> Result<Compared> {
    for _ in 0..ROUNDS {
        let rows = table.ledger_rows(store).await;
        let rows = rows.context("cannot read the ledger")?;
        let ledgers = table.contributed(store).await;
        let ledgers = ledgers.context("cannot read the orders")?;
        let differing = differing(rows, &ledgers);
        if stand_still(table, &differing).await? {
            return Ok(Compared { ledgers, differing });
        }
    }
    bail!(
        "orders changed while they were compared with the ledger, {ROUNDS} times over: \
         try again in a quieter moment"
    )
}

fn differing(rows: Vec<LedgerRow>, ledgers: &BTreeMap<StoreId, Ledger>) -> Vec<Differing> {
    let mut compared: BTreeMap<(StoreId, Account), Differing> = BTreeMap::new();
    for (store, ledger) in ledgers {
        for (account, sums) in ledger.accounts() {
            let absent = LedgerRow {
                store: store.clone(),
                account: account.clone(),
                sums: Sums::default(),
                version: 0,
            };
            let differing = Differing {
                row: absent,
                should_be: sums.clone(),
            };
            compared.insert((store.clone(), account.clone()), differing);
        }
    }
    for row in rows {
        let of_row = (row.store.clone(), row.account.clone());
        let should_be = compared.remove(&of_row);
        let should_be = should_be.map_or_else(Sums::default, |absent| absent.should_be);
        compared.insert(of_row, Differing { row, should_be });
    }
    let differs = |compared: &Differing| compared.row.sums != compared.should_be;
    compared.into_values().filter(differs).collect()
}

async fn stand_still(table: &Table, differing: &[Differing]) -> Result<bool> {
    for Differing { row, .. } in differing {
        let now = table.ledger_row(&row.store, &row.account).await;
        if now.context("cannot read the ledger")?.version != row.version {
            return Ok(false);
        }
    }
    Ok(true)
}
