//! `parlance bench wer`: how many words are wrong in transcribed recordings, by the first pass alone or by both.
//!
//! Knows nothing of how the recogniser works.

pub(super) mod clips;
mod live;
mod normalise;
mod report;
pub(in crate::cli) mod score;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clips::{Clip, Part, Posteriors};
use score::Errors;

use crate::engine::recording::Recording;
use crate::engine::{PassPlan, Place, Purpose, SecondReader};
use crate::settings::ReaderChoice;
use crate::speech::listener::Rehears;
use crate::speech::{Builtin, Recogniser};
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

/// Runs the command.
pub fn run(args: Args) -> ExitCode {
    match measure(&args) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("parlance bench wer: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn measure(args: &Args) -> Result<String, String> {
    let mut clips = clips::read(&args.manifest)?;
    clips = clips
        .into_iter()
        .filter(|clip| args.part.is_none_or(|part| part.holds(&clip.path, TUNED)))
        .step_by(args.every as usize)
        .take(args.limit.unwrap_or(usize::MAX))
        .collect();
    let folder = match &args.model {
        Some(folder) => folder.clone(),
        None => crate::store::models::builtin_dir()
            .ok_or("the built-in model is not installed; name its folder with --model")?,
    };
    let mut builtin = Builtin::load(&folder).map_err(|error| error.to_string())?;
    if let Some(file) = &args.save_posteriors {
        return save_posteriors(file, &clips, &mut builtin, args.gain_db);
    }
    let vocabulary = vocabulary(args)?;
    builtin
        .set_vocabulary(&vocabulary)
        .map_err(|error| error.to_string())?;
    let posteriors = args.posteriors.as_deref().map(Posteriors::open).transpose()?;
    let reader = match args.reading {
        _ if args.posteriors.is_some() => None,
        Which::Streamed | Which::First => None,
        Which::Live | Which::Final => Some(reader(args)?),
    };
    let outcomes = hear_all(&clips, (&builtin, reader.as_ref()), posteriors.as_ref(), args)?;
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
    if args.json {
        report.json()
    } else {
        Ok(report.table())
    }
}

/// The own words of the flags.
fn vocabulary(args: &Args) -> Result<Vec<(String, Option<String>)>, String> {
    let words = args.vocabulary.as_deref().map(clips::vocabulary).transpose()?;
    Ok(words.unwrap_or_default())
}

/// The reader that is measured; there must be one.
fn reader(args: &Args) -> Result<SecondReader, String> {
    let plan = PassPlan {
        reader: args.reader.clone(),
        ..PassPlan::default()
    };
    let reader = SecondReader::open(&plan).map_err(|error| error.to_string())?;
    if reader.is_there() {
        Ok(reader)
    } else {
        Err("there is no reader to measure; --reading first measures the first pass".to_owned())
    }
}

fn save_posteriors(
    file: &Path,
    clips: &[Clip],
    builtin: &mut Builtin,
    gain_db: f32,
) -> Result<String, String> {
    let mut all = Vec::with_capacity(clips.len());
    for clip in clips {
        let in_clip = |problem: String| format!("{}: {problem}", clip.path.display());
        let mut recording = Recording::open(&clip.path).map_err(|error| in_clip(error.to_string()))?;
        recording.amplify(gain_db);
        let slots = recording
            .posteriors(builtin)
            .map_err(|error| in_clip(error.to_string()))?;
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
    args: &Args,
) -> Result<Vec<Outcome>, String> {
    let (threads, gain_db) = (usize::from(args.threads), args.gain_db);
    let next = AtomicUsize::new(0);
    let outcomes: Mutex<Vec<Option<Result<Outcome, String>>>> = Mutex::new(vec![None; clips.len()]);
    let purpose = if args.reading == Which::Live {
        Purpose::Dictation
    } else {
        Purpose::Recording
    };
    let vocabulary = vocabulary(args)?;
    let work = || -> Result<(), String> {
        let mut first = builtin.clone();
        if args.reading == Which::Streamed {
            first.set_rehears(Rehears::Never);
        }
        let both = reader.map(|reader| reader.over(builtin.clone(), purpose, Place::Here));
        let mut both = both.transpose().map_err(|error| error.to_string())?;
        if let Some(both) = &mut both {
            both.set_vocabulary(&vocabulary)
                .map_err(|error| error.to_string())?;
        }
        while let Some((i, clip)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|i| Some((i, clips.get(i)?)))
        {
            let outcome = match &mut both {
                Some(both) => Recording::open(&clip.path)
                    .map_err(|error| error.to_string())
                    .and_then(|mut sound| {
                        sound.amplify(gain_db);
                        live::hear(clip, &sound, both.as_mut(), args.reading)
                    }),
                None => hear(clip, &mut first, posteriors, gain_db),
            };
            let outcome = outcome.map_err(|problem| format!("{}: {problem}", clip.path.display()));
            if let Ok(mut outcomes) = outcomes.lock() {
                outcomes[i] = Some(outcome);
            }
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        for n in 1..threads {
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

fn hear(
    clip: &Clip,
    recogniser: &mut Builtin,
    posteriors: Option<&Posteriors>,
    gain_db: f32,
) -> Result<Outcome, String> {
    let (utterances, seconds, spent) = match posteriors {
        Some(posteriors) => {
            let slots = posteriors.of(&clip.path)?;
            let began = Instant::now();
            let utterances = recogniser.hear_posteriors(&slots);
            (utterances, recogniser.seconds_of(&slots), began.elapsed())
        }
        None => {
            let mut recording = Recording::open(&clip.path).map_err(|error| error.to_string())?;
            recording.amplify(gain_db);
            let watch = Watch::start();
            let utterances = recording.hear(recogniser).map_err(|error| error.to_string())?;
            (utterances, recording.seconds(), watch.spent())
        }
    };
    let said: Vec<String> = utterances.iter().map(|utterance| utterance.text()).collect();
    Ok(outcome(clip, said.join(" "), seconds, spent))
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
    for (
        clip,
        Outcome {
            reference,
            hypothesis,
            errors,
            ..
        },
    ) in clips.iter().zip(outcomes)
    {
        let (path, source) = (clip.path.display(), &clip.source);
        let (wrong, words) = (errors.words_wrong, errors.words);
        text.push_str(&format!(
            "{path}\t{source}\t{wrong}\t{words}\t{reference}\t{hypothesis}\n"
        ));
    }
    std::fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}
