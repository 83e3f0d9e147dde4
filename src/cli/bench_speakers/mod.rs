//! `parlance bench speakers`: how rightly recordings of conversations are divided among their speakers, at the end and
//! while they go on.
//!
//! Knows nothing of how speakers are told apart.

mod der;
mod rttm;

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{CliResult, bench};
use crate::diarize::{Diarizer, TICKS_PER_S, Tick, Turn};
use crate::engine::recording::Recording;
use crate::speech::Builtin;
use der::{Errors, Spoken, errors};

/// Collar of the figures that have one, in milliseconds on each side of an edge.
const COLLAR_MS: u64 = 250;

/// How long after a sound its label is looked at, in ticks.
const LAGS: [Tick; 4] = [40, 100, 200, 500];

const TICK_MS: u64 = 1_000 / TICKS_PER_S as u64;
/// Diarization error rate, speaker counts, delay of labels and speed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Tab-separated tables with the columns path and rttm: a recording, and who speaks when in it
    #[arg(long, value_name = "FILE.tsv", required = true)]
    manifest: Vec<PathBuf>,
    /// Folder of the model, instead of the installed one
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// Print JSON, every recording
    #[arg(long)]
    json: bool,
}

/// What was measured in one recording, or in several together.
#[derive(Clone, Debug, Default, Serialize)]
struct Figures {
    name: String,
    seconds: f64,
    /// Recordings, those with the right number of speakers, those of one speaker, and those of them in which there was
    /// one at the end and all the time.
    recordings: usize,
    right_count: usize,
    single: usize,
    single_at_end: usize,
    single_live: usize,
    true_speakers: usize,
    found_speakers: usize,
    /// Errors as shown so many ticks after the sound.
    shown: [Errors; LAGS.len()],
    at_end: Errors,
    at_end_no_collar: Errors,
    /// Processor time of telling speakers apart, without that of hearing words.
    cpu_seconds: Option<f64>,
    /// Corrections of what was shown.
    corrections: usize,
}

/// Measures; what is to be printed.
pub fn run(args: &Args) -> CliResult<String> {
    let folder = bench::model_folder(args.model.as_ref())?;
    let mut builtin = Builtin::load(&folder)?;
    let mut diarizer = Diarizer::load(&crate::store::models::speakers_file(&folder))?;
    let (mut all, mut sums) = (Vec::new(), Vec::new());
    for manifest in &args.manifest {
        let mut sum = Figures {
            name: bench::stem(manifest),
            cpu_seconds: Some(0.0),
            ..Figures::default()
        };
        for (recording, truth) in read_manifest(manifest)? {
            let figures = hear(&recording, &truth, &mut builtin, &mut diarizer)
                .map_err(|problem| format!("{}: {problem}", recording.display()))?;
            sum.add(&figures);
            all.push(figures);
        }
        sums.push(sum);
    }
    if args.json {
        let report = serde_json::json!({ "sums": sums, "recordings": all });
        return Ok(serde_json::to_string_pretty(&report)?);
    }
    Ok(table(&sums))
}

/// Recordings and their turns.
fn read_manifest(manifest: &Path) -> CliResult<Vec<(PathBuf, PathBuf)>> {
    let text = crate::store::files::read_text(manifest)?;
    let folder = manifest.parent().unwrap_or(Path::new("."));
    let rows = bench::rows(&text, ["path", "rttm"])
        .map_err(|problem| format!("{}: {problem}", manifest.display()))?;
    Ok(rows
        .iter()
        .map(|[path, rttm]| (folder.join(path), folder.join(rttm)))
        .collect())
}

fn hear(path: &Path, truth: &Path, builtin: &mut Builtin, diarizer: &mut Diarizer) -> CliResult<Figures> {
    let truth = rttm::read(truth)?;
    let recording = Recording::open(path)?;
    let mut shown: [Vec<Spoken>; LAGS.len()] = Default::default();
    let (mut corrections, mut most, mut before): (usize, usize, Tick) = (0, 0, 0);
    let mut look = |diarizer: &mut Diarizer, ms: u64| {
        corrections += usize::from(diarizer.take_changed().is_some());
        most = most.max(diarizer.n_speakers());
        let now = (ms / TICK_MS) as Tick;
        for (lag, shown) in LAGS.iter().zip(&mut shown) {
            let ticks = before.saturating_sub(*lag)..now.saturating_sub(*lag);
            ticks.for_each(|tick| show(diarizer.shown_at(tick), tick, shown));
        }
        before = now;
    };
    let cpu = recording.diarize(builtin, diarizer, &mut look)?;
    // What the recording's end cut off is seen as it is then.
    for (lag, shown) in LAGS.iter().zip(&mut shown) {
        let rest = before.saturating_sub(*lag)..before;
        rest.for_each(|tick| show(diarizer.shown_at(tick), tick, shown));
    }
    let turns: Vec<Spoken> = diarizer.turns().iter().map(spoken).collect();
    let (true_speakers, found_speakers) = (der::n_speakers(&truth), diarizer.n_speakers());
    let single = usize::from(true_speakers == 1);
    Ok(Figures {
        name: bench::stem(path),
        seconds: recording.seconds(),
        recordings: 1,
        right_count: usize::from(true_speakers == found_speakers),
        single,
        single_at_end: single * usize::from(found_speakers == 1),
        single_live: single * usize::from(most == 1),
        true_speakers,
        found_speakers,
        shown: shown.map(|shown| errors(&truth, &shown, COLLAR_MS)),
        at_end: errors(&truth, &turns, COLLAR_MS),
        at_end_no_collar: errors(&truth, &turns, 0),
        cpu_seconds: cpu.map(|cpu| cpu.as_secs_f64()),
        corrections,
    })
}

/// Adds a tick to what was shown.
fn show(speaker: Option<usize>, tick: Tick, shown: &mut Vec<Spoken>) {
    let Some(speaker) = speaker else { return };
    let ms = u64::from(tick) * TICK_MS..u64::from(tick + 1) * TICK_MS;
    match shown.last_mut() {
        Some(last) if last.speaker == speaker && last.ms.end == ms.start => last.ms.end = ms.end,
        _ => shown.push(Spoken { ms, speaker }),
    }
}

fn spoken(turn: &Turn) -> Spoken {
    Spoken {
        ms: u64::from(turn.span.start) * TICK_MS..u64::from(turn.span.end) * TICK_MS,
        speaker: turn.speaker,
    }
}

impl Figures {
    fn add(&mut self, other: &Figures) {
        self.seconds += other.seconds;
        self.recordings += other.recordings;
        self.right_count += other.right_count;
        self.single += other.single;
        self.single_at_end += other.single_at_end;
        self.single_live += other.single_live;
        self.true_speakers += other.true_speakers;
        self.found_speakers += other.found_speakers;
        self.shown
            .iter_mut()
            .zip(other.shown)
            .for_each(|(sum, errors)| *sum += errors);
        self.at_end += other.at_end;
        self.at_end_no_collar += other.at_end_no_collar;
        self.cpu_seconds = self
            .cpu_seconds
            .zip(other.cpu_seconds)
            .map(|(sum, cpu)| sum + cpu);
        self.corrections += other.corrections;
    }
}

fn table(sums: &[Figures]) -> String {
    let mut lines = vec![format!(
        "{:<12} {:>6} {:>7} {:>9} {:>6} {:>6} {:>6} {:>6} {:>20} {:>7} {:>8} {:>7}",
        "",
        "min",
        "count",
        "one stays",
        "+0.4 s",
        "+1 s",
        "+2 s",
        "+5 s",
        "end: miss+false+who",
        "no coll",
        "correct/m",
        "cpu s/s"
    )];
    let percent = |errors: &Errors| format!("{:.1}", 100.0 * errors.rate());
    let part = |ms: u64, errors: &Errors| 100.0 * ms as f64 / (errors.speech as f64).max(1.0);
    for sum in sums {
        let end = &sum.at_end;
        lines.push(format!(
            "{:<12} {:>6.1} {:>7} {:>9} {:>6} {:>6} {:>6} {:>6} {:>20} {:>7} {:>8.1} {:>7}",
            sum.name,
            sum.seconds / 60.0,
            format!("{}/{}", sum.right_count, sum.recordings),
            format!("{}+{}/{}", sum.single_live, sum.single_at_end, sum.single),
            percent(&sum.shown[0]),
            percent(&sum.shown[1]),
            percent(&sum.shown[2]),
            percent(&sum.shown[3]),
            format!(
                "{} = {:.1}+{:.1}+{:.1}",
                percent(end),
                part(end.missed, end),
                part(end.false_alarm, end),
                part(end.confused, end)
            ),
            percent(&sum.at_end_no_collar),
            sum.corrections as f64 / (sum.seconds / 60.0).max(1e-9),
            sum.cpu_seconds.map_or("-".to_owned(), |cpu| format!(
                "{:.3}",
                cpu / sum.seconds.max(1e-9)
            )),
        ));
    }
    lines.push(
        "Diarization error rates in percent of the speech, overlap included: collar 0.25 s but for \"no coll\". \"One stays\": \
         recordings of one speaker in which never and at the end no second one was found."
            .to_owned(),
    );
    lines.join("\n")
}
