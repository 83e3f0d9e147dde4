//! What a second pass wrote is evidence beside the punctuation model: where both agree a mark is certain, and a capital
//! inside a sentence of its own makes a name.
//!
//! The two are taken for independent, so their likelihoods multiply.

use super::super::token::{Case, Token};
use super::{MARKS, N_MARKS, Scores};

/// How much likelier the second pass makes the mark that it wrote than any other one, and no mark where it wrote none.
const MARK_ODDS: f32 = 8.0;
/// How much less likely a small letter inside a sentence makes a name.
const SMALL_ODDS: f32 = 12.0;

/// Weighs the model's answers with what the second pass wrote; `owners` are the word tokens with the last of their model
/// words.
pub(super) fn weigh(segment: &mut [Token], owners: &[(usize, usize)], scores: &mut [Scores]) {
    let mut inside = false; // whether the word before is known to go on with its sentence
    for (index, word) in owners {
        let token = &mut segment[*index];
        let Some(evidence) = token.evidence.clone() else {
            inside = false;
            continue;
        };
        let mark = place(evidence.mark);
        let marks = &mut scores[*word].marks;
        marks[mark] *= MARK_ODDS;
        let sum: f32 = marks.iter().sum();
        marks.iter_mut().for_each(|mark| *mark /= sum);
        if inside && evidence.words > 0 {
            let cases = &mut scores[*word].cases;
            *cases = cased(&evidence.written, *cases);
            let own = evidence.words == 1
                && evidence.written.chars().skip(1).any(char::is_uppercase)
                && evidence.written.chars().any(char::is_lowercase)
                && evidence.written.to_lowercase() == token.text
                && token.case == Case::Free;
            if own {
                (token.text, token.case) = (evidence.written, Case::Exact); // "iPhone"
            }
        }
        inside = mark < 2 || MARKS[mark] == ":";
    }
}

/// The place in [`MARKS`] of a mark that was written.
fn place(mark: Option<char>) -> usize {
    let mark = match mark {
        Some(';') => ',',
        Some('…') => '.',
        Some(mark) => mark,
        None => return 0,
    };
    (0..N_MARKS)
        .find(|place| MARKS[*place].starts_with(mark))
        .unwrap_or(0)
}

/// The likelihoods of small letters, a capital, and capitals, for a word inside a sentence that was written so.
fn cased(written: &str, cases: [f32; 3]) -> [f32; 3] {
    let letters = written.chars().filter(|c| c.is_alphabetic()).count();
    if letters == 0 {
        return cases;
    }
    if letters > 1 && !written.contains(char::is_lowercase) {
        return [0.0, 0.0, 1.0];
    }
    if written.starts_with(char::is_uppercase) {
        return [0.0, 1.0, 0.0];
    }
    let [small, capital, all] = cases;
    let sum = small * SMALL_ODDS + capital + all;
    [small * SMALL_ODDS / sum, capital / sum, all / sum]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::Evidence;

    fn token(text: &str, written: &str, mark: Option<char>) -> Token {
        let evidence = Evidence {
            written: written.to_owned(),
            words: 1,
            mark,
        };
        Token {
            evidence: Some(evidence),
            ..Token::word(text, None)
        }
    }

    #[test]
    fn a_mark_that_both_hold_for_likely_is_certain() {
        let mut segment = [token("anna", "Anna", Some(',')), token("wait", "wait", None)];
        let mut scores = [Scores {
            marks: [0.5, 0.5, 0.0, 0.0, 0.0, 0.0],
            cases: [0.5, 0.5, 0.0],
            ..Scores::default()
        }; 2];
        weigh(&mut segment, &[(0, 0), (1, 1)], &mut scores);
        assert!(scores[0].marks[1] > 0.85, "{:?}", scores[0]);
        assert!(scores[1].marks[0] > 0.85, "{:?}", scores[1]);
    }

    #[test]
    fn a_capital_inside_a_sentence_is_a_name_and_one_at_its_start_says_nothing() {
        let mut segment = [
            token("mark", "Mark", None),
            token("hope", "Hope", Some('.')),
            token("rose", "Rose", None),
            token("iphone", "iPhone", None),
        ];
        let mut scores = [Scores {
            marks: [1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            cases: [0.9, 0.1, 0.0],
            ..Scores::default()
        }; 4];
        weigh(&mut segment, &[(0, 0), (1, 1), (2, 2), (3, 3)], &mut scores);
        let capital: Vec<f32> = scores.iter().map(|scores| scores.cases[1]).collect();
        assert!(
            capital[0] < 0.2 && capital[1] > 0.9 && capital[2] < 0.2,
            "{capital:?}"
        );
        assert_eq!(segment[3].text, "iPhone");
    }
}
