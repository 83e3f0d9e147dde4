//! The flags that choose a model, the same for every command that listens or rewrites.

use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};

use crate::engine::models::ModelRegistry;
use crate::engine::{Mixdown, ModelPlan, TranscribeOptions};
use crate::settings::{ModelChoice, ReaderChoice, Settings};
use crate::transcript::polish::PolishSettings;

/// Which model, and how it is loaded and spoken to; each flag goes before its setting.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Model")]
pub struct Flags {
    /// Recogniser and rewriter: builtin, or a Gemma 4 12B folder or GGUF file [default: the settings']
    #[arg(long, value_name = "builtin|PATH")]
    pub model: Option<ModelChoice>,
    /// The projector (mmproj) of a GGUF [default: the one beside it]
    #[arg(long, value_name = "FILE")]
    pub projector: Option<PathBuf>,
    /// A drafter (gemma4_unified_assistant): faster, the same text [default: the one beside the model]
    #[arg(long, value_name = "PATH")]
    pub drafter: Option<PathBuf>,
    /// Make float weights smaller while loading: Q8_0 or Q4_0
    #[arg(long, value_name = "TYPE")]
    pub quantize: Option<String>,
    /// What reads again what was heard: builtin, off, or a model of the Whisper family (a folder of Hugging Face or
    /// CTranslate2, a ggml file) [default: the settings']
    #[arg(long, value_name = "builtin|off|PATH")]
    pub reader: Option<ReaderChoice>,
    /// The language that is spoken, by its English name or its code ("de"), or auto. Other languages than English are
    /// written as the reader writes them, without commands [default: the settings', English]
    #[arg(long, value_name = "LANGUAGE")]
    pub language: Option<String>,
    /// Write in English what is said in another language
    #[arg(long)]
    pub translate: bool,
}

impl Flags {
    /// The settings with the flags before them.
    pub fn plan(&self, settings: &Settings) -> ModelPlan {
        let mut plan = ModelPlan::of(settings);
        if let Some(choice) = &self.model {
            // Projector and drafter of the settings belong to the settings' model.
            (plan.projector, plan.drafter) = (None, None);
            plan.choice = choice.clone();
        }
        plan.projector = self.projector.clone().or(plan.projector);
        plan.drafter = self.drafter.clone().or(plan.drafter);
        plan.quantize = self.quantize.clone().or(plan.quantize);
        if let Some(reader) = &self.reader {
            plan.passes.reader = reader.clone();
        }
        if let Some(language) = &self.language {
            plan.passes.language = Some(language.clone());
        }
        plan.passes.translate = self.translate;
        plan
    }

    /// How recordings become text: with or without polish, with a file of own words, with or without speakers.
    ///
    /// # Errors
    /// Why the own words cannot be read.
    pub fn transcribing(
        &self,
        settings: &Settings,
        (verbatim, vocabulary): (bool, Option<&Path>),
        speakers: bool,
    ) -> Result<TranscribeOptions, String> {
        let polish = if verbatim || settings.verbatim {
            PolishSettings::verbatim()
        } else {
            settings.polish.clone()
        };
        let mut words = settings.vocabulary.clone();
        if let Some(path) = vocabulary {
            words.extend(crate::host::own_words::read(path)?);
        }
        let mut plan = self.plan(settings);
        plan.speakers = speakers;
        Ok(TranscribeOptions {
            plan,
            polish,
            mixdown: settings.channel.map(Mixdown::Channel).unwrap_or_default(),
            vocabulary: words,
            models: ModelRegistry::default(),
        })
    }
}

/// Shows a bar as long as a job runs, which is handed what it is to tell how many bytes of how many are done.
pub fn with_bar<T>(what: &'static str, job: impl FnOnce(&dyn Fn(u64, u64)) -> T) -> T {
    let bar = bar(what);
    let outcome = job(&|done, total| {
        bar.set_length(total);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    outcome
}

/// A bar of bytes on standard error, drawn where a person looks at it.
pub fn bar(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {bytes}/{total_bytes}") {
        bar.set_style(style);
    }
    bar.set_message(what);
    bar
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Quantize;

    #[test]
    fn flags_go_before_settings_and_a_new_model_brings_its_own_files() {
        let settings = Settings {
            model: ModelChoice::Path("large.gguf".into()),
            drafter: Some("drafter.gguf".into()),
            quantize: Some(Quantize::Q8_0),
            language: "German".into(),
            ..Settings::default()
        };
        let plan = Flags::default().plan(&settings);
        assert_eq!(plan.choice, ModelChoice::Path("large.gguf".into()));
        assert_eq!(plan.passes.language.as_deref(), Some("German"));
        assert!(plan.drafter.is_some());
        let flags = Flags {
            model: Some(ModelChoice::Path("other".into())),
            quantize: Some("Q4_0".into()),
            language: Some("auto".into()),
            reader: Some(ReaderChoice::Off),
            ..Flags::default()
        };
        let plan = flags.plan(&settings);
        assert_eq!(
            (plan.drafter, plan.passes.language.as_deref()),
            (None, Some("auto"))
        );
        assert_eq!(plan.passes.reader, ReaderChoice::Off);
        assert_eq!(plan.quantize.as_deref(), Some("Q4_0"));
        let usual = Flags::default().plan(&Settings::default());
        assert_eq!(usual.passes.language.as_deref(), Some("English"));
        assert_eq!(usual.passes.reader, ReaderChoice::Builtin);
        assert_eq!(usual.choice, ModelChoice::Builtin);
    }
}
