//! `parlance transcribe`: recordings to text, JSON or subtitles.

mod print;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use indicatif::{ProgressBar, ProgressStyle};

use print::{Output, Printer, Target};

use super::CliResult;
use super::loading::LoadingBar;
use crate::document::FileFormat;
use crate::engine::{Follow, SoundFile, Transcriber, Transcript};
use crate::store::export::ExportDocument;

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
    let writing = (args.verbatim, args.vocabulary.as_deref());
    let options = args
        .model
        .transcribing(&super::settings(), writing, args.speakers || args.rttm);
    let started = options.and_then(|options| {
        let mut loading = LoadingBar::default();
        Transcriber::start(options, &mut |news| loading.tell(news))
    });
    let mut transcriber = match started {
        Ok(transcriber) => transcriber,
        Err(problem) => return super::failed(problem),
    };
    let mut told_foreign = false;
    let (stop, handler) = super::stop::on_request();
    if let Err(error) = handler {
        tracing::warn!(%error, "Ctrl-C will end at once");
    }
    let mut code = ExitCode::SUCCESS;
    for (n, path) in args.files.iter().enumerate() {
        let asides = (&*stop, &mut told_foreign);
        match args.transcribe(&mut transcriber, n, path, asides) {
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

impl Args {
    /// Transcribes the `n`-th file and prints what is said in it, as it comes; with `stop`, what was said so far. `Ok(false)`
    /// when parts of it were damaged, which was told.
    fn transcribe(
        &self,
        transcriber: &mut Transcriber,
        n: usize,
        path: &Path,
        (stop, told_foreign): (&AtomicBool, &mut bool),
    ) -> CliResult<bool> {
        let file = SoundFile::open_track(path, self.track)?;
        let bar = progress(file.seconds_hint(), path);
        let document = ExportDocument {
            title: path
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned())
                .unwrap_or_default(),
            file: Some(path.display().to_string()),
            ..ExportDocument::default()
        };
        let mut target = self.target(n);
        let mut follower = Follower {
            bar: &bar,
            target: &mut target,
            stop,
            told_foreign: &mut *told_foreign,
            out: Ok(()),
        };
        let transcript = transcriber.transcribe(file, document, self.realtime, &mut follower)?;
        let mut out = follower.out;
        bar.finish_and_clear();
        tell_foreign(&transcript, told_foreign);
        // What was read before it failed is printed all the same.
        if transcript.is_worth_showing() {
            out = out.and_then(|()| target.finish(&transcript.document, path));
        }
        let all = transcript.outcome(&path.display().to_string())?;
        out?;
        Ok(all)
    }

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

/// Shows one recording on its way: a bar, what is told, and the transcript as it grows.
struct Follower<'a> {
    bar: &'a ProgressBar,
    target: &'a mut Target,
    stop: &'a AtomicBool,
    /// It was said that another language than English is written as it was read.
    told_foreign: &'a mut bool,
    /// The first failure of printing.
    out: CliResult,
}

impl Follow for Follower<'_> {
    fn wants_end(&mut self, _read_ms: u64) -> bool {
        self.stop.load(Relaxed)
    }

    fn reached(&mut self, ms: u64) {
        self.bar.set_position(ms);
    }

    fn grown(&mut self, transcript: &mut Transcript) {
        if self.out.is_ok() {
            self.out = self.bar.suspend(|| {
                tell_foreign(transcript, self.told_foreign);
                self.target.grow(&mut transcript.document)
            });
        }
    }

    fn told(&mut self, message: &str) {
        self.bar.suspend(|| print::tell(message));
    }
}

/// Says once that another language than English is written as it was read.
fn tell_foreign(transcript: &Transcript, told: &mut bool) {
    if let Some(language) = transcript.language.as_ref().filter(|_| !*told) {
        *told = true;
        eprintln!("parlance: {language} is written as it was read: the polish knows English alone");
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
