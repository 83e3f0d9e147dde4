//! Between session and backend: takes answers, carries out actions. Draws nothing.

mod clipboard;
mod effects;
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

use std::time::Instant;

use clipboard::PasteInto;
pub use playing::{WAVE_PARTS, heard_at};
pub use title::title_of;

use super::backend::{Answer, Backend, Request, Source};
use super::state::{Panel, Question, Status, Tone, TrialStage, UiAction, UiState};
use super::strings::{sentence, text};
use crate::command::SessionCommand;
use crate::host::Saving;
use crate::host::front_end::{self, FrontEnd};
use crate::message::Message;
use crate::session::{Action, Listening, Session, View};
use crate::settings::{Quantize, Settings};
use crate::transcript::Event;

/// Answers taken in one frame: a flood must not hold up drawing.
const ANSWERS_PER_FRAME: usize = 64;

/// What a window shows and does: session, backend and state.
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
    saving: Saving,
    /// What is to be done once the document is saved.
    after_save: Option<UiAction>,
    /// The recording that goes on or was the last one.
    begun: Option<u32>,
    /// The loudest sample since the last utterance, in `[0, 1]`.
    loudest: f32,
    /// The name of the recording that is read.
    reading_name: String,
    /// Several recordings are read, each below its name.
    headings: bool,
    /// Parts of the waveform of what is read that were asked for.
    waved: usize,
}

impl Logic {
    /// Joins a session and a backend.
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
            saving: Saving::default(),
            after_save: None,
            begun: None,
            loudest: 0.0,
            reading_name: String::new(),
            headings: false,
            waved: 0,
        };
        logic.ask(Request::ListChoices);
        logic
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
        if self.state.settings.autosave {
            front_end::autosave(self);
        }
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
                front_end::hear(self, Event::Failed { message });
                self.state.status.tone = Tone::Trouble;
            }
            Answer::RewritePiece { ticket, piece } => self.session.rewrite_piece(ticket, &piece),
            Answer::RewriteDone { ticket, result } => {
                front_end::rewrite_done(self, ticket, result);
            }
            Answer::Copied { can_restore } => {
                // A spoken or clicked copy has its own message, from the session.
                if std::mem::take(&mut self.copied_by_widget) {
                    self.say(text("ui-copied"));
                }
                self.state.status.can_restore_clipboard = can_restore;
                self.state.status.since = Some(Instant::now());
            }
            Answer::Pasted(pasted) => self.insert_pasted(pasted),
            Answer::File(outcome) => front_end::file_done(self, outcome),
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
            Answer::Devices(names) => {
                self.state.devices = names;
                self.state.devices_listed = true;
            }
            Answer::Folders(places) => self.state.places = places,
            Answer::SafetyCopy { folder, bytes } => self.state.safety_copy = Some((folder, bytes)),
            Answer::Models(models) => self.state.models = models,
            Answer::Readers(readers) => self.state.readers = readers,
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
            Answer::Recovered(text) => {
                // What was cut off comes behind what is there.
                self.state.recovery = None;
                self.session_action(Action::Recover { text });
            }
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
            UiAction::CopyAll => self.session_action(Action::Do(SessionCommand::CopyEverything)),
            UiAction::CopyText(text) => self.copy_marked(text),
            UiAction::CopyPlain(text) => self.copy_from_widget(text, None),
            UiAction::PasteIntoDocument => self.paste(),
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
            UiAction::Save => front_end::save(self, None, false),
            UiAction::SaveAs(path) => {
                self.state.panel = None;
                front_end::save(self, Some(path), false);
            }
            UiAction::Open(_) | UiAction::New | UiAction::LoadText(_) | UiAction::Close => self.leave(action),
            UiAction::Export(format) => {
                self.state.panel = self.state.panel.filter(|&panel| panel != Panel::Export);
                front_end::export(self, format);
            }
            UiAction::Answer(reply) => self.answer(reply),
            UiAction::Show(panel) => self.show(panel),
            UiAction::ListFolder(folder) => self.list_folder(folder),
            UiAction::ListChoices => self.ask(Request::ListChoices),
            UiAction::Find(step) => self.find(step),
            UiAction::SearchHistory => {
                self.ask(Request::SearchHistory(self.state.history_query.clone()));
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
        front_end::perform(self, action);
        self.state.follow_caret = true;
    }

    fn edit(&mut self, changes: Vec<Action>, anchor: usize, caret: usize) {
        for change in changes {
            front_end::perform(self, change);
        }
        let view = self.session.view();
        if (view.anchor, view.caret) != (anchor, caret) {
            front_end::perform(self, Action::Select { anchor, caret });
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
