//! `parlance devices`: the microphones and what they deliver.

use super::CliResult;
use crate::app;

/// Flags of `parlance devices`.
#[derive(clap::Args)]
pub struct Args {
    /// One JSON object per microphone
    #[arg(long)]
    json: bool,
}

/// Lists the microphones.
pub fn run(args: &Args) -> CliResult {
    let microphones = app::list_if_answered()?;
    if microphones.is_empty() && !args.json {
        return Err("no microphone was found. Plug one in, or dictate from a file: --input FILE".into());
    }
    for microphone in microphones {
        if args.json {
            let about = serde_json::json!({
                "name": microphone.name,
                "id": microphone.id,
                "about": microphone.about,
                "default": microphone.is_default,
            });
            println!("{about}");
        } else {
            let mark = if microphone.is_default { "*" } else { " " };
            println!(
                "{mark} {}\n    {} ({})",
                microphone.name, microphone.about, microphone.id
            );
        }
    }
    Ok(())
}
