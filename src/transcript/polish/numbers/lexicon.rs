//! The names that go with numbers: months, units, currencies, labels. The number words are those of
//! [`crate::transcript::number_words`].

pub(super) use crate::transcript::number_words::{
    SCALES, SMALL, SMALL_ORDINALS, TENS, TENS_ORDINALS, index_in, scale, ten,
};

/// Decades of [`TENS`].
pub(super) const DECADES: [&str; 8] = [
    "twenties",
    "thirties",
    "forties",
    "fifties",
    "sixties",
    "seventies",
    "eighties",
    "nineties",
];

/// Months, January first.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Units of measurement: spoken singular and plural, and how they are written after digits.
pub(super) const UNITS: &[(&str, &str, &str)] = &[
    ("kilometer", "kilometers", "km"),
    ("kilometre", "kilometres", "km"),
    ("centimeter", "centimeters", "cm"),
    ("centimetre", "centimetres", "cm"),
    ("millimeter", "millimeters", "mm"),
    ("millimetre", "millimetres", "mm"),
    ("meter", "meters", "meters"),
    ("metre", "metres", "metres"),
    ("mile", "miles", "miles"),
    ("inch", "inches", "inches"),
    ("kilogram", "kilograms", "kg"),
    ("kilo", "kilos", "kg"),
    ("milligram", "milligrams", "mg"),
    ("gram", "grams", "grams"),
    ("milliliter", "milliliters", "ml"),
    ("millilitre", "millilitres", "ml"),
    ("liter", "liters", "liters"),
    ("litre", "litres", "litres"),
    ("gigabyte", "gigabytes", "GB"),
    ("megabyte", "megabytes", "MB"),
    ("kilobyte", "kilobytes", "KB"),
    ("terabyte", "terabytes", "TB"),
    ("gigahertz", "gigahertz", "GHz"),
    ("megahertz", "megahertz", "MHz"),
    ("kilohertz", "kilohertz", "kHz"),
    ("hertz", "hertz", "Hz"),
    ("kilowatt", "kilowatts", "kW"),
    ("watt", "watts", "watts"),
    ("volt", "volts", "volts"),
    ("millisecond", "milliseconds", "ms"),
    ("decibel", "decibels", "dB"),
    ("ounce", "ounces", "ounces"),
    ("degree", "degrees", "degrees"),
];

/// Units of more than one word, longest first.
pub(super) const LONG_UNITS: &[(&str, &str)] = &[
    ("kilometers per hour", "km/h"),
    ("kilometres per hour", "km/h"),
    ("kilometers an hour", "km/h"),
    ("kilometres an hour", "km/h"),
    ("miles per hour", "mph"),
    ("miles an hour", "mph"),
    ("meters per second", "m/s"),
    ("metres per second", "m/s"),
    ("megabits per second", "Mbit/s"),
    ("degrees celsius", "°C"),
    ("degrees centigrade", "°C"),
    ("degrees fahrenheit", "°F"),
    ("square meters", "m²"),
    ("square metres", "m²"),
    ("square kilometers", "km²"),
    ("square kilometres", "km²"),
    ("kilowatt hours", "kWh"),
];

/// Currencies: singular, plural, sign, and the name of the hundredth.
pub(super) const CURRENCIES: &[(&str, &str, &str, &str)] = &[
    ("dollar", "dollars", "$", "cent"),
    ("euro", "euros", "€", "cent"),
    ("yen", "yen", "¥", ""),
];

/// Words after which a number is a label, written in digits however small.
pub(super) const LABELS: &[&str] = &[
    "chapter",
    "page",
    "section",
    "figure",
    "table",
    "step",
    "version",
    "room",
    "gate",
    "flight",
    "route",
    "highway",
    "question",
    "item",
    "part",
    "volume",
    "scene",
    "line",
    "level",
    "article",
    "exercise",
    "lesson",
    "unit",
    "appendix",
    "phase",
    "grade",
    "apartment",
    "suite",
    "track",
    "season",
    "episode",
    "platform",
    "terminal",
    "slide",
    "paragraph",
    "column",
    "row",
    "ticket",
    "issue",
    "bug",
    "revision",
    "option",
    "channel",
    "zone",
    "tier",
    "extension",
    "verse",
    "act",
    "psalm",
    "exit",
    "building",
    "floor",
    "sprint",
    "milestone",
    "exhibit",
    "interstate",
];

/// Labels whose numbers are said in groups: "flight four forty seven".
pub(super) const CODES: &[&str] = &[
    "flight",
    "room",
    "route",
    "highway",
    "interstate",
    "apartment",
    "suite",
    "gate",
    "extension",
    "exit",
];

/// The value of a digit word ("oh" and "o" for zero).
pub(super) fn digit(word: &str) -> Option<u64> {
    match word {
        "oh" | "o" => Some(0),
        _ => index_in(&SMALL[..10], word),
    }
}

/// Whether the word is a number word that can stand in a cardinal.
pub(in crate::transcript::polish) fn is_number_word(word: &str) -> bool {
    index_in(&SMALL, word).is_some() || ten(word).is_some() || scale(word).is_some() || word == "hundred"
}

/// The month's name in its spelling, if `word` is one.
pub(super) fn month(word: &str) -> Option<&'static str> {
    MONTHS
        .iter()
        .copied()
        .find(|month| month.eq_ignore_ascii_case(word))
}
