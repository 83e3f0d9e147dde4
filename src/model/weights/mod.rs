//! Tensors of a model file, read in place and checked against the announced sizes.
//!
//! One view for safetensors and GGUF: name, type, shape, bytes. Names inside parlance are those of the
//! Hugging Face checkpoint without `model.language_model.`; the GGUF reader translates.
//! Knows nothing of layers.

mod loader;
mod names;
mod safetensors;
pub mod gguf;
pub mod gguf_head;
pub mod gguf_write;

use std::path::Path;
use std::sync::Arc;

pub use candle_core::quantized::GgmlDType;
use parlance_kernels::BlockFormat;

use crate::mmap::{Held, Mapped};

pub use self::gguf::GgufFile;
pub use self::names::GgufSource;
pub(crate) use self::names::{LAYER_NAMES, gguf_name};
pub use self::safetensors::SafetensorsSource;
pub use loader::{Loader, Precision, Progress};

/// How a tensor is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// A float type or one of the block formats of ggml.
    Ggml(GgmlDType),
    /// A block format that the tensor library does not have: IQ4_NL and IQ4_XS.
    Own(BlockFormat),
    /// Signed bytes with a scale per row in a tensor of its own (the built-in model).
    Int8,
    /// 64-bit integers (token orderings).
    Int64,
}

impl Encoding {
    /// Values that are stored together, of which rows are multiples, and the bytes that they take.
    fn block(self) -> (usize, usize) {
        match self {
            Encoding::Ggml(dtype) => (dtype.block_size(), dtype.type_size()),
            Encoding::Own(format) => (format.values(), format.bytes()),
            Encoding::Int8 => (1, 1),
            Encoding::Int64 => (1, 8),
        }
    }

    /// Bytes of a tensor of `rows × columns`, or `None` when `columns` is no multiple of the block.
    pub fn byte_len(self, elements: usize, columns: usize) -> Option<usize> {
        let (values, bytes) = self.block();
        let blocks = columns.is_multiple_of(values).then(|| elements / values)?;
        blocks.checked_mul(bytes)
    }

    /// Values that are stored together: rows are multiples of it.
    pub fn block_size(self) -> usize {
        self.block().0
    }

    /// Whether each value is a float by itself.
    pub fn is_float(self) -> bool {
        matches!(
            self,
            Encoding::Ggml(GgmlDType::F32 | GgmlDType::F16 | GgmlDType::BF16)
        )
    }

    /// The name people use ("Q4_0", "BF16").
    pub fn name(self) -> String {
        match self {
            Encoding::Ggml(GgmlDType::Q2K) => "Q2_K".into(),
            Encoding::Ggml(GgmlDType::Q3K) => "Q3_K".into(),
            Encoding::Ggml(GgmlDType::Q4K) => "Q4_K".into(),
            Encoding::Ggml(GgmlDType::Q5K) => "Q5_K".into(),
            Encoding::Ggml(GgmlDType::Q6K) => "Q6_K".into(),
            Encoding::Ggml(GgmlDType::Q8K) => "Q8_K".into(),
            Encoding::Ggml(dtype) => format!("{dtype:?}"),
            Encoding::Own(format) => format.name().into(),
            Encoding::Int8 => "I8".into(),
            Encoding::Int64 => "I64".into(),
        }
    }
}

impl From<GgmlDType> for Encoding {
    fn from(dtype: GgmlDType) -> Self {
        Encoding::Ggml(dtype)
    }
}

/// One tensor where it lies in the file.
#[derive(Clone, Debug)]
pub struct TensorView<'a> {
    /// How it is stored.
    pub encoding: Encoding,
    /// Its shape, outermost first (`[out, in]` for matrices).
    pub shape: Vec<usize>,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The mapped file that the bytes lie in and where, if they may be used there as long as the model lives.
    pub file: Option<(&'a Arc<Mapped>, usize)>,
}

impl TensorView<'_> {
    /// The bytes, to be held: where they lie, if they may be used there, else a copy.
    pub fn hold(&self) -> Held {
        match self.file {
            Some((map, start)) => Held::of_file(map, start..start + self.bytes.len()).read_now(),
            None => self.bytes.to_vec().into(),
        }
    }
}

/// A file, or a set of files, that tensors can be looked up in.
pub trait Source: Send + Sync {
    /// The tensor called `name` in the Hugging Face checkpoint, without `model.language_model.` and
    /// `model.`; `None` when the file has none.
    fn view(&self, name: &str) -> Option<TensorView<'_>>;

    /// Every tensor with its name in the file, for `models inspect`.
    fn all(&self) -> Vec<(String, TensorView<'_>)>;

    /// The file, for messages.
    fn path(&self) -> &Path;
}
