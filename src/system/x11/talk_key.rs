//! The talk key under X11: grabbed for this program alone, whatever locks are on.

use x11rb::protocol::xproto::{ConnectionExt, GrabMode, Keycode, Keysym, ModMask, Window};
use x11rb::rust_connection::RustConnection;

use super::XError;
use super::keyboard::Keyboard;

/// A key with what is held for it, as people write it: `F9`, `Ctrl+Alt+Space`, `Super+D`, `Pause`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyName {
    sym: Keysym,
    held: u16,
    /// As it was written.
    pub(crate) name: String,
}

/// Keys by their names, as far as they are no characters.
const NAMES: &[(&str, Keysym)] = &[
    ("space", 0x20),
    ("pause", 0xff13),
    ("scrolllock", 0xff14),
    ("insert", 0xff63),
    ("menu", 0xff67),
    ("print", 0xff61),
    ("home", 0xff50),
    ("end", 0xff57),
];

impl std::str::FromStr for KeyName {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let mut held = 0;
        let mut parts: Vec<&str> = name.split('+').map(str::trim).collect();
        let last = parts.pop().unwrap_or_default();
        for part in parts {
            held |= u16::from(match part.to_lowercase().as_str() {
                "ctrl" | "control" => ModMask::CONTROL,
                "shift" => ModMask::SHIFT,
                "alt" => ModMask::M1,
                "super" | "win" | "meta" => ModMask::M4,
                _ => {
                    return Err(format!(
                        "{part:?} is no key that is held: Ctrl, Shift, Alt or Super"
                    ));
                }
            });
        }
        let sym = keysym(last).ok_or_else(|| {
            format!(
                "{last:?} is no key that talks: F1 to F24, Pause, ScrollLock, Insert, Menu, Space or a letter"
            )
        })?;
        if held == 0 && (0x20..0x7f).contains(&sym) {
            return Err(format!(
                "{last:?} alone is needed for writing: Ctrl+Alt+{last}, for instance"
            ));
        }
        Ok(KeyName {
            sym,
            held,
            name: name.to_owned(),
        })
    }
}

fn keysym(name: &str) -> Option<Keysym> {
    let lower = name.to_lowercase();
    if let Some((_, sym)) = NAMES.iter().find(|(known, _)| *known == lower) {
        return Some(*sym);
    }
    let number = lower.strip_prefix('f').and_then(|n| n.parse::<u32>().ok());
    if let Some(number) = number.filter(|number| (1..=24).contains(number)) {
        return Some(0xffbd + number);
    }
    let mut chars = lower.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if c.is_ascii_alphanumeric() => Some(c as Keysym),
        _ => None,
    }
}

/// The grabbed key.
#[derive(Clone, Copy, Debug)]
pub struct TalkKey {
    /// The key.
    pub code: Keycode,
    held: u16,
}

impl TalkKey {
    /// Grabs a key on the whole screen, with every combination of caps lock and number lock.
    pub fn grab(
        conn: &RustConnection,
        root: Window,
        keyboard: &Keyboard,
        key: &KeyName,
    ) -> Result<Self, XError> {
        let code = keyboard
            .code(key.sym)
            .ok_or_else(|| XError::NoKey(key.name.clone()))?;
        for lock in locks() {
            conn.grab_key(
                true,
                root,
                ModMask::from(key.held | lock),
                code,
                GrabMode::ASYNC,
                GrabMode::ASYNC,
            )?
            .check()
            .map_err(|_| XError::Taken(key.name.clone()))?;
        }
        Ok(TalkKey { code, held: key.held })
    }

    /// Whether a press of a key, with what is held, is one of it.
    pub fn is(&self, code: Keycode, state: u16) -> bool {
        let held = u16::from(ModMask::SHIFT | ModMask::CONTROL | ModMask::M1 | ModMask::M4);
        self.code == code && state & held == self.held
    }

    /// Lets go of it.
    pub fn release(&self, conn: &RustConnection, root: Window) -> Result<(), XError> {
        for lock in locks() {
            conn.ungrab_key(self.code, root, ModMask::from(self.held | lock))?;
        }
        Ok(())
    }
}

/// Caps lock and number lock, on and off.
fn locks() -> [u16; 4] {
    let (caps, number) = (u16::from(ModMask::LOCK), u16::from(ModMask::M2));
    [0, caps, number, caps | number]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_named_as_people_write_them() {
        let key: KeyName = "Ctrl+Alt+Space".parse().unwrap();
        assert_eq!((key.sym, key.held), (0x20, 4 | 8));
        let key: KeyName = "f9".parse().unwrap();
        assert_eq!((key.sym, key.held), (0xffc6, 0));
        let key: KeyName = "Super+d".parse().unwrap();
        assert_eq!((key.sym, key.held), (0x64, 64));
        for bad in ["", "d", "Hyper+F9", "F99", "Ctrl+", "Mouse4"] {
            assert!(bad.parse::<KeyName>().is_err(), "{bad}");
        }
    }
}
