//! Text as it is spoken, so that reference and hypothesis are compared word by word.
//!
//! The rules of `training/normalise.py`: lower-case letters and inner apostrophes, numbers in words, titles
//! written out. Both keep to the examples of `training/normalise_cases.tsv`.

use crate::transcript::number_words::{SCALES, SMALL, SMALL_ORDINALS, TENS, TENS_ORDINALS};

/// Numbers with more digits are read digit by digit.
const MOST_DIGITS: usize = 15;

/// The spoken form of a text, words separated by single spaces.
pub fn normalise(text: &str) -> String {
    let folded: String = text.chars().flat_map(fold).collect();
    let mut words = String::with_capacity(folded.len());
    for token in folded
        .split_whitespace()
        .filter(|t| !t.contains("://") && !t.contains("www."))
    {
        spoken(token, &mut words);
    }
    after_money(&words)
        .split_whitespace()
        .map(|word| word.trim_matches('\''))
        .filter(|word| !word.is_empty())
        .map(title)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Lower case, plain apostrophes, no accents on letters of Western European languages.
fn fold(c: char) -> impl Iterator<Item = char> {
    let plain = match c {
        '\u{2019}' | '\u{2018}' | '\u{2bc}' => "'",
        '\u{2013}' | '\u{2014}' => "-",
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' => "a",
        'ç' | 'ć' | 'č' | 'Ç' => "c",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'È' | 'É' | 'Ê' | 'Ë' => "e",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'Í' | 'Î' => "i",
        'ñ' | 'ń' | 'Ñ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ō' | 'Ó' | 'Ö' => "o",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'Ú' | 'Ü' => "u",
        'ý' | 'ÿ' => "y",
        'š' | 'ś' | 'Š' => "s",
        'ž' | 'ź' | 'ż' | 'Ž' => "z",
        _ => "",
    };
    let keep = plain.is_empty().then_some(c.to_ascii_lowercase());
    plain.chars().chain(keep)
}

/// Appends a token's words, split at everything that is not spoken.
fn spoken(token: &str, out: &mut String) {
    let mut rest = token;
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            '0'..='9' => number(rest, out),
            '$' | '£' | '€' => money(c, rest, out),
            'a'..='z' | '\'' => {
                let end = rest
                    .find(|c: char| !c.is_ascii_lowercase() && c != '\'')
                    .unwrap_or(rest.len());
                out.push_str(&rest[..end]);
                end
            }
            _ => {
                out.push_str(match c {
                    '&' => " and ",
                    '@' => " at ",
                    '%' => " percent ",
                    _ => " ",
                });
                c.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    out.push(' ');
}

/// Digits with commas between groups of three and perhaps a decimal part: their length, whole part
/// without commas, whether there were commas, decimal part.
fn scan(text: &str) -> (usize, String, bool, &str) {
    let run = |from: usize| from + text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut end = run(0);
    let mut whole = text[..end].to_owned();
    let mut grouped = false;
    while (grouped || end <= 3) && text[end..].starts_with(',') && run(end + 1) == end + 4 {
        whole.push_str(&text[end + 1..end + 4]);
        end += 4;
        grouped = true;
    }
    if text[end..].starts_with('.') && run(end + 1) > end + 1 {
        let decimal_end = run(end + 1);
        return (decimal_end, whole, grouped, &text[end + 1..decimal_end]);
    }
    (end, whole, grouped, "")
}

fn number(text: &str, out: &mut String) -> usize {
    let (length, whole, grouped, decimals) = scan(text);
    let rest = &text[length..];
    let say = |out: &mut String, words: String| {
        out.push(' ');
        out.push_str(&words);
        out.push(' ');
    };
    if decimals.is_empty() && whole.len() <= 2 && rest.starts_with(':') {
        let minutes = &rest[1..rest.len().min(3)];
        let after = rest.as_bytes().get(3).is_some_and(u8::is_ascii_digit);
        if let (2, Ok(minute @ 0..60), false) = (minutes.len(), minutes.parse::<u64>(), after) {
            say(out, clock(whole.parse().unwrap_or(0), minute));
            return length + 3;
        }
    }
    let suffix = ["st", "nd", "rd", "th"].iter().any(|s| rest.starts_with(s));
    let word_goes_on = rest.as_bytes().get(2).is_some_and(u8::is_ascii_alphanumeric);
    if decimals.is_empty() && suffix && !word_goes_on && whole.len() <= MOST_DIGITS {
        say(out, ordinal(whole.parse().unwrap_or(0)));
        return length + 2;
    }
    say(out, amount(&whole, grouped, decimals));
    length
}

fn amount(whole: &str, grouped: bool, decimals: &str) -> String {
    if decimals.is_empty() {
        return digits_or_number(whole, grouped);
    }
    let head = whole.parse().map_or_else(|_| digit_by_digit(whole), cardinal);
    format!("{head} point {}", digit_by_digit(decimals))
}

/// "$5.20" is five dollars twenty. "$3 million" is told here as "three CURRENCY", and the currency moves
/// behind the scale in [`after_money`].
fn money(sign: char, text: &str, out: &mut String) -> usize {
    let digits = &text[sign.len_utf8()..];
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        out.push(' ');
        return sign.len_utf8();
    }
    let (length, whole, grouped, decimals) = scan(digits);
    let (one, many) = match sign {
        '$' => ("dollar", "dollars"),
        '£' => ("pound", "pounds"),
        _ => ("euro", "euros"),
    };
    let words = if decimals.len() == 2 {
        let cents = decimals.parse().unwrap_or(0);
        let unit = if whole == "1" { one } else { many };
        let tail = if cents == 0 {
            String::new()
        } else {
            cardinal(cents)
        };
        format!(" {} {unit} {tail} ", digits_or_number(&whole, grouped))
    } else {
        let unit = if whole == "1" && decimals.is_empty() {
            one
        } else {
            many
        };
        format!(" {} \u{1}{unit} ", amount(&whole, grouped, decimals))
    };
    out.push_str(&words);
    sign.len_utf8() + length
}

/// Moves a currency behind the scale word that follows it.
fn after_money(words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    let mut out = Vec::with_capacity(words.len());
    let mut i = 0;
    while let Some(&word) = words.get(i) {
        i += 1;
        let Some(unit) = word.strip_prefix('\u{1}') else {
            out.push(word);
            continue;
        };
        if let Some(&scale @ ("hundred" | "thousand" | "million" | "billion" | "trillion")) = words.get(i) {
            i += 1;
            out.extend([scale, plural(unit)]);
        } else {
            out.push(unit);
        }
    }
    out.join(" ")
}

fn plural(unit: &str) -> &str {
    match unit {
        "dollar" => "dollars",
        "pound" => "pounds",
        "euro" => "euros",
        _ => unit,
    }
}

fn title(word: &str) -> &str {
    match word {
        "mr" => "mister",
        "mrs" => "missus",
        "dr" => "doctor",
        _ => word,
    }
}

fn clock(hour: u64, minute: u64) -> String {
    match minute {
        0 => format!("{} o'clock", cardinal(hour)),
        1..=9 => format!("{} oh {}", cardinal(hour), cardinal(minute)),
        _ => format!("{} {}", cardinal(hour), cardinal(minute)),
    }
}

fn digit_by_digit(digits: &str) -> String {
    digits
        .bytes()
        .map(|d| SMALL[usize::from(d - b'0')])
        .collect::<Vec<_>>()
        .join(" ")
}

/// Years in pairs, leading zeros and very long runs digit by digit, all else as a number.
fn digits_or_number(digits: &str, grouped: bool) -> String {
    let number = digits.parse::<u64>().unwrap_or(u64::MAX);
    if digits.len() > MOST_DIGITS || (!grouped && digits.len() > 1 && digits.starts_with('0')) {
        return digit_by_digit(digits);
    }
    if !grouped && digits.len() == 4 && (1100..=2099).contains(&number) && !(2000..=2009).contains(&number) {
        return match number % 100 {
            0 => format!("{} hundred", cardinal(number / 100)),
            low @ 1..=9 => format!("{} oh {}", cardinal(number / 100), cardinal(low)),
            low => format!("{} {}", cardinal(number / 100), cardinal(low)),
        };
    }
    cardinal(number)
}

fn cardinal(n: u64) -> String {
    if n < 20 {
        return SMALL[n as usize].to_owned();
    }
    if n < 100 {
        let tens = TENS[(n / 10 - 2) as usize];
        return if n.is_multiple_of(10) {
            tens.to_owned()
        } else {
            format!("{tens} {}", SMALL[(n % 10) as usize])
        };
    }
    for (name, size) in SCALES.into_iter().rev().chain([("hundred", 100)]) {
        if n >= size {
            let head = format!("{} {name}", cardinal(n / size));
            return if n.is_multiple_of(size) {
                head
            } else {
                format!("{head} {}", cardinal(n % size))
            };
        }
    }
    String::new()
}

fn ordinal(n: u64) -> String {
    let words = cardinal(n);
    let (head, last) = words
        .rsplit_once(' ')
        .map_or(("", words.as_str()), |(h, l)| (h, l));
    let ordinals = SMALL
        .iter()
        .zip(SMALL_ORDINALS)
        .chain(TENS.iter().zip(TENS_ORDINALS));
    let known = ordinals.into_iter().find(|(cardinal, _)| **cardinal == last);
    let last = known.map_or_else(|| format!("{last}th"), |(_, ordinal)| ordinal.to_owned());
    format!("{head} {last}").trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_examples_that_training_keeps_too() {
        let cases = include_str!("../../../training/normalise_cases.tsv");
        let mut n = 0;
        for line in cases.lines().skip(1) {
            let (written, spoken) = line.split_once('\t').unwrap();
            assert_eq!(normalise(written), spoken, "{written}");
            n += 1;
        }
        assert!(n >= 11);
    }

    #[test]
    fn scale_words_come_before_the_currency() {
        assert_eq!(
            normalise("$1 million, $2.5 billion"),
            "one million dollars two point five billion dollars"
        );
        assert_eq!(normalise("it's $ 5 'ere"), "it's five ere");
    }
}
