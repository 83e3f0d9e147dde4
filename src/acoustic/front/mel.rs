//! Whisper's log-mel spectrogram of sound as it comes in.
//!
//! The transform is a product with a matrix of sines and cosines under the window: 400 points are so few that it costs a
//! hundredth of what the layers do, and the product gives the same bits on every instruction set, which no library for
//! transforms promises.

use parlance_kernels::{Epilogue, FloatMatrix, ShapeError, log10};

use super::LEAD;
use crate::mel::{BINS, Filter, HOP, WINDOW, filters, hann, whisper_level};

/// What does not change while running.
#[derive(Clone, Debug)]
pub(super) struct LogMel {
    bands: usize,
    filters: Vec<Filter>,
    /// `[2 BINS, WINDOW]`: cosines of all bins, then sines, each times the window.
    transform: FloatMatrix,
}

/// Sound that is still to be heard.
#[derive(Clone, Debug, Default)]
pub(super) struct MelState {
    /// Samples from the beginning of the next window on.
    pending: Vec<f32>,
    /// Windows that are whole, one behind the other.
    windows: Vec<f32>,
    /// Their transforms.
    spectra: Vec<f32>,
    powers: Vec<f32>,
}

impl LogMel {
    /// With `bands` bands.
    ///
    /// # Errors
    /// None that can happen: the matrix has the shape it says.
    pub fn new(bands: usize) -> Result<Self, ShapeError> {
        let wave = |bin: usize, phase: f64| {
            hann().enumerate().map(move |(i, window)| {
                // Whole turns are taken off first, so that the angle is small and exact.
                let turns = (i * bin % WINDOW) as f64 / WINDOW as f64;
                (window * (std::f64::consts::TAU * turns - phase).cos()) as f32
            })
        };
        let cosines = (0..BINS).flat_map(|bin| wave(bin, 0.0));
        let sines = (0..BINS).flat_map(|bin| wave(bin, std::f64::consts::FRAC_PI_2));
        let weights: Vec<f32> = cosines.chain(sines).collect();
        Ok(LogMel {
            bands,
            filters: filters(bands),
            transform: FloatMatrix::new(&weights, 2 * BINS, WINDOW)?,
        })
    }

    /// Bands of a row.
    pub fn bands(&self) -> usize {
        self.bands
    }

    /// The state at the beginning of a recording: half a window that lies before it, and the lead.
    pub fn begin(&self, state: &mut MelState) {
        state.pending.clear();
        state.pending.resize(WINDOW / 2 + LEAD, 0.0);
    }

    /// Takes the next samples and appends the rows that are whole: row m is centred at sample `m HOP - LEAD`.
    pub fn push(&self, state: &mut MelState, samples: &[f32], rows: &mut Vec<f32>) -> Result<(), ShapeError> {
        state.pending.extend_from_slice(samples);
        state.windows.clear();
        let mut start = 0;
        while let Some(window) = state.pending.get(start..start + WINDOW) {
            state.windows.extend_from_slice(window);
            start += HOP;
        }
        state.pending.drain(..start);
        let count = state.windows.len() / WINDOW;
        state.spectra.resize(count * 2 * BINS, 0.0);
        self.transform
            .multiply(&state.windows, Epilogue::NONE, &mut state.spectra)?;
        state.powers.resize(BINS, 0.0);
        for spectrum in state.spectra.chunks_exact(2 * BINS) {
            let (cosines, sines) = spectrum.split_at(BINS);
            for ((power, cosine), sine) in state.powers.iter_mut().zip(cosines).zip(sines) {
                *power = cosine * cosine + sine * sine;
            }
            let first = rows.len();
            let energies = self.filters.iter().map(|filter| filter.energy(&state.powers));
            rows.extend(energies.map(|energy| energy.max(1e-10)));
            let row = &mut rows[first..];
            log10(row);
            row.iter_mut().for_each(|level| *level = whisper_level(*level));
        }
        Ok(())
    }
}
