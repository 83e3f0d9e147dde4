//! Places where no mark can stand, whatever the model thinks of them: between a subject and its verb, a verb and its object,
//! a preposition and its noun.
//!
//! Words are lower case. Knows nothing of probabilities.

use super::super::clause::{self, Start};
use super::super::numbers::{is_label, is_number, is_number_word};
use super::ends::COMMA;
use crate::english::adjectives::ADJECTIVES;
use crate::english::calendar::{DAYS, is_date_word};
use crate::english::word_classes::{
    AUXILIARIES, COORDINATORS, DETERMINERS, HAVING, MODALS, OBJECT_PRONOUNS, PREPOSITIONS, QUESTION_WORDS,
    SUBJECT_PRONOUNS, verb,
};

/// Whether no mark can stand behind the word at `at`: "what | she said", "water | the cactus", "slice them | thinly".
pub(super) fn is_held(words: &[&str], left: &[&str], at: usize, model: usize) -> bool {
    let (last, next) = (words[at], words[at + 1]);
    let previous = clause::before(words, at);
    let subject_clause = left.len() == 1
        && QUESTION_WORDS.contains(&last)
        && (clause::subject_verb(words, at + 1).is_some()
            || matches!(last, "who" | "which") && verb(next).past);
    let object = clause::begins_object(next);
    let commanded = clause::is_command(words, at) && !SUBJECT_PRONOUNS.contains(&previous)
        || matches!(previous, "don't" | "to" | "please")
        || MODALS.contains(&previous);
    let governs =
        verb(last).base && object && commanded && clause::starts(words, at + 1) != Some(Start::Sure);
    let manner = model == COMMA && OBJECT_PRONOUNS.contains(&last) && next.len() > 4 && next.ends_with("ly");
    // "do | the children need"
    let asks =
        AUXILIARIES.contains(&last) && !SUBJECT_PRONOUNS.contains(&previous) && clause::asks(words, at);
    // "… and your apple cake | was the best": the subject waits for its verb
    let tail = left
        .iter()
        .rposition(|word| COORDINATORS.contains(word))
        .map(|index| &left[index + 1..]);
    let waiting = AUXILIARIES.contains(&next)
        && tail.is_some_and(|tail| {
            tail.first().is_some_and(|word| DETERMINERS.contains(word))
                && tail.len() <= 4
                && !clause::has_verb(tail)
        });
    // "my cousin | did"
    let subject = AUXILIARIES.contains(&next)
        && (2..=3).contains(&left.len())
        && DETERMINERS.contains(&left[0])
        && left[1..].iter().all(|noun| clause::may_be_noun(noun))
        && !clause::has_verb(left);
    // "the camera above | the door was not working"
    let placed = DETERMINERS.contains(&left[0])
        && (2..=4).contains(&left.len())
        && PREPOSITIONS.contains(&last)
        && DETERMINERS.contains(&next)
        && !clause::has_finite(left);
    let time = next == "then" && matches!(last, "by" | "since" | "until" | "till" | "before");
    subject_clause
        || governs
        || manner
        || asks
        || waiting
        || subject
        || placed
        || time
        || within_subject(words, left, at, model)
        || before_noun(words, left, at)
        || before_object(words, left, at, model)
        || is_cleft(left, next)
        || is_told_of(words, left, at)
        || last == "let" && OBJECT_PRONOUNS.contains(&next)
        || is_day_with_date(words, at)
        || is_time_of_day(words, at)
        || is_sorry(words, at)
        || is_preposition_with_noun(words, at)
        || is_named(words, at)
        || is_priced(words, at)
        || has_none(words, left, at)
}

/// "she has no allergies and takes | no medicine": what somebody has none of. Not "does it have an engine | no it doesn't".
fn has_none(words: &[&str], left: &[&str], at: usize) -> bool {
    let noun = words.get(at + 2).is_some_and(|noun| {
        clause::may_be_noun(noun) && !SUBJECT_PRONOUNS.contains(noun) && !DETERMINERS.contains(noun)
    });
    words[at + 1] == "no" && HAVING.contains(&words[at]) && noun && left.len() > 1
}

/// "clause | nine", "the word | sorry", "then | step two".
fn is_named(words: &[&str], at: usize) -> bool {
    let (last, next) = (words[at], words[at + 1]);
    let word = last == "word" && clause::before(words, at) == "the";
    is_label(last) && is_number(next)
        || last == "then" && is_label(next)
        || word && matches!(next, "sorry" | "no" | "yes" | "please")
}

/// "80 pence | a kilo".
fn is_priced(words: &[&str], at: usize) -> bool {
    const UNITS: &[&str] = &[
        "kilo", "pound", "dozen", "litre", "metre", "week", "month", "day", "hour", "night", "year", "head",
        "person", "box", "bag", "bottle", "piece", "mile", "gallon", "pint", "ton", "tonne", "yard", "foot",
        "ticket", "pair",
    ];
    let last = words[at];
    let price = matches!(last, "pence" | "pounds" | "dollars" | "euros" | "cents" | "p")
        || last.starts_with(['£', '$', '€']);
    price && matches!(words[at + 1], "a" | "per" | "an") && UNITS.contains(&clause::at(words, at + 2))
}

/// "begin in | May", "send it to | Anna": a preposition that nothing is told apart behind.
fn is_preposition_with_noun(words: &[&str], at: usize) -> bool {
    let leads = matches!(
        words[at],
        "in" | "on" | "at" | "to" | "of" | "for" | "with" | "from" | "by" | "until" | "since"
    );
    leads && (is_date_word(words[at + 1]) || words[at] != "on" && words[at] != "in" && at + 2 == words.len())
}

/// "at seven | in the evening".
fn is_time_of_day(words: &[&str], at: usize) -> bool {
    let hour = is_number(words[at]) || words[at] == "o'clock";
    let day = matches!(clause::at(words, at + 3), "morning" | "afternoon" | "evening");
    hour && clause::reads(words, at + 1, "in the") && day
}

/// "I'm sorry | I missed your birthday": what somebody is sorry for.
fn is_sorry(words: &[&str], at: usize) -> bool {
    let feels = matches!(
        clause::before(words, at),
        "i'm" | "am" | "we're" | "are" | "so" | "very" | "really" | "terribly"
    );
    words[at] == "sorry"
        && feels
        && matches!(
            words[at + 1],
            "i" | "we" | "that" | "about" | "for" | "to" | "you"
        )
}

/// "Monday | the 21st of October": a day and its date.
fn is_day_with_date(words: &[&str], at: usize) -> bool {
    let dated = clause::at(words, at + 2);
    let number =
        dated.starts_with(|c: char| c.is_ascii_digit()) && dated.ends_with(|c: char| c.is_ascii_alphabetic());
    DAYS.contains(&words[at]) && words[at + 1] == "the" && number
}

/// The words behind the last conjunction, with the number of words before them.
fn tail_of<'a, 'b>(left: &'b [&'a str]) -> (usize, &'b [&'a str]) {
    let from = left
        .iter()
        .rposition(|word| {
            COORDINATORS.contains(word)
                || matches!(
                    *word,
                    "that" | "whether" | "if" | "because" | "when" | "what" | "where" | "why" | "how"
                )
        })
        .map_or(0, |index| index + 1);
    (from, &left[from..])
}

/// "nobody in the cabin | said a word", "the flashing around | the chimney has come loose": a subject that waits for its
/// verb.
fn within_subject(words: &[&str], left: &[&str], at: usize, model: usize) -> bool {
    let (_, tail) = tail_of(left);
    let Some(start) = (at + 1).checked_sub(tail.len()).filter(|_| !tail.is_empty()) else {
        return false;
    };
    // "no, not today | thanks", "so much to the mustard | said Maggie"
    if matches!(tail[0], "no" | "much") {
        return false;
    }
    let stopped = (2..5).contains(&model);
    let verb = clause::subject_verb(words, start);
    verb.is_some_and(|verb| verb > at && tail.len() > 1 && (stopped || verb == at + 1))
        && !clause::has_verb(tail)
        // "three times out of four | it fails"
        && !SUBJECT_PRONOUNS.contains(&words[at + 1])
        // "the man | we met" and "last week | the prices rose" have another subject
        && !words[start + 1..=at].iter().any(|word| SUBJECT_PRONOUNS.contains(word))
}

/// "whether the flat on | Mill Lane": a preposition right behind the first noun of a clause has its own noun behind it.
fn before_noun(words: &[&str], left: &[&str], at: usize) -> bool {
    let (_, tail) = tail_of(left);
    let opens = matches!(tail, [article, noun, place]
        if DETERMINERS.contains(article) && clause::may_be_noun(noun) && PREPOSITIONS.contains(place));
    let opens = opens
        || matches!(tail, ["everything" | "everybody" | "everyone" | "nobody" | "nothing", place]
        if PREPOSITIONS.contains(place));
    opens && (DETERMINERS.contains(&words[at + 1]) || clause::may_be_noun(words[at + 1]))
}

/// "until it forms | soft peaks", "today marks | ten years": a verb before what belongs to it.
fn before_object(words: &[&str], left: &[&str], at: usize, model: usize) -> bool {
    const FEW: usize = 4;
    const REACH: usize = 6;
    let (last, next) = (words[at], words[at + 1]);
    // "kind of, you know, hard"
    let aside = matches!(last, "know" | "mean" | "see" | "think" | "guess");
    let subject = at > 0 && !aside && matches!(words[at - 1], "it" | "he" | "she" | "they" | "we" | "you");
    let alone = !(at + 2..words.len().min(at + REACH)).any(|index| clause::is_finite(words, index));
    let described = model == COMMA && subject && alone && ADJECTIVES.contains(&next) && verb(last).any();
    let counted = left.len() <= FEW
        && verb(last).third
        && clause::is_finite(words, at)
        && is_number_word(next)
        && alone;
    described || counted
}

/// "the man | the police questioned was released": a clause about the first noun, before its verb.
fn is_told_of(words: &[&str], left: &[&str], at: usize) -> bool {
    let noun = matches!(left, [article, noun] if DETERMINERS.contains(article) && clause::may_be_noun(noun));
    noun && DETERMINERS.contains(&words[at + 1])
        && clause::subject_verb(words, at + 1).is_some_and(|verb| {
            AUXILIARIES.contains(&clause::at(words, verb + 1)) && !AUXILIARIES.contains(&words[verb])
        })
}

/// "what I mean | is that the answer is wrong".
fn is_cleft(left: &[&str], next: &str) -> bool {
    const FEW: usize = 6;
    matches!(left, ["what" | "all", subject, .., last]
        if SUBJECT_PRONOUNS.contains(subject) && verb(last).any() && left.len() <= FEW)
        && matches!(next, "is" | "was")
}

#[cfg(test)]
mod tests {
    use super::super::ends::STOP;
    use super::*;

    /// Whether a full stop is held off behind the first `len` words.
    fn held(text: &str, len: usize, mark: usize) -> bool {
        let words: Vec<&str> = text.split(' ').collect();
        is_held(&words, &words[..len], len - 1, mark)
    }

    #[test]
    fn no_mark_stands_inside_a_subject_or_before_its_verb() {
        assert!(held("nobody in the cabin said a word", 4, COMMA));
        assert!(held("the flashing around the chimney has come loose", 3, STOP));
        assert!(held("what i mean is that the answer is wrong", 3, COMMA));
        assert!(held("just to let you know", 3, COMMA));
        assert!(!held("we went home the next day", 3, STOP));
        assert!(!held("the kettle is on the guests are here", 4, STOP));
    }
}
