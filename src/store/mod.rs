//! Files: settings, journal (crash safety), history, recovery; its own thread.

pub mod export;
pub mod files;
