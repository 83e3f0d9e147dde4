//! Direct speech as the punctuation model hears it: "don't touch it he whispered" → “don't touch it” he whispered.
//!
//! The model says how likely speech begins before a word and ends behind one. That alone marks too much, so it counts only
//! beside words that say who speaks: "he whispered", "the guard shouted", "said Thomas". What [`super::speech`] is sure of by
//! the words alone stands already. The comma between the speaker and the speech is put in here, the other marks are the matter
//! of [`super::punctuate`].

use std::ops::Range;

use super::clause;
use super::numbers::{bound, is_number_word};
use super::punctuate::{Model, quotations};
use super::speaker::{is_loud, is_own, names, says, speaker, speaks_before, words_end};
use super::speech::{begins_thought, is_call, quote};
use super::token::{Space, Token, Trail, is_one, word_at};
use crate::english::word_classes::QUESTION_WORDS;

/// Least probability that speech ends before the words that say who speaks.
const ENDS: f32 = 0.4;
/// The same before "I said" with more behind it, which may tell of words: "I mean every word I said at the hearing".
const ENDS_OF_OWN: f32 = 0.995;
/// Least probability that it begins behind them.
const BEGINS: f32 = 0.35;
/// The same behind "I said", where whoever dictates tells of himself.
const BEGINS_OF_OWN: f32 = 0.6;
/// The same where somebody spoke just before: “Help me!” she cried. “The rope is slipping.”
const BEGINS_AGAIN: f32 = 0.2;
/// The same behind verbs that nobody is the object of ("the guard shouted") before a whole clause.
const BEGINS_LOUDLY: f32 = 0.08;
/// Least probability of its other end.
const OTHER_END: f32 = 0.25;

/// Puts quotation marks around direct speech, and a comma behind who speaks before it.
pub(super) fn mark(tokens: &mut Vec<Token>, model: &Model, trail: &mut Trail) {
    let mut start = 0;
    while start < tokens.len() {
        let mut end = words_end(tokens, start);
        let closed = tokens
            .get(end)
            .is_none_or(|token| token.text != "“" && token.text != "”");
        if begins_thought(tokens, start) && closed && tokens[start..end].iter().any(says) {
            let whole = |speech: &Range<usize>| {
                !cuts_number(tokens, speech.start) && !cuts_number(tokens, speech.end)
            };
            let mut spoken = speeches(tokens, start..end, model);
            spoken.retain(whole);
            for speech in spoken.into_iter().rev() {
                end += quote(tokens, &speech, trail);
            }
        }
        start = end + 1;
    }
    commas_before_quotations(tokens);
}

/// Whether a number stands on both sides of the place before `at`: "ten twenty | one", "sixteen | oh one" is one thing.
fn cuts_number(tokens: &[Token], at: usize) -> bool {
    if at.checked_sub(1).is_some_and(|before| bound(tokens)[before]) {
        return true;
    }
    let number = |index: usize| is_number_word(&word_at(tokens, index));
    at > 0 && number(at - 1) && number(at)
}

/// The words that are spoken among those of one thought, in their order.
fn speeches(tokens: &[Token], thought: Range<usize>, model: &Model) -> Vec<Range<usize>> {
    let ends = quotations(model, &tokens[thought.clone()]);
    let opens = |at: usize| ends[at - thought.start].0;
    let closes = |at: usize| ends[at - thought.start].1;
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut from = thought.start;
    let mut at = thought.start;
    while at < thought.end {
        let Some(tag) = speaker(tokens, at, thought.end) else {
            at += 1;
            continue;
        };
        // What is spoken before who speaks.
        let mut spoke = false;
        let goes_on = tag.end < thought.end && opens(tag.end) >= BEGINS_OF_OWN;
        let ends = match told_of_oneself(tokens, &tag, thought.end) && !goes_on {
            true => ENDS_OF_OWN,
            false => ENDS,
        };
        if tag.start > from && closes(tag.start - 1) >= ends {
            let first = (from..tag.start).max_by(|left, right| opens(*left).total_cmp(&opens(*right)));
            let may_be =
                |first: &usize| opens(*first) >= OTHER_END && may_be_said(&tokens[*first..tag.start]);
            if let Some(first) = first.filter(may_be) {
                found.push(first..tag.start);
                spoke = true;
            }
        }
        // … and behind.
        let least = match spoke {
            true => BEGINS_AGAIN,
            false => least_to_begin(tokens, &tag, thought.end),
        };
        let behind = (tag.end + 1 < thought.end && !names(&tokens[tag.end - 1]) && opens(tag.end) >= least)
            .then(|| spoken_behind(tokens, tag.end..thought.end, &closes))
            .flatten();
        match behind {
            Some(end) => {
                found.push(tag.end..end);
                at = end;
                from = end;
            }
            None if spoke => {
                at = tag.end;
                from = tag.end;
            }
            // No speech on either side: "go back said Thomas" has another one who speaks.
            None => at += 1,
        }
    }
    found
}

/// Whether the words may be a speech: an answer or a call, or something with a verb that does not wait for the words behind
/// ("what he said made no sense", "everything he said").
fn may_be_said(said: &[Token]) -> bool {
    let words: Vec<String> = said.iter().map(Token::lower).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let Some(last) = words.last() else { return false };
    let acts = clause::has_verb(&words) || clause::is_command(&words, 0);
    let waits = QUESTION_WORDS.contains(last) && words.len() > 1
        || matches!(*last, "and" | "but" | "that" | "the" | "a");
    is_call(&words) || acts && words.len() > 1 && !waits
}

/// Where what is spoken behind who speaks ends: where the model says so, else at the end, unless somebody else speaks there.
fn spoken_behind(tokens: &[Token], rest: Range<usize>, closes: &dyn Fn(usize) -> f32) -> Option<usize> {
    let next = (rest.start + 1..rest.end).find(|at| speaker(tokens, *at, rest.end).is_some());
    let until = next.unwrap_or(rest.end);
    // The first place that may be the end: what the narrator says behind it is none of it.
    let last = (rest.start..until).find(|at| closes(*at) >= OTHER_END);
    match (last, next) {
        (Some(last), _) => Some(last + 1),
        (None, None) => Some(rest.end),
        (None, Some(_)) => None,
    }
}

/// Whether whoever dictates speaks of himself, and goes on: "no I said Tuesday", "every word I said at the hearing".
fn told_of_oneself(tokens: &[Token], tag: &Range<usize>, end: usize) -> bool {
    is_own(tokens, tag) && tag.end < end
}

/// Least probability that speech begins behind the words that say who speaks.
fn least_to_begin(tokens: &[Token], tag: &Range<usize>, end: usize) -> f32 {
    /// Most words of a clause that are looked at.
    const CLAUSE: usize = 60;
    // "we laughed, we cried, we danced"
    let own = is_own(tokens, tag);
    let loud = !own && is_loud(&tokens[tag.end - 1]);
    let behind: Vec<String> = tokens[tag.end..end.min(tag.end + CLAUSE)]
        .iter()
        .map(Token::lower)
        .collect();
    let behind: Vec<&str> = behind.iter().map(String::as_str).collect();
    match loud && clause::is_whole(&behind) {
        true => BEGINS_LOUDLY,
        false if own => BEGINS_OF_OWN,
        false => BEGINS,
    }
}

/// A comma between who speaks and a quotation of several words: the sign said, “Beware of the bull.”
fn commas_before_quotations(tokens: &mut Vec<Token>) {
    let mut at = 1;
    while at < tokens.len() {
        if tokens[at].text == "“"
            && tokens[at - 1].is_word()
            && is_long(&tokens[at + 1..])
            && speaks_before(tokens, at)
        {
            // “Help me!” she cried. “The rope is slipping.”
            let again = tokens[..at].iter().rev().find(|token| !token.is_word());
            // … “I have come for the money,” he said, “and I am not leaving without it.”
            let goes_on = is_one(&tokens[at + 1], &["and", "but", "or", "because", "so"]);
            let mark = match again.is_some_and(|token| token.text == "”") && !goes_on {
                true => ".",
                false => ",",
            };
            tokens.insert(at, Token::mark(mark, Space::Before, None));
            at += 1;
        }
        at += 1;
    }
}

/// Whether a quotation that begins with these tokens is more than a word spoken of.
fn is_long(quoted: &[Token]) -> bool {
    const SHORTEST: usize = 3;
    let words = quoted.iter().take_while(|token| token.is_word()).count();
    words >= SHORTEST && quoted.get(words).is_some_and(|token| token.text != "“")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(model: &Model, said: &str) -> String {
        let mut tokens: Vec<Token> = said.split(' ').map(|word| Token::word(word, None)).collect();
        mark(&mut tokens, model, &mut Trail::default());
        let words: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
        words
            .join(" ")
            .replace("“ ", "“")
            .replace(" ”", "”")
            .replace(" ,", ",")
            .replace(" .", ".")
    }

    #[test]
    fn speech_beside_its_speaker_is_quoted() {
        let model = Model::builtin().expect("the model is part of the program");
        for (said, wanted) in [
            ("don't touch it he whispered", "“don't touch it” he whispered"),
            (
                "i'll never go back said thomas",
                "“i'll never go back” said thomas",
            ),
            (
                "the doctor asked how long have you had the pain",
                "the doctor asked, “how long have you had the pain”",
            ),
            (
                "help me she cried the rope is slipping",
                "“help me” she cried. “the rope is slipping”",
            ),
        ] {
            assert_eq!(written(&model, said), wanted);
        }
    }

    #[test]
    fn reported_speech_is_not_quoted() {
        let model = Model::builtin().expect("the model is part of the program");
        for said in [
            "she said she would come",
            "he told me to wait outside",
            "the report says we need more money",
            "nobody asked me what i thought of it",
            "i said no",
            "they said the road was closed because of the snow",
            "i mean every word i said at the hearing",
            "as my doctor always said",
        ] {
            assert_eq!(written(&model, said), said);
        }
    }

    #[test]
    fn a_quotation_spoken_as_one_has_its_comma() {
        let mut tokens: Vec<Token> = "the sign said"
            .split(' ')
            .map(|word| Token::word(word, None))
            .collect();
        tokens.push(Token::mark("“", Space::After, None));
        tokens.extend(
            "beware of the bull"
                .split(' ')
                .map(|word| Token::word(word, None)),
        );
        tokens.push(Token::mark("”", Space::Before, None));
        commas_before_quotations(&mut tokens);
        assert_eq!(tokens[3].text, ",");
    }
}
