//! False starts without repetition: "we should, I think we could meet" → "I think we could meet".
//!
//! Nobody announces them, so only what cannot be a sentence counts: an article before "I", a verb that waits for
//! another one before a new subject, a question word and its verb before another question. A pause is evidence
//! where the words alone allow two readings.

use super::super::token::{Token, Trail, is_one};
use super::lexicon::{
    ADVERBS, ARTICLES, AUXILIARIES, MODALS, QUESTIONS, SUBJECTS, THOUGHT_OPENERS, VERBS_OF_SAYING,
    WITH_CLAUSE,
};
use super::repair::{is_question, thought_start};
use super::term::is_hesitation;
use super::{anew, cut, is_clause_at, is_comma, is_same_at, is_turned_at, is_word_at, opens, subject_again};

/// Silences in which one thinks again, in milliseconds; after a longer one another sentence may begin.
const HESITATION_MS: std::ops::RangeInclusive<u32> = 200..=450;

/// Takes false starts out.
pub(super) fn remove(tokens: &mut Vec<Token>, trail: &mut Trail) {
    questions(tokens, trail);
    let mut at = 0;
    while at < tokens.len() {
        match begun_anew(tokens, at) {
            Some((start, end)) if start < end => {
                cut(tokens, start..end, "false start", trail);
                at = start;
            }
            _ => at += 1,
        }
    }
}

/// The false start that ends before the word at `at`, where the speaker begins anew.
fn begun_anew(tokens: &[Token], at: usize) -> Option<(usize, usize)> {
    broken_off(tokens, at)
        .or_else(|| subject_again::begun(tokens, at))
        .or_else(|| turned_anew(tokens, at))
        .or_else(|| two_words_again(tokens, at))
        .or_else(|| dangling_article(tokens, at))
        .or_else(|| waiting_verb(tokens, at))
        .or_else(|| same_opening(tokens, at))
        .or_else(|| lone_subject(tokens, at))
        .or_else(|| same_verb(tokens, at))
        .or_else(|| thought_again(tokens, at))
        .or_else(|| waits_for_object(tokens, at))
        .or_else(|| anew::begun(tokens, at))
        .map(|start| (start, at))
}

/// Most words of a clause that breaks off.
const LONGEST_START: usize = 6;

/// "they walked to they cycled", "there's a there are": a clause breaks off at a word that something must follow, and
/// another one begins.
fn broken_off(tokens: &[Token], at: usize) -> Option<usize> {
    let last = word_before(tokens, at)?;
    let subject = tokens
        .get(at)
        .filter(|token| is_one(*token, SUBJECTS) || token.is("there"))?;
    let left = thought_start(tokens, at);
    let openers = ["and", "but", "so", "well", "yeah", "because", "um", "uh"];
    let start = (left..last).find(|index| !is_one(&tokens[*index], &openers))?;
    if last - start > LONGEST_START || !is_one(&tokens[start], SUBJECTS) && !tokens[start].is("there") {
        return None;
    }
    // "it's people that have been referred to": part of something larger
    let relative = ["that", "who", "which", "whose"];
    if tokens[start..last].iter().any(|token| is_one(token, &relative)) {
        return None;
    }
    // "I have no one to talk to", "she likes the man he gave it to": what the last word leans on stands before it.
    let stranded = last >= start + 3
        && (tokens[last - 2].is("to") || (start + 1..last).any(|index| is_one(&tokens[index], SUBJECTS)));
    if stranded && tokens[last].is("to") {
        return None;
    }
    let stem = |token: &Token| token.text.to_lowercase().split('\'').next().map(str::to_owned);
    let same = stem(&tokens[start]) == stem(subject);
    let waits = match tokens[last].text.to_lowercase().as_str() {
        "to" => {
            // "I want to I really do" is whole: what begins anew must have more to say.
            // …, and "you have to, you know that" is no start either.
            let says = tokens.get(at + 1).is_some_and(|verb| {
                subject.text.contains('\'')
                    || !is_one(verb, AUXILIARIES) && !is_one(verb, ADVERBS) && !verb.is("know")
            });
            says && is_word_at(tokens, at + 2)
        }
        "a" | "an" | "the" | "my" | "our" | "your" | "their" => same,
        "got" | "been" | "gotten" => same && last == start + 1 && is_word_at(tokens, at + 2),
        _ => false,
    };
    (waits && is_clause_at(tokens, at)).then_some(start)
}

/// "can you could you hold": verb and subject turned round, then both anew.
fn turned_anew(tokens: &[Token], at: usize) -> Option<usize> {
    let start = at.checked_sub(2)?;
    // "was it, would he": two questions, unless the subject or the kind of verb is the same
    let alike = tokens
        .get(at + 1)
        .is_some_and(|subject| tokens[start + 1].is(&subject.text))
        || is_one(&tokens[start], MODALS) && is_one(&tokens[at], MODALS);
    let goes_on = is_word_at(tokens, at + 2) && opens(tokens, start, &["and", "but", "so", "well"]);
    (goes_on && alike && is_turned_at(tokens, start) && is_turned_at(tokens, at)).then_some(start)
}

/// "I think we I think you should": two words again behind a single small one.
fn two_words_again(tokens: &[Token], at: usize) -> Option<usize> {
    let start = at.checked_sub(3)?;
    let small = is_one(&tokens[at - 1], SUBJECTS) || is_one(&tokens[at - 1], ARTICLES);
    let subject = is_one(&tokens[start], SUBJECTS) && !is_one(&tokens[at - 1], &["you", "it"]);
    let same = is_same_at(tokens, start, at) && is_same_at(tokens, start + 1, at + 1);
    (subject && small && same && is_word_at(tokens, at + 2)).then_some(start)
}

/// The word before `at` that counts, a comma passed over.
fn word_before(tokens: &[Token], at: usize) -> Option<usize> {
    let mut index = at.checked_sub(1)?;
    if is_comma(&tokens[index]) {
        index = index.checked_sub(1)?;
    }
    (tokens[index].is_word() && !tokens[index].locked).then_some(index)
}

/// "the there's a theme", "in the I think", "my I saw": no article stands before a subject. Short forms ("there's",
/// "we're") and "I" are always one; the article goes with the preposition before it.
fn dangling_article(tokens: &[Token], at: usize) -> Option<usize> {
    let subject = tokens.get(at).filter(|token| is_one(*token, WITH_CLAUSE))?;
    let article = word_before(tokens, at).filter(|index| is_one(&tokens[*index], ARTICLES))?;
    // "the I in team", "a we": only what goes on as a clause.
    let next = tokens.get(at + 1);
    let goes_on = subject.text.contains('\'')
        || !tokens[article].is("an") // "me an' I don't"
            && (is_one(next, AUXILIARIES) || is_one(next, VERBS_OF_SAYING));
    if !goes_on {
        return None;
    }
    let prepositions = ["of", "in", "on", "at", "to", "for", "with", "from", "by"];
    let preposition = word_before(tokens, article).filter(|index| is_one(&tokens[*index], &prepositions));
    Some(preposition.unwrap_or(article))
}

/// "the their house": no article stands before another one, nor "i you" or "it's that's" at the start of a clause.
fn lone_subject(tokens: &[Token], at: usize) -> Option<usize> {
    let next = tokens.get(at).filter(|token| token.is_word() && !token.locked)?;
    let start = at.checked_sub(1).filter(|index| tokens[*index].is_word())?;
    let word = &tokens[start];
    if is_one(word, &["the", "a", "an"]) {
        let other = is_one(next, &["my", "our", "your", "their", "his"]);
        return (other || next.is("the") && !word.is("the")).then_some(start);
    }
    let before = start.checked_sub(1).map(|index| &tokens[index]);
    let openers = ["but", "so", "because", "that", "yeah", "well", "hey", "then"];
    let opens = before.is_none_or(|token| !token.is_word() || is_one(token, &openers));
    let pronoun = is_one(word, &["i", "we", "he", "she", "they"]) && is_one(next, SUBJECTS);
    let short = is_one(word, SUBJECTS)
        && is_one(next, SUBJECTS)
        && word.text.contains('\'')
        && next.text.contains('\'');
    // "she's she was"
    let stem = word.text.split_once('\'').map_or("", |(stem, _)| stem);
    let verb = is_one(tokens.get(at + 1), AUXILIARIES);
    if opens && is_one(word, SUBJECTS) && next.is(stem) && verb && tokens.get(at + 2).is_some() {
        return Some(start);
    }
    let other = !word.text.eq_ignore_ascii_case(&next.text);
    // "he, I think, realised" is no slip
    let aside = next.is("i") && is_one(tokens.get(at + 1), VERBS_OF_SAYING);
    let goes_on = !aside && is_word_at(tokens, at + 1);
    (opens && other && goes_on && (pronoun || short)).then_some(start)
}

/// "I use I used", "I don't I actually don't": the same subject again, with the same verb in another form or behind
/// an adverb.
fn same_verb(tokens: &[Token], at: usize) -> Option<usize> {
    let subject = tokens.get(at).filter(|token| is_one(*token, SUBJECTS))?;
    let word = |index: usize| tokens.get(index).filter(|token| token.is_word() && !token.locked);
    let start = at.checked_sub(2)?;
    let (first, again) = (word(at - 1)?, word(at + 1)?);
    if !word(start)?.is(&subject.text) || subject.text.contains('\'') {
        return None;
    }
    let behind_adverb = is_one(again, BETWEEN) && word(at + 2).is_some_and(|verb| verb.is(&first.text));
    let (short, long) = (first.text.to_lowercase(), again.text.to_lowercase());
    let other_form = short.len() >= 3
        && ["s", "d", "ed"]
            .iter()
            .any(|ending| long == format!("{short}{ending}"));
    (behind_adverb || other_form).then_some(start)
}

/// "I want I would like", "we need to we have to think": a verb that waits for its object or for another verb, then the
/// same subject anew with a verb of its own and more behind it ("I want to I really do" is whole).
fn waits_for_object(tokens: &[Token], at: usize) -> Option<usize> {
    let subject = tokens.get(at).filter(|token| is_one(*token, SUBJECTS))?;
    let to = usize::from(word_before(tokens, at).is_some_and(|index| tokens[index].is("to")));
    let verb = at.checked_sub(1 + to).filter(|index| tokens[*index].is_word())?;
    // "he had wanted to" is whole more often than not.
    let waits = is_one(&tokens[verb], &["want", "wants", "need", "needs"])
        || to == 1 && is_one(&tokens[verb], &["have", "has", "trying", "going"]);
    let next = tokens.get(at + 1);
    let again = is_one(next, &["need", "want", "needs", "wants"])
        || next.is_some_and(|verb| is_one(verb, AUXILIARIES) && !verb.text.ends_with("n't"));
    let goes_on = is_word_at(tokens, at + 2) && is_word_at(tokens, at + 3);
    let start = (1..=2)
        .filter_map(|back| verb.checked_sub(back))
        .find(|index| tokens[*index].is(&subject.text))?;
    let helped = verb - start == 1 || is_one(&tokens[start + 1], AUXILIARIES);
    (waits && again && goes_on && helped && opens(tokens, start, THOUGHT_OPENERS)).then_some(start)
}

/// "there are I think there are": the same two words in front of "I think" and behind it.
fn thought_again(tokens: &[Token], at: usize) -> Option<usize> {
    let start = at.checked_sub(2)?;
    let thought = ["think", "guess", "believe", "suppose", "mean"];
    let thinks = tokens[at].is("i") && is_one(tokens.get(at + 1), &thought);
    let same = is_same_at(tokens, start, at + 2) && is_same_at(tokens, start + 1, at + 3);
    let verb = is_one(&tokens[start + 1], AUXILIARIES) || is_one(&tokens[start + 1], MODALS);
    (thinks && verb && same).then_some(start)
}

/// Adverbs between a subject and its verb.
const BETWEEN: &[&str] = &[
    "actually",
    "really",
    "just",
    "still",
    "also",
    "probably",
    "definitely",
    "honestly",
    "only",
];

/// "we should I think we could", "he was <pause> she was": a subject and a verb that waits for another one, then a
/// subject again. Where the two subjects differ, a pause or a comma must lie between, or "I think" and its like.
fn waiting_verb(tokens: &[Token], at: usize) -> Option<usize> {
    let next = tokens.get(at).filter(|token| is_one(*token, SUBJECTS))?;
    let verb = word_before(tokens, at)?;
    let modal = is_one(&tokens[verb], MODALS);
    if !modal && !is_one(&tokens[verb], AUXILIARIES) {
        return None;
    }
    let subject = word_before(tokens, verb).filter(|index| is_one(&tokens[*index], SUBJECTS))?;
    if tokens[subject].text.contains('\'') || verb != subject + 1 {
        return None;
    }
    let openers = ["and", "but", "so", "well", "yeah", "because"];
    if !opens(tokens, subject, &openers) || subject - thought_start(tokens, subject) > 2 {
        return None; // "if I could I would", "that is what we should we": part of something larger
    }
    let says = |verbs: &[&str]| next.is("i") && is_one(tokens.get(at + 1), verbs);
    let clause = says(&["think", "guess", "believe", "suppose"]) && is_one(tokens.get(at + 2), SUBJECTS);
    // "yes we can we did" is said by nobody; "I am I think" is.
    let aside = says(&["think", "guess", "mean", "believe", "suppose", "know", "said"]);
    let again = next.is(&tokens[subject].text) && !aside;
    let parted = tokens[at - 1]
        .pause_ms
        .is_some_and(|ms| HESITATION_MS.contains(&ms));
    let sure = clause || modal && parted || again && tokens.get(at + 2).is_some();
    sure.then_some(subject)
}

/// "it was just it was late", "I have to I had": the opening words again, with nothing but an adverb or an article
/// said between.
fn same_opening(tokens: &[Token], at: usize) -> Option<usize> {
    let first = tokens.get(at).filter(|token| is_one(*token, SUBJECTS))?;
    let second = tokens
        .get(at + 1)
        .filter(|token| token.is_word() && !token.locked)?;
    if first.text.contains('\'') {
        // "it's like a it's posted": a short form is subject and verb in one.
        let between = word_before(tokens, at).filter(|index| is_one(&tokens[*index], ARTICLES))?;
        let earlier = (1..=2).filter_map(|back| between.checked_sub(back));
        return earlier
            .take_while(|index| tokens[*index].is_word())
            .find(|index| tokens[*index].is(&first.text));
    }
    if !is_one(second, AUXILIARIES) {
        return None;
    }
    let between = word_before(tokens, at).filter(|index| is_one(&tokens[*index], ADVERBS))?;
    if let Some(start) = going_to(tokens, between, first) {
        return Some(start);
    }
    let start = between.checked_sub(2)?;
    let repeats = tokens[start].is(&first.text) && tokens[start + 1].is(&second.text);
    (repeats && !(start > 0 && is_one(&tokens[start - 1], QUESTIONS))).then_some(start)
}

/// "I was going to I am going to": a plan begun and begun anew by the same subject; `to` is its last word.
fn going_to(tokens: &[Token], to: usize, subject: &Token) -> Option<usize> {
    let helper = to.checked_sub(2)?;
    let plan =
        tokens[to].is("to") && is_one(&tokens[to - 1], &["going", "trying", "about", "supposed", "able"]);
    // "he's going to he has decided": the short form is subject and verb in one
    let short = tokens[helper].lower();
    let start = match short.split_once('\'') {
        Some((pronoun, "s" | "re" | "m")) if subject.is(pronoun) => helper,
        _ if is_one(&tokens[helper], AUXILIARIES) => helper.checked_sub(1)?,
        _ => return None,
    };
    let same = start == helper || tokens[start].is(&subject.text);
    (plan && same && thought_start(tokens, to) == start).then_some(start)
}

/// A question begun again: after a hesitation ("why did er when did the war begin"), or at once where two questions
/// stand side by side ("where was when was it built").
fn questions(tokens: &mut Vec<Token>, trail: &mut Trail) {
    let mut at = 1;
    while at + 1 < tokens.len() {
        let left = thought_start(tokens, at);
        let begun = at - left <= 6 && left < at && is_question(&tokens[left]);
        if begun && is_hesitation(&tokens[at]) && is_question(&tokens[at + 1]) {
            cut(tokens, left..at + 1, "false start", trail);
            at = left.max(1);
        } else if begun && side_by_side(tokens, left, at) {
            cut(tokens, left..at, "false start", trail);
            at = left.max(1);
        } else {
            at += 1;
        }
    }
}

/// "where was when was", "what are the where are": question word and verb, an article at most, then both anew.
fn side_by_side(tokens: &[Token], left: usize, at: usize) -> bool {
    let verb = |index: usize| is_one(tokens.get(index), AUXILIARIES);
    let article = at == left + 3 && is_one(&tokens[left + 2], ARTICLES);
    (at == left + 2 || article)
        && verb(left + 1)
        && is_question(&tokens[at])
        && verb(at + 1)
        && is_word_at(tokens, at + 2)
        && tokens[left].text != tokens[at].text
        && !tokens[left].is("which")
}
