//! Rewriting: "make this paragraph shorter". Rules are always there, Gemma when it is loaded, and a
//! guard watches what a rewrite may not lose.
//!
//! Knows nothing of documents, revisions, sound or windows: plain text in, plain text out.

pub mod guard;
#[cfg(feature = "desktop")]
pub mod gemma;
#[cfg(feature = "desktop")]
pub mod prompt;
pub mod rules;
mod program;
mod tokens;

#[cfg(feature = "desktop")]
pub use gemma::GemmaRewriter;
pub use program::{Program, WithPrograms};
pub use rules::Rules;

use std::ops::ControlFlow;

/// What a spoken edit asks of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Instruction {
    /// Fewer words, same facts.
    Shorter,
    /// More words (needs a language model).
    Longer,
    /// Formal register.
    Formal,
    /// Casual register.
    Casual,
    /// Warmer tone.
    Friendlier,
    /// Plainer words, shorter sentences.
    Simpler,
    /// Easier to follow.
    Clearer,
    /// One bullet per statement, in order.
    Bullets,
    /// The central statements as bullets, most central first.
    KeyPoints,
    /// An e-mail with greeting and close.
    Email,
    /// A list of the items in a sentence.
    List,
    /// A summary within a limit.
    Summarize(Limit),
    /// Grammar of the mechanical kind.
    FixGrammar,
    /// Spelling.
    FixSpelling,
    /// Spelling and grammar.
    Proofread,
    /// Fillers, punctuation, capitals, numbers: what happens to dictation anyway.
    Polish,
    /// Into another language (needs a language model).
    Translate {
        /// The language as spoken, e.g. "german".
        language: String,
    },
    /// Anything else, in the user's words (needs a language model).
    Free(String),
    /// What a program of the user's makes of it.
    Run(Program),
}

/// How long a summary may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The rewriter's choice.
    Auto,
    /// At most so many words.
    Words(usize),
    /// At most so many sentences.
    Sentences(usize),
}

/// A finished rewrite.
#[derive(Clone, Debug, PartialEq)]
pub struct Rewrite {
    /// The new text.
    pub text: String,
    /// What the user should know, e.g. that a number is missing in the new text.
    pub notes: Vec<String>,
}

/// Why there is no rewrite; the original stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RewriteError {
    /// The rules cannot do this honestly.
    #[error("{what} needs a language model. Load Gemma 4 12B with --model or in the settings.")]
    NeedsModel {
        /// What was asked for.
        what: String,
    },
    /// The answer was empty, refused, or lost what must not be lost.
    #[error("the rewrite was not usable ({0}); your text is unchanged")]
    Rejected(String),
    /// A program of the user's did not do it.
    #[error("“{name}”: {problem}; your text is unchanged")]
    Program {
        /// What the user calls it.
        name: String,
        /// What went wrong.
        problem: String,
    },
    /// The user cancelled.
    #[error("cancelled")]
    Cancelled,
    /// The model failed.
    #[error("the rewriter stopped: {0}; your text is unchanged")]
    Failed(String),
}

/// Something that rewrites text.
pub trait Rewriter: Send {
    /// Name for people.
    fn name(&self) -> &str;

    /// Rewrites `text`. Pieces of the new text go to `on_piece` as soon as they are whole, empty ones while there
    /// is nothing yet; the callback may break off at any of them, which gives [`RewriteError::Cancelled`].
    ///
    /// # Errors
    /// [`RewriteError`]; the text is unchanged then.
    fn rewrite(
        &mut self,
        instruction: &Instruction,
        text: &str,
        on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<Rewrite, RewriteError>;
}
