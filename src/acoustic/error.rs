//! What can go wrong with the acoustic model.

use crate::reader::ReaderError;

/// Why the acoustic model cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AcousticError {
    /// One of its files is missing, damaged or of another kind.
    #[error("{file}: {problem}")]
    File {
        /// The file's name.
        file: String,
        /// Expected and found, in words.
        problem: String,
    },
    /// Sizes inside the model did not fit each other.
    #[error("the acoustic model stopped: {0}")]
    Shape(#[from] parlance_kernels::ShapeError),
}

impl AcousticError {
    /// What is wrong with a file.
    pub(crate) fn file(file: impl std::fmt::Display, problem: impl std::fmt::Display) -> Self {
        AcousticError::File {
            file: file.to_string(),
            problem: problem.to_string(),
        }
    }
}

/// The building blocks report as the reader does; here its advice would be the wrong one.
impl From<ReaderError> for AcousticError {
    fn from(error: ReaderError) -> Self {
        match error {
            ReaderError::WrongFile {
                file,
                expected,
                found,
            } => AcousticError::file(file, format!("expected {expected}, found {found}")),
            ReaderError::Unreadable { file, reason } => {
                AcousticError::file(file, format!("cannot be read: {reason}"))
            }
            ReaderError::Shape(error) => AcousticError::Shape(error),
            other => AcousticError::file(super::model::WEIGHTS, other),
        }
    }
}

/// Result of this module.
pub type Result<T> = std::result::Result<T, AcousticError>;
