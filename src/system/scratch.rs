//! What was put into the program in front since it got the keyboard. Edits of the session become characters taken away
//! before the caret, and text typed in their place.

use std::time::{Duration, Instant};

use unicode_segmentation::UnicodeSegmentation;

use super::Target;

/// Most characters that are taken away in another program: what was said further back may have been changed there, and
/// nobody sees it.
pub const FURTHEST: usize = 1_000;

/// How the program's text comes to be what the session has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing is to be done.
    None,
    /// Take away so many characters before the caret, then write this.
    Replace {
        /// Characters as people count them (grapheme clusters).
        back: usize,
        /// The text to write.
        text: String,
    },
    /// The place lies this many characters before the caret: further than [`FURTHEST`].
    TooFar(usize),
}

/// The mirror of what stands before the caret of another program.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    /// Where it stands.
    target: Option<Target>,
    put: String,
    /// Since when what stands before the caret is not known: something happened there that parlance did not do.
    disturbed: Option<Instant>,
}

impl Scratch {
    /// Whether dictation into `target` goes on where it was; otherwise a new scratch must begin.
    pub fn goes_on(&self, target: Option<&Target>) -> bool {
        self.disturbed.is_none() && self.target.as_ref() == target
    }

    /// Begins anew before the caret of `target`, where this stands already as far as is known.
    pub fn begin(&mut self, target: Option<Target>, there: String) {
        *self = Scratch {
            target,
            put: there,
            disturbed: None,
        };
    }

    /// Keys were pressed or a button, and not by parlance.
    pub fn disturb(&mut self) {
        self.disturbed.get_or_insert_with(Instant::now);
    }

    /// Whether that happened.
    pub fn is_disturbed(&self) -> bool {
        self.disturbed.is_some()
    }

    /// What was pressed no longer ago than this was no key of the program's, but one that the desktop keeps for itself.
    pub fn forgive(&mut self, within: Duration) {
        self.disturbed = self.disturbed.filter(|since| since.elapsed() > within);
    }

    /// Where it stands.
    pub fn target(&self) -> Option<&Target> {
        self.target.as_ref()
    }

    /// What was put there.
    pub fn text(&self) -> &str {
        &self.put
    }

    /// What must be done there, so that it has `wanted`.
    pub fn change_to(&self, wanted: &str) -> Change {
        let wanted = self.fit(wanted);
        let same = common(&self.put, &wanted);
        let back = self.put[same..].graphemes(true).count();
        let text = wanted[same..].to_owned();
        match (back, text.is_empty()) {
            (0, true) => Change::None,
            (back, _) if back > FURTHEST => Change::TooFar(back),
            (back, _) => Change::Replace { back, text },
        }
    }

    /// The change was made.
    pub fn has(&mut self, wanted: &str) {
        self.put = self.fit(wanted);
    }

    /// In a terminal lines are not broken: that would run them.
    fn fit(&self, wanted: &str) -> String {
        if self.target.as_ref().is_some_and(|target| target.terminal) {
            wanted.split_whitespace().collect::<Vec<_>>().join(" ")
        } else {
            wanted.to_owned()
        }
    }
}

/// Bytes at the beginning that two texts share, in whole characters as people count them.
fn common(old: &str, new: &str) -> usize {
    let pairs = old.graphemes(true).zip(new.graphemes(true));
    pairs
        .take_while(|(old, new)| old == new)
        .map(|(old, _)| old.len())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(put: &str, terminal: bool) -> Scratch {
        let mut scratch = Scratch::default();
        scratch.begin(
            Some(Target {
                id: 1,
                program: String::new(),
                pid: None,
                terminal,
            }),
            String::new(),
        );
        scratch.has(put);
        scratch
    }

    fn replace(back: usize, text: &str) -> Change {
        Change::Replace {
            back,
            text: text.to_owned(),
        }
    }

    #[test]
    fn what_is_new_is_written_and_what_is_gone_taken_back() {
        assert_eq!(scratch("", false).change_to("Hello."), replace(0, "Hello."));
        assert_eq!(
            scratch("Hello.", false).change_to("Hello. And on."),
            replace(0, " And on.")
        );
        assert_eq!(
            scratch("Come Tuesday.", false).change_to("Come Friday."),
            replace(8, "Friday.")
        );
        assert_eq!(scratch("One. Two.", false).change_to("One."), replace(5, ""));
        assert_eq!(scratch("One.", false).change_to("One."), Change::None);
    }

    #[test]
    fn characters_are_counted_as_a_backspace_takes_them() {
        // A family of four is one character, and so is an e with its accent apart.
        assert_eq!(scratch("a 👨‍👩‍👧‍👦e\u{301}", false).change_to("a "), replace(2, ""));
        // Half a character is none: the accent cannot be taken back alone.
        assert_eq!(scratch("cafe\u{301}", false).change_to("cafe"), replace(1, "e"));
    }

    #[test]
    fn far_back_is_refused() {
        let long = "word ".repeat(300);
        assert_eq!(
            scratch(&format!("Old. {long}"), false).change_to(&format!("New. {long}")),
            Change::TooFar(1_505)
        );
        assert!(matches!(
            scratch(&format!("{long}old"), false).change_to(&format!("{long}new")),
            Change::Replace { back: 3, .. }
        ));
    }

    #[test]
    fn terminals_get_no_line_feeds() {
        let change = scratch("", true).change_to("ls\n\npwd");
        assert_eq!(change, replace(0, "ls pwd"));
        assert_eq!(scratch("", false).change_to("a\n\nb"), replace(0, "a\n\nb"));
    }

    #[test]
    fn a_scratch_ends_with_its_target_or_a_foreign_key() {
        let mut scratch = scratch("Hello", false);
        let target = scratch.target().cloned();
        assert!(scratch.goes_on(target.as_ref()));
        assert!(!scratch.goes_on(None));
        scratch.disturb();
        assert!(!scratch.goes_on(target.as_ref()));
        scratch.forgive(Duration::from_secs(60));
        assert!(scratch.goes_on(target.as_ref()));
        scratch.disturb();
        scratch.forgive(Duration::ZERO);
        assert!(scratch.is_disturbed());
        scratch.begin(target.clone(), String::new());
        assert!(scratch.goes_on(target.as_ref()) && scratch.text().is_empty());
    }
}
