//! Series of things to do or done: "I need to defrost the freezer, return the library books and renew the insurance",
//! "fitted a thermostat in the hall, replaced the valve and tested the system".
//!
//! A verb counts where an object follows it right away and the words before it are the object of another one, back to a
//! first verb that "to", a modal verb or the start of the sentence shows to be one.

use super::super::clause;
use super::ends::{COMMA, NONE};
use super::sides::governs_object;
use crate::english::word_classes::{
    AUXILIARIES, COORDINATORS, DETERMINERS, MODALS, OBJECT_PRONOUNS, PREPOSITIONS, QUESTION_WORDS,
    SHORT_CLAUSES, SUBJECT_ONLY, SUBORDINATORS, verb,
};

/// Most words of the series before its conjunction.
const REACH: usize = 28;
/// Most words from one verb to the next.
const LONGEST: usize = 9;

/// The marks of the series whose last verb stands behind the conjunction at `at`: the words behind which a mark stands, or
/// surely none.
pub(super) fn marks(words: &[&str], at: usize) -> Option<Vec<(usize, usize)>> {
    let last = clause::at(words, at + 1);
    let forms = verb(last);
    let object = clause::at(words, at + 2);
    if object.is_empty() || AUXILIARIES.contains(&last) {
        return None;
    }
    let unlisted = !forms.any() && last.len() > 4 && last.ends_with("ed") && governs_object(words, at + 1);
    let past = forms.past && !forms.base || unlisted;
    if !past && !forms.base {
        return None;
    }
    let found = members(words, at, past)?;
    let first = *found.first()?;
    let mut marks: Vec<(usize, usize)> = (first..at - 1).map(|index| (index, NONE)).collect();
    marks.extend((at..at + 2).map(|index| (index, NONE)));
    marks.extend(found[1..].iter().map(|start| (start - 1, COMMA)));
    Some(marks)
}

/// Where the verbs of the series before `at` stand, first to last; `None` where there are fewer than two.
fn members(words: &[&str], at: usize, past: bool) -> Option<Vec<usize>> {
    let mut found: Vec<usize> = Vec::new();
    let mut next = at; // the verb or conjunction behind
    for index in (at.saturating_sub(REACH)..at.checked_sub(1)?).rev() {
        let word = words[index];
        if next - index > LONGEST {
            return None;
        }
        let form = if past {
            verb(word).past && !AUXILIARIES.contains(&word)
                || word.len() > 4 && word.ends_with("ed") && governs_object(words, index)
        } else {
            verb(word).base || is_unlisted(words, index)
        };
        if form && opens(words, index, past) {
            found.push(index);
            found.reverse();
            return (found.len() >= 2).then_some(found);
        }
        if form && governs_object(words, index) && next - index >= 2 && ends_object(words, index) {
            found.push(index);
            next = index;
            continue;
        }
        let breaks = AUXILIARIES.contains(&word)
            || SUBJECT_ONLY.contains(&word)
            || word == "you" && verb(clause::at(words, index + 1)).any()
            || SHORT_CLAUSES.contains(&word)
            || COORDINATORS.contains(&word)
            || QUESTION_WORDS.contains(&word)
            || SUBORDINATORS.contains(&word) && !PREPOSITIONS.contains(&word)
            || word == "to" && verb(words[index + 1]).base;
        if breaks {
            return None;
        }
    }
    None
}

/// "to iron the shirts", "paint the hall | sand the floor": a word that no list has for a verb, between an object's noun or
/// "to" and an article, where no noun can stand.
fn is_unlisted(words: &[&str], index: usize) -> bool {
    let article = DETERMINERS.contains(&clause::at(words, index + 1));
    let before = clause::before(words, index);
    let object = index > 1 && DETERMINERS.contains(&words[index - 2]) && clause::may_be_noun(before);
    article && clause::may_be_noun(words[index]) && !verb(words[index]).any() && (object || before == "to")
}

/// Whether the word at `index` can only be a verb because of what stands before it.
fn opens(words: &[&str], index: usize, past: bool) -> bool {
    let before = clause::before(words, index);
    if past {
        return before.is_empty() || SUBJECT_ONLY.contains(&before);
    }
    // "can you book a table"
    let asked = before == "you" && index > 1 && MODALS.contains(&words[index - 2]);
    let led = matches!(before, "to" | "please" | "then" | "let's");
    before.is_empty() || led || asked || MODALS.contains(&before)
}

/// Whether the words before `index` may end an object: a noun, a pronoun, "up"; no preposition or article.
fn ends_object(words: &[&str], index: usize) -> bool {
    let before = words[index - 1];
    (clause::may_be_noun(before) || OBJECT_PRONOUNS.contains(&before)) && !clause::is_finite(words, index - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let words: Vec<&str> = text.split(' ').collect();
        let and = words.iter().rposition(|word| *word == "and");
        let found = and.and_then(|at| marks(&words, at)).unwrap_or_default();
        let comma = |at: usize| if found.contains(&(at, COMMA)) { "," } else { "" };
        let shown: Vec<String> = (0..words.len())
            .map(|at| format!("{}{}", words[at], comma(at)))
            .collect();
        shown.join(" ")
    }

    #[test]
    fn things_to_do_are_parted() {
        for (heard, wanted) in [
            (
                "i need to defrost the freezer return the library books and renew the car insurance",
                "i need to defrost the freezer, return the library books and renew the car insurance",
            ),
            (
                "fitted a new thermostat in the hall replaced the valve and tested the system",
                "fitted a new thermostat in the hall, replaced the valve and tested the system",
            ),
            (
                "buy stamps collect the parcel and ring the dentist",
                "buy stamps, collect the parcel and ring the dentist",
            ),
        ] {
            assert_eq!(written(heard), wanted);
        }
    }

    #[test]
    fn nouns_and_single_verbs_are_not() {
        for heard in [
            "i need to open the box and read the letter",
            "he opened the door and left the house",
            "we need to test the water pump and check the valve",
            "the people who run the shop close the door and leave",
        ] {
            assert_eq!(written(heard), heard);
        }
    }
}
