//! `parlance speakers`: people whose voices are known by name.

use std::path::PathBuf;

use indicatif::ProgressBar;

use super::CliResult;
use crate::app::enrol;
use crate::engine::Source;
use crate::engine::recording::{Recording, VoiceError};
use crate::store::settings::Settings;
use crate::store::{models, voices};

/// Enrol, list and forget voices.
///
/// With `only_listen_to = "NAME"` in the settings, commands of that person alone are obeyed: what others say is written,
/// and a command of theirs, or of a voice that is not known yet, is told and not done.
#[derive(clap::Subcommand)]
pub enum Args {
    /// Learn a voice from a recording in which that person speaks alone, ten seconds or more
    Add {
        /// The person's name
        name: String,
        /// The recording
        #[arg(required_unless_present = "record")]
        file: Option<PathBuf>,
        /// Record it now, with the microphone; the sound is not kept
        #[arg(long, conflicts_with = "file")]
        record: bool,
        /// Seconds to record
        #[arg(long, value_name = "N", default_value_t = 20, requires = "record", value_parser = clap::value_parser!(u32).range(8..=120))]
        seconds: u32,
        /// Microphone, by its name or a part of it (see `parlance devices`) [default: the settings', the system's]
        #[arg(long, value_name = "NAME", requires = "record")]
        device: Option<String>,
    },
    /// List the names
    List,
    /// Erase a voice, or all
    Forget {
        /// The person's name
        #[arg(required_unless_present = "all")]
        name: Option<String>,
        /// Erase all voices
        #[arg(long, conflicts_with = "name")]
        all: bool,
    },
}

/// Records somebody who reads a text aloud.
fn from_microphone(name: &str, seconds: u32, device: Option<String>) -> Result<Recording, String> {
    const TEXT: &str = "The sun had not yet risen when the first boats left the harbour. A light wind came from the \
                        west, and nobody spoke. Somewhere a dog was barking, once, twice, and then it was quiet again.";
    let (settings, _) = Settings::load();
    let source = Source::Microphone(device.or(settings.device));
    let bar = ProgressBar::new(u64::from(seconds));
    eprintln!(
        "starting the microphone; {name} alone should speak for {seconds} seconds, for example:\n\n{TEXT}\n"
    );
    let recorded = enrol::record(
        &source,
        seconds,
        || eprintln!("recording: speak now"),
        |now| {
            bar.set_position(now as u64);
            true
        },
    );
    bar.finish_and_clear();
    recorded
}

/// Runs the command; what is to be told of it.
pub fn run(args: Args) -> CliResult<String> {
    let file = voices::voices_file().ok_or(voices::VoicesError::NoFolder)?;
    match args {
        Args::Add {
            name,
            file: recording,
            seconds,
            device,
            ..
        } => {
            let folder = models::builtin_dir().ok_or("the built-in model is not installed")?;
            if !voices::is_name(&name) {
                return Err(voices::VoicesError::Name(name).into());
            }
            let in_file = |error: &dyn std::fmt::Display| match &recording {
                Some(path) => format!("{}: {error}", path.display()),
                None => format!("{error}; record it again"),
            };
            let sound = match &recording {
                Some(path) => Recording::open(path).map_err(|error| in_file(&error))?,
                None => from_microphone(&name, seconds, device)?,
            };
            let print = sound
                .voice(&folder, &models::speakers_file(&folder))
                .map_err(|error: VoiceError| in_file(&error))?;
            let voice = crate::diarize::Voice { name, print };
            let told = format!(
                "{} is known by voice now; `parlance speakers forget` erases it",
                voice.name
            );
            voices::add(&file, voice)?;
            Ok(told)
        }
        Args::List => {
            let known = voices::load(&file)?;
            let names: Vec<String> = known.into_iter().map(|voice| voice.name).collect();
            Ok(if names.is_empty() {
                "nobody is enrolled".to_owned()
            } else {
                names.join("\n")
            })
        }
        Args::Forget { all: true, .. } => {
            voices::forget_all(&file)?;
            Ok("all voices are erased".to_owned())
        }
        Args::Forget { name, .. } => {
            let name = name.unwrap_or_default();
            match voices::forget(&file, &name)? {
                true => Ok(format!("the voice of {name} is erased")),
                false => Err(format!(
                    "nobody is enrolled as {name:?}; `parlance speakers list` tells the names"
                )
                .into()),
            }
        }
    }
}
