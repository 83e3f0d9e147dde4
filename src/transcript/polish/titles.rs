//! Names of several ordinary words, and people behind titles: "the Great Wall of China", "Boxing Day", "the Royal College of
//! Music", "dear Father Thomas". What the punctuation model, which knows single words, cannot tell.

use crate::english::word_classes::{
    AUXILIARIES, COORDINATORS, DETERMINERS, POSSESSIVES, PREPOSITIONS, QUANTIFIERS, SUBJECT_PRONOUNS, verb,
};

use super::clause;
use super::numbers::is_number_word;
use super::token::{Token, Trail, is_one};

/// Titles behind which a name stands whatever is before them.
const ALWAYS: &[&str] = &["mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "mister", "missus"];

/// Titles that are ordinary nouns, too: a name stands behind them where they have no article.
const TITLES: &[&str] = &[
    "abbot",
    "admiral",
    "archbishop",
    "aunt",
    "auntie",
    "bishop",
    "brother",
    "captain",
    "chancellor",
    "chef",
    "coach",
    "colonel",
    "commander",
    "commissioner",
    "constable",
    "corporal",
    "councillor",
    "dame",
    "deacon",
    "detective",
    "doctor",
    "father",
    "general",
    "governor",
    "imam",
    "inspector",
    "judge",
    "justice",
    "king",
    "lady",
    "lieutenant",
    "lord",
    "major",
    "mayor",
    "miss",
    "mother",
    "nurse",
    "officer",
    "pastor",
    "pope",
    "president",
    "prince",
    "princess",
    "private",
    "professor",
    "queen",
    "rabbi",
    "reverend",
    "senator",
    "sergeant",
    "sheriff",
    "sir",
    "sister",
    "superintendent",
    "uncle",
];

/// Titles of people who are seldom spoken of without a name where no article stands before them, so that any plain word
/// behind them is one: "ask professor gross".
const OF_NAMES: &[&str] = &[
    "professor",
    "doctor",
    "captain",
    "uncle",
    "aunt",
    "inspector",
    "nurse",
];

/// Names whose words are ordinary ones; small words inside them stay small.
const NAMES: &[&str] = &[
    "great wall of china",
    "great barrier reef",
    "grand canyon",
    "golden gate bridge",
    "empire state building",
    "tower bridge",
    "central park",
    "times square",
    "red sea",
    "black sea",
    "dead sea",
    "north sea",
    "middle east",
    "far east",
    "north pole",
    "south pole",
    "milky way",
    "cold war",
    "world cup",
    "olympic games",
    "red cross",
    "supreme court",
    "bill of rights",
    "old testament",
    "new testament",
    "national gallery",
    "british museum",
    "natural history museum",
    "national health service",
    "french revolution",
    "russian revolution",
    "american revolution",
    "industrial revolution",
    "american civil war",
    "spanish civil war",
    "english civil war",
    "united nations",
    "united states",
    "united kingdom",
    "european union",
    "royal air force",
    "royal albert hall",
    "salvation army",
    "new year's day",
    "new year's eve",
    "christmas day",
    "christmas eve",
    "boxing day",
    "valentine's day",
    "patrick's day",
    "mother's day",
    "father's day",
    "independence day",
    "labor day",
    "labour day",
    "memorial day",
    "remembrance day",
    "remembrance sunday",
    "veterans day",
    "bastille day",
    "earth day",
    "good friday",
    "palm sunday",
    "ash wednesday",
    "easter sunday",
    "easter monday",
    "black friday",
    "bank holiday monday",
];

/// Small words inside names.
const SMALL: &[&str] = &["of", "the", "and"];

/// Bodies and buildings that are named with "royal".
const ROYAL: &[&str] = &[
    "academy",
    "ballet",
    "college",
    "hospital",
    "infirmary",
    "institute",
    "institution",
    "marines",
    "mint",
    "museum",
    "navy",
    "observatory",
    "opera",
    "society",
    "theatre",
];

/// Heads of names that tell behind "of" what is taught or furthered there …
const SCHOOLS: &[&str] = &[
    "academy",
    "college",
    "conservatory",
    "institute",
    "school",
    "society",
    "university",
];

/// … and what that may be.
const FIELDS: &[&str] = &[
    "agriculture",
    "architecture",
    "art",
    "arts",
    "art and design",
    "business",
    "chemistry",
    "dance",
    "design",
    "drama",
    "economics",
    "education",
    "engineering",
    "engineers",
    "fine arts",
    "gardening",
    "history",
    "law",
    "medicine",
    "midwives",
    "music",
    "nursing",
    "physicians",
    "psychiatrists",
    "science",
    "sciences",
    "surgeons",
    "technology",
    "theology",
];

/// Notes the words of a name that begins at `at`; `is_name` tells what the model takes for one.
pub(super) fn name(
    words: &[&str],
    at: usize,
    is_name: &dyn Fn(usize) -> bool,
    notes: &mut Vec<(usize, bool)>,
) {
    let get = |at: usize| clause::at(words, at);
    let mut phrase = |at: usize, words: &str| {
        let words = words.split(' ').enumerate();
        let large = words.filter(|(_, word)| !SMALL.contains(word));
        notes.extend(large.map(|(offset, _)| (at + offset, true)));
    };
    if let Some(found) = NAMES.iter().find(|name| clause::reads(words, at, name)) {
        phrase(at, found);
    }
    let (head, next) = (get(at), get(at + 1));
    let royal = head == "royal" && ROYAL.contains(&next);
    if royal {
        phrase(at, "royal body");
    }
    // "the London School of Economics", "the Royal College of Music"
    let body = if royal { at + 1 } else { at };
    let named = royal || at > 0 && is_name(at - 1);
    let field = FIELDS
        .iter()
        .rev()
        .find(|field| clause::reads(words, body + 2, field))
        .filter(|_| named && SCHOOLS.contains(&get(body)) && get(body + 1) == "of");
    if let Some(field) = field {
        phrase(body, "school");
        phrase(body + 2, field);
    }
}

/// Whether the word (small letters) may be a part of somebody's name: "father", "captain".
pub fn is_title_word(word: &str) -> bool {
    TITLES.contains(&word) || ALWAYS.contains(&word)
}

/// Whether a title with a name behind it stands at `at`; `knows` tells the words of the language.
pub(super) fn is_title<'a>(
    at: usize,
    get: &dyn Fn(usize) -> &'a str,
    is_name: &dyn Fn(usize) -> bool,
    knows: &dyn Fn(&str) -> bool,
) -> bool {
    let (title, name) = (get(at), get(at + 1));
    if ALWAYS.contains(&title) {
        return is_plain(name, true);
    }
    let before = at.checked_sub(1).map_or("", get);
    let owned = DETERMINERS.contains(&before) || POSSESSIVES.contains(&before) || before.ends_with("'s");
    if owned || !TITLES.contains(&title) || !is_plain(name, false) {
        return false;
    }
    let base = name.split('\'').next().unwrap_or(name);
    let any = OF_NAMES.contains(&title) && at > 0;
    any || is_name(at + 1) || !knows(base)
}

/// Writes "Dr." before a name; "Doctor Who" and "yes, Doctor" stay.
pub(super) fn shorten(tokens: &mut [Token], trail: &mut Trail) {
    for at in 1..tokens.len() {
        let (title, name) = (&tokens[at - 1], &tokens[at]);
        let named = name.is_word()
            && name.text.len() > 1
            && name.text.starts_with(char::is_uppercase)
            && !name.text.contains(' ')
            && is_plain(&name.text.to_lowercase(), true)
            && !is_one(name, &["who", "strange", "no"]);
        if named && title.is_word() && !title.locked && title.text == "Doctor" {
            trail.rule("Doctor", "Dr.", "title");
            tokens[at - 1].text = "Dr.".to_owned();
        }
    }
}

/// Whether a word may be a name: no small word, no verb.
fn is_plain(name: &str, verbs: bool) -> bool {
    const OTHERS: &[&str] = &["not", "right", "now", "today", "very", "here", "there", "please"];
    let lists = [
        DETERMINERS,
        PREPOSITIONS,
        QUANTIFIERS,
        AUXILIARIES,
        COORDINATORS,
        SUBJECT_PRONOUNS,
        OTHERS,
    ];
    name.len() > 1
        && name.starts_with(char::is_alphabetic)
        && !lists.iter().any(|list| list.contains(&name))
        && !is_number_word(name)
        && (verbs || !verb(name).any())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(words: &str, names: &[usize]) -> Vec<usize> {
        let words: Vec<&str> = words.split(' ').collect();
        let get = |at: usize| words.get(at).copied().unwrap_or("");
        let mut notes = Vec::new();
        for at in 0..words.len() {
            name(&words, at, &|at| names.contains(&at), &mut notes);
            if is_title(at, &get, &|at| names.contains(&at), &|word| word != "ambrose") {
                notes.extend([(at, true), (at + 1, true)]);
            }
        }
        let mut found: Vec<usize> = notes.into_iter().map(|(at, _)| at).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    #[test]
    fn names_of_ordinary_words_are_found() {
        assert_eq!(noted("we saw the great wall of china", &[6]), [3, 4, 6]);
        assert_eq!(noted("at the royal college of music", &[]), [2, 3, 5]);
        assert_eq!(noted("the london school of economics", &[1]), [2, 4]);
        assert!(noted("a school of music", &[]).is_empty());
        assert!(noted("a great wall fell", &[]).is_empty());
    }

    #[test]
    fn a_title_belongs_to_the_name_behind_it() {
        assert_eq!(noted("dear father thomas", &[2]), [1, 2]);
        assert_eq!(
            noted("tell father ambrose", &[]),
            [1, 2],
            "an unknown word is a name there"
        );
        assert!(noted("my father thomas", &[2]).is_empty());
        assert!(noted("the general idea", &[]).is_empty());
        assert!(noted("father called", &[]).is_empty());
        assert_eq!(noted("ask professor gross", &[]), [1, 2]);
    }
}
