//! A recording heard at once, as fast as it goes: for measuring, not for dictation.
//!
//! Everything on the caller's thread, no queue in between.

use std::path::Path;

use crate::audio::file::{Block, FileError, SoundFile};
use crate::frames::{FRAME_MS, Frame, FrameError, Framer, Mixdown, SoundFormat};
use crate::speech::{Builtin, Heard, Recogniser, SpeechError, Utterance};

/// Why a recording could not be heard.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// Its sound cannot be made into frames.
    #[error(transparent)]
    Frames(#[from] FrameError),
    /// The recogniser failed.
    #[error(transparent)]
    Speech(#[from] SpeechError),
}

/// A whole recording as frames.
#[derive(Debug)]
pub struct Recording {
    frames: Vec<Frame>,
}

impl Recording {
    /// Reads and resamples a whole file.
    pub fn open(path: &Path) -> Result<Self, RecordingError> {
        let mut file = SoundFile::open(path)?;
        let (rate_hz, channels) = file.format();
        let mut framer = Framer::new(SoundFormat { rate_hz, channels }, Mixdown::default())?;
        let (mut block, mut frames) = (Block::default(), Vec::new());
        while file.read(&mut block)? {
            let Block {
                rate_hz, channels, ..
            } = block;
            framer.set_format(SoundFormat { rate_hz, channels })?;
            framer.push(&block.samples, &mut frames)?;
        }
        framer.finish(&mut frames)?;
        Ok(Recording { frames })
    }

    /// Length in seconds, in whole frames.
    pub fn seconds(&self) -> f64 {
        self.frames.len() as f64 * FRAME_MS as f64 / 1000.0
    }

    /// The log posteriors that the built-in decoder gives it, slot by slot.
    pub fn posteriors(&self, builtin: &mut Builtin) -> Result<Vec<f32>, RecordingError> {
        Ok(builtin.posteriors(&self.frames)?)
    }

    /// The utterances that a recogniser hears in it.
    pub fn hear(&self, recogniser: &mut dyn Recogniser) -> Result<Vec<Utterance>, RecordingError> {
        recogniser.reset();
        let mut heard = Vec::new();
        let mut utterances = Vec::new();
        for frame in &self.frames {
            recogniser.push(frame, &mut heard)?;
            keep_utterances(&mut heard, &mut utterances);
        }
        recogniser.finish(&mut heard)?;
        keep_utterances(&mut heard, &mut utterances);
        Ok(utterances)
    }
}

fn keep_utterances(heard: &mut Vec<Heard>, utterances: &mut Vec<Utterance>) {
    utterances.extend(heard.drain(..).filter_map(|heard| match heard {
        Heard::Utterance(utterance) => Some(utterance),
        Heard::Partial(_) => None,
    }));
}
