//! What a correction puts in the place of what: "at" for "at", Monday for Tuesday, a name for a name, a noun for a noun.
//!
//! Each search looks back from the edit term, nearest word first.

use super::super::token::Token;
use super::lexicon::{AUXILIARIES, OPENERS, QUESTIONS, TO_SOMEBODY, class, is_function_word};
use super::term::Strength;
use super::{Names, is_one, number_at, reads, word_at, words_on};
use crate::english::word_classes::{self, OBJECT_PRONOUNS};

/// "email Sarah, I mean Sandra", "to him, I mean her", "takes warfarin, sorry, aspirin": a name for a name, a pronoun
/// for a pronoun, a noun for a noun right before the edit term.
pub(super) fn one_for_another(
    tokens: &[Token],
    before: &[usize],
    at: usize,
    end: usize,
    names: Names<'_>,
) -> Option<usize> {
    let last = *before.first()?;
    let word = |index: usize| {
        tokens
            .get(index)
            .filter(|token| token.is_word())
            .map(|token| token.text.to_lowercase())
    };
    let (wrong, right) = (word(last)?, word(end)?);
    if wrong == right || tokens[at].is("no") && end == at + 1 {
        return None;
    }
    let pronoun = |word: &str| OBJECT_PRONOUNS.contains(&word) && !matches!(word, "it" | "you");
    if pronoun(&wrong) && pronoun(&right) {
        return Some(last);
    }
    let plain = |word: &str| !is_function_word(word) && !QUESTIONS.contains(&word) && class(word).is_none();
    if !plain(&wrong) || !plain(&right) {
        return None;
    }
    match (names(&wrong), names(&right)) {
        (true, true) => {
            // "Sarah Smith, I mean Sandra Jones"
            let both = word(end + 1).is_some_and(|next| plain(&next) && names(&next));
            let first = before.get(1).filter(|index| both && **index + 1 == last);
            Some(
                first
                    .filter(|index| word(**index).is_some_and(|word| plain(&word) && names(&word)))
                    .copied()
                    .unwrap_or(last),
            )
        }
        (false, false) => {
            let verb = |word: &str| word_classes::verb(word).any();
            let short = words_on(tokens, end).len() <= 2;
            (short && tokens[at].is("sorry") && !verb(&wrong) && !verb(&right) && before.len() > 1)
                .then_some(last)
        }
        // "ask lucy sorry lily": one of them is known for a name, and somebody is spoken to or of.
        _ => {
            let spoken_to = before
                .get(1)
                .is_some_and(|index| is_one(&tokens[*index], TO_SOMEBODY));
            (spoken_to && !word_classes::verb(&right).any()).then_some(last)
        }
    }
}

/// "a cup, make that two cups": a number for an article.
pub(super) fn amount_for_article(tokens: &[Token], before: &[usize], at: usize, end: usize) -> Option<usize> {
    let makes = reads(tokens, at, "make that") || reads(tokens, at, "make it");
    let mut near = before.iter().take(3).copied();
    near.find(|index| makes && number_at(tokens, end) && is_one(&tokens[*index], &["a", "an", "one"]))
}

/// The nearest earlier "at" when the repair starts with "at"; "a" and "an" are the same.
pub(super) fn same_word(
    tokens: &[Token],
    before: &[usize],
    word: &str,
    strength: Strength,
    plain_no: bool,
) -> Option<usize> {
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
    let function = OPENERS.contains(&word) || plain_no && AUXILIARIES.contains(&word);
    if strength == Strength::Weak && !function {
        return None;
    }
    let article = |word: &str| matches!(word, "a" | "an");
    let same = |token: &Token| token.is(word) || article(word) && article(&token.text.to_lowercase());
    before
        .iter()
        .take(reach)
        .copied()
        .find(|index| same(&tokens[*index]))
}

/// "at ten make that at eleven": the same opener, and words of one kind behind both.
pub(super) fn same_phrase(tokens: &[Token], before: &[usize], end: usize) -> Option<usize> {
    let opener = tokens.get(end).filter(|token| is_one(*token, OPENERS))?;
    let kind_behind = |index: usize| class(&word_at(tokens, index + 1));
    let kind = kind_behind(end)?;
    // "tomorrow, no, on Wednesday"
    let last = *before.first()?;
    let kept = last > 0 && is_one(&tokens[last - 1], &[opener.text.as_str(), "not"]);
    if kind == "day" && !kept && class(&tokens[last].text.to_lowercase()) == Some(kind) {
        return Some(last);
    }
    before
        .iter()
        .take(4)
        .copied()
        .find(|index| tokens[*index].is(&opener.text) && kind_behind(*index) == Some(kind))
}

/// "next to the chapel, no, behind the chapel": another place of the same thing, which is named again.
pub(super) fn other_place(tokens: &[Token], before: &[usize], end: usize) -> Option<usize> {
    const PLACES: &[&str] = &[
        "next to",
        "close to",
        "in front of",
        "on top of",
        "opposite",
        "behind",
        "beside",
        "under",
        "over",
        "above",
        "below",
        "near",
        "inside",
        "outside",
        "in",
        "on",
        "at",
        "before",
        "after",
        "around",
        "past",
        "by",
        "beyond",
        "across from",
        "left of",
        "right of",
        "underneath",
        "along",
        "through",
        "into",
        "onto",
        "off",
        "from",
        "to",
    ];
    /// Most words of the thing that is named again.
    const LONGEST: usize = 4;
    let place = PLACES.iter().find(|words| reads(tokens, end, words))?;
    let from = end + place.split(' ').count();
    let thing = words_on(&tokens[..tokens.len().min(from + LONGEST)], from);
    let content = |word: &str| !is_function_word(word);
    let len = (1..=LONGEST.min(thing.len())).find(|len| content(&thing[len - 1]))?;
    // `before` goes backwards
    let same = before.len() > len && (0..len).all(|back| tokens[before[back]].is(&thing[len - 1 - back]));
    let start_of_thing = *before.get(len - 1)?;
    PLACES
        .iter()
        .filter(|words| *words != place)
        .filter_map(|words| {
            let start = start_of_thing.checked_sub(words.split(' ').count())?;
            (same && reads(tokens, start, words)).then_some(start)
        })
        .min()
}

/// The nearest word of the same kind among the last three; a number takes all its words with it.
pub(super) fn same_class(tokens: &[Token], before: &[usize], kind: &str) -> Option<usize> {
    let position = before
        .iter()
        .take(3)
        .position(|index| class(&tokens[*index].text.to_lowercase()) == Some(kind))?;
    let mut start = before[position];
    while kind == "number" && start > 0 && is_spoken_number(tokens, start - 1) {
        start -= 1;
    }
    Some(start)
}

/// Whether the word at `index` may be said inside a number.
pub(super) fn is_spoken_number(tokens: &[Token], index: usize) -> bool {
    number_at(tokens, index) || is_one(tokens.get(index), &["oh", "double", "triple"])
}
