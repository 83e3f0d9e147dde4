//! Cloakroom: sound of any rate and any number of channels becomes mono 16 kHz frames of 640 samples.
//!
//! Knows nothing of devices, models or words.

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
