//! What clients send lies in private files until it is heard, and no longer: a long recording needs no memory, and the
//! decoders can seek in it.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::store::private;

/// The file that says whose a folder is, held locked as long as its server runs.
const LOCK: &str = "lock";

/// A folder of its own for one server; gone with it.
#[derive(Debug)]
pub(super) struct Spool {
    folder: PathBuf,
    next: AtomicU64,
    _lock: File,
}

impl Spool {
    /// Makes a folder below `root`, and removes those of servers that were killed.
    ///
    /// # Errors
    /// The system's reason.
    pub fn create(root: &Path, name: &str) -> io::Result<Self> {
        private::create_dir_all(root)?;
        sweep(root);
        let folder = root.join(name);
        private::create_dir(&folder)?;
        let lock = private::options()
            .write(true)
            .create_new(true)
            .open(folder.join(LOCK))?;
        lock.lock()?;
        Ok(Spool {
            folder,
            next: AtomicU64::new(0),
            _lock: lock,
        })
    }

    /// A new file, empty.
    ///
    /// # Errors
    /// The system's reason.
    pub fn file(self: &Arc<Self>) -> io::Result<Spooled> {
        let path = self.folder.join(self.next.fetch_add(1, Relaxed).to_string());
        let file = private::options().write(true).create_new(true).open(&path)?;
        Ok(Spooled {
            path,
            file: Some(file),
            bytes: 0,
            _spool: Arc::clone(self),
        })
    }

    /// Removes the folder with all that lies in it.
    pub fn remove(&self) {
        match fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "{} stays", self.folder.display());
            }
            _ => {}
        }
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        self.remove();
    }
}

/// Removes the folders of servers that do not run any more.
fn sweep(root: &Path) {
    for entry in fs::read_dir(root).into_iter().flatten().flatten() {
        let folder = entry.path();
        let Ok(lock) = File::open(folder.join(LOCK)) else {
            continue;
        };
        match lock.try_lock() {
            Ok(()) => {
                if let Err(error) = fs::remove_dir_all(&folder) {
                    tracing::warn!(%error, "{} stays", folder.display());
                }
            }
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => tracing::debug!(%error, "{}", folder.display()),
        }
    }
}

/// A file that came from a client; removed when dropped.
#[derive(Debug)]
pub(super) struct Spooled {
    path: PathBuf,
    file: Option<File>,
    bytes: u64,
    _spool: Arc<Spool>,
}

impl Spooled {
    /// Adds bytes at its end.
    ///
    /// # Errors
    /// The system's reason, such as a full disk.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes += bytes.len() as u64;
        match &mut self.file {
            Some(file) => file.write_all(bytes),
            None => Err(io::Error::other("the file was closed")),
        }
    }

    /// Nothing more will be written.
    pub fn close(&mut self) {
        self.file = None;
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes written to it.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl Drop for Spooled {
    fn drop(&mut self) {
        self.file = None;
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::warn!(%error, "{} stays", self.path.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_go_with_their_owner_and_folders_with_their_server() {
        let root = tempfile::tempdir().unwrap();
        let spool = Arc::new(Spool::create(root.path(), "one").unwrap());
        let mut file = spool.file().unwrap();
        file.write(b"sound").unwrap();
        file.close();
        assert_eq!(fs::read(file.path()).unwrap(), b"sound");
        assert_eq!(file.bytes(), 5);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(file.path()).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600);
        }
        let path = file.path().to_owned();
        drop(file);
        assert!(!path.exists());

        // What a killed server left goes; what a running one holds stays.
        fs::create_dir(root.path().join("killed")).unwrap();
        fs::write(root.path().join("killed").join(LOCK), "").unwrap();
        fs::write(root.path().join("killed/0"), "a voice").unwrap();
        let other = Spool::create(root.path(), "two").unwrap();
        assert!(!root.path().join("killed").exists());
        assert!(root.path().join("one").exists());
        drop(other);
        drop(spool);
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    }
}
