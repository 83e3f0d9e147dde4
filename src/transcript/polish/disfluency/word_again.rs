//! Single words said twice by a slip: "until until midnight", "all all the lettuces", "gate gate seven", "and come come
//! back". What grammar may want twice stays: "log on on Friday", "the people I know know the way".

use super::super::numbers::{is_label, is_number_word, is_numbered};
use super::super::token::Token;
use super::is_one;
use crate::english::calendar::{DAYS, MONTHS};
use crate::english::word_classes::{
    AUXILIARIES, BE, DETERMINERS, MODALS, OBJECT_PRONOUNS, POSSESSIVES, SUBJECT_PRONOUNS, verb,
};

/// Prepositions and conjunctions that are no particles of a verb: nothing else can stand between two of them.
const NO_PARTICLES: &[&str] = &[
    "until", "till", "during", "near", "under", "behind", "between", "without", "within", "towards",
    "toward", "against", "via", "beside", "upon", "among", "onto", "before", "after", "since", "than",
    "unless", "although", "though", "whether", "whereas",
];

/// Prepositions that verbs take as particles: "log on", "come in", "look over".
const PARTICLES: &[&str] = &["in", "on", "over", "up", "off", "out", "down", "around"];

/// Prepositions that are particles behind a few verbs only: "come through", "we are past it".
const SELDOM_PARTICLES: &[&str] = &[
    "along", "across", "past", "inside", "outside", "above", "below", "through",
];

/// … and those verbs.
const TAKE_SELDOM: &[&str] = &[
    "come", "comes", "came", "coming", "go", "goes", "went", "going", "gone", "get", "gets", "got",
    "getting", "fall", "fell",
];

/// Verbs whose particle may stand behind their object: "turn the light on on the landing".
const PARTED: &[&str] = &[
    "turn", "turned", "turning", "turns", "switch", "switched", "keep", "kept", "leave", "left", "have",
    "had", "has",
];

/// … behind a pronoun only: "the box we put it in in the end".
const PARTED_BY_PRONOUN: &[&str] = &[
    "put", "putting", "puts", "take", "took", "bring", "brought", "get", "got", "let", "pull", "pulled",
];

/// Adverbs and forms of "be" that nobody says twice to stress them.
const NEVER_STRESSED: &[&str] = &[
    "also", "just", "only", "already", "almost", "perhaps", "usually", "even", "been", "being", "am",
];

/// The same of words that may end a phrase before another one begins: "by then then", "we all all".
const MAY_END: &[&str] = &[
    "then", "all", "every", "each", "another", "most", "both", "some", "any",
];

/// … where one of these stands before them.
const ENDS_BEFORE: &[&str] = &[
    "by", "since", "until", "till", "back", "we", "they", "you", "us", "them",
];

/// Whether the word at `at`, said again at `second`, was said twice by a slip.
pub(super) fn is_slip(tokens: &[Token], at: usize, second: usize) -> bool {
    let word = tokens[at].text.to_lowercase();
    let word = word.as_str();
    let Some(next) = tokens.get(second + 1).filter(|next| next.is_word()) else {
        return false;
    };
    let before = at.checked_sub(1).map(|index| &tokens[index]);
    // "go go go": said a third time on purpose
    if next.is(word) || before.is_some_and(|before| before.is(word)) {
        return false;
    }
    if NO_PARTICLES.contains(&word) {
        // "the year before before"
        return !is_one(before, &["day", "week", "month", "year", "ever"]);
    }
    if PARTICLES.contains(&word) {
        return !may_be_particle(tokens, at, next);
    }
    if SELDOM_PARTICLES.contains(&word) {
        return before
            .is_some_and(|before| before.is_word() && !is_one(before, TAKE_SELDOM) && !is_one(before, BE));
    }
    if NEVER_STRESSED.contains(&word) {
        return true;
    }
    if MAY_END.contains(&word) {
        return !is_one(before, ENDS_BEFORE);
    }
    let numbered = is_label(word) || is_numbered(word) || word == "number";
    numbered && is_number_word(&next.text.to_lowercase())
        || is_helper(word, before, next)
        || is_action(tokens, at, word, next)
}

/// Whether the first of two prepositions may belong to the verb before it.
fn may_be_particle(tokens: &[Token], at: usize, next: &Token) -> bool {
    const REACH: usize = 4;
    let Some(before) = at.checked_sub(1).map(|index| tokens[index].text.to_lowercase()) else {
        return false;
    };
    let before = before.as_str();
    // "coming on on Wednesday"
    let dated = is_one(next, &DAYS) || is_one(next, &MONTHS);
    if dated && before == "coming" {
        return false;
    }
    let forms = verb(before);
    let acts =
        forms.any() || BE.contains(&before) || AUXILIARIES.contains(&before) || before.ends_with("ing");
    // "I was in in the garden", but "I was in in the morning"
    let times = [
        "morning",
        "afternoon",
        "evening",
        "end",
        "meantime",
        "summer",
        "winter",
    ];
    if tokens[at].is("in")
        && BE.contains(&before)
        && is_one(next, DETERMINERS)
        && !is_one(tokens.get(at + 3), &times)
    {
        return false;
    }
    let shortened = before.contains('\'');
    let near = &tokens[at.saturating_sub(REACH)..at];
    let any = |verbs: &[&str]| near.iter().any(|token| is_one(token, verbs));
    // "she put her coat on on the stairs"
    let object = OBJECT_PRONOUNS.contains(&before) || any(POSSESSIVES) && tokens[at].is("on");
    let pronoun = object && (any(PARTED) || any(PARTED_BY_PRONOUN));
    acts || shortened || pronoun || !tokens[at].is("in") && any(PARTED)
}

/// "he can can help", "it must must be": a modal verb before another verb. "The can can" is a dance.
fn is_helper(word: &str, before: Option<&Token>, next: &Token) -> bool {
    let next = next.text.to_lowercase();
    let waits = verb(&next).base || matches!(next.as_str(), "be" | "have" | "not" | "also" | "only");
    matches!(word, "can" | "may" | "might" | "must" | "shall" | "cannot")
        && waits
        && before.is_some_and(|before| before.is_word() && !is_one(before, DETERMINERS))
}

/// "and come come back", "to buy buy the milk": a verb before its particle or object. In "the people I know know the way"
/// the first one belongs to another clause.
fn is_action(tokens: &[Token], at: usize, word: &str, next: &Token) -> bool {
    let at_least = |back: usize| at.checked_sub(back).map(|index| &tokens[index]);
    if !verb(word).any() || AUXILIARIES.contains(&word) || word == "like" {
        return false;
    }
    let before = at_least(1);
    let openers = ["and", "but", "if", "when", "so", "because", "then"];
    let opens = |token: Option<&Token>| token.is_none_or(|token| !token.is_word() || is_one(token, &openers));
    let subject = is_one(before, SUBJECT_PRONOUNS) && opens(at_least(2));
    let led =
        is_one(before, &["to", "please", "don't", "didn't", "doesn't"]) || is_one(before, MODALS) || subject;
    let particle = is_one(
        next,
        &["back", "up", "out", "down", "away", "off", "home", "over"],
    );
    let object = is_one(next, DETERMINERS) || is_one(next, OBJECT_PRONOUNS) || next.is("to");
    led && (object || particle) || particle && is_one(before, &["and", "or", "then"])
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::STUTTERED;
    use super::*;

    /// Whether the first word said twice in `text` is a slip.
    fn slips(text: &str) -> bool {
        let tokens: Vec<Token> = text.split(' ').map(|word| Token::word(word, None)).collect();
        let at = (1..tokens.len())
            .find(|at| tokens[*at].is(&tokens[at - 1].text))
            .map_or(0, |second| second - 1);
        assert!(!STUTTERED.contains(&tokens[at].text.as_str()));
        is_slip(&tokens, at, at + 1)
    }

    #[test]
    fn words_of_grammar_said_twice_are_slips() {
        for text in [
            "be there in in ten minutes",
            "he is coming on on wednesday",
            "we stayed until until midnight",
            "the slugs have eaten all all the lettuces",
            "and then then roll it out",
            "it leaves from gate gate seven",
            "and come come back on monday",
            "he can can help you",
            "i want to buy buy the house",
        ] {
            assert!(slips(text), "{text}");
        }
    }

    #[test]
    fn what_grammar_wants_twice_stays() {
        for text in [
            "log on on friday",
            "the box we put it in in the end",
            "when he comes in in his boots",
            "turn the light on on the landing",
            "the people i know know the way",
            "since then then we have waited",
            "go go go",
            "it was a long long way",
            "we danced the can can twice",
        ] {
            assert!(!slips(text), "{text}");
        }
    }
}
