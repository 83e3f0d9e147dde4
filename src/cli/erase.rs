//! `parlance erase`: everything that was said and is still on this machine goes.

use super::CliResult;
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

/// Runs the command; whether nothing is left.
pub fn run(args: &Args) -> CliResult<bool> {
    let places = Places::usual();
    if !args.yes && !super::agreed("erase", || question(&places)) {
        return Err("nothing was erased".into());
    }
    let erased = erase::all(&places);
    println!("{} sessions, recordings and voices erased", erased.gone);
    for left in &erased.left {
        super::failed(left);
    }
    Ok(erased.left.is_empty())
}

fn question(places: &Places) -> String {
    let [cut_off, past, aside] = erase::count(places);
    format!(
        "{cut_off} sessions that run or were cut off, {past} past ones and {aside} that could not be read will be \
         erased with their sound, and all voices known by name. There is no way back."
    )
}
