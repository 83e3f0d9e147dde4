//! Words that a command brings along, written as they are to stand in a place: numbers, times, sums and codes like
//! those that they replace, letters that fit the sentence.

use std::ops::Range;

use super::Job;
use crate::command::abbreviation::is_title;
use crate::command::date::Date;
use crate::command::number;
use crate::command::scene::Numbers;
use crate::command::spelling;
use crate::command::tidy;
use crate::command::words::{ends_with_any, strip_any_prefix};
use crate::english::number_words::small;
use crate::english::word_classes::DETERMINERS;

/// Characters around an edit that the writer is shown.
const CONTEXT: usize = 400;

/// How numbers in the place of `old` should look.
fn numbers_like(old: &str) -> Numbers {
    if old.contains(|c: char| c.is_ascii_digit()) {
        return Numbers::Digits;
    }
    let lower = old.to_lowercase();
    let spelled: Vec<&str> = lower.split_whitespace().collect();
    match number::cardinal(&spelled) {
        Some((_, taken)) if taken == spelled.len() => Numbers::Words,
        _ => Numbers::Usual,
    }
}

/// A number said in the place of bare digits, as digits.
fn digits_for_digits(old: &str, words: &[&str]) -> Option<String> {
    let bare = !old.is_empty() && old.bytes().all(|b| b.is_ascii_digit());
    let value = number::whole(words).filter(|_| bare)?;
    Some(value.to_string())
}

/// A time of day said in the place of one: "four fifteen" for "3:30".
fn clock_for_clock(old: &str, words: &[&str]) -> Option<String> {
    let (hour, minute) = old.split_once(':')?;
    let digits = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(hour) || !digits(minute) {
        return None;
    }
    if let Some((hour, minute)) = number::clock(words) {
        return Some(format!("{hour}:{minute:02}"));
    }
    let number = |words: &[&str]| match words {
        ["oh" | "o", one] => number::whole(&[*one]).filter(|n| *n < 10),
        _ => number::whole(words),
    };
    let (hour, minute) = match words {
        [hour, "o'clock"] => (number(&[*hour])?, 0),
        [hour, minute @ ..] if !minute.is_empty() => (number(&[*hour])?, number(minute)?),
        _ => return None,
    };
    (hour < 24 && minute < 60).then(|| format!("{hour}:{minute:02}"))
}

/// A code said in the place of one: "nine c" for "7B", letters as the old ones.
fn code_for_code(old: &str, words: &[&str]) -> Option<String> {
    let has = |what: fn(&char) -> bool| old.chars().any(|c| what(&c));
    let is_code = has(char::is_ascii_digit) && has(char::is_ascii_alphabetic) && !old.contains(' ');
    if !is_code || ends_with_any(old, &["st", "nd", "rd", "th"]) {
        return None;
    }
    let (mut code, mut at) = (String::new(), 0);
    while at < words.len() {
        if let [letter] = words[at].as_bytes()
            && letter.is_ascii_alphabetic()
        {
            code.push(char::from(*letter));
            at += 1;
        } else {
            let (value, taken) = number::cardinal(&words[at..])?;
            code.push_str(&value.to_string());
            at += taken;
        }
    }
    let shouts = old.chars().any(|c| c.is_ascii_uppercase());
    Some(if shouts {
        code.to_uppercase()
    } else {
        code.to_lowercase()
    })
}

/// A day of a month said in the place of one, written as that one: "fourth of june" for "3 May".
fn date_for_date(old: &str, words: &[&str]) -> Option<String> {
    let form = Date::of(old)?.1;
    let (date, _) = Date::said(words)?;
    Some(date.written(form))
}

/// A number said in the place of a Roman numeral: "five" for "IV".
fn roman_for_roman(old: &str, words: &[&str]) -> Option<String> {
    crate::english::roman(old)?;
    let value = number::whole(words)?;
    crate::english::to_roman(u64::try_from(value).ok()?)
}

/// A sum of money said in the place of one, written as that one: "three hundred pounds" for "£250".
fn money_for_money(old: &str, words: &[&str]) -> Option<String> {
    const SIGNS: &[(&str, char)] = &[("dollar", '$'), ("euro", '€'), ("pound", '£'), ("yen", '¥')];
    let sign = old
        .chars()
        .next()
        .filter(|c| SIGNS.iter().any(|(_, sign)| sign == c))?;
    let (last, amount) = words.split_last()?;
    let singular = last.strip_suffix('s').unwrap_or(last);
    let named = SIGNS.iter().find(|(name, _)| *name == singular);
    let value = number::whole(if named.is_some() { amount } else { words })?;
    let mut digits = value.to_string();
    if old.contains(',') || digits.len() > 4 {
        for at in (1..digits.len()).rev().skip(2).step_by(3) {
            digits.insert(at, ',');
        }
    }
    let sign = named.map_or(sign, |(_, sign)| *sign);
    Some(format!("{sign}{digits}"))
}

/// A quantity said in the place of one with a short unit: "twenty metres" for "15 m".
fn measure_for_measure(old: &str, words: &[&str]) -> Option<String> {
    const UNITS: &[(&str, &[&str])] = &[
        ("m", &["metre", "meter"]),
        ("km", &["kilometre", "kilometer"]),
        ("cm", &["centimetre", "centimeter"]),
        ("mm", &["millimetre", "millimeter"]),
        ("g", &["gram", "gramme"]),
        ("kg", &["kilogram", "kilo"]),
        ("mg", &["milligram"]),
        ("l", &["litre", "liter"]),
        ("ml", &["millilitre", "milliliter"]),
        ("ft", &["foot", "feet"]),
        ("in", &["inch", "inches"]),
        ("mi", &["mile"]),
        ("lb", &["pound"]),
        ("oz", &["ounce"]),
        ("h", &["hour"]),
        ("min", &["minute"]),
        ("s", &["second"]),
    ];
    let digits = old.len() - old.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let short = old.get(digits..)?.trim_start();
    let gap = &old[digits..old.len() - short.len()];
    let names = UNITS.iter().find(|(unit, _)| digits > 0 && *unit == short)?.1;
    let (unit, amount) = words.split_last()?;
    let singular = unit.strip_suffix('s').unwrap_or(unit);
    let value = number::whole(amount)?;
    (names.contains(unit) || names.contains(&singular)).then(|| format!("{value}{gap}{short}"))
}

/// Whether a name stands behind this word.
fn is_titled(word: &str) -> bool {
    is_title(word.trim_end_matches('.')) || matches!(word, "Professor" | "Doctor" | "Captain")
}

/// Titles without a stop where the text writes them so: "Mr Green" beside "Mr Brown".
fn titles_as_in(text: &str, new: String) -> String {
    let title = |word: &str| is_title(word.trim_matches(['(', '“', '"', '«']));
    let mut words = text.split_whitespace();
    if !new.contains('.')
        || !words.clone().any(title)
        || words.any(|word| word.strip_suffix('.').is_some_and(title))
    {
        return new;
    }
    let plain = |word: &str| match word.strip_suffix('.') {
        Some(short) if is_title(short) => short.to_owned(),
        _ => word.to_owned(),
    };
    new.split(' ').map(plain).collect::<Vec<_>>().join(" ")
}

/// A word behind a title is a name: "Professor Lind".
fn named_by_title(new: &str) -> String {
    match new.split_once(' ') {
        Some((title, name)) if !name.contains(' ') && is_titled(title) => {
            format!("{title} {}", tidy::capitalised(name))
        }
        _ => new.to_owned(),
    }
}

/// Words that are spelled: "cap s m y t h e".
fn spelled(words: &[&str]) -> Option<String> {
    let n_letters = words.iter().filter(|word| word.len() == 1).count();
    // "nine a m" is a time
    let half = matches!(words, [.., "a" | "p", "m"]) && n_letters == 2;
    spelling::letters(words).filter(|_| n_letters >= 2 && !half)
}

/// Marks and breaks named with an article or as a whole: "a comma", "full stops", "a new paragraph".
pub(super) fn layout(said: &str) -> Option<String> {
    let said = strip_any_prefix(said, &["a ", "an ", "the "]).unwrap_or(said);
    let words: Vec<&str> = said.split(' ').collect();
    match words.as_slice() {
        ["new", "paragraph"] | ["paragraph", "break"] | ["blank" | "empty", "line"] => {
            Some("\n\n".to_owned())
        }
        ["new", "line"] | ["line", "break"] => Some("\n".to_owned()),
        _ => spelling::mark(&words)
            .or_else(|| spelling::mark(&spelling::singular(&words)?))
            .map(String::from)
            .or_else(|| several_marks(&words)),
    }
}

/// "three exclamation marks".
fn several_marks(words: &[&str]) -> Option<String> {
    let (number, name) = words.split_first()?;
    let n = small(number).filter(|n| (2..=5).contains(n))?;
    let mark = spelling::mark(&spelling::singular(name)?)?;
    Some(String::from(mark).repeat(n as usize))
}

/// Words as they are written in the place of a range.
pub(super) fn written(job: &Job<'_>, range: &Range<usize>, said: &str) -> String {
    let text = job.text;
    let old = &text[range.clone()];
    if let Some(layout) = layout(said) {
        return layout;
    }
    let names = ["the word ", "the words ", "the phrase "];
    let said = strip_any_prefix(said, &names).unwrap_or(said);
    let words: Vec<&str> = said.split_whitespace().collect();
    let in_kind = clock_for_clock(old, &words)
        .or_else(|| money_for_money(old, &words))
        .or_else(|| measure_for_measure(old, &words))
        .or_else(|| code_for_code(old, &words))
        .or_else(|| date_for_date(old, &words))
        .or_else(|| roman_for_roman(old, &words))
        .or_else(|| {
            let new = spelled(&words)?;
            // No capital was said: the old word's is kept.
            Some(match new.contains(char::is_uppercase) || old.is_empty() {
                true => new,
                false => tidy::cased_like(text, range.start, old, &new),
            })
        });
    if let Some(new) = in_kind {
        return new;
    }
    let from = text.floor_char_boundary(range.start.saturating_sub(CONTEXT));
    let to = text.ceil_char_boundary(range.end + CONTEXT);
    // What replaces words takes its first letter from them, not from its place.
    let before = if old.is_empty() {
        &text[from..range.start]
    } else {
        "so "
    };
    let new = match digits_for_digits(old, &words) {
        Some(digits) => digits,
        None => job
            .scene
            .writer
            .write(said, before, &text[range.end..to], numbers_like(old)),
    };
    // "the Škoda" is no bike by name: behind an article an ordinary word stays small in the place of a name.
    let article = text[..range.start]
        .split_whitespace()
        .next_back()
        .is_some_and(|word| DETERMINERS.contains(&word.to_lowercase().as_str()));
    let ordinary = || !new.contains(' ') && job.scene.writer.is_ordinary(said);
    let mut new = if old.is_empty() || article && ordinary() && !tidy::starts_sentence(text, range.start) {
        new
    } else {
        tidy::cased_like(text, range.start, old, &new)
    };
    if !old.is_empty() {
        new = named_by_title(&new);
    }
    new = titles_as_in(text, new);
    // "ten year" for "5-year"
    let hyphens = old.matches('-').count();
    if hyphens > 0 && !old.contains(' ') && new.split(' ').count() == hyphens + 1 {
        new = new.replace(' ', "-");
    }
    // "9 am" for "8:15 am": the half of the day is set off as it was.
    for (half, dotted) in [("am", "a.m."), ("pm", "p.m.")] {
        let spaced = old.ends_with(&format!(" {half}")) || old.ends_with(&format!(" {dotted}"));
        let hour = new
            .strip_suffix(half)
            .filter(|hour| hour.ends_with(|c: char| c.is_ascii_digit()));
        if let Some(hour) = hour.filter(|_| spaced) {
            new = format!("{hour} {half}");
        }
    }
    // A whole sentence keeps its stop.
    let stop = old
        .trim_end()
        .chars()
        .next_back()
        .filter(|c| matches!(c, '.' | '!' | '?'));
    if let Some(stop) = stop
        && old.contains(' ')
        && !new.ends_with(['.', '!', '?', ':'])
    {
        new.push(stop);
    }
    new
}
