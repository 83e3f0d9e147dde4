//! What a model of the family is, how large, and what is missing, without loading it.

use std::path::Path;

use super::{Format, Opened, open_files};
use crate::reader::config::{Config, StackConfig};
use crate::reader::error::Result;

/// Tensors stored in one encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The encoding's name ("F16", "Q5_1").
    pub encoding: &'static str,
    /// How many.
    pub tensors: usize,
    /// Their bytes.
    pub bytes: u64,
}

/// What is known of a model without loading it.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// Its name for people.
    pub name: String,
    /// Its format.
    pub format: Format,
    /// Its sizes.
    pub config: Config,
    /// English names of the languages that it reads, in the order of their tokens: English alone where it was not told
    /// the language when it learnt.
    pub languages: Vec<&'static str>,
    /// Numbers in all tensors.
    pub parameters: u64,
    /// Tensors by encoding.
    pub stored: Vec<Stored>,
    /// Bytes of all tensors: what the weights take in memory, as stored.
    pub weight_bytes: u64,
    /// Bytes of what the encoder makes of 30 s of sound: its rows, and the keys and values that the decoder's layers
    /// make of them, in 32-bit floats.
    pub sound_bytes: u64,
    /// Bytes of the keys and values of the longest text, for each hypothesis, in 32-bit floats.
    pub text_bytes: u64,
    /// What is not there or has another shape, and what that means.
    pub missing: Vec<String>,
}

/// Looks at the model at `path`.
///
/// # Errors
/// As [`super::open_files`].
pub fn inspect(path: &Path) -> Result<Inspection> {
    let Opened {
        format,
        name,
        config,
        vocabulary,
        tensors,
    } = open_files(path)?;
    let stored = tensors.by_encoding().into_iter();
    let stored: Vec<Stored> = stored
        .map(|(encoding, (tensors, bytes))| Stored {
            encoding,
            tensors,
            bytes,
        })
        .collect();
    let specials = vocabulary.specials();
    let languages = if specials.multilingual {
        specials
            .languages
            .iter()
            .map(|(_, language)| language.name())
            .collect()
    } else {
        vec!["English"]
    };
    let missing = needed(&config)
        .into_iter()
        .filter_map(|(name, shape)| match tensors.shape(&name) {
            Some(found) if found == shape => None,
            Some(found) => Some(format!(
                "tensor {name} {shape:?} (it is {found:?}): the model cannot be loaded"
            )),
            None => Some(format!("tensor {name}: the model cannot be loaded")),
        });
    let rows = (config.sound_positions * config.width * size_of::<f32>()) as u64;
    let text = (config.text_positions * config.width * size_of::<f32>()) as u64;
    let keys_and_values = 2 * config.decoder.layers as u64;
    Ok(Inspection {
        languages,
        parameters: tensors.parameters(),
        weight_bytes: stored.iter().map(|stored| stored.bytes).sum(),
        sound_bytes: rows + keys_and_values * rows,
        text_bytes: keys_and_values * text,
        missing: missing.collect(),
        stored,
        name,
        format,
        config,
    })
}

/// The tensors that a model of these sizes must have, with their shapes.
fn needed(config: &Config) -> Vec<(String, Vec<usize>)> {
    let width = config.width;
    let mut needed = vec![
        (
            "encoder.conv1.weight".to_owned(),
            vec![width, config.mel_bands, 3],
        ),
        ("encoder.conv1.bias".to_owned(), vec![width]),
        ("encoder.conv2.weight".to_owned(), vec![width, width, 3]),
        ("encoder.conv2.bias".to_owned(), vec![width]),
        (
            "encoder.embed_positions.weight".to_owned(),
            vec![config.sound_positions, width],
        ),
        (
            "decoder.embed_tokens.weight".to_owned(),
            vec![config.vocabulary, width],
        ),
        (
            "decoder.embed_positions.weight".to_owned(),
            vec![config.text_positions, width],
        ),
    ];
    for (side, stack) in [("encoder", config.encoder), ("decoder", config.decoder)] {
        push_norm(&mut needed, format!("{side}.layer_norm"), width);
        for layer in 0..stack.layers {
            push_layer(
                &mut needed,
                &format!("{side}.layers.{layer}"),
                stack,
                width,
                side == "decoder",
            );
        }
    }
    needed
}

fn push_norm(needed: &mut Vec<(String, Vec<usize>)>, name: String, width: usize) {
    needed.push((format!("{name}.weight"), vec![width]));
    needed.push((format!("{name}.bias"), vec![width]));
}

fn push_layer(
    needed: &mut Vec<(String, Vec<usize>)>,
    layer: &str,
    stack: StackConfig,
    width: usize,
    reads_sound: bool,
) {
    let attentions: &[&str] = if reads_sound {
        &["self_attn", "encoder_attn"]
    } else {
        &["self_attn"]
    };
    for attention in attentions {
        push_norm(needed, format!("{layer}.{attention}_layer_norm"), width);
        for part in ["q_proj", "k_proj", "v_proj", "out_proj"] {
            needed.push((format!("{layer}.{attention}.{part}.weight"), vec![width, width]));
            // Keys have no bias: it would add the same to every score of a query.
            if part != "k_proj" {
                needed.push((format!("{layer}.{attention}.{part}.bias"), vec![width]));
            }
        }
    }
    push_norm(needed, format!("{layer}.final_layer_norm"), width);
    for (name, rows, columns) in [
        ("fc1", stack.feed_forward, width),
        ("fc2", width, stack.feed_forward),
    ] {
        needed.push((format!("{layer}.{name}.weight"), vec![rows, columns]));
        needed.push((format!("{layer}.{name}.bias"), vec![rows]));
    }
}
