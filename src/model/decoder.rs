//! The stack of layers: embedded rows in, rows after the final norm out.
//!
//! Knows nothing of tokens, sound or images: everything has been embedded before it comes here.

use std::ops::Range;

use candle_core::{Device, Tensor};

use super::cache::Cache;
use super::config::{DecoderConfig, LayerKind};
use super::error::{ModelError, Result};
use super::layers::{KeyValueStore, Layer, Mask, Probe, RmsNorm, Rotation, no_probe};
use super::weights::Loader;

/// A decoder with its weights.
pub struct Decoder {
    config: DecoderConfig,
    layers: Vec<Layer>,
    norm: RmsNorm,
    device: Device,
}

/// What one forward shares among the layers of a kind.
struct Shared {
    rotation: Rotation,
    mask: Option<Mask>,
}

impl Decoder {
    /// Loads the layers of `config`.
    ///
    /// # Errors
    /// [`ModelError::WrongFile`] when a tensor is missing or has another shape.
    pub fn load(loader: &Loader, config: &DecoderConfig) -> Result<Self> {
        let layers = (0..config.layers.len()).map(|index| Layer::load(loader, config, index));
        Ok(Decoder {
            layers: layers.collect::<Result<_>>()?,
            norm: RmsNorm::new(loader.float("norm.weight", &[config.hidden])?, config.norm_eps)?,
            config: config.clone(),
            device: loader.device().clone(),
        })
    }

    /// Sizes of the decoder.
    pub fn config(&self) -> &DecoderConfig {
        &self.config
    }

    /// Where it runs.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// Runs `x [rows, hidden]` as the next positions of `cache` and gives them after the final norm.
    ///
    /// `images` are the rows of each image in `x`: they see each other in sliding layers, so an image
    /// must come whole. Any other chopping over calls gives the same rows.
    ///
    /// # Errors
    /// [`ModelError::ContextFull`] beyond the model's context.
    pub fn forward(&self, x: &Tensor, images: &[Range<usize>], cache: &mut Cache) -> Result<Tensor> {
        self.forward_probed(x, images, cache, &mut no_probe)
    }

    /// As [`Decoder::forward`], showing what stands between the steps to `probe`.
    ///
    /// # Errors
    /// As [`Decoder::forward`].
    pub fn forward_probed(
        &self,
        x: &Tensor,
        images: &[Range<usize>],
        cache: &mut Cache,
        probe: &mut Probe,
    ) -> Result<Tensor> {
        let rows = x.dim(0)?;
        let length = cache.len() + rows;
        if length > self.config.context {
            return Err(ModelError::ContextFull {
                length,
                limit: self.config.context,
            });
        }
        cache.begin(rows)?;
        let sliding = self.shared(LayerKind::Sliding, rows, images, cache)?;
        let full = self.shared(LayerKind::Full, rows, images, cache)?;
        let mut h = x.clone();
        for (index, layer) in self.layers.iter().enumerate() {
            probe(index, "in", &h);
            let shared = if layer.kind() == LayerKind::Sliding {
                &sliding
            } else {
                &full
            };
            let Some(shared) = shared else {
                unreachable!("every kind that occurs was prepared");
            };
            h = layer.forward(&h, &shared.rotation, shared.mask.as_ref(), cache, probe)?;
        }
        probe(self.layers.len(), "in", &h);
        cache.commit();
        Ok(self.norm.forward(&h)?)
    }

    /// Rotation and mask of the layers of `kind`; `None` when there are no such layers.
    fn shared(
        &self,
        kind: LayerKind,
        rows: usize,
        images: &[Range<usize>],
        cache: &Cache,
    ) -> Result<Option<Shared>> {
        if !self.config.layers.contains(&kind) {
            return Ok(None);
        }
        let frequencies = &self.config.attention(kind).inverse_frequencies;
        let first = cache.len();
        let rotation = Rotation::new(frequencies, first, rows, &self.device)?;
        let slots = cache.slots(kind);
        // One new position after everything else sees all of a full layer's rows.
        if kind == LayerKind::Full && rows == 1 {
            return Ok(Some(Shared { rotation, mask: None }));
        }
        let positions: Vec<Option<usize>> = (0..slots).map(|slot| cache.position(kind, slot)).collect();
        let window = self.config.window;
        let mask = Mask::new(rows, slots, &self.device, |row, slot| {
            let (query, Some(key)) = (first + row, positions[slot]) else {
                return false;
            };
            match kind {
                LayerKind::Full => key <= query,
                LayerKind::Sliding => {
                    let same_image = || {
                        images
                            .iter()
                            .any(|run| run.contains(&row) && key >= first && run.contains(&(key - first)))
                    };
                    key + window > query && (key <= query || same_image())
                }
            }
        })?;
        Ok(Some(Shared {
            rotation,
            mask: Some(mask),
        }))
    }

    /// Runs one row `y [1, hidden]` at `position` over another model's keys and values: `sliding` and
    /// `full`, each `[kv_heads, keys, d]`, already normed and rotated. Gives the row after the final norm.
    ///
    /// # Errors
    /// When the shapes do not fit.
    pub fn forward_borrowing(
        &self,
        y: &Tensor,
        position: usize,
        sliding: &(Tensor, Tensor),
        full: &(Tensor, Tensor),
    ) -> Result<Tensor> {
        let mut h = y.clone();
        for layer in &self.layers {
            let frequencies = &self.config.attention(layer.kind()).inverse_frequencies;
            let rotation = Rotation::new(frequencies, position, 1, &self.device)?;
            let source = if layer.kind() == LayerKind::Sliding {
                sliding
            } else {
                full
            };
            h = layer.forward(&h, &rotation, None, &mut Borrowed(source), &mut no_probe)?;
        }
        Ok(self.norm.forward(&h)?)
    }
}

struct Borrowed<'a>(&'a (Tensor, Tensor));

impl KeyValueStore for Borrowed<'_> {
    fn exchange(&mut self, _: usize, _: Option<(Tensor, Tensor)>) -> candle_core::Result<(Tensor, Tensor)> {
        Ok(self.0.clone())
    }
}
