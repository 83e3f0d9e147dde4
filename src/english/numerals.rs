//! From a number to the words that name it.

use std::collections::HashSet;

use super::number_words::{SCALES, SMALL, SMALL_ORDINALS, TENS, TENS_ORDINALS, index_in};

/// Digits above which a whole number is only read digit by digit.
const MOST_DIGITS: usize = 15;

/// A cardinal with "and" before its tens: "one hundred and fifty".
pub fn cardinal(value: u64) -> String {
    let small = |value: u64| SMALL.get(value as usize).copied().unwrap_or("");
    let tens = |value: u64| TENS.get((value / 10) as usize - 2).copied().unwrap_or("");
    match value {
        0..=19 => small(value).to_owned(),
        20..=99 if value.is_multiple_of(10) => tens(value).to_owned(),
        20..=99 => format!("{} {}", tens(value), small(value % 10)),
        100..=999 if value.is_multiple_of(100) => format!("{} hundred", small(value / 100)),
        100..=999 => format!("{} hundred and {}", small(value / 100), cardinal(value % 100)),
        _ => {
            let Some((name, unit)) = SCALES.iter().rev().find(|(_, unit)| value >= *unit) else {
                return String::new();
            };
            let head = format!("{} {name}", cardinal(value / unit));
            match value % unit {
                0 => head,
                rest if rest < 100 => format!("{head} and {}", cardinal(rest)),
                rest => format!("{head} {}", cardinal(rest)),
            }
        }
    }
}

/// An ordinal: "twenty first", "one hundred and third".
pub fn ordinal(value: u64) -> String {
    let said = cardinal(value);
    let (head, last) = said
        .rsplit_once(' ')
        .map_or(("", said.as_str()), |(head, last)| (head, last));
    let of = |from: &[&str], to: &[&'static str]| to.get(index_in(from, last)? as usize).copied();
    let last = of(&SMALL, &SMALL_ORDINALS)
        .or_else(|| of(&TENS, &TENS_ORDINALS))
        .map_or_else(|| format!("{last}th"), str::to_owned);
    match head {
        "" => last,
        head => format!("{head} {last}"),
    }
}

/// "st", "nd", "rd" or "th", behind the digits of an ordinal.
pub fn ordinal_suffix(value: u64) -> &'static str {
    match (value % 10, value % 100) {
        (1, rest) if rest != 11 => "st",
        (2, rest) if rest != 12 => "nd",
        (3, rest) if rest != 13 => "rd",
        _ => "th",
    }
}

/// Digits one by one; 0 is called `zero`.
pub fn digits(text: &str, zero: &str) -> String {
    let name = |digit: u32| match digit {
        0 => Some(zero),
        digit => SMALL.get(digit as usize).copied(),
    };
    let names = text.chars().filter_map(|c| c.to_digit(10)).filter_map(name);
    names.collect::<Vec<_>>().join(" ")
}

/// Every usual way of saying a whole number of these digits, the likeliest first.
pub(super) fn whole(text: &str) -> Vec<String> {
    let plain = text.replace(',', "");
    let mut ways = Vec::new();
    let value = plain.parse::<u64>().ok().filter(|_| plain.len() <= MOST_DIGITS);
    if let Some(value) = value.filter(|_| plain == "0" || !plain.starts_with('0')) {
        if plain == text {
            ways.extend(in_pairs(value));
        }
        ways.extend(cardinals(value));
    }
    if plain == text && plain.len() > 1 {
        ways.push(digits(&plain, "zero"));
        ways.push(digits(&plain, "oh"));
    }
    // "fifteen hundred" is said of quantities, "nineteen ninety nine" of years: the usual one first
    let year = value.is_some_and(|value| (1600..2100).contains(&value));
    if !year && ways.len() > 1 && value.is_some_and(|value| value >= 100) {
        let usual = value.map(cardinal).unwrap_or_default();
        ways.sort_by_key(|way| *way != usual);
    }
    if value == Some(0) {
        ways.extend(["oh", "nought", "nil"].map(str::to_owned));
    }
    unique(ways)
}

/// The cardinal with and without "and", with "a" for the first "one".
fn cardinals(value: u64) -> Vec<String> {
    let usual = cardinal(value);
    let mut ways = vec![usual.clone()];
    let with_article = |way: &String| {
        let rest = way.strip_prefix("one ")?;
        rest.starts_with(['h', 't', 'm', 'b'])
            .then(|| format!("a {rest}"))
    };
    if value >= 100 {
        ways.push(usual.replace(" and ", " "));
        let articles: Vec<String> = ways.iter().filter_map(with_article).collect();
        ways.extend(articles);
    }
    ways
}

/// Three and four digits in pairs: "nineteen ninety nine", "twenty oh five", "nineteen hundred", "seven forty two".
fn in_pairs(value: u64) -> Vec<String> {
    if !(100..10_000).contains(&value) {
        return Vec::new();
    }
    let (head, rest) = (value / 100, value % 100);
    let (first, last) = (cardinal(head), cardinal(rest));
    match rest {
        0 if head.is_multiple_of(10) || head < 10 => Vec::new(),
        0 => vec![format!("{first} hundred")],
        1..=9 if value >= 2_000 && head.is_multiple_of(10) => {
            vec![cardinal(value), format!("{first} oh {last}")]
        }
        1..=9 => vec![format!("{first} oh {last}")],
        _ => vec![format!("{first} {last}")],
    }
}

/// The first of each.
pub(super) fn unique(mut ways: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::new();
    ways.retain(|way| !way.is_empty() && seen.insert(way.clone()));
    ways
}

/// Roman numerals below ten, by value.
const ROMAN_UNITS: [&str; 10] = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];

/// A number from 1 to 39 as a Roman numeral.
pub fn to_roman(value: u64) -> Option<String> {
    let units = ROMAN_UNITS[usize::try_from(value % 10).ok()?];
    let tens = usize::try_from(value / 10)
        .ok()
        .filter(|tens| *tens <= 3 && value > 0)?;
    Some(format!("{}{units}", "X".repeat(tens)))
}

/// The value of a Roman numeral from II to XXXIX, as kings, chapters and wars have it; single letters are letters.
pub fn roman(text: &str) -> Option<u64> {
    let tens = text.bytes().take_while(|&letter| letter == b'X').count();
    let units = ROMAN_UNITS.iter().position(|unit| *unit == &text[tens..])?;
    (text.len() > 1 && tens <= 3).then_some((tens * 10 + units) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_people_say_them() {
        assert_eq!(ordinal(3), "third");
        assert_eq!(ordinal(20), "twentieth");
        assert_eq!(ordinal(142), "one hundred and forty second");
        assert_eq!(ordinal(1000), "one thousandth");
        assert_eq!(whole("7"), ["seven"]);
        assert_eq!(whole("1,500")[0], "one thousand five hundred");
        assert_eq!(whole("1999")[0], "nineteen ninety nine");
        assert_eq!(whole("2026")[0], "twenty twenty six");
        assert_eq!(whole("2005")[0], "two thousand and five");
        assert!(whole("150").contains(&"a hundred and fifty".to_owned()));
        assert!(whole("742").contains(&"seven forty two".to_owned()));
        assert_eq!(whole("007")[0], "zero zero seven");
        assert!(whole("123456789012345678901234").len() == 1 || whole("123456789012345678901234").len() == 2);
    }

    #[test]
    fn roman_numerals_are_not_letters() {
        assert_eq!(roman("VIII"), Some(8));
        assert_eq!(roman("XIV"), Some(14));
        assert_eq!(roman("I"), None);
        assert_eq!(roman("X"), None);
        assert_eq!(roman("MIX"), None);
        assert_eq!(roman("IXX"), None);
    }
}
