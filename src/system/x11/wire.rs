//! What `x11rb` leaves to us in the features that the window already needs: the one request of the extension XTEST, and
//! the names of keys.

use std::io::IoSlice;

use x11rb::connection::{Connection, RequestConnection};
use x11rb::protocol::xproto::{
    ConnectionExt, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, Keycode, Keysym, Screen, Window,
};
use x11rb::rust_connection::RustConnection;

use super::XError;

/// Keysyms of keys that write no character (X.Org, `keysymdef.h`).
pub const RETURN: Keysym = 0xff0d;
/// Tabulator.
pub const TAB: Keysym = 0xff09;
/// Takes away the character before the caret.
pub const BACKSPACE: Keysym = 0xff08;
/// Pastes in terminals, with shift.
pub const INSERT: Keysym = 0xff63;
/// Shift, the left one.
pub const SHIFT: Keysym = 0xffe1;
/// Control, the left one.
pub const CONTROL: Keysym = 0xffe3;
/// Number lock.
pub const NUM_LOCK: Keysym = 0xff7f;
/// Caps lock.
pub const CAPS_LOCK: Keysym = 0xffe5;

/// A screen, or else the first one.
pub fn screen(conn: &RustConnection, number: usize) -> Option<&Screen> {
    let roots = &conn.setup().roots;
    roots.get(number).or(roots.first())
}

/// The root window of a screen, or else of the first one.
pub fn root(conn: &RustConnection, number: usize) -> Window {
    screen(conn, number).map_or(0, |screen| screen.root)
}

/// The extension that presses keys as a keyboard would.
#[derive(Clone, Copy, Debug)]
pub struct Xtest {
    opcode: u8,
    root: Window,
}

impl Xtest {
    /// Asks the server for the extension.
    pub fn open(conn: &RustConnection, root: Window) -> Result<Self, XError> {
        let about = conn.query_extension(b"XTEST")?.reply()?;
        if !about.present {
            return Err(XError::NoXtest);
        }
        Ok(Xtest {
            opcode: about.major_opcode,
            root,
        })
    }

    /// Presses or lets go of a key; it happens when the connection is flushed.
    ///
    /// The request is `XTestFakeInput` of the XTEST protocol, version 2.2: opcode, 2, length in words, then type, key, time
    /// to wait (none), root, and fields that only motion uses.
    pub fn key(&self, conn: &RustConnection, code: Keycode, down: bool) -> Result<(), XError> {
        let mut request = [0_u8; 36];
        request[0] = self.opcode;
        request[1] = 2;
        request[2..4].copy_from_slice(&9_u16.to_ne_bytes());
        request[4] = if down { KEY_PRESS_EVENT } else { KEY_RELEASE_EVENT };
        request[5] = code;
        request[12..16].copy_from_slice(&self.root.to_ne_bytes());
        conn.send_request_without_reply(&[IoSlice::new(&request)], Vec::new())?;
        Ok(())
    }
}

/// The keysym that writes a character.
pub fn keysym(c: char) -> Keysym {
    match c {
        '\n' => RETURN,
        '\t' => TAB,
        ' '..='~' | '\u{a0}'..='\u{ff}' => c as Keysym,
        other => 0x0100_0000 | other as Keysym,
    }
}

/// Waits until the server has done everything it was sent.
pub fn settle(conn: &RustConnection) -> Result<(), XError> {
    conn.flush()?;
    conn.get_input_focus()?.reply()?;
    Ok(())
}

/// Whether a window has the keyboard.
pub fn has_keyboard(conn: &RustConnection, window: Window) -> Result<bool, XError> {
    Ok(conn.get_input_focus()?.reply()?.focus == window)
}

/// Presses keys if this window has the keyboard, and tells whether it had. The server does nothing for anybody else
/// meanwhile: between the look at who has the keyboard and the keys that follow, nobody can take it.
pub fn alone(
    conn: &RustConnection,
    window: Window,
    press: impl FnOnce() -> Result<(), XError>,
) -> Result<bool, XError> {
    conn.grab_server()?;
    let done = has_keyboard(conn, window).and_then(|on| if on { press().map(|()| true) } else { Ok(false) });
    conn.ungrab_server()?;
    settle(conn)?;
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_have_the_keysyms_of_the_protocol() {
        assert_eq!(keysym('A'), 0x41);
        assert_eq!(keysym('ß'), 0xdf);
        assert_eq!(keysym('€'), 0x0100_20ac);
        assert_eq!(keysym('🙂'), 0x0101_f642);
        assert_eq!(keysym('\n'), 0xff0d);
    }
}
