//! Keys that can be chosen: the one that talks, and those of the window's commands. Knows their names, no window.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::choice::{choices, none_of};

choices! {
    /// The key, or the mouse button, that talks: one that types nothing, and that no system has a use for in every program.
    #[derive(Default)]
    #[allow(missing_docs, reason = "each is the key of its name")]
    TalkButton {
        F2 = "F2",
        F4 = "F4",
        F5 = "F5",
        F6 = "F6",
        F7 = "F7",
        F8 = "F8",
        #[default]
        F9 = "F9",
        F10 = "F10",
        F11 = "F11",
        F12 = "F12",
        F13 = "F13",
        F14 = "F14",
        F15 = "F15",
        Insert = "Insert",
        /// The rear button at the side of the mouse.
        Mouse4 = "Mouse4",
        /// The front one.
        Mouse5 = "Mouse5",
    }
}

choices! {
    /// A command of the window that has keys.
    #[allow(missing_docs, reason = "each is the command of its name")]
    Shortcut {
        New = "new",
        Open = "open",
        Save = "save",
        SaveAs = "save_as",
        Export = "export",
        Close = "close",
        Undo = "undo",
        Redo = "redo",
        Cut = "cut",
        Copy = "copy",
        Paste = "paste",
        SelectAll = "select_all",
        CopyAll = "copy_all",
        Bold = "bold",
        Italic = "italic",
        Underline = "underline",
        Find = "find",
        Replace = "replace",
        FindNext = "find_next",
        FindPrevious = "find_previous",
        Commands = "commands",
        Transcript = "transcript",
        History = "history",
        Models = "models",
        Settings = "settings",
        Larger = "larger",
        Smaller = "smaller",
        UsualSize = "usual_size",
        Hear = "hear",
    }
}

impl Shortcut {
    /// Whether its keys are the system's in every field of text, and therefore not to be changed.
    pub const fn is_fixed(self) -> bool {
        matches!(
            self,
            Shortcut::Cut | Shortcut::Copy | Shortcut::Paste | Shortcut::SelectAll
        )
    }

    /// The keys that it has when nothing was changed.
    pub fn usual(self) -> Chord {
        let (shift, key) = match self {
            Shortcut::New => (false, "N"),
            Shortcut::Open => (false, "O"),
            Shortcut::Save => (false, "S"),
            Shortcut::SaveAs => (true, "S"),
            Shortcut::Export => (false, "E"),
            Shortcut::Close => (false, "W"),
            Shortcut::Undo => (false, "Z"),
            Shortcut::Redo => (true, "Z"),
            Shortcut::Cut => (false, "X"),
            Shortcut::Copy => (false, "C"),
            Shortcut::Paste => (false, "V"),
            Shortcut::SelectAll => (false, "A"),
            Shortcut::CopyAll => (false, "D"),
            Shortcut::Bold => (false, "B"),
            Shortcut::Italic => (false, "I"),
            Shortcut::Underline => (false, "U"),
            Shortcut::Find => (false, "F"),
            Shortcut::Replace => (false, "R"),
            Shortcut::FindNext => (false, "G"),
            Shortcut::FindPrevious => (true, "G"),
            Shortcut::Commands => (false, "K"),
            Shortcut::Transcript => (false, "T"),
            Shortcut::History => (false, "H"),
            Shortcut::Models => (false, "M"),
            Shortcut::Settings => (false, "Comma"),
            Shortcut::Larger => (false, "Plus"),
            Shortcut::Smaller => (false, "Minus"),
            Shortcut::UsualSize => (false, "0"),
            Shortcut::Hear => (false, "P"),
        };
        Chord {
            command: true,
            alt: false,
            shift,
            key,
        }
    }
}

/// Keys that may end a chord, by their names.
pub const KEYS: &[&str] = &[
    "A",
    "B",
    "C",
    "D",
    "E",
    "F",
    "G",
    "H",
    "I",
    "J",
    "K",
    "L",
    "M",
    "N",
    "O",
    "P",
    "Q",
    "R",
    "S",
    "T",
    "U",
    "V",
    "W",
    "X",
    "Y",
    "Z",
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
    "Comma",
    "Period",
    "Minus",
    "Plus",
    "Equals",
    "Slash",
    "Backslash",
    "Semicolon",
    "Quote",
    "Backtick",
    "OpenBracket",
    "CloseBracket",
    "Space",
    "Enter",
    "F1",
    "F2",
    "F3",
    "F4",
    "F5",
    "F6",
    "F7",
    "F8",
    "F9",
    "F10",
    "F11",
    "F12",
    "F13",
    "F14",
    "F15",
    "F16",
    "F17",
    "F18",
    "F19",
    "F20",
];

/// Keys pressed together: "Ctrl+Shift+S".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Chord {
    /// Ctrl, or the command key of a Mac.
    pub command: bool,
    /// Alt.
    pub alt: bool,
    /// Shift.
    pub shift: bool,
    /// Name of the key: one of [`KEYS`].
    pub key: &'static str,
}

impl Chord {
    /// Whether it types nothing by itself.
    pub fn is_free(&self) -> bool {
        let function = self.key.len() > 1 && self.key.starts_with('F');
        function || self.command || self.alt && self.key != "Space"
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [
            (self.command, "Ctrl+"),
            (self.alt, "Alt+"),
            (self.shift, "Shift+"),
        ] {
            if held {
                f.write_str(name)?;
            }
        }
        f.write_str(self.key)
    }
}

impl FromStr for Chord {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut chord = Chord {
            command: false,
            alt: false,
            shift: false,
            key: "",
        };
        let mut parts: Vec<&str> = text.split('+').map(str::trim).collect();
        let last = parts.pop().unwrap_or_default();
        for part in parts {
            match part.to_ascii_lowercase().as_str() {
                "ctrl" | "control" | "cmd" | "command" => chord.command = true,
                "alt" | "option" => chord.alt = true,
                "shift" => chord.shift = true,
                _ => return Err(none_of(part, &["Ctrl", "Alt", "Shift"])),
            }
        }
        let key = KEYS.iter().find(|key| key.eq_ignore_ascii_case(last));
        chord.key = key.ok_or_else(|| format!("`{last}` is no key that can be chosen"))?;
        if chord.is_free() {
            Ok(chord)
        } else {
            Err(format!("`{text}` types a letter: hold Ctrl or Alt with it"))
        }
    }
}

/// The keys of the window's commands: the usual ones, but for those that were changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shortcuts {
    /// Only what is other than usual; `None` is no key at all.
    changed: BTreeMap<Shortcut, Option<Chord>>,
}

/// In the settings' file: a command without keys.
const NO_KEY: &str = "none";

impl Shortcuts {
    /// The keys of a command, if it has any.
    pub fn keys(&self, shortcut: Shortcut) -> Option<Chord> {
        match self.changed.get(&shortcut) {
            Some(chord) => *chord,
            None => Some(shortcut.usual()),
        }
    }

    /// Whether a command has other keys than usual.
    pub fn is_changed(&self, shortcut: Shortcut) -> bool {
        self.changed.contains_key(&shortcut)
    }

    /// Gives a command keys, or none; another command that had them loses them.
    pub fn set(&mut self, shortcut: Shortcut, chord: Option<Chord>) {
        for other in Shortcut::ALL.iter().copied().filter(|other| *other != shortcut) {
            if chord.is_some() && self.keys(other) == chord && !other.is_fixed() {
                self.changed.insert(other, None);
            }
        }
        if chord == Some(shortcut.usual()) {
            self.changed.remove(&shortcut);
        } else {
            self.changed.insert(shortcut, chord);
        }
    }

    /// Whether keys belong to a command whose keys cannot be changed.
    pub fn is_taken_for_good(chord: Chord) -> bool {
        let mut all = Shortcut::ALL.iter();
        all.any(|shortcut| shortcut.is_fixed() && shortcut.usual() == chord)
    }
}

impl Serialize for Shortcuts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = |shortcut: Shortcut| {
            let keys = self.keys(shortcut);
            keys.map_or_else(|| NO_KEY.to_owned(), |chord| chord.to_string())
        };
        let all = Shortcut::ALL.iter().copied().filter(|one| !one.is_fixed());
        serializer.collect_map(all.map(|shortcut| (shortcut.name(), written(shortcut))))
    }
}

impl<'de> Deserialize<'de> for Shortcuts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut shortcuts = Shortcuts::default();
        for (shortcut, keys) in BTreeMap::<Shortcut, String>::deserialize(deserializer)? {
            let chord = match keys.as_str() {
                NO_KEY | "" => None,
                keys => Some(keys.parse::<Chord>().map_err(D::Error::custom)?),
            };
            if shortcut.is_fixed() || chord.is_some_and(Shortcuts::is_taken_for_good) {
                return Err(D::Error::custom(format!(
                    "`{keys}` or `{}` is the same in every program and stays",
                    shortcut.name()
                )));
            }
            if chord != Some(shortcut.usual()) {
                shortcuts.changed.insert(shortcut, chord);
            }
        }
        Ok(shortcuts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chords_are_read_as_they_are_written_and_what_types_is_refused() {
        for shortcut in Shortcut::ALL {
            let usual = shortcut.usual();
            assert_eq!(usual.to_string().parse(), Ok(usual));
        }
        assert_eq!(
            "cmd + shift + f5".parse::<Chord>().map(|chord| chord.to_string()),
            Ok("Ctrl+Shift+F5".to_owned())
        );
        for (text, told) in [
            ("Shift+S", "hold Ctrl"),
            ("S", "hold Ctrl"),
            ("Ctrl+Ü", "no key"),
            ("Contrl+S", "Ctrl"),
            ("", "no key"),
        ] {
            let problem = text.parse::<Chord>().unwrap_err();
            assert!(problem.contains(told), "{text}: {problem}");
        }
    }

    #[test]
    fn keys_belong_to_one_command() {
        let mut shortcuts = Shortcuts::default();
        let save = Shortcut::Save.usual();
        shortcuts.set(Shortcut::Find, Some(save));
        assert_eq!(shortcuts.keys(Shortcut::Find), Some(save));
        assert_eq!(shortcuts.keys(Shortcut::Save), None);
        shortcuts.set(Shortcut::Save, Some(save));
        assert_eq!(shortcuts.keys(Shortcut::Find), None);
        assert!(!shortcuts.is_changed(Shortcut::Save));
    }
}
