//! The safety copy of a running session: its sound, and a journal of what became of it.
//!
//! ```text
//! DATA/sessions/20261121-014203-4711/
//!   journal.jsonl    one record a line; the last whole State line is the document
//!   sound-1.wav      recording 1, 16 kHz mono, 16 bit; readable however it was cut off
//! ```
//!
//! Each record is written at once, so that killing the program loses nothing that was written; the
//! header of the sound says "until the end of the file". Every piece of sound has its place in the file: what could not
//! be written is a stretch of silence, and what follows it keeps its time. Knows nothing of sessions or threads.

mod folder;
mod read;

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

pub(super) use folder::{GONE, JOURNAL, erase, free_folder, is_ours, move_into, recording_of, sound_name};
pub(super) use read::{Contents, read};
use serde::{Deserialize, Serialize};

use super::clock::now_s;
use super::files::sync_folder;
use super::private;
use folder::{COMPACTED, new_folder};

/// Bytes of the header of each recording.
pub(super) const HEADER_BYTES: u64 = 44;

/// Bytes of a millisecond of sound: 16 kHz, mono, 16 bit.
pub(super) const BYTES_PER_MS: u64 = 32;

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
    /// The name that the session was given in the history.
    Name {
        /// The name; empty takes one away.
        name: String,
    },
    /// The text was taken up or refused; written by versions before 0.2 only.
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
    /// Sessions that were cut off and whose text is a part of this one: as this stands in the same line as the text, the
    /// text is in one session or in the other, whenever the program is killed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken: Vec<Taken>,
}

/// How far a session that was cut off has been taken up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Name of its folder.
    pub session: String,
    /// The recording of it that is being turned into text.
    pub recording: u32,
    /// Milliseconds of that recording that are in the text; [`u64::MAX`] when all of it is.
    pub heard_ms: u64,
}

/// The folder of a running session, held by a lock that the system lets go when the program dies.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    lines: File,
    length: u64,
    sound: Option<Sound>,
    sound_bytes: u64,
    last: State,
    began_s: u64,
    /// A write failed: the line it may have left half done is ended first.
    torn: bool,
}

/// The last recording; its file may not have been made yet, if the disk was full.
#[derive(Debug)]
struct Sound {
    recording: u32,
    file: Option<File>,
}

impl Journal {
    /// Begins a session in a new folder under `sessions`.
    ///
    /// # Errors
    /// The system's reason why nothing can be written there.
    pub fn begin(sessions: &Path) -> io::Result<Self> {
        private::create_dir_all(sessions)?;
        let folder = new_folder(sessions)?;
        let lines = private::options()
            .create_new(true)
            .append(true)
            .open(folder.join(JOURNAL))?;
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
        sync_folder(&journal.folder);
        sync_folder(sessions);
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
    ///
    /// # Errors
    /// The system's reason; the file is tried again with each piece of sound.
    pub fn begin_sound(&mut self, recording: u32) -> io::Result<()> {
        self.sound = Some(Sound {
            recording,
            file: None,
        });
        let told = self.write(&Record::Recording {
            recording,
            at: now_s(),
        });
        self.sound_file()?;
        told
    }

    /// Puts 16-bit samples of 16 kHz in their place, counted in samples from the beginning of the recording.
    ///
    /// # Errors
    /// The system's reason; they are silence then, unless more of the same place follows.
    pub fn sound(&mut self, at: u64, samples: &[i16]) -> io::Result<()> {
        let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        let Some(file) = self.sound_file()? else {
            return Ok(());
        };
        file.seek(SeekFrom::Start(HEADER_BYTES + 2 * at))?;
        file.write_all(&bytes)?;
        self.sound_bytes += bytes.len() as u64;
        Ok(())
    }

    /// The file of the last recording, made when it is not there yet.
    fn sound_file(&mut self) -> io::Result<Option<&mut File>> {
        let Some(sound) = &mut self.sound else {
            return Ok(None);
        };
        if sound.file.is_none() {
            let path = self.folder.join(sound_name(sound.recording));
            let mut file = private::create(&path)?;
            file.write_all(&sound_header())?;
            self.sound_bytes += HEADER_BYTES;
            sound.file = Some(file);
        }
        Ok(sound.file.as_mut())
    }

    /// Erases the sound of a recording from here on; what is put behind it later keeps its place.
    ///
    /// # Errors
    /// The system's reason.
    pub fn blank(&mut self, recording: u32, from_ms: u64) -> io::Result<()> {
        let end = HEADER_BYTES + BYTES_PER_MS * from_ms;
        let path = self.folder.join(sound_name(recording));
        let file = match fs::OpenOptions::new().write(true).open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            opened => opened?,
        };
        if file.metadata()?.len() > end {
            file.set_len(end)?;
        }
        Ok(())
    }

    /// Writes the state of the document.
    ///
    /// # Errors
    /// The system's reason; the state before is still the last one on disk.
    pub fn state(&mut self, state: State) -> io::Result<()> {
        self.last = state;
        let record = Record::State(self.last.clone());
        self.write(&record)?;
        if self.length > COMPACT_ABOVE.max(4 * self.last.text.len() as u64) {
            self.compact()?;
        }
        Ok(())
    }

    /// Makes what was written survive a power cut.
    ///
    /// # Errors
    /// The system's reason.
    pub fn sync(&mut self) -> io::Result<()> {
        self.lines.sync_data()?;
        match self.sound.as_ref().and_then(|sound| sound.file.as_ref()) {
            Some(file) => file.sync_data(),
            None => Ok(()),
        }
    }

    /// Ends the session: the folder is erased, or moved to `history` when it is kept there.
    ///
    /// # Errors
    /// The system's reason; the folder is still there then.
    pub fn finish(self, history: Option<&Path>) -> io::Result<()> {
        let Journal {
            folder, lines, sound, ..
        } = self;
        drop(sound);
        // Windows moves no folder with open files in it.
        #[cfg(windows)]
        drop(lines);
        let kept = match history {
            Some(history) => move_into(&folder, history),
            None => erase(&folder)
                .map_err(|left| io::Error::other(format!("{} cannot be erased", left.display()))),
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
        let path = self.folder.join(JOURNAL);
        let fresh = self.folder.join(COMPACTED);
        let mut lines = private::create(&fresh)?;
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
        self.torn = false;
        sync_folder(&self.folder);
        Ok(())
    }
}

/// Gives a session of the history a name, in a line of its own.
///
/// # Errors
/// The system's reason.
pub(super) fn name(folder: &Path, name: &str) -> io::Result<()> {
    let mut line = serde_json::to_vec(&Record::Name {
        name: name.to_owned(),
    })?;
    line.push(b'\n');
    let mut journal = private::options().append(true).open(folder.join(JOURNAL))?;
    // A line that was cut off before is ended first.
    let torn = fs::read(folder.join(JOURNAL))?
        .last()
        .is_some_and(|last| *last != b'\n');
    if torn {
        line.insert(0, b'\n');
    }
    journal.write_all(&line)
}

/// A piece of a recording's sound, which may still be growing: samples in `[-1, 1]` at 16 kHz.
///
/// # Errors
/// When the file cannot be read.
pub fn read_sound(folder: &Path, recording: u32, from_ms: u64, to_ms: u64) -> io::Result<Vec<f32>> {
    let mut file = File::open(folder.join(sound_name(recording)))?;
    file.seek(SeekFrom::Start(HEADER_BYTES + from_ms * BYTES_PER_MS))?;
    let mut bytes = Vec::new();
    file.take(to_ms.saturating_sub(from_ms) * BYTES_PER_MS)
        .read_to_end(&mut bytes)?;
    let samples = bytes.chunks_exact(2);
    Ok(samples
        .map(|pair| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0)
        .collect())
}

/// The loudest sample of each of so many equal parts of a recording's piece (in milliseconds), in `[0, 1]`; silence where
/// there is no sound yet. Reads a part at a time: a recording may be hours long.
///
/// # Errors
/// When the file cannot be read.
pub fn peaks(folder: &Path, recording: u32, piece: Range<u64>, parts: usize) -> io::Result<Vec<f32>> {
    let length_ms = piece.end.saturating_sub(piece.start);
    let at = |part: usize| piece.start + length_ms * part as u64 / parts.max(1) as u64;
    (0..parts)
        .map(|part| {
            let samples = read_sound(folder, recording, at(part), at(part + 1))?;
            Ok(samples
                .iter()
                .fold(0.0, |peak: f32, sample| peak.max(sample.abs())))
        })
        .collect()
}

/// Header of every recording: 16 kHz, mono, 16 bit, until the end of the file.
pub(super) fn sound_header() -> Vec<u8> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 16_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    spec.into_header_for_infinite_file()
}
