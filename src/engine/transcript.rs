//! A transcript as it comes together: utterances polished one after the other, who spoke, and what came of it.

use super::outcome::Outcome;
use crate::document::FileFormat;
use crate::store::export::{self, ExportDocument, ExportError};
use crate::transcript::polish::{Context, Polisher};
use crate::transcript::{Relabelled, Segment, Utterance};

/// Pieces that an utterance was cut into are nearer to each other than this, in milliseconds: utterances of their own have
/// longer pauses between them.
const IN_ONE_BREATH_MS: u64 = 300;

/// What was said in a recording, and whether that is all of it.
#[derive(Clone, Debug, Default)]
pub struct Transcript {
    /// Text, segments with words and times, speakers.
    pub document: ExportDocument,
    /// The first other language than English that was heard, by its English name.
    pub language: Option<String>,
    pub(super) outcome: Outcome,
}

impl Transcript {
    /// Whether all of the recording was heard; `Ok(false)` when parts of it were damaged, which was told. `name` is what
    /// the recording is called in messages.
    ///
    /// # Errors
    /// Why the rest was not heard, in words that name the recording. What was heard before stands in the document.
    pub fn outcome(&self, name: &str) -> Result<bool, String> {
        self.outcome.judge(name)
    }

    /// Why the rest was not heard, in the words of what failed.
    pub fn failure(&self) -> Option<&str> {
        self.outcome.trouble.as_deref()
    }

    /// Whether it was read to its end or at least partly: a recording that could not be heard at all has nothing to show.
    pub fn is_worth_showing(&self) -> bool {
        self.outcome.trouble.is_none() || !self.document.segments.is_empty()
    }

    /// Adds an utterance, polished as what follows on the text so far.
    pub(super) fn add(&mut self, polisher: &mut Polisher, utterance: &Utterance) {
        if self.language.is_none() {
            self.language.clone_from(&utterance.language);
        }
        let document = &mut self.document;
        if document
            .segments
            .last()
            .is_some_and(|last| last.speaker != utterance.speaker)
        {
            // Nobody goes on with another's sentence.
            close(polisher, document);
            document.text.push_str("\n\n");
        }
        let pause_before_ms = document
            .segments
            .last()
            .map(|last| utterance.start_ms.saturating_sub(last.end_ms));
        let text = match &utterance.written {
            Some(written) => join(&document.text, written),
            None => {
                let context = Context {
                    before: &document.text,
                    pause_before_ms,
                    ..Context::default()
                };
                let polished = polisher.polish(utterance.words(), &context);
                for _ in 0..polished.erase {
                    let taken = document.text.pop();
                    // The mark that is taken back stood at the end of a segment, too.
                    if let Some(last) = document.segments.last_mut()
                        && last.text.chars().last() == taken
                    {
                        last.text.pop();
                    }
                }
                polished.text
            }
        };
        document.segments.push(Segment::new(utterance, &text));
        document.text.push_str(&text);
    }

    /// Adds what waited for the speakers to be sure, and ends the last sentence.
    pub(super) fn end(&mut self, polisher: &mut Polisher, said: Vec<Utterance>) {
        for utterance in whole(said) {
            self.add(polisher, &utterance);
        }
        close(polisher, &mut self.document);
        self.document.number_speakers();
    }
}

/// Ends the last sentence, which was left open as long as more could follow.
fn close(polisher: &Polisher, document: &mut ExportDocument) {
    let Some(mark) = polisher.closing_mark(&document.text, "") else {
        return;
    };
    document.text.push_str(mark);
    if let Some(last) = document.segments.last_mut() {
        last.text.push_str(mark);
    }
}

/// The plain text that stays as it is though more is said: all but the last segment, with which the next one may still be
/// joined, and but for the mark before it, which may be taken back.
pub fn settled_text(document: &ExportDocument) -> String {
    let Some(last) = document.segments.last() else {
        return String::new();
    };
    let before = document.text.len().saturating_sub(last.text.len());
    let unsure = |c: char| c.is_whitespace() || c.is_ascii_punctuation();
    let sure = document.text.get(..before).unwrap_or("").trim_end_matches(unsure);
    export::plain_text(sure).trim_end().to_owned()
}

/// What of a growing text was not told yet. Text that was told stays a beginning of it but for rare marks that mean another
/// thing by what follows; the whole text at the end has them right.
pub fn new_text<'a>(told: &str, text: &'a str) -> Option<&'a str> {
    let same = told.chars().zip(text.chars()).take_while(|(a, b)| a == b);
    let same: usize = same.map(|(c, _)| c.len_utf8()).sum();
    let new = &text[same..];
    (!new.is_empty() && text.len() >= told.len()).then_some(new)
}

/// SubRip or WebVTT of a transcript. Silence is no failure: a file without subtitles.
///
/// # Errors
/// [`ExportError`] for another format that cannot be written.
pub fn subtitles(document: &ExportDocument, format: FileFormat) -> Result<String, ExportError> {
    if document.segments.is_empty() {
        let header = if format == FileFormat::Vtt { "WEBVTT\n" } else { "" };
        return Ok(header.to_owned());
    }
    let bytes = export::render(document, format)?;
    Ok(format!("{}\n", String::from_utf8_lossy(&bytes).trim_end()))
}

/// Utterances that were cut at a change of speakers which was none, in one piece again.
fn whole(said: Vec<Utterance>) -> Vec<Utterance> {
    let mut all: Vec<Utterance> = Vec::new();
    for utterance in said {
        match all.last_mut() {
            Some(last) if goes_on(last, &utterance) => {
                last.end_ms = utterance.end_ms;
                let words = utterance.hypotheses.into_iter().next().map(|best| best.words);
                if let (Some(best), Some(words)) = (last.hypotheses.first_mut(), words) {
                    best.words.extend(words);
                }
                last.hypotheses.truncate(1);
            }
            _ => all.push(utterance),
        }
    }
    all
}

fn goes_on(last: &Utterance, next: &Utterance) -> bool {
    let in_words = last.written.is_none() && next.written.is_none();
    in_words && last.speaker == next.speaker && next.start_ms.saturating_sub(last.end_ms) < IN_ONE_BREATH_MS
}

/// Takes over who spoke when, as it is known now.
pub(super) fn relabel(told: Relabelled, said: &mut [Utterance], document: &mut ExportDocument) {
    for utterance in said
        .iter_mut()
        .filter(|utterance| utterance.end_ms > told.from_ms)
    {
        utterance.speaker = told
            .speaker_of(utterance.start_ms, utterance.end_ms)
            .or(utterance.speaker);
    }
    for (speaker, name) in told.names {
        let number = speaker as usize;
        document
            .speakers
            .resize(document.speakers.len().max(number + 1), String::new());
        document.speakers[number] = name;
    }
    document.turns.retain(|turn| turn.end_ms <= told.from_ms);
    document.turns.extend(told.turns);
}

/// Written text after other text: with a space between.
fn join(before: &str, text: &str) -> String {
    if before.is_empty() || before.ends_with(char::is_whitespace) {
        text.to_owned()
    } else {
        format!(" {text}")
    }
}
