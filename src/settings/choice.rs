//! Settings that are one of a few words: each an enum whose words stand here once, for the file, the window and the errors.

/// The word that is most like this one, if any is.
pub(crate) fn nearest<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let words: Vec<&str> = words.into_iter().collect();
    similar::get_close_matches(word, &words, 1, 0.7).first().copied()
}

/// Says that a word is none of those that may stand there, and which one was probably meant.
pub(super) fn none_of(word: &str, words: &[&str]) -> String {
    let meant = nearest(word, words.iter().copied());
    let hint = meant.map(|meant| format!(" (did you mean `{meant}`?)"));
    format!(
        "`{word}` is none of {}{}",
        words.join(", "),
        hint.unwrap_or_default()
    )
}

/// An enum whose variants have a name in the settings' file. Reading takes them in capitals as well, and tells the nearest
/// one of a name that is none.
macro_rules! choices {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// Every one, in the order in which they are offered.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];
            const NAMES: &'static [&'static str] = &[$($word,)+];

            /// Its name in the settings' file.
            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }

            /// The one of this name.
            pub fn named(name: &str) -> Option<$name> {
                Self::ALL.iter().copied().find(|one| one.name().eq_ignore_ascii_case(name))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let name = <String as serde::Deserialize>::deserialize(deserializer)?;
                let unknown = || serde::de::Error::custom($crate::settings::choice::none_of(&name, Self::NAMES));
                Self::named(&name).ok_or_else(unknown)
            }
        }
    };
}
pub(super) use choices;

choices! {
    /// The language of the window; commands are spoken in English whatever it is.
    #[derive(Default)]
    Interface {
        /// As the desktop.
        #[default]
        System = "system",
        /// English.
        English = "en",
        /// German.
        German = "de",
        /// Spanish.
        Spanish = "es",
    }
}

choices! {
    /// Light or dark.
    #[derive(Default)]
    Theme {
        /// As the desktop.
        #[default]
        System = "system",
        /// Always light.
        Light = "light",
        /// Always dark.
        Dark = "dark",
    }
}

choices! {
    /// Typeface of the document.
    #[derive(Default)]
    Typeface {
        /// Literata.
        #[default]
        Serif = "serif",
        /// Inter.
        Sans = "sans",
    }
}

choices! {
    /// What the talk key does.
    #[derive(Default)]
    TalkMode {
        /// A tap starts or stops, holding it is push-to-talk.
        #[default]
        Hybrid = "hybrid",
        /// Listens only while held.
        Hold = "hold",
        /// Each press starts or stops.
        Toggle = "toggle",
    }
}

choices! {
    /// What float weights of a model become while they are loaded.
    Quantize {
        /// 8 bits a weight.
        Q8_0 = "Q8_0",
        /// 4 bits a weight.
        Q4_0 = "Q4_0",
    }
}
