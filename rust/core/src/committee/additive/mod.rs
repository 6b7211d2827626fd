//! Rules whose score of a committee is the sum of points of its members.

mod approval;
mod bloc;
mod k_borda;
mod satisfaction_approval;
mod sntv;

use std::rc::Rc;

use num_bigint::BigInt;
use num_integer::Integer as _;

use super::exact::{Instance, solve};
use super::sequential::{Course, run};
use super::{Election, Parse, Request};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::fraction::Fraction;
use crate::rank::exact::{Exact, Keys};

pub(super) const RULES: &[(&str, Parse)] = &[
    (approval::ID, approval::parse),
    (bloc::ID, bloc::parse),
    (k_borda::ID, k_borda::parse),
    (satisfaction_approval::ID, satisfaction_approval::parse),
    (sntv::ID, sntv::parse),
];

/// [`best`] by exact points.
fn best_exact(points: &Exact, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
    let of = |item: u32| points.fraction(item as usize);
    match &points.keys {
        Keys::Narrow(keys) => best(keys, of, request, ctx),
        Keys::Wide(keys) => best(keys, of, request, ctx),
    }
}

/// The points of these items together.
fn total(points: &Exact, members: &[u32]) -> Fraction {
    members.iter().map(|&item| points.fraction(item as usize)).sum()
}

/// The items with the most points, as far as the bounds let them. Where no item is in two groups, committees that keep to
/// the bounds are the bases of a matroid, and taking the best item again and again is exact; else they are searched.
///
/// `keys` compare as the points do, and `points` are the points of an item.
fn best<K: Ord>(keys: &[K], points: impl Fn(u32) -> Fraction, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
    let election = if request.bounds.is_disjoint() {
        run(Separable::new(keys, &points), request, ctx)?
    } else {
        let (instance, unit) = with_points(keys.len() as u32, &points, request.k)?;
        let found = solve(&instance, request, ctx)?;
        Election { bound: found.bound.map(|bound| bound * unit), ..found }
    };
    let score = election.committees.first().map(|members| members.iter().map(|&item| points(item)).sum());
    Ok(Election { score, ..election })
}

/// The points as integers, and the unit that they count.
fn with_points(n_items: u32, points: impl Fn(u32) -> Fraction, k: usize) -> Result<(Instance, Fraction)> {
    let points: Vec<Fraction> = (0..n_items).map(points).collect();
    let common = points.iter().fold(BigInt::from(1), |common, points| common.lcm(points.denom()));
    let whole: Vec<BigInt> = points.iter().map(|points| (points * &common).to_integer()).collect();
    // Not zero, also where nobody has a point.
    let shared = whole.iter().fold(BigInt::ZERO, |shared, whole| shared.gcd(whole)).max(BigInt::from(1));
    let integers =
        whole.iter().map(|whole| i128::try_from(whole / &shared)).collect::<std::result::Result<Vec<_>, _>>();
    let integers =
        integers.map_err(|_| Error::Overflow { what: "points of items in overlapping groups", bits: 127 })?;
    Ok((Instance::of_points(&integers, k), Fraction::new(shared, common)))
}

/// The best item that is open is elected next.
struct Separable<'a, K, P> {
    keys: &'a [K],
    points: &'a P,
    /// The items by their keys, best first; those that tie in ascending order.
    order: Rc<[u32]>,
    /// So many of the order are elected, and perhaps some further on.
    elected: usize,
}

impl<'a, K: Ord, P> Separable<'a, K, P> {
    fn new(keys: &'a [K], points: &'a P) -> Self {
        let mut order: Rc<[u32]> = (0..keys.len() as u32).collect();
        if let Some(order) = Rc::get_mut(&mut order) {
            order.sort_by(|&a, &b| keys[b as usize].cmp(&keys[a as usize]));
        }
        Self { keys, points, order, elected: 0 }
    }
}

impl<K, P> Clone for Separable<'_, K, P> {
    fn clone(&self) -> Self {
        Self { order: Rc::clone(&self.order), ..*self }
    }
}

impl<K: Ord, P: Fn(u32) -> Fraction> Course for Separable<'_, K, P> {
    type Key = Vec<u32>;

    fn best(&mut self, may: &dyn Fn(u32) -> bool, _: &Ctx<'_>) -> Result<Option<(Vec<u32>, Option<Fraction>)>> {
        let mut open = self.order[self.elected..].iter().copied().filter(|&item| may(item));
        Ok(open.next().map(|best| {
            let ties = |item: &u32| self.keys[*item as usize] == self.keys[best as usize];
            let tied = std::iter::once(best).chain(open.take_while(ties)).collect();
            (tied, Some((self.points)(best)))
        }))
    }

    fn choose(&mut self, item: u32, _: &Ctx<'_>) -> Result<()> {
        self.elected += usize::from(self.order[self.elected] == item);
        Ok(())
    }

    fn key(&self, chosen: &[u32]) -> Vec<u32> {
        chosen.to_vec()
    }
}
