//! Sound into the hidden space: each frame of 640 samples is normed and projected, nothing more.

use std::sync::Arc;

use candle_core::{Device, Tensor};

use super::config::AudioConfig;
use super::error::{ModelError, Result};
use super::layers::{Linear, RmsNorm};
use super::quant::FloatRows;
use super::weights::Loader;
use crate::frames::{FRAME_SAMPLES, Frame};

/// The sound input of a model.
pub struct AudioEmbedder {
    norm: RmsNorm,
    projection: Linear,
    device: Device,
}

impl AudioEmbedder {
    /// Loads the projection. It stays in 32-bit floats: it is 5 MB even in the 12B, and the part where
    /// rounding hurts most.
    ///
    /// # Errors
    /// [`ModelError::WrongFile`] when it is missing, or made for frames of another length.
    pub fn load(loader: &Loader, config: &AudioConfig, hidden: usize) -> Result<Self> {
        if config.frame_samples != FRAME_SAMPLES {
            return Err(loader.wrong(
                format!("frames of {FRAME_SAMPLES} samples"),
                format!("{} samples", config.frame_samples),
            ));
        }
        let weight = loader.float(
            "embed_audio.embedding_projection.weight",
            &[hidden, FRAME_SAMPLES],
        )?;
        let projection = if weight.device().is_cpu() {
            Linear::Rows(Arc::new(FloatRows::new(&weight)?))
        } else {
            Linear::Float(weight)
        };
        Ok(AudioEmbedder {
            norm: RmsNorm::bare(config.norm_eps),
            projection,
            device: loader.device().clone(),
        })
    }

    /// One soft token per frame, `[frames, hidden]`. They are not multiplied by the embedding scale.
    ///
    /// # Errors
    /// [`ModelError::Input`] without frames.
    pub fn embed(&self, frames: &[Frame]) -> Result<Tensor> {
        if frames.is_empty() {
            return Err(ModelError::Input("there is no sound in the recording".into()));
        }
        let mut samples = Vec::with_capacity(frames.len() * FRAME_SAMPLES);
        for frame in frames {
            samples.extend_from_slice(&frame.samples);
        }
        let x = Tensor::from_vec(samples, (frames.len(), FRAME_SAMPLES), &self.device)?;
        Ok(self.projection.forward(&self.norm.forward(&x)?)?)
    }
}
