//! The editor: a session, a window, and what the window asks for, done over the pipeline and the store.

mod crashed;
mod rewrites;

use std::collections::VecDeque;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded};

use rewrites::{RewriteJob, rewrite_all};

use super::jobs::{self, Answers, Jobs, Places};
use super::wishes::{self, preferences_of};
use super::{AppError, Options, Pipeline, Safety, Source};
use crate::session::{Session, SessionConfig, View};
use crate::store::clipboard::{self, Clipboard, Copied};
use crate::store::recovery::{OwedSound, Remains};
use crate::store::settings::{Settings, SettingsError};
use crate::store::{files, history, journal, models};
use crate::transcript::Event;
use crate::transcript::polish::{PolishSettings, Polisher};
use crate::ui::{self, Answer, Backend, Busy, Level, Request, Wake};
use crate::worker::Load;

/// Rewrites that may wait: one runs, one more may be asked for.
const REWRITES: usize = 2;

/// Opens the editor and returns when its window was closed.
///
/// # Errors
/// In words: no window, no thread, or a broken model of the polish.
pub fn editor() -> Result<(), String> {
    let (settings, trouble) = Settings::load();
    let session = new_session(&settings)?;
    let preferences = preferences_of(&settings);
    let load = super::loader(super::model_of(&settings));
    let surroundings =
        Surroundings::start(settings, Places::usual(), load).map_err(|error| error.to_string())?;
    if let Some(trouble) = trouble {
        surroundings.answers.send(Answer::Trouble(trouble.to_string()));
    }
    ui::run(move || session, Box::new(surroundings), preferences).map_err(|error| {
        format!("no window can be opened ({error}). `parlance dictate` works in a terminal.")
    })
}

/// A session as the settings want it.
///
/// # Errors
/// When the polish cannot be loaded.
pub fn new_session(settings: &Settings) -> Result<Session, String> {
    let models = models::builtin_dir();
    let mut polisher =
        Polisher::load(models.as_deref(), &PolishSettings::default()).map_err(|error| error.to_string())?;
    polisher.set_vocabulary(wishes::vocabulary(&settings.vocabulary));
    let mut config = SessionConfig::new(polisher);
    config.verbatim = settings.verbatim;
    config.always_apply = settings.always_apply;
    Ok(Session::new(config))
}

/// What surrounds the editor's session. Dropping it ends all of it, in flow order.
pub struct Surroundings {
    settings: Settings,
    places: Places,
    pipeline: Option<Pipeline>,
    safety: Option<Safety>,
    clipboard: Option<Clipboard>,
    rewrites: Option<Sender<RewriteJob>>,
    rewriter: Option<JoinHandle<()>>,
    cancelled: Arc<AtomicU64>,
    jobs: Option<Jobs>,
    answers: Answers,
    incoming: Receiver<Answer>,
    /// Answers given at once, before those of the threads.
    ready: VecDeque<Answer>,
    /// Name of the recogniser.
    model: String,
    close_microphone_at: Option<Instant>,
    remains: Arc<Mutex<Vec<Remains>>>,
    /// Sound of a session that was cut off, still to be turned into text.
    owed: VecDeque<OwedSound>,
}

impl Surroundings {
    /// Starts the pipeline with this recogniser, and the threads around it.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(settings: Settings, places: Places, load: Load) -> Result<Self, AppError> {
        let (answers, incoming) = Answers::new();
        let jobs = Jobs::start(answers.clone())?;
        let clipboard = {
            let answers = answers.clone();
            Clipboard::start(move |outcome| {
                answers.send(match outcome {
                    clipboard::Outcome::Copied { can_restore } => Answer::Copied { can_restore },
                    clipboard::Outcome::Pasted(text) => Answer::Pasted(text),
                    clipboard::Outcome::Trouble(what) => Answer::Trouble(what),
                });
            })?
        };
        let mut ready = VecDeque::new();
        let safety = Safety::start(&settings, None, |message| {
            ready.push_back(Answer::Trouble(message))
        });
        let waker = answers.clone();
        let mut options = Options::new(load);
        options.wake = Arc::new(move || waker.wake());
        options.copy = safety.sound().map(super::copy_into);
        options.mixdown = settings.channel.map(super::Mixdown::Channel).unwrap_or_default();
        let pipeline = Pipeline::start(options)?;
        let cancelled = Arc::new(AtomicU64::new(0));
        let (rewrites, queue) = bounded(REWRITES);
        let rewriter = {
            let rewriter = super::rewriter(&wishes::vocabulary(&settings.vocabulary));
            let (answers, cancelled) = (answers.clone(), cancelled.clone());
            thread::Builder::new()
                .name("rewrite".to_owned())
                .spawn(move || rewrite_all(rewriter, &queue, &answers, &cancelled))?
        };
        let surroundings = Surroundings {
            settings,
            places,
            pipeline: Some(pipeline),
            safety: Some(safety),
            clipboard: Some(clipboard),
            rewrites: Some(rewrites),
            rewriter: Some(rewriter),
            cancelled,
            jobs: Some(jobs),
            answers,
            incoming,
            ready,
            model: String::new(),
            close_microphone_at: None,
            remains: Arc::default(),
            owed: VecDeque::new(),
        };
        surroundings.give_vocabulary();
        surroundings.look_back();
        Ok(surroundings)
    }

    fn job(&self, job: impl FnOnce(&Answers) + Send + 'static) -> bool {
        self.jobs.as_ref().is_some_and(|jobs| jobs.ask(job))
    }

    fn give_vocabulary(&self) {
        let entries = self
            .settings
            .vocabulary
            .iter()
            .map(|word| (word.clone(), None))
            .collect();
        if let Some(pipeline) = &self.pipeline
            && pipeline.set_vocabulary(entries).is_err()
        {
            tracing::warn!("own words reach the recogniser with the next change only: it was busy");
        }
    }

    fn listen(&mut self, source: ui::Source) {
        self.close_microphone_at = None;
        let source = match source {
            ui::Source::Microphone => Source::Microphone(self.settings.device.clone()),
            ui::Source::File { path, realtime } => Source::File { path, realtime },
            ui::Source::Sample => match super::sample() {
                Some(path) => Source::File { path, realtime: true },
                None => {
                    return self
                        .failed("the sample recording is not installed; try the microphone".to_owned());
                }
            },
        };
        let Some(pipeline) = &mut self.pipeline else {
            return;
        };
        match pipeline.begin(&source) {
            Ok(recording) => self.began(recording),
            Err(error) => self.failed(error.to_string()),
        }
    }

    fn began(&mut self, recording: u32) {
        if let Some(safety) = &mut self.safety {
            safety.began(recording);
        }
    }

    /// The recording could not begin; the session learns it as it would learn of a recogniser's failure.
    fn failed(&mut self, message: String) {
        self.ready.push_back(Answer::Event(Event::Failed { message }));
        self.answers.wake();
    }

    /// What an event means for the surroundings, before the session takes it.
    fn attend(&mut self, event: &Event) {
        if let Some(safety) = &mut self.safety {
            safety.heard(event);
        }
        match event {
            Event::Loaded { model } => self.model.clone_from(model),
            Event::Finished if self.owed.is_empty() => {
                self.settle();
                let linger = Duration::from_secs(u64::from(self.settings.keep_open_s));
                self.close_microphone_at = Some(Instant::now() + linger);
            }
            Event::Finished => self.next_owed(),
            _ => {}
        }
    }

    /// The microphone stays open for a while after a recording, so that the next one begins at once.
    fn close_microphone_when_due(&mut self) {
        let due = self.close_microphone_at.is_some_and(|at| Instant::now() >= at);
        if due && let Some(pipeline) = &mut self.pipeline {
            // A full queue: the next poll tries again.
            if pipeline.disarm().is_ok() {
                self.close_microphone_at = None;
            }
        }
        if let Some(jobs) = &self.jobs {
            jobs.ticking.store(self.close_microphone_at.is_some(), Relaxed);
        }
    }

    fn store_settings(&self) -> bool {
        let settings = self.settings.clone();
        let file = self.places.settings.clone();
        self.job(move |answers| {
            let stored = file
                .ok_or(SettingsError::NoFolder)
                .and_then(|file| settings.save_to(&file));
            jobs::tell(answers, "Settings were not stored", stored);
        })
    }

    fn choose_device(&mut self, name: Option<String>) -> bool {
        self.settings.device = name;
        self.close_microphone_at.get_or_insert_with(Instant::now);
        self.store_settings()
    }

    /// Another recogniser: the pipeline is built anew; the old one ends on the files thread, where it may
    /// take its time.
    fn choose_model(&mut self, id: String) -> bool {
        self.settings.model = id;
        let mut options = Options::new(super::loader(super::model_of(&self.settings)));
        let waker = self.answers.clone();
        options.wake = Arc::new(move || waker.wake());
        options.copy = self.safety.as_ref().and_then(Safety::sound).map(super::copy_into);
        options.mixdown = self
            .settings
            .channel
            .map(super::Mixdown::Channel)
            .unwrap_or_default();
        match Pipeline::start(options) {
            Ok(pipeline) => {
                let old = self.pipeline.replace(pipeline);
                self.give_vocabulary();
                self.job(move |_| drop(old));
            }
            Err(error) => self.ready.push_back(Answer::Trouble(error.to_string())),
        }
        self.list_models();
        self.store_settings()
    }

    fn list_models(&mut self) {
        let models = wishes::models(&self.settings);
        self.ready.push_back(Answer::Models {
            models,
            chosen: self.settings.model.clone(),
        });
        self.answers.wake();
    }

    fn tell_safety_copy(&mut self) {
        if let Some((folder, bytes)) = self.safety.as_ref().and_then(Safety::place) {
            self.ready.push_back(Answer::SafetyCopy { folder, bytes });
        }
    }

    fn list_devices(&self) -> bool {
        let chosen = self.settings.device.clone();
        self.job(move |answers| {
            let names = super::microphones()
                .into_iter()
                .map(|microphone| microphone.name)
                .collect();
            answers.send(Answer::Devices { names, chosen });
        })
    }

    fn copy(&self, request: clipboard::Request) -> bool {
        self.clipboard
            .as_ref()
            .is_some_and(|clipboard| clipboard.ask(request))
    }

    fn history(&self, change: impl FnOnce(&Path) -> std::io::Result<()> + Send + 'static) -> bool {
        let folder = self.places.history.clone();
        self.job(move |answers| {
            if let Some(folder) = folder {
                jobs::tell(answers, "The history could not be changed", change(&folder));
                jobs::search_history(Some(&folder), "", answers);
            }
        })
    }

    fn rewrite(&self, job: RewriteJob) -> bool {
        self.rewrites
            .as_ref()
            .is_some_and(|rewrites| rewrites.try_send(job).is_ok())
    }

    fn export(
        &self,
        folder: Option<std::path::PathBuf>,
        request: (crate::session::ExportFormat, ui::Exported),
    ) -> bool {
        let model = self.model.clone();
        let folder = folder.unwrap_or_else(|| self.places.documents.clone());
        self.job(move |answers| {
            answers.send(jobs::export_to(&folder, request.0, request.1, model));
        })
    }

    /// Does what was asked; `false` when a queue is full.
    fn act(&mut self, request: Request) -> bool {
        let documents = self.places.documents.clone();
        match request {
            Request::Listen(source) => self.listen(source),
            Request::StopListening => {
                return self
                    .pipeline
                    .as_ref()
                    .is_some_and(|pipeline| pipeline.stop().is_ok());
            }
            Request::Rewrite {
                ticket,
                instruction,
                text,
            } => {
                return self.rewrite(RewriteJob {
                    ticket,
                    instruction,
                    text,
                });
            }
            Request::CancelRewrite { ticket } => self.cancelled.store(ticket, Relaxed),
            Request::Copy { text, html } => {
                return self.copy(clipboard::Request::Copy(Copied { text, html }));
            }
            Request::RestoreClipboard => return self.copy(clipboard::Request::Restore),
            Request::Paste => return self.copy(clipboard::Request::Paste),
            Request::Save {
                path,
                text,
                automatic,
            } => {
                return self.job(move |answers| {
                    answers.send(jobs::save(&documents, path, &text, automatic));
                });
            }
            Request::Open { path } => {
                return self.job(move |answers| {
                    answers.send(jobs::open(&documents, &path));
                });
            }
            Request::Export {
                format,
                folder,
                document,
            } => return self.export(folder, (format, document)),
            Request::ListFolder { folder } => {
                return self.job(move |answers| {
                    answers.send(jobs::list(folder.unwrap_or(documents)));
                });
            }
            Request::ListChoices => {
                self.list_models();
                self.tell_safety_copy();
                return self.list_devices();
            }
            Request::ChooseDevice(name) => return self.choose_device(name),
            Request::ChooseModel(id) => return self.choose_model(id),
            Request::SearchHistory { query } => {
                let folder = self.places.history.clone();
                return self.job(move |answers| jobs::search_history(folder.as_deref(), &query, answers));
            }
            Request::DeleteHistory(id) => return self.history(move |folder| history::delete(folder, &id)),
            Request::ClearHistory => return self.history(history::clear),
            Request::KeepInHistory {
                text,
                words,
                spoken_ms,
            } => {
                let words = words as u64;
                let state = journal::State {
                    text,
                    words,
                    spoken_ms,
                    ..journal::State::default()
                };
                return self.history(move |folder| history::keep(folder, state));
            }
            Request::StorePreferences(preferences) => {
                wishes::take_over(&mut self.settings, &preferences);
                return self.store_settings();
            }
            Request::StoreVocabulary(words) => {
                self.settings.vocabulary = words;
                self.give_vocabulary();
                return self.store_settings();
            }
            Request::ImportVocabulary(path) => {
                return self.job(move |answers| {
                    answers.send(match files::read_text(&path) {
                        Ok(text) => Answer::Vocabulary(wishes::words_of(&text)),
                        Err(error) => Answer::Trouble(error.to_string()),
                    });
                });
            }
            Request::Recover { accept } => self.recover(accept),
        }
        true
    }
}

impl Backend for Surroundings {
    fn set_wake(&mut self, wake: Wake) {
        self.answers.set_wake(wake);
    }

    fn ask(&mut self, request: Request) -> Result<(), Busy> {
        if self.act(request) { Ok(()) } else { Err(Busy) }
    }

    fn poll(&mut self) -> Option<Answer> {
        self.close_microphone_when_due();
        if let Some(answer) = self.ready.pop_front() {
            return Some(answer);
        }
        let event = self
            .pipeline
            .as_ref()
            .and_then(|pipeline| pipeline.events().try_recv().ok());
        if let Some(event) = event {
            self.attend(&event);
            return Some(Answer::Event(event));
        }
        self.incoming.try_recv().ok()
    }

    fn observe(&mut self, view: &View<'_>) {
        if let Some(safety) = &mut self.safety {
            safety.note(view);
        }
    }

    fn level(&self) -> Level {
        let (peak, rms) = self
            .pipeline
            .as_ref()
            .map_or((0.0, 0.0), |pipeline| pipeline.meters().level());
        Level { peak, rms }
    }
}

impl Drop for Surroundings {
    fn drop(&mut self) {
        self.pipeline = None;
        self.rewrites = None;
        // No ticket is this large: whatever rewrite runs is broken off.
        self.cancelled.store(u64::MAX, Relaxed);
        let (_, nobody) = bounded(1);
        self.incoming = nobody;
        if let Some(rewriter) = self.rewriter.take()
            && rewriter.join().is_err()
        {
            tracing::error!("the rewrite thread had panicked");
        }
        self.jobs = None;
        if let Some(safety) = self.safety.take() {
            safety.finish();
        }
        if let Some(clipboard) = self.clipboard.take() {
            clipboard.finish();
        }
    }
}
