//! Finds own words and replacements in what was heard.
//!
//! A replacement must be said word for word. An own word is found when its letters agree, or when its sound agrees
//! and nothing ordinary was said: a single common word is never taken for somebody's name.

use std::collections::{HashMap, HashSet};

use super::super::Why;
use super::super::punctuate::Model;
use super::super::token::{Case, Token, Trail, is_one, phrase};
use super::sound::{code, distance};
use super::{Vocabulary, words_of};

/// Shortest own word, in letters, that is sought by sound.
const SOUND_LETTERS: usize = 5;
/// Largest distance of the letters when the sound is the same.
const LETTER_DISTANCE: f32 = 0.45;

/// Own words and replacements, prepared for looking up: built once, when the vocabulary changes.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Index {
    targets: Vec<Target>,
    /// Places in `targets` by letters; the first entry of a spelling wins.
    by_letters: HashMap<String, usize>,
    /// Places in `targets` by sound.
    by_code: HashMap<String, Vec<usize>>,
    /// Replacements by their first word, most words first.
    replacements: HashMap<String, Vec<Spoken>>,
    /// Whole spellings and their words, exactly as they are written.
    spellings: HashSet<String>,
    /// Most words that one own word may be heard as.
    longest: usize,
}

impl Index {
    /// Prepares a vocabulary.
    pub fn of(vocabulary: &Vocabulary) -> Self {
        let mut index = Index::default();
        for word in &vocabulary.words {
            index
                .spellings
                .extend(word.spelling.split_whitespace().map(str::to_owned));
            index.spellings.insert(word.spelling.clone());
            for target in Target::of(word) {
                index.longest = index.longest.max(target.n_words + 1);
                let place = index.targets.len();
                index.by_letters.entry(target.letters.clone()).or_insert(place);
                if target.letters.chars().count() >= SOUND_LETTERS {
                    index.by_code.entry(target.code.clone()).or_default().push(place);
                }
                index.targets.push(target);
            }
        }
        for entry in &vocabulary.replacements {
            let words: Vec<String> = entry.spoken.split_whitespace().map(str::to_lowercase).collect();
            if let Some(first) = words.first() {
                let of_first = index.replacements.entry(first.clone()).or_default();
                of_first.push(Spoken {
                    words,
                    written: entry.written.clone(),
                    alone: entry.alone,
                });
                of_first.sort_by_key(|spoken| std::cmp::Reverse(spoken.words.len()));
            }
        }
        index
    }

    /// Whether `text` is one of the own words, or a word of one, exactly as spelled.
    pub fn has_spelling(&self, text: &str) -> bool {
        self.spellings.contains(text)
            || self
                .spellings
                .contains(text.trim_matches(|c: char| !c.is_alphanumeric()))
    }

    fn is_empty(&self) -> bool {
        self.targets.is_empty() && self.replacements.is_empty()
    }

    /// Own words whose sound is at most `limit` away from `sound`, as [`distance`] counts.
    fn near(&self, sound: &str, limit: f32) -> Vec<&Target> {
        let exact = self.by_code.get(sound).into_iter().flatten();
        if limit == 0.0 {
            return exact.map(|place| &self.targets[*place]).collect();
        }
        let (symbols, len) = (symbols_of(sound), sound.len());
        self.by_code
            .iter()
            .filter(|(code, _)| {
                // An edit changes the set of symbols by two at most and the length by one: most codes need no
                // closer look.
                let edits = (limit * len.max(code.len()) as f32) as usize;
                len.abs_diff(code.len()) <= edits
                    && (symbols ^ symbols_of(code)).count_ones() as usize <= 2 * edits
                    && distance(sound, code) <= limit
            })
            .flat_map(|(_, places)| places.iter().map(|place| &self.targets[*place]))
            .collect()
    }
}

/// The set of symbols (capital letters) in a code, a bit each.
fn symbols_of(code: &str) -> u32 {
    code.bytes().fold(0, |set, byte| set | 1 << (byte & 31))
}

/// Puts own words and replacements in place. Text that comes back written keeps its words: only exact letters
/// are respelled there.
pub(in super::super) fn apply(
    tokens: Vec<Token>,
    index: &Index,
    model: &Model,
    written: bool,
    trail: &mut Trail,
) -> Vec<Token> {
    if index.is_empty() {
        return tokens;
    }
    let mut out = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let snippet = (!written).then(|| replacement(&tokens, at, index)).flatten();
        // A snippet is running text, which may begin a sentence; an own word is spelled as it is anywhere.
        let case = if snippet.is_some() {
            Case::Kept
        } else {
            Case::Exact
        };
        let hit = snippet.or_else(|| own_word(&tokens, at, index, model, written));
        match hit {
            Some((text, len)) => {
                let heard = phrase(&tokens[at..at + len]);
                if heard != text {
                    trail.note(heard, text.clone(), Why::Vocabulary);
                }
                let mut token = Token::word(text, tokens[at + len - 1].pause_ms);
                (token.case, token.locked, token.joined) = (case, true, tokens[at].joined);
                out.push(token);
                at += len;
            }
            None => {
                out.push(tokens[at].clone());
                at += 1;
            }
        }
    }
    out
}

/// A replacement.
#[derive(Clone, Debug)]
struct Spoken {
    words: Vec<String>,
    written: String,
    /// Only when nothing else is said with it.
    alone: bool,
}

/// A way an own word may be heard.
#[derive(Clone, Debug)]
struct Target {
    spelling: String,
    /// Letters and digits, lower case, without spaces.
    letters: String,
    code: String,
    /// Words when spoken.
    n_words: usize,
}

impl Target {
    fn of(word: &super::OwnWord) -> Vec<Target> {
        let spoken = std::iter::once(spoken_form(&word.spelling))
            .chain(word.sounds_like.iter().map(|heard| words_of(heard)));
        spoken
            .filter(|form| form.contains(char::is_alphanumeric))
            .map(|form| Target {
                spelling: word.spelling.clone(),
                letters: letters_of(&form),
                code: code(&form),
                n_words: form.split(' ').count(),
            })
            .collect()
    }
}

/// "GitHub" → "git hub", "T-shirt" → "t shirt".
fn spoken_form(spelling: &str) -> String {
    let mut form = String::new();
    let mut small_before = false;
    for c in spelling.chars() {
        if c.is_uppercase() && small_before || !c.is_alphanumeric() && c != '\'' {
            form.push(' ');
        }
        small_before = c.is_lowercase();
        if c.is_alphanumeric() || c == '\'' {
            form.extend(c.to_lowercase());
        }
    }
    words_of(&form)
}

fn letters_of(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The longest replacement said at `at`.
fn replacement(tokens: &[Token], at: usize, index: &Index) -> Option<(String, usize)> {
    let first = tokens[at].text.to_lowercase();
    let entries = index.replacements.get(&first)?;
    let spoken = entries.iter().find(|spoken| {
        let words = &spoken.words;
        let mut said = words.iter().enumerate();
        said.all(|(offset, word)| is_one(tokens.get(at + offset), &[word.as_str()]))
            && (!spoken.alone || words.len() == tokens.len())
    })?;
    Some((spoken.written.clone(), spoken.words.len()))
}

/// What stands behind an own word that is spoken of in the plural or as an owner.
const ENDINGS: &[&str] = &["'s", "s'", "es", "s"];

/// A word without an ending of its own, with the ending: every way it can be parted.
fn parted(word: &str) -> impl Iterator<Item = (&str, &'static str)> {
    ENDINGS
        .iter()
        .filter_map(move |ending| Some((word.strip_suffix(ending)?, *ending)))
}

/// Whether the spelling takes the ending: "Gomez" "es", everything else "s".
fn takes(spelling: &str, ending: &str) -> bool {
    ending != "es" || spelling.ends_with(['s', 'x', 'z', 'h'])
}

/// The own word whose letters are these words', with its ending: "git hubs" → "GitHubs". The plural of an ordinary
/// word is that word's: "two apples" are not made by Apple.
fn inflected(tokens: &[Token], index: &Index, model: &Model) -> Option<String> {
    let (last, head) = tokens.split_last()?;
    let head: String = head.iter().map(|token| letters_of(&token.text)).collect();
    parted(&last.text).find_map(|(stem, ending)| {
        let place = index.by_letters.get(&(head.clone() + &letters_of(stem)))?;
        let spelling = &index.targets[*place].spelling;
        let plural = !ending.contains('\'');
        let ordinary = tokens.len() == 1 && plural && model.knows(&last.text.to_lowercase());
        (takes(spelling, ending) && !ordinary).then(|| format!("{spelling}{ending}"))
    })
}

/// The best own word at `at`: exact letters first, longer before shorter, then by sound.
fn own_word(
    tokens: &[Token],
    at: usize,
    index: &Index,
    model: &Model,
    written: bool,
) -> Option<(String, usize)> {
    let run = tokens[at..]
        .iter()
        .take(index.longest)
        .take_while(|token| token.is_word() && !token.locked)
        .count();
    for len in (1..=run).rev() {
        let letters: String = tokens[at..at + len]
            .iter()
            .map(|token| letters_of(&token.text))
            .collect();
        if let Some(place) = index.by_letters.get(&letters) {
            return Some((index.targets[*place].spelling.clone(), len));
        }
        if let Some(text) = inflected(&tokens[at..at + len], index, model) {
            return Some((text, len));
        }
    }
    if written {
        return None;
    }
    (1..=run)
        .rev()
        .find_map(|len| Some((inflected_sound(&tokens[at..at + len], index, model)?, len)))
}

/// An own word that sounds like these words, whatever its ending.
fn inflected_sound(tokens: &[Token], index: &Index, model: &Model) -> Option<String> {
    let (last, head) = tokens.split_last()?;
    let as_said = by_sound(tokens, index, model);
    if as_said.as_ref().is_some_and(|spelling| spelling.ends_with('s')) {
        return as_said;
    }
    let ordinary = head.is_empty() && model.knows(&last.text.to_lowercase());
    let with_ending = parted(&last.text)
        .filter(|_| !ordinary)
        .find_map(|(stem, ending)| {
            let mut bare = tokens.to_vec();
            bare.last_mut()?.text = stem.to_owned();
            let spelling = by_sound(&bare, index, model)?;
            takes(&spelling, ending).then(|| format!("{spelling}{ending}"))
        });
    with_ending.or(as_said)
}

/// An own word that sounds like these words, guarded against taking ordinary words for it.
fn by_sound(tokens: &[Token], index: &Index, model: &Model) -> Option<String> {
    let heard = words_of(&phrase(tokens));
    let letters = letters_of(&heard);
    let ordinary = tokens
        .iter()
        .filter(|token| model.knows(&token.text.to_lowercase()))
        .count();
    if letters.len() < SOUND_LETTERS - 1 || ordinary == tokens.len() && tokens.len() == 1 {
        return None;
    }
    let sound = code(&heard);
    if sound.len() < 3 {
        return None;
    }
    // All words ordinary: only the very sound, of a word said in as many words, will do.
    let (limit, letters_limit) = match ordinary == tokens.len() {
        true => (0.0, LETTER_DISTANCE / 2.0),
        false => (0.2, LETTER_DISTANCE),
    };
    let (target, _) = index
        .near(&sound, limit)
        .into_iter()
        .filter(|target| {
            letters.starts_with(|c| target.letters.starts_with(c)) || sound.starts_with(&target.code[..1])
        })
        .map(|target| (target, distance(&letters, &target.letters)))
        .filter(|(_, far)| *far <= letters_limit)
        // Two own words alike: the alphabet decides, so that the answer is always the same.
        .min_by(|(left, a), (right, b)| a.total_cmp(b).then_with(|| left.spelling.cmp(&right.spelling)))?;
    Some(target.spelling.clone())
}
