//! What is said of parts that do not fit together.

/// A matrix or batch whose parts do not fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShapeError {
    /// What is wrong.
    pub what: &'static str,
    /// The size it should have.
    pub expected: usize,
    /// The size it has.
    pub found: usize,
}

impl std::fmt::Display for ShapeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}: expected {}, found {}",
            self.what, self.expected, self.found
        )
    }
}

impl std::error::Error for ShapeError {}

/// Whether a size is as it should be.
pub(crate) fn expect(what: &'static str, expected: usize, found: usize) -> Result<(), ShapeError> {
    if expected == found {
        Ok(())
    } else {
        Err(ShapeError {
            what,
            expected,
            found,
        })
    }
}

/// Whether `values` holds `rows` rows of `width` numbers, each row `stride` numbers after the one before.
pub(crate) fn expect_rows(
    what: &'static str,
    rows: usize,
    width: usize,
    stride: usize,
    values: usize,
) -> Result<(), ShapeError> {
    let needed = rows.checked_sub(1).map_or(0, |last| {
        last.saturating_mul(stride.max(width)).saturating_add(width)
    });
    if stride < width && rows > 1 {
        return Err(ShapeError {
            what,
            expected: width,
            found: stride,
        });
    }
    if values < needed {
        return Err(ShapeError {
            what,
            expected: needed,
            found: values,
        });
    }
    Ok(())
}
