//! GGUF, version 3, the other way: keys and tensor table first, then the data as it is made.

use std::io::{Result as IoResult, Seek, SeekFrom, Write};

use super::Encoding;
use super::gguf::{TYPES, Value};
use crate::model::error::{ModelError, Result};

const ALIGNMENT: usize = 32;

/// A value of the key table with the type it is written in.
#[derive(Clone, Debug)]
pub enum Tag {
    /// 32-bit unsigned.
    U32(u32),
    /// 32-bit float.
    F32(f32),
    /// Truth value.
    Bool(bool),
    /// Text.
    Text(String),
    /// List of 32-bit integers.
    I32s(Vec<i32>),
    /// List of 32-bit floats.
    F32s(Vec<f32>),
    /// List of truth values.
    Bools(Vec<bool>),
    /// List of texts.
    Texts(Vec<String>),
}

impl Tag {
    /// What was read, to be written again.
    pub fn from_value(value: &Value) -> Self {
        match value {
            Value::Int(n) => Tag::U32(*n as u32),
            Value::Float(x) => Tag::F32(*x as f32),
            Value::Bool(yes) => Tag::Bool(*yes),
            Value::Text(text) => Tag::Text(text.clone()),
            Value::List(items) => match items.first() {
                Some(Value::Text(_)) => Tag::Texts(
                    items
                        .iter()
                        .filter_map(|v| Some(v.as_str()?.to_owned()))
                        .collect(),
                ),
                Some(Value::Float(_)) => {
                    Tag::F32s(items.iter().filter_map(|v| Some(v.as_f64()? as f32)).collect())
                }
                Some(Value::Bool(_)) => Tag::Bools(items.iter().map(|v| *v == Value::Bool(true)).collect()),
                _ => Tag::I32s(items.iter().filter_map(|v| Some(v.as_f64()? as i32)).collect()),
            },
        }
    }

    fn number(&self) -> u32 {
        match self {
            Tag::U32(_) => 4,
            Tag::F32(_) => 6,
            Tag::Bool(_) => 7,
            Tag::Text(_) => 8,
            Tag::I32s(_) | Tag::F32s(_) | Tag::Bools(_) | Tag::Texts(_) => 9,
        }
    }

    fn put(&self, out: &mut Vec<u8>) {
        let list = |out: &mut Vec<u8>, kind: u32, length: usize| {
            out.extend(kind.to_le_bytes());
            out.extend((length as u64).to_le_bytes());
        };
        match self {
            Tag::U32(n) => out.extend(n.to_le_bytes()),
            Tag::F32(x) => out.extend(x.to_le_bytes()),
            Tag::Bool(yes) => out.push(u8::from(*yes)),
            Tag::Text(text) => put_text(out, text),
            Tag::I32s(items) => {
                list(out, 5, items.len());
                items.iter().for_each(|n| out.extend(n.to_le_bytes()));
            }
            Tag::F32s(items) => {
                list(out, 6, items.len());
                items.iter().for_each(|x| out.extend(x.to_le_bytes()));
            }
            Tag::Bools(items) => {
                list(out, 7, items.len());
                out.extend(items.iter().map(|&yes| u8::from(yes)));
            }
            Tag::Texts(items) => {
                list(out, 8, items.len());
                items.iter().for_each(|text| put_text(out, text));
            }
        }
    }
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    out.extend((text.len() as u64).to_le_bytes());
    out.extend(text.as_bytes());
}

/// GGUF's number of a type.
fn number(encoding: Encoding) -> Option<u32> {
    TYPES
        .iter()
        .find(|(_, known)| *known == encoding)
        .map(|(number, _)| *number)
}

/// The tables of a file under construction.
#[derive(Default)]
pub struct GgufWriter {
    keys: Vec<u8>,
    n_keys: u64,
    tensors: Vec<u8>,
    lengths: Vec<usize>,
    offset: usize,
}

impl GgufWriter {
    /// An empty file.
    pub fn new() -> Self {
        GgufWriter::default()
    }

    /// Adds a key.
    pub fn key(&mut self, key: &str, value: Tag) {
        put_text(&mut self.keys, key);
        self.keys.extend(value.number().to_le_bytes());
        value.put(&mut self.keys);
        self.n_keys += 1;
    }

    /// Announces a tensor; its data is written in the same order.
    ///
    /// # Errors
    /// [`ModelError::Input`] for a type that GGUF has no number for, or rows that are no whole blocks.
    pub fn tensor(&mut self, name: &str, shape: &[usize], encoding: impl Into<Encoding>) -> Result<()> {
        let encoding = encoding.into();
        let refused = |why: &str| ModelError::Input(format!("{name} cannot be {}: {why}", encoding.name()));
        let Some(number) = number(encoding) else {
            return Err(refused("GGUF has no such type"));
        };
        let columns = shape.last().copied().unwrap_or(1);
        let length = encoding
            .byte_len(shape.iter().product(), columns)
            .ok_or_else(|| refused(&format!("rows of {columns} values are no whole blocks")))?;
        put_text(&mut self.tensors, name);
        self.tensors.extend((shape.len() as u32).to_le_bytes());
        for size in shape.iter().rev() {
            self.tensors.extend((*size as u64).to_le_bytes());
        }
        self.tensors.extend(number.to_le_bytes());
        self.tensors.extend((self.offset as u64).to_le_bytes());
        self.lengths.push(length);
        self.offset += length.next_multiple_of(ALIGNMENT);
        Ok(())
    }

    /// Writes the tables; the data follows through what is returned.
    ///
    /// # Errors
    /// The system's reason.
    pub fn begin<W: Write + Seek>(self, mut out: W) -> IoResult<GgufData<W>> {
        out.write_all(b"GGUF")?;
        out.write_all(&3u32.to_le_bytes())?;
        out.write_all(&(self.lengths.len() as u64).to_le_bytes())?;
        out.write_all(&self.n_keys.to_le_bytes())?;
        out.write_all(&self.keys)?;
        out.write_all(&self.tensors)?;
        let at = out.stream_position()? as usize;
        out.write_all(&vec![0; at.next_multiple_of(ALIGNMENT) - at])?;
        Ok(GgufData {
            out,
            lengths: self.lengths.into_iter(),
        })
    }
}

/// The data of a file under construction.
pub struct GgufData<W> {
    out: W,
    lengths: std::vec::IntoIter<usize>,
}

impl<W: Write + Seek> GgufData<W> {
    /// The data of the next announced tensor.
    ///
    /// # Errors
    /// The system's reason, or another length than announced.
    pub fn write(&mut self, data: &[u8]) -> IoResult<()> {
        if self.lengths.next() != Some(data.len()) {
            return Err(std::io::Error::other(
                "a tensor has another length than announced",
            ));
        }
        self.out.write_all(data)?;
        self.out
            .write_all(&vec![0; data.len().next_multiple_of(ALIGNMENT) - data.len()])
    }

    /// Ends the file.
    ///
    /// # Errors
    /// The system's reason, or a tensor that was announced and not written.
    pub fn finish(mut self) -> IoResult<()> {
        if self.lengths.next().is_some() {
            return Err(std::io::Error::other("a tensor was announced and not written"));
        }
        self.out.seek(SeekFrom::End(0))?;
        self.out.flush()
    }
}
