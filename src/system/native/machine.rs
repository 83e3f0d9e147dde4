//! The calls of macOS and Windows. The compiler has seen them; nobody of us has run them there.

use arboard::Clipboard;
use enigo::{Direction, Enigo, Key, Keyboard, NewConError, Settings};

use super::talk_key::Listening;
use super::{Machine, Tap, focus};
use crate::store::clipboard::{self, Copied};
use crate::system::{SinkError, Target};

/// What is held to paste.
#[cfg(target_os = "macos")]
const PASTES: Key = Key::Meta;
#[cfg(target_os = "windows")]
const PASTES: Key = Key::Control;

/// This machine's keyboard, windows and clipboard.
pub struct System {
    keyboard: Enigo,
    keys: Listening,
}

impl System {
    /// Takes the keyboard.
    ///
    /// # Errors
    /// When the system does not allow keys to be pressed.
    pub(super) fn open(keys: Listening) -> Result<Self, SinkError> {
        let keyboard = Enigo::new(&Settings::default()).map_err(|error| {
            SinkError::Desktop(match error {
                NewConError::NoPermission => {
                    "allow it under System Settings, Privacy & Security, Accessibility, and start it again"
                        .to_owned()
                }
                other => other.to_string(),
            })
        })?;
        Ok(System { keyboard, keys })
    }

    fn press(&mut self, key: Key, direction: Direction) -> Result<(), String> {
        self.keyboard
            .key(key, direction)
            .map_err(|error| error.to_string())
    }
}

impl Machine for System {
    fn front(&mut self) -> Result<Option<Target>, String> {
        Ok(focus::front())
    }

    fn is_password(&mut self) -> bool {
        focus::is_password()
    }

    fn is_held(&self) -> bool {
        self.keys.is_held()
    }

    fn tap(&mut self, tap: Tap) -> Result<(), String> {
        match tap {
            Tap::Backspace => self.press(Key::Backspace, Direction::Click),
            Tap::Enter => self.press(Key::Return, Direction::Click),
            Tap::Paste => {
                self.press(PASTES, Direction::Press)?;
                let pressed = self.press(Key::Unicode('v'), Direction::Click);
                // Whatever became of it, the key must not stay down.
                self.press(PASTES, Direction::Release).and(pressed)
            }
        }
    }

    fn write(&mut self, text: &str) -> Result<(), String> {
        self.keyboard.text(text).map_err(|error| error.to_string())
    }

    fn copied(&mut self) -> Option<Copied> {
        clipboard::read(&mut Clipboard::new().ok()?)
    }

    fn copy(&mut self, copied: &Copied) -> Result<(), String> {
        let mut board = Clipboard::new().map_err(|error| error.to_string())?;
        clipboard::put(&mut board, copied)
    }
}
