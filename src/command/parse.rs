//! Words → commands: every row of the table that the whole utterance fits.
//!
//! Looks only at the words; whether the arguments make sense is up to `resolve`.

use std::sync::LazyLock;

use super::number;
use super::pattern::{Capture, Pattern, Slot};
use super::table::{ROWS, Row};
use super::target::{self, Target};
use super::verb::{Case, Place, Verb};
use super::words::owned;
use crate::document::Unit;

/// A command with its arguments, as said.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// What to do.
    pub verb: Verb,
    /// What it is about, in order of speaking.
    pub targets: Vec<Target>,
    /// Words to be written, names, letters, languages.
    pub words: Vec<String>,
    /// Numbers.
    pub numbers: Vec<usize>,
    /// Unit named.
    pub unit: Option<Unit>,
    /// All of it, lower case.
    pub said: String,
    /// Row of the table.
    pub(super) row: usize,
}

impl Command {
    /// The row of the table it belongs to.
    pub fn row(&self) -> &'static Row {
        &ROWS[self.row]
    }
}

/// A phrase of the table, compiled.
struct Phrase {
    row: usize,
    pattern: Pattern,
    /// One of the usual wordings, which are searched for by sound too.
    usual: bool,
}

/// The table's phrases, compiled once.
static PHRASES: LazyLock<Vec<Phrase>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for (index, row) in ROWS.iter().enumerate() {
        let usual = row.phrases.iter().map(|phrase| (phrase, true));
        let rare = row.also.iter().map(|phrase| (phrase, false));
        all.extend(usual.chain(rare).filter_map(|(phrase, usual)| {
            Pattern::new(phrase).map(|pattern| Phrase {
                row: index,
                pattern,
                usual,
            })
        }));
    }
    all
});

/// The wordings of one row, and whether each is a usual one.
pub(super) fn patterns(row: usize) -> impl Iterator<Item = (&'static Pattern, bool)> {
    PHRASES
        .iter()
        .filter(move |phrase| phrase.row == row)
        .map(|phrase| (&phrase.pattern, phrase.usual))
}

/// Whether the whole of `words` fits one phrase of the table, arguments unseen.
pub fn fits(phrase: &str, words: &[&str]) -> bool {
    Pattern::new(phrase).is_some_and(|pattern| !pattern.matches(words).is_empty())
}

/// Every command that the words may be, upper rows of the table first.
pub fn parse(words: &[String]) -> Vec<Command> {
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let said: Vec<&str> = lower
        .iter()
        .map(|word| word.trim_end_matches(['.', ',', '?', '!']))
        .collect();
    let mut out = Vec::new();
    // Every place, before "everywhere" is taken for words to be written.
    if let Some(tail) = EVERYWHERE
        .iter()
        .find(|tail| said.ends_with(tail))
        .filter(|tail| said.len() > 1 + tail.len())
    {
        let meant = parse(&words[..words.len() - tail.len()]);
        out.extend(meant.into_iter().filter_map(everywhere));
    }
    out.extend(in_place(&said, words));
    for phrase in PHRASES.iter() {
        for captures in phrase.pattern.matches(&said) {
            build(phrase.row, &captures, &said, words, &mut out);
        }
    }
    out
}

/// Ends of commands that mean every place of the words.
const EVERYWHERE: &[&[&str]] = &[
    &["everywhere"],
    &["throughout"],
    &["throughout", "the", "document"],
    &["throughout", "the", "text"],
    &["in", "the", "whole", "document"],
    &["in", "the", "whole", "text"],
    &["in", "the", "entire", "document"],
    &["in", "the", "entire", "text"],
    &["all", "over", "the", "document"],
    &["each", "time"],
    &["every", "time"],
    &["in", "all", "places"],
    &["wherever", "it", "occurs"],
    &["wherever", "it", "appears"],
    &["everywhere", "it", "appears"],
    &["everywhere", "it", "occurs"],
    &["everywhere", "it", "is"],
    &["in", "all", "sentences"],
    &["in", "every", "sentence"],
    &["in", "each", "sentence"],
    &["in", "both", "sentences"],
    &["in", "every", "line"],
    &["in", "both", "places"],
    &["in", "every", "place"],
    &["both", "times"],
    &["every", "single", "time"],
    &["across", "the", "document"],
    &["across", "the", "text"],
];

/// Replacements whose place is named last: "replace west with east in the first sentence".
fn in_place(said: &[&str], words: &[String]) -> Vec<Command> {
    /// Most words of a place.
    const LONGEST: usize = 5;
    if !matches!(
        said.first(),
        Some(&("replace" | "change" | "swap" | "substitute"))
    ) {
        return Vec::new();
    }
    let earliest = said.len().saturating_sub(LONGEST + 1).max(4);
    let found = (earliest..said.len()).find_map(|at| {
        let place = target::place(&said[at + 1..]).filter(|_| matches!(said[at], "in" | "of"))?;
        matches!(place, Target::Nth(..)).then_some((at, place))
    });
    let Some((at, place)) = found else {
        return Vec::new();
    };
    let mut inner: Vec<Command> = Vec::new();
    for phrase in PHRASES
        .iter()
        .filter(|phrase| ROWS[phrase.row].verb == Verb::Replace)
    {
        for captures in phrase.pattern.matches(&said[..at]) {
            build(phrase.row, &captures, &said[..at], &words[..at], &mut inner);
        }
    }
    inner.retain(|command| {
        matches!(
            command.targets.first(),
            Some(Target::Text(_) | Target::Occurrence(..) | Target::Mark(..))
        )
    });
    for named in inner.iter_mut().filter_map(|command| command.targets.first_mut()) {
        *named = Target::Within(Box::new(named.clone()), Box::new(place.clone()));
    }
    inner
}

/// The same command about every place where its words occur.
fn everywhere(mut command: Command) -> Option<Command> {
    if command.targets.is_empty() && matches!(command.verb, Verb::PlainText | Verb::Unlink | Verb::Unlist) {
        command.targets.push(Target::Everything);
        return Some(command);
    }
    let first = command.targets.first_mut()?;
    if !matches!(first, Target::Text(_)) {
        return None;
    }
    *first = Target::All(Box::new(first.clone()), None);
    command.said.push_str(" everywhere");
    Some(command)
}

/// Commands from one way in which the words fit: one for each meaning of the targets.
fn build(row: usize, captures: &[Capture], said: &[&str], words: &[String], out: &mut Vec<Command>) {
    let mut command = Command {
        verb: ROWS[row].verb,
        targets: Vec::new(),
        words: Vec::new(),
        numbers: Vec::new(),
        unit: None,
        said: said.join(" "),
        row,
    };
    let mut meanings: Vec<Vec<Target>> = Vec::new();
    for capture in captures {
        let part = &said[capture.start..capture.end];
        match capture.slot {
            Slot::Target => meanings.push(target::parse(part)),
            Slot::Text => meanings.push(vec![Target::Text(owned(part))]),
            Slot::Place => meanings.push(target::place(part).into_iter().collect()),
            Slot::Number => command.numbers.extend(number::whole(part)),
            Slot::Unit => command.unit = target::unit(part),
            // Own words keep the spelling that the recogniser gave them.
            Slot::Words | Slot::Letters | Slot::Language | Slot::Name | Slot::Any => {
                command.words.push(words[capture.start..capture.end].join(" "));
            }
        }
    }
    if command.numbers.is_empty()
        && matches!(command.verb, Verb::Undo | Verb::Redo)
        && ["twice", "both", "before"].iter().any(|word| said.contains(word))
        && !said.contains(&"was")
    {
        command.numbers.push(2);
    }
    if command.verb == Verb::Choose && command.numbers.is_empty() {
        let ordinal = (0..said.len()).find_map(|at| number::ordinal(&said[at..]));
        let number = ordinal.and_then(|(value, _)| usize::try_from(value).ok());
        // "the other one", "the next one"
        command.numbers.push(number.unwrap_or(2));
    }
    if captures.is_empty() && ROWS[row].phrases.iter().all(|phrase| needs_target(phrase)) {
        // Nobody dictates "title case"; "bold" and "copy" are words like others.
        let said_last = matches!(ROWS[row].verb, Verb::Case(Case::Title));
        meanings.push(vec![if said_last { Target::That } else { Target::Selected }]);
    }
    if matches!(command.verb, Verb::AddLine(_))
        && let [beside] = meanings.as_mut_slice()
    {
        // "a new item after the first one"
        let kind = said
            .iter()
            .find_map(|word| target::unit(&[*word]))
            .unwrap_or(Unit::Line);
        let mut kind = vec![Target::Current(kind)];
        target::share_unit(beside, &mut kind);
    }
    if let (Verb::Swap | Verb::InsertBetween | Verb::MoveText(Place::Beside(_)), [first, second]) =
        (command.verb, meanings.as_mut_slice())
    {
        target::share_unit(first, second);
    }
    if command.verb == Verb::AddItem && command.numbers.is_empty() {
        // "as the second item": what stands behind the words to be written
        let behind = captures.last().map_or(said.len(), |capture| capture.end);
        let ordinal = said[behind..].iter().find_map(|word| number::ordinal(&[*word]));
        command
            .numbers
            .extend(ordinal.and_then(|(value, _)| usize::try_from(value).ok()));
    }
    let mut all = vec![command];
    for meaning in meanings {
        all = all
            .into_iter()
            .flat_map(|command| {
                meaning.iter().map(move |target| {
                    let mut command = command.clone();
                    command.targets.push(target.clone());
                    command
                })
            })
            .collect();
    }
    out.extend(all);
}

/// Whether a phrase cannot be said without a target.
fn needs_target(phrase: &str) -> bool {
    let before = phrase.split("<target>").next().unwrap_or("");
    before.len() < phrase.len() && before.matches('[').count() == before.matches(']').count()
}

#[cfg(test)]
mod tests {
    use super::super::target::Nth;
    use super::*;

    #[test]
    fn every_phrase_of_the_table_compiles() {
        for row in ROWS.iter() {
            for phrase in row.phrases.iter().chain(row.also) {
                assert!(Pattern::new(phrase).is_some(), "{phrase}");
            }
        }
    }

    #[test]
    fn a_target_in_brackets_may_be_left_out() {
        assert!(needs_target("copy <target>") && needs_target("make [all] <target> bold"));
        assert!(!needs_target("indent [<target>]") && !needs_target("undo [that]"));
    }

    #[test]
    fn targets_have_every_meaning() {
        let words: Vec<String> = "delete the last word".split(' ').map(str::to_owned).collect();
        let meanings: Vec<_> = parse(&words).into_iter().map(|command| command.targets).collect();
        let has = |means: fn(&Target) -> bool| meanings.iter().any(|targets| targets.iter().any(means));
        assert!(has(|target| matches!(target, Target::Nth(Unit::Word, Nth::Last))));
        assert!(has(|target| matches!(target, Target::Text(_))));
        assert!(has(|target| matches!(target, Target::Occurrence(Nth::Last, _))));
        assert_eq!(meanings.len(), 3, "{meanings:?}");
    }
}
