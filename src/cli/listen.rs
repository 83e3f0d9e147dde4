//! `parlance listen`: in the background, dictating into whatever program is in front.

mod desktop;
mod enter;
mod indicators;
mod login;
mod service;

use std::path::PathBuf;

use crossbeam_channel::{Receiver, bounded};

use super::CliResult;
use super::dictation::{Dictation, Setup, source};
use crate::host::Places;
use crate::settings::Settings;
use crate::system::{Button, Insertion, Server, usual_path};
use indicators::Indicators;
use service::Service;

/// What the settings say of it, behind the flags of `--help`.
const SETTINGS: &str = "\
Settings, in the table [listen] of the settings' file:
  overlay = true         a small panel shows that it listens, the words so far and what was understood
  tray = true            an icon in the desktop's bar: click to begin and end, menu to quit
  sounds = false         a sound when listening begins and ends
  pause_media = false    players of music and films (MPRIS) pause while it listens
  raw_key = \"\"           as --raw-key
  [listen.programs]      by the name of a program (the class that `xprop WM_CLASS` shows)
  Thunderbird = \"polished\"   polished, plain (no capitals and marks but those said: usual for code editors),
                             verbatim (as said: usual for terminals)

Say \"press enter\" alone, or after a pause behind a text, to send a message or run a command. Under Wayland the desktop asks
once whether keys may be pressed; without that, wtype, dotool or ydotool are used where installed, else the clipboard.";

/// Flags of `parlance listen`.
#[derive(clap::Args)]
#[command(after_long_help = SETTINGS)]
pub struct Args {
    /// mic, or a recording in the microphone's place
    #[arg(long, default_value = "mic", value_name = "mic|FILE")]
    input: PathBuf,
    /// Microphone, by its name or a part of it (see `parlance devices`) [default: the settings', the system's]
    #[arg(long, value_name = "NAME")]
    device: Option<String>,
    /// Key that talks in every program: tap it to begin and to end, or hold it; `none` for none [default: the settings',
    /// which is F9]
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// The same for a second key, with which words are written as they were said, e.g. Shift+F9 [default: the settings',
    /// which is none]
    #[arg(long, value_name = "KEY")]
    raw_key: Option<String>,
    /// How text is put in: by the clipboard (which gets its content back) where that works, or key by key
    #[arg(long, value_enum, default_value_t = How::Auto)]
    insert: How,
    /// The words as they were said
    #[arg(long)]
    verbatim: bool,
    /// Start at login from now on, and end
    #[arg(long, conflicts_with = "not_at_login")]
    at_login: bool,
    /// Do not start at login any more, and end
    #[arg(long)]
    not_at_login: bool,
    #[command(flatten)]
    model: super::model::Flags,
}

/// How text is put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum How {
    /// The best way that is there
    Auto,
    /// By the clipboard
    Paste,
    /// Key by key
    Type,
}

impl From<How> for Insertion {
    fn from(how: How) -> Self {
        match how {
            How::Auto => Insertion::Auto,
            How::Paste => Insertion::Paste,
            How::Type => Insertion::Type,
        }
    }
}

/// A key that talks: what for, its name, and what it is set by.
struct Key {
    button: Button,
    name: String,
    set_by: &'static str,
}

/// Listens until it is told to end.
pub fn run(args: &Args) -> CliResult {
    if args.at_login || args.not_at_login {
        return Ok(login::set(args.at_login)?);
    }
    let mut settings = super::settings();
    // What is said is in other programs as soon as it is understood: no copy of it stays here.
    settings.safety_copy = false;
    let server = Server::start(usual_path()?)?;
    let (sink, news) = desktop::open(args.insert.into(), &keys(args, &settings))?;
    let quit = on_signals();
    settings.verbatim |= args.verbatim;
    let dictation = Dictation::start(Setup {
        plan: args.model.plan(&settings),
        settings: settings.clone(),
        places: Places::usual(),
        out: None,
        words: None,
    })?;
    let source = source(&args.input, args.device.as_ref(), &settings, true);
    let indicators = Indicators::open(&settings.listen, settings.rewrite.remote());
    eprintln!("parlance: ready; `parlance toggle` begins and ends, `parlance quit` ends this");
    Service::new(dictation, source, sink, indicators, settings).run(&server, &news, &quit)
}

/// The keys that talk, by their names, each with what it is set by.
fn keys(args: &Args, settings: &Settings) -> Vec<Key> {
    let usual = settings.window.talk_key.name();
    let talk = match &args.key {
        Some(name) => name.as_str(),
        // A mouse button that talks in the window is none that can be taken from all other programs.
        None if usual.starts_with("Mouse") => "none",
        None => usual,
    };
    let raw = args.raw_key.as_deref().unwrap_or(&settings.listen.raw_key);
    let all = [(Button::Talk, talk, "--key"), (Button::Raw, raw, "--raw-key")];
    all.into_iter()
        .filter(|(_, name, _)| !matches!(*name, "none" | ""))
        .map(|(button, name, set_by)| Key {
            button,
            name: name.to_owned(),
            set_by,
        })
        .collect()
}

/// Ctrl-C, a request to end, the end of the desktop's session.
fn on_signals() -> Receiver<()> {
    let (tell, quit) = bounded(1);
    let handler = ctrlc::set_handler(move || {
        // One that waits is enough.
        tell.try_send(()).ok();
    });
    if let Err(error) = handler {
        eprintln!("parlance: Ctrl-C will end at once: {error}");
    }
    quit
}
