//! What can go wrong with a reader, each variant a decision for the user.

/// Why a reader could not be opened or could not read.
#[derive(Debug, thiserror::Error)]
pub enum ReaderError {
    /// The file cannot be opened.
    #[error("{file}: {reason}. Check the path and the permissions.")]
    Unreadable {
        /// The file, as the user named it.
        file: String,
        /// The system's reason.
        reason: String,
    },
    /// The file is damaged, of another kind, or does not belong to the others.
    #[error("{file}: expected {expected}, found {found}. Download it again or choose another reader.")]
    WrongFile {
        /// The file, as the user named it.
        file: String,
        /// What should have been there.
        expected: String,
        /// What was there.
        found: String,
    },
    /// The sound is longer than the encoder has positions for.
    #[error("{seconds:.1} s of sound were given, the reader takes {limit:.1} s. Cut it at a pause.")]
    TooLong {
        /// Seconds asked for.
        seconds: f32,
        /// Seconds possible.
        limit: f32,
    },
    /// What stands before the text, or the text too, is longer than the decoder has positions for.
    #[error("{tokens} tokens were given, the reader takes {limit}. Shorten the text before.")]
    TooManyTokens {
        /// Tokens asked for.
        tokens: usize,
        /// Tokens possible.
        limit: usize,
    },
    /// A number that is no token of the model.
    #[error("{0} is no token of this reader.")]
    UnknownToken(u32),
    /// A model of many languages was asked to read without being told which.
    #[error(
        "the reader knows {known} languages and was not told which is spoken. Set one, or let it detect the language."
    )]
    LanguageUnknown {
        /// Languages of the model.
        known: usize,
    },
    /// The model does not know the language.
    #[error("the reader does not know the language {language}. Choose a reader of many languages.")]
    LanguageMissing {
        /// The language's English name.
        language: &'static str,
    },
    /// The model cannot translate.
    #[error("the reader cannot translate. Choose a reader of many languages.")]
    CannotTranslate,
    /// What the model computes are no numbers: some of its weights are damaged.
    #[error(
        "the reader's file is damaged: what it computes are no numbers. Download it again or choose another reader."
    )]
    Numbers,
    /// The caller broke off.
    #[error("cancelled")]
    Cancelled,
    /// Sizes inside the reader did not fit each other: what was encoded by one reader was given to another.
    #[error("the reader stopped: {0}")]
    Shape(#[from] parlance_kernels::ShapeError),
}

impl ReaderError {
    /// A [`ReaderError::WrongFile`] about `file`.
    pub fn wrong(
        file: impl std::fmt::Display,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        ReaderError::WrongFile {
            file: file.to_string(),
            expected: expected.into(),
            found: found.into(),
        }
    }

    /// A [`ReaderError::Unreadable`] about `file`.
    pub fn unreadable(file: impl std::fmt::Display, reason: impl std::fmt::Display) -> Self {
        ReaderError::Unreadable {
            file: file.to_string(),
            reason: reason.to_string(),
        }
    }
}

/// Result of this module.
pub type Result<T> = std::result::Result<T, ReaderError>;
