//! Names and set phrases with a number or a single letter in them: "covid nineteen" → "COVID-19", "twenty four seven" → "24/7",
//! "henry the eighth" → "Henry VIII". A short list of what everybody writes so; knows nothing of plain numbers.

use super::cardinal::{Words, ordinal};
use super::lexicon::is_number_word;
use super::spans::Span;
use crate::english::to_roman;
use crate::english::word_classes::verb;

/// What is said, what is written.
const NAMES: &[(&str, &str)] = &[
    ("first world war", "First World War"),
    ("second world war", "Second World War"),
    ("world war one", "World War I"),
    ("world war two", "World War II"),
    ("twenty four seven", "24/7"),
    ("fifty fifty", "fifty-fifty"),
    ("catch twenty two", "catch-22"),
    ("double oh seven", "007"),
    ("covid nineteen", "COVID-19"),
    ("i o s", "iOS"),
    ("m p three", "MP3"),
    ("mp three", "MP3"),
    ("mp four", "MP4"),
    ("h two o", "H2O"),
    ("c o two", "CO2"),
    ("co two", "CO2"),
    ("b two b", "B2B"),
    ("b two c", "B2C"),
    ("w three c", "W3C"),
    ("i p v four", "IPv4"),
    ("i p v six", "IPv6"),
    ("ipv four", "IPv4"),
    ("ipv six", "IPv6"),
    ("three d", "3D"),
    ("two d", "2D"),
    ("vitamin b twelve", "vitamin B12"),
    ("type one diabetes", "type 1 diabetes"),
    ("type two diabetes", "type 2 diabetes"),
    ("three g", "3G"),
    ("four g", "4G"),
    ("five g", "5G"),
    ("node dot js", "Node.js"),
    ("q one", "Q1"),
    ("q two", "Q2"),
    ("q three", "Q3"),
    ("q four", "Q4"),
    ("x ray", "X-ray"),
    ("x rays", "X-rays"),
    ("t shirt", "T-shirt"),
    ("t shirts", "T-shirts"),
];

/// Names of kings, queens and popes that are told apart by numbers.
const RULERS: &[&str] = &[
    "henry",
    "louis",
    "elizabeth",
    "charles",
    "george",
    "james",
    "edward",
    "william",
    "richard",
    "philip",
    "paul",
    "benedict",
    "pius",
    "alexander",
    "catherine",
    "frederick",
    "peter",
    "napoleon",
    "ivan",
    "nicholas",
    "leo",
    "ferdinand",
    "gregory",
    "clement",
    "wilhelm",
];

/// Saints whom churches, days and places are named after.
const SAINTS: &[&str] = &[
    "agnes",
    "albans",
    "andrew",
    "andrews",
    "anne",
    "anthony",
    "augustine",
    "barnabas",
    "bartholomew",
    "benedict",
    "bernard",
    "catherine",
    "cecilia",
    "christopher",
    "clare",
    "david",
    "dominic",
    "edmund",
    "francis",
    "gabriel",
    "george",
    "giles",
    "helena",
    "helens",
    "ives",
    "james",
    "john",
    "johns",
    "joseph",
    "jude",
    "kitts",
    "louis",
    "lucia",
    "luke",
    "margaret",
    "mark",
    "martin",
    "mary",
    "matthew",
    "michael",
    "nicholas",
    "pancras",
    "patrick",
    "paul",
    "pauls",
    "peter",
    "petersburg",
    "stephen",
    "stephens",
    "teresa",
    "thomas",
    "tropez",
    "valentine",
    "vincent",
];

/// A name at `at`.
pub(super) fn name(words: &Words<'_>, at: usize) -> Option<Span> {
    let listed = NAMES.iter().find(|(said, _)| words.reads(at, 0, said));
    listed
        .map(|(said, written)| Span::new(said.split(' ').count(), *written, "name"))
        .or_else(|| ruler(words, at))
        .or_else(|| nine_eleven(words, at))
        .or_else(|| title(words, at))
        .or_else(|| ending(words, at))
}

/// Words before the ending of an address that is spoken of; "" is the start.
const BEFORE_ENDINGS: &[&str] = &[
    "", "the", "a", "an", "in", "with", "of", "like", "use", "using", "every", "any", "our", "my",
];

/// The ending of addresses as a thing of its own: "the dot io domain" → "the .io domain", "the dot net framework".
fn ending(words: &Words<'_>, at: usize) -> Option<Span> {
    let name = words.on(at, 1);
    let led = BEFORE_ENDINGS.contains(&words.before(at));
    if words.get(at) != "dot" || !led || !matches!(name, "com" | "net" | "org" | "io" | "dev" | "edu" | "gov")
    {
        return None;
    }
    let of_an_era = matches!(
        words.on(at, 2),
        "bust" | "boom" | "bubble" | "era" | "crash" | "company" | "companies"
    );
    let text = match name {
        "com" if of_an_era => "dot-com".to_owned(),
        "net" if !matches!(words.on(at, 2), "domain" | "address" | "ending") => ".NET".to_owned(),
        _ => format!(".{name}"),
    };
    Some(Span::new(2, text, "name"))
}

/// Words behind a title that are nobody's name; "" is the end.
const NO_SURNAMES: &[&str] = &[
    "", "and", "or", "i", "you", "is", "was", "he", "she", "can", "please", "but", "what", "who", "comma",
    "period", "said", "says", "in", "on", "at", "to", "of", "with", "the", "a",
];

/// "mister" and "missus" before somebody's name; "hey mister" stays.
fn title(words: &Words<'_>, at: usize) -> Option<Span> {
    let written = match words.get(at) {
        "mister" => "Mr.",
        "missus" => "Mrs.",
        "saint" => return saint(words, at),
        _ => return None,
    };
    let next = words.on(at, 1);
    // "mister and missus Cole"
    let both = next == "and" && matches!(words.on(at, 2), "missus" | "mrs" | "miss" | "doctor");
    if both && !words.on(at, 3).is_empty() {
        return Some(Span::new(1, written, "title"));
    }
    let named = !NO_SURNAMES.contains(&next);
    named.then(|| Span::new(1, written, "title"))
}

/// "saint" before the name of one: "St. Mary's", but "a saint Martin never was".
fn saint(words: &Words<'_>, at: usize) -> Option<Span> {
    let name = words.on(at, 1);
    let name = name.split('\'').next().unwrap_or(name);
    let known = SAINTS.contains(&name) && !matches!(words.before(at), "a" | "no" | "patron");
    known.then(|| Span::new(1, "St.", "title"))
}

/// "nine eleven" where the day is meant, not a time of day or a car.
fn nine_eleven(words: &Words<'_>, at: usize) -> Option<Span> {
    let era = matches!(words.get(at), "post" | "pre");
    let start = at + usize::from(era);
    let said = words.get(start) == "nine" && words.on(start, 1) == "eleven";
    if !said || era && words.on(at, 1).is_empty() || is_number_word(words.on(start, 2)) {
        return None;
    }
    let (before, after, then) = (words.before(start), words.on(start, 2), words.on(start, 3));
    if before == "porsche" {
        return Some(Span::new(2, "911", "name"));
    }
    let timed = match after {
        "am" | "pm" | "a.m." | "p.m." | "o'clock" | "train" | "bus" | "flight" | "service" | "ferry"
        | "sharp" | "tomorrow" | "today" | "tonight" => true,
        "a" | "p" => then == "m",
        "this" => matches!(then, "morning" | "afternoon" | "evening"),
        "in" => then == "the" && matches!(words.on(start, 4), "morning" | "afternoon" | "evening"),
        _ => false,
    };
    let dated = matches!(
        before,
        "after" | "before" | "since" | "on" | "of" | "post" | "pre" | "remember" | "during"
    );
    let told = matches!(
        after,
        "attack"
            | "attacks"
            | "memorial"
            | "museum"
            | "commission"
            | "terrorist"
            | "terrorists"
            | "victim"
            | "victims"
            | "survivor"
            | "survivors"
            | "hijacker"
            | "hijackers"
            | "anniversary"
            | "conspiracy"
            | "happened"
    );
    ((dated || told) && !timed && !is_number_word(before)).then(|| match era {
        true => Span::new(3, format!("{before}-9/11"), "name"),
        false => Span::new(2, "9/11", "name"),
    })
}

/// "the eighth" behind "henry", where the name ends there ("charles the first thing" does not).
fn ruler(words: &Words<'_>, at: usize) -> Option<Span> {
    let named = words.get(at) == "the" && RULERS.contains(&words.before(at)) && !words.on(at, 1).is_empty();
    let read = ordinal(words, at + 1).filter(|read| named && (1..40).contains(&read.value))?;
    let next = words.on(at, 1 + read.len);
    let ends = matches!(next, "" | "was" | "is" | "had" | "and" | "of" | "who" | "in") || verb(next).past;
    let numeral = to_roman(read.value)?;
    ends.then(|| Span::new(1 + read.len, numeral, "ruler"))
}
