//! The window, driven by keys, clicks and utterances through its real backend: pipeline, threads, files.
//!
//! The recogniser is a script where a test is about the window; the built-in one is used where words count.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

mod bench;
mod daily;
mod directions;
mod files;
mod faults;
mod finding;
mod hearing;
mod keyboard;
mod long;
mod look;
mod measure;
mod picture;
mod recogniser;
mod sound;
mod together;
mod voice;
mod walk;

use std::path::Path;

use egui_kittest::kittest::Queryable;
use parlance::session::Listening;
use parlance::settings::{Settings, Theme};
use parlance::ui::{Panel, Source, UiAction, editor_id};

use bench::Bench;

#[test]
fn a_recording_becomes_text_with_live_words_on_the_way() {
    let mut bench = Bench::scripted(&["hello there", "how are you"]);
    let file = bench.recording();
    bench.perform(UiAction::Listen(Source::File {
        path: file,
        realtime: true,
    }));
    bench.until("live words", |window| !window.logic().view().live.0.is_empty());
    assert!(
        !bench.text().contains("how are you"),
        "live words are not in the document"
    );
    bench.until("both utterances", |window| {
        window.logic().view().segments.len() == 2
    });
    bench.until("the end", |window| {
        window.logic().view().listening == Listening::Idle
    });
    let text = bench.text().to_lowercase();
    assert!(
        text.contains("hello there") && text.contains("how are you"),
        "{text}"
    );
    assert_eq!(bench.window.state().logic().view().dictated_words, 5);
    bench.window.get_by_label("Start listening");
}

#[test]
fn typing_voice_undo_and_redo_are_one_history() {
    let mut bench = Bench::scripted(&[]);
    bench.type_text("Meet me");
    bench.type_text(" on Tuesday.");
    assert_eq!(bench.text(), "Meet me on Tuesday.");
    bench.say("see you then");
    assert!(
        bench.text().to_lowercase().contains("see you then"),
        "{}",
        bench.text()
    );
    bench.key(egui::Modifiers::COMMAND, egui::Key::Z);
    assert_eq!(bench.text(), "Meet me on Tuesday.");
    bench.key(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, egui::Key::Z);
    assert!(bench.text().to_lowercase().contains("see you then"));
    bench.click("Undo");
    assert_eq!(bench.text(), "Meet me on Tuesday.");
    bench.say("scratch that");
    bench.window.run_steps(2);
}

#[test]
fn the_keyboard_selects_and_types_over_where_the_session_is_told() {
    let mut bench = Bench::scripted(&[]);
    bench.type_text("one two");
    bench.key(
        egui::Modifiers::SHIFT | egui::Modifiers::ALT,
        egui::Key::ArrowLeft,
    );
    let view = bench.window.state().logic().view();
    assert_ne!(view.anchor, view.caret, "a selection in the session");
    assert_eq!(view.anchor, 7);
    let caret = view.caret;
    bench.type_text("X");
    assert_eq!(bench.text(), format!("{}X", &"one two"[..caret]));
}

#[test]
fn saving_opening_exporting_and_the_question_before_leaving() {
    let mut bench = Bench::scripted(&[]);
    bench.type_text("Letter to Anna");
    bench.key(egui::Modifiers::COMMAND, egui::Key::S);
    bench.until("saved", |window| !window.logic().view().dirty);
    let path = bench.folder.path().join("documents/Letter to Anna.md");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "Letter to Anna\n");
    bench.click("Export");
    bench.click("Word (.docx)");
    let docx = bench.folder.path().join("documents/Letter to Anna.docx");
    bench.until("exported", |_| docx.exists());
    // The export button has the keyboard now; the next words are the document's again.
    bench.window.get_by_label("Document").focus();
    bench.type_text(" and Bob");
    bench.click("New document");
    bench
        .window
        .get_by_label("This document has changes that are not saved.");
    bench.click("Back");
    assert_eq!(bench.text(), "Letter to Anna and Bob");
    bench.click("New document");
    bench.click("Don’t save");
    assert_eq!(bench.text(), "");
    bench.perform(UiAction::Open(Path::new("letter to anna").into()));
    bench.until("opened", |window| {
        window.logic().view().text == "Letter to Anna\n"
    });
    bench.perform(UiAction::Open(Path::new("nowhere to be found").into()));
    bench.until("told", |window| {
        window.logic().state.status.text.contains("nowhere to be found")
    });
    assert_eq!(bench.text(), "Letter to Anna\n");
}

#[test]
fn settings_are_stored_and_act_at_once() {
    let mut bench = Bench::scripted(&[]);
    bench.click("Settings");
    bench.click("Dark");
    bench.click("Sans serif");
    bench.turn("Verbatim");
    assert!(bench.window.ctx.style_of(egui::Theme::Dark).visuals.dark_mode);
    assert_eq!(bench.window.ctx.theme(), egui::Theme::Dark);
    bench.key(egui::Modifiers::COMMAND, egui::Key::Plus);
    let file = bench.folder.path().join("settings.toml");
    bench.until("stored", |_| {
        let stored = Settings::load_from(&file).0;
        stored.window.theme == Theme::Dark && stored.window.font_size == 19.0 && stored.verbatim
    });
    bench.key(egui::Modifiers::NONE, egui::Key::Escape);
    assert_eq!(bench.window.state().logic().state.panel, None);
}

#[test]
fn own_words_are_added_used_and_forgotten() {
    let mut bench = Bench::scripted(&[]);
    bench.click("Own words");
    bench.window.get_by_label("New word").focus();
    bench.window.run_steps(2);
    bench.type_text("Siobhán");
    bench.click("Add");
    assert!(
        bench
            .window
            .state()
            .logic()
            .view()
            .vocabulary
            .to_lines()
            .contains(&"Siobhán".to_owned())
    );
    let file = bench.folder.path().join("settings.toml");
    bench.until("stored", |_| {
        Settings::load_from(&file).0.vocabulary == ["Siobhán"]
    });
    bench.click("Forget Siobhán");
    bench.until("forgotten", |_| {
        Settings::load_from(&file).0.vocabulary.is_empty()
    });
}

#[test]
fn a_dictated_document_is_found_in_the_history() {
    let mut bench = Bench::scripted(&["walnuts for anna"]);
    let file = bench.recording();
    bench.perform(UiAction::Listen(Source::File {
        path: file,
        realtime: true,
    }));
    bench.until("dictated", |window| window.logic().view().segments.len() == 1);
    bench.until("the end", |window| {
        window.logic().view().listening == Listening::Idle
    });
    bench.click("New document");
    bench.click("Don’t save");
    bench.perform(UiAction::Show(Some(Panel::History)));
    bench.until("in the history", |window| window.logic().state.history.len() == 1);
    bench.window.state_mut().logic_mut().state.history_query = "walnuts anna".to_owned();
    bench.perform(UiAction::SearchHistory);
    bench.until("found", |window| window.logic().state.history.len() == 1);
    assert!(
        bench.state().history[0].has_sound,
        "its sound was kept, and can be heard"
    );
    // An opened recording says nothing of how much its owner dictates.
    assert_eq!(bench.window.state().logic().state.totals.words, 0);
    bench.click("Delete all");
    bench
        .window
        .get_by_label("Delete the whole history, sound included? This cannot be undone.");
    bench
        .window
        .state_mut()
        .logic_mut()
        .perform(UiAction::Answer(parlance::ui::Reply::Yes));
    let folder = bench.folder.path().join("history");
    bench.until("deleted", |_| {
        std::fs::read_dir(&folder).map_or(0, |entries| entries.count()) == 0
    });
}

#[test]
fn the_document_has_the_keyboard_from_the_start() {
    let mut bench = Bench::scripted(&[]);
    bench.window.run_steps(3);
    assert!(bench.window.ctx.memory(|memory| memory.has_focus(editor_id())));
    bench.window.get_by_label("Say it. It’s written.");
    bench.type_text("x");
    assert!(
        bench.window.query_by_label("Say it. It’s written.").is_none(),
        "first steps leave with the first word"
    );
}
