//! What is seen and heard of listening while another program is in front: the overlay, the icon in the bar, sounds, and
//! music that is paused.

use crossbeam_channel::{Receiver, bounded, never};

use crate::app::chime::Chime;
use crate::settings::Listen;
use crate::system::Request;
use crate::system::media::Media;
use crate::system::tray::Tray;
use crate::system::x11::{Overlay, Panel};

/// Clicks that may wait.
const CLICKS: usize = 8;
/// Loudness that fills the bar, in decibels below full scale, and the range below it that is shown.
const FULL_DB: f32 = -12.0;
const RANGE_DB: f32 = 45.0;

/// The indicators that are wanted and possible.
pub struct Indicators {
    overlay: Option<Overlay>,
    tray: Option<Tray>,
    media: Option<Media>,
    sounds: bool,
    chime: Option<Chime>,
    /// Requests by clicks at the icon.
    pub clicks: Receiver<Request>,
    listening: bool,
    told: String,
    remote: Option<String>,
}

impl Indicators {
    /// Opens what the settings want; `remote` is the other machine that texts may go to. What the desktop lacks is missed by
    /// nobody.
    pub fn open(wanted: &Listen, remote: Option<&str>) -> Self {
        let (send, clicks) = bounded(CLICKS);
        let tray = wanted.tray.then(|| Tray::open(send)).flatten();
        Indicators {
            overlay: wanted.overlay.then(|| Overlay::open(None)).flatten(),
            media: wanted.pause_media.then(Media::open).flatten(),
            sounds: wanted.sounds,
            chime: None,
            clicks: if tray.is_some() { clicks } else { never() },
            tray,
            listening: false,
            told: String::new(),
            remote: remote.map(str::to_owned),
        }
    }

    /// Whether somebody looks at the level.
    pub fn show_level(&self) -> bool {
        self.overlay.is_some()
    }

    /// Shows what is going on. `rms` is the loudness of the last frame, linear in `[0, 1]`.
    pub fn show(&mut self, listening: bool, rms: f32, live: &str, told: &str) {
        let turned = listening != self.listening;
        if let Some(overlay) = &self.overlay
            && (listening || turned || told != self.told)
        {
            overlay.show(Panel {
                listening,
                level: if listening { shown_level(rms) } else { 0.0 },
                live: live.to_owned(),
                told: told.to_owned(),
                remote: self.remote.clone(),
            });
        }
        if let Some(tray) = &self.tray
            && (turned || told != self.told)
        {
            tray.show(listening, told);
        }
        told.clone_into(&mut self.told);
        if !turned {
            return;
        }
        self.listening = listening;
        if let Some(media) = &self.media {
            media.quiet(listening);
        }
        if self.sounds {
            self.chime = Chime::play(listening);
        }
    }
}

/// Loudness as it is felt: on a scale of decibels, from 0 to 1.
fn shown_level(rms: f32) -> f32 {
    let db = 20.0 * rms.max(1e-6).log10();
    ((db - (FULL_DB - RANGE_DB)) / RANGE_DB).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_level_is_shown_as_it_is_felt() {
        let level = super::shown_level;
        assert_eq!((level(0.0), level(1.0)), (0.0, 1.0));
        let speech = level(0.03);
        assert!((0.5..0.7).contains(&speech), "{speech}");
    }
}
