//! What `cargo xtask package` makes installs into a system that has nothing else, runs there for somebody who may write
//! nowhere and reach nobody, and goes again without a trace.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::program::{Home, Ran, fixture, output};

const PROGRAM: &str = env!("CARGO_BIN_EXE_parlance");
/// Short, so that the program of the test profile is soon done with it.
const SAMPLE: &str = "replace-tuesday.wav";
/// Neither the tests' user nor root.
const GUEST: &str = "1001";
/// Where that user lives in there; nothing can be written to it.
const HOME: &str = concat!("/home", "/guest");

/// Packages of the program under test, made once.
fn packages() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| package("packages"))
}

fn package(name: &str) -> PathBuf {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args([
            "run",
            "--quiet",
            "--package",
            "xtask",
            "--",
            "package",
            "--fast",
            "--binary",
            PROGRAM,
        ])
        .arg("--out")
        .arg(&out)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null());
    Ran::of(output(&mut command)).good();
    out
}

/// The one file of a kind.
fn made(ending: &str) -> PathBuf {
    let all = fs::read_dir(packages()).unwrap().flatten();
    let mut found = all
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().ends_with(ending));
    let path = found.next().unwrap_or_else(|| panic!("no {ending} was made"));
    assert_eq!(found.next(), None, "two of {ending}");
    path
}

fn is_root() -> bool {
    let id = output(Command::new("id").arg("-u"));
    id.stdout.trim_ascii() == b"0"
}

/// A command run as root, in a namespace where we are not.
fn as_root(program: &str) -> Command {
    if is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", program]);
    command
}

/// A folder that is a system of its own: the shared libraries that the program is linked with, a home, nothing else.
struct CleanRoot {
    folder: TempDir,
}

impl CleanRoot {
    fn new() -> Self {
        let root = CleanRoot {
            folder: tempfile::tempdir().unwrap(),
        };
        let linked = Ran::of(output(Command::new("ldd").arg(PROGRAM))).good();
        for line in linked.out.lines() {
            let words = line.split_whitespace();
            for library in words.filter(|word| word.starts_with('/')) {
                let to = root.at(library);
                fs::create_dir_all(to.parent().unwrap()).unwrap();
                fs::copy(library, &to).unwrap();
            }
        }
        for folder in [
            "proc",
            "dev",
            "home/guest",
            "var/lib/dpkg/info",
            "var/lib/dpkg/updates",
            "var/lib/rpm",
        ] {
            fs::create_dir_all(root.at(folder)).unwrap();
        }
        fs::write(root.at("var/lib/dpkg/status"), "").unwrap();
        fs::copy(fixture(SAMPLE), root.at("sample.wav")).unwrap();
        for open in ["", "home"] {
            fs::set_permissions(root.at(open), fs::Permissions::from_mode(0o755)).unwrap();
        }
        fs::set_permissions(root.at("home/guest"), fs::Permissions::from_mode(0o555)).unwrap();
        root
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path.trim_start_matches('/'))
    }

    /// Every path there is, but for what package managers keep about themselves.
    fn listing(&self) -> BTreeSet<PathBuf> {
        let mut found = BTreeSet::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).unwrap().flatten() {
                let short = entry.path().strip_prefix(self.folder.path()).unwrap().to_owned();
                if short.starts_with("var/lib") {
                    continue;
                }
                if entry.file_type().unwrap().is_dir() {
                    folders.push(entry.path());
                }
                found.insert(short);
            }
        }
        found
    }

    /// Runs an installed program as a guest: its root is this folder, no network, no file of it is the guest's, the home
    /// cannot be written.
    fn run(&self, program: &str, args: &[&str]) -> Ran {
        let root = self.folder.path().display();
        let inside = format!(
            "mount --rbind /proc '{root}/proc' && mount --rbind /dev '{root}/dev' && \
             exec unshare --user --map-user={GUEST} --map-group={GUEST} --root='{root}' --wd='{HOME}' \"$@\""
        );
        let unshare = [
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "--net",
            "sh",
            "-c",
        ];
        let drop = format!("--reuid={GUEST} --regid={GUEST} --clear-groups");
        let mut words: Vec<&str> = Vec::new();
        if is_root() {
            words.push("setpriv");
            words.extend(drop.split(' '));
        }
        words.extend(unshare);
        words.extend([inside.as_str(), "sh", program]);
        words.extend(args);
        let mut command = Command::new(words[0]);
        command
            .args(&words[1..])
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("HOME", HOME)
            .current_dir("/")
            .stdin(Stdio::null());
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        Ran::of(output(&mut command))
    }

    /// What the installed program must do for a guest.
    #[track_caller]
    fn proves_itself(&self, program: &str) {
        let said = Home::new()
            .run(&["transcribe", &fixture(SAMPLE).display().to_string()])
            .good();
        assert!(said.out.contains("Tuesday"), "{said:?}");
        let inside = self.run(program, &["transcribe", "/sample.wav"]).good();
        assert_eq!(inside.out, said.out);
        let version = self.run(program, &["--version"]).good();
        assert_eq!(
            version.out.trim(),
            concat!("parlance ", env!("CARGO_PKG_VERSION"))
        );
    }

    /// Files that a desktop, a shell and `man` look for, and those that licences ask for.
    #[track_caller]
    fn has_furniture(&self, prefix: &str) {
        for file in [
            "share/applications/parlance.desktop",
            "share/metainfo/org.parlance.Parlance.metainfo.xml",
            "share/icons/hicolor/16x16/apps/parlance.png",
            "share/icons/hicolor/512x512/apps/parlance.png",
            "share/icons/hicolor/scalable/apps/parlance.svg",
            "share/man/man1/parlance.1.gz",
            "share/man/man1/parlance-transcribe.1.gz",
            "share/bash-completion/completions/parlance",
            "share/fish/vendor_completions.d/parlance.fish",
            "share/doc/parlance/THIRD-PARTY.md",
            "share/doc/parlance/LICENSE-MIT",
            "share/parlance/models/builtin/LICENSE-whisper",
        ] {
            assert!(self.at(prefix).join(file).is_file(), "{file}");
        }
    }
}

#[test]
fn two_runs_give_the_same_bytes() {
    let sums = |folder: &Path| fs::read_to_string(folder.join("SHA256SUMS")).unwrap();
    let first = sums(packages());
    assert!(first.lines().count() >= 3, "{first}");
    assert_eq!(first, sums(&package("packages-again")));
    let checked = output(
        Command::new("sha256sum")
            .args(["--check", "--quiet", "SHA256SUMS"])
            .current_dir(packages()),
    );
    Ran::of(checked).good();
}

#[test]
fn the_deb_installs_runs_for_a_guest_and_goes_without_a_trace() {
    let root = CleanRoot::new();
    let before = root.listing();
    let dpkg = |args: &[&str]| {
        let mut command = as_root("dpkg");
        command
            .arg(format!("--root={}", root.folder.path().display()))
            .args(["--force-depends,bad-path,unsafe-io", "--log=/dev/null"])
            .args(args)
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        Ran::of(output(&mut command)).good()
    };
    let deb = made(".deb");
    dpkg(&["--install", &deb.display().to_string()]);
    root.has_furniture("usr");
    assert!(root.at("usr/share/doc/parlance/copyright").is_file());
    assert!(root.at("usr/share/zsh/vendor-completions/_parlance").is_file());
    assert!(root.at("usr/lib/systemd/user/parlance.service").is_file());
    root.proves_itself("/usr/bin/parlance");
    dpkg(&["--purge", "parlance"]);
    assert_eq!(root.listing(), before);
    let depends = output(Command::new("dpkg-deb").arg("--field").arg(&deb).arg("Depends"));
    let depends = Ran::of(depends).good().out;
    assert!(
        depends.starts_with("libc6 (>= 2.") && depends.contains("libasound2"),
        "{depends}"
    );
}

#[test]
fn the_rpm_installs_runs_for_a_guest_and_goes_without_a_trace() {
    let root = CleanRoot::new();
    let before = root.listing();
    let rpm = |args: &[&str]| {
        let mut command = as_root("rpm");
        command
            .arg("--root")
            .arg(root.folder.path())
            // The root has no other packages that libraries could come from.
            .args(["--dbpath", "/var/lib/rpm", "--nodeps", "--noplugins"])
            .args(args);
        Ran::of(output(&mut command)).good()
    };
    let package = made(".rpm").display().to_string();
    rpm(&["--install", "--ignoreos", &package]);
    root.has_furniture("usr");
    assert!(root.at("usr/share/zsh/site-functions/_parlance").is_file());
    root.proves_itself("/usr/bin/parlance");
    rpm(&["--erase", "parlance"]);
    let left: Vec<PathBuf> = root.listing().difference(&before).cloned().collect();
    // Folders that every system has belong to other packages.
    assert!(
        left.iter()
            .all(|path| !path.to_string_lossy().contains("parlance")),
        "{left:?}"
    );
    assert!(
        left.iter().all(|path| root.folder.path().join(path).is_dir()),
        "{left:?}"
    );
    let requires = Ran::of(output(Command::new("rpm").args(["-qp", "--requires", &package]))).good();
    assert!(
        requires.out.contains("libasound.so.2") && requires.out.contains("GLIBC_2."),
        "{requires:?}"
    );
}

#[test]
fn the_archive_installs_below_any_prefix_and_goes_without_a_trace() {
    let root = CleanRoot::new();
    let unpacked = tempfile::tempdir().unwrap();
    let archive = made(".tar.xz");
    let mut tar = Command::new("tar");
    tar.arg("-xf")
        .arg(&archive)
        .arg("-C")
        .arg(unpacked.path())
        .arg("--strip-components=1");
    Ran::of(output(&mut tar)).good();
    let before = root.listing();
    let prefix = root.at("opt/parlance of mine").display().to_string();
    let script = |script: &Path, args: &[&str]| {
        let mut command = Command::new("sh");
        Ran::of(output(command.arg(script).args(args).current_dir("/")))
    };
    let from_archive = unpacked.path().join("install.sh");
    let refused = script(&from_archive, &["--perfix", &prefix]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    script(&from_archive, &["--prefix", &prefix]).good();
    // Over itself, as an upgrade is.
    script(&from_archive, &["--prefix", &prefix]).good();
    root.has_furniture("opt/parlance of mine");
    let unit =
        fs::read_to_string(root.at("opt/parlance of mine/share/systemd/user/parlance.service")).unwrap();
    assert!(
        unit.contains(&format!("ExecStart=\"{prefix}/bin/parlance\" listen")),
        "{unit}"
    );
    root.proves_itself("/opt/parlance of mine/bin/parlance");
    fs::write(root.at("opt/parlance of mine/share/doc/of the user's"), "stays").unwrap();
    let installed = root.at("opt/parlance of mine/share/parlance/install.sh");
    script(&installed, &["--uninstall"]).good();
    let left: Vec<PathBuf> = root.listing().difference(&before).cloned().collect();
    let kept = [
        "opt",
        "opt/parlance of mine",
        "opt/parlance of mine/share",
        "opt/parlance of mine/share/doc",
    ];
    let mut kept: Vec<PathBuf> = kept.iter().map(PathBuf::from).collect();
    kept.push(PathBuf::from("opt/parlance of mine/share/doc/of the user's"));
    assert_eq!(left, kept, "what is the user's stays, and nothing else");
    let again = script(&from_archive, &["--prefix", &prefix, "--uninstall"]);
    assert_eq!(again.code, Some(1), "{again:?}");
    // A prefix that the script made goes with the rest.
    fs::remove_dir_all(root.at("opt")).unwrap();
    fs::create_dir(root.at("opt")).unwrap();
    script(&from_archive, &["--prefix", &prefix]).good();
    script(&from_archive, &["--prefix", &prefix, "--uninstall"]).good();
    fs::remove_dir(root.at("opt")).unwrap();
    assert_eq!(root.listing(), before);
}
