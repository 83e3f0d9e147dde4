//! What a document can be written as.

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// Plain text, marks removed.
    Text,
    /// Markdown, as in the document.
    Markdown,
    /// A whole HTML page.
    Html,
    /// A Word document.
    Docx,
    /// SubRip subtitles.
    Srt,
    /// WebVTT subtitles.
    Vtt,
    /// Text, words and times.
    Json,
    /// Plain text, a paragraph for each turn with the speaker's name.
    Dialogue,
    /// NIST's table of who speaks when.
    Rttm,
}
