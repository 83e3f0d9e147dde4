//! Typing: which key writes which character on the layout that is in force, and keys lent to characters that have none.

use std::collections::HashMap;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use x11rb::connection::Connection;
use x11rb::protocol::xkb::{self, ConnectionExt as _};
use x11rb::protocol::xproto::{ConnectionExt, KeyButMask, Keycode, Keysym, ModMask, Window};
use x11rb::rust_connection::RustConnection;

use super::XError;
use super::wire::{self, Xtest};

/// A user who holds a key such as Control is waited for so long: with it, text would be shortcuts.
const HELD: Duration = Duration::from_secs(5);
/// How often is looked whether it is still held.
const LOOK: Duration = Duration::from_millis(10);
/// Programs have so long to read the keys that were pressed, before one of them means something else.
const REMAP: Duration = Duration::from_secs(2);

/// A key with what must be held for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stroke {
    /// The key.
    pub code: Keycode,
    /// With shift.
    pub shift: bool,
    /// The layout that must be in force, of those that the keyboard switches between: 0 or 1; `None` when it does not matter.
    group: Option<u8>,
}

/// What the keys of the keyboard mean.
pub struct Keyboard {
    conn: Arc<RustConnection>,
    xtest: Xtest,
    root: Window,
    first: Keycode,
    per: usize,
    /// Keysyms of all keys, `per` for each.
    syms: Vec<Keysym>,
    /// Keys without meaning on this layout.
    spare: Vec<Keycode>,
    /// What is lent to spare keys.
    lent: HashMap<Keysym, Stroke>,
    /// When keys were pressed last.
    typed: Instant,
    /// Keys that shift the meaning of others, without the locks.
    modifiers: Vec<Keycode>,
    xkb: bool,
}

impl Keyboard {
    /// Reads the layout.
    pub fn open(conn: Arc<RustConnection>, root: Window) -> Result<Self, XError> {
        let xkb = conn
            .xkb_use_extension(1, 0)?
            .reply()
            .is_ok_and(|reply| reply.supported);
        let mut keyboard = Keyboard {
            xtest: Xtest::open(&conn, root)?,
            conn,
            root,
            first: 0,
            per: 0,
            syms: Vec::new(),
            spare: Vec::new(),
            lent: HashMap::new(),
            typed: Instant::now(),
            modifiers: Vec::new(),
            xkb,
        };
        keyboard.read()?;
        Ok(keyboard)
    }

    /// Reads the layout anew: it was changed.
    pub fn read(&mut self) -> Result<(), XError> {
        let setup = self.conn.setup();
        let (first, last) = (setup.min_keycode, setup.max_keycode);
        let map = self
            .conn
            .get_keyboard_mapping(first, last.saturating_sub(first).saturating_add(1))?
            .reply()?;
        self.first = first;
        self.per = usize::from(map.keysyms_per_keycode).max(1);
        self.syms = map.keysyms;
        let lent: Vec<Keycode> = self.lent.values().map(|stroke| stroke.code).collect();
        let is_free = |syms: &[Keysym]| syms.iter().all(|sym| *sym == 0);
        self.spare = (first..=last)
            .zip(self.syms.chunks(self.per))
            .filter(|(code, syms)| is_free(syms) && !lent.contains(code))
            .map(|(code, _)| code)
            .collect();
        // What was lent is forgotten when the layout is another.
        let still = |sym: &Keysym, stroke: &Stroke| self.syms_of(stroke.code).contains(sym);
        let lent = self.lent.iter().filter(|(sym, stroke)| still(sym, stroke));
        self.lent = lent.map(|(sym, stroke)| (*sym, *stroke)).collect();
        let modifiers = self.conn.get_modifier_mapping()?.reply()?;
        let per = modifiers.keycodes.len() / 8;
        // The rows are Shift, Lock, Control, then Mod1 to Mod5; Mod2 is the number lock as a rule.
        self.modifiers = modifiers
            .keycodes
            .chunks(per.max(1))
            .enumerate()
            .filter(|(row, _)| !matches!(row, 1 | 4))
            .flat_map(|(_, codes)| codes.iter().copied())
            .filter(|code| *code != 0)
            .collect();
        Ok(())
    }

    fn syms_of(&self, code: Keycode) -> &[Keysym] {
        let at = usize::from(code.saturating_sub(self.first)) * self.per;
        self.syms.get(at..at + self.per).unwrap_or_default()
    }

    /// The layout in force among those that the keyboard switches between: 0 to 3.
    fn group(&self) -> Result<u8, XError> {
        if !self.xkb {
            return Ok(0);
        }
        let state = self.conn.xkb_get_state(xkb::ID::USE_CORE_KBD.into())?.reply()?;
        Ok(state.group.into())
    }

    /// Puts a layout in force. Every key that is pressed tells the one that was in force then, so that programs that read
    /// keys late are not misled.
    fn switch(&self, group: u8) -> Result<(), XError> {
        let none = ModMask::default();
        self.conn.xkb_latch_lock_state(
            xkb::ID::USE_CORE_KBD.into(),
            none,
            none,
            true,
            xkb::Group::from(group),
            none,
            false,
            0,
        )?;
        Ok(())
    }

    /// The key that writes a keysym, by itself or with shift: in the layout in force, else in the other one.
    fn stroke(&self, sym: Keysym, in_force: u8) -> Option<Stroke> {
        if let Some(stroke) = self.lent.get(&sym) {
            return Some(*stroke);
        }
        let others = [0, 1].into_iter().filter(|group| *group != in_force && self.xkb);
        [in_force]
            .into_iter()
            .chain(others)
            .find_map(|group| self.stroke_in(sym, group, in_force))
    }

    /// The same; that there is none is an error.
    fn known(&self, sym: Keysym, in_force: u8) -> Result<Stroke, XError> {
        self.stroke(sym, in_force)
            .ok_or_else(|| XError::NoKey(format!("{sym:#x}")))
    }

    fn stroke_in(&self, sym: Keysym, group: u8, in_force: u8) -> Option<Stroke> {
        if group > 1 || sym == 0 {
            // The core protocol tells the first two.
            return None;
        }
        let keys = self.syms.chunks(self.per).zip(self.first..=Keycode::MAX);
        keys.filter_map(|(syms, code)| {
            let at = 2 * usize::from(group);
            // A key that has one layout only means the same in all.
            let is_common = syms.get(at).is_none_or(|sym| *sym == 0);
            let from = if is_common { 0 } else { at };
            let plain = syms.get(from).copied().unwrap_or_default();
            let shifted = syms.get(from + 1).copied().unwrap_or_default();
            // A letter that is listed alone has its capital with shift.
            let alone = shifted == 0 && plain < 0x100;
            let shifted = if alone { capital(plain) } else { shifted };
            let shift = plain != sym && shifted == sym;
            (plain == sym || shift).then_some(Stroke {
                code,
                shift,
                group: (group != in_force && !is_common).then_some(group),
            })
        })
        .min_by_key(|stroke| stroke.shift)
    }

    /// Lends spare keys to those characters of a text that no key writes, two to a key. `false` when there are too few keys;
    /// no key changes its meaning in the middle of a text, because programs read keys later than they are pressed.
    pub fn lend(&mut self, text: &str) -> Result<bool, XError> {
        let group = self.group()?;
        let missing = |keyboard: &Self| {
            let mut syms: Vec<Keysym> = text.chars().filter(|c| *c != '\r').map(wire::keysym).collect();
            syms.sort_unstable();
            syms.dedup();
            syms.retain(|sym| keyboard.stroke(*sym, group).is_none());
            syms
        };
        let mut wanted = missing(self);
        if wanted.len() > 2 * self.spare.len() && !self.lent.is_empty() {
            thread::sleep(REMAP.saturating_sub(self.typed.elapsed()));
            self.take_back()?;
            wanted = missing(self);
        }
        if wanted.len() > 2 * self.spare.len() {
            return Ok(false);
        }
        for pair in wanted.chunks(2) {
            let Some(code) = self.spare.pop() else {
                return Ok(false);
            };
            let (plain, shifted) = (pair[0], pair.last().copied().unwrap_or(pair[0]));
            // The same in the first two layouts.
            self.conn
                .change_keyboard_mapping(1, code, 4, &[plain, shifted, plain, shifted])?;
            let stroke = |shift| Stroke {
                code,
                shift,
                group: None,
            };
            self.lent.insert(plain, stroke(false));
            self.lent.entry(shifted).or_insert(stroke(true));
        }
        wire::settle(&self.conn)?;
        Ok(true)
    }

    /// Keys that were lent mean nothing again.
    pub fn take_back(&mut self) -> Result<(), XError> {
        let mut codes: Vec<Keycode> = self.lent.drain().map(|(_, stroke)| stroke.code).collect();
        codes.sort_unstable();
        codes.dedup();
        for code in codes {
            self.conn.change_keyboard_mapping(1, code, 1, &[0])?;
            self.spare.push(code);
        }
        wire::settle(&self.conn)
    }

    /// Waits until nobody holds a key that changes what others mean; `false` when it is still held at the end.
    pub fn released(&self) -> Result<bool, XError> {
        let end = Instant::now() + HELD;
        loop {
            let keys = self.conn.query_keymap()?.reply()?.keys;
            let is_down = |code: &Keycode| {
                keys.get(usize::from(*code / 8))
                    .is_some_and(|byte| byte & (1 << (code % 8)) != 0)
            };
            if !self.modifiers.iter().any(is_down) {
                return Ok(true);
            }
            if Instant::now() > end {
                return Ok(false);
            }
            thread::sleep(LOOK);
        }
    }

    /// Presses keys with caps lock off, and puts it back.
    fn uncapped<T>(&mut self, press: impl FnOnce(&mut Self) -> Result<T, XError>) -> Result<T, XError> {
        let state = self.conn.query_pointer(self.root)?.reply()?.mask;
        let caps = self
            .stroke(wire::CAPS_LOCK, 0)
            .filter(|_| u16::from(state) & u16::from(KeyButMask::LOCK) != 0);
        let tap = |keyboard: &Self| match caps {
            Some(stroke) => keyboard.tap(stroke.code),
            None => Ok(()),
        };
        tap(self)?;
        let done = press(self);
        tap(self)?;
        wire::settle(&self.conn)?;
        done
    }

    fn tap(&self, code: Keycode) -> Result<(), XError> {
        self.xtest.key(&self.conn, code, true)?;
        self.xtest.key(&self.conn, code, false)
    }

    /// Taps a key while another one is held, if there is one.
    fn tap_with(&self, held: Option<Keycode>, code: Keycode) -> Result<(), XError> {
        let hold = |down| held.map_or(Ok(()), |held| self.xtest.key(&self.conn, held, down));
        hold(true)?;
        self.tap(code)?;
        hold(false)
    }

    /// Types a text as long as `window` has the keyboard; gives how many characters were typed.
    pub fn write(&mut self, text: &str, window: Window) -> Result<usize, XError> {
        let chars: Vec<char> = text.chars().filter(|c| *c != '\r').collect();
        if !self.lend(text)? {
            return Ok(0);
        }
        self.uncapped(|keyboard| {
            let usual = keyboard.group()?;
            let mut done = 0;
            for part in chars.chunks(PART) {
                let typed = wire::alone(&keyboard.conn, window, || keyboard.characters(part, usual))?;
                keyboard.typed = Instant::now();
                if !typed {
                    break;
                }
                done += part.len();
            }
            Ok(done)
        })
    }

    /// Types characters, and leaves the layout in force that was.
    fn characters(&self, chars: &[char], usual: u8) -> Result<(), XError> {
        let mut in_force = usual;
        for c in chars {
            let Some(stroke) = self.stroke(wire::keysym(*c), in_force) else {
                continue;
            };
            if let Some(group) = stroke.group {
                self.switch(group)?;
                in_force = group;
            }
            let shift = self.stroke(wire::SHIFT, 0).filter(|_| stroke.shift);
            self.tap_with(shift.map(|shift| shift.code), stroke.code)?;
        }
        if in_force != usual {
            self.switch(usual)?;
        }
        Ok(())
    }

    /// Taps a key that writes no character, so many times, as long as `window` has the keyboard; gives how many times it
    /// was.
    pub fn repeat(&self, sym: Keysym, times: usize, window: Window) -> Result<usize, XError> {
        let code = self.known(sym, 0)?.code;
        let mut done = 0;
        while done < times {
            let part = PART.min(times - done);
            let tap = || (0..part).try_for_each(|_| self.tap(code));
            if !wire::alone(&self.conn, window, tap)? {
                return Ok(done);
            }
            done += part;
        }
        Ok(done)
    }

    /// Taps a key while another one is held, if `window` has the keyboard; gives whether it was.
    pub fn chord(&mut self, hold: Keysym, sym: Keysym, window: Window) -> Result<bool, XError> {
        let group = self.group()?;
        let held = self.known(hold, 0)?.code;
        if self.stroke(sym, group).is_none()
            && let Some(c) = char::from_u32(sym)
        {
            // A layout without Latin letters.
            self.lend(&c.to_string())?;
        }
        let key = self.known(sym, group)?;
        wire::alone(&self.conn, window, || {
            if let Some(other) = key.group {
                self.switch(other)?;
            }
            self.tap_with(Some(held), key.code)?;
            match key.group {
                Some(_) => self.switch(group),
                None => Ok(()),
            }
        })
    }

    /// Whether a key only changes what others mean, or switches that.
    pub fn is_modifier(&self, code: u32) -> bool {
        let locks = [wire::CAPS_LOCK, wire::NUM_LOCK];
        self.modifiers.iter().any(|key| u32::from(*key) == code)
            || locks
                .iter()
                .any(|sym| self.code(*sym).map(u32::from) == Some(code))
    }

    /// The key of a keysym, in the first layout.
    pub fn code(&self, sym: Keysym) -> Option<Keycode> {
        self.stroke(sym, 0).map(|stroke| stroke.code)
    }
}

/// Keys between two looks at who has the keyboard.
const PART: usize = 24;

/// The keysym of a Latin-1 letter's capital; the same for all others.
fn capital(sym: Keysym) -> Keysym {
    match char::from_u32(sym) {
        Some(c) if c.is_lowercase() => {
            let mut upper = c.to_uppercase();
            match (upper.next(), upper.next()) {
                (Some(one), None) => wire::keysym(one),
                _ => 0,
            }
        }
        _ => 0,
    }
}
