//! The microphone between recordings: held open while the window is in front, if the user wants that.

use super::Logic;
use crate::ui::backend::Request;

impl Logic {
    /// The window is in front or not: the microphone is kept ready in front only, if at all.
    pub fn in_front(&mut self, front: bool) {
        let wanted = front && self.state.settings.keep_ready;
        // A full queue: the next frame asks again.
        if wanted != self.state.microphone_open && self.backend.ask(Request::KeepReady(wanted)).is_ok() {
            self.state.microphone_open = wanted;
        }
    }
}
