//! `parlance speakers`: people whose voices are known by name.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::app::recording::{Recording, VoiceError};
use crate::store::{models, voices};

/// Enrol, list and forget voices.
#[derive(clap::Subcommand)]
pub enum Args {
    /// Learn a voice from a recording in which that person speaks alone, ten seconds or more
    Add {
        /// The person's name
        name: String,
        /// The recording
        file: PathBuf,
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

/// Runs the command.
pub fn run(args: Args) -> ExitCode {
    match obey(args) {
        Ok(message) => {
            println!("{message}");
            ExitCode::SUCCESS
        }
        Err(problem) => super::failed(problem),
    }
}

fn obey(args: Args) -> Result<String, String> {
    let file = voices::voices_file().ok_or_else(|| voices::VoicesError::NoFolder.to_string())?;
    match args {
        Args::Add {
            name,
            file: recording,
        } => {
            let folder = models::builtin_dir().ok_or("the built-in model is not installed")?;
            let in_file = |error: &dyn std::fmt::Display| format!("{}: {error}", recording.display());
            let sound = Recording::open(&recording).map_err(|error| in_file(&error))?;
            let print = sound
                .voice(&folder, &models::speakers_file(&folder))
                .map_err(|error: VoiceError| in_file(&error))?;
            let voice = crate::diarize::Voice { name, print };
            let told = format!(
                "{} is known by voice now; `parlance speakers forget` erases it",
                voice.name
            );
            voices::add(&file, voice).map_err(|error| error.to_string())?;
            Ok(told)
        }
        Args::List => {
            let known = voices::load(&file).map_err(|error| error.to_string())?;
            let names: Vec<String> = known.into_iter().map(|voice| voice.name).collect();
            Ok(if names.is_empty() {
                "nobody is enrolled".to_owned()
            } else {
                names.join("\n")
            })
        }
        Args::Forget { all: true, .. } => {
            voices::forget_all(&file).map_err(|error| error.to_string())?;
            Ok("all voices are erased".to_owned())
        }
        Args::Forget { name, .. } => {
            let name = name.unwrap_or_default();
            match voices::forget(&file, &name).map_err(|error| error.to_string())? {
                true => Ok(format!("the voice of {name} is erased")),
                false => Err(format!(
                    "nobody is enrolled as {name:?}; `parlance speakers list` tells the names"
                )),
            }
        }
    }
}
