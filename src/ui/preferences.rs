//! What the user can set in the window.
//!
//! Knows nothing of files: `app` turns these into the store's settings and back.

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeChoice {
    /// As the desktop.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// Typeface of the document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Typeface {
    /// Literata.
    #[default]
    Serif,
    /// Inter.
    Sans,
}

/// What the talk key does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TalkMode {
    /// A tap starts or stops, holding it is push-to-talk.
    #[default]
    Hybrid,
    /// Listens only while held.
    Hold,
    /// Each press starts or stops.
    Toggle,
}

/// How long the history is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryDays {
    /// Nothing is kept.
    Off,
    /// So many days.
    Days(u32),
    /// Until deleted.
    Forever,
}

/// Everything that can be set.
#[derive(Clone, Debug, PartialEq)]
pub struct Preferences {
    /// Light or dark.
    pub theme: ThemeChoice,
    /// Size of the document's text, in points, 12 to 32.
    pub font_size: f32,
    /// Typeface of the document.
    pub typeface: Typeface,
    /// What the talk key does.
    pub talk: TalkMode,
    /// The microphone is open while the window is in front.
    pub keep_ready: bool,
    /// Words as they were said: no fillers dropped, nothing corrected.
    pub verbatim: bool,
    /// Names that the user corrects become own words.
    pub learn: bool,
    /// Rewrites are applied without a preview.
    pub always_apply: bool,
    /// Speakers are told apart and shown.
    pub speakers: bool,
    /// Documents that have a file are saved by themselves.
    pub autosave: bool,
    /// Sound and words go to disk while a session runs, so that a crash loses nothing.
    pub safety_copy: bool,
    /// How long the history is kept.
    pub history: HistoryDays,
    /// Own words.
    pub vocabulary: Vec<String>,
    /// The first-start card was seen.
    pub welcomed: bool,
}

/// Smallest and largest size of the document's text, in points.
pub const FONT_SIZES: std::ops::RangeInclusive<f32> = 12.0..=32.0;

impl Default for Preferences {
    fn default() -> Self {
        Preferences {
            theme: ThemeChoice::default(),
            font_size: 18.0,
            typeface: Typeface::default(),
            talk: TalkMode::default(),
            keep_ready: false,
            verbatim: false,
            learn: false,
            always_apply: false,
            speakers: false,
            autosave: true,
            safety_copy: true,
            history: HistoryDays::Days(30),
            vocabulary: Vec::new(),
            welcomed: false,
        }
    }
}
