//! `parlance listen` on a real Wayland compositor: sway without a screen, keys by wtype, fields of GTK.
//!
//! Needs sway and wtype, which `cargo xtask test` installs.

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::listening::Listener;
use crate::program::Home;
use crate::screen::{Bus, eventually};

/// A user without rights: sway refuses to run for root.
const NOBODY: u32 = 65_534;

/// A compositor that goes when it is dropped, with all that is on it.
struct Sway {
    /// Last of all the compositor: what is on it goes first.
    children: Vec<Child>,
    folder: TempDir,
    bus: Option<Bus>,
}

impl Drop for Sway {
    fn drop(&mut self) {
        for child in self.children.iter_mut().rev() {
            child.kill().ok();
            child.wait().ok();
        }
    }
}

impl Sway {
    fn start(bus: Option<Bus>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("config");
        std::fs::write(
            &config,
            "xwayland disable\noutput HEADLESS-1 resolution 1000x700\n",
        )
        .unwrap();
        let mut command = Command::new("sway");
        if std::fs::metadata("/proc/self").unwrap().uid() == 0 {
            let (user, group) = (format!("--reuid={NOBODY}"), format!("--regid={NOBODY}"));
            command = Command::new("setpriv");
            command.args([&user, &group, "--clear-groups", "sway"]);
            chown(folder.path(), Some(NOBODY), Some(NOBODY)).unwrap();
            std::fs::set_permissions(&config, std::fs::Permissions::from_mode(0o644)).unwrap();
        }
        let server = command
            .arg("-c")
            .arg(&config)
            .env("XDG_RUNTIME_DIR", folder.path())
            .env("HOME", folder.path())
            .env("WLR_BACKENDS", "headless")
            .env("WLR_LIBINPUT_NO_DEVICES", "1")
            .env("WLR_RENDERER", "pixman")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("sway is installed by `cargo xtask test`");
        let mut sway = Sway {
            children: vec![server],
            folder,
            bus,
        };
        eventually("a compositor", || sway.socket().exists());
        // Programs think that nobody looks at them where there is no keyboard at all: this is one that presses nothing.
        let keyboard = sway.command("wtype").args(["-s", "600000"]).spawn().unwrap();
        sway.children.push(keyboard);
        sway
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("wayland-1")
    }

    /// Tells a command of the compositor and the bus, and of none of the machine's.
    fn tell(&self, command: &mut Command) {
        command
            .env("WAYLAND_DISPLAY", self.socket())
            .env("GDK_BACKEND", "wayland")
            .env_remove("DISPLAY")
            .env_remove("AT_SPI_BUS_ADDRESS")
            .env_remove("DBUS_SESSION_BUS_ADDRESS");
        if let Some(bus) = &self.bus {
            bus.tell(command);
        }
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        self.tell(&mut command);
        command
            .env("HOME", self.folder.path())
            .env("XDG_RUNTIME_DIR", self.folder.path())
            .env("LC_ALL", "C.UTF-8")
            .env("GTK_IM_MODULE", "gtk-im-context-simple")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// Opens a field of GTK; where it writes down what it has.
    fn field(&mut self, kind: &str) -> PathBuf {
        let file = self.folder.path().join(format!("field-{kind}"));
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/system/gtk_field.py");
        let program = self
            .command("/usr/bin/python3")
            .arg(script)
            .args([file.as_os_str(), kind.as_ref()])
            .spawn()
            .unwrap();
        self.children.push(program);
        eventually("a field", || file.exists());
        // It is there, and gets the keyboard in its own time.
        std::thread::sleep(std::time::Duration::from_secs(1));
        file
    }
}

/// Waits until a field has this text.
#[track_caller]
fn comes_to_have(field: &Path, text: &str) {
    eventually(text, || {
        std::fs::read_to_string(field).is_ok_and(|now| now == text)
    });
}

#[test]
fn a_compositor_lets_a_helper_type_and_the_bus_tells_the_field() {
    // Without a bus nobody knows the field: text is typed, and nothing taken back.
    let mut sway = Sway::start(None);
    let field = sway.field("text");
    let listener = Listener::start_at(Home::new(), |command| sway.tell(command), &["--key", "none"]);
    let told = listener.say("Zoë meets us on Tuesday");
    assert!(told.contains("does not tell"), "{told}");
    comes_to_have(&field, "Zoë meets us on Tuesday.");
    let told = listener.say("replace Tuesday with Friday");
    assert!(told.contains("nothing can be taken back"), "{told}");
    comes_to_have(&field, "Zoë meets us on Tuesday.");
    let told = listener.say("press enter");
    assert!(told.contains("pressed enter"), "{told}");
    comes_to_have(&field, "Zoë meets us on Tuesday.\n");
}

#[test]
fn with_a_bus_spoken_edits_happen_under_wayland_and_passwords_are_refused() {
    let mut sway = Sway::start(Some(Bus::start()));
    let field = sway.field("text");
    let listener = Listener::start_at(Home::new(), |command| sway.tell(command), &["--key", "none"]);
    let told = listener.say("we meet on Tuesday");
    assert!(told.lines().any(|line| line == "inserted"), "{told}");
    comes_to_have(&field, "We meet on Tuesday.");
    listener.say("replace Tuesday with Friday");
    comes_to_have(&field, "We meet on Friday.");
    listener.say("undo that");
    comes_to_have(&field, "We meet on Tuesday.");
    let password = sway.field("password");
    let told = listener.say("the door opens");
    assert!(told.contains("password"), "{told}");
    assert_eq!(std::fs::read_to_string(&password).unwrap(), "");
    comes_to_have(&field, "We meet on Tuesday.");
}
