//! The plural of a word, and the singular.

use super::case::keep_selection;
use super::{Answer, Job, Resolved};
use crate::command::target::Miss;
use crate::message::{Message, excerpt};

/// Nouns whose plural no rule gives.
const IRREGULAR: &[(&str, &str)] = &[
    ("man", "men"),
    ("woman", "women"),
    ("child", "children"),
    ("person", "people"),
    ("foot", "feet"),
    ("tooth", "teeth"),
    ("goose", "geese"),
    ("mouse", "mice"),
    ("louse", "lice"),
    ("ox", "oxen"),
    ("die", "dice"),
    ("criterion", "criteria"),
    ("phenomenon", "phenomena"),
    ("analysis", "analyses"),
    ("crisis", "crises"),
    ("thesis", "theses"),
    ("basis", "bases"),
    ("bus", "buses"),
    ("gas", "gases"),
    ("leaf", "leaves"),
    ("knife", "knives"),
    ("life", "lives"),
    ("wife", "wives"),
    ("half", "halves"),
    ("shelf", "shelves"),
    ("loaf", "loaves"),
    ("wolf", "wolves"),
    ("calf", "calves"),
    ("thief", "thieves"),
    ("self", "selves"),
    ("elf", "elves"),
    ("potato", "potatoes"),
    ("tomato", "tomatoes"),
    ("hero", "heroes"),
    ("echo", "echoes"),
    ("this", "these"),
    ("that", "those"),
    ("is", "are"),
    ("was", "were"),
    ("has", "have"),
];

/// Nouns that are the same in both.
const SAME: &[&str] = &[
    "sheep", "fish", "deer", "series", "species", "aircraft", "salmon", "trout",
];

/// Puts the last word of what is meant into the plural or the singular.
pub(super) fn inflect(job: &Job<'_>, plural: bool) -> Answer {
    let range = job.range().ok_or(Miss::Nothing)?;
    let old = &job.text[range.clone()];
    let start = old.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let end = old.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
    let word = old
        .get(start..end)
        .filter(|word| !word.is_empty())
        .ok_or(Miss::Nothing)?;
    let other = if plural {
        plural_of(word)
    } else {
        singular_of(word)
    };
    let Some(other) = other.filter(|other| other != word) else {
        let what = excerpt(word);
        return Ok(Resolved::nothing(match plural {
            true => Message::PluralAlready { what },
            false => Message::SingularAlready { what },
        }));
    };
    let new = format!("{}{other}{}", &old[..start], &old[end..]);
    let message = Message::Became {
        old: excerpt(word),
        new: excerpt(&other),
    };
    Ok(keep_selection(job, range, new, message))
}

/// The ending of `word` with the letter case of the word kept.
fn ended(word: &str, taken: usize, ending: &str) -> String {
    let loud = word.chars().filter(|c| c.is_alphabetic()).count() > 1 && !word.contains(char::is_lowercase);
    let ending = if loud {
        ending.to_uppercase()
    } else {
        ending.to_owned()
    };
    format!("{}{ending}", &word[..word.len() - taken])
}

fn plural_of(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    if SAME.contains(&lower.as_str()) || IRREGULAR.iter().any(|(_, many)| *many == lower) {
        return None;
    }
    if let Some((_, many)) = IRREGULAR.iter().find(|(one, _)| *one == lower) {
        return Some(cased(word, many));
    }
    let vowel_before = |ending: &str| {
        lower
            .strip_suffix(ending)
            .is_some_and(|stem| stem.ends_with(['a', 'e', 'i', 'o', 'u']))
    };
    if ["s", "x", "z", "ch", "sh"]
        .iter()
        .any(|ending| lower.ends_with(ending))
    {
        let is_plural =
            lower.ends_with('s') && !["ss", "us", "is"].iter().any(|ending| lower.ends_with(ending));
        return (!is_plural).then(|| ended(word, 0, "es"));
    }
    if lower.ends_with('y') && !vowel_before("y") {
        return Some(ended(word, 1, "ies"));
    }
    Some(ended(word, 0, "s"))
}

fn singular_of(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    if let Some((one, _)) = IRREGULAR.iter().find(|(_, many)| *many == lower) {
        return Some(cased(word, one));
    }
    if SAME.contains(&lower.as_str()) || !lower.ends_with('s') || lower.ends_with("ss") {
        return None;
    }
    if lower.ends_with("ies") && lower.len() > 4 {
        return Some(ended(word, 3, "y"));
    }
    let hissing = ["sses", "xes", "zes", "ches", "shes"];
    let taken = if hissing.iter().any(|ending| lower.ends_with(ending)) {
        2
    } else {
        1
    };
    Some(ended(word, taken, ""))
}

/// `new` with a capital where `old` has one.
fn cased(old: &str, new: &str) -> String {
    match old.starts_with(char::is_uppercase) {
        true => crate::command::tidy::capitalised(new),
        false => new.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{plural_of, singular_of};

    #[test]
    fn plurals_and_singulars() {
        for (one, many) in [
            ("pencil", "pencils"),
            ("Box", "Boxes"),
            ("berry", "berries"),
            ("day", "days"),
            ("child", "children"),
            ("bus", "buses"),
        ] {
            assert_eq!(plural_of(one).as_deref(), Some(many));
            assert_eq!(singular_of(many).as_deref(), Some(one));
        }
        assert_eq!(
            (plural_of("sheep"), plural_of("cats"), singular_of("glass")),
            (None, None, None)
        );
    }
}
