//! Opus for symphonia, which has its containers but not its decoder.

use rusty_opus::OpusDecoder as Single;
use symphonia::core::audio::{
    AsGenericAudioBufferRef, AudioBuffer, AudioMut, AudioSpec, Channels, GenericAudioBufferRef,
};
use symphonia::core::codecs::CodecInfo;
use symphonia::core::codecs::audio::well_known::CODEC_ID_OPUS;
use symphonia::core::codecs::audio::{
    AudioCodecParameters, AudioDecoder, AudioDecoderOptions, FinalizeResult,
};
use symphonia::core::codecs::registry::{RegisterableAudioDecoder, SupportedAudioCodec};
use symphonia::core::errors::{Error, Result};
use symphonia::core::packet::PacketRef;

/// Opus always decodes to this rate, whatever it was made from.
const RATE_HZ: u32 = 48_000;

/// Longest packet: 120 ms.
const PACKET_FRAMES: usize = 5_760;

/// Decodes Opus (RFC 6716) of one or two channels; surround sound, which is several streams in one, is refused.
pub(super) struct OpusDecoder {
    parameters: AudioCodecParameters,
    layout: Layout,
    decoder: Single,
    samples: Vec<f32>,
    buffer: AudioBuffer<f32>,
}

/// What the head of an Opus stream says (RFC 7845, 5.1).
#[derive(Clone, Copy)]
struct Layout {
    channels: usize,
    /// How channels lie in streams: 0 for one stream, 1 for the usual surround sound.
    family: u8,
    /// By how much it is to be made louder.
    factor: f32,
}

impl Layout {
    fn read(head: Option<&[u8]>, channels: usize) -> Self {
        let head = head.and_then(|head| head.strip_prefix(b"OpusHead"));
        let Some(head) = head.filter(|head| head.len() >= 11) else {
            return Layout {
                channels,
                family: 0,
                factor: 1.0,
            };
        };
        let gain_db = f32::from(i16::from_le_bytes([head[8], head[9]])) / 256.0;
        Layout {
            channels: usize::from(head[1]),
            family: head[10],
            factor: 10.0_f32.powf(gain_db.clamp(-40.0, 40.0) / 20.0),
        }
    }

    fn decoder(self) -> Option<Single> {
        let one_stream = self.family <= 1 && (1..=2).contains(&self.channels);
        one_stream.then(|| Single::new(RATE_HZ as i32, self.channels).ok())?
    }
}

/// Length of an Opus packet in samples at 48 kHz, by its first bytes (RFC 6716, 3.1).
pub(super) fn packet_frames(packet: &[u8]) -> usize {
    let Some(&toc) = packet.first() else {
        return 0;
    };
    let frame = match toc >> 3 {
        config @ 0..12 => [480, 960, 1_920, 2_880][usize::from(config % 4)],
        config @ 12..16 => [480, 960][usize::from(config % 2)],
        config => [120, 240, 480, 960][usize::from(config % 4)],
    };
    let count = match toc & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => packet.get(1).map_or(0, |count| usize::from(count & 63)),
    };
    frame * count
}

impl AudioDecoder for OpusDecoder {
    fn reset(&mut self) {
        if let Some(decoder) = self.layout.decoder() {
            self.decoder = decoder;
        }
    }

    fn codec_info(&self) -> &CodecInfo {
        &SUPPORTED[0].info
    }

    fn codec_params(&self) -> &AudioCodecParameters {
        &self.parameters
    }

    fn decode_ref(&mut self, packet: &PacketRef<'_>) -> Result<GenericAudioBufferRef<'_>> {
        self.buffer.clear();
        let frames = packet_frames(packet.data);
        if frames == 0 || frames > PACKET_FRAMES {
            return Err(Error::DecodeError("opus: a damaged packet"));
        }
        let outcome = self.decoder.decode(packet.data, frames, &mut self.samples);
        let frames = outcome.map_err(|_| Error::DecodeError("opus: a damaged packet"))?;
        let (channels, factor) = (self.layout.channels, self.layout.factor);
        self.buffer.render_uninit(Some(frames));
        for channel in 0..channels {
            let Some(plane) = self.buffer.plane_mut(channel) else {
                continue;
            };
            let samples = self.samples.iter().skip(channel).step_by(channels);
            plane
                .iter_mut()
                .zip(samples)
                .for_each(|(to, sample)| *to = sample * factor);
        }
        Ok(self.buffer.as_generic_audio_buffer_ref())
    }

    fn finalize(&mut self) -> FinalizeResult {
        FinalizeResult::default()
    }

    fn last_decoded(&self) -> GenericAudioBufferRef<'_> {
        self.buffer.as_generic_audio_buffer_ref()
    }
}

static SUPPORTED: [SupportedAudioCodec; 1] = [SupportedAudioCodec {
    id: CODEC_ID_OPUS,
    info: CodecInfo {
        short_name: "opus",
        long_name: "Opus",
        profiles: &[],
    },
}];

impl RegisterableAudioDecoder for OpusDecoder {
    fn try_registry_new(
        parameters: &AudioCodecParameters,
        _: &AudioDecoderOptions,
    ) -> Result<Box<dyn AudioDecoder>> {
        let unsupported = Error::Unsupported("opus: an unknown layout of channels");
        let told = parameters.channels.as_ref().map_or(1, Channels::count);
        let layout = Layout::read(parameters.extra_data.as_deref(), told);
        let Some(decoder) = layout.decoder() else {
            return Err(unsupported);
        };
        let channels = Channels::Discrete(layout.channels as u16);
        Ok(Box::new(OpusDecoder {
            parameters: parameters.clone(),
            decoder,
            samples: vec![0.0; PACKET_FRAMES * layout.channels],
            buffer: AudioBuffer::new(AudioSpec::new(RATE_HZ, channels), PACKET_FRAMES),
            layout,
        }))
    }

    fn supported_codecs() -> &'static [SupportedAudioCodec] {
        &SUPPORTED
    }
}
