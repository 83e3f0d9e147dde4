//! Fillers, repetitions, false starts and self-corrections go: what a careful typist would not have written.
//!
//! A wrong removal costs more than a missed one: every rule needs evidence in the words around (or a pause), and
//! `parlance bench polish` counts the words taken from fluent prose. Knows no punctuation but the marks that
//! stand there already, and nothing of meaning.

mod lexicon;
mod repair;
mod restart;

use super::token::{Kind, Token, Trail, phrase};
use lexicon::{FILLERS, REPEATABLE, STUTTERED, is_function_word, is_number};

/// A silence around a phrase that sets it off, in milliseconds.
const SET_OFF_MS: u32 = 120;

/// A silence after which a thought begins anew, in milliseconds.
const NEW_THOUGHT_MS: u32 = 400;

/// Removes what a careful typist would not have written.
pub(super) fn remove(tokens: &mut Vec<Token>, trail: &mut Trail) {
    loop {
        let before = tokens.len();
        repair::corrections(tokens, trail);
        fillers(tokens, trail);
        asides(tokens, trail);
        fragments(tokens, trail);
        repetitions(tokens, trail);
        restart::remove(tokens, trail);
        if tokens.len() == before {
            return;
        }
    }
}

/// Takes `range` out, with a comma that would be left over, and notes it.
fn cut(tokens: &mut Vec<Token>, range: std::ops::Range<usize>, rule: &'static str, trail: &mut Trail) {
    let mut end = range.end;
    let starts_thought = range.start == 0 || ends_thought(&tokens[range.start - 1]);
    let comma_before = range.start > 0 && is_comma(&tokens[range.start - 1]);
    if (starts_thought || comma_before) && tokens.get(end).is_some_and(is_comma) {
        end += 1;
    }
    let mut start = range.start;
    if comma_before && tokens.get(end).is_none_or(ends_thought) {
        start -= 1; // "nice, um." leaves no comma behind
    } else if comma_before && end > range.end && range.start > 1 && leans_on(&tokens[range.start - 2]) {
        start -= 1; // "kind of, you know, hard": both commas were the aside's
    }
    trail.rule(phrase(&tokens[range.clone()]), "", rule);
    let capital = tokens[range.clone()]
        .iter()
        .find(|token| token.is_word())
        .is_some_and(|token| starts_upper(&token.text));
    let pause = tokens[end - 1].pause_ms;
    tokens.drain(start..end);
    if let Some(previous) = start.checked_sub(1).and_then(|index| tokens.get_mut(index)) {
        // The silence before and after the cut is one silence; hesitation is no sentence end.
        previous.pause_ms = match (previous.pause_ms, pause) {
            (Some(left), Some(right)) if rule == "filler" => Some(left.min(right)),
            (left, right) => left.and(right),
        };
    }
    let next = tokens
        .get_mut(start)
        .filter(|token| token.is_word() && !token.locked);
    if let Some(next) = next.filter(|_| capital && starts_thought) {
        next.text = super::capitals::capitalise(&next.text);
    }
}

/// Whether the word belongs to what follows, so that no comma can stand behind it.
fn leans_on(token: &Token) -> bool {
    is_one(Some(token), lexicon::PHRASE_OPENERS)
        || is_one(Some(token), &["is", "was", "are", "were", "it's", "i'm"])
}

fn starts_upper(text: &str) -> bool {
    text.starts_with(char::is_uppercase) && !matches!(text, "I" | "I'm" | "I'll" | "I've" | "I'd")
}

fn is_comma(token: &Token) -> bool {
    matches!(token.kind, Kind::Mark(_)) && token.text == "," && !token.locked
}

/// A mark or break after which a new thought begins.
fn ends_thought(token: &Token) -> bool {
    token.kind == Kind::Break || token.ends_sentence()
}

/// Whether a phrase is set off at `at`: utterance or thought border, comma, filler, or a pause before it.
fn set_off_before(tokens: &[Token], at: usize) -> bool {
    at.checked_sub(1).is_none_or(|index| {
        let token = &tokens[index];
        !token.is_word() || token.pause_ms.is_some_and(|ms| ms >= SET_OFF_MS)
    })
}

/// Whether the word before `end` is set off from what follows.
fn set_off_after(tokens: &[Token], end: usize) -> bool {
    tokens.get(end).is_none_or(|token| !token.is_word())
        || tokens[end - 1].pause_ms.is_some_and(|ms| ms >= SET_OFF_MS)
}

/// Whether the words at `at` read `words`.
fn reads(tokens: &[Token], at: usize, words: &str) -> bool {
    words
        .split(' ')
        .enumerate()
        .all(|(index, word)| tokens.get(at + index).is_some_and(|token| token.is(word)))
}

/// "um", "uh" and their kin.
fn fillers(tokens: &mut Vec<Token>, trail: &mut Trail) {
    let mut at = 0;
    while at < tokens.len() {
        if FILLERS.iter().any(|filler| tokens[at].is(filler)) {
            // "you uh you should": the hesitation tells that the word was said twice by mistake.
            let twice = at > 0 && at + 1 < tokens.len() && same(tokens, at - 1, at + 1, 1);
            // "twenty um twenty five" is one number, "two um two of them" may be two.
            let longer = tokens
                .get(at + 2)
                .is_some_and(|next| next.is_word() && is_number(&next.text));
            let meant = |word: &Token| {
                is_number(&word.text) && !longer || ["no", "yes", "yeah"].iter().any(|plain| word.is(plain))
            };
            if twice && !meant(&tokens[at - 1]) {
                at -= 1;
                cut(tokens, at..at + 2, "repetition", trail);
                continue;
            }
            cut(tokens, at..at + 1, "filler", trail);
        } else {
            at += 1;
        }
    }
}

/// "you know", "I mean" and "like" between pauses or commas, where nothing depends on them.
fn asides(tokens: &mut Vec<Token>, trail: &mut Trail) {
    for aside in ["you know", "i mean", "like"] {
        let len = aside.split(' ').count();
        let mut at = 0;
        while at + len <= tokens.len() {
            if reads(tokens, at, aside) && is_aside(tokens, at, len, aside) {
                cut(tokens, at..at + len, "filler", trail);
            } else {
                at += 1;
            }
        }
    }
}

/// Whether the words of `aside` at `at` stand there for nothing.
fn is_aside(tokens: &[Token], at: usize, len: usize, aside: &str) -> bool {
    let before = at.checked_sub(1).map(|index| &tokens[index]);
    let next = tokens.get(at + len);
    let word_before = before.filter(|token| token.is_word());
    if aside == "like" && is_one(word_before, lexicon::BEFORE_LIKE) && is_one(next, lexicon::SUBJECTS) {
        return !is_one(tokens.get(at + len + 1), &["said", "say", "told", "mentioned"]);
    }
    let starts = before.is_none_or(ends_thought);
    let late = before.is_some_and(|token| token.pause_ms.is_some_and(|ms| ms >= NEW_THOUGHT_MS));
    // "I mean, it's late" is how people begin, and "well, I mean, it's late".
    let past_comma = at
        .checked_sub(1 + usize::from(before.is_some_and(is_comma)))
        .and_then(|index| tokens.get(index));
    let opens = starts || late || is_one(past_comma, OPENINGS);
    let kept = match aside {
        "i mean" => opens,
        "like" => starts || late || is_one(next, &["if", "when", "the", "a", "an"]),
        // "you know better", "most of you know, as I do"
        _ => {
            let past_comma = tokens.get(at + len + usize::from(next.is_some_and(is_comma)));
            let paused = tokens[at + len - 1]
                .pause_ms
                .is_some_and(|ms| ms >= 2 * SET_OFF_MS);
            let known = if paused { &AFTER_KNOW[..7] } else { AFTER_KNOW };
            is_one(past_comma, known) || is_one(word_before, BEFORE_KNOW)
        }
    };
    // "I mean it": with nothing else behind, it is what was said.
    let rest = tokens[at + len..]
        .iter()
        .take_while(|token| !ends_thought(token))
        .filter(|token| token.is_word())
        .count();
    let follows = next.is_some_and(|token| token.is_word() || is_comma(token));
    let depends = rest <= 1 && starts || !follows;
    !kept && set_off_before(tokens, at) && set_off_after(tokens, at + len) && !depends
}

/// Whether there is a word here and it is one of these.
fn is_one(token: Option<&Token>, words: &[&str]) -> bool {
    token.is_some_and(|token| words.iter().any(|word| token.is(word)))
}

/// Words that open a thought before its first words.
const OPENINGS: &[&str] = &[
    "yeah", "yes", "no", "well", "and", "but", "so", "oh", "or", "because", "okay",
];

/// With these before it, "you know" is what was said.
const BEFORE_KNOW: &[&str] = &[
    "of",
    "do",
    "did",
    "does",
    "don't",
    "as",
    "if",
    "what",
    "that",
    "than",
    "who",
    "how",
    "when",
    "where",
    "why",
    "to",
    "all",
    "everything",
    "everyone",
    "someone",
    "anyone",
    "anything",
    "something",
    "only",
    "thing",
    "things",
    "people",
    "person",
    "way",
    "devil",
];

/// With these behind it, "you know" is what was said; the first seven even after a pause.
const AFTER_KNOW: &[&str] = &[
    "and",
    "more",
    "as",
    "or",
    "versus",
    "better",
    "best",
    "nothing",
    "what",
    "how",
    "that",
    "him",
    "her",
    "it",
    "them",
    "who",
    "where",
    "when",
    "why",
    "if",
    "me",
    "about",
    "very",
    "well",
    "full",
    "perfectly",
];

/// Words broken off ("epi-").
fn fragments(tokens: &mut Vec<Token>, trail: &mut Trail) {
    let mut at = 0;
    while at < tokens.len() {
        let token = &tokens[at];
        let broken = token.is_word() && !token.locked && token.text.len() > 1 && token.text.ends_with('-');
        if !broken {
            at += 1;
            continue;
        }
        let core = token.text.trim_end_matches('-').to_lowercase();
        let next = tokens
            .get(at + 1)
            .filter(|next| next.is_word())
            .map(|next| next.text.to_lowercase());
        let is_start_of_next = next.is_some_and(|next| next.starts_with(&core));
        if is_start_of_next || !is_function_word(&core) && core.len() <= 3 {
            cut(tokens, at..at + 1, "false start", trail);
        } else {
            at += 1;
        }
    }
}

/// Words and phrases said twice in a row; the first goes.
fn repetitions(tokens: &mut Vec<Token>, trail: &mut Trail) {
    for len in (1..=6).rev() {
        let mut at = 0;
        while at + 2 * len <= tokens.len() {
            let comma = usize::from(tokens.get(at + len).is_some_and(is_comma));
            let second = at + len + comma;
            if second + len <= tokens.len()
                && same(tokens, at, second, len)
                && is_slip(tokens, at, second, len)
            {
                let tail = tokens.get(second + len).filter(|token| is_comma(token)).is_some();
                cut(tokens, at..second, "repetition", trail);
                if tail && comma == 1 && len == 1 {
                    tokens.remove(at + len); // "the, the, house"
                }
            } else {
                at += 1;
            }
        }
    }
}

/// Whether two stretches of `len` words read the same.
fn same(tokens: &[Token], first: usize, second: usize, len: usize) -> bool {
    (0..len).all(|index| {
        let (left, right) = (&tokens[first + index], &tokens[second + index]);
        left.is_word()
            && right.is_word()
            && !left.locked
            && !right.locked
            && left.text.eq_ignore_ascii_case(&right.text)
    })
}

/// Whether saying it twice was a slip: "we should we should", not "very very", "had had", "two two".
fn is_slip(tokens: &[Token], at: usize, second: usize, len: usize) -> bool {
    let word = |index: usize| tokens[index].text.to_lowercase();
    if len == 1 {
        let paused = tokens[at].pause_ms.is_some_and(|ms| ms >= SET_OFF_MS) || second > at + 1;
        let left = repair::thought_start(tokens, at);
        match word(at).as_str() {
            // "will will come": the first one is called Will
            "will" if left == at => return is_one(tokens.get(second + 1), lexicon::SUBJECTS),
            // "log on on friday" is right, "on on friday" at the start is not
            "in" | "on" | "is" if left == at => return true,
            "is" => {
                return !tokens[left..at]
                    .iter()
                    .any(|token| KEEPS_IS.iter().any(|word| token.is(word)));
            }
            "so" | "you" if starts_clause(tokens, at, second) => return true,
            short if short.contains('\'') => return true, // "he's he's"
            _ => {}
        }
        let listed = STUTTERED.contains(&word(at).as_str()) && !joins_clauses(tokens, at, second);
        // Before a verb particle or at the end, "in in" and "on on" may be right: they are not in the list.
        return listed
            || paused
                && is_function_word(&word(at))
                && !REPEATABLE.contains(&word(at).as_str())
                && !joins_clauses(tokens, at, second);
    }
    let words: Vec<String> = (at..at + len).map(word).collect();
    let joined = |word: &String| matches!(word.as_str(), "and" | "by" | "or" | "after" | "no" | "yes");
    let edge = len == 2 && (joined(&words[0]) || joined(&words[1])); // "over and over and", "step by step by"
    // "from year to year to show": no slip either; "want to want to" is one.
    let edge = edge
        || len == 2
            && words[1] == "to"
            && !is_function_word(&words[0])
            && !LEAN_ON_TO.contains(&words[0].as_str());
    let anchored = words.iter().any(|word| lexicon::ANCHORS.contains(&word.as_str()));
    // Said a third time on purpose: "I know I know I know".
    let chant = second + 2 * len <= tokens.len() && same(tokens, second, second + len, len);
    !edge
        && anchored
        && !is_clause(&words)
        && !chant
        && (words.starts_with(&["one".to_owned(), "of".to_owned()])
            || !words.iter().any(|word| is_number(word)))
        && !lexicon::CHANTS.contains(&words.join(" ").as_str())
}

/// Whether a word said twice opens a clause: "so so we left", "and you you should"; "it was so so" and "do you you
/// know" are something else.
fn starts_clause(tokens: &[Token], at: usize, second: usize) -> bool {
    let before = at.checked_sub(1).map(|index| &tokens[index]);
    let opens = before.is_none_or(|token| !token.is_word()) || is_one(before, BEFORE_SUBJECT);
    let next = tokens.get(second + 1);
    match tokens[at].is("so") {
        true => opens && is_one(next, lexicon::SUBJECTS),
        false => opens && (is_one(next, lexicon::AUXILIARIES) || is_one(next, lexicon::VERBS_OF_SAYING)),
    }
}

/// With one of these before it, "is is" may be right: "what it is is a mess".
const KEEPS_IS: &[&str] = &[
    "what", "who", "where", "how", "why", "which", "when", "whatever", "whoever", "all", "that", "it",
];

/// Whether the words are a whole clause: "it's crazy", "I moved to Canada". That is said twice on purpose; a slip
/// breaks off before its end.
fn is_clause(words: &[String]) -> bool {
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return false;
    };
    let subject =
        lexicon::SUBJECTS.contains(&first.as_str()) || lexicon::AUXILIARIES.contains(&first.as_str());
    let waits = is_function_word(last)
        || lexicon::VERBS_OF_SAYING.contains(&last.as_str())
        || LEAN_ON_TO.contains(&last.as_str())
        || last.ends_with("ing");
    subject && !waits && (words.len() > 2 || first.contains('\''))
}

/// Verbs that "to" belongs to.
const LEAN_ON_TO: &[&str] = &[
    "want", "wants", "going", "need", "needs", "trying", "try", "used", "got", "get", "able", "like",
    "ought", "about", "had", "supposed",
];

/// Whether one clause ends and another begins between two equal words: "as I read it it seemed", "hearing this
/// this will", "wherever it was was weighing".
fn joins_clauses(tokens: &[Token], at: usize, second: usize) -> bool {
    let before = at
        .checked_sub(1)
        .map(|index| &tokens[index])
        .filter(|token| token.is_word());
    let next = tokens.get(second + 1);
    match tokens[at].text.to_lowercase().as_str() {
        "it" => before.is_some() && !is_one(before, BEFORE_SUBJECT),
        "this" | "these" | "those" => is_one(next, lexicon::AUXILIARIES),
        "was" | "were" | "are" | "has" | "have" | "will" | "would" | "could" | "should" => {
            tokens[at.saturating_sub(5)..at].iter().any(|token| {
                is_one(Some(token), lexicon::QUESTIONS) || token.text.ends_with("ever") || token.is("that")
            })
        }
        _ => false,
    }
}

/// Words before which "it" begins a clause.
const BEFORE_SUBJECT: &[&str] = &[
    "and", "but", "that", "if", "so", "because", "when", "as", "since", "while", "what", "how", "why",
    "then", "where", "think", "well", "yeah",
];
