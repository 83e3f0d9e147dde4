//! Tells when the words for a mark are a noun: the subject of what follows, or one half of a compound. "Dash is my dog",
//! "a double colon separates", "after the Jurassic period", "bullet points", "new line managers".
//!
//! Looks at the words around only; pauses are weighed by [`super::guard`].

use super::super::clause;
use super::super::numbers::{is_number, is_number_word};
use super::super::token::{Token, is_one, reads, word_at};
use super::table::{Row, Writes};
use crate::english::word_classes::{AUXILIARIES, DETERMINERS, POSSESSIVES, SUBJECT_PRONOUNS, verb};

/// Adjectives that go with the names of marks.
const ADJECTIVES: &[&str] = &[
    "double",
    "single",
    "missing",
    "extra",
    "trailing",
    "leading",
    "final",
    "first",
    "second",
    "third",
    "last",
    "next",
    "previous",
    "opening",
    "closing",
    "little",
    "small",
    "big",
    "bold",
    "plain",
    "wrong",
    "only",
    "other",
    "stray",
    "unnecessary",
    "optional",
    "oxford",
    "serial",
    "inverted",
    "long",
    "short",
    "simple",
    "forgotten",
];

/// Endings of adjectives that name times: "the Jurassic period", "the colonial period".
const OF_AN_ERA: &[&str] = &[
    "assic", "ian", "eous", "eval", "onial", "ocene", "lithic", "ical", "istoric", "antine",
];

/// What a period is called by beside eras: "a notice period"; superlatives too, "our busiest period".
const OF_A_PERIOD: &[&str] = &[
    "busy",
    "quiet",
    "cooling",
    "exam",
    "grace",
    "holiday",
    "incubation",
    "notice",
    "payback",
    "probation",
    "recovery",
    "rental",
    "reporting",
    "rest",
    "return",
    "settling",
    "transition",
    "trial",
    "waiting",
    "warranty",
];

/// What times are like; nothing ends with them behind an article: "it was a difficult period".
const OF_TIMES: &[&str] = &[
    "difficult",
    "hard",
    "happy",
    "sad",
    "strange",
    "dark",
    "quiet",
    "dry",
    "wet",
    "cold",
    "hot",
    "warm",
    "calm",
    "good",
    "bad",
    "great",
    "terrible",
    "wonderful",
    "golden",
    "early",
    "late",
    "brief",
    "lengthy",
    "turbulent",
    "exciting",
    "tough",
    "stressful",
    "critical",
    "limited",
    "fixed",
    "whole",
    "entire",
    "same",
    "certain",
    "given",
    "busy",
    "peaceful",
    "lonely",
    "whole",
    "painful",
    "productive",
    "rainy",
    "sunny",
];

/// Words that make a compound with the phrase in front of them: "line managers", "paragraph styles".
const COMPOUNDS: &[(&str, &[&str])] = &[
    (
        "period",
        &[
            "costume",
            "costumes",
            "furniture",
            "drama",
            "dramas",
            "piece",
            "pieces",
            "instruments",
            "features",
            "property",
            "properties",
            "homes",
            "house",
            "houses",
            "detail",
            "details",
            "pain",
            "pains",
        ],
    ),
    (
        "line",
        &[
            "manager",
            "managers",
            "management",
            "worker",
            "workers",
            "operator",
            "operators",
            "leader",
            "leaders",
            "supervisor",
            "supervisors",
            "staff",
            "extension",
            "extensions",
            "item",
            "items",
            "judge",
            "judges",
            "length",
            "number",
            "numbers",
            "break",
            "breaks",
            "dancing",
            "dancers",
            "cook",
            "cooks",
            "drawing",
            "drawings",
            "spacing",
            "height",
            "style",
            "styles",
            "character",
            "characters",
        ],
    ),
    (
        "paragraph",
        &[
            "structure",
            "structures",
            "length",
            "numbers",
            "headings",
            "indents",
            "style",
            "styles",
            "mark",
            "marks",
            "break",
            "breaks",
            "spacing",
            "format",
            "formats",
        ],
    ),
    (
        "bullet",
        &[
            "points", "point", "hole", "holes", "train", "trains", "proof", "list", "lists", "journal",
            "wound",
        ],
    ),
    ("point", &["list", "lists", "is", "are", "was"]),
    (
        "cap",
        &[
            "size",
            "sizes",
            "gun",
            "guns",
            "badge",
            "height",
            "screw",
            "nut",
            "collection",
            "sleeve",
            "sleeves",
        ],
    ),
    ("caps", &["lock", "key"]),
    ("tab", &["key", "keys", "stop", "stops"]),
    ("dash", &["cam", "cams", "camera", "button"]),
    ("mark", &["key", "keys"]),
    ("hash", &["tag", "tags", "key", "keys"]),
];

/// Whether the phrase of `len` words at `at`, which `row` would act on, is a noun there.
pub(super) fn is_noun(row: &Row, tokens: &[Token], at: usize, len: usize) -> bool {
    let next = tokens.get(at + len);
    compound(tokens, at, len)
        || is_counted(tokens, at, len)
        || next.is_some_and(|next| next.is_word())
            && (is_subject(row, tokens, at, len) || is_described(tokens, at, len))
        || row.writes == Writes::CapsOn && capitals_of_something(tokens, at, len)
}

/// "period seven is the last row": a number behind a word that a thought begins with counts it.
fn is_counted(tokens: &[Token], at: usize, len: usize) -> bool {
    let acts = AUXILIARIES.contains(&word_at(tokens, at + len + 1).as_str());
    at == 0 && len == 1 && tokens[at].is("period") && is_number(&word_at(tokens, at + 1)) && acts
}

/// Whether the last word of the phrase makes a compound with what follows.
fn compound(tokens: &[Token], at: usize, len: usize) -> bool {
    let last = &tokens[at + len - 1];
    let found = COMPOUNDS.iter().find(|(head, _)| last.is(head));
    found.is_some_and(|(_, rest)| is_one(tokens.get(at + len), rest))
}

/// Whether the phrase has a verb of its own behind it: at the start of a thought ("dash is my dog"), or behind an article
/// ("a missing comma changed the law", "the trial period ended").
fn is_subject(row: &Row, tokens: &[Token], at: usize, len: usize) -> bool {
    const OWN: &[&str] = &[
        "is", "was", "are", "were", "has", "means", "makes", "make", "can", "should", "must", "will",
        "isn't", "wasn't", "aren't", "looks", "sounds",
    ];
    let opens = at.checked_sub(1).is_none_or(|index| tokens[index].ends_thought());
    let Writes::Mark(mark, _) = row.writes else {
        return row.writes == Writes::Break("\n- ") && is_one(tokens.get(at + len), OWN);
    };
    // "question mark is it" goes on with a question: the verb stands before its subject.
    let behind = tokens.get(at + len + 1);
    let turned = is_one(behind, SUBJECT_PRONOUNS) || is_one(behind, DETERMINERS);
    let of_sentence = matches!(mark, "." | "," | "?" | "!" | ":" | ";");
    if opens {
        return is_one(tokens.get(at + len), OWN) && (!turned || !of_sentence);
    }
    if !matches!(mark, "." | ":" | "–" | "/" | "-" | "#") || turned && of_sentence {
        return false;
    }
    const REACH: usize = 6;
    let words: Vec<String> = tokens[at.saturating_sub(REACH)..tokens.len().min(at + len + 2)]
        .iter()
        .map(Token::lower)
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let here = at - at.saturating_sub(REACH);
    let article = (0..here).rev().find(|index| DETERMINERS.contains(&words[*index]));
    let led = article.is_some_and(|article| {
        here - article > 1
            && (article + 1..here).all(|index| {
                !words[index].is_empty() && !verb(words[index]).any() && !AUXILIARIES.contains(&words[index])
            })
            && (here - article <= 2 || (article + 1..here).all(|index| is_number_word(words[index])))
    });
    let own = words
        .get(here + len)
        .is_some_and(|word| AUXILIARIES.contains(word) || verb(word).past || verb(word).third);
    led && own && clause::is_finite(&words, here + len)
}

/// Whether an adjective and an article stand before the phrase: "a double colon", "after the jurassic period".
fn is_described(tokens: &[Token], at: usize, len: usize) -> bool {
    let Some(adjective) = at.checked_sub(1).map(|index| &tokens[index]) else {
        return false;
    };
    let article = at > 1 && is_one(&tokens[at - 2], DETERMINERS);
    let lower = adjective.text.to_lowercase();
    let is_period = tokens[at + len - 1].is("period");
    let era = is_period
        && (OF_AN_ERA.iter().any(|ending| lower.ends_with(ending))
            || OF_A_PERIOD.contains(&lower.as_str())
            || OF_TIMES.contains(&lower.as_str())
            || lower.len() > 5 && lower.ends_with("est"));
    article && adjective.is_word() && (is_one(adjective, ADJECTIVES) || era)
}

/// "caps on the jars must be tight": a thing has caps, and nobody switches them off again.
fn capitals_of_something(tokens: &[Token], at: usize, len: usize) -> bool {
    let next = tokens.get(at + len);
    let thing = is_one(next, &["the", "these", "those", "all"]) || is_one(next, POSSESSIVES);
    thing && !(at..tokens.len()).any(|index| reads(tokens, index, "caps off"))
}
