//! Commands spoken by voices that training never heard, from sound to the document, through the shipped program.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::{Home, words};

/// Least share of the fixture's commands that must be carried out rightly. How good the commands are is measured
/// over many more recordings by `parlance bench commands`; here a fall below this means that something broke.
const LEAST_RIGHT: f64 = 0.5;

fn sound(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/commands/sounds")
        .join(name)
}

#[test]
fn spoken_commands_are_carried_out_and_dictation_is_written() {
    let ran = Home::new()
        .run(&["bench", "commands", "--json", "--verbose"])
        .good();
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    for failure in report["failures"].as_array().unwrap() {
        println!("{failure}");
    }
    let all = &report["commands"][0];
    println!("{all}\n{}", report["false_commands"][0]);
    assert_eq!(report["unfit"], 0, "the table agrees with what typed words do");
    assert!(all["of"].as_u64().unwrap() >= 24);
    assert!(report["false_commands"][0]["of"].as_u64().unwrap() >= 24);
    assert!(all["share"].as_f64().unwrap() >= LEAST_RIGHT, "{all}");
    // Below half a percent means none of a few dozen.
    assert_eq!(report["false_commands"][0]["n"], 0);
}

#[test]
fn a_command_spoken_after_dictation_changes_the_document() {
    let home = Home::new();
    let dictate = |name: &str| {
        let path = sound(name).display().to_string();
        home.run(&["dictate", "--input", &path]).good().out
    };
    let plain = dictate("letter-plain.flac");
    assert!(words(&plain).len() >= 4, "{plain}");
    for name in ["letter-scratch.flac", "letter-delete.flac"] {
        let edited = dictate(name);
        println!("{plain:?} {name}: {edited:?}");
        assert!(words(&edited).len() < words(&plain).len(), "{name}: {edited}");
        assert!(plain.starts_with(edited.trim_end()), "{name}: {edited}");
    }
    let split = dictate("letter-paragraph.flac");
    assert_eq!(words(&split), words(&plain), "{split}");
    assert!(split.contains("\n\n"), "{split}");
}
