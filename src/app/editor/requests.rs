//! What the window asks for, done or handed to the thread that does it.

use std::path::Path;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, PoisonError};
use std::thread;
use std::time::Instant;

use super::rewrites::Work;
use super::{EditorBackend, jobs};
use crate::app::{self, model_choices, readers};
use crate::audio::speaker::Playback;
use crate::engine::{self, Options, Pipeline};
use crate::host::{self, Safety, Wanted, own_words};
use crate::session::Dictated;
use crate::settings::Settings;
use crate::store::clipboard::{self, Copied};
use crate::store::settings::{SettingsError, data_dir};
use crate::store::{history, journal};
use crate::transcript::polish::Vocabulary;
use crate::ui::{self, Answer, Piece, Request};
use crate::worker::Load;

impl EditorBackend {
    fn store_settings(&self) -> bool {
        let settings = self.settings.clone();
        let file = self.places.settings.clone();
        let before = self.stored.clone();
        self.job(move |answers| {
            let mut before = before.lock().unwrap_or_else(PoisonError::into_inner);
            let stored = file
                .ok_or(SettingsError::NoFolder)
                .and_then(|file| settings.save_changes_to(&file, &before));
            if stored.is_ok() {
                *before = settings;
            }
            jobs::tell(answers, "Settings were not stored", stored);
        })
    }

    /// Stores the settings and acts on what is other than before.
    fn change_settings(&mut self, settings: Settings) -> bool {
        let before = std::mem::replace(&mut self.settings, settings);
        if self.settings.device != before.device {
            self.close_microphone_at.get_or_insert_with(Instant::now);
        }
        if self.settings.rewrite != before.rewrite {
            self.replace_rewriter();
        }
        if self.settings.loads_anew(&before) || self.settings.channel != before.channel {
            return self.load_anew();
        }
        if self.settings.vocabulary != before.vocabulary {
            self.give_vocabulary();
        }
        self.store_settings()
    }

    /// Builds the pipeline of the settings. The old one ends on the new one's inference thread, where it may take its
    /// time, and before the new model is loaded: two large ones would not fit.
    fn load_anew(&mut self) -> bool {
        let mut old = self.pipeline.take();
        let mut load = engine::loader(engine::ModelPlan::of(&self.settings), &self.models);
        let load: Load = Box::new(move |progress| {
            drop(old.take());
            load(progress)
        });
        let sound = self.safety.as_ref().and_then(Safety::sound);
        let mut options = Options::of(load, &self.settings, sound);
        let waker = self.answers.clone();
        options.wake = Arc::new(move || waker.wake());
        match Pipeline::start(options) {
            Ok(pipeline) => {
                self.pipeline = Some(pipeline);
                self.give_vocabulary();
            }
            Err(error) => self.ready.push_back(Answer::Trouble(error.to_string())),
        }
        self.list_models();
        self.store_settings()
    }

    /// Lists a folder, or looks at the model that it is.
    fn inspect_model(&self, path: std::path::PathBuf) -> bool {
        self.job(move |answers| {
            let is_model = path.join("config.json").is_file() || readers::is_reader(&path);
            let plain_folder = path.is_dir() && !is_model;
            answers.send(if plain_folder {
                jobs::list(path, Wanted::Models)
            } else {
                Answer::ModelInspected(model_choices::report(path))
            });
        })
    }

    /// Lists recognisers and readers: other programs' folders may lie on a slow disk.
    fn list_models(&self) -> bool {
        let settings = self.settings.clone();
        self.job(move |answers| {
            let models = model_choices::models(&settings, &engine::models::found::find());
            answers.send(Answer::Models(models));
            let readers = readers::choices(&settings.reader.to_string(), &readers::find());
            answers.send(Answer::Readers(readers));
        })
    }

    fn tell_safety_copy(&mut self) {
        if let Some((folder, bytes)) = self.safety.as_ref().and_then(Safety::place) {
            self.ready.push_back(Answer::SafetyCopy { folder, bytes });
        }
    }

    fn tell_folders(&self) -> bool {
        let places = self.places.clone();
        self.job(move |answers| {
            let kept = places.history.iter().chain(&places.sessions);
            answers.send(Answer::Folders(ui::Places {
                data: data_dir(),
                data_bytes: kept.map(|folder| jobs::bytes_in(folder)).sum(),
                settings: places.settings,
                documents: places.documents,
            }));
        })
    }

    /// Plays a piece of the safety copy's sound.
    fn play(&mut self, piece: Piece) {
        self.playback = None;
        let Some((folder, _)) = self.safety.as_ref().and_then(Safety::place) else {
            let why = "There is no sound to hear: the safety copy is switched off in the settings.";
            self.ready.push_back(Answer::Trouble(why.to_owned()));
            return;
        };
        self.play_sound(move || journal::read_sound(&folder, piece.recording, piece.from_ms, piece.to_ms));
    }

    /// Looks how loud the parts of a piece are.
    fn wave(&self, piece: Piece, parts: usize) -> bool {
        let Some((folder, _)) = self.safety.as_ref().and_then(Safety::place) else {
            return true;
        };
        self.job(move |answers| {
            match journal::peaks(&folder, piece.recording, piece.from_ms..piece.to_ms, parts) {
                Ok(peaks) => {
                    answers.send(Answer::Wave {
                        recording: piece.recording,
                        from_ms: piece.from_ms,
                        peaks,
                    });
                }
                // Who plays it is told; a picture that is missing needs no words.
                Err(error) => tracing::info!(%error, "no waveform"),
            }
        })
    }

    /// Plays the sound of an entry of the history.
    fn play_history(&mut self, id: String) {
        self.playback = None;
        let Some(folder) = self.places.history.clone() else {
            return;
        };
        self.play_sound(move || history::sound(&folder, &id));
    }

    fn play_sound(&mut self, read: impl FnOnce() -> std::io::Result<Vec<f32>> + Send + 'static) {
        let answers = self.answers.clone();
        let started = Playback::start(read, self.settings.window.play_speed, move |problem| {
            answers.send(Answer::Trouble(problem));
        });
        match started {
            Ok(playback) => self.playback = Some(playback),
            Err(error) => self.ready.push_back(Answer::Trouble(error.to_string())),
        }
    }

    /// Opens a dialog of the system; there is one at a time.
    fn pick_files(&mut self, dialog: ui::Dialog) {
        if self.dialog.swap(true, Relaxed) {
            return;
        }
        let (answers, open) = (self.answers.clone(), self.dialog.clone());
        let shown = app::dialogs::show(dialog, move |answer| {
            open.store(false, Relaxed);
            answers.send(answer);
        });
        if let Err(error) = shown {
            self.dialog.store(false, Relaxed);
            self.ready.push_back(Answer::Trouble(error.to_string()));
        }
    }

    /// Looks for microphones, on a thread of its own: a sound system that hangs must hold up no saving.
    fn list_devices(&mut self) {
        if self.looks_for_microphones.swap(true, Relaxed) {
            return;
        }
        let (answers, looks) = (self.answers.clone(), self.looks_for_microphones.clone());
        let started = thread::Builder::new()
            .name("microphones".to_owned())
            .spawn(move || {
                let names = app::microphones().into_iter().map(|microphone| microphone.name);
                let names = names.collect();
                looks.store(false, Relaxed);
                answers.send(Answer::Devices(names));
            });
        if let Err(error) = started {
            self.looks_for_microphones.store(false, Relaxed);
            self.ready.push_back(Answer::Trouble(error.to_string()));
        }
    }

    fn copy(&self, request: clipboard::Request) -> bool {
        self.clipboard
            .as_ref()
            .is_some_and(|clipboard| clipboard.ask(request))
    }

    /// Keeps a document in the history, where the settings want one.
    fn keep_in_history(&self, document: Dictated, recordings: Vec<u32>) -> bool {
        if self.places.history_of(&self.settings).is_none() {
            return true;
        }
        let running = self.begun.filter(|_| self.recording);
        let safety = self.safety.as_ref();
        let sound = safety.and_then(|safety| safety.kept_sound(recordings, running));
        self.history(move |folder| host::history::keep(folder, document, sound.as_ref()))
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

    /// Hands work to the rewrite thread.
    fn rewrite(&self, work: Work) -> bool {
        self.rewrites
            .as_ref()
            .is_some_and(|rewrites| rewrites.try_send(work).is_ok())
    }

    /// Has the rewrites made by whom the settings name now.
    fn replace_rewriter(&mut self) {
        let words = Vocabulary::from_lines(&self.settings.vocabulary);
        let other = engine::rewriter(&words, &self.models, &self.settings.rewrite);
        if !self.rewrite(Work::Replace(other)) {
            let told = "Too many rewrites wait; the new settings hold from the next start on.";
            self.ready.push_back(Answer::Trouble(told.to_owned()));
        }
    }

    /// Does what was asked; `false` when a queue is full.
    pub(super) fn act(&mut self, request: Request) -> bool {
        match request {
            Request::Listen(source) => self.listen(source),
            Request::MeasureSpeed => self.measure_speed(),
            Request::TryMicrophone => self.try_microphone(),
            Request::PickFiles(dialog) => self.pick_files(dialog),
            Request::KeepReady(wanted) => self.keep_ready(wanted),
            Request::StopListening => {
                return self
                    .pipeline
                    .as_ref()
                    .is_some_and(|pipeline| pipeline.stop().is_ok());
            }
            Request::Rewrite(job) => return self.rewrite(Work::Rewrite(job)),
            Request::CancelRewrite { ticket } => self.cancelled.store(ticket, Relaxed),
            Request::Copy { text, html } => {
                return self.copy(clipboard::Request::Copy(Copied { text, html }));
            }
            Request::RestoreClipboard => return self.copy(clipboard::Request::Restore),
            Request::Paste => return self.copy(clipboard::Request::Paste),
            Request::File(job) => {
                let documents = self.documents.clone();
                return self.job(move |answers| {
                    answers.send(jobs::run_file_job(&documents, job));
                });
            }
            Request::FindFiles(files) => {
                return self.job(move |answers| {
                    let there = files.into_iter().filter(|file| file.is_file());
                    answers.send(Answer::Found(there.collect()));
                });
            }
            Request::ListFolder { folder, wanted } => {
                let folder = folder.unwrap_or_else(|| self.places.documents.clone());
                return self.job(move |answers| {
                    answers.send(jobs::list(folder, wanted));
                });
            }
            Request::InspectModel(path) => return self.inspect_model(path),
            Request::ListChoices => {
                self.list_models();
                self.tell_safety_copy();
                self.tell_folders();
                self.list_devices();
            }
            Request::LoadAgain => return self.load_anew(),
            Request::SearchHistory(query) => {
                let folder = self.places.history.clone();
                return self.job(move |answers| jobs::search_history(folder.as_deref(), &query, answers));
            }
            Request::DeleteHistory(id) => return self.history(move |folder| history::delete(folder, &id)),
            Request::RenameHistory { id, name } => {
                return self.history(move |folder| history::rename(folder, &id, &name));
            }
            Request::PlayHistory(id) => self.play_history(id),
            Request::ClearHistory => return self.history(history::clear),
            Request::KeepInHistory { document, recordings } => {
                return self.keep_in_history(document, recordings);
            }
            Request::StoreSettings(settings) => return self.change_settings(*settings),
            Request::ImportVocabulary(path) => {
                return self.job(move |answers| {
                    answers.send(match own_words::read(&path) {
                        Ok(words) => Answer::Vocabulary(words),
                        Err(problem) => Answer::Trouble(problem),
                    });
                });
            }
            Request::ShowFolder(folder) => {
                return self.job(move |answers| {
                    jobs::tell(answers, "The folder cannot be shown", jobs::show(&folder))
                });
            }
            Request::Play(piece) => self.play(piece),
            Request::Wave(piece, parts) => return self.wave(piece, parts),
            Request::OpenLink(address) => {
                return self.job(move |answers| {
                    jobs::tell(answers, "The page cannot be shown", jobs::show_page(&address))
                });
            }
            Request::StopPlaying => self.playback = None,
            Request::Recover { accept } => self.recover(accept),
        }
        true
    }
}
