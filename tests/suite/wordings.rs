//! Commands as people say them, and dictation that begins like one: the tables `wordings.tsv` and
//! `wordings-look-alikes.tsv` of fixtures/commands. They are made of kinds that are hard, so what is asked for is a share
//! of the rows, and that no words are lost where a row fails.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::LazyLock;

use parlance::rewrite::{Rewriter, Rules};
use parlance::session::{Action, Effect, Session, SessionConfig, read_marks, write_marks};
use parlance::transcript::polish::{PolishSettings, Polisher};
use parlance::transcript::{Event, Utterance};

static POLISHER: LazyLock<Polisher> = LazyLock::new(|| {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/builtin");
    Polisher::load(Some(models.as_path()), &PolishSettings::default()).expect("the polisher is built in")
});

/// A row: kind, start text, what is said, every text that is right.
struct Row {
    kind: String,
    start: String,
    said: String,
    right: Vec<String>,
}

fn rows(name: &str) -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/commands")
        .join(name);
    let table = std::fs::read_to_string(path).expect("the table is in fixtures/commands");
    let mut kind = String::new();
    let mut rows = Vec::new();
    for line in table.lines() {
        if let Some(next) = line.strip_prefix("# kind: ") {
            kind = next.to_owned();
        }
        let columns: Vec<String> = line
            .split('\t')
            .map(|column| column.replace("\\n", "\n"))
            .collect();
        if let [start, said, right] = columns.as_slice()
            && start != "# text"
        {
            rows.push(Row {
                kind: kind.clone(),
                start: start.clone(),
                said: said.clone(),
                right: right.split(" ## ").map(plain).collect(),
            });
        }
    }
    rows
}

/// A text without the marks of caret and selection, runs of blanks as one.
fn plain(text: &str) -> String {
    let bare: String = text.chars().filter(|c| !matches!(c, '|' | '«' | '»')).collect();
    let lines = bare.trim_matches([' ', '\n']).split('\n');
    let line = |line: &str| {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).collect();
        format!("{}{}", &line[..indent], words.join(" "))
    };
    lines.map(line).collect::<Vec<_>>().join("\n")
}

/// Says the utterances in a session of their own; rewrites are done by rules. The text with marks, and the last message.
fn say(start: &str, said: &str, always_apply: bool) -> (String, String) {
    let mut session = Session::new(SessionConfig {
        always_apply,
        ..SessionConfig::new(POLISHER.clone())
    });
    let (text, anchor, caret) = read_marks(start);
    session.perform(Action::Load { text, path: None });
    session.perform(Action::Select { anchor, caret });
    session.perform(Action::StartListening);
    session.on_event(Event::Listening);
    for utterance in said.split(";;") {
        for effect in session.hear(&Utterance::from_text(utterance)) {
            if let Effect::Rewrite {
                ticket,
                instruction,
                text,
            } = effect
            {
                let result = Rules::new().rewrite(&instruction, &text, &mut |_| ControlFlow::Continue(()));
                session.rewrite_done(ticket, result);
            }
        }
    }
    let view = session.view();
    (
        write_marks(view.text, view.anchor, view.caret),
        view.message.to_string(),
    )
}

/// Says every row of a table of at least `least` rows; `share` percent of them must come right, and nothing is typed over.
fn carried_out(table: &str, least: usize, share: usize) {
    let rows = rows(table);
    let mut wrong = Vec::new();
    for row in &rows {
        let right = |text: &str| row.right.contains(&plain(text));
        let (text, message) = say(&row.start, &row.said, false);
        let may_ask =
            row.kind.contains("may ask") && right(&say(&row.start, &format!("{};;yes", row.said), false).0);
        if right(&text) || right(&say(&row.start, &row.said, true).0) || may_ask {
            continue;
        }
        // Where something is selected and no words were to be written, none may be.
        let selected = row.start.contains('«') && !row.kind.starts_with("dictating");
        assert!(
            !(selected && message.starts_with("wrote")),
            "typed over a selection: {:?} + {:?}: {text:?}",
            row.start,
            row.said
        );
        wrong.push(format!(
            "({}) {:?} + {:?}\n   is {text:?}\n   told {message}",
            row.kind, row.start, row.said
        ));
    }
    let (n, n_wrong) = (rows.len(), wrong.len());
    assert!(n >= least, "{n} rows");
    assert!(
        n_wrong * 100 <= n * (100 - share),
        "{n_wrong} of {n} rows:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn commands_as_people_say_them_are_carried_out() {
    carried_out("wordings.tsv", 300, 95);
}

/// Two more tables, in other words; of the program as it was before them 75 and 70 % of their rows came right.
#[test]
fn commands_in_other_words_are_carried_out() {
    carried_out("wordings-more.tsv", 380, 93);
}

/// Commands of tables written before anything was built for them: 81 % of the first part came right as it was first run, 94 %
/// of the second one after mending by the first.
#[test]
fn commands_that_nothing_was_built_for_are_carried_out() {
    carried_out("wordings-unseen.tsv", 290, 95);
}

/// Commands written by somebody who had not read the grammar: 77.8 % of the first 135 rows came right as first run.
#[test]
fn held_out_commands_are_carried_out() {
    carried_out("wordings-held-out.tsv", 195, 90);
}

/// Commands by somebody who had never seen the program: 97.5 % came right as first run.
#[test]
fn commands_of_a_stranger_are_carried_out() {
    carried_out("wordings-held-out-second.tsv", 200, 95);
}

/// Commands by another stranger: 93.4 % came right as first run.
#[test]
fn commands_of_another_stranger_are_carried_out() {
    carried_out("wordings-held-out-third.tsv", 225, 93);
}

/// Commands by strangers in wordings of every kind: 48.3 and 61.3 % came right as first run, and showed what the grammar lacked.
#[test]
fn commands_in_wordings_of_every_kind_are_carried_out() {
    carried_out("wordings-held-out-fifth.tsv", 120, 96);
    carried_out("wordings-held-out-sixth.tsv", 150, 88);
    // Afterwards: 86.2 % as first run.
    carried_out("wordings-held-out-seventh.tsv", 130, 84);
    // By three more: 60.0 and 85.0 % as first run; mended by the first of them. The last one, written afterwards: 82.2 %.
    carried_out("wordings-held-out-eighth.tsv", 130, 83);
    carried_out("wordings-held-out-ninth.tsv", 120, 84);
    carried_out("wordings-held-out-tenth.tsv", 90, 80);
}

/// Commands of the kinds that commands fail in, by three strangers who had seen the kinds and nothing of the program: 93.1, 96.9
/// and 96.7 % came right as first run.
#[test]
fn commands_of_the_known_kinds_are_carried_out() {
    carried_out("wordings-held-out-eleventh.tsv", 125, 93);
    carried_out("wordings-held-out-twelfth.tsv", 125, 95);
    carried_out("wordings-held-out-thirteenth.tsv", 115, 94);
}

/// Commands far from the usual wordings: 48 % came right as first run. What fails is written, never typed over a selection.
#[test]
fn commands_of_many_voices_are_carried_out() {
    carried_out("wordings-voices.tsv", 60, 70);
}

/// Every wording that the table and the paraphrases were widened by, on texts of a few words.
#[test]
fn wordings_of_every_kind_are_carried_out() {
    carried_out("wordings-broad.tsv", 450, 97);
}

#[test]
fn dictation_that_begins_like_a_command_is_written() {
    written("wordings-look-alikes-unseen.tsv", 60);
    written("wordings-look-alikes-held-out.tsv", 90);
    // By somebody who had never seen the program: one of them was taken for a command as first run.
    written("wordings-look-alikes-held-out-second.tsv", 90);
    written("wordings-look-alikes-held-out-third.tsv", 115);
    written("wordings-look-alikes-held-out-fifth.tsv", 80);
    written("wordings-look-alikes-held-out-sixth.tsv", 80);
    written("wordings-look-alikes-held-out-seventh.tsv", 80);
    written("wordings-look-alikes-held-out-eighth.tsv", 80);
    written("wordings-look-alikes-held-out-ninth.tsv", 70);
    written("wordings-look-alikes-held-out-eleventh.tsv", 80);
    // Who looks for words that are not in the text is told so: over a selection as anywhere.
    written_but(
        "wordings-look-alikes-held-out-twelfth.tsv",
        79,
        &["find better company"],
    );
    written("wordings-look-alikes-held-out-thirteenth.tsv", 60);
    written("wordings-look-alikes-voices.tsv", 20);
    written("wordings-look-alikes.tsv", 130);
    written("wordings-look-alikes-more.tsv", 130);
}

/// Dictates every row of a table of at least `least` rows; one in a hundred may be taken for a command.
fn written(table: &str, least: usize) {
    written_but(table, least, &[]);
}

/// The same without the utterances that are commands by the grammar, whatever they were meant for.
fn written_but(table: &str, least: usize, commands: &[&str]) {
    let mut rows = rows(table);
    rows.retain(|row| !commands.contains(&row.said.as_str()));
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let is_written = |row: &&Row| {
        let text = letters(&plain(&say(&row.start, &row.said, false).0));
        row.right.iter().any(|right| letters(right) == text)
    };
    let wrong: Vec<String> = rows
        .iter()
        .filter(|row| !is_written(row))
        .map(|row| {
            format!(
                "{:?} + {:?}: {:?}",
                row.start,
                row.said,
                say(&row.start, &row.said, false)
            )
        })
        .collect();
    assert!(rows.len() >= least, "{} rows", rows.len());
    assert!(
        wrong.len() * 100 <= rows.len(),
        "{} rows:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
