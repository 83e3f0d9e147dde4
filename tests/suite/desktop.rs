//! The shipped program on a virtual screen, driven by keys alone: what it does is read from its files.
//!
//! Needs Xvfb and xdotool, which `cargo xtask test` installs; without them it says so and proves nothing.
//! `PARLANCE_SNAPSHOTS=folder` keeps pictures of the screen on the way (with ImageMagick's `import`).

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use parlance::store::history;
use parlance::store::journal::{Record, State};

use crate::program::{Home, fixture};

/// Time for a frame or two, however busy the machine is.
const FRAME: Duration = Duration::from_millis(1_200);

/// A virtual X screen on a free number: its server and its name, as `DISPLAY` has it.
pub fn xvfb() -> std::io::Result<(Child, String)> {
    let mut server = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1100x820x24"])
        .args(["-nolisten", "tcp"])
        // Else it begins anew when the last of its clients goes, and throws out whoever is just coming.
        .arg("-noreset")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut number = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut number)?;
    Ok((server, format!(":{}", number.trim())))
}

/// A virtual screen that goes when it is dropped.
struct Screen {
    server: Child,
    name: String,
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.server.kill().ok();
        self.server.wait().ok();
    }
}

impl Screen {
    /// `None` where there is no Xvfb or no xdotool.
    fn new() -> Option<Self> {
        Command::new("xdotool")
            .arg("version")
            .stdout(Stdio::null())
            .status()
            .ok()?;
        let (server, name) = xvfb().ok()?;
        Some(Screen { server, name })
    }

    fn xdotool(&self, args: &[&str]) -> bool {
        let mut command = Command::new("xdotool");
        command
            .env("DISPLAY", &self.name)
            .args(args)
            .stdout(Stdio::null());
        command.status().unwrap().success()
    }

    /// Presses keys one after the other, each in a frame of its own: a busy machine without a graphics card
    /// draws few of them.
    fn key(&self, keys: &str) {
        for key in keys.split(' ') {
            assert!(self.xdotool(&["key", "--clearmodifiers", key]), "{key}");
            std::thread::sleep(FRAME);
        }
    }

    fn write(&self, text: &str) {
        assert!(self.xdotool(&["type", "--delay", "30", text]), "{text}");
    }

    fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("PARLANCE_SNAPSHOTS").map(PathBuf::from) else {
            return;
        };
        std::fs::create_dir_all(&folder).unwrap();
        std::thread::sleep(Duration::from_millis(700));
        let file = folder.join(format!("screen-{name}.png"));
        let mut import = Command::new("import");
        import
            .env("DISPLAY", &self.name)
            .args(["-window", "root"])
            .arg(file);
        import.status().ok();
    }
}

/// The editor's window on a screen.
struct Editor<'a> {
    home: &'a Home,
    screen: &'a Screen,
    program: Child,
}

impl Drop for Editor<'_> {
    fn drop(&mut self) {
        self.program.kill().ok();
        self.program.wait().ok();
    }
}

impl<'a> Editor<'a> {
    fn open(home: &'a Home, screen: &'a Screen) -> Self {
        Self::open_with(home, screen, &[])
    }

    fn open_with(home: &'a Home, screen: &'a Screen, args: &[&str]) -> Self {
        let mut command = home.parlance(args);
        command
            .env("DISPLAY", &screen.name)
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .stdin(Stdio::null())
            .stderr(Stdio::null());
        let program = command.spawn().unwrap();
        let editor = Editor {
            home,
            screen,
            program,
        };
        let pid = editor.program.id().to_string();
        let begun = Instant::now();
        // Nobody manages windows here, so the keyboard must be given to it.
        let find = [
            "search",
            "--onlyvisible",
            "--pid",
            &pid,
            "--name",
            "parlance",
            "windowfocus",
        ];
        while !screen.xdotool(&find) {
            assert!(begun.elapsed() < Duration::from_secs(60), "no window");
            std::thread::sleep(Duration::from_millis(200));
        }
        std::thread::sleep(Duration::from_millis(1_000));
        editor
    }

    /// The document and how far the sound is in it, from the safety copy of the session that runs.
    fn state(&self) -> State {
        let mut state = State::default();
        for folder in self.home.sessions() {
            let journal = std::fs::read_to_string(folder.join("journal.jsonl")).unwrap_or_default();
            for line in journal.lines() {
                if let Ok(Record::State(newer)) = serde_json::from_str(line) {
                    state = newer;
                }
            }
        }
        state
    }

    #[track_caller]
    fn until(&self, what: &str, holds: impl Fn(&State) -> bool) -> State {
        let begun = Instant::now();
        loop {
            let state = self.state();
            if holds(&state) {
                return state;
            }
            if begun.elapsed() > Duration::from_secs(90) {
                self.screen.picture("failed");
                panic!("never: {what}; {state:?}");
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Says something by the line of the help, as a hand that cannot speak does.
    fn say(&self, words: &str) {
        self.screen.key("ctrl+k");
        self.screen.write(words);
        self.screen.key("Return Escape");
    }

    /// Waits for the end and gives whether it was a good one.
    #[track_caller]
    fn ended(mut self) -> bool {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.program.try_wait().unwrap() {
                return status.success();
            }
            if begun.elapsed() > Duration::from_secs(60) {
                self.screen.picture("still-open");
                panic!("the window does not close");
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

#[test]
fn a_day_with_the_window_by_keys_alone() {
    let Some(screen) = Screen::new() else {
        println!("SKIPPED: no Xvfb or no xdotool; `cargo xtask test` installs them");
        return;
    };
    let home = Home::new();
    let editor = Editor::open(&home, &screen);
    screen.picture("1-first-start");
    // The sample, without a microphone, through the panel that opens files.
    screen.key("ctrl+o");
    screen.write(&fixture("letter.flac").display().to_string());
    screen.key("Return");
    let sample = editor.until("the sample's words", |state| {
        state.complete && !state.text.is_empty()
    });
    assert!(sample.text.split_whitespace().count() >= 10, "{sample:?}");
    screen.picture("2-sample");
    // A new document is asked about, and the question taken back.
    screen.key("ctrl+n");
    screen.picture("3-question");
    screen.key("Escape ctrl+a");
    screen.write("I really just basically wanted to say that we meet on Tuesday.");
    let typed = editor.until("typed", |state| {
        state.text.starts_with("I really") && state.text.ends_with("on Tuesday.")
    });
    editor.say("replace tuesday with friday");
    editor.until("replaced", |state| {
        state.text.contains("Friday") && !state.text.contains("Tuesday")
    });
    screen.key("ctrl+k");
    screen.write("make this paragraph shorter");
    screen.key("Return");
    screen.picture("4-preview");
    screen.key("Return");
    editor.until("shorter", |state| {
        state.text.contains("Friday") && state.text.len() + 8 < typed.text.len()
    });
    screen.key("Escape ctrl+z");
    editor.until("taken back", |state| state.text.contains("basically"));
    editor.say("export as html");
    let page = |folder: &std::path::Path| {
        let files = std::fs::read_dir(folder).unwrap().flatten();
        files
            .map(|file| file.path())
            .find(|path| path.extension().is_some_and(|ending| ending == "html"))
    };
    editor.until("exported", |_| page(home.folder.path()).is_some());
    let html = std::fs::read_to_string(page(home.folder.path()).unwrap()).unwrap();
    assert!(html.contains("Friday"), "{html}");
    screen.key("ctrl+s");
    screen.picture("5-saved");
    screen.key("ctrl+w");
    assert!(editor.ended(), "a clean end");
    assert!(home.sessions().is_empty(), "the safety copy is put away");
    let kept = history::search(&home.data().join("history"), "friday");
    assert_eq!(kept.len(), 1, "and found in the history, once");

    // A document that the command line names is begun if it is not there, and opened if it is.
    let begun = home.folder.path().join("begun.md");
    for (written, expected) in [("Begun.", "Begun.\n"), ("Opened and ", "Opened and Begun.\n")] {
        let editor = Editor::open_with(&home, &screen, &[begun.to_str().unwrap()]);
        screen.write(written);
        editor.until("typed", |state| state.text.trim_end() == expected.trim_end());
        screen.key("ctrl+s ctrl+w");
        assert!(editor.ended());
        assert_eq!(std::fs::read_to_string(&begun).unwrap(), expected);
    }

    // Killed in mid-sentence: the next start offers what was there.
    let editor = Editor::open(&home, &screen);
    screen.write("This was never saved");
    editor.until("typed", |state| state.text.contains("never saved"));
    drop(editor);
    assert_eq!(home.sessions().len(), 1);
    let editor = Editor::open(&home, &screen);
    screen.picture("6-recovery");
    // The two buttons of the card stand before the document: bring back, erase.
    screen.key("shift+Tab shift+Tab space");
    editor.until("brought back", |state| {
        state.text.contains("This was never saved")
    });
    screen.picture("7-recovered");
}
