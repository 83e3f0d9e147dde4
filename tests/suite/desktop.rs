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
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1100x820x24",
                "-nolisten",
                "tcp",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap())
            .read_line(&mut number)
            .unwrap();
        let name = format!(":{}", number.trim());
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

    fn key(&self, keys: &str) {
        for key in keys.split(' ') {
            assert!(self.xdotool(&["key", "--clearmodifiers", key]), "{key}");
            std::thread::sleep(Duration::from_millis(150));
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
        let mut command = home.parlance(&[]);
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

    /// The document, from the safety copy of the session that runs.
    fn text(&self) -> String {
        let mut text = String::new();
        for folder in self.home.sessions() {
            let journal = std::fs::read_to_string(folder.join("journal.jsonl")).unwrap_or_default();
            for line in journal.lines() {
                if let Ok(Record::State(State { text: newer, .. })) = serde_json::from_str(line) {
                    text = newer;
                }
            }
        }
        text
    }

    #[track_caller]
    fn until(&self, what: &str, holds: impl Fn(&str) -> bool) -> String {
        let begun = Instant::now();
        loop {
            let text = self.text();
            if holds(&text) {
                return text;
            }
            if begun.elapsed() > Duration::from_secs(90) {
                self.screen.picture("failed");
                panic!("never: {what}; the document is {text:?}");
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Says something by the line of the help, as a hand that cannot speak does.
    fn say(&self, words: &str) {
        self.screen.key("ctrl+k");
        std::thread::sleep(Duration::from_millis(400));
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
    std::thread::sleep(Duration::from_secs(1));
    screen.write(&fixture("letter.flac").display().to_string());
    screen.key("Return");
    editor.until("words of the sample", |text| {
        text.split_whitespace().count() >= 10
    });
    screen.picture("2-sample");
    std::thread::sleep(Duration::from_secs(3));
    // A document of one's own, by typing.
    screen.key("ctrl+n");
    screen.picture("3-question");
    screen.key("Escape ctrl+a");
    screen.write("I really just basically wanted to say that we meet on Tuesday.");
    let typed = editor.until("typed", |text| text.contains("on Tuesday."));
    editor.say("replace tuesday with friday");
    editor.until("replaced", |text| {
        text.contains("Friday") && !text.contains("Tuesday")
    });
    editor.say("make this paragraph shorter");
    screen.picture("4-preview");
    screen.key("Return");
    editor.until("shorter", |text| {
        text.contains("Friday") && text.len() + 8 < typed.len()
    });
    screen.key("ctrl+z");
    editor.until("taken back", |text| text.contains("basically"));
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
    assert!(!kept.is_empty(), "and found in the history");

    // Killed in mid-sentence: the next start offers what was there.
    let editor = Editor::open(&home, &screen);
    screen.write("This was never saved");
    editor.until("typed", |text| text.contains("never saved"));
    drop(editor);
    assert_eq!(home.sessions().len(), 1);
    let editor = Editor::open(&home, &screen);
    screen.picture("6-recovery");
    // The two buttons of the card stand before the document: bring back, erase. One step of the focus a
    // frame, and a busy machine draws few of them.
    for _ in 0..2 {
        screen.key("shift+Tab");
        std::thread::sleep(Duration::from_millis(1_500));
    }
    screen.key("space");
    editor.until("brought back", |text| text.contains("This was never saved"));
    screen.picture("7-recovered");
}
