//! How much memory a model takes, said before it is loaded.

use candle_core::quantized::GgmlDType;

use super::cache::{CacheType, RING_SLACK};
use super::config::{DecoderConfig, LayerKind};
use super::error::{ModelError, Result};
use super::gemma::{ModelFiles, OpenOptions};
use super::quant::{own_blocks, own_format};
use super::weights::{Encoding, Precision, Source, TensorView};

/// Bytes of keys and values for `tokens` positions: sliding layers stop growing at the window (plus the
/// rows kept for chunks and drafts), full layers never do.
pub fn cache_bytes(config: &DecoderConfig, kind: CacheType, tokens: usize) -> u64 {
    let layers = config.layers.iter().map(|&layer| {
        let attention = config.attention(layer);
        let rows = match layer {
            LayerKind::Sliding => tokens.min(config.window - 1 + RING_SLACK),
            LayerKind::Full => tokens,
        };
        (attention.kv_heads * attention.head_dim * 2 * kind.size()) as u64 * rows as u64
    });
    layers.sum()
}

/// Bytes the tensors of `source` take once loaded in `precision`.
pub fn weight_bytes(source: &dyn Source, precision: Precision) -> u64 {
    source
        .all()
        .iter()
        .map(|(_, view)| loaded_bytes(view, precision))
        .sum()
}

fn loaded_bytes(view: &TensorView, precision: Precision) -> u64 {
    let elements: usize = view.shape.iter().product();
    let columns = view.shape.last().copied().unwrap_or(1);
    let matrix = view.shape.len() == 2 && view.shape[0] > 1;
    let stored = view.bytes.len() as u64;
    let bytes_in = |dtype| {
        let bytes = Encoding::Ggml(dtype).byte_len(elements, columns);
        bytes.map_or(stored, |bytes| bytes as u64)
    };
    match (view.encoding, precision) {
        (encoding, _) if encoding.is_float() && !matrix => elements as u64 * 4,
        (Encoding::Ggml(_) | Encoding::Own(_), Precision::Exact) => elements as u64 * 4,
        // The tensor library multiplies them with eight bits.
        (Encoding::Own(format), _) if own_blocks(format).is_none() => bytes_in(GgmlDType::Q8_0),
        (encoding, Precision::Quantized(wanted)) if encoding.is_float() => bytes_in(wanted),
        _ => stored,
    }
}

/// Bytes that the CPU products add to the weights: where we have no products of our own (an x86-64 without AVX2), the
/// tensor library keeps a second copy of Q4_K, Q6_K and Q8_0 in an order that vector instructions like. Zero on
/// other processors and for other types.
pub fn repacked_bytes(source: &dyn Source, precision: Precision) -> u64 {
    if !cfg!(target_arch = "x86_64") || precision == Precision::Exact {
        return 0;
    }
    let repacked = |dtype| {
        matches!(dtype, GgmlDType::Q4K | GgmlDType::Q6K | GgmlDType::Q8_0) && own_format(dtype).is_none()
    };
    let views = source.all();
    let sizes = views
        .iter()
        .filter(|(_, view)| view.shape.len() == 2)
        .map(|(_, view)| {
            let columns = view.shape.last().copied().unwrap_or(1);
            let dtype = match (view.encoding, precision) {
                (stored, Precision::Quantized(wanted)) if stored.is_float() => wanted,
                (Encoding::Ggml(stored), _) => stored,
                (Encoding::Own(_), _) => GgmlDType::Q8_0,
                _ => return 0,
            };
            if repacked(dtype) && columns.is_multiple_of(256) {
                loaded_bytes(view, precision)
            } else {
                0
            }
        });
    sizes.sum()
}

/// Free memory in bytes, where the system tells.
pub fn available() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("MemAvailable:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}

/// Bytes that loaded weights and the cache of `context` tokens take.
pub fn needed(files: &ModelFiles, options: &OpenOptions, context: usize) -> u64 {
    let config = &files.config.decoder;
    let projector = files.projector.as_deref();
    weight_bytes(files.source.as_ref(), options.precision)
        + repacked_bytes(files.source.as_ref(), options.precision)
        + projector.map_or(0, |source| weight_bytes(source, Precision::Stored))
        + cache_bytes(config, options.cache, context.min(config.context))
}

/// Refuses a model that cannot fit the free memory.
///
/// # Errors
/// [`ModelError::TooLarge`], with both numbers. On an accelerator, and where the system does not tell,
/// nothing is refused.
pub fn check(files: &ModelFiles, options: &OpenOptions, context: usize) -> Result<()> {
    if !options.device.is_cpu() {
        return Ok(());
    }
    let needed = needed(files, options, context);
    match available() {
        Some(available) if needed > available => Err(ModelError::TooLarge { needed, available }),
        _ => Ok(()),
    }
}
