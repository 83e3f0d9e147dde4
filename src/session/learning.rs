//! Learns own words from what the user corrects: "kovalchik" was written, the user made "Kowalczyk" of it, by hand,
//! by "replace", or by a choice.
//!
//! The text as it stood after the last dictation is compared with the text before the next one, so that it does not
//! matter how the user came from the one to the other. Knows nothing of how words sound (the polisher judges that)
//! and does nothing unless the settings allow it.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::api::Effect;
use super::core::Session;
use crate::message::Message;

/// Most words of one correction, on either side.
const MOST_WORDS: usize = 3;
/// Longest changed stretch that is looked at, in bytes: a larger one is a rewriting, not a correction.
const MOST_BYTES: usize = 4_000;

impl Session {
    /// Takes over what the user corrected since the last dictation; the effect tells the recogniser and the store.
    pub(super) fn learn_corrections(&mut self) -> Vec<Effect> {
        let allowed = self.config.polisher.settings().learn_corrections;
        let Some(before) = self.as_dictated.take().filter(|_| allowed) else {
            return Vec::new();
        };
        let mut learnt = Vec::new();
        for (heard, corrected) in corrections(&before, self.document.as_str()) {
            if let Some(word) = self.config.polisher.learn(&heard, &corrected) {
                learnt.push(word.spelling);
            }
        }
        self.remember_dictated();
        if learnt.is_empty() {
            return Vec::new();
        }
        self.learnt = Some(learnt.join("”, “"));
        vec![Effect::VocabularyChanged]
    }

    /// Remembers the text for the next comparison.
    pub(super) fn remember_dictated(&mut self) {
        if self.config.polisher.settings().learn_corrections {
            self.as_dictated = Some(self.document.as_str().to_owned());
        }
    }

    /// Adds to the message what was learnt.
    pub(super) fn tell_learnt(&mut self) {
        if let Some(words) = self.learnt.take() {
            let before = std::mem::take(&mut self.message);
            self.message = match before.is_empty() {
                true => Message::LearntWords { words },
                false => Message::Learnt {
                    before: Box::new(before),
                    words,
                },
            };
        }
    }
}

/// Words that took the place of others: what stood there, what stands there now. Marks around them are left out.
fn corrections(before: &str, now: &str) -> Vec<(String, String)> {
    let (before, now) = changed(before, now);
    if before.len() > MOST_BYTES || now.len() > MOST_BYTES {
        return Vec::new();
    }
    let (old, new) = (words(before), words(now));
    let replaced = capture_diff_slices(Algorithm::Myers, &old, &new)
        .into_iter()
        .filter_map(|op| match op {
            DiffOp::Replace {
                old_index,
                old_len,
                new_index,
                new_len,
            } => Some((
                &old[old_index..old_index + old_len],
                &new[new_index..new_index + new_len],
            )),
            _ => None,
        });
    replaced
        .flat_map(|(old, new)| match old.len() == new.len() {
            // Two corrected words side by side are two corrections.
            true => old
                .iter()
                .zip(new)
                .map(|(old, new)| (vec![*old], vec![*new]))
                .collect(),
            false => vec![(old.to_vec(), new.to_vec())],
        })
        .filter(|(old, new)| old.len() <= MOST_WORDS && new.len() <= MOST_WORDS)
        .map(|(old, new)| (old.join(" "), new.join(" ")))
        .collect()
}

/// The stretches in which two texts differ, widened to whole words.
fn changed<'a>(before: &'a str, now: &'a str) -> (&'a str, &'a str) {
    let ahead = |text: &str, same: usize| text[..same].rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let same: usize = before
        .chars()
        .zip(now.chars())
        .take_while(|(left, right)| left == right)
        .map(|(left, _)| left.len_utf8())
        .sum();
    let start = ahead(before, same);
    let (before, now) = (&before[start..], &now[start..]);
    let tail: usize = before
        .chars()
        .rev()
        .zip(now.chars().rev())
        .take_while(|(left, right)| left == right)
        .map(|(left, _)| left.len_utf8())
        .sum();
    // Back to the first border inside the common tail.
    let behind = &before[before.len() - tail..];
    let kept = behind.find(char::is_whitespace).map_or(0, |at| behind.len() - at);
    (&before[..before.len() - kept], &now[..now.len() - kept])
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrections_are_found_wherever_they_were_made() {
        let found = |before, now| corrections(before, now);
        let pair = |old: &str, new: &str| (old.to_owned(), new.to_owned());
        assert_eq!(
            found("We met kovalchik.", "We met Kowalczyk."),
            [pair("kovalchik", "Kowalczyk")]
        );
        assert_eq!(
            found("Push it to git hub, please.", "Push it to GitHub, please. Now"),
            [pair("git hub", "GitHub")]
        );
        assert_eq!(
            found("Ask Ana and Jon today.", "Ask Anna and John today."),
            [pair("Ana", "Anna"), pair("Jon", "John")]
        );
        assert!(found("Same text.", "Same text.").is_empty());
        assert!(found("", "New text.").is_empty());
        assert!(found("Gone.", "").is_empty());
        assert!(
            found("One two three four five.", "Nothing of that stays here any more.").is_empty(),
            "a rewriting"
        );
    }
}
