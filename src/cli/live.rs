//! What a person at the terminal sees while dictating: live words, questions, notices.

use std::io::IsTerminal;

use super::out::{harmless, put};
use crate::session::Session;
use crate::transcript::Notice;

/// Live text on a terminal: one line, rewritten; nothing when standard error is no terminal.
pub(super) struct Live {
    terminal: bool,
    /// A microphone: say when it is ready.
    pub(super) announce: bool,
    shown: bool,
}

impl Live {
    pub(super) fn new() -> Self {
        Live {
            terminal: std::io::stderr().is_terminal(),
            announce: false,
            shown: false,
        }
    }

    /// Only now is it true that words are heard.
    pub(super) fn ready(&mut self) {
        if self.announce {
            self.line("ready");
        }
    }

    pub(super) fn show(&mut self, session: &Session) {
        if !self.terminal {
            return;
        }
        let view = session.view();
        let whole: String = format!(
            "{}\u{1b}[2m{}\u{1b}[0m",
            harmless(tail(view.text, 60)),
            harmless(tail(view.live.0, 60))
        );
        put(&format!("\r\u{1b}[K{}", whole.replace('\n', " ")));
        self.shown = true;
    }

    pub(super) fn line(&mut self, what: &str) {
        self.clear();
        eprintln!("parlance: {what}");
    }

    /// What waits for an answer, with the numbers to answer by.
    pub(super) fn question(&mut self, session: &Session) {
        let view = session.view();
        self.line(&view.message.to_string());
        for (choice, number) in view.choices.iter().zip(1..) {
            eprintln!("  {number}. {}", choice.label);
        }
    }

    pub(super) fn clear(&mut self) {
        if std::mem::take(&mut self.shown) {
            put("\r\u{1b}[K");
        }
    }
}

/// The last characters of a text.
fn tail(text: &str, n: usize) -> &str {
    let start = text
        .char_indices()
        .rev()
        .nth(n.saturating_sub(1))
        .map_or(0, |(at, _)| at);
    &text[start..]
}

pub(super) fn in_words(notice: &Notice) -> String {
    match notice {
        Notice::DeviceLost { device } => format!("{device} is gone; waiting for it, your text is safe"),
        Notice::DeviceBack { device } => format!("{device} is back"),
        Notice::Microphone { message, .. }
        | Notice::StoreTrouble { message }
        | Notice::Recording { message }
        | Notice::Track { message }
        | Notice::Recogniser { message } => message.clone(),
        Notice::Muted => "only silence arrives: is the microphone muted?".to_owned(),
        Notice::Unmuted => "sound arrives again".to_owned(),
        Notice::Dropped { ms } => format!("the machine was too busy: {ms} ms of sound were lost"),
        Notice::Lag { ms: 0 } => "caught up".to_owned(),
        Notice::Lag { ms } => format!("{:.1} s behind", *ms as f64 / 1_000.0),
    }
}
