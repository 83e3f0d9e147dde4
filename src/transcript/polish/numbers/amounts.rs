//! Amounts: numbers with decimals and scale words, percentages, money and measures.

use super::cardinal::{Read, Words, below_hundred, cardinal, digit_string, lone_cardinal};
use super::lexicon::{CURRENCIES, LONG_UNITS, SCALES, UNITS, is_number_word, scale};
use super::spans::{Span, grouped};

/// A quantity: a cardinal with decimals or a half, and a scale word kept as a word ("2.5 million").
pub(super) struct Quantity {
    /// Digits, without the scale.
    pub digits: String,
    /// "million" and up.
    pub scale: Option<&'static str>,
    /// Number of words.
    pub len: usize,
}

impl Quantity {
    /// As written: "2.5 million".
    pub fn written(&self) -> String {
        match self.scale {
            Some(scale) => format!("{} {scale}", self.digits),
            None => self.digits.clone(),
        }
    }
}

/// The quantity at `at`; digits that stand there already count.
pub(super) fn quantity(words: &Words<'_>, at: usize) -> Option<Quantity> {
    let said = written_digits(words.get(at)).map(|digits| (digits, 1));
    let (digits, len) = match said.or_else(|| decimal(words, at)) {
        Some(said) => said,
        None => {
            let whole = lone_cardinal(words, at)?;
            if let Some((digits, name)) = round_scale(whole.value) {
                return Some(Quantity {
                    digits,
                    scale: Some(name),
                    len: whole.len,
                });
            }
            match half_behind(words, at, whole.len) {
                Some(extra) => (format!("{}.5", grouped(whole.value)), whole.len + extra),
                None => (grouped(whole.value), whole.len),
            }
        }
    };
    let name = scale_name(words.on(at, len)).filter(|name| *name != "thousand");
    Some(Quantity {
        digits,
        scale: name,
        len: len + usize::from(name.is_some()),
    })
}

/// "and a half" behind a number: its three words.
pub(super) fn half_behind(words: &Words<'_>, at: usize, len: usize) -> Option<usize> {
    words.reads(at, len, "and a half").then_some(3)
}

/// The name of a power of a thousand, kept as a word behind a number.
pub(super) fn scale_name(word: &str) -> Option<&'static str> {
    SCALES.iter().map(|(name, _)| *name).find(|name| *name == word)
}

/// Round millions are written with the word: 5,000,000 → ("5", "million").
pub(super) fn round_scale(value: u64) -> Option<(String, &'static str)> {
    let mut largest_first = SCALES.iter().rev().filter(|(name, _)| *name != "thousand");
    let (name, unit) = largest_first.find(|(_, unit)| value >= *unit && value.is_multiple_of(*unit))?;
    Some((grouped(value / unit), *name))
}

/// A token that is a plain number in digits already.
fn written_digits(word: &str) -> Option<String> {
    let plain = word.starts_with(|c: char| c.is_ascii_digit())
        && word.ends_with(|c: char| c.is_ascii_digit())
        && word.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',');
    plain.then(|| word.to_owned())
}

/// "three point one four", "zero point five", "three point eleven".
pub(super) fn decimal(words: &Words<'_>, at: usize) -> Option<(String, usize)> {
    let whole = match words.get(at) {
        "zero" | "oh" => Read { value: 0, len: 1 },
        _ => cardinal(words, at)?,
    };
    let (fraction, len) = words
        .behind(at, whole.len + 1, fraction_digits)
        .filter(|_| words.on(at, whole.len) == "point")?;
    let text = format!("{}.{fraction}", grouped(whole.value));
    Some((text, whole.len + 1 + len))
}

/// Digits behind the point.
fn fraction_digits(words: &Words<'_>, at: usize) -> Option<(String, usize)> {
    match digit_string(words, at) {
        Some((digits, len)) if !is_number_word(words.on(at, len)) || scale(words.on(at, len)).is_some() => {
            Some((digits, len))
        }
        _ => below_hundred(words, at).map(|read| (read.value.to_string(), read.len)),
    }
}

/// "five percent", "point five percent".
pub(super) fn percent(words: &Words<'_>, at: usize) -> Option<Span> {
    let (digits, len) = match words.get(at) {
        "point" => fraction_digits(words, at + 1).map(|(digits, len)| (format!("0.{digits}"), len + 1))?,
        "a" if words.on(at, 1) == "hundred" => ("100".to_owned(), 2),
        _ => quantity(words, at)
            .filter(|number| number.scale.is_none())
            .map(|number| (number.digits, number.len))?,
    };
    match (words.on(at, len), words.on(at, len + 1)) {
        ("percent", _) => Some(Span::new(len + 1, format!("{digits}%"), "percentage")),
        ("per", "cent") => Some(Span::new(len + 2, format!("{digits}%"), "percentage")),
        _ => None,
    }
}

/// "five dollars", "two euros fifty", "two million dollars".
pub(super) fn money(words: &Words<'_>, at: usize) -> Option<Span> {
    if words.get(at) == "a" {
        return one_and(words, at);
    }
    let amount = quantity(words, at)?;
    let name = words.on(at, amount.len);
    if words.get(at) != "point" && matches!(name, "pounds" | "pound") {
        return pounds(words, at, &amount);
    }
    let (_, _, sign, hundredth) = CURRENCIES
        .iter()
        .find(|(one, many, ..)| *one == name || *many == name)?;
    let mut len = amount.len + 1;
    let mut text = format!("{sign}{}", amount.written());
    let whole = amount.scale.is_none() && !amount.digits.contains('.');
    if let Some((cents, extra)) = hundredths(words, at, len, hundredth).filter(|_| whole) {
        text.push_str(&format!(".{cents:02}"));
        len += extra;
    }
    Some(Span::new(len, text, "currency"))
}

/// "a dollar fifty".
fn one_and(words: &Words<'_>, at: usize) -> Option<Span> {
    let (_, _, sign, hundredth) = CURRENCIES.iter().find(|(one, ..)| *one == words.on(at, 1))?;
    let (cents, extra) = hundredths(words, at, 2, hundredth)?;
    Some(Span::new(2 + extra, format!("{sign}1.{cents:02}"), "currency"))
}

/// "(and) fifty (cents)" behind an amount; bare "fifty" only when nothing else counts on it.
fn hundredths(words: &Words<'_>, at: usize, len: usize, name: &str) -> Option<(u64, usize)> {
    let and = usize::from(words.on(at, len) == "and");
    let read = words
        .behind(at, len + and, below_hundred)
        .filter(|read| read.value > 0)?;
    let end = len + and + read.len;
    let named =
        !name.is_empty() && (words.on(at, end) == name || words.on(at, end).strip_suffix('s') == Some(name));
    let bare = and == 0
        && read.value >= 10
        && matches!(
            words.on(at, end),
            "" | "for"
                | "each"
                | "and"
                | "a"
                | "per"
                | "including"
                | "plus"
                | "but"
                | "or"
                | "in"
                | "with"
                | "today"
        );
    match (named, bare) {
        (true, _) => Some((read.value, and + read.len + 1)),
        (_, true) => Some((read.value, read.len)),
        _ => None,
    }
}

/// Pounds are money with pence, "sterling" or a scale behind or within, or where money is the matter; else they may be
/// weight.
fn pounds(words: &Words<'_>, at: usize, amount: &Quantity) -> Option<Span> {
    let end = amount.len + 1;
    if words.on(at, end) == "sterling" {
        return Some(Span::new(end + 1, format!("£{}", amount.written()), "currency"));
    }
    if let Some((pence, extra)) = hundredths(words, at, end, "pence") {
        let text = format!("£{}.{pence:02}", amount.digits);
        return Some(Span::new(end + extra, text, "currency"));
    }
    // Nobody weighs thousands of pounds as often as he pays them.
    let large = amount.digits.replace(',', "").len() > 3;
    if amount.scale.is_some() || large || is_about_money(words, at, end) {
        return Some(Span::new(end, format!("£{}", amount.written()), "currency"));
    }
    let text = format!("{} {}", amount.written(), words.on(at, amount.len));
    Some(Span::new(end, text, "unit"))
}

/// Whether pounds are money by what stands around them: "a two hundred pound deposit", "the rent is nine hundred pounds".
fn is_about_money(words: &Words<'_>, at: usize, end: usize) -> bool {
    const THINGS: &[&str] = &[
        "deposit", "fee", "fine", "bill", "bonus", "voucher", "note", "ticket", "loan", "grant", "donation",
        "prize", "budget", "discount", "rent", "debt", "cheque", "limit", "bet", "tip", "fare", "salary",
        "payment", "charge", "refund", "invoice",
    ];
    const TALK: &[&str] = &[
        "cost",
        "costs",
        "paid",
        "pay",
        "pays",
        "price",
        "priced",
        "prices",
        "worth",
        "spend",
        "spent",
        "owe",
        "owes",
        "owed",
        "lent",
        "borrowed",
        "earn",
        "earned",
        "save",
        "saved",
        "total",
        "charged",
        "charges",
        "tickets",
        "balance",
        "loss",
        "profit",
        "raised",
        "raise",
        "funds",
        "income",
        "turnover",
        "savings",
        "sum",
        "overdraft",
        "mortgage",
        "wages",
    ];
    const REACH: usize = 8;
    let singular = words.on(at, end - 1) == "pound";
    if singular {
        return THINGS.contains(&words.on(at, end));
    }
    let weighed = matches!(words.on(at, end), "of" | "heavier" | "lighter" | "overweight");
    let talk = |index: usize| TALK.contains(&words.get(index)) || THINGS.contains(&words.get(index));
    !weighed && (at.saturating_sub(REACH)..at).any(talk)
}

/// "five kilometers", "twenty degrees celsius".
pub(super) fn measure(words: &Words<'_>, at: usize) -> Option<Span> {
    let amount = quantity(words, at)?;
    for (phrase, written) in LONG_UNITS {
        if words.reads(at, amount.len, phrase) {
            let len = amount.len + phrase.split(' ').count();
            return Some(Span::new(len, format!("{} {written}", amount.written()), "unit"));
        }
    }
    let name = words.on(at, amount.len);
    let (_, _, written) = UNITS.iter().find(|(one, many, written)| {
        *one == name || *many == name || written.len() == 2 && written.eq_ignore_ascii_case(name)
    })?;
    if amount.digits == "1" && words.get(at) == "one" && written.len() > 2 {
        return None; // "one mile" reads better in words
    }
    let shown = if written.len() > 3 { name } else { written }; // "a five mile run" keeps its singular
    let text = format!("{} {shown}", amount.written());
    // "three metres by five": both sides are written alike
    let by = words.behind(at, amount.len + 2, cardinal).filter(|side| {
        let after = words.on(at, amount.len + 2 + side.len);
        words.on(at, amount.len + 1) == "by" && matches!(after, "" | "and" | "with" | "but" | "or" | "so")
    });
    let (text, len) = match by {
        Some(side) => (format!("{text} by {}", side.value), amount.len + 2 + side.len),
        None => (text, amount.len + 1),
    };
    Some(Span::new(len, text, "unit"))
}
