//! The members of a series that are single words: "leeks, potatoes, cream and salt", "longer, harder and darker",
//! "we cut, sanded and painted", "red, green or blue".
//!
//! Between two of them a comma belongs where they and the last one are of one kind, or where the first is a plural, which
//! seldom stands before another noun; otherwise the model must hold a comma for possible.

use super::super::clause;
use super::super::numbers::is_number_word;
use super::super::proper::{NAMED, NAMED_IN_PLURAL};
use super::Scores;
use super::ends::COMMA;
use crate::english::adjectives::{ADJECTIVES, COLOURS, COMPARATIVES};
use crate::english::calendar::is_date_word;
use crate::english::word_classes::{
    AUXILIARIES, BE, DETERMINERS, DITRANSITIVE, KIN, LANGUAGES, LINKING, MODALS, PREPOSITIONS, QUANTIFIERS,
    SUBJECT_PRONOUNS, SUBORDINATORS, verb,
};

/// Least probability of a comma between bare nouns of a series.
const BETWEEN_NOUNS: f32 = 0.08;
/// … where another comma of the series is sure.
const BESIDE_SURE: f32 = 0.02;
/// … between names.
const BETWEEN_NAMES: f32 = 0.03;
/// … between names behind a preposition.
const BETWEEN_PLACES: f32 = 0.12;
/// … between verbs in their first form, which may be nouns.
const BETWEEN_VERBS: f32 = 0.015;

/// What a member may be that shows in the word itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Adjective,
    Colour,
    Comparative,
    Manner,
    Activity,
    Date,
    Language,
    Kin,
}

/// The words around an "and", "or" or "nor", with what the model says of them.
struct Series<'a> {
    words: &'a [&'a str],
    /// Place of the conjunction.
    at: usize,
    score: &'a dyn Fn(usize) -> Scores,
}

/// Places behind which a comma belongs, before the conjunction at `at`.
pub(super) fn commas(words: &[&str], at: usize, score: &dyn Fn(usize) -> Scores) -> Vec<usize> {
    let series = Series { words, at, score };
    let verbs = series.verbs();
    if verbs.is_empty() { series.nouns() } else { verbs }
}

impl Series<'_> {
    /// The noun behind the conjunction, which may have an article: "nails, screws and a hammer".
    fn last(&self) -> &str {
        clause::at(self.words, self.behind() - 1)
    }

    /// The place behind the last member.
    fn behind(&self) -> usize {
        let article = DETERMINERS.contains(&clause::at(self.words, self.at + 1));
        self.at + if article { 3 } else { 2 }
    }

    fn comma(&self, at: usize) -> f32 {
        (self.score)(at).marks[COMMA]
    }

    /// Whether the model takes the word for a name.
    fn named(&self, at: usize) -> bool {
        let [_, capital, all] = (self.score)(at).cases;
        let word = self.words[at];
        let plural = word.len() > 4 && word.ends_with('s') && !word.ends_with("ss");
        capital + all >= if plural { NAMED_IN_PLURAL } else { NAMED }
    }

    /// Commas between nouns, names, adjectives or adverbs.
    fn nouns(&self) -> Vec<usize> {
        let Some(second) = self.at.checked_sub(1).filter(|second| *second > 0) else {
            return Vec::new();
        };
        let sure: Vec<usize> = (0..second).rev().take_while(|gap| self.is_sure(*gap)).collect();
        let least = if sure.is_empty() {
            BETWEEN_NOUNS
        } else {
            BESIDE_SURE
        };
        let mut gaps: Vec<usize> = (0..second)
            .rev()
            .take_while(|gap| sure.contains(gap) || self.is_likely(*gap, least))
            .collect();
        // "red wine, cheese and grapes": the words of one member have no comma between.
        while let Some(first) = gaps.last().copied() {
            let free = sure.contains(&first) && self.stands_free(first);
            let receives = gaps.len() == 1 && self.receives(first);
            if !receives && (free || self.is_led(first)) {
                return gaps;
            }
            gaps.pop();
        }
        gaps
    }

    /// Whether the words on both sides of the gap behind `gap` are members, as far as their forms tell.
    fn is_sure(&self, gap: usize) -> bool {
        let (one, two) = (self.words[gap], self.words[gap + 1]);
        let last = clause::at(self.words, self.at + 1);
        let linked = self.is_predicate(gap);
        let kinds = [one, two, last].map(|word| kind(word, linked));
        // "Mum, Dad and both the dogs": no two of these stand side by side otherwise
        if let [Some(one @ (Kind::Kin | Kind::Language)), Some(two), _] = kinds
            && one == two
        {
            return true;
        }
        if let [Some(one), Some(two), Some(last)] = kinds
            && (one == two && two == last || linked && one.describes() && two.describes() && last.describes())
        {
            // "dark red and brown"
            let shade = two == Kind::Colour
                && matches!(self.words[gap], "light" | "dark" | "pale" | "bright" | "deep");
            return !shade;
        }
        // "used car parts": what describes the noun behind it is no member.
        !(describes(one) || describes(two) || counts(one, two))
            && may_be_member(one)
            && may_be_member(two)
            && may_be_member(self.last())
            && is_several(one)
            && !verb(one).third
            && (!verb(two).any() || is_several(two))
    }

    /// Whether the model holds a comma for possible between two nouns or names.
    fn is_likely(&self, gap: usize, least: f32) -> bool {
        let (one, two) = (self.words[gap], self.words[gap + 1]);
        if ![one, two, self.last()].into_iter().all(may_be_member)
            || self.is_action(gap)
            || self.does(gap, two)
            || counts(one, two)
        {
            return false;
        }
        let names = [gap, gap + 1, self.at + 1].map(|at| self.named(at));
        let towards = PREPOSITIONS.contains(&clause::before(self.words, gap));
        match names {
            [true, true, true] if towards => self.comma(gap) >= BETWEEN_PLACES,
            [true, true, true] => self.comma(gap) >= BETWEEN_NAMES,
            _ if describes(one) || describes(two) => false,
            [false, false, false] => self.comma(gap) >= least && !verb(two).past,
            _ => least < BETWEEN_NOUNS && self.comma(gap) >= least && !verb(two).past,
        }
    }

    /// Whether several things at the beginning of a clause do what the two words around the conjunction say: "the dogs eat and
    /// sleep".
    fn does(&self, at: usize, next: &str) -> bool {
        let previous = clause::before(self.words, at);
        let article = DETERMINERS.contains(&previous) || QUANTIFIERS.contains(&previous);
        let first = at - usize::from(article);
        let before = clause::before(self.words, first);
        let begins =
            matches!(before, "" | "and" | "but" | "then" | "that") || SUBORDINATORS.contains(&before);
        let done = |word: &str| verb(word).base && !is_several(word);
        begins && is_several(self.words[at]) && done(next) && done(self.last())
    }

    /// Whether the word is a verb where it stands, whose object may be the next: "to buy eggs and milk", "selling eggs".
    fn is_action(&self, at: usize) -> bool {
        let word = self.words[at];
        let before = clause::before(self.words, at);
        let led = matches!(
            before,
            "" | "to" | "please" | "don't" | "let's" | "and" | "or" | "then"
        ) || MODALS.contains(&before)
            || SUBJECT_PRONOUNS.contains(&before);
        clause::is_finite(self.words, at)
            || led && verb(word).any() && !is_several(word)
            || kind(word, false) == Some(Kind::Activity)
    }

    /// Whether adjectives at `first` tell of what stands before a verb like "is": "the room was small, dark and damp".
    fn is_predicate(&self, first: usize) -> bool {
        let mut at = first;
        while at > 0 && (is_described(self.words[at - 1]) || is_degree(self.words[at - 1])) {
            at -= 1;
        }
        at > 0 && (BE.contains(&self.words[at - 1]) || LINKING.contains(&self.words[at - 1]))
    }

    /// Whether a series may begin at `first` because of the word in front of it: a verb whose object it is, a preposition.
    fn is_led(&self, first: usize) -> bool {
        let Some(before) = first.checked_sub(1) else {
            return self.is_subject();
        };
        let word = self.words[before];
        let led = verb(word).any()
            || BE.contains(&word)
            || AUXILIARIES.contains(&word)
            || PREPOSITIONS.contains(&word)
            || word == "some";
        // "we sell used car parts"
        let describes =
            before > 0 && verb(word).participle && !verb(word).base && verb(self.words[before - 1]).any();
        led && !describes && !self.is_subject()
    }

    /// Whether the word at `first` may be given something: "give the boys books and pens" has two objects.
    fn receives(&self, first: usize) -> bool {
        let before = clause::before(self.words, first);
        let given = DITRANSITIVE.contains(&before)
            || first > 1 && DITRANSITIVE.contains(&self.words[first - 2]) && DETERMINERS.contains(&before);
        given && is_somebody(self.words[first]) && kind(self.words[first], true).is_none()
    }

    /// Whether members whose forms are plain can be a series with what stands in front of the first.
    fn stands_free(&self, first: usize) -> bool {
        let before = clause::before(self.words, first);
        let plain = kind(self.words[first], true).is_some();
        let may_begin = matches!(
            before,
            "" | "and" | "but" | "then" | "that" | "because" | "both" | "neither" | "either"
        ) || SUBORDINATORS.contains(&before);
        plain || may_begin || !self.is_subject()
    }

    /// Whether a finite verb stands behind the last member: the words are its subject, or one of them is.
    fn is_subject(&self) -> bool {
        let behind = self.behind();
        clause::is_finite(self.words, behind) || AUXILIARIES.contains(&clause::at(self.words, behind))
    }

    /// Commas between verbs of one form, the first of them behind its subject: "we cut, sanded and painted the boards".
    fn verbs(&self) -> Vec<usize> {
        let past = |word: &str| verb(word).past || word.len() > 4 && word.ends_with("ed");
        let third = |word: &str| verb(word).third;
        let base = |word: &str| verb(word).base;
        let forms: [&dyn Fn(&str) -> bool; 3] = [&past, &third, &base];
        for (n, form) in forms.into_iter().enumerate() {
            if !form(clause::at(self.words, self.at + 1)) {
                continue;
            }
            let mut first = self.at;
            while first > 0 && form(self.words[first - 1]) {
                first -= 1;
            }
            let gaps = first..self.at.saturating_sub(1);
            // "the man we met | called and left"
            let told_of = first > 1
                && SUBJECT_PRONOUNS.contains(&self.words[first - 1])
                && clause::may_be_noun(self.words[first - 2]);
            let likely = n == 0 && !told_of || gaps.clone().all(|gap| self.comma(gap) >= BETWEEN_VERBS);
            if !gaps.is_empty() && self.acts(first, n == 2) && likely {
                return gaps.collect();
            }
        }
        Vec::new()
    }

    /// Whether the word at `first` is a verb that says what somebody does, or, in its first form, is to do.
    fn acts(&self, first: usize, base: bool) -> bool {
        let word = self.words[first];
        let before = clause::before(self.words, first);
        let described = !base
            && [first + 1, self.at + 1]
                .iter()
                .any(|at| is_described(self.words[*at]));
        let waits =
            before == "to" || MODALS.contains(&before) || matches!(before, "please" | "don't" | "let's");
        let done = BE.contains(&before) || matches!(before, "has" | "have" | "had");
        !LINKING.contains(&word)
            && !described
            && match base {
                true => waits || first == 0 || clause::is_finite(self.words, first),
                false => first > 0 && (clause::is_finite(self.words, first) || done && verb(word).participle),
            }
    }
}

impl Kind {
    /// Whether such words stand before a noun.
    fn describes(self) -> bool {
        matches!(self, Kind::Adjective | Kind::Colour | Kind::Comparative)
    }
}

/// Whether the word stands before a noun, wherever it is.
fn describes(word: &str) -> bool {
    kind(word, false).is_some_and(Kind::describes)
}

/// The kind that the word shows; behind "is" and the like, `linked`, an ending is enough for an adjective.
fn kind(word: &str, linked: bool) -> Option<Kind> {
    const ENDINGS: &[&str] = &["ful", "less", "ous", "ish", "able", "ible"];
    /// Things in -ing that are named and not done.
    const THINGS: &[&str] = &[
        "morning",
        "evening",
        "something",
        "anything",
        "nothing",
        "everything",
        "building",
        "wedding",
        "ceiling",
        "clothing",
        "parking",
        "during",
        "king",
        "string",
        "spring",
        "training",
        "heating",
        "washing",
        "dining",
        "living",
        "waiting",
        "meeting",
    ];
    let long = word.len() > 4;
    if COLOURS.contains(&word) {
        Some(Kind::Colour)
    } else if COMPARATIVES.contains(&word) {
        Some(Kind::Comparative)
    } else if is_described(word)
        || long && ENDINGS.iter().any(|ending| word.ends_with(ending))
        || linked && long && word.ends_with('y') && !word.ends_with("ly")
    {
        Some(Kind::Adjective)
    } else if LANGUAGES.contains(&word) {
        Some(Kind::Language)
    } else if KIN.contains(&word) || word == "nanny" {
        Some(Kind::Kin)
    } else if is_date_word(word) {
        Some(Kind::Date)
    } else if word.len() > 5 && word.ends_with("ly") {
        Some(Kind::Manner)
    } else if word.len() > 5 && word.ends_with("ing") && !THINGS.contains(&word) {
        Some(Kind::Activity)
    } else if linked && word.len() > 5 && word.ends_with("er") {
        Some(Kind::Comparative)
    } else {
        None
    }
}

fn is_described(word: &str) -> bool {
    ADJECTIVES.contains(&word) || COLOURS.contains(&word) || COMPARATIVES.contains(&word)
}

/// "very", "too": with an adjective behind it.
fn is_degree(word: &str) -> bool {
    matches!(
        word,
        "very" | "too" | "so" | "quite" | "rather" | "really" | "always" | "often" | "not" | "also"
    )
}

/// Whether the first word is the number of what the second names: "three eggs".
fn counts(one: &str, two: &str) -> bool {
    is_number_word(one) && !is_number_word(two)
}

/// A noun by itself.
fn may_be_member(word: &str) -> bool {
    clause::may_be_noun(word)
        && !word.ends_with("n't")
        && !matches!(word, "here" | "away" | "home" | "then" | "again")
}

/// People, as far as the word shows it: "visitors", "students".
fn is_somebody(word: &str) -> bool {
    const ENDINGS: &[&str] = &["ors", "ents", "ists", "iends"];
    const PEOPLE: &str = "people children kids boys girls guests men women teachers workers players customers members \
        readers officers soldiers nurses pupils";
    PEOPLE.split(' ').any(|people| people == word)
        || word.len() > 6 && ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// Several things, with no other noun behind them: "potatoes", but "sports club".
fn is_several(word: &str) -> bool {
    /// They stand before other nouns as they are.
    const BEFORE_NOUNS: &[&str] = &[
        "sports",
        "news",
        "goods",
        "sales",
        "savings",
        "customs",
        "arms",
        "games",
        "clothes",
        "systems",
        "operations",
        "communications",
        "always",
        "perhaps",
        "sometimes",
        "besides",
        "thanks",
        "yes",
        "minutes",
        "hours",
        "days",
        "weeks",
        "months",
        "years",
        "times",
        "miles",
        "others",
        "series",
        "species",
        "means",
        "mathematics",
        "physics",
        "politics",
        "economics",
        "athletics",
    ];
    let plural = word.len() > 3 && clause::ends_in_plural(word);
    (plural || matches!(word, "people" | "men" | "women" | "children")) && !BEFORE_NOUNS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words with the commas that their forms alone ask for.
    fn written(text: &str) -> String {
        let words: Vec<&str> = text.split(' ').collect();
        let and = words.iter().rposition(|word| matches!(*word, "and" | "or"));
        let commas = commas(&words, and.expect("a conjunction"), &|_| Scores::default());
        let mark = |at: &usize| if commas.contains(at) { "," } else { "" };
        let shown: Vec<String> = (0..words.len())
            .map(|at| format!("{}{}", words[at], mark(&at)))
            .collect();
        shown.join(" ")
    }

    #[test]
    fn members_of_one_kind_are_parted() {
        for (heard, wanted) in [
            (
                "the levels are longer harder and darker",
                "the levels are longer, harder and darker",
            ),
            ("red green or blue is fine", "red, green or blue is fine"),
            (
                "we cut sanded and painted the boards",
                "we cut, sanded and painted the boards",
            ),
            (
                "apples pears and plums grow here",
                "apples, pears and plums grow here",
            ),
            (
                "she enjoys swimming hiking and cycling",
                "she enjoys swimming, hiking and cycling",
            ),
        ] {
            assert_eq!(written(heard), wanted);
        }
    }

    #[test]
    fn what_describes_a_noun_is_no_member() {
        for heard in [
            "she bought a new red bicycle and helmet",
            "the garage door opener and remote are broken",
            "give the boys books and pens",
            "in most cases doctors and nurses help",
            "he plays cards and chess",
            "the dogs eat and sleep",
            "the sports club and gym are open",
        ] {
            assert_eq!(written(heard), heard);
        }
    }
}
