//! Commands and texts of the user's own: what the settings' file says, done by `parlance edit`.

use serde_json::Value;

use crate::program::Home;

/// A home with these settings.
fn home(settings: &str) -> Home {
    let home = Home::new();
    let folder = home.folder.path().join("config");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("settings.toml"), settings).unwrap();
    home
}

/// What `edit` reports of each utterance, and what it says besides.
fn edit(home: &Home, text: &str, said: &[&str]) -> (Vec<Value>, String) {
    let mut args = vec!["edit", "--json", "--text", text];
    for words in said {
        args.extend(["--say", words]);
    }
    let ran = home.run(&args).good();
    let reports = ran.out.lines().map(|line| serde_json::from_str(line).unwrap());
    (reports.collect(), ran.err)
}

#[cfg(unix)]
const SORT: &str = "[[command]]\nsay = \"sort these lines\"\nrun = [\"sort\"]\n";

#[cfg(unix)]
#[test]
fn a_program_is_shown_before_it_replaces_and_can_be_undone() {
    let (reports, _) = edit(
        &home(SORT),
        "Buy:\n\n«pears\napples»",
        &[
            "sort these lines",
            "apply",
            "undo that",
            "sort these lines",
            "cancel",
        ],
    );
    assert_eq!(reports[0]["preview"]["text"], "apples\npears", "{reports:#?}");
    assert_eq!(reports[0]["preview"]["complete"], true);
    assert_eq!(
        (&reports[0]["applied"], &reports[0]["code"]),
        (&false.into(), &"rewrite-ready".into())
    );
    assert_eq!(reports[0]["text"], "Buy:\n\n«pears\napples»");
    assert_eq!(reports[1]["text"], "Buy:\n\napples\npears|");
    assert!(
        reports[2]["text"].as_str().unwrap().contains("pears\napples"),
        "{reports:#?}"
    );
    assert_eq!(reports[4]["preview"], Value::Null);
    assert!(
        reports[4]["text"].as_str().unwrap().contains("pears\napples"),
        "{reports:#?}"
    );
}

#[cfg(unix)]
#[test]
fn what_it_is_given_is_said_in_the_settings() {
    let home = home(
        "[[command]]\nsay = \"shout\"\nrun = [\"tr\", \"a-z\", \"A-Z\"]\ninput = \"document\"\n\n\
         [[command]]\nsay = \"number this paragraph\"\nrun = [\"sed\", \"s/^/1. /\"]\ninput = \"paragraph\"\n\n\
         [[command]]\nsay = \"write the magic word\"\nrun = [\"echo\", \"please\"]\ninput = \"nothing\"\n",
    );
    let (reports, _) = edit(&home, "One.\n\ntwo|", &["shout", "apply"]);
    assert_eq!(reports[1]["text"], "ONE.\n\nTWO|");
    let (reports, _) = edit(&home, "One.\n\ntwo|", &["number this paragraph please", "apply"]);
    assert_eq!(reports[1]["text"], "One.\n\n1. two|");
    let (reports, _) = edit(&home, "Say |now", &["write the magic word", "apply"]);
    assert_eq!(reports[1]["text"], "Say please|now");
}

#[cfg(unix)]
#[test]
fn a_program_that_fails_changes_nothing_and_says_why() {
    let home = home(
        "[[command]]\nsay = \"break it\"\nrun = [\"sh\", \"-c\", \"echo no such column >&2; exit 2\"]\n\n\
         [[command]]\nsay = \"call nobody\"\nrun = [\"no-such-program\"]\n",
    );
    let (reports, told) = edit(&home, "«pears»", &["break it", "call nobody"]);
    for (report, why) in [(&reports[0], "no such column"), (&reports[1], "no-such-program")] {
        assert_eq!(report["code"], "command-failed", "{report}");
        assert!(report["message"].as_str().unwrap().contains(why), "{report}");
        assert_eq!(
            (&report["text"], &report["preview"]),
            (&"«pears»".into(), &Value::Null)
        );
        assert!(told.contains(why), "{told}");
    }
    let (reports, _) = edit(&home, "", &["break it"]);
    assert_eq!(reports[0]["code"], "nothing-for-command", "{reports:#?}");
}

#[test]
fn a_wrong_command_is_told_with_its_line_and_is_none() {
    let home = home(
        "verbatim = true\n[[command]]\nsay = \"sort it\"\nrunn = [\"sort\"]\n\n\
         [[command]]\nsay = \"count it\"\nrun = []\n\n\
         [[command]]\nsay = \"turn it\"\nrun = [\"rev\"]\ninput = \"selecton\"\n",
    );
    let (reports, told) = edit(&home, "«pears»", &["sort it"]);
    for part in [
        "line 4",
        "`runn`",
        "`run`",
        "line 6",
        "a program and its arguments",
        "line 10",
        "`selection`",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert_ne!(reports[0]["code"], "rewrite-ready", "{reports:#?}");
}

#[test]
fn a_text_is_given_to_words_by_voice() {
    let (reports, _) = edit(
        &Home::new(),
        "",
        &[
            "when i say best wishes write with kind regards",
            "best wishes to you",
            "forget best wishes",
            "when i say just thanks write thank you very much",
            "thanks for the book",
            "new paragraph",
            "thanks",
        ],
    );
    let text = |n: usize| reports[n]["text"].as_str().unwrap().to_lowercase();
    assert_eq!(reports[0]["code"], "snippet-added", "{reports:#?}");
    assert!(text(1).contains("with kind regards to you"), "{reports:#?}");
    assert_eq!(reports[2]["code"], "own-word-forgotten", "{reports:#?}");
    assert!(text(4).contains("thanks for the book"), "{reports:#?}");
    assert!(
        text(6).ends_with("thank you very much|") || text(6).contains("thank you very much"),
        "{reports:#?}"
    );
}

#[cfg(unix)]
#[test]
fn the_example_makes_a_table_of_a_selection() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/table.py");
    let home = home(&format!(
        "[[command]]\nsay = \"make a table\"\nrun = [\"python3\", {example:?}]\n"
    ));
    let (reports, _) = edit(&home, "«pears, 3, ripe\napples, 12»", &["make a table"]);
    assert_eq!(
        reports[0]["preview"]["text"], "| pears | 3 | ripe |\n| --- | ---: | --- |\n| apples | 12 | |",
        "{reports:#?}"
    );
    let (reports, _) = edit(&home, "«one line»", &["make a table"]);
    assert!(
        reports[0]["message"]
            .as_str()
            .unwrap()
            .contains("no line has a comma"),
        "{reports:#?}"
    );
}
