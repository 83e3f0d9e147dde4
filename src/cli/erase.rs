//! `parlance erase`: everything that was said and is still on this machine goes.

use std::io::{BufRead, IsTerminal};
use std::process::ExitCode;

use crate::host::{Places, erase};

/// Erase all that was said here: sessions that were cut off, the history with its sound, voices known by name
///
/// Documents that were saved are yours and stay; so do the settings with your own words.
#[derive(clap::Args)]
pub struct Args {
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    let places = Places::usual();
    if !args.yes && !agreed(&places) {
        return super::failed("nothing was erased");
    }
    let erased = erase::all(&places);
    println!("{} sessions, recordings and voices erased", erased.gone);
    for left in &erased.left {
        super::failed(left);
    }
    match erased.left.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// Asks at a terminal; elsewhere nobody can answer.
fn agreed(places: &Places) -> bool {
    if !std::io::stdin().is_terminal() {
        eprintln!("parlance: say --yes to erase without being asked");
        return false;
    }
    let [cut_off, past, aside] = erase::count(places);
    eprintln!(
        "parlance: {cut_off} sessions that run or were cut off, {past} past ones and {aside} that could not be read will be \
         erased with their sound, and all voices known by name. There is no way back. Type \"yes\" to do it:"
    );
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).is_ok() && answer.trim().eq_ignore_ascii_case("yes")
}
