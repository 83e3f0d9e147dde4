//! The safety copy of a running session: its sound, and a journal of what became of it.
//!
//! ```text
//! DATA/sessions/20261121-014203-4711/
//!   journal.jsonl    one record a line; the last whole State line is the document
//!   sound-1.wav      recording 1, 16 kHz mono, 16 bit; readable however it was cut off
//! ```
//!
//! Each record is written at once, so that killing the program loses nothing that was written; the
//! header of the sound says "until the end of the file". Knows nothing of sessions or threads.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::clock::{now_s, stamp};

/// The journal is written anew, with its last state only, when it is longer than this.
const COMPACT_ABOVE: u64 = 4 << 20;

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Record {
    /// The session began.
    Session {
        /// Seconds since 1970.
        at: u64,
        /// Version of parlance.
        version: String,
    },
    /// A recording began.
    Recording {
        /// Its number, from 1.
        recording: u32,
        /// Seconds since 1970.
        at: u64,
    },
    /// The document, and how far the recording has been turned into it.
    State(State),
    /// The last session's text was taken up or refused: nothing is owed any more.
    Settled,
}

/// The document at one moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The whole text (Markdown).
    pub text: String,
    /// Recording that is being turned into text; 0 when there is none yet.
    pub recording: u32,
    /// Milliseconds of that recording that are in the text.
    pub heard_ms: u64,
    /// Whether that recording ended and all of it is in the text.
    pub complete: bool,
    /// Words dictated.
    #[serde(default)]
    pub words: u64,
    /// Milliseconds of speech.
    #[serde(default)]
    pub spoken_ms: u64,
}

/// The folder of a running session, held by a lock that the system lets go when the program dies.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    lines: File,
    length: u64,
    sound: Option<File>,
    sound_bytes: u64,
    last: State,
    began_s: u64,
    /// A write failed: the line it may have left half done is ended first.
    torn: bool,
}

impl Journal {
    /// Begins a session in a new folder under `sessions`.
    pub fn begin(sessions: &Path) -> io::Result<Self> {
        fs::create_dir_all(sessions)?;
        let folder = new_folder(sessions)?;
        let lines = OpenOptions::new()
            .create_new(true)
            .append(true)
            .open(folder.join("journal.jsonl"))?;
        lines.try_lock().map_err(io::Error::other)?;
        let mut journal = Journal {
            folder,
            lines,
            length: 0,
            sound: None,
            sound_bytes: 0,
            last: State::default(),
            began_s: now_s(),
            torn: false,
        };
        journal.write(&journal.first_record())?;
        Ok(journal)
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Bytes on disk so far.
    pub fn bytes(&self) -> u64 {
        self.length + self.sound_bytes
    }

    /// The last state written.
    pub fn last(&self) -> &State {
        &self.last
    }

    /// Begins the sound of a recording.
    pub fn begin_sound(&mut self, recording: u32) -> io::Result<()> {
        self.write(&Record::Recording {
            recording,
            at: now_s(),
        })?;
        let mut sound = File::create(sound_file(&self.folder, recording))?;
        let header = sound_header();
        sound.write_all(&header)?;
        self.sound_bytes += header.len() as u64;
        self.sound = Some(sound);
        Ok(())
    }

    /// Appends samples in `[-1, 1]` at 16 kHz.
    pub fn sound(&mut self, samples: &[f32]) -> io::Result<()> {
        let Some(sound) = &mut self.sound else {
            return Ok(());
        };
        let mut bytes = Vec::with_capacity(2 * samples.len());
        for sample in samples {
            bytes.extend_from_slice(&((sample * 32_767.0).round() as i16).to_le_bytes());
        }
        sound.write_all(&bytes)?;
        self.sound_bytes += bytes.len() as u64;
        Ok(())
    }

    /// Ends the sound of the recording.
    pub fn end_sound(&mut self) {
        self.sound = None;
    }

    /// Writes the state of the document.
    pub fn state(&mut self, state: State) -> io::Result<()> {
        self.last = state;
        let record = Record::State(self.last.clone());
        self.write(&record)?;
        if self.length > COMPACT_ABOVE.max(4 * self.last.text.len() as u64) {
            self.compact()?;
        }
        Ok(())
    }

    /// Ends the session: the folder is erased, or moved to `history` when it is kept there.
    pub fn finish(self, history: Option<&Path>) -> io::Result<()> {
        let Journal {
            folder, lines, sound, ..
        } = self;
        drop(sound);
        // Windows moves no folder with open files in it.
        #[cfg(windows)]
        drop(lines);
        let kept = match (history, folder.file_name()) {
            (Some(history), Some(name)) => {
                fs::create_dir_all(history)?;
                fs::rename(&folder, free_folder(history, &name.to_string_lossy()))
            }
            _ => fs::remove_dir_all(&folder),
        };
        // Only now may another process take the folder for one that crashed.
        #[cfg(not(windows))]
        drop(lines);
        kept
    }

    fn write(&mut self, record: &Record) -> io::Result<()> {
        let mut line = serde_json::to_vec(record)?;
        line.push(b'\n');
        if self.torn {
            line.insert(0, b'\n');
        }
        // One call, so that a kill leaves a whole line or a cut one at the very end.
        let written = self.lines.write_all(&line);
        self.torn = written.is_err();
        self.length += line.len() as u64;
        written
    }

    fn first_record(&self) -> Record {
        Record::Session {
            at: self.began_s,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    /// Writes the last state into a new file and puts it in the old one's place.
    fn compact(&mut self) -> io::Result<()> {
        let path = self.folder.join("journal.jsonl");
        let fresh = self.folder.join("journal.new");
        let mut lines = OpenOptions::new()
            .create(true)
            .truncate(true)
            .write(true)
            .open(&fresh)?;
        lines.try_lock().map_err(io::Error::other)?;
        let mut bytes = serde_json::to_vec(&self.first_record())?;
        bytes.push(b'\n');
        serde_json::to_writer(&mut bytes, &Record::State(self.last.clone()))?;
        bytes.push(b'\n');
        lines.write_all(&bytes)?;
        lines.sync_all()?;
        fs::rename(&fresh, &path)?;
        self.lines = lines;
        self.length = bytes.len() as u64;
        Ok(())
    }
}

/// Header of every recording: 16 kHz, mono, 16 bit, until the end of the file.
/// The sound of a recording within its session's folder.
fn sound_file(folder: &Path, recording: u32) -> PathBuf {
    folder.join(format!("sound-{recording}.wav"))
}

/// A piece of a recording's sound, which may still be growing: samples in `[-1, 1]` at 16 kHz.
///
/// # Errors
/// When the file cannot be read.
pub fn read_sound(folder: &Path, recording: u32, from_ms: u64, to_ms: u64) -> io::Result<Vec<f32>> {
    /// Bytes of a millisecond: 16 samples of two bytes.
    const BYTES_MS: u64 = 32;
    let mut file = File::open(sound_file(folder, recording))?;
    file.seek(SeekFrom::Start(sound_header().len() as u64 + from_ms * BYTES_MS))?;
    let mut bytes = Vec::new();
    file.take(to_ms.saturating_sub(from_ms) * BYTES_MS)
        .read_to_end(&mut bytes)?;
    let samples = bytes.chunks_exact(2);
    Ok(samples
        .map(|pair| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0)
        .collect())
}

pub(super) fn sound_header() -> Vec<u8> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 16_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    spec.into_header_for_infinite_file()
}

/// A folder named after date, time and process, as yet unused.
fn new_folder(sessions: &Path) -> io::Result<PathBuf> {
    let stem = format!("{}-{}", stamp(now_s()), std::process::id());
    for attempt in 0..100 {
        let name = if attempt == 0 {
            stem.clone()
        } else {
            format!("{stem}-{attempt}")
        };
        match fs::create_dir(sessions.join(&name)) {
            Ok(()) => return Ok(sessions.join(name)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("too many sessions at once"))
}

/// A folder name in `parent` that is not taken.
pub(super) fn free_folder(parent: &Path, name: &str) -> PathBuf {
    let mut path = parent.join(name);
    let mut attempt = 1;
    while path.exists() {
        path = parent.join(format!("{name}-{attempt}"));
        attempt += 1;
    }
    path
}
