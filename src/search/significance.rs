//! How much more often two things occur together than chance would have it.

/// Dunning's log-likelihood ratio G² for a 2×2 table ("Accurate Methods for the
/// Statistics of Surprise and Coincidence", 1993), negative when they meet less often
/// than by chance. Above 10.83 chance would do it once in a thousand.
///
/// `both` passages name both, `first` and `second` name each, of `all` passages.
#[must_use]
pub fn log_likelihood(both: u64, first: u64, second: u64, all: u64) -> f64 {
    let first = first.max(both);
    let second = second.max(both);
    let all = all.max(first + second - both);
    let cells = [both, first - both, second - both, all + both - first - second];
    let rows = [first, all - first];
    let columns = [second, all - second];
    let expected = |row: u64, column: u64| row as f64 * column as f64 / all as f64;
    let term = |observed: u64, expected: f64| {
        if observed == 0 || expected <= 0.0 {
            0.0
        } else {
            observed as f64 * (observed as f64 / expected).ln()
        }
    };
    let sum = term(cells[0], expected(rows[0], columns[0]))
        + term(cells[1], expected(rows[0], columns[1]))
        + term(cells[2], expected(rows[1], columns[0]))
        + term(cells[3], expected(rows[1], columns[1]));
    let ratio = (2.0 * sum).max(0.0);
    if (both as f64) < expected(rows[0], columns[0]) { -ratio } else { ratio }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_worked_by_hand() {
        // Observed 10, 10, 10, 70; expected 4, 16, 16, 64.
        let by_hand: f64 = 2.0
            * (10.0 * (10.0_f64 / 4.0).ln()
                + 2.0 * 10.0 * (10.0_f64 / 16.0).ln()
                + 70.0 * (70.0_f64 / 64.0).ln());
        assert!((log_likelihood(10, 20, 20, 100) - by_hand).abs() < 1e-9);
    }

    #[test]
    fn independence_says_nothing_and_avoidance_is_negative() {
        assert!(log_likelihood(4, 20, 20, 100).abs() < 1e-9);
        assert!(log_likelihood(0, 50, 50, 100) < 0.0);
        assert!(log_likelihood(0, 0, 0, 0).abs() < 1e-9);
    }
}
