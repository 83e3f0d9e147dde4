//! What surrounds a session whatever front it has: the window, the terminal, a script. Each behaviour is here once.
//!
//! Knows no window, no sound and no model.

pub mod documents;
pub mod erase;
pub mod places;
pub mod recovery;
pub mod safety;

pub use documents::{Documents, Over, SaveError};
pub use places::Places;
pub use safety::Safety;
