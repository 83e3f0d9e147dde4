//! Which of the commands that words may be can be meant at all, before anything is looked for in the document.

use super::forms::{is_form, is_look, names_look, names_the_caret};
use super::parse::Command;
use super::scene::{Scene, Taking};
use super::table::When;
use super::target::Target;
use super::tidy;
use super::tone;
use super::verb::Verb;
use super::words::{contains_any, ends_with_any, starts_with_any};
use crate::document::Unit;
use crate::english::calendar::{DAYS, MONTHS};
use crate::english::word_classes::{DETERMINERS, POSSESSIVES};

/// Whether a command may be meant at all, its arguments aside.
pub(super) fn sensible(command: &Command, scene: &Scene<'_>) -> bool {
    if scene.taking == Taking::WakeUp {
        return command.verb == Verb::WakeUp;
    }
    if command.verb == Verb::WakeUp && !command.said.starts_with("start") {
        // "resume" and "wake up" awake are text, or nothing.
        return command.said.contains("listening")
            || command.said.contains("dictation")
            || command.said == "wake up";
    }
    let said = command.said.as_str();
    let pronoun_as_words = |words: &String| is_pronoun(std::slice::from_ref(words));
    if matches!(command.verb, Verb::InsertAt(_) | Verb::AddItem) && command.words.iter().any(pronoun_as_words)
    {
        return false;
    }
    // "add candles to the list after soap" is about the list.
    let lists = ["to the list", "on the list", "in the list", "onto the list"];
    let listed = |words: &String| ends_with_any(words, &lists);
    if matches!(command.verb, Verb::Insert(_)) && command.words.iter().any(listed) {
        return false;
    }
    // "add punctuation to the sentence" asks for marks, not for that word.
    let inserts = matches!(command.verb, Verb::Insert(_) | Verb::InsertAt(_) | Verb::AddItem);
    if inserts && command.words.iter().any(|words| words == "punctuation") {
        return false;
    }
    if mistakes_a_pronoun(command) || stands_as_said(command, scene) {
        return false;
    }
    let makes_sense = match command.verb {
        // It keeps its words: see plain text.
        Verb::Delete => !matches!(said, "remove heading" | "remove the heading"),
        Verb::Replace if turns(command) => {
            let layout = |words: &String| super::resolve::is_layout(words);
            is_of_marks(&command.targets[0]) && command.words.iter().any(layout) || turns_words(command)
        }
        Verb::Replace if said.starts_with("make ") && !says_instead(said) => {
            let is_mark = |words: &String| super::resolve::is_layout(words);
            let is_mark = matches!(command.targets[0], Target::Mark(..)) && command.words.iter().any(is_mark);
            is_mark || is_worded(command) || same_kind(command, scene)
        }
        // "swap it for a bigger one" is about things, unless words are selected.
        Verb::Replace
            if (exchanges(said) || said.contains(" instead of "))
                && command.targets.first() == Some(&Target::That) =>
        {
            !scene.selected().is_empty()
        }
        Verb::Replace if command.words.iter().any(|words| is_look(words)) => false,
        Verb::Replace => !command.words.iter().any(|words| {
            let looks = is_pointing(command) && (is_form(words) || names_look(words));
            is_case(words) || names_form(words) || looks
        }),
        // "sharp right after six" is beside, not part of what is written.
        // "add a comment to that" is about the selection, not to be written into it.
        // "The end of the line" is where people queue, too: "this line" is the text's.
        Verb::InsertAt(_) => {
            let thing = |words: &String| names_a_thing(words) || names_the_caret(words);
            let queue =
                said.ends_with(" the line") && command.targets.first() == Some(&Target::Current(Unit::Line));
            !command.words.iter().any(thing) && !queue && command.targets.first() != Some(&Target::That)
        }
        // "write your name after the date" tells somebody to.
        Verb::Insert(_) if said.starts_with("write ") => {
            !command.words.iter().any(|words| begins_with_owner(words))
        }
        // "put a shadow behind that" is about the look of what is selected.
        Verb::Insert(_) if matches!(command.targets.first(), Some(Target::That | Target::Selected)) => {
            !command
                .words
                .iter()
                .any(|words| names_a_thing(words) || ends_closely(words))
        }
        Verb::Insert(_) => !command.words.iter().any(|words| ends_closely(words)),
        // "go to sleep early before the climb" tells somebody to.
        Verb::Sleep => command.words.iter().all(|words| tells_why(words)),
        // "put back the chairs": only what the last change took away can be put back by name.
        Verb::Undo => command.words.iter().all(|words| was_taken(words, scene)),
        Verb::NextMatch | Verb::PreviousMatch if said.ends_with(" one") => {
            !scene.sought.is_empty() && !scene.selected().is_empty()
        }
        Verb::GoToWords => names_a_place(&command.targets[0]),
        _ => true,
    };
    makes_sense && fits_moment(command, scene)
}

/// Whether a command is taken only as it was heard: sentences begin like it too often ("and find it", "so next week").
pub(super) fn is_said_alone(command: &Command) -> bool {
    matches!(
        command.verb,
        Verb::Append
            | Verb::Find
            | Verb::GoToWords
            | Verb::NextUnit
            | Verb::PreviousUnit
            | Verb::Open
            | Verb::SaveAs
            | Verb::NameThat
            | Verb::Forget
            | Verb::Snippet
            | Verb::AddSnippet
            | Verb::RunCommand
            | Verb::ResumeWith
    )
}

/// Whether words name a thing with its article ("a shadow", "a comment") rather than a mark or a break.
fn names_a_thing(words: &str) -> bool {
    starts_with_any(words, &["a ", "an ", "some "]) && !super::resolve::is_layout(words)
}

/// Whether what is said behind "go to sleep" tells why or for how long, rather than how somebody should sleep.
fn tells_why(words: &str) -> bool {
    const TAILS: &[&str] = &[
        "now",
        "please",
        "for now",
        "for a while",
        "for a bit",
        "for a moment",
        "for a minute",
        "again",
        "parlance",
        "computer",
        "thanks",
        "thank you",
        "okay",
        "then",
    ];
    let until_called = starts_with_any(words, &["until i ", "till i ", "while i "]);
    TAILS.contains(&words) || until_called || crate::transcript::polish::is_clause(words)
}

/// Whether the row is for this moment.
fn fits_moment(command: &Command, scene: &Scene<'_>) -> bool {
    match command.row().when {
        When::Pointed => is_pointing(command) || names_words_as_such(command),
        When::Toned => command.words.iter().all(|words| tone::tone(words).is_some()),
        When::Formed => command.words.iter().all(|words| tone::is_form(words)),
        When::Named if command.verb == Verb::SaveAs => {
            let name = command.words.first().map_or("", String::as_str);
            is_name(name.strip_prefix("my ").unwrap_or(name))
        }
        When::Named => command.words.first().is_some_and(|name| is_name(name)),
        when => when.is_now(scene),
    }
}

/// Whether it is about something that is pointed at rather than named by its words.
pub(super) fn is_pointing(command: &Command) -> bool {
    fn named(target: &Target) -> bool {
        match target {
            Target::Text(_) | Target::Through(..) | Target::Occurrence(..) => true,
            Target::Several(_) => true,
            Target::All(kind, _) | Target::Within(kind, _) => named(kind),
            _ => false,
        }
    }
    !command.targets.iter().any(named)
}

/// "drop the word really": a word that is called one is in the text, whatever the verb.
fn names_words_as_such(command: &Command) -> bool {
    let names = [" the word ", " the words ", " the phrase "];
    command.verb == Verb::Delete && contains_any(&command.said, &names)
}

/// Whether one can go there: to words that are more than "it" and "all", a mark, a unit around words.
fn names_a_place(target: &Target) -> bool {
    match target {
        Target::Text(words) => !words.iter().all(|word| is_function_word(word)),
        Target::Occurrence(..) | Target::Around(..) | Target::Within(..) | Target::Mark(..) => true,
        _ => false,
    }
}

/// Whether a mark is meant, or all of a kind.
fn is_of_marks(target: &Target) -> bool {
    match target {
        Target::Mark(..) => true,
        Target::All(kind, _) | Target::Within(kind, _) => is_of_marks(kind),
        _ => false,
    }
}

/// "make that eight" where a number is selected, "make monday tuesday": what replaces it is of its kind, so that no look is meant.
fn same_kind(command: &Command, scene: &Scene<'_>) -> bool {
    let old = match command.targets.as_slice() {
        [Target::That] => scene.text()[scene.selected()].to_lowercase(),
        // "make seventy five dollars eighty dollars"
        [Target::Text(words)] => words.join(" ").to_lowercase(),
        _ => return false,
    };
    // "make that one paragraph" is about the form of what is selected.
    let form = |words: &String| ends_with_any(words, &["paragraph", "sentence", "line"]);
    if old.contains('\n') || command.words.first().is_some_and(form) {
        return false;
    }
    let kind = |words: &str| {
        let words: Vec<&str> = words
            .split_whitespace()
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
            .collect();
        let number = |words: &[&str]| {
            super::number::whole(words).is_some()
                || words.iter().all(|word| word.bytes().all(|b| b.is_ascii_digit()))
        };
        let counted = words.split_last().map_or(&[][..], |(_, head)| head);
        match words.as_slice() {
            [] => 0,
            [day] if DAYS.contains(day) => 1,
            [month] if MONTHS.contains(month) => 2,
            ["today" | "tomorrow" | "yesterday" | "tonight"] => 1,
            words if number(words) => 3,
            _ if !counted.is_empty() && number(counted) => 4,
            _ => 0,
        }
    };
    let (was, is) = (kind(&old), command.words.first().map_or(0, |words| kind(words)));
    was > 0 && (was == is || was >= 3 && is >= 3)
}

/// Whether these words name a letter case.
fn is_case(words: &str) -> bool {
    matches!(
        words,
        "uppercase" | "upper case" | "all caps" | "lowercase" | "lower case" | "title case"
    )
}

/// Whether these words are a level, a number or a wish ("level three", "plural", "something shorter"): what is not
/// written in the place of words.
pub(super) fn names_form(words: &str) -> bool {
    let words: Vec<&str> = words.split(' ').collect();
    match words.as_slice() {
        ["plural" | "singular"]
        | ["the" | "its", "plural" | "singular"]
        | ["past" | "present" | "future", "tense"]
        | ["the", "past" | "present" | "future", "tense"] => true,
        // "a shorter one", "a friendlier version"
        [
            "a",
            wish @ ..,
            "one" | "version" | "sentence" | "paragraph" | "wording",
        ] if tone::tone(&wish.join(" ")).is_some() => true,
        ["a" | "the", rest @ ..] => matches!(
            rest,
            ["level", ..] | ["bullet" | "bulleted" | "numbered" | "list", _]
        ),
        ["level", _] | ["level", _, "heading" | "headline" | "title"] | ["heading", _] => true,
        ["something", wish @ ..] => {
            matches!(wish, ["else"] | ["like", ..]) || tone::tone(&wish.join(" ")).is_some()
        }
        _ => false,
    }
}

/// Whether words are named that others are to stand for.
fn says_instead(said: &str) -> bool {
    let not = said.contains(" not ") && contains_any(said, &[" say ", " read "]);
    not || contains_any(said, &[" rather than ", " in place of ", " instead of "])
}

/// Whether something is to become another thing rather than other words: "change the list into a table".
fn turns(command: &Command) -> bool {
    let said = command.said.as_str();
    let changes = said.starts_with("change ") && said.contains(" into ") && is_pointing(command);
    changes || starts_with_any(said, &["turn ", "convert "])
}

/// Whether one thing is to be had for another: "swap that for George".
fn exchanges(said: &str) -> bool {
    starts_with_any(said, &["swap ", "switch ", "exchange ", "trade "])
}

/// "make that read failed": words that are to stand there, not how they are to sound.
fn is_worded(command: &Command) -> bool {
    command.words.first().is_some_and(|words| {
        let head = command.said.strip_suffix(words.to_lowercase().as_str());
        let worded = head.is_some_and(|head| head.ends_with(" read ") || head.ends_with(" say "));
        worded && tone::tone(words).is_none() && !matches!(words.as_str(), "well" | "easily")
    })
}

/// Whether words begin with whose they are.
fn begins_with_owner(words: &str) -> bool {
    let first = words.split(' ').next().unwrap_or("");
    POSSESSIVES.contains(&first) || matches!(first, "down" | "it" | "them" | "me" | "him" | "this" | "that")
}

/// Whether these words went with the last change.
fn was_taken(words: &str, scene: &Scene<'_>) -> bool {
    let taken = scene.document.last_taken();
    let words: Vec<&str> = words.split(' ').collect();
    !taken.is_empty() && super::spoken::find(&taken, 0..taken.len(), &words).is_some()
}

/// Whether words end in an adverb that belongs to "before" or "after".
fn ends_closely(words: &str) -> bool {
    let last = words.split(' ').next_back().unwrap_or("");
    words.contains(' ') && matches!(last, "right" | "just" | "directly" | "immediately")
}

/// "replace every day with once a week" where the text says "every day": that is meant, not each "day".
fn stands_as_said(command: &Command, scene: &Scene<'_>) -> bool {
    if !matches!(command.verb, Verb::ReplaceAll | Verb::DeleteAll) {
        return false;
    }
    let Some(Target::Text(words)) = command.targets.first() else {
        return false;
    };
    let sought = words.join(" ");
    let text = scene.text().to_lowercase();
    ["every", "each", "all"].iter().any(|each| {
        let whole = format!("{each} {sought}");
        command.said.contains(&whole) && text.contains(&whole)
    })
}

/// "turn pale yellow into light grey": words for words. What has an article is a thing: "turn the attic into a bedroom".
fn turns_words(command: &Command) -> bool {
    let bare = |words: &str| {
        let first = words.split(' ').next().unwrap_or("");
        !DETERMINERS.contains(&first) && !is_pronoun(&[first.to_owned()])
    };
    let old = matches!(command.targets.first(), Some(Target::Text(words)) if bare(&words.join(" ")));
    old && command.words.iter().all(|words| bare(words))
}

/// "delete that" where nothing is pointed at: the next "that" of the text is not meant, unless it is called a word.
fn mistakes_a_pronoun(command: &Command) -> bool {
    let about_words = matches!(
        command.verb,
        Verb::ReplaceAll
            | Verb::DeleteAll
            | Verb::Find
            | Verb::GoBeside(_)
            | Verb::Insert(_)
            | Verb::Correct
            | Verb::Extend
    );
    let pronoun = |target: &Target| matches!(target, Target::Text(words) if is_pronoun(words));
    !about_words && command.targets.iter().any(pronoun) && !command.said.contains("word")
}

fn is_pronoun(words: &[String]) -> bool {
    matches!(words, [word] if matches!(word.as_str(), "that" | "this" | "it" | "these" | "those"))
}

/// Whether words look like the name of a person or a file: few, and not an ordinary phrase.
fn is_name(words: &str) -> bool {
    const NOT_NAMES: &[&str] = &[
        "great",
        "good",
        "bad",
        "fun",
        "nice",
        "wonderful",
        "terrible",
        "amazing",
        "awesome",
        "close",
        "easy",
        "hard",
        "fine",
        "funny",
        "quick",
        "fast",
        "awful",
        "cool",
        "perfect",
        "enough",
        "it",
        "much",
        "many",
        "soon",
        "well",
        "usual",
        "possible",
        "fire",
        "source",
        "minded",
        "door",
        "window",
        "up",
        "wrong",
        "right",
        "true",
    ];
    let parts: Vec<&str> = words.split_whitespace().collect();
    parts.len() <= 4
        && !is_function_word(parts[0])
        && !parts
            .iter()
            .any(|part| NOT_NAMES.contains(part) || matches!(*part, "the" | "a" | "as" | "is" | "and" | "to"))
}

/// Words with which no name of something in the text begins when one points at it.
pub(super) fn is_function_word(word: &str) -> bool {
    const MORE: &[&str] = &[
        "out", "up", "off", "over", "more", "about", "into", "onto", "down", "through", "around", "under",
        "back", "away", "any", "anything", "anyone", "both", "each", "every", "few", "many", "much", "most",
        "other", "others", "another", "such", "how", "why", "where", "whether", "because", "while", "until",
        "i", "i'm", "i'll", "i've", "it's", "that's", "only", "just", "very", "too", "also", "well",
        "yourself", "myself", "himself", "herself", "itself", "between", "among", "against", "during",
        "without", "within", "before", "after", "time",
    ];
    tidy::is_common(word) || MORE.contains(&word)
}
