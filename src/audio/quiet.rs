//! Keeps what the system's sound library prints about devices away from the terminal.
//!
//! ALSA writes its complaints ("Cannot get card index for 0") to standard error whenever a device is looked at that is
//! not there. They go to the log instead (`--log debug`); what the user can do about it is said in our own words by
//! whoever gets the error. Knows nothing of devices.

/// Does `work` with ALSA's messages kept for the log. The thread stays quiet afterwards: what ALSA says when a device is
/// closed is kept too, until the next call.
#[cfg(target_os = "linux")]
pub(super) fn quietly<T>(work: impl FnOnce() -> T) -> T {
    // Each call begins an empty buffer: a device that is looked for all day fills no memory.
    let said = alsa::Output::local_error_handler().ok();
    let done = work();
    if let Some(said) = said {
        let text = said
            .borrow()
            .buffer_string(|bytes| String::from_utf8_lossy(bytes).into_owned());
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            tracing::debug!("ALSA: {line}");
        }
    }
    done
}

/// Does `work`; elsewhere the system's sound library prints nothing.
#[cfg(not(target_os = "linux"))]
pub(super) fn quietly<T>(work: impl FnOnce() -> T) -> T {
    work()
}
