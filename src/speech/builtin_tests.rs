//! The shipped model on recordings of `fixtures/speech`.

use std::path::{Path, PathBuf};

use super::*;
use crate::speech::Partial;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn builtin() -> Builtin {
    Builtin::load(&folder("models/builtin")).unwrap()
}

fn frames(name: &str) -> Vec<Frame> {
    let mut file = hound::WavReader::open(folder("fixtures/speech").join(name)).unwrap();
    let samples: Vec<f32> = file
        .samples::<i16>()
        .map(|s| f32::from(s.unwrap()) / 32768.0)
        .collect();
    let frame = |(i, chunk): (usize, &[f32])| {
        let mut frame = Frame {
            index: i as u64,
            samples: [0.0; FRAME_SAMPLES],
        };
        frame.samples[..chunk.len()].copy_from_slice(chunk);
        frame
    };
    samples.chunks(FRAME_SAMPLES).enumerate().map(frame).collect()
}

fn listen(recogniser: &mut Builtin, name: &str) -> Vec<Heard> {
    let mut heard = Vec::new();
    for frame in frames(name) {
        recogniser.push(&frame, &mut heard).unwrap();
    }
    recogniser.finish(&mut heard).unwrap();
    heard
}

fn hear(recogniser: &mut Builtin, name: &str) -> (Vec<Partial>, Vec<Utterance>) {
    let (mut partials, mut utterances) = (Vec::new(), Vec::new());
    for heard in listen(recogniser, name) {
        match heard {
            Heard::Partial(partial) => partials.push(partial),
            Heard::Utterance(utterance) => utterances.push(utterance),
            Heard::Doubted(utterance) => panic!("taken for noise: {}", utterance.text()),
            Heard::Relabelled(told) => panic!("nobody asked who speaks: {told:?}"),
        }
    }
    (partials, utterances)
}

fn text(utterances: &[Utterance]) -> String {
    utterances
        .iter()
        .map(Utterance::text)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Word errors (substitutions, insertions, deletions).
fn errors(reference: &str, hypothesis: &str) -> usize {
    let hypothesis: Vec<&str> = hypothesis.split_whitespace().collect();
    let mut row: Vec<usize> = (0..=hypothesis.len()).collect();
    for (i, word) in reference.split_whitespace().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, other) in hypothesis.iter().enumerate() {
            let cost = diagonal + usize::from(word != *other);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[hypothesis.len()]
}

/// What is said in `librispeech-7517-100429-0000.wav`.
const POND: &str = "the pond my friend aldenham's pond stands at a convenient distance from the house and is reached by \
                    a well drained gravel path so that in any weather one may walk";

#[test]
fn recordings_stay_below_their_ceilings() {
    let mut recogniser = builtin();
    let clips = [
        ("librispeech-7517-100429-0000.wav", POND, 16),
        ("speechocean762-030230018.wav", "and he's not in love with me", 3),
        ("replace-tuesday.wav", "replace tuesday with friday", 2),
    ];
    for (name, reference, ceiling) in clips {
        let (_, utterances) = hear(&mut recogniser, name);
        let heard = text(&utterances);
        assert!(errors(reference, &heard) <= ceiling, "{name}: {heard}");
    }
}

#[test]
fn utterances_are_heard_again_as_a_whole_when_they_are_over() {
    let heard = |rehears, name: &str| {
        let mut recogniser = builtin();
        recogniser.set_rehears(rehears);
        hear(&mut recogniser, name)
    };
    for name in ["librispeech-7517-100429-0000.wav", "replace-tuesday.wav"] {
        let (shown, streamed) = heard(Rehears::Never, name);
        let (shown_too, whole) = heard(Rehears::All, name);
        let (_, some) = heard(Rehears::Short, name);
        assert!(
            shown == shown_too,
            "{name}: nothing else is shown while someone speaks"
        );
        assert_eq!([streamed.len(), some.len()], [whole.len(); 2], "{name}");
        for ((streamed, whole), some) in streamed.iter().zip(&whole).zip(&some) {
            assert_eq!(streamed.sound_ms, whole.sound_ms);
            assert_ne!(streamed.hypotheses, whole.hypotheses, "{name}: it is judged anew");
            let is_short = streamed.words().len() <= 12;
            let expected = if is_short { whole } else { streamed };
            assert_eq!(some.hypotheses, expected.hypotheses, "{name}");
        }
        if name.starts_with("librispeech") {
            let count = |heard: &[Utterance]| errors(POND, &text(heard));
            assert!(
                count(&whole) <= count(&streamed),
                "{} for {}",
                text(&whole),
                text(&streamed)
            );
        }
    }
}

#[test]
fn frames_that_come_together_are_heard_as_one_by_one() {
    let name = "librispeech-7517-100429-0000.wav";
    let mut alone = Vec::new();
    let mut recogniser = builtin();
    for frame in frames(name) {
        recogniser.push(&frame, &mut alone).unwrap();
    }
    recogniser.finish(&mut alone).unwrap();
    let mut together = Vec::new();
    for frames in frames(name).chunks(8) {
        recogniser.push_all(frames, &mut together).unwrap();
    }
    recogniser.finish(&mut together).unwrap();
    let words = |heard: &[Heard]| -> Vec<Vec<crate::speech::Hypothesis>> {
        let utterances = heard.iter().filter_map(|heard| match heard {
            Heard::Utterance(utterance) => Some(utterance.hypotheses.clone()),
            _ => None,
        });
        utterances.collect()
    };
    assert!(!words(&alone).is_empty() && words(&alone) == words(&together));
}

/// 25 dB below the level of the training speech.
#[test]
fn quiet_speech_is_heard_as_well_as_loud_speech() {
    let mut recogniser = builtin();
    let name = "librispeech-7517-100429-0000.wav";
    let loud = text(&hear(&mut recogniser, name).1);
    let mut heard = Vec::new();
    for mut frame in frames(name) {
        frame.samples.iter_mut().for_each(|sample| *sample *= 0.056);
        recogniser.push(&frame, &mut heard).unwrap();
    }
    recogniser.finish(&mut heard).unwrap();
    let quiet = heard.iter().filter_map(|heard| match heard {
        Heard::Utterance(utterance) => Some(utterance.text()),
        _ => None,
    });
    let quiet = quiet.collect::<Vec<_>>().join(" ");
    // Sound raised again is not the same bits, and where words are doubtful they come out otherwise.
    assert!(errors(POND, &quiet) <= errors(POND, &loud) + 4, "{loud}\n{quiet}");
}

#[test]
fn what_is_stable_never_changes_and_times_run_forward() {
    let words =
        |words: &[crate::speech::Word]| words.iter().map(|word| word.text.clone()).collect::<Vec<_>>();
    let (mut stable, mut n_partials, mut n_stable, mut end_ms) = (Vec::new(), 0, 0, 0);
    for heard in listen(&mut builtin(), "librispeech-7517-100429-0000.wav") {
        match heard {
            Heard::Doubted(utterance) => panic!("taken for noise: {}", utterance.text()),
            Heard::Relabelled(told) => panic!("nobody asked who speaks: {told:?}"),
            Heard::Partial(partial) => {
                let now = words(&partial.words[..partial.stable]);
                assert!(now.starts_with(&stable), "{stable:?} became {now:?}");
                stable = now;
                n_partials += 1;
            }
            Heard::Utterance(utterance) => {
                let last = words(utterance.words());
                assert!(
                    last.starts_with(&stable),
                    "{stable:?} is not the beginning of {last:?}"
                );
                n_stable += std::mem::take(&mut stable).len();
                for word in utterance.words() {
                    assert!(
                        word.start_ms >= end_ms && word.end_ms > word.start_ms,
                        "{word:?} after {end_ms}"
                    );
                    end_ms = word.end_ms;
                }
                assert!(utterance.hypotheses.len() > 1);
            }
        }
    }
    assert!(
        n_partials > 100 && n_stable > 10,
        "{n_partials} partials, {n_stable} words became stable"
    );
}

#[test]
fn partial_words_say_how_sure_they_are() {
    let (mut kept, mut given_up) = (Vec::new(), Vec::new());
    let (partials, utterances) = hear(&mut builtin(), "librispeech-7517-100429-0000.wav");
    let last: Vec<&str> = utterances
        .iter()
        .flat_map(|utterance| utterance.words().iter().map(|word| word.text.as_str()))
        .collect();
    for word in partials.iter().flat_map(|partial| &partial.words) {
        assert!((0.0..=1.0).contains(&word.confidence), "{word:?}");
        if last.contains(&word.text.as_str()) {
            kept.push(word.confidence);
        } else {
            given_up.push(word.confidence);
        }
    }
    let mean = |all: &[f32]| all.iter().sum::<f32>() / all.len() as f32;
    println!(
        "{} words kept, {:.2}; {} given up, {:.2}",
        kept.len(),
        mean(&kept),
        given_up.len(),
        mean(&given_up)
    );
    assert!(kept.len() > 100 && given_up.len() > 10);
    assert!(kept.iter().filter(|sure| **sure > 0.0).count() * 10 > kept.len() * 9);
    assert!(
        mean(&kept) > mean(&given_up) + 0.1,
        "words that stay are surer than those that go"
    );
}

#[test]
fn a_recording_leaves_no_trace() {
    let mut used = builtin();
    hear(&mut used, "replace-tuesday.wav");
    let again = hear(&mut used, "speechocean762-030230018.wav");
    used.reset();
    let after_reset = hear(&mut used, "speechocean762-030230018.wav");
    let fresh = hear(&mut builtin(), "speechocean762-030230018.wav");
    assert_eq!(again.0, fresh.0);
    assert_eq!(after_reset.0, fresh.0);
    assert_eq!(again.1[0].hypotheses, fresh.1[0].hypotheses);
}

#[test]
fn own_words_are_heard_as_they_are_spelled() {
    let mut recogniser = builtin();
    let (_, without) = hear(&mut recogniser, "own-words.wav");
    assert!(!text(&without).contains("GGUF"), "{}", text(&without));
    let entries = [
        ("Kowalczyk", None),
        ("Parlance", None),
        ("GGUF", None),
        ("llama.cpp", Some("L AA1 M AH0")),
    ];
    let entries = entries.map(|(word, phones)| (word.to_owned(), phones.map(str::to_owned)));
    recogniser.set_vocabulary(&entries).unwrap();
    let (_, with) = hear(&mut recogniser, "own-words.wav");
    assert!(
        text(&with).contains("GGUF") && text(&with).contains("Parlance"),
        "{}",
        text(&with)
    );
    recogniser.set_vocabulary(&[]).unwrap();
    assert_eq!(text(&hear(&mut recogniser, "own-words.wav").1), text(&without));
    let refused = recogniser.set_vocabulary(&[("x".to_owned(), Some("EKS".to_owned()))]);
    assert!(refused.unwrap_err().to_string().contains("EKS"));
}

#[test]
fn the_command_that_was_said_fits_its_sound_best() {
    let phrases = [
        "replace tuesday with monday",
        "replace tuesday with friday",
        "make this paragraph shorter",
        "scratch that",
        "delete the last sentence",
        "replace → with friday",
    ];
    let (_, utterances) = hear(&mut builtin(), "replace-tuesday.wav");
    let scores = utterances[0].sounds.as_ref().unwrap().score_phrases(&phrases);
    assert_eq!(scores[0].phrase, 1, "{scores:?}");
    assert!(scores[0].score > -1.0 && scores[0].score <= 0.001, "{scores:?}");
    assert!(
        scores.iter().all(|score| score.phrase != 5),
        "an arrow cannot be said"
    );
    // What is far from the sound leaves the beam and has no score at all.
    assert!(
        scores.iter().all(|score| score.phrase != 3 || score.score < -1.0),
        "{scores:?}"
    );
}

#[test]
fn a_damaged_file_is_refused_by_name() {
    let files = [
        "lm.bin",
        "lexicon.bin",
        "g2p.bin",
        "search.json",
        "tokens.json",
        "config.json",
        "model.safetensors",
    ];
    for damaged in files {
        let copy = tempfile::tempdir().unwrap();
        for file in files {
            let mut bytes = std::fs::read(folder("models/builtin").join(file)).unwrap();
            if file == damaged {
                bytes.truncate(bytes.len() / 2);
            }
            std::fs::write(copy.path().join(file), bytes).unwrap();
        }
        let error = Builtin::load(copy.path())
            .expect_err("a damaged file passed")
            .to_string();
        assert!(error.contains(damaged), "{error}");
    }
}
