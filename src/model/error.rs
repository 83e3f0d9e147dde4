//! What can go wrong with a model, each variant a decision for the user.

use std::path::Path;

/// A file that works, named where another one does not.
pub const FILE_THAT_WORKS: &str = "gemma-4-12b-it-qat-q4_0.gguf";

/// Its projector.
pub const PROJECTOR_THAT_WORKS: &str = "mmproj-gemma-4-12b-it-qat-q4_0.gguf";

/// Where both are on Hugging Face.
pub const REPOSITORY_THAT_WORKS: &str = "google/gemma-4-12B-it-qat-q4_0-gguf";

/// Why a model could not be loaded or run.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file is damaged, of another kind, or does not belong to the others.
    #[error("{file}: expected {expected}, found {found}. Download it again or choose another file.")]
    WrongFile {
        /// The file, as the user named it.
        file: String,
        /// What should have been there.
        expected: String,
        /// What was there.
        found: String,
    },
    /// A GGUF file with weights in a format that is not read.
    #[error(
        "{file}: its tensor {tensor} is of type {kind}, which parlance does not read. Take the same model with \
         Q4_0, Q4_K_M, Q5_K_M, Q6_K, Q8_0, IQ4_NL or IQ4_XS in its name, for instance {works} from {place} \
         on Hugging Face (`parlance models fetch-help`).",
        works = FILE_THAT_WORKS,
        place = REPOSITORY_THAT_WORKS
    )]
    UnreadType {
        /// The file, as the user named it.
        file: String,
        /// The first such tensor.
        tensor: String,
        /// The type's name in ggml.
        kind: String,
    },
    /// A model in the format of another program.
    #[error(
        "{file} is a model for {runtime}, which parlance does not read. Take the same model as GGUF: {works} \
         with {projector} from {place} on Hugging Face (`parlance models fetch-help`).",
        works = FILE_THAT_WORKS,
        projector = PROJECTOR_THAT_WORKS,
        place = REPOSITORY_THAT_WORKS
    )]
    OtherRuntime {
        /// The file, as the user named it.
        file: String,
        /// The program that reads it.
        runtime: &'static str,
    },
    /// The file cannot be opened.
    #[error("{file}: {reason}. Check the path and the permissions.")]
    Unreadable {
        /// The file, as the user named it.
        file: String,
        /// The system's reason.
        reason: String,
    },
    /// What is to be written would take the place of another file.
    #[error("{0} is there already and was not touched. Give another name, or move it away first.")]
    Exists(String),
    /// The model would not fit into the memory that is free.
    #[error(
        "the model needs {needed} bytes of memory and {available} are free. \
         Quantise it (--quantize Q4_0), shorten the context, or close other programs."
    )]
    TooLarge {
        /// Bytes needed for weights and cache.
        needed: u64,
        /// Bytes free.
        available: u64,
    },
    /// The prompt does not fit what came with it.
    #[error("{0}")]
    Input(String),
    /// The sequence is longer than the model's context.
    #[error("the conversation has {length} tokens, the model takes {limit}. Start with a shorter text.")]
    ContextFull {
        /// Tokens asked for.
        length: usize,
        /// Tokens possible.
        limit: usize,
    },
    /// The caller broke off.
    #[error("cancelled")]
    Cancelled,
    /// An operation of the tensor library failed.
    #[error("the decoder stopped: {0}")]
    Decoder(#[from] candle_core::Error),
}

impl ModelError {
    /// A [`ModelError::WrongFile`] about `file`.
    pub fn wrong(file: &Path, expected: impl Into<String>, found: impl Into<String>) -> Self {
        ModelError::WrongFile {
            file: file.display().to_string(),
            expected: expected.into(),
            found: found.into(),
        }
    }

    /// A [`ModelError::UnreadType`] about `file`.
    pub fn unread_type(file: &Path, tensor: String, kind: String) -> Self {
        ModelError::UnreadType {
            file: file.display().to_string(),
            tensor,
            kind,
        }
    }

    /// A [`ModelError::OtherRuntime`] about `file`.
    pub fn other_runtime(file: &Path, runtime: &'static str) -> Self {
        ModelError::OtherRuntime {
            file: file.display().to_string(),
            runtime,
        }
    }

    /// A [`ModelError::Unreadable`] about `file`.
    pub fn unreadable(file: &Path, reason: impl std::fmt::Display) -> Self {
        ModelError::Unreadable {
            file: file.display().to_string(),
            reason: reason.to_string(),
        }
    }
}

/// Result of this module.
pub type Result<T> = std::result::Result<T, ModelError>;
