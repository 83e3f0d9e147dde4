//! A transcript as it grows: what cannot change any more is printed at once, so that a long recording
//! that fails late has not been heard in vain.

use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;

use crate::cli::CliResult;
use crate::document::FileFormat;
use crate::engine::{self, new_text, settled_text};
use crate::store::export::{self, ExportDocument};
use crate::store::files;

/// Where a transcript goes.
pub(super) enum Target {
    Output(Printer),
    /// Subtitles of one of several recordings: a file beside it, as players look for it. One after the other on standard
    /// output would be no file that any player reads.
    Beside(FileFormat),
}

impl Target {
    /// Prints what will stay as it is though more is said.
    pub(super) fn grow(&mut self, document: &mut ExportDocument) -> CliResult {
        match self {
            Target::Output(printer) => printer.grow(document),
            Target::Beside(_) => Ok(()),
        }
    }

    /// Prints or writes the rest.
    pub(super) fn finish(&mut self, document: &ExportDocument, recording: &Path) -> CliResult {
        let format = match self {
            Target::Output(printer) => return printer.finish(document),
            Target::Beside(format) => *format,
        };
        // Standard input has no name and no place of its own.
        let unnamed = recording == Path::new("-");
        let folder = recording.parent().filter(|_| !unnamed).unwrap_or(Path::new(""));
        let stem = recording
            .file_stem()
            .filter(|_| !unnamed)
            .unwrap_or(OsStr::new("recording"));
        let path = files::free_path(folder, &stem.to_string_lossy(), export::extension(format));
        let text = engine::subtitles(document, format)?;
        files::write_new(&path, text.as_bytes())?;
        tell(&format!("wrote {}", path.display()));
        Ok(())
    }
}

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Output {
    /// Text, under a heading when there are several files.
    Text,
    /// SubRip or WebVTT.
    Subtitles(FileFormat),
    /// One object a line, when the recording has ended.
    Json,
    /// Text with names, or who speaks when.
    Speakers(FileFormat),
}

/// Prints one transcript.
pub(super) struct Printer {
    output: Output,
    /// What stands before the text.
    heading: String,
    /// Nothing is printed before the recording has ended.
    late: bool,
    printed: String,
    out: Box<dyn Write>,
}

impl Printer {
    pub(super) fn new(output: Output, heading: String, late: bool, out: Box<dyn Write>) -> Self {
        Printer {
            output,
            heading,
            late,
            printed: String::new(),
            out,
        }
    }

    /// Prints what will stay as it is though more is said: all but the last segment, with which the next one may still be
    /// joined.
    pub(super) fn grow(&mut self, document: &mut ExportDocument) -> CliResult {
        if self.late {
            return Ok(());
        }
        let format = match self.output {
            Output::Json | Output::Speakers(_) => return Ok(()),
            Output::Text => return self.print(&settled_text(document)),
            Output::Subtitles(format) => format,
        };
        let Some(last) = document.segments.pop() else {
            return Ok(());
        };
        let cues = engine::subtitles(document, format);
        document.segments.push(last);
        let cues = cues?;
        // How long the last cue stands depends on the next one.
        let end = cues.trim_end().rfind("\n\n").map_or(0, |at| at + 2);
        self.print(&cues[..end])
    }

    /// Prints the rest.
    pub(super) fn finish(&mut self, document: &ExportDocument) -> CliResult {
        let whole = match self.output {
            Output::Json => export::json_line(document)? + "\n",
            Output::Text => format!("{}\n", export::plain_text(&document.text).trim_end()),
            Output::Subtitles(format) => engine::subtitles(document, format)?,
            Output::Speakers(format) => String::from_utf8(export::render(document, format)?)?,
        };
        self.print(&whole)
    }

    /// Prints what of this text has not been printed yet.
    fn print(&mut self, text: &str) -> CliResult {
        let Some(new) = new_text(&self.printed, text) else {
            return Ok(());
        };
        let new = match self.printed.is_empty() {
            true => std::mem::take(&mut self.heading) + new,
            false => new.to_owned(),
        };
        text.clone_into(&mut self.printed);
        self.out
            .write_all(new.as_bytes())
            .and_then(|()| self.out.flush())
            .map_err(|error| format!("standard output: {error}").into())
    }
}

/// A line on standard error.
pub(super) fn tell(what: &str) {
    eprintln!("parlance: {what}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::{Segment, Utterance};

    fn document(texts: &[&str]) -> ExportDocument {
        let mut document = ExportDocument::default();
        for (text, n) in texts.iter().zip(0..) {
            let utterance = Utterance {
                start_ms: n * 3_000,
                end_ms: n * 3_000 + 2_000,
                ..Utterance::from_text("said")
            };
            document.segments.push(Segment::new(&utterance, text));
            document.text.push_str(text);
        }
        document
    }

    /// What stands on standard output after each utterance, and at the end.
    fn printed(output: Output, texts: &[&str]) -> Vec<String> {
        let mut printer = Printer::new(output, String::new(), false, Box::new(std::io::sink()));
        let mut states = Vec::new();
        for n in 1..=texts.len() {
            printer.grow(&mut document(&texts[..n])).unwrap();
            states.push(printer.printed.clone());
        }
        printer.finish(&document(texts)).unwrap();
        states.push(printer.printed);
        states
    }

    #[test]
    fn text_is_printed_but_for_the_last_utterance() {
        let states = printed(Output::Text, &["Dear Anna.", " We meet.", "\n\nBest wishes"]);
        assert_eq!(
            states,
            [
                "",
                "Dear Anna",
                "Dear Anna. We meet",
                "Dear Anna. We meet.\n\nBest wishes\n"
            ]
        );
    }

    #[test]
    fn subtitles_are_printed_cue_by_cue() {
        let states = printed(Output::Subtitles(FileFormat::Srt), &["One.", " Two.", " Three."]);
        assert_eq!(states[1], "", "the end of the first depends on the second");
        assert!(
            states[2].starts_with("1\n00:00:00,000 --> ") && states[2].ends_with("One.\n\n"),
            "{states:?}"
        );
        assert!(states[3].starts_with(&states[2]) && states[3].contains("Three."));
        assert_eq!(printed(Output::Subtitles(FileFormat::Vtt), &[]), ["WEBVTT\n"]);
    }
}
