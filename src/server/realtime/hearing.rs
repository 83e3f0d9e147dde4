//! The thread "realtime" of one session: sound in, what is heard out.

use std::io::{self, Read};
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc;

use crate::engine::{Live, LiveTranscriber, SoundFile, TranscribeOptions};
use crate::server::recognisers::RecogniserOptions;
use crate::server::wav::SampleFormat;

/// Pieces of sound that wait to be read: the client waits when there are more.
const SOUND: usize = 64;
/// Recordings that wait.
const RECORDINGS: usize = 16;
/// What is heard and not told yet.
const HEARD: usize = 64;

/// How often it is looked whether the session is over.
const LOOK: Duration = Duration::from_millis(100);

/// The end at which sound goes in; dropping it ends the recording.
pub(super) type Sound = mpsc::Sender<Vec<u8>>;

/// A recording that begins.
pub(super) struct Recording {
    sound: mpsc::Receiver<Vec<u8>>,
    format: SampleFormat,
    recogniser: RecogniserOptions,
    words: Vec<String>,
}

impl Recording {
    /// A recording and the end at which its sound goes in.
    pub fn new(format: SampleFormat, recogniser: RecogniserOptions, words: Vec<String>) -> (Sound, Self) {
        let (give, sound) = mpsc::channel(SOUND);
        let recording = Recording {
            sound,
            format,
            recogniser,
            words,
        };
        (give, recording)
    }
}

/// Starts the thread: it takes recordings and tells what it hears; it ends when nobody gives it recordings any more.
///
/// # Errors
/// The system gave no thread.
pub(super) fn start(
    options: TranscribeOptions,
) -> io::Result<(mpsc::Sender<Recording>, mpsc::Receiver<Live>)> {
    let (give, mut recordings) = mpsc::channel(RECORDINGS);
    let (tell, heard) = mpsc::channel(HEARD);
    let mut recogniser = RealtimeRecogniser {
        options,
        loaded: None,
        tell,
    };
    thread::Builder::new()
        .name("realtime".to_owned())
        .spawn(move || {
            while let Some(recording) = recordings.blocking_recv() {
                if recogniser.hear(recording).is_err() {
                    break;
                }
            }
        })?;
    Ok((give, heard))
}

/// Nobody listens any more.
struct Gone;

struct RealtimeRecogniser {
    options: TranscribeOptions,
    /// The recogniser of the last recording, and what it was loaded for.
    loaded: Option<((RecogniserOptions, Vec<String>), LiveTranscriber)>,
    tell: mpsc::Sender<Live>,
}

impl RealtimeRecogniser {
    fn hear(&mut self, recording: Recording) -> Result<(), Gone> {
        match self.begin(recording) {
            Ok(true) => {}
            // It ended before there was sound in it.
            Ok(false) => return self.say(Live::Finished { ms: 0 }),
            Err(problem) => {
                self.loaded = None;
                self.say(Live::Failed(problem))?;
                return self.say(Live::Finished { ms: 0 });
            }
        }
        while let Some((_, live)) = &mut self.loaded {
            match live.next(LOOK) {
                Some(heard) => {
                    let ended = matches!(heard, Live::Finished { .. });
                    self.say(heard)?;
                    if ended {
                        break;
                    }
                }
                None if self.tell.is_closed() => return Err(Gone),
                None => {}
            }
        }
        Ok(())
    }

    /// Begins a recording once there is sound in it.
    fn begin(&mut self, recording: Recording) -> Result<bool, String> {
        let Some(pieces) = Pieces::begin(recording.sound, recording.format) else {
            return Ok(false);
        };
        let wanted = (recording.recogniser, recording.words);
        if self.loaded.as_ref().is_none_or(|(had, _)| *had != wanted) {
            // The old one goes first.
            self.loaded = None;
            let mut options = wanted.0.over(&self.options);
            options.vocabulary.extend(wanted.1.iter().cloned());
            self.loaded = Some((wanted, LiveTranscriber::start(options)?));
        }
        let sound =
            SoundFile::from_reader("the sound", Box::new(pieces)).map_err(|error| error.to_string())?;
        if let Some((_, live)) = &mut self.loaded {
            live.begin(sound).map_err(|error| error.to_string())?;
        }
        Ok(true)
    }

    fn say(&self, heard: Live) -> Result<(), Gone> {
        self.tell.blocking_send(heard).map_err(|_| Gone)
    }
}

/// Sound as it comes, behind the head of a WAV file.
struct Pieces {
    sound: mpsc::Receiver<Vec<u8>>,
    piece: Vec<u8>,
    at: usize,
}

impl Pieces {
    /// Waits for the first piece; `None` when none comes.
    fn begin(mut sound: mpsc::Receiver<Vec<u8>>, format: SampleFormat) -> Option<Self> {
        let mut piece = format.head();
        let head = piece.len();
        while piece.len() == head {
            piece.extend(sound.blocking_recv()?);
        }
        Some(Pieces { sound, piece, at: 0 })
    }
}

impl Read for Pieces {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.at == self.piece.len() {
            match self.sound.blocking_recv() {
                Some(piece) => (self.piece, self.at) = (piece, 0),
                None => return Ok(0),
            }
        }
        let n = to.len().min(self.piece.len() - self.at);
        to[..n].copy_from_slice(&self.piece[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}
