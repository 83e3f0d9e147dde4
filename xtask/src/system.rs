//! What the operating system must have, and getting it.

use std::path::Path;
use std::process::{Command, Stdio};

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
struct Package {
    name: &'static str,
    sign: Sign,
}

enum Sign {
    /// A program on the search path.
    Program(&'static str),
    /// A library that pkg-config knows.
    PkgConfig(&'static str),
    /// Installed, as dpkg tells.
    Dpkg,
}

const BUILD: &[Package] = &[
    Package {
        name: "gcc",
        sign: Sign::Program("cc"),
    },
    Package {
        name: "libc6-dev",
        sign: Sign::Dpkg,
    },
    Package {
        name: "pkg-config",
        sign: Sign::Program("pkg-config"),
    },
    Package {
        name: "libasound2-dev",
        sign: Sign::PkgConfig("alsa"),
    },
];

/// Loaded at run time by the window: OpenGL, keyboard layouts, X11 and Wayland clients.
const WINDOW: &[Package] = &[
    Package {
        name: "libgl1",
        sign: Sign::Dpkg,
    },
    Package {
        name: "libegl1",
        sign: Sign::Dpkg,
    },
    Package {
        name: "libgl1-mesa-dri",
        sign: Sign::Dpkg,
    },
    Package {
        name: "libxkbcommon-x11-0",
        sign: Sign::Dpkg,
    },
    Package {
        name: "libx11-xcb1",
        sign: Sign::Dpkg,
    },
    Package {
        name: "libxcursor1",
        sign: Sign::Dpkg,
    },
    Package {
        name: "libxi6",
        sign: Sign::Dpkg,
    },
    Package {
        name: "libxrandr2",
        sign: Sign::Dpkg,
    },
    Package {
        name: "libwayland-client0",
        sign: Sign::Dpkg,
    },
];

/// A sound server for the microphone tests, a screen for the window tests, Python for the clients of the server.
const TEST: &[Package] = &[
    Package {
        name: "pulseaudio",
        sign: Sign::Program("pulseaudio"),
    },
    Package {
        name: "pulseaudio-utils",
        sign: Sign::Program("pactl"),
    },
    Package {
        name: "xvfb",
        sign: Sign::Program("Xvfb"),
    },
    Package {
        name: "xdotool",
        sign: Sign::Program("xdotool"),
    },
    Package {
        name: "curl",
        sign: Sign::Program("curl"),
    },
    // The clients of `parlance serve` run in an environment of their own.
    Package {
        name: "python3-venv",
        sign: Sign::Dpkg,
    },
    Package {
        name: "util-linux",
        sign: Sign::Program("unshare"),
    },
    Package {
        name: "strace",
        sign: Sign::Program("strace"),
    },
    // Programs that text is dictated into, and what manages their windows.
    Package {
        name: "openbox",
        sign: Sign::Program("openbox"),
    },
    Package {
        name: "xterm",
        sign: Sign::Program("xterm"),
    },
    Package {
        name: "python3-gi",
        sign: Sign::Dpkg,
    },
    Package {
        name: "gir1.2-gtk-3.0",
        sign: Sign::Dpkg,
    },
    Package {
        name: "gir1.2-webkit2-4.1",
        sign: Sign::Dpkg,
    },
    Package {
        name: "python3-tk",
        sign: Sign::Dpkg,
    },
    Package {
        name: "at-spi2-core",
        sign: Sign::Dpkg,
    },
    Package {
        name: "gir1.2-atspi-2.0",
        sign: Sign::Dpkg,
    },
    Package {
        name: "dbus",
        sign: Sign::Program("dbus-run-session"),
    },
    Package {
        name: "sway",
        sign: Sign::Program("sway"),
    },
    Package {
        name: "wtype",
        sign: Sign::Program("wtype"),
    },
    Package {
        name: "xclip",
        sign: Sign::Program("xclip"),
    },
    Package {
        name: "x11-xkb-utils",
        sign: Sign::Program("setxkbmap"),
    },
    Package {
        name: "x11-utils",
        sign: Sign::Program("xprop"),
    },
    Package {
        name: "x11-xserver-utils",
        sign: Sign::Program("xset"),
    },
];

/// What takes pictures of a screen.
const PICTURE: &[Package] = &[Package {
    name: "imagemagick",
    sign: Sign::Program("import"),
}];

/// What makes packages, and what those check them with who would refuse them.
const PACKAGE: &[Package] = &[
    Package {
        name: "binutils",
        sign: Sign::Program("objdump"),
    },
    Package {
        name: "xz-utils",
        sign: Sign::Program("xz"),
    },
    Package {
        name: "dpkg",
        sign: Sign::Program("dpkg-deb"),
    },
    Package {
        name: "rpm",
        sign: Sign::Program("rpmbuild"),
    },
    Package {
        name: "desktop-file-utils",
        sign: Sign::Program("desktop-file-validate"),
    },
    Package {
        name: "appstream",
        sign: Sign::Program("appstreamcli"),
    },
    Package {
        name: "libxml2-utils",
        sign: Sign::Program("xmllint"),
    },
    Package {
        name: "man-db",
        sign: Sign::Program("man"),
    },
    Package {
        name: "zsh",
        sign: Sign::Program("zsh"),
    },
    Package {
        name: "fish",
        sign: Sign::Program("fish"),
    },
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
        .map(|package| package.name)
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
        match self.sign {
            Sign::Program(program) => on_path(program),
            Sign::PkgConfig(library) => quiet(Command::new("pkg-config").args(["--exists", library])),
            // Elsewhere the libraries have other names: what is not there shows when the window opens.
            Sign::Dpkg => !on_path("dpkg-query") || installed(self.name),
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
