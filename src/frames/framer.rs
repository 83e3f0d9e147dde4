//! Interleaved samples to frames: mixdown, resampling, high-pass, cutting, numbering.
//!
//! Knows nothing of where samples come from or what happens to frames.

use super::highpass::HighPass;
use super::mixdown::{Mixdown, Mixer};
use super::{FRAME_SAMPLES, Frame, FrameError, Resampler};

/// Rate and channels of interleaved sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SoundFormat {
    /// Samples per second and channel.
    pub rate_hz: u32,
    /// Channels, interleaved.
    pub channels: u16,
}

/// Cuts a recording into [`Frame`]s.
pub struct Framer {
    format: SoundFormat,
    mixdown: Mixdown,
    mixer: Mixer,
    resampler: Resampler,
    /// `None`: the sound as it is.
    high_pass: Option<HighPass>,
    mono: Vec<f32>,
    /// 16 kHz samples waiting for a whole frame.
    pending: Vec<f32>,
    /// So many of them have passed the filter.
    filtered: usize,
    next_index: u64,
}

impl Framer {
    /// A framer for sound of the given format.
    ///
    /// # Errors
    /// [`FrameError`]: a rate or a number of channels that no device has.
    pub fn new(format: SoundFormat, mixdown: Mixdown) -> Result<Self, FrameError> {
        check(format, mixdown)?;
        Ok(Framer {
            format,
            mixdown,
            mixer: Mixer::new(format, mixdown),
            resampler: Resampler::new(format.rate_hz)?,
            high_pass: Some(HighPass::new()),
            mono: Vec::new(),
            pending: Vec::with_capacity(2 * FRAME_SAMPLES),
            filtered: 0,
            next_index: 0,
        })
    }

    /// The same without the high-pass: for a model that is to be given exactly what a file holds.
    pub fn without_filter(self) -> Self {
        Framer {
            high_pass: None,
            ..self
        }
    }

    /// Changes the format in the middle of a recording (another device, another rate): the old
    /// rate's delay is flushed and the frames go on without a gap.
    ///
    /// # Errors
    /// [`FrameError`]: a rate or a number of channels that no device has; the old format stays.
    pub fn set_format(&mut self, format: SoundFormat) -> Result<(), FrameError> {
        if format == self.format {
            return Ok(());
        }
        check(format, self.mixdown)?;
        let next = Resampler::new(format.rate_hz)?;
        self.flush()?;
        self.resampler = next;
        self.mixer = Mixer::new(format, self.mixdown);
        self.format = format;
        Ok(())
    }

    /// Takes interleaved samples, chopped anywhere (even between the channels of one moment), and
    /// appends the frames that are complete to `frames`.
    ///
    /// NaN and infinity become silence; samples beyond `[-1, 1]` are clipped.
    ///
    /// # Errors
    /// [`FrameError`]: the resampler failed, which no input makes it do.
    pub fn push(&mut self, samples: &[f32], frames: &mut Vec<Frame>) -> Result<(), FrameError> {
        self.mono.clear();
        self.mixer.push(samples, &mut self.mono);
        self.resampler.push(&self.mono, &mut self.pending)?;
        self.cut(frames);
        Ok(())
    }

    /// Ends the recording: flushes the resampler, pads the last frame with zeros, starts anew.
    ///
    /// # Errors
    /// [`FrameError`]: the resampler failed, which no input makes it do.
    pub fn finish(&mut self, frames: &mut Vec<Frame>) -> Result<(), FrameError> {
        self.flush()?;
        self.cut(frames);
        if !self.pending.is_empty() {
            self.pending.resize(FRAME_SAMPLES, 0.0);
            self.filtered = FRAME_SAMPLES;
            self.cut(frames);
        }
        self.reset();
        Ok(())
    }

    /// Forgets the recording; nothing of it reaches the next one.
    pub fn reset(&mut self) {
        self.mixer.reset();
        self.resampler.reset();
        if let Some(filter) = &mut self.high_pass {
            filter.reset();
        }
        self.pending.clear();
        self.filtered = 0;
        self.next_index = 0;
    }

    /// Brings what waits in the mixer and the resampler to the pending samples.
    fn flush(&mut self) -> Result<(), FrameError> {
        self.mono.clear();
        self.mixer.finish(&mut self.mono);
        self.resampler.push(&self.mono, &mut self.pending)?;
        self.resampler.finish(&mut self.pending)
    }

    fn cut(&mut self, frames: &mut Vec<Frame>) {
        if let Some(filter) = &mut self.high_pass {
            filter.run(&mut self.pending[self.filtered..]);
        }
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
        self.filtered = self.pending.len();
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
