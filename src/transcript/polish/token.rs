//! The tokens that the stages hand on: words, marks and breaks, each with the silence after it.
//!
//! Does not know what the stages do with them.

use super::vocabulary::Index;
use super::{Change, Evidence, Why, Word};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Something with letters or digits.
    Word,
    /// A punctuation mark or symbol, spaced as its [`Space`] says.
    Mark(Space),
    /// A line or paragraph break (the text is the break itself).
    Break,
}

/// Which sides of a mark have no space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// Clings to what stands before: `,`.
    Before,
    /// Clings to what follows: `(`.
    After,
    /// Clings to both: `-` in "well-known".
    Both,
    /// Stands free: `–`.
    Free,
}

/// How a word's letters are cased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// The polisher decides.
    Free,
    /// As it stands, a capital at a sentence start excepted.
    Kept,
    /// Exactly as it stands, sentence start or not (own words, "no caps", addresses).
    Exact,
}

/// One token.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    /// What will be written.
    pub text: String,
    /// Word, mark or break.
    pub kind: Kind,
    /// Silence after it in milliseconds; `None` when unknown.
    pub pause_ms: Option<u32>,
    /// Who decides its letters' case.
    pub case: Case,
    /// The user asked for it in so many words (own word, "literal", "numeral", a number already written):
    /// no later stage removes or rewrites it.
    pub locked: bool,
    /// No space before it ("no space").
    pub joined: bool,
    /// The words a plain number was made of, should it have to be spelled out again at a sentence start.
    pub heard: Option<String>,
    /// What the punctuation model says of the word's case: small, capital, capitals.
    pub cases: Option<[f32; 3]>,
    /// How a second pass wrote the word; of a number made of several words, how it wrote the last one.
    pub evidence: Option<Evidence>,
}

impl Token {
    /// A word as heard.
    pub fn word(text: impl Into<String>, pause_ms: Option<u32>) -> Self {
        Token {
            text: text.into(),
            heard: None,
            cases: None,
            evidence: None,
            kind: Kind::Word,
            pause_ms,
            case: Case::Free,
            locked: false,
            joined: false,
        }
    }

    /// A mark.
    pub fn mark(text: impl Into<String>, space: Space, pause_ms: Option<u32>) -> Self {
        Token {
            kind: Kind::Mark(space),
            case: Case::Exact,
            ..Token::word(text, pause_ms)
        }
    }

    /// A line or paragraph break.
    pub fn line_break(text: &str) -> Self {
        Token {
            kind: Kind::Break,
            case: Case::Exact,
            ..Token::word(text, None)
        }
    }

    /// Whether this is a word.
    pub fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }

    /// The word in lower case; nothing for a mark or a break.
    pub fn lower(&self) -> String {
        match self.is_word() {
            true => self.text.to_lowercase(),
            false => String::new(),
        }
    }

    /// Whether a silence of so many milliseconds follows, or a longer one.
    pub fn pauses(&self, ms: u32) -> bool {
        self.pause_ms.is_some_and(|pause| pause >= ms)
    }

    /// Whether a sentence ends with this mark.
    pub fn ends_sentence(&self) -> bool {
        matches!(self.kind, Kind::Mark(_)) && matches!(self.text.as_str(), "." | "?" | "!" | "…")
    }

    /// Whether a new thought begins behind it: a mark that ends a sentence, or a break.
    pub fn ends_thought(&self) -> bool {
        self.kind == Kind::Break || self.ends_sentence()
    }

    /// Whether the word reads `word` (lower case), and nobody locked it.
    pub fn is(&self, word: &str) -> bool {
        self.is_word() && !self.locked && self.text.eq_ignore_ascii_case(word)
    }
}

/// The changes made so far.
#[derive(Debug, Default)]
pub(super) struct Trail(pub Vec<Change>);

impl Trail {
    /// Notes a change.
    pub fn note(&mut self, was: impl Into<String>, now: impl Into<String>, why: Why) {
        self.0.push(Change {
            was: was.into(),
            now: now.into(),
            why,
        });
    }

    /// Notes a change by a rule.
    pub fn rule(&mut self, was: impl Into<String>, now: impl Into<String>, rule: &'static str) {
        self.note(was, now, Why::Rule(rule));
    }
}

/// Whether there is a word here that is one of these (lower case), and nobody locked it.
pub(super) fn is_one<'a>(token: impl Into<Option<&'a Token>>, words: &[&str]) -> bool {
    let token = token.into();
    token.is_some_and(|token| words.iter().any(|word| token.is(word)))
}

/// The word at `index` in lower case; nothing for a mark, and beyond the end.
pub(super) fn word_at(tokens: &[Token], index: usize) -> String {
    tokens.get(index).map_or(String::new(), Token::lower)
}

/// Whether the words from `at` on read `phrase` (lower case), without a mark between.
pub(super) fn reads(tokens: &[Token], at: usize, phrase: &str) -> bool {
    let mut words = phrase.split(' ').enumerate();
    words.all(|(offset, word)| tokens.get(at + offset).is_some_and(|token| token.is(word)))
}

/// Words joined by spaces, for notes.
pub(super) fn phrase(tokens: &[Token]) -> String {
    tokens
        .iter()
        .map(|token| token.text.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Abbreviations whose full stop is not a sentence end.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "vs", "etc", "no", "vol", "fig", "dept", "inc", "ltd",
    "co", "corp", "approx", "gen", "col", "sgt", "capt", "lt", "rev", "hon", "mt",
];

/// Whether `word` with a full stop at its end is an abbreviation ("Mr.", "e.g.", "U.S.", "p.m.").
pub(super) fn is_abbreviation(word: &str) -> bool {
    let Some(body) = word.strip_suffix('.') else {
        return false;
    };
    let lower = body.to_lowercase();
    if lower == "no" || lower == "co" {
        return false; // a sentence may well end in "no."
    }
    if ABBREVIATIONS.contains(&lower.as_str()) {
        return true;
    }
    let parts: Vec<&str> = body.split('.').collect();
    parts.len() > 1
        && parts
            .iter()
            .all(|part| part.len() == 1 && part.chars().all(char::is_alphabetic))
        || parts.len() == 1 && body.len() == 1 && body.chars().all(char::is_uppercase) && body != "I"
}

/// Whether a word is an e-mail or web address.
fn is_address(word: &str) -> bool {
    let domain = || {
        word.rsplit_once('.').is_some_and(|(head, last)| {
            let last = last.split('/').next().unwrap_or("");
            head.ends_with(char::is_alphanumeric)
                && last.len() > 1
                && last.chars().all(|c| c.is_ascii_lowercase())
        })
    };
    word.contains('@') && word.len() > 2 || word.contains("://") || domain()
}

/// Cuts words into tokens and tells whether this is written text coming back (it has marks or capitals
/// of its own) rather than heard words.
pub(super) fn tokenise(words: &[Word], pause_after_ms: Option<u64>, own_words: &Index) -> (Vec<Token>, bool) {
    let timed = words.iter().any(|word| word.end_ms > 0);
    let mut tokens = Vec::with_capacity(words.len());
    let mut written = false;
    for (index, word) in words.iter().enumerate() {
        let pause = match words.get(index + 1) {
            Some(next) if timed => Some(next.start_ms.saturating_sub(word.end_ms)),
            Some(_) => None,
            None => pause_after_ms,
        };
        let pause = pause.map(|ms| u32::try_from(ms).unwrap_or(u32::MAX));
        written |= has_capital(&word.text) && !own_words.has_spelling(&word.text);
        written |= split_marks(&word.text, pause, &mut tokens);
        if let Some(token) = tokens.last_mut().filter(|token| token.is_word()) {
            token.evidence = word.evidence.as_deref().cloned();
        }
    }
    if written {
        for token in tokens
            .iter_mut()
            .filter(|token| token.is_word() && has_capital(&token.text))
        {
            token.case = Case::Kept;
        }
    }
    (tokens, written)
}

/// A capital that a recogniser would not have written: "I" and its contractions do not count.
fn has_capital(text: &str) -> bool {
    let core = text.trim_matches(|c: char| !c.is_alphanumeric());
    core.chars().any(char::is_uppercase) && !matches!(core, "I" | "I'm" | "I'll" | "I've" | "I'd")
}

/// Pushes one whitespace-free chunk as marks and a word; true when it had marks.
fn split_marks(chunk: &str, pause: Option<u32>, tokens: &mut Vec<Token>) -> bool {
    if !chunk.chars().any(char::is_alphanumeric) {
        let mut token = Token::word(chunk, pause);
        (token.locked, token.case) = (true, Case::Exact);
        tokens.push(token);
        return true;
    }
    let opens = |c: char| matches!(c, '(' | '[' | '"' | '“' | '‘');
    let closes = |c: char| matches!(c, ',' | ';' | ':' | '?' | '!' | '…' | ')' | ']' | '"' | '”');
    let body = chunk.trim_start_matches(opens);
    for mark in chunk[..chunk.len() - body.len()].chars() {
        tokens.push(Token::mark(mark, Space::After, Some(0)));
    }
    let mut core = body.trim_end_matches(closes);
    while core.ends_with('.') && !is_abbreviation(core) {
        core = core[..core.len() - 1].trim_end_matches(closes);
    }
    let mut word = Token::word(core, Some(0));
    if is_address(core) {
        word.case = Case::Exact; // "anna@example.org" begins a sentence as it is
    }
    tokens.push(word);
    for mark in body[core.len()..].chars() {
        tokens.push(Token::mark(mark, Space::Before, Some(0)));
    }
    if let Some(last) = tokens.last_mut() {
        last.pause_ms = pause;
    }
    core.len() != chunk.len()
}
