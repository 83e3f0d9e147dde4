//! What is ours, given to those who ask (ICCCM 2.0, section 2.2).

use x11rb::connection::{Connection, RequestConnection};
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ConnectionExt, EventMask, PropMode, SELECTION_NOTIFY_EVENT, SelectionNotifyEvent,
    SelectionRequestEvent, Window,
};
use x11rb::wrapper::ConnectionExt as _;

use super::{Ours, Selections};
use crate::system::x11::XError;

/// Bytes of a request besides its content.
const HEAD: usize = 64;
/// Most formats asked for at once, with their properties.
const PAIRS: u32 = 256;

/// What was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Given {
    /// Nothing.
    Nothing,
    /// Something about the content.
    About,
    /// Content.
    Content,
}

impl Selections {
    /// Whether bytes fit into one request.
    pub(super) fn fits(&self, bytes: &[u8]) -> bool {
        bytes.len() + HEAD <= self.conn.maximum_request_bytes()
    }

    /// Gives what is asked for; `true` when that was content.
    pub(super) fn give(&self, request: &SelectionRequestEvent) -> Result<bool, XError> {
        // Clients of old name no property: the target's name is meant.
        let property = match request.property {
            x11rb::NONE => request.target,
            property => property,
        };
        let ours = self.ours.iter().find(|ours| ours.selection == request.selection);
        let given = match ours {
            None => Given::Nothing,
            Some(ours) if request.target == self.atoms.MULTIPLE => {
                self.give_several(ours, request.requestor, property)?
            }
            Some(ours) => self.give_one(ours, request.requestor, (request.target, property))?,
        };
        let told = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: request.requestor,
            selection: request.selection,
            target: request.target,
            property: if given == Given::Nothing {
                x11rb::NONE
            } else {
                property
            },
        };
        self.conn
            .send_event(false, request.requestor, EventMask::NO_EVENT, told)?;
        self.conn.flush()?;
        Ok(given == Given::Content)
    }

    /// Several targets at once, each into the property that stands beside it; one that is not given has none afterwards.
    fn give_several(&self, ours: &Ours, window: Window, list: Atom) -> Result<Given, XError> {
        let asked = self
            .conn
            .get_property(false, window, list, AtomEnum::ANY, 0, 2 * PAIRS)?;
        // The window may be gone.
        let Ok(asked) = asked.reply() else {
            return Ok(Given::Nothing);
        };
        let mut pairs: Vec<Atom> = asked.value32().into_iter().flatten().collect();
        let mut all = Given::Nothing;
        for pair in pairs.chunks_exact_mut(2) {
            match self.give_one(ours, window, (pair[0], pair[1]))? {
                Given::Nothing => pair[1] = x11rb::NONE,
                given if all == Given::Nothing || given == Given::Content => all = given,
                _ => {}
            }
        }
        let told = self
            .conn
            .change_property32(PropMode::REPLACE, window, list, asked.type_, &pairs)?;
        Ok(if told.check().is_ok() { all } else { Given::Nothing })
    }

    /// One target, into a property.
    fn give_one(
        &self,
        ours: &Ours,
        window: Window,
        (target, property): (Atom, Atom),
    ) -> Result<Given, XError> {
        let atoms = &self.atoms;
        let about = |given| if given { Given::About } else { Given::Nothing };
        if target == atoms.TARGETS {
            let mut targets = vec![atoms.TARGETS, atoms.TIMESTAMP, atoms.MULTIPLE];
            targets.extend(ours.content.formats.iter().map(|format| format.target));
            let bytes: Vec<u8> = targets.iter().flat_map(|atom| atom.to_ne_bytes()).collect();
            return self
                .put(window, property, (AtomEnum::ATOM.into(), 32), &bytes)
                .map(about);
        }
        if target == atoms.TIMESTAMP {
            let bytes = ours.since.to_ne_bytes();
            return self
                .put(window, property, (AtomEnum::INTEGER.into(), 32), &bytes)
                .map(about);
        }
        let formats = &ours.content.formats;
        let Some(format) = formats.iter().find(|format| format.target == target) else {
            return Ok(Given::Nothing);
        };
        let given = self.put(window, property, (format.kind, format.width), &format.bytes)?;
        Ok(match given {
            true if target == atoms.HINT => Given::About,
            true => Given::Content,
            false => Given::Nothing,
        })
    }

    /// Writes a property of another program's window; `false` when it is more than one request takes, or the window is
    /// gone.
    fn put(
        &self,
        window: Window,
        property: Atom,
        (kind, width): (Atom, u8),
        bytes: &[u8],
    ) -> Result<bool, XError> {
        if !self.fits(bytes) {
            return Ok(false);
        }
        let items = u32::try_from(bytes.len() / usize::from((width / 8).max(1))).unwrap_or(0);
        let replace = PropMode::REPLACE;
        let put = self
            .conn
            .change_property(replace, window, property, kind, width, items, bytes)?;
        Ok(put.check().is_ok())
    }
}
