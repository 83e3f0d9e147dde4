//! From heard words to written text: disfluency, punctuation, numbers, own words, flow.
//!
//! ```text
//! words ─▶ token ─▶ inline ─▶ vocabulary ─▶ disfluency ─▶ numbers ─▶ punctuate ─▶ capitals ─▶ flow ─▶ text
//!          marks    spoken     own words,    fillers,      "20 %"    . , ? ! :     names, I    joined to
//!          apart    marks      snippets      repairs                                           the document
//! ```
//!
//! Where clauses begin and end (`clause`) is asked by the stages that cut and by those that put marks: nothing is cut
//! where both sides have a verb of their own. `proper` knows the company that names keep.
//!
//! Each stage can be switched off in [`PolishSettings`] and notes what it changed and why.
//!
//! Knows nothing of the document beyond the text before and after the insertion point, nothing of
//! commands (only the punctuation words inside dictation, [`inline`]), and nothing of sound beyond pauses.

mod capitals;
mod clause;
mod compounds;
mod disfluency;
mod flow;
pub mod inline;
pub mod numbers;
mod proper;
mod punctuate;
mod quoted;
mod settings;
mod speaker;
mod speech;
mod titles;
mod token;
mod vocabulary;

use std::path::Path;
use std::sync::Arc;

pub use settings::{NumberStyle, PolishSettings};
pub use titles::is_title_word;
pub use vocabulary::{OwnWord, Replacement, Vocabulary, VocabularyError};

use super::{Evidence, Word};
use crate::english::word_classes::{COORDINATORS, PREPOSITIONS, QUESTION_WORDS, SUBORDINATORS};
use token::Trail;

/// What stands around the insertion point, and how long the speaker was silent around the utterance.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Context<'a> {
    /// Text of the document before the insertion point; the last paragraph is enough.
    pub before: &'a str,
    /// Text of the document after the insertion point (after the selection, when there is one).
    pub after: &'a str,
    /// Silence between the utterance before and this one, in milliseconds; `None` when unknown.
    pub pause_before_ms: Option<u64>,
    /// Silence after the utterance, in milliseconds; `None` when unknown. A short one (an utterance cut
    /// in the middle of running speech) argues against a full stop.
    pub pause_after_ms: Option<u64>,
}

/// Why something was changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// A rule, by its name ("filler", "repetition", "cardinal").
    Rule(&'static str),
    /// The punctuation model, with the probability it gave.
    Model {
        /// In `[0, 1]`.
        probability: f32,
    },
    /// The user said so: a punctuation word, "cap", "numeral", "literal".
    Spoken,
    /// The user's own word, replacement or snippet.
    Vocabulary,
}

/// One change from the heard words to the written text.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What was heard; empty when something was added.
    pub was: String,
    /// What is written; empty when something was removed.
    pub now: String,
    /// Why.
    pub why: Why,
}

/// Text ready to be inserted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Polished {
    /// How many `char`s to delete from the end of [`Context::before`] first: a full stop, and spaces, which a
    /// spoken mark at the start of the utterance takes the place of. Nearly always 0.
    pub erase: usize,
    /// The text, with the space or line break that joins it to what stands before and after.
    pub text: String,
    /// What was changed, in reading order within each stage.
    pub changes: Vec<Change>,
}

/// Whether words (lower case, as heard) are a whole clause rather than part of one: "we will be late", "call me", but not
/// "very much".
pub fn is_clause(words: &str) -> bool {
    let words: Vec<&str> = words.split_whitespace().collect();
    clause::is_whole(&words)
}

/// Whether words (lower case, as heard) may be an item of a list by themselves: "two pounds of potatoes", "call the plumber",
/// but neither a statement nor words that go on with others ("and salt", "for the cake").
pub fn is_list_entry(words: &str) -> bool {
    const MOST_WORDS: usize = 8;
    let words: Vec<&str> = words.split_whitespace().collect();
    let goes_on = |word: &&str| {
        [COORDINATORS, PREPOSITIONS, SUBORDINATORS, QUESTION_WORDS]
            .iter()
            .any(|class| class.contains(word))
    };
    (1..=MOST_WORDS).contains(&words.len())
        && !words.first().is_some_and(goes_on)
        && !words.last().is_some_and(|last| clause::ends_nothing(last))
        && !(0..words.len()).any(|at| clause::subject_verb(&words, at).is_some())
}

/// Why there is no polisher: the punctuation model's file is missing or damaged.
#[derive(Debug, thiserror::Error)]
#[error(
    "the punctuation model {file} cannot be used ({problem}). Install parlance's built-in model again, or switch punctuation off."
)]
pub struct PolishError {
    /// The file.
    file: String,
    /// What is wrong with it.
    problem: String,
}

/// The punctuation model's file in a model folder.
const MODEL_FILE: &str = "punctuation.bin";

/// Turns heard words into written text. Cheap to clone; never changes while polishing.
#[derive(Clone, Debug)]
pub struct Polisher {
    settings: PolishSettings,
    vocabulary: Arc<Vocabulary>,
    /// What `vocabulary` is looked up by.
    index: Arc<vocabulary::Index>,
    model: Arc<punctuate::Model>,
}

impl Polisher {
    /// A polisher with the punctuation model found in `models_dir` (`punctuation.bin`), or with the one
    /// built into the program when `None` or when the folder has none.
    ///
    /// # Errors
    /// [`PolishError`]: the model's file cannot be read, or is damaged.
    pub fn load(models_dir: Option<&Path>, settings: &PolishSettings) -> Result<Self, PolishError> {
        let file = models_dir
            .map(|dir| dir.join(MODEL_FILE))
            .filter(|file| file.is_file());
        let wrong = |problem: String| PolishError {
            file: file
                .as_ref()
                .map_or("in the program".to_owned(), |file| file.display().to_string()),
            problem,
        };
        let model = match &file {
            Some(path) => {
                let bytes = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
                punctuate::Model::from_bytes(bytes).map_err(wrong)?
            }
            None => punctuate::Model::builtin().map_err(wrong)?,
        };
        Ok(Polisher {
            settings: settings.clone(),
            vocabulary: Arc::default(),
            index: Arc::default(),
            model: Arc::new(model),
        })
    }

    /// The settings in use.
    pub fn settings(&self) -> &PolishSettings {
        &self.settings
    }

    /// Changes the settings from the next utterance on.
    pub fn set_settings(&mut self, settings: &PolishSettings) {
        self.settings = settings.clone();
    }

    /// The user's own words and replacements.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Replaces the user's own words and replacements from the next utterance on.
    pub fn set_vocabulary(&mut self, vocabulary: Vocabulary) {
        self.index = Arc::new(vocabulary::Index::of(&vocabulary));
        self.vocabulary = Arc::new(vocabulary);
    }

    /// Learns from a correction when the settings allow it: `heard` was written, the user put `corrected` there.
    /// Gives the own word that came of it: a name or a spelling of its own that sounds the same, never an ordinary
    /// word ("there" → "Their").
    pub fn learn(&mut self, heard: &str, corrected: &str) -> Option<OwnWord> {
        if !self.settings.learn_corrections || !corrected.split_whitespace().all(|word| self.may_be_own(word))
        {
            return None;
        }
        let mut vocabulary = (*self.vocabulary).clone();
        let spelling = vocabulary.learn(heard, corrected)?.spelling.clone();
        if vocabulary == *self.vocabulary {
            return None; // known already
        }
        let word = vocabulary
            .words
            .iter_mut()
            .find(|word| word.spelling == spelling)?;
        // "win" must not become "Nguyen" wherever it is said.
        word.sounds_like
            .retain(|heard| heard.contains(' ') || !self.model.knows(heard));
        let word = word.clone();
        self.set_vocabulary(vocabulary);
        Some(word)
    }

    /// Whether the spelling tells something: capitals inside, a word that is not common, or a name.
    fn may_be_own(&self, word: &str) -> bool {
        let lower = word.to_lowercase();
        word.chars().skip(1).any(char::is_uppercase)
            || !self.model.knows(&lower)
            || self.model.is_name(&lower)
    }

    /// Whether the word is known as an ordinary one, written in small letters inside sentences: neither a name nor unknown.
    pub fn is_ordinary(&self, word: &str) -> bool {
        let lower = word.to_lowercase();
        !word.chars().skip(1).any(char::is_uppercase)
            && (self.model.knows(&lower) || crate::english::word_classes::verb(&lower).any())
            && !self.model.is_name(&lower)
            && !capitals::is_always_capital(&lower)
    }

    /// Polishes one utterance. Pauses are read off the words' times; words without times (all zero) have
    /// unknown pauses.
    ///
    /// Words that carry capitals or punctuation already (polished text coming back) keep both: polishing
    /// polished text changes nothing.
    pub fn polish(&self, words: &[Word], context: &Context<'_>) -> Polished {
        let mut trail = Trail::default();
        let settings = &self.settings;
        let (mut tokens, written) = token::tokenise(words, context.pause_after_ms, &self.index);
        let numbers = settings.numbers != NumberStyle::Words;
        if settings.own_words {
            tokens = vocabulary::apply(tokens, &self.index, &self.model, written, &mut trail);
        }
        if numbers {
            tokens = numbers::addresses(tokens, &mut trail);
        }
        if settings.spoken_punctuation && !written {
            tokens = inline::apply(tokens, &mut trail);
        }
        if settings.disfluencies {
            disfluency::remove(&mut tokens, &|word| self.model.is_name(word), &mut trail);
        }
        if numbers {
            tokens = numbers::apply(tokens, settings.numbers, &mut trail);
        }
        if !written && settings.punctuation {
            compounds::join(&mut tokens, &mut trail);
        }
        let mut place = flow::Place::of(context).going_on(&tokens, context, &mut trail);
        if !written && settings.punctuation {
            speech::mark(&mut tokens, &mut trail);
            quoted::mark(&mut tokens, &self.model, &mut trail);
        }
        if !written && (settings.punctuation || settings.capitals) {
            let between = punctuate::apply(
                &mut tokens,
                &self.model,
                &place,
                context.before,
                settings.punctuation,
                &mut trail,
            );
            place = place.parted_by(between, &mut trail);
        }
        if !written && settings.punctuation && settings.disfluencies {
            // Where the model puts commas around "you know", it is a filler after all.
            tokens.iter_mut().for_each(|token| token.pause_ms = None);
            disfluency::remove(&mut tokens, &|word| self.model.is_name(word), &mut trail);
        }
        numbers::spell_at_starts(&mut tokens, place.sentence_start, &mut trail);
        if settings.capitals {
            proper::note(&mut tokens, &|word| self.model.knows(word));
            capitals::apply(&mut tokens, place.sentence_start, &self.model, &mut trail);
        }
        if numbers && settings.capitals && !written {
            titles::shorten(&mut tokens, &mut trail);
        }
        flow::join(tokens, &place, trail)
    }

    /// The mark that belongs at the insertion point when the speaker stops dictating there: an utterance may have been
    /// left without one because more could have followed. `None` where one stands, inside a sentence, where the words
    /// are plainly unfinished, in headings and lists, and when punctuation is switched off.
    pub fn closing_mark(&self, before: &str, after: &str) -> Option<&'static str> {
        let at_end = after.is_empty() || after.starts_with('\n');
        if !self.settings.punctuation || !at_end {
            return None;
        }
        punctuate::closing(&self.model, before)
    }

    /// Polishes running text line by line; line breaks stay. For text that is in the document already.
    pub fn polish_text(&self, text: &str) -> Polished {
        let mut whole = Polished::default();
        for line in text.split_inclusive('\n') {
            let body = line.trim_end_matches('\n');
            let words: Vec<Word> = body.split_whitespace().map(Word::untimed).collect();
            let indent = &body[..body.len() - body.trim_start().len()];
            let polished = self.polish(&words, &Context::default());
            whole.text.push_str(indent);
            whole.text.push_str(&polished.text);
            whole.text.push_str(&line[body.len()..]);
            whole.changes.extend(polished.changes);
        }
        whole
    }
}
