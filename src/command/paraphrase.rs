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
use rules::{FORMATS, PAIRS, RULES, SHOULD};
use wordings::{MARKS, WORDINGS};

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
    let mut rules: Vec<(String, String, Manner, Scope)> = Vec::new();
    for (pattern, wording, manner, scope) in WORDINGS.iter().chain(RULES) {
        rules.push(((*pattern).to_owned(), (*wording).to_owned(), *manner, *scope));
    }
    for (names, wording) in FORMATS {
        rules.extend(of_format(names, wording));
    }
    for (names, pair) in PAIRS {
        rules.extend(of_pair(names, pair));
    }
    rules.extend(MARKS.iter().flat_map(|mark| wordings::of_mark(mark)));
    let compiled = rules.into_iter().filter_map(|(pattern, wording, manner, scope)| {
        Pattern::new(&pattern).map(|pattern| Rule {
            pattern,
            wording,
            manner,
            scope,
        })
    });
    compiled.collect()
});

/// Every way to give a format.
fn of_format(names: &str, wording: &str) -> Vec<(String, String, Manner, Scope)> {
    let that = wording.replace("{0}", "that");
    let rule = |pattern: String, wording: &str, manner, scope| (pattern, wording.to_owned(), manner, scope);
    let mut rules = vec![
        rule(
            format!(
                "(set|put|turn|change|switch|convert|make|mark|format|style|show|render|display|write|print|have) <any> [back] (to|into|in|as|with) [all] {names} [text|type|letters|writing|style|formatting]"
            ),
            wording,
            Manner::Plain,
            Scope::Any,
        ),
        rule(
            format!("(turn|mark|set|make) <any> {names}"),
            wording,
            Manner::Plain,
            Scope::Any,
        ),
        rule(
            format!("(do|get) <any> in {names}"),
            wording,
            Manner::Plain,
            Scope::Pointed,
        ),
        rule(
            format!("(apply|add) {names} [formatting|type] (to|on) <any>"),
            wording,
            Manner::Plain,
            Scope::Any,
        ),
        rule(
            format!("(apply|use|add) {names} [formatting|type]"),
            &that,
            Manner::Plain,
            Scope::Selected,
        ),
        rule(format!("[all] in {names}"), &that, Manner::Plain, Scope::Selected),
        rule(
            format!("<any> [all] in {names}"),
            wording,
            Manner::Polite,
            Scope::Pointed,
        ),
        rule(
            format!("(can|could|may|shall) (we|i) have <any> in {names} and <any> in {names} [as well|too]"),
            &wording.replace("{0}", "{0} and {1}"),
            Manner::Polite,
            Scope::Any,
        ),
        rule(
            format!(
                "(can|could|should|may|might) <any> [perhaps|maybe|possibly] (be|go|be put|go into) [in|all in|into|all] {names}"
            ),
            wording,
            Manner::Polite,
            Scope::Pointed,
        ),
        rule(
            format!("<any> {SHOULD} (be|go) [in|all|written in|set in] {names}"),
            wording,
            Manner::Polite,
            Scope::Pointed,
        ),
        rule(
            format!("<any> {SHOULD} be (in|all in|written in|set in|put in) [all] {names}"),
            wording,
            Manner::Plain,
            Scope::Any,
        ),
        rule(
            format!("<any> and <any> both {SHOULD} be [in|all|all in|written in] {names}"),
            &wording.replace("{0}", "{0} and {1}"),
            Manner::Plain,
            Scope::Any,
        ),
        rule(
            format!(
                "(i want|i need|i'd like|i would like|let's have|can i have|could i have|may i have|can we have|could we have) <any> [to be] [in|all in|all] {names}"
            ),
            wording,
            Manner::Polite,
            Scope::Any,
        ),
    ];
    // "code for the door" is none.
    let a_look = ["bold", "italicize", "underline", "uppercase", "lowercase"];
    if a_look.iter().any(|verb| wording.starts_with(verb)) {
        rules.push(rule(
            format!("[use|put|set|give me|have] {names} (for|on) <any>"),
            wording,
            Manner::Plain,
            Scope::Any,
        ));
    }
    // Other formats are said bare, too; "code" and "brackets" are words like others.
    if wording.starts_with("uppercase") || wording.starts_with("lowercase") {
        rules.push(rule(names.to_owned(), &that, Manner::Plain, Scope::Selected));
    }
    rules
}

/// Every way to put paired marks around something or to take them away.
fn of_pair(names: &str, pair: &str) -> Vec<(String, String, Manner, Scope)> {
    let put = format!("put {{0}} in {pair}");
    let that = format!("put that in {pair}");
    let rule = |pattern: String, wording: &str, scope| (pattern, wording.to_owned(), Manner::Plain, scope);
    let mut rules = vec![
        rule(
            format!(
                "(put|wrap|stick|set|have|surround|enclose|encase|place|write|frame|show) <any> (in|into|inside|within|between|with|by) {names}"
            ),
            &put,
            Scope::Any,
        ),
        rule(
            format!(
                "[put|add|place|set|insert|draw|stick|wrap] {names} (around|round|about|on both sides of|on either side of) <any>"
            ),
            &put,
            Scope::Any,
        ),
        rule(
            format!("(add|use|put|insert) {names} [around it|around that|there|here]"),
            &that,
            Scope::Selected,
        ),
        rule(
            format!("(take|get|remove) <any> out of {names}"),
            &format!("delete the {pair} around {{0}}"),
            Scope::Any,
        ),
        rule(
            format!("(take|strip|remove|get|drop|lose) {names} (off|away from|from|from around) <any>"),
            &format!("delete the {pair} around {{0}}"),
            Scope::Any,
        ),
    ];
    rules.push(rule(
        format!("(i need|i want|i'd like|can i have|could i have|we need|give me) {names} (around|round) [the word|the words] <any>"),
        &put,
        Scope::Any,
    ));
    let verb = match pair {
        "brackets" => "bracket",
        "parentheses" => "(parenthesize|parenthesise)",
        _ => return rules,
    };
    rules.push(rule(format!("{verb} <any>"), &put, Scope::Pointed));
    rules
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
        let n_formats: usize = FORMATS
            .iter()
            .map(|(names, wording)| of_format(names, wording).len())
            .sum();
        let n_pairs: usize = PAIRS.iter().map(|(names, pair)| of_pair(names, pair).len()).sum();
        let n_marks: usize = MARKS.iter().map(|mark| wordings::of_mark(mark).len()).sum();
        assert_eq!(
            ALL.len(),
            RULES.len() + WORDINGS.len() + n_formats + n_pairs + n_marks
        );
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
