//! The store's settings as the window knows them, and back.

use crate::store::settings::Settings;
use crate::transcript::polish::Vocabulary;
use crate::ui::{HistoryDays, ModelChoice, Preferences, TalkMode, ThemeChoice, Typeface};

/// The window's view of the settings.
pub(super) fn preferences_of(settings: &Settings) -> Preferences {
    Preferences {
        theme: match settings.window.theme.as_str() {
            "light" => ThemeChoice::Light,
            "dark" => ThemeChoice::Dark,
            _ => ThemeChoice::System,
        },
        font_size: settings.window.font_size,
        typeface: if settings.window.typeface == "sans" {
            Typeface::Sans
        } else {
            Typeface::Serif
        },
        talk: match settings.window.talk.as_str() {
            "hold" => TalkMode::Hold,
            "toggle" => TalkMode::Toggle,
            _ => TalkMode::Hybrid,
        },
        verbatim: settings.verbatim,
        always_apply: settings.always_apply,
        speakers: settings.speakers,
        autosave: settings.autosave,
        safety_copy: settings.safety_copy,
        history: match settings.history_limit() {
            None => HistoryDays::Forever,
            Some(0) => HistoryDays::Off,
            Some(days) => HistoryDays::Days(days),
        },
        vocabulary: settings.vocabulary.clone(),
        welcomed: settings.window.welcomed,
    }
}

/// Writes what the window can change into the settings.
pub(super) fn take_over(settings: &mut Settings, preferences: &Preferences) {
    settings.window.theme = match preferences.theme {
        ThemeChoice::System => "system",
        ThemeChoice::Light => "light",
        ThemeChoice::Dark => "dark",
    }
    .to_owned();
    settings.window.font_size = preferences.font_size;
    settings.window.typeface = match preferences.typeface {
        Typeface::Serif => "serif",
        Typeface::Sans => "sans",
    }
    .to_owned();
    settings.window.talk = match preferences.talk {
        TalkMode::Hybrid => "hybrid",
        TalkMode::Hold => "hold",
        TalkMode::Toggle => "toggle",
    }
    .to_owned();
    settings.window.welcomed = preferences.welcomed;
    settings.verbatim = preferences.verbatim;
    settings.always_apply = preferences.always_apply;
    settings.speakers = preferences.speakers;
    settings.autosave = preferences.autosave;
    settings.safety_copy = preferences.safety_copy;
    settings.history_forever = preferences.history == HistoryDays::Forever;
    match preferences.history {
        HistoryDays::Off => settings.history_days = Some(0),
        HistoryDays::Days(days) => settings.history_days = Some(days),
        HistoryDays::Forever => {}
    }
}

/// Own words as the polish takes them.
pub(super) fn vocabulary(words: &[String]) -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    for word in words {
        vocabulary.add(word);
    }
    vocabulary
}

/// Own words of a list: one a line, empty lines and lines that begin with `#` left out.
pub(super) fn words_of(list: &str) -> Vec<String> {
    list.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

/// The recognisers that can be chosen.
pub(super) fn models(settings: &Settings) -> Vec<ModelChoice> {
    let mut models = vec![ModelChoice {
        id: "builtin".to_owned(),
        name: "Built-in".to_owned(),
        note: "Always there; words appear as you speak.".to_owned(),
    }];
    if settings.model != "builtin" {
        models.push(ModelChoice {
            id: settings.model.clone(),
            name: settings
                .model
                .rsplit(['/', '\\'])
                .next()
                .unwrap_or_default()
                .to_owned(),
            note: settings.model.clone(),
        });
    }
    models
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_window_changes_comes_back_from_the_settings() {
        for history in [
            HistoryDays::Off,
            HistoryDays::Days(7),
            HistoryDays::Forever,
            HistoryDays::Days(90),
        ] {
            let wanted = Preferences {
                theme: ThemeChoice::Dark,
                typeface: Typeface::Sans,
                talk: TalkMode::Hold,
                font_size: 21.0,
                verbatim: true,
                autosave: false,
                history,
                ..Preferences::default()
            };
            let mut settings = Settings::default();
            take_over(&mut settings, &wanted);
            assert_eq!(preferences_of(&settings), wanted);
        }
    }

    #[test]
    fn a_list_of_words_has_one_a_line() {
        assert_eq!(
            words_of("Siobhán\n\n# names\n  GitHub \r\n"),
            ["Siobhán", "GitHub"]
        );
    }
}
