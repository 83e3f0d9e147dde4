//! Where text goes: one trait, whatever the desktop.

/// A field of another program that text can go to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The system's number of the window or widget that has the keyboard.
    pub id: u64,
    /// The program's name as the system knows it, e.g. `XTerm`; empty when it tells none.
    pub program: String,
    /// The number of its process, when it tells it.
    pub pid: Option<u32>,
    /// A terminal: a line feed would run what stands there, and other keys paste.
    pub terminal: bool,
}

/// What stands at the caret of a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The text before the caret, or before what is selected.
    pub before: String,
    /// What is selected; [`TextSink::replace`] takes away from its end.
    pub selected: String,
}

/// How text is put in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Insertion {
    /// The best way that is there.
    #[default]
    Auto,
    /// By the clipboard.
    Paste,
    /// Key by key.
    Type,
}

/// How text got into a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Given to the field itself, by way of the accessibility bus.
    Accessibility,
    /// Pasted; the program was seen reading it.
    Paste,
    /// Typed, key by key.
    Typing,
    /// Keys pressed through the desktop's portal, which does not tell what came of them.
    Portal,
    /// Keys pressed by another program, which does not tell either.
    Helper,
    /// Pasted or typed through a system that does not tell either: macOS, Windows.
    System,
}

/// What became of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the program.
    Inserted(Way),
    /// It is on the clipboard: whoever wants it pastes it. Why, in words.
    Clipboard(String),
    /// Nobody got it: parlance keeps it. Why, in words.
    Kept(String),
}

impl Outcome {
    /// The outcome in words.
    pub fn in_words(&self) -> String {
        match self {
            Outcome::Inserted(Way::Accessibility) => "inserted".to_owned(),
            Outcome::Inserted(Way::Paste) => "inserted (pasted)".to_owned(),
            Outcome::Inserted(Way::Typing) => "inserted (typed)".to_owned(),
            Outcome::Inserted(Way::Portal | Way::Helper | Way::System) => {
                "inserted (this desktop does not tell whether it arrived)".to_owned()
            }
            Outcome::Clipboard(why) => format!("on the clipboard, please paste: {why}"),
            Outcome::Kept(why) => format!("kept in parlance: {why}"),
        }
    }
}

/// Why nothing can be put anywhere.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SinkError {
    /// There is no desktop that this can talk to.
    #[error("text cannot be put into other programs here: {0}")]
    Desktop(String),
    /// The desktop's connection broke.
    #[error("the connection to the desktop is gone: {0}")]
    Gone(String),
}

/// A key that talks in every program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Button {
    /// The usual one.
    Talk,
    /// The one with which words are written as they were said.
    Raw,
}

/// What happens at the keyboard and mouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// A key that talks went down.
    Down(Button),
    /// It came up.
    Up(Button),
    /// Another key or a button was pressed, and not by parlance.
    Foreign,
    /// The connection is gone.
    Gone,
}

/// Programs that run what a line feed ends, by the second part of WM_CLASS or the name that the accessibility bus has, or the
/// process.
const TERMINALS: &[&str] = &[
    "xterm",
    "uxterm",
    "urxvt",
    "rxvt",
    "gnome-terminal",
    "org.gnome.terminal",
    "org.gnome.console",
    "kgx",
    "org.gnome.ptyxis",
    "konsole",
    "kitty",
    "alacritty",
    "xfce4-terminal",
    "terminator",
    "tilix",
    "st",
    "st-256color",
    "wezterm",
    "org.wezfurlong.wezterm",
    "terminology",
    "lxterminal",
    "mate-terminal",
    "qterminal",
    "ghostty",
    "com.mitchellh.ghostty",
    "cool-retro-term",
    "eterm",
    "mlterm",
    "sakura",
    "guake",
    "tilda",
    "yakuake",
    // Of macOS and Windows.
    "terminal",
    "iterm2",
    "iterm",
    "warp",
    "windowsterminal",
    "conhost",
    "cmd",
    "powershell",
    "pwsh",
    "mintty",
];

/// Whether the program of this name is a terminal.
pub fn is_terminal(program: &str) -> bool {
    TERMINALS.contains(&program.to_lowercase().as_str())
}

/// Puts text into the program in front.
pub trait TextSink: Send {
    /// What has the keyboard now; `None` when nothing has it.
    ///
    /// # Errors
    /// When the desktop cannot be asked.
    fn target(&mut self) -> Result<Option<Target>, SinkError>;

    /// What stands at the caret of `target`, where that can be known.
    fn standing(&mut self, _target: &Target) -> Option<Standing> {
        None
    }

    /// Takes away so many characters (as people count them) before the caret of `target`, then puts `text` there. Nothing
    /// is done when something else has the keyboard meanwhile.
    fn replace(&mut self, target: &Target, back: usize, text: &str) -> Outcome;

    /// Presses the key that ends a line.
    ///
    /// # Errors
    /// In words, when `target` has lost the keyboard.
    fn press_enter(&mut self, target: &Target) -> Result<(), String>;

    /// Puts a text on the clipboard, and says why it went there.
    fn clip(&mut self, text: &str, why: String) -> Outcome;
}
