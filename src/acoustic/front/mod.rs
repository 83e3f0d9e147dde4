//! From sound to the rows that enter the first layer: spectrogram, two convolutions, positions.

mod mel;
mod stem;

pub(super) use stem::{Stem, StemState};

use crate::frames::FRAME_SAMPLES;

/// The samples of silence that stand before a recording. Without them the last window of a frame would end in the middle
/// of the next one and every row would come a whole frame later; so it ends where the frame does.
const LEAD: usize = crate::mel::WINDOW / 2;

/// Frames that the front waits for.
pub(super) const DELAY_FRAMES: usize = (crate::mel::WINDOW / 2 - LEAD).div_ceil(FRAME_SAMPLES);
