//! The way from the pipeline's frames into the safety copy.

use crate::frames::feed::{Copied, Copy};
use crate::store::keeper::SoundCopy;

/// What the frames thread calls with each frame.
pub fn copy_into(sound: SoundCopy) -> Copy {
    Box::new(move |copied| match copied {
        Copied::Begin(recording) => sound.begin(recording),
        Copied::Frame(frame) => sound.samples(&frame.samples),
        Copied::End => sound.end(),
    })
}
