//! The user's clipboard, as a front end without a window uses it: asked, and waited for a moment.

use std::time::Duration;

use crossbeam_channel::{Receiver, bounded};

use crate::store::clipboard::{Clipboard, Outcome, Request};

/// How long the clipboard may take to answer.
const WAIT: Duration = Duration::from_secs(3);

/// The clipboard, whose thread starts with the first request. What was copied stays when this is dropped.
#[derive(Default)]
pub(super) struct WaitingClipboard(Option<(Clipboard, Receiver<Outcome>)>);

impl WaitingClipboard {
    /// Asks for something; gives the text if that was asked for.
    ///
    /// # Errors
    /// In words: it is busy, does not answer, or refuses.
    pub(super) fn ask(&mut self, request: Request) -> Result<Option<String>, String> {
        let (clipboard, outcomes) = match &self.0 {
            Some(pair) => pair,
            None => {
                let (tell, outcomes) = bounded(4);
                let clipboard = Clipboard::start(move |outcome| {
                    // Nobody waits any more for an outcome that came too late.
                    tell.try_send(outcome).ok();
                })
                .map_err(|error| error.to_string())?;
                self.0.insert((clipboard, outcomes))
            }
        };
        if !clipboard.ask(request) {
            return Err("the clipboard is busy".to_owned());
        }
        match outcomes.recv_timeout(WAIT) {
            Ok(Outcome::Trouble(trouble)) => Err(trouble),
            Ok(Outcome::Pasted(text)) => Ok(Some(text)),
            Ok(Outcome::Copied { .. }) => Ok(None),
            Err(_) => Err("the clipboard does not answer".to_owned()),
        }
    }
}
