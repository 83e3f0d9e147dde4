//! Spoken text: polish it, insert it, remember what was heard.

use super::core::Session;
use super::records::{Origin, Record};
use crate::document::{Selection, Span, StepKind};
use crate::transcript::polish::Context;
use crate::transcript::{Segment, Utterance, Word};

/// Characters of the document around the insertion point that the polisher is shown; more than any
/// sentence needs.
const CONTEXT_CHARS: usize = 2_000;

impl Session {
    /// Inserts an utterance at the caret, or over the selection.
    pub(super) fn dictate(&mut self, utterance: &Utterance) {
        let words = utterance.words();
        let written = self.write(words, utterance);
        if written.text.is_empty() && written.erase == 0 {
            self.message = "nothing to write".into();
            return;
        }
        let selected = self.document.selection().span();
        let span = Span::new(selected.start - written.erase, selected.end);
        let replaced = self.document.slice(span).to_owned();
        let inserted = Span::new(span.start, span.start + written.text.chars().count());
        let transaction = self
            .document
            .transaction()
            .replace(span, written.text.clone())
            .select(Selection::caret(inserted.end));
        let label = format!("“{}”", shortened(written.text.trim()));
        self.commit(transaction, StepKind::Dictation, format!("wrote {label}"));
        let anchor = self.document.anchor(inserted);
        self.records.push(Record {
            anchor,
            origin: Origin::Dictation,
            replaced,
        });
        self.segments.push(Segment::new(utterance, &written.text));
        self.dictated_words += words.len();
        self.message = format!("wrote {label}");
    }

    /// The text for these words at the caret.
    fn write(&self, words: &[Word], utterance: &Utterance) -> Written {
        let selected = self.document.selection().span();
        let end = self.document.text().end();
        let before = Span::new(selected.start - CONTEXT_CHARS, selected.start);
        let after = Span::new(selected.end, (selected.end + CONTEXT_CHARS).min(end));
        let context = Context {
            before: self.document.slice(before),
            after: self.document.slice(after),
            pause_before_ms: self.last_end_ms.map(|end| utterance.start_ms.saturating_sub(end)),
            pause_after_ms: None,
        };
        let polished = match &utterance.written {
            Some(written) if !self.config.verbatim => {
                let words: Vec<Word> = written.split_whitespace().map(Word::untimed).collect();
                self.config.polisher.polish(&words, &context)
            }
            _ => self.config.polisher.polish(words, &context),
        };
        Written {
            erase: polished.erase,
            text: polished.text,
        }
    }
}

/// Text ready for the caret.
struct Written {
    /// Characters before the caret that it takes the place of.
    erase: usize,
    text: String,
}

/// At most 40 characters of a text, for messages.
pub(super) fn shortened(text: &str) -> String {
    const MOST: usize = 40;
    let line = text.replace('\n', " ⏎ ");
    if line.chars().count() <= MOST {
        return line;
    }
    let head: String = line.chars().take(MOST - 1).collect();
    format!("{}…", head.trim_end())
}
