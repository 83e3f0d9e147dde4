//! What `parlance listen` gave back to the clipboard stays there when it ends: held by a process of its own, or by the
//! keeper of clipboards that runs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ConnectionExt, CreateWindowAux, EventMask, PropMode, SELECTION_NOTIFY_EVENT,
    SelectionNotifyEvent, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use crate::listening::Listener;
use crate::program::Home;
use crate::screen::{Kind, Screen, eventually};

/// A picture is as good as these bytes: nobody looks into them.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n and the rest of it \x00\xff\x01";

/// Something on the clipboard in one format.
fn copied(screen: &Screen, target: &str, bytes: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copied");
    std::fs::write(&file, bytes).unwrap();
    let mut xclip = screen.command("xclip");
    xclip
        .args(["-selection", "clipboard", "-t", target, "-in"])
        .arg(&file);
    xclip.stdout(Stdio::null()).stderr(Stdio::null());
    assert!(xclip.status().unwrap().success());
    eventually("the clipboard", || pasted(screen, target) == bytes);
}

fn pasted(screen: &Screen, target: &str) -> Vec<u8> {
    let mut xclip = screen.command("xclip");
    xclip.args(["-selection", "clipboard", "-t", target, "-out"]);
    crate::program::output(&mut xclip).stdout
}

/// Says something into a field by the clipboard, and ends.
fn listened(screen: &Screen, how_it_ends: impl FnOnce(&mut Listener)) {
    let args = ["--key", "none", "--insert", "paste"];
    let mut listener = Listener::start_at(Home::new(), |command| screen.tell(command), &args);
    let field = screen.field(Kind::Tk);
    assert!(listener.say("we meet on Tuesday").contains("pasted"));
    field.comes_to_have("We meet on Tuesday.");
    how_it_ends(&mut listener);
    assert!(listener.program.wait().unwrap().success());
}

/// The processes that hold the clipboard of a screen, `before` aside: those of an earlier screen of this name.
fn holders(screen: &Screen, before: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
    let display = format!("DISPLAY={}", screen.name);
    let read = |process: &std::path::Path, what: &str| {
        let bytes = std::fs::read(process.join(what)).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    processes
        .map(|entry| entry.path())
        .filter(|process| read(process, "cmdline").contains("hold-clipboard"))
        .filter(|process| read(process, "environ").split('\0').any(|set| set == display))
        .filter(|process| !before.contains(process))
        .collect()
}

#[test]
fn what_was_on_the_clipboard_stays_there_until_something_else_is_copied() {
    let screen = Screen::new();
    let before = holders(&screen, &BTreeSet::new());
    copied(&screen, "image/png", PICTURE);
    listened(&screen, |listener| {
        listener.tell(&["quit"]).good();
    });
    assert_eq!(pasted(&screen, "image/png"), PICTURE);
    assert_eq!(holders(&screen, &before).len(), 1);
    // Texts are as good in each of their formats, and whoever held before goes.
    copied(&screen, "text/html", b"<b>bold</b>");
    eventually("nobody holds the picture", || {
        holders(&screen, &before).is_empty()
    });
    listened(&screen, |listener| {
        let pid = listener.program.id().to_string();
        screen.tool("kill", &["-TERM", &pid]);
    });
    assert_eq!(pasted(&screen, "text/html"), b"<b>bold</b>");
}

x11rb::atom_manager! {
    Names: NamesCookie { CLIPBOARD, CLIPBOARD_MANAGER, SAVE_TARGETS, MULTIPLE, ATOM_PAIR, TEST_LIST, }
}

/// A keeper of clipboards as desktops have one: asked to save, it fetches all formats at once.
struct Keeper {
    conn: RustConnection,
    names: Names,
    window: Window,
}

impl Keeper {
    fn new(screen: &Screen) -> Self {
        let (conn, _) = RustConnection::connect(Some(&screen.name)).unwrap();
        let names = Names::new(&conn).unwrap().reply().unwrap();
        let window = conn.generate_id().unwrap();
        let root = conn.setup().roots[0].root;
        let told = CreateWindowAux::new().event_mask(EventMask::PROPERTY_CHANGE);
        let copy = x11rb::COPY_FROM_PARENT;
        conn.create_window(
            0,
            window,
            root,
            -1,
            -1,
            1,
            1,
            0,
            WindowClass::INPUT_ONLY,
            copy,
            &told,
        )
        .unwrap();
        conn.set_selection_owner(window, names.CLIPBOARD_MANAGER, x11rb::CURRENT_TIME)
            .unwrap();
        conn.sync().unwrap();
        Keeper { conn, names, window }
    }

    fn next<T>(&self, wanted: impl Fn(Event) -> Option<T>) -> T {
        loop {
            if let Some(found) = wanted(self.conn.wait_for_event().unwrap()) {
                return found;
            }
        }
    }

    fn list(&self, window: Window, property: Atom) -> Vec<Atom> {
        let list = self
            .conn
            .get_property(false, window, property, AtomEnum::ANY, 0, 1_000);
        list.unwrap().reply().unwrap().value32().unwrap().collect()
    }

    /// Waits until it is asked to save, and gives what it got, by the names of the formats.
    fn keep(&self) -> BTreeMap<String, Vec<u8>> {
        let asked = self.next(|event| match event {
            Event::SelectionRequest(asked) => Some(asked),
            _ => None,
        });
        assert_eq!(asked.target, self.names.SAVE_TARGETS);
        let targets = self.list(asked.requestor, asked.property);
        // A property for each is called as its format is.
        let pairs: Vec<Atom> = targets.iter().flat_map(|target| [*target, *target]).collect();
        let (conn, names) = (&self.conn, &self.names);
        conn.change_property32(
            PropMode::REPLACE,
            self.window,
            names.TEST_LIST,
            names.ATOM_PAIR,
            &pairs,
        )
        .unwrap();
        conn.convert_selection(
            self.window,
            names.CLIPBOARD,
            names.MULTIPLE,
            names.TEST_LIST,
            asked.time,
        )
        .unwrap();
        conn.flush().unwrap();
        let given = self.next(|event| match event {
            Event::SelectionNotify(told) => Some(told.property),
            _ => None,
        });
        assert_eq!(given, names.TEST_LIST);
        let given = self.list(self.window, names.TEST_LIST);
        let mut kept = BTreeMap::new();
        for pair in given.chunks_exact(2).filter(|pair| pair[1] != x11rb::NONE) {
            let name = conn.get_atom_name(pair[0]).unwrap().reply().unwrap().name;
            let there = conn.get_property(false, self.window, pair[1], AtomEnum::ANY, 0, 1 << 20);
            kept.insert(
                String::from_utf8(name).unwrap(),
                there.unwrap().reply().unwrap().value,
            );
        }
        let told = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: asked.time,
            requestor: asked.requestor,
            selection: asked.selection,
            target: asked.target,
            property: asked.property,
        };
        conn.send_event(false, asked.requestor, EventMask::NO_EVENT, told)
            .unwrap();
        conn.sync().unwrap();
        kept
    }
}

#[test]
fn a_keeper_of_clipboards_is_given_all_of_it() {
    let screen = Screen::new();
    let before = holders(&screen, &BTreeSet::new());
    copied(&screen, "image/png", PICTURE);
    let keeper = Keeper::new(&screen);
    let (tell, kept): (_, Receiver<BTreeMap<String, Vec<u8>>>) = sync_channel(1);
    let thread = thread::Builder::new()
        .name("keeper".to_owned())
        .spawn(move || tell.send(keeper.keep()).unwrap())
        .unwrap();
    listened(&screen, |listener| {
        listener.tell(&["quit"]).good();
    });
    assert_eq!(kept.recv().unwrap()["image/png"], PICTURE);
    assert!(holders(&screen, &before).is_empty(), "one who keeps it is enough");
    thread.join().unwrap();
}
