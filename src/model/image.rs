//! Images into the hidden space: resize, cut into patches, embed.
//!
//! Knows nothing of prompts: where the soft tokens go is the caller's business.

use std::path::Path;

use candle_core::{Device, Tensor};
use image::{DynamicImage, RgbImage};

use super::config::VisionConfig;
use super::error::{ModelError, Result};
use super::layers::{LayerNorm, Linear, RmsNorm};
use super::resize::bicubic;
use super::weights::Loader;

/// An image cut into square patches, row by row.
#[derive(Clone, Debug)]
pub struct Patches {
    /// Values in `[0, 1]`, patch after patch; inside a patch by row, column, then red, green, blue.
    pub values: Vec<f32>,
    /// Patches per row of the image.
    pub columns: usize,
    /// Rows of patches.
    pub rows: usize,
}

impl Patches {
    /// Number of patches, which is the number of soft tokens.
    pub fn count(&self) -> usize {
        self.columns * self.rows
    }

    /// Reads an image file (PNG or JPEG), scales it to at most `config.max_soft_tokens` patches and cuts it.
    ///
    /// # Errors
    /// [`ModelError::Unreadable`] or [`ModelError::WrongFile`] about `path`.
    pub fn read(path: &Path, config: &VisionConfig) -> Result<Self> {
        let reader = image::ImageReader::open(path)
            .and_then(image::ImageReader::with_guessed_format)
            .map_err(|error| ModelError::unreadable(path, error))?;
        let image = reader
            .decode()
            .map_err(|error| ModelError::wrong(path, "a PNG or JPEG image", error.to_string()))?;
        Patches::from_image(&image, config)
    }

    /// Scales and cuts an image.
    ///
    /// # Errors
    /// [`ModelError::Input`] for an image so long and thin that nothing of it would be left.
    pub fn from_image(image: &DynamicImage, config: &VisionConfig) -> Result<Self> {
        let (width, height) = (image.width() as usize, image.height() as usize);
        let (columns, rows) = grid(width, height, config)?;
        let (to_width, to_height) = (columns * config.patch, rows * config.patch);
        let mut rgb = image.to_rgb8();
        if (to_width, to_height) != (width, height) {
            rgb = bicubic(&rgb, to_width as u32, to_height as u32);
        }
        Ok(cut(&rgb, config.patch))
    }
}

/// Columns and rows of patches: as large as the budget allows with the sides' ratio kept, rounded down.
pub(crate) fn grid(width: usize, height: usize, config: &VisionConfig) -> Result<(usize, usize)> {
    if width == 0 || height == 0 {
        return Err(ModelError::Input("the image is empty".into()));
    }
    let patch = config.patch as f64;
    let budget = config.max_soft_tokens as f64 * patch * patch;
    let factor = (budget / (width as f64 * height as f64)).sqrt();
    let side = |length: usize| (factor * length as f64 / patch).floor() as usize;
    let (columns, rows) = match (side(width), side(height)) {
        (0, rows) => (1, rows.min(config.max_soft_tokens)),
        (columns, 0) => (columns.min(config.max_soft_tokens), 1),
        both => both,
    };
    if columns > config.positions || rows > config.positions {
        return Err(ModelError::Input(format!(
            "the image is too long and thin: {columns} × {rows} patches, the model knows {} positions",
            config.positions
        )));
    }
    Ok((columns, rows))
}

fn cut(rgb: &RgbImage, patch: usize) -> Patches {
    let (columns, rows) = (rgb.width() as usize / patch, rgb.height() as usize / patch);
    let mut values = Vec::with_capacity(columns * rows * patch * patch * 3);
    for row in 0..rows {
        for column in 0..columns {
            for y in row * patch..(row + 1) * patch {
                for x in column * patch..(column + 1) * patch {
                    let pixel = rgb.get_pixel(x as u32, y as u32);
                    values.extend(pixel.0.iter().map(|&value| f32::from(value) / 255.0));
                }
            }
        }
    }
    Patches {
        values,
        columns,
        rows,
    }
}

/// The image input of a model.
pub struct VisionEmbedder {
    patch: usize,
    positions: usize,
    patch_norm: LayerNorm,
    dense: Linear,
    dense_bias: Tensor,
    dense_norm: LayerNorm,
    /// One table per axis, `[positions, embedding]`: columns, then rows.
    tables: [Tensor; 2],
    position_norm: LayerNorm,
    bare_norm: RmsNorm,
    projection: Linear,
    device: Device,
}

impl VisionEmbedder {
    /// Loads the embedder. `planar` says that the file keeps a patch's values colour by colour, as
    /// llama.cpp's projector files do, and its position tables one after the other.
    ///
    /// # Errors
    /// [`ModelError::WrongFile`] when a tensor is missing or has another shape.
    pub fn load(loader: &Loader, config: &VisionConfig, hidden: usize, planar: bool) -> Result<Self> {
        let (size, width) = (config.patch * config.patch * 3, config.embedding);
        let name = |rest: &str| format!("vision_embedder.{rest}");
        let order = if planar {
            Some(planar_order(config.patch, loader.device())?)
        } else {
            None
        };
        let pixels = |tensor: Tensor, dim: usize| -> Result<Tensor> {
            match &order {
                Some(order) => Ok(tensor.index_select(order, dim)?),
                None => Ok(tensor),
            }
        };
        // PyTorch's default, which no file repeats.
        let eps = 1e-5;
        let norm = |rest: &str, size: usize| -> Result<LayerNorm> {
            Ok(LayerNorm {
                weight: loader.float(&name(&format!("{rest}.weight")), &[size])?,
                bias: loader.float(&name(&format!("{rest}.bias")), &[size])?,
                eps,
            })
        };
        let mut patch_norm = norm("patch_ln1", size)?;
        patch_norm.weight = pixels(patch_norm.weight, 0)?;
        patch_norm.bias = pixels(patch_norm.bias, 0)?;
        let table = if planar {
            loader.float(&name("pos_embedding"), &[2, config.positions, width])?
        } else {
            let table = loader.float(&name("pos_embedding"), &[config.positions, 2, width])?;
            table.transpose(0, 1)?.contiguous()?
        };
        let projection = loader.float("embed_vision.embedding_projection.weight", &[hidden, width])?;
        Ok(VisionEmbedder {
            patch: config.patch,
            positions: config.positions,
            patch_norm,
            dense: Linear::Float(pixels(
                loader.float(&name("patch_dense.weight"), &[width, size])?,
                1,
            )?),
            dense_bias: loader.float(&name("patch_dense.bias"), &[width])?,
            dense_norm: norm("patch_ln2", width)?,
            tables: [table.get(0)?, table.get(1)?],
            position_norm: norm("pos_norm", width)?,
            bare_norm: RmsNorm::bare(config.norm_eps),
            projection: Linear::Float(projection),
            device: loader.device().clone(),
        })
    }

    /// One soft token per patch, `[patches, hidden]`.
    ///
    /// # Errors
    /// [`ModelError::Input`] when the patches are of another size or beyond the position tables.
    pub fn embed(&self, patches: &Patches) -> Result<Tensor> {
        let (count, size) = (patches.count(), self.patch * self.patch * 3);
        if count == 0 || patches.values.len() != count * size {
            return Err(ModelError::Input(format!(
                "the image is not cut into patches of {} pixels",
                self.patch
            )));
        }
        if patches.columns.max(patches.rows) > self.positions {
            return Err(ModelError::Input(format!(
                "the image has more than {} patches a side",
                self.positions
            )));
        }
        let x = Tensor::from_slice(&patches.values, (count, size), &self.device)?;
        let p = self.dense.forward(&self.patch_norm.forward(&x)?)?;
        let p = self.dense_norm.forward(&p.broadcast_add(&self.dense_bias)?)?;
        let columns: Vec<u32> = (0..count).map(|i| (i % patches.columns) as u32).collect();
        let rows: Vec<u32> = (0..count).map(|i| (i / patches.columns) as u32).collect();
        let at = |table: &Tensor, index: Vec<u32>| table.index_select(&Tensor::new(index, &self.device)?, 0);
        let p = ((p + at(&self.tables[0], columns)?)? + at(&self.tables[1], rows)?)?;
        let p = self.position_norm.forward(&p)?;
        Ok(self.projection.forward(&self.bare_norm.forward(&p)?)?)
    }
}

/// For each value of a patch by row, column, colour: where a planar file has it.
fn planar_order(patch: usize, device: &Device) -> Result<Tensor> {
    let order: Vec<u32> = (0..patch * patch)
        .flat_map(|pixel| (0..3).map(move |colour| (colour * patch * patch + pixel) as u32))
        .collect();
    Ok(Tensor::new(order, device)?)
}
