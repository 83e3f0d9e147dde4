//! How the C library treats memory that is freed.

/// Has large pieces of memory given back as soon as they are freed.
///
/// Left to itself the GNU library learns from each large piece to keep the next ones, so that every utterance longer than all
/// before it makes the program larger for good: after an hour of dictation it holds 40 MB that nothing uses.
/// Other systems and libraries give large pieces back by themselves.
pub fn return_freed() {
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
    }
}

/// Gives back the pages of small pieces that are free.
///
/// A reading takes some 20 MB in pieces too small to be the system's at once. Whatever outlives it (a word, a line of the
/// document) may lie behind them, and the library keeps everything below the last piece in use: without this the program
/// is larger by some 10 MB after every hour or two of dictation. Takes 0.3 ms where there is something to give back, in the mean.
pub fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        #[expect(unsafe_code, reason = "asks the C library; see SAFETY")]
        // SAFETY: takes a number and no pointers, and may be called by any thread at any time.
        unsafe {
            libc::malloc_trim(0)
        };
    }
}
