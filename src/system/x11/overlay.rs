//! A small panel at the bottom of the screen, while parlance listens: how loud it is, the words so far, and what was
//! understood. No window manager sees it, it never takes the keyboard, and clicks go through it.
//!
//! The thread "overlay" has a connection of its own, so that a slow screen delays no text.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use x11rb::connection::Connection;
use x11rb::protocol::shape::{ConnectionExt as _, SK, SO};
use x11rb::protocol::xproto::{
    AtomEnum, ChangeWindowAttributesAux, ClipOrdering, ConfigureWindowAux, ConnectionExt, CreateGCAux,
    CreateWindowAux, Gcontext, ImageFormat, PropMode, Screen, StackMode, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use super::glyphs::{Colour, Picture};
use super::{XError, wire};
use crate::store::awaited::Awaited;

const WIDTH: u16 = 460;
const HEIGHT: u16 = 64;
/// Pixels between it and the screen's lower edge.
const MARGIN: u16 = 48;
/// It stays for so long after listening has ended, so that the last outcome can be read.
const LINGER: Duration = Duration::from_millis(2_500);
/// The name of its window.
const NAME: &[u8] = b"parlance overlay";

const PAPER: Colour = [0x24, 0x24, 0x28];
const INK: Colour = [0xf2, 0xf2, 0xf2];
const FAINT: Colour = [0xa8, 0xa8, 0xb0];
const LISTENING: Colour = [0xe0, 0x48, 0x48];
const RESTING: Colour = [0x70, 0x70, 0x78];
const LEVEL: Colour = [0x58, 0xb8, 0x70];

/// What the panel shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Panel {
    /// It listens.
    pub listening: bool,
    /// Loudness on a scale from 0 to 1, as it is shown.
    pub level: f32,
    /// The words so far.
    pub live: String,
    /// What was understood, or became of it.
    pub told: String,
    /// Texts that are rewritten may leave this machine for that one.
    pub remote: Option<String>,
}

/// The panel, which goes when it is dropped.
pub struct Overlay {
    panel: Arc<Mutex<Panel>>,
    wake: Sender<()>,
    _thread: Awaited,
}

impl Overlay {
    /// Connects to the server that `display` or `DISPLAY` names; `None` where that cannot show it.
    pub fn open(display: Option<&str>) -> Option<Self> {
        let paper = Paper::open(display)
            .inspect_err(|error| tracing::info!(%error, "no overlay"))
            .ok()?;
        let panel = Arc::new(Mutex::new(Panel::default()));
        let (wake, woken) = bounded(1);
        let seen = panel.clone();
        let thread = Awaited::start("overlay", move || {
            if let Err(error) = serve(&paper, &seen, &woken) {
                tracing::warn!(%error, "the overlay is gone");
            }
        });
        Some(Overlay {
            panel,
            wake,
            _thread: thread.ok()?,
        })
    }

    /// Shows this from now on.
    pub fn show(&self, panel: Panel) {
        *self.panel.lock().unwrap_or_else(PoisonError::into_inner) = panel;
        // One that waits is enough: the newest is looked at.
        self.wake.try_send(()).ok();
    }
}

fn serve(paper: &Paper, panel: &Mutex<Panel>, woken: &Receiver<()>) -> Result<(), XError> {
    let mut shown: Option<Panel> = None;
    let mut ends: Option<Instant> = None;
    loop {
        let told = match ends {
            Some(end) => woken.recv_timeout(end.saturating_duration_since(Instant::now())),
            None => woken.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match told {
            Ok(()) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
            Err(RecvTimeoutError::Timeout) => {
                (shown, ends) = (None, None);
                paper.hide()?;
                continue;
            }
        }
        let wanted = panel.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if wanted.listening {
            ends = None;
        } else if shown.as_ref().is_some_and(|shown| shown.listening) {
            ends = Some(Instant::now() + LINGER);
        } else if ends.is_none() {
            // Nothing is shown while nobody listens.
            continue;
        }
        if shown.as_ref() != Some(&wanted) {
            paper.draw(&picture(&wanted), shown.is_none())?;
            shown = Some(wanted);
        }
    }
}

/// Draws a panel.
fn picture(panel: &Panel) -> Picture {
    let (width, height) = (usize::from(WIDTH), usize::from(HEIGHT));
    let mut picture = Picture::new(width, height, PAPER);
    let colour = if panel.listening { LISTENING } else { RESTING };
    picture.disc((26.0, 26.0), 10.0, colour);
    let bar = (panel.level.clamp(0.0, 1.0) * 32.0).round() as usize;
    picture.fill((10, 46), (32, 4), RESTING);
    picture.fill((10, 46), (bar, 4), LEVEL);
    let room = f32::from(WIDTH) - 68.0;
    let live = if panel.live.is_empty() && panel.listening {
        "Listening"
    } else {
        &panel.live
    };
    picture.write(live, (54.0, 28.0), room, 17.0, INK);
    let told = panel.told.lines().last().unwrap_or_default();
    match &panel.remote {
        // A red edge as long as texts may leave, and in words while there is nothing else to say.
        Some(host) => {
            picture.fill((0, 0), (width, 3), LISTENING);
            let leaves = format!("Rewrites leave this machine: {host}");
            let (line, colour) = match told {
                "" => (leaves.as_str(), LISTENING),
                told => (told, FAINT),
            };
            picture.write(line, (54.0, 51.0), room, 13.0, colour);
        }
        None => picture.write(told, (54.0, 51.0), room, 13.0, FAINT),
    }
    picture
}

/// The window.
struct Paper {
    conn: RustConnection,
    window: Window,
    context: Gcontext,
    depth: u8,
}

impl Paper {
    fn open(display: Option<&str>) -> Result<Self, XError> {
        let (conn, number) = RustConnection::connect(display)?;
        let screen = wire::screen(&conn, number).ok_or(XError::NoScreen)?;
        let depth = screen.root_depth;
        let formats = &conn.setup().pixmap_formats;
        if !formats
            .iter()
            .any(|format| format.depth == depth && format.bits_per_pixel == 32)
            || depth < 24
        {
            return Err(XError::NoScreen);
        }
        let window = conn.generate_id()?;
        let place = below(screen);
        conn.create_window(
            x11rb::COPY_DEPTH_FROM_PARENT,
            window,
            screen.root,
            place.0,
            place.1,
            WIDTH,
            HEIGHT,
            0,
            WindowClass::INPUT_OUTPUT,
            x11rb::COPY_FROM_PARENT,
            &CreateWindowAux::new().override_redirect(1),
        )?
        .check()?;
        let context = conn.generate_id()?;
        conn.create_gc(context, window, &CreateGCAux::new())?;
        let (name, string) = (AtomEnum::WM_NAME, AtomEnum::STRING);
        conn.change_property8(PropMode::REPLACE, window, name, string, NAME)?;
        // It has no place that the mouse could hit.
        conn.shape_rectangles(SO::SET, SK::INPUT, ClipOrdering::UNSORTED, window, 0, 0, &[])?;
        conn.flush()?;
        Ok(Paper {
            conn,
            window,
            context,
            depth,
        })
    }

    /// Puts a picture on it; the server keeps it, and draws it again where it was covered.
    fn draw(&self, picture: &Picture, first: bool) -> Result<(), XError> {
        let conn = &self.conn;
        let pixmap = conn.generate_id()?;
        conn.create_pixmap(self.depth, pixmap, self.window, WIDTH, HEIGHT)?;
        conn.put_image(
            ImageFormat::Z_PIXMAP,
            pixmap,
            self.context,
            WIDTH,
            HEIGHT,
            0,
            0,
            0,
            self.depth,
            &picture.bytes,
        )?;
        let background = ChangeWindowAttributesAux::new().background_pixmap(pixmap);
        conn.change_window_attributes(self.window, &background)?;
        conn.free_pixmap(pixmap)?;
        conn.clear_area(false, self.window, 0, 0, 0, 0)?;
        if first {
            conn.configure_window(
                self.window,
                &ConfigureWindowAux::new().stack_mode(StackMode::ABOVE),
            )?;
            conn.map_window(self.window)?;
        }
        conn.flush()?;
        Ok(())
    }

    fn hide(&self) -> Result<(), XError> {
        self.conn.unmap_window(self.window)?;
        self.conn.flush()?;
        Ok(())
    }
}

/// In the middle, above the lower edge.
fn below(screen: &Screen) -> (i16, i16) {
    let x = screen.width_in_pixels.saturating_sub(WIDTH) / 2;
    let y = screen.height_in_pixels.saturating_sub(HEIGHT + MARGIN);
    (i16::try_from(x).unwrap_or(0), i16::try_from(y).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn that_texts_may_leave_is_shown_in_red_and_in_words_while_there_is_room() {
        let at = |picture: &Picture, x: usize, y: usize| {
            let pixel = &picture.bytes[4 * (y * picture.width + x)..];
            [pixel[2], pixel[1], pixel[0]]
        };
        let red_rows = |panel: &Panel| {
            let picture = picture(panel);
            let is_red = |y: &usize| (54..picture.width).any(|x| at(&picture, x, *y) == LISTENING);
            (0..picture.height).filter(is_red).collect::<Vec<_>>()
        };
        let mut panel = Panel::default();
        assert!(red_rows(&panel).is_empty());
        panel.remote = Some("box.local".to_owned());
        let rows = red_rows(&panel);
        assert!(
            rows.starts_with(&[0, 1, 2]) && rows.iter().any(|&y| y > 38),
            "{rows:?}"
        );
        panel.told = "deleted “dog”".to_owned();
        assert_eq!(red_rows(&panel), [0, 1, 2]);
    }
}
