//! Names by the company they keep: the Bank of England, the Isle of Wight, The New York Times, Station Road, Mum,
//! War and Peace. The punctuation model knows single words; what makes names of several is told here.
//!
//! Writes what it finds into the tokens' [`Token::cases`]; [`super::capitals`] does the rest.

mod places;

use super::clause;
use super::numbers::{is_number_word, is_numbered, names_codes};
use super::titles;
use super::token::{Case, Token};
use crate::english::word_classes::{DETERMINERS, KIN, POSSESSIVES, verb};

/// How sure the model must be that a word is a name.
pub(super) const NAMED: f32 = 0.6;
/// … and where the word has the look of a common noun or verb.
const NAMED_AGAINST_LOOKS: f32 = 0.92;
/// … in the plural, as few names are.
pub(super) const NAMED_IN_PLURAL: f32 = 0.7;
/// … behind an article, where most words are none.
const NAMED_BEHIND_ARTICLE: f32 = 0.75;

/// Titles of books, plays and films whose words are ordinary, behind words that let one expect a title.
const TITLES: &[&str] = &[
    "war and peace",
    "pride and prejudice",
    "crime and punishment",
    "sense and sensibility",
    "great expectations",
    "a tale of two cities",
    "the lord of the rings",
    "animal farm",
    "brave new world",
    "the great gatsby",
    "wuthering heights",
    "little women",
    "treasure island",
    "the wizard of oz",
    "the sound of music",
    "star wars",
    "romeo and juliet",
    "the hobbit",
    "gone with the wind",
    "to kill a mockingbird",
    "alice in wonderland",
    "the old man and the sea",
    "north and south",
    "david copperfield",
    "oliver twist",
    "the lion king",
];

/// Words behind which a title may stand.
const OF_WORKS: &[&str] = &[
    "read", "reading", "reads", "finished", "watched", "watch", "watching", "seen", "saw", "see", "love",
    "loved", "book", "novel", "film", "movie", "play", "called", "wrote", "musical", "of",
];

/// Small words inside titles.
const SMALL: &[&str] = &["and", "of", "the", "a", "in", "with", "to"];

/// Notes on the words which of them are parts of names and which only look so; `knows` tells the words of the language.
pub(super) fn note(tokens: &mut [Token], knows: &dyn Fn(&str) -> bool) {
    let words: Vec<String> = tokens.iter().map(Token::lower).collect();
    let words = Words {
        all: words.iter().map(String::as_str).collect(),
        tokens,
        knows,
    };
    let mut notes: Vec<(usize, bool)> = Vec::new();
    for at in 0..words.all.len() {
        only_looks(&words, at, &mut notes);
        places::place(&words, at, &mut notes);
        places::newspaper(&words, at, &mut notes);
        places::street(&words, at, &mut notes);
        places::region(&words, at, &mut notes);
        places::landmark(&words, at, &mut notes);
        title(&words, at, &mut notes);
        kin(&words, at, &mut notes);
        titled(&words, at, &mut notes);
        era(&words, at, &mut notes);
        salutation(&words, at, &mut notes);
        places::destination(&words, at, &mut notes);
        common(&words, at, &mut notes);
        titles::name(&words.all, at, &|at| words.is_name(at), &mut notes);
    }
    for (at, name) in notes {
        if tokens[at].case == Case::Free && !tokens[at].locked {
            tokens[at].cases = Some(if name { [0.0, 1.0, 0.0] } else { [1.0, 0.0, 0.0] });
        }
    }
}

/// The words with what the model says of them.
struct Words<'a> {
    all: Vec<&'a str>,
    tokens: &'a [Token],
    knows: &'a dyn Fn(&str) -> bool,
}

impl<'a> Words<'a> {
    fn get(&self, at: usize) -> &'a str {
        clause::at(&self.all, at)
    }

    fn reads(&self, at: usize, phrase: &str) -> bool {
        clause::reads(&self.all, at, phrase)
    }

    fn before(&self, at: usize, back: usize) -> &'a str {
        at.checked_sub(back).map_or("", |index| self.get(index))
    }

    /// How surely the model takes the word for a name.
    fn name(&self, at: usize) -> f32 {
        let cases = self.tokens.get(at).and_then(|token| token.cases);
        cases.map_or(0.0, |[_, capital, all]| capital + all)
    }

    fn is_name(&self, at: usize) -> bool {
        self.name(at) >= NAMED
    }
}

/// "the electricians", "leans": words that the model has hardly seen and that have the endings of common ones.
fn only_looks(words: &Words<'_>, at: usize, notes: &mut Vec<(usize, bool)>) {
    const COMMON: &[&str] = &[
        "cians", "ers", "ors", "ists", "ings", "ments", "tions", "ses", "cian", "ment", "tion", "ness",
    ];
    let word = words.get(at);
    let before = words.before(at, 1);
    let noun = DETERMINERS.contains(&before)
        && COMMON.iter().any(|ending| word.ends_with(ending))
        && !words.is_name(at + 1);
    const COMMON_BODIES: &[&str] = &[
        "council",
        "office",
        "committee",
        "board",
        "government",
        "church",
        "school",
        "bank",
        "company",
        "university",
        "department",
        "minister",
        "president",
        "king",
        "queen",
        "court",
        "city",
        "county",
        "state",
        "club",
    ];
    let body = DETERMINERS.contains(&before) && COMMON_BODIES.contains(&word) && !words.is_name(at + 1);
    let next = words.tokens.get(at + 1);
    let coded = names_codes(word) && next.is_some_and(|next| next.locked)
        || is_numbered(word) && next.is_some_and(|next| next.locked || is_number_word(&next.text));
    // "the question mark key"
    let mark = word == "mark"
        && matches!(
            before,
            "question" | "exclamation" | "punctuation" | "quotation" | "trade" | "bench"
        );
    if body || coded || mark {
        notes.push((at, false));
    }
    let third = verb(word).third && !verb(word).base && !words.is_name(at + 1);
    // "lions, zebras and giraffes"
    let several = word.len() > 4 && clause::ends_in_plural(word) && words.name(at) < NAMED_IN_PLURAL;
    if (noun || third) && words.is_name(at) && words.name(at) < NAMED_AGAINST_LOOKS
        || several && words.is_name(at)
        || is_described(words, at)
    {
        notes.push((at, false));
    }
}

/// "the gas bill", "a visa for Vietnam", "at the cafe": things that are names, too, behind an article or a word that says
/// which one.
fn common(words: &Words<'_>, at: usize, notes: &mut Vec<(usize, bool)>) {
    const THINGS: &[(&str, &[&str])] = &[
        (
            "bill",
            &[
                "gas",
                "water",
                "phone",
                "electricity",
                "heating",
                "telephone",
                "hotel",
                "restaurant",
                "tax",
                "bar",
            ],
        ),
        ("visa", &["tourist", "student", "work", "travel", "entry"]),
        ("cafe", &["station", "corner", "internet", "museum", "street"]),
    ];
    let before = words.before(at, 1);
    let thing = THINGS.iter().find(|(thing, _)| *thing == words.get(at));
    let told = thing.is_some_and(|(_, kinds)| kinds.contains(&before)) || DETERMINERS.contains(&before);
    let brand = matches!(words.get(at + 1), "card" | "cards" | "debit" | "credit") || words.is_name(at + 1);
    if words.get(at) == "visa" && brand && !words.is_name(at + 1) {
        notes.push((at, true)); // "my Visa card"
    } else if thing.is_some() && told && !brand {
        notes.push((at, false));
    }
}

/// "in the stairwell", "the east wall": words behind an article or a possessive that the model holds for a name, but none of
/// them surely.
fn is_described(words: &Words<'_>, at: usize) -> bool {
    let mut first = at;
    while first > 0 && words.is_name(first - 1) {
        first -= 1;
    }
    let end = (at + 1..words.all.len())
        .find(|next| !words.is_name(*next))
        .unwrap_or(words.all.len());
    let body = places::BODIES.contains(&words.get(end)) || places::NEWSPAPERS.contains(&words.get(end));
    words.is_name(at)
        && !body
        && DETERMINERS.contains(&words.before(first, 1))
        && (first..end).all(|index| words.name(index) < NAMED_BEHIND_ARTICLE)
}

/// "have you read war and peace".
fn title(words: &Words<'_>, at: usize, notes: &mut Vec<(usize, bool)>) {
    if at == 0 || !OF_WORKS.contains(&words.before(at, 1)) {
        return;
    }
    let found = TITLES.iter().find(|title| words.reads(at, title));
    for (offset, word) in found.into_iter().flat_map(|title| title.split(' ').enumerate()) {
        notes.push((at + offset, offset == 0 || !SMALL.contains(&word)));
    }
}

/// "ask professor gross", "tell father ambrose": a title and the name behind it.
fn titled(words: &Words<'_>, at: usize, notes: &mut Vec<(usize, bool)>) {
    let is_name = |at: usize| words.is_name(at);
    if titles::is_title(at, &|at| words.get(at), &is_name, words.knows) {
        notes.extend([(at, true), (at + 1, true)]);
    }
}

/// "dear sir or madam".
fn salutation(words: &Words<'_>, at: usize, notes: &mut Vec<(usize, bool)>) {
    if at == 0 && words.reads(0, "dear sir or madam") {
        notes.extend([(at + 1, true), (at + 3, true)]);
    }
}

/// "the cretaceous period", "the victorian era".
fn era(words: &Words<'_>, at: usize, notes: &mut Vec<(usize, bool)>) {
    const ENDINGS: &[&str] = &[
        "assic", "aceous", "iferous", "vonian", "brian", "mian", "ocene", "zoic", "lithic", "torian",
        "wardian", "orgian", "bethan", "antine", "lurian", "dovician",
    ];
    let age = matches!(words.get(at + 1), "period" | "era" | "age" | "epoch");
    let named = ENDINGS.iter().any(|ending| words.get(at).ends_with(ending));
    if age && named && words.get(at).len() > 6 {
        notes.push((at, true));
    }
}

/// Words behind which "mum" is no name: "a proud mum", "a hockey mum".
const OF_KIN: &[&str] = &[
    "new", "good", "old", "single", "proud", "great", "bad", "young", "stay", "hockey", "soccer",
];

/// "say hi to dad" against "my dad"; both of "my mum and dad" are somebody's.
fn kin(words: &Words<'_>, at: usize, notes: &mut Vec<(usize, bool)>) {
    let is_kin = |word: &str| KIN.contains(&word.strip_suffix("'s").unwrap_or(word));
    if !is_kin(words.get(at)) {
        return;
    }
    let first = match words.before(at, 1) == "and" && is_kin(words.before(at, 2)) {
        true => at - 2,
        false => at,
    };
    let before = words.before(first, 1);
    let owned = DETERMINERS.contains(&before)
        || POSSESSIVES.contains(&before)
        || before.ends_with("'s")
        || OF_KIN.contains(&before);
    notes.push((at, !owned));
}
