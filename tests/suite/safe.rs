//! Nothing of the user's is overwritten, leaked or silently left out: the text side of the program, as it is called.

use std::fs;
use std::process::Stdio;

use parlance::session::{Action, Session, SessionConfig};
use parlance::transcript::Utterance;
use parlance::transcript::polish::{PolishSettings, Polisher};

use crate::program::{Home, Ran, output};

/// `parlance edit` in a home that has these files.
fn edit(home: &Home, args: &[&str]) -> Ran {
    let mut all = vec!["edit"];
    all.extend(args);
    home.run(&all)
}

fn with(files: &[(&str, &str)]) -> Home {
    let home = Home::new();
    for (name, text) in files {
        fs::write(home.folder.path().join(name), text).unwrap();
    }
    home
}

fn read(home: &Home, name: &str) -> String {
    fs::read_to_string(home.folder.path().join(name)).unwrap()
}

#[test]
fn line_ends_and_byte_order_mark_stay() {
    for (was, is) in [
        (
            "Old one.\r\nSecond line.\r\n",
            "Old one.\r\nSecond line.\r\nNew thing",
        ),
        (
            "\u{feff}With a mark.\nSecond line.\n",
            "\u{feff}With a mark.\nSecond line.\nNew thing",
        ),
    ] {
        let home = with(&[("x.md", was)]);
        edit(
            &home,
            &[
                "--file",
                "x.md",
                "--say",
                "go to the end",
                "--say",
                "new thing",
                "--say",
                "save",
            ],
        )
        .good();
        let now = read(&home, "x.md");
        assert!(now.starts_with(is.trim_end()), "{now:?}");
        assert_eq!(
            now.matches('\n').count() - now.matches("\r\n").count(),
            is.replace("\r\n", "").matches('\n').count() + usize::from(!was.contains('\r')),
            "{now:?}"
        );
    }
}

#[test]
fn another_documents_name_is_asked_about() {
    let home = with(&[("meeting notes.md", "Minutes.\n")]);
    let ran = edit(
        &home,
        &["--text", "Milk.", "--say", "save as meeting notes", "--json"],
    );
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.out.contains("“meeting notes.md”") && ran.out.contains("\"consent\""),
        "{}",
        ran.out
    );
    assert_eq!(read(&home, "meeting notes.md"), "Minutes.\n");
    let ran = edit(
        &home,
        &["--text", "Milk.", "--say", "save as meeting notes", "--say", "no"],
    );
    assert_eq!(
        (ran.code, read(&home, "meeting notes.md").as_str()),
        (Some(1), "Minutes.\n")
    );
    edit(
        &home,
        &[
            "--text",
            "Milk.",
            "--say",
            "save as meeting notes",
            "--say",
            "yes",
        ],
    )
    .good();
    assert!(read(&home, "meeting notes.md").contains("Milk."));
}

#[test]
fn unsaved_text_is_not_left_unasked() {
    let home = with(&[("notes.md", "Agenda.\n")]);
    let text = ["--text", "My long unsaved text|"];
    let ran = edit(
        &home,
        &[&text[..], &["--say", "open notes", "--say", "undo that"]].concat(),
    )
    .good();
    assert!(ran.out.contains("My long unsaved text"), "{ran:?}");
    let ran = edit(
        &home,
        &[&text[..], &["--say", "open notes", "--say", "yes"]].concat(),
    )
    .good();
    assert!(ran.out.contains("Agenda."), "{ran:?}");
}

#[test]
fn a_spoken_name_leads_out_of_no_folder() {
    let home = Home::new();
    let inside = home.folder.path().join("inside");
    fs::create_dir(&inside).unwrap();
    let absolute = format!("save as {}", home.folder.path().join("abs").display());
    for said in [
        "save as ../outside",
        &absolute,
        "open /etc/hostname",
        "open ../secret",
    ] {
        fs::write(home.folder.path().join("secret.md"), "secret").unwrap();
        let mut command = home.parlance(&["edit", "--text", "Words.", "--say", said, "--json"]);
        let ran = Ran::of(output(command.current_dir(&inside).stdin(Stdio::null())));
        assert!(
            ran.out.contains("Words.") && !ran.out.contains("\"text\":\"secret"),
            "{said}: {ran:?}"
        );
    }
    let mut names: Vec<String> = fs::read_dir(home.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["inside", "secret.md"]);
}

#[test]
fn what_could_not_be_saved_is_told_and_makes_the_exit_code_1() {
    let home = Home::new();
    fs::create_dir(home.folder.path().join("budget.md")).unwrap();
    let ran = edit(&home, &["--text", "Words.", "--say", "save as budget"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err.contains("budget.md") && ran.out.contains("Words."),
        "{ran:?}"
    );
    let long = "x".repeat(240) + ".md";
    let home = with(&[(&long, "Old.\n")]);
    edit(
        &home,
        &[
            "--file",
            &long,
            "--say",
            "go to the end",
            "--say",
            "new thing",
            "--say",
            "save",
        ],
    )
    .good();
    assert!(read(&home, &long).contains("ew thing"));
}

#[cfg(unix)]
#[test]
fn a_saved_document_keeps_its_mode() {
    use std::os::unix::fs::PermissionsExt;
    let home = with(&[("x.md", "Old.\n")]);
    let path = home.folder.path().join("x.md");
    for mode in [0o600, 0o640, 0o664] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        edit(
            &home,
            &[
                "--file",
                "x.md",
                "--say",
                "go to the end",
                "--say",
                "more",
                "--say",
                "save",
            ],
        )
        .good();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, mode);
    }
}

/// Runs a line of shell with the program as `$0`.
fn shell(home: &Home, line: &str) -> Ran {
    let mut command = home.command("bash");
    command
        .args(["-o", "pipefail", "-c", line, env!("CARGO_BIN_EXE_parlance")])
        .stdin(Stdio::null());
    Ran::of(output(&mut command))
}

#[test]
fn a_full_or_closed_output_is_told_and_makes_the_exit_code_1() {
    if !cfg!(target_os = "linux") {
        println!("/dev/full is Linux's: nothing to test here");
        return;
    }
    let home = Home::new();
    for line in [
        "\"$0\" edit --text a --say 'go to the end' > /dev/full",
        "\"$0\" edit --text a --say 'go to the end' --json > /dev/full",
        "echo one two | \"$0\" polish > /dev/full",
        "echo one two | \"$0\" polish --diff > /dev/full",
        "\"$0\" --help > /dev/full",
        "\"$0\" --version > /dev/full",
        "\"$0\" erase --yes > /dev/full",
        "\"$0\" edit --json --text a --say 'go to the end' --say 'go to the start' | true; exit ${PIPESTATUS[0]}",
    ] {
        let ran = shell(&home, line);
        assert_eq!(ran.code, Some(1), "{line}: {ran:?}");
        assert_eq!(ran.err.matches("standard output").count(), 1, "{line}: {ran:?}");
        assert!(!ran.err.contains("panicked"), "{line}: {ran:?}");
    }
    // Nobody left to be told: the work is done all the same.
    let ran = shell(
        &home,
        "\"$0\" edit --text a --say 'open nowhere' 2> >(exec true); sleep 0.1",
    );
    assert!(ran.out.contains('a'), "{ran:?}");
}

#[test]
fn control_characters_reach_no_terminal() {
    let home = with(&[("own.txt", "Git\u{1b}[2JHub\n")]);
    let evil = "a\u{1b}]0;title\u{7}b";
    for args in [
        &["edit", "--text", evil, "--say", "go to the end"][..],
        &["edit", "--text", evil, "--json", "--say", "go to the end"],
        &["edit", "--text", "x", "--say", "open \u{1b}[2J"],
        &["edit", "--file", evil],
        &["polish", "--vocabulary", evil],
        &["--bogus\u{1b}[2J"],
        &["bogus\u{1b}[2J"],
        &[evil],
    ] {
        let ran = home.run(args);
        let both = format!("{}{}", ran.out, ran.err);
        assert!(
            !both.contains(|c: char| c.is_control() && c != '\n' && c != '\t'),
            "{args:?}: {both:?}"
        );
    }
    let ran = home.run_with(
        &["polish", "--vocabulary", "own.txt"],
        b"we use git hub \x1b[31m today\n",
    );
    assert!(!ran.out.contains('\u{1b}'), "{ran:?}");
}

#[test]
fn a_line_that_is_no_text_ends_no_polish() {
    let home = Home::new();
    let ran = home.run_with(&["polish"], b"first line\nbad \xff line\nthird line\n");
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.out.contains("First line") && ran.out.contains("Third line"),
        "{ran:?}"
    );
    assert!(ran.err.contains("line 2"), "{ran:?}");
}

#[test]
fn lists_and_settings_without_an_end_are_refused() {
    if !cfg!(target_os = "linux") {
        println!("/dev/zero is Linux's: nothing to test here");
        return;
    }
    let home = Home::new();
    let ran = home.run_with(&["polish", "--vocabulary", "/dev/zero"], b"one\n");
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("/dev/zero") && ran.err.contains("MB"), "{ran:?}");
    // One word of a million letters is none.
    fs::write(home.folder.path().join("long.txt"), "x".repeat(1_000_000)).unwrap();
    let ran = home.run_with(&["polish", "--vocabulary", "long.txt"], b"one\n");
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("line 1"), "{ran:?}");
}

/// A data folder with something of everything.
fn full_home() -> Home {
    let home = Home::new();
    for (folder, file, text) in [
        (
            "sessions/20261101-000000-1",
            "journal.jsonl",
            "{\"kind\":\"state\",\"text\":\"cut off\",\"recording\":0,\"heard_ms\":0,\"complete\":false}\n",
        ),
        (
            "history/20261102-000000-1",
            "journal.jsonl",
            "{\"kind\":\"session\",\"at\":1764000000,\"version\":\"0.1.0\"}\n",
        ),
        ("unreadable/20261103-000000_x", "journal.jsonl", "damaged\n"),
        ("history/mine", "important.txt", "a file of the user"),
    ] {
        let folder = home.data().join(folder);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(file), text).unwrap();
    }
    home
}

#[test]
fn erase_takes_all_that_was_said_and_nothing_else() {
    let home = full_home();
    let ran = home.run(&["erase"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("--yes") && home.data().join("history/20261102-000000-1").exists());
    let ran = home.run(&["erase", "--yes"]);
    assert_eq!(ran.code, Some(1), "something is left: {ran:?}");
    assert!(ran.err.contains("mine"), "{ran:?}");
    assert!(home.data().join("history/mine/important.txt").exists());
    assert!(!home.data().join("sessions").exists() && !home.data().join("unreadable").exists());
    assert_eq!(fs::read_dir(home.data().join("history")).unwrap().count(), 1);
    fs::remove_dir_all(home.data().join("history/mine")).unwrap();
    home.run(&["erase", "--yes"]).good();
}

#[test]
fn what_was_brought_back_is_where_undo_ends() {
    let polisher = Polisher::load(None, &PolishSettings::default()).unwrap();
    let mut session = Session::new(SessionConfig::new(polisher));
    let recover = |text: &str| Action::Recover {
        text: text.to_owned(),
    };
    session.perform(recover("The old letter."));
    for said in ["undo that", "undo everything", "scratch that"] {
        session.hear(&Utterance::from_text(said));
        assert_eq!(session.text(), "The old letter.", "{said}");
    }
    session.hear(&Utterance::from_text("and more words"));
    session.hear(&Utterance::from_text("undo everything"));
    assert_eq!(session.text(), "The old letter.");
    session.perform(Action::Recovered);
    session.perform(Action::Undo);
    assert_eq!(session.text(), "The old letter.", "it was there first");
    // Beside what was written since: undo reaches it when all of it has been heard.
    let polisher = Polisher::load(None, &PolishSettings::default()).unwrap();
    let mut session = Session::new(SessionConfig::new(polisher));
    session.hear(&Utterance::from_text("something new"));
    let new = session.text().to_owned();
    session.perform(recover("The old letter."));
    session.hear(&Utterance::from_text("undo that"));
    assert_eq!(session.text(), format!("{new}\n\nThe old letter."));
    session.perform(Action::Recovered);
    session.perform(Action::Undo);
    assert_eq!(session.text(), new);
}
