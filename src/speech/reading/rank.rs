//! The reader's texts as hypotheses, weighed anew: what the reader, the phones and the language make of each.

use super::align::{Aligned, AlignedWord, align};
use super::expected::Context;
use super::lattice::Lattice;
use super::rows::{ROW_MS, Rows};
use super::written::{Written, tokens};
use super::{Candidate, Fit, Tools};
use crate::speech::words::{Evidence, Hypothesis, Word};

/// Factors of the phones' log likelihood ratio and of the 3-gram's log probability beside the reader's own log
/// probability, chosen on the dev split (`training/LOG.md`).
const SOUND_WEIGHT: f32 = 0.05;
const LANGUAGE_WEIGHT: f32 = 0.1;

/// What is added for a word that the language model does not know: what is spelled after its sound fits the sound always.
const UNKNOWN_WORD: f32 = -2.0;

/// What is added for each piece that the reader wrote, so that long texts are not worse than cut ones.
const PIECE: f32 = 0.2;

/// What is added for a word that the document has used, and the language model does not know.
const KNOWN_WORD: f32 = 2.0;

/// What is added for an own word that the phones confirm, and for one that they do not: the reader was told to favour it.
const OWN_WORD: (f32, f32) = (2.0, -2.0);

/// Least mean score of the rows of a word that the phones confirm.
const CONFIRMED: f32 = -0.7;

/// Logistic regression of a word's being right, fitted on the dev split: bias, factor of the least log probability of
/// its pieces, factor of its mean score by sound, and what is added for a word that the lexicon does not have.
const CONFIDENCE: [f32; 4] = [4.1, 2.4, 0.6, -2.6];

/// A hypothesis and how it fits.
#[derive(Clone, Debug)]
pub(super) struct Ranked {
    pub hypothesis: Hypothesis,
    pub fit: Option<Fit>,
}

/// Different wordings, best first.
pub(super) fn rank(
    candidates: &[Candidate],
    rows: Option<&Rows>,
    sound_ms: u64,
    tools: &Tools,
    context: &Context,
) -> Vec<Ranked> {
    let mut all: Vec<Ranked> = Vec::new();
    for candidate in candidates {
        let Some(ranked) = weigh(candidate, rows, sound_ms, tools, context) else {
            continue;
        };
        let same = |known: &&mut Ranked| same_words(&known.hypothesis, &ranked.hypothesis);
        match all.iter_mut().find(same) {
            // the same words with other marks: the likelier writing stays, and both speak for the words
            Some(known) => {
                let sum = log_sum(known.hypothesis.score, ranked.hypothesis.score);
                if ranked.hypothesis.score > known.hypothesis.score {
                    *known = ranked;
                }
                known.hypothesis.score = sum;
            }
            None => all.push(ranked),
        }
    }
    all.sort_by(|a, b| b.hypothesis.score.total_cmp(&a.hypothesis.score));
    all
}

fn same_words(a: &Hypothesis, b: &Hypothesis) -> bool {
    let texts = |hypothesis: &Hypothesis| {
        hypothesis
            .words
            .iter()
            .map(|word| word.text.clone())
            .collect::<Vec<_>>()
    };
    a.words.len() == b.words.len() && texts(a) == texts(b)
}

/// ln(eᵃ + eᵇ)
fn log_sum(a: f32, b: f32) -> f32 {
    let (most, least) = if a > b { (a, b) } else { (b, a) };
    most + (least - most).exp().ln_1p()
}

/// One text as a hypothesis; `None` when it has no words or they do not go into the sound.
fn weigh(
    candidate: &Candidate,
    rows: Option<&Rows>,
    sound_ms: u64,
    tools: &Tools,
    context: &Context,
) -> Option<Ranked> {
    let written = tokens(&candidate.text, &candidate.pieces);
    if written.is_empty() {
        return None;
    }
    let lattice = Lattice::of(&written, &tools.pronouncer);
    let aligned = match rows {
        Some(rows) => align(&lattice, rows, &tools.min_slots)?,
        None => spread(&lattice, sound_ms),
    };
    let words = words(&written, &lattice, &aligned, tools);
    let score = candidate.log_prob
        + PIECE * candidate.pieces.len() as f32
        + SOUND_WEIGHT * aligned.score
        + by_words(&words, &aligned.words, tools, context);
    let fit = rows.map(|_| Fit {
        score_per_row: aligned.score_per_row,
        worst_word: aligned.worst_word,
    });
    Some(Ranked {
        hypothesis: Hypothesis { words, score },
        fit,
    })
}

/// What the language, the user's own words and the document make of the words.
fn by_words(words: &[Word], found: &[AlignedWord], tools: &Tools, context: &Context) -> f32 {
    let lexicon = tools.pronouncer.lexicon();
    let mut numbers = Vec::with_capacity(words.len());
    let mut sum = 0.0;
    for (word, found) in words.iter().zip(found) {
        let number = lexicon.find(&word.text.to_lowercase());
        numbers.push(number);
        if lexicon.own().iter().any(|own| own.spelling == word.text) {
            sum += if found.score >= CONFIRMED {
                OWN_WORD.0
            } else {
                OWN_WORD.1
            };
        } else if number.is_none() {
            sum += UNKNOWN_WORD + KNOWN_WORD * context.weight(&word.text);
        }
    }
    sum + LANGUAGE_WEIGHT * tools.ngram.sentence(numbers.into_iter())
}

/// The usual way of saying each token, its words evenly over the time.
fn spread(lattice: &Lattice, sound_ms: u64) -> Aligned {
    let mut path: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(next) = lattice.arcs.iter().position(|arc| arc.from == at) {
        path.push(next);
        at = lattice.arcs[next].to;
    }
    let phones = |arc: usize| lattice.arcs[arc].variants.first().map_or(1, Vec::len);
    let all: usize = path.iter().map(|&arc| phones(arc)).sum();
    let row = |phones: usize| (sound_ms / ROW_MS) as usize * phones / all.max(1);
    let mut done = 0;
    let words = path.iter().map(|&arc| {
        let begin = done;
        done += phones(arc);
        super::AlignedWord {
            arc,
            rows: row(begin)..row(done),
            score: 0.0,
        }
    });
    Aligned {
        words: words.collect(),
        score: 0.0,
        score_per_row: 0.0,
        worst_word: 0.0,
    }
}

/// The aligned words with what the reader wrote for them.
fn words(written: &[Written], lattice: &Lattice, aligned: &Aligned, tools: &Tools) -> Vec<Word> {
    let token_of = |at: usize| aligned.words.get(at).map(|word| lattice.arcs[word.arc].token);
    let mut words = Vec::with_capacity(aligned.words.len());
    for (at, found) in aligned.words.iter().enumerate() {
        let arc = &lattice.arcs[found.arc];
        let token = &written[arc.token];
        let first = at.checked_sub(1).and_then(token_of) != Some(arc.token);
        let last = token_of(at + 1) != Some(arc.token);
        let group = aligned.words[at..]
            .iter()
            .take_while(|word| lattice.arcs[word.arc].token == arc.token)
            .count();
        let evidence = Evidence {
            written: if first { token.core.clone() } else { String::new() },
            words: if first {
                group.min(usize::from(u8::MAX)) as u8
            } else {
                0
            },
            mark: token.mark.filter(|_| last),
        };
        words.push(Word {
            text: arc.word.clone(),
            start_ms: found.rows.start as u64 * ROW_MS,
            end_ms: found.rows.end as u64 * ROW_MS,
            confidence: confidence(token.log_prob, found.score, tools.pronouncer.is_listed(&arc.word)),
            evidence: Some(Box::new(evidence)),
        });
    }
    words
}

fn confidence(log_prob: f32, sound: f32, is_listed: bool) -> f32 {
    let [bias, by_reader, by_sound, unlisted] = CONFIDENCE;
    let unlisted = if is_listed { 0.0 } else { unlisted };
    1.0 / (1.0 + (-(bias + by_reader * log_prob + by_sound * sound + unlisted)).exp())
}
