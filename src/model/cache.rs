//! Keys and values of the positions seen so far: a ring of rows for sliding layers, a growing table for
//! full ones, both with exact rollback.
//!
//! Position `p` lies in slot `p % capacity`. A full layer's capacity always exceeds the length, so slot
//! and position are the same there. Knows nothing of how keys are made.

use candle_core::{DType, Device, Tensor};

use super::config::{DecoderConfig, LayerKind};
use super::error::{ModelError, Result};
use super::layers::KeyValueStore;

/// How cached rows are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheType {
    /// 16-bit floats: half the memory, every forward widens them again.
    F16,
    /// 32-bit floats: exact, and the faster choice on a CPU.
    F32,
}

impl CacheType {
    fn dtype(self) -> DType {
        match self {
            CacheType::F16 => DType::F16,
            CacheType::F32 => DType::F32,
        }
    }

    /// Bytes of one value.
    pub fn size(self) -> usize {
        self.dtype().size_in_bytes()
    }
}

/// Rows beyond the window that a ring keeps, so that a chunk of this many positions, or rejected drafts,
/// never evict what is still needed.
pub const RING_SLACK: usize = 256;

/// Smallest table that is allocated; tables double from here.
const FIRST_CAPACITY: usize = 64;

struct Rows {
    kind: LayerKind,
    kv_heads: usize,
    head_dim: usize,
    /// `[kv_heads, capacity, head_dim]` each; `None` until first used.
    tables: Option<(Tensor, Tensor)>,
}

/// The cache of one sequence.
pub struct Cache {
    layers: Vec<Rows>,
    window: usize,
    slack: usize,
    dtype: DType,
    device: Device,
    /// Positions in the sequence.
    len: usize,
    /// One more than the highest position whose row may lie in a ring, rolled-back ones included.
    written: usize,
    /// Positions before this one have been overwritten in the rings.
    lost: usize,
    /// Slots of sliding and of full layers.
    ring: usize,
    table: usize,
    /// Rows of the forward that is running.
    pending: usize,
}

impl Cache {
    /// An empty cache for the layers of `config`.
    pub fn new(config: &DecoderConfig, kind: CacheType, device: &Device) -> Self {
        Cache::with_slack(config, kind, device, RING_SLACK)
    }

    /// An empty cache whose rings keep `slack` rows beyond the window.
    pub fn with_slack(config: &DecoderConfig, kind: CacheType, device: &Device, slack: usize) -> Self {
        let layers = config.layers.iter().map(|&kind| {
            let attention = config.attention(kind);
            Rows {
                kind,
                kv_heads: attention.kv_heads,
                head_dim: attention.head_dim,
                tables: None,
            }
        });
        Cache {
            layers: layers.collect(),
            window: config.window,
            slack: slack.max(1),
            dtype: kind.dtype(),
            device: device.clone(),
            len: 0,
            written: 0,
            lost: 0,
            ring: 0,
            table: 0,
            pending: 0,
        }
    }

    /// A cache of its own with the same rows: a clone of the tensors would share their memory.
    ///
    /// # Errors
    /// A device that has no memory left.
    pub fn duplicate(&self) -> candle_core::Result<Self> {
        let copy = |rows: &Rows| {
            let tables = match &rows.tables {
                Some((k, v)) => Some((k.copy()?, v.copy()?)),
                None => None,
            };
            Ok(Rows { tables, ..*rows })
        };
        Ok(Cache {
            layers: self.layers.iter().map(copy).collect::<candle_core::Result<_>>()?,
            device: self.device.clone(),
            ..*self
        })
    }

    /// Positions in the sequence.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Forgets the sequence, keeps the memory.
    pub fn clear(&mut self) {
        (self.len, self.written, self.lost, self.pending) = (0, 0, 0, 0);
    }

    /// Most positions one forward may add without growing the rings.
    pub fn chunk(&self) -> usize {
        self.slack
    }

    /// Shortens the sequence to `len` positions, as if the others had never been there.
    ///
    /// # Errors
    /// [`ModelError::Input`] when a ring has already overwritten rows that are needed from there on: more
    /// than the slack has been added since.
    pub fn truncate(&mut self, len: usize) -> Result<()> {
        if len > self.len {
            return Err(ModelError::Input(format!(
                "the cache holds {} positions, it cannot be cut to {len}",
                self.len
            )));
        }
        let oldest_needed = (len + 1).saturating_sub(self.window);
        let has_ring = self.layers.iter().any(|rows| rows.kind == LayerKind::Sliding);
        if len > 0 && has_ring && oldest_needed < self.lost {
            return Err(ModelError::Input(format!(
                "the cache cannot go back from {} to {len} positions: the window has moved on",
                self.written
            )));
        }
        self.len = len;
        if len == 0 {
            (self.written, self.lost) = (0, 0);
        }
        Ok(())
    }

    /// Makes room for `rows` more positions. Called once before the layers run.
    pub(crate) fn begin(&mut self, rows: usize) -> candle_core::Result<()> {
        let after = self.len + rows;
        // A ring shorter than window + slack has not wrapped yet: it grows like a table.
        let full_ring = self.window - 1 + self.slack.max(rows);
        let grown = |slots: usize, most: usize| {
            if after <= slots || slots >= most {
                return slots;
            }
            after.next_power_of_two().max(FIRST_CAPACITY).min(most)
        };
        let (ring, table) = (grown(self.ring, full_ring), grown(self.table, usize::MAX));
        for rows in &mut self.layers {
            let (old, new) = match rows.kind {
                LayerKind::Sliding => (self.ring, ring),
                LayerKind::Full => (self.table, table),
            };
            if old != new || rows.tables.is_none() {
                rows.resize(old, new, self.len, self.dtype, &self.device)?;
            }
        }
        if ring != self.ring {
            // The move left rolled-back rows behind.
            self.written = self.len;
        }
        (self.ring, self.table, self.pending) = (ring, table, rows);
        self.written = self.written.max(after);
        self.lost = self.lost.max(self.written.saturating_sub(self.ring));
        Ok(())
    }

    /// Counts the rows of the forward that just ran.
    pub(crate) fn commit(&mut self) {
        self.len += std::mem::take(&mut self.pending);
    }

    /// Slots that layers of `kind` have.
    fn capacity(&self, kind: LayerKind) -> usize {
        match kind {
            LayerKind::Sliding => self.ring,
            LayerKind::Full => self.table,
        }
    }

    /// Slots that layers of `kind` show to the running forward.
    pub(crate) fn slots(&self, kind: LayerKind) -> usize {
        let after = self.len + self.pending;
        match kind {
            LayerKind::Sliding => after.min(self.ring),
            LayerKind::Full => after,
        }
    }

    /// The position in `slot` during the running forward; `None` when its row was overwritten.
    pub(crate) fn position(&self, kind: LayerKind, slot: usize) -> Option<usize> {
        let after = self.len + self.pending;
        if kind == LayerKind::Full {
            return (slot < after).then_some(slot);
        }
        let last = after.checked_sub(1)?;
        let back = (last % self.ring + self.ring - slot) % self.ring;
        let position = last.checked_sub(back)?;
        (position >= self.lost).then_some(position)
    }

    /// Rows of `layer` as 32-bit floats in the order of positions `from..len`, `[kv_heads, rows, d]`: what a
    /// drafter looks at.
    pub(crate) fn rows_from(&self, layer: usize, from: usize) -> candle_core::Result<(Tensor, Tensor)> {
        let rows = &self.layers[layer];
        let Some((k, v)) = &rows.tables else {
            candle_core::bail!("the cache of layer {layer} is empty");
        };
        let capacity = self.capacity(rows.kind);
        let cut = |table: &Tensor| -> candle_core::Result<Tensor> {
            let parts = runs(from, self.len, capacity)
                .map(|(start, count)| table.narrow(1, start % capacity, count))
                .collect::<candle_core::Result<Vec<_>>>()?;
            Tensor::cat(&parts, 1)?.to_dtype(DType::F32)
        };
        Ok((cut(k)?, cut(v)?))
    }

    /// Index of the first position that a window ending before position `len` still holds.
    pub(crate) fn window_start(&self, keys: usize) -> usize {
        self.len.saturating_sub(keys).max(self.lost)
    }
}

/// Cuts positions `from..to` into runs that lie in one piece in a table of `capacity` slots.
fn runs(from: usize, to: usize, capacity: usize) -> impl Iterator<Item = (usize, usize)> {
    let mut at = from;
    std::iter::from_fn(move || {
        if at >= to {
            return None;
        }
        let count = (to - at).min(capacity - at % capacity);
        let run = (at, count);
        at += count;
        Some(run)
    })
}

impl Rows {
    /// Allocates `new` slots and moves over the last `old` of the `len` positions.
    fn resize(
        &mut self,
        old: usize,
        new: usize,
        len: usize,
        dtype: DType,
        device: &Device,
    ) -> candle_core::Result<()> {
        let shape = (self.kv_heads, new, self.head_dim);
        let fresh = (
            Tensor::zeros(shape, dtype, device)?,
            Tensor::zeros(shape, dtype, device)?,
        );
        if let Some((k, v)) = &self.tables {
            for (start, count) in runs(len.saturating_sub(old), len, old) {
                for (table, old_table) in [(&fresh.0, k), (&fresh.1, v)] {
                    let piece = old_table.narrow(1, start % old, count)?.contiguous()?;
                    write(table, &piece, start, new)?;
                }
            }
        }
        self.tables = Some(fresh);
        Ok(())
    }
}

/// Writes `rows [kv_heads, n, d]` for the positions from `first` into a table of `capacity` slots.
fn write(table: &Tensor, rows: &Tensor, first: usize, capacity: usize) -> candle_core::Result<()> {
    let count = rows.dim(1)?;
    for (start, piece) in runs(first, first + count, capacity) {
        let rows = if piece == count {
            rows.clone()
        } else {
            rows.narrow(1, start - first, piece)?.contiguous()?
        };
        table.slice_set(&rows, 1, start % capacity)?;
    }
    Ok(())
}

impl KeyValueStore for Cache {
    fn exchange(
        &mut self,
        layer: usize,
        new: Option<(Tensor, Tensor)>,
    ) -> candle_core::Result<(Tensor, Tensor)> {
        let kind = self.layers[layer].kind;
        let slots = self.slots(kind);
        let capacity = self.capacity(kind);
        let Some((k_table, v_table)) = &self.layers[layer].tables else {
            candle_core::bail!("the cache of layer {layer} was not prepared");
        };
        if let Some((k, v)) = new {
            write(k_table, &k.to_dtype(self.dtype)?, self.len, capacity)?;
            write(v_table, &v.to_dtype(self.dtype)?, self.len, capacity)?;
        }
        let k = k_table.narrow(1, 0, slots)?.to_dtype(DType::F32)?;
        let v = v_table.narrow(1, 0, slots)?.to_dtype(DType::F32)?;
        Ok((k, v))
    }
}
