//! From a recording to its transcript, as fast as it can be read or at the pace of real time.

use std::time::{Duration, Instant};

use crossbeam_channel::RecvTimeoutError;

use super::models::ModelRegistry;
use super::outcome::Outcome;
use super::passes::Purpose;
use super::pipeline::{AppError, Loading, Options, Pipeline};
use super::recogniser::{ModelPlan, loader};
use super::transcript::{Transcript, relabel};
use super::{Mixdown, SoundFile};
use crate::store::export::ExportDocument;
use crate::transcript::polish::{PolishSettings, Polisher, Vocabulary};
use crate::transcript::{Event, Utterance};

/// How often it is asked whether to end.
const LOOK: Duration = Duration::from_millis(100);

/// Which model transcribes, and how its words are written.
#[derive(Clone, Debug, Default)]
pub struct TranscribeOptions {
    /// The model, the language, whether speakers are told apart.
    pub plan: ModelPlan,
    /// How words become text.
    pub polish: PolishSettings,
    /// How channels become one.
    pub mixdown: Mixdown,
    /// Own words, as the settings hold them.
    pub vocabulary: Vec<String>,
    /// Where a language model is found or made known.
    pub models: ModelRegistry,
}

impl TranscribeOptions {
    /// Starts the threads and waits until the model is loaded: the pipeline, who writes, and the recogniser's name. Both know
    /// the own words.
    ///
    /// # Errors
    /// What is missing or wrong, in words.
    pub(super) fn start(
        mut self,
        purpose: Purpose,
        tell: &mut dyn FnMut(Loading),
    ) -> Result<(Pipeline, Polisher, String), String> {
        self.plan.passes.purpose = purpose;
        let models = crate::store::models::builtin_dir();
        let mut polisher =
            Polisher::load(models.as_deref(), &self.polish).map_err(|error| error.to_string())?;
        let options = Options {
            mixdown: self.mixdown,
            ..Options::new(loader(self.plan, &self.models))
        };
        let pipeline = Pipeline::start(options).map_err(|error| error.to_string())?;
        let model = pipeline.wait_until_loaded(tell)?;
        if !self.vocabulary.is_empty() {
            let vocabulary = Vocabulary::from_lines(&self.vocabulary);
            let told = pipeline.set_vocabulary(&vocabulary);
            told.map_err(|error| error.to_string())?;
            polisher.set_vocabulary(vocabulary);
        }
        Ok((pipeline, polisher, model))
    }
}

/// Whoever follows a recording while it is transcribed.
pub trait Follow {
    /// Whether to end now: what was heard so far becomes the transcript. Asked ten times a second at least, with the
    /// milliseconds of the recording that were read so far.
    fn wants_end(&mut self, _read_ms: u64) -> bool {
        false
    }

    /// The recording is heard up to here, in milliseconds.
    fn reached(&mut self, _ms: u64) {}

    /// The transcript has grown. The document is as it was when this returns.
    fn grown(&mut self, _transcript: &mut Transcript) {}

    /// What the user should know of the recording: parts that could not be read, which of several tracks is heard.
    fn told(&mut self, _message: &str) {}
}

/// Nobody follows.
impl Follow for () {}

/// Transcribes recordings one after the other. The model stays loaded between them.
pub struct Transcriber {
    pipeline: Pipeline,
    polisher: Polisher,
    model: String,
    /// Speakers are told apart.
    speakers: bool,
}

impl Transcriber {
    /// Starts the threads and waits until the model is loaded; `tell` hears how far that is.
    ///
    /// # Errors
    /// What is missing or wrong, in words.
    pub fn start(options: TranscribeOptions, tell: &mut dyn FnMut(Loading)) -> Result<Self, String> {
        let speakers = options.plan.speakers;
        let (pipeline, polisher, model) = options.start(Purpose::Recording, tell)?;
        Ok(Transcriber {
            pipeline,
            polisher,
            model,
            speakers,
        })
    }

    /// Name of the recogniser.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// Takes other own words, one a line, for the recordings to come.
    ///
    /// # Errors
    /// [`AppError::Busy`].
    pub fn set_vocabulary(&mut self, lines: &[String]) -> Result<(), AppError> {
        let vocabulary = Vocabulary::from_lines(lines);
        let told = self.pipeline.set_vocabulary(&vocabulary);
        self.polisher.set_vocabulary(vocabulary);
        told
    }

    /// Tells what was said or written before the recordings to come: words in it are likely to be said again.
    ///
    /// # Errors
    /// [`AppError::Busy`].
    pub fn set_context(&mut self, before: String) -> Result<(), AppError> {
        self.pipeline.set_context(before)
    }

    /// Transcribes a recording. `document` brings its title and its file; what could not be heard is in the transcript's
    /// [`outcome`](Transcript::outcome).
    ///
    /// # Errors
    /// [`AppError`] when it could not be begun.
    pub fn transcribe(
        &mut self,
        file: SoundFile,
        document: ExportDocument,
        realtime: bool,
        follow: &mut dyn Follow,
    ) -> Result<Transcript, AppError> {
        let began = Instant::now();
        self.pipeline.begin_file(file, realtime)?;
        let mut transcript = Transcript {
            document: ExportDocument {
                model: self.model.clone(),
                ..document
            },
            ..Transcript::default()
        };
        // Who spoke is sure at the end only, and with it what is one sentence.
        let mut said: Vec<Utterance> = Vec::new();
        let mut outcome = Outcome::default();
        while !outcome.finished {
            if !outcome.stopping && follow.wants_end(self.pipeline.position_ms()) {
                outcome.stopping = true;
                self.pipeline.stop()?;
            }
            match self.pipeline.events().recv_timeout(LOOK) {
                Ok(Event::Utterance(utterance)) => {
                    let end_ms = utterance.end_ms;
                    if self.speakers {
                        // What the reader made of the sound is for commands; a recording of hours has no room for it.
                        said.push(Utterance {
                            sounds: None,
                            first_pass: None,
                            ..utterance
                        });
                    } else {
                        transcript.add(&mut self.polisher, &utterance);
                    }
                    follow.reached(end_ms);
                    if !self.speakers {
                        follow.grown(&mut transcript);
                    }
                }
                Ok(Event::Relabelled(told)) => relabel(told, &mut said, &mut transcript.document),
                Ok(event) => {
                    if let Some(message) = outcome.take(event) {
                        follow.told(&message);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    outcome.trouble = Some("the recogniser ended".to_owned());
                    break;
                }
            }
        }
        transcript.end(&mut self.polisher, said);
        let document = &mut transcript.document;
        document.recording_ms = if outcome.stopping {
            outcome.ms
        } else {
            self.pipeline.recording_ms()
        };
        let seconds = document.duration_ms() as f64 / 1_000.0;
        document.rtf = (seconds > 0.0).then(|| began.elapsed().as_secs_f64() / seconds);
        transcript.outcome = outcome;
        Ok(transcript)
    }
}
