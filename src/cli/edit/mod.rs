//! `parlance edit`: a document and utterances in, the edited document out. No window; the same session.

mod report;
mod said;

use std::path::PathBuf;

use super::CliResult;
#[cfg(feature = "desktop")]
use super::file_recogniser;
#[cfg(feature = "desktop")]
use crate::engine;
use crate::host::front_end::{self, FrontEnd, Report, RewriteJob};
use crate::host::{self, Documents, FileJob, Saving, own_words};
use crate::rewrite::Rewriter;
use crate::session::{Action, Dictated, Effect, Listening, Mode, Session, read_marks};
#[cfg(feature = "desktop")]
use crate::settings::ModelChoice;
use crate::settings::Settings;
use crate::transcript::{Event, Utterance};
pub(super) use report::marked;
use report::report;
use said::{Said, Speech};

/// Speak to a text: each --say is one utterance as the recogniser would give it, each --hear a recording
///
/// In TEXT `|` marks the caret and `«…»` the selection; without marks the caret is at the end. The edited text is
/// printed with the same marks.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  parlance edit --text 'Meet me on Tuesday.' --say 'replace tuesday with friday'
  parlance edit --text 'I like |red cars' --say 'bold cars' --say 'undo that' --json
  parlance edit --text '«pears, apples»' --say 'sort these words' --say apply   (a [[command]] of the settings' file)
  parlance edit --file letter.md --say 'make the last paragraph shorter' --say apply
  parlance edit --text 'Meet me on Tuesday.' --hear command.wav")]
pub struct Args {
    /// The document, with marks
    #[arg(
        long,
        value_name = "TEXT",
        allow_hyphen_values = true,
        required_unless_present = "file",
        conflicts_with = "file"
    )]
    text: Option<String>,
    /// The document's file, taken as it is: no marks, the caret at its end
    #[arg(long, value_name = "DOC.md")]
    file: Option<PathBuf>,
    #[command(flatten)]
    speech: Speech,
    /// Print one JSON object per utterance: text, message, choices, asked, preview, applied
    #[arg(long)]
    json: bool,
    /// Write the words as heard
    #[arg(long)]
    verbatim: bool,
    /// Apply rewrites without asking
    #[arg(long)]
    always_apply: bool,
    /// Own words, one a line
    #[arg(long, value_name = "FILE")]
    vocabulary: Option<PathBuf>,
    #[cfg(feature = "desktop")]
    #[command(flatten)]
    model: super::model::Flags,
}

/// Runs the subcommand; whether all that was to be written was.
pub fn run(args: &Args) -> CliResult<bool> {
    let mut documents = Documents::new(PathBuf::from("."));
    let settings = super::settings();
    #[cfg(feature = "desktop")]
    let rewriting = settings.rewrite.clone();
    let session = session(args, settings, &mut documents)?;
    #[cfg(feature = "desktop")]
    let models = engine::models::ModelRegistry::default();
    // The rewriter asks the model for as long as it is held here.
    #[cfg(feature = "desktop")]
    let _model = match &args.model.model {
        Some(ModelChoice::Path(_)) => Some(load(args, &models)?),
        _ => None,
    };
    #[cfg(feature = "desktop")]
    let rewriter = engine::rewriter(session.view().vocabulary, &models, &rewriting);
    #[cfg(not(feature = "desktop"))]
    let rewriter = rewriter(&session)?;
    let mut script = Script {
        session,
        saving: Saving::default(),
        documents,
        rewriter,
        json: args.json,
        asked: false,
        clipboard: String::new(),
        before: String::new(),
    };
    #[cfg(feature = "desktop")]
    let mut pipeline: Option<engine::Pipeline> = None;
    for said in &args.speech.0 {
        match said {
            Said::Words(words) => script.hear(Event::Utterance(Utterance::from_text(words)))?,
            #[cfg(feature = "desktop")]
            Said::Recording(file) => {
                let pipeline = match &mut pipeline {
                    Some(pipeline) => pipeline,
                    none => none.insert(listen(args, &script.session)?),
                };
                let mut events = Vec::new();
                pipeline.set_context(script.session.view().nearby())?;
                file_recogniser::hear(pipeline, file, |event| events.push(event))
                    .map_err(|problem| format!("{}: {problem}", file.display()))?;
                for event in events {
                    script.hear(event)?;
                }
            }
            #[cfg(not(feature = "desktop"))]
            Said::Recording(file) => {
                return Err(format!("{}: this build of parlance hears nothing", file.display()).into());
            }
        }
    }
    if !args.json {
        super::out::write_all(&format!("{}\n", marked(&script.session)))?;
    }
    Ok(!script.saving.has_failed())
}

/// Something to hear recordings with, own words and all.
#[cfg(feature = "desktop")]
fn listen(args: &Args, session: &Session) -> CliResult<engine::Pipeline> {
    let pipeline = file_recogniser::start(args.model.plan(&Settings::default()))?;
    pipeline.set_vocabulary(session.view().vocabulary)?;
    Ok(pipeline)
}

/// Rewrites by rules, which polish as dictation is polished.
#[cfg(not(feature = "desktop"))]
fn rewriter(session: &Session) -> CliResult<Box<dyn Rewriter>> {
    let models = crate::store::models::builtin_dir();
    let mut polisher = crate::transcript::polish::Polisher::load(models.as_deref(), &Default::default())?;
    polisher.set_vocabulary(session.view().vocabulary.clone());
    let polish = Box::new(move |text: &str| polisher.polish_text(text).text);
    let rules = crate::rewrite::Rules::with_polish(polish);
    Ok(Box::new(crate::rewrite::WithPrograms(Box::new(rules))))
}

/// The language model of the flags. Without flags the rules rewrite, whatever the settings name: a model that
/// takes a minute to load is not what someone expects who changes one word.
#[cfg(feature = "desktop")]
fn load(args: &Args, models: &engine::models::ModelRegistry) -> CliResult<engine::models::Loaded> {
    let plan = args.model.plan(&Settings::default());
    let loaded = super::model::with_bar("loading", |progress| models.load(&plan, progress))?;
    if let Some(message) = &loaded.message {
        eprintln!("parlance: {message}");
    }
    Ok(loaded)
}

/// A session with the document, listening. Of the settings only the user's own commands count, and who rewrites: what a
/// script does is not to depend on the others.
fn session(args: &Args, settings: Settings, documents: &mut Documents) -> CliResult<Session> {
    let words = args.vocabulary.as_deref().map(own_words::read).transpose()?;
    let mut session = host::new_session(&Settings {
        command: settings.command,
        verbatim: args.verbatim,
        always_apply: args.always_apply,
        vocabulary: words.unwrap_or_default(),
        ..Settings::default()
    })?;
    let (text, anchor, caret) = match (&args.text, &args.file) {
        (Some(text), _) => read_marks(text),
        (None, Some(file)) => {
            let text = documents.open(file)?;
            let end = text.chars().count();
            (text, end, end)
        }
        (None, None) => (String::new(), 0, 0),
    };
    session.perform(Action::Load {
        text,
        path: args.file.clone(),
    });
    session.perform(Action::Select { anchor, caret });
    session.perform(Action::StartListening);
    session.on_event(Event::Listening);
    Ok(session)
}

/// A document that is spoken to as a front end: files are written, the clipboard is one of its own, nothing is heard and
/// nothing is left behind.
struct Script {
    session: Session,
    saving: Saving,
    documents: Documents,
    rewriter: Box<dyn Rewriter>,
    /// Questions are printed with the rest of the session's state.
    json: bool,
    /// A question is open, and was shown.
    asked: bool,
    clipboard: String,
    /// What was on the clipboard before the last copy.
    before: String,
}

impl Script {
    /// Lets the session hear something and does what it asks for; of what is an utterance the outcome is printed.
    fn hear(&mut self, event: Event) -> CliResult {
        let utterance = matches!(event, Event::Utterance(_) | Event::Doubted(_));
        let before = state(&self.session);
        let effects = self.session.on_event(event);
        let asked = effects.iter().any(is_outcome);
        front_end::execute(self, effects);
        if self.json && utterance {
            let waits = self.session.view().asked.is_some();
            let applied = (asked || state(&self.session) != before) && !waits;
            super::out::write_all(&format!("{}\n", report(&self.session, applied)?))?;
        }
        Ok(())
    }
}

/// Whether an utterance that had this effect was carried out.
fn is_outcome(effect: &Effect) -> bool {
    !matches!(
        effect,
        Effect::Rewrite { .. } | Effect::CancelRewrite { .. } | Effect::KeepInHistory(_)
    )
}

impl FrontEnd for Script {
    fn parts(&mut self) -> (&mut Session, &mut Saving) {
        (&mut self.session, &mut self.saving)
    }

    fn session_changed(&mut self) {
        let view = self.session.view();
        let asked = view.asked.is_some();
        if asked && !self.asked && !self.json {
            eprintln!("parlance: {}", view.message);
        }
        self.asked = asked;
    }

    fn begin_recording(&mut self) {}

    fn end_recording(&mut self) {}

    fn copy(&mut self, text: String, _html: Option<String>) {
        self.before = std::mem::replace(&mut self.clipboard, text);
    }

    fn paste(&mut self) {
        let text = self.clipboard.clone();
        front_end::pasted(self, text);
    }

    fn restore_clipboard(&mut self) {
        self.clipboard = std::mem::take(&mut self.before);
    }

    fn run_file_job(&mut self, job: FileJob) {
        let outcome = job.run(&mut self.documents);
        front_end::file_done(self, outcome);
    }

    fn rewrite(&mut self, job: RewriteJob) {
        let result = front_end::rewrite_now(&mut self.session, self.rewriter.as_mut(), &job);
        front_end::rewrite_done(self, job.ticket, result);
    }

    fn cancel_rewrite(&mut self, _ticket: u64) {
        // Rewrites are waited for: none is running.
    }

    fn keep_in_history(&mut self, _document: Dictated) {}

    fn vocabulary_changed(&mut self) {
        // They live as long as the session.
    }

    fn show_help(&mut self) {
        eprintln!("{}", crate::command::help_markdown());
    }

    fn report(&mut self, report: Report) {
        if let Some(words) = report.remark() {
            eprintln!("parlance: {words}");
        }
    }
}

/// Everything that an utterance carried out changes, previews and questions aside.
fn state(session: &Session) -> (u64, usize, usize, Mode, Listening, bool, Vec<String>) {
    let view = session.view();
    (
        view.revision,
        view.anchor,
        view.caret,
        view.mode,
        view.listening,
        view.show_speakers,
        view.speakers.to_vec(),
    )
}
