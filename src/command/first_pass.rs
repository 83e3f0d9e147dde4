//! What the first pass heard, where the reader's words are no command.
//!
//! A reader knows how people write, and reads that into sounds that are slurred or cut short: "the pistol" for "paste". The first
//! pass hears phones and knows little more than words. Where it heard a command, that was said, unless the reader's phones
//! speak clearly against it.

use super::decide::{Reading, confidence, decide, texts};
use super::doubt::Found;
use super::scene::Scene;
use super::spoken::Fit;
use super::spot;
use crate::english::word_classes::ARTICLES;
use crate::transcript::{Hypothesis, Utterance};

/// How far the first pass's words may lie behind the reader's in the reader's own phones, in log likelihood per slot.
///
/// Of 493 dictated sentences (every second row of the halves "tune" of `training/command_wavs.py` and `command_voices.py`, and what `command_splices.py`
/// takes from people) the first pass hears a command in none; its commands in 21 utterances that the reader misread all lie
/// less far behind.
const READER_BEHIND: f32 = 0.9;

/// The same from which a command that takes words away is asked about.
const DOUBTFUL: f32 = 0.5;

/// Mean confidence of a reader's words from which nothing is looked for behind them that the first pass heard alike.
const SURE: f32 = 0.9;

/// The command that the first pass's words are in an utterance that a reader has read, and whether the reader's phones make it
/// doubtful.
pub(super) fn by_words(
    utterance: &Utterance,
    command: impl FnOnce(&[String]) -> Option<Found>,
) -> Option<(Found, bool)> {
    let first = utterance.first_pass.as_deref()?;
    let found = command(&texts(first.words())).filter(|found| found.1.fit < Fit::Sound)?;
    let behind = behind(first, utterance)?;
    (behind <= READER_BEHIND).then_some((found, behind > DOUBTFUL))
}

/// The command, or the question about it, that the first pass heard otherwise: in its other readings, or by sound.
pub(super) fn command(utterance: &Utterance, scene: &Scene<'_>) -> Option<Reading> {
    let first = utterance.first_pass.as_deref()?;
    if is_beyond_doubt(first, utterance) {
        return None;
    }
    let reading = decide(first, scene);
    if !matches!(reading, Reading::Command(_) | Reading::Unsure(_)) {
        return None;
    }
    (behind(first, utterance)? <= READER_BEHIND).then_some(reading)
}

/// The words of both passes where the reader has put an article between them, of which its own phones know nothing: "find the
/// station" for "find station". Who writes puts one there; who says a command often does not.
pub(super) fn without_article(utterance: &Utterance) -> Option<Vec<String>> {
    let first = utterance.first_pass.as_deref()?;
    let (heard, read) = (texts(first.words()), texts(utterance.words()));
    let at = heard.iter().zip(&read).take_while(|(a, b)| a == b).count();
    let is_article = ARTICLES.contains(&read.get(at)?.as_str());
    if !is_article || heard[at..] != read[at + 1..] {
        return None;
    }
    (behind(first, utterance)? <= 0.0).then_some(heard)
}

/// How far the first pass's words lie behind the reader's in the reader's phones.
fn behind(first: &Utterance, utterance: &Utterance) -> Option<f32> {
    spot::behind(utterance.sounds.as_deref()?, &first.text(), &utterance.text())
}

/// Whether both passes heard the same, and the reader is sure of it. What the first pass thinks likeliest counts here; the first of
/// its readings is the one that is nearest to all.
fn is_beyond_doubt(first: &Utterance, utterance: &Utterance) -> bool {
    let readings = first.hypotheses.iter();
    let likeliest = readings.max_by(|a, b| a.score.total_cmp(&b.score));
    let alike = |heard: &Hypothesis| {
        texts(&heard.words)
            .join(" ")
            .eq_ignore_ascii_case(&utterance.text())
    };
    confidence(utterance.words()) >= SURE && likeliest.is_some_and(alike)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::decide::decide_doubted;
    use super::super::phrases::tests::scene;
    use super::*;
    use crate::document::Document;
    use crate::transcript::{Pass, PhraseScore, Sounds};

    /// Scores phrases as it is told to; whatever else is asked for is far from the sound.
    #[derive(Debug)]
    struct Told(Pass, Vec<(&'static str, f32)>);

    impl Sounds for Told {
        fn score_phrases(&self, phrases: &[&str]) -> Vec<PhraseScore> {
            let score = |(phrase, said): (usize, &&str)| {
                let (_, score) = self.1.iter().find(|(told, _)| told == said)?;
                let n_phones = said.len();
                Some(PhraseScore {
                    phrase,
                    score: *score,
                    n_phones,
                })
            };
            phrases.iter().enumerate().filter_map(score).collect()
        }

        fn pass(&self) -> Pass {
            self.0
        }
    }

    /// What the reader read in a sound in which the first pass heard `first`, and how that fits the reader's phones.
    fn utterance(read: &'static str, first: &'static str, fits: f32) -> Utterance {
        let with = |text: &'static str, sounds: Told| Utterance {
            sounds: Some(Arc::new(sounds)),
            ..Utterance::from_text(text)
        };
        let heard = with(first, Told(Pass::First, vec![(first, -0.1), (read, -0.9)]));
        Utterance {
            first_pass: Some(Arc::new(heard)),
            ..with(read, Told(Pass::Second, vec![(read, -0.2), (first, fits)]))
        }
    }

    fn said(utterance: &Utterance) -> Option<String> {
        let document = Document::new("The garden is full of flowers.".to_owned());
        match decide(utterance, &scene(&document)) {
            Reading::Command(found) => Some(found.0.said.clone()),
            Reading::Unsure(_) | Reading::Failed(_) | Reading::Text => None,
        }
    }

    #[test]
    fn a_command_of_the_first_pass_is_done_where_the_reader_read_something_else() {
        let done = said(&utterance("the pistol", "paste", -0.7));
        assert_eq!(done.as_deref(), Some("paste"));
        let alone = Utterance {
            first_pass: None,
            ..utterance("the pistol", "paste", -0.7)
        };
        assert_eq!(said(&alone), None, "the reader's words are no command");
    }

    #[test]
    fn the_readers_phones_can_speak_against_it() {
        assert_eq!(said(&utterance("the pistol", "paste", -1.3)), None);
        let far = utterance("the pistol", "paste", f32::NEG_INFINITY);
        assert_eq!(said(&far), None);
    }

    #[test]
    fn an_article_that_the_readers_phones_know_nothing_of_was_not_said() {
        let heard =
            |read, first, fits| without_article(&utterance(read, first, fits)).map(|words| words.join(" "));
        let shorter = heard("find the garden", "find garden", -0.15);
        assert_eq!(shorter.as_deref(), Some("find garden"));
        assert_eq!(
            heard("find the garden", "find garden", -0.4),
            None,
            "it fits worse"
        );
        assert_eq!(heard("find the garden", "find garden gate", -0.1), None);
        assert_eq!(heard("find garden", "find garden", -0.1), None);
        assert_eq!(heard("find my garden", "find garden", -0.1), None);
        assert_eq!(heard("find", "find garden", -0.1), None);
    }

    #[test]
    fn dictation_in_both_stays_dictation() {
        assert_eq!(said(&utterance("we paced about", "we paste a bow", -0.2)), None);
        assert_eq!(said(&utterance("we paced about", "we paced about", -0.2)), None);
    }

    #[test]
    fn what_the_reader_makes_nothing_of_may_be_a_command_that_the_first_pass_heard() {
        let document = Document::new("The garden is full of flowers.".to_owned());
        let scene = scene(&document);
        let doubted = |first: &'static str| {
            let heard = Arc::new(Utterance::from_text(first));
            Utterance {
                first_pass: Some(Arc::clone(&heard)),
                ..Utterance::clone(&heard)
            }
        };
        let done =
            decide_doubted(&doubted("underline the last word"), &scene).map(|found| found.0.said.clone());
        assert_eq!(done.as_deref(), Some("underline the last word"));
        assert!(decide_doubted(&doubted("under the last world"), &scene).is_none());
        let noise = Utterance::from_text("underline the last word");
        assert!(decide_doubted(&noise, &scene).is_none(), "what the guard doubts");
    }
}
