//! Direct speech that nobody marked: "where are you going asked the fox" → “where are you going” asked the fox.
//!
//! Only where the clause in front of the verb of saying cannot be its subject or part of an ordinary statement: a
//! question, an answer, or what somebody says of himself; and where nothing but the speaker follows the verb. What is less
//! plain is left to [`super::quoted`]. Puts in the quotation marks; the other marks are the matter of [`super::punctuate`].

use std::ops::Range;

use super::clause;
use super::punctuate::is_question;
use super::speaker::{LOUD, subject, words_end};
use super::token::{Space, Token, Trail};
use crate::english::adjectives::ADJECTIVES;
use crate::english::word_classes::{
    OBJECT_PRONOUNS, PREPOSITIONS, QUESTION_WORDS, SUBJECT_ONLY, TAKES_CLAUSE, VERBS_OF_SPEECH, verb,
};

/// Most words of what is said before the verb of saying.
const LONGEST: usize = 16;

/// Verbs of saying that have objects of their own: only a question or an answer is sure to be said before them.
const WITH_OBJECT: &[&str] = &["asked", "called", "answered", "added"];

/// What is said by itself: an answer or a call.
const CALLS: &[&str] = &[
    "yes",
    "no",
    "oh",
    "never",
    "nonsense",
    "come in",
    "come here",
    "go away",
    "help",
    "hello",
    "goodbye",
    "good morning",
    "thank you",
    "of course",
    "wait",
    "stop",
    "follow me",
    "be quiet",
    "hurry up",
    "nobody",
    "nothing",
];

/// Puts quotation marks around what is plainly said word for word.
pub(super) fn mark(tokens: &mut Vec<Token>, trail: &mut Trail) {
    let mut start = 0;
    while start < tokens.len() {
        let mut end = words_end(tokens, start);
        // A thought that is all words, and at its beginning.
        if begins_thought(tokens, start)
            && let Some(verb) = speech(tokens, start, end)
        {
            end += quote(tokens, &(start..verb), trail);
        }
        start = end + 1;
    }
}

/// Whether a thought begins with the token at `at`.
pub(super) fn begins_thought(tokens: &[Token], at: usize) -> bool {
    at == 0 || tokens[at - 1].ends_thought()
}

/// Quotation marks around the words; gives how many tokens were put in.
pub(super) fn quote(tokens: &mut Vec<Token>, speech: &Range<usize>, trail: &mut Trail) -> usize {
    trail.rule("", "“ ”", "direct speech");
    tokens.insert(speech.end, Token::mark("”", Space::Before, None));
    tokens.insert(speech.start, Token::mark("“", Space::After, None));
    2
}

/// The place of the verb of saying behind the speech that the words from `start` to `end` are, with nothing behind the
/// speaker.
fn speech(tokens: &[Token], start: usize, end: usize) -> Option<usize> {
    let words: Vec<String> = tokens[start..end.min(start + 2 * LONGEST)]
        .iter()
        .map(Token::lower)
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let verb = (1..words.len().min(LONGEST)).find(|at| VERBS_OF_SPEECH.contains(&words[*at]))?;
    let behind = subject(&words, verb + 1)?;
    (start + behind == end && is_said(&words[..verb], words[verb])).then_some(start + verb)
}

/// Whether the words are said of the speaker or to somebody: "I'm not afraid", "you may not have it".
fn of_us(words: &[&str]) -> bool {
    let first = clause::at(words, 0);
    let person = first.split('\'').next().unwrap_or("");
    matches!(person, "i" | "we" | "you" | "let" | "don")
        || matches!(first, "please" | "it's" | "that's" | "there's")
}

/// Whether the words are an answer or a call, which is a speech by itself.
pub(super) fn is_call(said: &[&str]) -> bool {
    CALLS.contains(&said.join(" ").as_str())
}

/// Whether the words before the verb of saying are a whole speech.
fn is_said(said: &[&str], verb_of_saying: &str) -> bool {
    let last = clause::at(said, said.len() - 1);
    let before = clause::before(said, said.len() - 1);
    // "what he said", "do you know who asked": the verb has its subject or object in front.
    let led = SUBJECT_ONLY.contains(&last)
        || QUESTION_WORDS.contains(&last)
        || OBJECT_PRONOUNS.contains(&last)
            && TAKES_CLAUSE.contains(&before)
            && !LOUD.contains(&verb_of_saying)
        || matches!(
            last,
            "and" | "but" | "was" | "were" | "had" | "has" | "have" | "been" | "is"
        );
    if led {
        return false;
    }
    if is_call(said) {
        return true;
    }
    if is_question(said) {
        return !holds_clause(said) && ends_whole(said);
    }
    let shouts = matches!(said, ["who's" | "what's" | "where's", ..]) && said.len() > 1;
    if shouts {
        return ends_whole(said);
    }
    !WITH_OBJECT.contains(&verb_of_saying)
        && of_us(said)
        && (said[0] == "let" || clause::is_whole(said))
        && ends_plainly(said)
}

/// Whether a question holds another clause, whose verb the verb of saying may be: "what is the thing that Tom said". The
/// same question asked again holds none.
fn holds_clause(said: &[&str]) -> bool {
    let joins =
        |word: &&str| QUESTION_WORDS.contains(word) || **word == *"that" || TAKES_CLAUSE.contains(word);
    said.iter().skip(1).any(|word| *word != said[0] && joins(word))
}

/// Whether the last word cannot be the subject of the verb behind it: no noun right behind another one.
fn ends_whole(said: &[&str]) -> bool {
    let last = clause::at(said, said.len() - 1);
    let before = clause::before(said, said.len() - 1);
    let noun = |word: &str| clause::may_be_noun(word) && !verb(word).any() && !ADJECTIVES.contains(&word);
    !(clause::ends_nothing(last) || noun(last) && noun(before))
}

/// Whether the clause ends with a word that is no subject: a pronoun, an adverb, an adjective.
fn ends_plainly(said: &[&str]) -> bool {
    const ADVERBS: &[&str] = &[
        "here", "there", "again", "now", "home", "too", "away", "yet", "back", "tonight", "tomorrow",
        "today", "afraid", "lost", "sorry", "ready",
    ];
    let last = clause::at(said, said.len() - 1);
    OBJECT_PRONOUNS.contains(&last)
        || ADVERBS.contains(&last)
        || ADJECTIVES.contains(&last)
        || PREPOSITIONS.contains(&last) && matches!(last, "in" | "on" | "over")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(said: &str) -> String {
        let mut tokens: Vec<Token> = said.split(' ').map(|word| Token::word(word, None)).collect();
        mark(&mut tokens, &mut Trail::default());
        let words: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
        words
            .join(" ")
            .replace("“ ", "“")
            .replace(" ”", "”")
            .replace(" .", ".")
    }

    #[test]
    fn what_is_plainly_said_is_quoted() {
        for (said, wanted) in [
            (
                "where are you going asked the fox",
                "“where are you going” asked the fox",
            ),
            (
                "i can't open it whispered clara",
                "“i can't open it” whispered clara",
            ),
            ("yes said the old man", "“yes” said the old man"),
        ] {
            assert_eq!(written(said), wanted);
        }
    }

    #[test]
    fn ordinary_statements_have_no_quotation() {
        for said in [
            "the man said the shop was closed",
            "what he said the other day was true",
            "the teacher asked the class a question",
            "i can't believe she asked the neighbours",
            "do you know who asked the question",
            "i think tom said the shop was closed",
            "nobody knows what the boss said the day before",
            "i know you asked the teacher",
            "what is the question that tom asked the class",
        ] {
            assert_eq!(written(said), said);
        }
    }
}
