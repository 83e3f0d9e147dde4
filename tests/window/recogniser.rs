//! Recognisers that panic, stall, fail to load or are exchanged: the window lives and the text is there.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use egui_kittest::kittest::Queryable;
use parlance::session::Listening;
use parlance::settings::{ModelChoice, ReaderChoice, Settings};
use parlance::speech::SpeechError;
use parlance::ui::{Loading, Panel, Source, Tone, UiAction};

use super::bench::{Bench, Stalled, script};

#[test]
fn a_recogniser_that_panics_leaves_window_and_text_and_says_so() {
    let mut bench = Bench::scripted(&["the text before", "panic"]);
    bench.type_text("Typed. ");
    bench.dictate();
    assert_eq!(bench.view().segments.len(), 1);
    let text = bench.text();
    assert!(
        text.starts_with("Typed.") && text.to_lowercase().contains("the text before"),
        "{text}"
    );
    assert!(
        bench.state().status.text.contains("Your text is safe"),
        "{:?}",
        bench.state().status
    );
    assert!(bench.shows("Your text is safe"));
    bench.window.get_by_label("Document").focus();
    bench.type_text(" More");
    assert!(bench.text().contains(" More"), "{}", bench.text());
    bench.window.get_by_label("Start listening");
}

#[test]
fn a_recogniser_that_stalls_leaves_the_window_alive() {
    let let_go = Arc::new(AtomicBool::new(false));
    let gate = let_go.clone();
    let mut bench = Bench::new(move || Ok(Box::new(Stalled(gate.clone()))));
    let file = bench.recording();
    bench.perform(UiAction::Listen(Source::File {
        path: file,
        realtime: true,
    }));
    bench.window.run_steps(5);
    let begun = Instant::now();
    bench.type_text("still here");
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "the window waited {:?}",
        begun.elapsed()
    );
    assert_eq!(bench.text(), "still here");
    bench.key(egui::Modifiers::NONE, egui::Key::F9);
    bench.window.run_steps(3);
    assert_eq!(bench.text(), "still here");
    let_go.store(true, Relaxed);
}

#[test]
fn a_recogniser_that_cannot_be_loaded_is_told_with_what_to_do() {
    let mut bench = Bench::new(|| {
        Err(SpeechError::ModelFile {
            file: "gemma.gguf".to_owned(),
            problem: "it is cut off. Download it again".to_owned(),
        })
    });
    bench.until("it failed", |window| {
        matches!(window.logic().state.loading, Loading::Failed(_))
    });
    bench.window.run_steps(3);
    assert_eq!(bench.state().panel, Some(Panel::Models), "the way out is shown");
    assert!(bench.shows("No speech recognition") && bench.shows("Download it again"));
    bench.window.get_by_label("Document").focus();
    bench.type_text("typing goes on");
    assert_eq!(bench.text(), "typing goes on");
}

#[test]
fn a_model_is_looked_at_before_it_is_used() {
    let gemma = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/gemma");
    let mut bench = Bench::scripted(&[]);
    bench.click("Speech recognition: script");
    assert_eq!(bench.state().panel, Some(Panel::Models));
    // A folder of models is listed; what only comes along with a model is not.
    bench.perform(UiAction::InspectModel(gemma.clone()));
    bench.until("listed", |window| window.logic().state.folder.path == gemma);
    let files = bench.state().folder.files.clone();
    assert!(files.contains(&"tiny-unified".to_owned()), "{files:?}");
    assert!(
        !files
            .iter()
            .any(|file| file.contains("mmproj") || file.contains("assistant")),
        "{files:?}"
    );
    bench.window.run_steps(2);
    bench.turn("tiny-unified");
    bench.until("looked at", |window| window.logic().state.report.is_some());
    bench.window.run_steps(3);
    let report = bench.state().report.clone().unwrap();
    assert_eq!(report.problem, None);
    assert!(bench.shows("Gemma 4 Unified") && bench.shows("of memory"));
    bench.window.get_by_label("Use this model");
    bench.perform(UiAction::InspectModel(gemma.join("tiny-assistant")));
    bench.until("refused", |window| {
        let report = window.logic().state.report.as_ref();
        report.is_some_and(|report| report.problem.is_some())
    });
    bench.window.run_steps(3);
    assert!(bench.shows("drafter") && bench.window.query_by_label("Use this model").is_none());
}

#[test]
fn a_model_that_is_no_good_leaves_a_way_back_to_the_built_in_one() {
    let mut bench = Bench::scripted(&[]);
    bench.until("loaded", |window| window.logic().state.loading == Loading::Done);
    let junk = bench.folder.path().join("junk.gguf");
    std::fs::write(&junk, "no model").unwrap();
    bench.perform(UiAction::ChooseModel {
        id: junk.display().to_string(),
        quantize: None,
    });
    bench.until("it failed", |window| {
        matches!(window.logic().state.loading, Loading::Failed(_))
    });
    bench.window.run_steps(3);
    assert!(bench.shows("junk.gguf"));
    bench.click("Use the built-in recognition");
    bench.until("built-in", |window| window.logic().state.loading == Loading::Done);
    let file = bench.folder.path().join("settings.toml");
    bench.until("stored", |_| {
        let stored = Settings::load_from(&file).0;
        stored.model == ModelChoice::Builtin && stored.recent_models == [junk.clone()]
    });
}

#[test]
fn another_recogniser_waits_until_nobody_is_listening() {
    let mut bench = Bench::scripted(&[]);
    let path = bench.recording();
    bench.perform(UiAction::Listen(Source::File { path, realtime: true }));
    bench.until("listening", |window| {
        window.logic().view().listening == Listening::Listening
    });
    bench.perform(UiAction::ChooseModel {
        id: "builtin".to_owned(),
        quantize: None,
    });
    assert_eq!(bench.state().status.tone, Tone::Trouble);
    assert!(bench.shows("Stop listening first"));
    assert_eq!(bench.view().listening, Listening::Listening);
}

#[test]
fn a_whisper_model_becomes_the_reader_and_the_built_in_one_is_the_way_back() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/reader");
    let mut bench = Bench::scripted(&[]);
    bench.until("loaded", |window| window.logic().state.loading == Loading::Done);
    bench.click("Speech recognition: script");
    bench.until("listed", |window| window.logic().state.readers.len() >= 2);
    let file = fixtures.join("ggml-q5_1.bin");
    bench.perform(UiAction::InspectModel(file.clone()));
    bench.until("looked at", |window| window.logic().state.report.is_some());
    bench.window.run_steps(3);
    assert!(bench.shows("Reader (ggml), 3 languages"));
    bench.click("Use this model");
    let settings = bench.folder.path().join("settings.toml");
    bench.until("stored", |_| {
        Settings::load_from(&settings).0.reader == ReaderChoice::Path(file.clone())
    });
    bench.until("listed with it", |window| {
        let state = &window.logic().state;
        let reader = state.settings.reader.to_string();
        reader == file.display().to_string() && state.readers.iter().any(|listed| listed.id == reader)
    });
    bench.until("loaded or not", |window| {
        !matches!(window.logic().state.loading, Loading::Busy(_))
    });
    bench.perform(UiAction::ChooseReader("builtin".to_owned()));
    bench.until("the built-in one", |_| {
        Settings::load_from(&settings).0.reader == ReaderChoice::Builtin
    });
}

#[test]
fn texts_that_may_leave_this_machine_are_told_all_the_while() {
    let mut settings = Settings::default();
    let shown = |settings: &Settings| {
        let mut bench = Bench::with(script(&[]), tempfile::tempdir().unwrap(), settings.clone());
        bench.until("loaded", |window| window.logic().state.loading == Loading::Done);
        bench.shows("Rewrites go to box.example.org")
    };
    assert!(!shown(&settings));
    settings.rewrite.endpoint = Some("http://127.0.0.1:11434/v1".parse().unwrap());
    settings.rewrite.allow_remote = true;
    assert!(!shown(&settings), "it stays here");
    settings.rewrite.endpoint = Some("http://box.example.org:11434/v1".parse().unwrap());
    assert!(shown(&settings));
    settings.rewrite.allow_remote = false;
    assert!(!shown(&settings), "nothing goes there");
}
