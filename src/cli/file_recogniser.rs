//! A pipeline that hears one recording after the other: threads, queues and recogniser as in the app.
//!
//! Knows nothing of what is done with what was heard.

use std::path::Path;

use super::{CliResult, loading};
use crate::engine::models::ModelRegistry;
use crate::engine::{self, ModelPlan, Options, Pipeline, SoundFile};
use crate::transcript::{Event, Notice};

/// Starts the threads and waits until the models are loaded.
///
/// # Errors
/// What the user can do about a model that cannot be loaded.
pub fn start(plan: ModelPlan) -> CliResult<Pipeline> {
    let pipeline = Pipeline::start(Options::new(engine::loader(plan, &ModelRegistry::default())))?;
    loading::wait_for_model(&pipeline)?;
    Ok(pipeline)
}

/// Plays a recording and hands over each event until it has ended. The recogniser stays loaded for the next one.
///
/// # Errors
/// A file that cannot be read, or a recogniser that stopped.
pub fn hear(pipeline: &mut Pipeline, path: &Path, mut each: impl FnMut(Event)) -> CliResult {
    pipeline.begin_file(SoundFile::open(path)?, false)?;
    loop {
        let event = pipeline.events().recv();
        match event.map_err(|_| "the recogniser ended")? {
            Event::Finished => return Ok(()),
            Event::Failed { message } => return Err(message.into()),
            Event::Notice(Notice::Recording { message }) => tracing::warn!("{message}"),
            event => each(event),
        }
    }
}
