//! Attention's two products when one position looks at a short window: plain loops.
//!
//! The tensor library's product asks the system for its processors each time it is called, and on Linux that reads
//! `/proc/cpuinfo`: in the step of the built-in model, with two small products a layer, that was a fifth of the whole
//! time. Larger products stay with the library, whose kernels are faster than these loops.

use candle_core::{CpuStorage, CustomOp2, DType, Layout, Result, Shape, Tensor};

/// Most numbers of keys or values for which a loop is quicker than a call.
const SMALL: usize = 1 << 16;
/// Most rows that are multiplied with them.
const FEW: usize = 16;
/// Sums that run side by side, so that they fill a vector register.
const LANES: usize = 8;

/// `q [batch, rows, d]` times the rows of `k [batch, slots, d]`: `[batch, rows, slots]`.
pub(super) fn scores(q: &Tensor, k: &Tensor) -> Result<Tensor> {
    match are_small(q, k)? {
        true => q.apply_op2_no_bwd(k, &TimesRows),
        false => q.matmul(&k.t()?),
    }
}

/// `weights [batch, rows, slots]` times `v [batch, slots, d]`: `[batch, rows, d]`.
pub(super) fn mixture(weights: &Tensor, v: &Tensor) -> Result<Tensor> {
    match are_small(weights, v)? {
        true => weights.apply_op2_no_bwd(v, &TimesColumns),
        false => weights.matmul(v),
    }
}

fn are_small(few: &Tensor, many: &Tensor) -> Result<bool> {
    // A cache that is not full yet is the beginning of each batch of a larger table.
    let in_rows = |x: &Tensor| x.is_contiguous() || matches!(x.stride(), [_, row, 1] if *row == x.dims()[2]);
    let plain = |x: &Tensor| x.device().is_cpu() && x.dtype() == DType::F32 && in_rows(x);
    Ok(many.elem_count() <= SMALL && few.dim(1)? <= FEW && plain(few) && plain(many))
}

/// The batches of a tensor that [`are_small`] accepted, each in one piece.
fn batches<'a>(storage: &'a CpuStorage, layout: &Layout) -> Result<impl Iterator<Item = &'a [f32]>> {
    let (batch, rows, d) = layout.shape().dims3()?;
    let stride = match layout.is_contiguous() {
        true => rows * d,
        false => layout.stride()[0],
    };
    let values = &storage.as_slice::<f32>()?[layout.start_offset()..];
    Ok((0..batch).map(move |index| &values[index * stride..][..rows * d]))
}

struct TimesRows;

impl CustomOp2 for TimesRows {
    fn name(&self) -> &'static str {
        "few-rows-times-rows"
    }

    fn cpu_fwd(&self, q: &CpuStorage, l: &Layout, k: &CpuStorage, m: &Layout) -> Result<(CpuStorage, Shape)> {
        let ((batch, rows, d), (_, slots, _)) = (l.shape().dims3()?, m.shape().dims3()?);
        let mut out = Vec::with_capacity(batch * rows * slots);
        for (q, k) in batches(q, l)?.zip(batches(k, m)?) {
            for row in q.chunks_exact(d) {
                out.extend(k.chunks_exact(d).map(|key| dot(row, key)));
            }
        }
        Ok((CpuStorage::F32(out), (batch, rows, slots).into()))
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    let mut sums = [0.0; LANES];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
}

struct TimesColumns;

impl CustomOp2 for TimesColumns {
    fn name(&self) -> &'static str {
        "few-rows-times-columns"
    }

    fn cpu_fwd(&self, w: &CpuStorage, l: &Layout, v: &CpuStorage, m: &Layout) -> Result<(CpuStorage, Shape)> {
        let ((batch, rows, slots), (_, _, d)) = (l.shape().dims3()?, m.shape().dims3()?);
        let mut out = vec![0.0; batch * rows * d];
        let pairs = batches(w, l)?.zip(batches(v, m)?);
        for ((w, v), out) in pairs.zip(out.chunks_exact_mut(rows * d)) {
            for (weights, sum) in w.chunks_exact(slots).zip(out.chunks_exact_mut(d)) {
                for (&weight, value) in weights.iter().zip(v.chunks_exact(d)) {
                    for (sum, &value) in sum.iter_mut().zip(value) {
                        *sum += weight * value;
                    }
                }
            }
        }
        Ok((CpuStorage::F32(out), (batch, rows, d).into()))
    }
}

#[cfg(test)]
mod tests {
    use candle_core::Device;

    use super::*;

    #[test]
    fn loops_and_library_agree() {
        for (batch, rows, slots, d) in [(1, 1, 1, 1), (4, 1, 50, 64), (2, 3, 7, 13), (1, FEW + 1, 5, 8)] {
            let random =
                |shape: (usize, usize, usize)| Tensor::randn(0f32, 1.0, shape, &Device::Cpu).unwrap();
            let (q, k, w) = (
                random((batch, rows, d)),
                random((batch, slots, d)),
                random((batch, rows, slots)),
            );
            assert_eq!(are_small(&q, &k).unwrap(), rows <= FEW);
            let same = |a: Tensor, b: Tensor| {
                assert_eq!(a.dims(), b.dims());
                let far = (a - b)
                    .unwrap()
                    .abs()
                    .unwrap()
                    .flatten_all()
                    .unwrap()
                    .max(0)
                    .unwrap();
                assert!(
                    far.to_scalar::<f32>().unwrap() < 1e-4,
                    "{batch} {rows} {slots} {d}"
                );
            };
            same(scores(&q, &k).unwrap(), q.matmul(&k.t().unwrap()).unwrap());
            same(mixture(&w, &k).unwrap(), w.matmul(&k).unwrap());
            let table = random((batch, slots + 3, d));
            let part = table.narrow(1, 0, slots).unwrap();
            let whole = part.contiguous().unwrap();
            assert_eq!(are_small(&q, &part).unwrap(), rows <= FEW);
            same(scores(&q, &part).unwrap(), q.matmul(&whole.t().unwrap()).unwrap());
            same(mixture(&w, &part).unwrap(), w.matmul(&whole).unwrap());
        }
    }

    #[test]
    fn what_lies_apart_or_is_large_is_left_to_the_library() {
        let zeros = |shape: (usize, usize, usize)| Tensor::zeros(shape, DType::F32, &Device::Cpu).unwrap();
        let part = zeros((2, 5, 9)).narrow(2, 0, 4).unwrap();
        let q = zeros((2, 1, 4));
        assert!(!are_small(&q, &part).unwrap());
        assert_eq!(scores(&q, &part).unwrap().dims(), [2, 1, 5]);
        assert!(!are_small(&zeros((1, 1, 256)), &zeros((1, 1024, 256))).unwrap());
    }
}
