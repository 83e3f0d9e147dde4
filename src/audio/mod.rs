//! Porch, where nothing may wait: device, callback, capture, and a file in the microphone's place.
