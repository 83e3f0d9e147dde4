//! Spoken text: polish it, insert it, remember what was heard.

use super::core::Session;
use super::joining;
use super::records::{Origin, Record};
use crate::document::markdown::Block;
use crate::document::{CharPos, Selection, Span, StepKind};
use crate::message::{Message, excerpt};
use crate::transcript::polish::{Context, is_list_entry};
use crate::transcript::{Segment, Utterance, Word};

/// Characters of the document around the insertion point that the polisher is shown; more than any
/// sentence needs.
const CONTEXT_CHARS: usize = 2_000;

impl Session {
    /// Inserts an utterance at the caret, or over the selection.
    pub(super) fn dictate(&mut self, utterance: &Utterance) {
        self.return_to_place();
        let spoken = utterance.words().len();
        let turn = self.takes_turn(utterance.speaker);
        let written = match &utterance.language {
            Some(_) => self.as_read(utterance),
            None => {
                let words = self.with_modes(utterance.words());
                self.write(&words, utterance, turn)
            }
        };
        if written.text.is_empty() && written.erase == 0 {
            self.message = Message::NothingToWrite;
            return;
        }
        let mut segment = Segment::new(utterance, &written.text);
        segment.speaker = self.merged(utterance.speaker);
        self.insert(written, &utterance.text());
        self.segments.push(segment.later_by(self.axis_ms));
        self.count(spoken, utterance.end_ms.saturating_sub(utterance.start_ms));
        let small = |word: &Word| word.text.to_lowercase();
        let readings = utterance.hypotheses.iter();
        self.hearings = readings
            .map(|reading| reading.words.iter().map(small).collect())
            .collect();
    }

    /// The words under "caps on" and "no space", which the polisher knows inside an utterance.
    fn with_modes(&mut self, words: &[Word]) -> Vec<Word> {
        let mut before: Vec<&str> = Vec::new();
        if std::mem::take(&mut self.glue) {
            before.extend(["no", "space"]);
        }
        if self.caps {
            before.extend(["caps", "on"]);
        }
        before
            .into_iter()
            .map(Word::untimed)
            .chain(words.iter().cloned())
            .collect()
    }

    /// Writes letters at the caret, without spaces of our own.
    pub(super) fn spell(&mut self, words: &str) {
        let words: Vec<&str> = words.split_whitespace().collect();
        match crate::command::letters(&words) {
            Some(text) => {
                self.return_to_place();
                self.insert(Written::plain(text), &words.join(" "));
            }
            None => {
                self.message = Message::NoLetters {
                    words: words.join(" "),
                };
            }
        }
    }

    /// Writes a ready text at the caret, set off by a space.
    pub(super) fn insert_text(&mut self, text: &str, raw: &str) {
        self.return_to_place();
        let written = self.set_off(text.to_owned(), &['(', '[', '“']);
        self.insert(written, raw);
    }

    /// A text for the caret behind a space, unless a blank or one of these signs stands before it.
    fn set_off(&self, text: String, open: &[char]) -> Written {
        let start = self.document.selection().span().start;
        let before = self.document.slice(Span::new(start - 1, start));
        let joins = before.is_empty() || before.ends_with(char::is_whitespace) || before.ends_with(open);
        Written::plain(if joins { text } else { format!(" {text}") })
    }

    /// Puts the text of a session that was cut off behind what is there, and the caret behind it: sound of that session may
    /// follow. Its commands must not take back what stands before them.
    pub(super) fn bring_back(&mut self, text: &str) {
        let end = self.document.text().end();
        let first = self.document.as_str().trim().is_empty();
        let gap = match self.document.as_str() {
            before if before.is_empty() || before.ends_with("\n\n") => "",
            before if before.ends_with('\n') => "\n",
            _ => "\n\n",
        };
        if !text.trim().is_empty() {
            let edit = self.replacing(Span::empty(end), format!("{gap}{text}"));
            self.commit_and_tell(edit, StepKind::Command, Message::BroughtBack);
        }
        self.document.set_floor(first);
    }

    /// Puts written text in the place of the selection and remembers where it came from.
    fn insert(&mut self, written: Written, raw: &str) {
        let selected = self.document.selection().span();
        let span = Span::new(selected.start - written.erase, selected.end + written.absorb);
        let replaced = self.document.slice(span).to_owned();
        let inserted = Span::new(span.start, span.start + written.text.chars().count());
        let message = match (written.text.trim(), written.text.matches('\n').count()) {
            ("", 0) => Message::WroteSpace,
            ("", 1) => Message::WroteLine,
            ("", _) => Message::WroteParagraph,
            (text, _) => Message::Wrote { what: excerpt(text) },
        };
        let space: String = written.text.chars().take_while(|c| c.is_whitespace()).collect();
        let edit = self
            .document
            .transaction()
            .replace(span, written.text)
            .select(Selection::caret(CharPos(inserted.end.0 - written.absorb)));
        self.commit_and_tell(edit, StepKind::Dictation, message);
        let anchor = self.document.anchor(inserted);
        self.records.push(Record {
            anchor,
            origin: Origin::Dictation,
            replaced,
            raw: space + raw,
        });
    }

    /// Sets the mark that the last sentence lacks, when dictation has ended with it: nothing more will follow.
    pub(super) fn close_sentence(&mut self) {
        let last_end_ms = self.last_end_ms.map(|end_ms| end_ms + self.axis_ms);
        let said_last =
            self.left_place.is_some() || self.segments.last().map(|segment| segment.end_ms) == last_end_ms;
        if said_last {
            self.close_last_words();
        }
    }

    /// Sets the mark that the last words lack, when nothing follows them: words that came at once, without a recording that
    /// would end.
    pub fn close_last_words(&mut self) {
        let selection = self.document.selection();
        let (caret, end) = (self.place(), self.document.text().end());
        if selection.anchor != selection.caret || self.config.verbatim || !self.ends_at(caret) {
            return;
        }
        let before = self.document.slice(Span::new(caret - CONTEXT_CHARS, caret));
        let after = self.document.slice(Span::new(caret, (caret + 1).min(end)));
        let Some(mark) = self.config.polisher.closing_mark(before, after) else {
            return;
        };
        let edit = self.document.transaction().replace(Span::new(caret, caret), mark);
        let edit = match self.left_place {
            Some(_) => edit,
            None => edit.select(Selection::caret(caret + 1)),
        };
        let message = self.message.clone();
        self.commit(edit, StepKind::Dictation, Message::ClosedSentence);
        self.message = message;
        if let Some((said, span)) = self.records.latest(&self.document, Origin::Dictation) {
            let whole = Record {
                anchor: self.document.anchor(Span::new(span.start, caret + 1)),
                ..said.clone()
            };
            self.records.push(whole);
        }
    }

    /// Whether the last utterance's text ends here.
    fn ends_at(&self, place: CharPos) -> bool {
        let said = self.records.latest(&self.document, Origin::Dictation);
        said.is_some_and(|(_, span)| span.end == place)
    }

    /// The text of an utterance in another language, set off by a space: nobody here knows its grammar.
    fn as_read(&self, utterance: &Utterance) -> Written {
        let text = utterance.written.clone().unwrap_or_else(|| utterance.text());
        match text.is_empty() {
            true => Written::plain(text),
            false => self.set_off(text, &[]),
        }
    }

    /// The text for these words at the caret; in a paragraph of its own where another speaker takes a turn behind what was
    /// said last.
    fn write(&self, words: &[Word], utterance: &Utterance, turn: bool) -> Written {
        let selected = self.document.selection().span();
        let end = self.document.text().end();
        let before = Span::new(selected.start - CONTEXT_CHARS, selected.start);
        let after = Span::new(selected.end, (selected.end + CONTEXT_CHARS).min(end));
        let before = self.document.slice(before);
        let turn = (turn && self.ends_at(selected.start)).then(|| {
            let closed = !self.config.verbatim;
            let mark = closed
                .then(|| self.config.polisher.closing_mark(before, ""))
                .flatten();
            format!("{}\n\n", mark.unwrap_or(""))
        });
        let lead = turn.or_else(|| self.next_item(words, before, selected));
        let with_lead = lead.as_ref().map(|lead| format!("{before}{lead}"));
        let context = Context {
            before: with_lead.as_deref().unwrap_or(before),
            after: self.document.slice(after),
            // Only where the last utterance ends does this one go on with it.
            pause_before_ms: self
                .last_end_ms
                .filter(|_| self.ends_at(selected.start))
                .map(|end| utterance.start_ms.saturating_sub(end)),
            pause_after_ms: None,
        };
        let polished = match &utterance.written {
            Some(written) if !self.config.verbatim => {
                let words: Vec<Word> = written.split_whitespace().map(Word::untimed).collect();
                self.config.polisher.polish(&words, &context)
            }
            _ => self.config.polisher.polish(words, &context),
        };
        if let Some(lead) = lead {
            // What stands before another's turn, or before an item, stays as it is.
            return Written::plain(lead + polished.text.trim_start());
        }
        let written = Written {
            erase: polished.erase,
            ..Written::plain(polished.text)
        };
        self.joined(written, words, context.before, context.after)
    }

    /// The line break and the mark before words that are the next item of a list that was begun by a command: behind an
    /// item just dictated, where both are a few words and no sentence.
    fn next_item(&self, words: &[Word], before: &str, selected: Span) -> Option<String> {
        let line = before.rsplit('\n').next().unwrap_or("");
        let ends_line = self.document.slice(Span::new(selected.end, selected.end + 1));
        if !self.lists_items || !matches!(ends_line, "" | "\n") || !self.ends_at(selected.start) {
            return None;
        }
        let block = Block::of(line);
        let mark = block.next_item(line)?;
        let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let item: Vec<String> = line[block.prefix_len..].split_whitespace().map(bare).collect();
        let said: Vec<String> = words.iter().map(|word| bare(&word.text)).collect();
        let both = is_list_entry(&item.join(" ")) && is_list_entry(&said.join(" "));
        both.then(|| format!("\n{mark}"))
    }

    /// What is said before a sentence and opens it becomes part of it.
    fn joined(&self, written: Written, words: &[Word], before: &str, after: &str) -> Written {
        let said: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        let starts = before.trim_end_matches(' ').is_empty()
            || before.ends_with('\n')
            || before.ends_with(' ') && before.trim_end().ends_with(['.', '!', '?', '…']);
        if self.config.verbatim || !starts || !joining::opens_sentence(&said) {
            return written;
        }
        match joining::before_sentence(&written.text, after, |word| {
            self.config.polisher.is_ordinary(word)
        }) {
            Some((text, small)) => Written {
                absorb: usize::from(small.is_some()),
                text: text + small.as_deref().unwrap_or(""),
                ..written
            },
            None => written,
        }
    }
}

/// Text ready for the caret.
struct Written {
    /// Characters before the caret that it takes the place of.
    erase: usize,
    /// Characters behind the caret that it takes the place of.
    absorb: usize,
    text: String,
}

impl Written {
    /// Text that takes the place of nothing.
    fn plain(text: String) -> Self {
        Written {
            erase: 0,
            absorb: 0,
            text,
        }
    }
}
