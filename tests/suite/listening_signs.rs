//! `parlance listen` on a desktop's bus: the icon, players that are paused, the portals of Wayland; and the overlay, the key
//! for words as they were said, and the profiles of programs.
//!
//! The desktop is `fixtures/system/desktop_bus.py`, on a bus of its own: it writes down what it is asked.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::listening::Listener;
use crate::program::{Home, fixture};
use crate::screen::{Bus, Kind, Screen, eventually};

/// One utterance without commands.
const SENTENCE: &str = "ls-328.wav";

/// Parts of a desktop on a bus.
struct Desktop {
    program: Child,
    log: PathBuf,
}

impl Drop for Desktop {
    fn drop(&mut self) {
        self.program.kill().ok();
        self.program.wait().ok();
    }
}

impl Desktop {
    fn start(bus: &Bus, log: &Path, roles: &[&str]) -> Self {
        std::fs::write(log, "").unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/system/desktop_bus.py");
        let mut command = Command::new("/usr/bin/python3");
        bus.tell(&mut command);
        let program = command
            .arg(script)
            .arg(log)
            .args(roles)
            .stdin(Stdio::null())
            .spawn()
            .expect("python3-gi is installed by `cargo xtask test`");
        let desktop = Desktop {
            program,
            log: log.to_owned(),
        };
        eventually("the desktop", || !desktop.calls("ready").is_empty());
        desktop
    }

    /// What it wrote down that has this word in it, in order.
    fn calls(&self, word: &str) -> Vec<String> {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let quoted = format!("\"{word}\"");
        log.lines()
            .filter(|line| line.contains(&quoted))
            .map(str::to_owned)
            .collect()
    }

    /// The text that the keys wrote which were pressed through the portal.
    fn typed(&self) -> String {
        let mut text = String::new();
        for call in self.calls("NotifyKeyboardKeysym") {
            let call: Vec<serde_json::Value> = serde_json::from_str(&call).unwrap();
            let (keysym, state) = (call[4].as_u64().unwrap(), call[5].as_u64().unwrap());
            if state == 1 {
                text.push(char::from_u32((keysym & 0xff_ffff) as u32).unwrap());
            }
        }
        text
    }
}

/// A listener under what says that it is Wayland.
fn under_wayland(home: Home, bus: &Bus, args: &[&str]) -> Listener {
    let tell = |command: &mut Command| {
        bus.tell(command);
        command.env("WAYLAND_DISPLAY", "wayland-of-the-test");
    };
    Listener::start_at(home, tell, args)
}

#[test]
fn the_portal_presses_keys_and_its_permission_is_kept() {
    let bus = Bus::start();
    let log = bus.folder().join("log");
    let desktop = Desktop::start(&bus, &log, &["portal"]);
    let sentence = fixture(SENTENCE).display().to_string();
    let mut listener = under_wayland(Home::new(), &bus, &["--key", "Ctrl+F9", "--input", &sentence]);
    let told = listener.say("Zoë meets us on Tuesday");
    assert!(told.contains("does not tell"), "{told}");
    assert_eq!(desktop.typed(), "Zoë meets us on Tuesday.");
    // Nobody knows which program has the keyboard: nothing is taken back there.
    let told = listener.say("delete the last word");
    assert!(told.contains("nothing can be taken back"), "{told}");
    assert_eq!(desktop.typed(), "Zoë meets us on Tuesday.");
    let token = listener.home.data().join("portal-token");
    assert_eq!(std::fs::read_to_string(&token).unwrap(), "token-1");
    let mode = std::fs::metadata(&token).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let select = &desktop.calls("SelectDevices")[0];
    assert!(
        select.contains("\"persist_mode\": 2") && !select.contains("restore_token"),
        "{select}"
    );
    // The desktop was asked for the key, and tells when it is pressed.
    let bound = &desktop.calls("BindShortcuts")[0];
    assert!(bound.contains("CTRL+F9"), "{bound}");
    let press = |what: &str| {
        let mut command = Command::new("dbus-send");
        bus.tell(&mut command);
        let method = format!("org.parlance.Test.{what}");
        command.args([
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.portal.Desktop",
        ]);
        command.args(["/org/freedesktop/portal/desktop", &method, "string:talk"]);
        assert!(command.stdout(Stdio::null()).status().unwrap().success());
    };
    press("Press");
    press("Release");
    eventually("listening", || listener.state() != "idle");
    eventually("the sentence", || listener.state() == "idle");
    assert!(
        desktop.typed().len() > "Zoë meets us on Tuesday.".len() + 10,
        "{}",
        desktop.typed()
    );
    listener.tell(&["quit"]).good();
    assert!(listener.program.wait().unwrap().success());
    // The next start asks with what it was given, and is given the next one.
    let home = Home::new();
    std::fs::create_dir_all(home.data()).unwrap();
    std::fs::copy(&token, home.data().join("portal-token")).unwrap();
    let next = under_wayland(home, &bus, &["--key", "none"]);
    let select = desktop.calls("SelectDevices").pop().unwrap();
    assert!(select.contains("\"restore_token\": \"token-1\""), "{select}");
    let token = std::fs::read_to_string(next.home.data().join("portal-token"));
    assert_eq!(token.unwrap(), "token-2");
}

#[test]
fn without_the_permission_an_installed_helper_types_and_else_text_is_kept() {
    let bus = Bus::start();
    let log = bus.folder().join("log");
    let desktop = Desktop::start(&bus, &log, &["denied"]);
    let folder = bus.folder().join("bin");
    std::fs::create_dir(&folder).unwrap();
    // One that the compositor refuses, and one that writes down what it is told.
    let heard = bus.folder().join("heard");
    let scripts = [
        ("wtype", "#!/bin/sh\nexit 1\n".to_owned()),
        (
            "dotool",
            format!("#!/bin/sh\n/bin/cat >> '{}'\n", heard.display()),
        ),
    ];
    for (name, script) in &scripts {
        let file = folder.join(name);
        std::fs::write(&file, script).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let start = |path: &str| {
        let tell = |command: &mut Command| {
            bus.tell(command);
            command
                .env("WAYLAND_DISPLAY", "wayland-of-the-test")
                .env("PATH", path);
        };
        Listener::start_at(Home::new(), tell, &["--key", "none"])
    };
    let listener = start(&folder.display().to_string());
    listener.say("the bill is paid");
    assert_eq!(
        std::fs::read_to_string(&heard).unwrap(),
        "type The bill is paid.\n"
    );
    let told = listener.say("press enter");
    assert!(told.contains("pressed enter"), "{told}");
    assert!(std::fs::read_to_string(&heard).unwrap().ends_with("key enter\n"));
    drop(listener);
    assert!(desktop.typed().is_empty());
    // Without helpers, and here without a clipboard, nothing is lost.
    let listener = start("/nonexistent");
    let told = listener.say("the bill is paid");
    assert!(
        told.contains("kept in parlance") && told.contains("wtype"),
        "{told}"
    );
    assert_eq!(listener.tell(&["kept"]).good().out.trim(), "The bill is paid.");
}

#[test]
fn the_icon_in_the_bar_shows_whether_it_listens_and_its_menu_works() {
    let screen = Screen::with_bus();
    let bus = screen.bus();
    let log = bus.folder().join("log");
    let bar = Desktop::start(bus, &log, &["watcher"]);
    let sentence = fixture(SENTENCE).display().to_string();
    let home = Home::new();
    let tell = |command: &mut Command| screen.tell(command);
    let mut listener = Listener::start_at(home, tell, &["--key", "none", "--input", &sentence]);
    eventually("the icon", || !bar.calls("RegisterStatusNotifierItem").is_empty());
    let name = format!("org.kde.StatusNotifierItem-{}-1", listener.program.id());
    assert!(bar.calls("watcher")[0].contains(&name));
    let call = |path: &str, method: &str, args: &[&str]| {
        let dest = format!("--dest={name}");
        let mut all = vec!["--session", "--print-reply", &dest, path, method];
        all.extend(args);
        screen.tool("dbus-send", &all).good().out
    };
    let picture = || {
        let args = ["string:org.kde.StatusNotifierItem", "string:IconPixmap"];
        let told = call(
            "/StatusNotifierItem",
            "org.freedesktop.DBus.Properties.Get",
            &args,
        );
        // The first line has the serial number of the answer.
        told.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    let waiting = picture();
    assert!(waiting.len() > 5);
    call(
        "/StatusNotifierItem",
        "org.kde.StatusNotifierItem.Activate",
        &["int32:0", "int32:0"],
    );
    eventually("another picture", || picture() != waiting);
    let layout = |()| {
        let args = ["int32:0", "int32:-1", "array:string:"];
        call("/MenuBar", "com.canonical.dbusmenu.GetLayout", &args)
    };
    eventually("the menu to stop it, or the end", || {
        layout(()).contains("Stop listening") || listener.state() == "idle"
    });
    eventually("the end of the recording", || listener.state() == "idle");
    eventually("the first picture", || picture() == waiting);
    assert!(layout(()).contains("\"Listen\""));
    // A bar that is started anew is told again.
    drop(bar);
    let bar = Desktop::start(bus, &log, &["watcher"]);
    eventually("the icon in the new bar", || {
        !bar.calls("RegisterStatusNotifierItem").is_empty()
    });
    let quit = ["int32:4", "string:clicked", "variant:int32:0", "uint32:0"];
    call("/MenuBar", "com.canonical.dbusmenu.Event", &quit);
    assert!(listener.program.wait().unwrap().success());
}

#[test]
fn what_plays_is_paused_while_it_listens_and_nothing_else_is_started() {
    let screen = Screen::with_bus();
    let bus = screen.bus();
    let desktop = Desktop::start(bus, &bus.folder().join("log"), &["player"]);
    let home = Home::new();
    home.settings("[listen]\npause_media = true\nsounds = true\n");
    let sentence = fixture(SENTENCE).display().to_string();
    let tell = |command: &mut Command| screen.tell(command);
    let listener = Listener::start_at(home, tell, &["--key", "none", "--input", &sentence]);
    listener.tell(&["start"]).good();
    eventually("quiet", || !desktop.calls("Pause").is_empty());
    eventually("the end of the recording", || listener.state() == "idle");
    eventually("music", || !desktop.calls("Play").is_empty());
    assert_eq!(desktop.calls("player").len(), 2, "{:?}", desktop.calls("player"));
    assert!(desktop.calls("resting").is_empty());
}

#[test]
fn the_overlay_is_seen_while_it_listens_and_takes_no_keyboard() {
    let screen = Screen::new();
    let home = Home::new();
    let sentence = fixture(SENTENCE).display().to_string();
    let tell = |command: &mut Command| screen.tell(command);
    let listener = Listener::start_at(home, tell, &["--key", "none", "--input", &sentence]);
    let field = screen.field(Kind::Tk);
    let seen = || {
        let found = screen.tool(
            "xdotool",
            &["search", "--onlyvisible", "--name", "^parlance overlay$"],
        );
        !found.out.trim().is_empty()
    };
    assert!(!seen(), "nobody listens");
    let before = screen.tool("xdotool", &["getwindowfocus"]).out;
    listener.tell(&["start"]).good();
    eventually("the overlay", seen);
    assert_eq!(screen.tool("xdotool", &["getwindowfocus"]).out, before);
    eventually("the end of the recording", || listener.state() == "idle");
    eventually("the text", || !field.text().is_empty());
    eventually("the end of the overlay", || !seen());
}

#[test]
fn terminals_get_words_as_they_were_said_and_so_does_the_second_key() {
    let screen = Screen::new();
    let sentence = fixture(SENTENCE).display().to_string();
    let raw = Home::new().run(&["dictate", "--no-safety-copy", "--verbatim", "--input", &sentence]);
    let raw = raw.good().out.trim().to_owned();
    let args = ["--key", "F9", "--raw-key", "Shift+F9", "--input", &sentence];
    let tell = |command: &mut Command| screen.tell(command);
    let listener = Listener::start_at(Home::new(), tell, &args);
    let terminal = screen.field(Kind::Terminal);
    listener.say("list all files");
    terminal.comes_to_have("list all files");
    let field = screen.field(Kind::Tk);
    listener.say("list all files");
    field.comes_to_have("List all files.");
    let field = screen.field(Kind::Tk);
    screen.tool("xdotool", &["key", "shift+F9"]).good();
    eventually("listening", || listener.state() != "idle");
    eventually("the end of the recording", || listener.state() == "idle");
    field.comes_to_have(&raw);
    // Behind a text, enter is pressed once that is there.
    listener.say("list all files press enter");
    eventually("enter", || field.text().ends_with('\n'));
    assert!(
        field.text().to_lowercase().contains("list all files"),
        "{}",
        field.text()
    );
}

/// `cargo test --test suite listening_signs::figures -- --ignored --nocapture`: how fast a toggle is obeyed, and what a
/// listener costs that has nothing to do.
#[test]
#[ignore = "prints figures and asserts none"]
fn figures() {
    let screen = Screen::new();
    let sentence = fixture(SENTENCE).display().to_string();
    let tell = |command: &mut Command| screen.tell(command);
    let listener = Listener::start_at(Home::new(), tell, &["--key", "F9", "--input", &sentence]);
    for _ in 0..5 {
        let begun = Instant::now();
        listener.tell(&["toggle"]).good();
        while !matches!(listener.state().as_str(), "listening" | "finishing") {}
        println!(
            "toggle to listening, two processes included: {} ms",
            begun.elapsed().as_millis()
        );
        eventually("the end of the recording", || listener.state() == "idle");
    }
    let spent = || {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", listener.program.id())).unwrap();
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
        fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
    };
    std::thread::sleep(Duration::from_secs(5));
    let before = spent();
    std::thread::sleep(Duration::from_secs(20));
    println!("20 s of waiting: {} ticks of 10 ms", spent() - before);
    let status = std::fs::read_to_string(format!("/proc/{}/status", listener.program.id())).unwrap();
    println!(
        "{}",
        status
            .lines()
            .find(|line| line.starts_with("VmRSS"))
            .unwrap_or_default()
    );
}
