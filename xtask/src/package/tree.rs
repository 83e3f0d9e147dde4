//! The installed tree: every file as it lies below a prefix (`/usr`, `/usr/local`, `~/.local`).

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, UNIX_EPOCH};

use super::{Plan, VERSION, at, output, run_quietly, template};
use crate::root;

/// The identity in metainfo; packaging/README.md tells where else it stands.
pub const ID: &str = "org.parlance.Parlance";
/// Sizes of the icons, in pixels.
pub const ICONS: &[u32] = &[16, 22, 24, 32, 48, 64, 128, 256, 512];
/// Licences, and what a reader of them needs, beside the program.
const DOCUMENTS: &[&str] = &[
    "README.md",
    "CHANGELOG.md",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "THIRD-PARTY.md",
];

/// Files by their place below the prefix.
pub struct Tree {
    files: BTreeMap<String, Entry>,
}

struct Entry {
    from: PathBuf,
    executable: bool,
}

/// Where formats disagree about places.
pub struct Layout {
    /// Completions of zsh.
    pub zsh: &'static str,
    /// systemd's units of users.
    pub units: &'static str,
}

impl Layout {
    /// As upstreams install below a prefix; what is below a home folder is found too.
    pub const PREFIX: Layout = Layout {
        zsh: "share/zsh/site-functions",
        units: "share/systemd/user",
    };
    /// Fedora's and its kin's.
    pub const FEDORA: Layout = Layout {
        zsh: "share/zsh/site-functions",
        units: "lib/systemd/user",
    };
    /// Debian's and its kin's.
    pub const DEBIAN: Layout = Layout {
        zsh: "share/zsh/vendor-completions",
        units: "lib/systemd/user",
    };
}

/// Gathers the tree; what has to be made (a stripped program, pages, completions) is made in the plan's folder.
pub fn lay(plan: &Plan, binary: &Path) -> Result<Tree, String> {
    let made = plan.folder("made")?;
    let mut tree = Tree {
        files: BTreeMap::new(),
    };
    let program = made.join("parlance");
    run_quietly(
        Command::new("strip")
            .args(["--strip-all", "--remove-section=.comment", "-o"])
            .args([&program, binary]),
    )?;
    tree.put("bin/parlance", program.clone(), true);
    tree.furniture()?;
    tree.manual(&made, &program)?;
    tree.completions(&made, &program)?;
    tree.folder("share/parlance/models/builtin", &root().join("models/builtin"))?;
    for name in DOCUMENTS {
        tree.put(&format!("share/doc/parlance/{name}"), root().join(name), false);
    }
    Ok(tree)
}

impl Tree {
    fn put(&mut self, place: &str, from: PathBuf, executable: bool) {
        self.files.insert(place.to_owned(), Entry { from, executable });
    }

    /// Every file of one folder, which has none below it.
    fn folder(&mut self, place: &str, from: &Path) -> Result<(), String> {
        for entry in fs::read_dir(from).map_err(|error| at(from, &error))?.flatten() {
            if entry.path().is_file() {
                let name = entry.file_name().to_string_lossy().into_owned();
                self.put(&format!("{place}/{name}"), entry.path(), false);
            }
        }
        Ok(())
    }

    fn furniture(&mut self) -> Result<(), String> {
        let packaging = root().join("packaging");
        let linux = packaging.join("linux");
        self.put(
            "share/applications/parlance.desktop",
            linux.join("parlance.desktop"),
            false,
        );
        self.put(
            &format!("{}/parlance.service", Layout::PREFIX.units),
            linux.join("parlance.service"),
            false,
        );
        let metainfo = format!("{ID}.metainfo.xml");
        // The furniture names the version that it is of.
        let text = template(&format!("linux/{metainfo}"), &[])?;
        if !text.contains(&format!("<release version=\"{VERSION}\"")) {
            return Err(format!(
                "packaging/linux/{metainfo} has no <release version=\"{VERSION}\" …>"
            ));
        }
        self.put(&format!("share/metainfo/{metainfo}"), linux.join(metainfo), false);
        let icons = packaging.join("icons");
        for size in ICONS {
            self.put(
                &format!("share/icons/hicolor/{size}x{size}/apps/parlance.png"),
                icons.join(format!("parlance-{size}.png")),
                false,
            );
        }
        self.put(
            "share/icons/hicolor/scalable/apps/parlance.svg",
            icons.join("parlance.svg"),
            false,
        );
        Ok(())
    }

    /// A page for the program and one for each of its commands, written by the program.
    fn manual(&mut self, made: &Path, program: &Path) -> Result<(), String> {
        let pages = made.join("man");
        run_quietly(Command::new(program).arg("man").arg(&pages))?;
        let mut names: Vec<PathBuf> = fs::read_dir(&pages)
            .map_err(|error| at(&pages, &error))?
            .flatten()
            .map(|entry| entry.path())
            .collect();
        names.sort();
        for page in names {
            run_quietly(Command::new("gzip").args(["-9", "--no-name"]).arg(&page))?;
            let name = format!("{}.gz", page.file_name().unwrap_or_default().to_string_lossy());
            self.put(&format!("share/man/man1/{name}"), pages.join(&name), false);
        }
        Ok(())
    }

    fn completions(&mut self, made: &Path, program: &Path) -> Result<(), String> {
        for (shell, place) in [
            ("bash", "share/bash-completion/completions/parlance"),
            ("zsh", "share/zsh/site-functions/_parlance"),
            ("fish", "share/fish/vendor_completions.d/parlance.fish"),
        ] {
            let text = output(Command::new(program).args(["completions", shell]))?;
            let from = made.join(format!("completion.{shell}"));
            super::write(&from, text.as_bytes())?;
            self.put(place, from, false);
        }
        Ok(())
    }

    /// Where a file of the tree comes from.
    pub fn source(&self, place: &str) -> Result<&Path, String> {
        self.files
            .get(place)
            .map(|entry| entry.from.as_path())
            .ok_or_else(|| format!("the tree has no {place}"))
    }

    /// Places below a folder of the tree.
    pub fn below(&self, folder: &str) -> Vec<&str> {
        self.files
            .keys()
            .map(String::as_str)
            .filter(|place| place.starts_with(folder))
            .collect()
    }

    /// Copies the tree below `prefix`, with one format's places.
    pub fn copy(&self, prefix: &Path, layout: &Layout) -> Result<(), String> {
        for (place, entry) in &self.files {
            let place = place
                .replace(Layout::PREFIX.zsh, layout.zsh)
                .replace(Layout::PREFIX.units, layout.units);
            copy(&entry.from, &prefix.join(place), entry.executable)?;
        }
        Ok(())
    }
}

/// Copies one file, readable for all, whatever rights it has where it comes from.
pub fn copy(from: &Path, to: &Path, executable: bool) -> Result<(), String> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(|error| at(folder, &error))?;
    }
    fs::copy(from, to).map_err(|error| at(from, &error))?;
    set_mode(to, if executable { 0o755 } else { 0o644 })
}

/// Sets a file's or folder's rights.
pub fn set_mode(path: &Path, mode: u32) -> Result<(), String> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(|error| at(path, &error))
    }
    #[cfg(not(unix))]
    {
        let _ = (path, mode);
        Ok(())
    }
}

/// Dates everything below a folder, and makes folders readable for all.
pub fn date(folder: &Path, epoch: u64) -> Result<(), String> {
    for entry in fs::read_dir(folder)
        .map_err(|error| at(folder, &error))?
        .flatten()
    {
        let path = entry.path();
        if path.is_dir() && !path.is_symlink() {
            date(&path, epoch)?;
        } else if !path.is_symlink() {
            date_one(&path, epoch)?;
        }
    }
    set_mode(folder, 0o755)?;
    date_one(folder, epoch)
}

fn date_one(path: &Path, epoch: u64) -> Result<(), String> {
    let time = UNIX_EPOCH + Duration::from_secs(epoch);
    File::open(path)
        .and_then(|file| file.set_modified(time))
        .map_err(|error| at(path, &error))
}
