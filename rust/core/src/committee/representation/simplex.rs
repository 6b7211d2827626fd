//! Exact feasibility of a small linear program.

use num_bigint::BigInt;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::Fraction;

/// Rows `sum of coefficients * x + own variable = right side`, over variables of at least 0.
#[derive(Debug)]
pub(super) struct Program {
    n_columns: usize,
    /// The coefficients of each row, and its right side, at least 0.
    rows: Vec<Vec<BigInt>>,
    /// Whether the row's own variable has to be 0 in the end.
    is_equation: Vec<bool>,
}

impl Program {
    pub(super) fn new(n_columns: usize) -> Self {
        Self { n_columns, rows: Vec::new(), is_equation: Vec::new() }
    }

    /// `sum of coefficients * x <= right`, or equal to it, with `right` at least 0.
    pub(super) fn add(&mut self, coefficients: &[(usize, i128)], right: i128, is_equation: bool) {
        let mut row = vec![BigInt::ZERO; self.n_columns + 1];
        for &(column, coefficient) in coefficients {
            row[column] += coefficient;
        }
        row[self.n_columns] = BigInt::from(right);
        self.rows.push(row);
        self.is_equation.push(is_equation);
    }

    /// Some solution, or `None` if there is none.
    ///
    /// The first phase of the simplex method with Bland's rule, which cannot cycle. Rows are integers over one common
    /// denominator, the last pivot, by which products divide exactly.
    pub(super) fn solve(mut self, ctx: &Ctx<'_>) -> Result<Option<Vec<Fraction>>> {
        let (n, m) = (self.n_columns, self.rows.len());
        // Variables of rows have the numbers after those of columns.
        let mut columns: Vec<usize> = (0..n).collect();
        let mut basis: Vec<usize> = (n..n + m).collect();
        // What is still missing in equations, as a further row.
        let mut missing = vec![BigInt::ZERO; n + 1];
        for (row, _) in self.rows.iter().zip(&self.is_equation).filter(|(_, is_equation)| **is_equation) {
            for (sum, cell) in missing.iter_mut().zip(row) {
                *sum += cell;
            }
        }
        self.rows.push(missing);
        let mut denominator = BigInt::from(1);
        while self.rows[m][n] > BigInt::ZERO {
            let may_enter = |&column: &usize| {
                let is_artificial = columns[column] >= n && self.is_equation[columns[column] - n];
                !is_artificial && self.rows[m][column] > BigInt::ZERO
            };
            let Some(enters) = (0..n).filter(may_enter).min_by_key(|&column| columns[column]) else { return Ok(None) };
            let mut leaves: Option<usize> = None;
            for row in (0..m).filter(|&row| self.rows[row][enters] > BigInt::ZERO) {
                let is_before = |other: usize| {
                    let own = &self.rows[row][n] * &self.rows[other][enters];
                    own.cmp(&(&self.rows[other][n] * &self.rows[row][enters]))
                        .then(basis[row].cmp(&basis[other]))
                        .is_lt()
                };
                if leaves.is_none_or(is_before) {
                    leaves = Some(row);
                }
            }
            // What is missing is at least 0, so some row ends every descent.
            let Some(leaves) = leaves else { return Ok(None) };
            self.pivot(leaves, enters, &denominator, ctx)?;
            // The old denominator goes into the cell of the pivot; what was there is the new one.
            denominator = std::mem::replace(&mut self.rows[leaves][enters], denominator);
            std::mem::swap(&mut basis[leaves], &mut columns[enters]);
        }
        let mut solution = vec![Fraction::from(BigInt::ZERO); n];
        for (row, variable) in basis.into_iter().enumerate().filter(|(_, variable)| *variable < n) {
            solution[variable] = Fraction::new(self.rows[row][n].clone(), denominator.clone());
        }
        Ok(Some(solution))
    }

    /// Exchanges the variables of a row and a column, up to the cell itself.
    fn pivot(&mut self, row: usize, column: usize, denominator: &BigInt, ctx: &Ctx<'_>) -> Result<()> {
        let own = self.rows[row].clone();
        for (number, other) in self.rows.iter_mut().enumerate().filter(|(number, _)| *number != row) {
            if number % 8 == 0 {
                ctx.check()?;
            }
            let factor = other[column].clone();
            for (at, cell) in other.iter_mut().enumerate().filter(|(at, _)| *at != column) {
                *cell = (&*cell * &own[column] - &factor * &own[at]) / denominator;
            }
            other[column] = -factor;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solutions_solve_and_what_has_none_is_told() {
        let ctx = Ctx::default();
        // x + y = 4, x - y <= 1, -2 x + z <= 0, z = 3.
        let mut program = Program::new(3);
        program.add(&[(0, 1), (1, 1)], 4, true);
        program.add(&[(0, 1), (1, -1)], 1, false);
        program.add(&[(0, -2), (2, 1)], 0, false);
        program.add(&[(2, 1)], 3, true);
        let x = program.solve(&ctx).unwrap().unwrap();
        let whole = |value: i64| Fraction::from(BigInt::from(value));
        assert_eq!((&x[0] + &x[1], x[2].clone()), (whole(4), whole(3)));
        assert!(&x[0] - &x[1] <= whole(1) && x[2] <= &x[0] * whole(2));
        // x + y = 4, x + y <= 3.
        let mut program = Program::new(2);
        program.add(&[(0, 1), (1, 1)], 4, true);
        program.add(&[(0, 1), (1, 1)], 3, false);
        assert_eq!(program.solve(&ctx).unwrap(), None);
    }
}
