//! The loop of `parlance listen`: what is heard goes into a scratch document, and its changes into the program in front.

use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, after, never, select};

use crate::cli::CliResult;
use crate::cli::dictation::Dictation;
use crate::engine::{AppError, Source};
use crate::session::{self, Action, Listening, TalkKey};
use crate::settings::{Profile, Settings};
use crate::system::control::Asked;
use crate::system::scratch::Change;
use crate::system::{Button, News, Outcome, Reply, Request, Scratch, Server, Standing, Target, TextSink};
use crate::transcript::Event;
use crate::transcript::polish::PolishSettings;

use super::enter;
use super::indicators::Indicators;

/// A key that was pressed so shortly before a request came was what the desktop made the request of.
const BOUND_KEY: Duration = Duration::from_millis(400);

/// So often the level is shown anew while it listens.
const LEVEL: Duration = Duration::from_millis(100);

/// The service.
pub struct Service {
    dictation: Dictation,
    indicators: Indicators,
    settings: Settings,
    /// How words become text now.
    profile: Profile,
    /// The recording was begun by the key for words as they were said.
    raw: bool,
    source: Source,
    sink: Box<dyn TextSink>,
    scratch: Scratch,
    key: TalkKey,
    begun: Instant,
    /// Somebody is in the middle of an utterance.
    speaking: bool,
    /// What is said until the recording ends is forgotten.
    cancelled: bool,
    /// What became of the last words.
    told: String,
    /// Text that found no place.
    kept: String,
}

impl Service {
    /// A service that is idle.
    pub fn new(
        dictation: Dictation,
        source: Source,
        sink: Box<dyn TextSink>,
        indicators: Indicators,
        settings: Settings,
    ) -> Self {
        let profile = if settings.verbatim {
            Profile::Verbatim
        } else {
            Profile::Polished
        };
        Service {
            dictation,
            indicators,
            settings,
            profile,
            raw: false,
            source,
            sink,
            scratch: Scratch::default(),
            key: TalkKey::default(),
            begun: Instant::now(),
            speaking: false,
            cancelled: false,
            told: String::new(),
            kept: String::new(),
        }
    }

    /// Serves until it is told to end. It sleeps as long as nothing happens.
    pub fn run(mut self, server: &Server, news: &Receiver<News>, quit: &Receiver<()>) -> CliResult {
        loop {
            let key_due = match self.key.due() {
                Some(due) => after(Duration::from_secs_f64((due - self.now_s()).max(0.0))),
                None => never(),
            };
            self.show();
            let level_due = if self.is_listening() && self.indicators.show_level() {
                after(LEVEL)
            } else {
                never()
            };
            select! {
                recv(self.dictation.pipeline.events()) -> event => match event {
                    Ok(event) => self.hear(event),
                    Err(_) => return Err("the recogniser ended".into()),
                },
                recv(server.asked) -> asked => {
                    let Ok(asked) = asked else { return Ok(()) };
                    let quits = asked.request == Request::Quit;
                    self.serve(asked);
                    if quits {
                        return Ok(());
                    }
                }
                recv(news) -> news => match news {
                    Ok(News::Gone) | Err(_) => return Err("the desktop's session ended".into()),
                    Ok(news) => self.key_news(news),
                },
                recv(self.indicators.clicks) -> click => {
                    let Ok(request) = click else {
                        // Nobody clicks any more.
                        self.indicators.clicks = never();
                        continue;
                    };
                    let quits = request == Request::Quit;
                    if let Err(problem) = self.obey(&request) {
                        self.tell(problem.to_string());
                    }
                    if quits {
                        return Ok(());
                    }
                }
                recv(level_due) -> _ => {}
                recv(quit) -> _ => return Ok(()),
                recv(key_due) -> _ => {
                    let asked = self.key.tick(self.now_s(), self.settings.window.talk);
                    self.key_asks(asked);
                }
            }
        }
    }

    fn now_s(&self) -> f64 {
        self.begun.elapsed().as_secs_f64()
    }

    fn is_listening(&self) -> bool {
        !matches!(
            self.dictation.session.view().listening,
            Listening::Idle | Listening::Finishing
        )
    }

    fn key_news(&mut self, news: News) {
        match news {
            News::Down(button) => {
                let listening = self.is_listening();
                let asked = self.key.press(self.now_s(), self.settings.window.talk, listening);
                if asked == Some(session::Talk::Start) {
                    self.raw = button == Button::Raw;
                }
                self.key_asks(asked);
            }
            News::Up(_) => self.key.release(self.now_s()),
            News::Foreign => self.scratch.disturb(),
            News::Gone => {}
        }
    }

    fn key_asks(&mut self, asked: Option<session::Talk>) {
        match asked {
            Some(session::Talk::Start) => {
                if let Err(problem) = self.start() {
                    self.tell(problem.to_string());
                }
            }
            Some(session::Talk::Stop) => self.stop(),
            None => {}
        }
    }

    /// Says what became of something.
    fn tell(&mut self, what: String) {
        self.dictation.live.line(&what);
        self.told = what;
    }

    fn serve(&mut self, asked: Asked) {
        let done = self.obey(&asked.request);
        let text = (asked.request == Request::Kept).then(|| std::mem::take(&mut self.kept));
        let reply = self.reply(done.err().map(|error| error.to_string()), text);
        asked.answer(reply);
    }

    /// Does what is asked for.
    fn obey(&mut self, request: &Request) -> Result<(), AppError> {
        if matches!(
            request,
            Request::Toggle | Request::Start | Request::Stop | Request::Cancel
        ) {
            // The key that the desktop made the request of was pressed in the program in front.
            self.scratch.forgive(BOUND_KEY);
            if !self.is_listening() {
                self.raw = false;
            }
        }
        match request {
            Request::Toggle if self.is_listening() => self.stop(),
            Request::Toggle | Request::Start => self.start()?,
            Request::Stop => self.stop(),
            Request::Cancel => {
                self.cancelled = self.dictation.session.view().listening != Listening::Idle;
                self.stop();
            }
            Request::Say(words) => self.say(words),
            Request::Kept | Request::Status | Request::Quit => {}
        }
        Ok(())
    }

    /// Shows, and has heard, what is going on.
    fn show(&mut self) {
        let listening = self.is_listening();
        let (_, rms) = self.dictation.pipeline.meters().level();
        let view = self.dictation.session.view();
        let told = if self.told.is_empty() {
            view.message.to_string()
        } else {
            self.told.clone()
        };
        self.indicators.show(listening, rms, view.live.0, &told);
    }

    fn reply(&self, error: Option<String>, text: Option<String>) -> Reply {
        let view = self.dictation.session.view();
        let state = match view.listening {
            Listening::Idle => "idle",
            Listening::Starting => "starting",
            Listening::Listening => "listening",
            Listening::Asleep => "asleep",
            Listening::Finishing => "finishing",
        };
        let mut lines = vec![view.message.to_string(), self.told.clone()];
        lines.retain(|line| !line.is_empty());
        let choices = view.choices.iter().zip(1..);
        lines.extend(choices.map(|(choice, number)| format!("{number}. {}", choice.label)));
        Reply {
            error,
            state: state.to_owned(),
            message: lines.join("\n"),
            live: view.live.0.to_owned(),
            text,
        }
    }

    fn start(&mut self) -> Result<(), AppError> {
        match self.dictation.session.view().listening {
            Listening::Idle | Listening::Finishing => {
                self.aim();
                self.cancelled = false;
                self.dictation.begin(&self.source)
            }
            _ => {
                self.dictation.perform(Action::StartListening);
                Ok(())
            }
        }
    }

    fn stop(&mut self) {
        self.dictation.perform(Action::StopListening);
    }

    fn say(&mut self, words: &str) {
        self.aim();
        self.told.clear();
        if enter::is_asked(words) {
            return self.press_enter();
        }
        let (words, then_enter) = enter::split_text(words);
        let said = self.dictation.session.view().segments.len();
        self.dictation.perform(Action::Say(words.to_owned()));
        let view = self.dictation.session.view();
        if view.segments.len() > said && view.listening == Listening::Idle {
            // Nobody goes on speaking: what was written is a whole dictation, and its last sentence ends.
            self.dictation.session.close_last_words();
            self.dictation.note();
        }
        self.mirror();
        if then_enter {
            self.press_enter();
        }
    }

    /// One event of the recogniser.
    fn hear(&mut self, mut event: Event) {
        let mut then_enter = false;
        match &mut event {
            Event::Partial(partial) if !partial.words.is_empty() && !self.speaking => {
                self.speaking = true;
                self.aim();
            }
            Event::Utterance(utterance) => {
                self.speaking = false;
                if self.cancelled {
                    return;
                }
                if enter::is_asked(&utterance.text()) {
                    return self.press_enter();
                }
                then_enter = enter::take_off(utterance);
                self.told.clear();
            }
            Event::Finished => self.cancelled = false,
            _ => {}
        }
        self.dictation.take(event);
        self.mirror();
        if then_enter {
            self.press_enter();
        }
    }

    /// Words go to whatever has the keyboard when they begin to be said.
    fn aim(&mut self) {
        let target = match self.sink.target() {
            Ok(target) => target,
            Err(error) => {
                self.tell(error.to_string());
                None
            }
        };
        if !self.scratch.goes_on(target.as_ref()) {
            // What reads as formatting would not come out as it went in.
            let standing = target
                .as_ref()
                .and_then(|target| self.sink.standing(target))
                .filter(|there| {
                    [&there.before, &there.selected]
                        .iter()
                        .all(|text| session::plain(text) == **text)
                });
            self.load(target, standing.unwrap_or_default());
        }
        self.dress();
    }

    /// Words become text as the program in front wants it.
    fn dress(&mut self) {
        let Some(target) = self.scratch.target() else {
            return;
        };
        let profile = match self.raw || self.settings.verbatim {
            true => Profile::Verbatim,
            false => self.settings.listen.profile(&target.program, target.terminal),
        };
        if profile == self.profile {
            return;
        }
        self.profile = profile;
        let session = &mut self.dictation.session;
        let polish = PolishSettings {
            punctuation: self.settings.polish.punctuation && profile != Profile::Plain,
            capitals: self.settings.polish.capitals && profile != Profile::Plain,
            ..self.settings.polish.clone()
        };
        session.set_polish(&polish);
        session.set_verbatim(profile == Profile::Verbatim);
    }

    /// What stands before the caret is not known any more, or somebody else's.
    fn begin_anew(&mut self) {
        self.load(None, Standing::default());
    }

    /// Begins a scratch with what stands there; what is selected there is selected here.
    fn load(&mut self, target: Option<Target>, there: Standing) {
        let text = there.before.clone() + &there.selected;
        let (anchor, caret) = (there.before.chars().count(), text.chars().count());
        self.dictation.perform(Action::Load {
            text: text.clone(),
            path: None,
        });
        self.dictation.perform(Action::Select { anchor, caret });
        self.scratch.begin(target, text);
    }

    /// Presses the key that ends a line in the program in front: a message is sent, or a command run.
    fn press_enter(&mut self) {
        let done = match self.scratch.target().cloned() {
            Some(target) => self.sink.press_enter(&target),
            None => Err("no program has the keyboard".to_owned()),
        };
        self.begin_anew();
        self.tell(match done {
            Ok(()) => "pressed enter".to_owned(),
            Err(why) => format!("enter was not pressed: {why}"),
        });
    }

    /// Makes the program's text what the scratch document is now.
    fn mirror(&mut self) {
        let wanted = session::plain(self.dictation.session.text());
        let (back, text) = match self.scratch.change_to(&wanted) {
            Change::None => return,
            Change::TooFar(back) => {
                return self.refuse(&format!(
                    "that is {back} characters back, too far to be changed in another program"
                ));
            }
            Change::Replace { back, .. } if back > 0 && self.scratch.is_disturbed() => {
                return self.refuse(
                    "keys were pressed meanwhile, so that nobody knows what stands before the caret",
                );
            }
            Change::Replace { back, text } => (back, text),
        };
        let outcome = match self.scratch.target().cloned() {
            Some(target) => self.sink.replace(&target, back, &text),
            None => self.sink.clip(&text, "no program had the keyboard".to_owned()),
        };
        self.tell(outcome.in_words());
        match outcome {
            Outcome::Inserted(_) => {
                self.scratch.has(&wanted);
                self.unselect();
            }
            Outcome::Clipboard(_) => self.begin_anew(),
            Outcome::Kept(_) => {
                self.kept.push_str(&text);
                self.begin_anew();
            }
        }
    }

    /// In the program nothing is selected any more: what is said next does not take the place of anything here either.
    fn unselect(&mut self) {
        let view = self.dictation.session.view();
        let (anchor, caret) = (view.anchor, view.caret);
        if anchor != caret {
            let end = anchor.max(caret);
            self.dictation.perform(Action::Select {
                anchor: end,
                caret: end,
            });
        }
    }

    /// Takes back in the scratch document what cannot be done in the program.
    fn refuse(&mut self, why: &str) {
        self.dictation.perform(Action::Undo);
        let now = session::plain(self.dictation.session.text());
        if self.scratch.change_to(&now) != Change::None {
            self.begin_anew();
        }
        self.tell(format!("nothing was changed: {why}"));
    }
}
