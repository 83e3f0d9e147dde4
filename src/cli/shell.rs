//! `parlance completions` and `parlance man`: what shells and `man` know of the commands, written from the same
//! definition as `--help`, so that neither is ever out of date.

use std::path::PathBuf;

use clap::Command;
use clap_complete::Shell;

use super::CliResult;

/// Flags of `parlance completions`.
#[derive(clap::Args)]
pub struct CompletionsArgs {
    /// The shell they are for
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Flags of `parlance man`.
#[derive(clap::Args)]
pub struct ManArgs {
    /// Folder for `parlance.1` and a page for each command
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Writes a shell's completions to standard output.
pub fn completions(args: &CompletionsArgs, command: &Command) -> CliResult {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut shown(command), "parlance", &mut text);
    Ok(super::out::write_all(&String::from_utf8_lossy(&text))?)
}

/// Writes the manual pages.
pub fn man(args: &ManArgs, command: Command) -> CliResult {
    let written =
        std::fs::create_dir_all(&args.folder).and_then(|()| clap_mangen::generate_to(command, &args.folder));
    Ok(written.map_err(|error| format!("{}: {error}", args.folder.display()))?)
}

/// The same command without those below it that are hidden: nobody is to be led to them.
fn shown(command: &Command) -> Command {
    let subcommands = command.get_subcommands().filter(|sub| !sub.is_hide_set());
    let kept = Command::new("parlance").args(command.get_arguments());
    kept.subcommands(subcommands.cloned())
        .version(env!("CARGO_PKG_VERSION"))
}
