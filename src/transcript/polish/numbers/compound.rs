//! Numbers that are written by what stands beside them: ranges of amounts, heights, ages, sums, house numbers,
//! numbers below zero. Like goes with like: "$10 to $20", "2 to 3%", "10 plus 5 is 15".

use super::super::settings::NumberStyle;
use super::amounts::{decimal, measure, money, percent, quantity};
use super::cardinal::{Words, below_hundred, cardinal, lone_cardinal, some_digits};
use super::lexicon::is_number_word;
use super::spans::{Span, grouped};
use crate::english::word_classes::STREETS;

/// All of them.
pub(super) fn any(words: &Words<'_>, at: usize, style: NumberStyle) -> Option<Span> {
    below_zero(words, at)
        .or_else(|| two_measures(words, at))
        .or_else(|| amounts(words, at))
        .or_else(|| height(words, at))
        .or_else(|| age(words, at, style))
        .or_else(|| adjective(words, at, style))
        .or_else(|| thousands(words, at))
        .or_else(|| sum(words, at))
}

/// "minus ten degrees celsius" → "-10 °C"; "ten minus five" is a sum.
fn below_zero(words: &Words<'_>, at: usize) -> Option<Span> {
    let sign = matches!(words.get(at), "minus" | "negative") && !words.on(at, 1).is_empty();
    let counted = |word: &str| is_number_word(word) || word.ends_with(|c: char| c.is_ascii_digit());
    if !sign || counted(words.before(at)) {
        return None;
    }
    let amount = amounts(words, at + 1)
        .or_else(|| with_unit(words, at + 1))
        .or_else(|| decimal(words, at + 1).map(|(text, len)| Span::new(len, text, "decimal")))?;
    let text = format!("-{}", amount.text);
    Some(Span::new(amount.len + 1, text, amount.rule))
}

/// An amount of something: a percentage, money or a measure.
pub(super) fn with_unit(words: &Words<'_>, at: usize) -> Option<Span> {
    percent(words, at)
        .or_else(|| money(words, at))
        .or_else(|| measure(words, at))
}

/// "ten to twenty dollars", "between two and three percent", "five or six miles".
fn amounts(words: &Words<'_>, at: usize) -> Option<Span> {
    let low = quantity(words, at).filter(|low| low.scale.is_none())?;
    let joint = words.on(at, low.len);
    let joins = matches!(joint, "to" | "or" | "by") || joint == "and" && words.before(at) == "between";
    if !joins {
        return None;
    }
    let high = words.behind(at, low.len + 1, with_unit)?;
    let sign = high.text.chars().next();
    let sign = sign.filter(|c| matches!(c, '$' | '€' | '£' | '¥'));
    let sign = sign.map(String::from).unwrap_or_default();
    let text = format!("{sign}{} {joint} {}", low.digits, high.text);
    Some(Span::new(low.len + 1 + high.len, text, high.rule))
}

/// "three kilograms and five hundred grams" → "3 kg and 500 g": what belongs together is written in one style.
fn two_measures(words: &Words<'_>, at: usize) -> Option<Span> {
    const SHORT: &[(&str, &str)] = &[
        ("meters", "m"),
        ("metres", "m"),
        ("meter", "m"),
        ("metre", "m"),
        ("grams", "g"),
        ("gram", "g"),
        ("liters", "l"),
        ("litres", "l"),
        ("liter", "l"),
        ("litre", "l"),
    ];
    let first = measure(words, at).filter(|first| words.on(at, first.len) == "and")?;
    let second = words.behind(at, first.len + 1, |words, start| {
        measure(words, start).or_else(|| {
            let read = cardinal(words, start)?;
            let unit = words.on(start, read.len);
            matches!(unit, "feet" | "foot")
                .then(|| Span::new(read.len + 1, format!("{} {unit}", read.value), "unit"))
        })
    })?;
    let unit = |span: &Span| span.text.rsplit(' ').next().unwrap_or("").to_owned();
    let short = |span: &Span| {
        let unit = unit(span);
        let name = SHORT
            .iter()
            .find(|(long, _)| *long == unit)
            .map(|(_, short)| *short);
        let stem = span.text.len() - unit.len();
        name.map_or(span.text.clone(), |name| format!("{}{name}", &span.text[..stem]))
    };
    let is_short = |span: &Span| unit(span).len() <= 2;
    let (left, right) = match is_short(&first) || is_short(&second) {
        true => (short(&first), short(&second)),
        false => (first.text.clone(), second.text.clone()),
    };
    let len = first.len + 1 + second.len;
    Some(Span::new(len, format!("{left} and {right}"), "unit"))
}

/// "five feet four inches", "six foot two".
fn height(words: &Words<'_>, at: usize) -> Option<Span> {
    let feet = lone_cardinal(words, at)?;
    let unit = words.on(at, feet.len);
    let inches = words
        .behind(at, feet.len + 1, below_hundred)
        .filter(|read| read.value < 12 && matches!(unit, "foot" | "feet"))?;
    let len = feet.len + 1 + inches.len;
    let text = format!("{} {unit} {}", feet.value, inches.value);
    match words.on(at, len) {
        named @ ("inch" | "inches") => Some(Span::new(len + 1, format!("{text} {named}"), "unit")),
        "" | "tall" | "and" | "or" | "in" | "with" | "but" => Some(Span::new(len, text, "unit")),
        _ => None,
    }
}

/// How many, in front of what is counted: small numbers stay the word that was said.
fn counted(said: &str, value: u64, style: NumberStyle) -> String {
    match value < 10 && style == NumberStyle::FromTen {
        true => said.to_owned(),
        false => grouped(value),
    }
}

/// "a ten year old boy" → "a 10-year-old boy".
fn age(words: &Words<'_>, at: usize, style: NumberStyle) -> Option<Span> {
    let read = lone_cardinal(words, at)?;
    let (unit, old) = (words.on(at, read.len), words.on(at, read.len + 1));
    if !matches!(unit, "year" | "month" | "week" | "day") || !matches!(old, "old" | "olds") {
        return None;
    }
    let number = counted(words.get(at), read.value, style);
    Some(Span::new(read.len + 2, format!("{number}-{unit}-{old}"), "age"))
}

/// "a two hour meeting" → "a two-hour meeting": a number and what it counts, before a noun.
fn adjective(words: &Words<'_>, at: usize, style: NumberStyle) -> Option<Span> {
    const COUNTED: &[&str] = &[
        "minute", "hour", "day", "week", "month", "year", "page", "person", "story", "step", "star",
        "bedroom", "word", "bit", "part", "course",
    ];
    let read = lone_cardinal(words, at).filter(|read| read.value > 1)?;
    let unit = words.on(at, read.len);
    let led = matches!(
        words.before(at),
        "a" | "an" | "the" | "this" | "that" | "my" | "our" | "your" | "his" | "her" | "another" | "every"
    );
    let noun = words.on(at, read.len + 1);
    let noun_follows = !matches!(
        noun,
        "" | "and" | "or" | "to" | "of" | "in" | "on" | "at" | "is" | "was" | "for"
    );
    if !led || !COUNTED.contains(&unit) || !noun_follows {
        return None;
    }
    let number = counted(words.get(at), read.value, style);
    Some(Span::new(read.len + 1, format!("{number}-{unit}"), "adjective"))
}

/// "ten k" → "10k", "thirty k dollars" → "$30k".
fn thousands(words: &Words<'_>, at: usize) -> Option<Span> {
    let read = lone_cardinal(words, at)?;
    if words.on(at, read.len) != "k" || words.on(at, read.len + 1).len() == 1 {
        return None;
    }
    match words.on(at, read.len + 1) {
        "dollars" => Some(Span::new(read.len + 2, format!("${}k", read.value), "currency")),
        "euros" => Some(Span::new(read.len + 2, format!("€{}k", read.value), "currency")),
        _ => Some(Span::new(read.len + 1, format!("{}k", read.value), "thousands")),
    }
}

/// Most numbers of one sum.
const MOST_TERMS: usize = 12;

/// "four times four equals sixteen": in digits when one of the numbers would be.
fn sum(words: &Words<'_>, at: usize) -> Option<Span> {
    let mut text = String::new();
    let (mut len, mut large) = (0, false);
    let mut numbers = 0;
    while numbers < MOST_TERMS {
        let read = cardinal(words, at + len)?;
        numbers += 1;
        large |= read.value >= 10;
        text.push_str(&grouped(read.value));
        len += read.len;
        let next = words.on(at, len);
        let (joint, n) = match next {
            "plus" | "minus" | "times" => (next, 1),
            "divided" if words.on(at, len + 1) == "by" => ("divided by", 2),
            "equals" | "is" | "makes" if numbers > 1 => (next, 1),
            _ => break,
        };
        let ends = matches!(joint, "equals" | "is" | "makes");
        if words.on(at, len + n).is_empty() {
            return None;
        }
        text.push_str(&format!(" {joint} "));
        len += n;
        if ends {
            let result = lone_cardinal(words, at + len)?;
            text.push_str(&grouped(result.value));
            return (large || result.value >= 10).then(|| Span::new(len + result.len, text, "sum"));
        }
    }
    None
}

/// Streets and their kin.
fn is_street(word: &str) -> bool {
    STREETS.contains(&word) || matches!(word, "drive" | "terrace")
}

/// A house number: "twelve forty five main street", "two twenty one b baker street".
pub(super) fn house(words: &Words<'_>, at: usize) -> Option<Span> {
    if super::cardinal::ordinal(words, at).is_some() {
        return None; // "twenty third street"
    }
    let (mut digits, mut len) = groups(words, at)?;
    let letter = words.on(at, len);
    let street_behind = |offset: usize| is_street(words.on(at, len + offset));
    // "nine a castle street"; elsewhere "a" is an article
    let lettered =
        letter != "a" || street_behind(2) && matches!(words.before(at), "at" | "to" | "is" | "address");
    if letter.len() == 1 && lettered {
        digits.push_str(&letter.to_uppercase());
        len += 1;
    }
    let plain = |word: &str| !word.is_empty() && !is_number_word(word) && word.len() > 1;
    let named = plain(words.on(at, len))
        && (is_street(words.on(at, len + 1))
            || plain(words.on(at, len + 1)) && is_street(words.on(at, len + 2)));
    let loose = matches!(
        words.on(at, len),
        "minute" | "hour" | "mile" | "lane" | "way" | "of" | "miles" | "blocks"
    );
    let cued = digits.len() > 1 || matches!(words.before(at), "at" | "is" | "to" | "address");
    (named && !loose && cued).then(|| Span::new(len, digits, "house number"))
}

/// A number as codes are said: whole ("one hundred and five"), or in groups ("twelve forty five", "four forty seven").
pub(super) fn groups(words: &Words<'_>, at: usize) -> Option<(String, usize)> {
    if let Some(read) = lone_cardinal(words, at) {
        return Some((read.value.to_string(), read.len));
    }
    let (mut digits, mut len) = (String::new(), 0);
    while digits.len() < 6
        && let Some((group, n)) = words.behind(at, len, some_digits)
    {
        digits.push_str(&group);
        len += n;
    }
    (len > 1 && (2..=5).contains(&digits.len()) && !is_number_word(words.on(at, len)))
        .then_some((digits, len))
}
