//! The stream against what PyTorch computed (`fixtures/first-pass-tiny`), against the whole clip under a banded mask, and
//! against damaged files.

use std::path::{Path, PathBuf};

use safetensors::SafeTensors;

use super::*;
use crate::frames::{FRAME_SAMPLES, Frame};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/first-pass-tiny")
}

fn model() -> Model {
    Model::load(&folder()).unwrap()
}

fn reference(name: &str) -> Vec<f32> {
    let bytes = std::fs::read(folder().join("reference.safetensors")).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let view = tensors.tensor(name).unwrap();
    if name == "wave" {
        let samples = view.data().as_chunks::<2>().0.iter();
        return samples
            .map(|&s| f32::from(i16::from_le_bytes(s)) / 32768.0)
            .collect();
    }
    let numbers = view.data().as_chunks::<4>().0.iter();
    numbers.map(|&x| f32::from_le_bytes(x)).collect()
}

fn frames(samples: &[f32]) -> impl Iterator<Item = Frame> {
    let chunks = samples.as_chunks::<FRAME_SAMPLES>().0.iter().enumerate();
    chunks.map(|(index, &samples)| Frame {
        index: index as u64,
        samples,
    })
}

/// What a stream says of a sound: log posteriors and tapped rows, frame after frame.
#[derive(Debug, Default, PartialEq)]
struct Said {
    log_posteriors: Vec<f32>,
    hidden: Vec<f32>,
}

impl Said {
    /// Takes the next frame; its number must be the next one.
    fn add(&mut self, output: Option<Output>) {
        if let Some(output) = output {
            assert_eq!(
                output.frame as usize,
                self.log_posteriors.len() / output.log_posteriors.len()
            );
            self.log_posteriors.extend(output.log_posteriors);
            self.hidden.extend(output.hidden);
        }
    }
}

fn stream(model: &mut Model, samples: &[f32]) -> Said {
    let mut said = Said::default();
    for (taken, frame) in frames(samples).enumerate() {
        let delay = model.delay_frames();
        let output = model.step(&frame).unwrap();
        assert_eq!(
            output.map(|output| output.frame as usize),
            taken.checked_sub(delay)
        );
        said.add(output);
    }
    while let Some(output) = model.flush().unwrap() {
        said.add(Some(output));
    }
    said
}

fn in_full_sight(samples: &[f32]) -> Vec<f32> {
    model().in_full_sight(samples).unwrap()
}

fn worst(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter()
        .zip(b)
        .fold(0.0, |worst, (a, b)| worst.max((a - b).abs()))
}

/// Both sides round activations alike, so only a value next to a rounding edge may fall to the other side: one step of 1/127
/// in one input, which in rows of 32 numbers shows. Rounding activations at all moves the log posteriors by 0.10 at most and
/// by 0.013 on average. In full sight a step in one row reaches all others, and rounding moves them by 0.015; what is
/// seen matters more: the stream's log posteriors differ from these by 0.64.
#[test]
fn log_posteriors_are_those_of_pytorch() {
    let wave = reference("wave");
    let streamed = stream(&mut model(), &wave).log_posteriors;
    let full = in_full_sight(&wave);
    for (name, found, most, most_mean) in [
        ("int8", &streamed, 0.1, 0.006),
        ("floats", &streamed, 0.2, 0.02),
        ("full_int8", &full, 0.1, 0.012),
        ("full_floats", &full, 0.2, 0.02),
    ] {
        let expected = reference(name);
        let error = worst(found, &expected);
        let sum: f32 = found.iter().zip(&expected).map(|(a, b)| (a - b).abs()).sum();
        let mean = sum / found.len() as f32;
        println!("{name}: worst difference {error}, mean {mean}");
        assert!(
            error < most && mean < most_mean,
            "{name}: worst {error}, mean {mean}"
        );
    }
}

#[test]
fn a_stream_is_the_whole_clip_under_a_banded_mask_to_the_bit() {
    let (mut model, wave) = (model(), reference("wave"));
    for frames in [48, 31, 9, 3, 2, 1] {
        let samples = &wave[..frames * FRAME_SAMPLES];
        let (log_posteriors, sets) = model.whole_clip(samples).unwrap();
        let said = stream(&mut model, samples);
        assert!(said.log_posteriors == log_posteriors, "{frames} frames");
        assert!(
            said.hidden == sets[model.config().tap_layer],
            "{frames} frames, hidden rows"
        );
        model.reset();
    }
}

#[test]
fn in_full_sight_each_row_sees_all_and_the_stream_is_left_alone() {
    let wave = reference("wave");
    // Of two frames each sees the other in the stream, too.
    let short = &wave[20 * FRAME_SAMPLES..22 * FRAME_SAMPLES];
    assert!(in_full_sight(short) == model().whole_clip(short).unwrap().0);
    let mut other = wave.clone();
    other[47 * FRAME_SAMPLES..].fill(0.3);
    let classes = model().config().classes;
    let first = |wave: &[f32]| in_full_sight(wave)[..classes].to_vec();
    assert!(
        first(&wave) != first(&other),
        "the first slot knows the last frame"
    );
    assert!(in_full_sight(&[]).is_empty());

    let (mut model, all) = (model(), frames(&wave).collect::<Vec<_>>());
    let alone = stream(&mut self::model(), &wave);
    let mut said = Said::default();
    for (n, frame) in all.iter().enumerate() {
        said.add(model.step(frame).unwrap());
        if n % 20 == 7 {
            model.in_full_sight(&wave[..n * FRAME_SAMPLES]).unwrap();
        }
    }
    while let Some(output) = model.flush().unwrap() {
        said.add(Some(output));
    }
    assert!(said == alone);
}

#[test]
fn frames_that_come_together_say_what_they_say_one_by_one() {
    let wave = reference("wave");
    let alone = stream(&mut model(), &wave);
    let all: Vec<Frame> = frames(&wave).collect();
    for lengths in [[48, 1, 1], [8, 8, 8], [1, 7, 2], [3, 11, 5], [9, 1, 20]] {
        let (mut model, mut said, mut at) = (model(), Said::default(), 0);
        for length in lengths.into_iter().cycle() {
            let together = &all[at..(at + length).min(all.len())];
            model.push(together, |output| said.add(Some(output))).unwrap();
            at += together.len();
            if at == all.len() {
                break;
            }
        }
        while let Some(output) = model.flush().unwrap() {
            said.add(Some(output));
        }
        assert!(said == alone, "{lengths:?} frames at a time");
    }
}

#[test]
fn the_delay_is_counted_from_the_parts() {
    let model = model();
    // A frame for each of two layers and one for the head's convolution; the front waits for nothing.
    assert_eq!(model.delay_frames(), 3);
    let mut json: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder().join("config.json")).unwrap()).unwrap();
    json["num_hidden_layers"] = 6.into();
    let config = Config::from_json(json.to_string().as_bytes()).unwrap();
    assert_eq!(config.delay_frames(), 7);
}

#[test]
fn reset_leaves_no_trace() {
    let (mut used, wave) = (model(), reference("wave"));
    let fresh = stream(&mut model(), &wave);
    for taken in [1, 5, 40] {
        for frame in frames(&wave[7..]).take(taken) {
            used.step(&frame).unwrap();
        }
        used.reset();
        assert_eq!(stream(&mut used, &wave), fresh, "after {taken} frames");
        used.reset();
    }
}

#[test]
fn a_clone_goes_on_by_itself() {
    let wave = reference("wave");
    let (first, second) = wave.split_at(20 * FRAME_SAMPLES);
    let mut one = model();
    for frame in frames(first) {
        one.step(&frame).unwrap();
    }
    let mut two = one.clone();
    let rest = |model: &mut Model, samples: &[f32]| {
        let mut out = Vec::new();
        for frame in frames(samples) {
            out.extend_from_slice(model.step(&frame).unwrap().unwrap().log_posteriors);
        }
        out
    };
    let silence = vec![0.0; second.len()];
    let other = rest(&mut two, &silence);
    let here = rest(&mut one, second);
    let whole = stream(&mut model(), &wave).log_posteriors;
    let from = whole.len() / 48 * (20 - one.delay_frames());
    assert!(here[..] == whole[from..][..here.len()]);
    assert!(other != here);
}

/// What is computed on one machine is computed alike on another: `bits.txt` has a hash (FNV-1a, a number at a time) of the
/// fixture's posteriors and hidden rows, and one of its posteriors in full sight.
#[test]
fn posteriors_have_the_bits_of_every_machine() {
    let said = stream(&mut model(), &reference("wave"));
    let full = in_full_sight(&reference("wave"));
    let hash = |numbers: &[&[f32]]| {
        let numbers = numbers.iter().copied().flatten();
        let hash = numbers.fold(0xcbf2_9ce4_8422_2325_u64, |hash, x| {
            (hash ^ u64::from(x.to_bits())).wrapping_mul(0x100_0000_01b3)
        });
        format!("{hash:016x}")
    };
    let found = [hash(&[&said.log_posteriors, &said.hidden]), hash(&[&full])];
    let expected = std::fs::read_to_string(folder().join("bits.txt")).unwrap();
    let expected: Vec<&str> = expected.split_whitespace().collect();
    assert_eq!(found[..], expected[..], "on {}", parlance_kernels::path().name());
}

/// After hours the model is where it was after a round of positions: what it says of the same sound has the same bits.
#[test]
fn positions_and_counters_never_run_out() {
    let round: Vec<f32> = (0..256 * FRAME_SAMPLES)
        .map(|i| 0.2 * (i as f32 * 0.11).sin() * (i as f32 * 0.000_3).sin())
        .collect();
    let mut model = model();
    let mut rounds: Vec<Vec<f32>> = Vec::new();
    let mut last = None;
    for _ in 0..12 {
        let mut said = Vec::new();
        for frame in frames(&round) {
            if let Some(output) = model.step(&frame).unwrap() {
                last = Some(output.frame);
                said.extend_from_slice(output.log_posteriors);
            }
        }
        rounds.push(said);
    }
    assert_eq!(last, Some(12 * 256 - 1 - model.delay_frames() as u64));
    assert!(rounds[1] != rounds[0], "the first one has no past");
    for (n, said) in rounds.iter().enumerate().skip(2) {
        assert!(*said == rounds[1], "round {n}");
    }
}

/// Ten times louder or quieter, the rows are others and the phones of a sound well above the floor nearly the same.
#[test]
fn loudness_moves_posteriors_and_breaks_nothing() {
    let wave = reference("wave");
    for gain in [0.1, 10.0] {
        let other: Vec<f32> = wave.iter().map(|x| x * gain).collect();
        let said = stream(&mut model(), &other).log_posteriors;
        assert!(said.iter().all(|x| x.is_finite() && *x <= 0.0));
    }
}

#[test]
fn every_instruction_set_gives_the_same_bits() {
    for path in parlance_kernels::Path::available() {
        let run = std::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "acoustic::tests::posteriors_have_the_bits_of_every_machine",
            ])
            .env(parlance_kernels::PATH_VARIABLE, path.name())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&run.stdout);
        assert!(
            run.status.success() && told.contains("1 passed"),
            "{}: {told}",
            path.name()
        );
    }
}

/// The folder with other files in it.
fn with(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for name in ["config.json", "model.safetensors"] {
        std::fs::copy(folder().join(name), copy.path().join(name)).unwrap();
    }
    for (name, bytes) in files {
        std::fs::write(copy.path().join(name), bytes).unwrap();
    }
    copy
}

fn problem(folder: &Path) -> (String, String) {
    match Model::load(folder) {
        Err(AcousticError::File { file, problem }) => (file, problem),
        other => panic!("{:?}", other.map(|_| ())),
    }
}

#[test]
fn damaged_weights_are_refused_by_name() {
    let good = std::fs::read(folder().join("model.safetensors")).unwrap();
    // A tensor's name stands in the header once as it is and once, for its factors, with an ending.
    let renamed = |from: &str, to: &str| {
        assert_eq!(from.len(), to.len());
        let mut bytes = good.clone();
        let found: Vec<usize> = (0..good.len() - from.len())
            .filter(|&at| good[at..].starts_with(from.as_bytes()))
            .collect();
        assert_eq!(found.len(), 1, "{from}");
        bytes[found[0]..][..to.len()].copy_from_slice(to.as_bytes());
        bytes
    };
    let cases = [
        (
            good[..good.len() / 2].to_vec(),
            "expected a safetensors file, found a damaged one",
        ),
        (vec![0xff; 64], "expected a safetensors file, found a damaged one"),
        (
            renamed(
                "\"encoder.layers.1.fc1.weight\"",
                "\"encoder.layers.1.fc9.weight\"",
            ),
            "expected a tensor encoder.layers.1.fc1.weight, found none",
        ),
        (
            renamed("\"phones.mix\"", "\"phones.max\""),
            "expected a tensor phones.mix, found none",
        ),
        (
            renamed(
                "\"phones.classes.weight_scale\"",
                "\"phones.classes.weight_skale\"",
            ),
            "phones.classes.weight_scale",
        ),
    ];
    for (bytes, expected) in cases {
        let copy = with(&[("model.safetensors", &bytes)]);
        let (file, problem) = problem(copy.path());
        assert!(
            file.contains("model.safetensors") && problem.contains(expected),
            "{file}: {problem} should contain {expected:?}"
        );
    }
}

#[test]
fn configs_of_another_kind_are_refused_by_key() {
    let original: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder().join("config.json")).unwrap()).unwrap();
    let cases = [
        ("format", serde_json::json!(1), "format: expected 2, found 1"),
        ("model_type", serde_json::json!("whisper"), "model_type"),
        (
            "sample_rate",
            serde_json::json!(8000),
            "expected 16000, found 8000",
        ),
        ("front", serde_json::json!("raw"), "front: expected"),
        (
            "look_ahead_frames",
            serde_json::json!(2),
            "look_ahead_frames: expected 1",
        ),
        (
            "hidden_size",
            serde_json::json!(33),
            "multiple of num_attention_heads",
        ),
        ("hidden_size", serde_json::json!(0), "hidden_size: expected 1 to"),
        (
            "window_frames",
            serde_json::json!(4_000_000_000u64),
            "window_frames: expected 1 to",
        ),
        (
            "num_hidden_layers",
            serde_json::json!(0),
            "num_hidden_layers: expected 1 to",
        ),
        (
            "slots_per_frame",
            serde_json::json!(4),
            "slots_per_frame: expected 2",
        ),
        ("tap_layer", serde_json::json!(3), "tap_layer: expected at most 2"),
        (
            "log_priors",
            serde_json::json!([-1.0]),
            "log_priors: expected 40, found 1",
        ),
        ("classes", serde_json::json!(39), "39"),
        // The delay follows from the parts; a file that tells another is not believed.
        (
            "delay_frames",
            serde_json::json!(6),
            "unknown field `delay_frames`",
        ),
    ];
    for (key, value, expected) in cases {
        let mut changed = original.clone();
        changed[key] = value;
        let copy = with(&[("config.json", changed.to_string().as_bytes())]);
        let (file, problem) = problem(copy.path());
        assert!(
            file.contains("config.json") && problem.contains(expected),
            "{problem} should contain {expected:?}"
        );
    }
}
