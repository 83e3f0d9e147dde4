//! Which recogniser is loaded, from what the user chose.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::models::ModelRegistry;
use super::passes::{PassPlan, Place, Purpose, SecondReader, language_name};
use crate::diarize::Diarizer;
use crate::endpoint::EndpointRewriter;
use crate::rewrite::{GemmaRewriter, Instruction, Rewrite, RewriteError, Rewriter, Rules, WithPrograms};
use crate::settings::{ModelChoice, Rewriting, Settings};
use crate::speech::finalise::FinaliseOptions;
use crate::speech::{Builtin, GemmaRecogniser, Recogniser, SpeakerRecogniser, SpeechError};
use crate::store::{models, voices};
use crate::transcript::polish::{PolishSettings, Polisher, Vocabulary};
use crate::worker::{Load, Progress};

/// Which model, and how it is loaded and spoken to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModelPlan {
    /// The model.
    pub choice: ModelChoice,
    /// The projector of a GGUF file; `None` takes the one beside it.
    pub projector: Option<PathBuf>,
    /// The drafter; `None` takes the one beside the model, if there is one.
    pub drafter: Option<PathBuf>,
    /// Float weights become "Q8_0" or "Q4_0" while they are loaded.
    pub quantize: Option<String>,
    /// The second pass over what the built-in model hears, and the language that is spoken.
    pub passes: PassPlan,
    /// Tells speakers apart.
    pub speakers: bool,
}

impl ModelPlan {
    /// What the settings say.
    pub fn of(settings: &Settings) -> Self {
        ModelPlan {
            choice: settings.model.clone(),
            projector: settings.projector.clone(),
            drafter: settings.drafter.clone(),
            quantize: settings.quantize.map(|kind| kind.name().to_owned()),
            passes: PassPlan {
                reader: settings.reader.clone(),
                language: Some(settings.language.clone()),
                ..PassPlan::default()
            },
            // Whose commands are obeyed is told by the voice.
            speakers: settings.speakers || settings.owner().is_some(),
        }
    }
}

/// What the inference thread calls to make the recogniser. A language model is taken from `models`, and known there after.
pub fn loader(plan: ModelPlan, models: &ModelRegistry) -> Load {
    let models = models.clone();
    Box::new(move |progress| {
        let words = match &plan.choice {
            ModelChoice::Builtin => {
                SecondReader::open(&plan.passes)?.over(builtin()?, plan.passes.purpose, Place::Thread)
            }
            ModelChoice::Path(path) => large(path, &plan, &models, progress),
        }?;
        if plan.speakers {
            with_speakers(words)
        } else {
            Ok(words)
        }
    })
}

fn builtin() -> Result<Builtin, SpeechError> {
    let folder = models::builtin_dir().ok_or_else(|| SpeechError::ModelFile {
        file: "models/builtin".to_owned(),
        problem: "the folder is neither beside the program nor named by PARLANCE_MODELS".to_owned(),
    })?;
    Builtin::load(&folder)
}

/// A recogniser that also says who speaks, by name where a voice is enrolled.
fn with_speakers(words: Box<dyn Recogniser>) -> Result<Box<dyn Recogniser>, SpeechError> {
    let folder = models::builtin_dir().unwrap_or_default();
    let diarizer = Diarizer::load(&models::speakers_file(&folder))?;
    let voices = voices::voices_file().map_or(Ok(Vec::new()), |file| voices::load(&file));
    let voices = voices.unwrap_or_else(|trouble| {
        tracing::warn!("enrolled voices are not recognised: {trouble}");
        Vec::new()
    });
    Ok(Box::new(SpeakerRecogniser::new(words, diarizer, voices)))
}

/// A recogniser from files of the user's: another built-in model, or Gemma 4 over both built-in passes, whose words are shown
/// live and stand where its text is not plausible.
fn large(
    path: &Path,
    plan: &ModelPlan,
    models: &ModelRegistry,
    progress: Progress,
) -> Result<Box<dyn Recogniser>, SpeechError> {
    if Builtin::is_in(path) {
        let first = Builtin::load(path)?;
        return SecondReader::open(&plan.passes)?.over(first, plan.passes.purpose, Place::Thread);
    }
    let loaded = models.load(plan, progress)?;
    if let Some(message) = &loaded.message {
        tracing::warn!("{message}");
    }
    let live: Box<dyn Recogniser> = match SecondReader::open(&plan.passes) {
        // Gemma itself knows the language.
        Err(SpeechError::ReaderNeeded(_)) => Box::new(builtin()?),
        reader => reader?.over(builtin()?, Purpose::Dictation, Place::Thread)?,
    };
    let options = FinaliseOptions {
        language: language_name(plan.passes.language.as_deref()),
        ..FinaliseOptions::default()
    };
    Ok(Box::new(GemmaRecogniser::new(
        live,
        loaded.model,
        loaded.drafter,
        options,
    )?))
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

/// Rewrites with the server that the settings name, with the language model that `models` knows at that moment, else by
/// rules.
pub fn rewriter(vocabulary: &Vocabulary, models: &ModelRegistry, rewriting: &Rewriting) -> Box<dyn Rewriter> {
    Box::new(WithPrograms(Box::new(ModelOrRules {
        endpoint: EndpointRewriter::new(rewriting),
        models: models.clone(),
        rules: rules(vocabulary),
    })))
}

/// Asks the server that the user named, then Gemma while somebody has it loaded; the rules stand in where there is neither,
/// and where no answer was usable and they can do the job.
struct ModelOrRules {
    endpoint: Option<EndpointRewriter>,
    models: ModelRegistry,
    rules: Box<dyn Rewriter>,
}

impl Rewriter for ModelOrRules {
    fn name(&self) -> &str {
        match &self.endpoint {
            Some(endpoint) => endpoint.name(),
            None => self.rules.name(),
        }
    }

    fn rewrite(
        &mut self,
        instruction: &Instruction,
        text: &str,
        on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<Rewrite, RewriteError> {
        let mut refused = None;
        if let Some(endpoint) = &mut self.endpoint {
            match endpoint.rewrite(instruction, text, on_piece) {
                Err(error @ (RewriteError::Rejected(_) | RewriteError::Failed(_))) => refused = Some(error),
                outcome => return outcome,
            }
        }
        let Some(loaded) = self.models.loaded() else {
            return match refused {
                Some(refused) => self.by_rules(instruction, text, refused),
                None => self.rules.rewrite(instruction, text, on_piece),
            };
        };
        // What was streamed before is void: the finished rewrite replaces it.
        let shown = refused.is_none();
        let mut on_piece = |piece: &str| on_piece(if shown { piece } else { "" });
        let mut gemma = GemmaRewriter::new(loaded.model, loaded.drafter)?;
        match gemma.rewrite(instruction, text, &mut on_piece) {
            Err(error @ (RewriteError::Rejected(_) | RewriteError::Failed(_))) => {
                self.by_rules(instruction, text, error)
            }
            Ok(mut rewrite) => {
                let note = refused.map(|refused| format!("Done by Gemma: {refused}."));
                rewrite.notes.extend(note);
                Ok(rewrite)
            }
            outcome => outcome,
        }
    }
}

impl ModelOrRules {
    /// What rules make of it, after a model's refusal; the refusal, where they cannot do it.
    fn by_rules(
        &mut self,
        instruction: &Instruction,
        text: &str,
        refused: RewriteError,
    ) -> Result<Rewrite, RewriteError> {
        let mut rewrite = self
            .rules
            .rewrite(instruction, text, &mut |_| ControlFlow::Continue(()))
            .map_err(|_| refused.clone())?;
        rewrite.notes.push(format!("Done by rules: {refused}."));
        Ok(rewrite)
    }
}

/// Rewrites without a language model: what rules can honestly do, polishing as dictation is polished
/// with the user's own words.
fn rules(vocabulary: &Vocabulary) -> Box<dyn Rewriter> {
    let folder = models::builtin_dir();
    match Polisher::load(folder.as_deref(), &PolishSettings::default()) {
        Ok(mut polisher) => {
            polisher.set_vocabulary(vocabulary.clone());
            Box::new(Rules::with_polish(Box::new(move |text| {
                polisher.polish_text(text).text
            })))
        }
        Err(trouble) => {
            tracing::warn!("polishing by plain rules: {trouble}");
            Box::new(Rules::new())
        }
    }
}
