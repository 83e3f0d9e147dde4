//! A file in the microphone's place: WAV, FLAC, MP3, OGG Vorbis, M4A/AAC, or standard input.
//!
//! Sound is decoded block by block: a three-hour recording needs no more memory than a short one,
//! and a header that lies about its length costs nothing. Knows nothing of frames or queues.

mod coded;
mod wav;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use coded::Coded;
use wav::{Refused, Wav};

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
    #[error(
        "{file}: not a sound file that can be read: {problem}. WAV, FLAC, MP3, OGG Vorbis and M4A/AAC can."
    )]
    Unknown {
        /// File as the user named it.
        file: String,
        /// What the decoder said.
        problem: String,
    },
    /// It is damaged in the middle.
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
    n_samples: u64,
    truncated: bool,
    /// Samples still to be passed over.
    skip: u64,
}

enum Decoder {
    Wav(Box<Wav>),
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

/// A reader that can be handed between threads.
type Source = Box<dyn Read + Send + Sync>;

impl SoundFile {
    /// Opens a file; `-` is standard input.
    pub fn open(path: &Path) -> Result<Self, FileError> {
        if path == Path::new("-") {
            return Self::from_reader("standard input", Box::new(io::stdin()));
        }
        let name = path.display().to_string();
        let refused = |error: io::Error| FileError::Open {
            file: name.clone(),
            problem: plain(&error),
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
        let mut file = File::open(path).map_err(refused)?;
        if !about.is_file() {
            return Self::from_reader(&name, Box::new(file));
        }
        let start = read_start(&name, &mut file)?;
        let extension = path.extension().and_then(|ending| ending.to_str()).unwrap_or("");
        if wav::is_wav(&start) {
            let source: Source = Box::new(io::Cursor::new(start).chain(file));
            match Wav::new(source) {
                Ok(wav) => return Self::checked(name, Decoder::Wav(Box::new(wav))),
                // ADPCM, A-law and 64-bit float are not hound's: let the other decoder try.
                Err(Refused::Foreign(problem)) => {
                    tracing::debug!(%problem, "WAV read by the general decoder");
                }
                Err(Refused::Absurd(problem)) => return Err(FileError::Unknown { file: name, problem }),
            }
        }
        let file = File::open(path).map_err(refused)?;
        let coded = Coded::from_file(file, extension).map_err(|problem| FileError::Unknown {
            file: name.clone(),
            problem,
        })?;
        Self::checked(name, Decoder::Coded(Box::new(coded)))
    }

    /// Opens a stream that cannot be sought in, such as a pipe.
    pub fn from_reader(name: &str, mut source: Source) -> Result<Self, FileError> {
        let start = read_start(name, &mut source)?;
        let is_wav = wav::is_wav(&start);
        let whole: Source = Box::new(io::Cursor::new(start).chain(source));
        let unknown = |problem: String| FileError::Unknown {
            file: name.to_owned(),
            problem,
        };
        let decoder = if is_wav {
            Decoder::Wav(Box::new(
                Wav::new(whole).map_err(|refused| unknown(refused.into_words()))?,
            ))
        } else {
            let hint = "a stream must be readable from front to back; save it to a file first if it is M4A";
            let coded =
                Coded::from_stream(whole).map_err(|problem| unknown(format!("{problem} ({hint})")))?;
            Decoder::Coded(Box::new(coded))
        };
        Self::checked(name.to_owned(), decoder)
    }

    fn checked(name: String, decoder: Decoder) -> Result<Self, FileError> {
        let file = SoundFile {
            name,
            decoder,
            n_samples: 0,
            truncated: false,
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
            Decoder::Wav(wav) => wav.format(),
            Decoder::Coded(coded) => coded.format(),
        }
    }

    /// Length in seconds as the header tells it, for progress; a hint, not a promise.
    pub fn seconds_hint(&self) -> Option<f64> {
        match &self.decoder {
            Decoder::Wav(wav) => wav.seconds_hint(),
            Decoder::Coded(coded) => coded.seconds_hint(),
        }
    }

    /// Whether the file ended before its header said so.
    pub fn truncated(&self) -> bool {
        self.truncated
    }

    /// Passes over the first so many milliseconds of what was not yet read.
    pub fn skip_ms(&mut self, ms: u64) {
        let (rate_hz, channels) = self.format();
        self.skip = ms * u64::from(rate_hz) / 1_000 * u64::from(channels);
    }

    /// Reads the next block into `block`; `false` at the end of the sound.
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
        let outcome = match &mut self.decoder {
            Decoder::Wav(wav) => wav.read(block),
            Decoder::Coded(coded) => coded.read(block),
        };
        let before = self.n_samples;
        self.n_samples += block.samples.len() as u64;
        match outcome {
            Ok(End::No) => Ok(true),
            Ok(End::Truncated) if before == 0 && block.samples.is_empty() => Err(FileError::Empty {
                file: self.name.clone(),
                problem: "its header promises sound, and none follows",
            }),
            Ok(End::Truncated) => {
                self.truncated = true;
                Ok(!block.samples.is_empty())
            }
            Ok(End::Yes) if before == 0 && block.samples.is_empty() => Err(FileError::Empty {
                file: self.name.clone(),
                problem: "it holds 0 samples",
            }),
            Ok(End::Yes) => Ok(!block.samples.is_empty()),
            Err(problem) => {
                let (rate_hz, channels) = self.format();
                let per_second = f64::from(rate_hz) * f64::from(channels);
                let seconds = self.n_samples as f64 / per_second;
                Err(FileError::Damaged {
                    file: self.name.clone(),
                    seconds,
                    problem,
                })
            }
        }
    }

    /// Reads everything: for tests and short recordings only.
    pub fn read_all(mut self) -> Result<Block, FileError> {
        let mut all = Block::default();
        let mut block = Block::default();
        while self.read(&mut block)? {
            (all.rate_hz, all.channels) = (block.rate_hz, block.channels);
            all.samples.append(&mut block.samples);
        }
        Ok(all)
    }

    /// File as the user named it.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Whether a recording can have this rate and so many channels.
fn is_plausible(rate_hz: u32, channels: u16) -> bool {
    (1_000..=768_000).contains(&rate_hz) && (1..=64).contains(&channels)
}

/// Whether a block was the last one.
#[derive(Debug, PartialEq, Eq)]
enum End {
    No,
    Yes,
    /// The bytes ran out before the header's length was reached.
    Truncated,
}

/// The first bytes of a stream: enough to tell a WAV file.
fn read_start(name: &str, source: &mut impl Read) -> Result<Vec<u8>, FileError> {
    let mut start = Vec::with_capacity(12);
    source
        .take(12)
        .read_to_end(&mut start)
        .map_err(|error| FileError::Open {
            file: name.to_owned(),
            problem: plain(&error),
        })?;
    if start.is_empty() {
        return Err(FileError::Empty {
            file: name.to_owned(),
            problem: "it has 0 bytes",
        });
    }
    Ok(start)
}

/// The system's message without its error number.
fn plain(error: &io::Error) -> String {
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

/// Whether the file's name looks like a recording: for folders dropped on the window and file dialogs.
pub fn has_sound_ending(path: &Path) -> bool {
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or("")
        .to_ascii_lowercase();
    ["wav", "wave", "flac", "mp3", "ogg", "oga", "m4a", "aac", "mp4"].contains(&ending.as_str())
}

#[cfg(test)]
mod tests;
