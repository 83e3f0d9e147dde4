//! Phone posteriors as they are compared: every class against the best of its row.

use crate::speech::phones::SILENCE;
use crate::speech::search::CLASSES;

/// Milliseconds of one row.
pub const ROW_MS: u64 = 20;

/// How far below the row's best a class may fall: what one misheard phone may cost a right word in each of its rows.
const FLOOR: f32 = -8.0;

/// The rows of one stretch of sound.
#[derive(Clone, Debug)]
pub struct Rows {
    /// [`CLASSES`] for each row: natural log posterior less the best one's, not below [`FLOOR`].
    scores: Vec<f32>,
    voiced: usize,
}

impl Rows {
    /// From natural log posteriors, [`CLASSES`] for each row, in the order of [`crate::speech::phones::PHONES`].
    pub fn new(log_posteriors: &[f32]) -> Self {
        let mut scores = Vec::with_capacity(log_posteriors.len());
        let mut voiced = 0;
        for row in log_posteriors.chunks_exact(CLASSES) {
            let best = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            voiced += usize::from(row[usize::from(SILENCE)] < best);
            // a row that is no row at all (NaN) speaks for nothing
            scores.extend(row.iter().map(|&score| (score - best).max(FLOOR)));
        }
        Rows { scores, voiced }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.scores.len() / CLASSES
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.scores.is_empty()
    }

    /// Rows whose best class is a phone, not silence.
    pub fn voiced(&self) -> usize {
        self.voiced
    }

    /// Scores of the classes in each row.
    pub fn iter(&self) -> impl Iterator<Item = &[f32]> {
        self.scores.chunks_exact(CLASSES)
    }
}
