//! A recording heard at once, as fast as it goes: for measuring, not for dictation.
//!
//! Everything on the caller's thread, no queue in between.

use std::path::Path;
use std::time::Duration;

use crate::audio::file::{Block, FileError, SoundFile};
use crate::diarize::{Diarizer, TICKS_PER_S, WeightsError};
use crate::frames::{FRAME_MS, FRAME_SAMPLES, Frame, FrameError, Framer, Mixdown, SoundFormat};
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

/// Why no voice could be learnt.
#[derive(Debug, thiserror::Error)]
pub enum VoiceError {
    /// The recording could not be heard.
    #[error(transparent)]
    Recording(#[from] RecordingError),
    /// The voice encoder cannot be loaded.
    #[error(transparent)]
    Encoder(#[from] WeightsError),
    /// Too little speech.
    #[error("only {0:.1} s of speech were found; a voice needs {least} s", least = LEAST_S)]
    Short(f64),
    /// More than one person speaks.
    #[error("{0} people seem to speak; a voice is learnt from one who speaks alone")]
    Several(usize),
}

/// Speech that a voice is learnt from, at least, in seconds.
const LEAST_S: f64 = 5.0;

/// A whole recording as frames.
#[derive(Debug)]
pub struct Recording {
    frames: Vec<Frame>,
}

impl Recording {
    /// Reads and resamples a whole file.
    ///
    /// # Errors
    /// [`RecordingError`]: the file cannot be read or is no sound.
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
        for trouble in file.take_troubles() {
            tracing::warn!("{trouble}");
        }
        framer.finish(&mut frames)?;
        Ok(Recording { frames })
    }

    /// Sound that was recorded a moment ago.
    pub(crate) fn of(frames: Vec<Frame>) -> Self {
        Recording { frames }
    }

    /// Length in seconds, in whole frames.
    pub fn seconds(&self) -> f64 {
        self.frames.len() as f64 * FRAME_MS as f64 / 1000.0
    }

    /// The log posteriors that the built-in decoder gives it, slot by slot.
    ///
    /// # Errors
    /// [`RecordingError`]: the model gives numbers that are not finite.
    pub fn posteriors(&self, builtin: &mut Builtin) -> Result<Vec<f32>, RecordingError> {
        Ok(builtin.posteriors(&self.frames)?)
    }

    /// Processor time that the decoder alone takes for each frame; none where the system does not tell.
    ///
    /// # Errors
    /// [`RecordingError`]: the model gives numbers that are not finite.
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

    /// Tells its speakers apart, to the end. `after_frame` sees the diarizer after each frame, with the milliseconds heard by
    /// then. Returns the processor time of telling them apart alone; none where the system does not tell.
    ///
    /// # Errors
    /// [`RecordingError`]: the model gives numbers that are not finite.
    pub fn diarize(
        &self,
        builtin: &mut Builtin,
        diarizer: &mut Diarizer,
        after_frame: &mut dyn FnMut(&mut Diarizer, u64),
    ) -> Result<Option<Duration>, RecordingError> {
        let slot_ticks = builtin.slot_ms() * TICKS_PER_S / 1_000;
        let mut cpu = Some(Duration::ZERO);
        let mut timed = |diarizer: &mut Diarizer, work: &dyn Fn(&mut Diarizer)| {
            let before = thread_time();
            work(diarizer);
            let spent = before.and_then(|before| thread_time()?.checked_sub(before));
            cpu = cpu.zip(spent).map(|(sum, spent)| sum + spent);
        };
        let mut speech = Vec::new();
        builtin.reset();
        diarizer.reset();
        for frame in &self.frames {
            speech.clear();
            builtin.listen(frame, &mut speech)?;
            timed(diarizer, &|diarizer: &mut Diarizer| {
                diarizer.push(&frame.samples);
                speech
                    .iter()
                    .for_each(|&probability| diarizer.speech(probability, slot_ticks));
            });
            after_frame(diarizer, (frame.index + 1) * FRAME_MS);
        }
        let silence = Frame {
            index: 0,
            samples: [0.0; FRAME_SAMPLES],
        };
        speech.clear();
        for _ in 0..builtin.delay_frames() {
            builtin.listen(&silence, &mut speech)?;
        }
        timed(diarizer, &|diarizer: &mut Diarizer| {
            speech
                .iter()
                .for_each(|&probability| diarizer.speech(probability, slot_ticks));
            diarizer.finish();
        });
        builtin.reset();
        Ok(cpu)
    }

    /// The voice print of the one person who speaks in it, with the models of a folder and of a file.
    ///
    /// # Errors
    /// The models cannot be loaded, or nobody speaks long enough, or more than one.
    pub fn voice(&self, models: &Path, encoder: &Path) -> Result<Vec<f32>, VoiceError> {
        let mut builtin = Builtin::load(models).map_err(RecordingError::from)?;
        let mut diarizer = Diarizer::load(encoder)?;
        self.diarize(&mut builtin, &mut diarizer, &mut |_, _| {})?;
        let turns = diarizer.turns();
        let ticks: u32 = turns.iter().map(|turn| turn.span.end - turn.span.start).sum();
        let seconds = f64::from(ticks) / f64::from(TICKS_PER_S);
        match diarizer.n_speakers() {
            0 | 1 if seconds < LEAST_S => Err(VoiceError::Short(seconds)),
            0 | 1 => turns
                .first()
                .and_then(|turn| diarizer.voice(turn.speaker))
                .map(<[f32]>::to_vec)
                .ok_or(VoiceError::Short(seconds)),
            several => Err(VoiceError::Several(several)),
        }
    }

    /// Makes it louder, or with a negative gain quieter, as a microphone would: clipped at full scale.
    pub fn amplify(&mut self, gain_db: f32) {
        let factor = 10.0_f32.powf(gain_db / 20.0);
        for sample in self.frames.iter_mut().flat_map(|frame| &mut frame.samples) {
            *sample = (*sample * factor).clamp(-1.0, 1.0);
        }
    }

    /// Everything that a recogniser hears in it, in order.
    ///
    /// # Errors
    /// [`RecordingError`]: the recogniser failed.
    pub fn hear_all(&self, recogniser: &mut dyn Recogniser) -> Result<Vec<Heard>, RecordingError> {
        let timed = self.hear_timed(recogniser)?;
        Ok(timed.into_iter().map(|(_, heard)| heard).collect())
    }

    /// The same, each with the milliseconds of sound after which it came.
    ///
    /// # Errors
    /// [`RecordingError`]: the recogniser failed.
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
    ///
    /// # Errors
    /// [`RecordingError`]: the recogniser failed.
    pub fn hear(&self, recogniser: &mut dyn Recogniser) -> Result<Vec<Utterance>, RecordingError> {
        let heard = self.hear_all(recogniser)?.into_iter();
        let utterances = heard.filter_map(|heard| match heard {
            Heard::Utterance(utterance) => Some(utterance),
            Heard::Partial(_) | Heard::Doubted(_) | Heard::Relabelled(_) => None,
        });
        Ok(utterances.collect())
    }
}
