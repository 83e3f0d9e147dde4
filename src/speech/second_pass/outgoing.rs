//! What goes out, in order: what is ready waits behind utterances whose reading is not done.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use super::request_queue::Outcome;
use super::{Implausible, PAUSE_MS, ReadError, Spoken};
use crate::speech::words::{Heard, Hypothesis, Sounds, Utterance, Word};

enum Next {
    Ready(Heard),
    /// Utterances that are read together; their reading was asked for under this number.
    Awaiting {
        utterances: Vec<Utterance>,
        /// The first pass takes them for noise, and so they stay, whatever is read in them.
        doubted: bool,
        id: u64,
        outcome: Option<Outcome>,
    },
}

/// The queue to whoever listens to the recogniser.
#[derive(Default)]
pub(super) struct Outgoing(VecDeque<Next>);

impl Outgoing {
    /// Puts something behind what is there; of live hypotheses that wait only the last one is of interest.
    pub(super) fn put(&mut self, heard: Heard) {
        let live = matches!(heard, Heard::Partial(_));
        if live && matches!(self.0.back(), Some(Next::Ready(Heard::Partial(_)))) {
            self.0.pop_back();
        }
        self.0.push_back(Next::Ready(heard));
    }

    /// Puts utterances there whose words come with the answer to this request, unless they have come already.
    pub(super) fn wait(
        &mut self,
        utterances: Vec<Utterance>,
        doubted: bool,
        id: u64,
        outcome: Option<Outcome>,
    ) {
        self.0.push_back(Next::Awaiting {
            utterances,
            doubted,
            id,
            outcome,
        });
    }

    /// Has utterances that wait together for this answer wait each for its own, for which `ask` asks; `false` where there are
    /// no two of them.
    pub(super) fn part(&mut self, id: u64, mut ask: impl FnMut(&Utterance) -> u64) -> bool {
        let several = |next: &Next| match next {
            Next::Awaiting {
                utterances, id: of, ..
            } => *of == id && utterances.len() > 1,
            Next::Ready(_) => false,
        };
        let Some(at) = self.0.iter().position(several) else {
            return false;
        };
        let mut behind = self.0.split_off(at);
        if let Some(Next::Awaiting {
            utterances, doubted, ..
        }) = behind.pop_front()
        {
            for utterance in utterances {
                let id = ask(&utterance);
                self.wait(vec![utterance], doubted, id, None);
            }
        }
        self.0.append(&mut behind);
        true
    }

    /// Takes the answer to a request; gives it back when no utterances wait for it.
    pub(super) fn settle(&mut self, id: u64, outcome: Outcome) -> Option<Outcome> {
        let place = self.0.iter_mut().find_map(|next| match next {
            Next::Awaiting { id: of, outcome, .. } if *of == id => Some(outcome),
            _ => None,
        });
        match place {
            Some(place) => {
                *place = Some(outcome);
                None
            }
            None => Some(outcome),
        }
    }

    /// Readings that are not done.
    pub(super) fn n_waiting(&self) -> usize {
        let waiting = |next: &&Next| matches!(next, Next::Awaiting { outcome: None, .. });
        self.0.iter().filter(waiting).count()
    }

    /// Hands on what is ready.
    pub(super) fn release(&mut self, spoken: Spoken, heard: &mut Vec<Heard>) {
        while let Some(next) = self.0.pop_front() {
            match next {
                Next::Ready(event) => heard.push(event),
                Next::Awaiting {
                    utterances,
                    doubted,
                    outcome: Some(outcome),
                    ..
                } => {
                    let told = told(utterances, outcome, spoken).into_iter();
                    heard.extend(told.map(|event| match event {
                        Heard::Utterance(utterance) | Heard::Doubted(utterance) if doubted => {
                            Heard::Doubted(Utterance {
                                first_pass: None,
                                ..utterance
                            })
                        }
                        other => other,
                    }));
                }
                waiting => {
                    self.0.push_front(waiting);
                    return;
                }
            }
        }
    }

    /// Forgets the recording.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

/// The sound in which an utterance is read for good.
pub(super) fn stretch_of(utterance: &Utterance) -> Range<u64> {
    let sound = if utterance.sound_ms.is_empty() {
        utterance.start_ms.saturating_sub(PAUSE_MS)..utterance.end_ms
    } else {
        utterance.sound_ms.clone()
    };
    sound.start..sound.end + PAUSE_MS
}

/// Words of the first pass from which they stand although the reader could not hear its own in the sound. In the noise
/// bench what it doubts in this way is one word; in the recordings of people it never does.
const STANDS_FROM: usize = 3;

/// Whether the first pass's words stand although there is no second reading: they do where the reader failed or lost its
/// way, and where they are too many to be noise; not where it doubts that anything is said.
fn outlives(utterance: &Utterance, error: &ReadError) -> bool {
    match error {
        ReadError::Implausible(Implausible::NoSpeech) => false,
        ReadError::Implausible(Implausible::Unheard) | ReadError::Unheard(_) => {
            utterance.words().len() >= STANDS_FROM
        }
        _ => true,
    }
}

/// Utterances that were read together with what was read in them.
fn told(utterances: Vec<Utterance>, outcome: Outcome, spoken: Spoken) -> Vec<Heard> {
    let transcript = match outcome {
        Ok(transcript) if !transcript.is_empty() => transcript,
        // Nothing, or the reason why not: the same for each of them.
        other => {
            let each = |utterance| settled(utterance, other.clone(), spoken);
            return utterances.into_iter().map(each).collect();
        }
    };
    // Another language is told as it was written, in one piece; so is a single utterance.
    if transcript.language.is_some() || utterances.len() == 1 {
        let end_ms = utterances.last().map_or(0, |last| last.sound_ms.end);
        let whole = utterances.into_iter().next().map(|first| Utterance {
            sound_ms: first.sound_ms.start..end_ms,
            ..first
        });
        let told = whole.map(|whole| settled(whole, Ok(transcript), spoken));
        return told.into_iter().collect();
    }
    let best = transcript.hypotheses.into_iter().next().unwrap_or_default();
    let score = best.score;
    let shares = share(best.words, &utterances);
    let with_words = |(utterance, words): (Utterance, Vec<Word>)| {
        let (first, last) = (words.first()?, words.last()?);
        Some(Heard::Utterance(Utterance {
            start_ms: first.start_ms,
            end_ms: last.end_ms,
            hypotheses: vec![Hypothesis { words, score }],
            ..utterance
        }))
    };
    utterances
        .into_iter()
        .zip(shares)
        .filter_map(with_words)
        .collect()
}

/// Gives each word to the utterance in which its middle lies, or to the one that is nearer.
fn share(words: Vec<Word>, utterances: &[Utterance]) -> Vec<Vec<Word>> {
    let ends: Vec<u64> = utterances
        .windows(2)
        .map(|pair| (pair[0].sound_ms.end + pair[1].sound_ms.start) / 2)
        .collect();
    let mut shares = vec![Vec::new(); utterances.len()];
    for word in words {
        let middle = (word.start_ms + word.end_ms) / 2;
        let at = ends.partition_point(|&end| end <= middle);
        shares[at].push(word);
    }
    shares
}

/// An utterance of the first pass with what was read in it.
///
/// Where nothing could be read, the first pass's English words stand if they can (see [`outlives`]); where the reader
/// hears nothing, it is doubted. What the first pass heard stays with it either way: it may be a command.
fn settled(utterance: Utterance, outcome: Outcome, spoken: Spoken) -> Heard {
    let transcript = match outcome {
        Ok(transcript) => transcript,
        Err(error) => {
            let kept = spoken == Spoken::English && outlives(&utterance, &error);
            tracing::info!(%error, kept, "there is no second reading");
            return match error {
                _ if kept => Heard::Utterance(utterance),
                ReadError::Unheard(sounds) => unheard(utterance, Some(sounds)),
                _ => unheard(utterance, None),
            };
        }
    };
    let words = transcript.hypotheses.first().map_or(&[][..], |best| &best.words);
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return unheard(utterance, None);
    };
    let (start_ms, end_ms) = (first.start_ms, last.end_ms);
    let is_english = transcript.language.is_none();
    let first_pass = is_english.then(|| Arc::new(utterance.clone()));
    Heard::Utterance(Utterance {
        start_ms,
        end_ms,
        written: transcript.language.as_ref().map(|_| transcript.written.clone()),
        language: transcript.language,
        sounds: transcript.sounds.or(utterance.sounds),
        hypotheses: transcript.hypotheses,
        first_pass,
        ..utterance
    })
}

/// An utterance of the first pass in which the reader hears nothing; the sound as the reader has it where there is one.
fn unheard(utterance: Utterance, sounds: Option<Arc<dyn Sounds>>) -> Heard {
    let first_pass = Some(Arc::new(utterance.clone()));
    Heard::Doubted(Utterance {
        first_pass,
        sounds: sounds.or(utterance.sounds),
        ..utterance
    })
}
