//! The editor: a session, a window, and what the window asks for, done over the pipeline and the store.

mod recovery;
mod requests;
mod rewrites;
mod speed;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded};

use rewrites::{Work, rewrite_all};

use super::jobs::{self, Answers, Jobs};
use crate::audio::speaker::Playback;
use crate::engine::models::ModelRegistry;
use crate::engine::{AppError, Options, Pipeline, Source};
use crate::host::{Documents, Places, Safety, new_session};
use crate::session::{Action, Session, View};
use crate::store::clipboard::{self, Clipboard};
use crate::store::recovery::{OwedSound, Remains};
use crate::store::settings::Settings;
use crate::transcript::polish::Vocabulary;
use crate::transcript::recordings::is_recording;
use crate::transcript::{Event, Notice};
use crate::ui::{self, Answer, Backend, Busy, Level, Request, Wake};
use crate::worker::Load;

/// Rewrites that may wait: one runs, one more may be asked for.
const REWRITES: usize = 2;

/// Opens the editor, with a document or a recording if one is named, and returns when its window was closed. A
/// document that is not there yet is begun, and gets its file when it is saved.
///
/// # Errors
/// In words: no window, no thread, a broken model of the polish, a document in a folder that is not there, or a recording
/// that is not there.
pub fn editor(first: Option<PathBuf>) -> Result<(), String> {
    let (settings, trouble) = Settings::load();
    let mut session = new_session(&settings)?;
    let first = first
        .map(|path| existing(&path, &mut session))
        .transpose()?
        .flatten();
    let shown = settings.clone();
    let models = ModelRegistry::default();
    let load = crate::engine::loader(crate::engine::ModelPlan::of(&settings), &models);
    let backend =
        EditorBackend::start(settings, Places::usual(), models, load).map_err(|error| error.to_string())?;
    if let Some(trouble) = trouble {
        backend.answers.send(Answer::Trouble(trouble.to_string()));
    }
    ui::run(move || session, Box::new(backend), shown, first).map_err(|error| {
        format!("no window can be opened ({error}). `parlance dictate` works in a terminal.")
    })
}

/// The whole path of a file that is there; in place of one that is not, the session begins a document for it.
fn existing(path: &Path, session: &mut Session) -> Result<Option<PathBuf>, String> {
    let path = std::path::absolute(path).map_err(|error| format!("{}: {error}", path.display()))?;
    if path.exists() {
        return Ok(Some(path));
    }
    if is_recording(&path) {
        return Err(format!("{}: there is no such recording", path.display()));
    }
    let folder = path.parent().unwrap_or(&path);
    if !folder.is_dir() {
        let (path, folder) = (path.display(), folder.display());
        return Err(format!("{path} cannot be begun: there is no folder {folder}"));
    }
    session.perform(Action::Load {
        text: String::new(),
        path: Some(path),
    });
    Ok(None)
}

/// What the editor's window asks things of: the pipeline, the store, and jobs. Dropping it ends all of it, in flow order.
pub struct EditorBackend {
    settings: Settings,
    /// The settings as the file has them from here.
    stored: Arc<Mutex<Settings>>,
    places: Places,
    /// The language model that is loaded, for recogniser and rewriter.
    models: ModelRegistry,
    documents: Arc<Mutex<Documents>>,
    pipeline: Option<Pipeline>,
    safety: Option<Safety>,
    clipboard: Option<Clipboard>,
    rewrites: Option<Sender<Work>>,
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
    /// Between recordings the microphone stays open.
    kept_ready: bool,
    /// What is heard again.
    playback: Option<Playback>,
    /// A recording runs: the microphone, or a file in its place, is in use.
    recording: bool,
    /// The number of the recording that was begun last.
    begun: Option<u32>,
    /// It comes from a file.
    from_file: bool,
    /// It is a trial of the microphone: nothing of it is kept.
    trial: bool,
    /// Since when the speed is measured.
    measured_since: Option<Instant>,
    /// A dialog of the system for files is open.
    dialog: Arc<AtomicBool>,
    /// Microphones are being looked for.
    looks_for_microphones: Arc<AtomicBool>,
    remains: Arc<Mutex<Vec<Remains>>>,
    /// Sessions on their way into the document.
    taking: Vec<Remains>,
    /// Sound of them, still to be turned into text.
    owed: VecDeque<OwedSound>,
    recovery: Recovery,
    /// What is written around the caret, as it stood before the recording.
    nearby: String,
    /// Revision of the text and caret of that; none once it was taken.
    nearby_at: Option<(u64, usize)>,
}

/// How far a session that was cut off is back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Recovery {
    /// Nothing is being brought back.
    None,
    /// Its text is in the document, its sound is being heard.
    Hearing,
    /// All of it was heard; the safety copy has not been given it yet.
    Heard,
}

impl EditorBackend {
    /// Starts the pipeline with this recogniser, which makes its language model known in `models`, and the threads around it.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        settings: Settings,
        places: Places,
        models: ModelRegistry,
        load: Load,
    ) -> Result<Self, AppError> {
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
        let safety = Safety::start(&settings, &places, |message| {
            ready.push_back(Answer::Trouble(message))
        });
        let waker = answers.clone();
        let mut options = Options::of(load, &settings, safety.sound());
        options.wake = Arc::new(move || waker.wake());
        let pipeline = Pipeline::start(options)?;
        let cancelled = Arc::new(AtomicU64::new(0));
        let (rewrites, queue) = bounded(REWRITES);
        let rewriter = {
            let words = Vocabulary::from_lines(&settings.vocabulary);
            let rewriter = crate::engine::rewriter(&words, &models, &settings.rewrite);
            let (answers, cancelled) = (answers.clone(), cancelled.clone());
            thread::Builder::new()
                .name("rewrite".to_owned())
                .spawn(move || rewrite_all(rewriter, &queue, &answers, &cancelled))?
        };
        let backend = EditorBackend {
            stored: Arc::new(Mutex::new(settings.clone())),
            settings,
            documents: Arc::new(Mutex::new(Documents::new(places.documents.clone()))),
            places,
            models,
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
            kept_ready: false,
            playback: None,
            recording: false,
            begun: None,
            from_file: false,
            trial: false,
            measured_since: None,
            dialog: Arc::default(),
            looks_for_microphones: Arc::default(),
            remains: Arc::default(),
            taking: Vec::new(),
            owed: VecDeque::new(),
            recovery: Recovery::None,
            nearby: String::new(),
            nearby_at: None,
        };
        backend.give_vocabulary();
        backend.look_back();
        Ok(backend)
    }

    fn job(&self, job: impl FnOnce(&Answers) + Send + 'static) -> bool {
        self.jobs.as_ref().is_some_and(|jobs| jobs.ask(job))
    }

    fn give_vocabulary(&self) {
        let words = Vocabulary::from_lines(&self.settings.vocabulary);
        if let Some(pipeline) = &self.pipeline
            && pipeline.set_vocabulary(&words).is_err()
        {
            tracing::warn!("own words reach the recogniser with the next change only: it was busy");
        }
    }

    fn listen(&mut self, source: ui::Source) {
        if self.recording && self.recovery == Recovery::Hearing {
            // Broken off it would count as heard.
            let message = "what was cut off is still being written down; wait a moment, then speak";
            return self.failed(message.to_owned());
        }
        // It would hear itself.
        self.playback = None;
        self.close_microphone_at = None;
        let source = match source {
            ui::Source::Microphone => Source::Microphone(self.settings.device.clone()),
            ui::Source::File { path, realtime } => Source::File { path, realtime },
            ui::Source::Sample => match crate::engine::sample() {
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
        self.nearby_at = None;
        if pipeline.set_context(std::mem::take(&mut self.nearby)).is_err() {
            tracing::info!("the recogniser was too busy to be told what is written");
        }
        let from_file = matches!(source, Source::File { .. });
        match pipeline.begin(&source) {
            Ok(recording) => {
                self.from_file = from_file;
                self.began(recording);
            }
            Err(error) => self.failed(error.to_string()),
        }
    }

    /// Hears the microphone for a trial.
    fn try_microphone(&mut self) {
        self.playback = None;
        self.close_microphone_at = None;
        let device = self.settings.device.clone();
        let Some(pipeline) = self.pipeline.as_mut().filter(|_| !self.recording) else {
            return self.failed("the microphone is in use; stop listening first".to_owned());
        };
        match pipeline.begin_trial(device.as_deref()) {
            Ok(()) => (self.recording, self.trial) = (true, true),
            Err(error) => self.failed(error.to_string()),
        }
    }

    /// Opens the microphone between recordings, or closes it; during one that has to wait for its end.
    fn keep_ready(&mut self, wanted: bool) {
        self.kept_ready = wanted;
        if self.recording {
            return;
        }
        if wanted {
            self.arm();
        } else {
            self.close_microphone_at = Some(Instant::now());
        }
    }

    fn arm(&mut self) {
        self.close_microphone_at = None;
        if let Some(pipeline) = &mut self.pipeline
            && let Err(error) = pipeline.arm(self.settings.device.as_deref())
        {
            self.ready.push_back(Answer::Trouble(error.to_string()));
        }
    }

    fn began(&mut self, recording: u32) {
        (self.recording, self.begun) = (true, Some(recording));
        self.ready.push_back(Answer::Begun { recording });
        if let Some(safety) = &mut self.safety {
            safety.began(recording);
        }
    }

    /// The recording could not begin.
    fn failed(&mut self, message: String) {
        self.ready.push_back(Answer::NotBegun { message });
        self.answers.wake();
    }

    /// What an event means here, before the session takes it.
    fn attend(&mut self, event: &Event) {
        if let Some(safety) = self.safety.as_mut().filter(|_| !self.trial) {
            safety.heard(event);
        }
        match event {
            Event::Loaded { model } => self.model.clone_from(model),
            Event::Finished => {
                self.tell_speed();
                (self.recording, self.from_file, self.trial) = (false, false, false);
                self.hear_owed();
                if self.recording {
                    return;
                }
                if self.kept_ready {
                    self.arm();
                    return;
                }
                let linger = Duration::from_secs(u64::from(self.settings.keep_open_s));
                self.close_microphone_at = Some(Instant::now() + linger);
            }
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
                // It was closed for another device to take its place.
                if self.kept_ready && !self.recording {
                    self.arm();
                }
            }
        }
        if let Some(jobs) = &self.jobs {
            jobs.ticking.store(self.close_microphone_at.is_some(), Relaxed);
        }
    }
}

impl Backend for EditorBackend {
    fn set_wake(&mut self, wake: Wake) {
        self.answers.set_wake(wake);
    }

    fn ask(&mut self, request: Request) -> Result<(), Busy> {
        if self.act(request) { Ok(()) } else { Err(Busy) }
    }

    fn poll(&mut self) -> Option<Answer> {
        self.close_microphone_when_due();
        if let Some(answer) = self.ready.pop_front() {
            if matches!(answer, Answer::Recovered(_)) {
                self.took_up();
            }
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
        let now = (view.revision, view.caret);
        if !self.recording && self.nearby_at != Some(now) {
            (self.nearby, self.nearby_at) = (view.nearby(), Some(now));
        }
        let Some(safety) = &mut self.safety else { return };
        safety.note(view);
        if self.recovery == Recovery::Heard {
            self.recovery = Recovery::None;
            safety.settle();
        }
        while let Some(message) = safety.trouble() {
            let notice = Notice::StoreTrouble { message };
            self.ready.push_back(Answer::Event(Event::Notice(notice)));
        }
    }

    fn playing_ms(&self) -> Option<u64> {
        self.playback.as_ref().and_then(Playback::position_ms)
    }

    fn reading(&self) -> Option<ui::Reading> {
        let pipeline = self
            .pipeline
            .as_ref()
            .filter(|_| self.recording && self.from_file)?;
        Some(ui::Reading {
            heard_ms: pipeline.position_ms().saturating_sub(pipeline.lag_ms()),
            total_ms: pipeline.recording_ms(),
        })
    }

    fn fonts(&self) -> ui::FontSource {
        let fonts = super::fonts::SystemFonts::default();
        Arc::new(move |letter| fonts.find(letter))
    }

    fn level(&self) -> Level {
        let (peak, rms) = self
            .pipeline
            .as_ref()
            .map_or((0.0, 0.0), |pipeline| pipeline.meters().level());
        Level { peak, rms }
    }
}

impl Drop for EditorBackend {
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
            for trouble in safety.finish() {
                tracing::warn!("{trouble}");
            }
        }
        self.clipboard = None;
    }
}
