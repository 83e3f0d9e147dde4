//! The way into the programs of the desktop that this runs on, and its news of keys.

use std::str::FromStr;

use crossbeam_channel::Receiver;

use super::Key;
use crate::cli::CliResult;
use crate::system::{Button, Insertion, News, TextSink};

/// A way in, and what happens at keyboard and mouse.
type Desktop = (Box<dyn TextSink>, Receiver<News>);

/// Wayland or X11.
#[cfg(target_os = "linux")]
pub fn open(insertion: Insertion, keys: &[Key]) -> CliResult<Desktop> {
    use crate::system::Everywhere;
    use crate::system::wayland::Wayland;
    use crate::system::x11::{KeyName, X11};

    // There an X server may be as well, for programs of old alone.
    if std::env::var_os("WAYLAND_DISPLAY").is_some_and(|name| !name.is_empty()) {
        let wanted = keys.iter().map(|key| (key.button, key.name.clone())).collect();
        let (wayland, news) = Wayland::connect(wanted)?;
        for remark in &wayland.remarks {
            eprintln!("parlance: {remark}");
        }
        return Ok((Box::new(wayland), news));
    }
    let keys: Vec<(Button, KeyName)> = named(keys)?;
    let (x11, news) = X11::connect(None, insertion, &keys)?;
    Ok((Box::new(Everywhere::new(x11, insertion)), news))
}

/// macOS or Windows.
#[cfg(any(target_os = "macos", target_os = "windows"))]
pub fn open(insertion: Insertion, keys: &[Key]) -> CliResult<Desktop> {
    use crate::system::native::{KeyName, Native};

    let keys: Vec<(Button, KeyName)> = named(keys)?;
    let (native, news) = Native::connect(insertion, &keys)?;
    Ok((Box::new(native), news))
}

/// The keys as the desktop knows them; one that it does not know is told with what it is set by.
fn named<K: FromStr<Err = String>>(keys: &[Key]) -> Result<Vec<(Button, K)>, String> {
    let read = |key: &Key| {
        let name = key
            .name
            .parse()
            .map_err(|problem| format!("{}: {problem}", key.set_by))?;
        Ok((key.button, name))
    };
    keys.iter().map(read).collect()
}
