//! The phrases that could be said now: the table's, with the document's own words in their slots.
//!
//! Knows nothing of sound; the search by sound is the only one that needs them all.

use std::sync::LazyLock;

use super::parse::patterns;
use super::scene::Scene;
use super::table::{Category, ROWS, Row, When};
use super::tidy::is_common;
use super::verb::Verb;
use crate::document::unit::words;
use crate::english::calendar::{DAYS, MONTHS};
use crate::transcript::Utterance;

/// Most phrases at once: what is enough for two slots of a letter's words.
const MOST_PHRASES: usize = 40_000;

/// Words of the document that are tried in the only slot of a phrase, and in each of two slots; runs of up to
/// three of them count as one.
const MOST_TERMS: usize = 120;
const MOST_IN_PAIRS: usize = 16;

/// Runs of heard words that are tried as words to be written.
const MOST_WRITTEN: usize = 40;

/// Bytes of the document before and behind the caret whose words are tried.
const AROUND: (usize, usize) = (2_000, 500);

/// A pattern with more wordings than this is tried with fewer words of the document in its slot.
const MANY_WORDINGS: usize = 6;

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
const NUMBERS: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
];
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
/// Words that are often put in the place of others, beside those that were heard.
const COMMON_WORDS: &[&str] = &[
    "today",
    "tomorrow",
    "yesterday",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
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

/// Something that could be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phrase {
    /// Its words.
    pub said: String,
    /// Whether some of them are taken from what was heard: such a phrase fits any sound in part.
    pub free: bool,
}

/// Many phrases in one text: there are tens of thousands at every utterance.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    text: String,
    /// Where each ends, and whether it is free.
    ends: Vec<(usize, bool)>,
}

impl Phrases {
    /// Adds one; `free` as in [`Phrase`].
    pub(super) fn push(&mut self, said: &str, free: bool) {
        self.text.push_str(said);
        self.ends.push((self.text.len(), free));
    }

    fn truncate(&mut self, count: usize) {
        self.ends.truncate(count);
        self.text.truncate(self.ends.last().map_or(0, |&(end, _)| end));
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The words of each.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |&(end, _)| {
            let said = &self.text[start..end];
            start = end;
            said
        })
    }

    /// One of them.
    pub(super) fn get(&self, index: usize) -> Option<Phrase> {
        let &(end, free) = self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before].0);
        let said = self.text[start..end].to_owned();
        Some(Phrase { said, free })
    }
}

/// A wording of a row of the table, slots as `<name>`.
struct Wording {
    row: &'static Row,
    text: String,
    /// Whether its pattern has more than [`MANY_WORDINGS`].
    many: bool,
}

/// Every usual wording, in the order of the table.
static WORDINGS: LazyLock<Vec<Wording>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for (index, row) in ROWS.iter().enumerate() {
        for pattern in patterns(index) {
            let wordings = pattern.expansions();
            let many = wordings.len() > MANY_WORDINGS;
            all.extend(wordings.into_iter().map(|text| Wording { row, text, many }));
        }
    }
    all
});

/// What may stand in each slot now.
struct Fillings {
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

/// Every phrase that could be said now, up to [`MOST_PHRASES`].
pub(super) fn phrases(utterance: &Utterance, scene: &Scene<'_>) -> Phrases {
    let fillings = Fillings::new(utterance, scene);
    let offered = scene.preview || scene.asking || scene.n_choices > 0;
    let mut out = Phrases::default();
    for wording in WORDINGS.iter() {
        let when = wording.row.when;
        let fits = match when {
            When::Named | When::Toned | When::Formed => false,
            When::Offered => offered,
            When::Said => scene.said.is_some(),
            When::JustSaid => scene.said.is_some() && scene.selected().is_empty(),
            When::Changed => scene.changed,
            When::Always | When::Pointed => true,
        };
        if !fits || !wording.row.by_sound {
            continue;
        }
        fillings.fill(wording, &mut out);
        if out.len() > MOST_PHRASES {
            out.truncate(MOST_PHRASES);
            break;
        }
    }
    out
}

/// Adds to `out` whatever `slots` can be filled with behind `head`, which is left as it was.
fn combine(slots: &[Vec<&str>], free: bool, head: &mut String, out: &mut Phrases) {
    let Some((options, rest)) = slots.split_first() else {
        out.push(head, free);
        return;
    };
    let length = head.len();
    for option in options {
        if length > 0 {
            head.push(' ');
        }
        head.push_str(option);
        combine(rest, free, head, out);
        head.truncate(length);
    }
}

impl Fillings {
    fn new(utterance: &Utterance, scene: &Scene<'_>) -> Self {
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

    /// Adds a wording with everything in its slots.
    fn fill(&self, wording: &Wording, out: &mut Phrases) {
        let Wording {
            row,
            text: wording,
            many,
        } = wording;
        let many = *many;
        let n_places = wording.matches("<target>").count() + wording.matches("<text>").count();
        let in_pairs = n_places > 1 || wording.contains("<words>");
        let named = row.when != When::Pointed && !matches!(row.category, Category::Rewrite);
        let slot = |word| -> Vec<&str> {
            match word {
                "<target>" | "<text>" => self.places(word == "<target>", in_pairs, named, many),
                "<place>" => self
                    .pointing
                    .iter()
                    .map(String::as_str)
                    .filter(|place| place.contains(' '))
                    .collect(),
                "<words>" => {
                    let common = DAYS.iter().chain(&MONTHS).chain(COMMON_WORDS);
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
        let slots: Vec<Vec<&str>> = wording.split(' ').map(slot).collect();
        combine(&slots, wording.contains("<words>"), &mut String::new(), out);
        if row.verb == Verb::Select {
            let verb = wording.trim_end_matches("<target>");
            for from in &self.pairs {
                for to in &self.pairs {
                    out.push(&format!("{verb}{from} through {to}"), false);
                }
            }
        }
    }

    fn places(&self, pointing: bool, in_pairs: bool, named: bool, many: bool) -> Vec<&str> {
        let (pointed, terms) = match (in_pairs, many) {
            (true, _) => (&self.pointing_in_pairs, &self.pairs),
            (false, true) => (&self.pointing, &self.pairs),
            (false, false) => (&self.pointing, &self.terms),
        };
        let pointed = pointed.iter().filter(|_| pointing);
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
    let mut start = caret.saturating_sub(AROUND.0);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = (caret + AROUND.1).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
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
