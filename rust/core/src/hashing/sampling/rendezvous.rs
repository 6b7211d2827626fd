//! The node of each key, so that few keys move when nodes come and go.

use super::keys::{BLOCK, CHUNK, Keys};
use super::smallest::SLACK;
use super::uniform::{rank, unit};
use super::weights::check;
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::vectorized::vectorized;

/// For each key the number of the node with the smallest exponential rank `-ln(1 - u) / weight`, where `u` comes from the
/// hash of the key under a seed that is the hash of the node. That is the node of the largest `-weight / ln(1 - u)`. Equal
/// ranks are ordered by that hash, then by the node's number. A node of weight 0 gets no key.
///
/// # Errors
/// [`Error::Invalid`] for a node given twice or a weight that cannot be read, [`Error::Length`] for another number of weights
/// than of nodes or unless there is room for one node a key, [`Error::Data`] without a node of weight above 0, or a stop
/// asked for through `ctx`.
///
/// # Complexity
/// The product of the numbers of keys and nodes.
pub fn rendezvous(
    keys: &Keys<'_>,
    nodes: &Keys<'_>,
    weights: Option<&[f64]>,
    seed: u64,
    chosen: &mut [i64],
    ctx: &Ctx<'_>,
) -> Result<()> {
    Error::check_length("nodes of keys", chosen.len(), keys.len())?;
    if let Some((later, earlier)) = nodes.duplicate(seed, ctx)? {
        let expected = format!("each node once; it is node {earlier} too");
        return Err(Error::invalid("nodes", At::Entry(later), nodes.get(later), "a node of its own", expected));
    }
    let units = vec![1.0; if weights.is_some() { 0 } else { nodes.len() }];
    let weights = weights.unwrap_or(&units);
    Error::check_length("weights", weights.len(), nodes.len())?;
    check(weights, 0)?;
    let nodes: Vec<Node> = (weights.iter().enumerate())
        .filter(|&(_, &weight)| weight > 0.0)
        .map(|(number, &weight)| Node { number: number as i64, seed: nodes.get(number).hash(seed), weight })
        .collect();
    let Some(first) = nodes.first() else {
        let (got, expected) = ("no node has a weight above 0".to_owned(), "at least one that does".to_owned());
        return Err(Error::Data { what: "rendezvous", got, expected });
    };
    // The rank rises with the hash, so hashes alone decide among equal weights.
    let equal = nodes.iter().all(|node| node.weight.to_bits() == first.weight.to_bits());
    ctx.set_total(keys.len() as u64);
    ctx.fill_chunks(chosen, 1, (CHUNK / nodes.len()).max(BLOCK), |first, chosen| {
        for (first, chosen) in (first..).step_by(BLOCK).zip(chosen.chunks_mut(BLOCK)) {
            vectorized(
                #[inline(always)]
                || if equal { by_hash(keys, first, &nodes, chosen) } else { by_rank(keys, first, &nodes, chosen) },
            );
        }
        ctx.advance(chosen.len() as u64);
        Ok(())
    })?;
    Ok(())
}

struct Node {
    number: i64,
    seed: u64,
    weight: f64,
}

#[inline(always)]
#[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
fn by_hash(keys: &Keys<'_>, first: usize, nodes: &[Node], chosen: &mut [i64]) {
    let Some((head, others)) = nodes.split_first() else { return };
    let (mut hashes, mut best, mut numbers) = ([0; BLOCK], [0; BLOCK], [head.number; BLOCK]);
    keys.hash_into(first, head.seed, &mut best[..chosen.len()]);
    for node in others {
        keys.hash_into(first, node.seed, &mut hashes[..chosen.len()]);
        // By index over whole arrays, of which the end may not count, so that it becomes a vector loop.
        for at in 0..BLOCK {
            let better = hashes[at] < best[at];
            best[at] = if better { hashes[at] } else { best[at] };
            numbers[at] = if better { node.number } else { numbers[at] };
        }
    }
    chosen.copy_from_slice(&numbers[..chosen.len()]);
}

#[inline(always)]
#[allow(clippy::inline_always)]
fn by_rank(keys: &Keys<'_>, first: usize, nodes: &[Node], chosen: &mut [i64]) {
    let (mut hashes, mut best) = ([0; BLOCK], [(f64::INFINITY, u64::MAX); BLOCK]);
    for node in nodes {
        keys.hash_into(first, node.seed, &mut hashes[..chosen.len()]);
        for (chosen, (best, &hash)) in chosen.iter_mut().zip(best.iter_mut().zip(&hashes)) {
            // A rank is at least u over the weight: most need no logarithm.
            if unit(hash) <= best.0 * node.weight * SLACK {
                let rank = rank(hash, node.weight);
                if rank < best.0 || (rank.total_cmp(&best.0).is_eq() && hash < best.1) {
                    (*best, *chosen) = ((rank, hash), node.number);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(n: usize, nodes: &[i64], weights: Option<&[f64]>) -> Vec<i64> {
        let mut chosen = vec![0; n];
        rendezvous(&Keys::Rows(n), &Keys::Integers(nodes), weights, 5, &mut chosen, &Ctx::default()).unwrap();
        chosen
    }

    #[test]
    fn both_ways_agree_and_shares_follow_weights() {
        let nodes = [4, 9, 1, 30];
        let equal = chosen(1000, &nodes, None);
        // A node of another weight and no keys of its own makes the others go by rank.
        assert_eq!(equal, chosen(1000, &[4, 9, 1, 30, 31], Some(&[2.0, 2.0, 2.0, 2.0, 1e-150])));
        let weighted = chosen(60_000, &[1, 2, 3], Some(&[1.0, 2.0, 3.0]));
        for (node, expected) in [10_000.0_f64, 20_000.0, 30_000.0].into_iter().enumerate() {
            let count = weighted.iter().filter(|&&chosen| chosen == node as i64).count() as f64;
            assert!((count - expected).abs() < 5.0 * expected.sqrt(), "{count} {expected}");
        }
    }

    #[test]
    fn a_node_that_leaves_moves_its_keys_alone() {
        let (before, after) = (chosen(2000, &[7, 8, 9], None), chosen(2000, &[7, 9], None));
        for (before, after) in before.into_iter().zip(after) {
            assert!(before == 1 || [0, 2][after as usize] == before);
        }
    }

    #[test]
    fn nodes_are_checked() {
        let fails = |nodes: &[i64], weights: Option<&[f64]>| {
            rendezvous(&Keys::Rows(1), &Keys::Integers(nodes), weights, 0, &mut [0], &Ctx::default())
                .unwrap_err()
                .to_string()
        };
        assert!(fails(&[1, 2, 1], None).starts_with("nodes[2] = 1 is not a node of its own"));
        assert!(fails(&[], None).contains("no node has a weight above 0"));
        assert!(fails(&[1], Some(&[0.0])).contains("no node has a weight above 0"));
        assert!(fails(&[1], Some(&[f64::NAN])).starts_with("weights[0] = NaN"));
        assert!(fails(&[1], Some(&[1.0, 2.0])).contains("weights has 2 entries: expected 1"));
    }
}
