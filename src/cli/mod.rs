//! One file per subcommand: flags in, exit code out. The only place that prints, by way of `out`.

// First: its macros go before std's in all the others.
#[macro_use]
mod out;

#[cfg(feature = "desktop")]
mod bench;
#[cfg(feature = "desktop")]
mod bench_commands;
#[cfg(feature = "desktop")]
mod bench_noise;
pub mod bench_polish;
#[cfg(feature = "desktop")]
mod bench_model;
#[cfg(feature = "desktop")]
mod bench_speakers;
#[cfg(feature = "desktop")]
mod bench_stream;
#[cfg(feature = "desktop")]
mod bench_wer;
#[cfg(feature = "desktop")]
mod clipboard;
#[cfg(feature = "desktop")]
mod devices;
#[cfg(feature = "desktop")]
mod dictate;
#[cfg(feature = "desktop")]
mod dictation;
#[cfg(feature = "desktop")]
mod file_recogniser;
mod edit;
mod erase;
#[cfg(feature = "desktop")]
mod listen;
#[cfg(feature = "desktop")]
mod live;
#[cfg(feature = "desktop")]
mod loading;
mod logging;
#[cfg(feature = "desktop")]
mod model;
#[cfg(feature = "desktop")]
mod models;
pub mod polish;
#[cfg(feature = "desktop")]
mod reader;
mod shell;
#[cfg(feature = "desktop")]
mod serve;
#[cfg(feature = "desktop")]
mod speakers;
#[cfg(feature = "desktop")]
mod control;
#[cfg(feature = "desktop")]
mod stop;
#[cfg(feature = "desktop")]
mod transcribe;

use std::error::Error;
use std::io::{BufRead, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::settings::Settings;

/// What comes of a command or a part of it, or what the user is told went wrong.
type CliResult<T = ()> = Result<T, Box<dyn Error>>;

/// Offline voice dictation and editing: you speak, text appears; you say what to change, it changes.
///
/// Nothing leaves this machine: no account, no network, no telemetry.
#[derive(Parser)]
#[command(version, after_help = EXAMPLES, propagate_version = true, subcommand_precedence_over_arg = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,

    /// Document or recording to open in the editor; a document that is not there yet is begun
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,

    /// How much to log on standard error: error, warn, info, debug, trace (or a tracing filter)
    #[arg(long, global = true, value_name = "LEVEL", default_value = "warn")]
    log: String,
}

/// In whose name most is told.
const NAME: &str = "parlance";

const EXAMPLES: &str = "\
Examples:
  parlance                                  open the editor
  parlance letter.md                        the same with this document, or with a recording
  parlance transcribe interview.mp3         print what is said in a recording
  parlance transcribe --srt talk.mp4 > talk.srt  subtitles; of several recordings, a file beside each
  parlance dictate --out letter.md          speak; \"replace Tuesday with Friday\", \"undo that\", …
  parlance dictate --input memo.m4a         the same with a recording in the microphone's place
  arecord -f cd | parlance dictate --input -
  parlance devices                          microphones, by the names that --device takes

Exit codes: 0 all done, 1 something failed (each failure is named on standard error), 2 wrong usage.";

#[derive(Subcommand)]
enum Command {
    #[cfg(feature = "desktop")]
    /// Turn recordings into text, JSON or subtitles
    Transcribe(transcribe::Args),
    #[cfg(feature = "desktop")]
    Serve(Box<serve::Args>),
    /// Edit a text by utterances, written out or recorded: no window
    Edit(edit::Args),
    #[cfg(feature = "desktop")]
    /// Dictate into a document: spoken commands act, the document comes out at the end
    Dictate(dictate::Args),
    #[cfg(feature = "desktop")]
    /// Dictate into whatever program is in front: runs in the background, the commands below tell it what to do
    Listen(listen::Args),
    #[cfg(feature = "desktop")]
    #[command(flatten)]
    Control(control::Command),
    /// Polish utterances from standard input, one a line
    Polish(polish::Args),
    #[cfg(feature = "desktop")]
    /// Models on this machine: list, fetch, verify, remove, look at, run once, quantise
    Models(models::Args),
    #[cfg(feature = "desktop")]
    /// People whose voices are known by name
    #[command(subcommand)]
    Speakers(speakers::Args),
    Erase(erase::Args),
    #[cfg(feature = "desktop")]
    /// List the microphones
    Devices(devices::Args),
    /// Measure
    #[command(subcommand)]
    Bench(Bench),
    /// Print completions for a shell
    Completions(shell::CompletionsArgs),
    /// Write the manual pages
    #[command(hide = true)]
    Man(shell::ManArgs),
    #[cfg(feature = "desktop")]
    /// Keeps what was copied on the clipboard after the window has closed
    #[command(hide = true)]
    HoldClipboard {
        /// It comes in the formats of X11
        #[arg(long)]
        formats: bool,
    },
}

impl Command {
    /// Whether people dictate, edit or transcribe with it: what is older than they want goes first. (The window does that
    /// by itself.)
    fn is_front(&self) -> bool {
        match self {
            Command::Edit(_) => true,
            #[cfg(feature = "desktop")]
            Command::Dictate(_) | Command::Transcribe(_) | Command::Serve(_) | Command::Listen(_) => true,
            _ => false,
        }
    }
}

#[derive(Subcommand)]
enum Bench {
    #[cfg(feature = "desktop")]
    /// Spoken commands carried out rightly, and dictation wrongly taken for commands
    Commands(bench_commands::Args),
    #[cfg(feature = "desktop")]
    /// Delay from sound to text through the whole pipeline, paced in real time
    Stream(bench_stream::Args),
    /// The polish: punctuation against the plain baseline, repairs, words wrongly removed
    Polish(bench_polish::Args),
    #[cfg(feature = "desktop")]
    /// What Gemma 4 12B would cost on this machine, from random weights of its true shape
    Model(bench_model::Args),
    #[cfg(feature = "desktop")]
    /// Words that the built-in recogniser gets wrong, over a manifest of transcribed recordings
    Wer(bench_wer::Args),
    #[cfg(feature = "desktop")]
    /// Speakers told apart: error rate, counts, delay of labels, speed
    Speakers(bench_speakers::Args),
    #[cfg(feature = "desktop")]
    /// Words invented where nobody speaks, and short speech taken for noise
    Noise(bench_noise::Args),
}

/// Runs the command line and gives the exit code.
pub fn main() -> ExitCode {
    outlive_file_limits();
    crate::memory::return_freed();
    out::finish(match Cli::try_parse() {
        Ok(cli) => run(cli),
        Err(told) => usage(&told),
    })
}

/// A file that would grow beyond the limit of the system (`ulimit -f`) is an error like a full disk, which is told where it
/// happens; without this it would be the end of the program, in the middle of a sentence.
fn outlive_file_limits() {
    #[cfg(unix)]
    if let Err(error) = signal_hook::flag::register(libc::SIGXFSZ, Default::default()) {
        tracing::warn!(%error, "a limit on file sizes would end the program");
    }
}

/// Wrong usage (2), or the help that was asked for.
fn usage(told: &clap::Error) -> ExitCode {
    let text = told.render();
    if told.use_stderr() {
        let styled = std::io::stderr().is_terminal() && !text.to_string().contains('\u{1b}');
        match styled {
            true => out::put(&text.ansi().to_string()),
            false => out::tell(format_args!("{text}")),
        }
        return ExitCode::from(2);
    }
    print!("{text}");
    ExitCode::SUCCESS
}

fn run(cli: Cli) -> ExitCode {
    logging::start(&cli.log);
    if let (Some(file), Some(_)) = (&cli.file, &cli.command) {
        failed(format!(
            "{:?} stands before the command: a file alone opens the editor",
            file.display()
        ));
        return ExitCode::from(2);
    }
    if let Some(command) = &cli.command
        && command.is_front()
    {
        let (settings, _) = Settings::load();
        crate::host::Places::usual().apply_retention(&settings);
    }
    match cli.command {
        None => editor(cli.file),
        #[cfg(feature = "desktop")]
        Some(Command::Transcribe(args)) => transcribe::run(args),
        #[cfg(feature = "desktop")]
        Some(Command::Dictate(args)) => dictate::run(&args),
        #[cfg(feature = "desktop")]
        Some(Command::Listen(args)) => done(listen::run(&args)),
        #[cfg(feature = "desktop")]
        Some(Command::Control(command)) => done(control::run(command)),
        #[cfg(feature = "desktop")]
        Some(Command::Serve(args)) => done(serve::run(*args)),
        Some(Command::Edit(args)) => done_if(edit::run(&args)),
        Some(Command::Polish(args)) => polish::run(args),
        Some(Command::Erase(args)) => done_if(erase::run(&args)),
        Some(Command::Completions(args)) => done(shell::completions(&args, &Cli::command())),
        Some(Command::Man(args)) => done(shell::man(&args, Cli::command())),
        #[cfg(feature = "desktop")]
        Some(Command::Models(args)) => done(models::run(args)),
        #[cfg(feature = "desktop")]
        Some(Command::Speakers(args)) => printed(NAME, speakers::run(args)),
        #[cfg(feature = "desktop")]
        Some(Command::Devices(args)) => done(devices::run(&args)),
        #[cfg(feature = "desktop")]
        Some(Command::HoldClipboard { formats }) => done(hold_clipboard(formats)),
        #[cfg(feature = "desktop")]
        Some(Command::Bench(Bench::Commands(args))) => {
            printed("parlance bench commands", bench_commands::run(&args))
        }
        #[cfg(feature = "desktop")]
        Some(Command::Bench(Bench::Stream(args))) => done(bench_stream::run(&args)),
        Some(Command::Bench(Bench::Polish(args))) => bench_polish::run(&args),
        #[cfg(feature = "desktop")]
        Some(Command::Bench(Bench::Model(args))) => done(bench_model::run(&args)),
        #[cfg(feature = "desktop")]
        Some(Command::Bench(Bench::Wer(args))) => printed("parlance bench wer", bench_wer::run(&args)),
        #[cfg(feature = "desktop")]
        Some(Command::Bench(Bench::Speakers(args))) => printed(NAME, bench_speakers::run(&args)),
        #[cfg(feature = "desktop")]
        Some(Command::Bench(Bench::Noise(args))) => printed(NAME, bench_noise::run(&args)),
    }
}

/// This build has no window.
#[cfg(not(feature = "desktop"))]
fn editor(_file: Option<PathBuf>) -> ExitCode {
    failed("built without the window (the feature `desktop`); `parlance --help` tells the commands there are")
}

#[cfg(feature = "desktop")]
fn editor(file: Option<PathBuf>) -> ExitCode {
    if let Some(name) = file.as_ref().filter(|file| is_no_file(file)) {
        // As clap answers a misspelt subcommand, which this is more likely to be than a document's name.
        let name = name.display();
        failed(format!(
            "there is neither a command nor a file {name:?}; `parlance --help` tells the commands"
        ));
        return ExitCode::from(2);
    }
    done(crate::app::editor(file).map_err(Into::into))
}

/// A bare word that names nothing: a document to be begun has an ending or a folder.
#[cfg(feature = "desktop")]
fn is_no_file(name: &std::path::Path) -> bool {
    name.extension().is_none() && name.components().count() == 1 && !name.exists()
}

#[cfg(feature = "desktop")]
fn hold_clipboard(formats: bool) -> CliResult {
    let (input, ready) = (std::io::stdin(), std::io::stdout());
    #[cfg(target_os = "linux")]
    if formats {
        return Ok(crate::system::x11::hold(input, ready)?);
    }
    let _ = formats;
    #[cfg(target_os = "linux")]
    if std::env::var_os("WAYLAND_DISPLAY").is_none() {
        let watch = || {
            if crate::system::x11::until_server_ends() {
                std::process::exit(0);
            }
        };
        std::thread::Builder::new().name("x11".to_owned()).spawn(watch)?;
    }
    Ok(crate::store::clipboard::hold(input, ready)?)
}

/// The settings; what is wrong with them is told.
fn settings() -> Settings {
    let (settings, trouble) = Settings::load();
    if let Some(trouble) = trouble {
        eprintln!("parlance: {trouble}");
    }
    settings
}

/// Whether the user agrees to what is asked, to `erase` or `remove` something; asked at a terminal, since elsewhere nobody
/// can answer.
fn agreed(to: &str, question: impl FnOnce() -> String) -> bool {
    if !std::io::stdin().is_terminal() {
        eprintln!("parlance: say --yes to {to} without being asked");
        return false;
    }
    eprintln!("parlance: {} Type \"yes\" to do it:", question());
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).is_ok() && answer.trim().eq_ignore_ascii_case("yes")
}

/// The exit code of a command, whose failure is told.
fn done(outcome: CliResult) -> ExitCode {
    done_if(outcome.map(|()| true))
}

/// The same; a failure that was told where it happened is `Ok(false)`.
fn done_if(outcome: CliResult<bool>) -> ExitCode {
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => failed(problem),
    }
}

#[cfg(feature = "desktop")]
/// Prints what a command found; a failure is told in the name of `who`.
fn printed(who: &str, outcome: CliResult<String>) -> ExitCode {
    match outcome {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(problem) => failed_as(who, problem),
    }
}

/// A failure on standard error; wrong usage has been told by clap before.
fn failed(what: impl std::fmt::Display) -> ExitCode {
    failed_as(NAME, what)
}

/// The same in the name of a command.
fn failed_as(who: &str, what: impl std::fmt::Display) -> ExitCode {
    let what = what.to_string();
    // Told where it happened.
    if !(out::is_broken() && what.starts_with("standard output: ")) {
        eprintln!("{who}: {what}");
    }
    ExitCode::FAILURE
}
