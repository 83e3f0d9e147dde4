//! Finds spoken words in written text: "twenty dogs" in "20 Dogs,".
//!
//! Both sides become rows of keys (lower case, no punctuation, numbers as digits, signs as words), and the rows
//! are compared without regard to where words are divided: "e mail" is found in "e-mail" and "email".
//! When nothing fits exactly, looser keys are tried: letters without their accents; abbreviations, simple plurals and
//! homophones; then the sound of a word.
//!
//! Knows nothing of commands or carets.

use std::borrow::Cow;
use std::ops::Range;

use icu_normalizer::DecomposingNormalizerBorrowed;
use unicode_segmentation::UnicodeSegmentation;

use super::abbreviation;
use super::homophone;
use super::number;
use crate::english::{ordinal_suffix, roman};

/// How exactly spoken words met the text; smaller is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Same words, whatever the spelling of numbers, case and accents.
    Exact,
    /// Abbreviations, plurals, possessives, ordinals, homophones.
    Loose,
    /// Only the sound agrees.
    Sound,
}

/// Where spoken words occur in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matches {
    /// Bytes of each occurrence, in order, without overlap.
    pub ranges: Vec<Range<usize>>,
    /// How exactly.
    pub fit: Fit,
}

/// A written word as a key.
#[derive(Clone, Debug)]
struct Token {
    key: String,
    range: Range<usize>,
}

/// All places in `part` of `text` that read like the spoken words, at the best fit that gives any.
pub fn find<S: AsRef<str>>(text: &str, part: Range<usize>, spoken: &[S]) -> Option<Matches> {
    let wanted = spoken_keys(spoken);
    if wanted.is_empty() {
        return None;
    }
    let tokens = tokens(text, part);
    for view in [View::Literal, View::Plain, View::Loose, View::Sound] {
        if view == View::Sound && !sounds_distinct(&wanted) {
            break;
        }
        let ranges = search(&tokens, &wanted, view);
        if !ranges.is_empty() {
            let fit = match view {
                View::Literal | View::Plain => Fit::Exact,
                View::Loose => Fit::Loose,
                View::Sound => Fit::Sound,
            };
            return Some(Matches { ranges, fit });
        }
    }
    None
}

/// Places where a text has just these characters, letter case aside, as words of their own.
pub fn literally(text: &str, wanted: &str) -> Vec<Range<usize>> {
    let same = |a: char, b: char| a == b || a.to_lowercase().eq(b.to_lowercase());
    let mut found: Vec<Range<usize>> = Vec::new();
    for (start, _) in text.char_indices() {
        if found.last().is_some_and(|last| start < last.end) {
            continue;
        }
        let mut rest = text[start..].chars();
        if !wanted.chars().all(|c| rest.next().is_some_and(|d| same(c, d))) {
            continue;
        }
        let end = text.len() - rest.as_str().len();
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let cuts_before = is_word(text[..start].chars().next_back()) && is_word(wanted.chars().next());
        let cuts_after = is_word(rest.next()) && is_word(wanted.chars().next_back());
        if !cuts_before && !cuts_after && end > start {
            found.push(start..end);
        }
    }
    found
}

/// How keys are compared, from the strictest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    /// As they are.
    Literal,
    /// Without accents.
    Plain,
    /// Abbreviations at length, one key for plurals and homophones.
    Loose,
    /// By their sound.
    Sound,
}

/// A key without accents, in plain letters: "josé" becomes "jose", composed or not, "łódź" becomes "lodz".
fn plain(key: &str) -> Cow<'_, str> {
    if key.is_ascii() {
        return Cow::Borrowed(key);
    }
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize(key);
    let mut out = String::with_capacity(decomposed.len());
    for c in decomposed.chars() {
        match c {
            '\u{300}'..='\u{36f}' => {}
            'ł' => out.push('l'),
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'þ' => out.push_str("th"),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ı' => out.push('i'),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Whether two texts read the same aloud, numbers and punctuation aside.
pub fn same(a: &str, b: &str) -> bool {
    let key = |text: &str| {
        tokens(text, 0..text.len())
            .into_iter()
            .map(|token| token.key)
            .collect::<String>()
    };
    key(a) == key(b)
}

fn search(tokens: &[Token], wanted: &[String], view: View) -> Vec<Range<usize>> {
    // "chapter four" is "Chapter IV" where there is no other.
    let arabic = |key: &str| roman(&key.to_uppercase()).map_or(key.to_owned(), |value| value.to_string());
    let loose = |key: &str| homophone::class(abbreviation::spoken(&homophone::class(&arabic(key))));
    let key = |key: &str| match view {
        View::Literal => key.to_owned(),
        View::Plain => plain(key).into_owned(),
        View::Loose => loose(&plain(key)),
        View::Sound => homophone::sound(&plain(key)),
    };
    let wanted: String = wanted.iter().map(|word| key(word)).collect();
    let keys: Vec<String> = tokens.iter().map(|token| key(&token.key)).collect();
    let mut found: Vec<Range<usize>> = Vec::new();
    for first in 0..tokens.len() {
        let taken = found
            .last()
            .is_some_and(|last| tokens[first].range.start < last.end);
        if taken || keys[first].is_empty() {
            continue;
        }
        let mut rest = wanted.as_str();
        for at in first..tokens.len() {
            match rest.strip_prefix(keys[at].as_str()) {
                Some("") => {
                    found.push(tokens[first].range.start..tokens[at].range.end);
                    break;
                }
                Some(shorter) => rest = shorter,
                None => break,
            }
        }
    }
    found
}

/// By sound alone only words with enough sound in them are found.
fn sounds_distinct(wanted: &[String]) -> bool {
    wanted.iter().map(|word| word.len()).sum::<usize>() >= 5
        && wanted
            .iter()
            .all(|word| !word.starts_with(|c: char| c.is_ascii_digit()))
}

/// Keys of spoken words.
fn spoken_keys<S: AsRef<str>>(spoken: &[S]) -> Vec<String> {
    let joined = spoken.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(" ");
    tokens(&joined, 0..joined.len())
        .into_iter()
        .map(|token| token.key)
        .collect()
}

/// Words of a text as keys.
fn tokens(text: &str, part: Range<usize>) -> Vec<Token> {
    let offset = part.start;
    let mut raw: Vec<Token> = Vec::new();
    for (at, piece) in text[part].split_word_bound_indices() {
        let mut range = offset + at..offset + at + piece.len();
        // The stop of a title is part of it.
        let title = abbreviation::is_title(piece) && text[range.end..].starts_with(". ");
        let inner = piece.contains('.') && piece.starts_with(char::is_alphabetic);
        let rest = text[range.end..].strip_prefix(". ");
        if title || inner && rest.is_some_and(|rest| rest.starts_with(char::is_lowercase)) {
            range.end += 1;
        }
        // An exponent belongs to its unit.
        let unit = raw.last_mut().filter(|unit| unit.range.end == range.start);
        if let ("²" | "³", Some(unit)) = (piece, unit) {
            unit.key.push_str(piece);
            unit.range.end = range.end;
        } else if let Some(words) = fraction(piece) {
            let keys = words.split(' ').map(|word| Token {
                key: word.to_owned(),
                range: range.clone(),
            });
            raw.extend(keys);
        } else if piece.chars().any(char::is_alphanumeric) {
            written(piece, range, &mut raw);
        } else if let Some(word) = sign(piece) {
            // "°C" is "degrees" as well as "degrees celsius".
            let scale = text[range.end..].starts_with(['C', 'F']) && piece == "°";
            range.end += usize::from(scale);
            raw.push(Token {
                key: word.to_owned(),
                range,
            });
        }
    }
    place_currency(&mut raw);
    fold_numbers(raw)
}

/// A word as spoken keys: "3.5" is three of them, "5pm" two.
fn written(piece: &str, range: Range<usize>, out: &mut Vec<Token>) {
    let mut push = |key: String| {
        if !key.is_empty() {
            out.push(Token {
                key,
                range: range.clone(),
            });
        }
    };
    let lower = piece.to_lowercase().replace(['\'', '’'], "");
    let number = lower.starts_with(|c: char| c.is_ascii_digit());
    if !number {
        return push(lower.replace(['.', '_'], ""));
    }
    let digits_end = lower
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, ',' | '.'))
        .unwrap_or(lower.len());
    let (digits, letters) = lower.split_at(digits_end);
    if matches!(letters, "st" | "nd" | "rd" | "th") {
        return push(lower);
    }
    for (index, group) in digits.split('.').enumerate() {
        if index > 0 && !group.is_empty() {
            push("point".into());
        }
        push(group.replace(',', ""));
    }
    push(letters.replace('.', ""));
}

/// Fractions of one character.
fn fraction(piece: &str) -> Option<&'static str> {
    Some(match piece {
        "½" => "half",
        "¼" => "one quarter",
        "¾" => "three quarters",
        "⅓" => "one third",
        "⅔" => "two thirds",
        "⅛" => "one eighth",
        _ => return None,
    })
}

/// Signs that are spoken as words.
fn sign(piece: &str) -> Option<&'static str> {
    Some(match piece {
        "%" => "percent",
        "&" => "and",
        "$" => "dollars",
        "€" => "euros",
        "£" => "pounds",
        "@" => "at",
        "+" => "plus",
        "=" => "equals",
        "°" => "degrees",
        _ => return None,
    })
}

/// "$5" is spoken "five dollars": the sign's key goes behind the number's.
fn place_currency(tokens: &mut [Token]) {
    let mut at = 0;
    while at + 1 < tokens.len() {
        let currency = matches!(tokens[at].key.as_str(), "dollars" | "euros" | "pounds");
        let mut end = at + 1;
        while end < tokens.len()
            && tokens[end - 1].range.end >= tokens[end].range.start
            && (tokens[end].key.bytes().all(|b| b.is_ascii_digit()) || tokens[end].key == "point")
        {
            end += 1;
        }
        if currency && end > at + 1 {
            let whole = tokens[at].range.start..tokens[end - 1].range.end;
            tokens[at..end].rotate_left(1);
            for token in &mut tokens[at..end] {
                token.range = whole.clone();
            }
        }
        at = end;
    }
}

/// Number words become digits: "twenty five" one key "25", "third" the key "3rd".
fn fold_numbers(raw: Vec<Token>) -> Vec<Token> {
    let words: Vec<&str> = raw.iter().map(|token| token.key.as_str()).collect();
    let mut out: Vec<Token> = Vec::with_capacity(raw.len());
    let mut at = 0;
    while at < raw.len() {
        let number = |key: &str| key.starts_with(|c: char| c.is_ascii_digit());
        let oh = matches!(words[at], "oh" | "o") && out.last().is_some_and(|last| number(&last.key));
        let (key, taken) = if let Some((value, taken)) = number::ordinal(&words[at..]) {
            (format!("{value}{}", ordinal_suffix(value)), taken)
        } else if number(words[at]) {
            // Digits stay as they are: "007" is not "7".
            (words[at].to_owned(), 1)
        } else if let Some((value, taken)) = number::cardinal(&words[at..]) {
            (value.to_string(), taken)
        } else if oh
            && words
                .get(at + 1)
                .is_some_and(|next| number::cardinal(&[*next]).is_some())
        {
            ("0".to_owned(), 1)
        } else {
            (words[at].to_owned(), 1)
        };
        out.push(Token {
            key,
            range: raw[at].range.start..raw[at + taken - 1].range.end,
        });
        at += taken;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(text: &'a str, spoken: &str) -> Vec<&'a str> {
        let words: Vec<&str> = spoken.split(' ').collect();
        find(text, 0..text.len(), &words)
            .map(|matches| matches.ranges.into_iter().map(|r| &text[r]).collect())
            .unwrap_or_default()
    }

    #[test]
    fn words_are_found_as_spoken() {
        for (text, spoken, expected) in [
            ("I have 20 dogs.", "twenty dogs", "20 dogs"),
            ("I have twenty-five dogs.", "25 dogs", "twenty-five dogs"),
            (
                "It costs $1,200.50 now",
                "one thousand two hundred point fifty dollars",
                "$1,200.50",
            ),
            ("It costs $5.", "five dollars", "$5"),
            ("up 20% today", "twenty percent", "20%"),
            ("at 3:30 p.m. sharp", "three thirty p m", "3:30 p.m."),
            ("in 1984 there", "nineteen eighty four", "1984"),
            ("on March 3rd", "march third", "March 3rd"),
            ("on March 3", "march third", "March 3"),
            ("Send an e-mail", "email", "e-mail"),
            ("Don’t go", "don't", "Don’t"),
            ("See GitHub.", "git hub", "GitHub"),
            ("over there now", "their", "there"),
            ("the dogs ran", "dog", "dogs"),
            ("Smith & Sons", "smith and sons", "Smith & Sons"),
            ("Tuesday, we", "tuesday we", "Tuesday, we"),
            ("at 1:05", "one oh five", "1:05"),
            ("Ask José now", "jose", "José"),
            ("Ask Jose\u{301} now", "josé", "Jose\u{301}"),
            ("in Łódź today", "lodz", "Łódź"),
            ("Call Dr. Patel.", "doctor patel", "Dr. Patel"),
            ("12 ft long", "twelve feet", "12 ft"),
            ("at 10 km/h now", "ten kilometers per hour", "10 km/h"),
            ("250 m² of land", "two hundred and fifty square meters", "250 m²"),
            (
                "see example.com/help now",
                "example dot com slash help",
                "example.com/help",
            ),
        ] {
            assert_eq!(found(text, spoken), [expected], "{spoken}");
        }
    }

    #[test]
    fn exact_matches_hide_loose_ones() {
        assert_eq!(found("dog and dogs", "dog"), ["dog"]);
        assert!(found("the category", "cat").is_empty());
        assert!(found("one of them", "two").is_empty());
    }
}
