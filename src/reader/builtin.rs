//! The built-in reader: `reader.json` and `reader.safetensors`, as `training/reader.py` writes them.
//!
//! Matrices are bytes (`name`) with a factor for each row (`name_scale`); what is small is 16-bit floats. The vocabulary is
//! two tensors: the bytes of all tokens and the length of each.

use std::path::Path;
use std::sync::Arc;

use parlance_kernels::HalfFormat;
use safetensors::tensor::{Dtype, Metadata, SafeTensors, TensorInfo};

use super::config::{Config, StackConfig};
use super::error::{ReaderError, Result};
use super::model::{Reader, UNTUNED_SILENCE_S};
use super::vocabulary::{Specials, Vocabulary};
use super::weights::{Numbers, Precision, Tensor, TensorSource, f32s};
use crate::mmap::{Held, Mapped};

/// The file of the sizes, by which the folder is known.
pub(super) const CONFIG: &str = "reader.json";
const WEIGHTS: &str = "reader.safetensors";

/// The sizes in `reader.json`.
#[derive(serde::Deserialize)]
struct Sizes {
    name: String,
    width: usize,
    encoder_layers: usize,
    encoder_heads: usize,
    encoder_feed_forward: usize,
    decoder_layers: usize,
    decoder_heads: usize,
    decoder_feed_forward: usize,
    mel_bands: usize,
    sound_positions: usize,
    text_positions: usize,
    vocabulary: usize,
    /// Seconds of silence that its readings need behind the sound.
    #[serde(default = "untuned_silence_s")]
    silence_s: f32,
}

fn untuned_silence_s() -> f32 {
    UNTUNED_SILENCE_S
}

/// Opens the reader of a folder.
pub(super) fn open(folder: &Path) -> Result<Reader> {
    let file = folder.join(CONFIG);
    let text =
        std::fs::read_to_string(&file).map_err(|error| ReaderError::unreadable(file.display(), error))?;
    let sizes: Sizes = serde_json::from_str(&text)
        .map_err(|error| ReaderError::wrong(file.display(), "the sizes of a reader", error.to_string()))?;
    let stack = |layers, heads, feed_forward| StackConfig {
        layers,
        heads,
        feed_forward,
    };
    let config = Config {
        width: sizes.width,
        encoder: stack(
            sizes.encoder_layers,
            sizes.encoder_heads,
            sizes.encoder_feed_forward,
        ),
        decoder: stack(
            sizes.decoder_layers,
            sizes.decoder_heads,
            sizes.decoder_feed_forward,
        ),
        mel_bands: sizes.mel_bands,
        sound_positions: sizes.sound_positions,
        text_positions: sizes.text_positions,
        vocabulary: sizes.vocabulary,
    };
    config.check(&file.display().to_string())?;
    let mut source = Source::open(&folder.join(WEIGHTS))?;
    let vocabulary = source.vocabulary(config.vocabulary)?;
    // The convolutions are halves in the file and bytes in the product: their input is as even as any layer's.
    let reader = Reader::from_tensors(
        sizes.name,
        "built-in",
        config,
        vocabulary,
        &mut source,
        Precision::Int8,
    )?;
    Ok(reader.with_silence(sizes.silence_s))
}

/// The tensors of a file that `training/` packs: bytes with a factor for each row, and floats.
pub(crate) struct Source {
    file: String,
    map: Arc<Mapped>,
    /// Where the tensors begin.
    start: usize,
    metadata: Metadata,
}

impl Source {
    /// Maps the file.
    pub fn open(path: &Path) -> Result<Self> {
        let file = path.display().to_string();
        let map = Arc::new(Mapped::open(path).map_err(|error| ReaderError::unreadable(&file, error))?);
        let (header, metadata) = SafeTensors::read_metadata(&map).map_err(|error| {
            ReaderError::wrong(&file, "a safetensors file", format!("a damaged one ({error})"))
        })?;
        // The length of the header stands in eight bytes before it.
        Ok(Source {
            file,
            map,
            start: header + 8,
            metadata,
        })
    }

    fn wrong(&self, name: &str, expected: &str, found: impl std::fmt::Debug) -> ReaderError {
        ReaderError::wrong(&self.file, format!("{expected} in {name}"), format!("{found:?}"))
    }

    /// The bytes of a tensor; `read_metadata` has checked that they lie in the file and fit the shape.
    fn bytes(&self, info: &TensorInfo) -> Held {
        let (from, to) = info.data_offsets;
        Held::of_file(&self.map, self.start + from..self.start + to)
    }

    fn vocabulary(&self, size: usize) -> Result<Vocabulary> {
        let part = |name: &str| match self.metadata.info(name) {
            Some(info) if info.dtype == Dtype::U8 => Ok(self.bytes(info)),
            found => Err(self.wrong(name, "bytes", found.map(|info| info.dtype))),
        };
        let (bytes, lengths) = (part("vocabulary.bytes")?, part("vocabulary.lengths")?);
        let total: usize = lengths.iter().map(|&length| usize::from(length)).sum();
        if total != bytes.len() {
            return Err(self.wrong("vocabulary.bytes", &format!("{total} bytes"), bytes.len()));
        }
        let mut rest = &bytes[..];
        let tokens = lengths.iter().map(|&length| {
            let (token, behind) = rest.split_at(usize::from(length));
            rest = behind;
            token
        });
        let specials = Specials::standard(lengths.len(), size)
            .ok_or_else(|| self.wrong("vocabulary.lengths", "a vocabulary of the family", lengths.len()))?;
        Vocabulary::new(&self.file, tokens, specials, size)
    }
}

impl TensorSource for Source {
    fn file(&self) -> String {
        self.file.clone()
    }

    fn tensor(&mut self, name: &str) -> Result<Option<Tensor>> {
        let Some(info) = self.metadata.info(name) else {
            return Ok(None);
        };
        let bytes = self.bytes(info);
        let numbers = match info.dtype {
            Dtype::F16 => Numbers::Half(HalfFormat::F16, bytes),
            Dtype::F32 => Numbers::F32(f32s(&bytes)),
            Dtype::I8 => {
                let scale = format!("{name}_scale");
                match self.metadata.info(&scale) {
                    Some(info) if info.dtype == Dtype::F32 => Numbers::Int8 {
                        values: bytes.iter().map(|&byte| byte as i8).collect(),
                        scales: f32s(&self.bytes(info)),
                    },
                    found => return Err(self.wrong(&scale, "32-bit floats", found.map(|info| info.dtype))),
                }
            }
            other => return Err(self.wrong(name, "F16, F32 or I8", other)),
        };
        Ok(Some(Tensor {
            shape: info.shape.clone(),
            numbers,
        }))
    }
}

#[cfg(test)]
#[path = "builtin_tests.rs"]
mod tests;
