//! `parlance dictate`: speak (or play a recording), commands act, the document comes out at the end.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use crossbeam_channel::RecvTimeoutError;

use super::desk::{self, Desk};
use crate::app::{self, AppError, Options, Pipeline, Safety, SoundFile, Source};
use crate::session::{Action, Session, SessionConfig};
use crate::store::recovery::{self, Remains};
use crate::store::settings::Settings;
use crate::transcript::polish::{Polisher, Vocabulary};
use crate::transcript::{Event, Notice};

/// Flags of `parlance dictate`.
#[derive(clap::Args)]
pub struct Args {
    /// mic, a recording in the microphone's place, or - for a recording on standard input
    #[arg(long, default_value = "mic", value_name = "mic|FILE|-")]
    input: PathBuf,
    /// Microphone, by its name or a part of it (see `parlance devices`) [default: the settings', the system's]
    #[arg(long, value_name = "NAME")]
    device: Option<String>,
    /// Play the recording at the pace of real time
    #[arg(long)]
    realtime: bool,
    /// Write the document here too, at the end and on "save"
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The words as they were said
    #[arg(long)]
    verbatim: bool,
    /// Own words, one a line
    #[arg(long, value_name = "FILE")]
    vocabulary: Option<PathBuf>,
    /// Keep no safety copy of sound and text on disk while dictating
    #[arg(long)]
    no_safety_copy: bool,
    /// Take up a session that was cut off: its text, and the sound that was not yet transcribed
    #[arg(long, conflicts_with = "forget")]
    recover: bool,
    /// Erase what was left of sessions that were cut off
    #[arg(long)]
    forget: bool,
    #[command(flatten)]
    model: super::model::Flags,
}

/// Dictates; the document goes to standard output.
pub fn run(args: Args) -> ExitCode {
    let (mut settings, trouble) = Settings::load();
    if let Some(trouble) = trouble {
        eprintln!("parlance: {trouble}");
    }
    settings.safety_copy &= !args.no_safety_copy;
    match dictate(&args, &settings) {
        Ok(code) => code,
        Err(problem) => super::failed(problem),
    }
}

fn dictate(args: &Args, settings: &Settings) -> Result<ExitCode, String> {
    let source = source(args, settings)?;
    let remains = left_over(args);
    let mut trouble = Vec::new();
    let safety = Safety::start(settings, None, |message| trouble.push(message));
    for message in trouble {
        eprintln!("parlance: {message}");
    }
    let mut options = Options::new(app::loader(args.model.plan(settings)));
    options.copy = safety.sound().map(app::copy_into);
    options.mixdown = settings.channel.map(app::Mixdown::Channel).unwrap_or_default();
    let pipeline = Pipeline::start(options).map_err(|error| error.to_string())?;
    let model = desk::wait_for_model(&pipeline)?;
    let session = session(args, settings, &pipeline, model)?;
    let mut desk = Desk::new(args.out.clone(), app::rewriter(session.view().vocabulary));
    desk.words = Some(session.view().vocabulary.clone());
    let mut talk = Talk {
        pipeline,
        session,
        desk,
        safety,
        live: Live::new(),
        failed: None,
    };
    for remains in remains {
        talk.recover(remains)?;
    }
    talk.listen(&source)?;
    talk.conclude(args)
}

/// Where the sound comes from; a file is opened now, so that a wrong one is told at once.
fn source(args: &Args, settings: &Settings) -> Result<Source, String> {
    if args.input.as_os_str() == "mic" {
        let device = args.device.clone().or_else(|| settings.device.clone());
        return Ok(Source::Microphone(device));
    }
    Ok(Source::File {
        path: args.input.clone(),
        realtime: args.realtime,
    })
}

/// Sessions that were cut off: taken up, erased, or offered.
fn left_over(args: &Args) -> Vec<Remains> {
    let remains = app::remains();
    if args.recover {
        if remains.is_empty() {
            eprintln!("parlance: no session was cut off; nothing to recover");
        }
        return remains;
    }
    for remains in remains {
        if args.forget {
            if let Err(error) = remains.settle(None) {
                eprintln!("parlance: a session could not be erased: {error}");
            }
        } else {
            eprintln!(
                "parlance: a session was cut off, with {} words and {:.1} s of sound not yet transcribed. \
                 --recover takes it up, --forget erases it ({}).",
                remains.state.text.split_whitespace().count(),
                remains.owed_ms() as f64 / 1_000.0,
                remains.folder().display()
            );
        }
    }
    Vec::new()
}

fn session(args: &Args, settings: &Settings, pipeline: &Pipeline, model: String) -> Result<Session, String> {
    let models = crate::store::models::builtin_dir();
    let mut polisher =
        Polisher::load(models.as_deref(), &settings.polish).map_err(|error| error.to_string())?;
    let mut words = settings.vocabulary.clone();
    if let Some(path) = &args.vocabulary {
        words.extend(super::read_words(path)?);
    }
    if !words.is_empty() {
        let vocabulary = Vocabulary::from_lines(&words);
        pipeline
            .set_vocabulary(desk::spellings(&vocabulary))
            .map_err(|error| error.to_string())?;
        polisher.set_vocabulary(vocabulary);
    }
    let mut config = SessionConfig::new(polisher);
    config.verbatim = args.verbatim || settings.verbatim;
    // There is no preview to look at here.
    config.always_apply = true;
    let mut session = Session::new(config);
    session.on_event(Event::Loaded { model });
    Ok(session)
}

struct Talk {
    pipeline: Pipeline,
    session: Session,
    desk: Desk,
    safety: Safety,
    live: Live,
    failed: Option<String>,
}

impl Talk {
    /// Takes up a session that was cut off: its text first, then the sound it still owes.
    fn recover(&mut self, remains: Remains) -> Result<(), String> {
        let before = self.session.text().to_owned();
        let gap = if before.is_empty() || before.ends_with('\n') {
            ""
        } else {
            "\n\n"
        };
        let end = before.chars().count();
        let text = format!("{gap}{}", remains.state.text);
        self.session.perform(Action::ReplaceRange {
            start: end,
            end,
            text,
        });
        self.safety.note(&self.session.view());
        for owed in &remains.sound {
            let begun = SoundFile::open(&owed.path)
                .map_err(AppError::from)
                .and_then(|mut file| {
                    file.skip_ms(owed.from_ms);
                    self.pipeline.begin_file(file, false)
                });
            match begun {
                Ok(recording) => {
                    self.safety.began(recording);
                    self.drain(&AtomicBool::new(false))?;
                }
                Err(error) => {
                    let place = recovery::set_aside(&owed.path).unwrap_or_else(|_| owed.path.clone());
                    self.live.line(&format!(
                        "{error}. That recording is kept in {}; everything else is taken up",
                        place.display()
                    ));
                }
            }
        }
        let folder = remains.folder().display().to_string();
        remains
            .settle(None)
            .map_err(|error| format!("{folder} could not be erased: {error}"))
    }

    /// One recording, to its end.
    fn listen(&mut self, source: &Source) -> Result<(), String> {
        let stop = Arc::new(AtomicBool::new(false));
        let stopping = stop.clone();
        // Ctrl-C, a request to end, a terminal that is closed: the words already spoken still come out.
        let handler = ctrlc::set_handler(move || {
            // The second time, the user means it.
            if stopping.swap(true, Relaxed) {
                std::process::exit(130);
            }
        });
        if let Err(error) = handler {
            let what = format!("Ctrl-C will end at once, without the last words: {error}");
            self.live.line(&what);
        }
        if matches!(source, Source::Microphone(_)) {
            self.live.announce = true;
            self.live
                .line("starting the microphone; say \"stop listening\" or press Ctrl-C to end");
        }
        let nearby = self.session.view().nearby();
        self.pipeline
            .set_context(nearby)
            .map_err(|error| error.to_string())?;
        let recording = self.pipeline.begin(source).map_err(|error| error.to_string())?;
        self.safety.began(recording);
        let effects = self.session.perform(Action::StartListening);
        self.desk.act(&mut self.session, Some(&self.pipeline), effects);
        self.drain(&stop)
    }

    /// Takes events until the recording is finished.
    fn drain(&mut self, stop: &AtomicBool) -> Result<(), String> {
        let mut stopping = false;
        loop {
            if stop.load(Relaxed) && !stopping {
                stopping = true;
                self.pipeline.stop().map_err(|error| error.to_string())?;
            }
            match self.pipeline.events().recv_timeout(Duration::from_millis(100)) {
                Ok(event) => {
                    if self.take(event) {
                        return Ok(());
                    }
                }
                Err(RecvTimeoutError::Timeout) => self.safety.note(&self.session.view()),
                Err(RecvTimeoutError::Disconnected) => return Err("the recogniser ended".to_owned()),
            }
        }
    }

    /// One event; `true` at the end of the recording.
    fn take(&mut self, event: Event) -> bool {
        match &event {
            Event::Notice(notice) => self.live.line(&in_words(notice)),
            Event::Failed { message } => {
                self.live.line(message);
                self.failed = Some(message.clone());
            }
            Event::Listening => self.live.ready(),
            _ => {}
        }
        let finished = matches!(event, Event::Finished);
        self.safety.heard(&event);
        let asked = self.session.view().asked;
        let effects = self.session.on_event(event);
        self.desk.act(&mut self.session, Some(&self.pipeline), effects);
        if self.session.view().asked.is_some() && asked.is_none() {
            self.live.question(&self.session);
        }
        self.safety.note(&self.session.view());
        self.live.show(&self.session);
        finished
    }

    fn conclude(mut self, args: &Args) -> Result<ExitCode, String> {
        self.live.clear();
        let text = self.session.text().to_owned();
        let mut saved = Ok(());
        if let Some(path) = &args.out {
            saved =
                crate::store::files::write_atomic(path, text.as_bytes()).map_err(|error| error.to_string());
        }
        let mut out = std::io::stdout().lock();
        let end = if text.is_empty() || text.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        write!(out, "{text}{end}")
            .and_then(|()| out.flush())
            .map_err(|error| format!("standard output: {error}"))?;
        drop(self.pipeline);
        self.desk.finish();
        // Only when the document is safely out may the safety copy go.
        saved?;
        self.safety.finish();
        Ok(if self.failed.is_some() {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        })
    }
}

/// Live text on a terminal: one line, rewritten; nothing when standard error is no terminal.
struct Live {
    terminal: bool,
    /// A microphone: say when it is ready.
    announce: bool,
    shown: bool,
}

impl Live {
    fn new() -> Self {
        Live {
            terminal: std::io::stderr().is_terminal(),
            announce: false,
            shown: false,
        }
    }

    /// Only now is it true that words are heard.
    fn ready(&mut self) {
        if self.announce {
            self.line("ready");
        }
    }

    fn show(&mut self, session: &Session) {
        if !self.terminal {
            return;
        }
        let view = session.view();
        let whole: String = format!(
            "{}\u{1b}[2m{}\u{1b}[0m",
            tail(view.text, 60),
            tail(view.live.0, 60)
        );
        tell(format_args!("\r\u{1b}[K{}", whole.replace('\n', " ")));
        self.shown = true;
    }

    fn line(&mut self, what: &str) {
        self.clear();
        tell(format_args!("parlance: {what}\n"));
    }

    /// What waits for an answer, with the numbers to answer by.
    fn question(&mut self, session: &Session) {
        let view = session.view();
        self.line(view.message);
        for (choice, number) in view.choices.iter().zip(1..) {
            tell(format_args!("  {number}. {}\n", choice.label));
        }
    }

    fn clear(&mut self) {
        if std::mem::take(&mut self.shown) {
            tell(format_args!("\r\u{1b}[K"));
        }
    }
}

/// To standard error, which may have gone: a terminal that was closed must not end what it started before the document
/// is safe, as `eprint!` would.
fn tell(what: std::fmt::Arguments<'_>) {
    if std::io::stderr().write_fmt(what).is_err() {
        tracing::debug!("standard error has gone");
    }
}

/// The last characters of a text.
fn tail(text: &str, n: usize) -> &str {
    let start = text
        .char_indices()
        .rev()
        .nth(n.saturating_sub(1))
        .map_or(0, |(at, _)| at);
    &text[start..]
}

fn in_words(notice: &Notice) -> String {
    match notice {
        Notice::DeviceLost { device } => format!("{device} is gone; waiting for it, your text is safe"),
        Notice::DeviceBack { device } => format!("{device} is back"),
        Notice::Microphone { message }
        | Notice::StoreTrouble { message }
        | Notice::Recogniser { message } => message.clone(),
        Notice::Muted => "only silence arrives: is the microphone muted?".to_owned(),
        Notice::Unmuted => "sound arrives again".to_owned(),
        Notice::Dropped { ms } => format!("the machine was too busy: {ms} ms of sound were lost"),
        Notice::Lag { ms: 0 } => "caught up".to_owned(),
        Notice::Lag { ms } => format!("{:.1} s behind", *ms as f64 / 1_000.0),
    }
}
