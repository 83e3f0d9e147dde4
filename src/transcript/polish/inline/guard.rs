//! Tells a punctuation word from the same word meant as text: "a period of time", "dash to the shop".
//!
//! Knows only the words around and the pauses; a clear pause beats the suspicion of an article.

use super::super::numbers::is_number_word;
use super::super::token::{Kind, Token, is_one};
use super::noun::is_noun;
use super::{Guard, Row, Writes, longest};
use crate::english::word_classes::{self, POSSESSIVES};

/// A silence that sets a phrase off from the words before it, in milliseconds.
const SET_OFF_MS: u32 = 300;

/// After these, a noun is coming: the phrase is text.
const ARTICLES: &[&str] = &[
    "a", "an", "the", "this", "that", "these", "those", "every", "each", "another", "my", "your", "his",
    "her", "its", "our", "their", "any", "some", "no", "which", "what", "called", "word", "words", "of",
];

/// Whether the phrase of `len` words at `at` acts.
pub(super) fn acts(row: &Row, tokens: &[Token], at: usize, len: usize, out: &[Token]) -> bool {
    let guard = row.guard;
    if joins(row, tokens, at, len) {
        return true;
    }
    let before = at.checked_sub(1).map(|index| &tokens[index]);
    let next = tokens.get(at + len);
    let set_off = before.is_none_or(|token| token.pauses(SET_OFF_MS));
    // "ten dollars each question mark": "each" behind a price counts nothing more.
    let priced = is_one(before, &["each"]) && next.is_none() && at > 1;
    let after_article = !set_off && !priced && is_one(before, ARTICLES);
    let paused_behind = tokens[at + len - 1].pauses(SET_OFF_MS);
    if (!set_off || before.is_none()) && !paused_behind && is_noun(row, tokens, at, len) {
        return false;
    }
    match guard {
        Guard::Article => !after_article,
        Guard::Near {
            after,
            before: behind,
        } => {
            !after_article
                && (set_off || leaves_early(tokens, at, len) || !is_one(before, after))
                && (paused_behind || !is_one(next, behind))
        }
        Guard::Start => {
            let in_list = out
                .iter()
                .any(|token| token.kind == Kind::Break && token.text.trim() == "-");
            out.last().is_none_or(Token::ends_thought)
                || set_off
                || in_list && tokens[at].is("bullet") && !after_article
        }
        Guard::Needs {
            after,
            before: behind,
        } => {
            !after_article
                && !is_one(before, after)
                && next.is_some_and(|token| token.is_word() && !is_one(token, behind))
        }
        Guard::Escape => match next {
            None => false,
            Some(_) if longest(tokens, at + len).is_some() => !after_article,
            Some(token) => before.is_none() && !is_one(token, LITERAL_NOUNS),
        },
    }
}

/// "the witness left early period": at the end, behind an adverb with its verb before it.
fn leaves_early(tokens: &[Token], at: usize, len: usize) -> bool {
    let acted = at
        .checked_sub(2)
        .is_some_and(|index| word_classes::verb(&tokens[index].lower()).past);
    acted && at + len == tokens.len() && is_one(&tokens[at - 1], &["early", "late"])
}

/// Whether the mark stands between two things that it joins, whatever words they are: "seven dash four", "his slash her",
/// "and slash or".
fn joins(row: &Row, tokens: &[Token], at: usize, len: usize) -> bool {
    let Writes::Mark(mark, _) = row.writes else {
        return false;
    };
    let before = at.checked_sub(1).map(|index| &tokens[index]);
    let (Some(before), Some(next)) = (before, tokens.get(at + len)) else {
        return false;
    };
    let number = |token: &Token| token.is_word() && is_number_word(&token.text);
    let pair = is_one(before, POSSESSIVES) && is_one(next, POSSESSIVES) || before.is("and") && next.is("or");
    matches!(mark, "–" | "-" | "/") && number(before) && number(next)
        || mark == "/" && pair
        || mark == "-" && joins_words(before, next)
        || mark == "“" && is_closed(tokens, at + len)
}

/// "hand hyphen made": nobody speaks of hyphens otherwise, unless one says which ("a hyphen", "the missing hyphen") or where.
fn joins_words(before: &Token, next: &Token) -> bool {
    const SAYS_WHICH: &[&str] = &[
        "no", "any", "another", "missing", "extra", "every", "each", "this", "that", "one", "stray", "soft",
        "hard", "of", "with", "without", "and", "or", "by", "called", "is", "was", "needs", "use", "put",
        "add", "optional", "single",
    ];
    const SAYS_WHERE: &[&str] = &[
        "is", "was", "key", "in", "between", "or", "and", "before", "after", "there", "here", "to", "with",
        "where", "at", "on", "as", "has", "should", "that", "which", "joins", "for", "from",
    ];
    let plain = before.is_word() && next.is_word();
    plain && !is_one(before, ARTICLES) && !is_one(before, SAYS_WHICH) && !is_one(next, SAYS_WHERE)
}

/// Whether a quotation that begins at `from` is closed by words for it.
fn is_closed(tokens: &[Token], from: usize) -> bool {
    const FARTHEST: usize = 30;
    (from + 1..tokens.len().min(from + FARTHEST)).any(|at| {
        let ends = is_one(&tokens[at], &["close", "end"]);
        tokens[at].is("unquote") || ends && is_one(tokens.get(at + 1), &["quote", "quotes"])
    })
}

/// "literal" before these is an adjective.
const LITERAL_NOUNS: &[&str] = &[
    "meaning",
    "translation",
    "sense",
    "interpretation",
    "string",
    "truth",
    "reading",
    "or",
    "and",
    "value",
];
