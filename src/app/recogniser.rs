//! Which recogniser is loaded, from what the user chose.

use std::path::PathBuf;
use std::str::FromStr;

use crate::rewrite::{Rewriter, Rules};
use crate::speech::SpeechError;
use crate::store::models;
use crate::store::settings::Settings;
use crate::transcript::polish::{PolishSettings, Polisher, Vocabulary};
use crate::worker::Load;

/// The recogniser that the user chose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ModelChoice {
    /// The model that comes with parlance.
    #[default]
    Builtin,
    /// A file or folder with another model.
    Path(PathBuf),
}

impl FromStr for ModelChoice {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "builtin" | "built-in" => ModelChoice::Builtin,
            path => ModelChoice::Path(PathBuf::from(path)),
        })
    }
}

/// The recogniser that the settings name.
pub fn model_of(settings: &Settings) -> ModelChoice {
    settings.model.parse().unwrap_or_default()
}

/// What the inference thread calls to make the recogniser.
pub fn loader(choice: ModelChoice) -> Load {
    Box::new(move || match &choice {
        ModelChoice::Builtin => {
            let folder = models::builtin_dir().ok_or_else(|| SpeechError::ModelFile {
                file: "models/builtin".to_owned(),
                problem: "the folder is neither beside the program nor named by PARLANCE_MODELS".to_owned(),
            })?;
            Ok(Box::new(crate::speech::Builtin::load(&folder)?))
        }
        ModelChoice::Path(path) => Err(SpeechError::ModelFile {
            file: path.display().to_string(),
            problem: "this build can dictate with the built-in model only".to_owned(),
        }),
    })
}

/// The recording that comes with parlance, for a first try without a microphone.
pub fn sample() -> Option<PathBuf> {
    let beside = std::env::current_exe()
        .ok()
        .and_then(|program| Some(program.parent()?.join("sample/letter.flac")));
    let source = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/fixtures/speech/letter.flac"
    ));
    [beside, Some(source)]
        .into_iter()
        .flatten()
        .find(|path| path.is_file())
}

/// Rewrites without a language model: what rules can honestly do, polishing as dictation is polished
/// with the user's own words.
pub fn rewriter(vocabulary: &Vocabulary) -> Box<dyn Rewriter> {
    let folder = models::builtin_dir();
    match Polisher::load(folder.as_deref(), &PolishSettings::default()) {
        Ok(mut polisher) => {
            polisher.set_vocabulary(vocabulary.clone());
            Box::new(Rules::with_polish(Box::new(move |text| polisher.polish_text(text).text)))
        }
        Err(trouble) => {
            tracing::warn!("polishing by plain rules: {trouble}");
            Box::new(Rules::new())
        }
    }
}
