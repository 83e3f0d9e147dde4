//! Framing: sound of any rate and any number of channels becomes mono 16 kHz frames of 640 samples.
//!
//! An offset and rumble are taken out on the way. Knows nothing of devices, models or words. Everything here is exact: the number of samples is a
//! function of the input's length alone, and chopping the input differently never changes a bit.

pub mod feed;
mod framer;
mod highpass;
mod messages;
mod mixdown;
mod resample;

pub use framer::{Framer, SoundFormat};
pub use mixdown::Mixdown;
pub use resample::Resampler;

/// Rate of every [`Frame`], in hertz.
pub const SAMPLE_RATE_HZ: u32 = 16_000;

/// Samples in one [`Frame`]: 40 ms at [`SAMPLE_RATE_HZ`].
pub const FRAME_SAMPLES: usize = 640;

/// Milliseconds in one [`Frame`].
pub const FRAME_MS: u64 = 40;

/// Forty milliseconds of mono sound at 16 kHz, the unit that the decoder steps by.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// Position in the recording: frame `index` starts at `index * FRAME_MS` milliseconds.
    pub index: u64,
    /// Samples in `[-1, 1]`; the last frame of a recording is padded with zeros.
    pub samples: [f32; FRAME_SAMPLES],
}

/// Why sound cannot be made into frames.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// The rate is outside what any device or file has.
    #[error("a sample rate of {0} Hz is not sound (1,000 to 768,000 Hz are read)")]
    Rate(u32),
    /// No channels, or more than any device or file has.
    #[error("{0} channels cannot be read (1 to 64 can)")]
    Channels(u16),
    /// The channel to listen to does not exist.
    #[error("there is no channel {wanted}: the sound has {channels}")]
    NoSuchChannel {
        /// Channel asked for, from 1.
        wanted: u16,
        /// Channels there are.
        channels: u16,
    },
    /// The resampler refused the rate.
    #[error("sound at {rate_hz} Hz cannot be resampled: {problem}")]
    Resampler {
        /// Rate of the input.
        rate_hz: u32,
        /// The resampler's own words.
        problem: String,
    },
}

#[cfg(test)]
mod tests;
