//! Commands by sound: lists the phrases that make sense now, with the document's own words in their slots, and
//! asks the recogniser which of them was said.
//!
//! Knows nothing of how sound is scored.

use super::decide::distance;
use super::parse::patterns;
use super::scene::Scene;
use super::table::{ROWS, When};
use crate::document::unit::words;
use crate::transcript::Utterance;

/// A phrase below this per-frame score was not said.
const LEAST_SCORE: f32 = -0.4;

/// How much better per frame than the dictation reading a command must score: dictation wins a tie.
const TIE: f32 = 0.05;

/// Longest utterance in words that may be a misheard command.
const MOST_WORDS: usize = 7;

/// Most phrases asked for at once; scoring is linear in it.
const MOST_PHRASES: usize = 1_500;

/// Most words of the document that are tried in slots, the nearest to the caret first.
const MOST_SLOT_WORDS: usize = 40;

/// A phrase must share this much of its letters with what was read.
const MOST_DISTANCE: f32 = 0.5;

/// The words of the command that was said by sound, when one fits clearly better than the dictation reading.
pub(super) fn spot(utterance: &Utterance, scene: &Scene<'_>) -> Option<Vec<String>> {
    let sounds = utterance.sounds.as_ref()?;
    let heard = utterance.text().to_lowercase();
    if heard.is_empty() || utterance.words().len() > MOST_WORDS {
        return None;
    }
    let mut phrases = phrases(scene);
    phrases.retain(|phrase| distance(phrase, &heard) <= MOST_DISTANCE);
    phrases.truncate(MOST_PHRASES);
    if phrases.is_empty() {
        return None;
    }
    phrases.push(heard);
    let scores = sounds.score_phrases(&phrases);
    let dictation = phrases.len() - 1;
    // Words that cannot be pronounced cannot be compared: then it is text.
    let as_text = scores.iter().find(|score| score.phrase == dictation)?.score;
    let best = scores.iter().find(|score| score.phrase != dictation)?;
    let clear = best.score >= LEAST_SCORE && best.score > as_text + TIE;
    clear.then(|| phrases[best.phrase].split(' ').map(str::to_owned).collect())
}

/// Phrases that could be said now: those without slots, and those whose only slots are numbers, units, pointing
/// words and words near the caret.
fn phrases(scene: &Scene<'_>) -> Vec<String> {
    const POINTING: &[&str] = &[
        "that",
        "everything",
        "the last word",
        "the last sentence",
        "this paragraph",
        "this sentence",
        "the last paragraph",
        "the first sentence",
        "the first paragraph",
        "the next word",
    ];
    const UNITS: &[&str] = &["word", "line", "sentence", "paragraph"];
    const NUMBERS: &[&str] = &["one", "two", "three", "four", "five"];
    let near = near_words(scene);
    let near: Vec<&str> = near.iter().map(String::as_str).collect();
    let mut pointing = POINTING.to_vec();
    pointing.extend(&near);
    let offered = scene.preview || scene.asking || scene.n_choices > 0;
    let mut out = Vec::new();
    for (index, row) in ROWS.iter().enumerate() {
        if row.when == When::Named || (row.when == When::Offered && !offered) {
            continue;
        }
        for phrase in patterns(index).flat_map(|pattern| pattern.expansions()) {
            let mut filled = vec![phrase];
            for (slot, fillings) in [
                ("<target>", &pointing[..]),
                ("<text>", &near[..]),
                ("<unit>", UNITS),
                ("<n>", NUMBERS),
            ] {
                filled = filled
                    .into_iter()
                    .flat_map(|phrase| match phrase.contains(slot) {
                        true => fillings
                            .iter()
                            .map(|with| phrase.replacen(slot, with, 1))
                            .collect(),
                        false => vec![phrase],
                    })
                    .collect();
            }
            out.extend(filled.into_iter().filter(|phrase| !phrase.contains('<')));
        }
    }
    out
}

/// Distinct words of the text, the nearest to the caret first.
fn near_words(scene: &Scene<'_>) -> Vec<String> {
    let text = scene.text();
    let caret = scene.caret();
    let mut start = caret.saturating_sub(2_000);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = (caret + 500).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let mut ranges = words(text, start..end);
    ranges.sort_by_key(|range| range.start.abs_diff(caret));
    let mut out: Vec<String> = Vec::new();
    for range in ranges {
        let word = text[range].to_lowercase();
        let plain = word.chars().all(|c| c.is_alphabetic() || c == '\'');
        if plain && word.len() > 2 && !out.contains(&word) {
            out.push(word);
        }
        if out.len() == MOST_SLOT_WORDS {
            break;
        }
    }
    out
}
