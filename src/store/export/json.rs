//! The transcript as JSON, one object per recording, times in seconds.

use serde::Serialize;

use super::subtitles::speaker_name;
use super::{ExportDocument, ExportError};
use crate::transcript::Segment;

#[derive(Serialize)]
struct Recording<'a> {
    file: Option<&'a str>,
    seconds: f64,
    text: &'a str,
    segments: Vec<Part<'a>>,
    model: &'a str,
    rtf: Option<f64>,
}

#[derive(Serialize)]
struct Part<'a> {
    start: f64,
    end: f64,
    speaker: Option<String>,
    text: &'a str,
    words: Vec<Spoken<'a>>,
}

#[derive(Serialize)]
struct Spoken<'a> {
    start: f64,
    end: f64,
    text: &'a str,
    confidence: f64,
}

/// One object on several lines; [`to_json_line`] is the same on one line.
pub(super) fn to_json(document: &ExportDocument) -> Result<String, ExportError> {
    let json = serde_json::to_string_pretty(&recording(document)).map_err(refused)?;
    Ok(json + "\n")
}

/// The transcript as JSON on one line, for tools that read line by line.
///
/// # Errors
/// [`ExportError::Format`] when a number cannot be written.
pub fn to_json_line(document: &ExportDocument) -> Result<String, ExportError> {
    serde_json::to_string(&recording(document)).map_err(refused)
}

fn refused(error: serde_json::Error) -> ExportError {
    ExportError::Format(error.to_string())
}

fn recording(document: &ExportDocument) -> Recording<'_> {
    Recording {
        file: document.file.as_deref(),
        seconds: seconds(document.duration_ms()),
        text: &document.text,
        segments: document
            .segments
            .iter()
            .map(|segment| part(segment, &document.speakers))
            .collect(),
        model: &document.model,
        rtf: document.rtf,
    }
}

fn part<'a>(segment: &'a Segment, speakers: &[String]) -> Part<'a> {
    Part {
        start: seconds(segment.start_ms),
        end: seconds(segment.end_ms),
        speaker: segment.speaker.map(|number| speaker_name(number, speakers)),
        text: &segment.text,
        words: segment
            .words
            .iter()
            .map(|word| Spoken {
                start: seconds(word.start_ms),
                end: seconds(word.end_ms),
                text: word.text,
                // Three places: more would print the rounding of `f32`.
                confidence: (f64::from(word.confidence) * 1000.0).round() / 1000.0,
            })
            .collect(),
    }
}

fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}
