//! Wordings that say in other words what the table has: "surround that with quotes" is "put that in quotes", "the last
//! sentence needs to go" is "delete the last sentence".
//!
//! Rules from pattern to wording, tried only where the words as heard are no command. Families of them (formats, marks,
//! verbs) are built from lists, so that every verb goes with every format. Knows only words; what a rule may be about is
//! left to [`Scope`], which the caller checks.

mod rules;
mod topics;
mod wordings;
mod worked_out;

use std::sync::LazyLock;

use super::passive::as_active;
use super::pattern::Pattern;
use super::repair::Manner;
use super::tone::tone;
use super::words::starts_with_any;
use rules::{FORMATS, OF_CASE, OF_FORMAT, OF_LOOK, OF_PAIR, OF_VERB, PAIRS, RULES, SHOULD};
use wordings::{MARKS, OF_BARE_MARK, OF_MARK, WORDINGS};

/// What the command that comes of a paraphrase may be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Anything that is found.
    Any,
    /// What is pointed at by its kind or place ("the last sentence", "every comma"), never words of the text.
    Pointed,
    /// What is pointed at, or several words that stand in the text as they were said: nobody says these by chance.
    Quoted,
    /// Anything that is found, with words to be written that have no article: "after the onions add the garlic" is about
    /// things.
    Bare,
    /// What is selected, and only that.
    Selected,
}

/// Another wording.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Paraphrase {
    pub words: Vec<String>,
    pub manner: Manner,
    pub scope: Scope,
}

/// A rule as it is written down: a pattern, the table's wording with `{0}` for the words of the first slot, how sure it is
/// of being a command, and what it may be about. `{should}` in a pattern stands for [`SHOULD`].
type Row = (&'static str, &'static str, Manner, Scope);

struct Rule {
    pattern: Pattern,
    /// The table's wording, `{0}` for the words of the first slot.
    wording: String,
    manner: Manner,
    scope: Scope,
}

/// Most words of an utterance that is looked at: nobody says longer commands in such words.
const MOST_WORDS: usize = 24;

/// Every rule, compiled once.
static ALL: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let compiled = written()
        .into_iter()
        .filter_map(|(pattern, wording, manner, scope)| {
            Some(Rule {
                pattern: Pattern::new(&pattern)?,
                wording,
                manner,
                scope,
            })
        });
    compiled.collect()
});

/// Every rule, those of families for each of their members.
fn written() -> Vec<(String, String, Manner, Scope)> {
    let as_written = |wording: &str| wording.to_owned();
    let mut rules = family(WORDINGS, "", as_written);
    rules.extend(family(RULES, "", as_written));
    for (names, command) in FORMATS {
        let wording = |what: &str| command.replace("{0}", what);
        rules.extend(family(OF_FORMAT, names, wording));
        // "code for the door" is none.
        let looks = ["bold", "italicize", "underline", "uppercase", "lowercase"];
        if starts_with_any(command, &looks) {
            rules.extend(family(OF_LOOK, names, wording));
        }
        // Other formats are said bare, too; "code" and "brackets" are words like others.
        if starts_with_any(command, &["uppercase", "lowercase"]) {
            rules.extend(family(OF_CASE, names, wording));
        }
    }
    for (names, pair, verb) in PAIRS {
        let wording = |wording: &str| wording.replace("{name}", pair);
        rules.extend(family(OF_PAIR, names, wording));
        if let Some(verb) = verb {
            rules.extend(family(OF_VERB, verb, wording));
        }
    }
    for mark in MARKS {
        let wording = |wording: &str| wording.replace("{name}", mark);
        rules.extend(family(OF_MARK, mark, wording));
        // "a period after the war", "a dash after the bus"
        if !matches!(*mark, "period" | "dash" | "colon") {
            rules.extend(family(OF_BARE_MARK, mark, wording));
        }
    }
    rules
}

/// The rules of some rows: `{name}` in their patterns is what something is called, `wording` makes the table's wording of what
/// is written in the rows.
fn family(
    rows: &[Row],
    name: &str,
    wording: impl Fn(&str) -> String,
) -> Vec<(String, String, Manner, Scope)> {
    let rule = |(pattern, meant, manner, scope): &Row| {
        let pattern = pattern.replace("{name}", name).replace("{should}", SHOULD);
        (pattern, wording(meant), *manner, *scope)
    };
    rows.iter().map(rule).collect()
}

/// What else the words may mean, in the table's words.
pub(super) fn of(words: &[String]) -> Vec<Paraphrase> {
    let mut out: Vec<Paraphrase> = Vec::new();
    if words.len() > MOST_WORDS {
        return out;
    }
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    out.extend(as_tone(&lower));
    for rule in ALL.iter() {
        for captures in rule.pattern.matches(&lower) {
            let mut wording = rule.wording.clone();
            for (index, capture) in captures.iter().enumerate() {
                let said = words[capture.start..capture.end].join(" ");
                wording = wording.replace(&format!("{{{index}}}"), &said);
            }
            if wording.starts_with("delete the") && lower.contains(&"before") && lower[0] == "no" {
                wording = wording.replacen(" after ", " before ", 1);
            }
            // "soften it" is what cooks say.
            let about_it = captures
                .first()
                .is_some_and(|first| lower[first.start..first.end] == ["it"]);
            let scope = match rule.scope {
                Scope::Pointed if about_it && lower[0] != "tone" => Scope::Selected,
                scope => scope,
            };
            out.push(Paraphrase {
                words: wording.split(' ').map(str::to_owned).collect(),
                manner: rule.manner,
                scope,
            });
        }
    }
    out.extend(as_active(&lower, words));
    out.extend(worked_out::of(words).into_iter().map(|wording| Paraphrase {
        words: wording.split(' ').map(str::to_owned).collect(),
        manner: Manner::Plain,
        scope: Scope::Any,
    }));
    out.extend(topics::of(words).map(|wording| Paraphrase {
        words: wording,
        manner: Manner::Plain,
        scope: Scope::Pointed,
    }));
    // What is plainly a command before what may be a wish.
    out.sort_by_key(|other| other.manner);
    out
}

/// "put this a bit more politely" → "make this more polite".
fn as_tone(lower: &[&str]) -> Option<Paraphrase> {
    let [
        "say" | "put" | "phrase" | "word" | "express" | "write" | "rewrite" | "reword" | "rephrase",
        rest @ ..,
    ] = lower
    else {
        return None;
    };
    let more = rest.iter().position(|word| matches!(*word, "more" | "less"))?;
    let [adverb] = &rest[more + 1..] else { return None };
    let stem = adverb.strip_suffix("ly")?;
    let adjective = [stem.to_owned(), format!("{stem}le"), (*adverb).to_owned()]
        .into_iter()
        .find(|word| tone(&format!("{} {word}", rest[more])).is_some())?;
    let target = rest[..more]
        .iter()
        .filter(|word| !matches!(**word, "a" | "bit" | "little" | "much"));
    let words = ["make"]
        .into_iter()
        .chain(target.copied())
        .chain([rest[more], adjective.as_str()])
        .map(str::to_owned)
        .collect();
    Some(Paraphrase {
        words,
        manner: Manner::Plain,
        scope: Scope::Pointed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn means(said: &str, meant: &str) -> bool {
        let words: Vec<String> = said.split(' ').map(str::to_owned).collect();
        of(&words).iter().any(|other| other.words.join(" ") == meant)
    }

    #[test]
    fn every_rule_compiles() {
        assert_eq!(ALL.len(), written().len());
    }

    #[test]
    fn other_wordings_become_the_tables_own() {
        for (said, meant) in [
            ("surround that with quotes", "put that in quotes"),
            ("the last sentence needs to go", "delete the last sentence"),
            ("can the last sentence be deleted", "delete the last sentence"),
            ("i want the first word capitalized", "capitalize the first word"),
            ("put this a bit more politely", "make this more polite"),
            ("set that to bold", "bold that"),
            ("no comma before red", "delete the comma before red"),
        ] {
            assert!(means(said, meant), "{said}");
        }
        assert!(!means("the pump was replaced", "replace the pump"));
    }
}
