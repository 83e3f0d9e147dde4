//! Puts . , ? ! : after words, and says how likely each word is a name: a small model of our own reads the words,
//! their endings and the pauses. Marks that the user spoke stay and win.
//!
//! Knows nothing of the document beyond the sentence that goes on, nothing of letters' case (see `capitals`).

mod answers;
mod cries;
mod ends;
mod evidence;
mod file;
mod held;
mod lists;
mod members;
mod model;
mod net;
mod phrases;
mod rules;
mod segment;
mod series;
mod sides;
mod verb_phrases;

use super::clause;
use super::flow::Place;
use super::token::{Kind, Token, Trail};
pub(super) use model::Model;
use model::{Scores, pause_class};
use segment::{fitting, segment_marks};

/// Marks in the order of the model's output; the first is none.
pub(super) const MARKS: [&str; N_MARKS] = ["", ",", ".", "?", "!", ":"];
const N_MARKS: usize = 6;
const N_CASES: usize = 3;
const N_PAUSES: usize = 7;
const N_QUOTES: usize = 4;
/// Pause class of an utterance's end when nothing is known of the silence behind it.
const END_UNKNOWN: usize = 6;
/// Words of the unfinished sentence before the insertion point that the model sees.
const CONTEXT_WORDS: usize = 12;

/// Words of the last sentence that count when dictation ends.
const MOST_AT_CLOSE: usize = 40;
/// Least probability of a stop where dictation ends.
const CLOSE: f32 = 0.05;
/// … behind two words, which may be a heading.
const CLOSE_PAIR: f32 = 0.15;
/// … behind a word that seldom ends a sentence.
const CLOSE_SELDOM: f32 = 0.3;

/// The words a token counts for: "May 3, 2024" is three, "well-known" two.
fn model_words(text: &str) -> Vec<String> {
    text.split([' ', '-'])
        .map(|part| {
            part.trim_matches(|c: char| matches!(c, ',' | '.' | '?' | '!' | ':' | ';' | '"'))
                .to_lowercase()
        })
        .filter(|part| part.contains(char::is_alphanumeric))
        .collect()
}

/// Reads the utterance, notes on each word how it is probably cased, and puts marks where they belong when
/// `marks` is set. Gives the mark that belongs between the text before and the utterance, when the speaker went on
/// there and left none.
pub(super) fn apply(
    tokens: &mut Vec<Token>,
    model: &Model,
    place: &Place,
    before: &str,
    marks: bool,
    trail: &mut Trail,
) -> Option<&'static str> {
    let mut context: Vec<(String, usize)> = if place.sentence_start {
        Vec::new()
    } else {
        last_words(unfinished(before.trim_end().trim_end_matches('.')), CONTEXT_WORDS)
    };
    if let Some(last) = context.last_mut() {
        last.1 = pause_class(place.pause_before_ms);
    }
    let mut between = None;
    let mut out = Vec::with_capacity(tokens.len() + 8);
    let mut rest = std::mem::take(tokens).into_iter().peekable();
    while rest.peek().is_some() {
        let mut segment: Vec<Token> = Vec::new();
        let mut ended_by = None;
        for token in rest.by_ref() {
            if token.kind == Kind::Break {
                ended_by = Some(token);
                break;
            }
            segment.push(token);
        }
        let after_break = out.last().is_some_and(|token: &Token| token.kind == Kind::Break);
        let end = End::of(ended_by.as_ref(), after_break, &out, place);
        let joint = segment_marks(&mut segment, model, &context, end, marks, trail);
        if out.is_empty() && marks && place.goes_on {
            between = joint;
        }
        context.clear();
        out.append(&mut segment);
        out.extend(ended_by);
    }
    *tokens = out;
    between
}

/// The mark that the last sentence of `before` lacks, when the speaker has stopped dictating there; `None` where there is
/// one, where the words are plainly unfinished ("because of the"), and in headings, lines of lists and single words.
pub(super) fn closing(model: &Model, before: &str) -> Option<&'static str> {
    let line = before.rsplit('\n').next().unwrap_or("").trim_start();
    let of_its_own = ["- ", "* ", "+ ", "> ", "#"]
        .iter()
        .any(|marker| line.starts_with(marker))
        || line
            .split_once(". ")
            .is_some_and(|(number, _)| number.bytes().all(|b| b.is_ascii_digit()));
    if of_its_own || !before.ends_with(|c: char| c.is_alphanumeric() || c == '%') {
        return None;
    }
    let sentence = unfinished(before);
    let mut words = last_words(sentence, MOST_AT_CLOSE);
    words.last_mut()?.1 = N_PAUSES - 2;
    let shown: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
    if let Some(mark) = rules::whole(&shown) {
        return Some(mark);
    }
    let last = *shown.last()?;
    let half = rules::waits(&shown) && !sentence.contains(',');
    if shown.len() < 2 || half || clause::ends_nothing(last) {
        return None;
    }
    let scores = model.run(&words).pop()?;
    let stops = 2..5;
    let weighed = |mark: usize| scores.marks[mark] * model.end_weights[mark];
    let top = stops.max_by(|left, right| weighed(*left).total_cmp(&weighed(*right)))?;
    let least = match shown.len() {
        _ if rules::seldom_ends(last) => CLOSE_SELDOM,
        2 => CLOSE_PAIR,
        _ => CLOSE,
    };
    (scores.marks[top] >= least).then(|| MARKS[fitting(top, &shown, true)])
}

/// How likely direct speech begins before each of the words, and ends behind it.
pub(super) fn quotations(model: &Model, words: &[Token]) -> Vec<(f32, f32)> {
    let mut heard = Vec::with_capacity(words.len());
    let mut owned = Vec::with_capacity(words.len());
    for token in words {
        let from = heard.len();
        heard.extend(
            model_words(&token.text)
                .into_iter()
                .map(|word| (word, pause_class(token.pause_ms))),
        );
        owned.push(from..heard.len());
    }
    let scores = model.run(&heard);
    owned
        .into_iter()
        .map(|range| match scores.get(range) {
            Some([first, .., last]) => (first.opens(), last.closes()),
            Some([only]) => (only.opens(), only.closes()),
            _ => (0.0, 0.0),
        })
        .collect()
}

/// Whether the words of a sentence can only be a question.
pub(super) fn is_question(sentence: &[&str]) -> bool {
    rules::asks(sentence)
}

/// What stands at the end of a stretch of words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// The utterance ends; the model decides.
    Utterance,
    /// It ends with a line of its own, which need not be a sentence; the model decides.
    OwnLine,
    /// The same, an item of a list or a heading: a few words are none.
    Entry,
    /// A new paragraph follows: the sentence is over.
    Paragraph,
    /// A line break, or a line of a list: only a mark the model is sure of.
    Line,
    /// The sentence goes on behind the insertion point: no mark.
    Open,
}

impl End {
    fn of(ended_by: Option<&Token>, after_break: bool, out: &[Token], place: &Place) -> Self {
        let in_list = after_break && out.last().is_some_and(|token| token.text.ends_with("- "));
        match ended_by {
            Some(token) if token.text == "\n\n" && !in_list => End::Paragraph,
            Some(_) => End::Line,
            None if place.inside_sentence => End::Open,
            None if in_list => End::Line,
            None if after_break && out.last().is_some_and(|token| token.text == "\n") => {
                if follows_entry(out) {
                    End::Entry
                } else {
                    End::OwnLine
                }
            }
            None if !after_break && place.own_line => End::Entry,
            None => End::Utterance,
        }
    }
}

/// Whether the line before is a few words without a mark, as an entry is: "alto new line tenor"; a comma may stand behind
/// them: "kind regards comma new line Dorothy".
fn follows_entry(out: &[Token]) -> bool {
    const MOST: usize = 4;
    let line = out
        .rsplit(|token| token.kind == Kind::Break)
        .nth(1)
        .unwrap_or_default();
    let line = match line.split_last() {
        Some((comma, words)) if comma.text == "," => words,
        _ => line,
    };
    (1..=MOST).contains(&line.len()) && line.iter().all(Token::is_word)
}

/// The unfinished sentence at the end of a text.
fn unfinished(before: &str) -> &str {
    before.rsplit(['.', '?', '!', '\n']).next().unwrap_or("")
}

/// The last words of a sentence, `most` of them, as the model reads them where nothing is known of pauses.
fn last_words(sentence: &str, most: usize) -> Vec<(String, usize)> {
    let words = model_words(sentence);
    let skip = words.len().saturating_sub(most);
    words.into_iter().skip(skip).map(|word| (word, 0)).collect()
}

#[cfg(test)]
mod tests;
