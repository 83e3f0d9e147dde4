//! Self-corrections: "at two, no, at three" → "at three"; "to Anna, I mean Maria" → "to Maria".
//!
//! A correction is the wrong words (reparandum), an edit term, and the right words (repair). The repair tells how
//! much was wrong: it starts anew at a word that was said before, or puts a word of the same kind in its place.

use super::super::token::{Token, Trail};
use super::lexicon::{OPENERS, QUESTIONS, class, is_function_word};
use super::{cut, ends_thought, is_comma, reads, set_off_after, set_off_before};

/// How surely an edit term announces a correction.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    /// "no", "sorry", "actually": an ordinary word; only with a clear repair behind it.
    Weak,
    /// "I mean", "or rather": may also be an aside.
    Medium,
    /// "no wait", "no I mean": hardly anything else.
    Strong,
}

/// Parts of edit terms with their weight. A run of parts is the edit term: one light part is weak, a heavy one
/// alone may be an aside, two together are hardly anything else.
const PARTS: &[(&str, u32)] = &[
    ("let me rephrase", 2),
    ("i mean to say", 3),
    ("scratch that", 2),
    ("make that", 1),
    ("i meant", 2),
    ("i mean", 2),
    ("dang it", 2),
    ("my bad", 2),
    ("hold on", 1),
    ("excuse me", 1),
    ("oops", 2),
    ("whoops", 2),
    ("no", 1),
    ("sorry", 1),
    ("wait", 1),
    ("actually", 1),
];

/// Parts that count only behind another one.
const JOINED: &[&str] = &["rather", "instead", "maybe", "just", "well"];

/// Carries out the corrections that are sure.
pub(super) fn corrections(tokens: &mut Vec<Token>, trail: &mut Trail) {
    let mut at = 1;
    while at < tokens.len() {
        let found = term(tokens, at).and_then(|(end, strength)| {
            let start = reparandum(tokens, at, end, strength)?;
            Some((start, end))
        });
        match found {
            Some((start, end)) => {
                cut(tokens, start..end, "self-correction", trail);
                at = start.max(1);
            }
            None => at += 1,
        }
    }
    restarts(tokens, trail);
}

/// The edit term at `at`, commas inside passed over: its end and strength.
fn term(tokens: &[Token], at: usize) -> Option<(usize, Strength)> {
    let (mut end, mut weight, mut heavy, mut parts) = (at, 0, false, 0);
    loop {
        let mut next = end;
        while next > at && tokens.get(next).is_some_and(is_comma) {
            next += 1;
        }
        let token = tokens.get(next)?;
        if is_hesitation(token) {
            // "er no": hesitation makes a correction likelier but is none by itself.
            end = next + 1;
            parts += 1;
        } else if let Some((words, value)) = PARTS.iter().find(|(words, _)| reads(tokens, next, words)) {
            end = next + words.split(' ').count();
            (weight, heavy, parts) = (weight + value, heavy || *value > 1, parts + 1);
        } else if next == at && (token.is("or") || token.is("oh") || token.is("ah")) {
            end = next + 1;
            parts += usize::from(token.is("or"));
        } else if parts > 0 && JOINED.iter().any(|word| token.is(word)) {
            end = next + 1;
            (weight, parts) = (
                weight + u32::from(token.is("rather") || token.is("instead")),
                parts + 1,
            );
        } else {
            break;
        }
    }
    while tokens.get(end).is_some_and(is_comma) {
        end += 1;
    }
    let strength = match (weight, parts) {
        (0, _) => return None,
        (_, 2..) => Strength::Strong,
        _ if heavy => Strength::Medium,
        _ => Strength::Weak,
    };
    Some((end, strength))
}

fn is_hesitation(token: &Token) -> bool {
    ["um", "uh", "er", "erm", "err", "errm"]
        .iter()
        .any(|filler| token.is(filler))
}

/// Where the wrong words begin, when the repair at `end` makes it clear.
fn reparandum(tokens: &[Token], at: usize, end: usize, strength: Strength) -> Option<usize> {
    let first = tokens.get(end).filter(|token| token.is_word())?;
    let word = first.text.to_lowercase();
    let left = thought_start(tokens, at);
    let before = words_back(tokens, left, at);
    let last = *before.first()?;
    let last_word = tokens[last].text.to_lowercase();
    let set_off = set_off_before(tokens, at)
        && set_off_after(tokens, end)
        && (tokens[at - 1].pause_ms.is_some() || is_comma(&tokens[at - 1]));
    let asks = QUESTIONS.contains(&tokens[left].text.to_lowercase().as_str());
    let plain_no = tokens[at].is("no");
    if QUESTIONS.contains(&word.as_str()) && (strength >= Strength::Medium || plain_no) {
        let starts_alike = asks || is_opening_preposition(tokens, left);
        let that_question = reads(tokens, at, "i mean") && !starts_alike;
        if starts_alike || strength == Strength::Strong && !that_question {
            return Some(left);
        }
    }
    let same_kind = || class(&word).and_then(|kind| same_class(tokens, &before, kind));
    if strength == Strength::Weak && !plain_no && !tokens[at].is("sorry") && !set_off {
        return same_kind(); // "at two actually three", and nothing less clear
    }
    if let Some(start) = same_word(tokens, &before, &word, strength).or_else(same_kind) {
        return Some(start);
    }
    let content = |word: &str| !is_function_word(word) && !QUESTIONS.contains(&word);
    let single = content(&last_word) && content(&word);
    let left_over = tokens.len() - end;
    match strength {
        Strength::Strong if single => Some(last),
        Strength::Medium if single && (set_off && !is_verb_like(&word) || left_over <= 3) => Some(last),
        // "which government no group": a question rarely holds "… no …" otherwise.
        Strength::Weak if single && asks && plain_no && !SAYING.contains(&last_word.as_str()) => Some(last),
        Strength::Weak if single && set_off && plain_no && left_over <= 2 => Some(last),
        _ => None,
    }
}

/// Verbs behind which "no" is what was said.
const SAYING: &[&str] = &[
    "say", "says", "said", "saying", "answer", "answered", "means", "vote", "voted", "take", "takes",
];

/// Whether the thought opens like "in what year".
fn is_opening_preposition(tokens: &[Token], left: usize) -> bool {
    let opens = OPENERS.iter().any(|word| tokens[left].is(word));
    opens
        && tokens
            .get(left + 1)
            .is_some_and(|token| QUESTIONS.iter().any(|word| token.is(word)))
}

fn is_verb_like(word: &str) -> bool {
    word.ends_with("ing") || word.ends_with("ed")
}

/// The first token of the thought that `at` belongs to.
fn thought_start(tokens: &[Token], at: usize) -> usize {
    tokens[..at]
        .iter()
        .rposition(ends_thought)
        .map_or(0, |index| index + 1)
}

/// Word positions before `at`, nearest first, back to `left`; a mark other than a comma ends the search.
fn words_back(tokens: &[Token], left: usize, at: usize) -> Vec<usize> {
    let mut back = Vec::new();
    for index in (left..at).rev() {
        if tokens[index].is_word() && !tokens[index].locked {
            back.push(index);
        } else if !is_comma(&tokens[index]) {
            break;
        }
    }
    back
}

/// The nearest earlier "at" when the repair starts with "at".
fn same_word(tokens: &[Token], before: &[usize], word: &str, strength: Strength) -> Option<usize> {
    let subject = matches!(
        word,
        "i" | "you" | "he" | "she" | "we" | "they" | "it" | "there" | "that's" | "it's"
    );
    let reach = match strength {
        Strength::Weak => 4,
        Strength::Medium if subject => return None, // "I went home, I mean I left": an aside
        Strength::Medium => 5,
        Strength::Strong => 7,
    };
    let function = OPENERS.contains(&word);
    if strength == Strength::Weak && !function {
        return None;
    }
    before
        .iter()
        .take(reach)
        .copied()
        .find(|index| tokens[*index].is(word))
}

/// The nearest word of the same kind among the last three; a number takes all its words with it.
fn same_class(tokens: &[Token], before: &[usize], kind: &str) -> Option<usize> {
    let position = before
        .iter()
        .take(3)
        .position(|index| class(&tokens[*index].text.to_lowercase()) == Some(kind))?;
    let mut start = before[position];
    while kind == "number"
        && start > 0
        && class(&tokens[start - 1].text.to_lowercase()) == Some("number")
        && tokens[start - 1].is_word()
    {
        start -= 1;
    }
    Some(start)
}

/// "why did er when did the war begin": a question begun again after a hesitation.
fn restarts(tokens: &mut Vec<Token>, trail: &mut Trail) {
    let mut at = 1;
    while at + 1 < tokens.len() {
        let left = thought_start(tokens, at);
        let begun = at - left <= 6 && left < at && QUESTIONS.iter().any(|word| tokens[left].is(word));
        let again = tokens
            .get(at + 1)
            .is_some_and(|token| QUESTIONS.iter().any(|word| token.is(word)));
        if is_hesitation(&tokens[at]) && begun && again {
            cut(tokens, left..at + 1, "false start", trail);
            at = left.max(1);
        } else {
            at += 1;
        }
    }
}
