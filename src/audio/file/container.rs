//! Containers that symphonia takes apart: MP4, Matroska, FLAC, CAF, AIFF.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, Track, TrackFlags, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream, ReadOnlySource};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;
use symphonia::core::units::{TimeBase, Timestamp};

use super::coded::{Demux, Piece, Step, in_words};
use super::kinds::Container as Kind;
use super::mp4::{Movie, TrackClock};
use super::timeline::Place;
use super::{Source, kinds, mp4};

/// Damaged places in a row after which nothing more is expected.
const GIVE_UP: u32 = 1_000;

/// Times that a Matroska file is entered again after damage.
const ENTRIES: u32 = 200;

/// A container's reader and the one track that is listened to.
pub(super) struct Container {
    reader: Box<dyn FormatReader>,
    kind: Kind,
    /// Samples stand for themselves: zeros are silence.
    is_plain: bool,
    track_id: u32,
    parameters: AudioCodecParameters,
    time_base: Option<TimeBase>,
    clock: Option<TrackClock>,
    tracks: Vec<Candidate>,
    /// Length of the whole, and of the track.
    seconds: Option<f64>,
    told_s: Option<f64>,
    watch: Arc<Watch>,
    again: Option<PathBuf>,
    failures: u32,
    entries: u32,
    /// Where the reader was at the last packet that it gave, and where the file was entered last.
    good: u64,
    entered: u64,
    last: Option<i64>,
}

/// A sound track that may be listened to.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// The file says that this one is meant.
    pub default: bool,
}

/// What the reader of a file does with its bytes.
#[derive(Default)]
struct Watch {
    position: AtomicU64,
    /// It read beyond the end of a file that is shorter than its own index tells.
    beyond: AtomicBool,
}

impl Container {
    /// Opens a file; `track` counts sound tracks from 0.
    pub fn from_file(path: &Path, kind: Kind, track: usize) -> Result<Self, String> {
        let mut file = File::open(path).map_err(|error| error.to_string())?;
        let mut movie = Movie::default();
        let length = file.metadata().map_err(|error| error.to_string())?.len();
        let mut told_bytes = length;
        if kind == Kind::Mp4 {
            movie = mp4::read(&mut file).map_err(|error| error.to_string())?;
            if !movie.has_index {
                return Err(kinds::NO_INDEX.to_owned());
            }
            told_bytes = movie.told_bytes.clamp(length, length.saturating_mul(1_000));
        }
        let watch = Arc::new(Watch::default());
        let source = Box::new(Watched {
            file,
            length,
            told_bytes,
            watch: watch.clone(),
        });
        let mut container = Self::open(source, kind, track, &movie, watch)?;
        container.again = Some(path.to_owned());
        Ok(container)
    }

    /// Opens a stream.
    pub fn from_stream(source: Source, kind: Kind) -> Result<Self, String> {
        let source = Box::new(ReadOnlySource::new(source));
        Self::open(source, kind, 0, &Movie::default(), Arc::default())
    }

    fn open(
        source: Box<dyn MediaSource>,
        kind: Kind,
        track: usize,
        movie: &Movie,
        watch: Arc<Watch>,
    ) -> Result<Self, String> {
        let reader = probe(source, kind)?;
        let sounds: Vec<&Track> = reader
            .tracks()
            .iter()
            .filter(|track| track.track_type() == Some(TrackType::Audio))
            .collect();
        let clock_of = |id: u32| movie.tracks.iter().find(|clock| clock.id == id);
        let tracks = sounds
            .iter()
            .map(|track| Candidate {
                default: clock_of(track.id).map_or(track.flags.contains(TrackFlags::DEFAULT), |clock| clock.enabled),
            })
            .collect();
        let Some(&chosen) = sounds.get(track) else {
            return Err(match kind {
                Kind::Mp4 => kinds::unread_mp4(&movie.codings),
                _ => "it has no sound track that can be read; convert it first, for example with: ffmpeg -i THIS-FILE \
                      recording.flac"
                    .to_owned(),
            });
        };
        let parameters = match &chosen.codec_params {
            Some(CodecParameters::Audio(parameters)) => parameters.clone(),
            _ => return Err("its sound track is of an unknown kind".to_owned()),
        };
        let clock = clock_of(chosen.id).cloned();
        let seconds_of = |base: Option<TimeBase>, ticks: Option<u64>| {
            let time = base?.calc_time(Timestamp::new(i64::try_from(ticks?).ok()?))?;
            Some(time.as_secs_f64()).filter(|seconds| *seconds > 0.0)
        };
        let track_s = seconds_of(chosen.time_base, chosen.duration.map(|duration| duration.get()));
        let track_s = track_s.or_else(|| {
            let rate_hz = parameters.sample_rate.filter(|&rate| rate > 0)?;
            chosen.num_frames.map(|n| n as f64 / f64::from(rate_hz))
        });
        let told_s = match kind {
            // The length is that of the longest track.
            Kind::Matroska => None,
            Kind::Mp4 if movie.fragmented => None,
            _ => track_s.map(|track_s| clock.as_ref().map_or(track_s, |clock| clock.end_s(track_s))),
        };
        let info = reader.media_info();
        let whole_s = seconds_of(info.time_base, info.duration.map(|duration| duration.get()));
        Ok(Container {
            kind,
            is_plain: kinds::is_plain(parameters.codec),
            track_id: chosen.id,
            time_base: chosen.time_base,
            parameters,
            clock,
            tracks,
            seconds: movie.seconds.or(whole_s).or(told_s),
            told_s,
            watch,
            again: None,
            failures: 0,
            entries: 0,
            good: 0,
            entered: 0,
            last: None,
            reader,
        })
    }

    /// Sound tracks that there are.
    pub fn tracks(&self) -> &[Candidate] {
        &self.tracks
    }

    /// Length of the whole as the container tells it.
    pub fn seconds_hint(&self) -> Option<f64> {
        self.seconds
    }

    fn seconds_of(&self, ticks: i64) -> Option<f64> {
        let time = self.time_base?.calc_time(Timestamp::new(ticks))?;
        Some(time.as_secs_f64())
    }

    /// A packet of the track with its place; none when it was edited out or was there already.
    fn placed(&mut self, packet: Packet, empty: bool) -> Option<Step> {
        let ticks = packet.pts.get();
        // After a Matroska file was entered again, some may come twice.
        if self.entries > 0 && self.last.is_some_and(|last| ticks <= last) {
            return None;
        }
        self.last = Some(ticks);
        let seconds = self
            .seconds_of(i64::try_from(packet.block_dur().get()).unwrap_or(0))
            .unwrap_or(0.0);
        let place = match self.seconds_of(ticks) {
            Some(media_s) => {
                let heard_s = match &self.clock {
                    Some(clock) => clock.heard_s(media_s, seconds)?,
                    None => media_s,
                };
                Place::At(heard_s)
            }
            None => Place::Follows,
        };
        if empty {
            return Some(Step::Unreadable(seconds, place));
        }
        Some(Step::Packets(vec![Piece { packet, seconds }], place))
    }

    /// Whether the container tells that more should have come.
    fn is_early(&self) -> bool {
        let last_s = self.last.and_then(|last| self.seconds_of(last)).unwrap_or(0.0);
        self.seconds.is_some_and(|seconds| last_s + 1.0 < seconds)
    }

    /// Enters a Matroska file again at the next cluster after damage.
    fn enter_again(&mut self) -> Option<()> {
        self.entries += 1;
        if self.kind != Kind::Matroska || self.entries > ENTRIES {
            return None;
        }
        let path = self.again.clone()?;
        let source = super::matroska::after(&path, self.good, self.entered).ok()??;
        self.entered = source.start;
        self.watch.position.store(source.start.saturating_sub(source.head_end), Relaxed);
        let counted = Counted {
            inner: source,
            watch: self.watch.clone(),
        };
        self.reader = probe(Box::new(ReadOnlySource::new(counted)), self.kind).ok()?;
        Some(())
    }
}

fn probe(source: Box<dyn MediaSource>, kind: Kind) -> Result<Box<dyn FormatReader>, String> {
    let mut hint = Hint::new();
    hint.with_extension(kind.ending());
    let stream = MediaSourceStream::new(source, Default::default());
    symphonia::default::get_probe()
        .probe(&hint, stream, FormatOptions::default(), MetadataOptions::default())
        .map_err(in_words)
}

impl Demux for Container {
    fn parameters(&self) -> &AudioCodecParameters {
        &self.parameters
    }

    fn step(&mut self) -> Result<Step, String> {
        loop {
            let (end, problem) = match self.reader.next_packet() {
                Ok(Some(packet)) => {
                    self.good = self.watch.position.load(Relaxed);
                    if packet.track_id != self.track_id {
                        continue;
                    }
                    self.failures = 0;
                    // Bytes that were never written read as zeros, which some decoders take for silence.
                    let empty = !self.is_plain && packet.data.len() > 8 && packet.data.iter().all(|&byte| byte == 0);
                    match self.placed(packet, empty) {
                        Some(step) => return Ok(step),
                        None => continue,
                    }
                }
                Ok(None) => (Some(self.watch.beyond.load(Relaxed)), None),
                Err(Error::IoError(error)) if error.kind() == io::ErrorKind::UnexpectedEof => (Some(true), None),
                Err(error) => (None, Some(error)),
            };
            // A reader of Matroska that stumbles takes the rest for the contents of something that it does not know.
            let early = self.kind == Kind::Matroska && self.is_early();
            if (problem.is_some() || early) && self.enter_again().is_some() {
                return Ok(Step::Lost(0.0));
            }
            self.failures += 1;
            match (end, problem) {
                (Some(cut), _) => return Ok(Step::End { cut }),
                (None, Some(error)) if self.failures > GIVE_UP || self.kind == Kind::Matroska => {
                    return Err(in_words(error));
                }
                (None, _) if self.failures == 1 => return Ok(Step::Lost(0.0)),
                (None, _) => {}
            }
        }
    }

    fn told_s(&self) -> Option<f64> {
        self.told_s
    }

    fn strict(&self) -> bool {
        self.kind == Kind::Flac
    }

    fn trust_s(&self) -> f64 {
        if self.kind == Kind::Flac { 0.0 } else { 0.4 }
    }
}

/// A file that is watched, and that seems as long as its own index tells: what is missing reads as zeros.
struct Watched {
    file: File,
    length: u64,
    told_bytes: u64,
    watch: Arc<Watch>,
}

impl Read for Watched {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let position = self.watch.position.load(Relaxed);
        let mut n = 0;
        if position < self.length {
            n = self.file.read(bytes)?;
        }
        if n == 0 && position < self.told_bytes {
            self.watch.beyond.store(true, Relaxed);
            n = (self.told_bytes - position).min(bytes.len() as u64) as usize;
            bytes[..n].fill(0);
        }
        self.watch.position.store(position + n as u64, Relaxed);
        Ok(n)
    }
}

impl Seek for Watched {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let before = self.watch.position.load(Relaxed);
        let to = match to {
            SeekFrom::Start(to) => Some(to),
            SeekFrom::End(by) => self.told_bytes.checked_add_signed(by),
            SeekFrom::Current(by) => before.checked_add_signed(by),
        };
        let to = to.ok_or(io::ErrorKind::InvalidInput)?;
        self.file.seek(SeekFrom::Start(to))?;
        self.watch.position.store(to, Relaxed);
        Ok(to)
    }
}

impl MediaSource for Watched {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.told_bytes)
    }
}

/// A stream whose position in its file is watched.
struct Counted<R> {
    inner: R,
    watch: Arc<Watch>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(bytes)?;
        self.watch.position.fetch_add(n as u64, Relaxed);
        Ok(n)
    }
}
