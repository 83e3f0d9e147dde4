//! What a document is called.

use super::super::strings::text;
use crate::session::{View, plain};

/// The document's name: its file's, else its first words.
pub fn title_of(view: &View) -> String {
    if let Some(stem) = view.path.and_then(|path| path.file_stem()) {
        return stem.to_string_lossy().into_owned();
    }
    let line = view
        .text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    // A paragraph is one line, however long.
    let start: String = line
        .trim_start_matches(['#', '-', '>', ' '])
        .chars()
        .take(160)
        .collect();
    let start = plain(&start);
    let words: Vec<&str> = start.split_whitespace().take(6).collect();
    if words.is_empty() {
        text("ui-untitled")
    } else {
        words.join(" ")
    }
}
