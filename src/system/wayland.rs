//! Text into programs under Wayland: by the accessibility bus where the field is known, else by keys that the desktop's
//! portal or an installed helper presses, else on the clipboard.
//!
//! Wayland tells nobody which program has the keyboard. Where the accessibility bus does not tell it either, text is written
//! but nothing is taken back: nobody knows what would be.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::access::Access;
use super::helpers::{Helpers, Keys};
use super::portal::remote::RemoteKeys;
use super::portal::shortcuts::{Shortcuts, Wanted};
use super::sink::{News, is_terminal};
use super::x11::{BACKSPACE, RETURN, keysym};
use super::{Outcome, SinkError, Standing, Target, TextSink, Way};
use crate::store::clipboard::{self, Clipboard, Copied};

/// Another program may hold the clipboard for so long.
const CLIPBOARD: Duration = Duration::from_secs(2);
/// News that may wait.
const NEWS: usize = 64;

/// What presses keys.
enum Presser {
    Portal(RemoteKeys),
    Helpers(Helpers),
}

/// The way into programs under Wayland.
pub struct Wayland {
    access: Option<Access>,
    presser: Presser,
    clipboard: (Clipboard, Receiver<clipboard::Outcome>),
    _shortcuts: Option<Shortcuts>,
    /// Kept, so that those who wait for news do not think that the desktop ended.
    _news: Sender<News>,
    /// What the user should know of it.
    pub remarks: Vec<String>,
}

impl Wayland {
    /// Asks the desktop for what there is: the permission to press keys, and the keys that talk.
    ///
    /// # Errors
    /// When the system gives no thread for the clipboard.
    pub fn connect(keys: Vec<Wanted>) -> Result<(Self, Receiver<News>), SinkError> {
        let (tell, news) = bounded(NEWS);
        let mut remarks = Vec::new();
        let presser = match RemoteKeys::open() {
            Ok(keys) => Presser::Portal(keys),
            Err(error) => {
                let helpers = Helpers::find();
                if helpers.is_empty() {
                    remarks.push(format!(
                        "keys cannot be pressed in other programs: {error}; install wtype, dotool or ydotool. Until then \
                         what you say goes to the clipboard"
                    ));
                }
                Presser::Helpers(helpers)
            }
        };
        let shortcuts = match keys.is_empty() {
            true => None,
            false => Shortcuts::bind(keys, tell.clone())
                .inspect_err(|error| {
                    remarks.push(format!(
                        "no key talks: {error}; bind `parlance toggle` to one in the settings of your desktop"
                    ));
                })
                .ok(),
        };
        let (done, outcomes) = bounded(4);
        let clipboard = Clipboard::start(move |outcome| {
            // Those that nobody waited for are old.
            done.try_send(outcome).ok();
        })
        .map_err(|error| SinkError::Desktop(error.to_string()))?;
        let wayland = Wayland {
            access: Access::open(),
            presser,
            clipboard: (clipboard, outcomes),
            _shortcuts: shortcuts,
            _news: tell,
            remarks,
        };
        Ok((wayland, news))
    }

    fn press(&mut self, keys: Keys<'_>) -> Result<Way, String> {
        match &mut self.presser {
            Presser::Portal(portal) => {
                let keysyms = match keys {
                    Keys::Text(text) => text.chars().filter(|c| *c != '\r').map(keysym).collect(),
                    Keys::Back(n) => vec![BACKSPACE; n],
                    Keys::Enter => vec![RETURN],
                };
                portal.tap(keysyms).map(|()| Way::Portal)
            }
            Presser::Helpers(helpers) => helpers.press(keys).map(|()| Way::Helper),
        }
    }
}

impl TextSink for Wayland {
    fn target(&mut self) -> Result<Option<Target>, SinkError> {
        let front = self.access.as_ref().and_then(Access::front);
        let target = match front {
            Some((pid, program)) => {
                let mut hasher = DefaultHasher::new();
                (pid, &program).hash(&mut hasher);
                Target {
                    // Never 0: that is the one that nobody knows.
                    id: hasher.finish() | 1,
                    terminal: is_terminal(&program),
                    program,
                    pid: Some(pid),
                }
            }
            None => Target::default(),
        };
        Ok(Some(target))
    }

    fn standing(&mut self, target: &Target) -> Option<Standing> {
        self.access.as_ref()?.standing(target, true)
    }

    fn replace(&mut self, target: &Target, back: usize, text: &str) -> Outcome {
        if self.target().ok().flatten().as_ref() != Some(target) {
            return self.clip(text, "another program has the keyboard now".to_owned());
        }
        if back > 0 && target.id == 0 {
            return Outcome::Kept(
                "nothing can be taken back here, since the desktop does not tell which program has the keyboard"
                    .to_owned(),
            );
        }
        let put = |access: &Access| access.put(&access.field(target), back, text);
        if let Some(done) = self.access.as_ref().and_then(put) {
            return done;
        }
        let mut pressed = Ok(Way::Portal);
        if back > 0 {
            pressed = self.press(Keys::Back(back));
        }
        if pressed.is_ok() && !text.is_empty() {
            pressed = self.press(Keys::Text(text));
        }
        match pressed {
            Ok(way) => Outcome::Inserted(way),
            Err(why) => self.clip(text, why),
        }
    }

    fn press_enter(&mut self, target: &Target) -> Result<(), String> {
        if self.target().ok().flatten().as_ref() != Some(target) {
            return Err("another program has the keyboard now".to_owned());
        }
        self.press(Keys::Enter).map(drop)
    }

    fn clip(&mut self, text: &str, why: String) -> Outcome {
        let (board, outcomes) = &self.clipboard;
        while outcomes.try_recv().is_ok() {}
        let copied = Copied::plain(text);
        if text.is_empty() || !board.ask(clipboard::Request::Copy(copied)) {
            return Outcome::Kept(why);
        }
        match outcomes.recv_timeout(CLIPBOARD) {
            Ok(clipboard::Outcome::Copied { .. }) => Outcome::Clipboard(why),
            Ok(clipboard::Outcome::Trouble(problem)) => Outcome::Kept(format!("{why}, and {problem}")),
            _ => Outcome::Kept(format!("{why}, and the clipboard could not be taken")),
        }
    }
}
