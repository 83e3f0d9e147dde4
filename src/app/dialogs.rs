//! The system's dialogs for files, each on the thread "dialog" while it is open. Where there are none the window's own list
//! of files is left.

use std::io;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use rfd::FileDialog;

use crate::transcript::recordings::RECORDINGS;
use crate::ui::{Answer, Dialog, Purpose};

/// Nobody closes a dialog so fast: the system had none to show.
const TOO_FAST: Duration = Duration::from_millis(250);

/// Shows a dialog; what was chosen goes to `tell`, or that there is no dialog. Nothing is chosen when it is closed.
///
/// # Errors
/// When the system gives no thread.
pub(super) fn show(dialog: Dialog, tell: impl FnOnce(Answer) + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name("dialog".to_owned()).spawn(move || {
        let shown = Instant::now();
        let files = pick(&dialog);
        let none = files.is_empty() && shown.elapsed() < TOO_FAST;
        tell(if none {
            Answer::NoDialog
        } else {
            Answer::Picked { dialog, files }
        });
    })?;
    Ok(())
}

fn pick(dialog: &Dialog) -> Vec<PathBuf> {
    let plain = FileDialog::new().set_title(&dialog.title);
    let there = match &dialog.folder {
        Some(folder) => plain.clone().set_directory(folder),
        None => plain.clone(),
    };
    match &dialog.purpose {
        Purpose::Open => {
            let mut endings = vec!["md", "markdown", "txt", "text"];
            endings.extend(RECORDINGS);
            let there = there.add_filter(&dialog.title, &endings);
            there.add_filter("*", &["*"]).pick_files().unwrap_or_default()
        }
        Purpose::Save { name } => there.set_file_name(name).save_file().into_iter().collect(),
        Purpose::Words | Purpose::Model => plain.pick_file().into_iter().collect(),
    }
}
