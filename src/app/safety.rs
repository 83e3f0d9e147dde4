//! The safety copy of a session, as the surroundings of a session use it.

use std::path::PathBuf;

use crate::frames::feed::{Copied, Copy};
use crate::session::View;
use crate::store::journal::State;
use crate::store::keeper::{Keeper, SoundCopy};
use crate::store::recovery::{self, Remains};
use crate::store::settings::{Settings, data_dir};
use crate::transcript::{Event, Notice};
use crate::worker::Events;

/// The safety copy, or nothing when it is switched off or cannot be kept.
pub struct Safety {
    keeper: Option<Keeper>,
    history: Option<PathBuf>,
    state: State,
    /// The state is newer than what the store was given.
    pending: bool,
    revision: Option<u64>,
}

impl Safety {
    /// Begins a safety copy as the settings want it. Trouble is told as a notice, now and later.
    pub fn start(settings: &Settings, events: Option<Events>, mut trouble: impl FnMut(String)) -> Self {
        let mut keeper = None;
        if settings.safety_copy {
            match sessions_dir() {
                None => {
                    trouble("there is no folder for the safety copy: set HOME or PARLANCE_DATA".to_owned())
                }
                Some(folder) => {
                    let tell = move |message: String| match &events {
                        Some(events) => events.offer(Event::Notice(Notice::StoreTrouble { message })),
                        None => tracing::warn!("{message}"),
                    };
                    match Keeper::start(&folder, tell) {
                        Ok(started) => keeper = Some(started),
                        Err(error) => trouble(format!(
                            "no safety copy can be written in {} ({error}); dictation goes on without it",
                            folder.display()
                        )),
                    }
                }
            }
        }
        let history = (settings.history_limit() != Some(0)).then(history_dir).flatten();
        Safety {
            keeper,
            history,
            state: State::default(),
            pending: false,
            revision: None,
        }
    }

    /// Way in for the sound, for [`copy_into`].
    pub fn sound(&self) -> Option<SoundCopy> {
        self.keeper.as_ref().map(Keeper::sound)
    }

    /// Place and size on disk.
    pub fn place(&self) -> Option<(PathBuf, u64)> {
        self.keeper
            .as_ref()
            .map(|keeper| (keeper.folder().to_owned(), keeper.bytes()))
    }

    /// A recording began.
    pub fn began(&mut self, recording: u32) {
        self.state.recording = recording;
        self.state.heard_ms = 0;
        self.state.complete = false;
        self.pending = true;
    }

    /// The session has taken this event. To be called before the event is given to the session; what
    /// became of it is written by [`note`](Self::note).
    pub fn heard(&mut self, event: &Event) {
        match event {
            Event::Utterance(utterance) | Event::Doubted(utterance) => self.state.heard_ms = utterance.end_ms,
            Event::Finished => self.state.complete = true,
            _ => return,
        }
        self.pending = true;
    }

    /// Writes the document if it changed, or if more was heard.
    pub fn note(&mut self, view: &View<'_>) {
        if self.revision != Some(view.revision) {
            self.revision = Some(view.revision);
            self.state.text = view.text.to_owned();
            self.pending = true;
        }
        self.state.words = view.dictated_words as u64;
        self.state.spoken_ms = view.spoken_ms;
        if let Some(keeper) = &self.keeper
            && self.pending
        {
            // A full queue: the next call offers it again.
            self.pending = !keeper.state(self.state.clone());
        }
    }

    /// Ends the session cleanly.
    pub fn finish(self) {
        if let Some(keeper) = self.keeper {
            keeper.finish(self.history);
        }
    }
}

/// Where running sessions lie.
pub fn sessions_dir() -> Option<PathBuf> {
    data_dir().map(|folder| folder.join("sessions"))
}

/// Where past sessions lie.
pub fn history_dir() -> Option<PathBuf> {
    data_dir().map(|folder| folder.join("history"))
}

/// Sessions that were cut off, oldest first.
pub fn remains() -> Vec<Remains> {
    sessions_dir()
        .map(|folder| recovery::find(&folder))
        .unwrap_or_default()
}

/// What the frames thread calls with each frame.
pub fn copy_into(sound: SoundCopy) -> Copy {
    Box::new(move |copied| match copied {
        Copied::Begin(recording) => sound.begin(recording),
        Copied::Frame(frame) => sound.samples(&frame.samples),
        Copied::End => sound.end(),
    })
}
