//! Mono sound of any rate to 16 kHz, with the filter's delay taken out and exact counts.
//!
//! Knows nothing of frames, channels or devices.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Indexing, Resampler as _, WindowFunction};

use super::{FrameError, SAMPLE_RATE_HZ};

/// Output samples per block that the filter is sized for: 20 ms. Longer blocks have a steeper
/// filter (more of 7–8 kHz stays), shorter ones less delay.
const BLOCK_OUT: usize = 320;

/// Turns mono sound of one rate into 16 kHz.
///
/// After `n` input samples and [`finish`](Self::finish), exactly `round(n * 16000 / rate)` samples
/// have come out, the first of them at the time of the first input sample: the filter's delay is
/// dropped at the beginning and flushed at the end.
pub struct Resampler {
    rate_hz: u32,
    /// `None` when the input is at 16 kHz already.
    filter: Option<Filter>,
    n_in: u64,
    n_out: u64,
}

struct Filter {
    fft: Fft<f32>,
    /// Input waiting for a whole block.
    pending: Vec<f32>,
    block_in: usize,
    out: Vec<f32>,
    /// Output samples of delay not yet dropped.
    to_drop: usize,
}

impl Resampler {
    /// A resampler for sound at `rate_hz`.
    ///
    /// Rates that share few factors with 16,000 need long blocks (44,100 Hz: 20 ms; 44,101 Hz: one
    /// second); no device has such a rate, and for files the wait does not matter.
    ///
    /// # Errors
    /// [`FrameError::Rate`]: below 1 kHz or above 768 kHz.
    pub fn new(rate_hz: u32) -> Result<Self, FrameError> {
        if !(1_000..=768_000).contains(&rate_hz) {
            return Err(FrameError::Rate(rate_hz));
        }
        let filter = if rate_hz == SAMPLE_RATE_HZ {
            None
        } else {
            Some(Filter::new(rate_hz)?)
        };
        Ok(Resampler {
            rate_hz,
            filter,
            n_in: 0,
            n_out: 0,
        })
    }

    /// Takes input and appends what is ready to `out`.
    ///
    /// # Errors
    /// [`FrameError`]: the filter failed, which no input makes it do.
    pub fn push(&mut self, input: &[f32], out: &mut Vec<f32>) -> Result<(), FrameError> {
        self.n_in += input.len() as u64;
        let before = out.len();
        match &mut self.filter {
            None => out.extend_from_slice(input),
            Some(filter) => {
                let mut rest = input;
                while !rest.is_empty() {
                    let wanted = filter.block_in - filter.pending.len();
                    let (now, later) = rest.split_at(wanted.min(rest.len()));
                    filter.pending.extend_from_slice(now);
                    rest = later;
                    if filter.pending.len() == filter.block_in {
                        filter.block(self.rate_hz, out)?;
                    }
                }
            }
        }
        self.n_out += (out.len() - before) as u64;
        Ok(())
    }

    /// Ends the recording: appends the rest, so that the exact count is reached, and starts anew.
    ///
    /// # Errors
    /// [`FrameError`]: the filter failed, which no input makes it do.
    pub fn finish(&mut self, out: &mut Vec<f32>) -> Result<(), FrameError> {
        if let Some(filter) = &mut self.filter {
            let rate = u64::from(self.rate_hz);
            let total = (self.n_in * u64::from(SAMPLE_RATE_HZ) + rate / 2) / rate;
            // Never negative: a block is worked on only when its input is complete, and the delay
            // keeps the output behind the input.
            let mut missing = total.saturating_sub(self.n_out) as usize;
            while missing > 0 {
                let mut tail = Vec::new();
                filter.block(self.rate_hz, &mut tail)?;
                let n = missing.min(tail.len());
                out.extend_from_slice(&tail[..n]);
                missing -= n;
            }
        }
        self.reset();
        Ok(())
    }

    /// Forgets the recording; nothing of it reaches the next one.
    pub fn reset(&mut self) {
        self.n_in = 0;
        self.n_out = 0;
        if let Some(filter) = &mut self.filter {
            filter.fft.reset();
            filter.pending.clear();
            filter.to_drop = filter.fft.output_delay();
        }
    }
}

impl Filter {
    fn new(rate_hz: u32) -> Result<Self, FrameError> {
        let refused = |problem: String| FrameError::Resampler { rate_hz, problem };
        // An even number of the smallest blocks: the filter of an odd block has its centre half a
        // sample beside where its delay is told to be.
        let step = 2 * u64::from(rate_hz / gcd(rate_hz, SAMPLE_RATE_HZ));
        let wanted_in =
            (BLOCK_OUT as u64 * u64::from(rate_hz)).div_ceil(u64::from(SAMPLE_RATE_HZ) * step) * step;
        let fft = Fft::<f32>::new_custom(
            rate_hz as usize,
            SAMPLE_RATE_HZ as usize,
            wanted_in as usize,
            1,
            1,
            WindowFunction::BlackmanHarris2,
            FixedSync::Both,
        )
        .map_err(|error| refused(error.to_string()))?;
        let block_in = fft.input_frames_next();
        let out = vec![0.0; fft.output_frames_next()];
        let to_drop = fft.output_delay();
        Ok(Filter {
            fft,
            pending: Vec::with_capacity(block_in),
            block_in,
            out,
            to_drop,
        })
    }

    /// Works on the pending input, zeros standing for what is missing of a block.
    fn block(&mut self, rate_hz: u32, out: &mut Vec<f32>) -> Result<(), FrameError> {
        let refused = |problem: String| FrameError::Resampler { rate_hz, problem };
        let n_pending = self.pending.len();
        self.pending.resize(self.block_in, 0.0);
        let n_out = self.out.len();
        let input = InterleavedSlice::new(&self.pending, 1, self.block_in)
            .map_err(|error| refused(error.to_string()))?;
        let mut output =
            InterleavedSlice::new_mut(&mut self.out, 1, n_out).map_err(|error| refused(error.to_string()))?;
        let indexing = (n_pending < self.block_in).then(|| Indexing::new().partial_len(n_pending));
        self.fft
            .process_into_buffer(&input, &mut output, indexing.as_ref())
            .map_err(|error| refused(error.to_string()))?;
        self.pending.clear();
        let drop = self.to_drop.min(n_out);
        self.to_drop -= drop;
        out.extend_from_slice(&self.out[drop..]);
        Ok(())
    }
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}
