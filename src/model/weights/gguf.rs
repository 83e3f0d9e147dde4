//! GGUF, versions 2 and 3: header, keys and tensor table, every length checked against the file.
//!
//! Knows nothing of models: the names and keys are those of the file.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use candle_core::quantized::GgmlDType;
use parlance_kernels::BlockFormat;

use super::{Encoding, TensorView};
use crate::mmap::Mapped;
use crate::model::error::{ModelError, Result};

/// The first bytes of a `.litertlm` file.
const LITERT_LM: &[u8] = b"LITERTLM";

/// A value of the key table. Integers are widened, so that a reader need not care how they were written.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Any unsigned or signed integer.
    Int(i128),
    /// Any float.
    Float(f64),
    /// A truth value.
    Bool(bool),
    /// A text.
    Text(String),
    /// A list of values of one type.
    List(Vec<Value>),
}

impl Value {
    /// The integer, if it is one that fits.
    pub fn as_usize(&self) -> Option<usize> {
        match self {
            Value::Int(n) => usize::try_from(*n).ok(),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Value::Float(x) => Some(*x),
            Value::Int(n) => Some(*n as f64),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The list, if it is one.
    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Value::List(items) => Some(items),
            _ => None,
        }
    }
}

struct Entry {
    encoding: Encoding,
    shape: Vec<usize>,
    start: usize,
    end: usize,
}

/// An open GGUF file.
pub struct GgufFile {
    path: PathBuf,
    map: Arc<Mapped>,
    keys: HashMap<String, Value>,
    tensors: HashMap<String, Entry>,
}

impl GgufFile {
    /// Opens `path` and reads its tables.
    ///
    /// # Errors
    /// [`ModelError::WrongFile`] when it is no GGUF file, was cut off, or announces what cannot be:
    /// lengths beyond the end, tensors that reach past the end. [`ModelError::UnreadType`] for weights of another type
    /// than is read, [`ModelError::OtherRuntime`] for a file of LiteRT-LM.
    pub fn open(path: &Path) -> Result<Self> {
        let map = Mapped::open(path).map_err(|error| ModelError::unreadable(path, error))?;
        if map.starts_with(LITERT_LM) {
            return Err(ModelError::other_runtime(path, "LiteRT-LM"));
        }
        let mut reader = Reader::new(&map);
        let tables = match (reader.tables(), reader.unread) {
            (Ok(tables), _) => tables,
            (Err(_), Some((tensor, kind))) => return Err(ModelError::unread_type(path, tensor, kind)),
            (Err((expected, found)), None) => return Err(ModelError::wrong(path, expected, found)),
        };
        Ok(GgufFile {
            path: path.to_owned(),
            keys: tables.0,
            tensors: tables.1,
            map: Arc::new(map),
        })
    }

    /// The value under `key`.
    pub fn key(&self, key: &str) -> Option<&Value> {
        self.keys.get(key)
    }

    /// Every key with its value.
    pub fn keys(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.keys.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// `general.architecture`.
    pub fn architecture(&self) -> &str {
        self.key("general.architecture")
            .and_then(Value::as_str)
            .unwrap_or("nothing")
    }

    /// The tensor called `name` in the file.
    pub fn tensor(&self, name: &str) -> Option<TensorView<'_>> {
        self.tensors.get(name).map(|entry| TensorView {
            encoding: entry.encoding,
            shape: entry.shape.clone(),
            bytes: &self.map[entry.start..entry.end],
            file: Some((&self.map, entry.start)),
        })
    }

    /// The names of all tensors, sorted.
    pub fn tensor_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.tensors.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// What was expected and what was found.
type Refusal = (String, String);
type Tables = (HashMap<String, Value>, HashMap<String, Entry>);

/// Reads what stands at the beginning of a file, one after the other.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// A tensor of a type that is not read, and the type.
    unread: Option<(String, String)>,
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Reader {
            bytes,
            at: 0,
            unread: None,
        }
    }

    pub fn take(&mut self, count: usize) -> std::result::Result<&'a [u8], Refusal> {
        let end = self.at.checked_add(count).filter(|&end| end <= self.bytes.len());
        let Some(end) = end else {
            return Err((
                format!("{count} more bytes after byte {}", self.at),
                format!(
                    "{} (the file is cut off or its header lies)",
                    self.bytes.len() - self.at
                ),
            ));
        };
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> std::result::Result<[u8; N], Refusal> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    pub fn u32(&mut self) -> std::result::Result<u32, Refusal> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub fn u64(&mut self) -> std::result::Result<u64, Refusal> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    /// A count of things of at least `smallest` bytes each, refused when the file is too short for them.
    fn count(&mut self, what: &str, smallest: usize) -> std::result::Result<usize, Refusal> {
        let announced = self.u64()?;
        let possible = ((self.bytes.len() - self.at) / smallest) as u64;
        if announced > possible {
            return Err((
                format!("at most {possible} {what}"),
                format!("{announced} announced"),
            ));
        }
        Ok(announced as usize)
    }

    fn text(&mut self) -> std::result::Result<String, Refusal> {
        let length = self.count("bytes of text", 1)?;
        Ok(String::from_utf8_lossy(self.take(length)?).into_owned())
    }

    fn value(&mut self, kind: u32, depth: usize) -> std::result::Result<Value, Refusal> {
        Ok(match kind {
            0 => Value::Int(u8::from_le_bytes(self.array()?).into()),
            1 => Value::Int(i8::from_le_bytes(self.array()?).into()),
            2 => Value::Int(u16::from_le_bytes(self.array()?).into()),
            3 => Value::Int(i16::from_le_bytes(self.array()?).into()),
            4 => Value::Int(self.u32()?.into()),
            5 => Value::Int(i32::from_le_bytes(self.array()?).into()),
            6 => Value::Float(f32::from_le_bytes(self.array()?).into()),
            7 => Value::Bool(self.array::<1>()?[0] != 0),
            8 => Value::Text(self.text()?),
            // Nothing nests lists; two levels are already generous.
            9 if depth < 2 => {
                let kind = self.u32()?;
                let count = self.count("list items", 1)?;
                let items = (0..count).map(|_| self.value(kind, depth + 1));
                Value::List(items.collect::<std::result::Result<_, _>>()?)
            }
            10 => Value::Int(self.u64()?.into()),
            11 => Value::Int(i64::from_le_bytes(self.array()?).into()),
            12 => Value::Float(f64::from_le_bytes(self.array()?)),
            other => {
                return Err((
                    "a value type 0..=12".into(),
                    format!("{other} at byte {}", self.at),
                ));
            }
        })
    }

    /// A key and its value.
    pub fn entry(&mut self) -> std::result::Result<(String, Value), Refusal> {
        let key = self.text()?;
        let kind = self.u32()?;
        Ok((key, self.value(kind, 0)?))
    }

    fn tables(&mut self) -> std::result::Result<Tables, Refusal> {
        let magic = self.array::<4>()?;
        if &magic != b"GGUF" {
            return Err((
                "a file that starts with GGUF".into(),
                format!("{:?}", String::from_utf8_lossy(&magic)),
            ));
        }
        let version = self.u32()?;
        if !(2..=3).contains(&version) {
            return Err(("GGUF version 2 or 3".into(), format!("version {version}")));
        }
        let tensor_count = self.count("tensors", 24)?;
        let key_count = self.count("keys", 13)?;
        let mut keys = HashMap::with_capacity(key_count);
        for _ in 0..key_count {
            let (key, value) = self.entry()?;
            keys.insert(key, value);
        }
        let mut table = Vec::with_capacity(tensor_count);
        for _ in 0..tensor_count {
            table.push(self.tensor()?);
        }
        let alignment = keys.get("general.alignment").map_or(Some(32), Value::as_usize);
        let Some(alignment) = alignment.filter(|a| a.is_power_of_two() && *a <= 1 << 20) else {
            return Err((
                "an alignment that is a power of two".into(),
                format!("{alignment:?}"),
            ));
        };
        let data = self.at.next_multiple_of(alignment);
        let mut tensors = HashMap::with_capacity(tensor_count);
        for (name, encoding, shape, offset, length) in table {
            let start = usize::try_from(offset)
                .ok()
                .and_then(|offset| data.checked_add(offset));
            let span = start.and_then(|start| Some((start, start.checked_add(length)?)));
            let Some((start, end)) = span.filter(|span| span.1 <= self.bytes.len()) else {
                return Err((
                    format!("{length} bytes of tensor {name} at offset {offset}"),
                    format!(
                        "a file of {} bytes: the download is not complete",
                        self.bytes.len()
                    ),
                ));
            };
            let entry = Entry {
                encoding,
                shape,
                start,
                end,
            };
            if tensors.insert(name.clone(), entry).is_some() {
                return Err(("every tensor once".into(), format!("{name} twice")));
            }
        }
        Ok((keys, tensors))
    }

    /// One row of the tensor table: name, type, shape (outermost first), offset, length in bytes.
    fn tensor(&mut self) -> std::result::Result<(String, Encoding, Vec<usize>, u64, usize), Refusal> {
        let name = self.text()?;
        let rank = self.u32()?;
        if !(1..=4).contains(&rank) {
            return Err((format!("1 to 4 dimensions of tensor {name}"), rank.to_string()));
        }
        let mut shape = Vec::with_capacity(4);
        let mut elements: usize = 1;
        for _ in 0..rank {
            let size = self.u64()?;
            let size = usize::try_from(size).ok().filter(|&size| size > 0);
            let product = size.and_then(|size| elements.checked_mul(size));
            let (Some(size), Some(product)) = (size, product.filter(|&n| n < 1 << 48)) else {
                return Err((
                    format!("a possible shape of tensor {name}"),
                    "one that overflows".into(),
                ));
            };
            shape.insert(0, size);
            elements = product;
        }
        let number = self.u32()?;
        let Some(&(_, encoding)) = TYPES.iter().find(|(known, _)| *known == number) else {
            let kind = unknown_type(number);
            self.unread = Some((name.clone(), kind.clone()));
            return Err((
                "tensors of a type that is read".into(),
                format!("{name} of type {kind}"),
            ));
        };
        let columns = shape.last().copied().unwrap_or(0);
        let Some(length) = encoding.byte_len(elements, columns) else {
            return Err((
                format!(
                    "rows of {name} that are multiples of {} values",
                    encoding.block_size()
                ),
                format!("{columns} values"),
            ));
        };
        Ok((name, encoding, shape, self.u64()?, length))
    }
}

/// GGUF's numbers of the types that are read.
pub(super) const TYPES: [(u32, Encoding); 15] = [
    (0, Encoding::Ggml(GgmlDType::F32)),
    (1, Encoding::Ggml(GgmlDType::F16)),
    (2, Encoding::Ggml(GgmlDType::Q4_0)),
    (3, Encoding::Ggml(GgmlDType::Q4_1)),
    (6, Encoding::Ggml(GgmlDType::Q5_0)),
    (7, Encoding::Ggml(GgmlDType::Q5_1)),
    (8, Encoding::Ggml(GgmlDType::Q8_0)),
    (10, Encoding::Ggml(GgmlDType::Q2K)),
    (11, Encoding::Ggml(GgmlDType::Q3K)),
    (12, Encoding::Ggml(GgmlDType::Q4K)),
    (13, Encoding::Ggml(GgmlDType::Q5K)),
    (14, Encoding::Ggml(GgmlDType::Q6K)),
    (20, Encoding::Own(BlockFormat::Iq4Nl)),
    (23, Encoding::Own(BlockFormat::Iq4Xs)),
    (30, Encoding::Ggml(GgmlDType::BF16)),
];

/// What people call a type that is not read.
fn unknown_type(number: u32) -> String {
    let name = match number {
        9 => "Q8_1",
        15 => "Q8_K",
        16 => "IQ2_XXS",
        17 => "IQ2_XS",
        18 => "IQ3_XXS",
        19 => "IQ1_S",
        21 => "IQ3_S",
        22 => "IQ2_S",
        29 => "IQ1_M",
        34 => "TQ1_0",
        35 => "TQ2_0",
        39 => "MXFP4",
        40 => "NVFP4",
        _ => return format!("number {number}"),
    };
    name.to_owned()
}
