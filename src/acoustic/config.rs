//! `config.json` of the look-ahead stack: format 2 of the built-in model's.

use std::path::Path;

use serde::Deserialize;

use super::error::{AcousticError, Result};
use super::front;
use crate::frames::{FRAME_SAMPLES, SAMPLE_RATE_HZ};
use crate::reader::parts::HEAD_REACH;

/// The file's name inside the model's folder.
const FILE: &str = "config.json";

/// Rows of the stack, and with them distributions, in a frame of 40 ms.
pub(super) const ROWS: usize = 2;

/// Most frames that pass through the layers together. Sixteen rows read the weights once where memory is what takes the time;
/// more would gain little and make the rings longer.
pub(super) const CHUNK: usize = 8;

/// What one slot's classes mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Topology {
    /// A class per slot and no blank: log posterior minus log prior is a scaled log likelihood.
    Hybrid,
    /// Connectionist temporal classification: one class is the blank.
    Ctc,
}

/// Sizes and constants of the stack; checked, so that products of them do not overflow.
///
/// The delay is not among them: it follows from the parts, see [`delay_frames`](Self::delay_frames).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    model_type: String,
    format: u32,
    sample_rate: u32,
    audio_samples_per_frame: usize,
    front: String,
    /// Bands of the log-mel spectrogram.
    pub mel_bands: usize,
    /// Width of the stream.
    pub hidden_size: usize,
    /// Width inside the feed-forward network.
    pub intermediate_size: usize,
    /// Look-ahead layers.
    pub num_hidden_layers: usize,
    /// Heads of each attention.
    pub num_attention_heads: usize,
    /// Frames that attention sees behind it, the present one included.
    pub window_frames: usize,
    look_ahead_frames: usize,
    hidden_activation: String,
    /// Which rows [`Output::hidden`](super::Output::hidden) has: 0 those that enter the first layer, n those behind layer n.
    pub tap_layer: usize,
    /// Distributions per frame.
    pub slots_per_frame: usize,
    /// Classes of one slot.
    pub classes: usize,
    /// What the classes mean.
    pub topology: Topology,
    /// Natural logarithm of each class's share of the training slots, `classes` of them.
    pub log_priors: Vec<f32>,
}

impl Config {
    /// Reads and checks `folder/config.json`.
    ///
    /// # Errors
    /// The file is missing, or says something that is not built.
    pub fn load(folder: &Path) -> Result<Self> {
        Self::from_json(&read(folder, FILE)?)
    }

    /// Reads and checks the text of a `config.json`.
    ///
    /// # Errors
    /// It is damaged, or says something that is not built.
    pub fn from_json(json: &[u8]) -> Result<Self> {
        let config: Config =
            serde_json::from_slice(json).map_err(|error| AcousticError::file(FILE, error))?;
        config
            .check()
            .map_err(|problem| AcousticError::file(FILE, problem))?;
        Ok(config)
    }

    /// Whether the text of a `config.json` is of this format; another may be some other model's.
    pub fn is_one(json: &[u8]) -> bool {
        #[derive(Deserialize)]
        struct Kind {
            format: u32,
        }
        serde_json::from_slice(json).is_ok_and(|kind: Kind| kind.format == FORMAT)
    }

    /// Frames by which the posteriors lag behind the sound: what the front waits for, one for each layer, and what the
    /// head's convolution sees ahead.
    pub fn delay_frames(&self) -> usize {
        front::DELAY_FRAMES + self.num_hidden_layers * self.look_ahead_frames + HEAD_REACH.div_ceil(ROWS)
    }

    fn check(&self) -> std::result::Result<(), String> {
        self.check_kind()?;
        self.check_sizes()?;
        are_log_shares(&self.log_priors, self.classes)
    }

    /// The one kind of stack that is built: others must be refused, not run wrongly.
    fn check_kind(&self) -> std::result::Result<(), String> {
        same("model_type", &"parlance_builtin", &self.model_type.as_str())?;
        same("format", &FORMAT, &self.format)?;
        same("sample_rate", &SAMPLE_RATE_HZ, &self.sample_rate)?;
        same(
            "audio_samples_per_frame",
            &FRAME_SAMPLES,
            &self.audio_samples_per_frame,
        )?;
        same("front", &"whisper_log_mel", &self.front.as_str())?;
        same("hidden_activation", &"gelu", &self.hidden_activation.as_str())?;
        same("look_ahead_frames", &1, &self.look_ahead_frames)?;
        same("slots_per_frame", &ROWS, &self.slots_per_frame)
    }

    /// Bounds well above any model that runs in real time, so that a damaged file cannot ask for all the memory.
    fn check_sizes(&self) -> std::result::Result<(), String> {
        are_possible(&[
            ("mel_bands", self.mel_bands, 512),
            ("hidden_size", self.hidden_size, 8192),
            ("intermediate_size", self.intermediate_size, 32_768),
            ("num_hidden_layers", self.num_hidden_layers, 256),
            ("num_attention_heads", self.num_attention_heads, 256),
            ("window_frames", self.window_frames, 4096),
            ("classes", self.classes, 65_536),
        ])?;
        if self.tap_layer > self.num_hidden_layers {
            return Err(format!(
                "tap_layer: expected at most {}, found {}",
                self.num_hidden_layers, self.tap_layer
            ));
        }
        if !self.hidden_size.is_multiple_of(self.num_attention_heads) {
            return Err(format!(
                "hidden_size: expected a multiple of num_attention_heads ({}), found {}",
                self.num_attention_heads, self.hidden_size
            ));
        }
        // The head is that of the reader.
        same("classes", &crate::reader::PHONE_CLASSES, &self.classes)
    }
}

/// The number that tells a `config.json` of this stack from others.
const FORMAT: u32 = 2;

/// Reads a whole file of the model's folder; the error names it.
pub(crate) fn read(folder: &Path, file: &str) -> Result<Vec<u8>> {
    let path = folder.join(file);
    std::fs::read(&path)
        .map_err(|error| AcousticError::file(path.display(), format!("cannot be read: {error}")))
}

/// Keys whose sizes must be between 1 and the last number, and what they are.
pub(crate) fn are_possible(sizes: &[(&str, usize, usize)]) -> std::result::Result<(), String> {
    match sizes.iter().find(|&&(_, found, most)| found == 0 || found > most) {
        Some((name, found, most)) => Err(format!("{name}: expected 1 to {most}, found {found}")),
        None => Ok(()),
    }
}

/// Whether the classes' shares of the training slots are as many as there are classes, and logarithms.
pub(crate) fn are_log_shares(log_priors: &[f32], classes: usize) -> std::result::Result<(), String> {
    same("log_priors", &classes, &log_priors.len())?;
    match log_priors.iter().find(|p| !(p.is_finite() && **p <= 0.0)) {
        Some(found) => Err(format!(
            "log_priors: expected logarithms of shares, found {found}"
        )),
        None => Ok(()),
    }
}

/// What a key must say, and what it says.
pub(crate) fn same<T: PartialEq + std::fmt::Debug>(
    name: &str,
    expected: &T,
    found: &T,
) -> std::result::Result<(), String> {
    if expected == found {
        Ok(())
    } else {
        Err(format!("{name}: expected {expected:?}, found {found:?}"))
    }
}
