//! What a model of the true 12B shape costs on this machine, measured on random weights: a few layers at full width
//! and the whole token table, carried over to all 48 layers.
//!
//! Random weights read as many bytes and multiply as many numbers as trained ones; what they write is nonsense.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use candle_core::Tensor;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::json;

use super::config::{GenerationConfig, from_json};
use super::error::{ModelError, Result};
use super::gemma::{Gemma, ModelFiles, OpenOptions};
use super::sequence::{Piece, Sequence};
use super::weights::{Encoding, GgmlDType, Source, TensorView};
use crate::frames::{FRAME_SAMPLES, Frame};

/// Layers of the 12B; every sixth is full.
const LAYERS: usize = 48;
/// Ids before the sound of an utterance: marker, instruction, markers.
const INSTRUCTION: usize = 110;
/// Ids between the sound and the answer.
const TAIL: usize = 12;
/// Ids of the built-in words, given as a guess of the answer.
const GUESS: usize = 30;
/// Frames of an utterance of ten seconds, and how many of them are left when they were fed while it was spoken.
const FRAMES: usize = 250;
const LEFT_OVER: usize = 8;

/// What was measured, and what follows for all 48 layers.
#[derive(Clone, Debug, Serialize)]
pub struct ModelBench {
    /// Type of the layers' matrices.
    pub kind: String,
    /// Layers that were measured.
    pub layers: usize,
    /// Positions in the cache while tokens were decoded.
    pub context: usize,
    /// Threads that multiply.
    pub threads: usize,
    /// Bytes of weights that a token reads in all 48 layers, and in the table as output.
    pub layer_bytes: u64,
    /// Bytes of the table.
    pub table_bytes: u64,
    /// Bytes per second that all threads together read from memory, the best of several passes.
    pub memory_bytes_per_second: f64,
    /// Seconds per decoded token: 48 layers, table. Median of the tokens.
    pub decode_s: f64,
    /// The same, the quickest token: nearest to a machine of one's own.
    pub decode_best_s: f64,
    /// Processor seconds per decoded token, where the system tells.
    pub decode_cpu_s: Option<f64>,
    /// Bytes per second that decoding reads at its best, over what memory gives.
    pub decode_of_memory: f64,
    /// Bytes per processor second that decoding reads, over those of plain reading: what can still be compared when
    /// others use the machine too.
    pub decode_of_memory_cpu: Option<f64>,
    /// Seconds per prompt token in chunks of 64.
    pub prefill_s: f64,
    /// Processor seconds per prompt token, where the system tells.
    pub prefill_cpu_s: Option<f64>,
    /// From the end of ten seconds of speech to the first token, its sound fed afterwards: seconds, processor seconds.
    pub first_token_after_s: (f64, Option<f64>),
    /// The same, its sound fed while it was spoken.
    pub first_token_while_speaking_s: (f64, Option<f64>),
    /// Whether feeding keeps up with speech on this machine: a frame costs less than its 40 ms.
    pub keeps_up: bool,
}

/// Measures `layers` layers with matrices of `dtype`, Q4_0, Q4_K or Q8_0; the table of the first two is Q6_K, as in the
/// released files.
///
/// # Errors
/// [`ModelError::Input`] for a number of layers that is no multiple of six, which would change the mixture of sliding
/// and full ones; [`ModelError::TooLarge`].
pub fn bench(dtype: GgmlDType, layers: usize, context: usize) -> Result<ModelBench> {
    if layers == 0 || !layers.is_multiple_of(6) {
        return Err(ModelError::Input(format!(
            "{layers} layers: measure a multiple of six"
        )));
    }
    let (memory, memory_cpu) = memory_speed();
    let random = Random::new(layers, dtype)?;
    let (layer_bytes, table_bytes) = random.bytes();
    let model = random.into_model()?;
    let scale = LAYERS as f64 / layers as f64;
    let mut sequence = Sequence::new(&model);
    let ids: Vec<u32> = (0..context as u32).map(|i| 1000 + i * 37 % 9000).collect();
    sequence.feed(&model, &[Piece::Ids(&ids)], None)?;

    let prefill = Clock::start();
    sequence.feed(&model, &[Piece::Ids(&ids[..64.min(ids.len())])], None)?;
    let rows = 64.min(ids.len()) as f64;
    let (prefill_s, prefill_cpu) = prefill.stop();

    let layers_of_token = times(|| sequence.feed(&model, &[Piece::Ids(&[2000])], None))?;
    let row = sequence.last().cloned();
    let table_of_token = times(|| table(&model, row.as_ref()))?;
    let token = |layers: f64, table: f64| layers * scale + table;
    let best = token(layers_of_token.best, table_of_token.best);
    let median = token(layers_of_token.median, table_of_token.median);
    let decode_cpu = match (layers_of_token.cpu, table_of_token.cpu) {
        (Some(layers), Some(table)) => Some(token(layers, table)),
        _ => None,
    };

    let after = first_token(&model, &mut sequence, FRAMES, scale)?;
    let while_speaking = first_token(&model, &mut sequence, LEFT_OVER, scale)?;
    let all_bytes = layer_bytes as f64 * scale;
    let read = all_bytes + table_bytes as f64;
    Ok(ModelBench {
        kind: Encoding::Ggml(dtype).name(),
        layers,
        context,
        threads: rayon::current_num_threads(),
        layer_bytes: all_bytes as u64,
        table_bytes,
        memory_bytes_per_second: memory,
        decode_s: median,
        decode_best_s: best,
        decode_cpu_s: decode_cpu,
        decode_of_memory: read / best / memory,
        decode_of_memory_cpu: decode_cpu
            .zip(memory_cpu)
            .map(|(cpu, memory)| read / cpu / memory),
        prefill_s: prefill_s * scale / rows,
        prefill_cpu_s: prefill_cpu.map(|cpu| cpu * scale / rows),
        first_token_after_s: after,
        first_token_while_speaking_s: while_speaking,
        keeps_up: prefill_s * scale / rows < 0.04,
    })
}

/// Seconds of something done sixteen times: the quickest, the one in the middle, processor time on average.
struct Times {
    best: f64,
    median: f64,
    cpu: Option<f64>,
}

fn times(mut work: impl FnMut() -> Result<()>) -> Result<Times> {
    const RUNS: usize = 16;
    let mut seconds = Vec::with_capacity(RUNS);
    let clock = Clock::start();
    for _ in 0..RUNS {
        let start = Instant::now();
        work()?;
        seconds.push(start.elapsed().as_secs_f64());
    }
    let (_, cpu) = clock.stop();
    seconds.sort_by(f64::total_cmp);
    Ok(Times {
        best: seconds[0],
        median: seconds[RUNS / 2],
        cpu: cpu.map(|cpu| cpu / RUNS as f64),
    })
}

fn table(model: &Gemma, row: Option<&Tensor>) -> Result<()> {
    match row {
        Some(row) => model.logits(row).map(drop),
        None => Ok(()),
    }
}

/// Seconds from the end of an utterance of which `frames` frames have not been fed to its first token.
fn first_token(
    model: &Gemma,
    sequence: &mut Sequence,
    frames: usize,
    scale: f64,
) -> Result<(f64, Option<f64>)> {
    let before = sequence.len();
    let sound: Vec<Frame> = (0..FRAMES as u64).map(noise).collect();
    let ids = |count: usize| vec![4321u32; count];
    sequence.feed(model, &[Piece::Ids(&ids(INSTRUCTION))], None)?;
    sequence.feed(model, &[Piece::Frames(&sound[..FRAMES - frames])], None)?;
    let tail = ids(TAIL + GUESS);
    let layers = Clock::start();
    sequence.feed(
        model,
        &[Piece::Frames(&sound[FRAMES - frames..]), Piece::Ids(&tail)],
        None,
    )?;
    let layers = layers.stop();
    // The first token needs one row of the table; the others of the guess follow for less than a token each.
    let output = Clock::start();
    table(model, sequence.last())?;
    let output = output.stop();
    let cpu = layers
        .1
        .zip(output.1)
        .map(|(layers, output)| layers * scale + output);
    let seconds = (layers.0 * scale + output.0, cpu);
    if sequence.truncate(before).is_err() {
        *sequence = Sequence::new(model);
    }
    Ok(seconds)
}

fn noise(index: u64) -> Frame {
    let mut samples = [0.0; FRAME_SAMPLES];
    let mut state = index + 1;
    for sample in &mut samples {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        *sample = (state >> 40) as f32 / (1u64 << 24) as f32 - 0.5;
    }
    Frame { index, samples }
}

/// Bytes per second that all threads read together, the best of several passes over half a gigabyte, and bytes per
/// processor second.
fn memory_speed() -> (f64, Option<f64>) {
    const PASSES: usize = 8;
    let words = vec![1u64; 1 << 26];
    let bytes = size_of_val(words.as_slice()) as f64;
    let mut best = f64::MAX;
    let clock = Clock::start();
    for _ in 0..PASSES {
        let start = Instant::now();
        let sum: u64 = words.par_chunks(1 << 20).map(add_up).sum();
        std::hint::black_box(sum);
        best = best.min(start.elapsed().as_secs_f64());
    }
    let (_, cpu) = clock.stop();
    (bytes / best, cpu.map(|cpu| bytes * PASSES as f64 / cpu))
}

fn add_up(words: &[u64]) -> u64 {
    // Side by side, so that memory and not the chain of additions is what takes the time.
    let mut sums = [0u64; 16];
    for part in words.as_chunks::<16>().0 {
        for (sum, word) in sums.iter_mut().zip(part) {
            *sum = sum.wrapping_add(*word);
        }
    }
    sums.into_iter().fold(0, u64::wrapping_add)
}

/// Wall clock and processor time side by side.
struct Clock {
    wall: Instant,
    cpu: Option<f64>,
}

impl Clock {
    fn start() -> Self {
        Clock {
            wall: Instant::now(),
            cpu: processor_seconds(),
        }
    }

    fn stop(self) -> (f64, Option<f64>) {
        let cpu = self.cpu.and_then(|before| Some(processor_seconds()? - before));
        (self.wall.elapsed().as_secs_f64(), cpu)
    }
}

/// Processor seconds of this process, in hundredths; Linux tells them.
fn processor_seconds() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    // Behind the name, which stands in brackets and may hold anything: user and system ticks are fields 14 and 15.
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / 100.0)
}

/// A model of random weights at full width. All layers read the same bytes here; loaded, each has its own.
struct Random {
    shapes: BTreeMap<String, Vec<usize>>,
    layers: usize,
    matrices: (GgmlDType, Vec<u8>),
    table: (GgmlDType, Vec<u8>),
    floats: Vec<u8>,
}

const TABLE: &str = "embed_tokens.weight";
const HIDDEN: usize = 3840;

impl Random {
    fn new(layers: usize, dtype: GgmlDType) -> Result<Self> {
        let mut shapes = BTreeMap::from([
            (TABLE.to_owned(), vec![262_144, HIDDEN]),
            ("norm.weight".to_owned(), vec![HIDDEN]),
            (
                "embed_audio.embedding_projection.weight".to_owned(),
                vec![HIDDEN, FRAME_SAMPLES],
            ),
        ]);
        for i in 0..layers {
            let full = i % 6 == 5;
            let (dim, kv) = if full { (512, 1) } else { (256, 8) };
            let mut put = |name: &str, shape: &[usize]| {
                shapes.insert(format!("layers.{i}.{name}"), shape.to_vec());
            };
            put("self_attn.q_proj.weight", &[16 * dim, HIDDEN]);
            put("self_attn.k_proj.weight", &[kv * dim, HIDDEN]);
            if !full {
                put("self_attn.v_proj.weight", &[kv * dim, HIDDEN]);
            }
            put("self_attn.o_proj.weight", &[HIDDEN, 16 * dim]);
            put("self_attn.q_norm.weight", &[dim]);
            put("self_attn.k_norm.weight", &[dim]);
            put("mlp.gate_proj.weight", &[4 * HIDDEN, HIDDEN]);
            put("mlp.up_proj.weight", &[4 * HIDDEN, HIDDEN]);
            put("mlp.down_proj.weight", &[HIDDEN, 4 * HIDDEN]);
            for norm in ["input", "post_attention", "pre_feedforward", "post_feedforward"] {
                put(&format!("{norm}_layernorm.weight"), &[HIDDEN]);
            }
            put("layer_scalar", &[1]);
        }
        let table = match dtype {
            GgmlDType::Q4_0 | GgmlDType::Q4K => GgmlDType::Q6K,
            _ => dtype,
        };
        let largest = (HIDDEN * FRAME_SAMPLES).max(4 * HIDDEN);
        Ok(Random {
            shapes,
            layers,
            matrices: (dtype, blocks(dtype, 4 * HIDDEN * HIDDEN)),
            table: (table, blocks(table, 262_144 * HIDDEN)),
            floats: 1f32.to_le_bytes().repeat(largest),
        })
    }

    /// Bytes of the layers' matrices and of the table.
    fn bytes(&self) -> (u64, u64) {
        let all = self.all();
        let matrices = all
            .iter()
            .filter(|(name, view)| name.starts_with("layers") && view.shape.len() == 2);
        (
            matrices.map(|(_, view)| view.bytes.len() as u64).sum(),
            self.table.1.len() as u64,
        )
    }

    fn into_model(self) -> Result<Gemma> {
        let kinds = (0..self.layers).map(|i| match i % 6 {
            5 => "full_attention",
            _ => "sliding_attention",
        });
        let json = json!({ "model_type": "gemma4_unified", "audio_config": { "audio_embed_dim": FRAME_SAMPLES },
            "text_config": {
                "hidden_size": HIDDEN, "intermediate_size": 4 * HIDDEN, "num_hidden_layers": self.layers,
                "num_attention_heads": 16, "num_key_value_heads": 8, "num_global_key_value_heads": 1,
                "head_dim": 256, "global_head_dim": 512, "attention_k_eq_v": true, "sliding_window": 1024,
                "vocab_size": 262_144, "final_logit_softcapping": 30.0,
                "layer_types": kinds.collect::<Vec<_>>() } });
        let files = ModelFiles {
            config: from_json(Path::new("random weights"), &json)?,
            generation: GenerationConfig::default(),
            source: Box::new(self),
            projector: None,
            tokenizer: None,
            name: "random weights of the 12B's shape".to_owned(),
        };
        Gemma::load(files, &OpenOptions::default(), None)
    }
}

impl Source for Random {
    fn view(&self, name: &str) -> Option<TensorView<'_>> {
        let shape = self.shapes.get(name)?.clone();
        let (dtype, bytes) = match (name, shape.len()) {
            (TABLE, _) => (self.table.0, self.table.1.as_slice()),
            (name, 2) if name.starts_with("layers") => (self.matrices.0, self.matrices.1.as_slice()),
            _ => (GgmlDType::F32, self.floats.as_slice()),
        };
        let encoding = Encoding::Ggml(dtype);
        let length = encoding.byte_len(shape.iter().product(), *shape.last()?)?;
        Some(TensorView {
            encoding,
            bytes: bytes.get(..length)?,
            file: None,
            shape,
        })
    }

    fn all(&self) -> Vec<(String, TensorView<'_>)> {
        let views = self
            .shapes
            .keys()
            .filter_map(|name| Some((name.clone(), self.view(name)?)));
        views.collect()
    }

    fn path(&self) -> &Path {
        Path::new("random weights")
    }
}

/// Blocks of random bits whose scales make weights of about the right size.
fn blocks(dtype: GgmlDType, count: usize) -> Vec<u8> {
    let size = dtype.type_size();
    let mut bytes = vec![0u8; count / dtype.block_size() * size];
    let mut state = 88_172_645_463_325_252u64;
    for word in bytes.as_chunks_mut::<8>().0 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        *word = state.to_le_bytes();
    }
    // 1 / (√3840 · spread of the integers), as a 16-bit float; the minima take off the mean.
    let scales: &[(usize, f32)] = match dtype {
        GgmlDType::Q4_0 => &[(0, 3.5e-3)],
        GgmlDType::Q8_0 => &[(0, 2.2e-4)],
        GgmlDType::Q4K => &[(0, 6.5e-5), (2, 4.8e-4)],
        _ => &[(208, 1.2e-5)],
    };
    for block in bytes.chunks_exact_mut(size) {
        for &(at, scale) in scales {
            block[at..at + 2].copy_from_slice(&half::f16::from_f32(scale).to_le_bytes());
        }
    }
    bytes
}
