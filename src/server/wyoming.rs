//! `parlance serve --wyoming`: the protocol by which Home Assistant and its kin speak to recognisers.
//!
//! One line of JSON an event, then its data, then its payload. Unknown events are passed over, and the connection stays;
//! a line that is no event ends it at once, so that nothing can be said here in the guise of another protocol (a browser
//! begins with "POST / HTTP/1.1").

use std::io;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::io::{
    AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader,
};
use tokio::sync::watch;
use tokio::time::timeout;

use super::Shared;
use super::error::ApiError;
use super::listen::told;
use super::queue::Ticket;
use super::recognisers::RecogniserOptions;
use super::spool::Spooled;
use super::transcribing::{Heard, More, Order, work};
use super::wav::{HEAD, SampleFormat};
use super::wire;
use super::words::own_words;
use crate::engine::{is_language, new_text};

/// Most bytes of an event's line, of its data, and of its payload.
const LINE: u64 = 64 << 10;
const DATA: u64 = 1 << 20;
const PAYLOAD: u64 = 4 << 20;

/// How long what a refused client still sends is read, so that it comes to read the refusal.
const DISCARD: Duration = Duration::from_secs(1);

/// The most words, of names and terms, that a client may send along.
const WORDS: usize = 500;

/// What a client says.
#[derive(Clone, Debug, Default, PartialEq)]
struct Event {
    kind: String,
    data: Map<String, Value>,
    payload: Vec<u8>,
}

impl Event {
    fn new(kind: &str, data: Value) -> Self {
        Event {
            kind: kind.to_owned(),
            data: data.as_object().cloned().unwrap_or_default(),
            payload: Vec::new(),
        }
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.data
            .get(key)?
            .as_str()
            .map(str::trim)
            .filter(|text| !text.is_empty())
    }

    fn number(&self, key: &str) -> Option<u64> {
        self.data.get(key)?.as_u64()
    }

    fn words(&self, key: &str) -> impl Iterator<Item = String> {
        let words = self.data.get(key).and_then(Value::as_array);
        let words = words.into_iter().flatten().filter_map(Value::as_str);
        words.map(|word| word.replace(['=', '<', '>'], " ").trim().to_owned())
    }
}

/// One client, until it hangs up or says what is no event.
pub(super) async fn converse<S>(stream: S, shared: Arc<Shared>, stopped: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let (reader, mut writer) = tokio::io::split(stream);
    let mut reader = BufReader::new(reader);
    let mut client = Client {
        shared,
        order: Spoken::default(),
        sound: None,
    };
    let ended = async {
        loop {
            let event = tokio::select! {
                biased;
                () = told(stopped.clone()) => return client.refuse(&mut reader, &mut writer).await,
                event = read(&mut reader) => event?,
            };
            match event {
                Some(event) => client.take(event, &mut writer).await?,
                None => return Ok(()),
            }
        }
    };
    if let Err::<(), io::Error>(error) = ended.await {
        tracing::debug!(%error, "a client of Wyoming");
    }
}

/// What `transcribe` said of the sound to come.
#[derive(Clone, Debug, Default)]
struct Spoken {
    language: Option<String>,
    words: Vec<String>,
}

/// Sound that comes in.
struct Sound {
    ticket: Ticket,
    file: Spooled,
    format: SampleFormat,
}

struct Client {
    shared: Arc<Shared>,
    order: Spoken,
    sound: Option<Sound>,
}

impl Client {
    async fn take(&mut self, event: Event, to: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
        let outcome = match event.kind.as_str() {
            "describe" => return say(to, "info", &info(&self.shared.recogniser)).await,
            "ping" => return say(to, "pong", &json!({ "text": event.text("text") })).await,
            "transcribe" => self.transcribe(&event),
            "audio-start" => self.begin(&event),
            "audio-chunk" => self.add(&event),
            "audio-stop" => match self.sound.take() {
                Some(sound) => return self.answer(sound, to).await,
                None => Ok(()),
            },
            other => {
                tracing::debug!("event {other:?} is passed over");
                Ok(())
            }
        };
        match outcome {
            Ok(()) => Ok(()),
            Err(refusal) => {
                self.sound = None;
                say(to, "error", &error(&refusal)).await
            }
        }
    }

    fn transcribe(&mut self, event: &Event) -> Result<(), ApiError> {
        let language = event
            .text("language")
            .map(|language| match language.split_once(['-', '_']) {
                // "en-US" is English.
                Some((language, _)) => language.to_owned(),
                None => language.to_owned(),
            });
        if let Some(unknown) = language.as_deref().filter(|language| !is_language(language)) {
            return Err(ApiError::param(
                "language",
                format!("{unknown:?} is no language that is read"),
            ));
        }
        let names = event
            .words("transcript_names")
            .chain(event.words("transcript_terms"));
        let mut words: Vec<String> = names.take(WORDS).collect();
        words.extend(event.text("prompt").map(own_words).unwrap_or_default());
        self.order = Spoken { language, words };
        Ok(())
    }

    fn begin(&mut self, event: &Event) -> Result<(), ApiError> {
        self.sound = None;
        let number = |key| event.number(key).unwrap_or(0);
        let format =
            SampleFormat::pcm(number("rate"), number("width"), number("channels")).ok_or_else(|| {
                ApiError::bad("audio-start needs rate in hertz, width in bytes (1 to 4) and channels")
            })?;
        let ticket = self.shared.queue.ticket()?;
        let mut file = self.shared.spool.file().map_err(full)?;
        file.write(&format.head()).map_err(full)?;
        self.sound = Some(Sound { ticket, file, format });
        Ok(())
    }

    fn add(&mut self, event: &Event) -> Result<(), ApiError> {
        // What belongs to sound that was refused is passed over.
        let Some(sound) = &mut self.sound else {
            return Ok(());
        };
        if sound.file.bytes() + event.payload.len() as u64 > self.shared.body_limit {
            return Err(ApiError::bad("the recording is too large (see --max-upload)").coded("too-large"));
        }
        let same = |key, has: u64| event.number(key).is_none_or(|told| told == has);
        let format = sound.format;
        if !same("rate", format.rate_hz.into())
            || !same("width", format.bytes.into())
            || !same("channels", format.channels.into())
        {
            return Err(ApiError::bad(
                "an audio-chunk is of another format than audio-start said",
            ));
        }
        sound.file.write(&event.payload).map_err(full)
    }

    /// The server ends: whose sound would not be heard any more is told so.
    async fn refuse(
        &mut self,
        from: &mut (impl AsyncRead + Unpin),
        to: &mut (impl AsyncWrite + Unpin),
    ) -> io::Result<()> {
        if self.sound.take().is_some() {
            say(to, "error", &error(&ApiError::closing())).await?;
        }
        to.shutdown().await?;
        // A connection that is closed while sound still comes would take the refusal with it.
        let mut nowhere = tokio::io::sink();
        let rest = tokio::io::copy(from, &mut nowhere);
        timeout(DISCARD, rest).await.map_or(Ok(()), |rest| rest.map(drop))
    }

    /// Transcribes what was sent, telling the text as soon as it is settled.
    async fn answer(&mut self, sound: Sound, to: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
        let Spoken { language, words } = std::mem::take(&mut self.order);
        let Sound { ticket, mut file, .. } = sound;
        file.close();
        if file.bytes() == HEAD as u64 {
            // Nothing was recorded, and so nothing was said.
            return say(to, "transcript", &json!({ "text": "" })).await;
        }
        let order = Order {
            file,
            name: "the recording".to_owned(),
            recogniser: RecogniserOptions {
                language: language.clone(),
                ..RecogniserOptions::default()
            },
            words,
            context: String::new(),
        };
        let (work, mut running) = work(order, true, self.shared.closing());
        if let Err(refusal) = self.shared.queue.submit(ticket, work) {
            return say(to, "error", &error(&refusal)).await;
        }
        let language = json!(language.unwrap_or_else(|| "en".to_owned()));
        say(to, "transcript-start", &json!({ "language": language })).await?;
        let mut told = String::new();
        let heard = loop {
            match running.more().await {
                More::Settled(text) => tell(&mut told, &text, to).await?,
                More::End(heard) => break *heard,
            }
        };
        match heard {
            Ok(heard) => finish(&heard, &mut told, language, to).await,
            Err(refusal) => say(to, "error", &error(&refusal)).await,
        }
    }
}

async fn finish(
    heard: &Heard,
    told: &mut String,
    language: Value,
    to: &mut (impl AsyncWrite + Unpin),
) -> io::Result<()> {
    let text = wire::text(&heard.transcript);
    tell(told, &text, to).await?;
    say(to, "transcript", &json!({ "text": text, "language": language })).await?;
    say(to, "transcript-stop", &json!({})).await
}

/// Tells what of `text` is new.
async fn tell(told: &mut String, text: &str, to: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
    let Some(new) = new_text(told, text) else {
        return Ok(());
    };
    let chunk = json!({ "text": new });
    text.clone_into(told);
    say(to, "transcript-chunk", &chunk).await
}

fn full(error: io::Error) -> ApiError {
    ApiError::internal(format!("the recording cannot be kept while it is heard: {error}"))
}

fn error(refusal: &ApiError) -> Value {
    json!({ "text": refusal.message, "code": refusal.code })
}

/// What there is, in answer to `describe`.
fn info(recogniser: &str) -> Value {
    let attribution = json!({ "name": "parlance", "url": "" });
    let version = env!("CARGO_PKG_VERSION");
    let languages = crate::engine::language_codes();
    json!({
        "asr": [{
            "name": "parlance",
            "description": "Offline dictation",
            "attribution": attribution,
            "installed": true,
            "version": version,
            "supports_transcript_streaming": true,
            "requires_external_vad": true,
            "models": [{
                "name": recogniser,
                "description": recogniser,
                "attribution": attribution,
                "installed": true,
                "version": version,
                "languages": languages,
            }],
        }],
        "tts": [], "handle": [], "intent": [], "wake": [], "mic": [], "snd": [],
    })
}

/// Reads the next event; `None` when the client has hung up.
async fn read(from: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Option<Event>> {
    let mut line = Vec::new();
    let n = from.take(LINE).read_until(b'\n', &mut line).await?;
    if n == 0 {
        return Ok(None);
    }
    let wrong = || io::Error::new(io::ErrorKind::InvalidData, "a line that is no event");
    let head: Value = serde_json::from_slice(&line).map_err(|_| wrong())?;
    let kind = head.get("type").and_then(Value::as_str).ok_or_else(wrong)?;
    let mut event = Event::new(kind, head.get("data").cloned().unwrap_or_default());
    let length = |key: &str| head.get(key).and_then(Value::as_u64).unwrap_or(0);
    let data = bytes(from, length("data_length"), DATA).await?;
    if !data.is_empty() {
        let more: Map<String, Value> = serde_json::from_slice(&data).map_err(|_| wrong())?;
        event.data.extend(more);
    }
    event.payload = bytes(from, length("payload_length"), PAYLOAD).await?;
    Ok(Some(event))
}

async fn bytes(from: &mut (impl AsyncBufRead + Unpin), n: u64, most: u64) -> io::Result<Vec<u8>> {
    if n > most {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "an event that is too long",
        ));
    }
    let mut bytes = Vec::new();
    let read = from.take(n).read_to_end(&mut bytes).await?;
    if (read as u64) < n {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

/// Says an event.
async fn say(to: &mut (impl AsyncWrite + Unpin), kind: &str, data: &Value) -> io::Result<()> {
    let data = serde_json::to_vec(data)?;
    let head = json!({
        "type": kind,
        "version": env!("CARGO_PKG_VERSION"),
        "data_length": data.len(),
    });
    let mut bytes = format!("{head}\n").into_bytes();
    bytes.extend_from_slice(&data);
    to.write_all(&bytes).await?;
    to.flush().await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(bytes: &[u8]) -> io::Result<Vec<Event>> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut reader = bytes;
            let mut events = Vec::new();
            while let Some(event) = read(&mut reader).await? {
                events.push(event);
            }
            Ok(events)
        })
    }

    #[test]
    fn data_comes_in_the_line_or_behind_it_and_payload_last() {
        let events = read_all(
            b"{\"type\": \"describe\"}\n\
              {\"type\": \"audio-start\", \"data\": {\"rate\": 16000}, \"data_length\": 24, \"payload_length\": 3}\n\
              {\"width\":2,\"channels\":1}abc",
        )
        .unwrap();
        assert_eq!(events.len(), 2);
        assert_eq!(events[0], Event::new("describe", json!({})));
        assert_eq!(
            events[1].data,
            *json!({ "rate": 16000, "width": 2, "channels": 1 })
                .as_object()
                .unwrap()
        );
        assert_eq!(events[1].payload, b"abc");
    }

    #[test]
    fn what_is_no_event_ends_the_connection() {
        for wrong in [
            &b"POST / HTTP/1.1\r\n"[..],
            b"\n",
            b"{}\n",
            b"[1]\n",
            b"{\"type\": \"x\", \"payload_length\": 99999999999}\n",
            b"{\"type\": \"x\", \"data_length\": 5}\nab",
        ] {
            assert!(read_all(wrong).is_err(), "{}", String::from_utf8_lossy(wrong));
        }
        assert!(read_all(&b"x".repeat(1 << 20)).is_err());
    }
}
