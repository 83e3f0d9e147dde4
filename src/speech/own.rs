//! The user's own words: from a spelling to the ways it may be said.
//!
//! Names are read in more than one way, by natives and by readers of English, and the user should not have to
//! know which of them the model expects: every likely one is taken. Knows nothing of where the words come from or how the search weighs them.

use super::SpeechError;
use super::g2p::{G2p, spelled_out};
use super::lexicon::{Lexicon, OwnWord};
use super::phones::phone;

/// Pronunciations that one own word has at most.
const MOST: usize = 8;
/// Pronunciations of each part of it.
const MOST_OF_PART: usize = 6;
/// Guesses from the letters, of each way to spell a part.
const GUESSES: usize = 3;
/// Longest word that is spelled out when it is written in capitals.
const LONGEST_ACRONYM: usize = 6;

/// An own word with its pronunciations: the written one (ARPAbet, stress allowed), or what lexicon,
/// G2P and spelling out give. A word that cannot be said at all ("→") is an error.
///
/// # Errors
/// [`SpeechError`]: it cannot be said at all ("→").
pub fn own_word(
    spelling: &str,
    written: Option<&str>,
    lexicon: &Lexicon,
    g2p: &G2p,
) -> Result<OwnWord, SpeechError> {
    let spelling = spelling.trim();
    let pronunciations = match written {
        Some(written) => vec![read(spelling, written)?],
        None => pronounce(spelling, lexicon, g2p),
    };
    if pronunciations.is_empty() {
        return Err(SpeechError::Vocabulary {
            word: spelling.to_owned(),
            problem: "has no letters to be pronounced; write its pronunciation beside it".to_owned(),
        });
    }
    let known = lexicon.find(&spelling.to_lowercase());
    Ok(OwnWord {
        spelling: spelling.to_owned(),
        known,
        pronunciations,
    })
}

fn read(spelling: &str, written: &str) -> Result<Vec<u8>, SpeechError> {
    let wrong = |problem: String| SpeechError::Vocabulary {
        word: spelling.to_owned(),
        problem,
    };
    let phones = written
        .split_whitespace()
        .map(|name| {
            phone(name).ok_or_else(|| wrong(format!("{name:?} is no phone of ARPAbet (such as K, OW or NG)")))
        })
        .collect::<Result<Vec<u8>, _>>()?;
    if phones.is_empty() {
        Err(wrong("the pronunciation beside it is empty".to_owned()))
    } else {
        Ok(phones)
    }
}

/// As the lexicon has it, and every part said in every way, one after the other.
fn pronounce(spelling: &str, lexicon: &Lexicon, g2p: &G2p) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    if let Some(word) = lexicon.find(&spelling.to_lowercase()) {
        all.extend(lexicon.pronunciations(word));
    }
    let mut whole: Vec<Vec<u8>> = vec![Vec::new()];
    for part in parts(spelling) {
        let ways = part_pronunciations(&part, lexicon, g2p);
        let longer = |start: &Vec<u8>, way: &Vec<u8>| [start.as_slice(), way].concat();
        whole = ways
            .iter()
            .flat_map(|way| whole.iter().map(move |start| longer(start, way)))
            .take(MOST)
            .collect();
    }
    all.extend(whole.into_iter().filter(|phones| !phones.is_empty()));
    different(all, MOST)
}

/// The first few that differ.
fn different(all: Vec<Vec<u8>>, most: usize) -> Vec<Vec<u8>> {
    let mut unique: Vec<Vec<u8>> = Vec::new();
    for phones in all {
        if unique.len() < most && !unique.contains(&phones) {
            unique.push(phones);
        }
    }
    unique
}

fn is_acronym(part: &str) -> bool {
    (2..=LONGEST_ACRONYM).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_uppercase())
}

/// Whether a part can only be spelled out: "cpp", but not "rhythm".
fn has_no_vowel(lower: &str) -> bool {
    lower.len() <= LONGEST_ACRONYM && !lower.contains(['a', 'e', 'i', 'o', 'u', 'y'])
}

fn part_pronunciations(part: &str, lexicon: &Lexicon, g2p: &G2p) -> Vec<Vec<u8>> {
    let lower = part.to_lowercase();
    let known = lexicon.find(&lower);
    let mut ways = Vec::new();
    if is_acronym(part) || part.len() == 1 || (known.is_none() && has_no_vowel(&lower)) {
        ways.extend(spelled_out(part));
        if known.is_none() && !has_no_vowel(&lower) && part.len() > 2 {
            ways.extend(g2p.pronounce(&lower, 1));
        }
    }
    if let Some(word) = known {
        ways.extend(lexicon.pronunciations(word));
    }
    if ways.is_empty() || known.is_some_and(|_| !is_acronym(part) && part.len() > 3) {
        let foreign = readings(&lower);
        // of a foreign name each reading, best guess first; of any other the guesses alone
        let guesses = if foreign.is_empty() { GUESSES } else { 2 };
        ways.extend(g2p.pronounce(&lower, guesses));
        ways.extend(foreign.iter().flat_map(|reading| g2p.pronounce(reading, 1)));
    }
    different(ways, MOST_OF_PART)
}

/// Other spellings under which the G2P model, which learnt English, reads a foreign name as people do: those
/// who know its language, and those who read it letter by letter.
fn readings(lower: &str) -> Vec<String> {
    const SLAVIC: [&str; 8] = ["cz", "sz", "rz", "dz", "wsk", "wicz", "owic", "ijk"];
    const NATIVE: [(&str, &str); 5] = [("cz", "ch"), ("sz", "sh"), ("rz", "zh"), ("w", "v"), ("j", "y")];
    let slavic = SLAVIC.iter().any(|sign| lower.contains(sign)) || lower.ends_with("ski");
    let mut readings = Vec::new();
    if slavic {
        let native = |text: &str, table: &[(&str, &str)]| {
            table
                .iter()
                .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
        };
        // the y of "czyk" is short
        readings.push(native(lower, &NATIVE).replace("yk", "ick"));
        readings.push(native(lower, &NATIVE[..3]));
        readings.push(lower.replace("cz", "kz").replace("sz", "s"));
    }
    // the transcription of Chinese
    let chinese = [("zh", "j"), ("x", "sh"), ("q", "ch")];
    for (from, to) in chinese {
        if let Some(rest) = lower
            .strip_prefix(from)
            .filter(|rest| !(from == "q" && rest.starts_with('u')))
        {
            readings.push(format!("{to}{rest}"));
        }
    }
    // Irish: h makes another sound of the letter before it, and s before a slender vowel is "sh"
    if ["aoi", "iobh", "iamh", "imh", "eabh"]
        .iter()
        .any(|sign| lower.contains(sign))
    {
        let sounds = [("bh", "v"), ("mh", "v"), ("dh", ""), ("aoi", "ee")];
        let plain = sounds
            .iter()
            .fold(lower.to_owned(), |text, (from, to)| text.replace(from, to));
        readings.push(plain.replace("sio", "shi"));
        readings.push(plain);
    }
    readings.retain(|reading| reading != lower);
    readings
}

/// Splits at spaces and signs, before the humps of GitHub and OAuth, and turns digits into their names.
fn parts(spelling: &str) -> Vec<String> {
    const DIGITS: [&str; 10] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    ];
    let mut parts: Vec<String> = Vec::new();
    let mut part = String::new();
    let mut previous = ' ';
    let plain: Vec<char> = spelling.chars().map(unaccented).collect();
    for (i, &c) in plain.iter().enumerate() {
        let word_begins = || plain.len() > i + 2 && plain[i + 1..i + 3].iter().all(char::is_ascii_lowercase);
        let hump = c.is_ascii_uppercase()
            && (previous.is_ascii_lowercase() || (previous.is_ascii_uppercase() && word_begins()));
        if (hump || !(c.is_ascii_alphabetic() || c == '\'')) && !part.is_empty() {
            parts.push(std::mem::take(&mut part));
        }
        if let Some(digit) = c.to_digit(10) {
            parts.push(DIGITS[digit as usize].to_owned());
        } else if c.is_ascii_alphabetic() || c == '\'' {
            part.push(c);
        }
        previous = c;
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

/// A letter of Western and Central European languages without its accent.
pub(super) fn unaccented(c: char) -> char {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'À'..='Å' => 'A',
        'ç' | 'ć' | 'č' => 'c',
        'è'..='ë' | 'ę' | 'ě' => 'e',
        'ì'..='ï' => 'i',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ő' => 'o',
        'Ö' | 'Ø' => 'O',
        'ù'..='ü' | 'ů' => 'u',
        'Ü' => 'U',
        'š' | 'ś' => 's',
        'Š' | 'Ś' => 'S',
        'ž' | 'ź' | 'ż' => 'z',
        'ł' => 'l',
        'Ł' => 'L',
        'ý' | 'ÿ' => 'y',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fall_into_their_parts() {
        assert_eq!(parts("GitHub"), ["Git", "Hub"]);
        assert_eq!(parts("OAuth"), ["O", "Auth"]);
        assert_eq!(parts("PostgreSQL"), ["Postgre", "SQL"]);
        assert_eq!(parts("GGUFs"), ["GGUFs"]);
        assert_eq!(parts("MP3-player"), ["MP", "three", "player"]);
        assert_eq!(parts("Łódź Kowalczyk"), ["Lodz", "Kowalczyk"]);
        assert!(parts("→").is_empty());
    }

    #[test]
    fn foreign_names_are_read_as_natives_and_as_strangers_read_them() {
        assert_eq!(readings("kowalczyk"), ["kovalchick", "kowalchyk", "kowalkzyk"]);
        assert_eq!(readings("xiaomi"), ["shiaomi"]);
        assert_eq!(readings("siobhan"), ["shivan", "siovan"]);
        assert!(readings("abhishek").is_empty());
        assert!(readings("parlance").is_empty() && readings("quincy").is_empty());
    }
}
