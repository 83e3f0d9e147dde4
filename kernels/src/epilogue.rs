//! What happens to a product before it is written: bias, activation, residual.

use crate::isa::{LANES, Vector};
use crate::math;
use crate::shape::{ShapeError, expect};

/// What happens to a product `y` before it is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Epilogue<'a> {
    /// Added to `y`: one number for each output channel that is computed.
    pub bias: Option<&'a [f32]>,
    /// What is done then.
    pub then: Then,
}

/// How a product reaches the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Then {
    /// `out = y`.
    #[default]
    Store,
    /// `out = gelu(y)`, see [`gelu`](crate::gelu).
    Gelu,
    /// `out += y`: a residual connection.
    Add,
}

impl Epilogue<'_> {
    /// The product itself.
    pub const NONE: Epilogue<'static> = Epilogue {
        bias: None,
        then: Then::Store,
    };

    pub(crate) fn check(&self, channels: usize) -> Result<(), ShapeError> {
        match self.bias {
            Some(bias) => expect("bias of a product", channels, bias.len()),
            None => Ok(()),
        }
    }

    /// Finishes up to sixteen neighbouring channels, the first of which is `channel`.
    #[inline(always)]
    pub(crate) fn write<V: Vector>(&self, y: V, channel: usize, out: &mut [f32]) {
        match out.first_chunk_mut::<LANES>() {
            Some(out) => {
                let bias = self.bias.and_then(|bias| bias[channel..].first_chunk());
                self.finish(y, bias, V::load(out)).store(out);
            }
            None => {
                let (mut bias, mut before) = ([0.0; LANES], [0.0; LANES]);
                before[..out.len()].copy_from_slice(out);
                if let Some(all) = self.bias {
                    bias[..out.len()].copy_from_slice(&all[channel..][..out.len()]);
                }
                let bias = self.bias.is_some().then_some(&bias);
                let finished = self.finish(y, bias, V::load(&before)).array();
                out.copy_from_slice(&finished[..out.len()]);
            }
        }
    }

    #[inline(always)]
    fn finish<V: Vector>(&self, y: V, bias: Option<&[f32; LANES]>, before: V) -> V {
        let y = match bias {
            Some(bias) => y.plus(V::load(bias)),
            None => y,
        };
        match self.then {
            Then::Store => y,
            Then::Gelu => math::gelu(y),
            Then::Add => before.plus(y),
        }
    }
}
