//! The decoder against the reference that the training recipe's own Python computed
//! (`fixtures/builtin-tiny`), and against damaged files.

use std::collections::BTreeMap;

use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

use super::*;
use crate::frames::{FRAME_SAMPLES, Frame};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/builtin-tiny");

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{FOLDER}/{name}")).unwrap()
}

fn floats(tensors: &SafeTensors, name: &str) -> Vec<f32> {
    let (words, _) = tensors.tensor(name).unwrap().data().as_chunks::<4>();
    words.iter().map(|&word| f32::from_le_bytes(word)).collect()
}

/// The folder with another `model.safetensors`.
fn folder_with(weights: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.json"), file("config.json")).unwrap();
    std::fs::write(folder.path().join("model.safetensors"), weights).unwrap();
    folder
}

fn frame(samples: [f32; FRAME_SAMPLES]) -> Frame {
    Frame { index: 0, samples }
}

/// Logits of all frames of the reference.
fn run(weights: &[u8]) -> Vec<f32> {
    let mut stepper = Stepper::load(folder_with(weights).path()).unwrap();
    let frames = reference("frames");
    let mut all = Vec::new();
    for &samples in frames.as_chunks::<FRAME_SAMPLES>().0 {
        let mut logits = vec![0.0; stepper.config().outputs()];
        stepper.step(&frame(samples), &mut logits).unwrap();
        all.extend(logits);
    }
    all
}

fn reference(name: &str) -> Vec<f32> {
    let bytes = file("reference.safetensors");
    floats(&SafeTensors::deserialize(&bytes).unwrap(), name)
}

fn worst(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter()
        .zip(b)
        .fold(0.0, |worst, (a, b)| worst.max((a - b).abs()))
}

/// A tensor taken out of a file, to be changed and put back.
type Parts = BTreeMap<String, (Dtype, Vec<usize>, Vec<u8>)>;

fn parts() -> Parts {
    let bytes = file("model.safetensors");
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    tensors
        .iter()
        .map(|(name, view)| {
            (
                name.to_owned(),
                (view.dtype(), view.shape().to_vec(), view.data().to_vec()),
            )
        })
        .collect()
}

fn whole(parts: &Parts) -> Vec<u8> {
    let views = parts
        .iter()
        .map(|(name, (dtype, shape, data))| (name, TensorView::new(*dtype, shape.clone(), data).unwrap()));
    safetensors::serialize(views, None).unwrap()
}

/// The same model with its matrices as f32.
fn dequantised() -> Vec<u8> {
    let mut parts = parts();
    let names: Vec<String> = parts.keys().filter(|n| n.ends_with("_scale")).cloned().collect();
    for name in names {
        let (_, _, scales) = parts.remove(&name).unwrap();
        let (dtype, shape, data) = parts.get_mut(name.trim_end_matches("_scale")).unwrap();
        let scales: Vec<f32> = scales
            .as_chunks::<4>()
            .0
            .iter()
            .map(|&s| f32::from_le_bytes(s))
            .collect();
        *data = data
            .iter()
            .enumerate()
            .flat_map(|(i, &q)| (f32::from(q as i8) * scales[i / shape[1]]).to_le_bytes())
            .collect();
        *dtype = Dtype::F32;
    }
    whole(&parts)
}

#[test]
fn float_logits_equal_the_reference() {
    let expected = reference("logits_float");
    let error = worst(&run(&dequantised()), &expected);
    assert!(error < 1e-3, "worst difference {error}");
}

/// Both sides round activations alike, so only a value next to a rounding edge may fall to the other
/// side: one step of 1/127 in one input. Logits here reach 10; the shipped size, with more inputs and
/// six layers, differed by 0.033 at most and 0.005 on average.
#[test]
fn int8_logits_keep_to_their_budget() {
    let logits = run(&file("model.safetensors"));
    let error = worst(&logits, &reference("logits_int8"));
    assert!(error < 0.02, "worst difference {error}");
}

#[test]
fn reset_leaves_no_trace() {
    let mut fresh = Stepper::load(FOLDER.as_ref()).unwrap();
    let mut used = Stepper::load(FOLDER.as_ref()).unwrap();
    let mut logits = vec![0.0; used.config().outputs()];
    for i in 0..13 {
        used.step(&frame([0.01 * i as f32; FRAME_SAMPLES]), &mut logits)
            .unwrap();
    }
    used.reset();
    for i in 0..9 {
        let noise = frame(std::array::from_fn(|k| ((k * i) as f32).sin()));
        let mut other = logits.clone();
        fresh.step(&noise, &mut logits).unwrap();
        used.step(&noise, &mut other).unwrap();
        assert_eq!(logits, other, "frame {i}");
    }
}

#[test]
fn a_clone_goes_on_by_itself() {
    let mut one = Stepper::load(FOLDER.as_ref()).unwrap();
    let mut logits = vec![0.0; one.config().outputs()];
    for i in 0..8 {
        one.step(&frame([0.01 * i as f32; FRAME_SAMPLES]), &mut logits)
            .unwrap();
    }
    let (mut two, mut other) = (one.clone(), logits.clone());
    one.step(&frame([0.3; FRAME_SAMPLES]), &mut logits).unwrap();
    two.step(&frame([0.3; FRAME_SAMPLES]), &mut other).unwrap();
    assert_eq!(logits, other);
    for _ in 0..3 {
        one.step(&frame([-0.2; FRAME_SAMPLES]), &mut logits).unwrap();
    }
    two.step(&frame([0.1; FRAME_SAMPLES]), &mut other).unwrap();
    assert_eq!((one.position(), two.position()), (12, 10));
}

#[test]
fn a_buffer_of_the_wrong_size_is_an_error() {
    let mut stepper = Stepper::load(FOLDER.as_ref()).unwrap();
    assert!(stepper.step(&frame([0.0; FRAME_SAMPLES]), &mut [0.0; 3]).is_err());
}

/// Each damage and a part of the message it must give.
#[test]
fn damaged_weights_are_refused_by_name() {
    const NORM: &str = "model.language_model.norm.weight";
    const HEAD: &str = "lm_head.weight";
    let with = |change: &dyn Fn(&mut Parts)| {
        let mut parts = parts();
        change(&mut parts);
        whole(&parts)
    };
    let mut truncated = file("model.safetensors");
    truncated.truncate(truncated.len() / 2);
    let nan = |parts: &mut Parts| {
        parts.get_mut("lm_head.weight_scale").unwrap().2[4..8].copy_from_slice(&f32::NAN.to_le_bytes());
    };
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (truncated, "expected a safetensors file, found a damaged one"),
        (Vec::new(), "the file is empty"),
        (vec![0xff; 64], "expected a safetensors file, found a damaged one"),
        (
            with(&|p| drop(p.remove(NORM))),
            "expected tensor norm.weight [36], found none",
        ),
        (
            with(&|p| drop(p.remove("lm_head.weight_scale"))),
            "expected tensor lm_head.weight_scale [14], found none",
        ),
        (
            with(&|p| p.get_mut(HEAD).unwrap().1.swap(0, 1)),
            "expected tensor lm_head.weight [14, 36], found [36, 14]",
        ),
        (
            with(&|p| p.get_mut(HEAD).unwrap().0 = Dtype::U8),
            "lm_head.weight of type U8",
        ),
        (
            with(&|p| p.get_mut(NORM).unwrap().0 = Dtype::I32),
            "norm.weight of type I32",
        ),
        (
            with(&nan),
            "expected finite numbers in lm_head.weight_scale, found NaN at 1",
        ),
    ];
    for (bytes, expected) in cases {
        let folder = folder_with(&bytes);
        let Err(error) = Stepper::load(folder.path()) else {
            panic!("{expected}: accepted")
        };
        assert!(
            error.to_string().contains(expected),
            "{error} should contain {expected:?}"
        );
    }
}

#[test]
fn configs_of_another_kind_are_refused_by_key() {
    let original: serde_json::Value = serde_json::from_slice(&file("config.json")).unwrap();
    let cases = [
        (
            "model_type",
            serde_json::json!("gemma4_unified"),
            "expected \"parlance_builtin\"",
        ),
        ("format", serde_json::json!(2), "format: expected 1, found 2"),
        (
            "sample_rate",
            serde_json::json!(8000),
            "expected 16000, found 8000",
        ),
        ("hidden_size", serde_json::json!(0), "hidden_size: expected 1 to"),
        (
            "sliding_window",
            serde_json::json!(4_000_000_000u64),
            "sliding_window: expected 1 to",
        ),
        ("head_dim", serde_json::json!(7), "even number"),
        (
            "num_key_value_heads",
            serde_json::json!(3),
            "multiple of num_key_value_heads",
        ),
        ("slots_per_frame", serde_json::json!(3), "divisor of 640"),
        (
            "log_priors",
            serde_json::json!([-1.0]),
            "log_priors: expected 7, found 1",
        ),
        (
            "log_priors",
            serde_json::json!([1, 1, 1, 1, 1, 1, 1]),
            "logarithms of shares",
        ),
        ("rms_norm_eps", serde_json::json!(0.0), "rms_norm_eps"),
        ("delay_frames", serde_json::json!(1000), "delay_frames"),
        ("attention_k_eq_v", serde_json::json!(true), "attention_k_eq_v"),
        ("topology", serde_json::json!("rnnt"), "rnnt"),
    ];
    for (key, value, expected) in cases {
        let mut changed = original.clone();
        changed[key] = value;
        let error = Config::from_json(changed.to_string().as_bytes()).unwrap_err();
        assert!(error.to_string().starts_with("config.json: "));
        assert!(
            error.to_string().contains(expected),
            "{error} should contain {expected:?}"
        );
    }
}
