//! `parlance bench polish`: how good the polish is, on text that nothing was trained or tuned on.
//!
//! Punctuation against the plain baseline (full stop at each end, capital at each start) in the same run,
//! disfluency pairs, and above all the words taken from fluent prose. Measures; changes nothing.

mod measure;
mod speed;
mod text;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::CliResult;
use crate::transcript::polish::{Context, PolishSettings, Polisher};
use measure::{Losses, Removal, Tally, removals};
use text::{Utterance, plain_words, utterances};

/// Kinds of held-out text, by file name.
const KINDS: [&str; 4] = ["docs", "dialogue", "prose", "sentences"];

/// Measure the polish on held-out text.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder with `held_out/*.txt` and `disfluency.tsv`.
    #[arg(long, value_name = "DIR", default_value = "fixtures/polish")]
    pub fixtures: PathBuf,
    /// Folder with another punctuation model (punctuation.bin) than the built-in one.
    #[arg(long, value_name = "DIR")]
    pub models: Option<PathBuf>,
}

/// Runs the measurement.
pub fn run(args: &Args) -> ExitCode {
    match report(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => super::failed_as("parlance bench polish", problem),
    }
}

fn report(args: &Args) -> CliResult {
    let read = |name: &Path| {
        let path = args.fixtures.join(name);
        std::fs::read_to_string(&path)
            .map_err(|error| format!("{}: {error}; give the folder with --fixtures", path.display()))
    };
    let texts: Vec<(&str, String)> = KINDS
        .iter()
        .map(|kind| read(&Path::new("held_out").join(format!("{kind}.txt"))).map(|text| (*kind, text)))
        .collect::<Result<_, _>>()?;
    let load = |settings: &PolishSettings| Polisher::load(args.models.as_deref(), settings);
    punctuation(&load(&only_punctuation())?, &texts);
    let remover = load(&only_disfluencies())?;
    fluent(&remover, &texts);
    disfluent(&remover, &read(Path::new("disfluency.tsv"))?);
    speed::report(&load(&PolishSettings::default())?, &texts);
    Ok(())
}

/// Only marks and capitals, so that words stay one to one.
fn only_punctuation() -> PolishSettings {
    PolishSettings {
        punctuation: true,
        capitals: true,
        ..PolishSettings::verbatim()
    }
}

/// Removals, with the punctuation that helps to see them; numbers stay words.
fn only_disfluencies() -> PolishSettings {
    PolishSettings {
        disfluencies: true,
        ..only_punctuation()
    }
}

/// F1 per mark and of capitals, ours and the baseline's, with and without pauses.
fn punctuation(polisher: &Polisher, texts: &[(&str, String)]) {
    println!("Punctuation, F1 in % (ours / full stop at each end, capital at each start)");
    println!(
        "{:<26}{:>13}{:>13}{:>13}{:>13}{:>13}{:>13}",
        "", ",", ".", "?", "!", ":", "capitals"
    );
    for (kind, text) in texts {
        let mut wanted = [0; 6];
        for paused in [true, false] {
            let (mut ours, mut plain) = (Tally::default(), Tally::default());
            for utterance in utterances(text, paused) {
                let polished = polisher.polish(&utterance.words, &Context::default());
                ours.compare(&utterance, &polished.text);
                plain.compare(&utterance, &baseline(&utterance));
            }
            let name = format!(
                "{kind}, {}",
                if paused { "simulated pauses" } else { "no pauses" }
            );
            print!("{name:<26}");
            for (ours, plain) in ours.f1().iter().zip(plain.f1()) {
                print!("{:>13}", format!("{ours} / {plain}"));
            }
            println!();
            wanted = ours.wanted();
        }
        print!("{:<26}", "  to find");
        wanted.iter().for_each(|n| print!("{n:>13}"));
        println!();
    }
}

/// A full stop at the end, a capital at the start.
fn baseline(utterance: &Utterance) -> String {
    let text: Vec<&str> = utterance.words.iter().map(|word| word.text.as_str()).collect();
    let mut text = text.join(" ");
    if let Some(first) = text.chars().next() {
        text.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
    }
    text + "."
}

/// Words taken from fluent text, one by one: every one is wrong, and a negation, a number or a name among them changes
/// what was said.
fn fluent(polisher: &Polisher, texts: &[(&str, String)]) {
    println!("\nWords removed from fluent text, per 1,000 (each is a mistake)");
    let mut all = Losses::default();
    let mut shown = Vec::new();
    for (kind, text) in texts {
        for paused in [true, false] {
            let pauses = if paused { "simulated pauses" } else { "no pauses" };
            let mut losses = Losses::default();
            for utterance in utterances(text, paused) {
                let polished = polisher.polish(&utterance.words, &Context::default());
                losses.count(&utterance, &polished);
                shown.extend(
                    removals(&utterance, &polished).map(|removal| format!("{kind}, {pauses}: {removal}")),
                );
            }
            println!("{kind:<10} {pauses:<18} {}", losses.line());
            all.add(&losses);
        }
    }
    println!("{:<10} {:<18} {}", "all", "", all.line());
    shown.iter().for_each(|removal| println!("    {removal}"));
}

/// Held-out pairs of disfluent and fluent wording.
fn disfluent(polisher: &Polisher, table: &str) {
    println!("\nDisfluent pairs, held out by hash: words removed rightly and wrongly");
    for commas in [false, true] {
        let mut kinds: Vec<(&str, Removal)> = Vec::new();
        for line in table.lines() {
            let mut cells = line.split('\t');
            let (Some(disfluent), Some(wanted), Some(origin)) = (cells.next(), cells.next(), cells.next())
            else {
                continue;
            };
            let utterance = text::heard(disfluent, commas);
            let polished = polisher.polish(&utterance, &Context::default());
            let heard: Vec<String> = utterance.into_iter().map(|word| word.text).collect();
            let index = kinds
                .iter()
                .position(|(kind, _)| *kind == origin)
                .unwrap_or_else(|| {
                    kinds.push((origin, Removal::default()));
                    kinds.len() - 1
                });
            kinds[index]
                .1
                .compare(&heard, &plain_words(&polished.text), &plain_words(wanted));
        }
        for (kind, removal) in kinds {
            let pauses = if commas { "commas as pauses" } else { "words alone" };
            println!("{kind:<14} {pauses:<18} {}", removal.line());
        }
    }
}
