//! The tables of fixtures/commands through the session: (text, utterances, text), look-alikes, chains.

use std::path::Path;
use std::sync::LazyLock;

use parlance::command::{self, ROWS};
use parlance::session::{Action, Effect, Session, SessionConfig, read_marks, write_marks};
use parlance::settings::{CommandInput, OwnCommand};
use parlance::transcript::polish::{OwnWord, PolishSettings, Polisher, Replacement, Vocabulary};
use parlance::transcript::{Event, Utterance};

/// A session as the tables expect it: one own word, one snippet, one command of the user's own.
fn session(marked: &str) -> Session {
    static POLISHER: LazyLock<Polisher> =
        LazyLock::new(|| Polisher::load(None, &PolishSettings::default()).expect("the polisher is built in"));
    let mut polisher = POLISHER.clone();
    polisher.set_vocabulary(Vocabulary {
        words: vec![OwnWord {
            spelling: "Kowalczyk".into(),
            sounds_like: Vec::new(),
        }],
        replacements: vec![Replacement {
            spoken: "my address".into(),
            written: "12 Main Street".into(),
            alone: false,
        }],
    });
    let sort = OwnCommand {
        say: "sort these lines".into(),
        run: vec!["sort".into()],
        input: CommandInput::Selection,
        timeout_s: 10,
        network: false,
    };
    let mut session = Session::new(SessionConfig {
        commands: vec![sort],
        ..SessionConfig::new(polisher)
    });
    let (text, anchor, caret) = read_marks(marked);
    session.perform(Action::Load { text, path: None });
    session.perform(Action::StartListening);
    session.on_event(Event::Listening);
    session.perform(Action::Select { anchor, caret });
    session
}

fn marked(session: &Session) -> String {
    let view = session.view();
    write_marks(view.text, view.anchor, view.caret)
}

fn table(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/commands")
        .join(name);
    std::fs::read_to_string(path).expect("the table is in fixtures/commands")
}

/// Says the utterances; what the last one gave as effects.
fn say(session: &mut Session, utterances: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for utterance in utterances.split(" > ") {
        let speaker = utterance.strip_prefix("[speaker 1] ");
        let mut heard = Utterance::from_text(speaker.unwrap_or(utterance));
        heard.speaker = speaker.map(|_| 0);
        effects = session.hear(&heard);
    }
    effects
}

#[test]
fn every_row_of_the_table_holds() {
    let table = table("commands.tsv");
    let mut wrong = Vec::new();
    let mut rows = 0;
    for line in table
        .lines()
        .filter(|line| line.contains('\t') && !line.starts_with("# text"))
    {
        rows += 1;
        let mut columns = line.split('\t').map(|column| column.replace("\\n", "\n"));
        let (text, said, expected) = match (columns.next(), columns.next(), columns.next()) {
            (Some(text), Some(said), Some(expected)) => (text, said, expected),
            _ => panic!("three columns: {line}"),
        };
        let mut session = session(&text);
        let effects = say(&mut session, &said);
        let choices: Vec<&str> = session
            .view()
            .choices
            .iter()
            .map(|choice| choice.label.as_str())
            .collect();
        let told = format!("{} {effects:?} {choices:?}", session.view().message);
        let is = marked(&session);
        let as_text = expected == "TEXT" && session.view().message.code().starts_with("wrote");
        if !as_text && is != expected {
            wrong.push(format!(
                "{text:?} + {said:?}\n   is       {is:?}\n   expected {expected:?}\n   told     {told}"
            ));
        } else if let Some(holds) = columns.next()
            && !told.contains(&holds)
        {
            wrong.push(format!(
                "{text:?} + {said:?}\n   told {told}\n   expected {holds:?}"
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {rows} rows:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(rows >= 550, "{rows} rows");
}

#[test]
fn look_alikes_stay_text() {
    let table = table("look-alikes.txt");
    // In an empty document, and in one whose words the utterances do not name.
    for start in [
        "|",
        "We met Anna on Tuesday. She was glad.\n\nMany people liked her speech.|",
    ] {
        let mut wrong = Vec::new();
        let mut rows = 0;
        for said in table.lines().filter(|line| !line.starts_with('#')) {
            rows += 1;
            let mut session = session(start);
            say(&mut session, said);
            if !session.view().message.code().starts_with("wrote") {
                wrong.push(format!("{said:?}: {}", session.view().message));
            }
        }
        assert!(
            wrong.is_empty(),
            "{} of {rows} rows:\n{}",
            wrong.len(),
            wrong.join("\n")
        );
        assert!(rows >= 150, "{rows} rows");
    }
}

#[test]
fn every_phrase_of_the_grammar_is_in_the_table() {
    // What is said in other words has rows in the tables of wordings, which `wordings` holds.
    let tables = [
        "commands.tsv",
        "wordings.tsv",
        "wordings-more.tsv",
        "wordings-unseen.tsv",
        "wordings-broad.tsv",
    ]
    .map(table);
    let said: Vec<Vec<&str>> = tables
        .iter()
        .flat_map(|table| table.lines())
        .filter_map(|line| line.split('\t').nth(1))
        .flat_map(|column| column.split(" > ").flat_map(|said| said.split(";;")))
        .map(|said| said.split_whitespace().collect())
        .collect();
    let phrases = ROWS.iter().flat_map(|row| row.phrases.iter().chain(row.also));
    let missing: Vec<_> = phrases
        .filter(|phrase| !said.iter().any(|words| command::fits(phrase, words)))
        .collect();
    assert!(missing.is_empty(), "no row says: {missing:#?}");
}

#[test]
fn chains_of_ten_undo_back_to_the_start() {
    let table = table("chains.txt");
    let mut chains = 0;
    for chain in table.split("\n\n").filter(|chain| !chain.starts_with('#')) {
        let mut lines = chain.lines().map(|line| line.replace("\\n", "\n"));
        let start = lines.next().expect("a chain begins with a text");
        let mut session = session(&start);
        let (mut seen, mut steps) = (vec![session.text().to_owned()], 0);
        for said in lines {
            if let Some(end) = said.strip_prefix("= ") {
                assert_eq!(marked(&session), end, "{chain}");
                continue;
            }
            say(&mut session, &said);
            steps += 1;
            let text = session.text().to_owned();
            // A choice takes the place of the step before: it is no step of its own.
            if said.starts_with("choose") {
                seen.pop();
            }
            if seen.last() != Some(&text) {
                seen.push(text);
            }
        }
        assert_eq!(steps, 10, "{chain}");
        let end = session.text().to_owned();
        while let Some(expected) = seen.pop() {
            assert_eq!(session.text(), expected, "{chain}");
            if !seen.is_empty() {
                say(&mut session, "undo");
            }
        }
        assert!(!session.view().can_undo, "one step too many: {chain}");
        while session.view().can_redo {
            say(&mut session, "redo");
        }
        assert_eq!(session.text(), end, "{chain}");
        chains += 1;
    }
    assert!(chains >= 5, "{chains} chains");
}
