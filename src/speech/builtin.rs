//! The built-in recogniser: the decoder's posteriors, endpoints and search behind one trait.
//!
//! Knows nothing of threads or of where frames come from.

use std::collections::VecDeque;
use std::ops::Range;
use std::path::Path;

use super::SpeechError;
use super::doubt::DoubtParams;
use super::gain::Gain;
use super::kept_sound::KeptSound;
use super::language_files::LanguageFiles;
use super::listener::{InFullSight, Listener, Rehears};
use super::phones::PHONES;
use super::search::Chain;
use super::stream::{Acoustic, Topology};
use super::words::{Activity, FirstPass, Heard, Recogniser, Utterance};
use crate::frames::{FRAME_MS, FRAME_SAMPLES, Frame};

/// The recogniser that works before anything is downloaded.
#[derive(Clone, Debug)]
pub struct Builtin {
    acoustic: Acoustic,
    listener: Listener,
    gain: Gain,
    /// Levels of the frames whose posteriors have not come out yet, oldest first.
    levels: VecDeque<f32>,
    /// Sound that may have to be heard again.
    recent: KeptSound,
    last: u64,
    remark: Option<String>,
    /// Probabilities of speech in the slots that the last call brought out.
    speech: Vec<f32>,
}

impl Builtin {
    /// Loads the model of a folder: `config.json`, `model.safetensors`, `tokens.json`, `lexicon.bin`, `lm.bin`,
    /// `g2p.bin` and `search.json`.
    ///
    /// # Errors
    /// [`SpeechError`]: the first file that is missing or damaged, by its name.
    pub fn load(folder: &Path) -> Result<Self, SpeechError> {
        let parts = LanguageFiles::load(folder)?;
        let acoustic = Acoustic::load(folder)?;
        let named = acoustic.tokens().iter().map(String::as_str).take(PHONES.len());
        if !named.eq(PHONES) || acoustic.silence() != 0 {
            return Err(SpeechError::ModelFile {
                file: "tokens.json".to_owned(),
                problem: format!("expected {PHONES:?} in this order, found {:?}", acoustic.tokens()),
            });
        }
        let chain = match (acoustic.topology(), acoustic.blank()) {
            (Topology::Ctc, Some(blank)) => Chain::Ctc { blank },
            _ => Chain::Hybrid,
        };
        let slot_ms = FRAME_MS as u32 / acoustic.slots_per_frame() as u32;
        let gain = Gain::new(parts.tuning.gain.clone());
        let listener = Listener::new(parts, chain, acoustic.log_priors().to_vec(), slot_ms);
        Ok(Builtin {
            acoustic,
            listener,
            gain,
            levels: VecDeque::new(),
            recent: KeptSound::default(),
            last: 0,
            remark: None,
            speech: Vec::new(),
        })
    }

    /// Whether a folder holds a model of this kind, of whatever format, by its `config.json`.
    pub fn is_in(folder: &Path) -> bool {
        Acoustic::is_in(folder)
    }

    /// With something that the user should know about it.
    #[must_use]
    pub fn with_remark(self, remark: Option<String>) -> Self {
        Builtin { remark, ..self }
    }

    /// Hears a recording from log posteriors that were computed elsewhere, slot by slot; each slot counts as
    /// audible. For comparing models in the same search.
    pub fn hear_posteriors(&mut self, slots: &[f32]) -> Vec<Utterance> {
        let mut heard = Vec::new();
        self.listener.reset();
        for frame in slots.chunks(self.acoustic.outputs()) {
            self.listener.push(frame, 0.0, &mut |_| None, &mut heard);
        }
        self.listener.finish(&mut |_| None, &mut heard);
        let utterance = |heard| match heard {
            Heard::Utterance(utterance) => Some(utterance),
            Heard::Partial(_) | Heard::Doubted(_) | Heard::Relabelled(_) => None,
        };
        heard.into_iter().filter_map(utterance).collect()
    }

    /// Log posteriors of a whole recording, slot by slot, for [`hear_posteriors`](Self::hear_posteriors).
    ///
    /// # Errors
    /// [`SpeechError`]: the model gives numbers that are not finite.
    pub fn posteriors(&mut self, frames: &[Frame]) -> Result<Vec<f32>, SpeechError> {
        self.reset();
        let silence = Frame {
            index: 0,
            samples: [0.0; FRAME_SAMPLES],
        };
        let flush = std::iter::repeat_n(&silence, self.acoustic.delay_frames());
        let mut raised: Vec<Frame> = frames.iter().chain(flush).cloned().collect();
        for frame in &mut raised {
            self.gain.raise(frame);
        }
        let mut slots = Vec::with_capacity(frames.len() * self.acoustic.outputs());
        self.acoustic
            .push(raised, |outputs| slots.extend_from_slice(outputs))?;
        self.reset();
        Ok(slots)
    }

    /// Classes of one slot.
    pub fn classes(&self) -> usize {
        self.acoustic.classes()
    }

    /// Milliseconds of one slot.
    pub fn slot_ms(&self) -> u32 {
        FRAME_MS as u32 / self.acoustic.slots_per_frame() as u32
    }

    /// Lexicon, language model and what was tuned.
    pub fn files(&self) -> &LanguageFiles {
        self.listener.files()
    }

    /// The thresholds of the noise guard.
    pub fn doubt(&self) -> &DoubtParams {
        self.listener.doubt()
    }

    /// Replaces the thresholds of the noise guard.
    pub fn set_doubt(&mut self, doubt: DoubtParams) {
        self.listener.set_doubt(doubt);
    }

    /// Seconds of sound that so many posteriors stand for.
    pub fn seconds_of(&self, slots: &[f32]) -> f64 {
        slots.len() as f64 / self.acoustic.outputs() as f64 * FRAME_MS as f64 / 1000.0
    }

    /// Appends the probabilities of speech that a frame brings out, and hears no words: for telling speakers apart
    /// where nobody wants a text. [`reset`](Recogniser::reset) stands before a recording.
    ///
    /// # Errors
    /// The decoder failed.
    pub fn listen(&mut self, frame: &Frame, speech: &mut Vec<f32>) -> Result<(), SpeechError> {
        let raised = self.raise(std::slice::from_ref(frame));
        let slots = self.decode(raised)?;
        for (outputs, level) in slots {
            self.listener.speech(&outputs, level, speech);
        }
        Ok(())
    }

    /// Says which utterances are heard again with full context when they are over; all, unless this is called.
    pub fn set_rehears(&mut self, rehears: Rehears) {
        self.listener.set_rehears(rehears);
    }

    /// Frames by which what is heard lags behind what is pushed.
    pub fn delay_frames(&self) -> usize {
        self.acoustic.delay_frames()
    }

    /// The frames as loud as the model wants them; their levels wait for their posteriors.
    fn raise(&mut self, frames: &[Frame]) -> Vec<Frame> {
        let mut raised = frames.to_vec();
        let levels = raised.iter_mut().map(|frame| self.gain.raise(frame));
        self.levels.extend(levels);
        raised
    }

    /// Takes raised frames; log posteriors and level of each frame that comes out.
    fn decode(&mut self, raised: Vec<Frame>) -> Result<Vec<(Vec<f32>, f32)>, SpeechError> {
        let (levels, mut out) = (&mut self.levels, Vec::with_capacity(raised.len()));
        self.acoustic.push(raised, |outputs| {
            out.push((outputs.to_vec(), levels.pop_front().unwrap_or(0.0)));
        })?;
        Ok(out)
    }

    fn hear(&mut self, frames: &[Frame], heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        let raised = self.raise(frames);
        raised.iter().for_each(|frame| self.recent.push(frame));
        let slots = self.decode(raised)?;
        for (outputs, level) in slots {
            self.listener.speech(&outputs, level, &mut self.speech);
            self.listen_to(|listener, in_full_sight| listener.push(&outputs, level, in_full_sight, heard));
        }
        let oldest = self.listener.oldest_slot() / self.acoustic.slots_per_frame() as u64;
        self.recent.forget_before(oldest * FRAME_SAMPLES as u64);
        Ok(())
    }

    /// Forgets the sound of the recording; what the listener made of it is its own.
    fn forget_sound(&mut self) {
        self.acoustic.reset();
        self.gain.reset();
        self.levels.clear();
        self.recent.reset();
    }

    /// Calls the listener with what hears its slots again.
    fn listen_to(&mut self, listen: impl FnOnce(&mut Listener, InFullSight)) {
        let (acoustic, recent, per_frame) = (&self.acoustic, &self.recent, self.acoustic.slots_per_frame());
        let mut in_full_sight = |slots: Range<u64>| {
            let frames = slots.start / per_frame as u64..slots.end.div_ceil(per_frame as u64);
            let skipped = (slots.start - frames.start * per_frame as u64) as usize;
            let sample = |frame: u64| frame * FRAME_SAMPLES as u64;
            let sound = recent.whole(sample(frames.start)..sample(frames.end))?;
            let mut posteriors = acoustic.in_full_sight(sound).ok()??;
            posteriors.drain(..skipped * acoustic.classes());
            posteriors.truncate((slots.end - slots.start) as usize * acoustic.classes());
            Some(posteriors)
        };
        listen(&mut self.listener, &mut in_full_sight);
    }
}

impl Recogniser for Builtin {
    fn name(&self) -> &str {
        "built-in"
    }

    fn remark(&self) -> Option<&str> {
        self.remark.as_deref()
    }

    fn push(&mut self, frame: &Frame, heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        self.push_all(std::slice::from_ref(frame), heard)
    }

    fn finish(&mut self, heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        self.speech.clear();
        let silence = (1..=self.acoustic.delay_frames() as u64).map(|n| Frame {
            index: self.last + n,
            samples: [0.0; FRAME_SAMPLES],
        });
        self.hear(&silence.collect::<Vec<_>>(), heard)?;
        self.listen_to(|listener, in_full_sight| listener.finish(in_full_sight, heard));
        self.forget_sound();
        Ok(())
    }

    fn reset(&mut self) {
        self.listener.reset();
        self.forget_sound();
    }

    fn set_vocabulary(&mut self, entries: &[(String, Option<String>)]) -> Result<(), SpeechError> {
        self.listener.set_vocabulary(entries)
    }

    fn take_speech(&mut self, speech: &mut Vec<f32>) {
        speech.append(&mut self.speech);
    }
}

impl FirstPass for Builtin {
    fn activity(&self) -> Activity {
        self.listener.activity()
    }

    fn push_all(&mut self, frames: &[Frame], heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        self.last = frames.last().map_or(self.last, |frame| frame.index);
        self.speech.clear();
        self.hear(frames, heard)
    }
}

#[cfg(test)]
#[path = "builtin_tests.rs"]
mod tests;
