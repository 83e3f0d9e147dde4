//! Logs on standard error, by tracing. What the user says is never logged.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use super::out::Stderr;

/// Starts logging at this level; a filter that cannot be read falls back to `warn`.
pub fn start(level: &str) {
    let filter = match EnvFilter::try_new(level) {
        // The other crates have much to say that concerns nobody here.
        Ok(_) if level.chars().all(char::is_alphabetic) => EnvFilter::new(format!("warn,parlance={level}")),
        Ok(filter) => filter,
        Err(error) => {
            eprintln!("parlance: --log {level}: {error}; logging warnings");
            EnvFilter::new("warn")
        }
    };
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(|| Stderr)
        .with_ansi(std::io::stderr().is_terminal()) // no escape codes in a file
        .with_target(false);
    if subscriber.try_init().is_err() {
        eprintln!("parlance: logging was started already");
    }
}
