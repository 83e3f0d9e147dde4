//! What may stand in the slots of a wording now: words of the document, targets that need none, words that were heard.

use super::super::scene::Scene;
use super::super::table::{Category, When};
use super::super::tidy::is_common;
use super::super::verb::Verb;
use super::{Phrases, Template, Wording};
use crate::document::unit::words;
use crate::english::calendar::{DAYS, MONTHS};
use crate::english::number_words::SMALL;
use crate::transcript::Utterance;

/// Words of the document that are tried in the only slot of a phrase, and in each of two slots; runs of up to
/// three of them count as one.
const MOST_TERMS: usize = 120;
const MOST_IN_PAIRS: usize = 16;

/// Words of the document that may be what was misheard.
const MOST_NEAR: usize = 60;

/// Runs of heard words that are tried as words to be written.
const MOST_WRITTEN: usize = 40;

/// Bytes of the document before and behind the caret whose words are tried.
const AROUND: (usize, usize) = (2_000, 500);

const UNITS: &[&str] = &[
    "word",
    "words",
    "line",
    "lines",
    "sentence",
    "sentences",
    "paragraph",
    "paragraphs",
    "character",
    "characters",
    "heading",
    "item",
];
/// "one" to "ten".
const NUMBERS: &[&str] = SMALL_NUMBERS.split_at(11).0.split_at(1).1;
const SMALL_NUMBERS: &[&str] = &SMALL;
const LANGUAGES: &[&str] = &[
    "german",
    "french",
    "spanish",
    "italian",
    "english",
    "portuguese",
    "dutch",
    "polish",
    "russian",
    "japanese",
    "chinese",
];
/// Words that are often put in the place of others, beside those that were heard and numbers up to ten.
const COMMON_WORDS: &[&str] = &[
    "today",
    "tomorrow",
    "yesterday",
    "twelve",
    "twenty",
    "blue",
    "green",
    "red",
    "black",
    "white",
    "yes",
    "no",
    "not",
    "and",
    "or",
];

/// Units and numbers.
pub(super) fn counted() -> impl Iterator<Item = &'static str> {
    UNITS.iter().chain(NUMBERS).copied()
}

/// The single words of the document that are near the caret.
pub(super) fn near_words(scene: &Scene<'_>) -> Vec<String> {
    let terms = terms(scene).into_iter();
    terms.filter(|term| !term.contains(' ')).take(MOST_NEAR).collect()
}

/// Which words of the document are tried in slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The nearest to the caret, and targets that need none.
    Near,
    /// The others.
    Far,
}

/// What may stand in each slot now.
pub(super) struct Fillings {
    /// "that", "the last sentence": needs no words of the document.
    pointing: Vec<String>,
    /// The shorter list for phrases of two slots.
    pointing_in_pairs: Vec<String>,
    /// Words and runs of words of the document, the nearest to the caret first.
    terms: Vec<String>,
    /// The same for phrases of two slots.
    pairs: Vec<String>,
    /// Words to be written, as they were heard.
    written: Vec<String>,
    own: Vec<String>,
}

/// Adds to `out` whatever `slots` can be filled with behind `head`, which is left as it was.
fn combine(slots: &[Vec<&str>], wording: Wording, head: &mut String, out: &mut Phrases) {
    let Some((options, rest)) = slots.split_first() else {
        out.push(head, wording);
        return;
    };
    let length = head.len();
    for option in options {
        if length > 0 {
            head.push(' ');
        }
        head.push_str(option);
        combine(rest, wording, head, out);
        head.truncate(length);
    }
}

impl Fillings {
    /// What may stand there after this was heard.
    pub(super) fn new(utterance: &Utterance, scene: &Scene<'_>) -> Self {
        let terms = terms(scene);
        let single = |term: &&String| !term.contains(' ');
        Fillings {
            pointing: pointing(),
            pointing_in_pairs: [
                "that",
                "this sentence",
                "the last sentence",
                "the first sentence",
                "this paragraph",
            ]
            .map(str::to_owned)
            .to_vec(),
            pairs: terms.iter().filter(single).take(MOST_IN_PAIRS).cloned().collect(),
            terms,
            written: written(utterance),
            own: scene
                .snippets
                .iter()
                .chain(&scene.own_words)
                .map(|word| word.to_lowercase())
                .collect(),
        }
    }

    /// Adds a wording with everything in its slots that is within reach.
    pub(super) fn fill(&self, template: &Template, reach: Reach, out: &mut Phrases) {
        let Template { row, text, many, .. } = template;
        let Some(wording) = template.wording() else { return };
        // Rarer wordings are many.
        let in_pairs = template.n_slots > 1 || !template.usual;
        let named = row.when != When::Pointed && !matches!(row.category, Category::Rewrite);
        // With several slots, and where a pattern has many wordings, the near ones are all that is tried.
        if reach == Reach::Far && (!template.placed || in_pairs || *many || !named) {
            return;
        }
        let slot = |word| -> Vec<&str> {
            match word {
                "<target>" | "<text>" => self.places(word == "<target>", in_pairs, named, reach),
                "<place>" => self
                    .pointing
                    .iter()
                    .map(String::as_str)
                    .filter(|place| place.contains(' '))
                    .collect(),
                "<words>" => {
                    let common = DAYS.iter().chain(&MONTHS).chain(NUMBERS).chain(COMMON_WORDS);
                    let common = common.filter(|_| !many && row.verb == Verb::Replace);
                    self.written
                        .iter()
                        .map(String::as_str)
                        .chain(common.copied())
                        .collect()
                }
                "<unit>" => UNITS.to_vec(),
                "<n>" => NUMBERS.to_vec(),
                "<language>" => LANGUAGES.to_vec(),
                "<name>" => self.own.iter().map(String::as_str).collect(),
                // Letters are heard by the recogniser, and anything at all cannot be listed.
                "<letters>" | "<any>" => Vec::new(),
                _ => vec![word],
            }
        };
        let slots: Vec<Vec<&str>> = text.split(' ').map(slot).collect();
        combine(&slots, wording, &mut String::new(), out);
        if row.verb == Verb::Select && template.usual && reach == Reach::Near {
            let verb = text.trim_end_matches("<target>");
            for from in &self.pairs {
                for to in &self.pairs {
                    out.push(&format!("{verb}{from} through {to}"), wording);
                }
            }
        }
    }

    /// What may stand where a command names a place: what `pointing` allows and, where it may be `named`, words of the
    /// document.
    fn places(&self, pointing: bool, in_pairs: bool, named: bool, reach: Reach) -> Vec<&str> {
        let pointed = if in_pairs {
            &self.pointing_in_pairs
        } else {
            &self.pointing
        };
        let pointed = pointed.iter().filter(|_| pointing && reach == Reach::Near);
        let near = self.terms.len().min(MOST_IN_PAIRS);
        let terms = match (in_pairs, reach) {
            (true, _) => &self.pairs[..],
            (false, Reach::Near) => &self.terms[..near],
            (false, Reach::Far) => &self.terms[near..],
        };
        let terms = terms.iter().filter(|_| named);
        pointed.chain(terms).map(String::as_str).collect()
    }
}

/// Targets that need no words of the document.
fn pointing() -> Vec<String> {
    const UNITS: &[&str] = &["word", "line", "sentence", "paragraph", "heading", "item"];
    const ORDINALS: &[&str] = &["first", "second", "third", "fourth", "last", "next", "previous"];
    let mut out: Vec<String> = ["that", "this", "it", "everything", "all", "the selection"]
        .map(str::to_owned)
        .to_vec();
    for unit in UNITS {
        out.push(format!("this {unit}"));
        for ordinal in ORDINALS {
            out.push(format!("the {ordinal} {unit}"));
        }
        out.push(format!("last {unit}"));
        for n in &NUMBERS[1..5] {
            out.push(format!("the last {n} {unit}s"));
        }
        out.push(format!("the next two {unit}s"));
        out.push(format!("the first two {unit}s"));
    }
    out
}

/// Words to be written: runs of up to three words of the readings, the likeliest reading's first.
fn written(utterance: &Utterance) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for reading in &utterance.hypotheses {
        let said: Vec<String> = reading
            .words
            .iter()
            .skip(1)
            .map(|word| word.text.to_lowercase())
            .collect();
        for n in 1..=3 {
            for run in said.windows(n) {
                let run = run.join(" ");
                if out.len() < MOST_WRITTEN && !out.contains(&run) {
                    out.push(run);
                }
            }
        }
    }
    out
}

/// Distinct words of the text and runs of two and three, the nearest to the caret first; none begins or ends
/// with "of", "and" and their like.
fn terms(scene: &Scene<'_>) -> Vec<String> {
    let text = scene.text();
    let caret = scene.caret();
    let start = text.floor_char_boundary(caret.saturating_sub(AROUND.0));
    let end = text.ceil_char_boundary(caret + AROUND.1);
    let ranges = words(text, start..end);
    let mut order: Vec<usize> = (0..ranges.len()).collect();
    order.sort_by_key(|&i| ranges[i].start.abs_diff(caret));
    let mut out: Vec<String> = Vec::new();
    for n in [1, 2, 3] {
        for &i in &order {
            let Some(run) = ranges.get(i..i + n) else { continue };
            let whole = &text[run[0].start..run[n - 1].end];
            let said = whole.to_lowercase();
            let plain = said.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | ' '));
            let (first, last) = (&text[run[0].clone()], &text[run[n - 1].clone()]);
            let head = n > 1
                && matches!(
                    first.to_lowercase().as_str(),
                    "the" | "a" | "my" | "her" | "his" | "our"
                );
            let starts = head || !is_common(&first.to_lowercase());
            if plain && starts && !is_common(&last.to_lowercase()) && said.len() > 1 && !out.contains(&said) {
                out.push(said);
            }
            if out.len() >= MOST_TERMS {
                return out;
            }
        }
    }
    out
}
