//! What the thread "x11" does: finds who has the keyboard, puts text there by paste or by keys, and watches for keys and
//! buttons that are not parlance's.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xinput::{self, ConnectionExt as _, XIEventMask};
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ConnectionExt, InputFocus, Keysym, MappingNotifyEvent, Window,
};
use x11rb::rust_connection::RustConnection;

use super::keyboard::Keyboard;
use super::selection::{Found, Selections, hidden_window};
use super::talk_key::{KeyName, TalkKey};
use super::{Insertion, Job, XError, wire};
use crate::system::sink::{Button, News, is_terminal};
use crate::system::{Outcome, Target, Way};

/// A program has so long to read what is pasted.
const READ: Duration = Duration::from_secs(2);
/// After its last read it has so long to read once more.
const QUIET: Duration = Duration::from_millis(150);
/// However often it reads, the clipboard gets its content back after this time.
const LONGEST: Duration = Duration::from_secs(8);
/// Wheels: they move no caret.
const WHEELS: std::ops::RangeInclusive<u32> = 4..=7;
/// What the thread has.
pub struct Display {
    conn: Arc<RustConnection>,
    root: Window,
    window: Window,
    keyboard: Keyboard,
    selections: Selections,
    insertion: Insertion,
    /// The keys that talk.
    talk: Vec<(Button, TalkKey)>,
    /// The one that is down.
    down: Option<Button>,
    /// What happened since the thread last told it.
    pub news: Vec<News>,
}

impl Display {
    /// Makes our window, grabs the talk key, and asks to be told of keys and buttons.
    pub fn open(
        conn: Arc<RustConnection>,
        screen: usize,
        insertion: Insertion,
        keys: &[(Button, KeyName)],
    ) -> Result<Self, XError> {
        let root = wire::root(&conn, screen);
        let window = hidden_window(&conn, root)?;
        let keyboard = Keyboard::open(&conn, root)?;
        let grabbed = keys
            .iter()
            .map(|(button, key)| Ok((*button, TalkKey::grab(&conn, root, &keyboard, key)?)));
        let talk = grabbed.collect::<Result<Vec<_>, XError>>()?;
        watch(&conn, root)?;
        let selections = Selections::open(&conn, window)?;
        wire::settle(&conn)?;
        Ok(Display {
            conn,
            root,
            window,
            keyboard,
            selections,
            insertion,
            talk,
            down: None,
            news: Vec::new(),
        })
    }

    /// Our window, which is never seen.
    pub fn window(&self) -> Window {
        self.window
    }

    /// Waits for an event and takes it with all that have come.
    pub fn next(&mut self) -> Result<(), XError> {
        let event = self.conn.wait_for_event()?;
        self.take(&event)?;
        self.pump()
    }

    /// Takes all events that have come.
    fn pump(&mut self) -> Result<(), XError> {
        for event in std::mem::take(&mut self.selections.held) {
            self.take(&event)?;
        }
        while let Some(event) = self.conn.poll_for_event()? {
            self.take(&event)?;
        }
        Ok(())
    }

    fn take(&mut self, event: &Event) -> Result<(), XError> {
        if self.selections.take(&self.conn, event)? {
            return Ok(());
        }
        let is_talk = |code: u32| self.talk.iter().any(|(_, talk)| u32::from(talk.code) == code);
        match event {
            Event::KeyPress(key) => {
                let mut talk = self.talk.iter();
                let pressed = talk.find(|(_, talk)| talk.is(key.detail, u16::from(key.state)));
                if let Some((button, _)) = pressed {
                    self.down = Some(*button);
                    self.news.push(News::Down(*button));
                }
            }
            // What was held with it may have come up before.
            Event::KeyRelease(key) if is_talk(key.detail.into()) => {
                self.news.extend(self.down.map(News::Up));
            }
            Event::XinputRawKeyPress(key)
                if !is_talk(key.detail) && !self.keyboard.is_modifier(key.detail) =>
            {
                self.news.push(News::Foreign);
            }
            Event::XinputRawButtonPress(button) if !WHEELS.contains(&button.detail) => {
                self.news.push(News::Foreign);
            }
            Event::MappingNotify(MappingNotifyEvent { .. }) => self.keyboard.read(&self.conn)?,
            _ => {}
        }
        Ok(())
    }

    /// Does a job; whoever asked may be gone.
    pub fn job(&mut self, job: Job) -> Result<(), XError> {
        match job {
            Job::Target(done) => {
                let target = self.target()?;
                done.try_send(target).ok();
            }
            Job::Replace {
                target,
                back,
                text,
                done,
            } => {
                let outcome = self.replace(&target, back, &text)?;
                self.own_keys()?;
                done.try_send(outcome).ok();
            }
            Job::Enter { target, done } => {
                let done_with = self.enter(&target)?;
                self.own_keys()?;
                done.try_send(done_with).ok();
            }
            Job::Clip { text, done } => {
                let told = self.clip(&text)?;
                done.try_send(told).ok();
            }
        }
        self.pump()
    }

    /// The keys that were pressed during a job were our own.
    fn own_keys(&mut self) -> Result<(), XError> {
        wire::settle(&self.conn)?;
        self.pump()?;
        self.news.retain(|news| *news != News::Foreign);
        Ok(())
    }

    /// At the end: keys and the talk key are as they were, and what is ours on the clipboard is left to those who want it.
    pub fn leave(mut self) {
        if let Err(error) = self.selections.leave(&self.conn) {
            tracing::warn!(%error, "what is on the clipboard could not be left to anybody");
        }
        let left = self.keyboard.take_back(&self.conn).and_then(|()| {
            for (_, talk) in &self.talk {
                talk.release(&self.conn, self.root)?;
            }
            wire::settle(&self.conn)
        });
        if let Err(error) = left {
            tracing::debug!(%error, "the X server was left as it is");
        }
    }

    /// Who has the keyboard.
    fn target(&self) -> Result<Option<Target>, XError> {
        let focus = self.conn.get_input_focus()?.reply()?.focus;
        let none = u32::from(InputFocus::NONE);
        let pointer = u32::from(InputFocus::POINTER_ROOT);
        if focus == none || focus == pointer || focus == self.root {
            return Ok(None);
        }
        let (program, pid) = self.program_of(focus)?;
        Ok(Some(Target {
            id: focus.into(),
            terminal: is_terminal(&program),
            program,
            pid,
        }))
    }

    /// The name of a window's program, and its process: the window itself tells them, or one above.
    fn program_of(&self, window: Window) -> Result<(String, Option<u32>), XError> {
        let mut at = window;
        while at != self.root && at != x11rb::NONE {
            let about = self
                .conn
                .get_property(false, at, AtomEnum::WM_CLASS, AtomEnum::STRING, 0, 256)?
                .reply();
            let Ok(about) = about else { break };
            // Two words, each ended by a zero: the instance, then the class.
            let words: Vec<&[u8]> = about.value.split(|byte| *byte == 0).collect();
            if let Some(class) = words.get(1).filter(|class| !class.is_empty()) {
                return Ok((String::from_utf8_lossy(class).into_owned(), self.process_of(at)?));
            }
            let Ok(tree) = self.conn.query_tree(at)?.reply() else {
                break;
            };
            at = tree.parent;
        }
        Ok((String::new(), None))
    }

    fn process_of(&self, window: Window) -> Result<Option<u32>, XError> {
        let property = self.selections.atoms._NET_WM_PID;
        let told = self
            .conn
            .get_property(false, window, property, AtomEnum::CARDINAL, 0, 1)?
            .reply();
        Ok(told.ok().and_then(|told| told.value32()?.next()))
    }

    fn replace(&mut self, target: &Target, back: usize, text: &str) -> Result<Outcome, XError> {
        if !self.keyboard.released(&self.conn)? {
            return self.instead(text, "a key such as Control or Alt is held");
        }
        if !has_keyboard(&self.conn, target)? {
            return self.instead(text, "another program has the keyboard now");
        }
        let mut goes_on = |conn: &RustConnection| has_keyboard(conn, target);
        let taken = self
            .keyboard
            .repeat(&self.conn, wire::BACKSPACE, back, &mut goes_on)?;
        if taken < back {
            return self.instead(
                text,
                "another program took the keyboard while text was taken back",
            );
        }
        if text.is_empty() {
            return Ok(Outcome::Inserted(Way::Typing));
        }
        match self.insertion {
            // A layout that lacks most of the characters cannot be typed on.
            Insertion::Type if self.keyboard.lend(&self.conn, text)? => self.write(target, text),
            _ => self.paste(target, text),
        }
    }

    fn write(&mut self, target: &Target, text: &str) -> Result<Outcome, XError> {
        let mut goes_on = |conn: &RustConnection| has_keyboard(conn, target);
        let done = self.keyboard.write(&self.conn, text, &mut goes_on)?;
        let rest: String = text.chars().filter(|c| *c != '\r').skip(done).collect();
        if rest.is_empty() {
            return Ok(Outcome::Inserted(Way::Typing));
        }
        let why = if has_keyboard(&self.conn, target)? {
            "this keyboard has no key left for some of the characters"
        } else {
            "another program took the keyboard in the middle; this is the rest"
        };
        self.instead(&rest, why)
    }

    /// Lends the clipboard to a text, pastes, and waits until the program has read it.
    fn paste(&mut self, target: &Target, text: &str) -> Result<Outcome, XError> {
        let clipboard = self.selections.atoms.CLIPBOARD;
        let mut lent: Vec<(Atom, Found)> = Vec::new();
        let selections = if target.terminal {
            // Terminals differ in which of the two Shift+Insert pastes.
            vec![clipboard, AtomEnum::PRIMARY.into()]
        } else {
            vec![clipboard]
        };
        for selection in &selections {
            let before = self.selections.read(&self.conn, *selection)?;
            if before == Found::Unreadable && *selection == clipboard {
                // It could not be given back.
                return match self.insertion {
                    Insertion::Auto => self.write(target, text),
                    _ => Ok(Outcome::Kept(
                        "what is on the clipboard cannot be kept, so it was not touched".to_owned(),
                    )),
                };
            }
            lent.push((*selection, before));
        }
        for selection in &selections {
            let content = self.selections.text(text, true);
            if !self.selections.own(&self.conn, *selection, content)? && *selection == clipboard {
                return self.write(target, text);
            }
        }
        self.pump()?;
        self.selections.await_reads(&self.conn, window_of(target));
        let (hold, key): (Keysym, Keysym) = if target.terminal {
            (wire::SHIFT, wire::INSERT)
        } else {
            (wire::CONTROL, Keysym::from(b'v'))
        };
        let mut goes_on = |conn: &RustConnection| has_keyboard(conn, target);
        if !self.keyboard.chord(&self.conn, hold, key, &mut goes_on)? {
            return self.instead(text, "another program has the keyboard now");
        }
        if !self.was_read()? {
            return self.instead(text, "the program did not read what was pasted");
        }
        for (selection, before) in lent {
            self.selections.restore(&self.conn, selection, before)?;
        }
        wire::settle(&self.conn)?;
        Ok(Outcome::Inserted(Way::Paste))
    }

    /// Waits until the program has read and been quiet for a moment.
    fn was_read(&mut self) -> Result<bool, XError> {
        let begun = Instant::now();
        loop {
            self.pump()?;
            match self.selections.reads.last {
                Some(last) if last.elapsed() > QUIET || begun.elapsed() > LONGEST => return Ok(true),
                None if begun.elapsed() > READ => return Ok(false),
                _ => thread::sleep(Duration::from_millis(2)),
            }
        }
    }

    /// Puts a text on the clipboard because it did not get where it should.
    fn instead(&mut self, text: &str, why: &str) -> Result<Outcome, XError> {
        if text.is_empty() {
            return Ok(Outcome::Kept(why.to_owned()));
        }
        Ok(match self.clip(text)? {
            Ok(()) => Outcome::Clipboard(why.to_owned()),
            Err(problem) => Outcome::Kept(format!("{why}, and {problem}")),
        })
    }

    fn clip(&mut self, text: &str) -> Result<Result<(), String>, XError> {
        let content = self.selections.text(text, false);
        let clipboard = self.selections.atoms.CLIPBOARD;
        let is_ours = self.selections.own(&self.conn, clipboard, content)?;
        Ok(if is_ours {
            Ok(())
        } else {
            Err("the clipboard could not be taken".to_owned())
        })
    }

    fn enter(&mut self, target: &Target) -> Result<Result<(), String>, XError> {
        if !self.keyboard.released(&self.conn)? {
            return Ok(Err("a key such as Control or Alt is held".to_owned()));
        }
        let mut goes_on = |conn: &RustConnection| has_keyboard(conn, target);
        let done = self.keyboard.repeat(&self.conn, wire::RETURN, 1, &mut goes_on)?;
        Ok(if done == 1 {
            Ok(())
        } else {
            Err("another program has the keyboard now".to_owned())
        })
    }
}

/// Asks to be told of keys and buttons wherever they are pressed. Which ones is not looked at.
fn watch(conn: &RustConnection, root: Window) -> Result<(), XError> {
    // Version 2.2 tells raw events also while another program has a grab.
    conn.xinput_xi_query_version(2, 2)?.reply()?;
    let mask = xinput::EventMask {
        deviceid: xinput::Device::ALL_MASTER.into(),
        mask: vec![XIEventMask::RAW_KEY_PRESS | XIEventMask::RAW_BUTTON_PRESS],
    };
    conn.xinput_xi_select_events(root, &[mask])?.check()?;
    Ok(())
}

fn window_of(target: &Target) -> Window {
    u32::try_from(target.id).unwrap_or(x11rb::NONE)
}

/// Whether what had the keyboard still has it.
fn has_keyboard(conn: &RustConnection, target: &Target) -> Result<bool, XError> {
    Ok(conn.get_input_focus()?.reply()?.focus == window_of(target))
}
