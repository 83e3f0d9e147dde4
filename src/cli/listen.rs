//! `parlance listen`: in the background, dictating into whatever program is in front.

mod front;
mod login;

use std::path::PathBuf;
use std::process::ExitCode;

use crossbeam_channel::{Receiver, bounded};

use super::dictate::{Setup, Talk};
use crate::engine::Source;
use crate::host::Places;
use crate::store::settings::Settings;
use crate::system::x11::{Insertion, KeyName, News, X11};
use crate::system::{Everywhere, Server, TextSink, usual_path};
use front::Front;

/// Flags of `parlance listen`.
#[derive(clap::Args)]
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

/// Listens until it is told to end.
pub fn run(args: &Args) -> ExitCode {
    let done = if args.at_login || args.not_at_login {
        login::set(args.at_login)
    } else {
        listen(args)
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => super::failed(problem),
    }
}

fn listen(args: &Args) -> Result<(), String> {
    let (mut settings, trouble) = Settings::load();
    if let Some(trouble) = trouble {
        eprintln!("parlance: {trouble}");
    }
    // What is said is in other programs as soon as it is understood: no copy of it stays here.
    settings.safety_copy = false;
    let path = usual_path().map_err(|error| error.to_string())?;
    let server = Server::start(path).map_err(|error| error.to_string())?;
    let (sink, news) = desktop(args, &settings)?;
    let quit = on_signals();
    let talk = Talk::start(Setup {
        settings: &settings,
        places: &Places::usual(),
        plan: args.model.plan(&settings),
        out: None,
        verbatim: args.verbatim,
        vocabulary: None,
    })?;
    let device = args.device.clone().or_else(|| settings.device.clone());
    let source = match args.input.as_os_str() == "mic" {
        true => Source::Microphone(device),
        false => Source::File {
            path: args.input.clone(),
            realtime: true,
        },
    };
    let mode = settings.window.talk;
    eprintln!("parlance: ready; `parlance toggle` begins and ends, `parlance quit` ends this");
    Front::new(talk, source, sink, mode).run(&server, &news, &quit)
}

/// The desktop's way in, and its news of keys.
fn desktop(args: &Args, settings: &Settings) -> Result<(Box<dyn TextSink>, Receiver<News>), String> {
    let named = args.key.clone();
    let name = named.as_deref().unwrap_or(settings.window.talk_key.name());
    let key: Option<KeyName> = match name {
        "none" => None,
        // A mouse button that talks in the window is none that can be taken from all other programs.
        name if named.is_none() && name.starts_with("Mouse") => None,
        name => Some(name.parse().map_err(|problem| format!("--key: {problem}"))?),
    };
    let insertion = match args.insert {
        How::Auto => Insertion::Auto,
        How::Paste => Insertion::Paste,
        How::Type => Insertion::Type,
    };
    let (x11, news) = X11::connect(None, insertion, key.as_ref()).map_err(|error| error.to_string())?;
    Ok((Box::new(Everywhere::new(x11, insertion)), news))
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
