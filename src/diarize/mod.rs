//! Who speaks when: a recording's sound in, turns of numbered speakers out, live and corrected as more is heard.
//!
//! ```text
//! sound ─▶ mel ─▶ encoder (network, weights) ─▶ a voice print for each window ─┐
//! probability of speech ─▶ activity ─▶ segments, windows ──────────────────────┤
//!                                                                              ▼
//!        diarizer: nearest known speaker, or newcomer, at once; clusters of all windows every so often
//!                  clusters (linkage, bayes) ─▶ speakers ─▶ turns; voice ─▶ names
//! ```
//!
//! Pure: no threads, no files but the weights. Knows nothing of words, documents or windows. `training/speakers.py` packs
//! the weights and trains the discriminants, `training/conversations.py` mixes what the constants were chosen on.

mod activity;
pub mod assign;
mod bayes;
mod clusters;
mod diarizer;
mod encoder;
mod linkage;
mod mel;
mod network;
mod newcomer;
mod prints;
mod turns;
mod voice;
mod weights;

pub use activity::{TICKS_PER_S, Tick};
pub use diarizer::Diarizer;
pub use encoder::{Ge2e, VoiceEncoder};
pub use turns::Turn;
pub use voice::Voice;
pub use weights::WeightsError;
