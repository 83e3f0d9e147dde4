//! Which keys are pressed by parlance itself: the systems tell of them as of all others.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

/// News of a key may come so long after it was pressed.
const LATE: Duration = Duration::from_millis(150);

/// Says whether the keys of this moment are parlance's own.
#[derive(Clone, Debug)]
pub struct Quiet(Arc<Pressed>);

#[derive(Debug)]
struct Pressed {
    begun: Instant,
    /// How many press keys now.
    now: AtomicUsize,
    /// When the last of them ended, in milliseconds after the beginning, and one more; 0 when none has.
    ended: AtomicU64,
}

impl Default for Quiet {
    fn default() -> Self {
        Quiet(Arc::new(Pressed {
            begun: Instant::now(),
            now: AtomicUsize::new(0),
            ended: AtomicU64::new(0),
        }))
    }
}

impl Quiet {
    /// Keys are pressed by parlance until what this gives is dropped, and a moment longer.
    pub fn press(&self) -> Pressing {
        self.0.now.fetch_add(1, SeqCst);
        Pressing(self.clone())
    }

    /// Whether a key that is told of now is parlance's own.
    pub fn is_ours(&self) -> bool {
        let ended = self.0.ended.load(SeqCst);
        self.0.now.load(SeqCst) > 0 || ended > 0 && self.elapsed_ms() < ended - 1 + LATE.as_millis() as u64
    }

    fn elapsed_ms(&self) -> u64 {
        self.0.begun.elapsed().as_millis() as u64
    }
}

/// As long as it lives, keys are parlance's own.
#[derive(Debug)]
pub struct Pressing(Quiet);

impl Drop for Pressing {
    fn drop(&mut self) {
        let quiet = &self.0;
        quiet.0.ended.store(quiet.elapsed_ms() + 1, SeqCst);
        quiet.0.now.fetch_sub(1, SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_ours_while_they_are_pressed_and_a_moment_longer() {
        let quiet = Quiet::default();
        assert!(!quiet.is_ours());
        let pressing = quiet.press();
        assert!(quiet.is_ours());
        drop(pressing);
        assert!(quiet.is_ours());
        std::thread::sleep(LATE + Duration::from_millis(50));
        assert!(!quiet.is_ours());
    }
}
