//! The host of a session, whatever front end it has: the window, the terminal, a script. Each behaviour is here once.
//!
//! Knows no window, no sound and no model.

pub mod documents;
pub mod erase;
pub mod file_job;
pub mod front_end;
pub mod history;
pub mod own_words;
pub mod places;
pub mod recovery;
pub mod safety;
pub mod saving;

pub use crate::store::clock::WallTime;
pub use crate::store::files::Wanted;
pub use documents::{Documents, Over, SaveError};
pub use file_job::{FileJob, FileOutcome, Place};
pub use front_end::{FrontEnd, Report, RewriteJob};
pub use places::Places;
pub use safety::Safety;
pub use saving::Saving;

use crate::session::{Session, SessionConfig};
use crate::settings::Settings;
use crate::store::models;
use crate::transcript::polish::{Polisher, Vocabulary};

/// A session as these settings want it.
///
/// # Errors
/// In words: the polish cannot be loaded.
pub fn new_session(settings: &Settings) -> Result<Session, String> {
    let models = models::builtin_dir();
    let mut polisher =
        Polisher::load(models.as_deref(), &settings.polish).map_err(|error| error.to_string())?;
    polisher.set_vocabulary(Vocabulary::from_lines(&settings.vocabulary));
    Ok(Session::new(SessionConfig {
        verbatim: settings.verbatim,
        always_apply: settings.always_apply,
        owner: settings.owner().map(str::to_owned),
        commands: settings.command.clone(),
        ..SessionConfig::new(polisher)
    }))
}
