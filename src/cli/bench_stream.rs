//! `parlance bench stream`: delay from sound to the document, measured through the queues that are shipped, with the
//! session that tells commands from dictation and polishes what is written behind them.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::loading;
use crate::engine::models::ModelRegistry;
use crate::engine::recording::Recording;
use crate::engine::{self, Options, Pipeline, SoundFile};
use crate::session::{Session, SessionConfig};
use crate::speech::stream::Acoustic;
use crate::store::models;
use crate::store::settings::Settings;
use crate::transcript::polish::{PolishSettings, Polisher};
use crate::transcript::{Event, Utterance};
use crate::worker::{Timing, program_time, thread_time};

/// Flags of `parlance bench stream`.
#[derive(clap::Args)]
pub struct Args {
    /// Recording to play at the pace of real time [default: the sample letter]
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// As fast as possible: measures the real-time factor only
    #[arg(long)]
    fast: bool,
    /// One JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    model: super::model::Flags,
}

/// What was measured.
#[derive(Default)]
struct Measured {
    /// First partial of an utterance, after the onset of its first word.
    first_word: Vec<Duration>,
    /// Words that have become stable before their utterance ended, after the ends of these words.
    agreed: Vec<Duration>,
    /// The words of the text on the screen, not to change any more, after the end of its last word.
    words_shown: Vec<Duration>,
    /// Document with the utterance's text or command in it, after the end of its last word.
    final_text: Vec<Duration>,
    /// The same after the frame in which the pause was found long enough; right to within a frame.
    after_endpoint: Vec<Duration>,
    /// Processor time of the session for each utterance: is it a command, and how is it written.
    session: Vec<Duration>,
    n_words: usize,
    sound_s: f64,
    wall_s: f64,
    /// Processor time of the whole program meanwhile, all threads together; none where the system does not tell.
    program: Option<Duration>,
    dropped: u64,
    captured: u64,
}

/// What the frames took. All lists are sorted.
struct FrameTimes {
    /// From a frame's last sample to the end of the work on it, on the wall's clock.
    wall: Vec<Duration>,
    /// The work on it, decoder and search, in processor time.
    work: Vec<Duration>,
    /// The built-in decoder alone over the same frames, in processor time.
    decoder: Vec<Duration>,
    /// From the start of the threads to the first frame dealt with, the model's loading included.
    start: Duration,
}

/// Measures and prints.
pub fn run(args: Args) -> ExitCode {
    match measure(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => super::failed(problem),
    }
}

fn measure(args: &Args) -> Result<(), String> {
    let timing = Arc::new(Timing::default());
    let plan = args.model.plan(&Settings::default());
    let mut options = Options::new(engine::loader(plan, &ModelRegistry::default()));
    options.timing = Some(timing.clone());
    let started = Instant::now();
    let mut pipeline = Pipeline::start(options).map_err(|error| error.to_string())?;
    let model = loading::wait_for_model(&pipeline)?;
    let loaded = started.elapsed();
    let path = args
        .input
        .clone()
        .or_else(engine::sample)
        .ok_or("there is no sample recording here: give --input")?;
    let file = SoundFile::open(&path).map_err(|error| error.to_string())?;
    let models = models::builtin_dir();
    let polisher =
        Polisher::load(models.as_deref(), &PolishSettings::default()).map_err(|error| error.to_string())?;
    let mut session = Session::new(SessionConfig::new(polisher));
    session.on_event(Event::Loaded { model: model.clone() });
    let began = Instant::now();
    let before = program_time();
    pipeline
        .begin_file(file, !args.fast)
        .map_err(|error| error.to_string())?;
    let mut measured = listen(&pipeline, &timing, &mut session, began)?;
    measured.program = before.and_then(|before| program_time()?.checked_sub(before));
    let times = timing.times();
    let sorted = |mut times: Vec<Duration>| {
        times.sort_unstable();
        times
    };
    let frames = FrameTimes {
        wall: sorted(times.iter().map(|time| time.wall).collect()),
        work: sorted(times.iter().filter_map(|time| time.cpu).collect()),
        decoder: sorted(decoder_times(&path)?),
        start: loaded + times.first().map_or(Duration::ZERO, |first| first.wall),
    };
    measured.session.sort_unstable();
    measured.words_shown.sort_unstable();
    measured.after_endpoint.sort_unstable();
    print(args, &model, &path, &measured, &frames);
    Ok(())
}

/// Processor time of the built-in decoder for each frame of a file, without queues and search.
fn decoder_times(path: &Path) -> Result<Vec<Duration>, String> {
    let folder = crate::store::models::builtin_dir().ok_or("the built-in model is not installed")?;
    let mut acoustic = Acoustic::load(&folder).map_err(|error| error.to_string())?;
    let recording = Recording::open(path).map_err(|error| error.to_string())?;
    recording
        .decoder_times(&mut acoustic)
        .map_err(|error| error.to_string())
}

fn listen(
    pipeline: &Pipeline,
    timing: &Timing,
    session: &mut Session,
    began: Instant,
) -> Result<Measured, String> {
    let mut measured = Measured::default();
    let mut first_partial = None;
    let mut n_stable = 0;
    // What is shown, and since when.
    let mut shown = (String::new(), Duration::ZERO);
    loop {
        let event = pipeline
            .events()
            .recv()
            .map_err(|_| "the recogniser ended".to_owned())?;
        let finished = matches!(event, Event::Finished);
        if let Event::Failed { message } = event {
            return Err(message);
        }
        let utterance = match &event {
            Event::Utterance(utterance) => Some(utterance.clone()),
            _ => None,
        };
        let words = match &event {
            Event::Partial(partial) => Some(partial.text()),
            _ => None,
        };
        let newly: Vec<Duration> = match &event {
            Event::Partial(partial) => {
                let newly = partial.words.get(n_stable..partial.stable).unwrap_or_default();
                n_stable = partial.stable;
                newly
                    .iter()
                    .map(|word| Duration::from_millis(word.end_ms))
                    .collect()
            }
            _ => Vec::new(),
        };
        let endpoint = timing.heard();
        let started_cpu = thread_time();
        let partial = matches!(&event, Event::Partial(partial) if !partial.words.is_empty());
        session.on_event(event);
        let now = began.elapsed();
        if partial {
            first_partial.get_or_insert(now);
        }
        if let Some(words) = words.filter(|words| *words != shown.0) {
            shown = (words, now);
        }
        measured
            .agreed
            .extend(newly.into_iter().map(|end| now.saturating_sub(end)));
        if let Some(utterance) = utterance {
            n_stable = 0;
            let took = thread_time()
                .zip(started_cpu)
                .map(|(after, before)| after - before);
            measured.session.extend(took);
            measured.after_endpoint.push(now.saturating_sub(endpoint));
            let words_since = if shown.0 == utterance.text() { shown.1 } else { now };
            measured.take(&utterance, first_partial.take(), words_since, now);
        }
        if finished {
            break;
        }
    }
    measured.wall_s = began.elapsed().as_secs_f64();
    measured.sound_s = pipeline.position_ms() as f64 / 1_000.0;
    measured.dropped = pipeline.meters().dropped();
    measured.captured = pipeline.meters().captured();
    Ok(measured)
}

impl Measured {
    /// Takes an utterance that is in the document now, whose words have been on the screen since then.
    fn take(
        &mut self,
        utterance: &Utterance,
        first_partial: Option<Duration>,
        words_since: Duration,
        now: Duration,
    ) {
        self.n_words += utterance.words().len();
        let (Some(first), Some(last)) = (utterance.words().first(), utterance.words().last()) else {
            return;
        };
        if let Some(seen) = first_partial {
            self.first_word
                .push(seen.saturating_sub(Duration::from_millis(first.start_ms)));
        }
        let end = Duration::from_millis(last.end_ms);
        self.words_shown.push(words_since.saturating_sub(end));
        self.final_text.push(now.saturating_sub(end));
    }
}

fn print(args: &Args, model: &str, path: &Path, measured: &Measured, frames: &FrameTimes) {
    let FrameTimes {
        wall: per_frame,
        work,
        decoder,
        start,
    } = frames;
    let busy_s: f64 = per_frame.iter().map(Duration::as_secs_f64).sum();
    let rtf = if args.fast { measured.wall_s } else { busy_s } / measured.sound_s.max(1e-9);
    let mut first_word = measured.first_word.clone();
    let mut final_text = measured.final_text.clone();
    first_word.sort_unstable();
    final_text.sort_unstable();
    let mut agreed = measured.agreed.clone();
    agreed.sort_unstable();
    let program = measured
        .program
        .map(|time| time.as_secs_f64() / measured.sound_s.max(1e-9));
    let cpu_rtf = work.iter().map(Duration::as_secs_f64).sum::<f64>() / measured.sound_s.max(1e-9);
    let ms = |times: &[Duration], share: f64| percentile(times, share).as_secs_f64() * 1e3;
    let peak = peak_memory_mib();
    if args.json {
        println!(
            "{}",
            serde_json::json!({
                "model": model, "file": path.display().to_string(), "seconds": measured.sound_s,
                "frames": per_frame.len(), "words": measured.n_words,
                "frame_ms_p50": ms(per_frame, 0.5), "frame_ms_p99": ms(per_frame, 0.99),
                "frame_cpu_ms_p50": ms(work, 0.5), "frame_cpu_ms_p99": ms(work, 0.99),
                "decoder_cpu_ms_p50": ms(decoder, 0.5), "decoder_cpu_ms_p99": ms(decoder, 0.99),
                "kernels": parlance_kernels::path().name(), "start_ms": start.as_secs_f64() * 1e3,
                "cpu_rtf": cpu_rtf,
                "first_word_ms_p50": ms(&first_word, 0.5), "first_word_ms_p99": ms(&first_word, 0.99),
                "agreed_ms_p50": ms(&agreed, 0.5), "agreed_ms_p99": ms(&agreed, 0.99), "program_cpu_rtf": program,
                "words_shown_ms_p50": ms(&measured.words_shown, 0.5),
                "words_shown_ms_p99": ms(&measured.words_shown, 0.99),
                "final_ms_p50": ms(&final_text, 0.5), "final_ms_p99": ms(&final_text, 0.99),
                "after_endpoint_ms_p50": ms(&measured.after_endpoint, 0.5),
                "after_endpoint_ms_p99": ms(&measured.after_endpoint, 0.99),
                "session_cpu_ms_p50": ms(&measured.session, 0.5), "session_cpu_ms_p99": ms(&measured.session, 0.99),
                "rtf": rtf, "peak_mib": peak,
                "captured": measured.captured, "dropped": measured.dropped, "realtime": !args.fast,
            })
        );
        return;
    }
    println!(
        "{model} on {} ({:.1} s, {} words)",
        path.display(),
        measured.sound_s,
        measured.n_words
    );
    println!(
        "frame to token        p50 {:8.2} ms   p99 {:8.2} ms   ({} frames)",
        ms(per_frame, 0.5),
        ms(per_frame, 0.99),
        per_frame.len()
    );
    if !work.is_empty() {
        println!(
            "  processor time      p50 {:8.2} ms   p99 {:8.2} ms   ({:.1} x real time on one core)",
            ms(work, 0.5),
            ms(work, 0.99),
            1.0 / cpu_rtf.max(1e-9)
        );
        println!(
            "  decoder alone       p50 {:8.2} ms   p99 {:8.2} ms   (kernels: {})",
            ms(decoder, 0.5),
            ms(decoder, 0.99),
            parlance_kernels::path().name()
        );
    }
    if !measured.session.is_empty() {
        println!(
            "session, an utterance p50 {:8.2} ms   p99 {:8.2} ms   (processor time: commands and polish)",
            ms(&measured.session, 0.5),
            ms(&measured.session, 0.99)
        );
    }
    if !args.fast {
        println!(
            "first word after onset p50 {:7.0} ms   p99 {:8.0} ms",
            ms(&first_word, 0.5),
            ms(&first_word, 0.99)
        );
        println!(
            "words agreed on       p50 {:8.0} ms   p99 {:8.0} ms   ({} words)",
            ms(&agreed, 0.5),
            ms(&agreed, 0.99),
            agreed.len()
        );
        println!(
            "final words shown     p50 {:8.0} ms   p99 {:8.0} ms   (after the end of the last one)",
            ms(&measured.words_shown, 0.5),
            ms(&measured.words_shown, 0.99)
        );
        println!(
            "final text after end  p50 {:8.0} ms   p99 {:8.0} ms",
            ms(&final_text, 0.5),
            ms(&final_text, 0.99)
        );
        println!(
            "  after the endpoint  p50 {:8.0} ms   p99 {:8.0} ms",
            ms(&measured.after_endpoint, 0.5),
            ms(&measured.after_endpoint, 0.99)
        );
    }
    println!(
        "start to first frame  {:12.0} ms   (model loaded)",
        start.as_secs_f64() * 1e3
    );
    println!(
        "real-time factor      {rtf:.3}{}",
        if args.fast {
            " (whole pipeline)"
        } else {
            " (inference)"
        }
    );
    if let Some(program) = program {
        println!("whole program         {program:.3} s of processor time for a second of sound");
    }
    match peak {
        Some(mib) => println!("peak memory           {mib:.0} MiB"),
        None => println!("peak memory           not told by this system"),
    }
    println!(
        "dropped               {} of {} samples",
        measured.dropped, measured.captured
    );
}

/// The smallest value that `share` of all values do not exceed.
fn percentile(sorted: &[Duration], share: f64) -> Duration {
    let at = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(at.saturating_sub(1)).copied().unwrap_or_default()
}

/// The kernel's own peak of resident memory, where it tells.
fn peak_memory_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1_024.0)
}
