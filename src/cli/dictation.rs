//! A session at a microphone, in a terminal or behind another program: the pipeline, and the terminal as a front end.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use crossbeam_channel::RecvTimeoutError;

use super::clipboard::WaitingClipboard;
use super::live::{Live, in_words};
use super::{CliResult, loading, stop};
use crate::engine::models::ModelRegistry;
use crate::engine::{self, AppError, ModelPlan, Options, Pipeline, Source};
use crate::host::front_end::{self, FrontEnd, Report, RewriteJob};
use crate::host::{self, Documents, FileJob, Places, Safety, Saving, own_words};
use crate::rewrite::Rewriter;
use crate::session::{Action, Dictated, Session};
use crate::settings::Settings;
use crate::store::clipboard::{Copied, Request};
use crate::store::recovery::{OwedSound, Remains};
use crate::store::voices;
use crate::transcript::polish::Vocabulary;
use crate::transcript::{Event, Notice};

/// What a session at a microphone is begun with.
pub(super) struct Setup {
    pub(super) settings: Settings,
    /// Where documents, history and safety copies lie.
    pub(super) places: Places,
    pub(super) plan: ModelPlan,
    /// Where "save" writes.
    pub(super) out: Option<PathBuf>,
    /// Own words of a file, beside those of the settings.
    pub(super) words: Option<Vec<String>>,
}

/// Where the sound comes from: `input` is "mic" or a recording, `device` goes before the microphone of the settings.
pub(super) fn source(input: &Path, device: Option<&String>, settings: &Settings, realtime: bool) -> Source {
    match input.as_os_str() == "mic" {
        true => Source::Microphone(device.or(settings.device.as_ref()).cloned()),
        false => Source::File {
            path: input.to_owned(),
            realtime,
        },
    }
}

/// A session at a microphone, with all that surrounds it.
pub(super) struct Dictation {
    pub(super) pipeline: Pipeline,
    pub(super) session: Session,
    pub(super) live: Live,
    safety: Safety,
    saving: Saving,
    documents: Documents,
    rewriter: Box<dyn Rewriter>,
    clipboard: WaitingClipboard,
    /// Own words as the settings' and the flags' files have them.
    words: Vocabulary,
    /// Documents that have a file are saved at the end.
    autosave: bool,
    /// Where a dictated document goes that another one takes the place of.
    history: Option<PathBuf>,
    /// The number of the recording that was begun last.
    recording: Option<u32>,
    /// A question is open, and was shown.
    asked: bool,
    /// Something was not heard.
    failed: bool,
}

impl Dictation {
    /// Starts the threads, and returns when the recogniser is loaded.
    pub(super) fn start(setup: Setup) -> CliResult<Self> {
        let mut settings = setup.settings;
        let safety = Safety::start(&settings, &setup.places, |message| {
            eprintln!("parlance: {message}");
        });
        let models = ModelRegistry::default();
        let load = engine::loader(setup.plan, &models);
        let options = Options::of(load, &settings, safety.sound());
        let pipeline = Pipeline::start(options)?;
        let model = loading::wait_for_model(&pipeline)?;
        settings.vocabulary.extend(setup.words.unwrap_or_default());
        // There is no preview to look at here.
        settings.always_apply = true;
        let mut session = host::new_session(&settings)?;
        session.on_event(Event::Loaded { model });
        let words = session.view().vocabulary.clone();
        pipeline.set_vocabulary(&words)?;
        if let Some(owner) = settings.owner().filter(|owner| !voices::is_enrolled(owner)) {
            eprintln!(
                "parlance: commands of {owner} alone are obeyed (only_listen_to), but nobody is enrolled by that name: \
                 `parlance speakers add {owner:?} --record`"
            );
        }
        Ok(Dictation {
            pipeline,
            session,
            live: Live::new(),
            safety,
            saving: Saving::to(setup.out),
            documents: Documents::new(setup.places.documents.clone()),
            rewriter: engine::rewriter(&words, &models, &settings.rewrite),
            clipboard: WaitingClipboard::default(),
            words,
            autosave: settings.autosave,
            // Where no safety copy is wanted, nothing of what was said is to stay.
            history: setup
                .places
                .history_of(&settings)
                .filter(|_| settings.safety_copy),
            recording: None,
            asked: false,
            failed: false,
        })
    }

    /// Begins a recording.
    pub(super) fn begin(&mut self, source: &Source) -> Result<(), AppError> {
        self.pipeline.set_context(self.session.view().nearby())?;
        let recording = self.pipeline.begin(source)?;
        self.recording = Some(recording);
        self.safety.began(recording);
        self.perform(Action::StartListening);
        Ok(())
    }

    /// Does what the user asks, and what follows from it.
    pub(super) fn perform(&mut self, action: Action) {
        front_end::perform(self, action);
    }

    /// Takes up a session that was cut off: its text first, then the sound it still owes. It is put away when the safety
    /// copy has all of that, or else at the end.
    pub(super) fn recover(&mut self, remains: Remains) -> CliResult {
        let text = remains.state.text.clone();
        let sound = remains.sound.clone();
        self.session.perform(Action::Recover { text });
        self.safety.took_up(remains);
        self.safety.note(&self.session.view());
        for owed in sound {
            self.hear_owed(owed)?;
        }
        self.safety.note(&self.session.view());
        self.safety.settle();
        Ok(())
    }

    fn hear_owed(&mut self, owed: OwedSound) -> CliResult {
        match self.pipeline.begin_owed(&owed) {
            Ok(()) => {
                self.safety.began_owed(owed);
                self.drain(&AtomicBool::new(false))
            }
            Err(error) => {
                let told = self.safety.could_not_hear(owed, error);
                self.live.line(&told);
                Ok(())
            }
        }
    }

    /// One recording, to its end.
    pub(super) fn listen(&mut self, source: &Source) -> CliResult {
        let (stop, handler) = stop::on_request();
        if let Err(error) = handler {
            let what = format!("Ctrl-C will end at once, without the last words: {error}");
            self.live.line(&what);
        }
        if matches!(source, Source::Microphone(_)) {
            self.live.announce = true;
            self.live
                .line("starting the microphone; say \"stop listening\" or press Ctrl-C to end");
        }
        self.begin(source)?;
        self.drain(&stop)
    }

    /// Takes events until the recording is finished.
    fn drain(&mut self, stop: &AtomicBool) -> CliResult {
        let mut stopping = false;
        loop {
            if stop.load(Relaxed) && !stopping {
                stopping = true;
                self.pipeline.stop()?;
            }
            match self.pipeline.events().recv_timeout(Duration::from_millis(100)) {
                Ok(event) => {
                    if self.take(event) {
                        return Ok(());
                    }
                }
                Err(RecvTimeoutError::Timeout) => self.note(),
                Err(RecvTimeoutError::Disconnected) => return Err("the recogniser ended".into()),
            }
        }
    }

    /// One event; `true` at the end of the recording.
    pub(super) fn take(&mut self, event: Event) -> bool {
        match &event {
            Event::Notice(notice) => {
                self.live.line(&in_words(notice));
                // What was not heard is not in the document.
                self.failed |= matches!(notice, Notice::Recording { .. } | Notice::Dropped { .. });
            }
            Event::Failed { message } => {
                self.live.line(message);
                self.failed = true;
            }
            Event::Listening => self.live.ready(),
            _ => {}
        }
        let finished = matches!(event, Event::Finished);
        self.safety.heard(&event);
        front_end::hear(self, event);
        self.note();
        self.live.show(&self.session);
        finished
    }

    /// Has the safety copy follow the session.
    pub(super) fn note(&mut self) {
        self.safety.note(&self.session.view());
        while let Some(trouble) = self.safety.trouble() {
            self.live.line(&trouble);
        }
    }

    /// Hands the document over; only when it is safely out may the safety copy go. Whether all was heard and kept.
    pub(super) fn conclude(mut self) -> CliResult<bool> {
        self.live.clear();
        let text = self.session.text().to_owned();
        let end = if text.is_empty() || text.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        // Standard output first: a disk that hangs can hold a file for ever.
        let printed = super::out::write_all(&format!("{text}{end}"));
        if self.autosave {
            front_end::autosave_now(&mut self);
        }
        let saved = self.write_out(&text);
        let failed = self.failed || self.saving.has_failed();
        drop(self.pipeline);
        drop(self.clipboard);
        if let (Err(problem), Err(other)) = (&printed, &saved) {
            return Err(format!("{problem}; {other}").into());
        }
        printed?;
        saved?;
        for trouble in self.safety.finish() {
            eprintln!("parlance: {trouble}");
        }
        Ok(!failed)
    }

    /// Writes the document to the file of `--out`, if there is one. Nothing at all is written over nothing.
    fn write_out(&mut self, text: &str) -> CliResult {
        let Some(path) = self.saving.usual().map(PathBuf::from) else {
            return Ok(());
        };
        if text.trim().is_empty() && path.exists() {
            eprintln!("parlance: nothing was dictated; {} is as it was", path.display());
            return Ok(());
        }
        let kept = self.documents.save_keeping(&path, text)?;
        self.report(Report::Saved {
            path,
            automatic: false,
            kept,
        });
        Ok(())
    }

    fn ask_clipboard(&mut self, request: Request) -> Option<String> {
        let answer = self.clipboard.ask(request);
        answer.unwrap_or_else(|problem| {
            self.live.line(&problem);
            None
        })
    }

    /// Says why something was not done.
    fn tell<T, E: std::fmt::Display>(&mut self, done: Result<T, E>) {
        if let Err(problem) = done {
            self.live.line(&problem.to_string());
        }
    }
}

impl FrontEnd for Dictation {
    fn parts(&mut self) -> (&mut Session, &mut Saving) {
        (&mut self.session, &mut self.saving)
    }

    fn session_changed(&mut self) {
        let asked = self.session.view().asked.is_some();
        if asked && !self.asked {
            self.live.question(&self.session);
        }
        self.asked = asked;
    }

    fn begin_recording(&mut self) {
        // It has begun already: a recording is one of the program's runs, or of its keys.
    }

    fn end_recording(&mut self) {
        let stopped = self.pipeline.stop();
        self.tell(stopped);
    }

    fn copy(&mut self, text: String, html: Option<String>) {
        self.ask_clipboard(Request::Copy(Copied { text, html }));
    }

    fn paste(&mut self) {
        if let Some(text) = self.ask_clipboard(Request::Paste) {
            front_end::pasted(self, text);
        }
    }

    fn restore_clipboard(&mut self) {
        self.ask_clipboard(Request::Restore);
    }

    fn run_file_job(&mut self, job: FileJob) {
        let outcome = job.run(&mut self.documents);
        front_end::file_done(self, outcome);
    }

    fn rewrite(&mut self, job: RewriteJob) {
        let result = front_end::rewrite_now(&mut self.session, self.rewriter.as_mut(), &job);
        front_end::rewrite_done(self, job.ticket, result);
    }

    fn cancel_rewrite(&mut self, _ticket: u64) {
        // Rewrites are waited for: none is running.
    }

    fn keep_in_history(&mut self, document: Dictated) {
        let Some(folder) = &self.history else { return };
        let recordings = self.recording.into_iter().collect();
        let sound = self.safety.kept_sound(recordings, self.recording);
        let kept = host::history::keep(folder, document, sound.as_ref());
        self.tell(kept);
    }

    fn vocabulary_changed(&mut self) {
        let now = self.session.view().vocabulary.clone();
        let told = self.pipeline.set_vocabulary(&now);
        self.tell(told);
        let stored = own_words::store_changes(&self.words, &now);
        self.words = now;
        self.tell(stored);
    }

    fn show_help(&mut self) {
        self.live.line(
            "say \"undo that\", \"replace … with …\", \"new paragraph\", \"copy everything\", \"stop listening\"",
        );
    }

    fn report(&mut self, report: Report) {
        if let Some(words) = report.remark() {
            self.live.line(&words);
        }
    }
}
