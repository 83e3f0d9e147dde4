//! Keys that talk in every program, and news of all others, by the system's own hook of the keyboard.

use std::collections::HashSet;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use handy_keys::{Hotkey, KeyEvent, KeyboardListener};

use super::super::{Button, News, SinkError};
use super::Quiet;

/// News that may wait. More keys than that say no more than one does.
const NEWS: usize = 64;
/// How often the thread looks whether it is to end.
const LOOK: Duration = Duration::from_millis(500);

/// A key with what is held for it, as people write it: `F9`, `Ctrl+Alt+Space`, `Cmd+D`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyName(Hotkey);

impl FromStr for KeyName {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let key: Hotkey = name
            .parse()
            .map_err(|error| format!("{name:?} is no key that talks: {error}"))?;
        // It is kept from all other programs.
        let writes = name.chars().count() == 1 || name.eq_ignore_ascii_case("space");
        if key.modifiers.is_empty() && writes {
            return Err(format!(
                "{name:?} alone is needed for writing: Ctrl+Alt+{name}, for instance"
            ));
        }
        Ok(KeyName(key))
    }
}

/// The hook. It is taken away when this is dropped.
pub(super) struct Listening {
    held: Arc<AtomicBool>,
    ending: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Listening {
    /// Begins to listen for keys.
    ///
    /// # Errors
    /// When the system does not allow it.
    pub(super) fn start(
        keys: &[(Button, KeyName)],
        quiet: Quiet,
    ) -> Result<(Self, Receiver<News>), SinkError> {
        let refused = |problem: String| SinkError::Desktop(problem);
        let known: Vec<(Button, Hotkey)> = keys.iter().map(|(button, key)| (*button, key.0)).collect();
        // These are kept from the program in front.
        let taken: HashSet<Hotkey> = known.iter().map(|(_, key)| *key).collect();
        let hook = KeyboardListener::new_with_blocking(Arc::new(Mutex::new(taken)))
            .map_err(|error| refused(error.to_string()))?;
        let (tell, news) = bounded(NEWS);
        let held = Arc::new(AtomicBool::new(false));
        let ending = Arc::new(AtomicBool::new(false));
        let watcher = Watcher {
            keys: known,
            down: None,
            held: held.clone(),
            quiet,
            tell,
        };
        let stop = ending.clone();
        let thread = thread::Builder::new()
            .name("keys".to_owned())
            .spawn(move || watcher.watch(&hook, &stop))
            .map_err(|error| refused(error.to_string()))?;
        let listening = Listening {
            held,
            ending,
            thread: Some(thread),
        };
        Ok((listening, news))
    }

    /// Whether a key is held that changes what others mean.
    pub(super) fn is_held(&self) -> bool {
        self.held.load(Relaxed)
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.ending.store(true, Relaxed);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread of the keys had panicked");
        }
    }
}

/// Makes news of what the hook tells.
struct Watcher {
    keys: Vec<(Button, Hotkey)>,
    /// The key that talks and is down, however often the system repeats it.
    down: Option<(Button, Hotkey)>,
    held: Arc<AtomicBool>,
    quiet: Quiet,
    tell: Sender<News>,
}

impl Watcher {
    fn watch(mut self, hook: &KeyboardListener, ending: &AtomicBool) {
        while !ending.load(Relaxed) {
            let news = match hook.recv_timeout(LOOK) {
                Ok(event) => self.hear(event),
                Err(handy_keys::Error::Timeout) => None,
                Err(error) => {
                    tracing::warn!(%error, "the system tells of no keys any more");
                    Some(News::Gone)
                }
            };
            let Some(news) = news else { continue };
            // One that waits says as much as many.
            let is_heard = !matches!(self.tell.try_send(news), Err(TrySendError::Disconnected(_)));
            if !is_heard || news == News::Gone {
                return;
            }
        }
    }

    fn hear(&mut self, event: KeyEvent) -> Option<News> {
        self.held.store(!event.modifiers.is_empty(), Relaxed);
        let key = event.key?;
        if !event.is_key_down {
            // What was held with it may have come up before.
            let (button, _) = self.down.take_if(|(_, down)| down.key == Some(key))?;
            return Some(News::Up(button));
        }
        let talks = |(_, known): &&(Button, Hotkey)| {
            known.key == Some(key) && known.modifiers.matches(event.modifiers)
        };
        match self.keys.iter().find(talks).copied() {
            Some(known) if self.down == Some(known) => None,
            Some(known) => {
                self.down = Some(known);
                Some(News::Down(known.0))
            }
            None => (!self.quiet.is_ours()).then_some(News::Foreign),
        }
    }
}
