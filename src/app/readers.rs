//! Readers for people: what a model of the Whisper family is, and which ones other programs have left on this machine.

use std::path::Path;

use directories::BaseDirs;

use super::model_choices::choice;
use crate::engine::models::free_memory;
use crate::reader::formats::{self, Places};
use crate::store::models::own_dir;
use crate::ui::{ModelChoice, ModelReport};

pub use crate::reader::formats::{Found, Inspection, inspect};

/// Whether a path looks like a reader and not like a model of another kind.
pub fn is_reader(path: &Path) -> bool {
    formats::detect(path).is_ok()
}

/// The readers in parlance's own folder and where other programs of this user keep theirs, by name.
pub fn find() -> Vec<Found> {
    let folders = BaseDirs::new();
    let places = folders.map(|folders| Places::usual(folders.home_dir(), |name| std::env::var_os(name)));
    let mut places = places.unwrap_or_default();
    places.folders.extend(own_dir());
    formats::find(&places)
}

/// The readers that can be chosen: the built-in one, none, the one in use, and those found.
pub(super) fn choices(chosen: &str, found: &[Found]) -> Vec<ModelChoice> {
    // What is built in has its words in the window's language.
    let builtin = ["builtin", "off"].map(|id| choice(id.to_owned(), String::new(), String::new()));
    let mut choices = Vec::from(builtin);
    choices.extend(found.iter().map(|found| {
        let inspected = inspect(&found.path).ok();
        let bytes = inspected
            .as_ref()
            .map_or(0, |it| it.weight_bytes + it.sound_bytes);
        ModelChoice {
            bytes,
            languages: inspected.map_or(0, |it| it.languages.len()),
            is_tight: free_memory().is_some_and(|free| bytes > free),
            ..choice(
                found.path.display().to_string(),
                found.name.clone(),
                found.path.display().to_string(),
            )
        }
    }));
    if choices.iter().all(|choice| choice.id != chosen) {
        let name = chosen.rsplit(['/', '\\']).next().unwrap_or_default();
        choices.push(ModelChoice {
            is_there: Path::new(chosen).exists(),
            ..choice(chosen.to_owned(), name.to_owned(), chosen.to_owned())
        });
    }
    choices
}

/// Fills in what is known of a reader: `report` has its path.
pub(super) fn report(mut report: ModelReport) -> ModelReport {
    report.is_reader = true;
    match inspect(&report.path) {
        Ok(found) => {
            report.kind = format!("Reader ({}), {}", found.format.name(), languages(&found));
            report.needed_bytes = found.weight_bytes + found.sound_bytes;
            report.problem = found.missing.first().map(|missing| {
                format!("It cannot be used here. Missing: {missing}. Download the model again.")
            });
            report.name = found.name;
        }
        Err(error) => report.problem = Some(error.to_string()),
    }
    report
}

fn languages(found: &Inspection) -> String {
    match found.languages.len() {
        1 => "English only".to_owned(),
        n => format!("{n} languages"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_in_use_is_offered_once_found_or_not() {
        let found = [Found {
            path: "/models/ggml-small.bin".into(),
            format: formats::Format::Ggml,
            name: "ggml-small".to_owned(),
        }];
        let ids = |chosen| {
            let choices = choices(chosen, &found);
            choices.into_iter().map(|choice| choice.id).collect::<Vec<_>>()
        };
        let usual = ["builtin", "off", "/models/ggml-small.bin"];
        assert_eq!(ids("builtin"), usual);
        assert_eq!(ids("/models/ggml-small.bin"), usual);
        assert_eq!(ids("/other/base"), [&usual[..], &["/other/base"]].concat());
        assert!(!choices("/other/base", &found)[3].is_there);
    }
}
