//! How the C library treats memory that is freed.

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
        #[expect(unsafe_code, reason = "a setting of the C library; see SAFETY")]
        // SAFETY: both calls take two numbers and no pointers, and no other thread runs yet.
        let set = unsafe {
            libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE) & libc::mallopt(libc::M_TRIM_THRESHOLD, KEPT)
        };
        debug_assert_eq!(set, 1, "both are settings that the library knows");
    }
}
