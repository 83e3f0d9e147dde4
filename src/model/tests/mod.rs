//! The decoder against the reference's tensors, and against a plain forward written for clarity.

mod builtin;
mod formats;
mod generation;
mod hostile;
mod plain;
mod reference;
mod tokens;

use std::collections::HashMap;
use std::path::PathBuf;

use candle_core::{Device, Tensor};

use super::gemma::{Gemma, OpenOptions};
use crate::frames::{FRAME_SAMPLES, Frame};

pub(crate) fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/gemma")
        .join(name)
}

pub(crate) struct Fixture(HashMap<String, Tensor>);

impl Fixture {
    pub(crate) fn open(name: &str) -> Self {
        Fixture(candle_core::safetensors::load(path(name), &Device::Cpu).unwrap())
    }

    pub(crate) fn tensor(&self, name: &str) -> Tensor {
        self.0[name].clone()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(crate) fn ids(&self, name: &str) -> Vec<u32> {
        let ids = self.0[name].flatten_all().unwrap().to_vec1::<i64>().unwrap();
        ids.into_iter().map(|id| id as u32).collect()
    }
}

pub(crate) fn tiny() -> Gemma {
    open("tiny-unified")
}

pub(crate) fn open(name: &str) -> Gemma {
    Gemma::open(&path(name), None, &OpenOptions::default(), None).unwrap()
}

/// Largest absolute difference of two tensors of one shape.
pub(crate) fn difference(a: &Tensor, b: &Tensor) -> f32 {
    assert_eq!(
        a.elem_count(),
        b.elem_count(),
        "{:?} against {:?}",
        a.shape(),
        b.shape()
    );
    let a = a.flatten_all().unwrap().to_vec1::<f32>().unwrap();
    let b = b.flatten_all().unwrap().to_vec1::<f32>().unwrap();
    a.iter().zip(&b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[track_caller]
pub(crate) fn close(what: &str, found: &Tensor, expected: &Tensor, tolerance: f32) {
    let difference = difference(found, expected);
    assert!(
        difference <= tolerance,
        "{what}: off by {difference}, allowed {tolerance}"
    );
}

pub(crate) fn frames_of(samples: &[f32]) -> Vec<Frame> {
    let cut = samples.chunks(FRAME_SAMPLES).enumerate().map(|(index, chunk)| {
        let mut samples = [0.0; FRAME_SAMPLES];
        samples[..chunk.len()].copy_from_slice(chunk);
        Frame {
            index: index as u64,
            samples,
        }
    });
    cut.collect()
}
