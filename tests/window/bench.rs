//! What the window tests drive: a window over its real backend, and recognisers that follow a script.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use parlance::app::{EditorBackend, new_session};
use parlance::engine::models::ModelRegistry;
use parlance::frames::Frame;
use parlance::host::Places;
use parlance::session::{Action, Listening, View};
use parlance::settings::{Interface, Settings};
use parlance::speech::{Heard, Partial, Recogniser, SpeechError, Utterance};
use parlance::ui::{Source, UiAction, UiState, Window};

use super::picture::Textures;

/// A recogniser that follows a script, as the pipeline loads it.
pub fn script(
    says: &'static [&'static str],
) -> impl FnMut() -> Result<Box<dyn Recogniser>, SpeechError> + Send + 'static {
    move || {
        Ok(Box::new(Script {
            says: says.to_vec(),
            frames: 0,
        }))
    }
}

/// Hears the given utterances, each over half a second of sound.
pub struct Script {
    pub says: Vec<&'static str>,
    pub frames: usize,
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
        // "2: good morning" is said by the second speaker.
        let (speaker, says) = match says.split_once(": ") {
            Some((number, says)) => (number.parse::<u32>().ok().map(|number| number - 1), says),
            None => (None, says),
        };
        let mut utterance = Utterance {
            speaker,
            ..Utterance::from_text(&says.replace('?', ""))
        };
        // "bring the ?folder": the folder was not heard clearly.
        let doubtful: Vec<bool> = says.split(' ').map(|word| word.starts_with('?')).collect();
        for hypothesis in &mut utterance.hypotheses {
            for (word, _) in hypothesis
                .words
                .iter_mut()
                .zip(&doubtful)
                .filter(|(_, doubtful)| **doubtful)
            {
                word.confidence = 0.2;
            }
        }
        for hypothesis in &mut utterance.hypotheses {
            let count = hypothesis.words.len() as u64;
            for (word, at) in hypothesis.words.iter_mut().zip(0..) {
                word.start_ms = 480 * index as u64 + 480 * at / count;
                word.end_ms = 480 * index as u64 + 480 * (at + 1) / count;
            }
        }
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
pub struct Stalled(pub Arc<AtomicBool>);

impl Recogniser for Stalled {
    fn name(&self) -> &str {
        "stalled"
    }

    fn push(&mut self, _frame: &Frame, _heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        // Not for ever: a test that fails meanwhile waits for this thread.
        let until = Instant::now() + Duration::from_secs(60);
        while !self.0.load(Relaxed) && Instant::now() < until {
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

/// A window over its real backend, in a folder of its own.
pub struct Bench {
    pub window: Harness<'static, Window>,
    pub folder: tempfile::TempDir,
    pub textures: Textures,
    settings_file: PathBuf,
}

impl Bench {
    pub fn new(load: impl FnMut() -> Result<Box<dyn Recogniser>, SpeechError> + Send + 'static) -> Self {
        Bench::with(load, tempfile::tempdir().unwrap(), Settings::default())
    }

    /// In this folder, which may hold what an earlier run left.
    pub fn with(
        load: impl FnMut() -> Result<Box<dyn Recogniser>, SpeechError> + Send + 'static,
        folder: tempfile::TempDir,
        settings: Settings,
    ) -> Self {
        let file = folder.path().join("settings.toml");
        Bench::over(load, folder, settings, file)
    }

    /// A further window over the same file of settings, begun now.
    pub fn beside(&self) -> Self {
        let file = self.settings_file();
        let settings = Settings::load_from(&file).0;
        Bench::over(script(&[]), tempfile::tempdir().unwrap(), settings, file)
    }

    /// The file of its settings.
    pub fn settings_file(&self) -> PathBuf {
        self.settings_file.clone()
    }

    fn over(
        mut load: impl FnMut() -> Result<Box<dyn Recogniser>, SpeechError> + Send + 'static,
        folder: tempfile::TempDir,
        settings: Settings,
        settings_file: PathBuf,
    ) -> Self {
        let places = Places {
            documents: folder.path().join("documents"),
            settings: Some(settings_file.clone()),
            history: Some(folder.path().join("history")),
            sessions: Some(folder.path().join("sessions")),
        };
        std::fs::create_dir_all(&places.documents).unwrap();
        let mut settings = settings;
        if settings.window.language == Interface::System {
            // Whatever the desktop of who tests it speaks.
            settings.window.language = Interface::English;
        }
        let session = new_session(&settings).unwrap();
        let backend = EditorBackend::start(
            settings.clone(),
            places,
            ModelRegistry::default(),
            Box::new(move |_| load()),
        )
        .unwrap();
        let textures = Textures::default();
        let window = Harness::builder()
            .with_size([1080.0, 780.0])
            .renderer(textures.clone())
            .build_eframe(|creation| Window::new(&creation.egui_ctx, session, Box::new(backend), settings));
        Bench {
            window,
            folder,
            textures,
            settings_file,
        }
    }

    pub fn scripted(says: &'static [&'static str]) -> Self {
        Bench::new(script(says))
    }

    /// Dictates a script to its end.
    pub fn dictated(says: &'static [&'static str]) -> Self {
        let mut bench = Bench::scripted(says);
        bench.dictate();
        bench
    }

    /// Plays the script from a file.
    #[track_caller]
    pub fn dictate(&mut self) {
        let path = self.recording();
        self.perform(UiAction::Listen(Source::File { path, realtime: true }));
        self.until("it began", |window| {
            window.logic().view().listening != Listening::Idle
        });
        self.until("the end", |window| {
            window.logic().view().listening == Listening::Idle
        });
    }

    pub fn view(&self) -> View<'_> {
        self.window.state().logic().view()
    }

    pub fn state(&self) -> &UiState {
        &self.window.state().logic().state
    }

    /// Whether a text stands anywhere in the window.
    pub fn shows(&self, text: &str) -> bool {
        self.window.root().children_recursive().any(|node| {
            let node = node.accesskit_node();
            [node.label(), node.value()]
                .into_iter()
                .flatten()
                .any(|shown| shown.contains(text))
        })
    }

    /// Runs frames until something holds, for half a minute at most.
    #[track_caller]
    pub fn until(&mut self, what: &str, holds: impl Fn(&Window) -> bool) {
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

    pub fn text(&self) -> String {
        self.window.state().logic().view().text.to_owned()
    }

    pub fn perform(&mut self, action: UiAction) {
        self.window.state_mut().logic_mut().perform(action);
        self.window.run_steps(3);
    }

    pub fn say(&mut self, words: &str) {
        self.perform(UiAction::Session(Action::Say(words.to_owned())));
    }

    #[track_caller]
    pub fn click(&mut self, name: &str) {
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

    /// Uses a control as assistive technology does: it may lie below what the panel shows.
    #[track_caller]
    pub fn turn(&mut self, name: &str) {
        use egui::accesskit::Role;
        let node = self
            .window
            .get_all_by_label(name)
            .find(|node| node.accesskit_node().role() != Role::Label);
        node.unwrap_or_else(|| panic!("no control is called {name}"))
            .click_accesskit();
        self.window.run_steps(3);
    }

    pub fn type_text(&mut self, text: &str) {
        self.window.run_steps(2);
        self.window.event(egui::Event::Text(text.to_owned()));
        self.window.run_steps(2);
    }

    pub fn key(&mut self, modifiers: egui::Modifiers, key: egui::Key) {
        self.window.key_press_modifiers(modifiers, key);
        self.window.run_steps(3);
    }

    /// Three seconds of a quiet tone as a file.
    pub fn recording(&self) -> std::path::PathBuf {
        self.recording_of(3)
    }

    /// So many seconds of it.
    pub fn recording_of(&self, seconds: u32) -> std::path::PathBuf {
        let path = self.folder.path().join("tone.wav");
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: 16_000,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut writer = hound::WavWriter::create(&path, spec).unwrap();
        for n in 0..16_000 * seconds {
            writer
                .write_sample(((f64::from(n) * 0.2).sin() * 3_000.0) as i16)
                .unwrap();
        }
        writer.finalize().unwrap();
        path
    }
}
