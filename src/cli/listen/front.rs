//! The loop of `parlance listen`: what is heard goes into a scratch document, and its changes into the program in front.

use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, after, never, select};

use crate::cli::dictate::Talk;
use crate::engine::Source;
use crate::session::{self, Action, Listening, TalkKey};
use crate::settings::TalkMode;
use crate::system::control::Asked;
use crate::system::scratch::Change;
use crate::system::x11::News;
use crate::system::{Outcome, Reply, Request, Scratch, Server, Target, TextSink};
use crate::transcript::Event;

/// A key that was pressed so shortly before a request came was what the desktop made the request of.
const BOUND_KEY: Duration = Duration::from_millis(400);

/// The front.
pub struct Front {
    talk: Talk,
    source: Source,
    sink: Box<dyn TextSink>,
    scratch: Scratch,
    key: TalkKey,
    mode: TalkMode,
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

impl Front {
    /// A front that is idle.
    pub fn new(talk: Talk, source: Source, sink: Box<dyn TextSink>, mode: TalkMode) -> Self {
        Front {
            talk,
            source,
            sink,
            scratch: Scratch::default(),
            key: TalkKey::default(),
            mode,
            begun: Instant::now(),
            speaking: false,
            cancelled: false,
            told: String::new(),
            kept: String::new(),
        }
    }

    /// Serves until it is told to end. It sleeps as long as nothing happens.
    pub fn run(mut self, server: &Server, news: &Receiver<News>, quit: &Receiver<()>) -> Result<(), String> {
        loop {
            let key_due = match self.key.due() {
                Some(due) => after(Duration::from_secs_f64((due - self.now_s()).max(0.0))),
                None => never(),
            };
            select! {
                recv(self.talk.pipeline.events()) -> event => match event {
                    Ok(event) => self.hear(event),
                    Err(_) => return Err("the recogniser ended".to_owned()),
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
                    Ok(News::Gone) | Err(_) => return Err("the desktop's session ended".to_owned()),
                    Ok(news) => self.key_news(news),
                },
                recv(quit) -> _ => return Ok(()),
                recv(key_due) -> _ => {
                    let asked = self.key.tick(self.now_s(), self.mode);
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
            self.talk.session.view().listening,
            Listening::Idle | Listening::Finishing
        )
    }

    fn key_news(&mut self, news: News) {
        match news {
            News::Down => {
                let asked = self.key.press(self.now_s(), self.mode, self.is_listening());
                self.key_asks(asked);
            }
            News::Up => self.key.release(self.now_s()),
            News::Foreign => self.scratch.disturb(),
            News::Gone => {}
        }
    }

    fn key_asks(&mut self, asked: Option<session::Talk>) {
        let done = match asked {
            Some(session::Talk::Start) => self.start(),
            Some(session::Talk::Stop) => {
                self.stop();
                Ok(())
            }
            None => Ok(()),
        };
        if let Err(problem) = done {
            self.tell(problem);
        }
    }

    /// Says what became of something.
    fn tell(&mut self, what: String) {
        self.talk.live.line(&what);
        self.told = what;
    }

    fn serve(&mut self, asked: Asked) {
        if matches!(
            asked.request,
            Request::Toggle | Request::Start | Request::Stop | Request::Cancel
        ) {
            self.scratch.forgive(BOUND_KEY);
        }
        let mut text = None;
        let done = match &asked.request {
            Request::Toggle if self.is_listening() => {
                self.stop();
                Ok(())
            }
            Request::Toggle | Request::Start => self.start(),
            Request::Stop => {
                self.stop();
                Ok(())
            }
            Request::Cancel => {
                self.cancelled = self.talk.session.view().listening != Listening::Idle;
                self.stop();
                Ok(())
            }
            Request::Say(words) => {
                self.say(&words.clone());
                Ok(())
            }
            Request::Kept => {
                text = Some(std::mem::take(&mut self.kept));
                Ok(())
            }
            Request::Status | Request::Quit => Ok(()),
        };
        let reply = self.reply(done.err(), text);
        asked.answer(reply);
    }

    fn reply(&self, error: Option<String>, text: Option<String>) -> Reply {
        let view = self.talk.session.view();
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

    fn start(&mut self) -> Result<(), String> {
        match self.talk.session.view().listening {
            Listening::Idle | Listening::Finishing => {
                self.aim();
                self.cancelled = false;
                self.talk.begin(&self.source)
            }
            _ => {
                self.talk.perform(Action::StartListening);
                Ok(())
            }
        }
    }

    fn stop(&mut self) {
        self.talk.perform(Action::StopListening);
    }

    fn say(&mut self, words: &str) {
        self.aim();
        self.told.clear();
        if !self.pressed_enter(words) {
            self.talk.perform(Action::Say(words.to_owned()));
            self.mirror();
        }
    }

    /// One event of the recogniser.
    fn hear(&mut self, event: Event) {
        match &event {
            Event::Partial(partial) if !partial.words.is_empty() && !self.speaking => {
                self.speaking = true;
                self.aim();
            }
            Event::Utterance(utterance) => {
                self.speaking = false;
                if self.cancelled || self.pressed_enter(&utterance.text()) {
                    return;
                }
                self.told.clear();
            }
            Event::Finished => self.cancelled = false,
            _ => {}
        }
        self.talk.take(event);
        self.mirror();
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
            let before = target
                .as_ref()
                .and_then(|target| self.sink.before(target))
                .filter(|before| session::plain(before) == *before);
            self.load(target, before.unwrap_or_default());
        }
    }

    /// What stands before the caret is not known any more, or somebody else's.
    fn begin_anew(&mut self) {
        self.load(None, String::new());
    }

    /// Begins a scratch with what stands there.
    fn load(&mut self, target: Option<Target>, there: String) {
        let caret = there.chars().count();
        self.talk.perform(Action::Load {
            text: there.clone(),
            path: None,
        });
        self.talk.perform(Action::Select { anchor: caret, caret });
        self.scratch.begin(target, there);
    }

    /// "press enter" is the other program's key, and no text. Gives whether that was said.
    fn pressed_enter(&mut self, words: &str) -> bool {
        let said: String = words
            .chars()
            .filter(|c| c.is_alphabetic() || *c == ' ')
            .collect::<String>()
            .to_lowercase();
        if !matches!(said.trim(), "press enter" | "press return" | "hit enter") {
            return false;
        }
        let done = match self.scratch.target().cloned() {
            Some(target) => self.sink.press_enter(&target),
            None => Err("no program has the keyboard".to_owned()),
        };
        self.begin_anew();
        self.tell(match done {
            Ok(()) => "pressed enter".to_owned(),
            Err(why) => format!("enter was not pressed: {why}"),
        });
        true
    }

    /// Makes the program's text what the scratch document is now.
    fn mirror(&mut self) {
        let wanted = session::plain(self.talk.session.text());
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
            Outcome::Inserted(_) => self.scratch.has(&wanted),
            Outcome::Clipboard(_) => self.begin_anew(),
            Outcome::Kept(_) => {
                self.kept.push_str(&text);
                self.begin_anew();
            }
        }
    }

    /// Takes back in the scratch document what cannot be done in the program.
    fn refuse(&mut self, why: &str) {
        self.talk.perform(Action::Undo);
        let now = session::plain(self.talk.session.text());
        if self.scratch.change_to(&now) != Change::None {
            self.begin_anew();
        }
        self.tell(format!("nothing was changed: {why}"));
    }
}
