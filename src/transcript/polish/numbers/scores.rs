//! Scores of games: "won six four six three" → "6-4, 6-3", "we lost three two" → "3-2".

use super::cardinal::Words;
use super::lexicon::{digit, is_number_word};
use super::spans::Span;

/// Words that tell how a game ended.
const OUTCOMES: &[&str] = &[
    "won", "lost", "win", "wins", "lose", "loses", "beat", "leads", "led", "drew", "draw",
];

/// The score at `at`: sets of tennis behind an outcome or "in straight sets", or goals right behind an outcome.
pub(super) fn score(words: &Words<'_>, at: usize) -> Option<Span> {
    let told = (0..3)
        .filter_map(|back| at.checked_sub(back))
        .any(|index| OUTCOMES.contains(&words.before(index)));
    let in_sets = words.before(at) == "sets";
    match told || in_sets {
        true => sets(words, at).or_else(|| goals(words, at)),
        false => None,
    }
}

/// "six four six three": sets of tennis.
fn sets(words: &Words<'_>, at: usize) -> Option<Span> {
    let mut sets = Vec::new();
    loop {
        let len = 2 * sets.len();
        let games = (digit(words.on(at, len)), digit(words.on(at, len + 1)));
        let (Some(ours), Some(theirs)) = games else { break };
        if !(6..=7).contains(&ours.max(theirs)) || ours == theirs {
            return None;
        }
        sets.push(format!("{ours}-{theirs}"));
    }
    let len = 2 * sets.len();
    (sets.len() >= 2 && !is_number_word(words.on(at, len))).then(|| Span::new(len, sets.join(", "), "score"))
}

/// "lost three two after extra time", "beat them five three"; but "lost two three times".
fn goals(words: &Words<'_>, at: usize) -> Option<Span> {
    const BEHIND: &[&str] = &[
        "",
        "after",
        "in",
        "at",
        "on",
        "against",
        "yesterday",
        "today",
        "and",
        "but",
        "last",
        "this",
        "away",
        "with",
        "because",
    ];
    let before = words.before(at);
    let object =
        matches!(before, "them" | "us" | "him" | "her") && at > 0 && OUTCOMES.contains(&words.before(at - 1));
    let (ours, theirs) = (digit(words.get(at))?, digit(words.on(at, 1))?);
    let said = ["oh", "o"]
        .iter()
        .any(|oh| words.get(at) == *oh || words.on(at, 1) == *oh);
    // "won two one of which was lost" has no score, and a run of digits is something else.
    let ends = BEHIND.contains(&words.on(at, 2)) && !is_number_word(words.on(at, 2));
    (ends && !said && (object || OUTCOMES.contains(&before)))
        .then(|| Span::new(2, format!("{ours}-{theirs}"), "score"))
}
