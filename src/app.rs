//! The wiring: builds every queue, spawns and names every thread, shuts down in flow order.
//!
//! ```text
//! queue                 from → to                      length        when full
//! steps                 "capture" → "sound watch"     8             it waits
//! A ring of samples     callback or "file" → "frames"  2 s           newest dropped and counted (file: waits)
//! taps: new rings       "capture"/"file" → "frames"    4             the device is opened again later
//! B frames and marks    "frames" → "inference"         750 (30 s)    "frames" waits, A absorbs
//! C events              "inference" (+ news) → main    256           inference waits, news is dropped
//! E control             main → "frames"                8             the click is refused
//! F journal, sound      main, "frames" → "store"       15000 (10 min) a notice says so; dictation goes on
//! readings              "inference" → "reader"         1             the newest sound is read later
//! readings' answers     "reader" → "inference"         3             never: one for each reading on its way
//! jobs                  main → "files"                64            the click is refused
//! rewrites              main → "rewrite"              2             the click is refused
//! clipboard             main → "clipboard"            8             the click is refused
//! answers               the three above → main        256           they wait
//! ```
//!
//! Threads: "capture" (keeps the microphone open), "sound watch" (tells when the sound system never answers), "file" (pours a file), "frames", "inference", "reader" (the second
//! pass; belongs to the recogniser), "store"; with a window also "files", "rewrite", "clipboard" and, while they
//! are looked for, "microphones" (left behind, as "capture" and "speaker" are, where the sound system hangs);
//! with `parlance listen` also "control", "x11", "overlay", "media", "portal" and "shortcuts" (in `system`).

mod dialogs;
mod editor;
pub mod chime;
pub mod enrol;
mod fonts;
mod jobs;
pub mod readers;
mod model_choices;

pub use crate::audio::device::{Microphone, list as microphones, list_if_answered};
pub use crate::host::new_session;
pub use editor::{EditorBackend, editor};
