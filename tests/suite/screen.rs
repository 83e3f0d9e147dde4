//! A virtual screen with a window manager, and programs on it that write down what gets into them.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::program::{LIMIT, Ran, output};

/// A screen that goes when it is dropped, with all that is on it.
pub struct Screen {
    server: Child,
    manager: Child,
    /// As `DISPLAY` has it.
    pub name: String,
    folder: TempDir,
    bus: Option<Bus>,
}

/// The bus of a desktop's session, which starts that of accessibility; it goes when it is dropped.
pub struct Bus {
    daemon: Child,
    address: String,
    folder: TempDir,
}

impl Drop for Bus {
    fn drop(&mut self) {
        self.daemon.kill().ok();
        self.daemon.wait().ok();
    }
}

impl Bus {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Bus::start_with(Command::new("dbus-daemon"), folder)
    }

    fn start_with(mut command: Command, folder: TempDir) -> Self {
        let mut daemon = command
            .args(["--session", "--nofork", "--print-address=1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon is installed by `cargo xtask test`");
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        Bus {
            daemon,
            address: address.trim().to_owned(),
            folder,
        }
    }

    /// Tells a command of the bus.
    pub fn tell(&self, command: &mut Command) {
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address);
    }

    /// A folder for what a test writes.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.bus = None;
        for child in [&mut self.manager, &mut self.server] {
            child.kill().ok();
            child.wait().ok();
        }
    }
}

impl Screen {
    pub fn new() -> Self {
        let (server, name) = crate::desktop::xvfb().expect("Xvfb is installed by `cargo xtask test`");
        let folder = tempfile::tempdir().unwrap();
        let manager = Command::new("openbox")
            .env("DISPLAY", &name)
            .env("HOME", folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("openbox is installed by `cargo xtask test`");
        let screen = Screen {
            server,
            manager,
            name,
            folder,
            bus: None,
        };
        // Windows that come before the manager are not given the keyboard.
        eventually("a window manager", || {
            let told = screen.tool("xprop", &["-root", "_NET_SUPPORTING_WM_CHECK"]);
            told.out.contains("window id")
        });
        screen
    }

    /// The same with a bus of its own, so that programs tell of their fields.
    pub fn with_bus() -> Self {
        let mut screen = Screen::new();
        let folder = tempfile::tempdir().unwrap();
        screen.bus = Some(Bus::start_with(screen.command("dbus-daemon"), folder));
        screen
    }

    /// Its bus.
    pub fn bus(&self) -> &Bus {
        self.bus.as_ref().expect("a screen with a bus")
    }

    /// Tells a command of the screen and the bus, and of none of the machine's.
    pub fn tell(&self, command: &mut Command) {
        command
            .env("DISPLAY", &self.name)
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("AT_SPI_BUS_ADDRESS")
            .env_remove("DBUS_SESSION_BUS_ADDRESS");
        if let Some(bus) = &self.bus {
            bus.tell(command);
        }
    }

    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        self.tell(&mut command);
        command
            .env("HOME", self.folder.path())
            .env("LC_ALL", "C.UTF-8")
            // Input methods of the machine have no say here.
            .env("GTK_IM_MODULE", "gtk-im-context-simple")
            .env("XMODIFIERS", "@im=none")
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    /// Runs a tool to its end.
    pub fn tool(&self, program: &str, args: &[&str]) -> Ran {
        let mut command = self.command(program);
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        Ran::of(output(command.args(args)))
    }

    /// What another program copied: it holds the clipboard until somebody else takes it.
    pub fn copy(&self, text: &str) -> Child {
        use std::io::Write;
        let mut xclip = self
            .command("xclip")
            .args(["-selection", "clipboard", "-quiet"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("xclip is installed by `cargo xtask test`");
        xclip.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        eventually("the clipboard", || self.clipboard() == text);
        xclip
    }

    pub fn clipboard(&self) -> String {
        let pasted = self.tool("xclip", &["-selection", "clipboard", "-out"]);
        pasted.out
    }

    /// Opens a field and waits until it has the keyboard.
    pub fn field(&self, kind: Kind) -> Field<'_> {
        let number = std::fs::read_dir(self.folder.path()).unwrap().count();
        let file = self.folder.path().join(format!("field-{number}"));
        let script = |name: &str| {
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("fixtures/system")
                .join(name)
                .display()
                .to_string()
        };
        let path = file.display().to_string();
        let mut command = match kind {
            Kind::Gtk(which) => {
                let mut command = self.command("/usr/bin/python3");
                command.args([&script("gtk_field.py"), &path, which]);
                command
            }
            Kind::Web(which) => {
                let mut command = self.command("/usr/bin/python3");
                command.args([&script("web_field.py"), &path, which]);
                command
            }
            Kind::Tk => {
                let mut command = self.command("/usr/bin/python3");
                command.args([&script("tk_field.py"), &path]);
                command
            }
            Kind::Terminal => {
                let mut command = self.command("xterm");
                // Every character at once, whatever is before it on its line.
                let inside =
                    format!("stty -icanon -echo -icrnl; : > '{path}'; exec dd bs=1 of='{path}' status=none");
                command.args(["-u8", "-title", "xterm", "-e", "sh", "-c", &inside]);
                command
            }
        };
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let program = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut field = Field {
            screen: self,
            program,
            file,
            window: String::new(),
            kind,
        };
        eventually("a field", || field.file.exists());
        let title = match kind {
            Kind::Gtk(which) => format!("gtk {which}"),
            Kind::Web(which) => format!("web {which}"),
            Kind::Tk => "tk text".to_owned(),
            Kind::Terminal => "xterm".to_owned(),
        };
        eventually("its window", || {
            let found = self.tool(
                "xdotool",
                &["search", "--onlyvisible", "--name", &format!("^{title}$")],
            );
            field.window = found.out.lines().last().unwrap_or_default().to_owned();
            !field.window.is_empty()
        });
        field.focus();
        field
    }
}

/// What a field is drawn by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// GTK 3: `text`, `entry` or `password`.
    Gtk(&'static str),
    /// A page in a browser's engine: `text` or `password`.
    Web(&'static str),
    /// Tk, which tells the accessibility bus nothing.
    Tk,
    /// A terminal.
    Terminal,
}

/// A field of a program.
pub struct Field<'a> {
    screen: &'a Screen,
    program: Child,
    file: PathBuf,
    window: String,
    kind: Kind,
}

impl Drop for Field<'_> {
    fn drop(&mut self) {
        let group = format!("-{}", self.program.id());
        Command::new("kill").args(["-KILL", "--", &group]).status().ok();
        self.program.wait().ok();
    }
}

impl Field<'_> {
    /// Gives it the keyboard.
    pub fn focus(&self) {
        eventually("the keyboard", || {
            self.screen
                .tool("xdotool", &["windowactivate", "--sync", &self.window]);
            let active = self.screen.tool("xdotool", &["getactivewindow"]);
            active.out.trim() == self.window
        });
        // Programs give the keyboard to a widget of theirs in their own time.
        std::thread::sleep(Duration::from_millis(300));
    }

    /// What is in it; of a terminal what came, with what backspaces took back.
    pub fn text(&self) -> String {
        let text = String::from_utf8_lossy(&std::fs::read(&self.file).unwrap_or_default()).into_owned();
        if self.kind != Kind::Terminal {
            return text;
        }
        let mut left = String::new();
        for c in text.chars() {
            if matches!(c, '\u{7f}' | '\u{8}') {
                left.pop();
            } else {
                left.push(c);
            }
        }
        left
    }

    /// Waits until it has this text, and shows what it has otherwise.
    #[track_caller]
    pub fn comes_to_have(&self, text: &str) {
        let mut seen = String::new();
        let mut since = Instant::now();
        loop {
            let now = self.text();
            if now == text {
                return;
            }
            // A busy machine takes its time; as long as more comes, it is waited for.
            if now != seen {
                (seen, since) = (now, Instant::now());
            }
            assert!(
                since.elapsed() < LIMIT / 30,
                "{:?} has {seen:?} and not {text:?}",
                self.kind
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Waits until something is so.
#[track_caller]
pub fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < LIMIT / 10, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
