//! Puts . , ? ! : after words, and says how likely each word is a name: a small model of our own reads the words,
//! their endings and the pauses. Marks that the user spoke stay and win.
//!
//! Knows nothing of the document beyond the sentence that goes on, nothing of letters' case (see `capitals`).

mod file;
mod lists;
mod net;
mod rules;

use std::borrow::Cow;

use super::Why;
use super::flow::Place;
use super::numbers::{bound, is_number_word};
use super::token::{Kind, Space, Token, Trail};
use net::{Block, Linear, Table, rms_norm, softmax};
use rules::closes;

/// Marks in the order of the model's output; the first is none.
pub(super) const MARKS: [&str; N_MARKS] = ["", ",", ".", "?", "!", ":"];
const N_MARKS: usize = 6;
const N_CASES: usize = 3;
const N_PAUSES: usize = 7;
/// Pause class of an utterance's end when nothing is known of the silence behind it.
const END_UNKNOWN: usize = 6;
/// Upper bounds of the pause classes 1 to 4, in milliseconds; 0 is unknown, 5 is longer.
const PAUSE_BOUNDS_MS: [u32; 4] = [80, 200, 400, 800];
/// Words of the unfinished sentence before the insertion point that the model sees.
const CONTEXT_WORDS: usize = 12;

/// A silence behind an utterance from which on it is over, in milliseconds.
const LONG_PAUSE_MS: u32 = 500;
/// How much likelier a full stop is at the end of an utterance than in the training, where one in five was cut.
/// Chosen on training text: 97 to 100 % of whole sentences get their stop.
const END_FACTOR: f32 = 3.0;

/// Least probability of an exclamation mark: few texts have them, and a wrong one is loud.
const EXCLAIM_PROBABILITY: f32 = 0.25;

/// Words of the last sentence that count when dictation ends.
const MOST_AT_CLOSE: usize = 40;
/// Least probability of a stop where dictation ends.
const CLOSE: f32 = 0.05;
/// … behind two words, which may be a heading.
const CLOSE_PAIR: f32 = 0.15;
/// … behind a word that seldom ends a sentence.
const CLOSE_SELDOM: f32 = 0.3;

/// The model built into the program.
static BUILTIN: &[u8] = include_bytes!("../../../../models/builtin/punctuation.bin");

/// The punctuation model.
#[derive(Debug)]
pub(super) struct Model {
    bytes: Cow<'static, [u8]>,
    /// Sorted; the word at `i` has row `i + 2` (row 0 is unused, row 1 stands for all other words).
    words: Vec<String>,
    /// Lower-case form and spelling of words with capitals of their own, sorted.
    spellings: Vec<(String, String)>,
    inside_weights: [f32; N_MARKS],
    end_weights: [f32; N_MARKS],
    n_suffixes: usize,
    word_table: Table,
    suffix_table: Table,
    pause_table: Table,
    stack: Vec<Block>,
    mark_head: Linear,
    case_head: Linear,
}

/// What the model says of one word.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Scores {
    /// Probability of each of [`MARKS`] behind the word.
    pub marks: [f32; N_MARKS],
    /// Probability that the word, not at a sentence start, is written small, with a capital, in capitals.
    pub cases: [f32; N_CASES],
}

impl Model {
    /// The model built into the program.
    pub fn builtin() -> Result<Self, String> {
        file::parse(Cow::Borrowed(BUILTIN))
    }

    /// The model in a file's bytes.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, String> {
        file::parse(Cow::Owned(bytes))
    }

    /// The usual spelling of a word that has capitals of its own ("github" → "GitHub").
    pub fn spelling(&self, lower: &str) -> Option<&str> {
        let index = self
            .spellings
            .binary_search_by(|(key, _)| key.as_str().cmp(lower))
            .ok()?;
        self.spellings.get(index).map(|(_, spelling)| spelling.as_str())
    }

    /// Whether the word is one of the common words of the training text.
    pub fn knows(&self, lower: &str) -> bool {
        self.words
            .binary_search_by(|word| word.as_str().cmp(lower))
            .is_ok()
    }

    /// Whether the word (lower case) by itself is more likely a name than not.
    pub fn is_name(&self, lower: &str) -> bool {
        self.run(&[(lower.to_owned(), 0)])
            .first()
            .is_some_and(|scores| scores.cases[1] + scores.cases[2] > 0.5)
    }

    /// Reads words (lower case) with their pause classes.
    pub fn run(&self, words: &[(String, usize)]) -> Vec<Scores> {
        let width = self.word_table.columns;
        let mut x = vec![0.0; words.len() * width];
        for ((word, pause), row) in words.iter().zip(x.chunks_exact_mut(width)) {
            let word = shape(word);
            let id = self.words.binary_search(&word).map_or(1, |index| index + 2);
            self.word_table.add_row(&self.bytes, id, row);
            self.suffix_table
                .add_row(&self.bytes, suffix(&word) % self.n_suffixes, row);
            self.pause_table
                .add_row(&self.bytes, (*pause).min(N_PAUSES - 1), row);
        }
        for block in &self.stack {
            block.apply(&mut x, width);
        }
        x.chunks_exact(width)
            .map(|row| {
                let row = rms_norm(row);
                let mut scores = Scores::default();
                self.mark_head.apply(&row, &mut scores.marks);
                self.case_head.apply(&row, &mut scores.cases);
                softmax(&mut scores.marks);
                softmax(&mut scores.cases);
                scores
            })
            .collect()
    }
}

/// Digits look alike to the model; `training/punctuation_data.py` does the same.
fn shape(word: &str) -> String {
    word.chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect()
}

/// FNV-1a over the last three characters, as in training.
fn suffix(word: &str) -> usize {
    let start = word.char_indices().rev().nth(2).map_or(0, |(index, _)| index);
    let hash = word[start..].bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    usize::try_from(hash).unwrap_or(0)
}

fn pause_class(pause_ms: Option<u32>) -> usize {
    pause_ms.map_or(0, |ms| {
        1 + PAUSE_BOUNDS_MS.iter().filter(|bound| ms >= **bound).count()
    })
}

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
        unfinished(before.trim_end().trim_end_matches('.'))
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
    let start = before.rfind(['.', '?', '!', '\n']).map_or(0, |index| index + 1);
    let mut words: Vec<(String, usize)> = model_words(&before[start..])
        .into_iter()
        .map(|word| (word, 0))
        .collect();
    words.drain(..words.len().saturating_sub(MOST_AT_CLOSE));
    words.last_mut()?.1 = N_PAUSES - 2;
    let shown: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
    if let Some(mark) = rules::whole(&shown) {
        return Some(mark);
    }
    let last = *shown.last()?;
    let half = rules::waits(&shown) && !before[start..].contains(',');
    if shown.len() < 2 || half || rules::leaves_open(last) {
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

/// What stands at the end of a stretch of words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// The utterance ends; the model decides.
    Utterance,
    /// It ends with a line of its own, which need not be a sentence; the model decides.
    OwnLine,
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
            None if after_break && out.last().is_some_and(|token| token.text == "\n") => End::OwnLine,
            None => End::Utterance,
        }
    }
}

/// The words of the unfinished sentence before the insertion point.
fn unfinished(before: &str) -> Vec<(String, usize)> {
    let start = before.rfind(['.', '?', '!', '\n']).map_or(0, |index| index + 1);
    let words = model_words(before.get(start..).unwrap_or(""));
    let skip = words.len().saturating_sub(CONTEXT_WORDS);
    words.into_iter().skip(skip).map(|word| (word, 0)).collect()
}

/// Marks for one stretch without breaks; gives the mark that belongs before its first word.
fn segment_marks(
    segment: &mut Vec<Token>,
    model: &Model,
    context: &[(String, usize)],
    end: End,
    marks: bool,
    trail: &mut Trail,
) -> Option<&'static str> {
    let mut words = context.to_vec();
    let mut owners = Vec::new(); // token index → index of its last model word
    for (index, token) in segment.iter().enumerate().filter(|(_, token)| token.is_word()) {
        for part in model_words(&token.text) {
            words.push((part, 1));
        }
        if let Some(last) = words.last_mut().filter(|_| !model_words(&token.text).is_empty()) {
            last.1 = pause_class(token.pause_ms);
            owners.push((index, words.len() - 1));
        }
    }
    let (last_token, last_word) = owners.last().copied()?;
    let known = segment[last_token].pause_ms;
    words[last_word].1 = match end {
        End::Paragraph | End::Line => N_PAUSES - 2,
        _ if known.is_none() => END_UNKNOWN,
        _ => pause_class(known),
    };
    // Words before this one have no pause when the utterance is untimed; one inside a token is never a pause.
    let untimed = owners
        .iter()
        .all(|(index, _)| *index == last_token || segment[*index].pause_ms.is_none());
    if untimed {
        words.iter_mut().take(last_word).for_each(|word| word.1 = 0);
    }
    let scores = model.run(&words);
    let joint = context.len().checked_sub(1).and_then(|last| {
        let mark = best(&scores[last], &model.inside_weights);
        let spoken = segment.first().is_some_and(|first| !first.is_word());
        (mark > 0 && !spoken).then(|| MARKS[mark])
    });
    let bound = bound(segment);
    let listed = lists::marks(segment);
    let shown: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
    let whole = rules::whole(&shown).filter(|_| matches!(end, End::Utterance | End::OwnLine));
    let named = |word: usize| scores.get(word).is_some_and(|scores| scores.cases[1] > 0.5);
    let mut sentence = 0; // its first model word
    let mut insertions = Vec::new();
    for (index, word) in &owners {
        segment[*index].cases = Some(scores[*word].cases);
        let last = *index == last_token;
        let choice = if last {
            let ended = known.is_none_or(|ms| ms >= LONG_PAUSE_MS) && !rules::waits(&shown);
            match whole.and_then(|mark| MARKS.iter().position(|known| *known == mark)) {
                Some(mark) => mark,
                None => at_end(&scores[*word], &model.end_weights, end, owners.len(), ended),
            }
        } else if let Some(mark) = listed.get(index) {
            *mark
        } else if bound[*index]
            || bound.get(index + 1) == Some(&true) && segment[index + 1].is("oh") // "back in oh eight"
            || rules::holds(segment, *index, named(*word + 1)) || whole == Some("?") && owners.len() <= 3
            || whole == Some("!") && matches!(shown[0], "what" | "how")
        {
            0
        } else {
            best(&scores[*word], &model.inside_weights)
        };
        let choice = fitting(choice, &shown[sentence..=*word], last);
        let next = segment.get(index + 1);
        let marked = next.is_some_and(|next| matches!(next.kind, Kind::Mark(_)) && !closes(next));
        let closed = next.is_some_and(closes) && segment.len() > index + 2;
        let free = !marked && !closed && !next.is_some_and(|next| next.joined);
        if choice > 0 && free {
            insertions.push((index + 1, choice, scores[*word].marks[choice]));
        }
        if (2..5).contains(&choice) && free || next.is_some_and(Token::ends_sentence) {
            sentence = word + 1;
        }
    }
    if !marks {
        return None;
    }
    for (at, choice, probability) in insertions.into_iter().rev() {
        // "(and so on)." but “and so on.”
        let past = segment
            .get(at)
            .is_some_and(|next| matches!(next.text.as_str(), ")" | "]" | "%" | "°"))
            || MARKS[choice] == "?" && !rules::quotes_whole(segment, at);
        let pause = segment[at - 1].pause_ms;
        trail.note(
            segment[at - 1].text.clone(),
            format!("{}{}", segment[at - 1].text, MARKS[choice]),
            Why::Model { probability },
        );
        segment.insert(
            at + usize::from(past),
            Token::mark(MARKS[choice], Space::Before, pause),
        );
    }
    joint
}

/// The mark that fits the words of the sentence that it would end.
fn fitting(choice: usize, sentence: &[&str], last: bool) -> usize {
    match MARKS[choice] {
        "." | "?" if rules::exclaims(sentence) => 4,
        "!" if sentence.last().is_some_and(|word| is_number_word(word)) => 2,
        "?" if rules::tells(sentence) => 2,
        "." | "?" if !last && rules::only_opens(sentence) => 1,
        _ => choice,
    }
}

/// The mark with the largest weighted probability; an exclamation mark must be likely by itself too.
fn best(scores: &Scores, weights: &[f32; N_MARKS]) -> usize {
    let mut top = 0;
    for mark in (1..N_MARKS).filter(|mark| MARKS[*mark] != "!" || scores.marks[*mark] >= EXCLAIM_PROBABILITY)
    {
        if scores.marks[mark] * weights[mark] > scores.marks[top] * weights[top] {
            top = mark;
        }
    }
    top
}

/// The mark at the end of a stretch; a comma or colon there must be sure.
fn at_end(scores: &Scores, weights: &[f32; N_MARKS], end: End, n_words: usize, ended: bool) -> usize {
    let mut choice = best(scores, weights);
    if end == End::Utterance && ended && matches!(choice, 0 | 1) {
        // Nobody stops in the middle as often as the cut examples of the training did.
        let mut weights = *weights;
        weights[2..5].iter_mut().for_each(|weight| *weight *= END_FACTOR);
        choice = best(scores, &weights);
    }
    let sure = scores.marks[choice] >= 0.7 && n_words > 3;
    match end {
        End::Open => 0,
        End::Line if n_words <= 6 && choice == 2 => 0,
        End::Line if choice == 1 && !sure => 0,
        End::Paragraph if choice == 0 || choice == 1 => {
            if n_words > 3 {
                2
            } else {
                0
            }
        }
        End::Utterance | End::OwnLine if matches!(choice, 1 | 5) && !sure => {
            if scores.marks[2] > scores.marks[0] { 2 } else { 0 }
        }
        _ => choice,
    }
}

#[cfg(test)]
mod tests;
