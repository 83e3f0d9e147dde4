//! Codes said letter by letter and digit by digit: plates, flights, postcodes, seats, roads, references, set scores.
//! "a a one two b c d" → "AA12BCD", "seat fourteen c" → "seat 14C", "won six four six three" → "won 6-4, 6-3".
//!
//! A run of three letters and digits with one of each is a code anywhere; a shorter one only behind a word that names
//! codes. Knows nothing of plain numbers.

use super::super::token::{Token, is_one};
use super::cardinal::{Words, below_hundred, cardinal, one_digit, some_digits, two_digits};
use super::lexicon::{digit, is_number_word};
use super::spans::Span;
use crate::english::word_classes::{DETERMINERS, NUMBERED_STREETS, PREPOSITIONS, STREETS};

/// Nouns behind which a code stands.
const NAMED: &[&str] = &[
    "code",
    "passcode",
    "plate",
    "registration",
    "flight",
    "postcode",
    "reference",
    "seat",
    "seats",
    "flat",
    "apartment",
    "pin",
    "extension",
    "error",
    "locker",
    "invoice",
    "serial",
    "desk",
    "bay",
    "row",
    "port",
    "id",
    "model",
];

/// Nouns behind which a number and a letter are one code, though neither need be one alone: "bed six b", "form c four".
const LETTERED: &[&str] = &[
    "aisle", "annex", "bed", "berth", "bin", "block", "cabin", "cell", "class", "court", "door", "exhibit",
    "form", "gate", "group", "hall", "lab", "level", "lot", "pen", "platform", "plot", "rack", "room",
    "schedule", "section", "shelf", "stall", "studio", "suite", "table", "tank", "unit", "ward", "wing",
];

/// Words between such a noun and its code.
const LINKS: &[&str] = &["is", "was", "are", "number", "says", "reads", "called"];

/// Words that may stand behind a code's last "a", which is otherwise an article: "22A and 22B".
const BEHIND: &[&str] = &[
    "", "and", "or", "is", "was", "please", "in", "on", "at", "to", "for", "from", "but",
];

/// Most letters and numbers of one code.
const LONGEST: usize = 24;

/// A run of letters and digits.
#[derive(Default)]
struct Run {
    text: String,
    /// Number of words.
    len: usize,
    /// How many letters, digits and two-digit numbers it was said in.
    units: usize,
    letters: usize,
    digits: usize,
}

/// A letter, a digit or a number of two digits at `at`: what is written and the number of words.
fn unit(words: &Words<'_>, at: usize) -> Option<(String, usize)> {
    let word = words.get(at);
    if word == "o" {
        let beside = |word: &str| digit(word).is_some() || below_hundred_word(word);
        let zero = beside(words.before(at)) || beside(words.on(at, 1));
        return Some((if zero { "0" } else { "O" }.to_owned(), 1));
    }
    if word.len() == 1 && word.starts_with(|c: char| c.is_ascii_lowercase()) {
        return Some((word.to_ascii_uppercase(), 1));
    }
    two_digits(words, at).or_else(|| one_digit(words, at, 0))
}

fn below_hundred_word(word: &str) -> bool {
    is_number_word(word) && word != "hundred"
}

/// The longest run at `at`, less a last "a" that is an article.
fn run(words: &Words<'_>, at: usize) -> Run {
    let mut run = Run::default();
    while run.len == 0 || run.units < LONGEST && !words.on(at, run.len).is_empty() {
        let Some((text, n)) = unit(words, at + run.len) else {
            break;
        };
        let letter = text.starts_with(|c: char| c.is_ascii_uppercase());
        if matches!(words.get(at + run.len), "a" | "i")
            && run.digits > 0
            && !BEHIND.contains(&words.on(at, run.len + n))
            && unit(words, at + run.len + n).is_none()
        {
            break;
        }
        run.letters += usize::from(letter);
        run.digits += if letter { 0 } else { text.len() };
        run.text.push_str(&text);
        run.len += n;
        run.units += 1;
    }
    run
}

/// The noun that names the code at `at`: "seat", "reference is", "order number is".
fn named<'a>(words: &'a Words<'_>, at: usize) -> Option<&'a str> {
    let mut back = at;
    let mut numbered = false;
    while LINKS.contains(&words.before(back)) && at - back < 3 {
        back -= 1;
        numbered |= words.before(back + 1) == "number";
    }
    let noun = words.before(back);
    let of_numbers = numbered
        && !noun.is_empty()
        && !DETERMINERS.contains(&noun)
        && !matches!(noun, "phone" | "mobile" | "telephone" | "a");
    (NAMED.contains(&noun) || of_numbers).then_some(noun)
}

/// A code that starts at `at`.
pub(super) fn code(words: &Words<'_>, at: usize) -> Option<Span> {
    super::scores::score(words, at)
        .or_else(|| password(words, at))
        .or_else(|| house_number(words, at))
        .or_else(|| lettered_number(words, at))
        .or_else(|| letters_and_digits(words, at))
}

fn letters_and_digits(words: &Words<'_>, at: usize) -> Option<Span> {
    let noun = named(words, at);
    let first = words.get(at);
    if first.is_empty() || unit(words, at).is_none() {
        return None;
    }
    let article = matches!(first, "a" | "i") && words.on(at, 1).len() != 1;
    if article && noun.is_none() {
        return None; // "a four oh four error"
    }
    let run = run(words, at);
    let more = words.on(at, run.len);
    let counts = is_number_word(more)
        || matches!(
            more,
            "point" | "percent" | "dollars" | "euros" | "pounds" | "o'clock" | "am" | "pm"
        );
    let mixed = run.letters > 0 && run.digits > 0;
    let telephone = run.letters == 0 && run.digits >= 7;
    let clock = ["AM", "PM"].iter().any(|half| run.text.ends_with(half)) && run.letters == 2;
    let lettered = mixed
        && run.units == 2
        && LETTERED.contains(&words.before(at))
        && !matches!(first, "a" | "i")
        && !clock;
    let sure =
        lettered || !clock && mixed && run.units >= 3 || noun.is_some() && run.units >= 2 && !telephone;
    if !sure || counts {
        return None;
    }
    let mut len = run.len;
    let mut text = match noun {
        Some("postcode") => postcode(&run.text),
        _ => run.text,
    };
    // "seats 22A and 22B"
    while noun.is_some()
        && mixed
        && matches!(words.on(at, len), "and" | "or")
        && !words.on(at, len + 1).is_empty()
    {
        let next = self::run(words, at + len + 1);
        if next.letters == 0 || next.digits == 0 {
            break;
        }
        text = format!("{text} {} {}", words.get(at + len), next.text);
        len += 1 + next.len;
    }
    Some(Span::new(len, text, "code"))
}

/// A British postcode has a space before its last three characters: "SW1A 2AA".
fn postcode(text: &str) -> String {
    let tail = text
        .len()
        .checked_sub(3)
        .filter(|start| (2..=4).contains(start))
        .unwrap_or(0);
    let (outward, inward) = text.split_at(tail);
    let is =
        |text: &str, at: usize, wanted: fn(&char) -> bool| text.chars().nth(at).is_some_and(|c| wanted(&c));
    let british = is(outward, 0, char::is_ascii_uppercase)
        && is(inward, 0, char::is_ascii_digit)
        && is(inward, 1, char::is_ascii_uppercase)
        && is(inward, 2, char::is_ascii_uppercase);
    match british {
        true => format!("{outward} {inward}"),
        false => text.to_owned(),
    }
}

/// What may stand behind a road or a bus that is called by a letter and a number, beside prepositions.
const BEHIND_ROADS: &[&str] = &[
    "is", "was", "and", "or", "road", "junction", "north", "south", "east", "west", "bus", "please",
];

/// "the a forty", "catch the x eleven", "an a three twenty", "labelled t three": roads, buses, planes, finds and whatever
/// else is called by a letter and a number.
///
/// Letters that are words must stand behind an article and before a word that cannot be what the number counts.
fn lettered_number(words: &Words<'_>, at: usize) -> Option<Span> {
    const OWNERS: &[&str] = &[
        "the", "an", "a", "this", "that", "my", "our", "your", "his", "her", "their", "new", "old",
    ];
    const NAMES: &[&str] = &[
        "labelled", "labeled", "marked", "called", "numbered", "named", "tagged",
    ];
    let (letter, before) = (words.get(at), words.before(at));
    let single = letter.len() == 1 && letter.starts_with(|c: char| c.is_ascii_lowercase()) && letter != "o";
    let owned = OWNERS.contains(&before);
    if !single || words.on(at, 1).is_empty() || !owned && !NAMES.contains(&before) {
        return None;
    }
    let number = number_said(words, at + 1)?;
    let after = words.on(at, 1 + number.len);
    let goes_on = after.is_empty() || PREPOSITIONS.contains(&after) || BEHIND_ROADS.contains(&after);
    // "an x three hundred printer", but "a b two c"
    let word = matches!(letter, "a" | "i" | "u" | "r" | "y");
    let counted = is_number_word(after) || after.len() == 1 || after.ends_with('s') && !after.ends_with("ss");
    let sure = match word || before == "a" {
        true => {
            goes_on
                && matches!(
                    before,
                    "the" | "an" | "this" | "that" | "my" | "our" | "his" | "her"
                )
        }
        false => goes_on || owned && !counted,
    };
    let text = format!("{}{}", letter.to_ascii_uppercase(), number.text);
    sure.then(|| Span::new(1 + number.len, text, "code"))
}

/// A number of one to four digits as codes say it: "forty", "three twenty", "one oh one", "three hundred".
fn number_said(words: &Words<'_>, at: usize) -> Option<Run> {
    let said = run(words, at);
    if said.letters == 0 && (1..=4).contains(&said.digits) && words.on(at, said.len) != "hundred" {
        return Some(said);
    }
    let read = cardinal(words, at).filter(|read| (100..10_000).contains(&read.value))?;
    Some(Run {
        text: read.value.to_string(),
        len: read.len,
        ..Run::default()
    })
}

/// "nineteen a church row": a house with a letter, before the street's name.
fn house_number(words: &Words<'_>, at: usize) -> Option<Span> {
    const LONGEST_NAME: usize = 3;
    let read = below_hundred(words, at)?;
    let letter = words.on(at, read.len);
    let street = (1..=LONGEST_NAME).any(|offset| {
        let head = words.on(at, read.len + 1 + offset);
        STREETS.contains(&head) || NUMBERED_STREETS.contains(&head)
    });
    let text = format!("{}{}", read.value, letter.to_ascii_uppercase());
    (matches!(letter, "a" | "b" | "c" | "d") && street).then(|| Span::new(read.len + 1, text, "code"))
}

/// "the password is cat four two dog": the words to the end, in one piece.
fn password(words: &Words<'_>, at: usize) -> Option<Span> {
    const MOST: usize = 8;
    let said = words.before(at) == "is" && at >= 2 && words.before(at - 1) == "password";
    if !said || at + MOST < words.len() {
        return None;
    }
    let (mut text, mut len, mut digits) = (String::new(), 0, false);
    while at + len < words.len() {
        let word = words.on(at, len);
        let plain = word.len() > 1
            && word.chars().all(|c| c.is_ascii_lowercase())
            && !DETERMINERS.contains(&word)
            && !PREPOSITIONS.contains(&word)
            && !matches!(word, "not" | "too" | "very" | "still" | "and" | "wrong" | "right");
        let (part, n) = match some_digits(words, at + len) {
            Some(digits) => digits,
            None if plain || word.len() == 1 => (word.to_owned(), 1),
            None => return None,
        };
        digits |= part.starts_with(|c: char| c.is_ascii_digit());
        text.push_str(&part);
        len += n;
    }
    let mixed = digits && text.contains(|c: char| c.is_ascii_lowercase());
    (mixed && len > 1).then(|| Span::new(len, text, "password"))
}

/// Whether an "a" before this is the letter: no article stands at the end, or before "and" and "is".
pub(super) fn ends_code(next: Option<&Token>) -> bool {
    next.is_none_or(|next| !next.is_word() || is_one(next, BEHIND))
}

/// Whether the word names codes: "seat", "flight".
pub(in crate::transcript::polish) fn names_codes(word: &str) -> bool {
    NAMED.contains(&word)
}

/// Whether the letter said twice at `at` and `second` is part of something spelled: "plate a a one two", "the a a".
pub(in crate::transcript::polish) fn is_spelled(tokens: &[Token], at: usize, second: usize) -> bool {
    let single = |token: &Token| {
        token.is_word() && token.text.len() == 1 && token.text.starts_with(char::is_alphabetic)
    };
    let unit = |index: usize| {
        tokens.get(index).is_some_and(|token| {
            single(token) || token.is_word() && (is_number_word(&token.text) || token.is("oh"))
        })
    };
    if !single(&tokens[at]) {
        return false;
    }
    let behind = (second + 1..second + 3).take_while(|index| unit(*index)).count();
    let ahead = (1..=2)
        .take_while(|back| at.checked_sub(*back).is_some_and(unit))
        .count();
    let named = (1..=2)
        .filter_map(|back| at.checked_sub(back))
        .any(|index| is_one(&tokens[index], NAMED));
    let after_the = at > 0 && tokens[at - 1].is("the") && tokens.get(second + 1).is_some_and(Token::is_word);
    behind + ahead >= 2 || named && behind + ahead >= 1 || after_the
}
