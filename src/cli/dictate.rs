//! `parlance dictate`: speak (or play a recording), commands act, the document comes out at the end.

use std::path::PathBuf;
use std::process::ExitCode;

use super::CliResult;
use super::dictation::{Dictation, Setup, source};
use crate::host::recovery::{self, CutOff};
use crate::host::{Places, own_words};
use crate::settings::Settings;
use crate::store::recovery::Remains;
use crate::store::{clock, files};

/// Flags of `parlance dictate`.
#[derive(clap::Args)]
pub struct Args {
    /// mic, a recording in the microphone's place, or - for a recording on standard input
    #[arg(long, default_value = "mic", value_name = "mic|FILE|-")]
    input: PathBuf,
    /// Microphone, by its name or a part of it (see `parlance devices`) [default: the settings', the system's]
    #[arg(long, value_name = "NAME")]
    device: Option<String>,
    /// Play the recording at the pace of real time
    #[arg(long)]
    realtime: bool,
    /// Write the document here too, at the end and on "save"
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The words as they were said
    #[arg(long)]
    verbatim: bool,
    /// Own words, one a line
    #[arg(long, value_name = "FILE")]
    vocabulary: Option<PathBuf>,
    /// Keep no safety copy of sound and text on disk while dictating
    #[arg(long)]
    no_safety_copy: bool,
    /// Take up a session that was cut off: its text, and the sound that was not yet transcribed
    #[arg(long, conflicts_with = "forget")]
    recover: bool,
    /// Erase what was left of sessions that were cut off
    #[arg(long)]
    forget: bool,
    #[command(flatten)]
    model: super::model::Flags,
}

/// Dictates; the document goes to standard output.
pub fn run(args: &Args) -> ExitCode {
    let mut settings = super::settings();
    settings.safety_copy &= !args.no_safety_copy;
    if let Err(wrong) = args.check_out() {
        super::failed(wrong);
        return ExitCode::from(2);
    }
    super::done_if(dictate(args, settings))
}

impl Args {
    /// Whether the document can go where it is to go: told now, and not after an hour of speaking.
    fn check_out(&self) -> Result<(), String> {
        let Some(out) = &self.out else { return Ok(()) };
        let name = out.display();
        if files::same_file(out, &self.input) {
            return Err(format!(
                "--out {name} is the recording that is dictated: it would be replaced by its text. Give another name."
            ));
        }
        if out.is_dir() {
            return Err(format!("--out {name} is a folder. Give the name of a file."));
        }
        match out.parent() {
            Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => {
                Err(format!("--out {name}: there is no folder {}", folder.display()))
            }
            _ => Ok(()),
        }
    }
}

fn dictate(args: &Args, mut settings: Settings) -> CliResult<bool> {
    let source = source(&args.input, args.device.as_ref(), &settings, args.realtime);
    let places = Places::here();
    let remains = left_over(args, &places, &settings);
    settings.verbatim |= args.verbatim;
    let mut dictation = Dictation::start(Setup {
        plan: args.model.plan(&settings),
        words: args.vocabulary.as_deref().map(own_words::read).transpose()?,
        settings,
        places,
        out: args.out.clone(),
    })?;
    let cut_off = CutOff::of(&remains);
    for remains in remains {
        dictation.recover(remains)?;
    }
    if cut_off.sessions > 0 {
        let words = dictation.session.text().split_whitespace().count();
        dictation.live.line(&format!(
            "{words} words of what was cut off are taken up; they come out at the end, with what is said now"
        ));
    }
    dictation.listen(&source)?;
    dictation.conclude()
}

/// Sessions that were cut off: taken up, erased, or offered.
fn left_over(args: &Args, places: &Places, settings: &Settings) -> Vec<Remains> {
    let found = recovery::find(places, settings);
    for told in &found.told {
        eprintln!("parlance: {told}");
    }
    if args.recover {
        if found.remains.is_empty() {
            eprintln!("parlance: nothing of a session that was cut off can be taken up");
        }
        return found.remains;
    }
    if args.forget {
        for told in recovery::erase(found.remains) {
            eprintln!("parlance: {told}");
        }
        return Vec::new();
    }
    for remains in found.remains {
        eprintln!(
            "parlance: a session{} was cut off, with {} words and {:.1} s of sound not yet transcribed. \
             --recover takes it up, --forget erases it ({}).",
            began(remains.at_s),
            remains.state.text.split_whitespace().count(),
            remains.owed_ms() as f64 / 1_000.0,
            remains.folder().display()
        );
    }
    Vec::new()
}

/// " of 2026-11-21 14:03", where that is known.
fn began(at_s: u64) -> String {
    let at = clock::wall_time(at_s);
    if at.date.is_empty() {
        String::new()
    } else {
        format!(" of {} {}", at.date, at.time)
    }
}
