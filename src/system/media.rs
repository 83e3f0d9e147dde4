//! Players of music and films (MPRIS 2.2): paused while somebody speaks, and only those go on that were paused here.
//!
//! The thread "media" asks them, since they may take their time to answer.

use crossbeam_channel::{Receiver, Sender, bounded};
use zbus::Connection;

use super::bus;
use crate::store::awaited::Awaited;

/// Requests that may wait.
const QUEUE: usize = 4;
const PREFIX: &str = "org.mpris.MediaPlayer2.";
const PATH: &str = "/org/mpris/MediaPlayer2";
const PLAYER: &str = "org.mpris.MediaPlayer2.Player";

/// The players. Those that were paused go on when it is dropped.
pub struct Media {
    /// Whether they are to be quiet.
    quiet: Sender<bool>,
    _thread: Awaited,
}

impl Media {
    /// Connects to the session's bus; `None` where there is none.
    pub fn open() -> Option<Self> {
        let bus = bus::session()
            .inspect_err(|error| tracing::info!(%error, "no bus: players are not paused"))
            .ok()?;
        let (quiet, queue) = bounded(QUEUE);
        let thread = Awaited::start("media", move || serve(&bus, &queue)).ok()?;
        Some(Media {
            quiet,
            _thread: thread,
        })
    }

    /// Pauses what plays, or lets go on what was paused here.
    pub fn quiet(&self, quiet: bool) {
        if self.quiet.try_send(quiet).is_err() {
            tracing::warn!("the players do not answer");
        }
    }
}

fn serve(bus: &Connection, queue: &Receiver<bool>) {
    let mut paused: Vec<String> = Vec::new();
    let go_on = |paused: &mut Vec<String>| {
        for player in paused.drain(..) {
            // Whoever was started or ended by hand meanwhile is left alone.
            if status(bus, &player).is_some_and(|status| status == "Paused") {
                tell(bus, &player, "Play");
            }
        }
    };
    for quiet in queue {
        if !quiet {
            go_on(&mut paused);
            continue;
        }
        for player in players(bus) {
            if status(bus, &player).is_some_and(|status| status == "Playing") {
                tell(bus, &player, "Pause");
                paused.push(player);
            }
        }
    }
    go_on(&mut paused);
}

fn players(bus: &Connection) -> Vec<String> {
    let names = zbus::block_on(async { zbus::fdo::DBusProxy::new(bus).await?.list_names().await });
    let names = names.unwrap_or_default().into_iter().map(|name| name.to_string());
    names.filter(|name| name.starts_with(PREFIX)).collect()
}

fn status(bus: &Connection, player: &str) -> Option<String> {
    let told = zbus::block_on(async {
        let value = bus::property(bus, (player, PATH), PLAYER, "PlaybackStatus").await?;
        Ok::<_, zbus::Error>(String::try_from(value)?)
    });
    told.inspect_err(|error| tracing::debug!(%error, "{player} does not tell whether it plays"))
        .ok()
}

fn tell(bus: &Connection, player: &str, what: &str) {
    let done = zbus::block_on(bus.call_method(Some(player), PATH, Some(PLAYER), what, &()));
    if let Err(error) = done {
        tracing::info!(%error, "{player} did not obey {what}");
    }
}
