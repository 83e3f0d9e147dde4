//! Which files are recordings, by their names: the one list for the command line, the window and its file chooser.

use std::path::Path;

/// Endings of recordings that are read. (Whether one can be read its contents decide, not its name.)
pub const RECORDINGS: &[&str] = &[
    "wav", "wave", "bwf", "rf64", "w64", "flac", "mp3", "mp2", "mpga", "ogg", "oga", "opus", "m4a", "m4b",
    "m4r", "mp4", "m4v", "mov", "aac", "aif", "aiff", "aifc", "caf", "au", "snd", "mka", "mkv", "webm",
    "weba",
];

/// Endings of recordings that are not read: opening one tells so and what to do, rather than begin a document.
const FOREIGN: &[&str] = &[
    "wma", "amr", "3gp", "3gpp", "3ga", "dss", "ds2", "ape", "wv", "mpc", "tta", "spx", "ac3", "dts", "ra",
    "ram", "rm", "ts", "mts", "m2ts", "mpg", "mpeg", "avi", "flv", "wmv", "asf", "gsm", "voc", "sph", "ogv",
    "mid",
];

/// Whether a file with this name is listened to when it is opened.
pub fn is_recording(path: &Path) -> bool {
    has_ending(path, RECORDINGS) || has_ending(path, FOREIGN)
}

/// Whether recordings with such a name can be read: a list of files to open shows them.
pub fn is_readable(path: &Path) -> bool {
    has_ending(path, RECORDINGS)
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension()
        .is_some_and(|ending| endings.contains(&ending.to_string_lossy().to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recordings_are_known_by_any_of_their_endings() {
        for name in [
            "a.opus", "b.WEBM", "c.caf", "d.aiff", "e.m4b", "f.mov", "g.wav", "h.wma",
        ] {
            assert!(is_recording(Path::new(name)), "{name}");
        }
        for name in ["a.md", "wav", "opus.txt", ""] {
            assert!(!is_recording(Path::new(name)), "{name}");
        }
        assert!(is_readable(Path::new("a.opus")) && !is_readable(Path::new("a.wma")));
    }

    #[test]
    fn no_ending_stands_in_both_lists() {
        let all: Vec<&&str> = [RECORDINGS, FOREIGN].into_iter().flatten().collect();
        let different: std::collections::HashSet<_> = all.iter().collect();
        assert_eq!(different.len(), all.len());
    }
}
