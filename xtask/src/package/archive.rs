//! `parlance-VERSION-ARCH-linux.tar.xz`: the tree with an install script; it also runs from where it was unpacked.

use std::env::consts::ARCH;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::tree::{Layout, Tree, date, set_mode};
use super::{Plan, VERSION, run_quietly, template, write as write_file};

/// Writes the archive; gives its path.
pub fn write(plan: &Plan, tree: &Tree) -> Result<PathBuf, String> {
    let folder = plan.folder("tar")?;
    let name = format!("parlance-{VERSION}");
    let top = folder.join(&name);
    tree.copy(&top, &Layout::PREFIX)?;
    let script = top.join("install.sh");
    let text = template("linux/install.sh", &[("@GLIBC@", &plan.needs.glibc)])?;
    write_file(&script, text.as_bytes())?;
    date(&folder, plan.epoch)?;
    set_mode(&script, 0o755)?;
    let out = plan.out.join(format!("{name}-{ARCH}-linux.tar.xz"));
    pack(&folder, &name, &out, plan)?;
    Ok(out)
}

/// A tar of one folder, in the order of names, owned by root.
fn pack(folder: &Path, name: &str, out: &Path, plan: &Plan) -> Result<(), String> {
    let level = if plan.fast { 0 } else { 6 };
    let xz = format!("xz --threads=1 -{level}");
    run_quietly(
        Command::new("tar")
            .args([
                "--create",
                "--sort=name",
                "--format=ustar",
                "--owner=root:0",
                "--group=root:0",
            ])
            .arg(format!("--mtime=@{}", plan.epoch))
            .arg(format!("--use-compress-program={xz}"))
            .arg("--file")
            .arg(out)
            .arg("--directory")
            .arg(folder)
            .arg(name)
            .env("LC_ALL", "C"),
    )
}
