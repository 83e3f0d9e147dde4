//! ADPCM in WAV: blocks of a fixed size, each decoded by itself.

use std::io::Read;

use symphonia::core::audio::{Channels, Position};
use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::codecs::audio::well_known::{CODEC_ID_ADPCM_IMA_WAV, CODEC_ID_ADPCM_MS};
use symphonia::core::packet::Packet;
use symphonia::core::units::{Duration, Timestamp};

use super::coded::{Demux, Piece, Step};
use super::riff::{Header, Sound};
use super::timeline::Place;

/// The blocks of a WAV file.
pub(super) struct Blocks {
    sound: Sound,
    parameters: AudioCodecParameters,
    block_bytes: usize,
    frames: u64,
    rate_hz: u32,
    told_s: Option<f64>,
}

impl Blocks {
    /// For the two kinds that are in use; none for others.
    pub fn new(header: &Header, sound: Sound) -> Option<Self> {
        let (bytes, channels) = (usize::from(header.block_bytes), usize::from(header.channels));
        // What precedes each channel's samples, and samples that stand in it.
        let (codec, head, in_head) = match header.tag {
            2 => (CODEC_ID_ADPCM_MS, 7, 2),
            0x11 => (CODEC_ID_ADPCM_IMA_WAV, 4, 1),
            _ => return None,
        };
        if header.bits != 4 || !(1..=2).contains(&channels) {
            return None;
        }
        let frames = bytes.checked_sub(head * channels)? * 2 / channels + in_head;
        let channel_set = match channels {
            1 => Position::FRONT_LEFT,
            _ => Position::FRONT_LEFT | Position::FRONT_RIGHT,
        };
        let mut parameters = AudioCodecParameters::new();
        parameters
            .for_codec(codec)
            .with_sample_rate(header.rate_hz)
            .with_channels(Channels::Positioned(channel_set))
            .with_max_frames_per_packet(frames as u64)
            .with_frames_per_block(frames as u64);
        let blocks = header.told.map(|told| told / bytes as u64);
        let told_s = blocks.map(|blocks| blocks as f64 * frames as f64 / f64::from(header.rate_hz));
        Some(Blocks {
            sound,
            parameters,
            block_bytes: bytes,
            frames: frames as u64,
            rate_hz: header.rate_hz,
            told_s,
        })
    }
}

impl Blocks {
    /// Length as the header tells it.
    pub fn seconds_hint(&self) -> Option<f64> {
        self.told_s
    }
}

impl Demux for Blocks {
    fn parameters(&self) -> &AudioCodecParameters {
        &self.parameters
    }

    fn step(&mut self) -> Result<Step, String> {
        let mut block = Vec::with_capacity(self.block_bytes);
        (&mut self.sound)
            .take(self.block_bytes as u64)
            .read_to_end(&mut block)
            .map_err(|error| error.to_string())?;
        if block.len() < self.block_bytes {
            return Ok(Step::End {
                cut: self.sound.missing() > 0,
            });
        }
        let packet = Packet::new(0, Timestamp::ZERO, Duration::new(self.frames), block);
        let seconds = self.frames as f64 / f64::from(self.rate_hz);
        Ok(Step::Packets(vec![Piece { packet, seconds }], Place::Follows))
    }

    fn told_s(&self) -> Option<f64> {
        // A longer recording than its header tells is no fault.
        self.told_s.filter(|_| self.sound.missing() > 0)
    }
}
