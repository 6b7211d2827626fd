//! What papers are worth after they have helped to elect items: exactly, however long the fractions get.
//!
//! A paper starts with the value 1, and each surplus that passes it on multiplies its value by the part of the votes that
//! was too much. Papers that the same surpluses passed on are worth the same: they are a *class*. What an item has is a
//! sum of whole numbers of papers times the values of their classes. The fractions double in length with every surplus,
//! so there are three ways to compare two sums: equal sums of the same classes are equal; fractions, as long as they are
//! short; then bounds in fixed point, and the full fractions only where those overlap.

use std::cmp::Ordering;

use num_bigint::BigInt;

use super::table::Amount;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::{Fraction, quotient_wide, scaled};

/// Denominators up to so many bits are kept at hand.
const SHORT_BITS: u64 = 1 << 11;

/// The digits after the point, in bits, of the bounds: the second is for what the first cannot tell apart.
const FIXED_BITS: [u64; 2] = [256, 4096];

/// What a paper is worth where its value is cut off after five decimals, in units of the fifth.
const FIFTH_DECIMAL: i64 = 100_000;

/// The weight of the papers of each class, sorted by class, none of them 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Terms(Vec<(u32, i128)>);

impl Terms {
    pub(super) fn add(&mut self, class: u32, weight: i128) {
        match self.0.binary_search_by_key(&class, |&(class, _)| class) {
            Ok(at) => {
                self.0[at].1 += weight;
                if self.0[at].1 == 0 {
                    self.0.remove(at);
                }
            }
            Err(_) if weight == 0 => {}
            Err(at) => self.0.insert(at, (class, weight)),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, i128)> + '_ {
        self.0.iter().copied()
    }

    fn sum(&self, values: &[BigInt]) -> BigInt {
        self.0.iter().map(|&(class, weight)| &values[class as usize] * weight).sum()
    }
}

#[derive(Debug, Clone, Copy)]
struct Class {
    parent: u32,
    factor: u32,
}

/// A surplus: what the item had, and what the papers were worth that pass it on.
#[derive(Debug, Clone)]
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
        Self { classes: Vec::new(), factors: Vec::new(), quota, cut, fractions, fixed: Vec::new() }
    }

    /// A surplus of an item that has `whole`, to be passed on by the papers in `passed`.
    pub(super) fn surplus(&mut self, whole: Terms, passed: Terms) -> u32 {
        self.factors.push(Factor { whole, passed });
        self.factors.len() as u32 - 1
    }

    /// The class of papers that were in the class `parent` and that a surplus passes on.
    pub(super) fn class(&mut self, parent: u32, factor: u32) -> u32 {
        self.classes.push(Class { parent, factor });
        self.classes.len() as u32
    }

    /// Everything that values depend on, to tell two courses apart.
    pub(super) fn factors(&self) -> impl Iterator<Item = (&Terms, &Terms)> {
        self.factors.iter().map(|factor| (&factor.whole, &factor.passed))
    }

    /// # Errors
    /// A stop asked for through `ctx`.
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
        self.work_out(u64::MAX, ctx)?;
        Ok(a.sum(&self.fractions.numerators).cmp(&b.sum(&self.fractions.numerators)))
    }

    /// How many votes compare with the quota.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
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
        self.work_out(u64::MAX, ctx)?;
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

    /// Works out the fractions of all classes; `false` once their denominator would get longer than `most` bits.
    fn work_out(&mut self, most: u64, ctx: &Ctx<'_>) -> Result<bool> {
        let Fractions { denominator, numerators, factors } = &mut self.fractions;
        factors.resize(self.factors.len(), None);
        while let Some(&Class { parent, factor }) = self.classes.get(numerators.len() - 1) {
            let at = factor as usize;
            let Factor { whole, passed } = &self.factors[at];
            let (numerator, parts) = match &factors[at] {
                Some((numerator, parts)) => (numerator, parts),
                None => {
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
                    let found = factors[at].insert((numerator, parts));
                    (&found.0, &found.1)
                }
            };
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
