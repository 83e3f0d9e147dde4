//! A pipeline that hears one recording after the other: threads, queues and recogniser as in the app.
//!
//! Knows nothing of what is done with what was heard.

use std::path::Path;

use super::loading;
use crate::engine::models::ModelRegistry;
use crate::engine::{self, ModelPlan, Options, Pipeline, SoundFile};
use crate::transcript::polish::Vocabulary;
use crate::transcript::{Event, Notice};

/// Hears recordings. The recogniser stays loaded between them.
pub struct FileRecogniser {
    pipeline: Pipeline,
}

impl FileRecogniser {
    /// Starts the threads and waits until the models are loaded.
    ///
    /// # Errors
    /// What the user can do about a model that cannot be loaded.
    pub fn start(plan: ModelPlan) -> Result<Self, String> {
        let pipeline = Pipeline::start(Options::new(engine::loader(plan, &ModelRegistry::default())))
            .map_err(|error| error.to_string())?;
        loading::wait_for_model(&pipeline)?;
        Ok(FileRecogniser { pipeline })
    }

    /// Gives the recogniser the user's own words.
    ///
    /// # Errors
    /// A pipeline that has ended.
    pub fn set_vocabulary(&self, vocabulary: &Vocabulary) -> Result<(), String> {
        let words = crate::engine::spellings(vocabulary);
        self.pipeline
            .set_vocabulary(words)
            .map_err(|error| error.to_string())
    }

    /// Tells the recogniser what is written around the place of which the next recording may speak.
    ///
    /// # Errors
    /// A pipeline that has ended.
    pub fn set_context(&self, nearby: String) -> Result<(), String> {
        self.pipeline
            .set_context(nearby)
            .map_err(|error| error.to_string())
    }

    /// Plays a recording and hands over each event until it has ended.
    ///
    /// # Errors
    /// A file that cannot be read, or a recogniser that stopped.
    pub fn hear(&mut self, path: &Path, mut each: impl FnMut(Event)) -> Result<(), String> {
        let file = SoundFile::open(path).map_err(|error| error.to_string())?;
        self.pipeline
            .begin_file(file, false)
            .map_err(|error| error.to_string())?;
        loop {
            let event = self.pipeline.events().recv();
            match event.map_err(|_| "the recogniser ended".to_owned())? {
                Event::Finished => return Ok(()),
                Event::Failed { message } => return Err(message),
                Event::Notice(Notice::Recording { message }) => tracing::warn!("{message}"),
                event => each(event),
            }
        }
    }
}
