//! The one table of spoken commands. It feeds the parser, "what can I say", the search by sound and the tests.
//!
//! To add a command: a row in one of the parts, an arm in `resolve` (or in the session, when it is not about text), rows in
//! `fixtures/commands`.

mod control;
mod files;
mod form;
mod lines;
mod rewrite;
mod words;

use std::sync::LazyLock;

use super::scene::Scene;
use super::verb::Verb;

/// Part of "what can I say".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the heading of each is in Category::title")]
pub enum Category {
    Listening,
    TakeBack,
    Go,
    Select,
    Delete,
    Replace,
    Case,
    Escape,
    Format,
    MoveText,
    Files,
    Find,
    Rewrite,
    Speakers,
    Words,
    Help,
}

impl Category {
    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Category::Listening => "Listening",
            Category::TakeBack => "Take back",
            Category::Go => "Go",
            Category::Select => "Select",
            Category::Delete => "Delete",
            Category::Replace => "Replace and insert",
            Category::Case => "Case and space",
            Category::Escape => "Spell",
            Category::Format => "Format",
            Category::MoveText => "Move text",
            Category::Files => "Clipboard and files",
            Category::Find => "Find",
            Category::Rewrite => "Rewrite",
            Category::Speakers => "Speakers",
            Category::Words => "Own words",
            Category::Help => "Help",
        }
    }
}

/// When a phrase of the row makes sense, beyond its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Always.
    Always,
    /// Only while choices, a preview or a question are on offer; else it is text.
    Offered,
    /// Only with a target that needs no words of the document ("cap that", not "cap tuesday").
    Pointed,
    /// Only if its free words look like a name: few, and no ordinary phrase.
    Named,
    /// Only right after an utterance that was written.
    Said,
    /// The same, with nothing selected that it may be about.
    JustSaid,
    /// Only right after a command that changed the text.
    Changed,
    /// Only if its free words are about tone or length ("less wordy").
    Toned,
    /// Only if its free words name a form of text ("a table").
    Formed,
}

impl When {
    /// Whether the moment is right, whatever the words are.
    pub(super) fn is_now(self, scene: &Scene<'_>) -> bool {
        match self {
            When::Offered => scene.is_offering(),
            When::Said => scene.said.is_some(),
            When::JustSaid => scene.said.is_some() && scene.selection().is_none(),
            When::Changed => scene.changed,
            When::Always | When::Pointed | When::Named | When::Toned | When::Formed => true,
        }
    }
}

/// One command.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Part of the help.
    pub category: Category,
    /// What it does.
    pub verb: Verb,
    /// How it is said, in the language of `super::pattern`; the first one is shown in the help.
    pub phrases: &'static [&'static str],
    /// Rarer wordings: understood when they are heard, but not searched for by sound, where each more is one more
    /// to be mistaken for another. Without the target that all `phrases` have, they are about the selection.
    pub also: &'static [&'static str],
    /// What happens, for the help.
    pub does: &'static str,
    /// When it makes sense.
    pub when: When,
    /// Whether its `phrases` are searched for by sound: not where they have so many slots that anything would fit.
    pub by_sound: bool,
}

const fn row(category: Category, verb: Verb, phrases: &'static [&'static str], does: &'static str) -> Row {
    Row {
        category,
        verb,
        phrases,
        also: &[],
        does,
        when: When::Always,
        by_sound: true,
    }
}

const fn also(also: &'static [&'static str], row: Row) -> Row {
    Row { also, ..row }
}

const fn only(when: When, row: Row) -> Row {
    Row { when, ..row }
}

const fn unheard(row: Row) -> Row {
    Row {
        by_sound: false,
        ..row
    }
}

/// All commands. Where an utterance fits several rows and several resolve, the upper one wins.
pub static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let parts = [
        control::ROWS,
        lines::ROWS,
        words::ROWS,
        form::ROWS,
        rewrite::ROWS,
        files::ROWS,
    ];
    parts.concat()
});

/// All commands as people read them: by category, in the order of the table within each.
pub fn by_category() -> Vec<&'static Row> {
    let mut rows: Vec<&'static Row> = ROWS.iter().collect();
    rows.sort_by_key(|row| row.category);
    rows
}
