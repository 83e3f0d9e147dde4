//! Transcripts in OpenAI's shapes. Types of the wire are these alone: what parlance calls things inside may change.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde_json::{Value, json};

use crate::engine::Transcript;
use crate::store::export::{plain_text, speaker_name, timed_words};
use crate::transcript::{HeardWord, Segment};

/// The least confidence that counts: a logarithm of nothing has no number.
const LEAST: f64 = 1e-6;

/// The text of a transcript, as every format but subtitles gives it.
pub(super) fn text(transcript: &Transcript) -> String {
    plain_text(&transcript.document.text).trim().to_owned()
}

/// What a text that is put right while it grows has behind as many words as were told. What was put right among those is for the
/// whole text at the end.
pub(super) fn new_words<'a>(told: &str, text: &'a str) -> Option<&'a str> {
    let behind_words = |text: &'a str, n: usize| {
        (0..n).fold(text, |rest, _| {
            let rest = rest.trim_start();
            &rest[rest.find(char::is_whitespace).unwrap_or(rest.len())..]
        })
    };
    let new = match text.strip_prefix(told) {
        Some(new) => new,
        None => behind_words(text, told.split_whitespace().count()),
    };
    let new = if told.ends_with(' ') {
        new.trim_start()
    } else {
        new
    };
    (!new.trim().is_empty()).then_some(new)
}

/// `json`, with the words' probabilities where they are wanted.
pub(super) fn plain(transcript: &Transcript, logprobs: bool) -> Value {
    let mut body = json!({ "text": text(transcript), "usage": usage(transcript) });
    if logprobs {
        body["logprobs"] = logprobs_of(transcript);
    }
    body
}

/// `verbose_json`. `task` is "transcribe" or "translate".
pub(super) fn verbose(transcript: &Transcript, task: &str, words: bool) -> Value {
    let segments = &transcript.document.segments;
    let mut body = json!({
        "task": task,
        "language": language(transcript),
        "duration": seconds(transcript.document.duration_ms()),
        "text": text(transcript),
        "segments": segments.iter().enumerate().map(segment).collect::<Value>(),
        "usage": usage(transcript),
    });
    if words {
        body["words"] = segments.iter().flat_map(words_of).collect();
    }
    body
}

/// `diarized_json`.
pub(super) fn diarized(transcript: &Transcript) -> Value {
    json!({
        "task": "transcribe",
        "duration": seconds(transcript.document.duration_ms()),
        "text": text(transcript),
        "segments": diarized_segments(transcript),
        "usage": usage(transcript),
    })
}

/// Who said what, as objects of type `transcript.text.segment`: speakers that are not known by name are A, B, …
pub(super) fn diarized_segments(transcript: &Transcript) -> Vec<Value> {
    let document = &transcript.document;
    let spoken = document
        .segments
        .iter()
        .filter(|segment| !segment.text.is_empty());
    let object = |(at, segment): (usize, &Segment)| {
        json!({
            "type": "transcript.text.segment",
            "id": format!("seg_{at}"),
            "start": seconds(segment.start_ms),
            "end": seconds(segment.end_ms),
            "text": plain_text(&segment.text).trim(),
            "speaker": letter(segment.speaker.unwrap_or(0), &document.speakers),
        })
    };
    spoken.enumerate().map(object).collect()
}

/// How much was heard.
pub(super) fn usage(transcript: &Transcript) -> Value {
    json!({ "type": "duration", "seconds": seconds(transcript.document.duration_ms()) })
}

/// The words with the logarithms of their probabilities.
pub(super) fn logprobs_of(transcript: &Transcript) -> Value {
    let words = transcript
        .document
        .segments
        .iter()
        .flat_map(|segment| segment.words.iter());
    let word = |word: HeardWord| {
        json!({
            "token": word.written,
            "bytes": word.written.as_bytes(),
            "logprob": logprob(word),
        })
    };
    words.filter(|word| !word.written.is_empty()).map(word).collect()
}

/// The English name of the language that was spoken, in lower case as Whisper's tools write it.
fn language(transcript: &Transcript) -> String {
    transcript.language.as_deref().unwrap_or("English").to_lowercase()
}

fn letter(number: u32, names: &[String]) -> String {
    let named = names.get(number as usize).is_some_and(|name| !name.is_empty());
    match u8::try_from(number) {
        Ok(number) if number < 26 && !named => char::from(b'A' + number).to_string(),
        _ => speaker_name(number, names),
    }
}

/// Clients read the fields of a segment without asking whether they are there.
fn segment((id, segment): (usize, &Segment)) -> Value {
    let text = plain_text(&segment.text).trim().to_owned();
    let n = segment.words.len().max(1) as f64;
    json!({
        "id": id,
        // Hundredths of a second, as Whisper counts its windows.
        "seek": segment.start_ms / 10,
        "start": seconds(segment.start_ms),
        "end": seconds(segment.end_ms),
        "tokens": [],
        "temperature": 0.0,
        "avg_logprob": segment.words.iter().map(logprob).sum::<f64>() / n,
        "compression_ratio": compression_ratio(&text),
        // What was taken for noise is no segment.
        "no_speech_prob": 0.0,
        "text": text,
    })
}

fn words_of(segment: &Segment) -> Vec<Value> {
    let marks = |c: char| ".,;:!?…\"“”()".contains(c);
    let words = timed_words(segment).into_iter().filter_map(|word| {
        let bare = word.text.trim_matches(marks);
        let times = (seconds(word.start_ms), seconds(word.end_ms));
        (!bare.is_empty()).then(|| json!({ "word": bare, "start": times.0, "end": times.1 }))
    });
    words.collect()
}

fn logprob(word: HeardWord) -> f64 {
    let logarithm = f64::from(word.confidence).clamp(LEAST, 1.0).ln();
    (logarithm * 10_000.0).round() / 10_000.0
}

/// Length of a text over its length compressed: above 2.4, Whisper's tools take it for a loop.
fn compression_ratio(text: &str) -> f64 {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish());
    match written {
        Ok(compressed) if !compressed.is_empty() => text.len() as f64 / compressed.len() as f64,
        _ => 1.0,
    }
}

pub(super) fn seconds(ms: u64) -> f64 {
    ms as f64 / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speakers_are_letters_unless_they_have_names() {
        let names = [String::new(), "Anna".to_owned()];
        assert_eq!([0, 1, 2, 25].map(|n| letter(n, &names)), ["A", "Anna", "C", "Z"]);
        assert_eq!(letter(26, &names), "Speaker 27");
    }

    #[test]
    fn words_behind_those_that_were_told_are_new_though_some_of_those_were_put_right() {
        assert_eq!(new_words("", "we met"), Some("we met"));
        assert_eq!(new_words("we met", "we met on Tuesday"), Some(" on Tuesday"));
        assert_eq!(new_words("we met on", "we meet on Tuesday"), Some(" Tuesday"));
        assert_eq!(new_words("we met. ", "We meet. On Tuesday"), Some("On Tuesday"));
        assert_eq!(new_words("we met on", "we meet at"), None);
        assert_eq!(new_words("we met on", "we meet"), None);
        assert_eq!(new_words("we met", "we met "), None);
    }

    #[test]
    fn loops_compress_well_and_speech_does_not() {
        assert!(compression_ratio("We met on Tuesday and went through the whole list.") < 1.5);
        assert!(compression_ratio(&"thank you ".repeat(50)) > 2.4);
    }
}
