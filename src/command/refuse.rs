//! What is clearly meant as a command but is none: it is never typed over what it points at.
//!
//! Knows nothing of documents beyond what is selected.

use super::decide::Failure;
use super::number;
use super::parse::Command;
use super::repair::{is_verb, repaired, without_fillers};
use super::scene::Scene;
use super::sense::is_function_word;
use super::table::{ROWS, When};
use super::target::{self, Miss, Nth, Target};
use super::verb::Verb;
use crate::document::{Unit, unit};
use crate::message::Message;

/// Verbs of editing and of programs that no command of ours begins with.
const OTHER_VERBS: &[&str] = &[
    "adjust", "align", "animate", "annotate", "archive", "arrange", "attach", "blink", "blur", "box",
    "browse", "center", "centre", "circle", "color", "colour", "comment", "compare", "crop", "decrease",
    "edit", "email", "enlarge", "fade", "fill", "flip", "fold", "frame", "group", "increase", "invert",
    "justify", "lock", "mail", "mark", "minimize", "maximize", "notice", "play", "point", "post", "publish",
    "pull", "push", "read", "render", "resize", "rotate", "scale", "scroll", "send", "shade", "share",
    "shrink", "size", "speak", "stretch", "style", "tag", "tell", "tick", "tint", "toggle", "upload", "zoom",
];

/// Verbs that seldom begin anything but a command where they are followed by a piece of this text.
const EDITS: &[&str] = &[
    "bold",
    "capitalise",
    "capitalize",
    "cut",
    "delete",
    "duplicate",
    "erase",
    "indent",
    "italicise",
    "italicize",
    "join",
    "lowercase",
    "merge",
    "outdent",
    "remove",
    "replace",
    "rephrase",
    "reword",
    "rewrite",
    "select",
    "shorten",
    "swap",
    "unbold",
    "underline",
    "unindent",
    "uppercase",
];

/// Words that point at what is selected.
const POINTERS: &[&str] = &["that", "this", "it", "these", "those", "selection", "selected"];

/// Words before a pointer that are no verbs of command, beside those that begin no command anyway.
const NO_VERBS: &[&str] = &[
    "like", "know", "knew", "said", "say", "think", "thought", "believe", "hope", "hate", "love", "want",
    "wants", "see", "saw", "did", "do", "does", "done", "was", "is", "not", "even", "both", "half", "than",
    "once", "since", "though", "unless", "until", "except", "enough", "beyond", "despite", "near", "past",
    "outside", "inside", "toward", "towards",
];

/// Things of a page that a command changes and a sentence seldom begins with.
const PAGE_WORDS: &[&str] = &[
    "font",
    "fonts",
    "margin",
    "margins",
    "footnote",
    "footnotes",
    "column",
    "columns",
    "alignment",
    "spacing",
    "typeface",
    "highlighting",
    "indentation",
    "hyperlink",
    "cursor",
    "colour",
    "color",
    "background",
    "border",
    "layout",
    "highlighted",
    "contractions",
    "capitalization",
    "capitalisation",
    "punctuation",
];

/// Things that are inserted into pages and nowhere else.
const PAGE_OBJECTS: &[&[&str]] = &[
    &["footnote"],
    &["picture", "here"],
    &["photo", "here"],
    &["image", "here"],
    &["image"],
    &["chart"],
    &["diagram"],
    &["drawing", "here"],
    &["signature", "here"],
    &["page", "header"],
    &["page", "footer"],
    &["endnote"],
    &["page", "break"],
    &["section", "break"],
    &["page", "number"],
    &["page", "numbers"],
    &["text", "box"],
    &["watermark"],
    &["bookmark"],
    &["hyperlink"],
    &["table", "with"],
    &["table", "of", "contents"],
];

/// Whether words that are no command are meant as one: they begin with a verb of editing and point at the selection or
/// at a piece of the text by its place; or something is to be inserted that only pages have.
pub(super) fn is_meant_for(words: &[String], scene: &Scene<'_>) -> bool {
    if let [verb, "a" | "an" | "the", thing @ ..] =
        words.iter().map(String::as_str).collect::<Vec<_>>().as_slice()
        && matches!(*verb, "insert" | "add" | "create")
        && PAGE_OBJECTS.iter().any(|object| thing.starts_with(object))
    {
        return true;
    }
    if points_at_piece(words, scene.text()) {
        return true;
    }
    if scene.selected().is_empty() {
        return false;
    }
    let clean = without_fillers(words).unwrap_or_else(|| words.to_vec());
    let readings = repaired(&clean)
        .into_iter()
        .map(|other| other.words)
        .chain([clean]);
    readings.into_iter().any(|words| {
        let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
        let begins = lower
            .first()
            .is_some_and(|first| is_verb(first) || OTHER_VERBS.contains(&first.as_str()));
        let has = |list: &[&str]| lower[1..].iter().any(|word| list.contains(&word.as_str()));
        // "do that in blue"
        let does = matches!(
            lower.as_slice(),
            [first, pointer, joint, _, ..] if first == "do" && POINTERS[..3].contains(&pointer.as_str())
                && matches!(joint.as_str(), "in" | "with" | "as")
        );
        let points_at_once = does
            || matches!(
                lower.as_slice(),
                [first, pointer, ..] if POINTERS[..3].contains(&pointer.as_str())
                    && !is_function_word(first)
                    && !NO_VERBS.contains(&first.as_str())
            );
        points_at_once || begins && (has(POINTERS) || has(PAGE_WORDS))
    })
}

/// Whether words begin with a verb of editing and name a piece of this text by its place: "delete the second sentence …".
fn points_at_piece(words: &[String], text: &str) -> bool {
    let words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let is_here = |at: usize| {
        let (which, rest) = pointed(&words[at..])?;
        let n = (1..=rest.len().min(2))
            .rev()
            .find(|&n| target::unit(&rest[..n]).is_some())?;
        let all = unit::all(text, target::unit(&rest[..n])?).len();
        let exists = match which {
            Nth::Index(n) | Nth::FromLast(n) => n <= all,
            Nth::Next | Nth::Previous => all > 1,
            Nth::Last | Nth::Middle => all > 0,
        };
        // "the last line of the play" is not of this text, "the last line of this paragraph" is.
        let elsewhere = match rest[n..] {
            ["of" | "in" | "from", ref whole @ ..] => target::place(&whole[..whole.len().min(3)])
                .or_else(|| target::place(&whole[..whole.len().min(2)]))
                .is_none(),
            _ => false,
        };
        Some(exists && !elsewhere)
    };
    let verb = words.first().is_some_and(|first| EDITS.contains(first));
    verb && (1..words.len()).any(|at| is_here(at) == Some(true))
}

/// Which unit is pointed at: "third", "last", and what is this or those: "those two". With the words behind it.
fn pointed<'a, 'b>(words: &'a [&'b str]) -> Option<(Nth, &'a [&'b str])> {
    match words {
        ["this" | "that" | "these" | "those" | "both", rest @ ..] => {
            let taken = number::cardinal(rest).map_or(0, |(_, taken)| taken);
            Some((Nth::Last, &rest[taken..]))
        }
        _ => target::nth(words),
    }
}

/// What to tell the user who names all marks or headings of a kind of which there is none: "replace all the semicolons with
/// commas", "bold every heading". Names that things have as well ("remove all the dots", "the brackets") are text, unless
/// the verb is about text alone.
pub(super) fn none_of_these(command: &Command, miss: &Miss) -> Option<Failure> {
    const OF_THINGS: &[&str] = &[
        "dot", "dots", "bracket", "brackets", "brace", "braces", "dash", "dashes", "slash", "slashes",
        "star", "stars", "stroke", "strokes", "point", "points", "stop", "stops", "space", "spaces", "break",
        "breaks", "line", "lines", "mark", "marks", "hash", "bar", "bars",
    ];
    let Some(Target::All(kind, None)) = command.targets.first() else {
        return None;
    };
    let Miss::Thing(message) = miss else {
        return None;
    };
    let said: Vec<&str> = command.said.split(' ').collect();
    let plain = ["question", "exclamation", "quotation", "punctuation", "full"]
        .iter()
        .any(|of| said.contains(of))
        || !OF_THINGS.iter().any(|thing| said.contains(thing));
    let of_text = matches!(said[0], "delete" | "erase" | "replace" | "select");
    let meant = command.row().when == When::Always
        && match (&**kind, command.verb) {
            (Target::Mark(..), Verb::Replace | Verb::ReplaceAll) => {
                !command.words.is_empty()
                    && command.words.iter().all(|words| super::resolve::is_layout(words))
            }
            (Target::Mark(..), Verb::Delete | Verb::DeleteAll | Verb::Select) => {
                of_text || said[0] == "remove" && plain
            }
            (
                Target::Current(Unit::Heading),
                Verb::Select | Verb::Delete | Verb::DeleteAll | Verb::Emphasise(_),
            ) => said.contains(&"heading") || said.contains(&"headings"),
            _ => false,
        };
    meant.then(|| Failure {
        message: message.clone(),
    })
}

/// What the user is told: what was heard, and the command that is nearest to it.
pub(super) fn not_understood(said: &str) -> Failure {
    let message = match nearest(said) {
        Some(command) => Message::NoCommandBut {
            words: said.to_owned(),
            command,
        },
        None => Message::NoCommand {
            words: said.to_owned(),
        },
    };
    Failure { message }
}

/// The wording of the table that shares most with these words, its verb above all.
fn nearest(said: &str) -> Option<String> {
    let said: Vec<&str> = said.split(' ').collect();
    let readable = |phrase: &&'static str| super::help::sayable(phrase);
    let shared = |wording: &String| {
        let words: Vec<&str> = wording.split(' ').collect();
        let same_verb = words.first() == said.first();
        let n_shared = words.iter().filter(|word| said.contains(word)).count();
        (
            usize::from(same_verb) * 2 + n_shared,
            std::cmp::Reverse(words.len()),
        )
    };
    let wordings = ROWS.iter().flat_map(|row| row.phrases.iter()).map(readable);
    let best = wordings.max_by_key(shared)?;
    (shared(&best).0 > 2).then_some(best)
}
