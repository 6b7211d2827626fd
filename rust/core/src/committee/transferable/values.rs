//! What papers are worth after they have helped to elect items: exactly, however long the fractions get.
//!
//! A paper starts with the value 1, and each surplus that passes it on multiplies its value by the part of the votes that
//! was too much. Papers that the same surpluses passed on are worth the same: they are a *class*. What an item has is a
//! sum of whole numbers of papers times the values of their classes. The fractions double in length with every surplus,
//! so there are three ways to compare two sums: equal sums of the same classes are equal; fractions, as long as they are
//! short; then bounds in fixed point, and the full fractions only where those overlap.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use num_bigint::BigInt;

use super::table::Amount;
use super::terms::Terms;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::fraction::{Fraction, quotient_wide, scaled};

/// Denominators up to so many bits are kept at hand.
const SHORT_BITS: u64 = 1 << 11;

/// The most bits that full fractions may take, of all classes together.
const MOST_BITS: u64 = 1 << 32;

/// The digits after the point, in bits, of the bounds: the second is for what the first cannot tell apart.
const FIXED_BITS: [u64; 2] = [256, 4096];

/// What a paper is worth where its value is cut off after five decimals, in units of the fifth.
const FIFTH_DECIMAL: i64 = 100_000;

#[derive(Debug, Clone, Copy)]
struct Class {
    parent: u32,
    factor: u32,
}

/// A surplus: what the item had, and what the papers were worth that pass it on.
#[derive(Debug, Clone, PartialEq)]
struct Factor {
    whole: Terms,
    passed: Terms,
}

/// Values of classes over one denominator, as far as they were worked out.
#[derive(Debug, Clone)]
struct Fractions {
    denominator: BigInt,
    numerators: Vec<BigInt>,
    /// Of each factor, in lowest terms.
    factors: Vec<Option<(BigInt, BigInt)>>,
}

/// Bounds on the values of classes in fixed point.
#[derive(Debug, Clone)]
struct Fixed {
    bits: u64,
    low: Vec<BigInt>,
    high: Vec<BigInt>,
    factors: Vec<Option<(BigInt, BigInt)>>,
}

/// The classes of papers, and what they are worth.
#[derive(Debug, Clone)]
pub(super) struct Values {
    /// Without the class of whole papers, which is number 0.
    classes: Vec<Class>,
    number: BTreeMap<(u32, u32), u32>,
    factors: Vec<Factor>,
    /// The quota in the unit of weights.
    quota: (BigInt, BigInt),
    cut: bool,
    fractions: Fractions,
    fixed: Vec<Fixed>,
}

impl Values {
    /// Whole papers alone. With `cut`, values are cut off after the fifth decimal.
    pub(super) fn new(quota: &Fraction, cut: bool) -> Self {
        let one = if cut { BigInt::from(FIFTH_DECIMAL) } else { 1.into() };
        let fractions = Fractions { denominator: one.clone(), numerators: vec![one], factors: Vec::new() };
        let quota = (quota.numer().clone(), quota.denom().clone());
        let (classes, number) = (Vec::new(), BTreeMap::new());
        Self { classes, number, factors: Vec::new(), quota, cut, fractions, fixed: Vec::new() }
    }

    /// A surplus of an item that has `whole`, to be passed on by the papers in `passed`. Equal ones are one: items that
    /// stand alike pass on equal parts. No paper is passed on by the same surplus twice, because it would have to be
    /// among those that the surplus consists of, and they were there before.
    pub(super) fn surplus(&mut self, whole: Terms, passed: Terms) -> u32 {
        let factor = Factor { whole, passed };
        let known = self.factors.iter().position(|known| *known == factor);
        known.unwrap_or_else(|| {
            self.factors.push(factor);
            self.factors.len() - 1
        }) as u32
    }

    /// The class of papers that were in the class `parent` and that a surplus passes on.
    pub(super) fn class(&mut self, parent: u32, factor: u32) -> u32 {
        let next = self.classes.len() as u32 + 1;
        let number = *self.number.entry((parent, factor)).or_insert(next);
        if number == next {
            self.classes.push(Class { parent, factor });
        }
        number
    }

    /// Everything that values depend on, to tell two courses apart.
    pub(super) fn factors(&self) -> impl Iterator<Item = (&Terms, &Terms)> {
        self.factors.iter().map(|factor| (&factor.whole, &factor.passed))
    }

    /// # Errors
    /// [`Error::TooLarge`] where fractions that differ by less than 4096 bits show are too long; a stop asked for
    /// through `ctx`.
    pub(super) fn compare(&mut self, a: &Terms, b: &Terms, ctx: &Ctx<'_>) -> Result<Ordering> {
        if a == b {
            return Ok(Ordering::Equal);
        }
        if self.work_out(SHORT_BITS, ctx)? {
            return Ok(a.sum(&self.fractions.numerators).cmp(&b.sum(&self.fractions.numerators)));
        }
        for level in 0..FIXED_BITS.len() {
            let fixed = self.bounds(level, ctx)?;
            if a.sum(&fixed.low) > b.sum(&fixed.high) {
                return Ok(Ordering::Greater);
            }
            if a.sum(&fixed.high) < b.sum(&fixed.low) {
                return Ok(Ordering::Less);
            }
        }
        self.work_out_all(ctx)?;
        Ok(a.sum(&self.fractions.numerators).cmp(&b.sum(&self.fractions.numerators)))
    }

    /// How many votes compare with the quota.
    ///
    /// # Errors
    /// As [`Values::compare`].
    pub(super) fn compare_with_quota(&mut self, a: &Terms, ctx: &Ctx<'_>) -> Result<Ordering> {
        let (numerator, denominator) = self.quota.clone();
        if self.work_out(SHORT_BITS, ctx)? {
            let Fractions { denominator: unit, numerators, .. } = &self.fractions;
            return Ok((a.sum(numerators) * denominator).cmp(&(numerator * unit)));
        }
        for level in 0..FIXED_BITS.len() {
            let fixed = self.bounds(level, ctx)?;
            let quota = &numerator << fixed.bits;
            if a.sum(&fixed.low) * &denominator > quota {
                return Ok(Ordering::Greater);
            }
            if a.sum(&fixed.high) * &denominator < quota {
                return Ok(Ordering::Less);
            }
        }
        self.work_out_all(ctx)?;
        Ok((a.sum(&self.fractions.numerators) * denominator).cmp(&(numerator * &self.fractions.denominator)))
    }

    /// The votes in all of these together, less some quotas: exactly where the fractions are short.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    pub(super) fn amount(&mut self, terms: &[&Terms], quotas: usize, exponent: i32, ctx: &Ctx<'_>) -> Result<Amount> {
        let (quota, parts) = (&self.quota.0 * quotas, self.quota.1.clone());
        if self.work_out(SHORT_BITS, ctx)? {
            let Fractions { denominator: unit, numerators, .. } = &self.fractions;
            let sum: BigInt = terms.iter().map(|terms| terms.sum(numerators)).sum();
            let (numerator, denominator) =
                if quotas == 0 { (sum, unit.clone()) } else { (sum * &parts - quota * unit, unit * parts) };
            let shift = exponent.unsigned_abs();
            let (left, right) = if exponent < 0 { (0, shift) } else { (shift, 0) };
            return Ok(Amount::Exact { numerator: numerator << left, denominator: denominator << right });
        }
        let fixed = self.bounds(0, ctx)?;
        let sum: BigInt = terms.iter().map(|terms| terms.sum(&fixed.low)).sum();
        let numerator = sum * &parts - (quota << fixed.bits);
        Ok(Amount::Rounded(quotient_wide(&numerator, &(parts << fixed.bits), exponent)))
    }

    /// What values are counted in where they are cut off: the last decimal.
    pub(super) fn decimal(numerator: &BigInt) -> Amount {
        Amount::Exact { numerator: numerator.clone(), denominator: FIFTH_DECIMAL.into() }
    }

    /// Some quotas.
    pub(super) fn quotas(&self, quotas: usize, exponent: i32) -> Amount {
        let quota = Fraction::new(&self.quota.0 * quotas, self.quota.1.clone());
        Amount::from(quota * scaled(1, exponent))
    }

    /// Works out the fractions of all classes, whatever their length, as far as memory goes.
    fn work_out_all(&mut self, ctx: &Ctx<'_>) -> Result<()> {
        let most = MOST_BITS / (self.classes.len() as u64 + 1);
        if self.work_out(most, ctx)? {
            return Ok(());
        }
        let got = u128::from(2 * self.fractions.denominator.bits());
        Err(Error::TooLarge { what: "bits of a fraction that compares votes", got, limit: most.into() })
    }

    /// Works out the fractions of all classes; `false` once their denominator would get longer than `most` bits.
    fn work_out(&mut self, most: u64, ctx: &Ctx<'_>) -> Result<bool> {
        let Fractions { denominator, numerators, factors } = &mut self.fractions;
        factors.resize(self.factors.len(), None);
        while let Some(&Class { parent, factor }) = self.classes.get(numerators.len() - 1) {
            let at = factor as usize;
            let Factor { whole, passed } = &self.factors[at];
            if factors[at].is_none() {
                ctx.check()?;
                if !self.cut && 2 * denominator.bits() > most {
                    return Ok(false);
                }
                let surplus = whole.sum(numerators) * &self.quota.1 - &self.quota.0 * &*denominator;
                let (numerator, parts) = reduced(surplus, passed.sum(numerators) * &self.quota.1);
                if !self.cut {
                    *denominator *= &parts;
                    for value in numerators.iter_mut() {
                        *value *= &parts;
                    }
                }
                factors[at] = Some((numerator, parts));
            }
            let Some((numerator, parts)) = &factors[at] else { return Ok(false) };
            let value = &numerators[parent as usize] * numerator / parts;
            numerators.push(value);
        }
        Ok(true)
    }

    /// Bounds on the values of all classes.
    fn bounds(&mut self, level: usize, ctx: &Ctx<'_>) -> Result<&Fixed> {
        while self.fixed.len() <= level {
            let bits = FIXED_BITS[self.fixed.len()];
            let one = BigInt::from(1) << bits;
            self.fixed.push(Fixed { bits, low: vec![one.clone()], high: vec![one], factors: Vec::new() });
        }
        let Fixed { bits, low, high, factors } = &mut self.fixed[level];
        factors.resize(self.factors.len(), None);
        while let Some(&Class { parent, factor }) = self.classes.get(low.len() - 1) {
            let at = factor as usize;
            if factors[at].is_none() {
                ctx.check()?;
                let Factor { whole, passed } = &self.factors[at];
                let quota = &self.quota.0 << *bits;
                let part = |whole: BigInt| (whole * &self.quota.1 - &quota).max(BigInt::ZERO) << *bits;
                let least = part(whole.sum(low)) / (passed.sum(high) * &self.quota.1).max(1.into());
                let most = part(whole.sum(high)) / (passed.sum(low) * &self.quota.1).max(1.into()) + 1;
                factors[at] = Some((least, most));
            }
            if let Some((least, most)) = &factors[at] {
                low.push((&low[parent as usize] * least) >> *bits);
                high.push(((&high[parent as usize] * most) >> *bits) + 1);
            }
        }
        Ok(&self.fixed[level])
    }
}

fn reduced(numerator: BigInt, denominator: BigInt) -> (BigInt, BigInt) {
    if denominator == BigInt::ZERO {
        return (BigInt::ZERO, 1.into());
    }
    let lowest = Fraction::new(numerator, denominator);
    lowest.into_raw()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(of: &[(u32, i128)]) -> Terms {
        let mut terms = Terms::default();
        for &(class, weight) in of {
            terms.add(class, weight);
        }
        terms
    }

    #[test]
    fn bounds_say_what_fractions_say() {
        let ctx = Ctx::default();
        let mut values = Values::new(&Fraction::new(100.into(), 7.into()), false);
        let mut class = 0;
        for step in 0..12 {
            let whole = terms(&[(0, 17 + step), (class, 40)]);
            let factor = values.surplus(whole.clone(), whole);
            class = values.class(class, factor);
        }
        let (a, b) = (terms(&[(3, 5), (9, 2)]), terms(&[(2, 1), (7, 30)]));
        let mut long = values.clone();
        long.work_out_all(&ctx).unwrap();
        let exact = a.sum(&long.fractions.numerators).cmp(&b.sum(&long.fractions.numerators));
        assert!(!values.clone().work_out(SHORT_BITS, &ctx).unwrap());
        assert_eq!(values.compare(&a, &b, &ctx).unwrap(), exact);
        for level in 0..FIXED_BITS.len() {
            let fixed = values.bounds(level, &ctx).unwrap().clone();
            for ((numerator, low), high) in long.fractions.numerators.iter().zip(&fixed.low).zip(&fixed.high) {
                let scaled = numerator << fixed.bits;
                assert!(low * &long.fractions.denominator <= scaled && scaled <= high * &long.fractions.denominator);
                assert!((high - low).bits() < 64);
            }
        }
        assert!(matches!(values.amount(&[&a], 0, 0, &ctx).unwrap(), Amount::Rounded(_)));
    }

    #[test]
    fn what_fixed_point_cannot_tell_apart_goes_to_fractions() {
        let ctx = Ctx::default();
        let mut values = Values::new(&Fraction::from(BigInt::from(1)), false);
        // Of 2 votes a half is too much; of 4 papers that are worth a half, a half of that again.
        let mut class = 0;
        for papers in [2, 4] {
            let whole = terms(&[(class, papers)]);
            let factor = values.surplus(whole.clone(), whole.clone());
            assert_eq!(values.surplus(whole.clone(), whole), factor);
            class = values.class(class, factor);
        }
        assert_eq!(values.factors.len(), 2);
        values.work_out_all(&ctx).unwrap();
        assert_eq!(values.fractions.denominator, BigInt::from(4));
        assert_eq!(values.fractions.numerators[class as usize], BigInt::from(1));
        assert_eq!(values.compare(&terms(&[(class, 4)]), &terms(&[(0, 1)]), &ctx).unwrap(), Ordering::Equal);
        assert_eq!(values.compare_with_quota(&terms(&[(class, 4)]), &ctx).unwrap(), Ordering::Equal);
    }

    #[test]
    fn values_of_councils_are_cut_off() {
        let ctx = Ctx::default();
        let mut values = Values::new(&Fraction::from(BigInt::from(5)), true);
        let whole = terms(&[(0, 7)]);
        let factor = values.surplus(whole.clone(), whole);
        let class = values.class(0, factor);
        let value = values.amount(&[&terms(&[(class, 1)])], 0, 0, &ctx).unwrap();
        assert_eq!(value, Amount::Exact { numerator: 28_571.into(), denominator: FIFTH_DECIMAL.into() });
    }
}
