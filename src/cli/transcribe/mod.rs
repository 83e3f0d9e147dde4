//! `parlance transcribe`: recordings to text, JSON or subtitles.

mod hearing;
mod print;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use crossbeam_channel::RecvTimeoutError;
use indicatif::{ProgressBar, ProgressStyle};

use hearing::Hearing;
use print::{Output, Printer, Target};

use crate::app::{self, Options, Pipeline, Purpose, SoundFile};
use crate::document::FileFormat;
use crate::store::export::ExportDocument;
use crate::store::settings::Settings;
use crate::transcript::polish::{Context, PolishSettings, Polisher, Vocabulary};
use crate::transcript::{Event, Relabelled, Segment, Utterance};

/// How often it is looked whether the user wants to stop.
const LOOK: Duration = Duration::from_millis(100);

/// Flags of `parlance transcribe`.
#[derive(clap::Args)]
pub struct Args {
    /// Recordings: WAV, FLAC, MP3, OGG, Opus, M4A, AIFF, CAF, AU, MKV, WebM, MP4, …; - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// One JSON object per file, one a line: text, segments, words with times and confidence
    #[arg(long, group = "format")]
    json: bool,
    /// SubRip subtitles; of several recordings, a file beside each
    #[arg(long, group = "format")]
    srt: bool,
    /// WebVTT subtitles; of several recordings, a file beside each
    #[arg(long, group = "format")]
    vtt: bool,

    /// Who speaks when, in the lines of NIST's RTTM
    #[arg(long, group = "format")]
    rttm: bool,

    /// Tell speakers apart: their names in the text, the subtitles and the JSON
    #[arg(long)]
    speakers: bool,
    /// The words as they were said: fillers stay, no punctuation
    #[arg(long)]
    verbatim: bool,
    /// Own words, one a line: names and terms the recogniser should know
    #[arg(long, value_name = "FILE")]
    vocabulary: Option<PathBuf>,
    /// Which of several sound tracks, from 1 [default: the default one, or the first that is not silent]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    track: Option<u32>,
    /// At the pace of real time, as a microphone would
    #[arg(long)]
    realtime: bool,
    #[command(flatten)]
    model: super::model::Flags,
}

/// Transcribes every file; a file that fails is named and the others are still done.
pub fn run(args: Args) -> ExitCode {
    let (settings, trouble) = Settings::load();
    if let Some(trouble) = trouble {
        super::failed(trouble);
    }
    let mut desk = match Desk::new(&args, &settings) {
        Ok(desk) => desk,
        Err(problem) => return super::failed(problem),
    };
    let stop = stop_on_request();
    let mut code = ExitCode::SUCCESS;
    for (n, path) in args.files.iter().enumerate() {
        let outcome = SoundFile::open_track(path, args.track)
            .map_err(|error| error.to_string())
            .and_then(|file| desk.transcribe(path, file, args.realtime, args.target(n), &stop));
        match outcome {
            Ok(true) => {}
            Ok(false) => code = ExitCode::FAILURE,
            Err(problem) => code = super::failed(problem),
        }
        if stop.load(Relaxed) {
            let left = args.files.len() - n - 1;
            if left > 0 {
                super::failed(format!(
                    "stopped; {left} of {} recordings were not begun",
                    args.files.len()
                ));
            }
            return ExitCode::FAILURE;
        }
        if super::out::is_broken() {
            break; // whoever read us has gone
        }
    }
    code
}

/// Ctrl-C ends the recording that is heard, so that what was heard is printed; a second time, the user means it.
fn stop_on_request() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let stopping = stop.clone();
    let handler = ctrlc::set_handler(move || {
        if stopping.swap(true, Relaxed) {
            std::process::exit(130);
        }
    });
    if let Err(error) = handler {
        tracing::warn!(%error, "Ctrl-C will end at once");
    }
    stop
}

impl Args {
    /// Where the transcript of the `n`-th file goes.
    fn target(&self, n: usize) -> Target {
        let output = match (self.json, self.srt, self.vtt) {
            (true, ..) => Output::Json,
            (_, true, _) => Output::Subtitles(FileFormat::Srt),
            (.., true) => Output::Subtitles(FileFormat::Vtt),
            _ if self.rttm => Output::Speakers(FileFormat::Rttm),
            _ if self.speakers => Output::Speakers(FileFormat::Dialogue),
            _ => Output::Text,
        };
        if let (Output::Subtitles(format), true) = (output, self.files.len() > 1) {
            return Target::Beside(format);
        }
        let is_text = matches!(output, Output::Text | Output::Speakers(FileFormat::Dialogue));
        let heading = if self.files.len() > 1 && is_text {
            let gap = if n > 0 { "\n" } else { "" };
            format!("{gap}== {} ==\n", self.files[n].display())
        } else {
            String::new()
        };
        // Who spoke is sure at the end only.
        Target::Output(Printer::new(
            output,
            heading,
            self.speakers,
            Box::new(super::out::Stdout),
        ))
    }
}

struct Desk {
    pipeline: Pipeline,
    polisher: Polisher,
    model: String,
    /// It was said that another language than English is written as it was read.
    told_foreign: bool,
    /// Speakers are told apart.
    speakers: bool,
}

impl Desk {
    fn new(args: &Args, settings: &Settings) -> Result<Self, String> {
        let polish = if args.verbatim || settings.verbatim {
            PolishSettings::verbatim()
        } else {
            settings.polish.clone()
        };
        let models = crate::store::models::builtin_dir();
        let mut polisher = Polisher::load(models.as_deref(), &polish).map_err(|error| error.to_string())?;
        let mut words = settings.vocabulary.clone();
        if let Some(path) = &args.vocabulary {
            words.extend(super::read_words(path)?);
        }
        let mut plan = args.model.plan(settings);
        plan.passes.purpose = Purpose::Recording;
        plan.speakers = args.speakers || args.rttm;
        let mut options = Options::new(app::loader(plan));
        options.mixdown = settings.channel.map(app::Mixdown::Channel).unwrap_or_default();
        let pipeline = Pipeline::start(options).map_err(|error| error.to_string())?;
        let model = super::desk::wait_for_model(&pipeline)?;
        if !words.is_empty() {
            let vocabulary = Vocabulary::from_lines(&words);
            let entries = super::desk::spellings(&vocabulary);
            polisher.set_vocabulary(vocabulary);
            pipeline
                .set_vocabulary(entries)
                .map_err(|error| error.to_string())?;
        }
        Ok(Desk {
            pipeline,
            polisher,
            model,
            told_foreign: false,
            speakers: args.speakers || args.rttm,
        })
    }

    /// Runs one file through the pipeline and prints what is said in it, as it comes; with `stop`, what was said so far.
    fn transcribe(
        &mut self,
        path: &Path,
        file: SoundFile,
        realtime: bool,
        mut target: Target,
        stop: &AtomicBool,
    ) -> Result<bool, String> {
        let began = Instant::now();
        let bar = progress(file.seconds_hint(), path);
        self.pipeline
            .begin_file(file, realtime)
            .map_err(|error| error.to_string())?;
        let mut document = ExportDocument {
            title: path
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned())
                .unwrap_or_default(),
            file: Some(path.display().to_string()),
            model: self.model.clone(),
            ..ExportDocument::default()
        };
        let mut heard = Hearing::default();
        // Who spoke is sure at the end only, and with it what is one sentence.
        let mut said: Vec<Utterance> = Vec::new();
        let mut out = Ok(());
        while !heard.finished {
            if stop.load(Relaxed) && !heard.stopping {
                heard.stopping = true;
                self.pipeline.stop().map_err(|error| error.to_string())?;
            }
            match self.pipeline.events().recv_timeout(LOOK) {
                Ok(Event::Utterance(utterance)) if self.speakers => {
                    bar.set_position(utterance.end_ms);
                    said.push(utterance);
                }
                Ok(Event::Utterance(utterance)) => {
                    self.add(&utterance, &mut document);
                    bar.set_position(utterance.end_ms);
                    out = out.and_then(|()| bar.suspend(|| target.grow(&mut document)));
                }
                Ok(Event::Relabelled(told)) => relabel(told, &mut said, &mut document),
                Ok(event) => bar.suspend(|| heard.take(event)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    heard.trouble = Some("the recogniser ended".to_owned());
                    break;
                }
            }
        }
        for utterance in whole(said) {
            self.add(&utterance, &mut document);
        }
        self.close(&mut document);
        document.recording_ms = if heard.stopping {
            heard.ms
        } else {
            self.pipeline.recording_ms()
        };
        bar.finish_and_clear();
        document.number_speakers();
        let seconds = document.duration_ms() as f64 / 1_000.0;
        document.rtf = (seconds > 0.0).then(|| began.elapsed().as_secs_f64() / seconds);
        // What was read before it failed is printed all the same.
        if heard.trouble.is_none() || !document.segments.is_empty() {
            out = out.and_then(|()| target.finish(&document, path));
        }
        let all = heard.outcome(&path.display().to_string())?;
        out.map(|()| all)
    }

    /// Ends the last sentence, which was left open as long as more could follow.
    fn close(&self, document: &mut ExportDocument) {
        let Some(mark) = self.polisher.closing_mark(&document.text, "") else {
            return;
        };
        document.text.push_str(mark);
        if let Some(last) = document.segments.last_mut() {
            last.text.push_str(mark);
        }
    }

    fn add(&mut self, utterance: &Utterance, document: &mut ExportDocument) {
        if let Some(language) = utterance.language.as_ref().filter(|_| !self.told_foreign) {
            self.told_foreign = true;
            eprintln!("parlance: {language} is written as it was read: the polish knows English alone");
        }
        if document
            .segments
            .last()
            .is_some_and(|last| last.speaker != utterance.speaker)
        {
            // Nobody goes on with another's sentence.
            self.close(document);
            document.text.push_str("\n\n");
        }
        let pause_before_ms = document
            .segments
            .last()
            .map(|last| utterance.start_ms.saturating_sub(last.end_ms));
        let text = match &utterance.written {
            Some(written) => join(&document.text, written),
            None => {
                let context = Context {
                    before: &document.text,
                    pause_before_ms,
                    ..Context::default()
                };
                let polished = self.polisher.polish(utterance.words(), &context);
                for _ in 0..polished.erase {
                    let taken = document.text.pop();
                    // The mark that is taken back stood at the end of a segment, too.
                    if let Some(last) = document.segments.last_mut()
                        && last.text.chars().last() == taken
                    {
                        last.text.pop();
                    }
                }
                polished.text
            }
        };
        document.segments.push(Segment::new(utterance, &text));
        document.text.push_str(&text);
    }
}

/// Pieces that an utterance was cut into are nearer to each other than this, in milliseconds: utterances of their own have
/// longer pauses between them.
const IN_ONE_BREATH_MS: u64 = 300;

/// Utterances that were cut at a change of speakers which was none, in one piece again.
fn whole(said: Vec<Utterance>) -> Vec<Utterance> {
    let mut all: Vec<Utterance> = Vec::new();
    for utterance in said {
        match all.last_mut() {
            Some(last) if goes_on(last, &utterance) => {
                last.end_ms = utterance.end_ms;
                let words = utterance.hypotheses.into_iter().next().map(|best| best.words);
                if let (Some(best), Some(words)) = (last.hypotheses.first_mut(), words) {
                    best.words.extend(words);
                }
                last.hypotheses.truncate(1);
            }
            _ => all.push(utterance),
        }
    }
    all
}

fn goes_on(last: &Utterance, next: &Utterance) -> bool {
    let in_words = last.written.is_none() && next.written.is_none();
    in_words && last.speaker == next.speaker && next.start_ms.saturating_sub(last.end_ms) < IN_ONE_BREATH_MS
}

/// Takes over who spoke when, as it is known now.
fn relabel(told: Relabelled, said: &mut [Utterance], document: &mut ExportDocument) {
    for utterance in said
        .iter_mut()
        .filter(|utterance| utterance.end_ms > told.from_ms)
    {
        utterance.speaker = told
            .speaker_of(utterance.start_ms, utterance.end_ms)
            .or(utterance.speaker);
    }
    for (speaker, name) in told.names {
        let number = speaker as usize;
        document
            .speakers
            .resize(document.speakers.len().max(number + 1), String::new());
        document.speakers[number] = name;
    }
    document.turns.retain(|turn| turn.end_ms <= told.from_ms);
    document.turns.extend(told.turns);
}

/// Written text after other text: with a space between.
fn join(before: &str, text: &str) -> String {
    if before.is_empty() || before.ends_with(char::is_whitespace) {
        text.to_owned()
    } else {
        format!(" {text}")
    }
}

/// A progress bar for long files on a terminal; hidden otherwise.
fn progress(seconds: Option<f64>, path: &Path) -> ProgressBar {
    let Some(seconds) = seconds.filter(|seconds| *seconds > 10.0) else {
        return ProgressBar::hidden();
    };
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new((seconds * 1_000.0) as u64);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {percent}% {eta}") {
        bar.set_style(style);
    }
    bar.set_message(super::out::harmless(&path.display().to_string()).into_owned());
    bar
}
