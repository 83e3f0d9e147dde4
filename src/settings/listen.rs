//! What `parlance listen` does, beside dictating, while another program is in front.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::choice::choices;

choices! {
    /// How words become text in a program.
    #[derive(Default)]
    Profile {
        /// As the settings of the polish say.
        #[default]
        Polished = "polished",
        /// Without capitals and marks that nobody said: for code.
        Plain = "plain",
        /// The words as they were said: for command lines.
        Verbatim = "verbatim",
    }
}

/// What `parlance listen` does beside dictating.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Listen {
    /// A small panel shows that it listens, how loud, and what was understood.
    pub overlay: bool,
    /// An icon in the desktop's bar shows that it listens.
    pub tray: bool,
    /// It sounds when listening begins and ends.
    pub sounds: bool,
    /// What plays music or films is paused while it listens.
    pub pause_media: bool,
    /// Key that talks and has the words written as they were said, e.g. `Shift+F9`; empty is none.
    pub raw_key: String,
    /// How words become text in which programs, by the names under which the system knows them (`status` tells them).
    pub programs: BTreeMap<String, Profile>,
}

impl Default for Listen {
    fn default() -> Self {
        Listen {
            overlay: true,
            tray: true,
            sounds: false,
            pause_media: false,
            raw_key: String::new(),
            programs: BTreeMap::new(),
        }
    }
}

/// Programs in which code is written, by the second part of WM_CLASS in small letters.
const EDITORS: &[&str] = &[
    "code",
    "code-oss",
    "codium",
    "vscodium",
    "cursor",
    "zed",
    "dev.zed.zed",
    "emacs",
    "gvim",
    "neovide",
    "sublime_text",
    "geany",
    "eclipse",
    "qtcreator",
    "org.qt-project.qtcreator",
    "kdevelop",
    "org.gnome.builder",
    "spyder",
    "rstudio",
];

impl Listen {
    /// How words become text in a program: as the user says, else as its kind wants.
    pub fn profile(&self, program: &str, terminal: bool) -> Profile {
        let program = program.to_lowercase();
        let said = self
            .programs
            .iter()
            .find(|(name, _)| name.to_lowercase() == program);
        match said {
            Some((_, profile)) => *profile,
            None if terminal => Profile::Verbatim,
            None if EDITORS.contains(&program.as_str()) || program.starts_with("jetbrains-") => {
                Profile::Plain
            }
            None => Profile::Polished,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_have_the_profile_of_their_kind_unless_another_is_given() {
        let mut listen = Listen::default();
        assert_eq!(listen.profile("XTerm", true), Profile::Verbatim);
        assert_eq!(listen.profile("jetbrains-idea", false), Profile::Plain);
        assert_eq!(listen.profile("Code", false), Profile::Plain);
        assert_eq!(listen.profile("Thunderbird", false), Profile::Polished);
        listen.programs.insert("xterm".to_owned(), Profile::Polished);
        listen
            .programs
            .insert("Thunderbird".to_owned(), Profile::Verbatim);
        assert_eq!(listen.profile("XTerm", true), Profile::Polished);
        assert_eq!(listen.profile("thunderbird", false), Profile::Verbatim);
    }
}
