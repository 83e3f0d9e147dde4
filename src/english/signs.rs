//! Signs and short forms, and what they are called.

/// Units of measurement: spoken singular and plural, and how they are written after digits.
pub const UNITS: &[(&str, &str, &str)] = &[
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
pub const LONG_UNITS: &[(&str, &str)] = &[
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
pub const CURRENCIES: &[(&str, &str, &str, &str)] = &[
    ("dollar", "dollars", "$", "cent"),
    ("euro", "euros", "€", "cent"),
    ("yen", "yen", "¥", ""),
];

/// Decades of `TENS`.
pub const DECADES: [&str; 8] = [
    "twenties",
    "thirties",
    "forties",
    "fifties",
    "sixties",
    "seventies",
    "eighties",
    "nineties",
];

/// What a sign between letters and digits is called, the usual name first; an empty one says that it may pass unsaid.
pub(super) fn names(sign: char) -> &'static [&'static str] {
    match sign {
        '@' => &["at", "at sign"],
        '.' => &["dot", "point", "", "period", "full stop"],
        ',' => &["", "comma"],
        '-' => &["", "hyphen", "dash", "minus", "to"],
        '–' | '—' => &["", "to", "dash"],
        '/' => &["slash", "", "or", "per", "over"],
        '\\' => &["backslash"],
        '_' => &["underscore", ""],
        ':' => &["colon", ""],
        '#' => &["hash", "number", "hashtag", "sharp", "pound"],
        '+' => &["plus", "and"],
        '=' => &["equals", "equal sign"],
        '*' => &["asterisk", "star", "times", ""],
        '×' => &["times", "by", "x"],
        '&' => &["and", "ampersand"],
        '%' => &["percent", "per cent", "percent sign"],
        '°' => &["degrees", "degree"],
        '$' => &["dollars", "dollar", "dollar sign"],
        '€' => &["euros", "euro", "euro sign"],
        '£' => &["pounds", "pound", "pound sign"],
        '¥' => &["yen"],
        '~' => &["tilde", ""],
        '|' => &["pipe", ""],
        '^' => &["caret", ""],
        '<' => &["less than", ""],
        '>' => &["greater than", ""],
        '²' => &["squared"],
        '³' => &["cubed"],
        '½' => &["half", "a half", "and a half"],
        '¼' => &["quarter", "a quarter", "and a quarter"],
        '¾' => &["three quarters", "and three quarters"],
        _ => &[""],
    }
}

/// Short forms written with or without full stops, in lower case, and what is said for them.
const SHORT_FORMS: &[(&str, &[&str])] = &[
    ("mr", &["mister"]),
    ("mrs", &["missus"]),
    ("dr", &["doctor", "drive"]),
    ("st", &["saint", "street"]),
    ("vs", &["versus"]),
    ("etc", &["et cetera"]),
    ("eg", &["e g", "for example"]),
    ("ie", &["i e", "that is"]),
    ("am", &["a m"]),
    ("pm", &["p m"]),
    ("inc", &["incorporated", "inc"]),
    ("ltd", &["limited"]),
    ("dept", &["department"]),
    ("approx", &["approximately"]),
    ("prof", &["professor"]),
    ("jr", &["junior"]),
    ("sr", &["senior"]),
    ("vol", &["volume"]),
    ("fig", &["figure"]),
    ("mph", &["miles per hour", "miles an hour", "m p h"]),
    ("kmh", &["kilometers per hour", "kilometers an hour"]),
];

/// Of those the ones that are words without a full stop, so that only the full stop tells.
const NEEDS_STOP: &[&str] = &["am", "inc", "fig", "st"];

/// What a short form stands for: "Mr.", "e.g.", "p.m."; none for words.
pub(super) fn short_form(token: &str) -> &'static [&'static str] {
    let stopped = token.contains('.');
    let plain = token.replace('.', "").to_lowercase();
    if !stopped && NEEDS_STOP.contains(&plain.as_str()) {
        return &[];
    }
    if stopped && plain == "no" {
        return &["number", "no"];
    }
    SHORT_FORMS
        .iter()
        .find(|(short, _)| *short == plain)
        .map_or(&[], |(_, said)| said)
}

/// Whether a full stop behind these letters rather belongs to them than ends a sentence: "Mr", "p.m", "U.S".
pub fn keeps_stop(token: &str) -> bool {
    let initials = token.contains('.') && token.split('.').all(|part| part.chars().count() == 1);
    initials || !short_form(&format!("{token}.")).is_empty()
}
