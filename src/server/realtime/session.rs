//! One session: what the client says, what is heard, and what the client is told of it.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::{SinkExt, StreamExt};
use hyper::StatusCode;
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::hearing::{self, Recording, Sound};
use super::wire::{ClientEvent, Settings};
use crate::engine::Live;
use crate::server::Shared;
use crate::server::closing::Closing;
use crate::server::error::ApiError;
use crate::server::listen::told;
use crate::server::recognisers::RecogniserOptions;
use crate::server::token::random_name;
use crate::server::wire::{new_words, seconds};
use crate::server::words::own_words;

/// How long what a refused client still sends is read, so that it comes to read the refusal.
const DISCARD: Duration = Duration::from_secs(1);

/// The connection of a session.
pub(super) type WebSocket = WebSocketStream<TokioIo<Upgraded>>;

/// Runs a session until the client or the server ends it.
pub(super) async fn run(socket: WebSocket, shared: &Shared) {
    let started = hearing::start(shared.engine.clone());
    let (recordings, heard) = match started {
        Ok(ends) => ends,
        Err(error) => return tracing::error!(%error, "a session"),
    };
    let mut session = Session {
        socket,
        id: random_name().unwrap_or_default(),
        settings: Settings::default(),
        recordings,
        sound: None,
        pending: None,
        running: 0,
        dropped: 0,
        before_ms: 0,
        item: None,
        last_item: None,
        said: Vec::new(),
        n_events: 0,
        n_items: 0,
    };
    if let Err(error) = session.converse(heard, shared).await {
        tracing::debug!(%error, "a session ended");
    }
}

/// An utterance that is being heard.
struct Item {
    id: String,
    /// What of it was told.
    told: String,
}

struct Session {
    socket: WebSocket,
    id: String,
    settings: Settings,
    recordings: mpsc::Sender<Recording>,
    /// Where sound goes, while a recording runs.
    sound: Option<Sound>,
    /// Sound for which there is no room yet.
    pending: Option<Vec<u8>>,
    /// Recordings that have begun and not ended.
    running: usize,
    /// How many of them, from the oldest on, the client does not want any more.
    dropped: usize,
    /// Length of the recordings that have ended, in milliseconds.
    before_ms: u64,
    item: Option<Item>,
    last_item: Option<String>,
    /// Texts of the utterances since the client's last commit, where it ends turns itself.
    said: Vec<String>,
    n_events: u64,
    n_items: u64,
}

impl Session {
    async fn converse(&mut self, mut heard: mpsc::Receiver<Live>, shared: &Shared) -> Result<(), Error> {
        let stopped = shared.stopped.clone();
        self.tell_session("session.created").await?;
        let mut ends = false;
        loop {
            // While sound waits for room, what is heard is still told: each side would wait for the other else.
            let waits = self.pending.is_some();
            let sound = self.sound.clone().filter(|_| waits);
            let room = async move { sound?.reserve_owned().await.ok() };
            tokio::select! {
                // What was said so far is still told; nothing more is taken.
                () = told(stopped.clone()), if !ends => {
                    (self.sound, self.pending, ends) = (None, None, true);
                }
                () = over(&shared.closing, self.running), if ends => return self.refuse().await,
                // A recording that failed takes nothing more, and that was told.
                room = room, if waits => if let (Some(bytes), Some(room)) = (self.pending.take(), room) {
                    drop(room.send(bytes));
                },
                message = self.socket.next(), if !waits && !ends => match message.transpose()? {
                    Some(Message::Text(text)) => self.take(&text).await?,
                    Some(Message::Close(_)) | None => return Ok(()),
                    Some(_) => {}
                },
                Some(live) = heard.recv() => self.hear(live).await?,
            }
        }
    }

    /// The server ends, and the client is told.
    async fn refuse(&mut self) -> Result<(), Error> {
        self.fail(&ApiError::closing(), None).await?;
        self.socket.close(None).await?;
        // A connection that is closed while sound still comes would take the refusal with it.
        let rest = async { while let Some(Ok(_)) = self.socket.next().await {} };
        timeout(DISCARD, rest).await.ok();
        Ok(())
    }

    async fn take(&mut self, text: &str) -> Result<(), Error> {
        let event: ClientEvent = match serde_json::from_str(text) {
            Ok(event) => event,
            Err(error) => {
                let refusal = ApiError::bad(format!("no event of a realtime session: {error}"));
                return self.fail(&refusal, None).await;
            }
        };
        let outcome = match event.kind.as_str() {
            "session.update" | "transcription_session.update" => {
                let outcome = self.settings.update(&event.session);
                if outcome.is_ok() {
                    let told = event.kind.replace("update", "updated");
                    self.tell_session(&told).await?;
                }
                outcome
            }
            "input_audio_buffer.append" => self.append(event.audio.as_deref().unwrap_or_default()),
            "input_audio_buffer.commit" => match self.sound.take() {
                // Its end is the recording's.
                Some(_) => Ok(()),
                None => Err(ApiError::bad("the buffer is empty").coded("input_audio_buffer_commit_empty")),
            },
            "input_audio_buffer.clear" => {
                self.sound = None;
                self.dropped = self.running;
                (self.item, self.said) = (None, Vec::new());
                self.tell(json!({ "type": "input_audio_buffer.cleared" })).await?;
                Ok(())
            }
            other => {
                tracing::debug!("event {other:?} is passed over");
                Ok(())
            }
        };
        match outcome {
            Ok(()) => Ok(()),
            Err(refusal) => self.fail(&refusal, event.event_id).await,
        }
    }

    /// Takes sound, beginning a recording where none runs.
    fn append(&mut self, audio: &str) -> Result<(), ApiError> {
        let bytes = STANDARD
            .decode(audio.trim())
            .map_err(|error| ApiError::param("audio", format!("no base64: {error}")))?;
        if self.sound.is_none() {
            self.sound = Some(self.begin()?);
        }
        self.pending = Some(bytes);
        Ok(())
    }

    /// Begins a recording as the session is set.
    fn begin(&mut self) -> Result<Sound, ApiError> {
        let recogniser = RecogniserOptions {
            language: self.settings.language.clone(),
            ..RecogniserOptions::default()
        };
        let mut words = self.settings.prompt.as_deref().map(own_words).unwrap_or_default();
        words.extend(self.settings.keywords.iter().cloned());
        let (sound, recording) = Recording::new(self.settings.format, recogniser, words);
        self.recordings.try_send(recording).map_err(|_| {
            ApiError::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too much was committed and is not transcribed yet; wait for it",
            )
        })?;
        self.running += 1;
        Ok(sound)
    }

    async fn hear(&mut self, live: Live) -> Result<(), Error> {
        let is_dropped = self.dropped > 0;
        match live {
            Live::Finished { ms } => {
                self.running = self.running.saturating_sub(1);
                self.dropped = self.dropped.saturating_sub(1);
                self.before_ms += ms;
                if !is_dropped && !self.settings.detects_turns {
                    let text = std::mem::take(&mut self.said).join(" ");
                    self.commit(None, text, ms).await?;
                }
                Ok(())
            }
            Live::Failed(problem) => self.fail(&ApiError::internal(problem), None).await,
            _ if is_dropped => Ok(()),
            Live::Words { start_ms, settled } => self.words(start_ms, &settled).await,
            Live::Utterance {
                start_ms,
                end_ms,
                text,
            } => {
                if self.settings.detects_turns {
                    self.begin_item(start_ms).await?;
                    return self
                        .commit(Some(end_ms), text, end_ms.saturating_sub(start_ms))
                        .await;
                }
                self.said.push(text);
                // The next words go on behind these.
                let said = self.said.join(" ") + " ";
                if let Some(item) = &mut self.item {
                    item.told = said;
                }
                Ok(())
            }
        }
    }

    /// Tells words that stand while their utterance goes on.
    async fn words(&mut self, start_ms: u64, settled: &str) -> Result<(), Error> {
        if settled.is_empty() {
            return Ok(());
        }
        self.begin_item(start_ms).await?;
        let mut text = self.said.join(" ");
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(settled);
        let Some(item) = &mut self.item else {
            return Ok(());
        };
        let Some(new) = new_words(&item.told, &text).map(str::to_owned) else {
            return Ok(());
        };
        item.told = text;
        let id = item.id.clone();
        self.tell(delta(&id, &new)).await
    }

    /// An utterance begins, unless it has already.
    async fn begin_item(&mut self, start_ms: u64) -> Result<(), Error> {
        if self.item.is_some() {
            return Ok(());
        }
        let item = self.next_item();
        let id = item.id.clone();
        self.item = Some(item);
        if !self.settings.detects_turns {
            return Ok(());
        }
        self.tell(json!({
            "type": "input_audio_buffer.speech_started",
            "audio_start_ms": self.before_ms + start_ms,
            "item_id": id,
        }))
        .await
    }

    fn next_item(&mut self) -> Item {
        self.n_items += 1;
        Item {
            id: format!("item_{}_{}", self.id, self.n_items),
            told: String::new(),
        }
    }

    /// An utterance, or what the client had collected, has ended and has its text.
    async fn commit(&mut self, end_ms: Option<u64>, text: String, ms: u64) -> Result<(), Error> {
        let Item { id, told } = match self.item.take() {
            Some(item) => item,
            None => self.next_item(),
        };
        if let Some(end_ms) = end_ms {
            self.tell(json!({
                "type": "input_audio_buffer.speech_stopped",
                "audio_end_ms": self.before_ms + end_ms,
                "item_id": id,
            }))
            .await?;
        }
        let previous = self.last_item.replace(id.clone());
        self.tell(json!({
            "type": "input_audio_buffer.committed",
            "item_id": id,
            "previous_item_id": previous,
        }))
        .await?;
        // Who shows the pieces alone is to have all of the words.
        if let Some(rest) = new_words(&told, &text) {
            self.tell(delta(&id, rest)).await?;
        }
        self.tell(json!({
            "type": "conversation.item.input_audio_transcription.completed",
            "item_id": id,
            "content_index": 0,
            "transcript": text,
            "usage": { "type": "duration", "seconds": seconds(ms) },
        }))
        .await
    }

    async fn tell_session(&mut self, kind: &str) -> Result<(), Error> {
        let session = self.settings.session(&format!("sess_{}", self.id));
        self.tell(json!({ "type": kind, "session": session })).await
    }

    async fn fail(&mut self, refusal: &ApiError, of: Option<String>) -> Result<(), Error> {
        let mut error = refusal.wire();
        error["event_id"] = json!(of);
        self.tell(json!({ "type": "error", "error": error })).await
    }

    async fn tell(&mut self, mut event: Value) -> Result<(), Error> {
        self.n_events += 1;
        event["event_id"] = json!(format!("event_{}", self.n_events));
        self.socket.send(Message::Text(event.to_string().into())).await
    }
}

/// Waits until a session is over that takes nothing more: no recording runs, or there is no time left.
async fn over(closing: &Closing, running: usize) {
    if running > 0 {
        closing.broken_off().await;
    }
}

/// A piece of an item's text.
fn delta(id: &str, piece: &str) -> Value {
    json!({
        "type": "conversation.item.input_audio_transcription.delta",
        "item_id": id,
        "content_index": 0,
        "delta": piece,
    })
}
