//! What is written short and said at length: "Dr." and "doctor", "12 ft" and "twelve feet".
//!
//! Knows nothing of texts; keys in, keys out.

/// Short forms with what is said for them, both as keys: lower case, no marks, in the singular.
const SPOKEN: &[(&str, &str)] = &[
    // Titles
    ("mr", "mister"),
    ("mrs", "missus"),
    ("missis", "missus"),
    ("ms", "miz"),
    ("miss", "miz"),
    ("dr", "doctor"),
    ("prof", "professor"),
    ("st", "saint"),
    ("rev", "reverend"),
    ("gen", "general"),
    ("capt", "captain"),
    ("lt", "lieutenant"),
    ("sgt", "sergeant"),
    ("jr", "junior"),
    ("sr", "senior"),
    // Units
    ("ft", "foot"),
    ("feet", "foot"),
    ("yd", "yard"),
    ("mi", "mile"),
    ("mm", "millimeter"),
    ("cm", "centimeter"),
    ("m", "meter"),
    ("km", "kilometer"),
    ("m2", "squaremeter"),
    ("km2", "squarekilometer"),
    ("m3", "cubicmeter"),
    ("millimetre", "millimeter"),
    ("centimetre", "centimeter"),
    ("metre", "meter"),
    ("kilometre", "kilometer"),
    ("mg", "milligram"),
    ("g", "gram"),
    ("kg", "kilogram"),
    ("kilo", "kilogram"),
    ("lb", "pound"),
    ("oz", "ounce"),
    ("ml", "milliliter"),
    ("cl", "centiliter"),
    ("l", "liter"),
    ("millilitre", "milliliter"),
    ("litre", "liter"),
    ("kb", "kilobyte"),
    ("mb", "megabyte"),
    ("gb", "gigabyte"),
    ("tb", "terabyte"),
    ("hz", "hertz"),
    ("khz", "kilohertz"),
    ("mhz", "megahertz"),
    ("ghz", "gigahertz"),
    ("kw", "kilowatt"),
    ("w", "watt"),
    ("v", "volt"),
    ("h", "hour"),
    ("hr", "hour"),
    ("min", "minute"),
    ("sec", "second"),
    ("mph", "milehour"),
    // Others
    ("vs", "versus"),
    ("etc", "etcetera"),
    ("approx", "approximately"),
    ("dept", "department"),
    ("ave", "avenue"),
    ("rd", "road"),
    ("jan", "january"),
    ("feb", "february"),
    ("aug", "august"),
    ("sept", "september"),
    ("oct", "october"),
    ("nov", "november"),
    ("dec", "december"),
];

/// Titles, which have their stop before a name.
const TITLES: &[&str] = &[
    "Mr", "Mrs", "Ms", "Dr", "Prof", "St", "Rev", "Gen", "Capt", "Lt", "Sgt",
];

/// Whether this is a title in its short form.
pub(super) fn is_title(word: &str) -> bool {
    TITLES.contains(&word)
}

/// Words that are said where a mark is written, or where nothing is: "dot" in an address, "per" in "km/h".
const SILENT: &[&str] = &["dot", "slash", "underscore", "hyphen", "colon", "per"];

/// The key as it is said at length; empty for words that only name a mark.
pub(super) fn spoken(key: &str) -> &str {
    if SILENT.contains(&key) {
        return "";
    }
    let found = SPOKEN.iter().find(|(short, _)| *short == key);
    found.map_or(key, |(_, long)| long)
}
