//! The safety copy of a session, as the host of a session uses it, and the sessions that were taken up into it.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded};

use super::Places;
use super::recovery::put_away;
use crate::session::{Listening, View};
use crate::store::history::KeptSound;
use crate::store::journal::State;
use crate::store::recovery::{OwedSound, Remains, set_recording_aside};
use crate::store::safety_copy::{SafetyCopy, SoundCopy};
use crate::store::settings::Settings;
use crate::transcript::Event;

/// Troubles of the disk that may wait to be told.
const TROUBLES: usize = 16;

/// A disk that has done nothing for so long is told.
const STALLED: Duration = Duration::from_secs(10);

/// The safety copy, or nothing when it is switched off or cannot be kept.
pub struct Safety {
    copy: Option<SafetyCopy>,
    history: Option<PathBuf>,
    state: State,
    /// The state is newer than what the store was given.
    pending: bool,
    revision: Option<u64>,
    asleep: bool,
    /// Sound of a session that was cut off is being heard.
    owed: Option<OwedSound>,
    /// Sessions whose text is in this one, held until it is safe.
    taken_up: Vec<Remains>,
    /// Those of them that may go when the document is where its user wants it.
    settled: Vec<Remains>,
    troubles: Receiver<String>,
    /// Jobs that the disk had done, since when, and whether it was told.
    progress: (u64, Instant, bool),
    /// It was told that sound found no room.
    told_loss: bool,
}

impl Safety {
    /// Begins a safety copy as the settings want it; trouble is told at once, and later by [`trouble`](Self::trouble).
    pub fn start(settings: &Settings, places: &Places, mut trouble: impl FnMut(String)) -> Self {
        let (tell, troubles) = bounded(TROUBLES);
        let tell = move |message: String| {
            // The store thread waits for nobody.
            if let Err(error) = tell.try_send(message) {
                tracing::warn!("{}", error.into_inner());
            }
        };
        let copy = match &places.sessions {
            _ if !settings.safety_copy => None,
            None => {
                trouble("there is no folder for the safety copy: set HOME or PARLANCE_DATA".to_owned());
                None
            }
            Some(folder) => SafetyCopy::start(folder, tell)
                .inspect_err(|error| {
                    trouble(format!(
                        "no safety copy can be written in {} ({error}); dictation goes on without it",
                        folder.display()
                    ));
                })
                .ok(),
        };
        Safety {
            copy,
            history: places.history_of(settings),
            state: State::default(),
            pending: false,
            revision: None,
            asleep: false,
            owed: None,
            taken_up: Vec::new(),
            settled: Vec::new(),
            troubles,
            progress: (0, Instant::now(), false),
            told_loss: false,
        }
    }

    /// Way in for the sound.
    pub fn sound(&self) -> Option<SoundCopy> {
        self.copy.as_ref().map(SafetyCopy::sound)
    }

    /// Place and size on disk.
    pub fn place(&self) -> Option<(PathBuf, u64)> {
        self.copy
            .as_ref()
            .map(|copy| (copy.folder().to_owned(), copy.bytes()))
    }

    /// The sound of these recordings for the history; the one that is `running` is copied as far as it is there.
    pub fn kept_sound(&self, mut recordings: Vec<u32>, running: Option<u32>) -> Option<KeptSound> {
        let (folder, _) = self.place()?;
        let running = running.filter(|running| recordings.contains(running));
        recordings.retain(|recording| Some(*recording) != running);
        Some(KeptSound {
            folder,
            ended: recordings,
            running,
        })
    }

    /// Trouble of the disk that is to be told, one after the other.
    pub fn trouble(&mut self) -> Option<String> {
        if let Ok(trouble) = self.troubles.try_recv() {
            return Some(trouble);
        }
        let copy = self.copy.as_ref()?;
        if copy.lost_ms() > 0 && !std::mem::replace(&mut self.told_loss, true) {
            return Some(
                "the disk of the safety copy has taken nothing for ten minutes; what is said from now on is in no safety \
                 copy until it does"
                    .to_owned(),
            );
        }
        let (waiting, done) = copy.progress();
        let (before, since, told) = self.progress;
        if waiting == 0 || done != before {
            self.progress = (done, Instant::now(), false);
            return None;
        }
        if told || since.elapsed() < STALLED {
            return None;
        }
        self.progress.2 = true;
        Some(format!(
            "the disk of the safety copy in {} does not answer; dictation goes on, and what is said waits in memory",
            copy.folder().display()
        ))
    }

    /// A recording began.
    pub fn began(&mut self, recording: u32) {
        self.owed = None;
        self.state.recording = recording;
        self.state.heard_ms = 0;
        self.state.complete = false;
        self.pending = true;
    }

    /// Sound of a session that was taken up is being heard; it is on disk already.
    pub fn began_owed(&mut self, owed: OwedSound) {
        self.owed = Some(owed);
    }

    /// The session has taken this event. To be called before the event is given to the session; what
    /// became of it is written by [`note`](Self::note).
    pub fn heard(&mut self, event: &Event) {
        if let Some(owed) = self.owed.clone() {
            match event {
                Event::Utterance(utterance) | Event::Doubted(utterance) => {
                    self.heard_owed(&owed, owed.from_ms + utterance.end_ms);
                }
                Event::Finished => {
                    self.heard_owed(&owed, u64::MAX);
                    self.owed = None;
                }
                Event::Failed { .. } => self.distrust(&owed.session),
                _ => {}
            }
            return;
        }
        match event {
            Event::Utterance(utterance) | Event::Doubted(utterance) => self.state.heard_ms = utterance.end_ms,
            Event::Finished => self.state.complete = true,
            _ => return,
        }
        self.pending = true;
    }

    fn heard_owed(&mut self, owed: &OwedSound, heard_ms: u64) {
        for taken in self
            .state
            .taken
            .iter_mut()
            .filter(|taken| taken.session == owed.session)
        {
            (taken.recording, taken.heard_ms) = (owed.recording, heard_ms);
        }
        self.pending = true;
    }

    /// Sound that was owed cannot be heard, for this reason: it is set aside and not erased. Gives what is to be told.
    pub fn could_not_hear(&mut self, owed: OwedSound, why: impl std::fmt::Display) -> String {
        self.distrust(&owed.session);
        let place = set_recording_aside(&owed.path).unwrap_or(owed.path);
        format!(
            "{why}. That recording is kept in {}; everything else is taken up",
            place.display()
        )
    }

    /// A recording of this session could not be read: it is set aside and not erased.
    fn distrust(&mut self, session: &str) {
        for remains in &mut self.taken_up {
            remains.distrust(session);
        }
    }

    /// The session has just taken the text of this one: the next [`note`](Self::note) writes both in one line.
    pub fn took_up(&mut self, remains: Remains) {
        for taken in remains.taken() {
            self.state.taken.retain(|known| known.session != taken.session);
            self.state.taken.push(taken);
        }
        self.taken_up.push(remains);
        self.pending = true;
    }

    /// All sound of the sessions that were taken up was heard, and [`note`](Self::note)d: they are put away as soon as the
    /// safety copy is on the disk. Without one they wait for [`finish`](Self::finish).
    pub fn settle(&mut self) {
        match &self.copy {
            Some(copy) => {
                for remains in self.taken_up.drain(..) {
                    copy.settle(remains, self.history.clone());
                }
            }
            None => self.settled.append(&mut self.taken_up),
        }
    }

    /// Writes the document if it changed, or if more was heard.
    pub fn note(&mut self, view: &View<'_>) {
        if self.revision != Some(view.revision) {
            self.revision = Some(view.revision);
            self.state.text = view.text.to_owned();
            self.pending = true;
        }
        self.state.words = view.own_words as u64;
        self.state.spoken_ms = view.spoken_ms;
        let Some(copy) = &self.copy else { return };
        if std::mem::take(&mut self.pending) {
            copy.state(self.state.clone());
        }
        let asleep = view.listening == Listening::Asleep;
        if asleep != std::mem::replace(&mut self.asleep, asleep) {
            copy.sleep(asleep, self.state.heard_ms);
        }
    }

    /// Ends the session cleanly: the document is where its user wants it. A session that was taken up and not heard to its
    /// end is left for the next start. Gives what could not be put away, in words.
    pub fn finish(mut self) -> Vec<String> {
        let mut told = Vec::new();
        for remains in self.settled.drain(..) {
            told.extend(put_away(remains, self.history.as_deref()));
        }
        if let Some(copy) = self.copy.take()
            && let Err(trouble) = copy.finish(self.history.clone())
        {
            told.push(trouble);
        }
        told.extend(self.troubles.try_iter());
        told
    }
}
