//! A tiny model with random weights, for the tests of this module.

use super::config::{Config, StackConfig};
use super::error::Result;
use super::model::Reader;
use super::vocabulary::{Specials, Vocabulary};
use super::weights::{Numbers, Precision, Tensor, TensorSource};

pub(super) const TINY: Config = Config {
    width: 64,
    encoder: StackConfig { layers: 2, heads: 2, feed_forward: 128 },
    decoder: StackConfig { layers: 2, heads: 2, feed_forward: 128 },
    mel_bands: 80,
    sound_positions: 200,
    text_positions: 48,
    // A token for each byte, two words, and the special ones.
    vocabulary: 258 + 99 + 8 + 1_501,
};

/// Numbers that look random and are the same each time: a linear congruential generator (Knuth's MMIX).
pub(super) struct Random(pub u64);

impl Random {
    /// Between -1 and 1.
    pub fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1u64 << 23) as f32 - 1.0
    }
}

/// Every tensor that is asked for, random by its name; none of those in `missing`.
pub(super) struct RandomSource {
    pub shapes: Vec<(String, Vec<usize>)>,
}

impl RandomSource {
    pub fn new() -> Self {
        let width = TINY.width;
        let mut shapes = vec![
            ("encoder.conv1.weight".to_owned(), vec![width, 80, 3]),
            ("encoder.conv2.weight".to_owned(), vec![width, width, 3]),
            ("decoder.embed_tokens.weight".to_owned(), vec![TINY.vocabulary, width]),
            ("decoder.embed_positions.weight".to_owned(), vec![TINY.text_positions, width]),
            ("phones.mix".to_owned(), vec![3]),
            ("phones.convolution.weight".to_owned(), vec![width, 5 * width]),
            ("phones.convolution.bias".to_owned(), vec![width]),
            ("phones.classes.weight".to_owned(), vec![40, width]),
            ("phones.classes.bias".to_owned(), vec![40]),
        ];
        let mut norm = |name: String| {
            shapes.push((format!("{name}.weight"), vec![width]));
            shapes.push((format!("{name}.bias"), vec![width]));
        };
        norm("encoder.layer_norm".to_owned());
        norm("decoder.layer_norm".to_owned());
        for layer in ["encoder.layers.0", "encoder.layers.1", "decoder.layers.0", "decoder.layers.1"] {
            for part in ["self_attn_layer_norm", "encoder_attn_layer_norm", "final_layer_norm"] {
                norm(format!("{layer}.{part}"));
            }
        }
        for conv in ["encoder.conv1.bias", "encoder.conv2.bias"] {
            shapes.push((conv.to_owned(), vec![width]));
        }
        for layer in ["encoder.layers.0", "encoder.layers.1", "decoder.layers.0", "decoder.layers.1"] {
            let mut linear = |name: String, rows, cols| {
                shapes.push((format!("{name}.weight"), vec![rows, cols]));
                shapes.push((format!("{name}.bias"), vec![rows]));
            };
            for attention in ["self_attn", "encoder_attn"] {
                for part in ["q_proj", "k_proj", "v_proj", "out_proj"] {
                    linear(format!("{layer}.{attention}.{part}"), width, width);
                }
            }
            linear(format!("{layer}.fc1"), 128, width);
            linear(format!("{layer}.fc2"), width, 128);
        }
        RandomSource { shapes }
    }

    /// Without the tensors whose names contain `part`.
    pub fn without(mut self, part: &str) -> Self {
        self.shapes.retain(|(name, _)| !name.contains(part));
        self
    }
}

impl TensorSource for RandomSource {
    fn file(&self) -> String {
        "tiny.model".to_owned()
    }

    fn tensor(&mut self, name: &str) -> Result<Option<Tensor>> {
        let Some((_, shape)) = self.shapes.iter().find(|(known, _)| known == name) else {
            return Ok(None);
        };
        let seed = name.bytes().fold(17u64, |seed, byte| seed.wrapping_mul(31) + u64::from(byte));
        let mut random = Random(seed);
        // Norms near 1, matrices that keep the variance, an embedding that tells tokens apart.
        let is_norm = name.ends_with("norm.weight");
        let scale = match name {
            "decoder.embed_tokens.weight" => 1.0,
            _ => 1.7 / (shape.last().copied().unwrap_or(1) as f32).sqrt(),
        };
        let count: usize = shape.iter().product();
        let number = |_| if is_norm { 1.0 + 0.1 * random.next() } else { scale * random.next() };
        let numbers = Numbers::F32((0..count).map(number).collect());
        Ok(Some(Tensor { shape: shape.clone(), numbers }))
    }
}

pub(super) fn vocabulary() -> Vocabulary {
    let words = [b" yes".to_vec(), b" no".to_vec()];
    let bytes = (0..=255u8).map(|byte| vec![byte]).chain(words);
    let specials = Specials::standard(258, TINY.vocabulary).unwrap();
    Vocabulary::new("tiny.model", bytes, specials, TINY.vocabulary).unwrap()
}

/// The tiny model with its matrices in 32-bit floats or in bytes.
pub(super) fn reader(precision: Precision) -> Reader {
    let mut source = RandomSource::new();
    Reader::from_tensors("tiny".to_owned(), "test", TINY, vocabulary(), &mut source, precision).unwrap()
}

/// A second of something: tones that glide, and noise.
pub(super) fn sound(samples: usize) -> Vec<f32> {
    let mut random = Random(5);
    let tone = |i: usize| (i as f32 * (0.05 + 0.3 * i as f32 / 16_000.0)).sin();
    (0..samples).map(|i| 0.3 * tone(i) + 0.02 * random.next()).collect()
}
