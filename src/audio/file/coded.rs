//! Recordings in packets: whatever the container, decoded packet by packet and put on its clock.

use std::sync::LazyLock;

use symphonia::core::codecs::audio::well_known::{CODEC_ID_PCM_ALAW, CODEC_ID_PCM_MULAW};
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::codecs::registry::CodecRegistry;
use symphonia::core::errors::Error;
use symphonia::core::packet::Packet;

use super::Block;
use super::fault::Fault;
use super::kinds;
use super::opus::OpusDecoder;
use super::timeline::{Place, Timeline};

/// Packets that may fail before the first that can be decoded.
const PATIENCE: usize = 20_000;

/// Samples that the packets of one step may give, all channels together: a minute and more of eight channels.
const STEP_SAMPLES: usize = 1 << 25;

/// Splits a container into packets of the one track that is listened to.
pub(super) trait Demux: Send + Sync {
    /// How the packets are decoded.
    fn parameters(&self) -> &AudioCodecParameters;

    /// The next step.
    ///
    /// # Errors
    /// Nothing more can be read, in words.
    fn step(&mut self) -> Result<Step, String>;

    /// Where the track's sound ends by what the container tells, in seconds.
    fn told_s(&self) -> Option<f64>;

    /// Length of the whole, other tracks included.
    fn whole_s(&self) -> Option<f64> {
        self.told_s()
    }

    /// Every gap is damage: its packets follow each other by nature.
    fn strict(&self) -> bool {
        false
    }

    /// Seconds of sound after damage that must be readable before they are believed: where no checksum guards packets, one
    /// of noise is now and then decodable.
    fn trust_s(&self) -> f64 {
        0.4
    }
}

/// What comes next in a container.
pub(super) enum Step {
    /// Packets that are decoded one after the other and stand together at a place.
    Packets(Vec<Piece>, Place),
    /// Bytes that could not be made out; seconds that they may have held.
    Lost(f64),
    /// A packet without contents, so many seconds long.
    Unreadable(f64, Place),
    /// Another stream begins, with these parameters.
    Restart(Box<AudioCodecParameters>),
    /// Nothing more comes; whether the file stops before its end.
    End { cut: bool },
}

/// A packet and the seconds that it lasts, where that is known.
pub(super) struct Piece {
    pub packet: Packet,
    pub seconds: f64,
}

/// A recording in packets.
pub(super) struct Coded {
    demux: Box<dyn Demux>,
    decoder: Box<dyn AudioDecoder>,
    line: Timeline,
    format: (u32, u16),
    ended: bool,
}

impl Coded {
    /// Takes over the packets of a container and decodes the first of them: only then is the format known.
    pub fn new(demux: Box<dyn Demux>) -> Result<Self, String> {
        let decoder = decoder(demux.parameters())?;
        let mut coded = Coded {
            line: Timeline::new(demux.strict(), demux.trust_s(), demux.whole_s()),
            demux,
            decoder,
            format: (0, 0),
            ended: false,
        };
        for _ in 0..PATIENCE {
            if coded.line.has_sound() {
                return Ok(coded);
            }
            if coded.ended {
                break;
            }
            coded.advance()?;
        }
        Err("no sound could be decoded from it".to_owned())
    }

    /// Rate in hertz and channels of the next block.
    pub fn format(&self) -> (u32, u16) {
        self.line.format()
    }

    /// Where the container tells the end to be.
    pub fn seconds_hint(&self) -> Option<f64> {
        self.demux.told_s()
    }

    /// What was found wrong since the last call.
    pub fn take_faults(&mut self) -> Vec<Fault> {
        self.line.take_faults()
    }

    /// Reads the next block; `false` at the end.
    pub fn read(&mut self, block: &mut Block) -> Result<bool, String> {
        loop {
            if self.line.take(block) {
                return Ok(true);
            }
            if self.ended {
                return Ok(false);
            }
            self.advance()?;
        }
    }

    fn advance(&mut self) -> Result<(), String> {
        let step = contained(|| self.demux.step()).unwrap_or_else(Err);
        match step {
            Ok(Step::Packets(pieces, place)) => self.decode(&pieces, place),
            Ok(Step::Unreadable(seconds, place)) => self.line.failed(seconds, place),
            Ok(Step::Lost(seconds)) => {
                self.line.lost(seconds);
                self.decoder.reset();
            }
            Ok(Step::Restart(parameters)) => {
                self.decoder = decoder(&parameters)?;
                self.line.restart();
            }
            Ok(Step::End { cut }) => self.end(cut),
            Err(problem) if self.line.has_sound() => {
                tracing::debug!(%problem, "nothing more can be read");
                self.line.lost(0.0);
                self.end(false);
            }
            Err(problem) => return Err(problem),
        }
        Ok(())
    }

    fn end(&mut self, cut: bool) {
        self.ended = true;
        self.line.end(self.demux.told_s(), cut);
    }

    fn decode(&mut self, pieces: &[Piece], place: Place) {
        let mut samples = Vec::new();
        let mut format = self.format;
        let single = pieces.len() == 1;
        for piece in pieces {
            match self.decode_one(&piece.packet, &mut samples) {
                Ok(told) => format = told,
                Err(problem) if single => {
                    tracing::debug!(%problem, "a packet could not be decoded");
                    return self.line.failed(piece.seconds, place);
                }
                Err(problem) => {
                    tracing::debug!(%problem, "a packet among others could not be decoded");
                    let missing = piece.seconds * f64::from(format.0) * f64::from(format.1);
                    samples.resize(samples.len() + (missing as usize).min(1 << 20), 0.0);
                }
            }
            if samples.len() > STEP_SAMPLES {
                break;
            }
        }
        if samples.is_empty() || !super::is_plausible(format.0, format.1) {
            return;
        }
        self.format = format;
        self.line.sound(samples, format, place);
    }

    fn decode_one(&mut self, packet: &Packet, samples: &mut Vec<f32>) -> Result<(u32, u16), String> {
        let before = samples.len();
        let decoder = &mut self.decoder;
        let outcome = contained(|| {
            let sound = decoder.decode(packet).map_err(in_words)?;
            let channels = u16::try_from(sound.spec().channels().count()).unwrap_or(u16::MAX);
            let mut interleaved = Vec::new();
            sound.copy_to_vec_interleaved(&mut interleaved);
            samples.append(&mut interleaved);
            Ok((sound.spec().rate(), channels))
        });
        match outcome {
            Ok(Ok(format)) => Ok(format),
            failed => {
                samples.truncate(before);
                self.decoder.reset();
                // A decoder that panicked is not used again.
                failed.unwrap_or_else(|panicked| {
                    if let Ok(fresh) = decoder_again(self.demux.parameters()) {
                        self.decoder = fresh;
                    }
                    Err(panicked)
                })
            }
        }
    }
}

/// All decoders there are.
static CODECS: LazyLock<CodecRegistry> = LazyLock::new(|| {
    let mut codecs = CodecRegistry::new();
    symphonia::default::register_enabled_codecs(&mut codecs);
    codecs.register_audio_decoder::<OpusDecoder>();
    codecs
});

/// The decoder of a track; a kind that nothing decodes is told in the user's words.
pub(super) fn decoder(parameters: &AudioCodecParameters) -> Result<Box<dyn AudioDecoder>, String> {
    decoder_again(parameters).map_err(|_| kinds::unread_codec(parameters.codec))
}

fn decoder_again(parameters: &AudioCodecParameters) -> Result<Box<dyn AudioDecoder>, String> {
    let plain = super::aac::core_of(parameters);
    let mut parameters = plain.unwrap_or_else(|| parameters.clone());
    if matches!(parameters.codec, CODEC_ID_PCM_ALAW | CODEC_ID_PCM_MULAW) {
        // Some containers tell the width of the coded samples here, and the decoder takes it for that of the decoded ones.
        parameters.bits_per_sample = None;
        parameters.bits_per_coded_sample = None;
    }
    // What encoders put before and after is cut by the clock.
    let options = AudioDecoderOptions::default().gapless(false);
    contained(|| CODECS.make_audio_decoder(&parameters, &options).map_err(in_words)).unwrap_or_else(Err)
}

/// Does it, and takes a panic of code that is not ours for a damaged file: the rest is still to be done.
pub(super) fn contained<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    // What it leaves half done is dropped with the decoder or the file.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work))
        .map_err(|_| "its contents make the decoder fail".to_owned())
}

/// What is said of a file whose bytes end too early.
pub(super) const CUT_OFF: &str = "it is cut off";

/// An error of symphonia in words.
pub(super) fn in_words(error: Error) -> String {
    match error {
        Error::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => CUT_OFF.to_owned(),
        Error::Unsupported(what) => format!("this kind is not supported ({what})"),
        other => other.to_string(),
    }
}
