//! Number words and the names that go with numbers: months, units, currencies, labels.

/// "zero" to "nineteen", by value.
pub(super) const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

/// "twenty" to "ninety", by value over ten minus two.
pub(super) const TENS: [&str; 8] = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];

/// Ordinals of [`SMALL`].
pub(super) const SMALL_ORDINALS: [&str; 20] = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];

/// Ordinals of [`TENS`].
pub(super) const TENS_ORDINALS: [&str; 8] = [
    "twentieth",
    "thirtieth",
    "fortieth",
    "fiftieth",
    "sixtieth",
    "seventieth",
    "eightieth",
    "ninetieth",
];

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

/// Powers of a thousand.
pub(super) const SCALES: [(&str, u64); 4] = [
    ("thousand", 1_000),
    ("million", 1_000_000),
    ("billion", 1_000_000_000),
    ("trillion", 1_000_000_000_000),
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
];

/// The index of `word` in a table of words.
pub(super) fn index_in(table: &[&str], word: &str) -> Option<u64> {
    table
        .iter()
        .position(|entry| *entry == word)
        .and_then(|index| u64::try_from(index).ok())
}

/// The value of a digit word ("oh" and "o" for zero).
pub(super) fn digit(word: &str) -> Option<u64> {
    match word {
        "oh" | "o" => Some(0),
        _ => index_in(&SMALL[..10], word),
    }
}

/// The value of a ten ("twenty").
pub(super) fn ten(word: &str) -> Option<u64> {
    index_in(&TENS, word).map(|index| (index + 2) * 10)
}

/// The value of a power of a thousand.
pub(super) fn scale(word: &str) -> Option<u64> {
    SCALES
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, value)| *value)
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
