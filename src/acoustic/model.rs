//! The whole stack, frame by frame as they come, or several at a time where they are there already.

use std::path::Path;
use std::sync::Arc;

use super::config::{CHUNK, Config, ROWS};
use super::error::Result;
use super::front::{Stem, StemState};
use super::head::{Head, HeadState};
use super::layer::{LayerState, LookAheadLayer};
use crate::frames::{FRAME_SAMPLES, Frame};
use crate::reader::Precision;
use crate::reader::parts::{EncoderRows, Loader, Source, Threads, Work};

/// The file of the weights inside the model's folder.
pub(super) const WEIGHTS: &str = "model.safetensors";

/// What the model says of one frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Output<'a> {
    /// The frame, counted from the last reset.
    pub frame: u64,
    /// Natural logarithms of the classes' probabilities, `[slots per frame, classes]`.
    pub log_posteriors: &'a [f32],
    /// The rows of the layer that the config taps, `[slots per frame, hidden size]`.
    pub hidden: &'a [f32],
}

/// The acoustic model with what it remembers of the recording. Clones share the weights.
#[derive(Clone, Debug)]
pub struct Model {
    parts: Arc<Parts>,
    state: State,
}

/// What does not change while running.
#[derive(Debug)]
struct Parts {
    config: Config,
    stem: Stem,
    layers: Vec<LookAheadLayer>,
    head: Head,
}

#[derive(Debug)]
struct State {
    stem: StemState,
    layers: Vec<LayerState>,
    head: HeadState,
    /// Sound of the frames that have just come, and their rows on the way through the layers.
    samples: Vec<f32>,
    x: Vec<f32>,
    work: Work,
    /// How many layers have been emptied, while the rest of a recording is brought out.
    flushed: usize,
}

impl Model {
    /// Loads `config.json` and `model.safetensors` of a folder; starts at the beginning of a recording.
    ///
    /// # Errors
    /// The file that is missing, damaged or does not fit the other, with what was expected and found.
    pub fn load(folder: &Path) -> Result<Self> {
        let config = Config::load(folder)?;
        let mut source = Source::open(&folder.join(WEIGHTS))?;
        // What lies there in 16 bits, the convolutions, becomes bytes as well: their input is as even as any layer's.
        let mut loader = Loader::new(&mut source, Precision::Int8);
        let layers = (0..config.num_hidden_layers).map(|n| LookAheadLayer::load(&mut loader, n, &config));
        let parts = Parts {
            layers: layers.collect::<Result<_>>()?,
            stem: Stem::load(&mut loader, &config)?,
            head: Head::load(&mut loader, &config)?,
            config,
        };
        let mut state = State {
            stem: StemState::default(),
            layers: parts.layers.iter().map(LookAheadLayer::state).collect(),
            head: parts.head.state(),
            samples: Vec::new(),
            x: Vec::new(),
            work: Work::default(),
            flushed: 0,
        };
        parts.stem.begin(&mut state.stem);
        Ok(Model {
            parts: Arc::new(parts),
            state,
        })
    }

    /// Sizes and constants.
    pub fn config(&self) -> &Config {
        &self.parts.config
    }

    /// Frames by which the outputs lag behind the sound.
    pub fn delay_frames(&self) -> usize {
        self.parts.config.delay_frames()
    }

    /// Forgets the recording: what follows is as from a newly loaded model.
    pub fn reset(&mut self) {
        let (parts, state) = (&*self.parts, &mut self.state);
        parts.stem.begin(&mut state.stem);
        state.layers.iter_mut().for_each(LayerState::reset);
        parts.head.reset(&mut state.head);
        state.flushed = 0;
    }

    /// Takes the next frame of the recording. Returns what can be said now: of the frame
    /// [`delay_frames`](Self::delay_frames) before this one, of none during the first.
    ///
    /// # Errors
    /// None with a model that could be loaded; afterwards it must be reset.
    pub fn step(&mut self, frame: &Frame) -> Result<Option<Output<'_>>> {
        let count = self.state.take(&self.parts, std::slice::from_ref(frame))?;
        Ok((count > 0).then(|| self.output(0)))
    }

    /// Takes the next frames of the recording and tells `each` what [`step`](Self::step) would, to the bit, for all of them in
    /// order; several times as fast, since each weight is read once for up to eight frames.
    ///
    /// # Errors
    /// As a frame at a time.
    pub fn push(&mut self, frames: &[Frame], mut each: impl FnMut(Output<'_>)) -> Result<()> {
        for frames in frames.chunks(CHUNK) {
            let count = self.state.take(&self.parts, frames)?;
            (0..count).for_each(|n| each(self.output(n)));
        }
        Ok(())
    }

    /// At the end of a recording: what can be said of the next frame that is not out yet, knowing that none follows. `None`
    /// when all are out; then the model must be reset before it hears another recording.
    ///
    /// # Errors
    /// None with a model that could be loaded.
    pub fn flush(&mut self) -> Result<Option<Output<'_>>> {
        let (parts, state) = (&*self.parts, &mut self.state);
        while state.flushed < parts.layers.len() {
            let n = state.flushed;
            state.flushed += 1;
            parts.layers[n].flush(&mut state.layers[n], &mut state.work, &mut state.x)?;
            parts.head.add(&mut state.head, n + 1, &state.x);
            if state.pass(parts, n + 1)? > 0 {
                return Ok(Some(self.output(0)));
            }
        }
        let count = parts.head.flush(&mut state.head, &mut state.work)?;
        Ok((count > 0).then(|| self.output(0)))
    }

    /// Hears a whole clip at once, each row of which sees all others: natural logarithms of the classes' probabilities,
    /// `[slots, classes]`, slots as many as the whole frames of `samples` have. The weights were trained for both, a share of
    /// their batches with everything in sight (`training/first_pass.py`); where the sound is there already, this hears
    /// better. The clip stands alone: nothing of the stream is looked at or changed.
    ///
    /// # Errors
    /// None with a model that could be loaded.
    pub fn in_full_sight(&self, samples: &[f32]) -> Result<Vec<f32>> {
        let Config {
            hidden_size,
            num_attention_heads,
            ..
        } = self.parts.config;
        let rows = samples.len() / FRAME_SAMPLES * ROWS;
        let mut shared = EncoderRows::new(rows, hidden_size, num_attention_heads);
        self.over_clip(samples, |_| (), |layer, x| layer.in_full_sight(x, &mut shared))
    }

    /// What a clip becomes when `pass` takes all its rows through each layer; `each` sees every set of rows.
    fn over_clip(
        &self,
        samples: &[f32],
        mut each: impl FnMut(&[f32]),
        mut pass: impl FnMut(&LookAheadLayer, &mut [f32]) -> Result<()>,
    ) -> Result<Vec<f32>> {
        let parts = &*self.parts;
        let rows = samples.len() / FRAME_SAMPLES * ROWS;
        let mut x = parts.stem.whole_clip(samples)?;
        let phones = &parts.head.phones;
        let mut mix = phones.begin(rows);
        phones.add(&mut mix, 0, &x);
        each(&x);
        for (n, layer) in parts.layers.iter().enumerate() {
            pass(layer, &mut x)?;
            phones.add(&mut mix, n + 1, &x);
            each(&x);
        }
        Ok(phones.finish(&mix, Threads::new(1))?)
    }

    /// The definition of the stream: log posteriors and all sets of rows of a whole clip, every part over all of it at once.
    ///
    /// # Errors
    /// As a frame at a time: numbers that are not finite.
    #[cfg(test)]
    pub fn whole_clip(&self, samples: &[f32]) -> Result<(Vec<f32>, Vec<Vec<f32>>)> {
        let mut sets = Vec::new();
        let said = self.over_clip(samples, |x| sets.push(x.to_vec()), |layer, x| layer.whole_clip(x))?;
        Ok((said, sets))
    }

    /// The n-th of the frames that have just come out.
    fn output(&self, n: usize) -> Output<'_> {
        let (frame, log_posteriors, hidden) = self.parts.head.output(&self.state.head, n);
        Output {
            frame,
            log_posteriors,
            hidden,
        }
    }
}

impl State {
    /// Takes up to [`CHUNK`] frames; how many came out.
    fn take(&mut self, parts: &Parts, frames: &[Frame]) -> Result<usize> {
        self.samples.clear();
        frames
            .iter()
            .for_each(|frame| self.samples.extend_from_slice(&frame.samples));
        self.x.resize(frames.len() * ROWS * parts.config.hidden_size, 0.0);
        let taps = &mut self.work.wide;
        parts
            .stem
            .push(&mut self.stem, &self.samples, taps, &mut self.x)?;
        parts.head.add(&mut self.head, 0, &self.x);
        self.pass(parts, 0)
    }

    /// Passes the frames behind the layers before `from` up as far as they get; how many came out.
    fn pass(&mut self, parts: &Parts, from: usize) -> Result<usize> {
        let layers = parts.layers.iter().zip(&mut self.layers);
        for (n, (layer, state)) in layers.enumerate().skip(from) {
            if self.x.is_empty() {
                return Ok(0);
            }
            layer.step(state, &mut self.work, &mut self.x)?;
            parts.head.add(&mut self.head, n + 1, &self.x);
        }
        parts.head.step(&mut self.head, &mut self.work)
    }
}

impl Clone for State {
    fn clone(&self) -> Self {
        State {
            stem: self.stem.clone(),
            layers: self.layers.clone(),
            head: self.head.clone(),
            // Buffers, of no meaning between two steps.
            samples: Vec::new(),
            x: Vec::new(),
            work: Work::default(),
            flushed: self.flushed,
        }
    }
}
