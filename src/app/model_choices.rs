//! The models that can be chosen, and what there is to say of one.

use std::path::PathBuf;

use super::readers;
use crate::engine::ModelPlan;
use crate::engine::models::found::Found;
use crate::engine::models::free_memory;
use crate::engine::models::own::bytes_with_links;
use crate::settings::{self, Settings};
use crate::ui::{ModelChoice, ModelReport};

/// The recognisers that can be chosen: the built-in one, the one in use, those used before, and those found.
pub(super) fn models(settings: &Settings, found: &[Found]) -> Vec<ModelChoice> {
    let mut models = vec![choice("builtin".to_owned(), String::new(), String::new())];
    let current = match &settings.model {
        settings::ModelChoice::Builtin => None,
        settings::ModelChoice::Path(path) => Some(path),
    };
    let found_paths = found.iter().map(|found| &found.path);
    for path in current
        .into_iter()
        .chain(&settings.recent_models)
        .chain(found_paths)
    {
        let id = path.display().to_string();
        if models.iter().any(|model| model.id == id) {
            continue;
        }
        // A blob is called by a sum: its program has a name for it.
        let known = found.iter().find(|found| found.path == *path);
        let name = match known {
            Some(found) => found.name.clone(),
            None => path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
        };
        let bytes = bytes_with_links(path);
        models.push(ModelChoice {
            bytes,
            is_there: path.exists(),
            is_tight: free_memory().is_some_and(|free| bytes > free),
            ..choice(id.clone(), name, id)
        });
    }
    models
}

/// One that is there, of which no more is known.
pub(super) fn choice(id: String, name: String, note: String) -> ModelChoice {
    ModelChoice {
        id,
        name,
        note,
        bytes: 0,
        languages: 0,
        is_there: true,
        is_tight: false,
    }
}

/// What a model is and whether it can listen, without loading it.
pub(super) fn report(path: PathBuf) -> ModelReport {
    let mut report = ModelReport {
        path,
        ..ModelReport::default()
    };
    if readers::is_reader(&report.path) {
        return readers::report(report);
    }
    let plan = ModelPlan {
        choice: crate::settings::ModelChoice::Path(report.path.clone()),
        ..ModelPlan::default()
    };
    let found = match crate::engine::models::verdict(&plan) {
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
            "This is a drafter, which only makes another model faster. Put its file beside the model's, \
             and choose the model; no other drafter may lie there."
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
    use std::path::Path;

    use super::*;
    use crate::engine::models::found::Place;

    #[test]
    fn the_verdict_on_a_model_says_what_to_do() {
        let gemma = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gemma");
        let whole = report(gemma.join("tiny-unified"));
        assert_eq!(whole.problem, None, "{whole:?}");
        assert!(whole.fits() && whole.needed_bytes > 0);
        let drafter = report(gemma.join("tiny-assistant"));
        assert!(drafter.problem.unwrap().contains("beside the model's"));
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
        settings.use_model("/no/such/model.gguf".to_owned().into(), None);
        let there = PathBuf::from("/downloads/gemma.gguf");
        let found = |path: &str| Found {
            path: path.into(),
            name: "gemma".to_owned(),
            place: Place::Folder,
            projector: None,
            drafter: None,
        };
        let offered = models(
            &settings,
            &[found("/downloads/gemma.gguf"), found("/no/such/model.gguf")],
        );
        assert_eq!(offered.len(), 3);
        assert_eq!(offered[2].id, there.display().to_string());
        assert!(!offered[1].is_there && offered[0].is_there);
    }
}
