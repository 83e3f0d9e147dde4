//! The window, driven by keys, clicks and utterances through its real surroundings: pipeline, threads, files.
//!
//! The recogniser is a script where a test is about the window; the built-in one is used where words count.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use parlance::app::{Places, Surroundings, new_session};
use parlance::frames::Frame;
use parlance::session::{Action, Listening};
use parlance::speech::{Heard, Partial, Recogniser, SpeechError, Utterance};
use parlance::store::settings::Settings;
use parlance::ui::{Panel, Source, UiAction, Window, editor_id};

/// Hears the given utterances, each over half a second of sound.
struct Script {
    says: Vec<&'static str>,
    frames: usize,
}

/// Frames per utterance of a [`Script`].
const FRAMES: usize = 12;

impl Recogniser for Script {
    fn name(&self) -> &str {
        "script"
    }

    fn push(&mut self, _frame: &Frame, heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        let (index, step) = (self.frames / FRAMES, self.frames % FRAMES);
        self.frames += 1;
        let Some(&says) = self.says.get(index) else {
            return Ok(());
        };
        let utterance = Utterance::from_text(says);
        if says == "panic" {
            panic!("the script says so");
        }
        heard.push(if step + 1 < FRAMES {
            let words = utterance.words().to_vec();
            Heard::Partial(Partial { words, stable: 0 })
        } else {
            Heard::Utterance(Utterance {
                start_ms: 480 * index as u64,
                end_ms: 480 * index as u64 + 480,
                ..utterance
            })
        });
        Ok(())
    }

    fn finish(&mut self, _heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        Ok(())
    }

    fn reset(&mut self) {
        self.frames = 0;
    }

    fn set_vocabulary(&mut self, _entries: &[(String, Option<String>)]) -> Result<(), SpeechError> {
        Ok(())
    }
}

/// A recogniser that never comes back from its first frame until it is let go.
struct Stalled(Arc<AtomicBool>);

impl Recogniser for Stalled {
    fn name(&self) -> &str {
        "stalled"
    }

    fn push(&mut self, _frame: &Frame, _heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        while !self.0.load(Relaxed) {
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    fn finish(&mut self, _heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        Ok(())
    }

    fn reset(&mut self) {}

    fn set_vocabulary(&mut self, _entries: &[(String, Option<String>)]) -> Result<(), SpeechError> {
        Ok(())
    }
}

struct Bench {
    window: Harness<'static, Window>,
    folder: tempfile::TempDir,
}

impl Bench {
    fn new(mut load: impl FnMut() -> Result<Box<dyn Recogniser>, SpeechError> + Send + 'static) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let places = Places {
            documents: folder.path().join("documents"),
            settings: Some(folder.path().join("settings.toml")),
            history: Some(folder.path().join("history")),
            sessions: None,
        };
        std::fs::create_dir_all(&places.documents).unwrap();
        let settings = Settings {
            safety_copy: false,
            ..Settings::default()
        };
        let session = new_session(&settings).unwrap();
        let surroundings = Surroundings::start(settings, places, Box::new(move |_| load())).unwrap();
        let window = Harness::builder()
            .with_size([1080.0, 780.0])
            .build_eframe(|creation| {
                Window::new(
                    &creation.egui_ctx,
                    session,
                    Box::new(surroundings),
                    parlance::ui::Preferences::default(),
                )
            });
        Bench { window, folder }
    }

    fn scripted(says: &'static [&'static str]) -> Self {
        Bench::new(move || {
            Ok(Box::new(Script {
                says: says.to_vec(),
                frames: 0,
            }))
        })
    }

    /// Runs frames until something holds, for half a minute at most.
    #[track_caller]
    fn until(&mut self, what: &str, holds: impl Fn(&Window) -> bool) {
        let begun = Instant::now();
        loop {
            self.window.step();
            if holds(self.window.state()) {
                self.window.run_steps(2);
                return;
            }
            let text = self.text();
            let status = self.window.state().logic().state.status.text.clone();
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "never: {what}; text {text:?}, status {status:?}"
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn text(&self) -> String {
        self.window.state().logic().view().text.to_owned()
    }

    fn perform(&mut self, action: UiAction) {
        self.window.state_mut().logic_mut().perform(action);
        self.window.run_steps(3);
    }

    fn say(&mut self, words: &str) {
        self.perform(UiAction::Session(Action::Say(words.to_owned())));
    }

    #[track_caller]
    fn click(&mut self, name: &str) {
        // A heading may have the same words as the button that opened it.
        use egui::accesskit::Role;
        let node = self
            .window
            .get_all_by_label(name)
            .find(|node| node.accesskit_node().role() != Role::Label);
        node.unwrap_or_else(|| panic!("nothing to click is called {name}"))
            .click();
        self.window.run_steps(3);
    }

    fn type_text(&mut self, text: &str) {
        self.window.run_steps(2);
        self.window.event(egui::Event::Text(text.to_owned()));
        self.window.run_steps(2);
    }

    fn key(&mut self, modifiers: egui::Modifiers, key: egui::Key) {
        self.window.key_press_modifiers(modifiers, key);
        self.window.run_steps(3);
    }

    /// Two seconds of a quiet tone as a file.
    fn recording(&self) -> std::path::PathBuf {
        let path = self.folder.path().join("tone.wav");
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: 16_000,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut writer = hound::WavWriter::create(&path, spec).unwrap();
        for n in 0..32_000 {
            writer
                .write_sample(((f64::from(n) * 0.2).sin() * 3_000.0) as i16)
                .unwrap();
        }
        writer.finalize().unwrap();
        path
    }
}

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
    bench.click("Verbatim");
    assert!(bench.window.ctx.style_of(egui::Theme::Dark).visuals.dark_mode);
    assert_eq!(bench.window.ctx.theme(), egui::Theme::Dark);
    bench.key(egui::Modifiers::COMMAND, egui::Key::Plus);
    let file = bench.folder.path().join("settings.toml");
    bench.until("stored", |_| {
        let stored = Settings::load_from(&file).0;
        stored.window.theme == "dark" && stored.window.font_size == 19.0 && stored.verbatim
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
            .has_spelling("Siobhán")
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
    assert_eq!(bench.window.state().logic().state.totals.words, 3);
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
fn a_recogniser_that_panics_leaves_window_and_text() {
    let mut bench = Bench::scripted(&["the text before", "panic"]);
    bench.type_text("Typed. ");
    let file = bench.recording();
    bench.perform(UiAction::Listen(Source::File {
        path: file,
        realtime: true,
    }));
    bench.until("idle again", |window| {
        window.logic().view().segments.len() == 1 && window.logic().view().listening == Listening::Idle
    });
    assert!(
        bench.text().to_lowercase().contains("the text before"),
        "{}",
        bench.text()
    );
    bench.type_text(" More");
    assert!(bench.text().ends_with(" More"), "{}", bench.text());
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
fn everything_that_can_be_used_has_a_name() {
    let mut bench = Bench::scripted(&["one utterance"]);
    let file = bench.recording();
    bench.perform(UiAction::Listen(Source::File {
        path: file,
        realtime: true,
    }));
    bench.until("dictated", |window| window.logic().view().segments.len() == 1);
    for panel in [
        None,
        Some(Panel::Help),
        Some(Panel::Transcript),
        Some(Panel::History),
        Some(Panel::Words),
        Some(Panel::Statistics),
        Some(Panel::Settings),
        Some(Panel::Open),
        Some(Panel::SaveAs),
        Some(Panel::Export),
    ] {
        bench.perform(UiAction::Show(panel));
        bench.window.run_steps(3);
        let nodes: Vec<_> = bench.window.root().children_recursive().collect();
        assert!(nodes.len() > 15, "{panel:?} shows {} nodes", nodes.len());
        for node in nodes {
            let node = node.accesskit_node();
            use egui::accesskit::Role;
            let usable = matches!(
                node.role(),
                Role::Button
                    | Role::CheckBox
                    | Role::Switch
                    | Role::RadioButton
                    | Role::TextInput
                    | Role::MultilineTextInput
                    | Role::ComboBox
                    | Role::Slider
                    | Role::SpinButton
            );
            let named = node.label().is_some_and(|label| !label.trim().is_empty());
            assert!(!usable || named, "{panel:?}: a {:?} without a name", node.role());
        }
    }
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
