//! Interleaved samples to frames: mixdown, resampling, cutting, numbering.
//!
//! Knows nothing of where samples come from or what happens to frames.

use super::{FRAME_SAMPLES, Frame, FrameError, Resampler};

/// Rate and channels of interleaved sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SoundFormat {
    /// Samples per second and channel.
    pub rate_hz: u32,
    /// Channels, interleaved.
    pub channels: u16,
}

/// How several channels become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Mixdown {
    /// The mean of all channels.
    #[default]
    Average,
    /// One channel, from 1: for interfaces with a microphone on one of many inputs, where the mean
    /// would be mostly silence.
    Channel(u16),
}

/// Cuts a recording into [`Frame`]s.
pub struct Framer {
    format: SoundFormat,
    mixdown: Mixdown,
    resampler: Resampler,
    /// Samples of a sound frame (one per channel) that was cut apart by the caller's chopping.
    partial: Vec<f32>,
    mono: Vec<f32>,
    /// 16 kHz samples waiting for a whole frame.
    pending: Vec<f32>,
    next_index: u64,
}

impl Framer {
    /// A framer for sound of the given format.
    pub fn new(format: SoundFormat, mixdown: Mixdown) -> Result<Self, FrameError> {
        check(format, mixdown)?;
        Ok(Framer {
            format,
            mixdown,
            resampler: Resampler::new(format.rate_hz)?,
            partial: Vec::with_capacity(usize::from(format.channels)),
            mono: Vec::new(),
            pending: Vec::with_capacity(2 * FRAME_SAMPLES),
            next_index: 0,
        })
    }

    /// Format of the input.
    pub fn format(&self) -> SoundFormat {
        self.format
    }

    /// Changes the format in the middle of a recording (another device, another rate): the old
    /// rate's delay is flushed and the frames go on without a gap.
    pub fn set_format(&mut self, format: SoundFormat) -> Result<(), FrameError> {
        if format == self.format {
            return Ok(());
        }
        check(format, self.mixdown)?;
        let next = Resampler::new(format.rate_hz)?;
        self.resampler.finish(&mut self.pending)?;
        self.resampler = next;
        self.format = format;
        self.partial.clear();
        Ok(())
    }

    /// Takes interleaved samples, chopped anywhere (even between the channels of one moment), and
    /// appends the frames that are complete to `frames`.
    ///
    /// NaN and infinity become silence; samples beyond `[-1, 1]` are clipped.
    pub fn push(&mut self, samples: &[f32], frames: &mut Vec<Frame>) -> Result<(), FrameError> {
        self.mix(samples);
        self.resampler.push(&self.mono, &mut self.pending)?;
        self.cut(frames);
        Ok(())
    }

    /// Ends the recording: flushes the resampler, pads the last frame with zeros, starts anew.
    pub fn finish(&mut self, frames: &mut Vec<Frame>) -> Result<(), FrameError> {
        self.resampler.finish(&mut self.pending)?;
        self.cut(frames);
        if !self.pending.is_empty() {
            self.pending.resize(FRAME_SAMPLES, 0.0);
            self.cut(frames);
        }
        self.reset();
        Ok(())
    }

    /// Forgets the recording; nothing of it reaches the next one.
    pub fn reset(&mut self) {
        self.resampler.reset();
        self.partial.clear();
        self.pending.clear();
        self.next_index = 0;
    }

    /// 16 kHz samples that wait for a whole frame.
    pub fn pending(&self) -> usize {
        self.pending.len()
    }

    fn mix(&mut self, samples: &[f32]) {
        self.mono.clear();
        let channels = usize::from(self.format.channels);
        if channels == 1 {
            self.mono.extend(samples.iter().map(|&sample| clean(sample)));
            return;
        }
        let mut rest = samples;
        if !self.partial.is_empty() {
            let (head, tail) = rest.split_at((channels - self.partial.len()).min(rest.len()));
            self.partial.extend_from_slice(head);
            rest = tail;
            if self.partial.len() < channels {
                return;
            }
            self.mono.push(one(&self.partial, self.mixdown));
            self.partial.clear();
        }
        let moments = rest.chunks_exact(channels);
        self.partial.extend_from_slice(moments.remainder());
        self.mono.extend(moments.map(|moment| one(moment, self.mixdown)));
    }

    fn cut(&mut self, frames: &mut Vec<Frame>) {
        let n_whole = self.pending.len() / FRAME_SAMPLES * FRAME_SAMPLES;
        for chunk in self.pending[..n_whole].chunks_exact(FRAME_SAMPLES) {
            let mut samples = [0.0; FRAME_SAMPLES];
            for (to, &from) in samples.iter_mut().zip(chunk) {
                // The filter may ring a little beyond full scale.
                *to = from.clamp(-1.0, 1.0);
            }
            frames.push(Frame {
                index: self.next_index,
                samples,
            });
            self.next_index += 1;
        }
        self.pending.drain(..n_whole);
    }
}

fn check(format: SoundFormat, mixdown: Mixdown) -> Result<(), FrameError> {
    if !(1..=64).contains(&format.channels) {
        return Err(FrameError::Channels(format.channels));
    }
    match mixdown {
        Mixdown::Channel(wanted) if !(1..=format.channels).contains(&wanted) => {
            Err(FrameError::NoSuchChannel {
                wanted,
                channels: format.channels,
            })
        }
        _ => Ok(()),
    }
}

fn clean(sample: f32) -> f32 {
    if sample.is_finite() {
        sample.clamp(-1.0, 1.0)
    } else {
        0.0
    }
}

fn one(moment: &[f32], mixdown: Mixdown) -> f32 {
    match mixdown {
        Mixdown::Average => moment.iter().map(|&sample| clean(sample)).sum::<f32>() / moment.len() as f32,
        Mixdown::Channel(wanted) => moment
            .get(usize::from(wanted) - 1)
            .map_or(0.0, |&sample| clean(sample)),
    }
}
