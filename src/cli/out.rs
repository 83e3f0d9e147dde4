//! What the program says: the one way to standard output and standard error.
//!
//! Standard output is checked: the first write that fails (a closed pipe, a full disk) is told once and makes the exit
//! code 1. Standard error may be gone: whoever speaks there goes on. Neither ever gets a raw control character out of a
//! name or a text, which could set a terminal's title, clear it, or type into it.
//!
//! `println!`, `print!`, `eprintln!` and `eprint!` mean these here, in all of `cli`: std's would panic.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Standard output failed, and that was told.
static BROKEN: AtomicBool = AtomicBool::new(false);

/// Prints a line on standard output; see the [module](self).
macro_rules! println {
    () => { $crate::cli::out::print(format_args!("\n")) };
    ($($what:tt)*) => { $crate::cli::out::print(format_args!("{}\n", format_args!($($what)*))) };
}

/// Prints on standard output; see the [module](self).
macro_rules! print {
    ($($what:tt)*) => { $crate::cli::out::print(format_args!($($what)*)) };
}

/// Says a line on standard error; see the [module](self).
macro_rules! eprintln {
    ($($what:tt)*) => { $crate::cli::out::tell(format_args!("{}\n", format_args!($($what)*))) };
}

/// A text in which control characters can do no harm: each is shown as its picture ("␛"), line feeds and tabs stay.
pub fn harmless(text: &str) -> Cow<'_, str> {
    let harms = |c: char| c.is_control() && c != '\n' && c != '\t';
    if !text.contains(harms) {
        return Cow::Borrowed(text);
    }
    // A carriage return before a line feed only ends a line.
    let text = text.replace("\r\n", "\n");
    let picture = |c: char| match c {
        c if !harms(c) => c,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\u{7f}' => '␡',
        _ => char::REPLACEMENT_CHARACTER,
    };
    Cow::Owned(text.chars().map(picture).collect())
}

/// Prints on standard output. A failure is told once, and remembered for [`finish`].
pub fn print(what: fmt::Arguments<'_>) {
    // Told there.
    write_all(&what.to_string()).ok();
}

/// Prints a text on standard output, all of it or an error.
///
/// # Errors
/// "standard output: …" with the system's reason; after the first failure nothing more is tried.
pub fn write_all(text: &str) -> Result<(), String> {
    let mut out = Stdout;
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|error| told(&error))
}

/// Says something on standard error, if that is still there.
pub fn tell(what: fmt::Arguments<'_>) {
    put(&harmless(&what.to_string()));
}

/// Puts a text on standard error as it is, with the control characters of its own that a line rewritten in place needs; the
/// caller has made harmless what it took from elsewhere.
pub fn put(text: &str) {
    // Nobody is left to be told.
    io::stderr().write_all(text.as_bytes()).ok();
}

/// Whether standard output has failed: no more work is to be done for it.
pub fn is_broken() -> bool {
    BROKEN.load(Relaxed)
}

/// The exit code of a command that gave this one: 1 where standard output failed.
pub fn finish(code: ExitCode) -> ExitCode {
    // What is left in the buffer may fail as well.
    if let Err(error) = io::stdout().flush() {
        told(&error);
    }
    if is_broken() { ExitCode::FAILURE } else { code }
}

/// Standard output for what wants a writer: whole texts, made harmless.
#[derive(Debug)]
pub struct Stdout;

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if is_broken() {
            return Err(io::Error::from(io::ErrorKind::BrokenPipe));
        }
        let text = String::from_utf8_lossy(bytes);
        match io::stdout().write_all(harmless(&text).as_bytes()) {
            Ok(()) => Ok(bytes.len()),
            Err(error) => {
                told(&error);
                Err(error)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stdout().flush().inspect_err(|error| {
            told(error);
        })
    }
}

/// Standard error for the log, which must never fail.
#[derive(Debug)]
pub struct Stderr;

impl Write for Stderr {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        io::stderr().write_all(bytes).ok();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Tells the first failure of standard output, and says it in words.
fn told(error: &io::Error) -> String {
    let words = format!("standard output: {error}");
    if !BROKEN.swap(true, Relaxed) {
        tell(format_args!("parlance: {words}\n"));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_become_pictures() {
        assert_eq!(harmless("Änne\tand\nBob"), "Änne\tand\nBob");
        assert_eq!(
            harmless("a\u{1b}]0;title\u{7}b\rc\u{7f}\u{9b}2J\0"),
            "a␛]0;title␇b␍c␡\u{fffd}2J␀"
        );
        assert_eq!(harmless("one\r\ntwo\u{1b}"), "one\ntwo␛");
    }
}
