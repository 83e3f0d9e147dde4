//! Wordings whose words have to be worked out: what "one" stands for, where an apostrophe goes.
//!
//! Knows only words.

use crate::english::word_classes::{ADVERBS, AUXILIARIES, PREPOSITIONS, verb};

/// Wordings whose words have to be worked out: the table's wording, if they are one of these.
pub(super) fn of(words: &[String]) -> Vec<String> {
    let said: Vec<&str> = words.iter().map(String::as_str).collect();
    [
        elliptical_one(&said),
        apostrophe(&said),
        hyphen(&said),
        one_of_several(&said),
        with_letter(&said),
        capital_inside(&said),
        wrong_word(&said),
        place_in_list(&said),
        spelled_out(&said),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// "make it a blue scarf instead of a red one": the noun that "one" stands for.
fn elliptical_one(said: &[&str]) -> Option<String> {
    let start = match said {
        ["make" | "change", "it" | "that" | "this", ..] => 2,
        ["let's" | "i'd", "say" | "make" | "use" | "have" | "like", ..] => 2,
        ["say" | "use" | "put" | "write" | "have" | "i" | "make", ..] => 1,
        _ => return None,
    };
    let joint = (start + 1..said.len()).find(|at| {
        matches!(
            said[*at..],
            ["instead", "of", ..] | ["rather", "than", ..] | ["not", ..]
        )
    })?;
    let behind = joint + if said[joint] == "not" { 1 } else { 2 };
    let (new, old) = (&said[start..joint], &said[behind..]);
    let described = old
        .strip_suffix(&["one"])
        .or_else(|| old.strip_suffix(&["ones"]))?;
    let noun = new
        .get(described.len()..)
        .filter(|noun| !noun.is_empty() && !described.is_empty())?;
    Some(format!(
        "replace {} {} with {}",
        described.join(" "),
        noun.join(" "),
        new.join(" ")
    ))
}

/// "add an apostrophe to dogs before the s": "dog's".
fn apostrophe(said: &[&str]) -> Option<String> {
    let (word, before_s) = match said {
        [
            "add" | "put" | "insert" | "use",
            "an" | "the",
            "apostrophe",
            "before" | "after",
            "the",
            "s",
            "in" | "of",
            word,
        ] => {
            let stem = word.strip_suffix('s').filter(|stem| stem.len() > 1)?;
            return Some(match said[3] {
                "before" => format!("replace {word} with {stem}'s"),
                _ => format!("replace {word} with {word}'"),
            });
        }
        [
            "add" | "put" | "insert",
            "an" | "the",
            "apostrophe",
            "at",
            "the",
            "end",
            "of",
            word,
        ] => {
            return Some(format!("replace {word} with {word}'"));
        }
        [
            "add" | "put" | "insert",
            "an" | "the",
            "apostrophe",
            "to" | "in" | "into" | "on",
            word,
            rest @ ..,
        ] => (
            *word,
            matches!(
                rest,
                [] | ["before", "the", "s"] | ["in", "front", "of", "the", "s"]
            ),
        ),
        [
            word,
            "needs" | "wants" | "should" | "is",
            "an" | "have" | "missing",
            rest @ ..,
        ] => {
            let rest = rest.strip_prefix(&["an"]).unwrap_or(rest);
            let rest = rest.strip_prefix(&["apostrophe"])?;
            (*word, matches!(rest, [] | ["before", "the", "s"]))
        }
        _ => return None,
    };
    let behind_s = matches!(said, [.., "after", "the", "s"]);
    let stem = word.strip_suffix('s').filter(|stem| stem.len() > 1)?;
    match (before_s, behind_s) {
        (_, true) => Some(format!("replace {word} with {word}'")),
        (true, _) => Some(format!("replace {word} with {stem}'s")),
        _ => None,
    }
}

/// "delete one of the verys": the last of a word's places.
fn one_of_several(said: &[&str]) -> Option<String> {
    let named = match said {
        [
            "delete" | "remove" | "drop" | "lose" | "cut",
            "one" | "either",
            "of",
            "the",
            named,
        ] => named,
        ["get", "rid", "of", "one", "of", "the", named] | ["take", "out", "one", "of", "the", named] => named,
        _ => return None,
    };
    Some(format!("delete the last {}", named.strip_suffix('s')?))
}

/// "move the third item up to second place".
fn place_in_list(said: &[&str]) -> Option<String> {
    let (["move" | "bring" | "put" | "shift" | "take", moved @ ..], "place" | "position" | "spot") =
        (said.split_last()?.1, *said.last()?)
    else {
        return None;
    };
    let (which, rest) = moved.split_last()?;
    let (n, _) = crate::command::number::ordinal(&[*which])?;
    let rest = rest.strip_suffix(&["the"]).unwrap_or(rest);
    let rest = rest
        .strip_suffix(&["to"])
        .or_else(|| rest.strip_suffix(&["into"]))?;
    let (rest, side) = match rest {
        [rest @ .., "up"] => (rest, "above"),
        [rest @ .., "down"] => (rest, "below"),
        rest => (rest, "above"),
    };
    (!rest.is_empty()).then(|| format!("move {} {side} item {n}", rest.join(" ")))
}

/// "jon is spelled with an h j o h n", "smyth should be spelled s m i t h": the letters at the end.
fn spelled_out(said: &[&str]) -> Option<String> {
    const SHORTEST: usize = 3;
    let letters = said
        .iter()
        .rev()
        .take_while(|word| word.chars().count() == 1)
        .count();
    let (head, letters) = said.split_at(said.len() - letters);
    // "with an h j o h n": the first letter is the one that was forgotten.
    let (head, letters) = match head {
        [head @ .., "with", "a" | "an"] => (head, letters.get(1..)?),
        [head @ .., "with"] => (head, letters),
        head => (head, letters),
    };
    let named = [
        &["is", "spelled"][..],
        &["is", "spelt"],
        &["should", "be", "spelled"],
        &["should", "be", "spelt"],
        &["is", "written"],
        &["should", "be", "written"],
        &["spells"],
    ]
    .iter()
    .find_map(|tail| head.strip_suffix(*tail))?;
    let fits = letters.len() >= SHORTEST && named.len() == 1;
    fits.then(|| format!("replace {} with {}", named[0], letters.concat()))
}

/// "brown is spelled with an e at the end".
fn with_letter(said: &[&str]) -> Option<String> {
    match said {
        [
            word,
            "is" | "has",
            "spelled" | "spelt" | "written",
            "with",
            "a" | "an",
            letter,
            "at",
            "the",
            "end",
        ]
        | [
            word,
            "has" | "needs" | "takes",
            "a" | "an",
            letter,
            "at",
            "the",
            "end",
        ] if letter.len() == 1 && word.len() > 1 => Some(format!("replace {word} with {word}{letter}")),
        _ => None,
    }
}

/// "capital b in mcbride": a capital inside a word.
fn capital_inside(said: &[&str]) -> Option<String> {
    let said = said.strip_prefix(&["a"]).unwrap_or(said);
    let ["capital", letter, "in", word] = said else {
        return None;
    };
    let at = word.find(letter).filter(|at| *at > 0 && letter.len() == 1)?;
    let first = word.get(..1)?.to_uppercase();
    let inside = &word[1..at];
    Some(format!(
        "replace {word} with {first}{inside}{}{}",
        letter.to_uppercase(),
        &word[at + 1..]
    ))
}

/// "have should be has": a word that can be no subject is one of the text.
fn wrong_word(said: &[&str]) -> Option<String> {
    let [wrong, "should", "be", right] = said else {
        return None;
    };
    let no_subject = |word: &str| {
        AUXILIARIES.contains(&word)
            || PREPOSITIONS.contains(&word)
            || ADVERBS.contains(&word)
            || verb(word).past
    };
    (no_subject(wrong) && no_subject(right)).then(|| format!("replace {wrong} with {right}"))
}

/// "well known needs a hyphen".
fn hyphen(said: &[&str]) -> Option<String> {
    let named = [
        &["needs", "a", "hyphen"][..],
        &["should", "have", "a", "hyphen"],
        &["is", "missing", "a", "hyphen"],
        &["should", "be", "hyphenated"],
        &["needs", "to", "be", "hyphenated"],
        &["takes", "a", "hyphen"],
    ]
    .iter()
    .find_map(|tail| said.strip_suffix(*tail))?;
    (1..5)
        .contains(&named.len())
        .then(|| format!("hyphenate {}", named.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worked(said: &str) -> Vec<String> {
        let words: Vec<String> = said.split(' ').map(str::to_owned).collect();
        of(&words)
    }

    #[test]
    fn words_that_are_left_out_are_found() {
        assert_eq!(
            worked("make it a blue scarf instead of a red one"),
            ["replace a red scarf with a blue scarf"]
        );
        assert_eq!(
            worked("add an apostrophe to dogs before the s"),
            ["replace dogs with dog's"]
        );
        assert_eq!(worked("well known needs a hyphen"), ["hyphenate well known"]);
        assert!(worked("make it a blue one").is_empty());
        assert!(worked("the fence needs a coat of paint").is_empty());
    }
}
