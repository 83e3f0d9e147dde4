//! `parlance edit`: a document and utterances in, the edited document out. No window; the same session.

mod said;

use std::path::PathBuf;
use std::process::ExitCode;

use serde::Serialize;

use super::documents::{self, Files};
#[cfg(feature = "desktop")]
use super::ear::Ear;
#[cfg(feature = "desktop")]
use crate::engine;
use crate::rewrite::Rewriter;
use crate::session::{
    Action, Asked, ChangeKind, Effect, Listening, Mode, Session, SessionConfig, read_marks, write_marks,
};
#[cfg(feature = "desktop")]
use crate::settings::ModelChoice;
use crate::store::models;
use crate::store::settings::Settings;
use crate::transcript::polish::{PolishSettings, Polisher};
use crate::transcript::{Event, Utterance};
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

/// What came of one utterance.
#[derive(Serialize)]
struct Report<'a> {
    /// The text with marks.
    text: String,
    code: &'static str,
    message: String,
    choices: Vec<ChoiceReport<'a>>,
    /// "consent" or "meaning" when the choices answer a question: say "yes", "no" or a number.
    asked: Option<&'static str>,
    preview: Option<PreviewReport<'a>>,
    /// Whether it was carried out: false when nothing was found, a question waits or a preview waits.
    applied: bool,
}

#[derive(Serialize)]
struct ChoiceReport<'a> {
    number: usize,
    label: &'a str,
    /// Characters it concerns.
    range: Option<(usize, usize)>,
}

#[derive(Serialize)]
struct PreviewReport<'a> {
    title: &'a str,
    text: &'a str,
    /// Characters of the document it would replace.
    range: (usize, usize),
    changes: Vec<(&'static str, &'a str)>,
    notes: &'a [String],
    complete: bool,
}

/// Runs the subcommand.
pub fn run(args: Args) -> ExitCode {
    match edit(&args) {
        Ok(true) => ExitCode::SUCCESS,
        // Told where it happened.
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => super::failed(problem),
    }
}

/// Whether all that was to be written was.
fn edit(args: &Args) -> Result<bool, String> {
    let mut files = Files::new(None);
    let (settings, trouble) = Settings::load();
    if let Some(trouble) = trouble {
        eprintln!("parlance: {trouble}");
    }
    let mut session = session(args, &settings, &mut files)?;
    #[cfg(feature = "desktop")]
    let models = engine::models::ModelRegistry::default();
    // The rewriter asks the model for as long as it is held here.
    #[cfg(feature = "desktop")]
    let _model = match &args.model.model {
        Some(ModelChoice::Path(_)) => Some(load(args, &models)?),
        _ => None,
    };
    #[cfg(feature = "desktop")]
    let rewriter = engine::rewriter(session.view().vocabulary, &models, &settings.rewrite);
    #[cfg(not(feature = "desktop"))]
    let rewriter = rewriter(&session)?;
    let mut room = Room {
        rewriter,
        files,
        json: args.json,
        clipboard: String::new(),
        before: String::new(),
    };
    #[cfg(feature = "desktop")]
    let mut ear: Option<Ear> = None;
    for said in &args.speech.0 {
        match said {
            Said::Words(words) => {
                let event = Event::Utterance(Utterance::from_text(words));
                answer(&mut session, &mut room, event, args.json)?;
            }
            #[cfg(feature = "desktop")]
            Said::Recording(file) => {
                let ear = match &mut ear {
                    Some(ear) => ear,
                    none => none.insert(listen(args, &session)?),
                };
                let mut events = Vec::new();
                ear.set_context(session.view().nearby())?;
                ear.hear(file, |event| events.push(event))
                    .map_err(|problem| format!("{}: {problem}", file.display()))?;
                for event in events {
                    answer(&mut session, &mut room, event, args.json)?;
                }
            }
            #[cfg(not(feature = "desktop"))]
            Said::Recording(file) => {
                return Err(format!(
                    "{}: this build of parlance hears nothing",
                    file.display()
                ));
            }
        }
    }
    if !args.json {
        super::out::write_all(&format!("{}\n", marked(&session)))?;
    }
    Ok(!room.files.have_failed())
}

/// Something to hear recordings with, own words and all.
#[cfg(feature = "desktop")]
fn listen(args: &Args, session: &Session) -> Result<Ear, String> {
    let ear = Ear::start(args.model.plan(&Settings::default()))?;
    ear.set_vocabulary(session.view().vocabulary)?;
    Ok(ear)
}

/// Lets the session hear something and does what it asks for; of what is an utterance the outcome is printed.
fn answer(session: &mut Session, room: &mut Room, event: Event, json: bool) -> Result<(), String> {
    let utterance = matches!(event, Event::Utterance(_) | Event::Doubted(_));
    let before = state(session);
    let effects = match &event {
        Event::Utterance(utterance) => session.hear(utterance),
        _ => session.on_event(event),
    };
    let asked = effects
        .iter()
        .any(|effect| !matches!(effect, Effect::Rewrite { .. }));
    room.act(session, effects);
    if json && utterance {
        let waits = session.view().asked.is_some();
        let applied = (asked || state(session) != before) && !waits;
        super::out::write_all(&format!("{}\n", report(session, applied)?))?;
    }
    Ok(())
}

/// Rewrites by rules, which polish as dictation is polished.
#[cfg(not(feature = "desktop"))]
fn rewriter(session: &Session) -> Result<Box<dyn Rewriter>, String> {
    let mut polisher = polisher()?;
    polisher.set_vocabulary(session.view().vocabulary.clone());
    let polish = Box::new(move |text: &str| polisher.polish_text(text).text);
    let rules = crate::rewrite::Rules::with_polish(polish);
    Ok(Box::new(crate::rewrite::WithPrograms(Box::new(rules))))
}

/// The language model of the flags. Without flags the rules rewrite, whatever the settings name: a model that
/// takes a minute to load is not what someone expects who changes one word.
#[cfg(feature = "desktop")]
fn load(args: &Args, models: &engine::models::ModelRegistry) -> Result<engine::models::Loaded, String> {
    let bar = super::model::bar("loading");
    let loaded = models.load(&args.model.plan(&Settings::default()), &|done, total| {
        bar.set_length(total);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    let loaded = loaded.map_err(|error| error.to_string())?;
    if let Some(message) = &loaded.message {
        eprintln!("parlance: {message}");
    }
    Ok(loaded)
}

/// The polish of dictation, with the built-in model of marks where it is found.
fn polisher() -> Result<Polisher, String> {
    let folder = models::builtin_dir();
    Polisher::load(folder.as_deref(), &PolishSettings::default()).map_err(|error| error.to_string())
}

/// A session with the document, listening.
fn session(args: &Args, settings: &Settings, files: &mut Files) -> Result<Session, String> {
    let mut polisher = polisher()?;
    if let Some(file) = &args.vocabulary {
        let mut vocabulary = polisher.vocabulary().clone();
        for word in super::read_words(file)? {
            vocabulary.add_line(&word);
        }
        polisher.set_vocabulary(vocabulary);
    }
    let mut session = Session::new(SessionConfig {
        commands: settings.command.clone(),
        verbatim: args.verbatim,
        always_apply: args.always_apply,
        ..SessionConfig::new(polisher)
    });
    let (text, anchor, caret) = match (&args.text, &args.file) {
        (Some(text), _) => read_marks(text),
        (None, Some(file)) => {
            let text = files.read(file)?;
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

/// What the session asks for is done here; the clipboard is a private one, the user's stays as it is.
struct Room {
    rewriter: Box<dyn Rewriter>,
    files: Files,
    /// Questions are printed with the rest of the session's state.
    json: bool,
    clipboard: String,
    /// What was on the clipboard before the last copy.
    before: String,
}

impl Room {
    /// Does what the session asks for, and what follows from that; what fails is told and ends nothing.
    fn act(&mut self, session: &mut Session, effects: Vec<Effect>) {
        for effect in effects {
            let asked = session.view().asked;
            match self.execute(session, effect) {
                Ok(more) => self.act(session, more),
                Err(problem) => eprintln!("parlance: {problem}"),
            }
            let view = session.view();
            if view.asked.is_some() && asked.is_none() && !self.json {
                eprintln!("parlance: {}", view.message);
            }
        }
    }

    fn execute(&mut self, session: &mut Session, effect: Effect) -> Result<Vec<Effect>, String> {
        let effect = match self.files.act(session, effect) {
            Ok(done) => return done,
            Err(other) => other,
        };
        match effect {
            Effect::Copy { text, .. } => self.before = std::mem::replace(&mut self.clipboard, text),
            Effect::RestoreClipboard => self.clipboard = std::mem::take(&mut self.before),
            Effect::Paste => {
                let (start, end) = (session.view().anchor, session.view().caret);
                return Ok(session.perform(Action::ReplaceRange {
                    start: start.min(end),
                    end: start.max(end),
                    text: self.clipboard.clone(),
                }));
            }
            Effect::ShowHelp => eprintln!("{}", crate::command::help_markdown()),
            // Done above.
            Effect::Save { .. } | Effect::SaveAs { .. } | Effect::Open { .. } | Effect::Export { .. } => {}
            Effect::Rewrite {
                ticket,
                instruction,
                text,
            } => {
                let rewriter = self.rewriter.as_mut();
                return Ok(documents::rewrite(session, rewriter, ticket, &instruction, &text));
            }
            // There is no sound, and own words live as long as the session.
            Effect::StartListening | Effect::StopListening | Effect::VocabularyChanged => {}
        }
        Ok(Vec::new())
    }
}

fn marked(session: &Session) -> String {
    let view = session.view();
    write_marks(view.text, view.anchor, view.caret)
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

fn report(session: &Session, applied: bool) -> Result<String, String> {
    let view = session.view();
    let preview = view.preview.map(|preview| PreviewReport {
        title: &preview.title,
        text: &preview.text,
        range: preview.range,
        changes: preview
            .changes
            .iter()
            .map(|change| {
                let kind = match change.kind {
                    ChangeKind::Same => "same",
                    ChangeKind::Removed => "removed",
                    ChangeKind::Added => "added",
                };
                (kind, change.text.as_str())
            })
            .collect(),
        notes: &preview.notes,
        complete: preview.complete,
    });
    let choices = view.choices.iter().zip(1..).map(|(choice, number)| ChoiceReport {
        number,
        label: &choice.label,
        range: choice.range,
    });
    let report = Report {
        text: marked(session),
        code: view.message.code(),
        message: view.message.to_string(),
        choices: choices.collect(),
        asked: view.asked.map(|asked| match asked {
            Asked::Consent => "consent",
            Asked::Meaning => "meaning",
        }),
        preview,
        applied,
    };
    serde_json::to_string(&report).map_err(|error| error.to_string())
}
