//! A recording heard at once, as fast as it goes: for measuring, not for dictation.
//!
//! Everything on the caller's thread, no queue in between.

use std::path::Path;
use std::time::Duration;

use crate::audio::file::{Block, FileError, SoundFile};
use crate::frames::{FRAME_MS, Frame, FrameError, Framer, Mixdown, SoundFormat};
use crate::speech::stream::Acoustic;
use crate::speech::{Builtin, Heard, Recogniser, SpeechError, Utterance};
use crate::worker::thread_time;

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

    /// Processor time that the decoder alone takes for each frame; none where the system does not tell.
    pub fn decoder_times(&self, acoustic: &mut Acoustic) -> Result<Vec<Duration>, RecordingError> {
        acoustic.reset();
        let mut out = vec![0.0; acoustic.outputs()];
        let mut times = Vec::with_capacity(self.frames.len());
        for frame in &self.frames {
            let before = thread_time();
            acoustic.step(frame, &mut out)?;
            times.extend(before.and_then(|before| thread_time()?.checked_sub(before)));
        }
        Ok(times)
    }

    /// Makes it louder, or with a negative gain quieter, as a microphone would: clipped at full scale.
    pub fn amplify(&mut self, gain_db: f32) {
        let factor = 10.0_f32.powf(gain_db / 20.0);
        for sample in self.frames.iter_mut().flat_map(|frame| &mut frame.samples) {
            *sample = (*sample * factor).clamp(-1.0, 1.0);
        }
    }

    /// Everything that a recogniser hears in it, in order.
    pub fn hear_all(&self, recogniser: &mut dyn Recogniser) -> Result<Vec<Heard>, RecordingError> {
        let timed = self.hear_timed(recogniser)?;
        Ok(timed.into_iter().map(|(_, heard)| heard).collect())
    }

    /// The same, each with the milliseconds of sound after which it came.
    pub fn hear_timed(&self, recogniser: &mut dyn Recogniser) -> Result<Vec<(u64, Heard)>, RecordingError> {
        recogniser.reset();
        let (mut all, mut heard) = (Vec::new(), Vec::new());
        for frame in &self.frames {
            recogniser.push(frame, &mut heard)?;
            let at_ms = (frame.index + 1) * FRAME_MS;
            all.extend(heard.drain(..).map(|heard| (at_ms, heard)));
        }
        recogniser.finish(&mut heard)?;
        let end_ms = self.frames.len() as u64 * FRAME_MS;
        all.extend(heard.into_iter().map(|heard| (end_ms, heard)));
        Ok(all)
    }

    /// The utterances that a recogniser hears in it.
    pub fn hear(&self, recogniser: &mut dyn Recogniser) -> Result<Vec<Utterance>, RecordingError> {
        let heard = self.hear_all(recogniser)?.into_iter();
        let utterances = heard.filter_map(|heard| match heard {
            Heard::Utterance(utterance) => Some(utterance),
            Heard::Partial(_) | Heard::Doubted(_) => None,
        });
        Ok(utterances.collect())
    }
}
