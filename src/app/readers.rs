//! Readers for people: what a model of the Whisper family is, and which ones other programs have left on this machine.

use std::path::Path;

use directories::BaseDirs;

use crate::reader::formats::{self, Places};

pub use crate::reader::formats::{Found, Inspection, inspect};

/// Whether a path looks like a reader and not like a model of another kind.
pub fn is_reader(path: &Path) -> bool {
    formats::detect(path).is_ok()
}

/// The readers in the folders where other programs of this user keep theirs, by name.
pub fn find() -> Vec<Found> {
    let folders = BaseDirs::new();
    let places = folders.map(|folders| Places::usual(folders.home_dir(), |name| std::env::var_os(name)));
    places.map(|places| formats::find(&places)).unwrap_or_default()
}
