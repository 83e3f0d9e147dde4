//! What has the keyboard, by the system's accessibility.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::system::Target;
use crate::system::sink::is_terminal;

fn target(known_by: &impl Hash, program: String, pid: Option<u32>) -> Target {
    let mut hasher = DefaultHasher::new();
    known_by.hash(&mut hasher);
    Target {
        id: hasher.finish(),
        terminal: is_terminal(&program),
        program,
        pid,
    }
}

#[cfg(target_os = "macos")]
mod macos {
    use accessibility::{AXAttribute, AXUIElement, AXUIElementAttributes};
    use core_foundation::string::CFString;

    use super::{Target, target};

    /// The program that has the keyboard, as the system itself sees it at this moment. (The workspace's "frontmost
    /// application" is only brought up to date by a run loop, which a program in the background has not.)
    pub fn front() -> Option<Target> {
        let program = focused("AXFocusedApplication")?;
        let name = program.title().ok()?.to_string();
        Some(target(&name.clone(), name, None))
    }

    /// Whether it is a field whose letters are hidden.
    pub fn is_password() -> bool {
        focused("AXFocusedUIElement")
            .and_then(|field| field.subrole().ok())
            .is_some_and(|subrole| subrole == "AXSecureTextField")
    }

    fn focused(what: &'static str) -> Option<AXUIElement> {
        let what = AXAttribute::new(&CFString::from_static_string(what));
        let found = AXUIElement::system_wide().attribute(&what).ok()?;
        found.downcast_into::<AXUIElement>()
    }
}

#[cfg(target_os = "windows")]
mod windows {
    use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};
    use uiautomation::{UIAutomation, UIElement};

    use super::{Target, target};

    /// The field that has the keyboard.
    pub fn front() -> Option<Target> {
        let field = focused()?;
        let pid = field.get_process_id().ok()?;
        let known_by = (pid, field.get_runtime_id().unwrap_or_default());
        Some(target(&known_by, program(pid), Some(pid)))
    }

    /// Whether it is a field whose letters are hidden.
    pub fn is_password() -> bool {
        focused().is_some_and(|field| field.is_password().unwrap_or(false))
    }

    fn focused() -> Option<UIElement> {
        // The second way is for a thread that has begun to use COM otherwise.
        let automation = UIAutomation::new().or_else(|_| UIAutomation::new_direct());
        automation.ok()?.get_focused_element().ok()
    }

    /// The name of a process's program, without ".exe".
    fn program(pid: u32) -> String {
        let pid = Pid::from_u32(pid);
        let mut processes = System::new();
        let only = ProcessesToUpdate::Some(&[pid]);
        processes.refresh_processes_specifics(only, true, ProcessRefreshKind::nothing());
        let name = processes
            .process(pid)
            .map(|process| process.name().to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        name.strip_suffix(".exe").unwrap_or(&name).to_owned()
    }
}

#[cfg(target_os = "macos")]
pub use macos::{front, is_password};
#[cfg(target_os = "windows")]
pub use windows::{front, is_password};
