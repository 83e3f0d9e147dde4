//! Containers that symphonia takes apart: MP4, Matroska, FLAC, CAF, AIFF.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::errors::Error;
use symphonia::core::formats::{FormatReader, Track, TrackFlags, TrackType};
use symphonia::core::io::ReadOnlySource;
use symphonia::core::packet::Packet;
use symphonia::core::units::{TimeBase, Timestamp};

use super::coded::{CUT_OFF, Demux, Piece, Step, in_words};
use super::fragments::{self, Fragments};
use super::kinds::Container as Kind;
use super::mp4::{Movie, TrackClock};
use super::on_disk::{OnDisk, probe};
use super::timeline::Place;
use super::{Source, kinds, matroska, mp4};

/// Damaged places in a row after which nothing more is expected.
const GIVE_UP: u32 = 1_000;

/// Times that a file is entered again after damage.
const ENTRIES: u32 = 200;

/// A gap from which on it is looked whether the file is damaged there, in seconds.
const SUSPECT_S: f64 = 0.15;

/// A container's reader and the one track that is listened to.
pub(super) struct Container {
    reader: Box<dyn FormatReader>,
    kind: Kind,
    /// So many bytes of zeros may be a packet.
    zeros: usize,
    track_id: u32,
    parameters: AudioCodecParameters,
    time_base: Option<TimeBase>,
    clock: Option<TrackClock>,
    /// The file is written piece by piece.
    fragments: Option<Fragments>,
    tracks: Vec<Candidate>,
    /// Length of the whole, and of the track.
    seconds: Option<f64>,
    told_s: Option<f64>,
    /// Where the file is; none for a stream.
    place: Option<OnDisk>,
    /// Whether a Matroska file was found to be whole, once that was asked.
    whole: Option<bool>,
    failures: u32,
    entries: u32,
    /// Where the reader was at the last packet that it gave, and where the file was entered last.
    good: u64,
    entered: u64,
    last: Option<i64>,
    /// Where the last packet ended.
    last_s: f64,
    waiting: Option<Step>,
}

/// A sound track that may be listened to.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// The file says that this one is meant.
    pub default: bool,
}

impl Container {
    /// Opens a file; `track` counts sound tracks from 0.
    pub fn from_file(path: &Path, kind: Kind, track: usize) -> Result<Self, String> {
        let words = |error: io::Error| error.to_string();
        let mut file = File::open(path).map_err(words)?;
        let mut movie = Movie::default();
        let mut place = OnDisk {
            path: path.to_owned(),
            length: file.metadata().map_err(words)?.len(),
            told_bytes: 0,
            watch: Arc::default(),
        };
        place.told_bytes = place.length;
        if kind == Kind::Mp4 {
            movie = mp4::read(&mut file).map_err(words)?;
            if !movie.has_index {
                return Err(kinds::NO_INDEX.to_owned());
            }
            place.told_bytes = movie.told_bytes;
        } else if kind == Kind::Matroska {
            let told = matroska::told_bytes(path).map_err(words)?;
            place.told_bytes = told.unwrap_or(place.length);
        }
        let most = place.length.saturating_mul(1_000);
        place.told_bytes = place.told_bytes.clamp(place.length, most);
        let reader = place.probe(kind, None).map_err(|problem| match kind {
            // Its table of packets stands at the end.
            Kind::Caf if problem == CUT_OFF => kinds::NO_INDEX.to_owned(),
            _ => problem,
        })?;
        let mut container = Self::open(reader, kind, track, &movie, Some(place))?;
        if let (true, Some(clock)) = (movie.fragmented, &container.clock) {
            let read = Fragments::read(&mut file, clock.id, clock.scale, clock.sample_ticks);
            let fragments = read.map_err(words)?;
            if !fragments.is_empty() {
                container.told_s = fragments.end_s().map(|end_s| clock.end_s(end_s));
                container.fragments = Some(fragments);
            }
        }
        Ok(container)
    }

    /// Opens a stream.
    pub fn from_stream(source: Source, kind: Kind) -> Result<Self, String> {
        let reader = probe(Box::new(ReadOnlySource::new(source)), kind)?;
        Self::open(reader, kind, 0, &Movie::default(), None)
    }

    fn open(
        reader: Box<dyn FormatReader>,
        kind: Kind,
        track: usize,
        movie: &Movie,
        place: Option<OnDisk>,
    ) -> Result<Self, String> {
        let sounds: Vec<&Track> = reader
            .tracks()
            .iter()
            .filter(|track| track.track_type() == Some(TrackType::Audio))
            .collect();
        let clock_of = |id: u32| movie.tracks.iter().find(|clock| clock.id == id);
        let tracks = sounds
            .iter()
            .map(|track| Candidate {
                default: clock_of(track.id)
                    .map_or(track.flags.contains(TrackFlags::DEFAULT), |clock| clock.enabled),
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
            zeros: kinds::zeros(parameters.codec),
            track_id: chosen.id,
            time_base: chosen.time_base,
            parameters,
            clock,
            tracks,
            seconds: movie.seconds.or(whole_s).or(told_s),
            told_s,
            place,
            fragments: None,
            whole: None,
            failures: 0,
            entries: 0,
            good: 0,
            entered: 0,
            last: None,
            last_s: 0.0,
            waiting: None,
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
        let again = self.kind == Kind::Matroska && self.entries > 0;
        if again && self.last.is_some_and(|last| ticks <= last) {
            return None;
        }
        self.last = Some(ticks);
        let seconds = self
            .seconds_of(i64::try_from(packet.block_dur().get()).unwrap_or(0))
            .unwrap_or(0.0);
        let place = match self.seconds_of(ticks) {
            Some(media_s) => {
                let media_s = self
                    .fragments
                    .as_ref()
                    .map_or(media_s, |fragments| fragments.heard_s(media_s));
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
        let told_s = match (self.kind, &self.fragments) {
            (Kind::Matroska, _) => self.seconds,
            (_, Some(_)) => self.told_s,
            _ => None,
        };
        told_s.is_some_and(|told_s| self.last_s + 1.0 < told_s)
    }

    /// The step, after word that bytes were lost where its reader passed over damage.
    fn after_gap(&mut self, step: Step) -> Step {
        let Step::Packets(pieces, Place::At(start_s)) = &step else {
            return step;
        };
        let gap_s = start_s - self.last_s;
        self.last_s = start_s + pieces.iter().map(|piece| piece.seconds).sum::<f64>();
        if gap_s > SUSPECT_S && self.is_damaged() {
            return self.then(Step::Lost(0.0), step);
        }
        step
    }

    /// Two steps, one after the other.
    fn then(&mut self, first: Step, second: Step) -> Step {
        self.waiting = Some(second);
        first
    }

    /// Enters the file again where its next cluster or piece begins, after damage.
    fn enter_again(&mut self) -> Option<()> {
        self.entries += 1;
        let place = self.place.as_ref().filter(|_| self.entries <= ENTRIES)?;
        let (head_end, start, filling) = match (&mut self.fragments, self.kind) {
            (Some(fragments), _) => {
                let start = fragments.enter_after(self.good, self.entered)?;
                let head_end = fragments.head_end;
                (head_end, start, fragments::free(start.checked_sub(head_end)?)?)
            }
            (None, Kind::Matroska) => {
                let (head_end, start) =
                    matroska::next_cluster(&place.path, self.good, self.entered).ok()??;
                (head_end, start, matroska::void(start - head_end)?)
            }
            _ => return None,
        };
        self.entered = start;
        self.reader = place.probe(self.kind, Some((head_end, filling))).ok()?;
        Some(())
    }

    /// Whether the file is shorter than it tells by itself.
    fn is_cut(&self) -> bool {
        self.place
            .as_ref()
            .is_some_and(|place| place.told_bytes > place.length)
    }

    /// Whether a gap in a Matroska file is damage that its reader passed over.
    fn is_damaged(&mut self) -> bool {
        let Some(place) = self.place.as_ref().filter(|_| self.kind == Kind::Matroska) else {
            return false;
        };
        let whole = *self
            .whole
            .get_or_insert_with(|| matroska::is_whole(&place.path).unwrap_or(true));
        !whole
    }
}

impl Demux for Container {
    fn parameters(&self) -> &AudioCodecParameters {
        &self.parameters
    }

    fn step(&mut self) -> Result<Step, String> {
        if let Some(step) = self.waiting.take() {
            return Ok(step);
        }
        loop {
            let (end, problem) = match self.reader.next_packet() {
                Ok(Some(packet)) => {
                    self.good = self
                        .place
                        .as_ref()
                        .map_or(0, |place| place.watch.position.load(Relaxed));
                    if packet.track_id != self.track_id {
                        continue;
                    }
                    self.failures = 0;
                    // Bytes that were never written read as zeros, which some decoders take for silence.
                    let empty = packet.data.len() > self.zeros && packet.data.iter().all(|&byte| byte == 0);
                    match self.placed(packet, empty) {
                        Some(step) => return Ok(self.after_gap(step)),
                        None => continue,
                    }
                }
                Ok(None) => (true, None),
                Err(Error::IoError(error)) if error.kind() == io::ErrorKind::UnexpectedEof => (true, None),
                Err(error) => (false, Some(error)),
            };
            // A reader that stumbles takes the rest for the contents of something that it does not know.
            if (problem.is_some() || self.is_early()) && self.enter_again().is_some() {
                return Ok(Step::Lost(0.0));
            }
            self.failures += 1;
            if self.kind == Kind::Matroska
                && self.is_early()
                && (problem.is_some() || self.entries > 0 || self.is_cut())
            {
                // How much is missing the whole tells, if not the track.
                self.told_s = self.seconds;
            }
            let damaged = self.entries > 0 && self.is_early();
            match problem {
                None if damaged && !self.is_cut() => {
                    return Ok(self.then(Step::Lost(0.0), Step::End { cut: false }));
                }
                None => {
                    return Ok(Step::End {
                        cut: end && self.is_cut(),
                    });
                }
                Some(error)
                    if self.failures > GIVE_UP || self.kind == Kind::Matroska || self.fragments.is_some() =>
                {
                    if self.is_cut() {
                        return Ok(Step::End { cut: true });
                    }
                    return Err(in_words(error));
                }
                Some(_) if self.failures == 1 => return Ok(Step::Lost(0.0)),
                Some(_) => {}
            }
        }
    }

    fn told_s(&self) -> Option<f64> {
        self.told_s
    }

    fn whole_s(&self) -> Option<f64> {
        self.seconds.or(self.told_s)
    }

    fn strict(&self) -> bool {
        self.kind == Kind::Flac
    }

    fn trust_s(&self) -> f64 {
        if self.kind == Kind::Flac { 0.0 } else { 0.4 }
    }
}
