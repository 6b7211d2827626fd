//! Which items are decided in a part of all committees, and the best completion under prices.

use super::number::Number;
use crate::committee::{Bounds, Request};

/// What is decided about an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Nothing yet.
    Free,
    /// It is a member.
    In,
    /// It is none.
    Out,
}

/// The sides of all items.
#[derive(Debug, Clone)]
pub(super) struct Sides {
    decisions: Vec<Side>,
    n_in: usize,
    n_free: usize,
}

impl Sides {
    /// Nothing is decided.
    pub(super) fn open(n_items: usize) -> Self {
        Self { decisions: vec![Side::Free; n_items], n_in: 0, n_free: n_items }
    }

    pub(super) fn of(&self, item: u32) -> Side {
        self.decisions[item as usize]
    }

    pub(super) fn n_in(&self) -> usize {
        self.n_in
    }

    pub(super) fn n_free(&self) -> usize {
        self.n_free
    }

    /// Decides about a free item.
    pub(super) fn set(&mut self, item: u32, side: Side) {
        if side != Side::Free && self.of(item) == Side::Free {
            self.decisions[item as usize] = side;
            self.n_free -= 1;
            self.n_in += usize::from(side == Side::In);
        }
    }

    /// The items of a side, in ascending order.
    pub(super) fn on(&self, side: Side) -> impl Iterator<Item = u32> {
        (0..).zip(&self.decisions).filter(move |(_, own)| **own == side).map(|(item, _)| item)
    }
}

/// Seats that items of some kind have to have at least and at most.
#[derive(Debug, Clone, Copy)]
struct Quota {
    lower: usize,
    upper: usize,
}

/// The choice of the items with the highest prices, within the bounds of groups that do not overlap.
///
/// Where groups overlap, their bounds are left to multipliers, which are part of the prices.
#[derive(Clone)]
pub(super) struct Picker<N> {
    k: usize,
    kinds: Vec<u32>,
    quotas: Vec<Quota>,
    /// Free items, best first.
    order: Vec<u32>,
    /// For each kind how many are chosen.
    counts: Vec<usize>,
    /// Whether an item is chosen.
    is_chosen: Vec<bool>,
    /// The committee of the last choice, the decided members first.
    pub(super) chosen: Vec<u32>,
    /// For each kind the least price that could be given up for one of it, and the greatest that could replace one.
    given_up: Vec<Option<N>>,
    taken_up: Vec<Option<N>>,
}

impl<N: Number> Picker<N> {
    pub(super) fn new(request: &Request) -> Self {
        let n_items = request.priority.len();
        let (kinds, quotas) = kinds(&request.bounds, n_items);
        let n_kinds = quotas.len();
        Self {
            k: request.k,
            kinds,
            quotas,
            order: Vec::with_capacity(n_items),
            counts: vec![0; n_kinds],
            is_chosen: vec![false; n_items],
            chosen: Vec::with_capacity(request.k),
            given_up: vec![None; n_kinds],
            taken_up: vec![None; n_kinds],
        }
    }

    /// The members with the highest prices, whose sum this is; `None` if no committee is left.
    pub(super) fn pick(&mut self, prices: &[N], sides: &Sides) -> Option<N> {
        self.chosen.clear();
        self.order.clear();
        self.counts.fill(0);
        self.is_chosen.fill(false);
        for (item, &side) in (0..).zip(&sides.decisions) {
            match side {
                Side::In => self.take(item),
                Side::Free => self.order.push(item),
                Side::Out => {}
            }
        }
        let seats = self.k.checked_sub(self.chosen.len())?;
        if self.order.len() < seats {
            return None;
        }
        if self.quotas.len() == 1 {
            if seats > 0 && seats < self.order.len() {
                self.order.select_nth_unstable_by_key(seats - 1, |&item| (-prices[item as usize], item));
            }
            for place in 0..seats {
                self.take(self.order[place]);
            }
        } else {
            self.pick_within(prices, seats)?;
        }
        Some(self.chosen.iter().map(|&item| prices[item as usize]).sum())
    }

    fn take(&mut self, item: u32) {
        self.counts[self.kinds[item as usize] as usize] += 1;
        self.is_chosen[item as usize] = true;
        self.chosen.push(item);
    }

    /// First what lower bounds ask for, then the best that upper bounds allow: the bounds make a matroid.
    fn pick_within(&mut self, prices: &[N], mut seats: usize) -> Option<()> {
        self.order.sort_unstable_by_key(|&item| (-prices[item as usize], item));
        let order = std::mem::take(&mut self.order);
        for is_owed in [true, false] {
            for &item in &order {
                let kind = self.kinds[item as usize] as usize;
                let Quota { lower, upper } = self.quotas[kind];
                let most = if is_owed { lower } else { upper };
                if seats > 0 && !self.is_chosen[item as usize] && self.counts[kind] < most {
                    self.take(item);
                    seats -= 1;
                }
            }
        }
        self.order = order;
        let within = |(&count, quota): (&usize, &Quota)| (quota.lower..=quota.upper).contains(&count);
        (seats == 0 && self.counts.iter().zip(&self.quotas).all(within)).then_some(())
    }

    /// Works out what it costs to decide against the last choice.
    pub(super) fn weigh(&mut self, prices: &[N], sides: &Sides) {
        self.given_up.fill(None);
        self.taken_up.fill(None);
        for &item in &self.order {
            if sides.of(item) != Side::Free {
                continue;
            }
            let (kind, price) = (self.kinds[item as usize] as usize, prices[item as usize]);
            if self.is_chosen[item as usize] {
                self.given_up[kind] = Some(self.given_up[kind].map_or(price, |least| least.min(price)));
            } else {
                self.taken_up[kind] = Some(self.taken_up[kind].map_or(price, |most| most.max(price)));
            }
        }
        if self.quotas.len() > 1 {
            let all = || self.quotas.iter().zip(&self.counts);
            let spare = all().zip(&self.given_up).filter(|((quota, count), _)| **count > quota.lower);
            let spare = spare.filter_map(|(_, price)| *price).min();
            let room = all().zip(&self.taken_up).filter(|((quota, count), _)| **count < quota.upper);
            let room = room.filter_map(|(_, price)| *price).max();
            for (kind, (quota, &count)) in self.quotas.iter().zip(&self.counts).enumerate() {
                if count < quota.upper {
                    self.given_up[kind] = self.given_up[kind].into_iter().chain(spare).min();
                }
                if count > quota.lower {
                    self.taken_up[kind] = self.taken_up[kind].into_iter().chain(room).max();
                }
            }
        }
    }

    /// How much lower the best sum is if this free item is on the other side than it was in the last choice, and that
    /// side; without a sum if no committee is left there.
    pub(super) fn loss(&self, item: u32, prices: &[N]) -> (Option<N>, Side) {
        let (kind, price) = (self.kinds[item as usize] as usize, prices[item as usize]);
        if self.is_chosen[item as usize] {
            (self.taken_up[kind].map(|other| price - other), Side::Out)
        } else {
            (self.given_up[kind].map(|other| other - price), Side::In)
        }
    }

    pub(super) fn is_chosen(&self, item: u32) -> bool {
        self.is_chosen[item as usize]
    }
}

/// The kind of each item and the quotas of the kinds; one kind where there are no groups, or groups overlap.
fn kinds(bounds: &Bounds, n_items: usize) -> (Vec<u32>, Vec<Quota>) {
    if bounds.is_empty() || !bounds.is_disjoint() {
        return (vec![0; n_items], vec![Quota { lower: 0, upper: usize::MAX }]);
    }
    let kinds = (0..n_items as u32).map(|item| bounds.kind(item) as u32).collect();
    let mut quotas = vec![Quota { lower: 0, upper: usize::MAX }; bounds.n_kinds()];
    for group in bounds.groups() {
        if let Some(&item) = group.members.first() {
            quotas[bounds.kind(item)] = Quota { lower: group.lower, upper: group.upper };
        }
    }
    (kinds, quotas)
}
