//! `parlance bench noise`: words and commands invented where nobody speaks, and short speech that the guard against it
//! drops.
//!
//! Knows nothing of how the recogniser works.

use std::path::PathBuf;

use serde::Serialize;

use super::bench_wer::clips::{self, Clip, Part};
use super::{CliResult, bench};
use crate::engine::recording::{Recording, RecordingError};
use crate::engine::{PassPlan, Place, Purpose, SecondReader};
use crate::session::{Action, Session, SessionConfig};
use crate::settings::ReaderChoice;
use crate::speech::doubt::{DoubtParams, Signs};
use crate::speech::{Builtin, Recogniser, SpeechError, Utterance};
use crate::transcript::Event;
use crate::transcript::polish::{PolishSettings, Polisher};

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
    /// What reads again what the first pass's guard lets through: builtin, off, or a model of the Whisper family
    #[arg(long, value_name = "builtin|off|PATH", default_value = "builtin")]
    reader: ReaderChoice,
    /// Print JSON, every utterance with what the guard judges by.
    #[arg(long)]
    json: bool,
}

/// What is open in the editor while the noise goes on.
const LETTER: &str = "Dear Anna,\n\nWe will meet on Tuesday at the station. The weather should be fine. Please bring the \
                      report and the green folder.\n\nBest wishes,\nPeter";

/// An utterance heard with the guard off, and what the guard says of it.
#[derive(Clone, Debug, Serialize)]
struct Said {
    words: usize,
    signs: Signs,
    value: f32,
    dropped: bool,
    /// What the editor said it did, when it took the utterance for a command.
    command: Option<String>,
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
    /// What both passes together make of it; none without a reader.
    read: Option<Read>,
}

/// What comes out of both passes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct Read {
    /// Utterances that would be written.
    written: Vec<String>,
    /// What the editor said it did, for those that it took for commands.
    commands: Vec<String>,
}

/// Figures of one part.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Figures {
    noise_minutes: f64,
    /// Words a minute heard in noise, without and with the guard.
    invented_unguarded: f64,
    invented: f64,
    /// Commands carried out in noise, with the guard.
    commands: usize,
    /// Short recordings in which something is heard without the guard, and in how many nothing is left.
    short: usize,
    short_dropped: usize,
    /// The same of both passes: words a minute written in noise, commands carried out, short speech of which nothing is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    read: Option<BothFigures>,
}

/// Figures of both passes together.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct BothFigures {
    invented: f64,
    commands: usize,
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

/// Measures; what is to be printed.
pub fn run(args: &Args) -> CliResult<String> {
    let mut chosen = Vec::new();
    for manifest in &args.manifest {
        chosen.extend(clips::read(manifest)?);
    }
    chosen.retain(|clip| clip.transcript.split_whitespace().count() <= args.words);
    let folder = bench::model_folder(args.model.as_ref())?;
    let mut builtin = Builtin::load(&folder)?;
    let mut both = both(args, &builtin)?;
    let polisher = Polisher::load(Some(&folder), &PolishSettings::default())?;
    let guard = builtin.doubt().clone();
    builtin.set_doubt(DoubtParams {
        least: Vec::new(),
        ..guard.clone()
    });
    let mut heard = Vec::with_capacity(chosen.len());
    for clip in &chosen {
        let outcome = hear(clip, (&mut builtin, both.as_deref_mut()), &guard, &polisher);
        heard.push(outcome.map_err(|error| format!("{}: {error}", clip.path.display()))?);
    }
    let of = |tuned: bool| figures(heard.iter().filter(|heard| heard.tuned == tuned));
    let report = Report {
        tune: of(true),
        report: of(false),
        clips: heard,
    };
    Ok(match args.json {
        true => serde_json::to_string_pretty(&report)?,
        false => table(&report, args.words),
    })
}

/// A recogniser of two passes as dictation has it, unless the reader is off.
fn both(args: &Args, builtin: &Builtin) -> Result<Option<Box<dyn Recogniser>>, SpeechError> {
    let plan = PassPlan {
        reader: args.reader.clone(),
        ..PassPlan::default()
    };
    let reader = SecondReader::open(&plan)?;
    let over = || reader.over(builtin.clone(), Purpose::Dictation, Place::Here);
    reader.is_there().then(over).transpose()
}

/// What is written and done of what both passes heard.
fn read(heard: Vec<crate::speech::Heard>, polisher: &Polisher) -> Read {
    let mut read = Read::default();
    for event in heard {
        let (utterance, doubted) = match event {
            crate::speech::Heard::Utterance(utterance) => (utterance, false),
            crate::speech::Heard::Doubted(utterance) => (utterance, true),
            crate::speech::Heard::Partial(_) | crate::speech::Heard::Relabelled(_) => continue,
        };
        let text = utterance.text();
        match obey(utterance, doubted, polisher) {
            Some(done) => read.commands.push(done),
            None if doubted => {}
            None => read.written.push(text),
        }
    }
    read
}

/// What the first pass hears with its guard off, and what both passes make of the same recording.
fn hear(
    clip: &Clip,
    (builtin, both): (&mut Builtin, Option<&mut (dyn Recogniser + 'static)>),
    guard: &DoubtParams,
    polisher: &Polisher,
) -> Result<Heard, RecordingError> {
    let recording = Recording::open(&clip.path)?;
    let utterances = recording.hear(builtin)?;
    let both = both.map(|both| recording.hear_all(both)).transpose()?;
    let noise = clip.transcript.is_empty();
    let one_of = if noise { TUNED_NOISE } else { TUNED_SPEECH };
    Ok(Heard {
        path: clip.path.display().to_string(),
        source: clip.source.clone(),
        noise,
        tuned: Part::Tune.holds(&clip.path, one_of),
        seconds: recording.seconds(),
        said: utterances
            .into_iter()
            .map(|utterance| judge(utterance, guard, noise.then_some(polisher)))
            .collect(),
        read: both.map(|heard| read(heard, polisher)),
    })
}

/// `polisher`: for the editor that listens to noise, none for speech.
fn judge(utterance: Utterance, guard: &DoubtParams, polisher: Option<&Polisher>) -> Said {
    let signs = utterance.signs.unwrap_or_default();
    let dropped = guard.drops(&signs);
    Said {
        words: signs.words,
        signs,
        value: guard.value(&signs),
        dropped,
        text: utterance.text(),
        command: polisher.and_then(|polisher| obey(utterance, dropped, polisher)),
    }
}

/// What an editor with a letter in it does on hearing this, if it takes it for a command.
fn obey(utterance: Utterance, dropped: bool, polisher: &Polisher) -> Option<String> {
    let mut session = Session::new(SessionConfig::new(polisher.clone()));
    session.perform(Action::Load {
        text: LETTER.to_owned(),
        path: None,
    });
    session.perform(Action::StartListening);
    session.on_event(Event::Listening);
    let before = (session.view().dictated_words, session.view().message.clone());
    let effects = session.on_event(match dropped {
        true => Event::Doubted(utterance),
        false => Event::Utterance(utterance),
    });
    let view = session.view();
    let obeyed = view.dictated_words == before.0 && (!effects.is_empty() || *view.message != before.1);
    obeyed.then(|| view.message.to_string())
}

fn figures<'a>(all: impl Iterator<Item = &'a Heard>) -> Figures {
    let mut figures = Figures::default();
    for heard in all {
        let left = || {
            heard
                .said
                .iter()
                .filter(|said| !said.dropped && said.command.is_none())
        };
        if heard.noise {
            figures.noise_minutes += heard.seconds / 60.0;
            figures.invented_unguarded += heard.said.iter().map(|said| said.words).sum::<usize>() as f64;
            figures.commands += heard.said.iter().filter(|said| said.command.is_some()).count();
            figures.invented += left().map(|said| said.words).sum::<usize>() as f64;
            if let Some(read) = &heard.read {
                let both = figures.read.get_or_insert_default();
                let words = read.written.iter().map(|text| text.split_whitespace().count());
                both.invented += words.sum::<usize>() as f64;
                both.commands += read.commands.len();
            }
        } else if !heard.said.is_empty() {
            figures.short += 1;
            figures.short_dropped += usize::from(left().next().is_none());
            if let Some(read) = &heard.read {
                let both = figures.read.get_or_insert_default();
                both.short_dropped += usize::from(read.written.is_empty() && read.commands.is_empty());
            }
        }
    }
    let minutes = figures.noise_minutes.max(1e-9);
    figures.invented_unguarded /= minutes;
    figures.invented /= minutes;
    if let Some(both) = &mut figures.read {
        both.invented /= minutes;
    }
    figures
}

fn table(report: &Report, words: usize) -> String {
    let row = |name: &str, f: &Figures| {
        let share = 100.0 * f.short_dropped as f64 / f.short.max(1) as f64;
        format!(
            "{name:<28}{:>7.1} min{:>10.2} /min{:>10.2} /min{:>10}{:>8} of {} ({share:.1} %)",
            f.noise_minutes, f.invented_unguarded, f.invented, f.commands, f.short_dropped, f.short
        )
    };
    let read = |name: &str, f: &Figures| {
        f.read.map_or(String::new(), |both| {
            let share = 100.0 * both.short_dropped as f64 / f.short.max(1) as f64;
            format!(
                "\n{:<28}{:>11}{:>15}{:>10.2} /min{:>10}{:>8} of {} ({share:.1} %)",
                format!("{name}, both passes"),
                "",
                "",
                both.invented,
                both.commands,
                both.short_dropped,
                f.short
            )
        })
    };
    format!(
        "{:<28}{:>11}{:>15}{:>15}{:>10}   short speech (up to {words} words) dropped\n{}{}\n{}{}",
        "",
        "noise",
        "unguarded",
        "guarded",
        "commands",
        row("the guard was tuned on these", &report.tune),
        read("these", &report.tune),
        row("the rest", &report.report),
        read("the rest", &report.report)
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
                    signs: Signs::default(),
                    value: 0.0,
                    dropped,
                    command: None,
                    text: String::new(),
                })
                .collect(),
            read: None,
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
        assert!(figures.read.is_none());
    }

    #[test]
    fn both_passes_have_figures_of_their_own() {
        let read = |written: &[&str], noise: bool| Heard {
            read: Some(Read {
                written: written.iter().map(|&text| text.to_owned()).collect(),
                commands: Vec::new(),
            }),
            ..heard(noise, 60.0, &[(1, true)])
        };
        let all = [
            read(&["thank you"], true),
            read(&[], true),
            read(&[], false),
            read(&["undo"], false),
        ];
        let both = figures(all.iter()).read.unwrap();
        assert_eq!((both.invented, both.short_dropped), (1.0, 1));
    }
}
