//! The orders of the store, in each sequence.

use bytes::Bytes;
use http::{Request, Response};

use crate::order::{Order, Writer};
use crate::page::{Asked, Sorted};

/// A store that only lists.
#[derive(Debug, Clone)]
pub struct Listing {
    /// By id.
    ids: Vec<Order>,
    /// By creation and id.
    created: Vec<Order>,
    /// By change and id.
    modified: Vec<Order>,
    whole: Writer,
    keys: Writer,
    has_trash: bool,
    /// The store's clock, in seconds since 1970.
    pub now: i64,
}

impl Listing {
    /// A store with these orders.
    pub fn new(orders: Vec<Order>, now: i64) -> Self {
        let mut listing = Self {
            ids: orders.clone(),
            created: orders.clone(),
            modified: orders,
            whole: Writer::whole(),
            keys: Writer::keys(),
            has_trash: false,
            now,
        };
        listing.ids.sort_by_key(|order| order.id);
        listing
            .created
            .sort_by_key(|order| (order.created, order.id));
        listing
            .modified
            .sort_by_key(|order| (order.modified, order.id));
        listing
    }

    /// A shop of ten years up to `now` with so many orders, more of them each year, none at night.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "seconds of ten years and counts of orders are small"
    )]
    pub fn of_ten_years(count: u64, now: i64) -> Self {
        let seconds = 10 * 365 * 86_400_i64;
        let orders = (0..count).map(|place| {
            // The square root puts three quarters of the orders into the second half.
            let share = ((place as f64 + 0.5) / count.max(1) as f64).sqrt();
            let at = now - seconds + (seconds as f64 * share) as i64;
            let by_day = at.rem_euclid(86_400) * 2 / 3 + 28_800;
            let created = at - at.rem_euclid(86_400) + by_day.min(86_399);
            Order {
                id: place + 1,
                created: created.min(now - 3_600),
                modified: (created + 3 * 86_400).min(now - 3_600),
                trashed: false,
            }
        });
        Self::new(orders.collect(), now)
    }

    /// How many orders there are.
    pub fn count(&self) -> usize {
        self.created.len()
    }

    /// The id of the order at this place, by id.
    pub fn id_at(&self, place: usize) -> Option<u64> {
        self.ids.get(place).map(|order| order.id)
    }

    /// The ids of all orders outside the trash.
    pub fn ids(&self) -> impl Iterator<Item = u64> {
        let kept = self.created.iter().filter(|order| !order.trashed);
        kept.map(|order| order.id)
    }

    /// Somebody edits an order: it is changed now.
    pub fn edit(&mut self, id: u64) {
        self.change(id, |_| {});
    }

    /// Somebody puts an order into the trash, which changes it too.
    pub fn trash(&mut self, id: u64) {
        self.has_trash = true;
        self.change(id, |order| order.trashed = true);
    }

    /// Somebody gives an order another date of creation.
    pub fn redate(&mut self, id: u64, created: i64) {
        self.change(id, |order| order.created = created);
    }

    /// An order comes in now.
    pub fn add(&mut self, id: u64) {
        let order = Order {
            id,
            created: self.now,
            modified: self.now,
            trashed: false,
        };
        self.insert(order);
    }

    /// An order is deleted for good.
    pub fn delete(&mut self, id: u64) {
        self.ids.retain(|order| order.id != id);
        self.created.retain(|order| order.id != id);
        self.modified.retain(|order| order.id != id);
    }

    fn change(&mut self, id: u64, change: impl FnOnce(&mut Order)) {
        let Ok(at) = self.ids.binary_search_by_key(&id, |order| order.id) else {
            return;
        };
        let mut order = self.ids[at];
        order.modified = self.now;
        change(&mut order);
        self.delete(id);
        self.insert(order);
    }

    fn insert(&mut self, order: Order) {
        let at = self.ids.partition_point(|one| one.id < order.id);
        self.ids.insert(at, order);
        let at = |one: &Order| (one.created, one.id) < (order.created, order.id);
        self.created.insert(self.created.partition_point(at), order);
        let at = |one: &Order| (one.modified, one.id) < (order.modified, order.id);
        self.modified
            .insert(self.modified.partition_point(at), order);
    }

    /// The answer to a request, and the ids of the orders in it.
    pub fn answer(&self, request: &Request<Bytes>) -> (Response<Bytes>, Vec<u64>) {
        match Asked::read(request.uri()) {
            Ok(asked) => asked.answer(self),
            Err(problem) => (crate::page::refused(&problem, self.now), vec![]),
        }
    }

    /// Whether some orders are in the trash.
    pub(crate) fn has_trash(&self) -> bool {
        self.has_trash
    }

    pub(crate) fn sequence(&self, by: Sorted) -> &[Order] {
        match by {
            Sorted::Id => &self.ids,
            Sorted::Created => &self.created,
            Sorted::Modified => &self.modified,
        }
    }

    pub(crate) fn writer(&self, keys_only: bool) -> &Writer {
        if keys_only { &self.keys } else { &self.whole }
    }
}
