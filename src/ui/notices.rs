//! Conditions of device and machine, as long as they hold: what was told, taken back, closed, or is over.
//!
//! Knows the session's view and the time; draws nothing. The session numbers its notices, so that closing one never hides
//! a later one. Good news fades; what belongs to a recording goes with it.

use std::time::{Duration, Instant};

use super::draw_trial::{CLIPPED, QUIET};
use super::strings::{sentence, text, text_with};
use crate::session::{Listening, View};
use crate::transcript::{MicrophoneTrouble, Notice};

/// Good news is shown for so long.
const GOOD_NEWS: Duration = Duration::from_secs(6);
/// What happened in a recording can be read for so long after its end.
const AFTER_RECORDING: Duration = Duration::from_secs(30);
/// Waiting sound of less than this is not worth a word, in milliseconds.
const LAG_MS: u64 = 1_500;

/// What a notice is about; a later one about the same takes its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Whether there is a microphone.
    Device,
    /// Whether it delivers anything.
    Silence,
    /// Sound that was lost.
    Lost,
    /// A part of a recording that could not be read; each tells of another place.
    Recording,
    /// Which of several sound tracks is heard.
    Track,
    /// Speech that is too loud or too quiet.
    Loudness,
    /// Recognition that is behind.
    Lag,
    /// The safety copy.
    Store,
    /// The recogniser's parts.
    Recogniser,
}

/// One that holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Open {
    /// What it is about.
    pub about: About,
    /// In words.
    pub text: String,
    /// When it goes by itself.
    until: Option<Instant>,
    /// It keeps a recording from beginning.
    hinders: bool,
}

/// Those that hold now.
#[derive(Clone, Debug, Default)]
pub struct Notices {
    open: Vec<Open>,
    /// How many of the session's were taken.
    taken: u64,
    listening: Listening,
    /// What was wrong with the loudness of what was said last: key of the words.
    loudness: Option<&'static str>,
}

impl Notices {
    /// Takes what is new in the session.
    pub fn update(&mut self, view: &View, now: Instant) {
        if view.listening != self.listening {
            self.recording_changed(view.listening, now);
            self.listening = view.listening;
        }
        let new = usize::try_from(view.notice_count.saturating_sub(self.taken)).unwrap_or(usize::MAX);
        self.taken = view.notice_count;
        let from = view.notices.len().saturating_sub(new);
        for notice in &view.notices[from..] {
            self.take(notice, now);
        }
        self.open
            .retain(|open| open.until.is_none_or(|until| now < until));
    }

    fn recording_changed(&mut self, listening: Listening, now: Instant) {
        match listening {
            Listening::Starting => self.drop_those(|open| {
                matches!(
                    open.about,
                    About::Lost | About::Silence | About::Recording | About::Track
                )
            }),
            // There is sound, so there is a microphone.
            Listening::Listening => self.drop_those(|open| open.hinders),
            Listening::Finishing => self.drop_those(|open| open.about == About::Silence),
            Listening::Asleep => {}
            Listening::Idle => {
                self.drop_those(|open| matches!(open.about, About::Lag | About::Silence));
                for open in &mut self.open {
                    if matches!(open.about, About::Lost | About::Device) {
                        open.until.get_or_insert(now + AFTER_RECORDING);
                    }
                }
            }
        }
    }

    fn take(&mut self, notice: &Notice, now: Instant) {
        let device = |key: &str, device: &str| text_with(key, &[("device", device.into())]);
        let seconds = |key: &str, ms: u64| text_with(key, &[("n", ms.div_ceil(1000).into())]);
        let good = Some(now + GOOD_NEWS);
        let (about, line, until, hinders) = match notice {
            Notice::DeviceLost { device: name } => {
                (About::Device, Some(device("ui-device-lost", name)), None, true)
            }
            Notice::DeviceBack { device: name } => {
                (About::Device, Some(device("ui-device-back", name)), good, false)
            }
            Notice::Microphone { trouble, .. } => (About::Device, Some(in_words(trouble)), None, true),
            // A microphone at rest gives silence.
            Notice::Muted => {
                let listens = self.listening == Listening::Listening;
                (About::Silence, listens.then(|| text("ui-muted")), None, false)
            }
            Notice::Unmuted => (About::Silence, None, None, false),
            Notice::Dropped { ms } => (About::Lost, Some(seconds("ui-dropped", *ms)), None, false),
            Notice::Lag { ms } => (
                About::Lag,
                (*ms >= LAG_MS).then(|| seconds("ui-lag", *ms)),
                None,
                false,
            ),
            Notice::StoreTrouble { message } => (About::Store, Some(sentence(message)), None, false),
            Notice::Track { message } => (About::Track, Some(sentence(message)), None, false),
            Notice::Recording { message } => (About::Recording, Some(sentence(message)), None, false),
            Notice::Recogniser { message } => (About::Recogniser, Some(sentence(message)), None, false),
        };
        // Each piece of a recording is another place.
        if about != About::Recording {
            self.close(about);
        }
        self.open.extend(line.map(|text| Open {
            about,
            text,
            until,
            hinders,
        }));
    }

    /// Takes the loudest sample of what was just said by the user, in `[0, 1]`; what is told twice in a row holds.
    pub fn said(&mut self, loudest: f32, now: Instant) {
        let key = match loudest {
            loudest if loudest >= CLIPPED => Some("ui-level-clipped"),
            loudest if loudest < QUIET => Some("ui-level-quiet"),
            _ => None,
        };
        let before = std::mem::replace(&mut self.loudness, key);
        if key.is_none() {
            self.close(About::Loudness);
        } else if before == key && !self.open.iter().any(|open| open.about == About::Loudness) {
            self.open.extend(key.map(|key| Open {
                about: About::Loudness,
                text: text(key),
                until: Some(now + AFTER_RECORDING),
                hinders: false,
            }));
        }
    }

    fn drop_those(&mut self, which: impl Fn(&Open) -> bool) {
        self.open.retain(|open| !which(open));
    }

    /// Those that hold, the oldest first.
    pub fn open(&self) -> &[Open] {
        &self.open
    }

    /// Closes one; the next about the same is shown again.
    pub fn close(&mut self, about: About) {
        self.drop_those(|open| open.about == about);
    }

    /// Whether a recording waits for a microphone.
    pub fn wants_microphone(&self) -> bool {
        self.open.iter().any(|open| open.hinders)
    }

    /// When the next one goes by itself.
    pub fn due(&self) -> Option<Instant> {
        self.open.iter().filter_map(|open| open.until).min()
    }
}

/// Why a microphone cannot be used, and what to do.
pub fn in_words(trouble: &MicrophoneTrouble) -> String {
    match trouble {
        MicrophoneTrouble::None => text("ui-microphone-none"),
        MicrophoneTrouble::NoSuch { wanted, found } => {
            let args = [("wanted", wanted.into()), ("found", found.into())];
            text_with("ui-microphone-no-such", &args)
        }
        MicrophoneTrouble::Denied { device } => {
            text_with("ui-microphone-denied", &[("device", device.into())])
        }
        MicrophoneTrouble::Busy { device } => text_with("ui-microphone-busy", &[("device", device.into())]),
        MicrophoneTrouble::NoServer => text("ui-microphone-no-server"),
        MicrophoneTrouble::Broken { device, problem } => {
            let args = [("device", device.into()), ("problem", problem.into())];
            text_with("ui-microphone-broken", &args)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Action, Session, SessionConfig};
    use crate::transcript::Event;
    use crate::transcript::polish::{PolishSettings, Polisher};

    struct Desk {
        session: Session,
        notices: Notices,
        now: Instant,
    }

    impl Desk {
        fn new() -> Self {
            let polisher = Polisher::load(None, &PolishSettings::default()).unwrap();
            let mut desk = Desk {
                session: Session::new(SessionConfig::new(polisher)),
                notices: Notices::default(),
                now: Instant::now(),
            };
            desk.session.perform(Action::StartListening);
            desk.take(Event::Listening);
            desk
        }

        fn take(&mut self, event: Event) {
            self.session.on_event(event);
            self.notices.update(&self.session.view(), self.now);
        }

        fn tell(&mut self, notice: Notice) -> Vec<About> {
            self.take(Event::Notice(notice));
            self.open()
        }

        fn open(&self) -> Vec<About> {
            self.notices.open().iter().map(|open| open.about).collect()
        }

        fn wait(&mut self, seconds: u64) -> Vec<About> {
            self.now += Duration::from_secs(seconds);
            self.notices.update(&self.session.view(), self.now);
            self.open()
        }
    }

    fn lost() -> Notice {
        Notice::DeviceLost {
            device: "Headset".into(),
        }
    }

    fn back() -> Notice {
        Notice::DeviceBack {
            device: "Headset".into(),
        }
    }

    #[test]
    fn a_closed_notice_never_hides_a_later_one() {
        let mut desk = Desk::new();
        for _ in 0..30 {
            desk.tell(Notice::Lag { ms: 3_000 });
        }
        desk.notices.close(About::Lag);
        assert!(desk.open().is_empty());
        for _ in 0..30 {
            assert_eq!(desk.tell(lost()), [About::Device]);
            desk.notices.close(About::Device);
            desk.tell(back());
            desk.notices.close(About::Device);
        }
        assert_eq!(desk.tell(Notice::Muted), [About::Silence]);
        let full = Notice::StoreTrouble {
            message: "the disk is full".into(),
        };
        assert_eq!(desk.tell(full), [About::Silence, About::Store]);
    }

    #[test]
    fn a_notice_stands_until_it_is_taken_back_and_good_news_fades() {
        let mut desk = Desk::new();
        desk.tell(lost());
        assert_eq!(desk.wait(3_600), [About::Device]);
        assert!(desk.notices.wants_microphone());
        assert_eq!(desk.tell(back()), [About::Device]);
        assert!(!desk.notices.wants_microphone() && desk.notices.due().is_some());
        assert!(desk.wait(7).is_empty());
        desk.tell(Notice::Muted);
        assert!(desk.tell(Notice::Unmuted).is_empty());
        desk.tell(Notice::Lag { ms: 3_000 });
        assert!(desk.tell(Notice::Lag { ms: 100 }).is_empty());
        desk.tell(Notice::Dropped { ms: 10 });
        assert_eq!(desk.tell(Notice::Dropped { ms: 2_000 }), [About::Lost]);
        assert!(desk.notices.open()[0].text.contains('2'));
    }

    #[test]
    fn too_loud_and_too_quiet_are_told_the_second_time_and_go_when_it_is_right() {
        let mut desk = Desk::new();
        for loudest in [1.0, 0.001] {
            desk.notices.said(loudest, desk.now);
            assert!(desk.open().is_empty());
            desk.notices.said(loudest, desk.now);
            assert_eq!(desk.open(), [About::Loudness]);
            desk.notices.said(0.3, desk.now);
            assert!(desk.open().is_empty());
        }
    }

    #[test]
    fn what_belongs_to_a_recording_goes_with_it() {
        let mut desk = Desk::new();
        desk.tell(Notice::Lag { ms: 3_000 });
        desk.tell(Notice::Dropped { ms: 900 });
        desk.tell(Notice::Muted);
        desk.take(Event::Finished);
        assert_eq!(desk.open(), [About::Lost]);
        assert!(desk.wait(31).is_empty());
        assert!(desk.tell(Notice::Muted).is_empty(), "silence at rest is no news");
        let none = Notice::Microphone {
            message: "no microphone was found".into(),
            trouble: MicrophoneTrouble::None,
        };
        desk.session.perform(Action::StartListening);
        desk.tell(none);
        assert!(desk.notices.wants_microphone());
        desk.take(Event::Listening);
        assert!(desk.open().is_empty(), "there is sound");
    }
}
