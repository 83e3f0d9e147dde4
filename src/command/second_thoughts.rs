//! Second thoughts about a command: taken back in the same breath ("delete the last sentence no forget it"), or meant of
//! another place in the next one ("no the first one").
//!
//! Knows only words; whether what stands before is a command, and what the last one was, is up to the caller.

use super::repair;
use super::target;

/// Words that take back what was just said, also by themselves.
const TAKES_BACK: &[&str] = &[
    "never mind",
    "nevermind",
    "never mind that",
    "forget it",
    "forget that",
];

/// Words that take it back behind "no", "oh", "actually" and the like.
const TAKES_BACK_BEHIND: &[&str] = &[
    "leave it",
    "leave that",
    "leave it as it is",
    "leave it alone",
    "leave it be",
    "don't",
    "don't do it",
    "don't do that",
    "stop",
    "cancel",
    "cancel that",
    "cancel it",
    "no",
];

/// What one says before taking something back.
const TURNS: &[&str] = &[
    "on second thought",
    "on second thoughts",
    "hang on",
    "hold on",
    "no",
    "oh",
    "ah",
    "actually",
    "wait",
    "sorry",
    "or",
];

/// What one says before naming the place that was meant, longest first.
const NOT_THAT: &[&str] = &[
    "no not that one",
    "not that one",
    "no not that",
    "not that",
    "i meant",
    "i mean",
    "oh sorry",
    "sorry",
    "wait",
    "oh",
    "no",
];

/// The words that are taken back at their end, if they are; not where the text itself says "never mind".
pub(super) fn cancelled<'a>(words: &'a [String], text: &str) -> Option<&'a [String]> {
    let alone = TAKES_BACK.iter().map(|tail| (tail, true));
    let behind = TAKES_BACK_BEHIND.iter().map(|tail| (tail, false));
    let (rest, turned, tail) = alone.chain(behind).find_map(|(tail, alone)| {
        let mut rest = without_end(words, tail)?;
        let mut turned = false;
        while let Some(shorter) = TURNS.iter().find_map(|turn| without_end(rest, turn)) {
            rest = shorter;
            turned = true;
        }
        (alone || turned).then_some((rest, turned, *tail))
    })?;
    let written = !turned && text.to_lowercase().contains(tail);
    (!rest.is_empty() && !written).then_some(rest)
}

/// The words without these at their end.
fn without_end<'a>(words: &'a [String], end: &str) -> Option<&'a [String]> {
    let end: Vec<&str> = end.split(' ').collect();
    let at = words.len().checked_sub(end.len())?;
    let same = words[at..]
        .iter()
        .zip(&end)
        .all(|(word, said)| word.eq_ignore_ascii_case(said));
    same.then(|| &words[..at])
}

/// The words that say which one was meant instead: "no the first one" is "the first one".
pub fn another(words: &[String]) -> Option<&[String]> {
    let mut rest = words;
    let begins = |rest: &[String], lead: &str| {
        let lead: Vec<&str> = lead.split(' ').collect();
        let same = rest.len() > lead.len() && rest.iter().zip(&lead).all(|(word, said)| word == said);
        same.then_some(lead.len())
    };
    while let Some(n) = NOT_THAT.iter().find_map(|lead| begins(rest, lead)) {
        rest = &rest[n..];
    }
    let which: Vec<&str> = rest.iter().map(String::as_str).collect();
    let names_one = matches!(which.as_slice(), ["the", which @ ..]
        if matches!(target::nth(which), Some((_, [] | ["one" | "ones"]))));
    (names_one && rest.len() < words.len()).then_some(rest)
}

/// The command that was said, with the one that these words name: "delete the last sentence" and "the first one" are "delete
/// the first sentence".
pub fn with_another(said: &str, which: &[String]) -> Option<String> {
    let before: Vec<String> = said.split(' ').map(str::to_owned).collect();
    repair::other_one(&before, which).map(|words| words.join(" "))
}

/// Whether these words, as [`another`] gives them, name the last one.
pub fn names_last(which: &[String]) -> bool {
    which.get(1).is_some_and(|word| word == "last" || word == "final")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_command_is_taken_back_at_its_end() {
        for (said, before) in [
            ("delete the last word no never mind", "delete the last word"),
            ("delete the last word never mind", "delete the last word"),
            ("bold arm actually leave it", "bold arm"),
            ("undo no don't", "undo"),
            ("delete arm oh no wait stop", "delete arm"),
        ] {
            let said = words(said);
            assert_eq!(cancelled(&said, ""), Some(words(before).as_slice()), "{said:?}");
        }
        assert_eq!(cancelled(&words("never mind"), ""), None);
        assert_eq!(cancelled(&words("please don't"), ""), None);
        assert_eq!(cancelled(&words("delete never mind"), "Oh, never mind."), None);
    }

    #[test]
    fn another_one_is_named_behind_a_no() {
        let which = |said: &str| another(&words(said)).map(|which| which.join(" "));
        assert_eq!(which("no the first one").as_deref(), Some("the first one"));
        assert_eq!(
            which("no i meant the second one").as_deref(),
            Some("the second one")
        );
        assert_eq!(
            which("not that one the last one").as_deref(),
            Some("the last one")
        );
        assert_eq!(which("the first one"), None);
        assert_eq!(which("no the first train leaves"), None);
        assert_eq!(
            with_another("delete the last sentence", &words("the first one")).as_deref(),
            Some("delete the first sentence")
        );
        assert_eq!(with_another("bold bar nine", &words("the first one")), None);
    }
}
