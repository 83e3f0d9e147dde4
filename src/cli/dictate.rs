//! `parlance dictate`: speak (or play a recording), commands act, the document comes out at the end.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use crossbeam_channel::RecvTimeoutError;

use super::desk::{self, Desk};
use super::live::{Live, in_words};
use crate::app;
use crate::engine::models::ModelRegistry;
use crate::engine::{self, AppError, ModelPlan, Options, Pipeline, SoundFile, Source};
use crate::host::recovery::{self, Facts};
use crate::host::{Places, Safety};
use crate::session::{Action, Session, SessionConfig};
use crate::store::recovery::{OwedSound, Remains, set_recording_aside};
use crate::store::settings::Settings;
use crate::store::{clock, files, voices};
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
    if let Err(wrong) = args.check_out() {
        super::failed(wrong);
        return ExitCode::from(2);
    }
    match dictate(&args, &settings) {
        Ok(code) => code,
        Err(problem) => super::failed(problem),
    }
}

impl Args {
    /// Whether the document can go where it is to go: told now, and not after an hour of speaking.
    fn check_out(&self) -> Result<(), String> {
        let Some(out) = &self.out else { return Ok(()) };
        let name = out.display();
        if files::same_file(out, &self.input) {
            return Err(format!(
                "--out {name} is the recording that is dictated: it would be replaced by its text. Give another name."
            ));
        }
        if out.is_dir() {
            return Err(format!("--out {name} is a folder. Give the name of a file."));
        }
        match out.parent() {
            Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => {
                Err(format!("--out {name}: there is no folder {}", folder.display()))
            }
            _ => Ok(()),
        }
    }
}

fn dictate(args: &Args, settings: &Settings) -> Result<ExitCode, String> {
    let source = source(args, settings)?;
    let places = Places::here();
    let remains = left_over(args, &places, settings);
    let mut talk = Talk::start(Setup {
        settings,
        places: &places,
        plan: args.model.plan(settings),
        out: args.out.clone(),
        verbatim: args.verbatim,
        vocabulary: args.vocabulary.as_deref(),
    })?;
    let facts = Facts::of(&remains);
    for remains in remains {
        talk.recover(remains)?;
    }
    if facts.sessions > 0 {
        let words = talk.session.text().split_whitespace().count();
        talk.live.line(&format!(
            "{words} words of what was cut off are taken up; they come out at the end, with what is said now"
        ));
    }
    talk.listen(&source)?;
    talk.conclude()
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
fn left_over(args: &Args, places: &Places, settings: &Settings) -> Vec<Remains> {
    let found = recovery::find(places, settings);
    for told in &found.told {
        eprintln!("parlance: {told}");
    }
    if args.recover {
        if found.remains.is_empty() {
            eprintln!("parlance: nothing of a session that was cut off can be taken up");
        }
        return found.remains;
    }
    for remains in found.remains {
        if args.forget {
            match remains.settle(None) {
                Ok(aside) => aside.iter().for_each(|place| {
                    eprintln!(
                        "parlance: what could not be read of it was set aside in {}",
                        place.display()
                    );
                }),
                Err(error) => eprintln!("parlance: a session could not be erased: {error}"),
            }
        } else {
            eprintln!(
                "parlance: a session{} was cut off, with {} words and {:.1} s of sound not yet transcribed. \
                 --recover takes it up, --forget erases it ({}).",
                began(remains.at_s),
                remains.state.text.split_whitespace().count(),
                remains.owed_ms() as f64 / 1_000.0,
                remains.folder().display()
            );
        }
    }
    Vec::new()
}

/// " of 2026-11-21 14:03", where that is known.
fn began(at_s: u64) -> String {
    let at = clock::wall_time(at_s);
    if at.date.is_empty() {
        String::new()
    } else {
        format!(" of {} {}", at.date, at.time)
    }
}

fn session(setup: &Setup<'_>, pipeline: &Pipeline, model: String) -> Result<Session, String> {
    let settings = setup.settings;
    let models = crate::store::models::builtin_dir();
    let mut polisher =
        Polisher::load(models.as_deref(), &settings.polish).map_err(|error| error.to_string())?;
    let mut words = settings.vocabulary.clone();
    if let Some(path) = setup.vocabulary {
        words.extend(super::read_words(path)?);
    }
    if !words.is_empty() {
        let vocabulary = Vocabulary::from_lines(&words);
        pipeline
            .set_vocabulary(crate::engine::spellings(&vocabulary))
            .map_err(|error| error.to_string())?;
        polisher.set_vocabulary(vocabulary);
    }
    let mut config = SessionConfig::new(polisher);
    config.verbatim = setup.verbatim || settings.verbatim;
    // There is no preview to look at here.
    config.always_apply = true;
    config.owner = settings.owner().map(str::to_owned);
    config.commands = settings.command.clone();
    if let Some(owner) = settings.owner().filter(|owner| !voices::is_enrolled(owner)) {
        eprintln!(
            "parlance: commands of {owner} alone are obeyed (only_listen_to), but nobody is enrolled by that name: \
             `parlance speakers add {owner:?} --record`"
        );
    }
    let mut session = Session::new(config);
    session.on_event(Event::Loaded { model });
    Ok(session)
}

/// What a session at a microphone is begun with.
pub(super) struct Setup<'a> {
    pub(super) settings: &'a Settings,
    pub(super) places: &'a Places,
    pub(super) plan: ModelPlan,
    /// Where "save" writes.
    pub(super) out: Option<PathBuf>,
    pub(super) verbatim: bool,
    /// A file of own words, beside those of the settings.
    pub(super) vocabulary: Option<&'a Path>,
}

/// A session at a microphone, with all that surrounds it.
pub(super) struct Talk {
    pub(super) pipeline: Pipeline,
    pub(super) session: Session,
    pub(super) desk: Desk,
    pub(super) safety: Safety,
    pub(super) live: Live,
    failed: Option<String>,
}

impl Talk {
    /// Starts the threads, and returns when the recogniser is loaded.
    pub(super) fn start(setup: Setup<'_>) -> Result<Self, String> {
        let mut trouble = Vec::new();
        let safety = Safety::start(setup.settings, setup.places, |message| trouble.push(message));
        for message in trouble {
            eprintln!("parlance: {message}");
        }
        let models = ModelRegistry::default();
        let mut options = Options::new(engine::loader(setup.plan.clone(), &models));
        options.copy = safety.sound().map(app::copy_into);
        let channel = setup.settings.channel.map(engine::Mixdown::Channel);
        options.mixdown = channel.unwrap_or_default();
        let pipeline = Pipeline::start(options).map_err(|error| error.to_string())?;
        let model = desk::wait_for_model(&pipeline)?;
        let session = session(&setup, &pipeline, model)?;
        let rewriting = &setup.settings.rewrite;
        let rewriter = engine::rewriter(session.view().vocabulary, &models, rewriting);
        let mut desk = Desk::new(setup.out, rewriter);
        desk.words = Some(session.view().vocabulary.clone());
        Ok(Talk {
            pipeline,
            session,
            desk,
            safety,
            live: Live::new(),
            failed: None,
        })
    }

    /// Begins a recording.
    pub(super) fn begin(&mut self, source: &Source) -> Result<(), String> {
        let nearby = self.session.view().nearby();
        self.pipeline
            .set_context(nearby)
            .map_err(|error| error.to_string())?;
        let recording = self.pipeline.begin(source).map_err(|error| error.to_string())?;
        self.safety.began(recording);
        self.perform(Action::StartListening);
        Ok(())
    }

    /// Does what the user asks, and what follows from it.
    pub(super) fn perform(&mut self, action: Action) {
        let effects = self.session.perform(action);
        self.desk.act(&mut self.session, Some(&self.pipeline), effects);
    }

    /// Takes up a session that was cut off: its text first, then the sound it still owes. It is put away when the safety
    /// copy has all of that, or else at the end.
    fn recover(&mut self, remains: Remains) -> Result<(), String> {
        let text = remains.state.text.clone();
        let sound = remains.sound.clone();
        self.session.perform(Action::Recover { text });
        self.safety.took_up(remains);
        self.safety.note(&self.session.view());
        for owed in sound {
            self.hear_owed(owed)?;
        }
        self.safety.note(&self.session.view());
        self.safety.settle();
        Ok(())
    }

    fn hear_owed(&mut self, owed: OwedSound) -> Result<(), String> {
        let begun = SoundFile::open(&owed.path)
            .map_err(AppError::from)
            .and_then(|mut file| {
                file.skip_ms(owed.from_ms);
                self.pipeline.begin_again(file)
            });
        match begun {
            Ok(()) => {
                self.safety.began_owed(owed);
                self.drain(&AtomicBool::new(false))
            }
            Err(error) => {
                self.safety.distrust(&owed.session);
                let place = set_recording_aside(&owed.path).unwrap_or(owed.path);
                self.live.line(&format!(
                    "{error}. That recording is kept in {}; everything else is taken up",
                    place.display()
                ));
                Ok(())
            }
        }
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
        self.begin(source)?;
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
                Err(RecvTimeoutError::Timeout) => self.note(),
                Err(RecvTimeoutError::Disconnected) => return Err("the recogniser ended".to_owned()),
            }
        }
    }

    /// One event; `true` at the end of the recording.
    pub(super) fn take(&mut self, event: Event) -> bool {
        match &event {
            Event::Notice(notice) => {
                let message = in_words(notice);
                self.live.line(&message);
                // What was not heard is not in the document.
                if matches!(notice, Notice::Recording { .. } | Notice::Dropped { .. }) {
                    self.failed = Some(message);
                }
            }
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
        self.note();
        self.live.show(&self.session);
        finished
    }

    pub(super) fn note(&mut self) {
        self.safety.note(&self.session.view());
        while let Some(trouble) = self.safety.trouble() {
            self.live.line(&trouble);
        }
    }

    /// Hands the document over; only when it is safely out may the safety copy go.
    fn conclude(mut self) -> Result<ExitCode, String> {
        self.live.clear();
        let text = self.session.text().to_owned();
        let end = if text.is_empty() || text.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        // Standard output first: a disk that hangs can hold a file for ever.
        let printed = super::out::write_all(&format!("{text}{end}"));
        let saved = self.desk.files.conclude(&text);
        let failed = self.failed.is_some() || self.desk.files.have_failed();
        drop(self.pipeline);
        self.desk.finish();
        if let (Err(problem), Err(other)) = (&printed, &saved) {
            return Err(format!("{problem}; {other}"));
        }
        printed?;
        saved?;
        for trouble in self.safety.finish() {
            eprintln!("parlance: {trouble}");
        }
        Ok(if failed {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        })
    }
}
