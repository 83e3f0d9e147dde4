//! Text into programs on systems without X11 or Wayland: macOS and Windows.
//!
//! What is done is the same on both and stands here, over a [`Machine`]; the calls of the systems themselves are in
//! `machine` and `talk_key`. These systems do not tell a program that what it pasted or typed has arrived.

#[cfg(any(target_os = "macos", target_os = "windows"))]
mod focus;
#[cfg(any(target_os = "macos", target_os = "windows"))]
mod machine;
mod quiet;
#[cfg(any(target_os = "macos", target_os = "windows"))]
mod talk_key;

use std::thread;
use std::time::{Duration, Instant};

pub use quiet::Quiet;
#[cfg(any(target_os = "macos", target_os = "windows"))]
pub use talk_key::KeyName;

use super::{Insertion, Outcome, SinkError, Target, TextSink, Way};
use crate::store::clipboard::Copied;

/// How long is waited until keys such as Control are let go, and how often is looked.
const HELD: Duration = Duration::from_secs(2);
const LOOK: Duration = Duration::from_millis(10);
/// A program reads the clipboard at some time after the keys that paste; nobody tells when. Slow ones take a fifth of a second.
const PASTE: Duration = Duration::from_millis(350);
/// So many characters are taken away before it is looked whether the program still has the keyboard.
const AT_ONCE: usize = 16;

/// Keys that are pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tap {
    /// Takes away the character before the caret.
    Backspace,
    /// Ends a line.
    Enter,
    /// Pastes: Control and V, or Command and V.
    Paste,
}

/// What a system can do, in its own calls.
pub trait Machine: Send {
    /// What has the keyboard: a field, a window or a program, as finely as the system tells it.
    ///
    /// # Errors
    /// In the system's words.
    fn front(&mut self) -> Result<Option<Target>, String>;

    /// Whether a field for passwords has the keyboard. Where the system does not tell, it is none.
    fn is_password(&mut self) -> bool;

    /// Whether a key is held that changes what others mean.
    fn is_held(&self) -> bool;

    /// Presses a key, or keys together.
    ///
    /// # Errors
    /// In words, when the system refuses.
    fn tap(&mut self, tap: Tap) -> Result<(), String>;

    /// Types characters, none of them a line feed, whatever the layout of the keyboard.
    ///
    /// # Errors
    /// In words, when the system refuses.
    fn write(&mut self, text: &str) -> Result<(), String>;

    /// The text on the clipboard; `None` where it is empty or holds what could not be put back: a picture, files.
    fn copied(&mut self) -> Option<Copied>;

    /// Puts a text on the clipboard.
    ///
    /// # Errors
    /// In words, when another program holds it.
    fn copy(&mut self, copied: &Copied) -> Result<(), String>;
}

/// The way into programs on such a system.
pub struct Native<M> {
    machine: M,
    insertion: Insertion,
    quiet: Quiet,
}

#[cfg(any(target_os = "macos", target_os = "windows"))]
impl Native<machine::System> {
    /// Asks the system for its keyboard; news of keys come over the second value.
    ///
    /// # Errors
    /// When the system does not allow it.
    pub fn connect(
        insertion: Insertion,
        keys: &[(super::Button, KeyName)],
    ) -> Result<(Self, crossbeam_channel::Receiver<super::News>), SinkError> {
        let quiet = Quiet::default();
        let (keyboard, news) = talk_key::Listening::start(keys, quiet.clone())?;
        let machine = machine::System::open(keyboard)?;
        Ok((Native::new(machine, insertion, quiet), news))
    }
}

impl<M: Machine> Native<M> {
    /// The way into programs by this machine. While it presses keys, `quiet` says so.
    pub fn new(machine: M, insertion: Insertion, quiet: Quiet) -> Self {
        Native {
            machine,
            insertion,
            quiet,
        }
    }

    /// Waits until nobody holds a key that changes what others mean.
    fn released(&self) -> Result<(), String> {
        let end = Instant::now() + HELD;
        while self.machine.is_held() {
            if Instant::now() > end {
                return Err("a key such as Control or Alt is held".to_owned());
            }
            thread::sleep(LOOK);
        }
        Ok(())
    }

    fn has_keyboard(&mut self, target: &Target) -> Result<(), String> {
        match self.machine.front()?.as_ref() == Some(target) {
            true => Ok(()),
            false => Err("another program has the keyboard now".to_owned()),
        }
    }

    /// Takes away what stands before the caret.
    fn erase(&mut self, target: &Target, back: usize) -> Result<(), String> {
        for at in 0..back {
            if at % AT_ONCE == 0 {
                self.has_keyboard(target)?;
            }
            self.machine.tap(Tap::Backspace)?;
        }
        Ok(())
    }

    fn put_in(&mut self, text: &str) -> Result<Way, String> {
        if text.is_empty() {
            return Ok(Way::System);
        }
        if self.insertion == Insertion::Type {
            return self.write(text);
        }
        match (self.machine.copied(), self.insertion) {
            (Some(before), _) => self.paste(text, &before),
            (None, Insertion::Paste) => {
                Err("what is on the clipboard cannot be put back, so it was not touched".to_owned())
            }
            (None, _) => self.write(text),
        }
    }

    /// Lends the clipboard to a text and pastes.
    fn paste(&mut self, text: &str, before: &Copied) -> Result<Way, String> {
        if let Err(problem) = self.machine.copy(&Copied::plain(text)) {
            return match self.insertion {
                Insertion::Paste => Err(problem),
                _ => self.write(text),
            };
        }
        let pasted = self.machine.tap(Tap::Paste);
        thread::sleep(PASTE);
        if let Err(problem) = self.machine.copy(before) {
            tracing::warn!("the clipboard could not be given back: {problem}");
        }
        pasted.map(|()| Way::System)
    }

    /// Types a text; its lines are ended by the key that does it.
    fn write(&mut self, text: &str) -> Result<Way, String> {
        let text = text.replace('\r', "");
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.machine.tap(Tap::Enter)?;
            }
            if !line.is_empty() {
                self.machine.write(line)?;
            }
        }
        Ok(Way::System)
    }
}

impl<M: Machine> TextSink for Native<M> {
    fn target(&mut self) -> Result<Option<Target>, SinkError> {
        self.machine.front().map_err(SinkError::Desktop)
    }

    fn replace(&mut self, target: &Target, back: usize, text: &str) -> Outcome {
        if self.machine.is_password() {
            return Outcome::Kept("that is a field for passwords".to_owned());
        }
        if let Err(why) = self.released().and_then(|()| self.has_keyboard(target)) {
            return self.clip(text, why);
        }
        let _pressing = self.quiet.press();
        if let Err(why) = self.erase(target, back) {
            return self.clip(text, why);
        }
        match self.put_in(text) {
            Ok(way) => Outcome::Inserted(way),
            Err(why) => self.clip(text, why),
        }
    }

    fn press_enter(&mut self, target: &Target) -> Result<(), String> {
        self.released()?;
        self.has_keyboard(target)?;
        let _pressing = self.quiet.press();
        self.machine.tap(Tap::Enter)
    }

    fn clip(&mut self, text: &str, why: String) -> Outcome {
        if text.is_empty() {
            return Outcome::Kept(why);
        }
        match self.machine.copy(&Copied::plain(text)) {
            Ok(()) => Outcome::Clipboard(why),
            Err(problem) => Outcome::Kept(format!("{why}, and {problem}")),
        }
    }
}

#[cfg(test)]
mod tests;
