//! The way into the programs of the desktop that this runs on, and its news of keys.

use crossbeam_channel::Receiver;

use super::Key;
use crate::system::{Insertion, News, TextSink};

/// A way in, and what happens at keyboard and mouse.
type Desktop = (Box<dyn TextSink>, Receiver<News>);

/// Wayland or X11.
#[cfg(target_os = "linux")]
pub fn open(insertion: Insertion, keys: &[Key]) -> Result<Desktop, String> {
    use crate::system::Everywhere;
    use crate::system::wayland::Wayland;
    use crate::system::x11::{KeyName, X11};

    // There an X server may be as well, for programs of old alone.
    if std::env::var_os("WAYLAND_DISPLAY").is_some_and(|name| !name.is_empty()) {
        let wanted = keys.iter().map(|key| (key.button, key.name.clone())).collect();
        let (wayland, news) = Wayland::connect(wanted).map_err(|error| error.to_string())?;
        for remark in &wayland.remarks {
            eprintln!("parlance: {remark}");
        }
        return Ok((Box::new(wayland), news));
    }
    let read = |key: &Key| {
        let name: KeyName = key
            .name
            .parse()
            .map_err(|problem| format!("{}: {problem}", key.set_by))?;
        Ok((key.button, name))
    };
    let keys = keys.iter().map(read).collect::<Result<Vec<_>, String>>()?;
    let (x11, news) = X11::connect(None, insertion, &keys).map_err(|error| error.to_string())?;
    Ok((Box::new(Everywhere::new(x11, insertion)), news))
}

/// macOS or Windows.
#[cfg(any(target_os = "macos", target_os = "windows"))]
pub fn open(insertion: Insertion, keys: &[Key]) -> Result<Desktop, String> {
    use crate::system::native::Native;

    let named: Vec<_> = keys.iter().map(|key| (key.button, key.name.clone())).collect();
    let told = |error: crate::system::SinkError| match keys.is_empty() {
        true => error.to_string(),
        false => {
            let set_by: Vec<&str> = keys.iter().map(|key| key.set_by).collect();
            format!("{error} (keys are set by {})", set_by.join(", "))
        }
    };
    let (native, news) = Native::connect(insertion, &named).map_err(told)?;
    Ok((Box::new(native), news))
}
