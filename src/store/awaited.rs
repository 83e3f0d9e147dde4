//! Threads that are waited for.

use std::io;
use std::thread::{self, JoinHandle};

/// A thread that is waited for when this is dropped. What makes it end, such as the last way in for its work, must have gone
/// before: the fields of a struct go in their order.
pub struct Awaited(Option<JoinHandle<()>>);

impl Awaited {
    /// Starts a thread of this name.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn start(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<Self> {
        let thread = thread::Builder::new().name(name.to_owned()).spawn(work)?;
        Ok(Awaited(Some(thread)))
    }

    /// Nobody waits for it any more.
    pub fn leave(&mut self) {
        self.0 = None;
    }
}

impl Drop for Awaited {
    fn drop(&mut self) {
        let Some(thread) = self.0.take() else { return };
        let name = thread.thread().name().unwrap_or_default().to_owned();
        if thread.join().is_err() {
            tracing::error!("the {name} thread had panicked");
        }
    }
}
