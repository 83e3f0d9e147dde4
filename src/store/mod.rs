//! Files: settings, journal (crash safety), history, recovery; its own thread.

#[cfg(feature = "desktop")]
pub mod awaited;
#[cfg(feature = "desktop")]
pub mod clipboard;
pub mod clock;
pub mod export;
pub mod files;
pub mod history;
pub mod journal;
pub mod safety_copy;
pub mod models;
pub mod private;
pub mod recovery;
pub mod settings;
#[cfg(feature = "desktop")]
pub mod voices;
