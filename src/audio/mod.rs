//! Audio input and output, where nothing may wait: device, callback, capture, and a file in the microphone's place.
//!
//! Sound goes from here into a ring of two seconds and is taken out through a [`Tap`]. Knows nothing
//! of frames, models or words.

pub mod capture;
pub mod device;
pub mod file;
mod patience;
pub mod player;
mod quiet;
pub mod rt;
pub mod speaker;
mod stretch;

pub use capture::{Capture, News};
pub use rt::{Meters, Tap};
