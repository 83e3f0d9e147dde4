//! Programs that press keys under Wayland, where the user has installed one: wtype, dotool, ydotool. Text goes to them over
//! their standard input, which nobody else can read.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// So long may one text take.
const LONGEST: Duration = Duration::from_secs(60);

/// A program that presses keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// By the compositor's protocol for virtual keyboards, which GNOME and KDE lack.
    Wtype,
    /// By a keyboard of the kernel's (uinput); knows layouts by `DOTOOL_XKB_LAYOUT`.
    Dotool,
    /// By a keyboard of the kernel's; knows the letters of the US layout alone.
    Ydotool,
}

/// In the order in which they are tried.
const KINDS: [(Kind, &str); 3] = [
    (Kind::Wtype, "wtype"),
    (Kind::Dotool, "dotool"),
    (Kind::Ydotool, "ydotool"),
];

/// Those that are installed.
pub struct Helpers {
    found: Vec<(Kind, PathBuf)>,
}

/// Keys to be pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys<'a> {
    /// Those that write a text.
    Text(&'a str),
    /// Backspace, so many times.
    Back(usize),
    /// The key that ends a line.
    Enter,
}

impl Helpers {
    /// Looks for them on the search path.
    pub fn find() -> Self {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        let place = |name: &str| {
            let mut places = folders.iter().map(|folder| folder.join(name));
            places.find(|place| place.is_file())
        };
        let found = KINDS
            .iter()
            .filter_map(|(kind, name)| Some((*kind, place(name)?)));
        Helpers {
            found: found.collect(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Has keys pressed. The first one that cannot is not asked again.
    ///
    /// # Errors
    /// In words, when none can.
    pub fn press(&mut self, keys: Keys<'_>) -> Result<(), String> {
        let mut why = "no program that presses keys is installed: wtype, dotool or ydotool".to_owned();
        while let Some((kind, program)) = self.found.first() {
            if *kind == Kind::Ydotool
                && let Keys::Text(text) = keys
                && !text.is_ascii()
            {
                return Err("ydotool writes no letters with accents and no signs beyond English".to_owned());
            }
            match run(*kind, program, keys) {
                Ok(()) => return Ok(()),
                Err(Trouble::Before(problem)) => {
                    why = problem;
                    self.found.remove(0);
                }
                // Some of it may have been written.
                Err(Trouble::Within(problem)) => return Err(problem),
            }
        }
        Err(why)
    }
}

/// When it went wrong.
enum Trouble {
    /// Before any key was pressed.
    Before(String),
    /// Nobody knows which keys were pressed.
    Within(String),
}

fn run(kind: Kind, program: &PathBuf, keys: Keys<'_>) -> Result<(), Trouble> {
    let (args, input) = order(kind, keys);
    let name = program.display();
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| Trouble::Before(format!("{name}: {error}")))?;
    if let Some(mut pipe) = child.stdin.take() {
        // A program that ends at once does not read; how it ended is looked at below.
        pipe.write_all(input.as_bytes()).ok();
    }
    let end = Instant::now() + LONGEST;
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            // They end so when the compositor or the system refuses, which is before the first key.
            Ok(Some(status)) => return Err(Trouble::Before(format!("{name}: {status}"))),
            Ok(None) if Instant::now() < end => thread::sleep(Duration::from_millis(2)),
            Ok(None) => {
                child.kill().and_then(|()| child.wait().map(drop)).ok();
                return Err(Trouble::Within(format!("{name} did not end")));
            }
            Err(error) => return Err(Trouble::Within(format!("{name}: {error}"))),
        }
    }
}

/// The arguments and the input that have keys pressed.
fn order(kind: Kind, keys: Keys<'_>) -> (Vec<String>, String) {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    match (kind, keys) {
        (Kind::Wtype, Keys::Text(text)) => (words(&["-"]), text.to_owned()),
        (Kind::Wtype, Keys::Back(n)) => (words(&["-k", "BackSpace"].repeat(n)), String::new()),
        (Kind::Wtype, Keys::Enter) => (words(&["-k", "Return"]), String::new()),
        (Kind::Dotool, Keys::Text(text)) => {
            let lines: Vec<String> = text.split('\n').map(|line| format!("type {line}\n")).collect();
            (Vec::new(), lines.join("key enter\n"))
        }
        (Kind::Dotool, Keys::Back(n)) => (Vec::new(), "key backspace\n".repeat(n)),
        (Kind::Dotool, Keys::Enter) => (Vec::new(), "key enter\n".to_owned()),
        (Kind::Ydotool, Keys::Text(text)) => (words(&["type", "--file", "-"]), text.to_owned()),
        // Numbers of keys as the kernel has them: backspace is 14, enter 28.
        (Kind::Ydotool, Keys::Back(n)) => {
            let mut args = words(&["key"]);
            args.extend(words(&["14:1", "14:0"].repeat(n)));
            (args, String::new())
        }
        (Kind::Ydotool, Keys::Enter) => (words(&["key", "28:1", "28:0"]), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_told_in_its_own_way() {
        assert_eq!(
            order(Kind::Wtype, Keys::Text("-a")),
            (vec!["-".to_owned()], "-a".to_owned())
        );
        assert_eq!(
            order(Kind::Wtype, Keys::Back(2)).0,
            ["-k", "BackSpace", "-k", "BackSpace"]
        );
        assert_eq!(
            order(Kind::Dotool, Keys::Text("a\nb")).1,
            "type a\nkey enter\ntype b\n"
        );
        assert_eq!(order(Kind::Ydotool, Keys::Back(1)).0, ["key", "14:1", "14:0"]);
    }
}
