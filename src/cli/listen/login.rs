//! Starting at login: on Linux a file in the folder `autostart` (XDG autostart specification 0.5), on macOS a launch agent
//! (`launchd.plist(5)`), on Windows a file in the start menu's folder Startup.

use std::path::{Path, PathBuf};

/// The systems, each with its own kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(test), allow(dead_code, reason = "a program runs on one of them"))]
enum System {
    Linux,
    MacOs,
    Windows,
}

#[cfg(target_os = "macos")]
const HERE: System = System::MacOs;
#[cfg(target_os = "windows")]
const HERE: System = System::Windows;
#[cfg(not(any(target_os = "macos", target_os = "windows")))]
const HERE: System = System::Linux;

/// Begins or ends to be started at login.
pub fn set(on: bool) -> Result<(), String> {
    let folders = directories::BaseDirs::new().ok_or("there is no home folder: set HOME")?;
    let file = file(HERE, folders.home_dir(), folders.config_dir());
    let told = |error: std::io::Error| format!("{}: {error}", file.display());
    if !on {
        return match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(told(error)),
            _ => Ok(()),
        };
    }
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let text = content(HERE, &program.display().to_string())?;
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(told)?;
    }
    std::fs::write(&file, text).map_err(told)?;
    eprintln!("parlance: {} starts it at login", file.display());
    Ok(())
}

/// Where the file stands; `config` is where programs keep their settings (on Windows the roaming application data).
fn file(system: System, home: &Path, config: &Path) -> PathBuf {
    match system {
        System::Linux => config.join("autostart/parlance-listen.desktop"),
        System::MacOs => home.join("Library/LaunchAgents/parlance.listen.plist"),
        System::Windows => config.join("Microsoft/Windows/Start Menu/Programs/Startup/parlance-listen.cmd"),
    }
}

/// What stands in it.
fn content(system: System, program: &str) -> Result<String, String> {
    let (kind, barred): (&str, &[char]) = match system {
        System::Linux => ("a desktop file", &['"', '\\', '`', '$', '%', '\n']),
        System::MacOs => ("a launch agent", &['<', '>', '&', '\n']),
        System::Windows => ("a batch file", &['"', '%', '\n']),
    };
    if program.contains(barred) {
        return Err(format!("{program} has signs in its path that {kind} cannot hold"));
    }
    Ok(match system {
        System::Linux => format!(
            "[Desktop Entry]\nType=Application\nName=parlance listen\nComment=Dictation into the program in front\n\
             Exec=\"{program}\" listen\nTerminal=false\nNoDisplay=true\nX-GNOME-Autostart-enabled=true\n"
        ),
        System::MacOs => format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
             <plist version=\"1.0\">\n<dict>\n\t<key>Label</key>\n\t<string>parlance.listen</string>\n\
             \t<key>ProgramArguments</key>\n\t<array>\n\t\t<string>{program}</string>\n\t\t<string>listen</string>\n\t</array>\n\
             \t<key>RunAtLoad</key>\n\t<true/>\n</dict>\n</plist>\n"
        ),
        System::Windows => format!("@start \"parlance\" /min \"{program}\" listen\r\n"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_gets_its_own_kind_of_file() {
        for (system, place, line) in [
            (
                System::Linux,
                "config/autostart/parlance-listen.desktop",
                "Exec=\"/opt/p/parlance\" listen\n",
            ),
            (
                System::MacOs,
                "home/Library/LaunchAgents/parlance.listen.plist",
                "\t\t<string>/opt/p/parlance</string>\n\t\t<string>listen</string>\n",
            ),
            (
                System::Windows,
                "config/Microsoft/Windows/Start Menu/Programs/Startup/parlance-listen.cmd",
                "/min \"/opt/p/parlance\" listen\r\n",
            ),
        ] {
            assert_eq!(
                file(system, Path::new("home"), Path::new("config")),
                Path::new(place)
            );
            assert!(content(system, "/opt/p/parlance").unwrap().contains(line));
            assert!(content(system, "/opt/p\nq/parlance").is_err());
        }
    }
}
