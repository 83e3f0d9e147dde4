//! The user's own words: from a spelling to the ways it may be said.
//!
//! Knows nothing of where the words come from or how the search weighs them.

use super::SpeechError;
use super::g2p::{G2p, spelled_out};
use super::lexicon::{Lexicon, OwnWord};
use super::phones::phone;

/// Pronunciations that one own word has at most.
const MOST: usize = 6;
/// Pronunciations of each part of it.
const MOST_OF_PART: usize = 3;
/// Longest word that is spelled out when it is written in capitals.
const LONGEST_ACRONYM: usize = 6;

/// An own word with its pronunciations: the written one (ARPAbet, stress allowed), or what lexicon,
/// G2P and spelling out give. A word that cannot be said at all ("→") is an error.
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

/// Every part said in every way, one after the other.
fn pronounce(spelling: &str, lexicon: &Lexicon, g2p: &G2p) -> Vec<Vec<u8>> {
    if let Some(word) = lexicon.find(&spelling.to_lowercase()) {
        let mut known = lexicon.pronunciations(word);
        if is_acronym(spelling) {
            known.extend(spelled_out(spelling));
        }
        return known;
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
    whole.retain(|phones| !phones.is_empty());
    whole
}

fn is_acronym(part: &str) -> bool {
    (2..=LONGEST_ACRONYM).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_uppercase())
}

fn part_pronunciations(part: &str, lexicon: &Lexicon, g2p: &G2p) -> Vec<Vec<u8>> {
    let lower = part.to_lowercase();
    let mut ways = Vec::new();
    if is_acronym(part) || part.len() == 1 {
        ways.extend(spelled_out(part));
    }
    match lexicon.find(&lower) {
        Some(word) => ways.extend(lexicon.pronunciations(word)),
        None => ways.extend(g2p.pronounce(&lower, 2)),
    }
    let mut unique: Vec<Vec<u8>> = Vec::new();
    for way in ways {
        if !unique.contains(&way) {
            unique.push(way);
        }
    }
    unique.truncate(MOST_OF_PART);
    unique
}

/// Splits at spaces and signs, before the humps of GitHub, and turns digits into their names.
fn parts(spelling: &str) -> Vec<String> {
    const DIGITS: [&str; 10] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    ];
    let mut parts: Vec<String> = Vec::new();
    let mut part = String::new();
    let mut previous = ' ';
    let plain = spelling.chars().map(unaccented);
    for c in plain {
        let hump = c.is_ascii_uppercase() && previous.is_ascii_lowercase();
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

fn unaccented(c: char) -> char {
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
        assert_eq!(parts("MP3-player"), ["MP", "three", "player"]);
        assert_eq!(parts("Łódź Kowalczyk"), ["Lodz", "Kowalczyk"]);
        assert!(parts("→").is_empty());
    }
}
