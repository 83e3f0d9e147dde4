//! Ctrl-C, a request to end, a terminal that is closed: what was heard still comes out.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// A sign that is set when the program is asked to end; asked a second time, the user means it, and it ends at once.
/// Beside it whether the system tells of such requests: without that the first one ends it.
pub(super) fn on_request() -> (Arc<AtomicBool>, Result<(), ctrlc::Error>) {
    let stop = Arc::new(AtomicBool::new(false));
    let stopping = stop.clone();
    let handler = ctrlc::set_handler(move || {
        if stopping.swap(true, Relaxed) {
            std::process::exit(130);
        }
    });
    (stop, handler)
}
