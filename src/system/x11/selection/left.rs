//! What of ours is on the clipboard when parlance ends. A keeper of clipboards takes it where one runs (ICCCM 2.0, section
//! 2.6.3, and the freedesktop.org specification "clipboard manager"); elsewhere a small process of its own holds it, with
//! all its formats, until something else is copied.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::sync::Arc;
use std::time::Duration;

use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ConnectionExt, CreateWindowAux, EventMask, PropMode, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use super::{Content, FORMATS, Format, LARGEST, Selections};
use crate::store::clipboard::{HOLD_FORMATS, hold_apart};
use crate::system::x11::{XError, wire};

/// A keeper of clipboards has so long to take what there is.
const KEEPS: Duration = Duration::from_secs(3);
/// Longest line before the bytes of a format.
const LINE: u64 = 1_024;

impl Selections {
    /// Leaves what of ours is on the clipboard to those who come after.
    pub fn leave(&mut self) -> Result<(), XError> {
        let clipboard = self.atoms.CLIPBOARD;
        let ours = self.ours.iter().find(|ours| ours.selection == clipboard);
        let Some(content) = ours.map(|ours| ours.content.clone()) else {
            return Ok(());
        };
        if self.is_kept(&content)? {
            return Ok(());
        }
        let written = written(&self.conn, &content)?;
        hold_apart(&[HOLD_FORMATS], |input| input.write_all(&written))?;
        Ok(())
    }

    /// Asks the keeper of clipboards to take it; `false` where there is none, or it did not.
    fn is_kept(&mut self, content: &Content) -> Result<bool, XError> {
        let (keeper, save) = (self.atoms.CLIPBOARD_MANAGER, self.atoms.SAVE_TARGETS);
        if self.conn.get_selection_owner(keeper)?.reply()?.owner == x11rb::NONE {
            return Ok(false);
        }
        let property = self.atoms.PARLANCE_SELECTION;
        let targets: Vec<Atom> = content.formats.iter().map(|format| format.target).collect();
        self.conn
            .change_property32(PropMode::REPLACE, self.window, property, AtomEnum::ATOM, &targets)?;
        let now = self.now()?;
        self.conn
            .convert_selection(self.window, keeper, save, property, now)?;
        self.conn.flush()?;
        let kept = self.wait(KEEPS, |event| match event {
            Event::SelectionNotify(told) if told.selection == keeper => Some(told.property != x11rb::NONE),
            _ => None,
        })?;
        Ok(kept == Some(true))
    }
}

/// Each format: a line with names of target and type, bits of an item and number of bytes; then the bytes.
fn written(conn: &RustConnection, content: &Content) -> Result<Vec<u8>, XError> {
    let mut out = BufWriter::new(Vec::new());
    for format in &content.formats {
        let name = |atom| -> Result<String, XError> {
            let name = conn.get_atom_name(atom)?.reply()?.name;
            Ok(String::from_utf8_lossy(&name).into_owned())
        };
        let (target, kind) = (name(format.target)?, name(format.kind)?);
        writeln!(out, "{target}\t{kind}\t{}\t{}", format.width, format.bytes.len())?;
        out.write_all(&format.bytes)?;
    }
    out.into_inner()
        .map_err(|error| XError::Thread(error.into_error()))
}

/// Reads what [`written`] wrote.
fn read(conn: &RustConnection, input: impl Read) -> Result<Content, XError> {
    let odd = || io::Error::from(io::ErrorKind::InvalidData);
    let mut input = BufReader::new(input);
    let mut content = Content::default();
    loop {
        let mut line = String::new();
        if (&mut input).take(LINE).read_line(&mut line)? == 0 {
            return Ok(content);
        }
        let mut parts = line.trim_end_matches('\n').split('\t');
        let mut part = || parts.next().ok_or_else(odd);
        let (target, kind, width, length) = (part()?, part()?, part()?, part()?);
        let width: u8 = width.parse().map_err(|_| odd())?;
        let length: usize = length.parse().map_err(|_| odd())?;
        if length > LARGEST || content.formats.len() >= FORMATS + 8 || !matches!(width, 8 | 16 | 32) {
            return Err(odd().into());
        }
        let atom = |name: &str| -> Result<Atom, XError> {
            Ok(conn.intern_atom(false, name.as_bytes())?.reply()?.atom)
        };
        let (target, kind) = (atom(target)?, atom(kind)?);
        let mut bytes = vec![0; length];
        input.read_exact(&mut bytes)?;
        content.formats.push(Format {
            target,
            kind,
            width,
            bytes,
        });
    }
}

/// Holds on the clipboard what `input` has, writes one byte to `ready` once it is there, and returns when another program
/// copies something.
///
/// # Errors
/// In words: no X server, an input that was not written by `Selections::leave`, or the clipboard is not to be had.
pub fn hold(input: impl Read, mut ready: impl Write) -> Result<(), String> {
    hold_on(input, &mut ready).map_err(|error| error.to_string())
}

fn hold_on(input: impl Read, ready: &mut impl Write) -> Result<(), XError> {
    let (conn, screen) = RustConnection::connect(None)?;
    let conn = Arc::new(conn);
    let root = wire::root(&conn, screen);
    let window = hidden_window(&conn, root)?;
    let mut selections = Selections::open(conn.clone(), window)?;
    let content = read(&conn, input)?;
    let clipboard = selections.atoms.CLIPBOARD;
    if !selections.own(clipboard, content)? {
        return Err(io::Error::other("the clipboard could not be taken").into());
    }
    // Whoever waits for it may be gone; the clipboard is held all the same.
    ready.write_all(b".").and_then(|()| ready.flush()).ok();
    while selections.owns(clipboard) {
        let event = conn.wait_for_event()?;
        selections.take(&event)?;
    }
    Ok(())
}

/// Returns when the X server has gone that this program speaks to: `true`; where there is none at once, `false`.
///
/// The library that holds texts waits for ever behind a server that has gone, and each session would leave a process.
pub fn until_server_ends() -> bool {
    let Ok((conn, _)) = RustConnection::connect(None) else {
        return false;
    };
    while conn.wait_for_event().is_ok() {}
    true
}

/// A window that is never seen, which is told of its properties.
pub fn hidden_window(conn: &RustConnection, root: Window) -> Result<Window, XError> {
    let window = conn.generate_id()?;
    conn.create_window(
        x11rb::COPY_DEPTH_FROM_PARENT,
        window,
        root,
        -1,
        -1,
        1,
        1,
        0,
        WindowClass::INPUT_ONLY,
        x11rb::COPY_FROM_PARENT,
        &CreateWindowAux::new().event_mask(EventMask::PROPERTY_CHANGE),
    )?;
    Ok(window)
}
