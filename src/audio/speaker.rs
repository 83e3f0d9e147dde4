//! The loudspeaker: plays a piece of sound, so that one can hear again what was said.
//!
//! The thread "speaker" opens the device and ends with the piece. Knows nothing of recordings or words.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{FromSample, SampleFormat, SizedSample, Stream, StreamConfig};

use super::patience::SoundThread;
use super::quiet::quietly;
use super::stretch::stretch;

/// Samples a second of what is played.
const RATE_HZ: u64 = 16_000;
/// How often the end is looked for.
const LOOK: Duration = Duration::from_millis(20);

/// A piece that is being played; stops when dropped.
pub struct Playback {
    stop: Arc<AtomicBool>,
    /// Samples played, at 16 kHz.
    played: Arc<AtomicU64>,
    speed: f32,
    thread: SoundThread,
}

impl Playback {
    /// Plays samples in `[-1, 1]` at 16 kHz, so many times as fast as they were spoken; trouble goes to `tell`, in words.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        read: impl FnOnce() -> std::io::Result<Vec<f32>> + Send + 'static,
        speed: f32,
        tell: impl FnOnce(String) + Send + 'static,
    ) -> std::io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let played = Arc::new(AtomicU64::new(0));
        let (stopped, position) = (stop.clone(), played.clone());
        let thread = SoundThread::spawn("speaker", move || {
            let outcome = read()
                .map_err(|error| format!("The sound cannot be read: {error}"))
                .and_then(|samples| quietly(|| play(stretch(samples, speed), &stopped, &position)));
            if let Err(problem) = outcome {
                tell(problem);
            }
        })?;
        Ok(Playback {
            stop,
            played,
            speed,
            thread,
        })
    }

    /// Milliseconds of the piece played so far; `None` when it is over.
    pub fn position_ms(&self) -> Option<u64> {
        let heard = self.played.load(Relaxed) as f64 * 1_000.0 / RATE_HZ as f64;
        (!self.thread.is_over()).then(|| (heard * f64::from(self.speed)) as u64)
    }
}

impl Drop for Playback {
    fn drop(&mut self) {
        self.stop.store(true, Relaxed);
        self.thread.end(false);
    }
}

fn play(samples: Vec<f32>, stop: &AtomicBool, position: &Arc<AtomicU64>) -> Result<(), String> {
    let device = cpal::default_host()
        .default_output_device()
        .ok_or("No loudspeaker was found. Connect one, or choose one in the sound settings of the system.")?;
    let in_words = |error: cpal::Error| format!("The loudspeaker cannot be used: {error}. Try another one.");
    let config = device.default_output_config().map_err(in_words)?;
    let format = config.sample_format();
    let n_samples = samples.len() as u64;
    let voice = Voice {
        step: RATE_HZ as f64 / f64::from(config.sample_rate()),
        channels: usize::from(config.channels()).max(1),
        at: 0.0,
        samples,
        position: Arc::clone(position),
    };
    let config = StreamConfig::from(config);
    let stream = match format {
        SampleFormat::I16 => build::<i16>(&device, config, voice),
        SampleFormat::U16 => build::<u16>(&device, config, voice),
        SampleFormat::I32 => build::<i32>(&device, config, voice),
        SampleFormat::F32 => build::<f32>(&device, config, voice),
        other => {
            return Err(format!(
                "The loudspeaker takes {other} only, which is not written here."
            ));
        }
    }
    .map_err(in_words)?;
    stream.play().map_err(in_words)?;
    while position.load(Relaxed) < n_samples && !stop.load(Relaxed) {
        thread::sleep(LOOK);
    }
    Ok(())
}

fn build<S>(device: &cpal::Device, config: StreamConfig, mut voice: Voice) -> Result<Stream, cpal::Error>
where
    S: SizedSample + FromSample<f32>,
{
    let tell = |error: cpal::Error| tracing::debug!(%error, "loudspeaker");
    device.build_output_stream::<S, _, _>(config, move |out, _| voice.fill(out), tell, None)
}

/// What the device's callback reads from.
struct Voice {
    samples: Vec<f32>,
    /// Samples of ours for each frame of the device.
    step: f64,
    channels: usize,
    at: f64,
    position: Arc<AtomicU64>,
}

impl Voice {
    /// Fills the device's frames, between our samples in a straight line; silence behind the end.
    fn fill<S: FromSample<f32>>(&mut self, out: &mut [S]) {
        for frame in out.chunks_mut(self.channels) {
            let index = self.at as usize;
            let share = (self.at - index as f64) as f32;
            let sample = |index: usize| self.samples.get(index).copied().unwrap_or(0.0);
            let between = sample(index) + (sample(index + 1) - sample(index)) * share;
            frame.iter_mut().for_each(|out| *out = S::from_sample_(between));
            self.at += self.step;
        }
        self.position.store(self.at as u64, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_filled_at_the_devices_rate_on_every_channel_and_end_in_silence() {
        let position = Arc::new(AtomicU64::new(0));
        let mut voice = Voice {
            samples: vec![0.0, 1.0, 0.0],
            step: 0.5,
            channels: 2,
            at: 0.0,
            position: Arc::clone(&position),
        };
        let mut out = [9.0_f32; 16];
        voice.fill(&mut out);
        let left: Vec<f32> = out.iter().step_by(2).copied().collect();
        assert_eq!(left, [0.0, 0.5, 1.0, 0.5, 0.0, 0.0, 0.0, 0.0]);
        assert!(out.chunks(2).all(|frame| frame[0] == frame[1]));
        assert!(position.load(Relaxed) >= 3, "it is over");
    }
}
