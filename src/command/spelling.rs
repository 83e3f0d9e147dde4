//! Spelled words: letters, the NATO alphabet, "cap a", digits, "space", names of marks.
//!
//! Knows nothing of the document.

use crate::english::number_words::small;

/// Words that stand for one letter, beside the letters themselves.
const NATO: &[(&str, char)] = &[
    ("alpha", 'a'),
    ("alfa", 'a'),
    ("bravo", 'b'),
    ("charlie", 'c'),
    ("delta", 'd'),
    ("echo", 'e'),
    ("foxtrot", 'f'),
    ("golf", 'g'),
    ("hotel", 'h'),
    ("india", 'i'),
    ("juliet", 'j'),
    ("juliett", 'j'),
    ("kilo", 'k'),
    ("lima", 'l'),
    ("mike", 'm'),
    ("november", 'n'),
    ("oscar", 'o'),
    ("papa", 'p'),
    ("quebec", 'q'),
    ("romeo", 'r'),
    ("sierra", 's'),
    ("tango", 't'),
    ("uniform", 'u'),
    ("victor", 'v'),
    ("whiskey", 'w'),
    ("whisky", 'w'),
    ("xray", 'x'),
    ("x-ray", 'x'),
    ("yankee", 'y'),
    ("zulu", 'z'),
    // Names of letters as a recogniser spells them.
    ("ay", 'a'),
    ("bee", 'b'),
    ("see", 'c'),
    ("sea", 'c'),
    ("dee", 'd'),
    ("eff", 'f'),
    ("gee", 'g'),
    ("aitch", 'h'),
    ("jay", 'j'),
    ("kay", 'k'),
    ("el", 'l'),
    ("ell", 'l'),
    ("em", 'm'),
    ("en", 'n'),
    ("oh", 'o'),
    ("pea", 'p'),
    ("cue", 'q'),
    ("queue", 'q'),
    ("are", 'r'),
    ("ess", 's'),
    ("tea", 't'),
    ("tee", 't'),
    ("you", 'u'),
    ("vee", 'v'),
    ("ex", 'x'),
    ("why", 'y'),
    ("zee", 'z'),
    ("zed", 'z'),
];

const MARKS: &[(&str, char)] = &[
    ("space", ' '),
    ("dot", '.'),
    ("period", '.'),
    ("point", '.'),
    ("comma", ','),
    ("dash", '-'),
    ("hyphen", '-'),
    ("underscore", '_'),
    ("slash", '/'),
    ("colon", ':'),
    ("semicolon", ';'),
    ("apostrophe", '\''),
    ("hash", '#'),
    ("at", '@'),
    ("ampersand", '&'),
    ("plus", '+'),
    ("equals", '='),
    ("asterisk", '*'),
    ("percent", '%'),
];

/// Whether these words, spoken alone, are a punctuation mark or a break.
pub fn names_mark(words: &str) -> bool {
    let words: Vec<&str> = words.split(' ').collect();
    matches!(words.as_slice(), ["new", "line" | "paragraph"]) || mark(&words).is_some()
}

/// The punctuation mark that these words name.
pub(super) fn mark(words: &[&str]) -> Option<char> {
    match words {
        ["full", "stop"] => Some('.'),
        ["question", "mark"] => Some('?'),
        ["exclamation", "mark" | "point"] => Some('!'),
        ["dash"] => Some('–'),
        [name] => {
            // "the point" and "the plus" are words more often than marks.
            let mark = MARKS.iter().find(|(known, _)| known == name)?.1;
            let worded = matches!(*name, "space" | "point" | "at" | "plus" | "equals" | "percent");
            (!worded).then_some(mark)
        }
        _ => None,
    }
}

/// The name of a mark in the singular: "full stops" as "full stop".
pub(super) fn singular<'a>(words: &[&'a str]) -> Option<Vec<&'a str>> {
    let (last, head) = words.split_last()?;
    let last = match *last {
        "dashes" => "dash",
        "slashes" => "slash",
        plural => plural.strip_suffix('s')?,
    };
    Some(head.iter().copied().chain([last]).collect())
}

/// The text that these words spell; `None` when one of them stands for no character.
pub fn letters<S: AsRef<str>>(words: &[S]) -> Option<String> {
    let mut out = String::new();
    let mut capital = false;
    let mut all_capitals = false;
    let mut words = words.iter().map(AsRef::as_ref).peekable();
    while let Some(word) = words.next() {
        match word {
            "cap" | "capital" | "uppercase" => {
                capital = true;
                continue;
            }
            "all" if words.peek() == Some(&"caps") => {
                words.next();
                all_capitals = true;
                continue;
            }
            "double" => {
                let c = character(words.next()?)?;
                out.extend([cased(c, capital || all_capitals), cased(c, all_capitals)]);
                capital = false;
                continue;
            }
            "at" | "hash" | "percent" | "plus" if words.peek() == Some(&"sign") => {
                words.next();
            }
            _ => {}
        }
        out.push(cased(character(word)?, capital || all_capitals));
        capital = false;
    }
    (!out.is_empty() && !capital).then_some(out)
}

fn cased(c: char, capital: bool) -> char {
    if capital { c.to_ascii_uppercase() } else { c }
}

fn character(word: &str) -> Option<char> {
    let lower = word.to_lowercase();
    let plain = lower.trim_end_matches('.');
    let mut chars = plain.chars();
    if let (Some(c), None) = (chars.next(), chars.next())
        && c.is_alphanumeric()
    {
        return Some(c);
    }
    if let Some(digit) = small(plain).filter(|number| *number < 10) {
        return char::from_digit(digit as u32, 10);
    }
    NATO.iter()
        .chain(MARKS)
        .find(|(known, _)| *known == plain)
        .map(|(_, c)| *c)
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn letters_are_spelled() {
        let spell = |text: &str| letters(&text.split(' ').collect::<Vec<_>>());
        assert_eq!(spell("cap k o w a l c z y k").as_deref(), Some("Kowalczyk"));
        assert_eq!(spell("alpha bravo space charlie").as_deref(), Some("ab c"));
        assert_eq!(spell("double u two dot at sign").as_deref(), Some("uu2.@"));
        assert_eq!(spell("all caps n a t o").as_deref(), Some("NATO"));
        assert_eq!(spell("house"), None);
        assert_eq!(spell("a cap"), None);
    }
}
