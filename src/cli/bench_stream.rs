//! `parlance bench stream`: delay from sound to the document, measured through the queues that are shipped, with the
//! session that tells commands from dictation and polishes what is written behind them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{CliResult, bench, loading};
use crate::engine::models::ModelRegistry;
use crate::engine::recording::Recording;
use crate::engine::{self, Options, Pipeline, SoundFile};
use crate::session::{Session, SessionConfig};
use crate::settings::Settings;
use crate::speech::stream::Acoustic;
use crate::store::models;
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

/// What the frames took.
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
pub fn run(args: &Args) -> CliResult {
    let timing = Arc::new(Timing::default());
    let plan = args.model.plan(&Settings::default());
    let mut options = Options::new(engine::loader(plan, &ModelRegistry::default()));
    options.timing = Some(timing.clone());
    let started = Instant::now();
    let mut pipeline = Pipeline::start(options)?;
    let model = loading::wait_for_model(&pipeline)?;
    let loaded = started.elapsed();
    let path = args
        .input
        .clone()
        .or_else(engine::sample)
        .ok_or("there is no sample recording here: give --input")?;
    let file = SoundFile::open(&path)?;
    let polisher = Polisher::load(models::builtin_dir().as_deref(), &PolishSettings::default())?;
    let mut session = Session::new(SessionConfig::new(polisher));
    session.on_event(Event::Loaded { model: model.clone() });
    let began = Instant::now();
    let before = program_time();
    pipeline.begin_file(file, !args.fast)?;
    let mut measured = listen(&pipeline, &timing, &mut session, began)?;
    measured.program = before.and_then(|before| program_time()?.checked_sub(before));
    let times = timing.times();
    let frames = FrameTimes {
        wall: times.iter().map(|time| time.wall).collect(),
        work: times.iter().filter_map(|time| time.cpu).collect(),
        decoder: decoder_times(&path)?,
        start: loaded + times.first().map_or(Duration::ZERO, |first| first.wall),
    };
    print(args, &model, &path, &measured, &frames);
    Ok(())
}

/// Processor time of the built-in decoder for each frame of a file, without queues and search.
fn decoder_times(path: &Path) -> CliResult<Vec<Duration>> {
    let folder = models::builtin_dir().ok_or("the built-in model is not installed")?;
    let mut acoustic = Acoustic::load(&folder)?;
    Ok(Recording::open(path)?.decoder_times(&mut acoustic)?)
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
        let (mut utterance, mut words, mut newly) = (None, None, Vec::new());
        match &event {
            Event::Utterance(heard) => utterance = Some(heard.clone()),
            Event::Partial(partial) => {
                words = Some(partial.text());
                let agreed = partial.words.get(n_stable..partial.stable).unwrap_or_default();
                newly.extend(agreed.iter().map(|word| Duration::from_millis(word.end_ms)));
                n_stable = partial.stable;
            }
            _ => {}
        }
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
        wall,
        work,
        decoder,
        start,
    } = frames;
    let seconds = |times: &[Duration]| times.iter().map(Duration::as_secs_f64).sum::<f64>();
    let sound_s = measured.sound_s.max(1e-9);
    let rtf = if args.fast { measured.wall_s } else { seconds(wall) } / sound_s;
    let cpu_rtf = seconds(work) / sound_s;
    let program = measured.program.map(|time| time.as_secs_f64() / sound_s);
    let peak = bench::peak_memory_mib();
    let kernels = parlance_kernels::path().name();
    if args.json {
        let mut report = json!({
            "model": model, "file": path.display().to_string(), "seconds": measured.sound_s,
            "frames": wall.len(), "words": measured.n_words, "kernels": kernels, "start_ms": start.as_secs_f64() * 1e3,
            "cpu_rtf": cpu_rtf, "program_cpu_rtf": program, "rtf": rtf, "peak_mib": peak,
            "captured": measured.captured, "dropped": measured.dropped, "realtime": !args.fast,
        });
        for (name, times) in [
            ("frame_ms", wall),
            ("frame_cpu_ms", work),
            ("decoder_cpu_ms", decoder),
            ("first_word_ms", &measured.first_word),
            ("agreed_ms", &measured.agreed),
            ("words_shown_ms", &measured.words_shown),
            ("final_ms", &measured.final_text),
            ("after_endpoint_ms", &measured.after_endpoint),
            ("session_cpu_ms", &measured.session),
        ] {
            report[format!("{name}_p50")] = json!(percentile_ms(times, 0.5));
            report[format!("{name}_p99")] = json!(percentile_ms(times, 0.99));
        }
        println!("{report}");
        return;
    }
    println!(
        "{model} on {} ({:.1} s, {} words)",
        path.display(),
        measured.sound_s,
        measured.n_words
    );
    let line = |name: &str, times: &[Duration], decimals: usize, remark: &str| {
        // A long name takes of the room of the first figure.
        let width = 30 - name.len().max(22);
        let (half, most) = (percentile_ms(times, 0.5), percentile_ms(times, 0.99));
        println!("{name:<22}p50 {half:width$.decimals$} ms   p99 {most:8.decimals$} ms{remark}");
    };
    line("frame to token", wall, 2, &format!("   ({} frames)", wall.len()));
    if !work.is_empty() {
        let times_real = 1.0 / cpu_rtf.max(1e-9);
        let remark = format!("   ({times_real:.1} x real time on one core)");
        line("  processor time", work, 2, &remark);
        line("  decoder alone", decoder, 2, &format!("   (kernels: {kernels})"));
    }
    if !measured.session.is_empty() {
        let remark = "   (processor time: commands and polish)";
        line("session, an utterance", &measured.session, 2, remark);
    }
    if !args.fast {
        line("first word after onset ", &measured.first_word, 0, "");
        let remark = format!("   ({} words)", measured.agreed.len());
        line("words agreed on", &measured.agreed, 0, &remark);
        let remark = "   (after the end of the last one)";
        line("final words shown", &measured.words_shown, 0, remark);
        line("final text after end", &measured.final_text, 0, "");
        line("  after the endpoint", &measured.after_endpoint, 0, "");
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

/// The smallest value that `share` of all values do not exceed, in milliseconds.
fn percentile_ms(times: &[Duration], share: f64) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let at = (sorted.len() as f64 * share).ceil() as usize;
    let value = sorted.get(at.saturating_sub(1)).copied().unwrap_or_default();
    value.as_secs_f64() * 1e3
}
