//! A model's tensors by their canonical names, where they lie in the mapped files.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use parlance_kernels::{BlockFormat, HalfFormat};

use super::printable;
use crate::mmap::Held;
use crate::reader::error::{ReaderError, Result};
use crate::reader::weights::{Numbers, Tensor, TensorSource, f32s, floats};

/// How a file stores the numbers of a tensor, little-endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// 32-bit floats.
    F32,
    /// 16-bit floats of either kind.
    Half(HalfFormat),
    /// Signed bytes with a factor for each row beside them.
    Int8,
    /// Signed 16-bit integers with a factor for each row beside them.
    Int16,
    /// Blocks of ggml.
    Blocks(BlockFormat),
}

impl Encoding {
    /// Bytes of a tensor of this shape; `None` where none can have it: it overflows, is empty, or its rows are no whole
    /// blocks.
    pub fn byte_len(self, shape: &[usize]) -> Option<usize> {
        let elements = shape
            .iter()
            .try_fold(1usize, |product, &size| product.checked_mul(size))?;
        let columns = shape.last().copied().unwrap_or(1);
        let bytes = match self {
            Encoding::F32 => elements.checked_mul(4)?,
            Encoding::Half(_) | Encoding::Int16 => elements.checked_mul(2)?,
            Encoding::Int8 => elements,
            Encoding::Blocks(format) => {
                let rows = elements.checked_div(columns)?;
                format.row_bytes(columns)?.checked_mul(rows)?
            }
        };
        (elements > 0).then_some(bytes)
    }

    /// The name people use.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::F32 => "F32",
            Encoding::Half(HalfFormat::F16) => "F16",
            Encoding::Half(HalfFormat::Bf16) => "BF16",
            Encoding::Int8 => "INT8",
            Encoding::Int16 => "INT16",
            Encoding::Blocks(format) => format.name(),
        }
    }
}

/// One tensor: what its file says of it, checked, and its bytes.
#[derive(Clone)]
pub(super) struct Entry {
    encoding: Encoding,
    shape: Vec<usize>,
    bytes: Held,
    /// One factor per row where the encoding has them: the number is `integer * factor`.
    factors: Vec<f32>,
}

impl Entry {
    /// A tensor without factors. `None` when `bytes` are not as many as such a tensor has.
    pub fn new(encoding: Encoding, shape: Vec<usize>, bytes: Held) -> Option<Self> {
        let fits = encoding.byte_len(&shape) == Some(bytes.len());
        fits.then_some(Entry {
            encoding,
            shape,
            bytes,
            factors: Vec::new(),
        })
    }

    /// The same with a factor for each row. `None` when there are not as many.
    pub fn with_factors(self, factors: Vec<f32>) -> Option<Self> {
        (self.shape.first() == Some(&factors.len())).then_some(Entry { factors, ..self })
    }

    /// The same numbers in another shape. `None` when it holds more or fewer.
    pub fn reshaped(self, shape: Vec<usize>) -> Option<Self> {
        let fits = self.encoding.byte_len(&shape) == Some(self.bytes.len());
        fits.then_some(Entry { shape, ..self })
    }

    /// Sizes, the slowest first.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Part `part` of `count` equal ones along the first dimension: matrices that one product computes at once. `None`
    /// when it cannot be cut so.
    pub fn part(&self, part: usize, count: usize) -> Option<Self> {
        let rows = *self.shape.first()?;
        if count == 0 || part >= count || !rows.is_multiple_of(count) {
            return None;
        }
        let mut shape = self.shape.clone();
        shape[0] = rows / count;
        let cut = |length: usize| -> Range<usize> { part * (length / count)..(part + 1) * (length / count) };
        let factors = self
            .factors
            .get(cut(self.factors.len()))
            .unwrap_or_default()
            .to_vec();
        let bytes = self.bytes.part(cut(self.bytes.len()));
        Entry::new(self.encoding, shape, bytes).map(|entry| Entry { factors, ..entry })
    }

    /// The numbers as 32-bit floats, for small tensors of floats.
    pub fn floats(&self) -> Option<Vec<f32>> {
        match self.encoding {
            Encoding::F32 | Encoding::Half(_) => floats(self.numbers(), &self.shape).ok(),
            _ => None,
        }
    }

    /// Whether the numbers are integers whose factors stand beside them.
    pub fn needs_factors(&self) -> bool {
        matches!(self.encoding, Encoding::Int8 | Encoding::Int16) && !self.shape.is_empty()
    }

    /// The number of a tensor without dimensions.
    pub fn scalar(&self) -> Option<f32> {
        match (self.encoding, &self.bytes[..]) {
            (Encoding::Int8, &[byte]) => Some(f32::from(byte as i8)),
            (Encoding::Int16, &[low, high]) => Some(f32::from(i16::from_le_bytes([low, high]))),
            _ => self.floats().and_then(|floats| floats.first().copied()),
        }
    }

    /// A factor for each row of the last dimension: a convolution's stand once for each output, over all of its inputs.
    fn row_factors(&self) -> Vec<f32> {
        let inner = self.shape.len().saturating_sub(1);
        let rows: usize = self.shape.get(1..inner).unwrap_or_default().iter().product();
        self.factors
            .iter()
            .flat_map(|&factor| std::iter::repeat_n(factor, rows))
            .collect()
    }

    fn numbers(&self) -> Numbers {
        match self.encoding {
            Encoding::F32 => Numbers::F32(f32s(&self.bytes)),
            Encoding::Half(format) => Numbers::Half(format, self.bytes.clone()),
            Encoding::Blocks(format) => Numbers::Blocks(format, self.bytes.clone()),
            Encoding::Int8 => Numbers::Int8 {
                values: self.bytes.iter().map(|&byte| byte as i8).collect(),
                scales: self.row_factors(),
            },
            Encoding::Int16 => {
                let row = (self.bytes.len() / self.factors.len().max(1)).max(2);
                let rows = self.bytes.chunks_exact(row).zip(&self.factors);
                let floats = rows.flat_map(|(row, factor)| {
                    let integers = row.as_chunks::<2>().0.iter();
                    integers.map(move |&two| f32::from(i16::from_le_bytes(two)) * factor)
                });
                Numbers::F32(floats.collect())
            }
        }
    }
}

/// The tensors of a model under Hugging Face's names without `model.` in front, whatever the file calls them.
pub struct Table {
    file: String,
    entries: HashMap<String, Entry>,
}

impl Table {
    /// An empty table; `file` is for messages.
    pub(super) fn new(file: String) -> Self {
        Table {
            file,
            entries: HashMap::new(),
        }
    }

    /// Puts in a tensor.
    ///
    /// # Errors
    /// [`ReaderError::WrongFile`] when one of that name is there.
    pub(super) fn insert(&mut self, name: String, entry: Entry) -> Result<()> {
        if self.entries.contains_key(&name) {
            return Err(self.wrong("every tensor once", format!("{} twice", printable(&name))));
        }
        self.entries.insert(name, entry);
        Ok(())
    }

    /// Whether there is a tensor of this name.
    pub fn has(&self, name: &str) -> bool {
        self.entries.contains_key(name)
    }

    /// The shape of a tensor.
    pub fn shape(&self, name: &str) -> Option<&[usize]> {
        self.entries.get(name).map(Entry::shape)
    }

    /// The shape of a tensor that tells sizes of the model, of `N` dimensions.
    ///
    /// # Errors
    /// [`ReaderError::WrongFile`] when there is none, or one of another rank.
    pub(super) fn sizes<const N: usize>(&self, name: &str) -> Result<[usize; N]> {
        let shape = self.shape(name);
        shape.and_then(|shape| shape.try_into().ok()).ok_or_else(|| {
            let found = shape.map_or("none".to_owned(), |shape| format!("{shape:?}"));
            self.wrong(format!("a tensor {name} of {N} dimensions"), found)
        })
    }

    /// Layers of `side` (`encoder` or `decoder`): those that have a feed-forward part, from 0 on.
    pub(super) fn layers(&self, side: &str) -> usize {
        (0..)
            .take_while(|layer| self.has(&format!("{side}.layers.{layer}.fc1.weight")))
            .count()
    }

    /// Tensors and bytes by encoding.
    pub fn by_encoding(&self) -> BTreeMap<&'static str, (usize, u64)> {
        let mut sums: BTreeMap<&'static str, (usize, u64)> = BTreeMap::new();
        for entry in self.entries.values() {
            let sum = sums.entry(entry.encoding.name()).or_default();
            sum.0 += 1;
            sum.1 += (entry.bytes.len() + 4 * entry.factors.len()) as u64;
        }
        sums
    }

    /// Numbers in all tensors.
    pub fn parameters(&self) -> u64 {
        self.entries
            .values()
            .map(|entry| entry.shape.iter().product::<usize>() as u64)
            .sum()
    }

    /// A [`ReaderError::WrongFile`] about the file.
    pub(super) fn wrong(&self, expected: impl Into<String>, found: impl Into<String>) -> ReaderError {
        ReaderError::wrong(&self.file, expected, found)
    }
}

impl TensorSource for Table {
    fn file(&self) -> String {
        self.file.clone()
    }

    fn tensor(&mut self, name: &str) -> Result<Option<Tensor>> {
        Ok(self.entries.get(name).map(|entry| Tensor {
            shape: entry.shape.clone(),
            numbers: entry.numbers(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix() -> Entry {
        let bytes: Vec<u8> = (0..12).collect();
        let entry = Entry::new(Encoding::Int8, vec![6, 2], bytes.into()).unwrap();
        entry.with_factors(vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).unwrap()
    }

    #[test]
    fn parts_of_a_joined_matrix_keep_their_rows_and_factors() {
        let Numbers::Int8 { values, scales } = matrix().part(1, 3).unwrap().numbers() else {
            panic!("another encoding")
        };
        assert_eq!((values, scales), (vec![4, 5, 6, 7], vec![3.0, 4.0]));
        assert!(matrix().part(0, 4).is_none());
        assert!(matrix().part(3, 3).is_none());
    }

    #[test]
    fn shapes_that_the_bytes_do_not_have_are_refused() {
        let entry = |shape: &[usize]| Entry::new(Encoding::F32, shape.to_vec(), vec![0; 16].into());
        assert!(entry(&[2, 2]).is_some());
        for shape in [&[2, 3][..], &[0, 4], &[usize::MAX, usize::MAX], &[usize::MAX, 2]] {
            assert!(entry(shape).is_none(), "{shape:?}");
        }
        let rows_of = |columns| Encoding::Blocks(BlockFormat::Q5_0).byte_len(&[3, columns]);
        assert_eq!((rows_of(64), rows_of(48)), (Some(3 * 44), None));
        assert!(entry(&[4, 1]).unwrap().reshaped(vec![4]).is_some());
        assert!(entry(&[4, 1]).unwrap().reshaped(vec![5]).is_none());
    }

    #[test]
    fn integers_of_16_bits_are_read_with_their_factor() {
        let bytes: Vec<u8> = [-3i16, 4].iter().flat_map(|n| n.to_le_bytes()).collect();
        let entry = Entry::new(Encoding::Int16, vec![2, 1], bytes.into()).unwrap();
        let Numbers::F32(floats) = entry.with_factors(vec![0.5, 2.0]).unwrap().numbers() else {
            panic!("another encoding")
        };
        assert_eq!(floats, [-1.5, 8.0]);
    }
}
