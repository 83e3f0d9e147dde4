//! A pipeline that hears one recording after the other: threads, queues and recogniser as in the app.
//!
//! Knows nothing of what is done with what was heard.

use std::path::Path;

use super::{CliResult, loading};
use crate::engine::models::ModelRegistry;
use crate::engine::{self, AppError, ModelPlan, Options, Pipeline, SoundFile};
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
    pub fn start(plan: ModelPlan) -> CliResult<Self> {
        let pipeline = Pipeline::start(Options::new(engine::loader(plan, &ModelRegistry::default())))?;
        loading::wait_for_model(&pipeline)?;
        Ok(FileRecogniser { pipeline })
    }

    /// Gives the recogniser the user's own words.
    ///
    /// # Errors
    /// A pipeline that has ended.
    pub fn set_vocabulary(&self, vocabulary: &Vocabulary) -> Result<(), AppError> {
        self.pipeline.set_vocabulary(engine::spellings(vocabulary))
    }

    /// Tells the recogniser what is written around the place of which the next recording may speak.
    ///
    /// # Errors
    /// A pipeline that has ended.
    pub fn set_context(&self, nearby: String) -> Result<(), AppError> {
        self.pipeline.set_context(nearby)
    }

    /// Plays a recording and hands over each event until it has ended.
    ///
    /// # Errors
    /// A file that cannot be read, or a recogniser that stopped.
    pub fn hear(&mut self, path: &Path, mut each: impl FnMut(Event)) -> CliResult {
        self.pipeline.begin_file(SoundFile::open(path)?, false)?;
        loop {
            let event = self.pipeline.events().recv();
            match event.map_err(|_| "the recogniser ended")? {
                Event::Finished => return Ok(()),
                Event::Failed { message } => return Err(message.into()),
                Event::Notice(Notice::Recording { message }) => tracing::warn!("{message}"),
                event => each(event),
            }
        }
    }
}
