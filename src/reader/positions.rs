//! Positions as sinusoids (Vaswani et al. 2017, "Attention Is All You Need", section 3.5, sines before cosines).

/// The wavelengths of a width.
#[derive(Clone, Debug)]
pub(crate) struct Sinusoids {
    width: usize,
    /// Radians that a step turns each sine.
    frequencies: Vec<f64>,
}

impl Sinusoids {
    /// `1 / 10000^(i / (n - 1))`, n = width / 2.
    pub fn new(width: usize) -> Self {
        let half = width / 2;
        let step = 10_000f64.ln() / (half.max(2) - 1) as f64;
        // An odd width has one cosine more.
        let frequency = |i: usize| (-step * i as f64).exp();
        Sinusoids {
            width,
            frequencies: (0..width - half).map(frequency).collect(),
        }
    }

    /// The row of a position: `sin(t f)` for all frequencies, then `cos(t f)`.
    pub fn row(&self, position: u64) -> impl Iterator<Item = f32> {
        let angle = move |frequency: &f64| position as f64 * frequency;
        let sines = self.frequencies[..self.width / 2].iter().map(angle);
        let cosines = self.frequencies.iter().map(angle);
        sines
            .map(|angle| angle.sin() as f32)
            .chain(cosines.map(|angle| angle.cos() as f32))
    }

    /// The first `positions` rows, `[positions, width]`.
    pub fn table(&self, positions: usize) -> Vec<f32> {
        (0..positions as u64).flat_map(|t| self.row(t)).collect()
    }
}
