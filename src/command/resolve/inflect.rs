//! The plural of a word, and the singular.

use super::case::keep_selection;
use super::{Answer, Job, Resolved};
use crate::command::homophone::IRREGULAR;
use crate::command::target::Miss;
use crate::command::words::ends_with_any;
use crate::message::{Message, excerpt};

/// Words whose plural no rule gives, beside the nouns of [`IRREGULAR`].
const ALSO_IRREGULAR: &[(&str, &str)] = &[
    ("person", "people"),
    ("louse", "lice"),
    ("die", "dice"),
    ("basis", "bases"),
    ("self", "selves"),
    ("elf", "elves"),
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

fn irregular() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    IRREGULAR.iter().chain(ALSO_IRREGULAR)
}

fn plural_of(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    if SAME.contains(&lower.as_str()) || irregular().any(|(_, many)| *many == lower) {
        return None;
    }
    if let Some((_, many)) = irregular().find(|(one, _)| *one == lower) {
        return Some(cased(word, many));
    }
    if ends_with_any(&lower, &["s", "x", "z", "ch", "sh"]) {
        let is_plural = lower.ends_with('s') && !ends_with_any(&lower, &["ss", "us", "is"]);
        return (!is_plural).then(|| ended(word, 0, "es"));
    }
    if lower.ends_with('y') && !ends_with_any(&lower, &["ay", "ey", "iy", "oy", "uy"]) {
        return Some(ended(word, 1, "ies"));
    }
    Some(ended(word, 0, "s"))
}

fn singular_of(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    if let Some((one, _)) = irregular().find(|(_, many)| *many == lower) {
        return Some(cased(word, one));
    }
    if SAME.contains(&lower.as_str()) || !lower.ends_with('s') || lower.ends_with("ss") {
        return None;
    }
    if lower.ends_with("ies") && lower.len() > 4 {
        return Some(ended(word, 3, "y"));
    }
    let hisses = ends_with_any(&lower, &["sses", "xes", "zes", "ches", "shes"]);
    Some(ended(word, if hisses { 2 } else { 1 }, ""))
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
