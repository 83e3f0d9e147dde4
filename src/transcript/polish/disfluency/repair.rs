//! Self-corrections: "at two, no, at three" → "at three"; "to Anna, I mean Maria" → "to Maria".
//!
//! A correction is the wrong words (reparandum), an edit term, and the right words (repair). The repair tells how
//! much was wrong: it starts anew at a word that was said before, or puts a word of the same kind in its place.

use super::super::clause;
use super::super::numbers;
use super::super::token::{Token, Trail};
use super::lexicon::{AUXILIARIES, OPENERS, PHRASE_OPENERS, QUESTIONS, TITLES, class, is_function_word};
use super::replaced::{amount_for_article, one_for_another, other_place, same_class, same_phrase, same_word};
use super::term::{NO_IDIOMS, Strength, takes_back, term};
use super::{
    Names, cut, is_clause_at, is_comma, is_one, near, number_at, parallel, reads, set_off_after,
    set_off_before, word_at, words_on,
};
use crate::english::word_classes;

/// With these a question is asked anew, whatever was said before.
const ASKED_ANEW: &[&str] = &["tell me", "i want to know", "i meant to ask", "let me ask"];

/// Carries out the corrections that are sure.
pub(super) fn corrections(tokens: &mut Vec<Token>, names: Names<'_>, trail: &mut Trail) {
    let mut at = 1;
    while at < tokens.len() {
        let found = term(tokens, at).and_then(|(end, strength)| {
            let start = reparandum(tokens, at, end, strength, names)?;
            Some((start, end))
        });
        match found {
            Some((start, end)) => {
                if let Some(new) = new_name(tokens, start, at, end, names)
                    && tokens[new].cases.is_none()
                {
                    tokens[new].cases = Some([0.0, 1.0, 0.0]);
                }
                cut(tokens, start..end, "self-correction", trail);
                at = start.max(1);
            }
            None => at += 1,
        }
    }
}

/// The word behind the edit term that takes the place of a name: "Clara, no, Carla", "to Bristol, no wait, to bath".
fn new_name(tokens: &[Token], start: usize, at: usize, end: usize, names: Names<'_>) -> Option<usize> {
    let same_preposition = || {
        tokens[start].is(&tokens[end].text)
            && word_classes::PREPOSITIONS.contains(&tokens[start].lower().as_str())
            && is_plain_name(&tokens[start + 1], names)
    };
    let content = |index: &usize| {
        let token = tokens.get(*index);
        token.is_some_and(|token| token.is_word() && !is_function_word(&token.lower()))
    };
    match at - start {
        1 if is_plain_name(&tokens[start], names) => Some(end),
        2 if same_preposition() => Some(end + 1).filter(content),
        _ => None,
    }
}

/// Whether the word is a name and nothing else.
fn is_plain_name(token: &Token, names: Names<'_>) -> bool {
    let word = token.text.to_lowercase();
    token.is_word() && word.len() > 2 && class(&word).is_none() && !is_function_word(&word) && names(&word)
}

/// Where the wrong words begin, when the repair at `end` makes it clear.
fn reparandum(
    tokens: &[Token],
    at: usize,
    end: usize,
    strength: Strength,
    names: Names<'_>,
) -> Option<usize> {
    let first = tokens.get(end).filter(|token| token.is_word())?;
    let word = first.text.to_lowercase();
    let left = thought_start(tokens, at);
    let before = words_back(tokens, left, at);
    let last = *before.first()?;
    let plain_no = tokens[at].is("no") || tokens[at].is("nope");
    // "two hundred, no, one hundred and ninety", but "no one knew"
    let counts = word == "one" && number_at(tokens, end + 1);
    if plain_no && end == at + 1 && NO_IDIOMS.contains(&word.as_str()) && !counts {
        return None;
    }
    if let Some(start) = near::near_form(tokens, last, at, end) {
        return Some(start);
    }
    if plain_no && end == at + 1 && is_negation(tokens, &before, at) {
        return None;
    }
    // "now or no deal": only a thing of the same kind is put right
    if tokens[at].is("or") && end == at + 2 && tokens[at + 1].is("no") {
        return class(&word).and_then(|kind| same_class(tokens, &before, kind));
    }
    let asks = is_question(&tokens[left]) || is_opening_preposition(tokens, left);
    let sure = strength >= Strength::Medium || plain_no;
    if sure && is_question(first) {
        let that_question = reads(tokens, at, "i mean") && !asks;
        if let Some(start) = question(tokens, &before, left, end, strength).filter(|_| !that_question) {
            return Some(start);
        }
    }
    if sure
        && asks
        && (is_opening_preposition(tokens, end) || ASKED_ANEW.iter().any(|words| reads(tokens, end, words)))
    {
        return Some(left);
    }
    let last_word = tokens[last].text.to_lowercase();
    // "that we, I mean they": one subject for another.
    let is_subject = |word: &String| word_classes::SUBJECT_ONLY.contains(&word.as_str());
    if strength >= Strength::Medium && last_word != word && is_subject(&last_word) && is_subject(&word) {
        return Some(last);
    }
    if sure && let Some(start) = other_place(tokens, &before, end) {
        return Some(start);
    }
    // "ninety, no, a hundred"
    let round = ["hundred", "thousand", "dozen", "million"];
    let round_before = round.contains(&last_word.as_str()) && class(&word) == Some("number");
    if let Some(article) = before
        .get(1)
        .filter(|index| round_before && sure && tokens[**index].is("a"))
    {
        return Some(*article); // "a dozen, no, twenty"
    }
    if word == "a" && is_one(tokens.get(end + 1), &round) && class(&last_word) == Some("number") {
        return same_class(tokens, &before, "number");
    }
    // "mister Weber, sorry, mister Wagner", "room twelve, wait, room fourteen"
    let alike = same_head(tokens, &before, end)
        .or_else(|| parallel::replaced(tokens, &before, at, end))
        // "at two, no, sorry, at three. Can you still join?"
        .or_else(|| same_phrase(tokens, &before, end).filter(|_| strength == Strength::Strong));
    if alike.is_some() {
        return alike;
    }
    if goes_on_with_verb(tokens, left, at, end) {
        return match takes_back(tokens, at, end) {
            true => Some(left),
            false => begun_again(tokens, &before, end),
        };
    }
    let set_off = set_off_before(tokens, at)
        && set_off_after(tokens, end)
        && (tokens[at - 1].pause_ms.is_some() || is_comma(&tokens[at - 1]));
    let same_kind = || {
        class(&word)
            .and_then(|kind| same_class(tokens, &before, kind))
            .or_else(|| same_phrase(tokens, &before, end))
            .or_else(|| one_for_another(tokens, &before, at, end, names))
            .or_else(|| amount_for_article(tokens, &before, at, end))
    };
    if strength == Strength::Weak && !plain_no && !tokens[at].is("sorry") && !set_off {
        return same_kind(); // "at two actually three", and nothing less clear
    }
    // "call john no call mary": the whole thought anew.
    let anew = || {
        let leads = ["please", "and", "so", "then", "just", "well"];
        let left = (left..at).find(|index| !is_one(&tokens[*index], &leads))?;
        let again = plain_no
            && at > left + 1
            && !tokens[at - 1].is("or")
            && tokens[left].is(&word)
            && !is_function_word(&word);
        (again && at - left <= 5 && tokens.len() > end + 1).then_some(left)
    };
    if let Some(start) = same_word(tokens, &before, &word, strength, plain_no)
        .or_else(same_kind)
        .or_else(anew)
    {
        return (!says_again(tokens, start, at, end)).then_some(start);
    }
    // "he lived, or rather moved about": said so on purpose
    if reads(tokens, at, "or rather")
        && [&last_word, &word]
            .iter()
            .any(|word| word_classes::verb(word).past)
    {
        return None;
    }
    let content = |word: &str| !is_function_word(word) && !QUESTIONS.contains(&word);
    let vaguer = HEDGES.contains(&word.as_str()) && !last_word.ends_with("ly");
    if !content(&last_word) || !content(&word) || vaguer {
        return None;
    }
    let left_over = tokens.len() - end;
    let parallel = same_ending(&last_word, &word) && !SAYING.contains(&last_word.as_str());
    match strength {
        Strength::Strong => Some(phrase_start(tokens, &before)),
        Strength::Medium if set_off && !is_verb_like(&word) || left_over <= 3 || parallel => {
            Some(phrase_start(tokens, &before))
        }
        // "which government no group": a question rarely holds "… no …" otherwise.
        Strength::Weak if asks && plain_no && !SAYING.contains(&last_word.as_str()) => {
            Some(phrase_start(tokens, &before))
        }
        Strength::Weak if parallel && (plain_no || set_off) => Some(last),
        Strength::Weak if set_off && plain_no && left_over <= 2 => Some(last),
        _ => None,
    }
}

/// Where the same title or label stands before the edit term as behind it, with another name or number.
fn same_head(tokens: &[Token], before: &[usize], end: usize) -> Option<usize> {
    const REACH: usize = 3;
    let head = tokens[end].text.to_lowercase();
    let mut near = before.iter().take(REACH).copied();
    let start = near.find(|index| tokens[*index].is(&head))?;
    let (wrong, right) = (word_at(tokens, start + 1), word_at(tokens, end + 1));
    let titled = TITLES.contains(&head.as_str()) && !is_function_word(&right);
    let numbered = number_at(tokens, start + 1) && number_at(tokens, end + 1);
    let labelled = head != "step" && numbers::is_label(&head) && numbered;
    let named = !wrong.is_empty() && !right.is_empty() && wrong != right;
    (named && (titled || labelled)).then_some(start)
}

/// Whether both sides of the edit term have a verb of their own: then the second one corrects nothing, "we lost the vote, I
/// mean, the room was half empty".
fn goes_on_with_verb(tokens: &[Token], left: usize, at: usize, end: usize) -> bool {
    let words = |from: usize| words_on(tokens, from);
    let (before, behind) = (words(left), words(end));
    let before: Vec<&str> = before.iter().take(at - left).map(String::as_str).collect();
    let behind: Vec<&str> = behind.iter().map(String::as_str).collect();
    let said = clause::is_command(&before, 0) || clause::has_finite(&before);
    said && (is_clause_at(tokens, end) || clause::has_verb(&behind) && !clause::is_command(&behind, 0))
}

/// Whether "no" at `at` says that there is none of something: "contain no gluten", "no pets no cars".
fn is_negation(tokens: &[Token], before: &[usize], at: usize) -> bool {
    let listed = |index: &usize| is_one(&tokens[*index], &["no", "without"]);
    let last = before
        .first()
        .map_or(String::new(), |index| tokens[*index].text.to_lowercase());
    let forms = word_classes::verb(&last);
    let object = (forms.base || forms.third)
        && !forms.past
        && class(&last).is_none()
        && tokens.get(at + 1).is_some_and(|next| {
            let next = next.text.to_lowercase();
            !is_function_word(&next) && !word_classes::verb(&next).any() && class(&next).is_none()
        });
    let goes_on = (at + 2..at + 5).any(|index| {
        is_one(tokens.get(index), &["no"]) && {
            let before = &tokens[index - 1];
            !is_function_word(&before.text) || is_one(before, &["and", "or"])
        }
    });
    // "which paints contain no lead": what a question asks of things is that they have none of something
    let asked = word_classes::HAVING.contains(&last.as_str())
        && is_question(&tokens[thought_start(tokens, at)])
        && goes_with_noun(tokens, at);
    object
        || asked
        || before.iter().skip(1).take(3).any(listed)
        || goes_on
            && before
                .first()
                .is_some_and(|index| is_function_word(&tokens[*index].text))
}

/// Whether nothing but something that may be a noun, with one word before it at most, stands behind the word at `at`.
fn goes_with_noun(tokens: &[Token], at: usize) -> bool {
    let behind = words_on(tokens, at + 1);
    let last = behind
        .last()
        .is_some_and(|word| clause::may_be_noun(word) && !is_function_word(word));
    last && behind.len() <= 2 && !is_function_word(&behind[0]) && class(&behind[0]).is_none()
}

/// Where the speaker begins again with the same subject and verb: "I want the red one, no, I want the blue one".
fn begun_again(tokens: &[Token], before: &[usize], end: usize) -> Option<usize> {
    const REACH: usize = 7;
    let again = words_on(tokens, end);
    let same = |index: usize, word: usize| {
        tokens
            .get(index)
            .zip(again.get(word))
            .is_some_and(|(token, word)| token.is(word))
    };
    before
        .iter()
        .take(REACH)
        .copied()
        .find(|index| same(*index, 0) && same(index + 1, 1) && before.first() != Some(&(index + 1)))
}

/// Where a question goes wrong that the question word at `end` puts right.
fn question(
    tokens: &[Token],
    before: &[usize],
    left: usize,
    end: usize,
    strength: Strength,
) -> Option<usize> {
    let last = *before.first()?;
    if is_question(&tokens[last]) && last > left {
        return Some(last); // "viewed as which, no, what kind"
    }
    if is_question(&tokens[left]) {
        return Some(left);
    }
    if is_opening_preposition(tokens, left) {
        // "in what year, no, what month" keeps its preposition, "in what year, no, when was" does not.
        let asks_whole = !matches!(tokens[end].text.as_str(), "what" | "which" | "whose")
            || is_one(tokens.get(end + 1), AUXILIARIES);
        return Some(if asks_whole { left } else { left + 1 });
    }
    if strength < Strength::Strong {
        return None;
    }
    let asked_late = before.iter().copied().find(|index| is_question(&tokens[*index]));
    Some(asked_late.unwrap_or(left))
}

pub(super) fn is_question(token: &Token) -> bool {
    is_one(token, QUESTIONS)
}

/// Whether the repair begins with all the words that it would replace: then nothing was put right ("evil eye or
/// no evil eye").
fn says_again(tokens: &[Token], start: usize, at: usize, end: usize) -> bool {
    let words = |said: &[Token]| -> Vec<String> {
        let words = said.iter().filter(|token| token.is_word());
        words.map(Token::lower).collect()
    };
    tokens[at].is("or") && words(&tokens[end..]).starts_with(&words(&tokens[start..at]))
}

/// Whether both words end as verbs of one form do: "rising, sorry, dropping".
fn same_ending(left: &str, right: &str) -> bool {
    ["ing", "ed", "ly"]
        .iter()
        .any(|ending| left.len() > 4 && right.len() > 4 && left.ends_with(ending) && right.ends_with(ending))
}

/// Where the phrase begins that ends with the word before the edit term: behind "the", "of", "which" and the like
/// it is two words at most, elsewhere just the word.
fn phrase_start(tokens: &[Token], before: &[usize]) -> usize {
    let content = |index: usize| {
        let word = tokens[index].text.to_lowercase();
        !is_function_word(&word) && !QUESTIONS.contains(&word.as_str())
    };
    match before {
        [last, modifier, opener, ..]
            if content(*modifier) && last - modifier == 1 && is_one(&tokens[*opener], PHRASE_OPENERS) =>
        {
            *modifier
        }
        [last, ..] => *last,
        [] => 0,
    }
}

/// Adverbs that say how a thing was meant and replace nothing: "fifty cents, I mean roughly".
const HEDGES: &[&str] = &[
    "roughly",
    "really",
    "actually",
    "basically",
    "honestly",
    "literally",
    "obviously",
    "probably",
    "approximately",
    "seriously",
    "nearly",
    "definitely",
    "certainly",
    "clearly",
    "apparently",
    "usually",
    "generally",
    "maybe",
    "perhaps",
];

/// Verbs behind which "no" is what was said.
const SAYING: &[&str] = &[
    "say",
    "says",
    "said",
    "saying",
    "answer",
    "answered",
    "means",
    "vote",
    "voted",
    "take",
    "takes",
    "took",
    "make",
    "makes",
    "made",
    "see",
    "saw",
    "find",
    "found",
    "know",
    "knew",
    "need",
    "needs",
    "want",
    "wants",
    "give",
    "gave",
    "leave",
    "left",
    "feel",
    "felt",
    "show",
    "shows",
    "get",
    "got",
    "hear",
    "heard",
    "ain't",
    "almost",
    "virtually",
];

/// Whether the thought opens like "in what year".
fn is_opening_preposition(tokens: &[Token], left: usize) -> bool {
    is_one(&tokens[left], OPENERS) && is_one(tokens.get(left + 1), QUESTIONS)
}

fn is_verb_like(word: &str) -> bool {
    word.ends_with("ing") || word.ends_with("ed")
}

/// The first token of the thought that `at` belongs to.
pub(super) fn thought_start(tokens: &[Token], at: usize) -> usize {
    tokens[..at]
        .iter()
        .rposition(Token::ends_thought)
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
