//! `parlance bench noise`: words invented where nobody speaks, and short speech that the guard against it drops.
//!
//! Knows nothing of how the recogniser works.

use std::path::PathBuf;
use std::process::ExitCode;

use serde::Serialize;

use super::bench_wer::clips::{self, Clip, Part};
use crate::app::recording::Recording;
use crate::speech::listener::DoubtParams;
use crate::speech::{Builtin, Utterance};

/// Of so many noises one is for tuning the guard, and of so many recordings of speech.
const TUNED_NOISE: u64 = 2;
const TUNED_SPEECH: u64 = 3;

/// Count words heard in noise, and short speech that is taken for noise.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Tab-separated tables with the columns path, transcript and source. Rows without a transcript are
    /// noise; rows with few words are short speech; all others are left out.
    #[arg(long, value_name = "FILE.tsv", required = true)]
    manifest: Vec<PathBuf>,
    /// Most words of short speech.
    #[arg(long, default_value_t = 3, value_name = "N")]
    words: usize,
    /// Folder of the model, instead of the installed one.
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// Print JSON, every utterance with what the guard judges by.
    #[arg(long)]
    json: bool,
}

/// An utterance heard with the guard off, and what the guard says of it.
#[derive(Clone, Debug, Serialize)]
struct Said {
    words: usize,
    value: f32,
    dropped: bool,
    text: String,
}

#[derive(Clone, Debug, Serialize)]
struct Heard {
    path: String,
    source: String,
    noise: bool,
    tuned: bool,
    seconds: f64,
    said: Vec<Said>,
}

/// Figures of one part.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Figures {
    noise_minutes: f64,
    /// Words a minute heard in noise, without and with the guard.
    invented_unguarded: f64,
    invented: f64,
    /// Short recordings in which something is heard without the guard, and in how many nothing is left.
    short: usize,
    short_dropped: usize,
}

#[derive(Debug, Serialize)]
struct Report {
    /// The half of the noise, and the third of the speech, that the guard was tuned on.
    tune: Figures,
    /// The rest.
    report: Figures,
    clips: Vec<Heard>,
}

/// Runs the command.
pub fn run(args: Args) -> ExitCode {
    match measure(&args) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(problem) => super::failed(problem),
    }
}

fn measure(args: &Args) -> Result<String, String> {
    let mut chosen = Vec::new();
    for manifest in &args.manifest {
        chosen.extend(clips::read(manifest)?);
    }
    chosen.retain(|clip| clip.transcript.split_whitespace().count() <= args.words);
    let folder = match &args.model {
        Some(folder) => folder.clone(),
        None => crate::store::models::builtin_dir()
            .ok_or("the built-in model is not installed; name its folder with --model")?,
    };
    let mut builtin = Builtin::load(&folder).map_err(|error| error.to_string())?;
    let guard = builtin.doubt().clone();
    builtin.set_doubt(DoubtParams {
        least: Vec::new(),
        ..guard.clone()
    });
    let mut heard = Vec::with_capacity(chosen.len());
    for clip in &chosen {
        heard.push(hear(clip, &mut builtin, &guard)?);
    }
    let of = |tuned: bool| figures(heard.iter().filter(|heard| heard.tuned == tuned));
    let report = Report {
        tune: of(true),
        report: of(false),
        clips: heard,
    };
    if args.json {
        serde_json::to_string_pretty(&report).map_err(|error| error.to_string())
    } else {
        Ok(table(&report, args.words))
    }
}

fn hear(clip: &Clip, builtin: &mut Builtin, guard: &DoubtParams) -> Result<Heard, String> {
    let in_clip = |problem: String| format!("{}: {problem}", clip.path.display());
    let recording = Recording::open(&clip.path).map_err(|error| in_clip(error.to_string()))?;
    let utterances = recording
        .hear(builtin)
        .map_err(|error| in_clip(error.to_string()))?;
    let noise = clip.transcript.is_empty();
    let one_of = if noise { TUNED_NOISE } else { TUNED_SPEECH };
    let slot_ms = builtin.slot_ms() as f32;
    Ok(Heard {
        path: clip.path.display().to_string(),
        source: clip.source.clone(),
        noise,
        tuned: Part::Tune.holds(&clip.path, one_of),
        seconds: recording.seconds(),
        said: utterances
            .iter()
            .map(|utterance| judge(utterance, guard, slot_ms))
            .collect(),
    })
}

fn judge(utterance: &Utterance, guard: &DoubtParams, slot_ms: f32) -> Said {
    let words = || {
        let slots = |from: u64, to: u64| (to - from) as f32 / slot_ms;
        let all = utterance.words().iter();
        all.map(move |word| (slots(word.start_ms, word.end_ms), word.confidence))
    };
    let score = utterance.hypotheses.first().map_or(0.0, |best| best.score);
    let (value, n) = guard.value(words(), score);
    Said {
        words: n,
        value,
        dropped: guard.drops(words(), score),
        text: utterance.text(),
    }
}

fn figures<'a>(all: impl Iterator<Item = &'a Heard>) -> Figures {
    let mut figures = Figures::default();
    for heard in all {
        let left = || heard.said.iter().filter(|said| !said.dropped);
        if heard.noise {
            figures.noise_minutes += heard.seconds / 60.0;
            figures.invented_unguarded += heard.said.iter().map(|said| said.words).sum::<usize>() as f64;
            figures.invented += left().map(|said| said.words).sum::<usize>() as f64;
        } else if !heard.said.is_empty() {
            figures.short += 1;
            figures.short_dropped += usize::from(left().next().is_none());
        }
    }
    let minutes = figures.noise_minutes.max(1e-9);
    figures.invented_unguarded /= minutes;
    figures.invented /= minutes;
    figures
}

fn table(report: &Report, words: usize) -> String {
    let row = |name: &str, f: &Figures| {
        let share = 100.0 * f.short_dropped as f64 / f.short.max(1) as f64;
        format!(
            "{name:<28}{:>7.1} min{:>10.2} /min{:>10.2} /min{:>8} of {} ({share:.1} %)",
            f.noise_minutes, f.invented_unguarded, f.invented, f.short_dropped, f.short
        )
    };
    format!(
        "{:<28}{:>11}{:>15}{:>15}   short speech (up to {words} words) dropped\n{}\n{}",
        "",
        "noise",
        "unguarded",
        "guarded",
        row("the guard was tuned on these", &report.tune),
        row("the rest", &report.report)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(noise: bool, seconds: f64, said: &[(usize, bool)]) -> Heard {
        Heard {
            path: String::new(),
            source: String::new(),
            noise,
            tuned: false,
            seconds,
            said: said
                .iter()
                .map(|&(words, dropped)| Said {
                    words,
                    value: 0.0,
                    dropped,
                    text: String::new(),
                })
                .collect(),
        }
    }

    #[test]
    fn words_a_minute_and_recordings_silenced() {
        let all = [
            heard(true, 90.0, &[(1, true), (2, false)]),
            heard(true, 30.0, &[]),
            heard(false, 2.0, &[(1, true)]),
            heard(false, 2.0, &[(1, true), (2, false)]),
            heard(false, 2.0, &[]),
        ];
        let figures = figures(all.iter());
        assert_eq!(
            (
                figures.noise_minutes,
                figures.invented_unguarded,
                figures.invented
            ),
            (2.0, 1.5, 1.0)
        );
        assert_eq!((figures.short, figures.short_dropped), (2, 1));
    }
}
