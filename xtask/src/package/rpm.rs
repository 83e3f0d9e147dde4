//! `parlance-VERSION-1.ARCH.rpm`, with rpmbuild. What it requires rpmbuild reads from the program.

use std::env::consts::ARCH;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::tree::{Layout, Tree, copy, date};
use super::{DESCRIPTION, Plan, SUMMARY, VERSION, at, run_quietly, write as write_file};

/// Loaded by the window when it opens; the command line does without them.
const WINDOW: &str =
    "mesa-libGL, mesa-libEGL, libxkbcommon-x11, libX11-xcb, libXcursor, libXi, libXrandr, libwayland-client";

/// Writes the package; gives its path.
pub fn write(plan: &Plan, tree: &Tree) -> Result<PathBuf, String> {
    let folder = plan.folder("rpm")?;
    let stage = folder.join("stage");
    tree.copy(&stage.join("usr"), &Layout::FEDORA)?;
    date(&stage, plan.epoch)?;
    let spec = folder.join("parlance.spec");
    write_file(
        &spec,
        spec_text(plan, tree, &stage.display().to_string()).as_bytes(),
    )?;
    run_quietly(
        Command::new("rpmbuild")
            .args(["-bb", "--quiet", "--target", ARCH])
            .arg("--define")
            .arg(format!("_topdir {}", folder.join("top").display()))
            .arg("--buildroot")
            .arg(folder.join("root"))
            .arg(&spec)
            .env("SOURCE_DATE_EPOCH", plan.epoch.to_string())
            .env("LC_ALL", "C"),
    )?;
    let name = format!("parlance-{VERSION}-1.{ARCH}.rpm");
    let built = folder.join("top/RPMS").join(ARCH).join(&name);
    let out = plan.out.join(name);
    copy(&built, &out, false)?;
    fs::remove_dir_all(folder.join("top")).map_err(|error| at(&built, &error))?;
    Ok(out)
}

fn spec_text(plan: &Plan, tree: &Tree, stage: &str) -> String {
    let mut text = format!(
        "# Everything is built already: no debug package, nothing stripped or compressed again.\n\
         %global debug_package %{{nil}}\n%global __os_install_post %{{nil}}\n%global _build_id_links none\n\
         %global _buildhost localhost\n%global use_source_date_epoch_as_buildtime 1\n\
         %global clamp_mtime_to_source_date_epoch 1\n%global _binary_payload {}\n\
         Name: parlance\nVersion: {VERSION}\nRelease: 1\nSummary: {SUMMARY}\nLicense: MIT OR Apache-2.0\n\
         Recommends: {WINDOW}\n\n%description\n{}\n\n%install\nmkdir -p %{{buildroot}}\ncp -a \"{stage}\"/. \"%{{buildroot}}\"/\n\n\
         %files\n%defattr(-,root,root,-)\n%dir /usr/share/parlance\n%dir /usr/share/parlance/models\n\
         %dir /usr/share/parlance/models/builtin\n%dir /usr/share/doc/parlance\n",
        if plan.fast { "w.ufdio" } else { "w6.xzdio" },
        DESCRIPTION.join("\n")
    );
    for place in tree.below("") {
        let place = place.replace(Layout::PREFIX.units, Layout::FEDORA.units);
        let _ = writeln!(text, "{}/usr/{place}", kind(&place));
    }
    text
}

/// What rpm is told of a file beside its place.
fn kind(place: &str) -> &'static str {
    if place.contains("LICENSE") || place.ends_with("THIRD-PARTY.md") {
        "%license "
    } else if place.starts_with("share/doc/") || place.starts_with("share/man/") {
        "%doc "
    } else {
        ""
    }
}
