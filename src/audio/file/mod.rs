//! A file in the microphone's place: recordings of all common kinds, or standard input.
//!
//! Sound is decoded block by block: a three-hour recording needs no more memory than a short one, and a header that lies
//! about its length costs nothing. Damage is passed over and told: silence stands where something could not be read, so
//! that what comes after keeps its time. Knows nothing of frames or queues.
//!
//! ```text
//! file, pipe ─ open ┬ plain (riff, pcm) ─────────────────────────────────────────────┬─ blocks of samples
//!                   └ ogg, mpeg, container, blocks ─ packets ─ coded ─ timeline ─────┘  and faults
//! ```

mod aac;
mod blocks;
mod coded;
mod container;
mod fault;
mod fragments;
mod iff;
mod kinds;
mod matroska;
mod mp4;
mod mpeg;
mod mpeg_header;
mod numbers;
mod ogg;
mod ogg_page;
mod on_disk;
mod open;
mod opus;
mod pcm;
mod plain;
mod riff;
mod timeline;

use std::io::{self, Read};
use std::path::Path;

use coded::Coded;
pub use fault::Fault;
use fault::Tally;
use plain::Plain;

/// Why a file cannot be listened to. Each message names the file and the cause.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The operating system refused it.
    #[error("{file}: {problem}")]
    Open {
        /// File as the user named it.
        file: String,
        /// Cause, in the system's words.
        problem: String,
    },
    /// It has no bytes, or no samples.
    #[error("{file}: there is no sound in it ({problem})")]
    Empty {
        /// File as the user named it.
        file: String,
        /// What is missing.
        problem: &'static str,
    },
    /// It is not sound, or of a kind that is not read.
    #[error("{file}: cannot be listened to: {problem}")]
    Unknown {
        /// File as the user named it.
        file: String,
        /// What it is, or what the decoder said.
        problem: String,
    },
    /// Reading stopped in the middle.
    #[error("{file}: damaged after {seconds:.1} s: {problem}")]
    Damaged {
        /// File as the user named it.
        file: String,
        /// Sound that could be read before it.
        seconds: f64,
        /// What the decoder said.
        problem: String,
    },
}

/// An open recording, read block by block.
pub struct SoundFile {
    name: String,
    decoder: Decoder,
    seconds: Option<f64>,
    about_s: Option<f64>,
    remark: Option<String>,
    heard_s: f64,
    n_samples: u64,
    tally: Tally,
    troubles: Vec<String>,
    /// Samples still to be passed over.
    skip: u64,
}

enum Decoder {
    Plain(Box<Plain>),
    Coded(Box<Coded>),
}

/// One block of interleaved samples; the format may change between blocks (chained OGG streams).
#[derive(Debug, Default)]
pub struct Block {
    /// Interleaved samples in `[-1, 1]` (a float file may go beyond, or hold NaN).
    pub samples: Vec<f32>,
    /// Samples per second and channel.
    pub rate_hz: u32,
    /// Channels.
    pub channels: u16,
}

impl Block {
    /// How long it lasts.
    fn seconds(&self) -> f64 {
        self.samples.len() as f64 / (f64::from(self.rate_hz.max(1)) * f64::from(self.channels.max(1)))
    }
}

/// A reader that can be handed between threads.
type Source = Box<dyn Read + Send + Sync>;

impl SoundFile {
    /// Opens a file; `-` is standard input.
    ///
    /// # Errors
    /// [`FileError`]: it cannot be opened, or is no sound that can be read; says what to do.
    pub fn open(path: &Path) -> Result<Self, FileError> {
        Self::open_track(path, None)
    }

    /// Opens a file and listens to one of its sound tracks, from 1; none takes the default one, or the first that is not
    /// silent.
    ///
    /// # Errors
    /// [`FileError`]: as [`open`](Self::open), or there is no such track.
    pub fn open_track(path: &Path, track: Option<u32>) -> Result<Self, FileError> {
        if path == Path::new("-") {
            return Self::from_source("standard input", Box::new(io::stdin()), track);
        }
        let name = path.display().to_string();
        let refused = |error: io::Error| FileError::Open {
            file: name.clone(),
            problem: plain_words(&error),
        };
        let about = std::fs::metadata(path).map_err(refused)?;
        if about.is_dir() {
            let problem = "it is a folder; name the files in it".to_owned();
            return Err(FileError::Open { file: name, problem });
        }
        if about.is_file() && about.len() == 0 {
            return Err(FileError::Empty {
                file: name,
                problem: "the file has 0 bytes",
            });
        }
        let source = std::fs::File::open(path).map_err(refused)?;
        if !about.is_file() {
            return Self::from_source(&name, Box::new(source), track);
        }
        drop(source);
        let opened = coded::contained(|| open::file(path, track)).unwrap_or_else(Err);
        Self::checked(name, opened)
    }

    /// Opens a stream that cannot be sought in, such as a pipe.
    ///
    /// # Errors
    /// [`FileError`]: it is no sound that can be read out of a pipe.
    pub fn from_reader(name: &str, source: Source) -> Result<Self, FileError> {
        Self::from_source(name, source, None)
    }

    fn from_source(name: &str, mut source: Source, track: Option<u32>) -> Result<Self, FileError> {
        let mut first = Vec::with_capacity(1);
        let read = (&mut source).take(1).read_to_end(&mut first);
        read.map_err(|error| FileError::Open {
            file: name.to_owned(),
            problem: plain_words(&error),
        })?;
        if first.is_empty() {
            return Err(FileError::Empty {
                file: name.to_owned(),
                problem: "it has 0 bytes",
            });
        }
        let whole: Source = Box::new(io::Cursor::new(first).chain(source));
        let opened = coded::contained(|| open::stream(whole, track)).unwrap_or_else(Err);
        Self::checked(name.to_owned(), opened)
    }

    fn checked(name: String, opened: Result<open::Opened, String>) -> Result<Self, FileError> {
        let opened = opened.map_err(|problem| FileError::Unknown {
            file: name.clone(),
            problem,
        })?;
        let file = SoundFile {
            remark: opened.remark.map(|remark| format!("{name}: {remark}")),
            name,
            decoder: opened.decoder,
            seconds: opened.seconds,
            about_s: opened.about_s,
            heard_s: 0.0,
            n_samples: 0,
            tally: Tally::default(),
            troubles: Vec::new(),
            skip: 0,
        };
        let (rate_hz, channels) = file.format();
        if !is_plausible(rate_hz, channels) {
            let problem = format!("its header says {rate_hz} Hz and {channels} channels");
            return Err(FileError::Unknown {
                file: file.name,
                problem,
            });
        }
        Ok(file)
    }

    /// Rate in hertz and channels of the next block.
    pub fn format(&self) -> (u32, u16) {
        match &self.decoder {
            Decoder::Plain(plain) => plain.format(),
            Decoder::Coded(coded) => coded.format(),
        }
    }

    /// Length in seconds as the container tells it, that of a video included.
    pub fn seconds(&self) -> Option<f64> {
        self.seconds
    }

    /// The same, or a guess by the size of the file, for progress; a hint, not a promise.
    pub fn seconds_hint(&self) -> Option<f64> {
        self.seconds.or(self.about_s)
    }

    /// What the user should know of how it is read: which of several sound tracks.
    pub fn remark(&self) -> Option<&str> {
        self.remark.as_deref()
    }

    /// What could not be read so far, one sentence each; all of it once [`read`](Self::read) has given `false`.
    pub fn take_troubles(&mut self) -> Vec<String> {
        std::mem::take(&mut self.troubles)
    }

    /// Passes over the first so many milliseconds of what was not yet read.
    pub fn skip_ms(&mut self, ms: u64) {
        let (rate_hz, channels) = self.format();
        self.skip = ms * u64::from(rate_hz) / 1_000 * u64::from(channels);
    }

    /// Reads the next block into `block`; `false` at the end of the sound.
    ///
    /// # Errors
    /// [`FileError`]: reading failed, or the rest is damaged beyond what can be skipped.
    pub fn read(&mut self, block: &mut Block) -> Result<bool, FileError> {
        loop {
            let more = self.read_next(block)?;
            let passed = self.skip.min(block.samples.len() as u64);
            self.skip -= passed;
            block.samples.drain(..passed as usize);
            if !more || !block.samples.is_empty() {
                return Ok(more);
            }
        }
    }

    fn read_next(&mut self, block: &mut Block) -> Result<bool, FileError> {
        block.samples.clear();
        let (outcome, faults) = match &mut self.decoder {
            Decoder::Plain(plain) => {
                let outcome = plain.read(block).map_err(|error| error.to_string());
                (outcome, plain.take_faults())
            }
            Decoder::Coded(coded) => (coded.read(block), coded.take_faults()),
        };
        for fault in faults {
            self.troubles.extend(self.tally.tell(&self.name, fault));
        }
        self.n_samples += block.samples.len() as u64;
        self.heard_s += block.seconds();
        match outcome {
            Ok(true) => Ok(true),
            Ok(false) if self.n_samples == 0 => Err(FileError::Empty {
                file: self.name.clone(),
                problem: "it holds 0 samples",
            }),
            Ok(false) => {
                self.troubles.extend(self.tally.rest(&self.name));
                Ok(false)
            }
            Err(problem) => Err(FileError::Damaged {
                file: self.name.clone(),
                seconds: self.heard_s,
                problem,
            }),
        }
    }

    /// Reads everything: for tests and short recordings only.
    ///
    /// # Errors
    /// [`FileError`]: as [`read`](Self::read).
    pub fn read_all(mut self) -> Result<Block, FileError> {
        let mut all = Block::default();
        let mut block = Block::default();
        while self.read(&mut block)? {
            (all.rate_hz, all.channels) = (block.rate_hz, block.channels);
            all.samples.append(&mut block.samples);
        }
        Ok(all)
    }
}

/// Whether a recording can have this rate and so many channels.
fn is_plausible(rate_hz: u32, channels: u16) -> bool {
    (1_000..=768_000).contains(&rate_hz) && (1..=64).contains(&channels)
}

/// The system's message without its error number.
fn plain_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "no permission to read it".to_owned(),
        _ => error.to_string(),
    }
}

impl std::fmt::Debug for SoundFile {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("SoundFile")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
