//! Readers for people: what a model of the Whisper family is, and which ones other programs have left on this machine.

use std::path::Path;

use directories::BaseDirs;

use crate::reader::formats::{self, Places};
use crate::ui::{ModelChoice, ModelReport};

pub use crate::reader::formats::{Found, Inspection, inspect};

/// Whether a path looks like a reader and not like a model of another kind.
pub fn is_reader(path: &Path) -> bool {
    formats::detect(path).is_ok()
}

/// The readers in the folders where other programs of this user keep theirs, by name.
pub fn find() -> Vec<Found> {
    let folders = BaseDirs::new();
    let places = folders.map(|folders| Places::usual(folders.home_dir(), |name| std::env::var_os(name)));
    places.map(|places| formats::find(&places)).unwrap_or_default()
}

/// The readers that can be chosen: the built-in one, none, the one in use, and those found.
pub(super) fn choices(chosen: &str, found: &[Found]) -> Vec<ModelChoice> {
    let choice = |id: &str, name: &str, note: &str| ModelChoice {
        id: id.to_owned(),
        name: name.to_owned(),
        note: note.to_owned(),
    };
    let mut choices = vec![
        choice(
            "builtin",
            "Built-in reader",
            "Whisper base; fast, and always there.",
        ),
        choice(
            "off",
            "No reader",
            "The first pass's words stand: faster, with many more wrong.",
        ),
    ];
    let found = found.iter().map(|found| {
        let path = found.path.display().to_string();
        choice(&path, &found.name, &format!("{} ({path})", found.format.name()))
    });
    choices.extend(found);
    if choices.iter().all(|choice| choice.id != chosen) {
        let name = chosen.rsplit(['/', '\\']).next().unwrap_or_default();
        let is_there = Path::new(chosen).exists();
        let note = if is_there {
            chosen.to_owned()
        } else {
            format!("{chosen} is not there any more.")
        };
        choices.push(choice(chosen, name, &note));
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
        assert!(
            choices("/other/base", &found)[3]
                .note
                .contains("not there any more")
        );
    }
}
