use std::sync::Arc;

/// The rows of a table, oldest first. A copy shares its rows with the original until one of the two changes a
/// row: copying is cheap, and so is telling whether two tables differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table<T>(Vec<Arc<T>>);

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Clone> Table<T> {
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator {
        self.0.iter().map(Arc::as_ref)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn push(&mut self, row: T) {
        self.0.push(Arc::new(row));
    }

    pub(crate) fn remove(&mut self, place: usize) -> T {
        Arc::unwrap_or_clone(self.0.remove(place))
    }

    pub(crate) fn retain(&mut self, stays: impl Fn(&T) -> bool) {
        self.0.retain(|row| stays(row));
    }

    /// The row with an id. Ids only grow, so that the rows stand in their order.
    pub(crate) fn get(&self, id: u64, id_of: impl Fn(&T) -> u64) -> Option<&T> {
        let place = self.0.binary_search_by_key(&id, |row| id_of(row)).ok()?;
        Some(&self.0[place])
    }

    pub(crate) fn get_mut(&mut self, id: u64, id_of: impl Fn(&T) -> u64) -> Option<&mut T> {
        let place = self.0.binary_search_by_key(&id, |row| id_of(row)).ok()?;
        Some(Arc::make_mut(&mut self.0[place]))
    }

    /// Changes the rows that are chosen.
    pub(crate) fn change(&mut self, chosen: impl Fn(&T) -> bool, change: impl Fn(&mut T)) {
        for row in self.0.iter_mut().filter(|row| chosen(row)) {
            change(Arc::make_mut(row));
        }
    }
}
