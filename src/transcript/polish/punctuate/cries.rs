//! Exclamations: "what a view", "how nice", "watch out", "happy birthday, Aunt June".
//!
//! Words are lower case. Knows nothing of probabilities.

use super::super::clause;
use crate::english::word_classes::{
    BE, DETERMINERS, MODALS, SHORT_CLAUSES, SUBJECT_ONLY, SUBJECT_PRONOUNS, verb,
};

/// Whether the words are an exclamation in any text: "what a day", "how nice", "watch out".
pub(super) fn exclaims(words: &[&str]) -> bool {
    const CRIES: &[&str] = &[
        "help",
        "ouch",
        "yay",
        "hurray",
        "hooray",
        "whoa",
        "congratulations",
        "watch out",
        "look out",
        "my god",
        "oh my god",
        "good god",
        "good lord",
        "good heavens",
        "great scott",
        "how dare you",
        "wow",
        "oh wow",
        "bravo",
        "happy birthday",
        "good luck",
        "well done",
        "hurry up",
    ];
    const HOW: &[&str] = &[
        "nice",
        "lovely",
        "beautiful",
        "wonderful",
        "sad",
        "awful",
        "sweet",
        "kind",
        "strange",
        "funny",
        "cute",
        "exciting",
        "terrible",
        "horrible",
        "delightful",
        "annoying",
        "embarrassing",
    ];
    const AMAZING: &[&str] = &[
        "amazing",
        "incredible",
        "wonderful",
        "fantastic",
        "brilliant",
        "awesome",
        "beautiful",
        "gorgeous",
        "great",
        "stunning",
        "unbelievable",
        "delicious",
        "impressive",
        "lovely",
        "huge",
    ];
    let words = match words {
        ["wow" | "oh" | "gosh" | "man", rest @ ..] if matches!(rest, ["what" | "how", ..]) => rest,
        _ => words,
    };
    // "what a mess this is", but not "what a function does is …"
    let body = match words {
        [body @ .., subject, "is" | "was" | "are"] if SUBJECT_PRONOUNS.contains(subject) => body,
        _ => words,
    };
    let what_a = matches!(body, ["what", "a" | "an", rest @ ..]
        if (1..=5).contains(&rest.len()) && !rest.iter().any(|word| BREAKS_WHAT_A.contains(word)));
    let what_a = what_a && cry(words).is_none();
    let how = matches!(body, ["how", adjective] | ["how", adjective, "of", _] if HOW.contains(adjective))
        || matches!(words, ["how", adjective, "to", _, ..] if HOW.contains(adjective) && words.len() <= 7)
        || matches!(words, ["how", adjective, "of", _, "to", _, ..] if HOW.contains(adjective) && words.len() <= 8);
    let congratulates = matches!(words, ["congratulations", "on" | "to", ..]) && words.len() <= 8;
    // "happy birthday, Anna", "merry christmas everyone"
    let wishes = words.len() <= 5
        && !words.iter().any(|word| SUBJECT_ONLY.contains(word))
        && matches!(
            words,
            ["happy", "birthday" | "anniversary" | "easter" | "new", ..] | ["merry", "christmas", ..]
        );
    let wishes =
        wishes && !(2..words.len()).any(|verb| BE.contains(&words[verb]) || clause::is_finite(words, verb));
    // "wow that's amazing"
    let amazed = matches!(words, ["wow", "that's" | "it's" | "you're" | "this", rest @ ..]
        if (1..=4).contains(&rest.len()) && rest.last().is_some_and(|word| AMAZING.contains(word)));
    wishes
        || amazed
        || what_a
        || how
        || congratulates
        || words.len() <= 4 && CRIES.contains(&words.join(" ").as_str())
}

/// The length of the exclamation that the words begin with, when a clause follows that cannot tell of its noun: "what a
/// view | I could stay here", but "what a view we had".
pub(super) fn cry(words: &[&str]) -> Option<usize> {
    /// Most words of one.
    const LONGEST: usize = 6;
    let (least, of_a_thing) = match words {
        ["what", "a" | "an", ..] => (3, true),
        ["how", ..] => (2, false),
        _ => return None,
    };
    (least..words.len().min(LONGEST + 1)).find(|end| {
        let said = &words[..*end];
        let told = !of_a_thing && exclaims(said)
            || of_a_thing
                && said[2..]
                    .iter()
                    .all(|word| clause::may_be_noun(word) || word.ends_with("ly"));
        let whose = matches!(said.last(), Some(&"shame" | &"pity" | &"wonder" | &"waste"));
        // "how nice is it" asks.
        let asks = !of_a_thing && clause::asks(words, *end);
        told && !whose
            && !asks
            && clause::starts(words, *end) == Some(clause::Start::Sure)
            && stands_alone(words, *end)
    })
}

/// Whether the clause at `index` has what its verb asks for, so that it cannot tell of the noun before it.
fn stands_alone(words: &[&str], index: usize) -> bool {
    if clause::asks(words, index) {
        return true;
    }
    let Some(own) = clause::subject_verb(words, index) else {
        return false;
    };
    let word = |offset: usize| clause::at(words, own + offset);
    let short = SHORT_CLAUSES.contains(&word(0));
    if MODALS.contains(&word(0)) || short && verb(word(1)).base {
        return !word(2).is_empty() && !matches!(word(2), "of" | "with" | "from" | "to");
    }
    let copula = BE.contains(&word(0)) || short && !word(0).ends_with("'ve");
    copula && !word(1).is_empty() || clause::begins_object(word(1))
}

/// With one of these, "what a …" is no exclamation or no whole one.
const BREAKS_WHAT_A: &[&str] = &[
    "is", "are", "was", "were", "do", "does", "did", "has", "have", "had", "can", "could", "will", "would",
    "should", "may", "might", "must", "to", "that", "who", "means", "needs", "wants", "looks", "and", "or",
    "if",
];

/// Whether the words wish something, or congratulate, and a clause of its own follows: "happy birthday aunt June | we are all
/// proud of you".
pub(super) fn wishes_before(words: &[&str], left: &[&str], next: usize) -> bool {
    const LONGEST: usize = 5;
    let wishes = matches!(
        left,
        ["happy", "birthday" | "anniversary" | "easter", ..] | ["happy", "new", "year", ..]
    ) || matches!(left, ["merry", "christmas", ..] | ["congratulations", ..]);
    let open = left.last().is_some_and(|last| {
        DETERMINERS.contains(last) || matches!(*last, "and" | "to" | "on" | "for" | "from" | "new")
    });
    wishes && !open && left.len() <= LONGEST && clause::starts(words, next) == Some(clause::Start::Sure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exclamation_ends_before_a_clause_of_its_own() {
        let length = |text: &str| cry(&text.split(' ').collect::<Vec<_>>());
        assert_eq!(length("what a view i could stay here forever"), Some(3));
        assert_eq!(length("what a lovely garden we should visit more often"), Some(4));
        assert_eq!(length("what a view we had"), None);
        assert_eq!(length("what a shame he could not come"), None);
        assert_eq!(length("what a day it was"), None);
    }
}
