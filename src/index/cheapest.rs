//! What a search for the cheapest keeps in its heap.

use std::cmp::Ordering;

/// Something and what it costs; the cheapest is the greatest, as a heap gives it, and
/// of equal ones that with the higher `rank`.
#[derive(Debug, Clone)]
pub(super) struct Cheapest<T> {
    pub cost: f32,
    pub rank: usize,
    pub item: T,
}

impl<T> PartialEq for Cheapest<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<T> Eq for Cheapest<T> {}

impl<T> PartialOrd for Cheapest<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Cheapest<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        other.cost.total_cmp(&self.cost).then_with(|| self.rank.cmp(&other.rank))
    }
}
