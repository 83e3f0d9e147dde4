//! Several windows over one file of settings: none undoes what another one saved.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use parlance::settings::{Settings, Theme};
use parlance::ui::UiAction;

use super::bench::Bench;

fn stored(bench: &Bench) -> Settings {
    Settings::load_from(&bench.settings_file()).0
}

/// Waits for what is in the file.
#[track_caller]
fn until_stored(bench: &mut Bench, what: &str, holds: impl Fn(&Settings) -> bool) {
    let file = bench.settings_file();
    bench.until(what, |_| holds(&Settings::load_from(&file).0));
}

#[track_caller]
fn add_word(bench: &mut Bench, word: &str) {
    bench.click("Own words");
    bench.window.get_by_label("New word").focus();
    bench.window.run_steps(2);
    bench.type_text(word);
    bench.click("Add");
    bench.key(Modifiers::NONE, Key::Escape);
    until_stored(bench, word, |settings| {
        settings.vocabulary.iter().any(|it| it == word)
    });
}

#[test]
fn what_one_window_saves_stays_whatever_the_other_changes() {
    let mut first = Bench::scripted(&[]);
    let mut second = first.beside();
    add_word(&mut second, "Siobhán");
    // A change of something else, of the same list, and of other parts of the same table.
    first.key(Modifiers::COMMAND, Key::Plus);
    until_stored(&mut first, "the larger text", |settings| {
        settings.window.font_size > 18.5
    });
    assert_eq!(stored(&first).vocabulary, ["Siobhán"]);
    add_word(&mut first, "Zoë");
    second.click("Settings");
    second.click("Dark");
    until_stored(&mut second, "dark", |settings| {
        settings.window.theme == Theme::Dark
    });
    first.click("Own words");
    first.click("Forget Zoë");
    until_stored(&mut first, "forgotten", |settings| {
        settings.vocabulary == ["Siobhán"]
    });
    let now = stored(&first);
    assert_eq!((now.window.theme, now.window.font_size), (Theme::Dark, 19.0));
    // Neither writes anything when it ends, and a third one has it all.
    let file = second.settings_file();
    let folder = first.folder.path().to_owned();
    let Bench {
        window,
        folder: _kept,
        ..
    } = first;
    drop((window, second));
    assert!(folder.is_dir());
    assert_eq!(Settings::load_from(&file).0, now);
}

#[test]
fn documents_opened_in_two_windows_are_all_remembered_the_last_one_first() {
    let mut first = Bench::scripted(&[]);
    let mut second = first.beside();
    let folder = first.folder.path().join("letters");
    std::fs::create_dir_all(&folder).unwrap();
    let open = |bench: &mut Bench, name: &str| {
        let path = folder.join(name);
        std::fs::write(&path, name).unwrap();
        bench.perform(UiAction::Open(path.clone()));
        until_stored(bench, name, |settings| {
            settings.window.recent_files.first() == Some(&path)
        });
    };
    open(&mut first, "one.md");
    open(&mut first, "two.md");
    let mut third = second.beside();
    open(&mut second, "three.md");
    open(&mut third, "four.md");
    open(&mut first, "one.md");
    let names: Vec<_> = stored(&first)
        .window
        .recent_files
        .iter()
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    assert_eq!(names, ["one.md", "four.md", "three.md", "two.md"]);
}
