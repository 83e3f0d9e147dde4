//! The store's settings as the window knows them, and back.

use std::path::{Path, PathBuf};

use super::{ModelPlan, readers};
use crate::store::settings::Settings;
use crate::transcript::polish::Vocabulary;
use crate::ui::{
    HistoryDays, Interface, ModelChoice, ModelReport, Preferences, TalkButton, TalkMode, ThemeChoice,
    Typeface,
};

/// The window's view of the settings.
pub(super) fn preferences_of(settings: &Settings) -> Preferences {
    Preferences {
        interface: Interface::of_code(&settings.window.language),
        theme: match settings.window.theme.as_str() {
            "light" => ThemeChoice::Light,
            "dark" => ThemeChoice::Dark,
            _ => ThemeChoice::System,
        },
        high_contrast: settings.window.high_contrast,
        scale: settings.window.scale,
        font_size: settings.window.font_size,
        typeface: if settings.window.typeface == "sans" {
            Typeface::Sans
        } else {
            Typeface::Serif
        },
        talk: TalkMode::named(&settings.window.talk),
        talk_key: TalkButton::named(&settings.window.talk_key).unwrap_or_default(),
        keep_ready: settings.keep_ready,
        verbatim: settings.verbatim,
        polish: settings.polish.clone(),
        spoken_language: settings.language.clone(),
        keep_open_s: settings.keep_open_s,
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
    let before = preferences_of(settings);
    preferences
        .interface
        .code()
        .clone_into(&mut settings.window.language);
    settings.window.theme = match preferences.theme {
        ThemeChoice::System => "system",
        ThemeChoice::Light => "light",
        ThemeChoice::Dark => "dark",
    }
    .to_owned();
    settings.window.high_contrast = preferences.high_contrast;
    settings.window.scale = preferences.scale;
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
    preferences
        .talk_key
        .name()
        .clone_into(&mut settings.window.talk_key);
    settings.window.welcomed = preferences.welcomed;
    settings.keep_ready = preferences.keep_ready;
    settings.verbatim = preferences.verbatim;
    settings.polish.clone_from(&preferences.polish);
    settings.language.clone_from(&preferences.spoken_language);
    settings.keep_open_s = preferences.keep_open_s;
    settings.always_apply = preferences.always_apply;
    settings.speakers = preferences.speakers;
    settings.autosave = preferences.autosave;
    settings.safety_copy = preferences.safety_copy;
    if *preferences != before {
        // What could not be understood in the file has been said here.
        settings.withheld.history &= preferences.history == before.history;
        settings.withheld.safety_copy &= preferences.safety_copy == before.safety_copy;
    }
    if settings.withheld.history {
        return;
    }
    settings.history_forever = preferences.history == HistoryDays::Forever;
    match preferences.history {
        HistoryDays::Off => settings.history_days = Some(0),
        HistoryDays::Days(days) => settings.history_days = Some(days),
        HistoryDays::Forever => {}
    }
}

/// Own words as the polish takes them.
pub(super) fn vocabulary(lines: &[String]) -> Vocabulary {
    Vocabulary::from_lines(lines)
}

/// Own words as the recogniser takes them: their spellings; how they sound it works out itself.
pub(super) fn spellings(lines: &[String]) -> Vec<(String, Option<String>)> {
    let words = vocabulary(lines).words.into_iter();
    words.map(|word| (word.spelling, None)).collect()
}

/// Own words of a list: one a line, empty lines and lines that begin with `#` left out.
pub(super) fn words_of(list: &str) -> Vec<String> {
    list.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

/// The recognisers that can be chosen: the built-in one, the one in use, those used before, and those found.
pub(super) fn models(settings: &Settings, found: &[PathBuf]) -> Vec<ModelChoice> {
    let mut models = vec![ModelChoice {
        id: "builtin".to_owned(),
        name: "Built-in".to_owned(),
        note: "Always there; words appear as you speak.".to_owned(),
    }];
    let current = Some(&settings.model).filter(|model| *model != "builtin");
    let found: Vec<String> = found.iter().map(|path| path.display().to_string()).collect();
    for path in current.into_iter().chain(&settings.recent_models).chain(&found) {
        if models.iter().any(|model| model.id == *path) {
            continue;
        }
        let there = Path::new(path).exists();
        models.push(ModelChoice {
            id: path.clone(),
            name: path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned(),
            note: if there {
                path.clone()
            } else {
                format!("{path} is not there any more.")
            },
        });
    }
    models
}

/// What a model is and whether it can listen, without loading it.
pub(super) fn report(path: PathBuf) -> ModelReport {
    let mut report = ModelReport {
        path,
        name: String::new(),
        kind: String::new(),
        is_reader: false,
        needed_bytes: 0,
        free_bytes: None,
        advice: None,
        missing: Vec::new(),
        problem: None,
    };
    if readers::is_reader(&report.path) {
        return readers::report(report);
    }
    let plan = ModelPlan {
        choice: super::ModelChoice::Path(report.path.clone()),
        ..ModelPlan::default()
    };
    let found = match super::models::verdict(&plan) {
        Ok(found) => found,
        Err(error) => {
            report.problem = Some(error.to_string());
            return report;
        }
    };
    report.advice = found.advice().map(str::to_owned);
    report.needed_bytes = found.needed;
    report.free_bytes = found.available;
    report.problem = unusable(found.kind, &found.missing);
    report.name = found.name;
    report.kind = found.kind.to_owned();
    report.missing = found.missing;
    report
}

/// Why a model of this kind, with this missing, cannot listen, and what to do.
fn unusable(kind: &str, missing: &[String]) -> Option<String> {
    if kind == "drafter" {
        return Some(
            "This is a drafter, which only makes another model faster. Put it beside its model, in a file or \
             folder with “assistant” in its name, and choose the model."
                .to_owned(),
        );
    }
    // An editor for words has no use for images.
    let absent: Vec<&str> = missing
        .iter()
        .map(String::as_str)
        .filter(|what| !what.starts_with("image input"))
        .collect();
    let first = absent.first()?;
    let more = match absent.len() {
        1 => String::new(),
        n => format!(" ({} more)", n - 1),
    };
    Some(format!(
        "It cannot be used here. Missing: {first}{more}. Put the missing file beside it, or download the model again."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::polish::PolishSettings;

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
                talk_key: TalkButton::named("Mouse4").unwrap(),
                high_contrast: true,
                scale: 1.4,
                keep_ready: true,
                font_size: 21.0,
                verbatim: true,
                polish: PolishSettings {
                    learn_corrections: true,
                    punctuation: false,
                    ..PolishSettings::default()
                },
                spoken_language: "German".to_owned(),
                interface: Interface::German,
                keep_open_s: 7,
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
    fn the_verdict_on_a_model_says_what_to_do() {
        let gemma = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gemma");
        let whole = report(gemma.join("tiny-unified"));
        assert_eq!(whole.problem, None, "{whole:?}");
        assert!(whole.fits() && whole.needed_bytes > 0);
        let drafter = report(gemma.join("tiny-assistant"));
        assert!(drafter.problem.unwrap().contains("beside its model"));
        let alone = tempfile::tempdir().unwrap();
        let file = alone.path().join("alone.gguf");
        std::fs::copy(gemma.join("tiny-unified-q8_0.gguf"), &file).unwrap();
        let problem = report(file).problem.unwrap();
        assert!(problem.contains("mmproj"), "{problem}");
        let junk = alone.path().join("junk.gguf");
        std::fs::write(&junk, "no model").unwrap();
        let problem = report(junk.clone()).problem.unwrap();
        assert!(
            problem.contains("junk.gguf") && problem.contains("Download"),
            "{problem}"
        );
    }

    #[test]
    fn models_used_before_are_offered_once() {
        let mut settings = Settings::default();
        settings.use_model("/no/such/model.gguf".to_owned());
        let there = PathBuf::from("/downloads/gemma.gguf");
        let offered = models(&settings, &[there.clone(), "/no/such/model.gguf".into()]);
        assert_eq!(offered.len(), 3);
        assert_eq!(offered[2].id, there.display().to_string());
        assert!(offered[1].note.contains("not there any more"));
    }

    #[test]
    fn a_list_of_words_has_one_a_line() {
        assert_eq!(
            words_of("Siobhán\n\n# names\n  GitHub \r\n"),
            ["Siobhán", "GitHub"]
        );
    }
}
