//! `parlance bench wer`: how many words are wrong in transcribed recordings, by the first pass alone or by both.
//!
//! Knows nothing of how the recogniser works.

pub(super) mod clips;
mod live;
mod normalise;
mod report;
pub(in crate::cli) mod score;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clips::{Clip, Part, Posteriors};
use score::Errors;

use super::{CliResult, bench};
use crate::engine::recording::{Recording, RecordingError};
use crate::engine::{PassPlan, Place, Purpose, SecondReader};
use crate::settings::ReaderChoice;
use crate::speech::listener::Rehears;
use crate::speech::{Builtin, Recogniser, Utterance};
use crate::worker::thread_time;

/// Measure word and character errors over a manifest of recordings.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Tab-separated table with the columns path, transcript and source, in any order, named in its
    /// first line; paths are relative to the table.
    #[arg(long, value_name = "FILE.tsv")]
    manifest: PathBuf,
    /// Which text is measured.
    #[arg(long, value_enum, default_value_t = Which::Final)]
    reading: Which,
    /// What reads again what was heard: builtin, or a model of the Whisper family.
    #[arg(long, value_name = "builtin|PATH", default_value = "builtin")]
    reader: ReaderChoice,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
    /// Recordings heard at the same time.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: u16,
    /// Own words to add: one a line, optionally a tab and its pronunciation in ARPAbet.
    #[arg(long, value_name = "FILE")]
    vocabulary: Option<PathBuf>,
    /// Folder of the model, instead of the installed one.
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// Log posteriors to search in instead of the decoder's own (safetensors, one tensor
    /// [slots, classes] a recording, as training/export.py writes them).
    #[arg(long, value_name = "FILE.safetensors")]
    posteriors: Option<PathBuf>,
    /// Write the decoder's log posteriors there for --posteriors, in 16 bits, and search nothing.
    #[arg(long, value_name = "FILE.safetensors", conflicts_with = "posteriors")]
    save_posteriors: Option<PathBuf>,
    /// Make the recordings so much louder before they are heard, in dB; negative is quieter.
    #[arg(
        long,
        default_value_t = 0.0,
        value_name = "DB",
        allow_hyphen_values = true,
        conflicts_with = "posteriors"
    )]
    gain_db: f32,
    /// Hear the third of the recordings that weights are tuned on, or the two thirds that figures are told
    /// of; which is which follows from the file's name alone.
    #[arg(long, value_name = "PART")]
    part: Option<Part>,
    /// Hear every so many-th recording only.
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    every: u32,
    /// Hear at most so many recordings.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Write what was heard: path, source, errors, words, reference and hypothesis, tab-separated.
    #[arg(long, value_name = "FILE.tsv")]
    dump: Option<PathBuf>,
}

/// The text that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Which {
    /// What the first pass hears while someone speaks, each sound with the quarter of a second behind it.
    Streamed,
    /// What the first pass writes: each utterance heard again as a whole in the pause behind it.
    First,
    /// What stands on the screen when an utterance has ended, before it is read for good.
    Live,
    /// What `transcribe` writes: whole stretches between pauses, read for good.
    Final,
}

/// Of so many recordings one is for tuning.
const TUNED: u64 = 3;

/// What came of one clip.
#[derive(Clone, Debug)]
struct Outcome {
    reference: String,
    hypothesis: String,
    /// What was heard, not normalised.
    heard: String,
    errors: Errors,
    seconds: f64,
    /// Processor time, or where the system does not tell, time.
    spent: Duration,
    /// How far behind the voice each word was agreed on, when it was read live.
    lags: Vec<Duration>,
}

/// Measures; what is to be printed.
pub fn run(args: &Args) -> CliResult<String> {
    let mut clips = clips::read(&args.manifest)?;
    clips = clips
        .into_iter()
        .filter(|clip| args.part.is_none_or(|part| part.holds(&clip.path, TUNED)))
        .step_by(args.every as usize)
        .take(args.limit.unwrap_or(usize::MAX))
        .collect();
    let mut builtin = Builtin::load(&bench::model_folder(args.model.as_ref())?)?;
    if let Some(file) = &args.save_posteriors {
        return save_posteriors(file, &clips, &mut builtin, args.gain_db);
    }
    let vocabulary = args.vocabulary.as_deref().map(clips::vocabulary).transpose()?;
    let vocabulary = vocabulary.unwrap_or_default();
    builtin.set_vocabulary(&vocabulary)?;
    let posteriors = args.posteriors.as_deref().map(Posteriors::open).transpose()?;
    let reader = match args.reading {
        _ if args.posteriors.is_some() => None,
        Which::Streamed | Which::First => None,
        Which::Live | Which::Final => Some(reader(args)?),
    };
    let readers = (&builtin, reader.as_ref());
    let outcomes = hear_all(&clips, readers, posteriors.as_ref(), &vocabulary, args)?;
    if let Some(file) = &args.dump {
        dump(file, &clips, &outcomes)?;
    }
    let own: Vec<String> = vocabulary.into_iter().map(|(word, _)| word).collect();
    let reading = if posteriors.is_some() {
        Which::First
    } else {
        args.reading
    };
    let report = report::Report::new(&clips, &outcomes, (reading, usize::from(args.threads)), &own);
    Ok(match args.json {
        true => serde_json::to_string_pretty(&report)?,
        false => report.table(),
    })
}

/// The reader that is measured; there must be one.
fn reader(args: &Args) -> CliResult<SecondReader> {
    let plan = PassPlan {
        reader: args.reader.clone(),
        ..PassPlan::default()
    };
    let reader = SecondReader::open(&plan)?;
    if reader.is_there() {
        Ok(reader)
    } else {
        Err("there is no reader to measure; --reading first measures the first pass".into())
    }
}

/// A recording as loud as it is to be heard.
fn open(clip: &Clip, gain_db: f32) -> Result<Recording, RecordingError> {
    let mut recording = Recording::open(&clip.path)?;
    recording.amplify(gain_db);
    Ok(recording)
}

fn save_posteriors(file: &Path, clips: &[Clip], builtin: &mut Builtin, gain_db: f32) -> CliResult<String> {
    let mut all = Vec::with_capacity(clips.len());
    for clip in clips {
        let slots = open(clip, gain_db).and_then(|recording| recording.posteriors(builtin));
        let slots = slots.map_err(|error| format!("{}: {error}", clip.path.display()))?;
        all.push((clip.path.as_path(), slots));
    }
    Posteriors::save(file, &all, builtin.classes())?;
    Ok(format!(
        "posteriors of {} recordings in {}",
        all.len(),
        file.display()
    ))
}

/// Hears all clips, a recogniser a thread; the outcomes are in the order of the clips.
fn hear_all(
    clips: &[Clip],
    (builtin, reader): (&Builtin, Option<&SecondReader>),
    posteriors: Option<&Posteriors>,
    vocabulary: &[(String, Option<String>)],
    args: &Args,
) -> Result<Vec<Outcome>, String> {
    let next = AtomicUsize::new(0);
    let outcomes: Mutex<Vec<Option<Result<Outcome, String>>>> = Mutex::new(vec![None; clips.len()]);
    let purpose = if args.reading == Which::Live {
        Purpose::Dictation
    } else {
        Purpose::Recording
    };
    let work = || -> Result<(), String> {
        let mut first = builtin.clone();
        if args.reading == Which::Streamed {
            first.set_rehears(Rehears::Never);
        }
        let both = reader.map(|reader| reader.over(builtin.clone(), purpose, Place::Here));
        let mut both = both.transpose().map_err(|error| error.to_string())?;
        if let Some(both) = &mut both {
            both.set_vocabulary(vocabulary)
                .map_err(|error| error.to_string())?;
        }
        while let Some((i, clip)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|i| Some((i, clips.get(i)?)))
        {
            let outcome = match posteriors {
                Some(posteriors) => search(clip, &mut first, posteriors),
                None => hear(clip, &mut first, both.as_deref_mut(), args),
            };
            let outcome = outcome.map_err(|problem| format!("{}: {problem}", clip.path.display()));
            if let Ok(mut outcomes) = outcomes.lock() {
                outcomes[i] = Some(outcome);
            }
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        for n in 1..args.threads {
            let name = format!("bench-{n}");
            std::thread::Builder::new()
                .name(name)
                .spawn_scoped(scope, work)
                .map_err(|error| error.to_string())?;
        }
        work()
    })?;
    let outcomes = outcomes
        .into_inner()
        .map_err(|_| "a measuring thread failed".to_owned())?;
    outcomes
        .into_iter()
        .map(|outcome| outcome.unwrap_or_else(|| Err("a recording was left out".to_owned())))
        .collect()
}

/// What the first pass finds in posteriors that were computed elsewhere.
fn search(clip: &Clip, first: &mut Builtin, posteriors: &Posteriors) -> CliResult<Outcome> {
    let slots = posteriors.of(&clip.path)?;
    let began = Instant::now();
    let utterances = first.hear_posteriors(&slots);
    let spent = began.elapsed();
    Ok(outcome(clip, texts(&utterances), first.seconds_of(&slots), spent))
}

/// What both passes hear, or the first one alone.
fn hear(
    clip: &Clip,
    first: &mut Builtin,
    both: Option<&mut (dyn Recogniser + 'static)>,
    args: &Args,
) -> CliResult<Outcome> {
    let recording = open(clip, args.gain_db)?;
    if let Some(both) = both {
        return Ok(live::hear(clip, &recording, both, args.reading)?);
    }
    let watch = Watch::start();
    let utterances = recording.hear(first)?;
    let spent = watch.spent();
    Ok(outcome(clip, texts(&utterances), recording.seconds(), spent))
}

fn texts(utterances: &[Utterance]) -> String {
    let texts: Vec<String> = utterances.iter().map(|utterance| utterance.text()).collect();
    texts.join(" ")
}

/// What came of a clip in which this was heard.
fn outcome(clip: &Clip, heard: String, seconds: f64, spent: Duration) -> Outcome {
    let hypothesis = normalise::normalise(&heard);
    let reference = normalise::normalise(&clip.transcript);
    let errors = Errors::between(&reference, &hypothesis);
    Outcome {
        reference,
        hypothesis,
        heard,
        errors,
        seconds,
        spent,
        lags: Vec::new(),
    }
}

/// Measures the processor time of this thread.
struct Watch(Instant, Option<Duration>);

impl Watch {
    fn start() -> Self {
        Watch(Instant::now(), thread_time())
    }

    fn spent(&self) -> Duration {
        let worked = self.1.and_then(|before| thread_time()?.checked_sub(before));
        worked.unwrap_or_else(|| self.0.elapsed())
    }
}

fn dump(file: &Path, clips: &[Clip], outcomes: &[Outcome]) -> Result<(), String> {
    let mut text = "path\tsource\twrong\twords\treference\thypothesis\n".to_owned();
    for (clip, outcome) in clips.iter().zip(outcomes) {
        let (path, source) = (clip.path.display(), &clip.source);
        let (wrong, words) = (outcome.errors.words_wrong, outcome.errors.words);
        let (reference, hypothesis) = (&outcome.reference, &outcome.hypothesis);
        text.push_str(&format!(
            "{path}\t{source}\t{wrong}\t{words}\t{reference}\t{hypothesis}\n"
        ));
    }
    std::fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}
