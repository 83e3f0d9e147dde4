//! What the operating system must have, and getting it.

use std::path::Path;
use std::process::{Command, Stdio};

use Sign::{Dpkg, PkgConfig, Program};

/// What is about to be done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Compile.
    Build,
    /// Show the window.
    Window,
    /// Make and check packages.
    Package,
    /// Run every test.
    Test,
    /// Take a picture of the window.
    Picture,
}

/// A package of Debian, and what is looked for to know that it is there.
struct Package(&'static str, Sign);

enum Sign {
    /// A program on the search path.
    Program(&'static str),
    /// A library that pkg-config knows.
    PkgConfig(&'static str),
    /// Installed, as dpkg tells.
    Dpkg,
}

const BUILD: &[Package] = &[
    Package("gcc", Program("cc")),
    Package("libc6-dev", Dpkg),
    Package("pkg-config", Program("pkg-config")),
    Package("libasound2-dev", PkgConfig("alsa")),
];

/// Loaded at run time by the window: OpenGL, keyboard layouts, X11 and Wayland clients.
const WINDOW: &[Package] = &[
    Package("libgl1", Dpkg),
    Package("libegl1", Dpkg),
    Package("libgl1-mesa-dri", Dpkg),
    Package("libxkbcommon-x11-0", Dpkg),
    Package("libx11-xcb1", Dpkg),
    Package("libxcursor1", Dpkg),
    Package("libxi6", Dpkg),
    Package("libxrandr2", Dpkg),
    Package("libwayland-client0", Dpkg),
];

/// A sound server for the microphone tests, a screen for the window tests, Python for the clients of the server.
const TEST: &[Package] = &[
    Package("pulseaudio", Program("pulseaudio")),
    Package("pulseaudio-utils", Program("pactl")),
    Package("xvfb", Program("Xvfb")),
    Package("xdotool", Program("xdotool")),
    Package("curl", Program("curl")),
    // The clients of `parlance serve` run in an environment of their own.
    Package("python3-venv", Dpkg),
    Package("util-linux", Program("unshare")),
    Package("strace", Program("strace")),
    // Programs that text is dictated into, and what manages their windows.
    Package("openbox", Program("openbox")),
    Package("xterm", Program("xterm")),
    Package("python3-gi", Dpkg),
    Package("gir1.2-gtk-3.0", Dpkg),
    Package("gir1.2-webkit2-4.1", Dpkg),
    Package("python3-tk", Dpkg),
    Package("at-spi2-core", Dpkg),
    Package("gir1.2-atspi-2.0", Dpkg),
    Package("dbus", Program("dbus-run-session")),
    Package("sway", Program("sway")),
    Package("wtype", Program("wtype")),
    Package("xclip", Program("xclip")),
    Package("x11-xkb-utils", Program("setxkbmap")),
    Package("x11-utils", Program("xprop")),
    Package("x11-xserver-utils", Program("xset")),
];

/// What takes pictures of a screen.
const PICTURE: &[Package] = &[Package("imagemagick", Program("import"))];

/// What makes packages, and what those check them with who would refuse them.
const PACKAGE: &[Package] = &[
    Package("binutils", Program("objdump")),
    Package("xz-utils", Program("xz")),
    Package("dpkg", Program("dpkg-deb")),
    Package("rpm", Program("rpmbuild")),
    Package("desktop-file-utils", Program("desktop-file-validate")),
    Package("appstream", Program("appstreamcli")),
    Package("libxml2-utils", Program("xmllint")),
    Package("man-db", Program("man")),
    Package("zsh", Program("zsh")),
    Package("fish", Program("fish")),
];

/// Sees to it that the system has what is needed, installing it on Debian and its kin.
pub fn provide(need: Need) -> Result<(), String> {
    if !cfg!(target_os = "linux") {
        // macOS and Windows bring what parlance needs, but for a linker.
        return match Command::new("rustc")
            .arg("--version")
            .stdout(Stdio::null())
            .status()
        {
            Ok(_) => Ok(()),
            Err(error) => Err(format!(
                "rustc: {error}. Install Rust, and the Xcode command line tools or MSVC build tools."
            )),
        };
    }
    let mut wanted: Vec<&Package> = BUILD.iter().collect();
    let more: &[&[Package]] = match need {
        Need::Build => &[],
        Need::Window => &[WINDOW],
        Need::Package => &[PACKAGE],
        Need::Test => &[WINDOW, PACKAGE, TEST],
        Need::Picture => &[WINDOW, TEST, PICTURE],
    };
    wanted.extend(more.iter().copied().flatten());
    let missing: Vec<&str> = wanted
        .iter()
        .filter(|package| !package.is_there())
        .map(|package| package.0)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !on_path("apt-get") {
        // Whatever the distribution calls them, the programs and libraries are these.
        return Err(format!(
            "the system lacks: {}. Those are Debian's names; install the same with your system's package manager \
             (Fedora: alsa-lib-devel pkgconf-pkg-config gcc mesa-libGL libxkbcommon-x11 pulseaudio xorg-x11-server-Xvfb; \
             Arch: alsa-lib pkgconf gcc mesa libxkbcommon-x11 pulseaudio xorg-server-xvfb)",
            missing.join(" ")
        ));
    }
    install(&missing)
}

impl Package {
    fn is_there(&self) -> bool {
        match self.1 {
            Program(program) => on_path(program),
            PkgConfig(library) => quiet(Command::new("pkg-config").args(["--exists", library])),
            // Elsewhere the libraries have other names: what is not there shows when the window opens.
            Dpkg => !on_path("dpkg-query") || installed(self.0),
        }
    }
}

fn installed(package: &str) -> bool {
    let output = Command::new("dpkg-query")
        .args(["-W", "-f", "${db:Status-Status}", package])
        .output();
    output.is_ok_and(|output| output.status.success() && output.stdout.starts_with(b"installed"))
}

fn install(missing: &[&str]) -> Result<(), String> {
    eprintln!("xtask: installing {}", missing.join(" "));
    // A stale list of packages is the usual cause of a failed install, so it is fetched anew.
    apt(&["update", "--quiet"]).or_else(|problem| {
        eprintln!("xtask: {problem}; trying with the old lists");
        Ok::<(), String>(())
    })?;
    let mut args = vec!["install", "--yes", "--quiet", "--no-install-recommends"];
    args.extend(missing);
    apt(&args)
}

fn apt(args: &[&str]) -> Result<(), String> {
    let mut command = if is_root() {
        Command::new("apt-get")
    } else if on_path("sudo") {
        let mut command = Command::new("sudo");
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        command
    } else {
        return Err(format!("run as root: apt-get {}", args.join(" ")));
    };
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(args)
        .stdin(Stdio::null());
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("apt-get {}: {status}", args.join(" "))),
        Err(error) => Err(format!("apt-get: {error}")),
    }
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Whether a program can be started by its name.
pub fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let standard = ["/usr/sbin", "/sbin"].map(Path::new);
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
        || standard.iter().any(|folder| folder.join(program).is_file())
}

fn quiet(command: &mut Command) -> bool {
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
