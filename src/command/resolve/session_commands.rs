//! Commands that the session carries out: here it is found out whether they make sense now, and what they are about.

use super::{Answer, Job, only_if, session_command};
use crate::command::scene::Numbers;
use crate::command::session_command::SessionCommand;
use crate::command::spelling::names_mark;
use crate::command::spoken;
use crate::command::target::{self, Miss, Target};
use crate::command::verb::How;
use crate::command::words::strip_any_prefix;
use crate::message::Message;

pub(super) fn choose(job: &Job<'_>) -> Answer {
    let number = job.number().unwrap_or(1);
    // "the first one" of places of which the nearest is taken already is the first in the text.
    let by_order = number == 1 && job.command.said.ends_with(" one");
    let command = SessionCommand::Choose { number, by_order };
    only_if(job.scene.n_choices > 0, command)
}

/// "add … at the end": "a comma" is the mark, not the word.
pub(super) fn append(job: &Job<'_>) -> Answer {
    let words = job.words();
    let bare = strip_any_prefix(&words, &["a ", "an "])
        .filter(|rest| names_mark(rest))
        .map(str::to_owned);
    session_command(SessionCommand::Append(bare.unwrap_or(words)))
}

/// "add a question mark", "insert a blank line": what the mark's name alone would do inside dictation.
pub(super) fn insert_mark(job: &Job<'_>) -> Answer {
    let said = &job.command.said;
    let named = said.strip_suffix(" here").unwrap_or(said);
    let name: Vec<&str> = named.split(' ').skip(2).collect();
    let name = match name.as_slice() {
        ["line", "break"] => "new line".to_owned(),
        ["blank", "line"] | ["paragraph", "break"] => "new paragraph".to_owned(),
        name => name.join(" "),
    };
    session_command(SessionCommand::InsertMark(name))
}

pub(super) fn copy_everything(job: &Job<'_>) -> Answer {
    match job.text.trim().is_empty() {
        true => Err(Miss::Thing(Message::NothingToCopy)),
        false => session_command(SessionCommand::CopyEverything),
    }
}

/// A rewrite of what is named, else of what was just said, else of everything.
pub(super) fn rewrite(job: &Job<'_>, how: How) -> Answer {
    let otherwise = || {
        let everything = || target::resolve(&Target::Everything, job.scene).ok();
        let whole = || everything().map(|found| found.ranges[0].clone());
        job.scene.that().or_else(whole)
    };
    let range = job.range_or(otherwise)?;
    let words = match how {
        How::Tense => {
            let tense = ["past", "present", "future"]
                .into_iter()
                .find(|tense| job.command.said.contains(tense));
            Some(tense.unwrap_or("past").to_owned())
        }
        _ => job.command.words.first().cloned(),
    };
    session_command(SessionCommand::Rewrite {
        how,
        range,
        number: job.number().unwrap_or(1),
        words,
    })
}

pub(super) fn name_speaker(job: &Job<'_>) -> Answer {
    session_command(SessionCommand::NameSpeaker {
        number: job.number().unwrap_or(1),
        name: job.words(),
    })
}

pub(super) fn name_that(job: &Job<'_>) -> Answer {
    let spoken = job.scene.n_speakers > 0 && job.scene.said.is_some();
    only_if(spoken, SessionCommand::NameThat { name: job.words() })
}

pub(super) fn merge_speakers(job: &Job<'_>) -> Answer {
    match *job.command.numbers.as_slice() {
        [from, into] => session_command(SessionCommand::MergeSpeakers { from, into }),
        _ => Err(Miss::Nothing),
    }
}

/// Words that were named are found in the text where they stand there; else they are taken as they were said.
pub(super) fn add_word(job: &Job<'_>) -> Answer {
    let said = match job.first_target() {
        Some(Target::Text(words)) => words.join(" "),
        _ => String::new(),
    };
    session_command(SessionCommand::AddWord {
        range: job.range(),
        said,
    })
}

/// "when I say only …", "when I say … by itself": not in the middle of other words.
pub(super) fn add_snippet(job: &Job<'_>) -> Answer {
    let (Some(said), Some(words)) = (job.command.words.first(), job.command.words.get(1)) else {
        return Err(Miss::Nothing);
    };
    let said = said.to_lowercase();
    let before = strip_any_prefix(&said, &["only ", "just "]);
    let behind = [" alone", " by itself", " on its own"];
    let behind = behind.iter().find_map(|word| said.strip_suffix(word));
    let name = before.or(behind).unwrap_or(&said).trim();
    let command = SessionCommand::AddSnippet {
        said: name.to_owned(),
        written: job.scene.writer.write(words, "", "", Numbers::Usual),
        alone: before.or(behind).is_some(),
    };
    only_if(!name.is_empty(), command)
}

/// The command, if the words that were said are one of these of the user's.
pub(super) fn if_known<'k, 't: 'k>(
    job: &Job<'_>,
    known: impl IntoIterator<Item = &'k &'t str>,
    command: fn(String) -> SessionCommand,
) -> Answer {
    let said = job.command.words.first().ok_or(Miss::Nothing)?;
    let is_known = known.into_iter().any(|known| spoken::same(said, known));
    only_if(is_known, command(said.clone()))
}
