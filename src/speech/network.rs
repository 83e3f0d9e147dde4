//! A network of phrases: a tree of words whose common beginnings are searched once.
//!
//! Viterbi over the phones of the words, each of a least duration, with silence allowed before, between and after
//! the words. Places far below the best one are dropped on the way, and the words behind a place are looked at when the
//! search reaches it, so that tens of thousands of phrases cost little more than the few that resemble the sound. Knows
//! nothing of recordings, commands or documents.

use std::collections::HashMap;

use super::phones::SILENCE;
use super::search::CLASSES;

/// How far below the best place, in nats, a place may fall: half of what separates the best phrase of an ordinary
/// command from silence.
const BEAM: f32 = 60.0;

/// The words' tree, as far as it was reached.
#[derive(Debug)]
pub(super) struct Network<'a, P> {
    phrases: &'a [&'a str],
    /// Phones of a word in each way of saying it; none for a word that cannot be said.
    pronounce: P,
    min_slots: [u8; CLASSES],
    words: HashMap<&'a str, u32>,
    sounds: Vec<Sound>,
    places: Vec<Node>,
    /// Where each phrase ends, once the word before its last was reached.
    ends: Vec<Option<u32>>,
    /// States of the places that have been reached.
    states: Vec<f32>,
    active: Vec<u32>,
    best: f32,
}

/// How a word may be said.
#[derive(Debug)]
struct Sound {
    /// One row of (phone, least slots) for each pronunciation.
    variants: Vec<Vec<(u8, u8)>>,
    n_states: usize,
}

/// A word after the words before it.
#[derive(Clone, Debug)]
struct Node {
    sound: u32,
    parent: u32,
    /// Words behind it, once it was reached.
    followers: Vec<u32>,
    /// Phrases that go on behind it, and the byte at which they do, until it is reached.
    waiting: Vec<(u32, u32)>,
    n_phones: u16,
    /// Of its states; the first is the silence behind the word.
    at: Option<usize>,
    /// Best score of a path that may leave it, before this slot and after it.
    exit: f32,
    next_exit: f32,
    listed: bool,
}

const ROOT: u32 = 0;

impl Node {
    fn new(sound: u32, parent: u32, n_phones: u16) -> Self {
        Node {
            sound,
            parent,
            followers: Vec::new(),
            waiting: Vec::new(),
            n_phones,
            at: None,
            exit: f32::NEG_INFINITY,
            next_exit: f32::NEG_INFINITY,
            listed: false,
        }
    }
}

impl<'a, P: FnMut(&str) -> Vec<Vec<u8>>> Network<'a, P> {
    /// A network of `phrases`, whose phones each last at least so many slots.
    pub(super) fn new(phrases: &'a [&'a str], min_slots: [u8; CLASSES], pronounce: P) -> Self {
        let silence = Sound {
            variants: Vec::new(),
            n_states: 1,
        };
        let mut root = Node::new(0, ROOT, 0);
        root.waiting = (0..phrases.len() as u32).map(|phrase| (phrase, 0)).collect();
        (root.at, root.exit, root.listed) = (Some(0), 0.0, true);
        Network {
            phrases,
            pronounce,
            min_slots,
            words: HashMap::new(),
            sounds: vec![silence],
            places: vec![root],
            ends: vec![None; phrases.len()],
            states: vec![f32::NEG_INFINITY],
            active: vec![ROOT],
            best: 0.0,
        }
    }

    /// Makes the places of the words behind a place.
    fn expand(&mut self, place: u32) {
        let waiting = std::mem::take(&mut self.places[place as usize].waiting);
        let mut children: HashMap<u32, u32> = HashMap::new();
        // Neighbours in the list mostly go on with the same word.
        let mut last: Option<(&str, Option<u32>)> = None;
        for (phrase, from) in waiting {
            let rest = &self.phrases[phrase as usize][from as usize..];
            let rest = rest.trim_start();
            let Some(word) = rest.split_whitespace().next() else {
                continue;
            };
            let child = match last {
                Some((known, child)) if known == word => child,
                _ => self.child(place, word, &mut children),
            };
            last = Some((word, child));
            let Some(child) = child else { continue };
            let rest = &rest[word.len()..];
            match rest.trim_start().is_empty() {
                true => self.ends[phrase as usize] = Some(child),
                false => {
                    let from = self.phrases[phrase as usize].len() - rest.len();
                    self.places[child as usize].waiting.push((phrase, from as u32));
                }
            }
        }
    }

    /// The place of a word behind another; `None` if it cannot be said.
    fn child(&mut self, parent: u32, word: &'a str, children: &mut HashMap<u32, u32>) -> Option<u32> {
        let sound = match self.words.get(word) {
            Some(&sound) => sound,
            None => self.learn(word),
        };
        let n_phones = self.sounds[sound as usize].variants.iter().map(Vec::len).min()?;
        if let Some(&child) = children.get(&sound) {
            return Some(child);
        }
        let child = self.places.len() as u32;
        let before = &mut self.places[parent as usize];
        before.followers.push(child);
        let n_phones = before.n_phones + n_phones as u16;
        self.places.push(Node::new(sound, parent, n_phones));
        children.insert(sound, child);
        Some(child)
    }

    fn learn(&mut self, word: &'a str) -> u32 {
        let least = |phone: u8| self.min_slots[usize::from(phone)].clamp(1, 8);
        let variants: Vec<Vec<(u8, u8)>> = (self.pronounce)(word)
            .into_iter()
            .filter(|phones| !phones.is_empty())
            .map(|phones| phones.into_iter().map(|phone| (phone, least(phone))).collect())
            .collect();
        let n_states: usize = variants
            .iter()
            .flatten()
            .map(|&(_, least)| usize::from(least))
            .sum();
        let sound = self.sounds.len() as u32;
        self.sounds.push(Sound {
            variants,
            n_states: 1 + n_states,
        });
        self.words.insert(word, sound);
        sound
    }

    /// Takes one slot; `score` gives the log score of a phone in it.
    pub(super) fn advance(&mut self, score: impl Fn(u8) -> f32) {
        self.reach();
        let mut best = f32::NEG_INFINITY;
        let mut peaks = Vec::with_capacity(self.active.len());
        for i in 0..self.active.len() {
            let peak = self.step(self.active[i], &score);
            best = best.max(peak);
            peaks.push(peak);
        }
        self.best = best;
        let mut kept = Vec::with_capacity(self.active.len());
        for (&place, peak) in self.active.iter().zip(peaks) {
            let node = &mut self.places[place as usize];
            if peak >= best - BEAM {
                node.exit = node.next_exit;
                kept.push(place);
                continue;
            }
            node.exit = f32::NEG_INFINITY;
            node.listed = false;
            if let Some(at) = node.at {
                let n = self.sounds[node.sound as usize].n_states;
                self.states[at..at + n].fill(f32::NEG_INFINITY);
            }
        }
        self.active = kept;
    }

    /// Lists the words that may begin in this slot.
    fn reach(&mut self) {
        for i in 0..self.active.len() {
            let place = self.active[i] as usize;
            if self.places[place].exit < self.best - BEAM {
                continue;
            }
            if !self.places[place].waiting.is_empty() {
                self.expand(place as u32);
            }
            for k in 0..self.places[place].followers.len() {
                let next = self.places[place].followers[k];
                let node = &mut self.places[next as usize];
                if node.listed {
                    continue;
                }
                node.listed = true;
                if node.at.is_none() {
                    node.at = Some(self.states.len());
                    let n = self.sounds[node.sound as usize].n_states;
                    self.states.resize(self.states.len() + n, f32::NEG_INFINITY);
                }
                self.active.push(next);
            }
        }
    }

    /// One slot in one place; the best score in it.
    fn step(&mut self, place: u32, score: &impl Fn(u8) -> f32) -> f32 {
        let node = &self.places[place as usize];
        let Some(at) = node.at else {
            return f32::NEG_INFINITY;
        };
        let enter = match place {
            ROOT => node.exit,
            _ => self.places[node.parent as usize].exit,
        };
        let sound = &self.sounds[node.sound as usize];
        let states = &mut self.states[at..at + sound.n_states];
        let mut silence = if place == ROOT { enter } else { states[0] };
        let (mut exit, mut peak) = (f32::NEG_INFINITY, f32::NEG_INFINITY);
        let mut first = 1;
        for phones in &sound.variants {
            let n: usize = phones.iter().map(|&(_, least)| usize::from(least)).sum();
            let chain = &mut states[first..first + n];
            silence = silence.max(chain[n - 1]);
            pass(chain, phones, enter, score);
            exit = exit.max(chain[n - 1]);
            peak = chain.iter().copied().fold(peak, f32::max);
            first += n;
        }
        silence += score(SILENCE);
        states[0] = silence;
        self.places[place as usize].next_exit = exit.max(silence);
        peak.max(silence)
    }

    /// Score of the paths that end a phrase in the last slot, and the phones of its shortest way of being said; `None`
    /// when it fell behind or cannot be said.
    pub(super) fn score(&self, phrase: usize) -> Option<(f32, usize)> {
        let end = (*self.ends.get(phrase)?)?;
        let node = &self.places[end as usize];
        node.exit
            .is_finite()
            .then_some((node.exit, usize::from(node.n_phones)))
    }
}

/// One slot in the states of one pronunciation, from behind, so that each state still finds the one before it as
/// it was.
fn pass(chain: &mut [f32], phones: &[(u8, u8)], enter: f32, score: &impl Fn(u8) -> f32) {
    let mut end = chain.len();
    for &(phone, least) in phones.iter().rev() {
        let first = end - usize::from(least);
        let here = score(phone);
        let before = |chain: &[f32], state: usize| if state == 0 { enter } else { chain[state - 1] };
        chain[end - 1] = chain[end - 1].max(before(chain, end - 1)) + here;
        for state in (first..end - 1).rev() {
            chain[state] = before(chain, state) + here;
        }
        end = first;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Words of one phone each, by their first letter.
    fn letters(word: &str) -> Vec<Vec<u8>> {
        match word.bytes().next() {
            Some(letter @ b'a'..=b'z') => vec![vec![letter - b'a' + 1; word.len()]],
            _ => Vec::new(),
        }
    }

    /// Scores of the phrases after a sound whose phones last at least `least` slots.
    fn scores(phrases: &[&str], least: u8, sound: &str) -> Vec<Option<f32>> {
        let mut network = Network::new(phrases, [least; CLASSES], letters);
        for slot in sound.bytes() {
            let right = if slot == b' ' { SILENCE } else { slot - b'a' + 1 };
            network.advance(|phone| if phone == right { 0.0 } else { -3.0 });
        }
        (0..phrases.len())
            .map(|phrase| Some(network.score(phrase)?.0))
            .collect()
    }

    #[test]
    fn the_phrase_that_was_said_scores_best() {
        let phrases = ["a b c", "a b d", "a b", "x b c", "a b c"];
        // Silence of one slot is shorter than a phone may be, and costs nothing here.
        let expected = [0.0, -6.0, -6.0, -6.0, 0.0].map(Some);
        assert_eq!(scores(&phrases, 2, " aabbb cc "), expected);
        let mut network = Network::new(&phrases, [1; CLASSES], letters);
        for _ in 0..3 {
            network.advance(|_| 0.0);
        }
        assert_eq!(network.score(0), Some((0.0, 3)));
    }

    #[test]
    fn phones_have_their_least_duration() {
        assert_eq!(scores(&["a b"], 3, "aab"), [None], "six slots are needed");
        assert_eq!(scores(&["a b"], 3, "aaaabb"), [Some(-3.0)]);
    }

    #[test]
    fn what_cannot_be_said_is_left_out() {
        assert_eq!(
            scores(&["a 7", "", "7", "a"], 1, "a"),
            [None, None, None, Some(0.0)]
        );
    }

    #[test]
    fn words_behind_a_place_that_fell_behind_are_not_looked_at() {
        let phrases = ["a b", "c d", "c e"];
        let mut asked = Vec::new();
        let mut network = Network::new(&phrases, [1; CLASSES], |word| {
            asked.push(word.to_owned());
            letters(word)
        });
        for right in [1, 1, 2, 2] {
            network.advance(|phone| if phone == right { 0.0 } else { -100.0 });
        }
        assert_eq!(network.score(0), Some((0.0, 2)));
        assert_eq!(asked, ["a", "c", "b"]);
    }

    proptest! {
        /// A phrase scores among others as it does alone.
        #[test]
        fn phrases_do_not_disturb_each_other(
            words in proptest::collection::vec(proptest::collection::vec("[a-c]{1,2}", 0..4), 1..12),
            sound in "[a-d ]{1,12}",
        ) {
            let phrases: Vec<String> = words.iter().map(|words| words.join(" ")).collect();
            let phrases: Vec<&str> = phrases.iter().map(String::as_str).collect();
            let together = scores(&phrases, 1, &sound);
            for (phrase, score) in phrases.iter().zip(together) {
                prop_assert_eq!(scores(&[phrase], 1, &sound)[0], score, "{}", phrase);
            }
        }
    }
}
