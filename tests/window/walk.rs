//! From the first start to a Word file: once by keys alone, once as assistive technology does it, by names and roles.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use parlance::session::Listening;

use super::bench::Bench;

/// The name of what has the keyboard.
fn focused(bench: &Bench) -> String {
    let id = bench.window.ctx.memory(|memory| memory.focused());
    let mut nodes = bench.window.root().children_recursive();
    let node = nodes.find(|node| Some(node.accesskit_node().locate().0.0) == id.map(|id| id.value()));
    node.and_then(|node| node.accesskit_node().label())
        .unwrap_or_default()
}

#[track_caller]
fn tab_to(bench: &mut Bench, name: &str) {
    for _ in 0..200 {
        if focused(bench) == name {
            return;
        }
        bench.key(Modifiers::NONE, Key::Tab);
    }
    panic!("Tab never reaches {name}");
}

#[track_caller]
fn ends_with_a_word_file(bench: &mut Bench) {
    let folder = bench.folder.path().join("documents");
    bench.until("the Word file", |_| {
        let mut files = std::fs::read_dir(&folder).unwrap().flatten();
        files.any(|file| file.path().extension().is_some_and(|ending| ending == "docx"))
    });
}

#[track_caller]
fn dictated(bench: &mut Bench) {
    bench.until("dictated", |window| {
        let view = window.logic().view();
        view.segments.len() == 1 && view.listening == Listening::Idle
    });
    assert!(
        bench.shows("Dear anna") || bench.shows("Dear Anna"),
        "{}",
        bench.text()
    );
}

#[test]
fn by_keys_alone() {
    let mut bench = Bench::scripted(&["dear anna see you on tuesday"]);
    let recording = bench.recording().display().to_string();
    bench.window.run_steps(3);
    assert!(bench.shows("Say it. It’s written.") && bench.shows("is kept for 30 days"));
    bench.key(Modifiers::COMMAND, Key::O);
    bench.type_text(&recording);
    bench.key(Modifiers::NONE, Key::Enter);
    dictated(&mut bench);
    bench.key(Modifiers::COMMAND, Key::K);
    bench.type_text("replace tuesday with friday");
    bench.key(Modifiers::NONE, Key::Enter);
    assert!(bench.text().contains("Friday"), "{}", bench.text());
    bench.key(Modifiers::NONE, Key::Escape);
    bench.key(Modifiers::COMMAND, Key::E);
    tab_to(&mut bench, "Word (.docx)");
    bench.key(Modifiers::NONE, Key::Enter);
    ends_with_a_word_file(&mut bench);
}

#[test]
fn as_assistive_technology_does_it() {
    let mut bench = Bench::scripted(&["dear anna see you on tuesday"]);
    let recording = bench.recording().display().to_string();
    bench.window.run_steps(3);
    bench.turn("Open");
    bench.window.get_by_label("File name").focus();
    bench.type_text(&recording);
    bench.key(Modifiers::NONE, Key::Enter);
    dictated(&mut bench);
    // The text is the value of a field with a name; what is told is in a live region.
    let document = bench.window.get_by_label("Document");
    assert_eq!(document.accesskit_node().role(), Role::MultilineTextInput);
    bench.turn("What can I say");
    bench.window.get_by_label("Type a command").focus();
    bench.type_text("replace tuesday with friday");
    bench.key(Modifiers::NONE, Key::Enter);
    assert!(bench.shows("Friday"), "{}", bench.text());
    bench.turn("Export");
    bench.turn("Word (.docx)");
    ends_with_a_word_file(&mut bench);
}
