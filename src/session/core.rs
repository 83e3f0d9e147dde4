//! The session: its state, the events that reach it, the view of it.

use std::path::PathBuf;

use super::api::{Action, Dictated, Effect, Listening, Mode, View};
use super::choices::{Offer, Offered};
use super::config::SessionConfig;
use super::instead::Done;
use super::place::LeftPlace;
use super::records::Records;
use super::rewriting::Rewriting;
use crate::document::{CharPos, Document, Note, Selection, Span, StepKind, Transaction};
use crate::message::Message;
use crate::transcript::polish::PolishSettings;
use crate::transcript::{Event, Notice, Partial, Segment};

/// Notices kept for the view; older ones have been seen.
const NOTICES: usize = 20;

/// A document being spoken into.
#[derive(Debug)]
pub struct Session {
    pub(super) config: SessionConfig,
    pub(super) document: Document,
    pub(super) records: Records,
    pub(super) segments: Vec<Segment>,
    pub(super) listening: Listening,
    pub(super) mode: Mode,
    pub(super) live: String,
    pub(super) live_stable: usize,
    pub(super) heard: String,
    pub(super) message: Message,
    /// What is asked or offered.
    pub(super) offered: Option<Offered>,
    /// The rewrite that waits for consent.
    pub(super) rewriting: Option<Rewriting>,
    pub(super) notices: Vec<Notice>,
    /// Notices there have been, those that are no longer kept included.
    pub(super) notice_count: u64,
    pub(super) speakers: Vec<String>,
    pub(super) show_speakers: bool,
    pub(super) dictated_words: usize,
    /// Words of the user's own dictation, and the milliseconds in which they were spoken.
    pub(super) own_words: usize,
    pub(super) spoken_ms: u64,
    /// It is the user who speaks, not a recording.
    own_voice: bool,
    /// Where dictation goes on when a change has taken the caret elsewhere.
    pub(super) left_place: Option<LeftPlace>,
    /// End of the last utterance, for the pause before the next one.
    pub(super) last_end_ms: Option<u64>,
    /// Where the present recording begins on the document's axis of time: recordings stand one after the other.
    pub(super) axis_ms: u64,
    /// Sound heard in the recording that is about to be finished.
    heard_ms: u64,
    /// Number of the last rewrite.
    pub(super) tickets: u64,
    /// Revision after the last command that changed the text.
    pub(super) changed_at: Option<u64>,
    /// The command that was the last thing that happened.
    pub(super) done: Option<Done>,
    /// Words of the last "find".
    pub(super) sought: Vec<String>,
    /// "caps on" was said.
    pub(super) caps: bool,
    /// "no space" was said.
    pub(super) glue: bool,
    /// A list was begun and its items follow, one an utterance.
    pub(super) lists_items: bool,
    /// Readings of the last utterance, best first, in words.
    pub(super) hearings: Vec<Vec<String>>,
    /// Speaker numbers that mean others since they were merged.
    pub(super) merged_speakers: Vec<(u32, u32)>,
    /// The first segment of the recording that is going on.
    pub(super) recording_from: usize,
    /// The text after the last dictation, when corrections may be learnt.
    pub(super) as_dictated: Option<String>,
    /// What was learnt since the last message.
    pub(super) learnt: Option<String>,
    /// The polish settings while nothing is written verbatim.
    pub(super) usual: PolishSettings,
    pub(super) path: Option<PathBuf>,
    saved_revision: u64,
    model: String,
}

impl Session {
    /// A session with an empty document.
    pub fn new(config: SessionConfig) -> Self {
        let usual = config.polisher.settings().clone();
        let mut session = Session {
            config,
            document: Document::default(),
            records: Records::default(),
            segments: Vec::new(),
            listening: Listening::Idle,
            mode: Mode::Dictation,
            live: String::new(),
            live_stable: 0,
            heard: String::new(),
            message: Message::Nothing,
            offered: None,
            rewriting: None,
            notices: Vec::new(),
            notice_count: 0,
            speakers: Vec::new(),
            show_speakers: false,
            dictated_words: 0,
            own_words: 0,
            spoken_ms: 0,
            own_voice: true,
            left_place: None,
            last_end_ms: None,
            axis_ms: 0,
            heard_ms: 0,
            tickets: 0,
            changed_at: None,
            done: None,
            sought: Vec::new(),
            caps: false,
            glue: false,
            lists_items: false,
            hearings: Vec::new(),
            merged_speakers: Vec::new(),
            recording_from: 0,
            as_dictated: None,
            learnt: None,
            usual,
            path: None,
            saved_revision: 0,
            model: String::new(),
        };
        let verbatim = session.config.verbatim;
        session.set_verbatim(verbatim);
        session
    }

    /// Says whether what is heard from now on is the user's own dictation, which counts for how fast they speak, or a
    /// recording.
    pub fn set_own_voice(&mut self, own: bool) {
        self.own_voice = own;
    }

    /// Counts words that were dictated, and the time in which they were said.
    pub(super) fn count(&mut self, words: usize, spoken_ms: u64) {
        self.dictated_words += words;
        // What is typed in place of being said takes no time.
        if self.own_voice && spoken_ms > 0 {
            self.own_words += words;
            self.spoken_ms += spoken_ms;
        }
    }

    /// The document's text (Markdown).
    pub fn text(&self) -> &str {
        self.document.as_str()
    }

    /// Everything a window shows.
    pub fn view(&self) -> View<'_> {
        let selection = self.document.selection();
        View {
            text: self.document.as_str(),
            revision: self.document.revision(),
            anchor: selection.anchor.0,
            caret: selection.caret.0,
            place: self.place().0,
            live: (&self.live, self.live_stable),
            heard: &self.heard,
            message: &self.message,
            choices: self.choices(),
            asked: self.asked(),
            preview: self.rewriting.as_ref().map(|rewriting| &rewriting.preview),
            listening: self.listening,
            mode: self.mode,
            notices: &self.notices,
            notice_count: self.notice_count,
            dictated_words: self.dictated_words,
            own_words: self.own_words,
            spoken_ms: self.spoken_ms,
            can_undo: self.document.can_undo(),
            can_redo: self.document.can_redo(),
            path: self.path.as_deref(),
            dirty: self.is_dirty(),
            model: &self.model,
            segments: &self.segments,
            recorded_ms: self.axis_ms,
            speakers: &self.speakers,
            show_speakers: self.show_speakers,
            vocabulary: self.config.polisher.vocabulary(),
        }
    }

    /// Takes what the inference loop reports.
    pub fn on_event(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Loading { done, total } => {
                let n = usize::try_from(done.saturating_mul(100) / total.max(1)).unwrap_or(100);
                self.message = Message::LoadingModel { n };
            }
            Event::Loaded { model } => {
                self.model = model;
                if matches!(self.message, Message::LoadingModel { .. }) {
                    self.message = Message::Nothing;
                }
            }
            Event::Listening => {
                self.recording_from = self.segments.len();
                self.set_listening(Listening::Listening);
            }
            Event::Partial(partial) => self.set_live(&partial),
            Event::Utterance(utterance) => return self.hear(&utterance),
            Event::Doubted(utterance) => return self.hear_doubted(&utterance),
            Event::Relabelled(told) => self.relabel(&told),
            Event::Heard { ms } => self.heard_ms = ms,
            Event::Finished => {
                self.set_listening(Listening::Idle);
                self.close_sentence();
                let heard_ms = std::mem::take(&mut self.heard_ms).max(self.last_end_ms.unwrap_or(0));
                self.axis_ms += heard_ms;
                self.last_end_ms = None;
            }
            Event::Notice(notice) => self.notice(notice),
            Event::Failed { message } => {
                self.set_listening(Listening::Idle);
                self.message = Message::Other { text: message };
            }
        }
        Vec::new()
    }

    /// Does what the user asks by key, mouse or menu.
    pub fn perform(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::StartListening => return self.start_listening(),
            Action::StopListening => return self.stop_listening(),
            Action::ToggleListening => {
                return match self.listening {
                    Listening::Idle | Listening::Finishing => self.start_listening(),
                    _ => self.stop_listening(),
                };
            }
            Action::ReplaceRange { start, end, text } => self.typed(start, end, &text),
            Action::ReplaceEach { places, text } => self.replace_each(&places, &text),
            Action::Select { anchor, caret } => {
                self.stay();
                self.document.select(Selection {
                    anchor: CharPos(anchor),
                    caret: CharPos(caret),
                });
            }
            Action::Say(words) => return self.say(&words),
            Action::Do(command) => return self.carry_out(command),
            Action::Command(words) => return self.command(&words),
            Action::Correct { start, end } => {
                self.leave_place(None);
                self.correct(Span::new(CharPos(start), CharPos(end)));
            }
            Action::Respell { start, end, text } => {
                self.leave_place(None);
                self.respell(Span::new(CharPos(start), CharPos(end)), &text);
            }
            Action::Choose(number) => return self.choose(number),
            Action::NameSpeaker { speaker, name } => self.rename_speaker(speaker, &name),
            Action::MergeSpeakers { from, into } => {
                self.merge_speakers(from as usize + 1, into as usize + 1);
            }
            Action::AcceptPreview => return self.accept_preview(),
            Action::Cancel => return self.cancel(),
            Action::Undo => self.undo(1),
            Action::Redo => self.redo(1),
            Action::Load { text, path } => return self.load(text, path),
            Action::Ask { yes, no, effect } => self.ask(Offer::Effect(*effect), &yes, &no),
            Action::Recover { text } => self.bring_back(&text),
            Action::Recovered => self.document.lift_floor(),
            Action::Saved { path, automatic } => {
                self.saved_revision = self.document.revision();
                let shown = path.display().to_string();
                self.path = Some(path);
                let effects = self.learn_corrections();
                if !automatic {
                    self.message = Message::Saved { path: shown };
                    self.tell_learnt();
                }
                return effects;
            }
        }
        Vec::new()
    }

    /// Whether the text changed since it was loaded or saved.
    pub(super) fn is_dirty(&self) -> bool {
        self.document.revision() != self.saved_revision
    }

    /// The only door to the document: applies a transaction and drops what no longer fits.
    pub(super) fn commit(&mut self, transaction: Transaction, kind: StepKind, label: Message) {
        self.withdraw();
        self.carry_preview(&transaction);
        self.carry_place(&transaction);
        if let Err(stale) = self.document.apply(transaction, Note::new(kind, label)) {
            self.message = Message::Other {
                text: stale.to_string(),
            };
        }
        if matches!(kind, StepKind::Dictation | StepKind::Rewrite) {
            self.remember_dictated();
        }
    }

    /// Applies a transaction, and tells what it did.
    pub(super) fn commit_and_tell(&mut self, transaction: Transaction, kind: StepKind, message: Message) {
        self.commit(transaction, kind, message.clone());
        self.message = message;
    }

    /// Text in the place of these characters, and the caret behind it.
    pub(super) fn replacing(&self, span: Span, text: impl Into<String>) -> Transaction {
        let text = text.into();
        let behind = span.start + text.chars().count();
        let edit = self.document.transaction().replace(span, text);
        edit.select(Selection::caret(behind))
    }

    /// Moves the preview's place along with an edit; an edit inside it makes the preview void.
    fn carry_preview(&mut self, transaction: &Transaction) {
        let Some(Rewriting { preview, .. }) = &mut self.rewriting else {
            return;
        };
        let span = Span::new(CharPos(preview.range.0), CharPos(preview.range.1));
        let inside = |edit: &crate::document::Edit| edit.span.start < span.end && edit.span.end > span.start;
        if transaction.edits().iter().any(inside) {
            self.rewriting = None;
        } else {
            let moved = transaction.map_span(span);
            preview.range = (moved.start.0, moved.end.0);
        }
    }

    /// Deletes characters, leaves good text around, and tells it.
    pub(super) fn remove(&mut self, span: Span, message: Message) {
        let (cut, instead) =
            crate::command::removal(self.document.as_str(), self.document.text().bytes_of(span));
        let cut = self.document.text().span_of(cut);
        let edit = self
            .document
            .transaction()
            .replace(cut, instead)
            .select(Selection::caret(cut.start));
        self.commit_and_tell(edit, StepKind::Command, message);
    }

    pub(super) fn undo(&mut self, times: usize) {
        self.message = match self.steps(times, Document::undo) {
            None => Message::NothingToUndo,
            Some((1, step)) => Message::Undid { step },
            Some((n, _)) => Message::UndidSteps { n },
        };
    }

    pub(super) fn undo_all(&mut self) {
        self.undo(usize::MAX);
        if self.document.can_redo() {
            let done = Box::new(std::mem::take(&mut self.message));
            self.message = Message::UndidAll { done };
        }
    }

    pub(super) fn redo(&mut self, times: usize) {
        self.message = match self.steps(times, Document::redo) {
            None => Message::NothingToRedo,
            Some((1, step)) => Message::Redid { step },
            Some((n, _)) => Message::RedidSteps { n },
        };
    }

    /// Runs undo or redo so many times: how many there were, and what the last of them did.
    fn steps(
        &mut self,
        times: usize,
        step: fn(&mut Document) -> Option<Note>,
    ) -> Option<(usize, Box<Message>)> {
        let mut last = None;
        for n in 1..=times.max(1) {
            let Some(note) = step(&mut self.document) else {
                break;
            };
            last = Some((n, Box::new(note.label)));
        }
        self.find_place();
        self.drop_offers();
        last
    }

    /// What was on offer belonged to another state of the text.
    fn drop_offers(&mut self) {
        self.withdraw();
        self.rewriting = None;
    }

    pub(super) fn start_listening(&mut self) -> Vec<Effect> {
        match self.listening {
            Listening::Idle | Listening::Finishing => {
                self.listening = Listening::Starting;
                vec![Effect::StartListening]
            }
            Listening::Asleep => {
                self.listening = Listening::Listening;
                Vec::new()
            }
            Listening::Starting | Listening::Listening => Vec::new(),
        }
    }

    pub(super) fn stop_listening(&mut self) -> Vec<Effect> {
        match self.listening {
            Listening::Idle | Listening::Finishing => Vec::new(),
            _ => {
                self.listening = Listening::Finishing;
                let mut effects = vec![Effect::StopListening];
                effects.extend(self.learn_corrections());
                effects
            }
        }
    }

    fn set_listening(&mut self, listening: Listening) {
        self.live.clear();
        self.live_stable = 0;
        self.listening = listening;
    }

    fn set_live(&mut self, partial: &Partial) {
        self.live.clear();
        self.live_stable = 0;
        for (index, word) in partial.words.iter().enumerate() {
            let shown = word.as_read();
            if !shown.is_empty() && !self.live.is_empty() {
                self.live.push(' ');
            }
            self.live.push_str(shown);
            self.live
                .extend(word.evidence.as_ref().and_then(|evidence| evidence.mark));
            if index < partial.stable {
                self.live_stable = self.live.len();
            }
        }
    }

    fn notice(&mut self, notice: Notice) {
        if self.notices.len() == NOTICES {
            self.notices.remove(0);
        }
        self.notices.push(notice);
        self.notice_count += 1;
    }

    /// The document as it would be left now, if any of it was dictated.
    pub fn dictated(&self) -> Option<Dictated> {
        let text = self.text();
        let is_kept = !self.segments.is_empty() && !text.trim().is_empty();
        is_kept.then(|| Dictated {
            text: text.to_owned(),
            words: self.own_words,
            spoken_ms: self.spoken_ms,
        })
    }

    /// Replaces the document; the one that was there goes to the history.
    pub(super) fn load(&mut self, text: String, path: Option<PathBuf>) -> Vec<Effect> {
        let left = self.dictated();
        let is_anywhere = path.is_some() || text.is_empty();
        self.document.replace_all(text);
        self.document.select(Selection::caret(CharPos(0)));
        self.records.clear();
        self.segments.clear();
        self.axis_ms = 0;
        (self.dictated_words, self.own_words, self.spoken_ms) = (0, 0, 0);
        self.stay();
        self.as_dictated = None;
        self.lists_items = false;
        self.drop_offers();
        let revision = self.document.revision();
        // What a crash left, or an entry of the history, is in no file yet.
        self.saved_revision = if is_anywhere { revision } else { revision - 1 };
        self.path = path;
        left.map(Effect::KeepInHistory).into_iter().collect()
    }
}
