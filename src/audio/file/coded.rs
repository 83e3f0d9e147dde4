//! FLAC, MP3, OGG Vorbis, M4A/AAC (and rare kinds of WAV) through symphonia.

use std::fs::File;

use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream, ReadOnlySource};
use symphonia::core::meta::MetadataOptions;

use super::{Block, End, Source};

/// Damaged packets in a row after which the rest is given up: MP3 files with a broken frame now
/// and then play on, noise does not.
const DAMAGE_LIMIT: u32 = 50;

/// A compressed recording.
pub struct Coded {
    reader: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track_id: u32,
    format: (u32, u16),
    seconds: Option<f64>,
    damaged: u32,
    /// The first block, decoded already to learn the real format.
    first: Option<Block>,
    ended: bool,
}

impl Coded {
    /// Opens a file that can be sought in; `extension` helps to guess the kind.
    pub fn from_file(file: File, extension: &str) -> Result<Self, String> {
        contained(|| Self::new(Box::new(file), extension))
    }

    /// Opens a stream.
    pub fn from_stream(source: Source) -> Result<Self, String> {
        contained(|| Self::new(Box::new(ReadOnlySource::new(source)), ""))
    }

    fn new(source: Box<dyn MediaSource>, extension: &str) -> Result<Self, String> {
        let stream = MediaSourceStream::new(source, Default::default());
        let mut hint = Hint::new();
        if !extension.is_empty() {
            hint.with_extension(extension);
        }
        let reader = symphonia::default::get_probe()
            .probe(
                &hint,
                stream,
                FormatOptions::default(),
                MetadataOptions::default(),
            )
            .map_err(in_words)?;
        let track = reader
            .default_track(TrackType::Audio)
            .ok_or("it has no sound track")?;
        let parameters = track
            .codec_params
            .as_ref()
            .and_then(|parameters| parameters.audio())
            .ok_or("its sound track is of an unknown kind")?;
        let seconds = match (track.num_frames, parameters.sample_rate) {
            (Some(n), Some(rate)) if rate > 0 => Some(n as f64 / f64::from(rate)),
            _ => None,
        };
        let track_id = track.id;
        let decoder = symphonia::default::get_codecs()
            .make_audio_decoder(parameters, &AudioDecoderOptions::default())
            .map_err(in_words)?;
        let mut coded = Coded {
            reader,
            decoder,
            track_id,
            format: (0, 0),
            seconds,
            damaged: 0,
            first: None,
            ended: false,
        };
        // AAC tells its true rate only when decoded.
        let mut first = Block::default();
        if coded.decode(&mut first)? == End::No {
            coded.first = Some(first);
        } else {
            return Err("no sound could be decoded from it".to_owned());
        }
        Ok(coded)
    }

    /// Rate in hertz and channels.
    pub fn format(&self) -> (u32, u16) {
        self.format
    }

    /// Length as the container tells it.
    pub fn seconds_hint(&self) -> Option<f64> {
        self.seconds
    }

    /// Reads the next block.
    pub fn read(&mut self, block: &mut Block) -> Result<End, String> {
        if let Some(first) = self.first.take() {
            *block = first;
            return Ok(End::No);
        }
        contained(|| self.decode(block))
    }

    fn decode(&mut self, block: &mut Block) -> Result<End, String> {
        while !self.ended {
            let packet = match self.reader.next_packet() {
                Ok(Some(packet)) => packet,
                Ok(None) => break,
                // A file cut off in the middle ends there.
                Err(Error::IoError(error)) if error.kind() == std::io::ErrorKind::UnexpectedEof => break,
                Err(Error::ResetRequired) => {
                    self.restart()?;
                    continue;
                }
                Err(error) if self.forgive() => {
                    tracing::debug!(%error, "damaged packet skipped");
                    continue;
                }
                Err(error) => return Err(in_words(error)),
            };
            if packet.track_id != self.track_id {
                continue;
            }
            let error = match self.decoder.decode(&packet) {
                Ok(sound) if sound.frames() > 0 => {
                    self.damaged = 0;
                    let channels = u16::try_from(sound.spec().channels().count()).unwrap_or(u16::MAX);
                    self.format = (sound.spec().rate(), channels);
                    (block.rate_hz, block.channels) = self.format;
                    sound.copy_to_vec_interleaved(&mut block.samples);
                    return Ok(End::No);
                }
                Ok(_) => continue,
                Err(error) => error,
            };
            match error {
                Error::ResetRequired => self.decoder.reset(),
                error if self.forgive() => tracing::debug!(%error, "damaged packet skipped"),
                error => return Err(in_words(error)),
            }
        }
        self.ended = true;
        Ok(End::Yes)
    }

    fn forgive(&mut self) -> bool {
        self.damaged += 1;
        self.damaged <= DAMAGE_LIMIT
    }

    /// A chained stream began: the new track may have another format.
    fn restart(&mut self) -> Result<(), String> {
        let track = self
            .reader
            .default_track(TrackType::Audio)
            .ok_or("the sound track ended")?;
        let parameters = track
            .codec_params
            .as_ref()
            .and_then(|parameters| parameters.audio())
            .ok_or("its sound track is of an unknown kind")?;
        self.track_id = track.id;
        self.decoder = symphonia::default::get_codecs()
            .make_audio_decoder(parameters, &AudioDecoderOptions::default())
            .map_err(in_words)?;
        Ok(())
    }
}

/// Does it, and takes a panic of a decoder that is not ours for a damaged file: the other files are still to be done.
fn contained<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    // What the decoder leaves half done is dropped with the file.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err("its contents make the decoder fail".to_owned()))
}

fn in_words(error: Error) -> String {
    match error {
        Error::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            "it is cut off".to_owned()
        }
        Error::Unsupported(what) => format!("this kind is not supported ({what})"),
        other => other.to_string(),
    }
}
