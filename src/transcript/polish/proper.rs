//! Names by the company they keep: the Bank of England, the Isle of Wight, The New York Times, Station Road, Mum,
//! War and Peace. The punctuation model knows single words; what makes names of several is told here.
//!
//! Writes what it finds into the tokens' [`Token::cases`]; [`super::capitals`] does the rest.

use super::numbers::{is_number_word, is_numbered, names_codes};
use super::titles;
use super::token::{Case, Token};
use crate::english::word_classes::{DETERMINERS, KIN, POSSESSIVES, PREPOSITIONS, QUANTIFIERS, verb};

/// How sure the model must be that a word is a name.
pub(super) const NAMED: f32 = 0.6;
/// … and where the word has the look of a common noun or verb.
const NAMED_AGAINST_LOOKS: f32 = 0.92;
/// … in the plural, as few names are.
pub(super) const NAMED_IN_PLURAL: f32 = 0.7;
/// … behind an article, where most words are none.
const NAMED_BEHIND_ARTICLE: f32 = 0.75;

/// … right behind a street, where a town stands.
const IN_ADDRESS: f32 = 0.3;

/// Heads of names with "of" and a place.
const OF_PLACES: &[&str] = &[
    "bank",
    "gulf",
    "tower",
    "university",
    "strait",
    "straits",
    "bay",
    "cape",
    "republic",
    "kingdom",
    "duchy",
    "church",
    "museum",
    "institute",
    "duke",
    "duchess",
    "prince",
    "princess",
    "earl",
    "bishop",
    "archbishop",
    "college",
    "sea",
    "palace",
    "treaty",
    "battle",
    "port",
    "abbey",
];

/// Heads that make a name with certain words only, or with any (an empty list).
const OF_THINGS: &[(&str, &[&str])] = &[
    (
        "ministry",
        &[
            "health",
            "defence",
            "defense",
            "justice",
            "education",
            "finance",
            "transport",
            "agriculture",
            "culture",
            "labour",
            "labor",
            "energy",
            "magic",
        ],
    ),
    (
        "department",
        &[
            "health",
            "defence",
            "defense",
            "justice",
            "education",
            "state",
            "transport",
            "agriculture",
            "labor",
            "energy",
            "commerce",
        ],
    ),
    ("house", &["commons", "lords", "representatives"]),
    ("statue", &["liberty"]),
    ("garden", &["eden"]),
    ("isle", &[]),
    ("isles", &[]),
];

/// Last words of newspapers' names.
const NEWSPAPERS: &[&str] = &[
    "times",
    "post",
    "herald",
    "tribune",
    "gazette",
    "guardian",
    "journal",
    "telegraph",
    "chronicle",
    "observer",
];

/// Newspapers whose first words are ordinary ones.
const NAMED_PAPERS: &[(&str, &[&str])] = &[
    ("financial", &["times"]),
    ("sunday", &["times", "telegraph", "post"]),
    ("daily", &["mail", "telegraph", "mirror", "express", "star"]),
    ("evening", &["standard", "post"]),
    ("morning", &["star", "post", "herald"]),
];

/// Last words of the names of bodies, behind two other names: "the World Health Organization".
const BODIES: &[&str] = &[
    "organization",
    "organisation",
    "association",
    "institute",
    "federation",
    "foundation",
    "society",
    "union",
    "agency",
    "authority",
    "corporation",
    "museum",
    "university",
];

/// Last words of streets' names.
const STREETS: &[&str] = &["street", "road", "avenue", "lane", "boulevard", "crescent"];

/// … behind a number only, for they are common nouns: "19 Church Row".
const NUMBERED_STREETS: &[&str] = &[
    "row", "close", "drive", "way", "place", "terrace", "gardens", "square", "court", "grove", "hill",
    "mews", "walk", "green", "parade", "rise",
];

/// Whether the word ends streets' names.
pub(super) fn is_street(word: &str) -> bool {
    STREETS.contains(&word)
}

/// Whether the word ends streets' names behind a number and is a common noun otherwise.
pub(super) fn is_numbered_street(word: &str) -> bool {
    NUMBERED_STREETS.contains(&word)
}

/// Places whose names are made of ordinary words.
const ORDINARY_PLACES: &[&str] = &[
    "black forest",
    "black sea",
    "dead sea",
    "north sea",
    "irish sea",
    "yellow sea",
    "lake district",
    "peak district",
    "white house",
    "middle east",
    "far east",
    "wild west",
    "home counties",
    "silicon valley",
    "rocky mountains",
    "great lakes",
    "great barrier reef",
    "grand canyon",
    "milky way",
    "red cross",
    "royal mail",
    "golden gate",
    "english channel",
    "ivory coast",
    "cape town",
    "new forest",
    "west country",
    "isle of man",
    "big ben",
    "great wall",
    "holy land",
    "north pole",
    "south pole",
    "black country",
];

/// Last words of the names of regions, behind a name: "the Yorkshire Dales".
const REGIONS: &[&str] = &[
    "dales",
    "moors",
    "downs",
    "fens",
    "broads",
    "highlands",
    "lowlands",
    "marshes",
    "mountains",
    "islands",
    "falls",
    "canyon",
    "desert",
    "peninsula",
    "ocean",
    "alps",
    "wolds",
];

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
    let words: Vec<String> = tokens
        .iter()
        .map(|token| {
            if token.is_word() {
                token.text.to_lowercase()
            } else {
                String::new()
            }
        })
        .collect();
    let words = Words {
        all: words.iter().map(String::as_str).collect(),
        tokens,
        knows,
    };
    let mut notes: Vec<(usize, bool)> = Vec::new();
    for at in 0..words.all.len() {
        only_looks(&words, at, &mut notes);
        place(&words, at, &mut notes);
        newspaper(&words, at, &mut notes);
        street(&words, at, &mut notes);
        region(&words, at, &mut notes);
        title(&words, at, &mut notes);
        kin(&words, at, &mut notes);
        titled(&words, at, &mut notes);
        era(&words, at, &mut notes);
        titles::name(at, &|at| words.get(at), &|at| words.is_name(at), &mut notes);
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
        self.all.get(at).copied().unwrap_or("")
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
    let several = word.len() > 4
        && word.ends_with('s')
        && !["ss", "us", "is", "'s"]
            .iter()
            .any(|ending| word.ends_with(ending))
        && words.name(at) < NAMED_IN_PLURAL;
    if (noun || third) && words.is_name(at) && words.name(at) < NAMED_AGAINST_LOOKS
        || several && words.is_name(at)
        || is_described(words, at)
    {
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
    let body = BODIES.contains(&words.get(end)) || NEWSPAPERS.contains(&words.get(end));
    words.is_name(at)
        && !body
        && DETERMINERS.contains(&words.before(first, 1))
        && (first..end).all(|index| words.name(index) < NAMED_BEHIND_ARTICLE)
}

/// "the bank of england", "the house of commons", "the isle of wight".
fn place(words: &Words<'_>, at: usize, notes: &mut Vec<(usize, bool)>) {
    if words.get(at + 1) != "of" {
        return;
    }
    let (head, thing) = (words.get(at), words.get(at + 2));
    let known = OF_THINGS
        .iter()
        .find(|(name, _)| *name == head)
        .is_some_and(|(_, things)| {
            things.contains(&thing) || things.is_empty() && !thing.is_empty() && !DETERMINERS.contains(&thing)
        });
    if known || OF_PLACES.contains(&head) && words.is_name(at + 2) {
        notes.extend([(at, true), (at + 2, true)]);
    }
}

/// "the new york times".
fn newspaper(words: &Words<'_>, at: usize, notes: &mut Vec<(usize, bool)>) {
    let named = at > 0
        && words.is_name(at - 1)
        && (words.is_name(at.saturating_sub(2)) || words.before(at, 2) == "the");
    let paper = NAMED_PAPERS
        .iter()
        .find(|(first, _)| *first == words.before(at, 1) && words.before(at, 2) == "the");
    if paper.is_some_and(|(_, papers)| papers.contains(&words.get(at))) {
        notes.extend([(at - 1, true), (at, true)]);
    }
    let body = at > 1 && words.is_name(at - 1) && words.is_name(at - 2) && words.before(at, 3) == "the";
    if body && BODIES.contains(&words.get(at)) {
        notes.push((at, true));
    }
    if NEWSPAPERS.contains(&words.get(at))
        && named
        && !matches!(words.get(at + 1), "office" | "code" | "table")
    {
        notes.push((at, true));
    }
}

/// "the black forest", "the yorkshire dales"; but "the loading bay".
fn region(words: &Words<'_>, at: usize, notes: &mut Vec<(usize, bool)>) {
    let reads = |place: &&&str| {
        let mut parts = place.split(' ').enumerate();
        parts.all(|(offset, part)| words.get(at + offset) == part)
    };
    if let Some(place) = ORDINARY_PLACES.iter().find(reads)
        && words.before(at, 1) == "the"
    {
        notes.extend((at..at + place.split(' ').count()).map(|part| (part, words.get(part) != "of")));
    }
    if at > 0 && REGIONS.contains(&words.get(at)) && words.is_name(at - 1) {
        notes.push((at, true));
    }
    let described = DETERMINERS.contains(&words.before(at, 2)) && words.before(at, 1).ends_with("ing");
    if words.get(at) == "bay" && described && !words.is_name(at - 1) {
        notes.push((at, false));
    }
}

/// "along station road", "22 acacia avenue".
fn street(words: &Words<'_>, at: usize, notes: &mut Vec<(usize, bool)>) {
    const NOT_NAMES: &[&str] = &[
        "same", "busy", "narrow", "long", "wide", "open", "other", "side", "back", "wrong", "right", "next",
        "this", "by", "one",
    ];
    let (name, before) = (words.before(at, 1), words.before(at, 2));
    let number = before.starts_with(|c: char| c.is_ascii_digit());
    if at < 2 || !is_street(words.get(at)) && !(number && is_numbered_street(words.get(at))) {
        return;
    }
    let plain = !name.is_empty()
        && !DETERMINERS.contains(&name)
        && !PREPOSITIONS.contains(&name)
        && !QUANTIFIERS.contains(&name)
        && !NOT_NAMES.contains(&name)
        && !is_number_word(name);
    let led = number
        || matches!(
            before,
            "on" | "in" | "along" | "at" | "to" | "from" | "down" | "up" | "near" | "off" | "into"
        );
    if plain && led {
        notes.extend([(at - 1, true), (at, true)]);
        // "51 Tannery Lane, Norwich"
        let town = words.get(at + 1);
        let ends = at + 2 >= words.all.len();
        if number && ends && !town.is_empty() && !(words.knows)(town)
            || number && words.name(at + 1) >= IN_ADDRESS
        {
            notes.push((at + 1, true));
        }
    } else if words.is_name(at - 1) && PREPOSITIONS.contains(&before) {
        notes.push((at, true));
    }
}

/// "have you read war and peace".
fn title(words: &Words<'_>, at: usize, notes: &mut Vec<(usize, bool)>) {
    if at == 0 || !OF_WORKS.contains(&words.before(at, 1)) {
        return;
    }
    let found = TITLES.iter().find(|title| {
        title
            .split(' ')
            .enumerate()
            .all(|(offset, word)| words.get(at + offset) == word)
    });
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
        || matches!(
            before,
            "new"
                | "good"
                | "old"
                | "single"
                | "proud"
                | "great"
                | "bad"
                | "young"
                | "stay"
                | "hockey"
                | "soccer"
        );
    notes.push((at, !owned));
}
