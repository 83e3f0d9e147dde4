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
use super::{Insertion, XError, wire};
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
        let keyboard = Keyboard::open(conn.clone(), root)?;
        let grabbed = keys
            .iter()
            .map(|(button, key)| Ok((*button, TalkKey::grab(&conn, root, &keyboard, key)?)));
        let talk = grabbed.collect::<Result<Vec<_>, XError>>()?;
        watch(&conn, root)?;
        let selections = Selections::open(conn.clone(), window)?;
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
    pub fn pump(&mut self) -> Result<(), XError> {
        for event in std::mem::take(&mut self.selections.held) {
            self.take(&event)?;
        }
        while let Some(event) = self.conn.poll_for_event()? {
            self.take(&event)?;
        }
        Ok(())
    }

    fn take(&mut self, event: &Event) -> Result<(), XError> {
        if self.selections.take(event)? {
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
            Event::MappingNotify(MappingNotifyEvent { .. }) => self.keyboard.read()?,
            _ => {}
        }
        Ok(())
    }

    /// Does something; the keys that are pressed meanwhile are our own.
    pub fn with_own_keys<T>(
        &mut self,
        press: impl FnOnce(&mut Self) -> Result<T, XError>,
    ) -> Result<T, XError> {
        let done = press(self)?;
        wire::settle(&self.conn)?;
        self.pump()?;
        self.news.retain(|news| *news != News::Foreign);
        Ok(done)
    }

    /// At the end: keys and the talk key are as they were, and what is ours on the clipboard is left to those who want it.
    pub fn leave(mut self) {
        if let Err(error) = self.selections.leave() {
            tracing::warn!(%error, "what is on the clipboard could not be left to anybody");
        }
        let left = self.keyboard.take_back().and_then(|()| {
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
    pub fn target(&self) -> Result<Option<Target>, XError> {
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

    /// Takes away what stands before the caret of what has the keyboard, and puts a text there.
    pub fn replace(&mut self, target: &Target, back: usize, text: &str) -> Result<Outcome, XError> {
        if !self.keyboard.released()? {
            return self.instead(text, "a key such as Control or Alt is held");
        }
        let window = window_of(target);
        if !wire::has_keyboard(&self.conn, window)? {
            return self.instead(text, "another program has the keyboard now");
        }
        if self.keyboard.repeat(wire::BACKSPACE, back, window)? < back {
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
            Insertion::Type if self.keyboard.lend(text)? => self.write(target, text),
            _ => self.paste(target, text),
        }
    }

    fn write(&mut self, target: &Target, text: &str) -> Result<Outcome, XError> {
        let window = window_of(target);
        let done = self.keyboard.write(text, window)?;
        let rest: String = text.chars().filter(|c| *c != '\r').skip(done).collect();
        if rest.is_empty() {
            return Ok(Outcome::Inserted(Way::Typing));
        }
        let why = if wire::has_keyboard(&self.conn, window)? {
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
            let before = self.selections.read(*selection)?;
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
            if !self.selections.own(*selection, content)? && *selection == clipboard {
                return self.write(target, text);
            }
        }
        self.pump()?;
        self.selections.await_reads(window_of(target));
        let (hold, key): (Keysym, Keysym) = if target.terminal {
            (wire::SHIFT, wire::INSERT)
        } else {
            (wire::CONTROL, Keysym::from(b'v'))
        };
        if !self.keyboard.chord(hold, key, window_of(target))? {
            return self.instead(text, "another program has the keyboard now");
        }
        if !self.was_read()? {
            return self.instead(text, "the program did not read what was pasted");
        }
        for (selection, before) in lent {
            self.selections.restore(selection, before)?;
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
    pub fn instead(&mut self, text: &str, why: &str) -> Result<Outcome, XError> {
        if text.is_empty() {
            return Ok(Outcome::Kept(why.to_owned()));
        }
        let content = self.selections.text(text, false);
        let clipboard = self.selections.atoms.CLIPBOARD;
        Ok(match self.selections.own(clipboard, content)? {
            true => Outcome::Clipboard(why.to_owned()),
            false => Outcome::Kept(format!("{why}, and the clipboard could not be taken")),
        })
    }

    /// Presses the key that ends a line; the inner error is why it was not.
    pub fn enter(&mut self, target: &Target) -> Result<Result<(), String>, XError> {
        if !self.keyboard.released()? {
            return Ok(Err("a key such as Control or Alt is held".to_owned()));
        }
        Ok(match self.keyboard.repeat(wire::RETURN, 1, window_of(target))? {
            1 => Ok(()),
            _ => Err("another program has the keyboard now".to_owned()),
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
