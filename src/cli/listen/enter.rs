//! "press enter", alone or behind a text: the other program's key, and no text.

use crate::transcript::Utterance;

/// How it is said.
const WAYS: [[&str; 2]; 3] = [["press", "enter"], ["press", "return"], ["hit", "enter"]];
/// Words before it with which it is told of, and not asked for: "type your name and press enter".
const TELLS: &[&str] = &[
    "and", "then", "to", "you", "i", "we", "they", "or", "not", "don't", "never", "can", "must",
];
/// Whoever asks for it behind a text pauses before, so many milliseconds at least.
const PAUSE_MS: u64 = 200;

/// A word without its marks, in small letters.
fn plain(word: &str) -> String {
    let letters = word.chars().filter(|c| c.is_alphabetic() || *c == '\'');
    letters.collect::<String>().to_lowercase()
}

fn is_way(words: &[String]) -> bool {
    WAYS.iter().any(|way| words == way)
}

/// Whether these words ask for it, and for nothing else.
pub fn is_asked(words: &str) -> bool {
    let words: Vec<String> = words.split_whitespace().map(plain).collect();
    is_way(&words)
}

/// The text before it, and whether it is asked for behind that.
pub fn split_text(words: &str) -> (&str, bool) {
    let Some((before, last)) = words.trim_end().rsplit_once(char::is_whitespace) else {
        return (words, false);
    };
    let Some((text, first)) = before.trim_end().rsplit_once(char::is_whitespace) else {
        return (words, false);
    };
    let previous = plain(text.split_whitespace().next_back().unwrap_or_default());
    let asked = is_way(&[plain(first), plain(last)]) && !TELLS.contains(&previous.as_str());
    if asked {
        (text.trim_end(), true)
    } else {
        (words, false)
    }
}

/// Takes it off the end of an utterance, and tells whether it was there.
pub fn take_off(utterance: &mut Utterance) -> bool {
    let (_, asked) = split_text(&utterance.text());
    let words = utterance.words();
    let n = words.len();
    if !asked || n < 3 || words[n - 2].start_ms.saturating_sub(words[n - 3].end_ms) < PAUSE_MS {
        return false;
    }
    for hypothesis in &mut utterance.hypotheses {
        // Another reading may end otherwise: what it says there was the same sound.
        let kept = hypothesis.words.len().saturating_sub(2);
        hypothesis.words.truncate(kept);
    }
    if let Some(written) = &mut utterance.written {
        *written = split_text(written).0.to_owned();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_asked_for_alone_or_behind_a_text() {
        assert!(is_asked("Press enter.") && is_asked("hit enter"));
        assert!(!is_asked("press enter now") && !is_asked("enter"));
        assert_eq!(
            split_text("see you at nine, press enter."),
            ("see you at nine,", true)
        );
        for told in [
            "type your name and press enter",
            "press enter",
            "enter",
            "",
            "you press enter",
        ] {
            assert_eq!(split_text(told), (told, false));
        }
    }

    #[test]
    fn behind_a_spoken_text_it_needs_a_pause() {
        let mut utterance = Utterance::from_text("see Tom press return");
        let mut at = 0;
        for word in &mut utterance.hypotheses[0].words {
            (word.start_ms, word.end_ms) = (at, at + 200);
            at += 250;
        }
        utterance.written = Some("See Tom, press return.".to_owned());
        assert!(!take_off(&mut utterance), "said without a pause");
        for word in &mut utterance.hypotheses[0].words[2..] {
            word.start_ms += 300;
            word.end_ms += 300;
        }
        assert!(take_off(&mut utterance));
        assert_eq!(utterance.text(), "see Tom");
        assert_eq!(utterance.written.as_deref(), Some("See Tom,"));
    }
}
