//! `parlance transcribe`: recordings to text, JSON or subtitles.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use crate::app::{self, Options, Pipeline, SoundFile};
use crate::store::export::{self, ExportDocument, Format};
use crate::store::settings::Settings;
use crate::transcript::polish::{Context, PolishSettings, Polisher, Vocabulary};
use crate::transcript::{Event, Relabelled, Segment, Utterance};

/// Flags of `parlance transcribe`.
#[derive(clap::Args)]
pub struct Args {
    /// Recordings: WAV, FLAC, MP3, OGG Vorbis, M4A/AAC; - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// One JSON object per file, one a line: text, segments, words with times and confidence
    #[arg(long, group = "format")]
    json: bool,
    /// SubRip subtitles
    #[arg(long, group = "format")]
    srt: bool,
    /// WebVTT subtitles
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
        eprintln!("parlance: {trouble}");
    }
    let mut desk = match Desk::new(&args, &settings) {
        Ok(desk) => desk,
        Err(problem) => return super::failed(problem),
    };
    let mut code = ExitCode::SUCCESS;
    for (n, path) in args.files.iter().enumerate() {
        match desk.transcribe(path, args.realtime) {
            Ok(document) => {
                if let Err(problem) = print(&args, &document, n) {
                    code = super::failed(problem);
                }
            }
            Err(problem) => code = super::failed(problem),
        }
    }
    code
}

struct Desk {
    pipeline: Pipeline,
    polisher: Polisher,
    model: String,
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
        plan.speakers = args.speakers || args.rttm;
        let pipeline = Pipeline::start(Options::new(app::loader(plan))).map_err(|error| error.to_string())?;
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
        })
    }

    /// Runs one file through the pipeline.
    fn transcribe(&mut self, path: &Path, realtime: bool) -> Result<ExportDocument, String> {
        let began = Instant::now();
        let file = SoundFile::open(path).map_err(|error| error.to_string())?;
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
        let mut trouble = None;
        loop {
            match self.pipeline.events().recv() {
                Ok(Event::Utterance(utterance)) => self.add(&utterance, &mut document),
                Ok(Event::Relabelled(told)) => relabel(told, &mut document),
                Ok(Event::Failed { message }) => trouble = Some(message),
                Ok(Event::Finished) => break,
                Ok(_) => {}
                Err(_) => return Err(format!("{}: the recogniser ended", path.display())),
            }
            bar.set_position(self.pipeline.position_ms());
        }
        self.close(&mut document);
        document.recording_ms = self.pipeline.position_ms();
        bar.finish_and_clear();
        // A failure while the file was poured may come in just after the end of the recording.
        for event in self.pipeline.events().try_iter() {
            if let Event::Failed { message } = event {
                trouble = Some(message);
            }
        }
        if let Some(message) = trouble {
            let name = path.display().to_string();
            return Err(if message.contains(&name) {
                message
            } else {
                format!("{name}: {message}")
            });
        }
        let seconds = document.duration_ms() as f64 / 1_000.0;
        document.rtf = (seconds > 0.0).then(|| began.elapsed().as_secs_f64() / seconds);
        Ok(document)
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

    fn add(&self, utterance: &Utterance, document: &mut ExportDocument) {
        let changed = document.segments.last().is_some_and(|last| last.speaker != utterance.speaker);
        if changed {
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
                let keep = document.text.chars().count() - polished.erase.min(document.text.chars().count());
                let end = document
                    .text
                    .char_indices()
                    .nth(keep)
                    .map_or(document.text.len(), |(at, _)| at);
                document.text.truncate(end);
                polished.text
            }
        };
        document.segments.push(Segment::new(utterance, &text));
        document.text.push_str(&text);
    }
}

/// Takes over who spoke when, as it is known now.
fn relabel(told: Relabelled, document: &mut ExportDocument) {
    for segment in document.segments.iter_mut().filter(|segment| segment.end_ms > told.from_ms) {
        segment.speaker = told.speaker_of(segment.start_ms, segment.end_ms).or(segment.speaker);
    }
    for (speaker, name) in told.names {
        let number = speaker as usize;
        document.speakers.resize(document.speakers.len().max(number + 1), String::new());
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

fn print(args: &Args, document: &ExportDocument, n: usize) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    let text = if args.json {
        export::json_line(document).map_err(|error| error.to_string())? + "\n"
    } else if args.rttm {
        rendered(document, Format::Rttm)?
    } else if document.segments.is_empty() && (args.srt || args.vtt) {
        // Silence is no failure: an empty file of subtitles.
        if args.vtt {
            "WEBVTT\n".to_owned()
        } else {
            String::new()
        }
    } else {
        let format = match (args.srt, args.vtt) {
            (true, _) => Format::Srt,
            (_, true) => Format::Vtt,
            _ if args.speakers => Format::Dialogue,
            _ => Format::Text,
        };
        let text = rendered(document, format)?;
        let heading = if args.files.len() > 1 && !args.srt && !args.vtt {
            format!(
                "{}== {} ==\n",
                if n > 0 { "\n" } else { "" },
                document.file.as_deref().unwrap_or("")
            )
        } else {
            String::new()
        };
        format!("{heading}{}\n", text.trim_end())
    };
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| format!("standard output: {error}"))
}

fn rendered(document: &ExportDocument, format: Format) -> Result<String, String> {
    let bytes = export::render(document, format).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
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
    bar.set_message(path.display().to_string());
    bar
}
