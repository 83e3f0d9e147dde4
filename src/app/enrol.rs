//! Sound from the microphone for learning a voice: recorded by the threads that dictation uses, kept in memory alone,
//! and never written anywhere.

use std::sync::{Arc, Mutex, PoisonError};

use crate::engine::recording::Recording;
use crate::engine::{Options, Pipeline, Source};
use crate::frames::{FRAME_MS, Frame};
use crate::speech::{Heard, Recogniser, SpeechError};
use crate::transcript::{Event, Notice};

/// Keeps what it hears and recognises nothing.
struct FrameRecorder {
    frames: Arc<Mutex<Vec<Frame>>>,
}

impl Recogniser for FrameRecorder {
    fn name(&self) -> &str {
        "a recorder"
    }

    fn push(&mut self, frame: &Frame, _: &mut Vec<Heard>) -> Result<(), SpeechError> {
        let mut frames = self.frames.lock().unwrap_or_else(PoisonError::into_inner);
        frames.push(frame.clone());
        Ok(())
    }

    fn finish(&mut self, _: &mut Vec<Heard>) -> Result<(), SpeechError> {
        Ok(())
    }

    fn reset(&mut self) {}

    fn set_vocabulary(&mut self, _: &[(String, Option<String>)]) -> Result<(), SpeechError> {
        Ok(())
    }
}

/// Records `seconds` of sound; `ready` is called when the first of it has come, `each` with the seconds recorded so far,
/// and ends the recording when it says so.
///
/// # Errors
/// In words for the user: no microphone, or one that stopped before the end.
pub fn record(
    source: &Source,
    seconds: u32,
    mut ready: impl FnMut(),
    mut each: impl FnMut(f64) -> bool,
) -> Result<Recording, String> {
    const LOOK: std::time::Duration = std::time::Duration::from_millis(100);
    let frames = Arc::new(Mutex::new(Vec::new()));
    let kept = frames.clone();
    let load: crate::worker::Load =
        Box::new(move |_| Ok(Box::new(FrameRecorder { frames: kept.clone() }) as Box<dyn Recogniser>));
    let mut pipeline = Pipeline::start(Options::new(load)).map_err(|error| error.to_string())?;
    pipeline.begin(source).map_err(|error| error.to_string())?;
    let so_far =
        || frames.lock().unwrap_or_else(PoisonError::into_inner).len() as f64 * FRAME_MS as f64 / 1_000.0;
    let mut ending = false;
    loop {
        match pipeline.events().recv_timeout(LOOK) {
            Ok(Event::Listening) => ready(),
            Ok(Event::Finished) => break,
            Ok(Event::Failed { message } | Event::Notice(Notice::Recording { message })) => {
                return Err(message);
            }
            Ok(_) | Err(crossbeam_channel::RecvTimeoutError::Timeout) => {}
            Err(crossbeam_channel::RecvTimeoutError::Disconnected) => {
                return Err("the recording ended before it was complete; try it again".to_owned());
            }
        }
        let now = so_far();
        let goes_on = each(now);
        if !ending && (now >= f64::from(seconds) || !goes_on) {
            ending = true;
            pipeline.stop().map_err(|error| error.to_string())?;
        }
    }
    drop(pipeline);
    let frames = std::mem::take(&mut *frames.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(Recording::of(frames))
}
