//! A recogniser that says who speaks: it wraps the one that hears the words.
//!
//! ```text
//! frames ─▶ words ─▶ utterances, cut where the speaker changes, each with its speaker
//!    │        └ probability of speech ─▶ diarizer ─▶ who spoke when, corrected as more is heard
//!    └────────────────────────────────────▲
//! ```
//!
//! Knows nothing of how speakers are told apart, of names on paper or of windows.

use std::ops::Range;

use super::words::{Heard, Hypothesis, Recogniser, Relabelled, SpeakerTurn, SpeechError, Utterance, Word};
use crate::diarize::{Diarizer, Tick, Voice};
use crate::frames::Frame;

/// Milliseconds of a tick of the diarizer's clock, and of a slot of speech.
const TICK_MS: u64 = 10;
const SLOT_TICKS: Tick = 2;

/// Corrections come at most this often, in milliseconds of the recording.
const TELL_EVERY_MS: u64 = 1_000;

/// A change of speaker needs so much speech on both sides to cut an utterance: shorter ones are more often
/// mistakes than answers.
const LEAST_PIECE_MS: u64 = 400;

/// A recogniser with speakers.
pub struct SpeakerRecogniser {
    words: Box<dyn Recogniser>,
    diarizer: Diarizer,
    voices: Vec<Voice>,
    speech: Vec<f32>,
    /// From where on what was told has changed, not yet told.
    changed: Option<Tick>,
    /// When a correction was last told.
    told_ms: u64,
    /// The names that were last told.
    told_names: Vec<(u32, String)>,
    now_ms: u64,
}

impl SpeakerRecogniser {
    /// A recogniser that hears with `words`, which must tell the probability of speech, and knows enrolled voices by
    /// name.
    pub fn new(words: Box<dyn Recogniser>, diarizer: Diarizer, voices: Vec<Voice>) -> Self {
        SpeakerRecogniser {
            words,
            diarizer,
            voices,
            speech: Vec::new(),
            changed: None,
            told_ms: 0,
            told_names: Vec::new(),
            now_ms: 0,
        }
    }

    /// Hands the probabilities of speech that have come out to the diarizer.
    fn follow(&mut self) {
        self.speech.clear();
        self.words.take_speech(&mut self.speech);
        for &probability in &self.speech {
            self.diarizer.speech(probability, SLOT_TICKS);
        }
        if let Some(from) = self.diarizer.take_changed() {
            self.changed = Some(self.changed.map_or(from, |before| before.min(from)));
        }
    }

    fn pass_on(&mut self, events: Vec<Heard>, heard: &mut Vec<Heard>) {
        for event in events {
            match event {
                Heard::Utterance(utterance) => {
                    let pieces = self.pieces(&utterance);
                    // Whose voice it is must be known before what it says is judged.
                    let names = self.names();
                    if names != self.told_names {
                        let from = Tick::try_from(utterance.start_ms / TICK_MS).unwrap_or(Tick::MAX);
                        self.tell(from, heard);
                    }
                    heard.extend(split(utterance, &pieces).into_iter().map(Heard::Utterance));
                }
                Heard::Doubted(mut utterance) => {
                    utterance.speaker = self.speaker_of(utterance.start_ms..utterance.end_ms);
                    heard.push(Heard::Doubted(utterance));
                }
                other => heard.push(other),
            }
        }
    }

    fn speaker_of(&self, ms: Range<u64>) -> Option<u32> {
        let tick = |ms: u64| Tick::try_from(ms / TICK_MS).unwrap_or(Tick::MAX);
        let span = tick(ms.start)..tick(ms.end).max(tick(ms.start).saturating_add(1));
        self.diarizer.speaker_of(span).map(|speaker| speaker as u32)
    }

    /// Who speaks which words: the number of words of each piece and its speaker.
    fn pieces(&self, utterance: &Utterance) -> Vec<(usize, Option<u32>)> {
        let words = utterance.words();
        let mut pieces: Vec<(usize, Option<u32>)> = Vec::new();
        if utterance.written.is_some() {
            // A written text cannot be cut by the words that were heard.
            return vec![(words.len(), self.speaker_of(utterance.start_ms..utterance.end_ms))];
        }
        for word in words {
            // Words that were written as one have one speaker.
            let goes_on = word.evidence.as_ref().is_some_and(|evidence| evidence.words == 0);
            if let Some((count, _)) = pieces.last_mut().filter(|_| goes_on) {
                *count += 1;
                continue;
            }
            let speaker = self.speaker_of(word.start_ms..word.end_ms);
            match pieces.last_mut() {
                Some((count, last)) if *last == speaker => *count += 1,
                _ => pieces.push((1, speaker)),
            }
        }
        without_short_ones(pieces, words)
    }

    fn tell(&mut self, from: Tick, heard: &mut Vec<Heard>) {
        let turns = self.diarizer.turns_from(from);
        let ms = |tick: Tick| u64::from(tick) * TICK_MS;
        let turns = turns.into_iter().map(|turn| SpeakerTurn {
            start_ms: ms(turn.span.start),
            end_ms: ms(turn.span.end),
            speaker: turn.speaker as u32,
        });
        let names = self.names();
        self.told_names.clone_from(&names);
        heard.push(Heard::Relabelled(Relabelled {
            from_ms: ms(from),
            turns: turns.collect(),
            names,
        }));
        self.told_ms = self.now_ms;
    }

    /// Names of the speakers whose voices are enrolled.
    fn names(&self) -> Vec<(u32, String)> {
        let named = self.diarizer.recognise(&self.voices).into_iter();
        named
            .map(|(speaker, voice)| (speaker as u32, self.voices[voice].name.clone()))
            .collect()
    }

    /// Forgets who spoke in the recording.
    fn forget(&mut self) {
        self.diarizer.reset();
        (self.changed, self.told_ms, self.now_ms) = (None, 0, 0);
        self.told_names.clear();
    }

    fn tell_when_due(&mut self, heard: &mut Vec<Heard>) {
        if self.now_ms < self.told_ms + TELL_EVERY_MS {
            return;
        }
        if let Some(from) = self.changed.take() {
            self.tell(from, heard);
        }
    }
}

/// Gives pieces that are too short to be trusted to the longer neighbour.
fn without_short_ones(mut pieces: Vec<(usize, Option<u32>)>, words: &[Word]) -> Vec<(usize, Option<u32>)> {
    let lasts = |pieces: &[(usize, Option<u32>)], at: usize| {
        let first: usize = pieces[..at].iter().map(|(count, _)| count).sum();
        let own = &words[first..first + pieces[at].0];
        let (start, end) = (
            own.first().map_or(0, |word| word.start_ms),
            own.last().map_or(0, |word| word.end_ms),
        );
        end.saturating_sub(start)
    };
    while pieces.len() > 1 {
        let shortest = (0..pieces.len()).min_by_key(|&at| lasts(&pieces, at));
        let Some(at) = shortest.filter(|&at| lasts(&pieces, at) < LEAST_PIECE_MS) else {
            break;
        };
        let before = at.checked_sub(1).map(|before| (lasts(&pieces, before), before));
        let after = (at + 1 < pieces.len()).then(|| (lasts(&pieces, at + 1), at + 1));
        let Some((_, into)) = before.max(after) else { break };
        pieces[at].1 = pieces[into].1;
        let mut joined: Vec<(usize, Option<u32>)> = Vec::new();
        for (count, speaker) in pieces {
            match joined.last_mut() {
                Some((before, last)) if *last == speaker => *before += count,
                _ => joined.push((count, speaker)),
            }
        }
        pieces = joined;
    }
    pieces
}

/// The utterance in pieces of so many words of its best reading, each with its speaker. Of several pieces each keeps
/// the best reading alone, and no sound to search commands in: it would be the sound of all.
fn split(mut utterance: Utterance, pieces: &[(usize, Option<u32>)]) -> Vec<Utterance> {
    if let [] | [_] = pieces {
        utterance.speaker = pieces.first().and_then(|(_, speaker)| *speaker);
        return vec![utterance];
    }
    let Some(best) = utterance.hypotheses.into_iter().next() else {
        return Vec::new();
    };
    let mut words = best.words.into_iter();
    let piece = |&(count, speaker): &(usize, Option<u32>)| {
        let words: Vec<Word> = words.by_ref().take(count).collect();
        let (start_ms, end_ms) = (
            words.first().map_or(0, |word| word.start_ms),
            words.last().map_or(0, |word| word.end_ms),
        );
        Utterance {
            start_ms,
            end_ms,
            sound_ms: start_ms..end_ms,
            hypotheses: vec![Hypothesis {
                words,
                score: best.score,
            }],
            speaker,
            signs: utterance.signs,
            ..Utterance::default()
        }
    };
    pieces.iter().map(piece).collect()
}

impl Recogniser for SpeakerRecogniser {
    fn name(&self) -> &str {
        self.words.name()
    }

    fn remark(&self) -> Option<&str> {
        self.words.remark()
    }

    fn push(&mut self, frame: &Frame, heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        self.diarizer.push(&frame.samples);
        let mut events = Vec::new();
        self.words.push(frame, &mut events)?;
        self.now_ms = (frame.index + 1) * crate::frames::FRAME_MS;
        self.follow();
        self.pass_on(events, heard);
        self.tell_when_due(heard);
        Ok(())
    }

    fn finish(&mut self, heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        let mut events = Vec::new();
        self.words.finish(&mut events)?;
        self.follow();
        self.diarizer.finish();
        self.pass_on(events, heard);
        self.tell(0, heard);
        self.forget();
        Ok(())
    }

    fn reset(&mut self) {
        self.words.reset();
        self.forget();
    }

    fn set_vocabulary(&mut self, entries: &[(String, Option<String>)]) -> Result<(), SpeechError> {
        self.words.set_vocabulary(entries)
    }

    fn set_context(&mut self, before: &str) {
        self.words.set_context(before);
    }

    fn take_speech(&mut self, speech: &mut Vec<f32>) {
        speech.append(&mut self.speech);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(spans: &[(u64, u64)]) -> Vec<Word> {
        let word = |(i, &(start_ms, end_ms)): (usize, &(u64, u64))| Word {
            start_ms,
            end_ms,
            ..Word::untimed(format!("w{i}"))
        };
        spans.iter().enumerate().map(word).collect()
    }

    fn utterance(words: Vec<Word>) -> Utterance {
        Utterance {
            hypotheses: vec![Hypothesis { words, score: -1.0 }, Hypothesis::default()],
            ..Utterance::default()
        }
    }

    #[test]
    fn an_utterance_of_one_speaker_stays_whole() {
        let whole = split(utterance(words(&[(0, 500), (500, 900)])), &[(2, Some(1))]);
        assert_eq!(whole.len(), 1);
        assert_eq!((whole[0].speaker, whole[0].hypotheses.len()), (Some(1), 2));
    }

    #[test]
    fn a_change_of_speaker_cuts_at_a_word() {
        let said = utterance(words(&[(0, 500), (500, 900), (1_000, 1_800)]));
        let cut = split(said, &[(2, Some(0)), (1, Some(1))]);
        let told: Vec<_> = cut
            .iter()
            .map(|piece| (piece.text(), piece.speaker, piece.start_ms, piece.end_ms))
            .collect();
        assert_eq!(
            told,
            [
                ("w0 w1".into(), Some(0), 0, 900),
                ("w2".into(), Some(1), 1_000, 1_800)
            ]
        );
    }

    #[test]
    fn a_piece_too_short_goes_to_the_longer_neighbour() {
        let words = words(&[(0, 1_000), (1_000, 1_200), (1_200, 1_900), (1_900, 3_000)]);
        let pieces = vec![(1, Some(0)), (1, Some(1)), (2, Some(2))];
        assert_eq!(without_short_ones(pieces, &words), [(1, Some(0)), (3, Some(2))]);
        let flip = vec![(1, Some(0)), (1, Some(1)), (2, Some(0))];
        assert_eq!(without_short_ones(flip, &words), [(4, Some(0))]);
        assert_eq!(
            without_short_ones(vec![(1, Some(3))], &words[1..2]),
            [(1, Some(3))]
        );
    }
}
