//! Commands about what was named first: "the second paragraph isn't needed any more, delete it", "that top line is meant to
//! be a title, so make it a heading", "the second sentence belongs at the very end, move it there".
//!
//! Only what is pointed at by kind and place counts as named. Knows only words.

use crate::command::repair::is_verb;
use crate::command::target;

/// Words that stand for what was named.
const IT: &[&str] = &["it", "them", "that", "this", "those", "these"];

/// Most words of the command behind the topic.
const LONGEST: usize = 8;

/// The command with the topic's words in the place of "it".
pub(super) fn of(words: &[String]) -> Option<Vec<String>> {
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let said: Vec<&str> = lower.iter().map(String::as_str).collect();
    let (from, to) = topic(&said)?;
    let at = (to + 1..said.len().saturating_sub(1))
        .rev()
        .find(|at| opens(&said, *at))?;
    if said.len() - at > LONGEST {
        return None;
    }
    let named = &words[from..to];
    let pronoun = (at + 1..said.len()).find(|index| IT.contains(&said[*index]))?;
    let place = place_said(&said[to..at]);
    let mut command: Vec<String> = words[at..pronoun].to_vec();
    command.push("the".to_owned());
    command.extend(named.iter().cloned());
    match (said.get(pronoun + 1), place) {
        // "belongs at the very end move it there"
        (Some(&"there"), Some(place)) => command.extend(place.iter().map(|word| (*word).to_owned())),
        _ => command.extend(words[pronoun + 1..].iter().cloned()),
    }
    Some(command)
}

/// Whether a command about "it" begins at `at`: its verb, and the pronoun right behind it or behind a particle.
fn opens(said: &[&str], at: usize) -> bool {
    let pronoun = |index: usize| said.get(index).is_some_and(|word| IT.contains(word));
    let verb = is_verb(said[at]) || matches!(said[at], "bin" | "lose" | "scrap" | "drop" | "get");
    let of = matches!(said.get(at + 1..at + 3), Some(["rid", "of"]));
    verb && (pronoun(at + 1) || of && pronoun(at + 3))
}

/// The words that name a thing of the text by its kind and place, without the article: where they begin and end. Only
/// few words stand before it.
fn topic(said: &[&str]) -> Option<(usize, usize)> {
    const MOST_BEFORE: usize = 8;
    (0..said.len().min(MOST_BEFORE)).find_map(|at| {
        if !matches!(said[at], "the" | "that" | "this") {
            return None;
        }
        let behind = target::nth(&said[at + 1..]).map_or(&said[at + 1..], |(_, rest)| rest);
        let which = said.len() - at - 1 - behind.len();
        let unit = (1..=behind.len().min(2))
            .rev()
            .find(|n| target::unit(&behind[..*n]).is_some())?;
        // "the word" alone names none
        (which > 0).then_some((at + 1, at + 1 + which + unit))
    })
}

/// The place that was said of the topic: "belongs at the very end", "should be at the top".
fn place_said(said: &[&str]) -> Option<Vec<&'static str>> {
    let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let at = has(&["at", "to", "in"]);
    if at && has(&["end", "bottom"]) {
        Some(vec!["to", "the", "end"])
    } else if at && has(&["start", "beginning", "top", "front"]) {
        Some(vec!["to", "the", "start"])
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_named_first_is_what_it_means() {
        for (said, meant) in [
            (
                "the second paragraph isn't needed any more delete it",
                "delete the second paragraph",
            ),
            (
                "the second sentence belongs at the very end move it there",
                "move the second sentence to the end",
            ),
            (
                "that first line is a title so make it a heading",
                "make the first line a heading",
            ),
        ] {
            let words: Vec<String> = said.split(' ').map(str::to_owned).collect();
            assert_eq!(of(&words).map(|words| words.join(" ")).as_deref(), Some(meant));
        }
        for said in ["the second paragraph is long", "the soup is hot put it down"] {
            let words: Vec<String> = said.split(' ').map(str::to_owned).collect();
            assert_eq!(of(&words), None, "{said}");
        }
    }
}
