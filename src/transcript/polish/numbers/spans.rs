//! Decides how a number that was read is written: one rule per way of writing, tried in order.
//!
//! Each rule looks at the words from one position on and gives a [`Span`] or nothing. When no rule is sure, the
//! words stay as they were said.

use super::super::settings::NumberStyle;
use super::amounts::{decimal, half_behind, round_scale, scale_name};
use super::cardinal::{
    Words, below_hundred, cardinal, digit_string, is_crowded, lone_cardinal, ordinal, two_digits, year,
};
use super::codes::names_codes;
use super::compound::{groups, with_unit};
use super::lexicon::{CODES, DECADES, LABELS, SMALL_ORDINALS, digit, index_in, is_number_word, scale};
use crate::english::ordinal_suffix;

/// A stretch of words and what is written for it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Span {
    /// Number of words.
    pub len: usize,
    /// What is written.
    pub text: String,
    /// The rule's name.
    pub rule: &'static str,
}

impl Span {
    pub(super) fn new(len: usize, text: impl Into<String>, rule: &'static str) -> Self {
        Span {
            len,
            text: text.into(),
            rule,
        }
    }
}

/// Digits with thousands separators from 1,000 (years and codes never come here).
pub(super) fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// All rules over plain numbers, in order of certainty.
pub(super) fn any(words: &Words<'_>, at: usize, style: NumberStyle) -> Option<Span> {
    dotted(words, at)
        .or_else(|| with_unit(words, at))
        .or_else(|| phone(words, at))
        .or_else(|| abroad(words, at))
        .or_else(|| label(words, at))
        .or_else(|| labels(words, at))
        .or_else(|| years(words, at))
        .or_else(|| over(words, at))
        .or_else(|| plain_decimal(words, at))
        .or_else(|| fraction(words, at))
        .or_else(|| high_ordinal(words, at))
        .or_else(|| range(words, at))
        .or_else(|| plain(words, at, style))
}

/// Seven, ten or eleven digits said in groups; or four and more said one by one.
fn phone(words: &Words<'_>, at: usize) -> Option<Span> {
    let (digits, len, singles) = digits_said(words, at)?;
    let pure = singles == digits.len();
    let text = match digits.len() {
        7 if singles >= 4 && !digits.starts_with('0') => format!("{}-{}", &digits[..3], &digits[3..]),
        10 if singles >= 5 => format!("{}-{}-{}", &digits[..3], &digits[3..6], &digits[6..]),
        11 if singles >= 5 && digits.starts_with('1') => {
            format!("1-{}-{}-{}", &digits[1..4], &digits[4..7], &digits[7..])
        }
        4.. if pure => digits,
        3 if pure
            && (matches!(
                words.before(at),
                "dial" | "call" | "ring" | "phone" | "press" | "code" | "pin"
            ) || words.before(at) == "in"
                && at > 1
                && matches!(words.before(at - 1), "ends" | "ending" | "end" | "ended")
                || matches!(words.before(at), "is" | "number")
                    && at > 1
                    && is_labelled(words.before(at - 1))) =>
        {
            digits
        }
        _ => return None,
    };
    Some(Span::new(len, text, "digits"))
}

/// Whether a label is spoken of: "our room is three one two".
fn is_labelled(noun: &str) -> bool {
    LABELS.contains(&noun) || names_codes(noun)
}

/// Digits said one by one, in pairs ("forty nine") and in hundreds ("five hundred"): the digits, the number of words,
/// and how many digits were said by themselves, three at least.
fn digits_said(words: &Words<'_>, at: usize) -> Option<(String, usize, usize)> {
    let mut digits = String::new();
    let (mut len, mut singles) = (0, 0);
    loop {
        if let Some((run, n)) = words.behind(at, len, digit_string) {
            // The last digit of a run may start "five hundred".
            singles += run.len();
            digits.push_str(&run);
            len += n;
            if words.on(at, len) == "hundred" {
                digits.push_str("00");
                len += 1;
            }
        } else if let Some((pair, n)) = words.behind(at, len, two_digits) {
            digits.push_str(&pair);
            len += n;
        } else {
            break;
        }
    }
    if scale(words.on(at, len)).is_some() || singles < 3 || matches!(words.on(at, len), "point" | "hundred") {
        return None;
    }
    Some((digits, len, singles))
}

/// "plus one four one five …": a telephone number with its country.
fn abroad(words: &Words<'_>, at: usize) -> Option<Span> {
    let plus = words.get(at) == "plus" && !is_number_word(words.before(at)) && !words.on(at, 1).is_empty();
    if !plus {
        return None;
    }
    // "plus forty nine one five one …" has no groups that everybody knows.
    let known = phone(words, at + 1).map(|span| (span.text, span.len));
    let (text, len) = known.or_else(|| {
        let (digits, len, singles) = digits_said(words, at + 1)?;
        (singles >= 5 && digits.len() <= 15).then_some((digits, len))
    })?;
    (text.len() >= 8).then(|| Span::new(1 + len, format!("+{text}"), "digits"))
}

/// "chapter four", "version two point oh".
fn label(words: &Words<'_>, at: usize) -> Option<Span> {
    let name = words.get(at);
    let named = 1 + usize::from(words.on(at, 1) == "number"); // "bus number seven"
    let labels =
        LABELS.contains(&name) || named == 2 && matches!(name, "bus" | "tram" | "train" | "bed" | "house");
    // "the second floor two windows are open"
    let counted = index_in(&SMALL_ORDINALS, words.before(at)).is_some();
    if !labels || counted || words.on(at, named).is_empty() {
        return None;
    }
    let start = at + named;
    let said_so = dotted(words, start).map(|span| (span.text, span.len));
    let found = said_so
        .or_else(|| decimal(words, start))
        .or_else(|| {
            digit_string(words, start)
                .filter(|(run, len)| *len > 1 && !is_number_word(words.on(start, *len)) || run.len() > 3)
        })
        .or_else(|| groups(words, start).filter(|_| CODES.contains(&name)))
        .or_else(|| lone_cardinal(words, start).map(|read| (read.value.to_string(), read.len)));
    let (text, len) = found?;
    let after = words.on(at, named + len);
    let counting = matches!(
        after,
        "at" | "by" | "more" | "times" | "foot" | "feet" | "inch" | "inches"
    ) || is_number_word(after);
    let of_them = after == "of"
        && matches!(
            words.on(at, named + 1 + len),
            "them" | "these" | "those" | "us" | "you" | "my" | "our"
        );
    if of_them || counting && text.len() < 2 {
        return None;
    }
    // "apartment 3B"
    let letter = words.on(at, named + len);
    let lettered = text.len() <= 3
        && letter.len() == 1
        && letter.starts_with(|c: char| c.is_ascii_lowercase())
        && (!matches!(letter, "a" | "i" | "o") || words.on(at, named + len + 1).is_empty());
    let (text, len) = match lettered {
        true => (format!("{text}{}", letter.to_ascii_uppercase()), len + 1),
        false => (text, len),
    };
    let name = if named == 2 {
        format!("{name} number")
    } else {
        name.to_owned()
    };
    Some(Span::new(named + len, format!("{name} {text}"), "label"))
}

/// "questions one to eight", "pages three and four": labels of several things.
fn labels(words: &Words<'_>, at: usize) -> Option<Span> {
    const PLURAL: &[&str] = &[
        "questions",
        "pages",
        "chapters",
        "exercises",
        "verses",
        "lines",
        "lessons",
        "steps",
        "sections",
        "rooms",
    ];
    let name = words.get(at);
    let joint = words.on(at, 2);
    let ends = |offset: usize| words.behind(at, offset, lone_cardinal);
    let low = ends(1).filter(|low| low.len == 1 && PLURAL.contains(&name))?;
    let high = ends(3).filter(|high| matches!(joint, "to" | "through") && high.value > low.value)?;
    let len = 3 + high.len;
    let text = format!("{name} {} {joint} {}", low.value, high.value);
    let of_them = words.on(at, len) == "of";
    (!of_them).then(|| Span::new(len, text, "label"))
}

/// "nineteen ninety nine", "the nineteen eighties", "two thousand and five", "in two thousand".
fn years(words: &Words<'_>, at: usize) -> Option<Span> {
    if let Some(read) = year(words, at).filter(|read| !is_number_word(words.on(at, read.len))) {
        let sure = read.value >= 1600 && read.value < 2100
            || matches!(
                words.before(at),
                "in" | "since" | "year" | "until" | "by" | "around" | "before" | "after"
            );
        let sure = sure || matches!(words.on(at, 1), "oh" | "o");
        let vision = read.value == 2020 && words.on(at, read.len) == "vision";
        let text = if vision {
            "20/20".to_owned()
        } else {
            read.value.to_string()
        };
        return sure.then(|| Span::new(read.len, text, "year"));
    }
    // "in ten sixty six"; "by ten fifteen" is a time of day.
    let ten = words.get(at) == "ten" && matches!(words.before(at), "in" | "year" | "since");
    let rest = below_hundred(words, at + 1).filter(|rest| ten && rest.value >= 13);
    if let Some(rest) =
        rest.filter(|rest| !is_number_word(words.on(at, 1 + rest.len)) && rest.value % 15 != 0)
    {
        return Some(Span::new(1 + rest.len, (1000 + rest.value).to_string(), "year"));
    }
    if let (Some(century), Some(decade)) = (
        below_hundred(words, at).filter(|read| read.len == 1 && (17..=20).contains(&read.value)),
        index_in(&DECADES, words.on(at, 1)),
    ) {
        return Some(Span::new(2, format!("{}{}0s", century.value, decade + 2), "year"));
    }
    let hundreds = below_hundred(words, at).filter(|read| read.len == 1 && (11..=20).contains(&read.value));
    if let Some(century) = hundreds.filter(|_| words.on(at, 1) == "hundreds") {
        return Some(Span::new(2, format!("{}00s", century.value), "year"));
    }
    let read = lone_cardinal(words, at)?;
    let (thousand, said) = (words.on(at, 1) == "thousand", words.get(at));
    if said == "two" && thousand && (2001..2100).contains(&read.value) {
        return Some(Span::new(read.len, read.value.to_string(), "year"));
    }
    let dated = matches!(words.before(at), "in" | "since" | "year");
    let hundreds =
        (1500..2000).contains(&read.value) && read.value % 100 == 0 && words.on(at, 1) == "hundred";
    let counted = matches!(
        words.on(at, read.len),
        "people" | "years" | "ways" | "places" | "cases" | "words"
    );
    (dated && !counted && (hundreds || read.value == 2000))
        .then(|| Span::new(read.len, read.value.to_string(), "year"))
}

/// "one twenty over eighty", "three over four".
fn over(words: &Words<'_>, at: usize) -> Option<Span> {
    let (value, len) = match (words.get(at), words.behind(at, 1, below_hundred)) {
        ("one", Some(rest)) if rest.value >= 10 => (100 + rest.value, 1 + rest.len),
        _ => cardinal(words, at).map(|read| (read.value, read.len))?,
    };
    let below = words
        .behind(at, len + 1, below_hundred)
        .filter(|read| read.value > 0 && words.on(at, len) == "over")?;
    let end = len + 1 + below.len;
    let noun_follows = !matches!(
        words.on(at, end),
        "" | "and" | "is" | "of" | "or" | "at" | "for" | "which" | "with"
    );
    let pressure = (1..=4)
        .filter_map(|back| at.checked_sub(back))
        .any(|index| words.get(index) == "pressure");
    (pressure || !noun_follows).then(|| Span::new(end, format!("{value}/{}", below.value), "fraction"))
}

/// "one point two point three", "one nine two dot one six eight dot one dot one", "two dot five".
fn dotted(words: &Words<'_>, at: usize) -> Option<Span> {
    let mut groups = Vec::new();
    let mut len = 0;
    loop {
        let start = at + len;
        let group = match digit_string(words, start) {
            Some((digits, n)) if !is_number_word(words.on(start, n)) => (digits, n),
            _ => match cardinal(words, start) {
                Some(read) if read.value < 1000 => (read.value.to_string(), read.len),
                _ => break,
            },
        };
        groups.push(group.0);
        len += group.1;
        if !matches!(words.on(at, len), "dot" | "point") || words.on(at, len + 1).is_empty() {
            break;
        }
        len += 1;
    }
    let complete = !matches!(words.before(at + len), "dot" | "point");
    let said_dot = (at..at + len).any(|index| words.get(index) == "dot");
    (complete && (groups.len() >= 3 || groups.len() == 2 && said_dot))
        .then(|| Span::new(len, groups.join("."), "version"))
}

fn plain_decimal(words: &Words<'_>, at: usize) -> Option<Span> {
    let (digits, len) = decimal(words, at)?;
    Some(match scale_name(words.on(at, len)) {
        Some(scale) => Span::new(len + 1, format!("{digits} {scale}"), "decimal"),
        None => Span::new(len, digits, "decimal"),
    })
}

/// "three quarters of a mile" → "3/4 of a mile" before measures, "two-thirds" elsewhere; "ten and a half" → "10½".
fn fraction(words: &Words<'_>, at: usize) -> Option<Span> {
    let whole = lone_cardinal(words, at).filter(|read| read.value >= 10);
    if let Some((whole, extra)) = whole.and_then(|read| Some((read, half_behind(words, at, read.len)?))) {
        let text = format!("{}½", grouped(whole.value));
        return Some(Span::new(whole.len + extra, text, "fraction"));
    }
    let top = digit(words.get(at)).filter(|value| *value > 0)?;
    let name = words.on(at, 1);
    let bottom = match name {
        "half" | "halves" => 2,
        "quarter" | "quarters" => 4,
        "third" | "thirds" => 3,
        _ => index_in(&SMALL_ORDINALS, name.strip_suffix('s').unwrap_or(name)).filter(|n| *n > 4)?,
    };
    if (top > 1) != (name.ends_with('s')) || top >= bottom {
        return None; // "two third", "one thirds", "five quarters"
    }
    let measured = matches!(
        words.on(at, 2),
        "cup" | "cups" | "teaspoon" | "tablespoon" | "inch" | "mile" | "pound" | "ounce" | "gallon" | "pint"
    );
    match measured {
        true => Some(Span::new(2, format!("{top}/{bottom}"), "fraction")),
        false if top > 1 || words.on(at, 2) == "of" => {
            Some(Span::new(2, format!("{}-{name}", words.get(at)), "fraction"))
        }
        false => None,
    }
}

/// Ordinals from the tenth on; "a twenty second delay" is a time.
fn high_ordinal(words: &Words<'_>, at: usize) -> Option<Span> {
    let read = ordinal(words, at).filter(|read| read.value >= 10)?;
    let last = words.get(at + read.len - 1);
    if last == "second" && matches!(words.before(at), "a" | "an" | "every" | "each" | "another") {
        let tens = below_hundred(words, at)?;
        return Some(Span::new(read.len, format!("{}-second", tens.value), "ordinal"));
    }
    if is_number_word(words.before(at)) {
        return None; // "one twentieth"
    }
    let text = format!("{}{}", grouped(read.value), ordinal_suffix(read.value));
    Some(Span::new(read.len, text, "ordinal"))
}

/// "five to ten people", "between one and twelve", "nine out of ten": like with like.
fn range(words: &Words<'_>, at: usize) -> Option<Span> {
    let low = lone_cardinal(words, at).filter(|read| read.value < 10)?;
    let (joint, n) = match (words.on(at, low.len), words.on(at, low.len + 1)) {
        ("out", "of") => ("out of", 2),
        ("in", _) if low.value == 1 && !matches!(words.before(at), "the" | "this" | "that" | "no") => {
            ("in", 1)
        }
        ("to", _) => ("to", 1),
        ("or", _) if low.value > 1 => ("or", 1),
        ("and", _) if words.before(at) == "between" => ("and", 1),
        _ => return None,
    };
    let high = words
        .behind(at, low.len + n, lone_cardinal)
        .filter(|read| read.value >= 10)?;
    if joint == "to"
        && high.value <= 12
        && low.value == 5
        && matches!(words.before(at), "at" | "until" | "by")
    {
        return None; // "at five to twelve" is a time
    }
    Some(Span::new(low.len, low.value.to_string(), "range"))
}

/// Cardinals by style; "one" by itself is a pronoun more often than a number.
fn plain(words: &Words<'_>, at: usize, style: NumberStyle) -> Option<Span> {
    let read = cardinal(words, at)?;
    if is_crowded(words, at, read.len) || words.get(at) == "a" && read.len < 3 {
        return None;
    }
    let small = read.value < 10;
    let keep = match style {
        NumberStyle::Words => true,
        NumberStyle::FromTen => small,
        NumberStyle::Digits => read.value < 2,
    };
    let idiom = matches!(words.on(at, read.len), "something" | "odd" | "ish" | "fold")
        || matches!(words.before(at), "couple" | "few" | "several" | "many") && read.value >= 100
        || matches!(read.value, 5 | 10 | 20)
            && words.before(at) != "from"
            && matches!(words.on(at, read.len), "to" | "past")
            && (clock_follows(words, at + read.len)
                || words.on(at, read.len) == "past" && words.on(at, read.len + 1).is_empty());
    // "until five to twelve": a time of day.
    let clock = matches!(words.before(at), "to" | "past")
        && at >= 3
        && matches!(words.get(at - 2), "five" | "ten" | "twenty" | "quarter" | "half")
        && matches!(
            words.before(at - 2),
            "at" | "until" | "till" | "by" | "about" | "around" | "a"
        );
    // "half past ten in the morning"
    let part_of_hour = matches!(words.before(at), "to" | "past")
        && at >= 2
        && matches!(words.before(at - 1), "half" | "quarter");
    if keep || idiom || (clock || part_of_hour) && read.value <= 12 {
        return None;
    }
    let text = match round_scale(read.value) {
        Some((head, name)) => format!("{head} {name}"),
        None => grouped(read.value),
    };
    Some(Span::new(read.len, text, "cardinal"))
}

/// "to nine" and the end of the thought: a time of day.
fn clock_follows(words: &Words<'_>, at: usize) -> bool {
    let hour = words.behind(at, 1, below_hundred);
    hour.is_some_and(|read| read.len == 1 && (1..=12).contains(&read.value))
        && !matches!(
            words.on(at, 2),
            "percent" | "people" | "minutes" | "hours" | "days"
        )
}
