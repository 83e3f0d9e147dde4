//! Names of places and bodies by the words they are made of: the Bank of England, the Black Forest, The New York Times,
//! Station Road; and places where somebody travels to.

use super::super::numbers::is_number_word;
use super::Words;
use crate::english::word_classes::{DETERMINERS, NUMBERED_STREETS, PREPOSITIONS, QUANTIFIERS, STREETS, verb};

/// … right behind a street, where a town stands.
const IN_ADDRESS: f32 = 0.3;

/// How sure the model must be of a name behind a word like "river".
const SURELY: f32 = 0.75;

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
pub(super) const NEWSPAPERS: &[&str] = &[
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
pub(super) const BODIES: &[&str] = &[
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

/// "from Vienna to Budapest", "the ferry to Naxos": where somebody travels to is a name when it is no word of the language,
/// or when the place that the way leads from is one.
pub(super) fn destination(words: &Words<'_>, at: usize, notes: &mut Vec<(usize, bool)>) {
    const WAYS: &[&str] = &[
        "ferry",
        "train",
        "trains",
        "flight",
        "flights",
        "plane",
        "coach",
        "boat",
        "fly",
        "flew",
        "flying",
        "travel",
        "travelled",
        "sail",
        "sailed",
        "drive",
        "drove",
        "trip",
        "bus",
    ];
    /// How sure the model must be that a word is a name where a place stands beside another one.
    const BESIDE_PLACE: f32 = 0.15;
    if words.before(at, 1) != "to" || at < 2 {
        return;
    }
    let word = words.get(at);
    let plain = word.len() > 3
        && word.chars().all(char::is_alphabetic)
        && !DETERMINERS.contains(&word)
        && !verb(word).any()
        && !is_number_word(word);
    let from_place = words.before(at, 3) == "from" && words.is_name(at - 2);
    // "the ferry er to Naxos leaves from gate seven": one word may stand between
    let travels = (2..=3).any(|back| WAYS.contains(&words.before(at, back)));
    let unknown = !(words.knows)(word);
    if plain && (from_place && (unknown || words.name(at) >= BESIDE_PLACE) || travels && unknown) {
        notes.push((at, true));
    }
}

/// "the bank of england", "the house of commons", "the isle of wight".
pub(super) fn place(words: &Words<'_>, at: usize, notes: &mut Vec<(usize, bool)>) {
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
pub(super) fn newspaper(words: &Words<'_>, at: usize, notes: &mut Vec<(usize, bool)>) {
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
pub(super) fn region(words: &Words<'_>, at: usize, notes: &mut Vec<(usize, bool)>) {
    if let Some(place) = ORDINARY_PLACES.iter().find(|place| words.reads(at, place))
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

/// "the river thames", "mount kenya", "lake garda", "saint mary's hospital", "the royal navy".
pub(super) fn landmark(words: &Words<'_>, at: usize, notes: &mut Vec<(usize, bool)>) {
    const BEFORE_NAMES: &[&str] = &["river", "mount", "lake", "cape", "loch", "port"];
    const OF_SAINTS: &[&str] = &[
        "hospital",
        "school",
        "church",
        "college",
        "cathedral",
        "primary",
        "academy",
        "hospice",
    ];
    const ROYAL: &[&str] = &[
        "navy",
        "engineers",
        "marines",
        "artillery",
        "society",
        "mint",
        "ballet",
        "academy",
        "opera",
        "festival",
        "albert",
        "infirmary",
        "institution",
        "observatory",
        "ascot",
        "yacht",
        "horticultural",
        "shakespeare",
    ];
    let (word, next) = (words.get(at), words.get(at + 1));
    if BEFORE_NAMES.contains(&word) && words.name(at + 1) >= SURELY && !DETERMINERS.contains(&next) {
        notes.extend([(at, true), (at + 1, true)]);
    }
    // "in northern Sweden", but "Northern Ireland"
    let side = matches!(word, "northern" | "southern" | "eastern" | "western" | "central");
    if side
        && words.before(at, 1) != "the"
        && !matches!(
            next,
            "ireland" | "territory" | "australia" | "cape" | "railway" | "europe"
        )
    {
        notes.push((at, false));
    }
    let saint = matches!(words.before(at, 2), "saint" | "st" | "st.") && words.before(at, 1).ends_with("'s");
    if saint && OF_SAINTS.contains(&word) {
        notes.push((at, true));
    }
    if word == "royal" && ROYAL.contains(&next) && words.before(at, 1) == "the" {
        notes.extend([(at, true), (at + 1, true)]);
    }
}

/// "along station road", "22 acacia avenue".
pub(super) fn street(words: &Words<'_>, at: usize, notes: &mut Vec<(usize, bool)>) {
    const NOT_NAMES: &[&str] = &[
        "same", "busy", "narrow", "long", "wide", "open", "other", "side", "back", "wrong", "right", "next",
        "this", "by", "one",
    ];
    let (name, before) = (words.before(at, 1), words.before(at, 2));
    let number = before.starts_with(|c: char| c.is_ascii_digit());
    if at < 2 || !(STREETS.contains(&words.get(at)) || number && NUMBERED_STREETS.contains(&words.get(at))) {
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
