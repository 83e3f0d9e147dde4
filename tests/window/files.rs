//! Files dropped on the window, exports, statistics, the microphone's picker.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui_kittest::kittest::Queryable;
use parlance::session::{Action, Listening};
use parlance::ui::{Panel, UiAction};

use super::bench::Bench;

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

fn drop_file(bench: &mut Bench, path: PathBuf) {
    bench
        .window
        .input_mut()
        .dropped_files
        .push(Arc::new(Dropped(path)));
    bench.window.step();
}

#[test]
fn a_dropped_recording_is_dictated_and_a_dropped_document_is_opened() {
    let mut bench = Bench::scripted(&["hello from the file"]);
    let recording = bench.recording();
    drop_file(&mut bench, recording);
    bench.until("dictated", |window| {
        window.logic().view().text.contains("from the file")
            && window.logic().view().listening == Listening::Idle
    });
    let document = bench.folder.path().join("Notes.md");
    std::fs::write(&document, "# Notes\n\nMilk.\n").unwrap();
    drop_file(&mut bench, document);
    bench.window.run_steps(3);
    bench
        .window
        .get_by_label("This document has changes that are not saved.");
    bench.click("Don’t save");
    bench.until("opened", |window| {
        window.logic().view().text == "# Notes\n\nMilk.\n"
    });
}

#[test]
fn what_cannot_be_opened_is_named_and_the_text_stays() {
    let mut bench = Bench::scripted(&[]);
    bench.type_text("mine");
    let picture = bench.folder.path().join("cat.png");
    std::fs::write(&picture, [0x89, b'P', 0, 0xff]).unwrap();
    drop_file(&mut bench, picture);
    bench.window.run_steps(3);
    bench.click("Don’t save");
    bench.until("told", |window| {
        window.logic().state.status.text.contains("cat.png")
    });
    assert_eq!(bench.text(), "mine");
}

#[test]
fn every_format_is_exported_beside_the_others() {
    let mut bench = Bench::dictated(&["dear anna", "see you on friday"]);
    for (name, ending) in [
        ("Plain text (.txt)", "txt"),
        ("Markdown (.md)", "md"),
        ("Web page (.html)", "html"),
        ("Word (.docx)", "docx"),
        ("Subtitles (.srt)", "srt"),
        ("Web subtitles (.vtt)", "vtt"),
        ("Transcript with times (.json)", "json"),
    ] {
        bench.perform(UiAction::Show(Some(Panel::Export)));
        bench.click(name);
        let folder = bench.folder.path().join("documents");
        bench.until(ending, |_| {
            let mut files = std::fs::read_dir(&folder).unwrap().flatten();
            files.any(|file| {
                file.path().extension().is_some_and(|e| e == ending) && file.metadata().unwrap().len() > 0
            })
        });
    }
}

#[test]
fn statistics_count_the_users_own_dictation() {
    // A recording that is opened is somebody's voice, not how fast the user speaks.
    let mut bench = Bench::dictated(&["one two three", "four five"]);
    bench.click("Statistics");
    assert!(bench.shows("Words dictated: 0"));
}

#[test]
fn the_history_is_searched_by_typing_and_an_entry_is_opened_and_deleted() {
    let mut bench = Bench::dictated(&["walnuts for anna"]);
    bench.click("New document");
    bench.click("Don’t save");
    bench.click("History");
    bench.until("kept", |window| window.logic().state.history.len() == 1);
    bench.window.run_steps(3);
    assert!(bench.shows("Today, "), "the clock on the wall");
    bench.window.get_by_label("Search the history").focus();
    bench.window.run_steps(2);
    bench.type_text("nowhere");
    bench.until("nothing found", |window| window.logic().state.history.is_empty());
    assert!(bench.shows("Nothing found."));
    for _ in 0.."nowhere".len() {
        bench.key(egui::Modifiers::NONE, egui::Key::Backspace);
    }
    bench.until("all again", |window| window.logic().state.history.len() == 1);
    bench.window.run_steps(3);
    bench.window.get_by_label_contains("Open as new ").click();
    bench.until("opened", |window| {
        window.logic().view().text.to_lowercase().contains("walnuts")
    });
    bench.window.run_steps(3);
    let folder = bench.folder.path().join("history");
    bench.window.get_by_label_contains("Delete Today").click();
    bench.window.run_steps(3);
    assert!(bench.window.query_by_label_contains("Delete Today").is_none());
    bench.turn("Take it back");
    let left = (&bench.state().deleting, &bench.state().status);
    assert!(
        bench.window.query_by_label_contains("Delete Today").is_some(),
        "{left:?}, {} entries",
        bench.state().history.len()
    );
    bench.window.get_by_label_contains("Rename Today").click();
    bench.window.run_steps(3);
    bench.window.get_by_label("Name of the entry").focus();
    bench.window.run_steps(2);
    bench.type_text("Shopping");
    bench.key(egui::Modifiers::NONE, egui::Key::Enter);
    bench.until("named", |window| {
        window.logic().state.history[0].name == "Shopping"
    });
    bench.window.run_steps(2);
    assert!(bench.shows("Shopping"));
    bench.window.get_by_label_contains("Delete Today").click();
    bench.window.run_steps(3);
    assert_eq!(
        std::fs::read_dir(&folder).unwrap().count(),
        1,
        "there is time to take it back"
    );
    bench.until("deleted", |_| std::fs::read_dir(&folder).unwrap().count() == 0);
}

#[test]
fn a_title_with_a_full_stop_and_marks_is_saved_as_a_document() {
    let mut bench = Bench::scripted(&[]);
    bench.type_text("# Plans. I like **bold** cars");
    bench.perform(UiAction::Show(Some(Panel::SaveAs)));
    assert_eq!(bench.state().file_name, "Plans. I like bold cars");
    let folder = bench.folder.path().to_path_buf();
    bench.perform(UiAction::ListFolder(Some(folder.clone())));
    bench.until("listed", move |window| window.logic().state.folder.path == folder);
    bench.window.get_by_label("File name").focus();
    bench.window.run_steps(2);
    bench.key(egui::Modifiers::NONE, egui::Key::Enter);
    bench.until("saved", |window| !window.logic().view().dirty);
    assert!(bench.folder.path().join("Plans. I like bold cars.md").is_file());
}

#[test]
fn without_a_microphone_the_picker_says_what_to_do() {
    let mut bench = Bench::scripted(&[]);
    bench.until("listed", |window| window.logic().state.devices_listed);
    let state = &mut bench.window.state_mut().logic_mut().state;
    state.devices.clear();
    bench.window.run_steps(2);
    assert!(bench.shows("No microphone found"));
    let state = &mut bench.window.state_mut().logic_mut().state;
    state.devices = vec!["Desk".to_owned()];
    state.settings.device = Some("Headset".to_owned());
    bench.window.run_steps(2);
    assert!(bench.shows("Headset (not connected)"));
    bench.perform(UiAction::ChooseDevice(Some("Desk".to_owned())));
    assert!(bench.shows("Desk"));
    let file = bench.folder.path().join("settings.toml");
    bench.until("stored", |_| {
        parlance::store::settings::Settings::load_from(&file)
            .0
            .device
            .as_deref()
            == Some("Desk")
    });
}

#[test]
fn what_another_program_wrote_is_replaced_only_on_a_yes() {
    let mut bench = Bench::scripted(&[]);
    bench.type_text("Milk.");
    let file = bench.folder.path().join("documents/diary.md");
    std::fs::write(&file, "Ten years.\n").unwrap();
    bench.perform(UiAction::SaveAs(file.clone()));
    bench.until("asked", |window| window.logic().view().asked.is_some());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "Ten years.\n");
    assert!(bench.shows("diary.md"));
    bench.perform(UiAction::Session(Action::Choose(1)));
    bench.until("saved", |window| !window.logic().view().dirty);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "Milk.\n");
    // From now on it saves by itself, but not over what has changed meanwhile.
    std::fs::write(&file, "Theirs.\n").unwrap();
    bench.type_text(" Bread.");
    bench.until("told", |window| {
        window
            .logic()
            .state
            .status
            .text
            .contains("changed by another program")
    });
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "Theirs.\n");
    bench.perform(UiAction::Save);
    bench.until("asked again", |window| window.logic().view().asked.is_some());
    bench.perform(UiAction::Session(Action::Choose(2)));
    bench.window.run_steps(3);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "Theirs.\n");
}

#[test]
fn a_document_that_was_only_opened_is_not_saved_by_itself() {
    let mut bench = Bench::scripted(&[]);
    let file = bench.folder.path().join("documents/theirs.md");
    std::fs::write(&file, "Theirs.\n").unwrap();
    bench.perform(UiAction::Open(file.clone()));
    bench.until("opened", |window| window.logic().view().text == "Theirs.\n");
    bench.perform(UiAction::Session(Action::Say("clear everything".to_owned())));
    bench.perform(UiAction::Session(Action::Choose(1)));
    assert!(bench.view().dirty && bench.state().settings.autosave);
    assert_eq!(bench.window.state().logic().autosave_in(), None);
    bench.perform(UiAction::Session(Action::Undo));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "Theirs.\n");
}

#[test]
fn what_is_asked_for_aloud_is_asked_about_aloud_and_the_history_has_what_was_left() {
    let mut bench = Bench::dictated(&["walnuts for anna"]);
    let notes = bench.folder.path().join("documents/notes.md");
    std::fs::write(&notes, "Agenda.\n").unwrap();
    bench.say("open notes");
    bench.until("asked", |window| window.logic().view().asked.is_some());
    bench.say("no");
    assert!(bench.text().contains("alnuts"));
    bench.say("new document");
    bench.say("yes");
    assert_eq!(bench.text(), "");
    bench.until("kept", |window| window.logic().state.history.len() == 1);
    let entry = &bench.state().history[0];
    assert!(entry.text.contains("alnuts") && entry.has_sound, "{entry:?}");
    bench.say("open notes");
    bench.until("opened", |window| window.logic().view().text == "Agenda.\n");
}

#[test]
fn a_name_said_aloud_leads_out_of_no_folder() {
    let mut bench = Bench::scripted(&[]);
    bench.type_text("Words.");
    let outside = bench.folder.path().join("outside");
    bench.perform(UiAction::Session(Action::Say(format!(
        "save as {}",
        outside.display()
    ))));
    bench.until("saved", |window| !window.logic().view().dirty);
    let saved = bench.view().path.unwrap().to_owned();
    assert_eq!(
        saved.parent(),
        Some(bench.folder.path().join("documents").as_path())
    );
}

#[test]
fn a_folder_that_is_listed_late_clears_nothing_that_was_typed_meanwhile() {
    let mut bench = Bench::scripted(&[]);
    let logic = bench.window.state_mut().logic_mut();
    logic.perform(UiAction::Show(Some(Panel::Open)));
    logic.state.file_name = "quick hands".to_owned();
    bench.until("listed", |window| {
        window.logic().state.folder.path.ends_with("documents")
    });
    assert_eq!(bench.state().file_name, "quick hands");
}
