//! Days of months however they are written or said: "3 May", "May 3rd", "the third of may".
//!
//! Knows nothing of years or of the document.

use super::number;
use crate::english::calendar::MONTHS;
use crate::english::ordinal_suffix;

/// A day of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Date {
    /// From 1.
    day: u64,
    /// From 0, January.
    month: usize,
}

/// How a date is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// "3 May"
    DayMonth,
    /// "3rd May"
    OrdinalMonth,
    /// "3rd of May"
    OrdinalOfMonth,
    /// "May 3"
    MonthDay,
    /// "May 3rd"
    MonthOrdinal,
    /// "May the 3rd"
    MonthTheOrdinal,
}

/// All forms.
const FORMS: [Form; 6] = [
    Form::DayMonth,
    Form::OrdinalMonth,
    Form::OrdinalOfMonth,
    Form::MonthDay,
    Form::MonthOrdinal,
    Form::MonthTheOrdinal,
];

impl Date {
    /// The date that the whole of some spoken words is, and how it was said.
    pub fn said(words: &[&str]) -> Option<(Date, Form)> {
        let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
        let words: Vec<&str> = lower.iter().map(String::as_str).collect();
        let words = words.strip_prefix(&["the"]).unwrap_or(&words);
        let month = |word: &str| MONTHS.iter().position(|month| *month == word);
        let (first, last) = (words.first()?, words.last()?);
        let (month, day, form) = if let Some(month) = month(last) {
            let (day, of) = match &words[..words.len() - 1] {
                [day @ .., "of"] => (day, true),
                day => (day, false),
            };
            let (value, is_ordinal) = number_of(day)?;
            let form = match (is_ordinal, of) {
                (true, true) => Form::OrdinalOfMonth,
                (true, false) => Form::OrdinalMonth,
                (false, _) => Form::DayMonth,
            };
            (month, value, form)
        } else {
            let month = month(first)?;
            match &words[1..] {
                ["the", day @ ..] => (month, number_of(day)?.0, Form::MonthTheOrdinal),
                day => {
                    let (value, is_ordinal) = number_of(day)?;
                    let form = if is_ordinal {
                        Form::MonthOrdinal
                    } else {
                        Form::MonthDay
                    };
                    (month, value, form)
                }
            }
        };
        (1..=31).contains(&day).then_some((Date { day, month }, form))
    }

    /// The date that a whole written text is, and its form.
    pub fn of(written: &str) -> Option<(Date, Form)> {
        let words: Vec<&str> = written.split_whitespace().collect();
        let digits = written.contains(|c: char| c.is_ascii_digit());
        Date::said(&words).filter(|_| digits)
    }

    /// As it is written in this form.
    pub fn written(self, form: Form) -> String {
        let name = MONTHS.get(self.month).copied().unwrap_or("");
        let month = super::tidy::capitalised(name);
        let (day, suffix) = (self.day, ordinal_suffix(self.day));
        match form {
            Form::DayMonth => format!("{day} {month}"),
            Form::OrdinalMonth => format!("{day}{suffix} {month}"),
            Form::OrdinalOfMonth => format!("{day}{suffix} of {month}"),
            Form::MonthDay => format!("{month} {day}"),
            Form::MonthOrdinal => format!("{month} {day}{suffix}"),
            Form::MonthTheOrdinal => format!("{month} the {day}{suffix}"),
        }
    }

    /// Every way of writing it.
    pub fn ways(self) -> impl Iterator<Item = String> {
        FORMS.into_iter().map(move |form| self.written(form))
    }
}

/// The number that the whole of some words is, and whether it is an ordinal.
fn number_of(words: &[&str]) -> Option<(u64, bool)> {
    match number::ordinal(words) {
        Some((value, taken)) if taken == words.len() => Some((value, true)),
        _ => number::cardinal(words)
            .filter(|(_, taken)| *taken == words.len())
            .map(|(value, _)| (value, false)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_and_written_in_every_form() {
        let said = |text: &str| Date::said(&text.split(' ').collect::<Vec<_>>());
        let third = Date { day: 3, month: 4 };
        for (text, form) in [
            ("third of may", Form::OrdinalOfMonth),
            ("the third of may", Form::OrdinalOfMonth),
            ("may third", Form::MonthOrdinal),
            ("may the third", Form::MonthTheOrdinal),
            ("three may", Form::DayMonth),
            ("May 3rd", Form::MonthOrdinal),
            ("3 May", Form::DayMonth),
        ] {
            assert_eq!(said(text), Some((third, form)), "{text}");
        }
        assert_eq!(said("forty may"), None);
        assert_eq!(said("may"), None);
        assert!(third.ways().any(|way| way == "3rd of May"));
    }
}
