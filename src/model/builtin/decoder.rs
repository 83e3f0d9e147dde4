//! One frame through the built-in decoder: append-only, sliding window, the same work every time.

use std::sync::Arc;

use parlance_kernels as kernels;
use parlance_kernels::{Int8Rows, ShapeError};

use super::weights::{Layer, Matrix};
use super::{Config, Weights};
use crate::frames::FRAME_SAMPLES;

/// A running decoder: weights, shared, and the keys and values of the last frames.
#[derive(Clone, Debug)]
pub struct Decoder {
    config: Arc<Config>,
    weights: Arc<Weights>,
    /// `theta^(-2i/d)` for the pairs of a head, as f32 like the reference.
    frequencies: Vec<f32>,
    caches: Vec<Cache>,
    /// Frames taken since the last reset: the position of the next.
    position: u64,
    scratch: Scratch,
}

/// Keys and values of one layer in a ring: frame t stands in row `t mod window`. Attention does not
/// mind the order of its keys, their positions were rotated in.
#[derive(Clone, Debug)]
struct Cache {
    keys: Vec<f32>,
    values: Vec<f32>,
}

/// Buffers of one step, so that a step allocates nothing.
#[derive(Clone, Debug)]
struct Scratch {
    frame: Vec<f32>,
    stream: Vec<f32>,
    normed: Vec<f32>,
    query: Vec<f32>,
    attended: Vec<f32>,
    scores: Vec<f32>,
    gate: Vec<f32>,
    up: Vec<f32>,
    cos: Vec<f32>,
    sin: Vec<f32>,
    row: Int8Rows,
}

impl Decoder {
    /// A decoder at the beginning of a recording. The weights must have been read for `config`.
    pub fn new(config: Arc<Config>, weights: Arc<Weights>) -> Self {
        let c = &config;
        let keys = c.num_key_value_heads * c.head_dim;
        let queries = c.num_attention_heads * c.head_dim;
        let half = c.head_dim / 2;
        let zeros = |n: usize| vec![0.0f32; n];
        let cache = Cache {
            keys: zeros(c.sliding_window * keys),
            values: zeros(c.sliding_window * keys),
        };
        let frequency = |i: usize| c.rope_theta().powf(-2.0 * i as f32 / c.head_dim as f32);
        Decoder {
            frequencies: (0..half).map(frequency).collect(),
            caches: vec![cache; c.num_hidden_layers],
            position: 0,
            scratch: Scratch {
                frame: zeros(FRAME_SAMPLES),
                stream: zeros(c.hidden_size),
                normed: zeros(c.hidden_size),
                query: zeros(queries),
                attended: zeros(queries),
                scores: zeros(c.sliding_window),
                gate: zeros(c.intermediate_size),
                up: zeros(c.intermediate_size),
                cos: zeros(half),
                sin: zeros(half),
                row: Int8Rows::new(),
            },
            config,
            weights,
        }
    }

    /// Sizes and constants.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Frames taken since the last reset.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Forgets the recording. Old keys stay in memory, out of reach: attention sees rows below the
    /// position only.
    pub fn reset(&mut self) {
        self.position = 0;
    }

    /// Takes one frame and writes `slots_per_frame * classes` logits, slot by slot.
    ///
    /// `logits` must have [`Config::outputs`] elements; an error means that it has not, and the
    /// decoder must be reset.
    pub fn step(&mut self, samples: &[f32; FRAME_SAMPLES], logits: &mut [f32]) -> Result<(), ShapeError> {
        let (c, w, s) = (&*self.config, &*self.weights, &mut self.scratch);
        s.rotate_to(self.position, &self.frequencies);
        s.frame.copy_from_slice(samples);
        kernels::rms_norm(&mut s.frame, FRAME_SAMPLES, None, c.audio_norm_eps);
        w.embed.apply(&s.frame, &mut s.row, &mut s.stream)?;
        for (layer, cache) in w.layers.iter().zip(&mut self.caches) {
            s.attention(layer, c, cache, self.position)?;
            s.feedforward(layer, c.rms_norm_eps)?;
            for x in &mut s.stream {
                *x *= layer.scalar;
            }
        }
        s.norm_stream(&w.norm, c.rms_norm_eps);
        w.head.apply(&s.normed, &mut s.row, logits)?;
        kernels::add(logits, &w.head_bias);
        self.position += 1;
        Ok(())
    }

    /// Turns the logits of each slot into natural logarithms of posteriors.
    pub fn log_posteriors(&self, logits: &mut [f32]) {
        for slot in logits.chunks_exact_mut(self.config.classes) {
            kernels::log_softmax(slot);
        }
    }
}

impl Scratch {
    /// Angles of a position. In f64, so that they stay exact for hours.
    fn rotate_to(&mut self, position: u64, frequencies: &[f32]) {
        for ((cos, sin), &frequency) in self.cos.iter_mut().zip(&mut self.sin).zip(frequencies) {
            let angle = position as f64 * f64::from(frequency);
            (*cos, *sin) = (angle.cos() as f32, angle.sin() as f32);
        }
    }

    /// `normed = rms(stream) * weight`.
    fn norm_stream(&mut self, weight: &[f32], eps: f32) {
        self.normed.copy_from_slice(&self.stream);
        kernels::rms_norm(&mut self.normed, weight.len(), Some(weight), eps);
    }

    /// `stream += rms(normed) * weight`: how each half of a layer joins the stream.
    fn join_stream(&mut self, weight: &[f32], eps: f32) {
        kernels::rms_norm(&mut self.normed, weight.len(), Some(weight), eps);
        kernels::add(&mut self.stream, &self.normed);
    }

    fn attention(
        &mut self,
        w: &Layer,
        c: &Config,
        cache: &mut Cache,
        position: u64,
    ) -> Result<(), ShapeError> {
        let (d, eps) = (c.head_dim, c.rms_norm_eps);
        self.norm_stream(&w.input_norm, eps);
        w.q.apply(&self.normed, &mut self.row, &mut self.query)?;
        kernels::rms_norm(&mut self.query, d, Some(&w.q_norm), eps);
        kernels::rope(&mut self.query, &self.cos, &self.sin);

        let stride = c.num_key_value_heads * d;
        let row = (position % c.sliding_window as u64) as usize * stride;
        let key = &mut cache.keys[row..row + stride];
        w.k.apply(&self.normed, &mut self.row, key)?;
        kernels::rms_norm(key, d, Some(&w.k_norm), eps);
        kernels::rope(key, &self.cos, &self.sin);
        let value = &mut cache.values[row..row + stride];
        w.v.apply(&self.normed, &mut self.row, value)?;
        kernels::rms_norm(value, d, None, eps);

        let seen = c
            .sliding_window
            .min(usize::try_from(position).unwrap_or(usize::MAX).saturating_add(1));
        let group = c.num_attention_heads / c.num_key_value_heads;
        let heads = self.query.chunks_exact(d).zip(self.attended.chunks_exact_mut(d));
        for (head, (query, out)) in heads.enumerate() {
            let first = head / group * d;
            let (keys, values) = (&cache.keys[first..], &cache.values[first..]);
            kernels::attend(query, keys, values, stride, &mut self.scores[..seen], out);
        }
        w.o.apply(&self.attended, &mut self.row, &mut self.normed)?;
        self.join_stream(&w.post_attention_norm, eps);
        Ok(())
    }

    fn feedforward(&mut self, w: &Layer, eps: f32) -> Result<(), ShapeError> {
        self.norm_stream(&w.pre_feedforward_norm, eps);
        w.gate.apply(&self.normed, &mut self.row, &mut self.gate)?;
        w.up.apply(&self.normed, &mut self.row, &mut self.up)?;
        kernels::gelu_tanh_mul(&mut self.gate, &self.up);
        w.down.apply(&self.gate, &mut self.row, &mut self.normed)?;
        self.join_stream(&w.post_feedforward_norm, eps);
        Ok(())
    }
}

impl Matrix {
    /// `out = self · x` for one row; `row` is a buffer.
    fn apply(&self, x: &[f32], row: &mut Int8Rows, out: &mut [f32]) -> Result<(), ShapeError> {
        match self {
            Matrix::Int8(matrix) => {
                row.quantize(x, x.len())?;
                matrix.multiply(row, out)
            }
            Matrix::Float(weights) => {
                kernels::gemv(weights, x, out);
                Ok(())
            }
        }
    }
}
