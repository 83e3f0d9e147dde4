//! Starting at login, as desktops do it: a file in the folder `autostart` (XDG autostart specification 0.5).

use std::path::PathBuf;

/// Begins or ends to be started at login.
pub fn set(on: bool) -> Result<(), String> {
    let file = file()?;
    let told = |error: std::io::Error| format!("{}: {error}", file.display());
    if !on {
        return match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(told(error)),
            _ => Ok(()),
        };
    }
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let program = program.display().to_string();
    if program.contains(['"', '\\', '`', '$', '%', '\n']) {
        return Err(format!(
            "{program} has signs in its path that a desktop file cannot hold"
        ));
    }
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(told)?;
    }
    let text = format!(
        "[Desktop Entry]\nType=Application\nName=parlance listen\nComment=Dictation into the program in front\n\
         Exec=\"{program}\" listen\nTerminal=false\nNoDisplay=true\nX-GNOME-Autostart-enabled=true\n"
    );
    std::fs::write(&file, text).map_err(told)?;
    eprintln!("parlance: {} starts it at login", file.display());
    Ok(())
}

fn file() -> Result<PathBuf, String> {
    let folders = directories::BaseDirs::new().ok_or("there is no home folder: set HOME")?;
    Ok(folders.config_dir().join("autostart/parlance-listen.desktop"))
}
