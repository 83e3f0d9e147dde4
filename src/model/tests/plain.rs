//! A decoder in 64-bit floats written for clarity: no cache, no chunks, every position looks at every
//! other and the rule says whether it may. Checkpoints of any shape are made up, saved, opened through
//! the real loader and compared.

use std::collections::HashMap;

use candle_core::{Device, Tensor};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use serde_json::json;

use crate::model::{Cache, CacheType, Gemma, OpenOptions};

/// Shape of a made-up checkpoint.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) hidden: usize,
    pub(super) intermediate: usize,
    pub(super) heads: usize,
    pub(super) kv: usize,
    pub(super) full_kv: usize,
    pub(super) dim: usize,
    pub(super) full_dim: usize,
    pub(super) window: usize,
    /// Full layers are `true`.
    pub(super) layers: Vec<bool>,
    pub(super) key_is_value: bool,
    pub(super) softcap: Option<f64>,
    pub(super) fraction: f64,
}

const VOCABULARY: usize = 40;

struct Matrix {
    columns: usize,
    values: Vec<f64>,
}

pub(super) struct Checkpoint {
    shape: Shape,
    tensors: HashMap<String, Matrix>,
}

/// Numbers in (-1, 1) from a seed: Lehmer's generator is random enough for weights.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }
}

impl Checkpoint {
    pub(super) fn random(shape: &Shape, seed: u64) -> Self {
        let mut numbers = Numbers(seed.wrapping_add(77));
        let mut tensors = HashMap::new();
        let mut add = |name: String, rows: usize, columns: usize, centre: f64, spread: f64| {
            // Through f32, as the file stores them.
            let values = (0..rows * columns).map(|_| f64::from((centre + spread * numbers.next()) as f32));
            let values = values.collect();
            tensors.insert(name, Matrix { columns, values });
        };
        let s = shape;
        add("embed_tokens.weight".into(), VOCABULARY, s.hidden, 0.0, 0.3);
        add("norm.weight".into(), 1, s.hidden, 1.0, 0.5);
        for (i, &full) in s.layers.iter().enumerate() {
            let (dim, kv) = s.attention(full);
            let spread = |columns: usize| 1.7 / (columns as f64).sqrt();
            let mut matrix = |name: &str, rows, columns| {
                add(
                    format!("layers.{i}.{name}.weight"),
                    rows,
                    columns,
                    0.0,
                    spread(columns),
                );
            };
            matrix("self_attn.q_proj", s.heads * dim, s.hidden);
            matrix("self_attn.k_proj", kv * dim, s.hidden);
            if !(full && s.key_is_value) {
                matrix("self_attn.v_proj", kv * dim, s.hidden);
            }
            matrix("self_attn.o_proj", s.hidden, s.heads * dim);
            matrix("mlp.gate_proj", s.intermediate, s.hidden);
            matrix("mlp.up_proj", s.intermediate, s.hidden);
            matrix("mlp.down_proj", s.hidden, s.intermediate);
            for name in ["q_norm", "k_norm"] {
                add(format!("layers.{i}.self_attn.{name}.weight"), 1, dim, 0.6, 0.4);
            }
            for name in [
                "input_layernorm",
                "post_attention_layernorm",
                "pre_feedforward_layernorm",
                "post_feedforward_layernorm",
            ] {
                add(format!("layers.{i}.{name}.weight"), 1, s.hidden, 1.0, 0.5);
            }
            add(format!("layers.{i}.layer_scalar"), 1, 1, 0.8, 0.3);
        }
        let shape = shape.clone();
        Checkpoint { shape, tensors }
    }

    /// How far the logits after each position move when every weight is moved by up to four roundings of an f32: what
    /// 32-bit sums may cost in this shape. A norm magnifies the rounding of a branch that is almost zero, as with one
    /// inner unit, so that no fixed tolerance fits all shapes.
    fn sensitivity(&self, ids: &[u32], exact: &[Vec<f64>]) -> Vec<f64> {
        let mut most = vec![0.0f64; ids.len()];
        for seed in 0..4 {
            let mut numbers = Numbers(seed);
            let mut tensors = HashMap::new();
            let mut names: Vec<&String> = self.tensors.keys().collect();
            names.sort();
            for name in names {
                let matrix = &self.tensors[name];
                let moved = |x: &f64| x * (1.0 + 4.0 * f64::from(f32::EPSILON) * numbers.next());
                let values = matrix.values.iter().map(moved).collect();
                let columns = matrix.columns;
                tensors.insert(name.clone(), Matrix { columns, values });
            }
            let shape = self.shape.clone();
            let moved = Checkpoint { shape, tensors }.forward(ids);
            for ((most, moved), exact) in most.iter_mut().zip(&moved).zip(exact) {
                let off = moved.iter().zip(exact).map(|(a, b)| (a - b).abs());
                *most = off.fold(*most, f64::max);
            }
        }
        most
    }

    /// The same tensors with the values that `read` gives for their names.
    pub(super) fn with_values(&self, shape: &Shape, read: impl Fn(&str) -> Vec<f32>) -> Self {
        let tensors = self.tensors.iter().map(|(name, matrix)| {
            let values: Vec<f64> = read(name).into_iter().map(f64::from).collect();
            assert_eq!(values.len(), matrix.values.len(), "{name}");
            let columns = matrix.columns;
            (name.clone(), Matrix { columns, values })
        });
        Checkpoint {
            shape: shape.clone(),
            tensors: tensors.collect(),
        }
    }

    pub(super) fn save(&self, folder: &std::path::Path) {
        let tensors: HashMap<String, Tensor> = self
            .tensors
            .iter()
            .map(|(name, matrix)| {
                let values: Vec<f32> = matrix.values.iter().map(|&x| x as f32).collect();
                let vector = name.contains("norm") || name.contains("scalar");
                let rows = values.len() / matrix.columns;
                let tensor = if vector {
                    Tensor::from_vec(values, matrix.columns, &Device::Cpu)
                } else {
                    Tensor::from_vec(values, (rows, matrix.columns), &Device::Cpu)
                };
                (format!("model.language_model.{name}"), tensor.unwrap())
            })
            .collect();
        candle_core::safetensors::save(&tensors, folder.join("model.safetensors")).unwrap();
        let s = &self.shape;
        let kinds = s.layers.iter().map(|&full| {
            if full {
                "full_attention"
            } else {
                "sliding_attention"
            }
        });
        let config = json!({ "model_type": "gemma4_unified", "text_config": {
            "hidden_size": s.hidden, "intermediate_size": s.intermediate, "num_hidden_layers": s.layers.len(),
            "num_attention_heads": s.heads, "num_key_value_heads": s.kv, "num_global_key_value_heads": s.full_kv,
            "head_dim": s.dim, "global_head_dim": s.full_dim, "attention_k_eq_v": s.key_is_value,
            "sliding_window": s.window, "vocab_size": VOCABULARY, "final_logit_softcapping": s.softcap,
            "layer_types": kinds.collect::<Vec<_>>(), "num_kv_shared_layers": 0,
            "rope_parameters": {
                "full_attention": { "rope_type": "proportional", "rope_theta": 1e6, "partial_rotary_factor": s.fraction },
                "sliding_attention": { "rope_type": "default", "rope_theta": 1e4 } } } });
        std::fs::write(folder.join("config.json"), config.to_string()).unwrap();
    }

    fn values(&self, name: &str) -> &[f64] {
        &self.tensors[name].values
    }

    fn times(&self, name: &str, x: &[f64]) -> Vec<f64> {
        let matrix = &self.tensors[name];
        matrix
            .values
            .chunks(matrix.columns)
            .map(|row| dot(row, x))
            .collect()
    }

    /// Logits after every position.
    pub(super) fn forward(&self, ids: &[u32]) -> Vec<Vec<f64>> {
        let s = &self.shape;
        let scale = f64::from((s.hidden as f32).sqrt());
        let table = self.values("embed_tokens.weight");
        let row = |id: u32| &table[id as usize * s.hidden..(id as usize + 1) * s.hidden];
        let mut h: Vec<Vec<f64>> = ids
            .iter()
            .map(|&id| row(id).iter().map(|x| x * scale).collect())
            .collect();
        for (i, &full) in s.layers.iter().enumerate() {
            self.layer(i, full, &mut h);
        }
        let cap = |x: f64| s.softcap.map_or(x, |cap| cap * (x / cap).tanh());
        let logits = h.iter().map(|h| {
            let f = norm(h, Some(self.values("norm.weight")));
            self.times("embed_tokens.weight", &f)
                .into_iter()
                .map(cap)
                .collect()
        });
        logits.collect()
    }

    fn layer(&self, i: usize, full: bool, h: &mut [Vec<f64>]) {
        let s = &self.shape;
        let name = |rest: &str| format!("layers.{i}.{rest}");
        let (dim, kv) = s.attention(full);
        let heads = |x: Vec<f64>, weight: Option<&[f64]>, position: Option<usize>| -> Vec<Vec<f64>> {
            let head = |x: &[f64]| {
                let y = norm(x, weight);
                position.map_or(y.clone(), |position| s.rotate(&y, position, full))
            };
            x.chunks(dim).map(head).collect()
        };
        let mut queries = Vec::new();
        let mut keys = Vec::new();
        let mut values = Vec::new();
        for (position, h) in h.iter().enumerate() {
            let a = norm(h, Some(self.values(&name("input_layernorm.weight"))));
            let q_norm = self.values(&name("self_attn.q_norm.weight"));
            let k_norm = self.values(&name("self_attn.k_norm.weight"));
            let q = self.times(&name("self_attn.q_proj.weight"), &a);
            let k = self.times(&name("self_attn.k_proj.weight"), &a);
            let v = if full && s.key_is_value {
                k.clone()
            } else {
                self.times(&name("self_attn.v_proj.weight"), &a)
            };
            queries.push(heads(q, Some(q_norm), Some(position)));
            keys.push(heads(k, Some(k_norm), Some(position)));
            values.push(heads(v, None, None));
        }
        for q in 0..h.len() {
            let mut o = Vec::new();
            for (head, query) in queries[q].iter().enumerate() {
                let shared = head / (s.heads / kv);
                let seen: Vec<usize> = (0..=q).filter(|k| full || k + s.window > q).collect();
                let weights: Vec<f64> = seen.iter().map(|&k| dot(query, &keys[k][shared]).exp()).collect();
                let sum: f64 = weights.iter().sum();
                o.extend((0..dim).map(|d| {
                    let terms = seen
                        .iter()
                        .zip(&weights)
                        .map(|(&k, w)| w / sum * values[k][shared][d]);
                    terms.sum::<f64>()
                }));
            }
            let o = self.times(&name("self_attn.o_proj.weight"), &o);
            let o = norm(&o, Some(self.values(&name("post_attention_layernorm.weight"))));
            add(&mut h[q], &o);
            let m = norm(
                &h[q],
                Some(self.values(&name("pre_feedforward_layernorm.weight"))),
            );
            let gate = self.times(&name("mlp.gate_proj.weight"), &m);
            let up = self.times(&name("mlp.up_proj.weight"), &m);
            let m: Vec<f64> = gate.iter().zip(&up).map(|(g, u)| gelu(*g) * u).collect();
            let m = self.times(&name("mlp.down_proj.weight"), &m);
            let m = norm(&m, Some(self.values(&name("post_feedforward_layernorm.weight"))));
            add(&mut h[q], &m);
            let scalar = self.values(&name("layer_scalar"))[0];
            h[q].iter_mut().for_each(|x| *x *= scalar);
        }
    }
}

impl Shape {
    fn attention(&self, full: bool) -> (usize, usize) {
        match full {
            true => (
                self.full_dim,
                if self.key_is_value { self.full_kv } else { self.kv },
            ),
            false => (self.dim, self.kv),
        }
    }

    fn rotate(&self, x: &[f64], position: usize, full: bool) -> Vec<f64> {
        let half = x.len() / 2;
        let (theta, turning) = match full {
            true => (1e6f64, (self.fraction * half as f64) as usize),
            false => (1e4f64, half),
        };
        let mut y = x.to_vec();
        for i in 0..turning {
            let angle = position as f64 * theta.powf(-2.0 * i as f64 / x.len() as f64);
            y[i] = x[i] * angle.cos() - x[i + half] * angle.sin();
            y[i + half] = x[i + half] * angle.cos() + x[i] * angle.sin();
        }
        y
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add(a: &mut [f64], b: &[f64]) {
    a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
}

fn norm(x: &[f64], weight: Option<&[f64]>) -> Vec<f64> {
    let scale = 1.0 / (dot(x, x) / x.len() as f64 + 1e-6).sqrt();
    let weighted = x
        .iter()
        .enumerate()
        .map(|(i, x)| x * scale * weight.map_or(1.0, |w| w[i]));
    weighted.collect()
}

fn gelu(x: f64) -> f64 {
    let u = (2.0 / std::f64::consts::PI).sqrt() * (x + 0.044715 * x.powi(3));
    0.5 * x * (1.0 + u.tanh())
}

fn shapes() -> impl Strategy<Value = Shape> {
    let sizes = (1usize..6, 1usize..40, 0usize..3, 0usize..3, 0usize..3);
    let heads = (1usize..5, 1usize..9);
    let rest = (
        prop::sample::select(vec![8usize, 9, 13, 16, 33, 64, 1024]),
        prop::collection::vec(any::<bool>(), 1..5),
        any::<bool>(),
        prop::option::of(5f64..40.0),
        prop::sample::select(vec![0.25, 0.5, 1.0]),
    );
    (sizes, heads, rest).prop_map(|((hidden, intermediate, log_heads, a, b), heads, rest)| {
        let all = 1 << log_heads;
        Shape {
            hidden: 4 * hidden,
            intermediate,
            heads: all,
            kv: 1 << a.min(log_heads),
            full_kv: 1 << b.min(log_heads),
            dim: 2 * heads.0,
            full_dim: 2 * heads.1,
            window: rest.0,
            layers: rest.1,
            key_is_value: rest.2,
            softcap: rest.3,
            fraction: rest.4,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct("fixtures/regressions/plain.txt"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_shape_chopped_anyhow_equals_the_plain_forward(
        shape in shapes(),
        seed in any::<u64>(),
        ids in prop::collection::vec(0..VOCABULARY as u32, 1..60),
        chops in prop::collection::vec((1usize..17, 0usize..5), 1..60),
        slack in 4usize..20,
    ) {
        let checkpoint = Checkpoint::random(&shape, seed);
        let folder = tempfile::tempdir().unwrap();
        checkpoint.save(folder.path());
        let model = Gemma::open(folder.path(), None, &OpenOptions::default(), None).unwrap();
        let expected = checkpoint.forward(&ids);
        let mut cache = Cache::with_slack(model.decoder().config(), CacheType::F32, &Device::Cpu, slack);
        let mut found: Vec<Vec<f32>> = Vec::new();
        let mut chops = chops.into_iter().cycle();
        while found.len() < ids.len() {
            let (count, wrong) = chops.next().unwrap();
            let chunk = &ids[found.len()..ids.len().min(found.len() + count)];
            // Rows that are taken back must leave no trace.
            if wrong > 0 && wrong < slack {
                let x = model.embed_ids(&vec![7; wrong]).unwrap();
                model.decoder().forward(&x, &[], &mut cache).unwrap();
                cache.truncate(found.len()).unwrap();
            }
            let x = model.embed_ids(chunk).unwrap();
            let rows = model.decoder().forward(&x, &[], &mut cache).unwrap();
            found.extend(model.logits(&rows).unwrap().to_vec2::<f32>().unwrap());
        }
        let sensitivity = checkpoint.sensitivity(&ids, &expected);
        for (position, (found, expected)) in found.iter().zip(&expected).enumerate() {
            let tolerance = 1e-4 + 8.0 * sensitivity[position];
            for (found, expected) in found.iter().zip(expected) {
                let off = (f64::from(*found) - expected).abs();
                prop_assert!(off <= tolerance, "position {position}: {found} for {expected}, off by {off:.1e} of {tolerance:.1e}");
            }
        }
    }
}

/// The largest windows need sequences that are longer: few numbers, many positions, chunks of every size, rows that are
/// taken back after the ring has turned.
#[test]
fn long_sequences_slide_out_of_large_windows() {
    for (window, key_is_value, layers) in [
        (64, true, vec![false, true]),
        (256, false, vec![true, false, true]),
        (1024, true, vec![false, false]),
    ] {
        let shape = Shape {
            hidden: 8,
            intermediate: 12,
            heads: 2,
            kv: 1,
            full_kv: 2,
            dim: 4,
            full_dim: 8,
            window,
            layers,
            key_is_value,
            softcap: None,
            fraction: 0.5,
        };
        let checkpoint = Checkpoint::random(&shape, window as u64);
        let folder = tempfile::tempdir().unwrap();
        checkpoint.save(folder.path());
        let model = Gemma::open(folder.path(), None, &OpenOptions::default(), None).unwrap();
        let ids: Vec<u32> = (0..window as u32 + 150)
            .map(|i| (i * i + 5 * i) % VOCABULARY as u32)
            .collect();
        let expected = checkpoint.forward(&ids);
        let mut cache = Cache::with_slack(model.decoder().config(), CacheType::F32, &Device::Cpu, 40);
        let mut found: Vec<Vec<f32>> = Vec::new();
        for count in [1, 40, 7, 64, 3, 200, 1, 1, 33].into_iter().cycle() {
            if found.len() == ids.len() {
                break;
            }
            let chunk = &ids[found.len()..ids.len().min(found.len() + count)];
            if count % 3 == 0 {
                let wrong = model.embed_ids(&[7; 30]).unwrap();
                model.decoder().forward(&wrong, &[], &mut cache).unwrap();
                cache.truncate(found.len()).unwrap();
            }
            let x = model.embed_ids(chunk).unwrap();
            let rows = model.decoder().forward(&x, &[], &mut cache).unwrap();
            found.extend(model.logits(&rows).unwrap().to_vec2::<f32>().unwrap());
        }
        for (position, (found, expected)) in found.iter().zip(&expected).enumerate() {
            for (found, expected) in found.iter().zip(expected) {
                let off = (f64::from(*found) - expected).abs();
                assert!(
                    off <= 5e-4 * expected.abs().max(1.0),
                    "window {window}, position {position}: {found} for {expected}"
                );
            }
        }
    }
}
