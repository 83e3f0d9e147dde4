//! Commands by the reader itself: how likely it is to write each of those that could be said now.
//!
//! A reader writes what people write. For a slurred "cut that" it writes "Did that?", and the command is not among its other
//! readings either; but asked how likely "Cut that." is in this sound, it tells a command from anything else better than
//! phones alone. Phones choose what it is asked about, since thousands of things could be said, and both are weighed together.

use super::decide::{Reading, said, texts};
use super::doubt::{self, Found};
use super::scene::Scene;
use super::spoken::Fit;
use super::spot::Evidence;
use crate::english::word_classes::ARTICLES;
use crate::transcript::{LONGEST_COMMAND, Utterance};

/// Phrases that the reader is asked about at most, and the least score of such a phrase by phones.
const MOST_ASKED: usize = 16;
const LEAST_BY_PHONES: f32 = -1.6;

/// Nats that a phrase's score by phones, a log likelihood per slot, counts for. This and the bars below were chosen on the half
/// "tune" of `training/command_wavs.py`, on what `training/command_splices.py` makes of the dev split, and on 42 minutes of noise:
/// commands weigh -4 to -14, the nearest of 171 dictated sentences -15, the nearest of noise -9 (`training/LOG.md`).
const PHONES: f32 = 3.0;

/// Least weight of a command, and how far it may lie behind the words that were read.
const LEAST: f32 = -12.0;
const MOST_BEHIND: f32 = 7.0;

/// Least weight of a command that is asked about already.
const LEAST_ASKED: f32 = -16.0;

/// Least weight of a command in what the recogniser takes for noise.
const LEAST_IN_DOUBT: f32 = -8.5;

/// Nats between commands of which one is done without asking about the others.
const CLEAR: f32 = 2.0;

/// A phrase, and how likely the reader is to write it.
#[derive(Clone, Debug, PartialEq)]
struct Asked {
    said: String,
    /// Natural logarithm of the probability, and of what the phones make of it.
    weight: f32,
    /// How far the probability lies behind that of the words that were read, in nats.
    behind: f32,
}

/// The command that the reader finds likely enough although it read something else; `otherwise` is what the utterance is taken
/// for without it.
pub(super) fn command(
    utterance: &Utterance,
    scene: &Scene<'_>,
    evidence: &[Evidence],
    otherwise: &Reading,
) -> Option<Reading> {
    let read = texts(utterance.words()).join(" ");
    let is_cut_off = utterance
        .words()
        .last()
        .is_some_and(|last| ARTICLES.contains(&last.text.as_str()));
    let meant = match otherwise {
        Reading::Command(_) => return None,
        // "Delete the" was misread, whatever it could mean.
        Reading::Unsure(_) if is_cut_off => None,
        // What was read is a command itself, and the question is which of its places or its kind.
        Reading::Unsure(meant) if meant.iter().any(|found| found.0.said == read) => return None,
        Reading::Unsure(meant) => Some(meant),
        Reading::Failed(_) | Reading::Text => None,
    };
    let least = if meant.is_some() { LEAST_ASKED } else { LEAST };
    let mut likely = asked(utterance, evidence)?;
    likely.retain(|asked| asked.said != read && asked.weight >= least && asked.behind <= MOST_BEHIND);
    let (at, found) = first_command(&likely, scene)?;
    if meant.is_some_and(|meant| !meant.iter().any(|other| doubt::same_deed(other, &found))) {
        return None;
    }
    let near = likely[at + 1..]
        .iter()
        .take_while(|other| other.weight >= likely[at].weight - CLEAR);
    Some(doubt::weigh(found, false, || {
        near.filter_map(|other| said(&other.said, scene))
    }))
}

/// The command that the reader finds likely enough in what the recogniser takes for noise.
pub(super) fn doubted_command(
    utterance: &Utterance,
    scene: &Scene<'_>,
    evidence: &[Evidence],
) -> Option<Found> {
    let mut likely = asked(utterance, evidence)?;
    likely.retain(|asked| asked.weight >= LEAST_IN_DOUBT && asked.behind <= MOST_BEHIND);
    first_command(&likely, scene).map(|(_, found)| found)
}

/// The first of these that is a command here, word for word, and its place.
fn first_command(likely: &[Asked], scene: &Scene<'_>) -> Option<(usize, Found)> {
    likely.iter().enumerate().find_map(|(at, asked)| {
        let found = said(&asked.said, scene).filter(|found| found.1.fit < Fit::Sound)?;
        Some((at, found))
    })
}

/// What could have been said, the likeliest first; `None` where no reader can be asked.
fn asked(utterance: &Utterance, evidence: &[Evidence]) -> Option<Vec<Asked>> {
    let sounds = utterance.sounds.as_deref()?;
    if utterance.words().len() > LONGEST_COMMAND {
        return None;
    }
    let near = evidence
        .iter()
        .take(MOST_ASKED)
        .take_while(|evidence| evidence.score >= LEAST_BY_PHONES);
    let near: Vec<&Evidence> = near.collect();
    if near.is_empty() {
        return None;
    }
    let read = texts(utterance.words()).join(" ");
    let written = near.iter().map(|evidence| &evidence.phrase.said).chain([&read]);
    let written: Vec<String> = written.map(|said| sentence(said)).collect();
    let log_probs = sounds.read_as(&written)?;
    let (as_read, log_probs) = log_probs.split_last()?;
    let weighed = near.iter().zip(log_probs).map(|(evidence, log_prob)| Asked {
        said: evidence.phrase.said.clone(),
        weight: log_prob + PHONES * evidence.score,
        behind: as_read - log_prob,
    });
    let mut asked: Vec<Asked> = weighed.collect();
    asked.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    tracing::debug!(read, likely = ?&asked[..asked.len().min(4)], "asked the reader");
    Some(asked)
}

/// As the reader writes a sentence.
fn sentence(said: &str) -> String {
    let mut letters = said.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).chain(['.']).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::decide::{decide, decide_doubted};
    use super::super::phrases::tests::scene;
    use super::*;
    use crate::document::Document;
    use crate::transcript::{Pass, PhraseScore, Sounds};

    /// Tells phones' scores and a reader's probabilities of some texts; of all others, that they are far away.
    #[derive(Debug)]
    struct Told {
        phones: Vec<(&'static str, f32)>,
        reader: Option<Vec<(&'static str, f32)>>,
    }

    impl Sounds for Told {
        fn score_phrases(&self, phrases: &[&str]) -> Vec<PhraseScore> {
            let score = |(phrase, said): (usize, &&str)| {
                let (_, score) = self.phones.iter().find(|(told, _)| told == said)?;
                let n_phones = said.len();
                Some(PhraseScore {
                    phrase,
                    score: *score,
                    n_phones,
                })
            };
            let mut scores: Vec<_> = phrases.iter().enumerate().filter_map(score).collect();
            scores.sort_by(|a, b| b.score.total_cmp(&a.score));
            scores
        }

        fn read_as(&self, texts: &[String]) -> Option<Vec<f32>> {
            let reader = self.reader.as_ref()?;
            let log_prob = |text: &String| {
                let told = reader.iter().find(|(told, _)| told == text);
                told.map_or(-60.0, |(_, log_prob)| *log_prob)
            };
            Some(texts.iter().map(log_prob).collect())
        }

        fn pass(&self) -> Pass {
            Pass::Second
        }
    }

    /// "at that" was read; by phones "cut that" and "bold that" fit worse than what thresholds by phones alone let pass.
    fn utterance(reader: Option<Vec<(&'static str, f32)>>) -> Utterance {
        Utterance {
            sounds: Some(Arc::new(Told {
                phones: vec![("at that", -0.1), ("cut that", -0.9), ("bold that", -1.1)],
                reader,
            })),
            ..Utterance::from_text("at that")
        }
    }

    fn done(reader: Option<Vec<(&'static str, f32)>>) -> Option<String> {
        let document = Document::new("The garden is full of flowers.".to_owned());
        let mut scene = scene(&document);
        scene.said = Some(crate::document::Span::new(
            crate::document::CharPos(0),
            crate::document::CharPos(30),
        ));
        match decide(&utterance(reader), &scene) {
            Reading::Command(found) => Some(found.0.said.clone()),
            Reading::Unsure(found) => Some(format!("{}?", found[0].0.said)),
            Reading::Failed(_) | Reading::Text => None,
        }
    }

    #[test]
    fn a_command_that_the_reader_finds_likely_is_done_although_it_read_something_else() {
        assert_eq!(done(None), None, "by phones alone it is text");
        let likely = vec![("At that.", -2.0), ("Cut that.", -6.0), ("Bold that.", -20.0)];
        assert_eq!(done(Some(likely)).as_deref(), Some("cut that"));
        let other = vec![("At that.", -2.0), ("Cut that.", -20.0), ("Bold that.", -5.0)];
        assert_eq!(done(Some(other)).as_deref(), Some("bold that"));
    }

    #[test]
    fn what_it_finds_unlikely_is_text() {
        let far = vec![("At that.", -0.2), ("Cut that.", -7.5)];
        assert_eq!(done(Some(far)), None, "too far behind what was read");
        let unlikely = vec![("At that.", -9.0), ("Cut that.", -10.0)];
        assert_eq!(done(Some(unlikely)), None, "in itself");
    }

    #[test]
    fn of_two_likely_commands_the_one_that_takes_words_is_asked_about() {
        let both = vec![("At that.", -2.0), ("Cut that.", -4.0), ("Bold that.", -4.2)];
        assert_eq!(done(Some(both)).as_deref(), Some("cut that?"));
    }

    #[test]
    fn in_doubt_it_must_be_likelier() {
        let document = Document::new("The garden is full of flowers.".to_owned());
        let scene = scene(&document);
        let doubted = |log_prob| {
            let sounds = Told {
                phones: vec![("the", -0.1), ("select everything", -0.9)],
                reader: Some(vec![("The.", -2.0), ("Select everything.", log_prob)]),
            };
            let utterance = Utterance {
                sounds: Some(Arc::new(sounds)),
                ..Utterance::from_text("the")
            };
            decide_doubted(&utterance, &scene).map(|found| found.0.said.clone())
        };
        assert_eq!(doubted(-4.0).as_deref(), Some("select everything"));
        assert_eq!(doubted(-8.0), None);
    }
}
