//! The models of the server: the recogniser that the last request needed stays loaded for the next one.

use std::sync::Arc;

use crate::engine::models::Loaded;
use crate::engine::{TranscribeOptions, Transcriber};
use crate::settings::ModelChoice;

/// What makes a difference to the recogniser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RecogniserOptions {
    /// The language that is spoken, or "auto"; `None` is the one of flags and settings.
    pub language: Option<String>,
    /// Write in English what is said in another language.
    pub translate: bool,
    /// Tell speakers apart.
    pub speakers: bool,
}

impl RecogniserOptions {
    /// The options of the server with these in force.
    pub fn over(&self, options: &TranscribeOptions) -> TranscribeOptions {
        let mut options = options.clone();
        options.plan.speakers = self.speakers;
        options.plan.passes.translate |= self.translate;
        if let Some(language) = &self.language {
            options.plan.passes.language = Some(language.clone());
        } else if self.translate {
            // Who wants it in English says it in anything.
            options.plan.passes.language = None;
        }
        options
    }
}

/// Recognisers, of which the last one stays loaded.
pub(super) struct Recognisers {
    options: TranscribeOptions,
    /// The language model, where one was chosen: it stays loaded.
    gemma: Option<Arc<Loaded>>,
    last: Option<(RecogniserOptions, Transcriber)>,
}

impl Recognisers {
    /// Loads what the options name; `tell` hears how far that is.
    ///
    /// # Errors
    /// What is missing or wrong, in words.
    pub fn load(
        options: TranscribeOptions,
        tell: &mut dyn FnMut(crate::engine::Loading),
    ) -> Result<Self, String> {
        let first = Transcriber::start(options.clone(), tell)?;
        let gemma = match &options.plan.choice {
            ModelChoice::Builtin => None,
            // The recogniser has loaded it, and it is that one that is given; a folder of another built-in model has none.
            ModelChoice::Path(_) => options.models.loaded(),
        };
        let usual = RecogniserOptions {
            speakers: options.plan.speakers,
            ..RecogniserOptions::default()
        };
        Ok(Recognisers {
            options,
            gemma: gemma.map(Arc::new),
            last: Some((usual, first)),
        })
    }

    /// Name of the recogniser that is loaded.
    pub fn name(&self) -> &str {
        self.last.as_ref().map_or("parlance", |(_, last)| last.model())
    }

    /// The language model, if there is one.
    pub fn gemma(&self) -> Option<&Arc<Loaded>> {
        self.gemma.as_ref()
    }

    /// A recogniser as it is wished for.
    ///
    /// # Errors
    /// What is missing or wrong, in words.
    pub fn get(&mut self, recogniser: &RecogniserOptions) -> Result<&mut Transcriber, String> {
        let last = match self.last.take().filter(|(had, _)| had == recogniser) {
            Some(last) => last,
            None => {
                let options = recogniser.over(&self.options);
                (recogniser.clone(), Transcriber::start(options, &mut |_| ())?)
            }
        };
        Ok(&mut self.last.insert(last).1)
    }

    /// Own words of flags and settings.
    pub fn vocabulary(&self) -> &[String] {
        &self.options.vocabulary
    }

    /// Lets go of a recogniser that failed.
    pub fn forget(&mut self) {
        self.last = None;
    }
}
