//! From sound to words and from words to a transcript, for whatever front end asks: which models are loaded, the pipeline's
//! threads, and [`Transcriber`], the one way from a recording to its text.
//!
//! Knows nothing of windows, sessions, command lines or networks.

pub mod models;
mod live;
mod outcome;
mod passes;
mod pipeline;
mod reading;
mod recogniser;
pub mod recording;
mod transcribe;
mod transcript;

pub use crate::audio::file::SoundFile;
pub use crate::frames::Mixdown;
pub use live::{Live, LiveTranscriber};
pub use passes::{PassPlan, Place, Purpose, SecondReader, is_language, language_codes};
pub use pipeline::{AppError, Loading, Options, Pipeline, Source};
pub use recogniser::{ModelPlan, loader, rewriter, sample};
pub use transcribe::{Follow, TranscribeOptions, Transcriber};
pub use transcript::{Transcript, new_text, settled_text, subtitles};
