//! The selections CLIPBOARD and PRIMARY: what is there is kept, ours is given to those who ask, who asked is counted, and
//! what of ours is there at the end is left to others.

mod give;
mod left;

use std::sync::Arc;
use std::time::{Duration, Instant};

use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{Atom, AtomEnum, ConnectionExt, PropMode, Timestamp, Window};
use x11rb::rust_connection::RustConnection;

use super::XError;
pub use left::{hidden_window, hold, until_server_ends};

/// The owner of a selection has so long to give it.
const GIVE: Duration = Duration::from_millis(500);
/// Largest selection that is kept, in bytes.
const LARGEST: usize = 32 << 20;
/// Most formats of it.
const FORMATS: usize = 24;
/// Pictures are offered in many formats, each made when it is asked for: this one will do.
const PICTURE: &[u8] = b"image/png";

x11rb::atom_manager! {
    /// Names that the protocol of selections uses (ICCCM 2.0, section 2).
    pub Atoms: AtomsCookie {
        CLIPBOARD,
        CLIPBOARD_MANAGER,
        TARGETS,
        TIMESTAMP,
        MULTIPLE,
        DELETE,
        INCR,
        SAVE_TARGETS,
        UTF8_STRING,
        TEXT,
        TEXT_UTF8: b"text/plain;charset=utf-8",
        TEXT_PLAIN: b"text/plain",
        // Keepers of what was copied leave out what is marked so (KDE's Klipper, and those who follow it).
        HINT: b"x-kde-passwordManagerHint",
        _NET_WM_PID,
        PARLANCE_SELECTION,
        PARLANCE_TIME,
    }
}

/// One format of a selection's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format {
    target: Atom,
    kind: Atom,
    /// Bits of an item: 8, 16 or 32.
    width: u8,
    bytes: Vec<u8>,
}

/// What is on a selection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    formats: Vec<Format>,
}

/// What was found on a selection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// This.
    Content(Content),
    /// Something that its owner does not give, or that is too large.
    Unreadable,
}

/// A selection of ours.
struct Ours {
    selection: Atom,
    content: Content,
    since: Timestamp,
}

/// Reads of a selection of ours by one program.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reads {
    /// How often.
    pub count: usize,
    /// The last time.
    pub last: Option<Instant>,
}

/// Our side of the selections.
pub struct Selections {
    conn: Arc<RustConnection>,
    /// The names.
    pub atoms: Atoms,
    window: Window,
    ours: Vec<Ours>,
    /// The program that is expected to read, by the part of its resources' numbers that all share.
    awaited: Option<u32>,
    /// How often it did.
    pub reads: Reads,
    /// Events about other things that came while one about selections was waited for.
    pub held: Vec<Event>,
}

impl Selections {
    /// Begins with none.
    pub fn open(conn: Arc<RustConnection>, window: Window) -> Result<Self, XError> {
        let atoms = Atoms::new(&*conn)?.reply()?;
        Ok(Selections {
            conn,
            atoms,
            window,
            ours: Vec::new(),
            awaited: None,
            reads: Reads::default(),
            held: Vec::new(),
        })
    }

    /// A text in the formats that programs ask for.
    pub fn text(&self, text: &str, transient: bool) -> Content {
        let atoms = &self.atoms;
        let format = |target, kind, bytes: &[u8]| Format {
            target,
            kind,
            width: 8,
            bytes: bytes.to_vec(),
        };
        let mut formats: Vec<Format> = [atoms.UTF8_STRING, atoms.TEXT_UTF8, atoms.TEXT_PLAIN]
            .iter()
            .map(|target| format(*target, *target, text.as_bytes()))
            .collect();
        formats.push(format(atoms.TEXT, atoms.UTF8_STRING, text.as_bytes()));
        // STRING is Latin-1, and only that.
        let latin: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
        if let Some(latin) = latin {
            formats.push(format(AtomEnum::STRING.into(), AtomEnum::STRING.into(), &latin));
        }
        if transient {
            formats.push(format(atoms.HINT, atoms.HINT, b"secret"));
        }
        Content { formats }
    }

    /// Reads from now on are counted if they come from the program that has this window.
    pub fn await_reads(&mut self, window: Window) {
        self.awaited = Some(window & !self.conn.setup().resource_id_mask);
        self.reads = Reads::default();
    }

    /// Takes a selection with this content; whoever has it now loses it.
    pub fn own(&mut self, selection: Atom, content: Content) -> Result<bool, XError> {
        let since = self.now()?;
        self.conn.set_selection_owner(self.window, selection, since)?;
        let is_ours = self.conn.get_selection_owner(selection)?.reply()?.owner == self.window;
        self.ours.retain(|ours| ours.selection != selection);
        if is_ours {
            self.ours.push(Ours {
                selection,
                content,
                since,
            });
        }
        Ok(is_ours)
    }

    /// Whether a selection is still ours.
    pub fn owns(&self, selection: Atom) -> bool {
        self.ours.iter().any(|ours| ours.selection == selection)
    }

    /// What a selection held before goes back to it, if it is still ours.
    pub fn restore(&mut self, selection: Atom, before: Found) -> Result<(), XError> {
        if !self.owns(selection) {
            return Ok(());
        }
        match before {
            Found::Content(content) => self.own(selection, content).map(|_| ()),
            Found::Nothing | Found::Unreadable => {
                self.ours.retain(|ours| ours.selection != selection);
                self.conn
                    .set_selection_owner(x11rb::NONE, selection, x11rb::CURRENT_TIME)?;
                Ok(())
            }
        }
    }

    /// The server's time: a change of a property tells it.
    fn now(&mut self) -> Result<Timestamp, XError> {
        let (window, property) = (self.window, self.atoms.PARLANCE_TIME);
        self.conn
            .change_property(PropMode::APPEND, window, property, AtomEnum::STRING, 8, 0, &[])?;
        self.conn.flush()?;
        let time = self.wait(GIVE, |event| match event {
            Event::PropertyNotify(told) if told.atom == property => Some(told.time),
            _ => None,
        })?;
        Ok(time.unwrap_or(x11rb::CURRENT_TIME))
    }

    /// Takes an event that is about selections; `false` for any other.
    pub fn take(&mut self, event: &Event) -> Result<bool, XError> {
        match event {
            Event::SelectionRequest(request) => {
                let given = self.give(request)?;
                let base = request.requestor & !self.conn.setup().resource_id_mask;
                if given && self.awaited == Some(base) {
                    self.reads.count += 1;
                    self.reads.last = Some(Instant::now());
                }
                Ok(true)
            }
            Event::SelectionClear(cleared) => {
                self.ours.retain(|ours| ours.selection != cleared.selection);
                Ok(true)
            }
            Event::SelectionNotify(_) | Event::PropertyNotify(_) => Ok(true),
            _ => Ok(false),
        }
    }

    /// What is on a selection now.
    pub fn read(&mut self, selection: Atom) -> Result<Found, XError> {
        let owner = self.conn.get_selection_owner(selection)?.reply()?.owner;
        if owner == x11rb::NONE {
            return Ok(Found::Nothing);
        }
        if let Some(ours) = self.ours.iter().find(|ours| ours.selection == selection) {
            return Ok(Found::Content(ours.content.clone()));
        }
        let Some(list) = self.convert(selection, self.atoms.TARGETS)? else {
            return Ok(Found::Unreadable);
        };
        let targets = self.worth_keeping(&list.bytes)?;
        let mut content = Content::default();
        let mut size = 0;
        for target in targets {
            if let Some(format) = self.convert(selection, target)? {
                size += format.bytes.len();
                // What does not fit into one request could not be given back.
                if size > LARGEST || !self.fits(&format.bytes) {
                    return Ok(Found::Unreadable);
                }
                content.formats.push(format);
            }
        }
        Ok(if content.formats.is_empty() {
            Found::Unreadable
        } else {
            Found::Content(content)
        })
    }

    /// Those formats of a list that are content, and of pictures one.
    fn worth_keeping(&self, list: &[u8]) -> Result<Vec<Atom>, XError> {
        let atoms = &self.atoms;
        let about = [
            atoms.TARGETS,
            atoms.TIMESTAMP,
            atoms.MULTIPLE,
            atoms.DELETE,
            atoms.SAVE_TARGETS,
            atoms.INCR,
        ];
        let mut kept = Vec::new();
        let listed = list
            .chunks_exact(4)
            .map(|four| Atom::from_ne_bytes([four[0], four[1], four[2], four[3]]));
        for target in listed.filter(|target| !about.contains(target)).take(2 * FORMATS) {
            let Ok(name) = self.conn.get_atom_name(target)?.reply() else {
                continue;
            };
            let is_other_picture = name.name.starts_with(b"image/") && name.name != PICTURE;
            if !is_other_picture && kept.len() < FORMATS {
                kept.push(target);
            }
        }
        Ok(kept)
    }

    /// Asks the owner of a selection for one format.
    fn convert(&mut self, selection: Atom, target: Atom) -> Result<Option<Format>, XError> {
        let property = self.atoms.PARLANCE_SELECTION;
        self.conn.delete_property(self.window, property)?;
        self.conn
            .convert_selection(self.window, selection, target, property, x11rb::CURRENT_TIME)?;
        self.conn.flush()?;
        let told = self.wait(GIVE, |event| match event {
            Event::SelectionNotify(told) if told.selection == selection && told.target == target => {
                Some(told.property != x11rb::NONE)
            }
            _ => None,
        })?;
        if told != Some(true) {
            return Ok(None);
        }
        let format = self.fetch(target)?;
        if format.kind != self.atoms.INCR {
            return Ok(Some(format));
        }
        self.fetch_in_parts(target)
    }

    /// A content that its owner gives piece by piece: each is put when the one before was taken away.
    fn fetch_in_parts(&mut self, target: Atom) -> Result<Option<Format>, XError> {
        let property = self.atoms.PARLANCE_SELECTION;
        let mut whole: Option<Format> = None;
        loop {
            let came = self.wait(GIVE, |event| match event {
                Event::PropertyNotify(told)
                    if told.atom == property
                        && told.state == x11rb::protocol::xproto::Property::NEW_VALUE =>
                {
                    Some(())
                }
                _ => None,
            })?;
            if came.is_none() {
                return Ok(None);
            }
            let mut part = self.fetch(target)?;
            let bytes = std::mem::take(&mut part.bytes);
            if bytes.is_empty() {
                return Ok(whole);
            }
            let format = whole.get_or_insert(part);
            format.bytes.extend(bytes);
            if format.bytes.len() > LARGEST {
                return Ok(None);
            }
        }
    }

    /// Reads and deletes the property of our window into which a format was given.
    fn fetch(&self, target: Atom) -> Result<Format, XError> {
        let most = u32::try_from(LARGEST / 4).unwrap_or(u32::MAX);
        let (window, property) = (self.window, self.atoms.PARLANCE_SELECTION);
        let asked = self
            .conn
            .get_property(true, window, property, AtomEnum::ANY, 0, most)?;
        let reply = asked.reply()?;
        Ok(Format {
            target,
            kind: reply.type_,
            width: reply.format,
            bytes: reply.value,
        })
    }

    /// Waits for one event, so long at most; those who read what is ours meanwhile are answered, and what is about other
    /// things is held.
    fn wait<T>(
        &mut self,
        limit: Duration,
        mut wanted: impl FnMut(&Event) -> Option<T>,
    ) -> Result<Option<T>, XError> {
        let end = Instant::now() + limit;
        while Instant::now() < end {
            match self.conn.poll_for_event()? {
                Some(event) => {
                    if let Some(found) = wanted(&event) {
                        return Ok(Some(found));
                    }
                    if !self.take(&event)? {
                        self.held.push(event);
                    }
                }
                None => std::thread::sleep(Duration::from_millis(1)),
            }
        }
        Ok(None)
    }
}
