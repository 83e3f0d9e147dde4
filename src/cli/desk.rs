//! The surroundings of a session on the command line: does what the session asks for.

use std::path::PathBuf;
use std::time::Duration;

use crossbeam_channel::{Receiver, bounded};
use indicatif::ProgressBar;

use super::documents::{self, Files};
use crate::engine::{Loading, Pipeline, spellings};
use crate::rewrite::Rewriter;
use crate::session::{Action, Effect, Session};
use crate::store::clipboard::{self, Clipboard, Outcome};
use crate::store::settings::Settings;
use crate::transcript::polish::{OwnWord, Vocabulary};

/// How long the clipboard may take to answer.
const CLIPBOARD_WAIT: Duration = Duration::from_secs(3);

/// Waits until the recogniser is loaded; gives its name.
pub fn wait_for_model(pipeline: &Pipeline) -> Result<String, String> {
    let mut loading = LoadingBar::default();
    pipeline.wait_until_loaded(&mut |news| loading.tell(news))
}

/// A bar of bytes while a large model is loaded, and what it has to say.
#[derive(Default)]
pub struct LoadingBar(Option<ProgressBar>);

impl LoadingBar {
    /// Shows how far loading is.
    pub fn tell(&mut self, news: Loading) {
        match news {
            Loading::Bytes { done, total } => {
                let bar = self.0.get_or_insert_with(|| super::model::bar("loading"));
                bar.set_length(total);
                bar.set_position(done);
            }
            Loading::Remark(message) => eprintln!("parlance: {message}"),
        }
    }
}

impl Drop for LoadingBar {
    fn drop(&mut self) {
        if let Some(bar) = self.0.take() {
            bar.finish_and_clear();
        }
    }
}

/// Does what sessions ask for.
pub struct Desk {
    /// Documents.
    pub files: Files,
    /// Rewrites texts.
    pub rewriter: Box<dyn Rewriter>,
    /// Own words as the settings' and the flags' files have them, when changes are to be kept in the settings.
    pub words: Option<Vocabulary>,
    clipboard: Option<(Clipboard, Receiver<Outcome>)>,
}

impl Desk {
    /// A desk that saves to `out`.
    pub fn new(out: Option<PathBuf>, rewriter: Box<dyn Rewriter>) -> Self {
        Desk {
            files: Files::new(out),
            rewriter,
            words: None,
            clipboard: None,
        }
    }

    /// Writes what changed in the own words to the settings; words of a `--vocabulary` file stay there.
    fn keep_words(&mut self, now: &Vocabulary) -> Result<(), String> {
        let Some(before) = self.words.replace(now.clone()) else {
            self.words = None;
            return Ok(());
        };
        let (before_change, _) = Settings::load();
        let mut settings = before_change.clone();
        let mut stored = Vocabulary::from_lines(&settings.vocabulary);
        let gone = |word: &&OwnWord| !now.words.iter().any(|kept| kept.spelling == word.spelling);
        for word in before.words.iter().filter(gone) {
            stored.forget(&word.spelling);
        }
        let known = before.to_lines();
        for line in now.to_lines().iter().filter(|line| !known.contains(line)) {
            stored.add_line(line);
        }
        settings.vocabulary = stored.to_lines();
        settings
            .save_changes(&before_change)
            .map_err(|error| error.to_string())
    }

    /// Does what the session asks for, and what follows from that; without a pipeline there is no sound to stop. What the user should know is told
    /// on standard error; nothing here ends the session.
    pub fn act(&mut self, session: &mut Session, pipeline: Option<&Pipeline>, effects: Vec<Effect>) {
        let mut todo: std::collections::VecDeque<Effect> = effects.into();
        while let Some(effect) = todo.pop_front() {
            match self.one(session, pipeline, effect) {
                Ok(more) => todo.extend(more),
                Err(trouble) => eprintln!("parlance: {trouble}"),
            }
        }
    }

    fn one(
        &mut self,
        session: &mut Session,
        pipeline: Option<&Pipeline>,
        effect: Effect,
    ) -> Result<Vec<Effect>, String> {
        let effect = match self.files.act(session, effect) {
            Ok(done) => return done,
            Err(other) => other,
        };
        match effect {
            Effect::StartListening => Ok(Vec::new()),
            Effect::StopListening => match pipeline {
                Some(pipeline) => pipeline
                    .stop()
                    .map(|()| Vec::new())
                    .map_err(|error| error.to_string()),
                None => Ok(Vec::new()),
            },
            Effect::Copy { text, html } => self
                .clip(clipboard::Request::Copy(clipboard::Copied { text, html }))
                .map(|_| Vec::new()),
            Effect::RestoreClipboard => self.clip(clipboard::Request::Restore).map(|_| Vec::new()),
            Effect::Paste => {
                let Outcome::Pasted(text) = self.clip(clipboard::Request::Paste)? else {
                    return Ok(Vec::new());
                };
                let view = session.view();
                let (start, end) = (view.anchor.min(view.caret), view.anchor.max(view.caret));
                Ok(session.perform(Action::ReplaceRange { start, end, text }))
            }
            // Done above.
            Effect::Save { .. } | Effect::SaveAs { .. } | Effect::Open { .. } | Effect::Export { .. } => {
                Ok(Vec::new())
            }
            Effect::ShowHelp => {
                eprintln!(
                    "parlance: say \"undo that\", \"replace … with …\", \"new paragraph\", \"copy everything\", \"stop listening\""
                );
                Ok(Vec::new())
            }
            Effect::VocabularyChanged => {
                let vocabulary = session.view().vocabulary;
                if let Some(pipeline) = pipeline {
                    pipeline
                        .set_vocabulary(spellings(vocabulary))
                        .map_err(|error| error.to_string())?;
                }
                self.keep_words(vocabulary)?;
                Ok(Vec::new())
            }
            Effect::Rewrite {
                ticket,
                instruction,
                text,
            } => Ok(documents::rewrite(
                session,
                self.rewriter.as_mut(),
                ticket,
                &instruction,
                &text,
            )),
        }
    }

    /// Asks the clipboard's thread and waits a moment for the outcome.
    fn clip(&mut self, request: clipboard::Request) -> Result<Outcome, String> {
        let (clipboard, outcomes) = match &self.clipboard {
            Some(pair) => pair,
            None => {
                let (tell, outcomes) = bounded(4);
                let clipboard = Clipboard::start(move |outcome| {
                    // Nobody waits any more for an outcome that came too late.
                    tell.try_send(outcome).ok();
                })
                .map_err(|error| error.to_string())?;
                self.clipboard.insert((clipboard, outcomes))
            }
        };
        if !clipboard.ask(request) {
            return Err("the clipboard is busy".to_owned());
        }
        match outcomes.recv_timeout(CLIPBOARD_WAIT) {
            Ok(Outcome::Trouble(trouble)) => Err(trouble),
            Ok(outcome) => Ok(outcome),
            Err(_) => Err("the clipboard does not answer".to_owned()),
        }
    }

    /// Ends the clipboard's thread; what was copied stays on the clipboard.
    pub fn finish(self) {
        if let Some((clipboard, _)) = self.clipboard {
            clipboard.finish();
        }
    }
}
