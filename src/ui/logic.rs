//! Between session and surroundings: drains answers, carries out actions, runs effects. Draws nothing.

mod clipboard;
mod files;
mod history;
mod microphone;
mod find;
mod models;
mod panels;
mod playing;
mod reading;
mod settings;
mod status;
mod title;
mod trial;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clipboard::PasteInto;
use files::spoken;
use fluent_bundle::FluentValue;
pub use playing::{WAVE_PARTS, heard_at};
pub use title::title_of;

use super::backend::{Answer, Backend, Request, Source};
use super::state::{Panel, Places, Question, Status, Tone, TrialStage, UiAction, UiState};
use super::strings::{sentence, text, text_with, told};
use crate::command::Deed;
use crate::message::Message;
use crate::rewrite::RewriteError;
use crate::session::{Action, Effect, Listening, Session, View};
use crate::settings::{Quantize, Settings};
use crate::transcript::Event;

/// Answers taken in one frame: a flood must not hold up drawing.
const ANSWERS_PER_FRAME: usize = 64;
/// Autosave waits until nothing changed for so long.
const AUTOSAVE_QUIET: Duration = Duration::from_secs(2);
/// After a failure it waits for so long.
const AUTOSAVE_RETRY: Duration = Duration::from_secs(30);

/// The window's mind: session, surroundings and state.
pub struct Logic {
    session: Session,
    backend: Box<dyn Backend>,
    /// What the drawing shows besides the session's view.
    pub state: UiState,
    next_source: Source,
    paste_into: PasteInto,
    copied_by_widget: bool,
    /// What was copied of the document last, as the clipboard has it and with its marks.
    own_copy: Option<(String, String)>,
    /// Text for the widget with the keyboard, taken by the next frame.
    pasted: Option<String>,
    last_message: Message,
    /// Words that were looked for last.
    last_query: String,
    /// Revision and time of the last change, and the revision asked to be saved.
    changed: (u64, Instant),
    asked_to_save: Option<u64>,
    after_save: Option<UiAction>,
    /// The file that the user saved to: only over that one autosave writes.
    saves_to: Option<PathBuf>,
    /// The recording that goes on or was the last one.
    begun: Option<u32>,
    /// The loudest sample since the last utterance, in `[0, 1]`.
    loudest: f32,
    running_rewrite: Option<u64>,
    /// The name of the recording that is read.
    reading_name: String,
    /// Several recordings are read, each below its name.
    headings: bool,
    /// Parts of the waveform of what is read that were asked for.
    waved: usize,
}

impl Logic {
    /// Joins a session and its surroundings.
    pub fn new(session: Session, backend: Box<dyn Backend>, settings: Settings) -> Self {
        let mut logic = Logic {
            session,
            backend,
            state: UiState {
                settings,
                focus_document: true,
                ..UiState::default()
            },
            next_source: Source::Microphone,
            paste_into: PasteInto::Document,
            copied_by_widget: false,
            own_copy: None,
            pasted: None,
            last_message: Message::Nothing,
            last_query: String::new(),
            changed: (0, Instant::now()),
            asked_to_save: None,
            after_save: None,
            saves_to: None,
            begun: None,
            loudest: 0.0,
            running_rewrite: None,
            reading_name: String::new(),
            headings: false,
            waved: 0,
        };
        logic.ask(Request::ListChoices);
        logic
    }

    /// The surroundings, to hand them the waker.
    pub fn backend_mut(&mut self) -> &mut dyn Backend {
        self.backend.as_mut()
    }

    /// What the session shows.
    pub fn view(&self) -> View<'_> {
        self.session.view()
    }

    /// View and state at once, for drawing.
    pub fn split(&mut self) -> (View<'_>, &mut UiState) {
        (self.session.view(), &mut self.state)
    }

    /// Text that the clipboard gave for the widget with the keyboard.
    pub fn take_pasted(&mut self) -> Option<String> {
        self.pasted.take()
    }

    /// Takes what came back since the last frame.
    pub fn drain(&mut self) {
        for _ in 0..ANSWERS_PER_FRAME {
            let Some(answer) = self.backend.poll() else { break };
            self.take(answer);
        }
        self.backend.observe(&self.session.view());
        self.autosave();
        self.keep_finding();
        self.follow_level();
        self.follow_playing();
        self.follow_reading();
        self.follow_trial();
        self.delete_when_due(Instant::now());
        self.state.notices.update(&self.session.view(), Instant::now());
        self.forget_old_message();
    }

    /// Whether sound is being taken.
    pub fn is_listening(&self) -> bool {
        matches!(
            self.session.view().listening,
            Listening::Listening | Listening::Asleep
        )
    }

    fn take(&mut self, answer: Answer) {
        match answer {
            Answer::Event(event) => {
                self.take_event(event);
                // After each: nothing said asleep is kept.
                self.backend.observe(&self.session.view());
            }
            Answer::Begun { recording } => self.begun = Some(recording),
            Answer::NotBegun { message } if self.tries() => {
                if let Some(trial) = &mut self.state.trial {
                    trial.problem = Some(sentence(&message));
                    trial.stage = TrialStage::Over;
                }
            }
            Answer::NotBegun { message } => {
                let effects = self.session.on_event(Event::Failed { message });
                self.after_session(effects);
                self.state.status.tone = Tone::Trouble;
            }
            Answer::RewritePiece { ticket, piece } => self.session.rewrite_piece(ticket, &piece),
            Answer::RewriteDone { ticket, result } => {
                self.running_rewrite = self.running_rewrite.filter(|&running| running != ticket);
                let wants_model = matches!(result, Err(RewriteError::NeedsModel { .. }));
                let effects = self.session.rewrite_done(ticket, result);
                self.after_session(effects);
                self.state.status.wants_model = wants_model;
            }
            Answer::Copied { can_restore } => {
                // A spoken or clicked copy has its own message, from the session.
                if std::mem::take(&mut self.copied_by_widget) {
                    self.say(text("ui-copied"));
                }
                self.state.status.can_restore_clipboard = can_restore;
                self.state.status.since = Some(Instant::now());
            }
            Answer::Pasted(pasted) => self.paste(pasted),
            Answer::Saved { path, automatic } => self.saved(path, automatic),
            Answer::SaveStopped {
                path,
                automatic,
                told,
                yes,
                no,
            } => self.save_stopped(path, automatic, told, (yes, no)),
            Answer::Opened { path, text } => {
                self.remember_file(&path);
                self.state.panel = self.state.panel.filter(|&panel| panel != Panel::Open);
                self.load(text, Some(path));
            }
            Answer::Exported { path } => {
                self.say(text_with(
                    "ui-exported",
                    &[("file", FluentValue::from(path.display().to_string()))],
                ));
                self.state.status.folder = path.parent().map(PathBuf::from);
            }
            Answer::Picked { dialog, files } => self.picked(dialog, files),
            Answer::Found(files) => self.state.recent_there = files,
            Answer::NoDialog => self.trouble(text("ui-no-dialog")),
            Answer::Folder(folder) => {
                // The first listing of a slow disk clears nothing that was typed meanwhile.
                let shown = &self.state.folder.path;
                let other = !shown.as_os_str().is_empty() && folder.path != *shown;
                if other && self.state.panel != Some(Panel::SaveAs) {
                    // It was the folder's own name, or letters to narrow down the other one.
                    self.state.file_name.clear();
                }
                self.state.folder = folder;
            }
            Answer::Devices { names } => {
                self.state.devices = names;
                self.state.devices_listed = true;
            }
            Answer::Folders {
                data,
                data_bytes,
                settings,
                documents,
            } => {
                self.state.places = Places {
                    data,
                    data_bytes,
                    settings,
                    documents,
                }
            }
            Answer::SafetyCopy { folder, bytes } => self.state.safety_copy = Some((folder, bytes)),
            Answer::Models { models } => self.state.models = models,
            Answer::Readers { readers } => self.state.readers = readers,
            Answer::ModelInspected(report) => self.inspected(report),
            Answer::Speed(times) => self.change(|settings| settings.remember_speed(times)),
            Answer::Wave {
                recording,
                from_ms,
                peaks,
            } => self.take_wave(recording, from_ms, peaks),
            Answer::History(entries) => self.state.history = entries,
            Answer::Vocabulary(words) => {
                self.change_vocabulary(|vocabulary| {
                    let added = words.iter().filter(|word| vocabulary.add_line(word)).count();
                    added > 0
                });
            }
            Answer::Totals(totals) => self.state.totals = totals,
            Answer::Recovery(cut_off) => self.state.recovery = Some(cut_off),
            Answer::Recovered { text } => self.recovered(text),
            Answer::RecoveryDone => self.session_action(Action::Recovered),
            Answer::Trouble(what) => self.trouble(what),
        }
    }

    /// Carries out what the drawing or a key asked for.
    pub fn perform(&mut self, action: UiAction) {
        match action {
            UiAction::Session(action) => self.session_action(action),
            UiAction::Edit {
                changes,
                anchor,
                caret,
            } => self.edit(changes, anchor, caret),
            UiAction::Listen(source) => {
                self.state.panel = self.state.panel.filter(|&panel| panel != Panel::Open);
                self.reading_name = match &source {
                    Source::File { path, .. } => {
                        let path = path.clone();
                        self.remember_file(&path);
                        path.file_name()
                            .unwrap_or_default()
                            .to_string_lossy()
                            .into_owned()
                    }
                    Source::Sample => text("ui-sample-name"),
                    Source::Microphone => String::new(),
                };
                self.next_source = source;
                self.session_action(Action::StartListening);
            }
            UiAction::ReadFiles(files) => self.read_files(files),
            UiAction::StopReading => self.stop_reading(),
            UiAction::CopyAll => self.session_action(Action::Do(Deed::CopyEverything)),
            UiAction::CopyText(text) => self.copy_marked(text),
            UiAction::CopyPlain(text) => self.copy(text, None),
            UiAction::PasteIntoDocument => {
                self.paste_into = PasteInto::Document;
                self.ask(Request::Paste);
            }
            UiAction::LookAtWord(at) => self.look_at_word(at),
            UiAction::TryMicrophone => self.try_microphone(),
            UiAction::MeasureSpeed => self.measure_speed(),
            UiAction::EndTrial => self.end_trial(),
            UiAction::Browse => self.browse(),
            UiAction::Play(said) => self.play(said),
            UiAction::HearAt(at) => self.hear_at(at),
            UiAction::PlayOn { segment, from_ms } => self.play_on(segment, from_ms),
            UiAction::Seek(at_ms) => self.play_from(at_ms),
            UiAction::HearHere => self.hear_here(),
            UiAction::OpenLink(address) => self.ask(Request::OpenLink(address)),
            UiAction::JumpWord { back } => self.jump_word(back),
            UiAction::StopPlaying => self.stop_playing(),
            UiAction::CloseMessage => self.state.status = Status::default(),
            UiAction::Paste => {
                self.paste_into = PasteInto::Widget;
                self.ask(Request::Paste);
            }
            UiAction::RestoreClipboard => {
                self.state.status = Status::default();
                self.ask(Request::RestoreClipboard);
            }
            UiAction::Save => self.save(None, false, false),
            UiAction::SaveAs(path) => {
                self.state.panel = None;
                self.save(Some(path), false, false);
            }
            UiAction::Open(_) | UiAction::New | UiAction::LoadText(_) | UiAction::Close => self.leave(action),
            UiAction::Export(format) => self.export(format),
            UiAction::Answer(reply) => self.answer(reply),
            UiAction::Show(panel) => self.show(panel),
            UiAction::ListFolder(folder) => self.list_folder(folder),
            UiAction::ListChoices => self.ask(Request::ListChoices),
            UiAction::Find(step) => self.find(step),
            UiAction::SearchHistory => {
                self.ask(Request::SearchHistory {
                    query: self.state.history_query.clone(),
                });
            }
            UiAction::DeleteHistory(id) => self.delete_entry(id),
            UiAction::KeepHistory => self.keep_entry(),
            UiAction::RenameHistory { id, name } => self.ask(Request::RenameHistory { id, name }),
            UiAction::PlayHistory(id) => self.play_entry(id),
            UiAction::ClearHistory => self.state.question = Some(Question::ClearHistory),
            UiAction::ShowFolder(folder) => self.ask(Request::ShowFolder(folder)),
            UiAction::ResetSettings => self.state.question = Some(Question::ResetSettings),
            UiAction::ChangeSettings(settings) => self.change_settings(*settings),
            UiAction::ChooseKeys(shortcut) => self.state.choosing_keys = shortcut,
            UiAction::SetKeys(shortcut, chord) => {
                self.state.choosing_keys = None;
                self.change(|settings| settings.shortcuts.set(shortcut, chord));
            }
            UiAction::ChooseDevice(name) => self.change(|settings| settings.device = name),
            UiAction::InspectModel(path) => self.inspect_model(path),
            UiAction::ChooseModel { id, quantize } => self.load_with(|settings| {
                let quantize = quantize.as_deref().and_then(Quantize::named);
                settings.use_model(id.into(), quantize);
            }),
            UiAction::ChooseReader(id) => self.load_with(|settings| settings.reader = id.into()),
            UiAction::AddWord(word) => self.change_vocabulary(|vocabulary| vocabulary.add_line(&word)),
            UiAction::ForgetWord(word) => self.change_vocabulary(|vocabulary| vocabulary.forget(&word)),
            UiAction::ImportVocabulary(path) => {
                self.state.panel = Some(Panel::Words);
                self.ask(Request::ImportVocabulary(path));
            }
            UiAction::Recover(true) => self.ask(Request::Recover { accept: true }),
            UiAction::Recover(false) => self.state.question = Some(Question::EraseRecovery),
        }
    }

    fn session_action(&mut self, action: Action) {
        if self.waits_for_trial(&action) {
            return;
        }
        let cancels = action == Action::Cancel;
        let effects = self.session.perform(action);
        self.after_session(effects);
        if cancels && let Some(ticket) = self.running_rewrite.take() {
            self.ask(Request::CancelRewrite { ticket });
        }
        self.state.follow_caret = true;
    }

    fn edit(&mut self, changes: Vec<Action>, anchor: usize, caret: usize) {
        for change in changes {
            let effects = self.session.perform(change);
            self.after_session(effects);
        }
        let view = self.session.view();
        if (view.anchor, view.caret) != (anchor, caret) {
            let effects = self.session.perform(Action::Select { anchor, caret });
            self.after_session(effects);
        }
    }

    /// Runs what the session asked of its surroundings, and takes over its message.
    fn after_session(&mut self, effects: Vec<Effect>) {
        let view = self.session.view();
        if *view.message != self.last_message {
            self.last_message = view.message.clone();
            let message = sentence(&told(view.message));
            self.say(message);
            self.state.follow_caret = true;
        }
        let view = self.session.view();
        if view.revision != self.changed.0 {
            self.changed = (view.revision, Instant::now());
        }
        let dictated = !self.session.view().segments.is_empty();
        if dictated && !self.state.settings.window.welcomed {
            self.change(|settings| settings.window.welcomed = true);
        }
        for effect in effects {
            self.run(effect);
        }
    }

    fn run(&mut self, effect: Effect) {
        match effect {
            Effect::StartListening => {
                let source = std::mem::replace(&mut self.next_source, Source::Microphone);
                self.session.set_own_voice(source == Source::Microphone);
                self.ask(Request::Listen(source));
            }
            Effect::StopListening => self.ask(Request::StopListening),
            Effect::Copy { text, html } => self.ask(Request::Copy { text, html }),
            Effect::RestoreClipboard => self.ask(Request::RestoreClipboard),
            Effect::Paste => {
                self.paste_into = PasteInto::Document;
                self.ask(Request::Paste);
            }
            Effect::Save { path, over } => self.save(path, false, over),
            Effect::SaveAs { name } => self.save(Some(spoken(&name)), false, false),
            Effect::Open { name, .. } => self.leave(UiAction::Open(spoken(&name))),
            Effect::Export { format } => self.export(format),
            Effect::ShowHelp => self.show(Some(Panel::Help)),
            Effect::VocabularyChanged => self.vocabulary_changed(),
            Effect::Rewrite {
                ticket,
                instruction,
                text,
            } => {
                self.running_rewrite = Some(ticket);
                self.ask(Request::Rewrite {
                    ticket,
                    instruction,
                    text,
                });
            }
        }
    }

    fn ask(&mut self, request: Request) {
        if self.backend.ask(request).is_err() {
            self.trouble(text("ui-busy"));
        }
    }

    /// The document's name: its file's, else its first words.
    pub fn title(&self) -> String {
        title_of(&self.session.view())
    }
}
