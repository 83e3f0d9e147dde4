//! Amounts put right behind the whole thing that they count: "four metres of copper pipe, sorry, five metres" → "five metres
//! of copper pipe", "order ten kilos of carrots, make that twelve".
//!
//! Elsewhere what is wrong stands right before the edit term and goes. Here what it counts stands between, and stays: the
//! new number takes the old one's place.

use super::super::token::{Token, Trail, phrase};
use super::lexicon::{class, is_function_word};
use super::term::{Strength, term};
use super::{is_one, number_at, reads, singular, word_at};
use crate::english::word_classes::VERBS_OF_SPEECH;

/// Most words between the wrong number's unit and the edit term: "of copper pipe for the kitchen".
const LONGEST: usize = 6;

/// Puts each new number in the place of the one it corrects.
pub(super) fn amounts(tokens: &mut Vec<Token>, trail: &mut Trail) {
    let mut at = 2;
    while at < tokens.len() {
        match term(tokens, at).and_then(|(end, strength)| amount(tokens, at, end, strength)) {
            Some(found) => {
                trail.rule(phrase(&tokens[found.wrong.clone()]), "", "self-correction");
                let pause = tokens[found.until - 1].pause_ms;
                let right: Vec<Token> = tokens[found.right.clone()].to_vec();
                tokens.drain(at..found.until);
                if let Some(last) = tokens.get_mut(at - 1) {
                    last.pause_ms = pause;
                }
                let next = found.wrong.start + right.len();
                tokens.splice(found.wrong, right);
                at = next;
            }
            None => at += 1,
        }
    }
}

/// A number that another one takes the place of.
struct Amount {
    wrong: std::ops::Range<usize>,
    right: std::ops::Range<usize>,
    /// Where the thought goes on behind the correction.
    until: usize,
}

/// The amount that the edit term from `at` to `end` puts right, where nothing but a number, perhaps with its unit, follows.
fn amount(tokens: &[Token], at: usize, end: usize, strength: Strength) -> Option<Amount> {
    let number = |index: usize| number_at(tokens, index);
    let right_len = (end..tokens.len()).take_while(|index| number(*index)).count();
    let unit = word_at(tokens, end + right_len);
    let ends = |index: usize| tokens.get(index).is_none_or(Token::ends_thought);
    let bare = ends(end + right_len);
    let with_unit = unit.len() > 2 && !is_function_word(&unit) && ends(end + right_len + 1);
    let announced = strength > Strength::Weak
        || is_one(tokens.get(at), &["sorry", "no"])
        || reads(tokens, at, "make that")
        || reads(tokens, at, "make it");
    if right_len == 0 || !announced || !(bare || with_unit) {
        return None;
    }
    // The nearest number in front that counts the same thing, whatever stands between.
    let counts = |index: usize| {
        let counted = word_at(tokens, index + 1);
        number(index)
            && !number(index + 1)
            && index + 2 < at
            && counted.len() > 2
            && !is_function_word(&counted)
            && (bare || singular(&counted) == singular(&unit))
    };
    let last = (at.saturating_sub(LONGEST + 2)..at - 1)
        .rev()
        .find(|index| counts(*index))?;
    let between = &tokens[last + 2..at];
    // "he said ten people came, no, two people": a clause between is a statement of its own.
    let plain = |token: &Token| {
        let word = token.lower();
        token.is_word()
            && !token.locked
            && class(&word).is_none_or(|kind| kind != "number")
            && !VERBS_OF_SPEECH.contains(&word.as_str())
    };
    let joined = is_one(
        between.first(),
        &["of", "for", "on", "at", "in", "from", "to", "with", "and", "or"],
    );
    if !between.iter().all(plain) || !joined {
        return None;
    }
    let first = (0..=last).rev().take_while(|index| number(*index)).last()?;
    Some(Amount {
        wrong: first..last + 1,
        right: end..end + right_len,
        until: end + right_len + usize::from(!bare),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(said: &str) -> String {
        let mut tokens: Vec<Token> = said.split(' ').map(|word| Token::word(word, None)).collect();
        amounts(&mut tokens, &mut Trail::default());
        let words: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
        words.join(" ")
    }

    #[test]
    fn a_new_amount_takes_the_old_ones_place() {
        for (said, wanted) in [
            (
                "i need four metres of copper pipe sorry five metres",
                "i need five metres of copper pipe",
            ),
            (
                "two tickets for saturday make that three",
                "three tickets for saturday",
            ),
            (
                "he owns twelve cows and no sheep",
                "he owns twelve cows and no sheep",
            ),
            (
                "i saw ten people in the room no five had left",
                "i saw ten people in the room no five had left",
            ),
        ] {
            assert_eq!(written(said), wanted);
        }
    }
}
