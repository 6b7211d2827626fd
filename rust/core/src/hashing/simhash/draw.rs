//! Normal numbers that every host draws alike.

use std::f64::consts::TAU;

use crate::ln::ln;
use crate::rng::Stream;

/// `n` standard normal numbers, two of each pair of uniform ones (Box and Muller 1958).
pub(super) fn normals(stream: &mut Stream, n: usize) -> Vec<f32> {
    let mut drawn = Vec::with_capacity(n + 1);
    while drawn.len() < n {
        // Above 0, since it has half a unit of the last place to spare.
        let radius = (-2.0 * ln(stream.unit() + 0.5 / (1_u64 << 53) as f64)).sqrt();
        let angle = TAU * stream.unit();
        drawn.push((radius * libm::cos(angle)) as f32);
        drawn.push((radius * libm::sin(angle)) as f32);
    }
    drawn.truncate(n);
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_a_contract() {
        // Made by this very code in 2026-11; a change here changes every encoder that is drawn anew.
        let drawn: Vec<u32> = normals(&mut Stream::new(0, 0), 3).iter().map(|x| x.to_bits()).collect();
        assert_eq!(drawn, [3_201_245_875, 3_202_388_553, 1_067_558_496]);
    }

    #[test]
    fn the_numbers_are_normal() {
        let drawn = normals(&mut Stream::new(7, 0), 200_000);
        let moment = |power: i32| drawn.iter().map(|&x| f64::from(x).powi(power)).sum::<f64>() / drawn.len() as f64;
        // Within five standard errors each.
        assert!(moment(1).abs() < 5.0 * (1.0 / 200_000_f64).sqrt(), "{}", moment(1));
        assert!((moment(2) - 1.0).abs() < 5.0 * (2.0 / 200_000_f64).sqrt(), "{}", moment(2));
        assert!((moment(4) - 3.0).abs() < 5.0 * (96.0 / 200_000_f64).sqrt(), "{}", moment(4));
    }
}
