//! How the C library treats memory that is freed.

#[cfg(all(target_os = "linux", target_env = "gnu"))]
use std::time::Duration;

/// Has large pieces of memory given back as soon as they are freed.
///
/// Left to itself the GNU library learns from each large piece to keep the next ones, so that every utterance longer than all
/// before it makes the program larger for good: after an hour of dictation it holds 40 MB that nothing uses.
/// Other systems and libraries give large pieces back by themselves.
pub(super) fn return_freed() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        /// Pieces from this size on are the system's as soon as they are free; below it the library's, up to as much.
        const LARGE: libc::c_int = 512 << 10;
        const KEPT: libc::c_int = 1 << 20;
        /// Heaps for small pieces: with one for each thread, what one thread frees the others cannot use, and the program
        /// grows for hours. Threads here seldom ask at the same moment.
        const HEAPS: libc::c_int = 1;
        #[expect(unsafe_code, reason = "settings of the C library; see SAFETY")]
        // SAFETY: the calls take two numbers each and no pointers, and no other thread runs yet.
        let set = unsafe {
            libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE)
                & libc::mallopt(libc::M_TRIM_THRESHOLD, KEPT)
                & libc::mallopt(libc::M_ARENA_MAX, HEAPS)
        };
        debug_assert_eq!(set, 1, "they are settings that the library knows");
        give_back_what_lies_between();
    }
}

/// Starts a thread that gives free pages between used ones back to the system now and then.
///
/// The library gives back only what is free at the end of its heap. An utterance that needs 20 MB for a moment leaves a few
/// pieces behind that last, and the pages before them stay the program's: measured over hours, what is in use does not grow,
/// what is held does, in steps.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn give_back_what_lies_between() {
    /// How often it is looked at.
    const EVERY: Duration = Duration::from_secs(15);
    /// Pages of the system's by which the program must have changed since: nothing is done while it idles.
    const CHANGED: u64 = 512;
    let worker = move || {
        let mut known = 0;
        loop {
            std::thread::sleep(EVERY);
            if resident_pages().abs_diff(known) < CHANGED {
                continue;
            }
            #[expect(unsafe_code, reason = "a call of the C library; see SAFETY")]
            // SAFETY: takes a number and no pointer; the library locks its own heap meanwhile, a few milliseconds.
            unsafe {
                libc::malloc_trim(0)
            };
            known = resident_pages();
        }
    };
    // Without the thread the program is larger and otherwise the same.
    if let Err(error) = std::thread::Builder::new()
        .name("memory".to_owned())
        .spawn(worker)
    {
        tracing::debug!("no thread that gives memory back: {error}");
    }
}

/// Pages of the program that are in memory; 0 where the system does not tell.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn resident_pages() -> u64 {
    let told = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    told.split(' ')
        .nth(1)
        .and_then(|pages| pages.parse().ok())
        .unwrap_or(0)
}
