//! The pipeline: from a microphone or a file to events.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Receiver, Sender, bounded, never};

use crate::audio::device::DeviceError;
use crate::audio::file::{FileError, SoundFile};
use crate::audio::player::{Player, Trouble};
use crate::audio::{self, Capture, Meters, Tap};
use crate::frames::feed::{self, Control, Copied, Copy, Feeder};
use crate::frames::{FRAME_MS, Mixdown};
use crate::settings::Settings;
use crate::store::recovery::OwedSound;
use crate::store::safety_copy::SoundCopy;
use crate::transcript::polish::Vocabulary;
use crate::transcript::{Event, MicrophoneTrouble, Notice};
use crate::worker::{Events, Load, Timing, Wake, Worker};

/// Frames between "frames" and "inference": 30 s.
const QUEUE_B: usize = 750;
/// Events to the session.
const QUEUE_C: usize = 256;
/// Control from the session.
const QUEUE_E: usize = 8;
/// Rings on their way to "frames".
const QUEUE_TAPS: usize = 4;

/// Why the pipeline could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The system gave no thread.
    #[error("the system refused a thread: {0}. Close other programs and try again.")]
    Thread(#[from] io::Error),
    /// The file cannot be listened to.
    #[error(transparent)]
    File(#[from] FileError),
    /// Queue E is full.
    #[error("busy; try again")]
    Busy,
}

/// Where sound comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A microphone, by name; `None` is the system's default.
    Microphone(Option<String>),
    /// A file, `-` for standard input.
    File {
        /// The file.
        path: PathBuf,
        /// At the pace of real time, instead of as fast as possible.
        realtime: bool,
    },
}

/// How a pipeline is built.
pub struct Options {
    /// Makes the recogniser.
    pub load: Load,
    /// Called after each event.
    pub wake: Wake,
    /// How channels become one.
    pub mixdown: Mixdown,
    /// The safety copy of the sound.
    pub copy: Option<Copy>,
    /// Times per frame, when they are wanted.
    pub timing: Option<Arc<Timing>>,
}

impl Options {
    /// The usual pipeline with this recogniser: no safety copy, nobody to wake.
    pub fn new(load: Load) -> Self {
        Options {
            load,
            wake: Arc::new(|| ()),
            mixdown: Mixdown::Average,
            copy: None,
            timing: None,
        }
    }

    /// A pipeline with this recogniser, as the settings want it; all sound goes to the safety copy, if there is one.
    pub fn of(load: Load, settings: &Settings, copy: Option<SoundCopy>) -> Self {
        Options {
            mixdown: settings.channel.map(Mixdown::Channel).unwrap_or_default(),
            copy: copy.map(copy_into),
            ..Options::new(load)
        }
    }
}

/// What the frames thread calls with each frame.
fn copy_into(sound: SoundCopy) -> Copy {
    Box::new(move |copied| match copied {
        Copied::Begin(recording) => sound.begin(recording),
        Copied::Frame(frame) => sound.samples(&frame.samples),
        Copied::End => sound.end(),
    })
}

/// What is told while a recogniser loads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loading {
    /// A large model is being read.
    Bytes {
        /// Bytes read.
        done: u64,
        /// Bytes there are.
        total: u64,
    },
    /// What the user should know of it.
    Remark(String),
}

/// Threads and queues from sound to events. Dropping it ends all of them, in flow order.
pub struct Pipeline {
    capture: Option<(Option<String>, Capture)>,
    player: Option<Player>,
    control: Sender<Control>,
    taps: Sender<Tap>,
    /// Queue C.
    events: Receiver<Event>,
    news: Events,
    meters: Arc<Meters>,
    waiting: Receiver<feed::Fed>,
    recording: u32,
    /// Length of the recording by its container, in milliseconds.
    told_ms: u64,
    quit: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Pipeline {
    /// Starts the threads; the recogniser loads in the background and says so with [`Event::Loaded`].
    ///
    /// # Errors
    /// [`AppError`]: a thread cannot be started.
    pub fn start(options: Options) -> Result<Self, AppError> {
        let (control, control_in) = bounded(QUEUE_E);
        let (taps, taps_in) = bounded(QUEUE_TAPS);
        let (fed, fed_in) = bounded(QUEUE_B);
        let (sender, events) = bounded(QUEUE_C);
        let meters = Arc::new(Meters::default());
        let news = Events::new(sender, options.wake);
        let tell = {
            let news = news.clone();
            move |what: feed::News| match what {
                // The reason why nothing more will come must not be lost.
                feed::News::Unreadable(_) => {
                    news.send(event_of(what));
                }
                what => news.offer(event_of(what)),
            }
        };
        let feeder = Feeder {
            control: control_in,
            taps: taps_in,
            out: fed,
            meters: meters.clone(),
            mixdown: options.mixdown,
            tell: Box::new(tell),
            copy: options.copy,
        };
        let quit = Arc::new(AtomicBool::new(false));
        let worker = Worker {
            fed: fed_in.clone(),
            events: news.clone(),
            load: options.load,
            timing: options.timing,
            quit: quit.clone(),
        };
        let threads = vec![
            thread::Builder::new()
                .name("frames".to_owned())
                .spawn(move || feeder.run())?,
            thread::Builder::new()
                .name("inference".to_owned())
                .spawn(move || worker.run())?,
        ];
        Ok(Pipeline {
            capture: None,
            player: None,
            control,
            taps,
            events,
            news,
            meters,
            waiting: fed_in,
            recording: 0,
            told_ms: 0,
            quit,
            threads,
        })
    }

    /// Events, in order.
    pub fn events(&self) -> &Receiver<Event> {
        &self.events
    }

    /// Waits until the recogniser is loaded; gives its name.
    ///
    /// # Errors
    /// Why there is none, in words.
    pub fn wait_until_loaded(&self, tell: &mut dyn FnMut(Loading)) -> Result<String, String> {
        loop {
            match self.events.recv() {
                Ok(Event::Loading { done, total }) => tell(Loading::Bytes { done, total }),
                Ok(Event::Loaded { model }) => return Ok(model),
                Ok(Event::Failed { message }) => return Err(message),
                Ok(Event::Notice(Notice::Recogniser { message })) => tell(Loading::Remark(message)),
                Ok(_) => {}
                Err(_) => return Err("the recogniser ended".to_owned()),
            }
        }
    }

    /// Opens the microphone without recording, so that the half second before the key is kept.
    ///
    /// # Errors
    /// [`AppError`]: the frames thread has ended, or the microphone's thread cannot be started.
    pub fn arm(&mut self, device: Option<&str>) -> Result<(), AppError> {
        if let Some((open, _)) = &self.capture
            && open.as_deref() == device
        {
            return Ok(());
        }
        self.disarm()?;
        let news = self.news.clone();
        let tell = move |what: audio::News| news.offer(Event::Notice(notice_of(what)));
        let device = device.map(str::to_owned);
        let capture = Capture::start(device.clone(), self.meters.clone(), self.taps.clone(), tell)?;
        self.capture = Some((device, capture));
        Ok(())
    }

    /// Closes the microphone.
    ///
    /// # Errors
    /// [`AppError`]: the frames thread has ended.
    pub fn disarm(&mut self) -> Result<(), AppError> {
        if self.capture.take().is_some() {
            self.ask(Control::Disarm)?;
        }
        Ok(())
    }

    /// Begins to hear the microphone for a trial: events follow as from a recording, and nothing goes to the safety copy.
    ///
    /// # Errors
    /// [`AppError`]: the system gives no thread, or the pipeline is busy.
    pub fn begin_trial(&mut self, device: Option<&str>) -> Result<(), AppError> {
        self.hear_microphone(device, false)
    }

    fn hear_microphone(&mut self, device: Option<&str>, copied: bool) -> Result<(), AppError> {
        self.player = None;
        self.arm(device)?;
        self.begin_next(true, copied)
    }

    /// Has "frames" begin a recording; it has the next number.
    fn begin_next(&mut self, live: bool, copied: bool) -> Result<(), AppError> {
        let recording = self.recording + 1;
        self.ask(Control::Begin {
            recording,
            live,
            copied,
        })?;
        self.recording = recording;
        Ok(())
    }

    /// Begins a recording and gives its number; events follow, [`Event::Finished`] is the last one.
    ///
    /// # Errors
    /// [`AppError`]: the file cannot be opened, or a thread has ended.
    pub fn begin(&mut self, source: &Source) -> Result<u32, AppError> {
        match source {
            Source::Microphone(device) => self.hear_microphone(device.as_deref(), true)?,
            Source::File { path, realtime } => {
                self.begin_file(SoundFile::open(path)?, *realtime)?;
            }
        }
        Ok(self.recording)
    }

    /// Begins a recording from an open file.
    ///
    /// # Errors
    /// [`AppError`]: a thread has ended, or cannot be started.
    pub fn begin_file(&mut self, file: SoundFile, realtime: bool) -> Result<u32, AppError> {
        self.pour(file, realtime, true)
    }

    /// Hears sound that is in a safety copy already, or in no need of one: it is not copied.
    ///
    /// # Errors
    /// [`AppError`]: a thread has ended, or cannot be started.
    pub fn begin_again(&mut self, file: SoundFile) -> Result<(), AppError> {
        self.pour(file, false, false).map(|_| ())
    }

    /// Hears what is owed of a session that was cut off.
    ///
    /// # Errors
    /// As [`begin_again`](Self::begin_again), and of a recording that cannot be read.
    pub fn begin_owed(&mut self, owed: &OwedSound) -> Result<(), AppError> {
        let mut file = SoundFile::open(&owed.path)?;
        file.skip_ms(owed.from_ms);
        self.begin_again(file)
    }

    fn pour(&mut self, file: SoundFile, realtime: bool, copied: bool) -> Result<u32, AppError> {
        self.player = None;
        self.disarm()?;
        self.begin_next(false, copied)?;
        self.told_ms = file.seconds().map_or(0, |seconds| (seconds * 1_000.0) as u64);
        let news = self.news.clone();
        if let Some(remark) = file.remark() {
            news.offer(Event::Notice(Notice::Track {
                message: remark.to_owned(),
            }));
        }
        let tell = move |trouble: Trouble| {
            news.send(match trouble {
                Trouble::Part(message) => Event::Notice(Notice::Recording { message }),
                Trouble::Whole(error) => Event::Failed {
                    message: error.to_string(),
                },
            });
        };
        self.player = Some(Player::start(
            file,
            realtime,
            self.meters.clone(),
            self.taps.clone(),
            tell,
        )?);
        Ok(self.recording)
    }

    /// Ends the recording after the words already spoken.
    ///
    /// # Errors
    /// [`AppError`]: the frames thread has ended.
    pub fn stop(&self) -> Result<(), AppError> {
        self.ask(Control::End)
    }

    /// Gives the recogniser the user's own words, effective from the next utterance.
    ///
    /// # Errors
    /// [`AppError`]: the frames thread has ended.
    pub fn set_vocabulary(&self, vocabulary: &Vocabulary) -> Result<(), AppError> {
        // How they sound the recogniser works out itself.
        let words = vocabulary.words.iter();
        self.ask(Control::Vocabulary(
            words.map(|word| (word.spelling.clone(), None)).collect(),
        ))
    }

    /// Tells the recogniser what is written before the place where the next recording's words will stand: words that
    /// occur there are likely to be said again.
    ///
    /// # Errors
    /// [`AppError`]: the frames thread has ended.
    pub fn set_context(&self, before: String) -> Result<(), AppError> {
        self.ask(Control::Context(before))
    }

    /// Counters of the sound that came in.
    pub fn meters(&self) -> &Meters {
        &self.meters
    }

    /// Milliseconds of sound that wait for inference.
    pub fn lag_ms(&self) -> u64 {
        self.waiting.len() as u64 * FRAME_MS
    }

    /// Milliseconds of the file poured so far.
    pub fn position_ms(&self) -> u64 {
        self.player.as_ref().map_or(0, Player::position_ms)
    }

    /// Length of the recording from a file: what was poured of it, or what its container tells.
    pub fn recording_ms(&self) -> u64 {
        self.position_ms().max(self.told_ms)
    }

    /// A way to put events among the pipeline's own, for threads of `app`.
    pub fn news(&self) -> Events {
        self.news.clone()
    }

    fn ask(&self, control: Control) -> Result<(), AppError> {
        self.control.try_send(control).map_err(|_| AppError::Busy)
    }
}

impl Drop for Pipeline {
    fn drop(&mut self) {
        self.player = None;
        self.capture = None;
        self.quit.store(true, Relaxed);
        // Letting go of the receiving ends frees whoever waits for room in a queue.
        self.events = never();
        self.waiting = never();
        if self.control.send(Control::Quit).is_err() {
            tracing::debug!("the frames thread had ended");
        }
        for thread in self.threads.drain(..) {
            let name = thread.thread().name().unwrap_or("?").to_owned();
            if thread.join().is_err() {
                tracing::error!(%name, "thread had panicked");
            }
        }
    }
}

fn event_of(news: feed::News) -> Event {
    match news {
        feed::News::Listening => Event::Listening,
        feed::News::Dropped { ms } => Event::Notice(Notice::Dropped { ms }),
        feed::News::Lag { ms } => Event::Notice(Notice::Lag { ms }),
        feed::News::Unreadable(error) => Event::Failed {
            message: error.to_string(),
        },
    }
}

fn notice_of(news: audio::News) -> Notice {
    match news {
        audio::News::Lost { device } => Notice::DeviceLost { device },
        audio::News::Back { device } => Notice::DeviceBack { device },
        audio::News::Muted => Notice::Muted,
        audio::News::Unmuted => Notice::Unmuted,
        audio::News::Trouble(error) => Notice::Microphone {
            message: error.to_string(),
            trouble: trouble_of(error),
        },
    }
}

fn trouble_of(error: DeviceError) -> MicrophoneTrouble {
    match error {
        DeviceError::None => MicrophoneTrouble::None,
        DeviceError::NoSuch { wanted, found } => MicrophoneTrouble::NoSuch {
            wanted,
            found: found.join(", "),
        },
        DeviceError::Denied { device } => MicrophoneTrouble::Denied { device },
        DeviceError::Busy { device } => MicrophoneTrouble::Busy { device },
        DeviceError::NoServer => MicrophoneTrouble::NoServer,
        DeviceError::Broken { device, problem } => MicrophoneTrouble::Broken { device, problem },
    }
}
