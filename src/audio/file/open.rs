//! Opening: which decoder a file gets, and which of its sound tracks is listened to.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use super::blocks::Blocks;
use super::coded::{Coded, contained};
use super::container::{Candidate, Container};
use super::kinds::{self, Kind};
use super::mpeg::Mpeg;
use super::ogg::Ogg;
use super::plain::Plain;
use super::riff::{Header, Sound};
use super::{Block, Decoder, Source, iff};

/// Bytes by which a kind is known.
const START: u64 = 64;

/// Bytes at the end of a file in which the last page of an OGG stream is looked for.
const END: u64 = 128 << 10;

/// Sound looked through for something to hear, in seconds.
const LISTEN_S: f64 = 300.0;

/// What is louder than this is no silence: -60 dB.
const SILENCE: f32 = 0.001;

/// A recording that was opened.
pub(super) struct Opened {
    pub decoder: Decoder,
    /// Length of the whole as the container tells it.
    pub seconds: Option<f64>,
    /// About its length, where it tells none.
    pub about_s: Option<f64>,
    /// Which of several sound tracks is listened to, for the user.
    pub remark: Option<String>,
}

impl Opened {
    fn plain(plain: Plain) -> Self {
        Opened {
            seconds: plain.seconds_hint(),
            decoder: Decoder::Plain(Box::new(plain)),
            about_s: None,
            remark: None,
        }
    }
}

/// Opens a file that can be sought in; `track` counts sound tracks from 1.
pub(super) fn file(path: &Path, track: Option<u32>) -> Result<Opened, String> {
    let words = |error: io::Error| error.to_string();
    let mut file = File::open(path).map_err(words)?;
    let length = file.metadata().map_err(words)?.len();
    let start = start_of(&mut file)?;
    match kinds::kind_of(&start)? {
        Kind::Container(kinds::Container::Aiff | kinds::Container::Caf) if is_plain(path)? => {
            only_one(track)?;
            let source: Source = Box::new(File::open(path).map_err(words)?);
            stream_of(kinds::kind_of(&start)?, source, &start, Some(length))
        }
        Kind::Container(kind) => {
            let first = Container::from_file(path, kind, 0)?;
            let tracks = first.tracks().to_vec();
            let open = |track| {
                let container = Container::from_file(path, kind, track)?;
                let seconds = container.seconds_hint();
                Ok((Coded::new(Box::new(container))?, seconds))
            };
            several(&tracks, track, open)
        }
        Kind::Ogg => {
            let mut end = Vec::new();
            file.seek(SeekFrom::Start(length.saturating_sub(END)))
                .map_err(words)?;
            file.take(END).read_to_end(&mut end).map_err(words)?;
            let open_stream = |track| {
                let source: Source = Box::new(File::open(path).map_err(words)?);
                Ogg::open(source, track, Some(&end))
            };
            let n = open_stream(0)?.n_tracks();
            let tracks = vec![Candidate { default: false }; n];
            several(&tracks, track, |track| {
                let ogg = open_stream(track)?;
                let seconds = ogg.seconds_hint();
                Ok((Coded::new(Box::new(ogg))?, seconds))
            })
        }
        Kind::Mpeg => {
            only_one(track)?;
            file.seek(SeekFrom::Start(0)).map_err(words)?;
            let mpeg = Mpeg::open(Box::new(file), Some(path.to_owned()));
            coded_mpeg(mpeg, &start, Some(length))
        }
        kind => {
            only_one(track)?;
            file.seek(SeekFrom::Start(0)).map_err(words)?;
            let source: Source = Box::new(BufReader::new(file));
            stream_of(kind, source, &start, Some(length))
        }
    }
}

/// Whether an AIFF or CAF file holds samples that stand for themselves.
fn is_plain(path: &Path) -> Result<bool, String> {
    let words = |error: io::Error| error.to_string();
    let mut source: Source = Box::new(File::open(path).map_err(words)?);
    Ok(iff::open(&mut source).map_err(words)?.is_ok())
}

/// Opens a stream that cannot be sought in.
pub(super) fn stream(mut source: Source, track: Option<u32>) -> Result<Opened, String> {
    only_one(track)?;
    let start = start_of(&mut source)?;
    let kind = kinds::kind_of(&start)?;
    let source: Source = Box::new(io::Cursor::new(start.clone()).chain(source));
    stream_of(kind, source, &start, None)
}

fn only_one(track: Option<u32>) -> Result<(), String> {
    match track {
        None | Some(1) => Ok(()),
        Some(wanted) => Err(no_such_track(wanted, 1)),
    }
}

fn no_such_track(wanted: u32, n: usize) -> String {
    match n {
        1 => format!("there is no sound track {wanted}: it has one"),
        n => format!("there is no sound track {wanted}: it has {n}"),
    }
}

fn start_of(source: &mut impl Read) -> Result<Vec<u8>, String> {
    let mut start = Vec::with_capacity(START as usize);
    source
        .take(START)
        .read_to_end(&mut start)
        .map_err(|error| error.to_string())?;
    Ok(start)
}

fn stream_of(kind: Kind, source: Source, start: &[u8], length: Option<u64>) -> Result<Opened, String> {
    match kind {
        Kind::Riff => riff(source, length),
        Kind::Au => Plain::au(source).map(Opened::plain),
        Kind::Ogg => coded(Ogg::open(source, 0, None)?, None),
        Kind::Mpeg => coded_mpeg(Mpeg::open(source, None), start, None),
        Kind::Container(kind @ (kinds::Container::Aiff | kinds::Container::Caf)) => {
            let mut source = source;
            match iff::open(&mut source).map_err(|error| error.to_string())? {
                Ok(iff) => Ok(Opened::plain(Plain::iff(&iff, source))),
                Err(read) => container_of(kind, Box::new(io::Cursor::new(read).chain(source))),
            }
        }
        Kind::Container(kind) => container_of(kind, source),
    }
}

fn container_of(kind: kinds::Container, source: Source) -> Result<Opened, String> {
    let hint = |problem: String| match kind {
        kinds::Container::Mp4 => {
            format!(
                "{problem} (by a pipe only M4A with its index at the front can be read; save it to a file first)"
            )
        }
        _ => problem,
    };
    let container = contained(|| Container::from_stream(source, kind)).unwrap_or_else(Err);
    let container = container.map_err(hint)?;
    let seconds = container.seconds_hint();
    coded(container, seconds)
}

fn coded(demux: impl super::coded::Demux + 'static, seconds: Option<f64>) -> Result<Opened, String> {
    let coded = Coded::new(Box::new(demux))?;
    Ok(Opened {
        seconds: seconds.or(coded.seconds_hint()),
        decoder: Decoder::Coded(Box::new(coded)),
        about_s: None,
        remark: None,
    })
}

fn coded_mpeg(mpeg: Result<Mpeg, String>, start: &[u8], length: Option<u64>) -> Result<Opened, String> {
    let mpeg = mpeg.map_err(|problem| kinds::no_recording(start).unwrap_or(problem))?;
    let about_s = length.and_then(|length| mpeg.seconds_of(length));
    let seconds = mpeg.seconds_told();
    Ok(Opened {
        about_s,
        ..coded(mpeg, seconds)?
    })
}

fn riff(source: Source, length: Option<u64>) -> Result<Opened, String> {
    let (header, sound) = Sound::open(source, length)?;
    let Header {
        rate_hz, channels, ..
    } = header;
    if !super::is_plausible(rate_hz, channels) {
        return Err(format!("its header says {rate_hz} Hz and {channels} channels"));
    }
    if let Some(encoding) = header.encoding() {
        return Ok(Opened::plain(Plain::riff(&header, encoding, sound)));
    }
    match header.tag {
        2 | 0x11 => {
            let blocks = Blocks::new(&header, sound).ok_or_else(|| kinds::unread_wav(header.tag))?;
            let seconds = blocks.seconds_hint();
            coded(blocks, seconds)
        }
        // MP3 and MP2 in a WAV file.
        0x50 | 0x55 => coded(Mpeg::open(Box::new(sound), None)?, header.seconds()),
        tag => Err(kinds::unread_wav(tag)),
    }
}

/// One of several tracks: the one that is asked for, or the default one, or the first that is not silent.
fn several(
    tracks: &[Candidate],
    wanted: Option<u32>,
    open: impl Fn(usize) -> Result<(Coded, Option<f64>), String>,
) -> Result<Opened, String> {
    let open = |track| contained(|| open(track)).unwrap_or_else(Err);
    let chosen = |track: usize, why: Option<String>| {
        let (coded, seconds) = open(track)?;
        Ok(Opened {
            decoder: Decoder::Coded(Box::new(coded)),
            seconds,
            about_s: None,
            remark: why,
        })
    };
    if let Some(wanted) = wanted {
        let track = (wanted as usize)
            .checked_sub(1)
            .filter(|&track| track < tracks.len());
        return chosen(track.ok_or_else(|| no_such_track(wanted, tracks.len()))?, None);
    }
    let n = tracks.len();
    if n <= 1 {
        return chosen(0, None);
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by_key(|&track| !tracks[track].default);
    let mut silent = Vec::new();
    for &track in &order {
        let heard = open(track).is_ok_and(|(coded, _)| is_heard(coded));
        if !heard {
            silent.push(track + 1);
            continue;
        }
        let why = match (silent.as_slice(), tracks[track].default) {
            ([], true) => ", the default one".to_owned(),
            ([], false) => ", the first".to_owned(),
            ([one], _) => format!(", as track {one} is silent or cannot be read"),
            (several, _) => {
                let numbers: Vec<String> = several.iter().map(usize::to_string).collect();
                format!(
                    ", as tracks {} are silent or cannot be read",
                    numbers.join(" and ")
                )
            }
        };
        let told = format!(
            "{n} sound tracks; track {} is read{why} (--track N reads another)",
            track + 1
        );
        return chosen(track, Some(told));
    }
    let track = order[0];
    let told = format!(
        "{n} sound tracks, all of them silent; track {} is read",
        track + 1
    );
    chosen(track, Some(told))
}

/// Whether there is anything to hear in it, soon enough.
fn is_heard(mut coded: Coded) -> bool {
    let mut block = Block::default();
    let mut heard_s = 0.0;
    while heard_s < LISTEN_S && coded.read(&mut block).unwrap_or(false) {
        if block.samples.iter().any(|sample| sample.abs() > SILENCE) {
            return true;
        }
        heard_s += block.seconds();
    }
    false
}
