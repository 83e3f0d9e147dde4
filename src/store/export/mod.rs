//! Documents in the formats of others: text, Markdown, HTML, DOCX, SRT, VTT, JSON, RTTM.
//!
//! Knows nothing of windows, sessions or models.

mod docx;
mod json;
mod speakers;
mod subtitles;
#[cfg(test)]
mod tests;
mod text;

use std::path::Path;

pub use json::to_json_line as json_line;
pub use subtitles::{TimedWord, speaker_name, timed_words};
pub use text::to_text as plain_text;

use super::files::{self, FileError};
use crate::document::FileFormat;
use crate::transcript::{Segment, SpeakerTurn};

/// What is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExportDocument {
    /// Title, for the formats that carry one.
    pub title: String,
    /// The document, Markdown.
    pub text: String,
    /// What was said when, in the order of time.
    pub segments: Vec<Segment>,
    /// Names of speakers by number; an empty name counts as none.
    pub speakers: Vec<String>,
    /// Who speaks when, where that is known.
    pub turns: Vec<SpeakerTurn>,
    /// The recording's file, where there is one.
    pub file: Option<String>,
    /// Length of the recording in milliseconds; 0 takes the end of the last segment.
    pub recording_ms: u64,
    /// Name of the recogniser.
    pub model: String,
    /// Time taken over time spoken.
    pub rtf: Option<f64>,
}

impl ExportDocument {
    /// Length of the recording in milliseconds.
    pub fn duration_ms(&self) -> u64 {
        let spoken = self
            .segments
            .iter()
            .map(|segment| segment.end_ms)
            .max()
            .unwrap_or(0);
        self.recording_ms.max(spoken)
    }
}

/// Why nothing was exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Subtitles need times, and typed text has none.
    #[error("nothing here was dictated, so there are no times for {0}; export as text instead")]
    NoTimes(&'static str),
    /// The document is too large for the format.
    #[error("the document cannot be written in this format: {0}")]
    Format(String),
    /// The file could not be written.
    #[error(transparent)]
    File(#[from] FileError),
}

/// Ending of the files of a format, without the dot.
pub fn extension(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Text => "txt",
        FileFormat::Markdown => "md",
        FileFormat::Html => "html",
        FileFormat::Docx => "docx",
        FileFormat::Srt => "srt",
        FileFormat::Vtt => "vtt",
        FileFormat::Json => "json",
        FileFormat::Dialogue => "txt",
        FileFormat::Rttm => "rttm",
    }
}

/// The bytes of a document in a format.
///
/// # Errors
/// [`ExportError::NoTimes`] for subtitles of a document without segments.
pub fn render(document: &ExportDocument, format: FileFormat) -> Result<Vec<u8>, ExportError> {
    let timed = |name| {
        let cues = subtitles::cues(&document.segments);
        if cues.is_empty() {
            Err(ExportError::NoTimes(name))
        } else {
            Ok(cues)
        }
    };
    let text = match format {
        FileFormat::Text => text::to_text(&document.text),
        FileFormat::Dialogue => speakers::to_text_with_names(document),
        FileFormat::Rttm => speakers::to_rttm(document),
        FileFormat::Markdown => with_newline(&speakers::with_names(document)),
        FileFormat::Html => text::to_page(&document.title, &speakers::with_names(document)),
        FileFormat::Docx => {
            return docx::to_docx(&document.title, &speakers::with_names(document))
                .map_err(|error| ExportError::Format(error.to_string()));
        }
        FileFormat::Srt => subtitles::to_srt(&timed("subtitles")?, &document.speakers),
        FileFormat::Vtt => subtitles::to_vtt(&timed("subtitles")?, &document.speakers),
        FileFormat::Json => json::to_json(document)?,
    };
    Ok(text.into_bytes())
}

/// Writes a document in a format to a new file, whole or not at all.
///
/// # Errors
/// [`ExportError`]; an existing file at `path` is one, and untouched.
pub fn export(document: &ExportDocument, format: FileFormat, path: &Path) -> Result<(), ExportError> {
    let bytes = render(document, format)?;
    Ok(files::write_new(path, &bytes)?)
}

fn with_newline(text: &str) -> String {
    let mut text = text.trim_end_matches('\n').to_owned();
    if !text.is_empty() {
        text.push('\n');
    }
    text
}
