//! Random weights write nonsense, so what is tested is the way of the frames and the fall-back.

use std::path::PathBuf;

use super::*;
use crate::frames::FRAME_SAMPLES;
use crate::model::OpenOptions;
use crate::speech::words::{Hypothesis, Partial, Word};

/// Hears two words in frames 10..40 and ends the utterance at frame 50.
struct Scripted;

fn words() -> Vec<Word> {
    let word = |text: &str, start_ms, end_ms| Word {
        text: text.into(),
        start_ms,
        end_ms,
        confidence: 0.9,
        evidence: None,
    };
    vec![word("hello", 400, 800), word("there", 800, 1600)]
}

impl Recogniser for Scripted {
    fn name(&self) -> &str {
        "scripted"
    }

    fn push(&mut self, frame: &Frame, heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        match frame.index {
            15 | 30 => heard.push(Heard::Partial(Partial {
                words: words()[..frame.index as usize / 15].to_vec(),
                stable: 0,
            })),
            50 => heard.push(Heard::Utterance(Utterance {
                start_ms: 400,
                end_ms: 1600,
                hypotheses: vec![Hypothesis {
                    words: words(),
                    score: 0.0,
                }],
                ..Utterance::default()
            })),
            _ => {}
        }
        Ok(())
    }

    fn finish(&mut self, _: &mut Vec<Heard>) -> Result<(), SpeechError> {
        Ok(())
    }

    fn reset(&mut self) {}

    fn set_vocabulary(&mut self, _: &[(String, Option<String>)]) -> Result<(), SpeechError> {
        Ok(())
    }
}

fn tiny() -> Arc<Gemma> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/gemma/tiny-unified");
    Arc::new(Gemma::open(&path, None, &OpenOptions::default(), None).unwrap())
}

fn recogniser(while_speaking: bool) -> GemmaRecogniser {
    let options = FinaliseOptions {
        while_speaking,
        ..FinaliseOptions::default()
    };
    GemmaRecogniser::new(Box::new(Scripted), tiny(), None, options).unwrap()
}

fn frame(index: u64) -> Frame {
    let mut samples = [0.0; FRAME_SAMPLES];
    for (i, sample) in samples.iter_mut().enumerate() {
        let t = (index as usize * FRAME_SAMPLES + i) as f32;
        *sample = 0.3 * (t * 0.05).sin() + 0.1 * (t * t * 1e-6).sin();
    }
    Frame { index, samples }
}

fn hear(recogniser: &mut GemmaRecogniser) -> Vec<Heard> {
    let mut heard = Vec::new();
    for index in 0..60 {
        recogniser.push(&frame(index), &mut heard).unwrap();
    }
    recogniser.finish(&mut heard).unwrap();
    heard
}

/// The ids of the sequence after an utterance: instruction, sound, answer.
fn positions(recogniser: &GemmaRecogniser) -> (usize, usize) {
    let audio = recogniser.model.config().ids.audio;
    let ids = recogniser.sequence.ids();
    (ids.iter().filter(|&&id| id == audio).count(), ids.len())
}

#[test]
fn sound_is_fed_while_speaking_and_only_the_rest_at_the_end() {
    let mut early = recogniser(true);
    let heard = hear(&mut early);
    assert_eq!(
        heard.len(),
        3,
        "two partial results and the utterance come through"
    );
    let Heard::Utterance(utterance) = &heard[2] else {
        panic!("{heard:?}")
    };
    assert_eq!(utterance.text(), "hello there");
    // Random weights do not transcribe: the built-in words stand.
    assert_eq!(utterance.written, None);
    // Frames 4 (lead of 6 before 400 ms) to 48 (tail of 8 behind 1600 ms).
    assert_eq!(early.timing().frames, 44);
    assert!(early.timing().fed_early >= 40, "{:?}", early.timing());

    let mut late = recogniser(false);
    hear(&mut late);
    assert_eq!(late.timing().fed_early, 0);
    // The same prompt and the same answer either way.
    assert_eq!(early.sequence.ids(), late.sequence.ids());
    assert_eq!(positions(&early).0, 44);
}

#[test]
fn a_second_recording_is_as_the_first() {
    let mut recogniser = recogniser(true);
    hear(&mut recogniser);
    let first = recogniser.sequence.ids().to_vec();
    recogniser.reset();
    hear(&mut recogniser);
    assert_eq!(recogniser.sequence.ids(), first);
    let words = [("GitHub".to_owned(), None)];
    recogniser.set_vocabulary(&words).unwrap();
    recogniser.reset();
    hear(&mut recogniser);
    assert!(recogniser.sequence.len() > first.len() / 2);
    let text = recogniser
        .model
        .tokenizer()
        .unwrap()
        .decode(recogniser.sequence.ids());
    assert!(text.contains("GitHub"), "own words are in the instruction");
}

#[test]
fn the_language_is_named_in_the_instruction() {
    for (language, said) in [
        (None, "in its original language."),
        (Some("English"), "in English into English text."),
        (Some("German"), "in German into German text."),
    ] {
        let options = FinaliseOptions {
            language: language.map(str::to_owned),
            ..FinaliseOptions::default()
        };
        let mut recogniser = GemmaRecogniser::new(Box::new(Scripted), tiny(), None, options).unwrap();
        hear(&mut recogniser);
        let text = recogniser
            .model
            .tokenizer()
            .unwrap()
            .decode(recogniser.sequence.ids());
        assert!(text.contains(said), "{language:?}: {text}");
    }
    assert_eq!(FinaliseOptions::default().language.as_deref(), Some("English"));
}

#[test]
fn the_end_of_an_utterance_costs_one_forward_and_one_for_each_token() {
    let mut recogniser = recogniser(true);
    let mut heard = Vec::new();
    for index in 0..50 {
        recogniser.push(&frame(index), &mut heard).unwrap();
    }
    let before = recogniser.sequence.forwards();
    recogniser.push(&frame(50), &mut heard).unwrap();
    let answer = recogniser.sequence.len() - recogniser.prefix - recogniser.timing().frames;
    // What is left of the sound, the end of the prompt and the guess go together; random weights keep no guess.
    assert!(recogniser.timing().fed_early >= 40, "{:?}", recogniser.timing());
    assert!(recogniser.sequence.forwards() - before <= answer, "{answer}");
}

#[test]
fn long_sound_is_cut_where_it_is_quiet() {
    let frames: VecDeque<Frame> = (100..1700)
        .map(|index| {
            let mut frame = frame(index);
            if (700..710).contains(&index) || (1300..1310).contains(&index) {
                frame.samples = [0.0; FRAME_SAMPLES];
            }
            frame
        })
        .collect();
    let pieces = cut_at_pauses(&frames, 100..1700);
    assert_eq!(pieces.len(), 3, "{pieces:?}");
    assert!((700..710).contains(&pieces[0].end), "{pieces:?}");
    assert!((1300..1310).contains(&pieces[1].end), "{pieces:?}");
    assert!(
        pieces
            .iter()
            .all(|piece| (piece.end - piece.start) as usize <= MAX_FRAMES)
    );
    assert_eq!((pieces[0].start, pieces[2].end), (100, 1700));
}

/// A random checkpoint of a reduced but honest shape: 6 layers of 512, the last full, window 512,
/// about 25 million parameters; vocabulary and tokenizer are the tiny fixture's.
fn reduced(folder: &std::path::Path) {
    use candle_core::{Device, Tensor};
    let fixture = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/gemma/tiny-unified");
    std::fs::copy(fixture.join("tokenizer.json"), folder.join("tokenizer.json")).unwrap();
    let text = std::fs::read_to_string(fixture.join("config.json")).unwrap();
    let mut json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let kinds: Vec<&str> = (1..=6)
        .map(|i| {
            if i % 6 == 0 {
                "full_attention"
            } else {
                "sliding_attention"
            }
        })
        .collect();
    for (key, value) in [
        ("hidden_size", 512),
        ("intermediate_size", 2048),
        ("num_hidden_layers", 6),
        ("num_attention_heads", 8),
        ("num_key_value_heads", 4),
        ("head_dim", 128),
        ("global_head_dim", 256),
        ("sliding_window", 512),
    ] {
        json["text_config"][key] = value.into();
    }
    json["text_config"]["layer_types"] = kinds.clone().into();
    json.as_object_mut().unwrap().remove("vision_config");
    std::fs::write(folder.join("config.json"), json.to_string()).unwrap();
    let mut tensors = std::collections::HashMap::new();
    let mut add = |name: String, shape: &[usize]| {
        let tensor = match shape {
            [_] => Tensor::ones(shape, candle_core::DType::F32, &Device::Cpu).unwrap(),
            _ => Tensor::randn(0f32, 0.03, shape, &Device::Cpu).unwrap(),
        };
        tensors.insert(name, tensor);
    };
    add(
        "model.embed_audio.embedding_projection.weight".into(),
        &[512, 640],
    );
    add("model.language_model.embed_tokens.weight".into(), &[768, 512]);
    add("model.language_model.norm.weight".into(), &[512]);
    for (i, kind) in kinds.iter().enumerate() {
        let full = *kind == "full_attention";
        let (dim, kv) = if full { (256, 1) } else { (128, 4) };
        let mut layer =
            |name: &str, shape: &[usize]| add(format!("model.language_model.layers.{i}.{name}"), shape);
        layer("self_attn.q_proj.weight", &[8 * dim, 512]);
        layer("self_attn.k_proj.weight", &[kv * dim, 512]);
        if !full {
            layer("self_attn.v_proj.weight", &[kv * dim, 512]);
        }
        layer("self_attn.o_proj.weight", &[512, 8 * dim]);
        layer("self_attn.q_norm.weight", &[dim]);
        layer("self_attn.k_norm.weight", &[dim]);
        layer("mlp.gate_proj.weight", &[2048, 512]);
        layer("mlp.up_proj.weight", &[2048, 512]);
        layer("mlp.down_proj.weight", &[512, 2048]);
        for norm in ["input", "post_attention", "pre_feedforward", "post_feedforward"] {
            layer(&format!("{norm}_layernorm.weight"), &[512]);
        }
        layer("layer_scalar", &[1]);
    }
    candle_core::safetensors::save(&tensors, folder.join("model.safetensors")).unwrap();
}

/// Ten seconds of speech in frames 10..260, partial results on the way, the utterance at frame 275.
struct TenSeconds;

impl Recogniser for TenSeconds {
    fn name(&self) -> &str {
        "ten seconds"
    }

    fn push(&mut self, frame: &Frame, heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        if frame.index == 15 {
            heard.push(Heard::Partial(Partial {
                words: words(),
                stable: 0,
            }));
        }
        if frame.index == 275 {
            heard.push(Heard::Utterance(Utterance {
                start_ms: 400,
                end_ms: 10_400,
                hypotheses: vec![Hypothesis {
                    words: words(),
                    score: 0.0,
                }],
                ..Utterance::default()
            }));
        }
        Ok(())
    }

    fn finish(&mut self, _: &mut Vec<Heard>) -> Result<(), SpeechError> {
        Ok(())
    }

    fn reset(&mut self) {}

    fn set_vocabulary(&mut self, _: &[(String, Option<String>)]) -> Result<(), SpeechError> {
        Ok(())
    }
}

/// 10.6 s of sound, two busy cores of an AMD EPYC (Zen 5), opt-level 1, 2026-11-21: 939 ms from the end of
/// the utterance to the first text without feeding while speaking, 111 ms with it.
#[test]
#[ignore = "a measurement: time to the first text with and without feeding while speaking"]
fn measure_feeding_while_speaking() {
    let folder = tempfile::tempdir().unwrap();
    reduced(folder.path());
    let model = Arc::new(Gemma::open(folder.path(), None, &OpenOptions::default(), None).unwrap());
    for while_speaking in [false, true] {
        let options = FinaliseOptions {
            while_speaking,
            ..FinaliseOptions::default()
        };
        let mut recogniser =
            GemmaRecogniser::new(Box::new(TenSeconds), model.clone(), None, options).unwrap();
        let mut heard = Vec::new();
        for index in 0..290 {
            recogniser.push(&frame(index), &mut heard).unwrap();
        }
        eprintln!(
            "fed while speaking: {while_speaking}: {:?}, cost per frame {:?} s",
            recogniser.timing(),
            recogniser.cost
        );
    }
}
