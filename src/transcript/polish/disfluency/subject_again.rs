//! False starts after which the same subject comes again with a verb of its own: "the nurse went to the nurse called
//! the doctor", "she has been she was in court", "what i what we need".
//!
//! What breaks off must end at a word that cannot end a clause, or the words before it be said again; what begins anew
//! must be a clause. A subject behind a verb or a preposition is part of something larger and stays.

use std::ops::Range;

use super::super::clause::{self, may_be_noun};
use super::super::token::{Token, is_one};
use super::lexicon::{AUXILIARIES, MODALS, QUESTIONS, SUBJECTS, THOUGHT_OPENERS};
use super::{
    is_comma, is_same_at, is_subject_at, is_turned_at, is_word_at, set_off_before, word_at, words_on,
};
use crate::english::word_classes::{BE, DETERMINERS, OBJECT_PRONOUNS, POSSESSIVES};

/// Most words of a start that breaks off.
const LONGEST_START: usize = 8;

/// Where the false start begins that ends before the word at `at`.
pub(super) fn begun(tokens: &[Token], at: usize) -> Option<usize> {
    noun_again(tokens, at)
        .or_else(|| perfect_again(tokens, at))
        .or_else(|| tense_again(tokens, at))
        .or_else(|| question_word_again(tokens, at))
        .or_else(|| question_again(tokens, at))
        .or_else(|| there_again(tokens, at))
        .or_else(|| condition_again(tokens, at))
        .or_else(|| adverb_again(tokens, at))
}

/// Whether nothing but openers stands between the start of the thought and `start`.
fn opens(tokens: &[Token], start: usize) -> bool {
    super::opens(tokens, start, THOUGHT_OPENERS)
}

/// "the players can the players must save": a subject with a noun and its verb, then both anew.
fn noun_again(tokens: &[Token], at: usize) -> Option<usize> {
    let first = tokens.get(at).filter(|token| is_one(*token, DETERMINERS))?;
    let again = words_on(tokens, at);
    let again: Vec<&str> = again.iter().map(String::as_str).collect();
    let verb = clause::subject_verb(&again, 0).filter(|verb| *verb >= 2)?;
    let before = at.checked_sub(1)?;
    let last = before.checked_sub(usize::from(is_comma(&tokens[before])))?;
    let earliest = last.saturating_sub(LONGEST_START);
    (earliest..last)
        .rev()
        .filter(|start| tokens[*start].is(&first.text))
        .find(|start| is_same_start(tokens, *start..last + 1, &again, verb))
}

/// Whether the words of `start` begin as `again` does, whose verb is at `verb`, and break off.
fn is_same_start(tokens: &[Token], start: Range<usize>, again: &[&str], verb: usize) -> bool {
    if tokens[start.clone()]
        .iter()
        .any(|token| !token.is_word() || token.locked)
    {
        return false;
    }
    let begun = words_on(tokens, start.start);
    let begun: Vec<&str> = begun.iter().take(start.len()).map(String::as_str).collect();
    let same = clause::subject_verb(&begun, 0) == Some(verb) && begun[..verb] == again[..verb];
    let waits = breaks_off(&begun, verb) && opens_clause(tokens, start.start, begun.len() == verb + 1)
        || lacks_object(&begun, again, verb) && opens_clause(tokens, start.start, true);
    same && waits && again.len() > verb + 1
}

/// Whether a clause may begin at `start`: where a thought begins, behind a pause, or, unless it must be `strict`, behind
/// a conjunction.
fn opens_clause(tokens: &[Token], start: usize, strict: bool) -> bool {
    const JOINS: &[&str] = &["and", "but", "so", "because", "that", "if", "when"];
    opens(tokens, start)
        || set_off_before(tokens, start)
        || !strict && start > 0 && is_one(&tokens[start - 1], JOINS)
}

/// Whether a clause whose verb is at `verb` breaks off at a word that something must follow.
fn breaks_off(begun: &[&str], verb: usize) -> bool {
    // "the problem is the car was never serviced"
    const HOLD_CLAUSES: &[&str] = &[
        "thing", "problem", "question", "point", "truth", "fact", "answer", "idea", "reason", "issue",
        "news", "trouble", "catch", "result", "rule",
    ];
    const LEAN_ON: &[&str] = &["to", "at", "for", "with", "from", "of", "into", "onto", "about"];
    let Some(last) = begun.last() else { return false };
    if AUXILIARIES.contains(last) {
        return begun.len() == verb + 1 && !HOLD_CLAUSES.contains(&begun[verb - 1]);
    }
    // "the pair had nobody to talk to": the preposition's noun stands before it
    let stranded = begun.len() > verb + 3 && begun[begun.len() - 3] == "to";
    let article = matches!(*last, "the" | "a" | "an") || POSSESSIVES.contains(last) && *last != "her";
    article || LEAN_ON.contains(last) && !stranded
}

/// Whether the verb, which was the last word, is said again and has an object then: "the nurse called the nurse called
/// the doctor".
fn lacks_object(begun: &[&str], again: &[&str], verb: usize) -> bool {
    let object = |word: &&str| clause::begins_object(word);
    begun.len() == verb + 1 && begun[verb] == again[verb] && again.get(verb + 1).is_some_and(object)
}

/// "she has been she was in court", "you could have you should have told me": the same pronoun behind two auxiliaries that
/// wait for a verb.
fn perfect_again(tokens: &[Token], at: usize) -> Option<usize> {
    let start = at.checked_sub(3).filter(|_| is_subject_at(tokens, at))?;
    let waits = is_one(&tokens[start + 1], AUXILIARIES)
        && match is_one(&tokens[start + 1], MODALS) {
            true => is_one(&tokens[start + 2], &["have", "be"]),
            false => is_one(&tokens[start + 2], &["been", "got"]),
        };
    let verb = tokens.get(at + 1);
    let again = is_one(verb, AUXILIARIES) || is_one(verb, &["went", "came", "got", "ought"]);
    let goes_on = is_word_at(tokens, at + 2);
    (waits && again && goes_on && tokens[start].is(&tokens[at].text) && opens(tokens, start)).then_some(start)
}

/// "we have found we found a well": the same subject and verb in another tense, which has its object this time.
fn tense_again(tokens: &[Token], at: usize) -> Option<usize> {
    let start = at.checked_sub(3).filter(|_| is_subject_at(tokens, at))?;
    let same = tokens[start].is(&tokens[at].text)
        && tokens
            .get(at + 1)
            .is_some_and(|verb| verb.is(&tokens[start + 2].text));
    let next = tokens.get(at + 2);
    let object = [DETERMINERS, OBJECT_PRONOUNS, POSSESSIVES]
        .iter()
        .any(|list| is_one(next, list));
    let perfect = is_one(&tokens[start + 1], &["have", "has", "had"]);
    (perfect && same && object && opens_clause(tokens, start, true)).then_some(start)
}

/// "what i what we need is time", "when he when she came": a question word or conjunction with a pronoun, then the same
/// word with its subject anew.
fn question_word_again(tokens: &[Token], at: usize) -> Option<usize> {
    const ALSO: &[&str] = &["if", "because", "while", "although", "unless", "since"];
    let start = at.checked_sub(2)?;
    let word = tokens
        .get(at)
        .filter(|token| is_one(*token, QUESTIONS) && !token.text.contains('\'') || is_one(*token, ALSO))?;
    let pronouns = is_subject_at(tokens, start + 1) && is_subject_at(tokens, at + 1);
    (tokens[start].is(&word.text) && pronouns && is_word_at(tokens, at + 2)).then_some(start)
}

/// "if you could if you have a moment": a conjunction, its subject and an auxiliary that waits for a verb, then both anew.
fn condition_again(tokens: &[Token], at: usize) -> Option<usize> {
    const JOINS: &[&str] = &["if", "when", "because", "while", "since", "that", "as"];
    let start = at.checked_sub(3)?;
    let word = tokens.get(at).filter(|token| is_one(*token, JOINS))?;
    let subject = &tokens[start + 1];
    let same = tokens[start].is(&word.text)
        && is_one(subject, SUBJECTS)
        && tokens.get(at + 1).is_some_and(|again| again.is(&subject.text));
    // "if you can if you can't": something else is said of the same
    let waits = is_one(&tokens[start + 2], MODALS) || is_one(&tokens[start + 2], &["have", "has", "had"]);
    let verb = word_at(tokens, at + 2);
    let other = !verb.starts_with(&tokens[start + 2].lower()) && !verb.ends_with("n't");
    (same && waits && other && is_word_at(tokens, at + 3)).then_some(start)
}

/// Adverbs behind which the verb of the clause is still to come.
pub(super) const ADVERBS: &[&str] = &[
    "always",
    "never",
    "often",
    "usually",
    "just",
    "only",
    "also",
    "sometimes",
    "still",
    "really",
    "probably",
    "once",
];

/// "my father always my father used to feed them": a subject with an adverb, then the same subject with its verb.
fn adverb_again(tokens: &[Token], at: usize) -> Option<usize> {
    let start = at.checked_sub(3)?;
    let determiner = tokens.get(at).filter(|token| is_one(*token, DETERMINERS))?;
    let noun = tokens
        .get(at + 1)
        .filter(|token| token.is_word() && may_be_noun(&token.lower()))?;
    let same = tokens[start].is(&determiner.text) && tokens[start + 1].is(&noun.text);
    let again = words_on(tokens, at);
    let again: Vec<&str> = again.iter().map(String::as_str).collect();
    let acts = clause::subject_verb(&again, 0).is_some() && again.len() > 3;
    (same && is_one(&tokens[start + 2], ADVERBS) && acts && opens(tokens, start)).then_some(start)
}

/// "why did you why do you ask": a question that breaks off before its verb, and the same question word again. "how could
/// you" is a question by itself.
fn question_again(tokens: &[Token], at: usize) -> Option<usize> {
    let start = at.checked_sub(3)?;
    let word = tokens
        .get(at)
        .filter(|token| is_one(*token, QUESTIONS) && !token.text.contains('\''))?;
    let asks = |index: usize| is_turned_at(tokens, index);
    let whole = is_one(&tokens[start + 1], BE)
        || word.is("how") && tokens[start + 1].is("could")
        || word.is("why") && is_one(&tokens[start + 1], &["should", "would"]);
    let same = tokens[start].is(&word.text) && is_same_at(tokens, start + 2, at + 2);
    let goes_on = is_word_at(tokens, at + 3);
    (same && !whole && asks(start + 1) && asks(at + 1) && goes_on && opens(tokens, start)).then_some(start)
}

/// "is there a are there any seats": a question about what there is, begun again in another form.
fn there_again(tokens: &[Token], at: usize) -> Option<usize> {
    let asks =
        |index: usize| is_one(tokens.get(index), AUXILIARIES) && is_one(tokens.get(index + 1), &["there"]);
    let article = usize::from(at > 0 && is_one(&tokens[at - 1], &["a", "an", "any", "some"]));
    let start = at.checked_sub(2 + article)?;
    let goes_on = is_word_at(tokens, at + 2) && may_be_noun_phrase(&tokens[at + 2]);
    if asks(start) && asks(at) && goes_on && opens(tokens, start) {
        return Some(start);
    }
    // "there are there's a wasp"
    let told = tokens[start].is("there") && is_one(&tokens[start + 1], AUXILIARIES);
    let short = is_one(tokens.get(at)?, &["there's", "there'll", "there'd", "there've"]);
    let more = tokens.get(at + 1).is_some_and(may_be_noun_phrase);
    (told && short && more && opens(tokens, start)).then_some(start)
}

/// Whether what there is may begin with this word.
fn may_be_noun_phrase(token: &Token) -> bool {
    let word = token.text.to_lowercase();
    DETERMINERS.contains(&word.as_str()) || may_be_noun(&word)
}

#[cfg(test)]
mod tests {
    use super::super::super::token::Trail;
    use super::super::remove;
    use super::*;

    fn left(said: &str) -> String {
        let mut tokens: Vec<Token> = said.split(' ').map(|word| Token::word(word, None)).collect();
        remove(&mut tokens, &|_| false, &mut Trail::default());
        let words: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
        words.join(" ")
    }

    #[test]
    fn a_start_that_breaks_off_goes() {
        for (said, meant) in [
            (
                "the nurse went to the nurse called the doctor",
                "the nurse called the doctor",
            ),
            (
                "the players can the players must save first",
                "the players must save first",
            ),
            (
                "the bridge over the river is the bridge over the river was closed",
                "the bridge over the river was closed",
            ),
            (
                "the nurse called the nurse called the doctor",
                "the nurse called the doctor",
            ),
            (
                "she has been she was in court all day",
                "she was in court all day",
            ),
            ("we have found we found a well", "we found a well"),
            ("what i what we need is time", "what we need is time"),
            ("why did you why do you ask", "why do you ask"),
            ("is there a are there any seats left", "are there any seats left"),
        ] {
            assert_eq!(left(said), meant);
        }
    }

    #[test]
    fn what_is_said_twice_on_purpose_stays() {
        for said in [
            "she has been where she was before",
            "what i know is what i see",
            "he has left he left at nine",
            "the nurse the doctor called was late",
            "the more you have the more you want",
            "the lights went on the lights went off",
            "the problem with the car is the car was never serviced",
            "the people she works for the people love her",
            "i have no one to talk to i feel lonely",
            "when we go we go by train",
            "where are you where is she",
        ] {
            assert_eq!(left(said), said);
        }
    }
}
