//! `parlance listen` with a program in front: what is said gets there, spoken edits happen there, and `parlance toggle`
//! and its kin are obeyed.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::program::{Home, Ran, fixture, interrupt, output};
use crate::screen::{Kind, Screen, eventually};

/// One utterance without commands.
const SENTENCE: &str = "ls-328.wav";

/// A parlance that listens.
pub struct Listener {
    pub home: Home,
    pub program: Child,
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.program.kill().ok();
        self.program.wait().ok();
    }
}

impl Listener {
    fn start(screen: &Screen, args: &[&str]) -> Self {
        Listener::start_at(Home::new(), |command| screen.tell(command), args)
    }

    /// Starts it with these settings, on the desktop that the command is told.
    pub fn start_at(home: Home, tell: impl FnOnce(&mut Command), args: &[&str]) -> Self {
        let mut command = home.parlance(&["listen"]);
        tell(&mut command);
        command
            .args(args)
            .env("XDG_RUNTIME_DIR", home.folder.path().join("run"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut program = command.spawn().unwrap();
        let mut told = BufReader::new(program.stderr.take().unwrap()).lines();
        let ready = told
            .by_ref()
            .find(|line| line.as_ref().unwrap().contains("ready"));
        assert!(ready.is_some(), "it ended before it was ready");
        // What it says later must not fill the pipe.
        let drain = move || told.for_each(drop);
        std::thread::Builder::new()
            .name("told".to_owned())
            .spawn(drain)
            .unwrap();
        Listener { home, program }
    }

    pub fn tell(&self, args: &[&str]) -> Ran {
        let mut command = self.home.parlance(args);
        command
            .env("XDG_RUNTIME_DIR", self.home.folder.path().join("run"))
            .stdin(Stdio::null());
        Ran::of(output(&mut command))
    }

    #[track_caller]
    pub fn say(&self, words: &str) -> String {
        self.tell(&["say", words]).good().out
    }

    pub fn state(&self) -> String {
        let status = self.tell(&["status"]).good().out;
        status.lines().next().unwrap_or_default().to_owned()
    }
}

#[test]
fn spoken_edits_happen_in_the_program_in_front() {
    let screen = Screen::new();
    for how in ["paste", "type"] {
        let mut owner = screen.copy("mine");
        let home = Home::new();
        home.settings("[listen.programs]\nXTerm = \"polished\"\n");
        let args = ["--key", "none", "--insert", how];
        let listener = Listener::start_at(home, |command| screen.tell(command), &args);
        for kind in [Kind::Gtk("text"), Kind::Tk, Kind::Terminal] {
            let field = screen.field(kind);
            let told = listener.say("we meet on Tuesday");
            assert!(told.contains("inserted"), "{told}");
            field.comes_to_have("We meet on Tuesday.");
            listener.say("replace Tuesday with Friday");
            field.comes_to_have("We meet on Friday.");
            listener.say("bring the letter");
            field.comes_to_have("We meet on Friday. Bring the letter.");
            listener.say("delete the last sentence");
            field.comes_to_have("We meet on Friday.");
            listener.say("undo that");
            field.comes_to_have("We meet on Friday. Bring the letter.");
            listener.say("make that uppercase");
            listener.say("undo that");
            field.comes_to_have("We meet on Friday. Bring the letter.");
        }
        assert_eq!(screen.clipboard(), "mine");
        drop(listener);
        owner.kill().unwrap();
        owner.wait().unwrap();
    }
}

#[test]
fn what_others_typed_is_never_taken_back() {
    let screen = Screen::new();
    let listener = Listener::start(&screen, &["--key", "none", "--insert", "type"]);
    let field = screen.field(Kind::Tk);
    listener.say("hello there");
    field.comes_to_have("Hello there.");
    screen.tool("xdotool", &["key", "exclam"]).good();
    field.comes_to_have("Hello there.!");
    listener.say("undo that");
    listener.say("delete the last word");
    std::thread::sleep(Duration::from_millis(300));
    field.comes_to_have("Hello there.!");
    // Another field begins its own scratch, and coming back finds nothing to take back either.
    let second = screen.field(Kind::Gtk("text"));
    listener.say("another place");
    second.comes_to_have("Another place.");
    field.focus();
    listener.say("undo that");
    assert_eq!(field.text(), "Hello there.!");
    assert_eq!(second.text(), "Another place.");
}

#[test]
fn what_is_too_far_back_is_refused_in_words() {
    let screen = Screen::new();
    let listener = Listener::start(&screen, &["--key", "none", "--insert", "paste"]);
    let field = screen.field(Kind::Gtk("text"));
    listener.say("the beginning is on Tuesday");
    for _ in 0..4 {
        listener.say(&"and many more words come after that ".repeat(10));
    }
    eventually("all words", || field.text().matches("after that").count() == 40);
    let before = field.text();
    assert!(before.chars().count() > 1_200, "{before}");
    let told = listener.say("replace Tuesday with Friday");
    assert!(told.contains("too far"), "{told}");
    assert_eq!(field.text(), before);
    // The scratch is still the program's text.
    listener.say("undo that");
    eventually("the end taken back", || field.text().len() < before.len());
    let shorter = field.text();
    assert!(before.starts_with(&shorter), "{shorter}");
}

#[test]
fn a_terminal_gets_no_line_feed_until_enter_is_asked_for() {
    let screen = Screen::new();
    let listener = Listener::start(&screen, &["--key", "none"]);
    let field = screen.field(Kind::Terminal);
    listener.say("first line");
    listener.say("new paragraph");
    listener.say("second line");
    eventually("the words", || field.text().contains("econd line"));
    assert!(!field.text().contains(['\n', '\r']), "{:?}", field.text());
    let told = listener.say("press enter");
    assert!(told.contains("pressed enter"), "{told}");
    eventually("enter", || field.text().ends_with(['\n', '\r']));
}

#[test]
fn toggle_begins_and_ends_and_what_is_spoken_lands_where_it_was_begun() {
    let screen = Screen::new();
    let sentence = fixture(SENTENCE).display().to_string();
    let said = Home::new()
        .run(&["dictate", "--no-safety-copy", "--input", &sentence])
        .good();
    let said = said.out.trim().to_owned();
    assert!(said.split(' ').count() > 3, "{said}");
    let listener = Listener::start(&screen, &["--key", "none", "--input", &sentence]);
    let field = screen.field(Kind::Tk);
    assert_eq!(listener.state(), "idle");
    let told = listener.tell(&["toggle"]).good();
    assert!(
        told.out.starts_with("starting") || told.out.starts_with("listening"),
        "{told:?}"
    );
    field.comes_to_have(&said);
    eventually("the end of the recording", || listener.state() == "idle");
    // Forgotten before it was written.
    listener.tell(&["start"]).good();
    eventually("live words", || listener.tell(&["status"]).out.contains('…'));
    listener.tell(&["cancel"]).good();
    eventually("the end", || listener.state() == "idle");
    assert_eq!(field.text(), said);
    // The keyboard goes elsewhere in the middle of the sentence: it is on the clipboard, and in neither field.
    let second = screen.field(Kind::Gtk("text"));
    field.focus();
    listener.tell(&["start"]).good();
    eventually("live words", || listener.tell(&["status"]).out.contains('…'));
    second.focus();
    eventually("the end", || listener.state() == "idle");
    let told = listener.tell(&["status"]).good().out;
    assert!(told.contains("please paste"), "{told}");
    assert_eq!(screen.clipboard().trim(), said);
    assert_eq!((field.text(), second.text()), (said, String::new()));
}

#[test]
fn the_accessibility_bus_puts_text_in_and_passwords_are_refused() {
    let screen = Screen::with_bus();
    let mut owner = screen.copy("mine");
    let listener = Listener::start(&screen, &["--key", "none"]);
    for kind in [Kind::Gtk("text"), Kind::Gtk("entry"), Kind::Web("text")] {
        let field = screen.field(kind);
        let told = listener.say("we meet on Tuesday");
        // A page of this engine tells its text by the bus and takes none there.
        let way = match kind {
            Kind::Web(_) => "inserted (pasted)",
            _ => "inserted",
        };
        assert!(told.lines().any(|line| line == way), "{kind:?}: {told}");
        field.comes_to_have("We meet on Tuesday.");
        listener.say("replace Tuesday with Friday");
        field.comes_to_have("We meet on Friday.");
        // Keys of others: what stands there is read anew, and dictation goes on behind it.
        screen.tool("xdotool", &["type", " Yes?"]).good();
        field.comes_to_have("We meet on Friday. Yes?");
        listener.say("bring the letter");
        field.comes_to_have("We meet on Friday. Yes? Bring the letter.");
        listener.say("replace Friday with Sunday");
        field.comes_to_have("We meet on Sunday. Yes? Bring the letter.");
    }
    // What is selected there is rewritten, or words take its place.
    let field = screen.field(Kind::Gtk("text"));
    screen.tool("xdotool", &["type", "Bring the old map"]).good();
    field.comes_to_have("Bring the old map");
    let select = |times: &str| {
        let key = ["key", "--repeat", times, "shift+Left"];
        screen.tool("xdotool", &key).good();
    };
    select("7");
    let told = listener.say("make that uppercase");
    assert!(told.lines().any(|line| line == "inserted"), "{told}");
    field.comes_to_have("Bring the OLD MAP");
    listener.say("undo that");
    field.comes_to_have("Bring the old map");
    select("3");
    listener.say("letters");
    field.comes_to_have("Bring the old letters.");
    // What was selected is so no more: these words take nothing's place.
    listener.say("stay here");
    field.comes_to_have("Bring the old letters. Stay here.");
    // Without the bus nobody knows what is selected: words take its place as typed ones do.
    let other = Listener::start(&screen, &["--key", "none", "--insert", "type"]);
    select("5");
    other.say("at home");
    eventually("other words", || {
        field.text().to_lowercase().ends_with("stay at home.")
    });
    drop(other);
    for kind in [Kind::Gtk("password"), Kind::Web("password")] {
        let field = screen.field(kind);
        for how in ["auto", "paste", "type"] {
            let other = Listener::start(&screen, &["--key", "none", "--insert", how]);
            let told = other.say("the door opens");
            assert!(told.contains("password"), "{kind:?}: {told}");
            assert_eq!(other.tell(&["kept"]).good().out.trim(), "The door opens.");
            assert_eq!(field.text(), "");
        }
    }
    assert_eq!(screen.clipboard(), "mine");
    owner.kill().unwrap();
    owner.wait().unwrap();
}

#[test]
fn one_listens_alone_and_tells_when_none_does() {
    let screen = Screen::new();
    let mut listener = Listener::start(&screen, &["--key", "F9"]);
    let socket = listener.home.folder.path().join("run/parlance/control");
    let mode = std::fs::metadata(&socket).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let mut second = listener.home.parlance(&["listen"]);
    second
        .env("DISPLAY", &screen.name)
        .env("XDG_RUNTIME_DIR", listener.home.folder.path().join("run"))
        .stdin(Stdio::null());
    let second = Ran::of(output(&mut second));
    assert_eq!(second.code, Some(1));
    assert!(second.err.contains("already"), "{second:?}");
    assert!(interrupt(&mut listener.program).success());
    assert!(!socket.exists());
    let nobody = listener.tell(&["toggle"]);
    assert_eq!(nobody.code, Some(1));
    assert!(nobody.err.contains("parlance listen"), "{nobody:?}");
    // Quitting by the socket is as clean.
    let mut listener = Listener::start(&screen, &["--key", "none"]);
    listener.tell(&["quit"]).good();
    assert!(listener.program.wait().unwrap().success());
}

#[test]
fn it_starts_at_login_and_no_more() {
    let home = Home::new();
    let config = home.folder.path().join("xdg");
    let set = |flag: &str| {
        let mut command = home.parlance(&["listen", flag]);
        Ran::of(output(
            command.env("XDG_CONFIG_HOME", &config).stdin(Stdio::null()),
        ))
        .good()
    };
    set("--at-login");
    let file = config.join("autostart/parlance-listen.desktop");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("listen\n"), "{text}");
    let mut validate = std::process::Command::new("desktop-file-validate");
    Ran::of(output(validate.arg(&file))).good();
    set("--not-at-login");
    assert!(!file.exists());
    set("--not-at-login");
}
