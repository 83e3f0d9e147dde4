//! How fast what recognises is on this computer: the sample is heard as fast as possible, once, and nothing of it is kept.

use std::time::Instant;

use super::EditorBackend;
use crate::engine::{SoundFile, sample};
use crate::transcript::Event;
use crate::ui::Answer;

impl EditorBackend {
    /// Hears the sample; its end is the end of the measurement.
    pub(super) fn measure_speed(&mut self) {
        self.playback = None;
        self.close_microphone_at = None;
        let begun = match self.pipeline.as_mut().filter(|_| !self.recording) {
            None => Err("something else is being heard; stop that first".to_owned()),
            Some(pipeline) => sample()
                .ok_or_else(|| "the sample recording is not installed".to_owned())
                .and_then(|path| SoundFile::open(&path).map_err(|error| error.to_string()))
                .and_then(|file| pipeline.begin_again(file).map_err(|error| error.to_string())),
        };
        match begun {
            Ok(()) => {
                (self.recording, self.trial) = (true, true);
                self.measured_since = Some(Instant::now());
            }
            Err(message) => self.ready.push_back(Answer::Event(Event::Failed {
                message: format!("the speed cannot be measured: {message}"),
            })),
        }
    }

    /// The recording ended: if it was the measurement, tells what came of it.
    pub(super) fn tell_speed(&mut self) {
        let Some(since) = self.measured_since.take() else {
            return;
        };
        let heard_ms = self
            .pipeline
            .as_ref()
            .map_or(0, |pipeline| pipeline.recording_ms());
        let took_s = since.elapsed().as_secs_f64();
        if heard_ms > 0 && took_s > 0.0 {
            let times = heard_ms as f64 / 1_000.0 / took_s;
            self.ready.push_back(Answer::Speed(times as f32));
        }
    }
}
