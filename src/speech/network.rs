//! A network of phrases: a tree of words whose common beginnings are searched once.
//!
//! Viterbi over the phones of the words, each of a least duration, with silence allowed before, between and after
//! the words. Places far below the best one are dropped on the way, so that thousands of phrases cost little more
//! than the few that resemble the sound. Knows nothing of recordings, commands or documents.

use std::collections::HashMap;

use super::phones::SILENCE;
use super::search::CLASSES;

/// How far below the best place, in nats, a place may fall: half of what separates the best phrase of an ordinary
/// command from silence.
const BEAM: f32 = 60.0;

/// End of a phrase in the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place(u32);

/// The words' tree.
#[derive(Debug)]
pub(super) struct Network {
    min_slots: [u8; CLASSES],
    words: HashMap<String, u32>,
    sounds: Vec<Sound>,
    children: HashMap<(u32, u32), u32>,
    places: Vec<Node>,
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
    followers: Vec<u32>,
    n_phones: u16,
    /// Of its states; the first is the silence behind the word.
    at: Option<usize>,
    /// Best score of a path that may leave it, before this slot and after it.
    exit: f32,
    next_exit: f32,
    listed: bool,
}

const ROOT: u32 = 0;

impl Network {
    /// A network without phrases; each phone lasts at least so many slots.
    pub(super) fn new(min_slots: [u8; CLASSES]) -> Self {
        let silence = Sound {
            variants: Vec::new(),
            n_states: 1,
        };
        let root = Node {
            sound: 0,
            parent: ROOT,
            followers: Vec::new(),
            n_phones: 0,
            at: Some(0),
            exit: 0.0,
            next_exit: f32::NEG_INFINITY,
            listed: true,
        };
        Network {
            min_slots,
            words: HashMap::new(),
            sounds: vec![silence],
            children: HashMap::new(),
            places: vec![root],
            states: vec![f32::NEG_INFINITY],
            active: vec![ROOT],
            best: 0.0,
        }
    }

    /// Adds a phrase before any sound; `None` if it is empty or one of its words cannot be said.
    pub(super) fn add(
        &mut self,
        phrase: &str,
        mut pronounce: impl FnMut(&str) -> Vec<Vec<u8>>,
    ) -> Option<Place> {
        let mut at = ROOT;
        for word in phrase.split_whitespace() {
            let sound = match self.words.get(word) {
                Some(&sound) => sound,
                None => self.learn(word, pronounce(word)),
            };
            let n_phones = self.sounds[sound as usize].variants.iter().map(Vec::len).min()?;
            at = match self.children.get(&(at, sound)) {
                Some(&child) => child,
                None => self.grow(at, sound, n_phones),
            };
        }
        (at != ROOT).then_some(Place(at))
    }

    fn learn(&mut self, word: &str, pronunciations: Vec<Vec<u8>>) -> u32 {
        let least = |phone: u8| self.min_slots[usize::from(phone)].clamp(1, 8);
        let variants: Vec<Vec<(u8, u8)>> = pronunciations
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
        self.words.insert(word.to_owned(), sound);
        sound
    }

    fn grow(&mut self, parent: u32, sound: u32, n_phones: usize) -> u32 {
        let child = self.places.len() as u32;
        let before = &mut self.places[parent as usize];
        before.followers.push(child);
        let n_phones = before.n_phones + n_phones as u16;
        self.places.push(Node {
            sound,
            parent,
            followers: Vec::new(),
            n_phones,
            at: None,
            exit: f32::NEG_INFINITY,
            next_exit: f32::NEG_INFINITY,
            listed: false,
        });
        self.children.insert((parent, sound), child);
        child
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

    /// Score of the paths that end a phrase in the last slot; minus infinity when it fell behind.
    pub(super) fn score(&self, end: Place) -> f32 {
        self.places[end.0 as usize].exit
    }

    /// Phones of a phrase, in the shortest way of saying it.
    pub(super) fn n_phones(&self, end: Place) -> usize {
        usize::from(self.places[end.0 as usize].n_phones)
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
    use super::*;

    /// Words of one phone each, by their first letter.
    fn said(network: &mut Network, phrase: &str) -> Option<Place> {
        network.add(phrase, |word| match word.bytes().next() {
            Some(letter @ b'a'..=b'z') => vec![vec![letter - b'a' + 1; word.len()]],
            _ => Vec::new(),
        })
    }

    fn hear(network: &mut Network, sound: &str) {
        for slot in sound.bytes() {
            let right = if slot == b' ' { SILENCE } else { slot - b'a' + 1 };
            network.advance(|phone| if phone == right { 0.0 } else { -3.0 });
        }
    }

    #[test]
    fn the_phrase_that_was_said_scores_best() {
        let mut network = Network::new([2; CLASSES]);
        let phrases = ["a b c", "a b d", "a b", "x b c"];
        let ends: Vec<Place> = phrases.iter().filter_map(|p| said(&mut network, p)).collect();
        assert_eq!(ends.len(), phrases.len());
        hear(&mut network, " aabbb cc ");
        let scores: Vec<f32> = ends.iter().map(|&end| network.score(end)).collect();
        // Silence of one slot is shorter than a phone may be, and costs nothing here.
        assert_eq!(scores, [0.0, -6.0, -6.0, -6.0]);
        assert_eq!(network.n_phones(ends[0]), 3);
    }

    #[test]
    fn phones_have_their_least_duration() {
        let mut network = Network::new([3; CLASSES]);
        let end = said(&mut network, "a b").unwrap();
        hear(&mut network, "aab");
        assert_eq!(network.score(end), f32::NEG_INFINITY, "six slots are needed");
        let mut network = Network::new([3; CLASSES]);
        let end = said(&mut network, "a b").unwrap();
        hear(&mut network, "aaaabb");
        assert_eq!(network.score(end), -3.0);
    }

    #[test]
    fn what_cannot_be_said_is_left_out() {
        let mut network = Network::new([1; CLASSES]);
        assert_eq!(said(&mut network, "a 7"), None);
        assert_eq!(said(&mut network, ""), None);
    }
}
