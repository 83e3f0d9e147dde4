//! What is to be heard, and what must come of it.

use std::path::{Path, PathBuf};

/// One recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Where it is.
    pub path: PathBuf,
    /// "tune" or "test".
    pub half: String,
    /// Which set it belongs to.
    pub kind: String,
    /// Who speaks.
    pub voice: String,
    /// The document, with the marks of `parlance edit`.
    pub before: String,
    /// The words that are said.
    pub say: String,
    /// The document after the command; `None` when the words are dictation.
    pub after: Option<String>,
}

/// Reads a manifest: columns by the names in its first line.
pub fn read(manifest: &Path) -> Result<Vec<Row>, String> {
    let named = |problem: String| format!("{}: {problem}", manifest.display());
    let text = std::fs::read_to_string(manifest).map_err(|error| {
        named(format!(
            "{error}. training/command_wavs.py makes such a table and its recordings"
        ))
    })?;
    parse(&text, manifest.parent().unwrap_or(Path::new("."))).map_err(named)
}

fn parse(text: &str, folder: &Path) -> Result<Vec<Row>, String> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or("").split('\t').collect();
    let column = |name: &str| {
        let at = header.iter().position(|known| *known == name);
        at.ok_or_else(|| format!("has no column {name:?}, only {header:?}"))
    };
    let [path, half, kind, voice, before, say, after] =
        ["path", "half", "kind", "voice", "before", "say", "after"].map(column);
    let (path, half, kind, voice) = (path?, half?, kind?, voice?);
    let (before, say, after) = (before?, say?, after?);
    let mut rows = Vec::new();
    for (number, line) in (2..).zip(lines).filter(|(_, line)| !line.trim().is_empty()) {
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() != header.len() {
            let (n, wanted) = (cells.len(), header.len());
            return Err(format!("line {number} has {n} columns, the first one {wanted}"));
        }
        let document = |at: usize| cells[at].replace("\\n", "\n");
        rows.push(Row {
            path: folder.join(cells[path]),
            half: cells[half].to_owned(),
            kind: cells[kind].to_owned(),
            voice: cells[voice].to_owned(),
            before: document(before),
            say: cells[say].to_owned(),
            after: Some(document(after)).filter(|after| !after.is_empty()),
        });
    }
    if rows.is_empty() {
        return Err("lists no recording".to_owned());
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_by_the_names_of_their_columns() {
        let text = "path\thalf\tkind\tvoice\tbefore\tsay\tafter\na.wav\ttest\teveryday\tflite awb\tOne.\\nTwo.|\t\
                    delete two\tOne.\\n|\nb.wav\ttune\treal\tme\t|\thello\t\n";
        let rows = parse(text, Path::new("d")).unwrap();
        assert_eq!(rows[0].path, Path::new("d/a.wav"));
        assert_eq!(rows[0].after.as_deref(), Some("One.\n|"));
        assert_eq!(rows[1].after, None);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let problem = |text: &str| parse(text, Path::new("")).unwrap_err();
        assert!(problem("path\thalf\n").contains("kind"));
        let head = "path\thalf\tkind\tvoice\tbefore\tsay\tafter\n";
        assert!(problem(&format!("{head}a.wav\ttest\n")).contains("line 2"));
        assert!(problem(head).contains("no recording"));
    }
}
