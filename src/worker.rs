//! Inference loop: frames in, events out; a panic becomes an event.
