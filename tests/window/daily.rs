//! What people do every day who live in the window: settings, keys, doubtful words, several recordings, speakers, dialogs.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use parlance::session::Listening;
use parlance::settings::{Settings, Shortcut};
use parlance::ui::{Panel, Source, Tone, UiAction};

use super::bench::{Bench, script};

fn with(change: impl FnOnce(&mut Settings), says: &'static [&'static str]) -> Bench {
    let mut settings = Settings::default();
    change(&mut settings);
    Bench::with(script(says), tempfile::tempdir().unwrap(), settings)
}

#[test]
fn settings_are_searched_and_others_are_left_out() {
    let mut bench = Bench::scripted(&[]);
    bench.perform(UiAction::Show(Some(Panel::Settings)));
    assert!(bench.shows("High contrast") && bench.shows("Safety copy"));
    bench.window.get_by_label("Search the settings").focus();
    bench.window.run_steps(2);
    bench.type_text("safety");
    bench.window.run_steps(2);
    assert!(bench.shows("Safety copy") && !bench.shows("High contrast"));
    bench.window.state_mut().logic_mut().state.settings_query = "contrast black".to_owned();
    bench.window.run_steps(2);
    assert!(
        bench.shows("High contrast") && !bench.shows("Safety copy"),
        "notes are searched, too"
    );
}

#[test]
fn a_server_that_rewrites_is_named_in_the_settings() {
    let mut bench = Bench::scripted(&[]);
    bench.perform(UiAction::Show(Some(Panel::Settings)));
    bench.window.state_mut().logic_mut().state.settings_query = "another program".to_owned();
    bench.window.run_steps(2);
    assert!(!bench.shows("Its model"), "there is no server yet");
    let say = |bench: &mut Bench, field: &str, typed: &str| {
        // Its name stands above it, too.
        let named = bench.window.get_all_by_label(field);
        let mut lines = named.filter(|node| node.accesskit_node().role() == Role::TextInput);
        lines.next().unwrap().focus();
        drop(lines);
        bench.window.run_steps(2);
        bench.key(Modifiers::COMMAND, Key::A);
        bench.key(Modifiers::NONE, Key::Backspace);
        bench.type_text(typed);
        bench.key(Modifiers::NONE, Key::Enter);
        bench.window.run_steps(2);
    };
    say(&mut bench, "Server", "127.0.0.1");
    assert!(bench.shows("An address such as http://127.0.0.1:11434/v1 is meant. Only http is spoken, which is for servers on this machine."));
    assert_eq!(bench.state().settings.rewrite.endpoint, None);
    say(&mut bench, "Server", "http://box.local:1234/v1");
    assert!(bench.shows("This server is on another machine: nothing is sent there unless you allow it."));
    assert_eq!(bench.state().settings.rewrite.remote(), None);
    say(&mut bench, "Its model", "gemma3:12b");
    bench.turn("Another machine may rewrite");
    assert_eq!(bench.state().settings.rewrite.remote(), Some("box.local"));
    let file = bench.folder.path().join("settings.toml");
    bench.until("stored", |_| {
        let stored = Settings::load_from(&file).0.rewrite;
        stored.model == "gemma3:12b"
            && stored.allow_remote
            && stored
                .endpoint
                .is_some_and(|it| it.to_string() == "http://box.local:1234/v1")
    });
    say(&mut bench, "Server", "");
    assert_eq!(bench.state().settings.rewrite.endpoint, None);
    assert!(!bench.shows("Its model"));
}

#[test]
fn keys_are_changed_by_a_click_and_act_at_once() {
    let mut bench = Bench::scripted(&[]);
    bench.type_text("Letter to Anna");
    bench.perform(UiAction::Show(Some(Panel::Settings)));
    bench.turn("Save: Ctrl+S, change");
    assert!(bench.shows("Press the new keys"));
    bench.key(Modifiers::COMMAND, Key::J);
    assert_eq!(bench.state().choosing_keys, None);
    assert!(bench.shows("Save: Ctrl+J, change"));
    let file = bench.folder.path().join("settings.toml");
    bench.until("stored", |_| {
        let keys = Settings::load_from(&file).0.shortcuts.keys(Shortcut::Save);
        keys.is_some_and(|keys| keys.to_string() == "Ctrl+J")
    });
    bench.key(Modifiers::COMMAND, Key::S);
    assert!(bench.view().dirty, "the old keys are free");
    bench.key(Modifiers::COMMAND, Key::J);
    bench.until("saved", |window| !window.logic().view().dirty);
    // Keys of another command move; Escape changes nothing.
    bench.turn("Find: Ctrl+F, change");
    bench.key(Modifiers::COMMAND, Key::J);
    assert_eq!(bench.state().settings.shortcuts.keys(Shortcut::Save), None);
    bench.turn("Find: Ctrl+J, change");
    bench.key(Modifiers::NONE, Key::Escape);
    assert!(bench.shows("Find: Ctrl+J, change"));
    bench.turn("Usual keys: Save");
    assert!(bench.shows("Save: Ctrl+S, change"));
}

#[test]
fn doubtful_words_are_marked_until_they_are_corrected() {
    let mut bench = with(
        |settings| settings.window.mark_doubtful = true,
        &["bring the ?folder please"],
    );
    bench.dictate();
    let marked = |bench: &Bench| -> Vec<String> {
        let text = bench.text();
        let bytes = &bench.state().doubtful.bytes;
        bytes
            .iter()
            .map(|&(from, to)| text[from..to].to_owned())
            .collect()
    };
    assert_eq!(marked(&bench), ["folder"], "{}", bench.text());
    let plain = with(|_| (), &[]).state().doubtful.bytes.clone();
    assert!(plain.is_empty());
    let start = bench.text().find("folder").unwrap();
    bench.perform(UiAction::Session(parlance::session::Action::Respell {
        start,
        end: start + "folder".len(),
        text: "binder".to_owned(),
    }));
    assert!(marked(&bench).is_empty(), "{}", bench.text());
}

#[test]
fn several_recordings_are_read_below_their_names_and_one_that_is_none_does_not_stop_them() {
    let mut bench = Bench::scripted(&["walnuts for anna"]);
    bench.until("loaded", |window| {
        window.logic().state.loading == parlance::ui::Loading::Done
    });
    let tone = bench.recording();
    let files = ["first", "broken", "last"].map(|name| bench.folder.path().join(format!("{name}.wav")));
    for file in &files {
        std::fs::copy(&tone, file).unwrap();
    }
    std::fs::write(&files[1], "no sound").unwrap();
    bench.perform(UiAction::ReadFiles(files.to_vec()));
    bench.until("all were read", |window| {
        let view = window.logic().view();
        let state = &window.logic().state;
        view.segments.len() == 2 && view.listening == Listening::Idle && state.to_read.is_empty()
    });
    let text = bench.text();
    let places = ["## first\n\nWalnuts", "## broken", "## last\n\nWalnuts"].map(|part| text.find(part));
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{text}");
    let recent = &bench.state().settings.window.recent_files;
    assert_eq!(recent.first(), Some(&files[2]));
}

#[test]
fn a_recording_that_is_read_shows_how_far_it_is_and_can_be_broken_off() {
    let mut bench = Bench::scripted(&["one", "two", "three", "four", "five"]);
    let path = bench.recording_of(60);
    bench.perform(UiAction::Listen(Source::File { path, realtime: true }));
    bench.until("some was heard", |window| {
        let reading = window.logic().state.reading.as_ref();
        reading.is_some_and(|(name, reading)| {
            name == "tone.wav" && reading.heard_ms > 400 && reading.total_ms == 60_000
        })
    });
    assert!(bench.shows("Reading tone.wav") && bench.shows("of 1:00"));
    bench.until("its waveform grows", |window| {
        let wave = &window.logic().state.reading_wave;
        wave.len() > 4 && wave.iter().any(|peak| *peak > 0.05)
    });
    bench.click("Stop reading");
    bench.until("broken off", |window| {
        window.logic().view().listening == Listening::Idle && window.logic().state.reading.is_none()
    });
    assert!(bench.view().recorded_ms < 50_000, "{}", bench.view().recorded_ms);
}

#[test]
fn what_needs_a_language_model_leads_to_one() {
    let mut bench = Bench::scripted(&[]);
    bench.type_text("We meet on Friday at the office to talk about the chairs.");
    bench.say("translate this paragraph to french");
    bench.until("told", |window| window.logic().state.status.wants_model);
    bench.window.run_steps(2);
    bench.click("Choose a language model");
    assert_eq!(bench.state().panel, Some(Panel::Models));
}

#[test]
fn speakers_are_named_and_merged_by_a_click() {
    let mut bench = Bench::dictated(&[
        "1: good morning everybody",
        "2: good morning to you",
        "1: let us begin",
    ]);
    bench.say("show speaker names");
    bench.click("Speaker 2: change the name");
    bench.window.get_by_label("Name of the speaker").focus();
    bench.window.run_steps(2);
    bench.type_text("Zoë Müller");
    bench.click("Rename");
    assert_eq!(bench.view().speakers[1], "Zoë Müller");
    assert!(bench.shows("Zoë Müller: change the name"));
    bench.click("Zoë Müller: change the name");
    bench.click("Speaker 1");
    let speakers: Vec<_> = bench
        .view()
        .segments
        .iter()
        .map(|segment| segment.speaker)
        .collect();
    assert_eq!(speakers, [Some(0), Some(0), Some(0)]);
}

#[test]
fn a_microphone_that_is_not_there_fails_its_test_with_a_way_out() {
    // No sound server and no device: what a computer without a microphone gives.
    let mut bench = Bench::scripted(&[]);
    bench.until("loaded", |window| {
        window.logic().state.loading == parlance::ui::Loading::Done
    });
    bench.click("Test the microphone");
    assert!(bench.state().trial.is_some());
    bench.until("over, or heard", |window| {
        let trial = window.logic().state.trial.as_ref();
        trial.is_none_or(|trial| trial.problem.is_some() || trial.loudest > 0.0)
    });
    assert!(bench.shows("Nothing of this goes into the document"));
    assert_eq!(
        bench.view().listening,
        Listening::Idle,
        "the session hears nothing of it"
    );
    bench.until("ended", |window| {
        let trial = window.logic().state.trial.as_ref();
        trial.is_none_or(|trial| trial.stage == parlance::ui::TrialStage::Over)
    });
    assert_eq!(bench.text(), "");
    bench.click("Done");
    assert!(bench.state().trial.is_none());
}

#[test]
fn files_used_before_are_offered_while_they_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let (there, gone) = (folder.path().join("Plans.md"), folder.path().join("Gone.md"));
    std::fs::write(&there, "The plan.").unwrap();
    let mut settings = Settings::default();
    settings.window.recent_files = vec![gone, there.clone()];
    let mut bench = Bench::with(script(&[]), folder, settings);
    bench.perform(UiAction::Show(Some(Panel::Open)));
    bench.until("looked", |window| !window.logic().state.recent_there.is_empty());
    bench.window.run_steps(2);
    assert!(bench.shows("Used before") && !bench.shows("Gone.md"));
    bench.click("Plans.md");
    bench.until("opened", |window| window.logic().view().text == "The plan.");
    assert_ne!(bench.state().status.tone, Tone::Trouble);
}
