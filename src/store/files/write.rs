//! Writing a file whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::FileError;
use crate::store::private;

/// Writes a file whole or not at all: into a new file beside it, flushed to the disk, then renamed over it.
/// A link stays a link; owner and permissions of an existing file stay, and the new one never has more of them. What is no
/// file (a device, a pipe) is written as it is.
///
/// # Errors
/// [`FileError`]; what was at `path` is untouched then, and no new file is left behind.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let about = match fs::metadata(&target) {
        Ok(about) => Some(about),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(FileError::new(path, error)),
    };
    match &about {
        Some(about) if about.is_dir() => return Err(FileError::IsFolder(path.display().to_string())),
        Some(about) if !about.is_file() => return write_through(path, bytes),
        Some(about) if about.permissions().readonly() => {
            return Err(FileError::Denied(path.display().to_string()));
        }
        _ => {}
    }
    let place = |temporary: &Path| fs::rename(temporary, &target);
    write_beside((path, &target), OpenOptions::new(), about.as_ref(), bytes, place)
}

/// Writes a new file whole or not at all, and never over another one.
///
/// # Errors
/// [`FileError`], [`FileError::Exists`] when something is there.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    // A dangling link counts as well.
    if fs::symlink_metadata(path).is_ok() {
        return Err(FileError::Exists(path.display().to_string()));
    }
    let place = |temporary: &Path| match fs::hard_link(temporary, path) {
        Ok(()) => fs::remove_file(temporary),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // Some file systems know no second name for a file.
        Err(_) => fs::rename(temporary, path),
    };
    write_beside((path, path), OpenOptions::new(), None, bytes, place)
}

/// Writes a file whole or not at all that only its owner may read, whoever might read the one before.
///
/// # Errors
/// [`FileError`]; what was at `path` is untouched then.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let place = |temporary: &Path| fs::rename(temporary, path);
    write_beside((path, path), private::options(), None, bytes, place)
}

/// Writes a new file beside `target`, which `path` leads to, and flushes it to the disk; then `place` puts it where it
/// belongs. Where one of these fails it is taken away again. It keeps owner and permissions of what it is to replace, and
/// nobody may read it meanwhile who may not read that.
fn write_beside(
    (path, target): (&Path, &Path),
    mut options: OpenOptions,
    replaced: Option<&fs::Metadata>,
    bytes: &[u8],
    place: impl FnOnce(&Path) -> io::Result<()>,
) -> Result<(), FileError> {
    let folder = folder_of(target);
    let wrap = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => {
            FileError::NoFolder(path.display().to_string(), folder.display().to_string())
        }
        _ => FileError::new(path, error),
    };
    options.write(true).create_new(true);
    #[cfg(unix)]
    if let Some(replaced) = replaced {
        use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
        options.mode(replaced.mode() & 0o700);
    }
    let (temporary, mut file) = create(folder, &options).map_err(wrap)?;
    let keep = |file: &File| {
        let Some(replaced) = replaced else { return Ok(()) };
        keep_owner(file, replaced);
        file.set_permissions(replaced.permissions())
    };
    let written = file
        .write_all(bytes)
        .and_then(|()| keep(&file))
        .and_then(|()| file.sync_all());
    // Not every system renames what is open.
    drop(file);
    if let Err(error) = written.and_then(|()| place(&temporary)) {
        // Nothing more can be done when this fails as well; the first error is the one to tell.
        let _ = fs::remove_file(&temporary);
        return Err(wrap(error));
    }
    sync_folder(folder);
    Ok(())
}

/// A device or a pipe has no old content that could be kept.
fn write_through(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let written = OpenOptions::new()
        .write(true)
        .open(path)
        .and_then(|mut file| file.write_all(bytes));
    written.map_err(|error| FileError::new(path, error))
}

fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn create(folder: &Path, options: &OpenOptions) -> io::Result<(PathBuf, File)> {
    for attempt in 0..100u32 {
        // Not the target's name: that may be as long as the system allows already.
        let temporary = folder.join(format!(".parlance-{}-{attempt}.tmp", std::process::id()));
        match options.open(&temporary) {
            Ok(file) => return Ok((temporary, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("too many unfinished files in this folder"))
}

/// Whoever may write another's file leaves it theirs, where the system lets them.
fn keep_owner(file: &File, about: &fs::Metadata) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        let ours = file.metadata().map(|ours| (ours.uid(), ours.gid())).ok();
        if ours != Some((about.uid(), about.gid()))
            && let Err(error) = fchown(file, Some(about.uid()), Some(about.gid()))
        {
            tracing::debug!(%error, "the owner of a file could not be kept");
        }
    }
    #[cfg(not(unix))]
    let _ = (file, about);
}

/// Makes the rename itself survive a power cut. Systems that cannot open folders need no such call.
pub(in crate::store) fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        // Network file systems refuse to sync folders; the file's content is safe already.
        let _ = folder.sync_all();
    }
}

/// Whether two paths name one file, by whatever links.
pub fn same_file(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if let (Ok(one), Ok(other)) = (fs::metadata(one), fs::metadata(other)) {
            return (one.dev(), one.ino()) == (other.dev(), other.ino());
        }
    }
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}
