//! Finds own words and replacements in what was heard.
//!
//! A replacement must be said word for word. An own word is found when its letters agree, or when its sound agrees
//! and nothing ordinary was said: a single common word is never taken for somebody's name.

use super::super::Why;
use super::super::punctuate::Model;
use super::super::token::{Case, Token, Trail, phrase};
use super::sound::{code, distance};
use super::{Vocabulary, words_of};

/// Shortest own word, in letters, that is sought by sound.
const SOUND_LETTERS: usize = 5;
/// Largest distance of the letters when the sound is the same.
const LETTER_DISTANCE: f32 = 0.45;

/// Puts own words and replacements in place. Text that comes back written keeps its words: only exact letters
/// are respelled there.
pub(in super::super) fn apply(
    tokens: Vec<Token>,
    vocabulary: &Vocabulary,
    model: &Model,
    written: bool,
    trail: &mut Trail,
) -> Vec<Token> {
    if vocabulary.words.is_empty() && vocabulary.replacements.is_empty() {
        return tokens;
    }
    let targets: Vec<Target> = vocabulary.words.iter().flat_map(Target::of).collect();
    let mut out = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let snippet = (!written).then(|| replacement(&tokens, at, vocabulary)).flatten();
        let hit = snippet.or_else(|| own_word(&tokens, at, &targets, model, written));
        match hit {
            Some((text, len)) => {
                let heard = phrase(&tokens[at..at + len]);
                if heard != text {
                    trail.note(heard, text.clone(), Why::Vocabulary);
                }
                let mut token = Token::word(text, tokens[at + len - 1].pause_ms);
                (token.case, token.locked, token.joined) = (Case::Exact, true, tokens[at].joined);
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

/// A way an own word may be heard.
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
fn replacement(tokens: &[Token], at: usize, vocabulary: &Vocabulary) -> Option<(String, usize)> {
    let said = |entry: &&super::Replacement| {
        let mut words = entry.spoken.split_whitespace().enumerate();
        words.all(|(index, word)| tokens.get(at + index).is_some_and(|token| token.is(word)))
    };
    let longest = vocabulary
        .replacements
        .iter()
        .filter(said)
        .max_by_key(|entry| entry.spoken.split_whitespace().count())?;
    let len = longest.spoken.split_whitespace().count();
    (len > 0).then(|| (longest.written.clone(), len))
}

/// The best own word at `at`: exact letters first, longer before shorter, then by sound.
fn own_word(
    tokens: &[Token],
    at: usize,
    targets: &[Target],
    model: &Model,
    written: bool,
) -> Option<(String, usize)> {
    let longest = targets.iter().map(|target| target.n_words + 1).max()?;
    let run = tokens[at..]
        .iter()
        .take(longest)
        .take_while(|token| token.is_word() && !token.locked)
        .count();
    for len in (1..=run).rev() {
        let letters: String = tokens[at..at + len]
            .iter()
            .map(|token| letters_of(&token.text))
            .collect();
        if let Some(target) = targets.iter().find(|target| target.letters == letters) {
            return Some((target.spelling.clone(), len));
        }
    }
    if written {
        return None;
    }
    (1..=run)
        .rev()
        .find_map(|len| by_sound(&tokens[at..at + len], targets, model))
}

/// An own word that sounds like these words, guarded against taking ordinary words for it.
fn by_sound(tokens: &[Token], targets: &[Target], model: &Model) -> Option<(String, usize)> {
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
    // All words ordinary: only the very sound, of a word said in as many words, will do.
    let limit = if ordinary == tokens.len() { 0.0 } else { 0.2 };
    let candidate = |target: &&Target| {
        target.letters.len() >= SOUND_LETTERS
            && sound.len() >= 3
            && distance(&sound, &target.code) <= limit
            && distance(&letters, &target.letters)
                <= if limit == 0.0 {
                    LETTER_DISTANCE / 2.0
                } else {
                    LETTER_DISTANCE
                }
            && letters.starts_with(|c| target.letters.starts_with(c) || sound.starts_with(&target.code[..1]))
    };
    let nearest = targets.iter().filter(candidate).min_by(|left, right| {
        distance(&letters, &left.letters).total_cmp(&distance(&letters, &right.letters))
    })?;
    Some((nearest.spelling.clone(), tokens.len()))
}
