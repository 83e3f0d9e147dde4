//! `parlance bench commands`: spoken commands through the whole way from the file to the document, and how many
//! dictated sentences are wrongly taken for commands.
//!
//! Knows nothing of how commands are recognised: what a command means is what the same words do when they are typed.

mod manifest;
mod report;

use std::path::PathBuf;

use super::edit::marked;
use super::{CliResult, file_recogniser};
use crate::engine::{ModelPlan, PassPlan, Pipeline};
use crate::session::{Action, Asked, Effect, Session, SessionConfig, read_marks};
use crate::settings::{ModelChoice, ReaderChoice};
use crate::store::models;
use crate::transcript::polish::{PolishSettings, Polisher};
use crate::transcript::{Event, Utterance};
use manifest::Row;

/// The recordings that come with the source.
const FIXTURE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/fixtures/commands/sounds/commands.tsv"
);

/// Count spoken commands that were recognised and carried out rightly, and dictated sentences that were taken for
/// commands.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Tab-separated table with the columns path, half, kind, voice, before, say and after, named in its first
    /// line (training/command_wavs.py writes one); paths are relative to the table. Rows without `after` are
    /// dictation.
    /// training/command_splices.py writes another, of words cut from recordings of people. May be given many times
    #[arg(
        long,
        value_name = "FILE.tsv",
        default_value = FIXTURE
    )]
    manifest: Vec<PathBuf>,
    /// Hear the rows of this half only: thresholds were chosen on "tune"
    #[arg(long, value_name = "test|tune")]
    half: Option<String>,
    /// Hear every so many-th row only
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    every: u32,
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
    /// Print what was heard where it went wrong
    #[arg(long)]
    verbose: bool,
    /// Folder of the model, instead of the installed one
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// What reads again what was heard: builtin, off (the first pass alone), or a model of the Whisper family
    #[arg(long, value_name = "builtin|off|PATH", default_value = "builtin")]
    reader: ReaderChoice,
}

/// What came of one row.
#[derive(Clone, Debug, PartialEq)]
struct Outcome {
    /// Words of the utterances as they were read.
    heard: String,
    /// The last message of the session.
    told: String,
    verdict: Verdict,
}

/// How a row ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// The command was carried out, or the sentence written.
    Right,
    /// Nothing was heard at all.
    Unheard,
    /// The command was written as text.
    Written,
    /// Something was said about a command, and nothing done.
    Refused,
    /// It was asked what was meant, though the first answer was right: without asking it would have been done.
    AskedNeedlessly,
    /// It was asked what was meant, and another answer than the first was right.
    Asked,
    /// It was asked what was meant, and none of the answers was right.
    AskedAmiss,
    /// The words, typed, do not give the row's `after`: it is left out (own words that only the tests have, say).
    Unfit,
    /// Something else was done: another command, or a command in the place of dictation.
    Wrong,
}

/// Measures; what is to be printed.
pub fn run(args: &Args) -> CliResult<String> {
    let mut rows = Vec::new();
    for manifest in &args.manifest {
        rows.extend(manifest::read(manifest)?);
    }
    rows.retain(|row| args.half.as_ref().is_none_or(|half| row.half == *half));
    let rows: Vec<Row> = rows.into_iter().step_by(args.every as usize).collect();
    let mut listener = Listener::start(args)?;
    let mut outcomes = Vec::with_capacity(rows.len());
    for row in &rows {
        let outcome = listener
            .hear(row)
            .map_err(|problem| format!("{}: {problem}", row.path.display()))?;
        outcomes.push(outcome);
    }
    let report = report::Report::new(&rows, &outcomes, args.verbose);
    Ok(match args.json {
        true => serde_json::to_string_pretty(&report)?,
        false => report.table(),
    })
}

/// One pipeline for all rows.
struct Listener {
    pipeline: Pipeline,
    polisher: Polisher,
}

impl Listener {
    fn start(args: &Args) -> CliResult<Self> {
        let choice = args.model.clone().map_or(ModelChoice::Builtin, ModelChoice::Path);
        let passes = PassPlan {
            reader: args.reader.clone(),
            ..PassPlan::default()
        };
        let pipeline = file_recogniser::start(ModelPlan {
            choice,
            passes,
            ..ModelPlan::default()
        })?;
        let polisher = Polisher::load(models::builtin_dir().as_deref(), &PolishSettings::default())?;
        Ok(Listener { pipeline, polisher })
    }

    /// A listening session with the row's document.
    fn session(&self, row: &Row) -> Session {
        let mut session = Session::new(SessionConfig::new(self.polisher.clone()));
        let (text, anchor, caret) = read_marks(&row.before);
        session.perform(Action::Load { text, path: None });
        session.perform(Action::StartListening);
        session.on_event(Event::Listening);
        session.perform(Action::Select { anchor, caret });
        session
    }

    /// Plays the row into a session and compares with the same words typed.
    fn hear(&mut self, row: &Row) -> CliResult<Outcome> {
        let mut session = self.session(row);
        let (mut effects, mut heard) = (Vec::new(), Vec::new());
        let (mut n_written, mut n_acted, mut utterances) = (0, 0, Vec::new());
        self.pipeline.set_context(session.view().nearby())?;
        file_recogniser::hear(&mut self.pipeline, &row.path, |event| match &event {
            Event::Utterance(utterance) => {
                heard.push(utterance.text());
                utterances.push(utterance.clone());
                let before = session.view().dictated_words;
                effects.extend(session.on_event(event));
                n_written += usize::from(session.view().dictated_words > before);
            }
            Event::Doubted(_) => {
                let before = session.view().message.clone();
                effects.extend(session.on_event(event));
                n_acted += usize::from(*session.view().message != before);
            }
            _ => effects.extend(session.on_event(event)),
        })?;
        let verdict = match &row.after {
            None => dictated(&session, utterances.len() + n_acted, n_written),
            Some(after) => self.commanded(row, after, &session, &effects, (&utterances, n_written)),
        };
        Ok(Outcome {
            heard: heard.join(" / "),
            told: session.view().message.to_string(),
            verdict,
        })
    }

    fn commanded(
        &self,
        row: &Row,
        after: &str,
        session: &Session,
        effects: &[Effect],
        (utterances, n_written): (&[Utterance], usize),
    ) -> Verdict {
        let mut typed = self.session(row);
        let effects_wanted = typed.hear(&Utterance::from_text(&row.say));
        let wanted = state(&typed, &effects_wanted);
        if marked(&typed) != after || typed.view().dictated_words > 0 {
            Verdict::Unfit
        } else if state(session, effects) == wanted {
            Verdict::Right
        } else if session.view().asked == Some(Asked::Meaning) {
            self.answered(row, utterances, session.view().choices.len(), &wanted)
        } else if n_written > 0 {
            Verdict::Written
        } else if session.view().message.is_empty() {
            Verdict::Unheard
        } else if offers_to_write(session) {
            Verdict::Refused
        } else {
            Verdict::Wrong
        }
    }

    /// Whether what is asked has the right answer: each is tried in a session of its own.
    fn answered(&self, row: &Row, utterances: &[Utterance], n_answers: usize, wanted: &str) -> Verdict {
        let right = (1..=n_answers).find(|&answer| {
            let mut session = self.session(row);
            let mut effects: Vec<Effect> = Vec::new();
            for utterance in utterances {
                effects.extend(session.hear(utterance));
            }
            effects.extend(session.perform(Action::Choose(answer)));
            state(&session, &effects) == wanted
        });
        match right {
            Some(1) => Verdict::AskedNeedlessly,
            Some(_) => Verdict::Asked,
            None => Verdict::AskedAmiss,
        }
    }
}

fn dictated(session: &Session, n_utterances: usize, n_written: usize) -> Verdict {
    if n_utterances == 0 {
        Verdict::Unheard
    } else if n_written == n_utterances {
        Verdict::Right
    } else if session.view().asked == Some(Asked::Meaning) {
        Verdict::Asked
    } else if offers_to_write(session) {
        Verdict::Refused
    } else {
        Verdict::Wrong
    }
}

/// Whether the session did nothing and offers the words as text instead.
fn offers_to_write(session: &Session) -> bool {
    let label = |choice: &crate::session::Choice| choice.label.starts_with("write “");
    session.view().choices.iter().any(label)
}

/// Everything that a command can change or ask for, in words.
fn state(session: &Session, effects: &[Effect]) -> String {
    let view = session.view();
    let choices: Vec<&str> = view.choices.iter().map(|choice| choice.label.as_str()).collect();
    let preview = view.preview.map(|preview| (&preview.title, preview.range));
    format!(
        "{} {:?} {:?} {choices:?} {preview:?} {} {:?} {effects:?}",
        marked(session),
        view.mode,
        view.listening,
        view.show_speakers,
        view.speakers
    )
}
