//! The AppDir: the tree with what an AppImage wants at its top. Where `appimagetool` is on the path it is packed; no
//! registry of packages has that tool, so elsewhere the folder is laid and checked, and packed by whoever has it.

use std::env::consts::ARCH;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::tree::{Layout, Tree, copy, date, set_mode};
use super::{Plan, VERSION, at, lint, run_quietly};
use crate::root;
use crate::system::on_path;

/// Lays `AppDir` beside the packages; gives the AppImage, where it could be packed.
pub fn write(plan: &Plan, tree: &Tree) -> Result<Option<PathBuf>, String> {
    let folder = plan.out.join("AppDir");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| at(&folder, &error))?;
    }
    tree.copy(&folder.join("usr"), &Layout::PREFIX)?;
    copy(
        &root().join("packaging/linux/AppRun"),
        &folder.join("AppRun"),
        true,
    )?;
    copy(
        tree.source("share/applications/parlance.desktop")?,
        &folder.join("parlance.desktop"),
        false,
    )?;
    let icon = tree.source("share/icons/hicolor/256x256/apps/parlance.png")?;
    copy(icon, &folder.join("parlance.png"), false)?;
    copy(icon, &folder.join(".DirIcon"), false)?;
    date(&folder, plan.epoch)?;
    set_mode(&folder.join("AppRun"), 0o755)?;
    lint::app_dir(&folder)?;
    if !on_path("appimagetool") {
        eprintln!(
            "xtask: {} is laid and checked; appimagetool is not on the path, so it is not packed (packaging/README.md)",
            folder.display()
        );
        return Ok(None);
    }
    let out = plan.out.join(format!("parlance-{VERSION}-{ARCH}.AppImage"));
    run_quietly(
        Command::new("appimagetool")
            .arg("--no-appstream")
            .args([&folder, &out])
            .env("ARCH", ARCH)
            .env("SOURCE_DATE_EPOCH", plan.epoch.to_string()),
    )?;
    Ok(Some(out))
}
