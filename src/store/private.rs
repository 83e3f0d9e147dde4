//! Files and folders that only their owner may read: everything below the data folder.
//!
//! They are made so, and never tightened afterwards: what is open for a moment can be read in that moment.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::Path;

/// Makes a folder, and those above it that are missing, for the owner alone (0700).
///
/// # Errors
/// The system's reason.
pub fn create_dir_all(folder: &Path) -> io::Result<()> {
    builder().recursive(true).create(folder)
}

/// Makes one new folder for the owner alone (0700).
///
/// # Errors
/// The system's reason; that it is there already is one.
pub fn create_dir(folder: &Path) -> io::Result<()> {
    builder().create(folder)
}

fn builder() -> DirBuilder {
    #[allow(unused_mut, reason = "modes are Unix's")]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// Options for a file that, if it is new, only its owner may read and write (0600).
pub fn options() -> OpenOptions {
    #[allow(unused_mut, reason = "modes are Unix's")]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes a file anew that, if it was not there, only its owner may read and write (0600).
///
/// # Errors
/// The system's reason.
pub fn create(file: &Path) -> io::Result<File> {
    options().write(true).create(true).truncate(true).open(file)
}

/// Takes the rights of others off a folder and all that lies in it: earlier versions left them.
pub fn tighten(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A link's target is not ours.
        let Ok(about) = fs::symlink_metadata(path) else {
            return;
        };
        let mode = about.permissions().mode();
        if !about.is_symlink()
            && mode & 0o077 != 0
            && let Err(error) = fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o700))
        {
            tracing::warn!(%error, "others may read {}", path.display());
        }
        if about.is_dir() {
            for entry in fs::read_dir(path).into_iter().flatten().flatten() {
                tighten(&entry.path());
            }
        }
    }
    #[cfg(not(unix))]
    let _ = (path, fs::metadata::<&Path>);
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    #[test]
    fn what_is_made_or_tightened_is_the_owners_alone() {
        use std::os::unix::fs::PermissionsExt;

        use super::*;

        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b");
        create_dir_all(&deep).unwrap();
        assert_eq!((mode(&deep), mode(deep.parent().unwrap())), (0o700, 0o700));
        let file = deep.join("new");
        options().write(true).create_new(true).open(&file).unwrap();
        assert_eq!(mode(&file), 0o600);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        fs::set_permissions(&deep, fs::Permissions::from_mode(0o755)).unwrap();
        tighten(folder.path());
        assert_eq!((mode(&file), mode(&deep)), (0o600, 0o700));
    }
}
