//! How well the least supported member is supported when voters divide their weight among members as well as they can.

mod flow;

use std::cmp::Ordering;

use self::flow::Network;
use crate::ctx::Ctx;
use crate::error::Result;

/// A weight divided by a number of members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Support {
    pub(super) weight: i128,
    pub(super) members: i128,
}

impl Ord for Support {
    /// Weights are below `2**110` and members below `2**16`, so products fit.
    fn cmp(&self, other: &Self) -> Ordering {
        (self.weight * other.members).cmp(&(other.weight * self.members))
    }
}

impl PartialOrd for Support {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The least support of a member: the least `weight of those who approve of one of T / |T|` over the sets `T` of members.
/// `kinds` are the members that voters of a kind approve of, with their weight. The search starts from a bound above it,
/// and ends below `enough` with some bound above the support.
///
/// # Errors
/// A stop asked for through `ctx`.
///
/// # Complexity
/// At most `n_members` maximum flows, few as a rule: Dinkelbach's method.
pub(super) fn least(
    n_members: usize,
    kinds: &[(Vec<u32>, i128)],
    from: Support,
    enough: Option<Support>,
    ctx: &Ctx<'_>,
) -> Result<Support> {
    let of_all = Support { weight: kinds.iter().map(|(_, weight)| weight).sum(), members: n_members as i128 };
    let mut least = from.min(of_all);
    loop {
        if least.weight == 0 || enough.is_some_and(|enough| least < enough) {
            return Ok(least);
        }
        let scaled: Vec<(Vec<u32>, i128)> =
            kinds.iter().map(|(members, weight)| (members.clone(), weight * least.members)).collect();
        let short = Network::new(n_members, least.weight, &scaled).short(ctx)?;
        if short.is_empty() {
            return Ok(least);
        }
        let mut is_short = vec![false; n_members];
        for &member in &short {
            is_short[member as usize] = true;
        }
        let concerns = |members: &[u32]| members.iter().any(|&member| is_short[member as usize]);
        let weight = kinds.iter().filter(|(members, _)| concerns(members)).map(|(_, weight)| weight).sum();
        least = Support { weight, members: short.len() as i128 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_support_is_that_of_the_worst_set() {
        let ctx = Ctx::default();
        let mut state = 7_u64;
        let mut draw = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for _ in 0..300 {
            let n_members = 1 + draw(5) as usize;
            let kinds: Vec<(Vec<u32>, i128)> = (0..draw(7))
                .map(|_| {
                    let set = 1 + draw((1 << n_members) - 1);
                    let members = (0..n_members as u32).filter(|member| set >> member & 1 == 1).collect();
                    (members, i128::from(draw(4)))
                })
                .collect();
            let weight_of = |set: u32| {
                let meets = |members: &[u32]| members.iter().any(|member| set >> member & 1 == 1);
                kinds.iter().filter(|(members, _)| meets(members)).map(|(_, weight)| weight).sum()
            };
            let all = (1..1_u32 << n_members)
                .map(|set| Support { weight: weight_of(set), members: i128::from(set.count_ones()) });
            let from = Support { weight: 100, members: 1 };
            let found = least(n_members, &kinds, from, None, &ctx).unwrap();
            assert_eq!(Some(found.cmp(&all.min().unwrap())), Some(Ordering::Equal));
        }
    }
}
