//! What is seen and heard of listening while another program is in front: the overlay, the icon in the bar, sounds, and
//! music that is paused.

use crossbeam_channel::{Receiver, bounded};

use crate::app::chime::Chime;
use crate::settings::Listen;
use crate::system::Request;

/// Clicks that may wait.
const CLICKS: usize = 8;

/// What is going on.
#[cfg_attr(
    not(target_os = "linux"),
    allow(dead_code, reason = "elsewhere nothing shows words yet")
)]
struct Now<'a> {
    listening: bool,
    /// It is otherwise than it was.
    turned: bool,
    /// Loudness of the last frame, linear in `[0, 1]`.
    rms: f32,
    /// The words that are being said.
    live: &'a str,
    /// What became of the last ones, and whether that is news.
    told: &'a str,
    is_news: bool,
}

/// One way to see or hear it.
trait Indicator {
    /// Whether it shows the level, and so wants to be told of it all the time.
    fn shows_level(&self) -> bool {
        false
    }

    /// Shows what is going on.
    fn show(&mut self, now: &Now<'_>);
}

/// The indicators that are wanted and possible.
pub struct Indicators {
    all: Vec<Box<dyn Indicator>>,
    /// Requests by clicks at the icon.
    pub clicks: Receiver<Request>,
    listening: bool,
    told: String,
}

impl Indicators {
    /// Opens what the settings want; `remote` is the other machine that texts may go to. What the desktop lacks is missed by
    /// nobody.
    pub fn open(wanted: &Listen, remote: Option<&str>) -> Self {
        let (send, clicks) = bounded(CLICKS);
        let mut all: Vec<Box<dyn Indicator>> = Vec::new();
        #[cfg(target_os = "linux")]
        linux::open(&mut all, wanted, remote, send);
        // Other systems have no icon and no panel yet.
        #[cfg(not(target_os = "linux"))]
        let _ = (remote, send);
        if wanted.sounds {
            all.push(Box::new(Sounds(None)));
        }
        Indicators {
            all,
            clicks,
            listening: false,
            told: String::new(),
        }
    }

    /// Whether somebody looks at the level.
    pub fn show_level(&self) -> bool {
        self.all.iter().any(|indicator| indicator.shows_level())
    }

    /// Shows what is going on. `rms` is the loudness of the last frame, linear in `[0, 1]`.
    pub fn show(&mut self, listening: bool, rms: f32, live: &str, told: &str) {
        let now = Now {
            listening,
            turned: listening != self.listening,
            rms,
            live,
            told,
            is_news: told != self.told,
        };
        for indicator in &mut self.all {
            indicator.show(&now);
        }
        self.listening = listening;
        told.clone_into(&mut self.told);
    }
}

/// A sound when listening begins and ends; it sounds as long as it is kept.
struct Sounds(Option<Chime>);

impl Indicator for Sounds {
    fn show(&mut self, now: &Now<'_>) {
        if now.turned {
            self.0 = Chime::play(now.listening);
        }
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use crossbeam_channel::Sender;

    use super::{Indicator, Now};
    use crate::settings::Listen;
    use crate::system::Request;
    use crate::system::media::Media;
    use crate::system::tray::Tray;
    use crate::system::x11::{Overlay, Panel};

    /// Loudness that fills the bar, in decibels below full scale, and the range below it that is shown.
    const FULL_DB: f32 = -12.0;
    const RANGE_DB: f32 = 45.0;

    /// Opens what this desktop has.
    pub(super) fn open(
        all: &mut Vec<Box<dyn Indicator>>,
        wanted: &Listen,
        remote: Option<&str>,
        send: Sender<Request>,
    ) {
        if let Some(overlay) = wanted.overlay.then(|| Overlay::open(None)).flatten() {
            let remote = remote.map(str::to_owned);
            all.push(Box::new(InPanel { overlay, remote }));
        }
        if let Some(tray) = wanted.tray.then(|| Tray::open(send)).flatten() {
            all.push(Box::new(tray));
        }
        if let Some(media) = wanted.pause_media.then(Media::open).flatten() {
            all.push(Box::new(media));
        }
    }

    /// The overlay, and the other machine that it names.
    struct InPanel {
        overlay: Overlay,
        remote: Option<String>,
    }

    impl Indicator for InPanel {
        fn shows_level(&self) -> bool {
            true
        }

        fn show(&mut self, now: &Now<'_>) {
            if now.listening || now.turned || now.is_news {
                self.overlay.show(Panel {
                    listening: now.listening,
                    level: if now.listening { shown_level(now.rms) } else { 0.0 },
                    live: now.live.to_owned(),
                    told: now.told.to_owned(),
                    remote: self.remote.clone(),
                });
            }
        }
    }

    impl Indicator for Tray {
        fn show(&mut self, now: &Now<'_>) {
            if now.turned || now.is_news {
                Tray::show(self, now.listening, now.told);
            }
        }
    }

    impl Indicator for Media {
        fn show(&mut self, now: &Now<'_>) {
            if now.turned {
                self.quiet(now.listening);
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
}
