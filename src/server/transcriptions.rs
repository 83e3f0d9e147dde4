//! `POST /v1/audio/transcriptions` and `/v1/audio/translations`.

use std::sync::Arc;

use futures_util::stream;
use hyper::StatusCode;
use hyper::body::Bytes;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::error::ApiError;
use super::http::{Request, Response, discard, json as json_response, response, streamed};
use super::recognisers::RecogniserOptions;
use super::transcribing::{Heard, More, Order, Running, work};
use super::upload::{self, Form};
use super::words::own_words;
use super::{Shared, wire};
use crate::document::FileFormat;
use crate::engine::{is_language, new_text, subtitles};

/// Pieces of a stream that wait for a slow reader.
const PIECES: usize = 16;

/// How the answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Json,
    Text,
    Srt,
    Vtt,
    Verbose,
    Diarized,
}

/// What was asked for besides the recording.
struct Answer {
    format: Format,
    /// "transcribe" or "translate".
    task: &'static str,
    words: bool,
    logprobs: bool,
    stream: bool,
}

/// Answers both; `task` is "transcribe" or "translate".
///
/// # Errors
/// [`ApiError`].
pub(super) async fn respond(
    shared: &Arc<Shared>,
    request: Request,
    task: &'static str,
) -> Result<Response, ApiError> {
    let ticket = match shared.queue.ticket() {
        Ok(ticket) => ticket,
        Err(full) => {
            discard(request.into_body()).await;
            return Err(full);
        }
    };
    let form = upload::form(request, shared).await?;
    let answer = answer_of(&form, task)?;
    let order = order_of(form, &answer, shared.speakers)?;
    let (work, mut running) = work(order, answer.stream, shared.closing());
    shared.queue.submit(ticket, work)?;
    if answer.stream {
        return Ok(events(|pieces| tell(running, answer, pieces)));
    }
    let heard = running.finish().await?;
    written(&heard, &answer)
}

fn answer_of(form: &Form, task: &'static str) -> Result<Answer, ApiError> {
    let format = match form.get("response_format").unwrap_or("json") {
        "json" => Format::Json,
        "text" => Format::Text,
        "srt" => Format::Srt,
        "vtt" => Format::Vtt,
        "verbose_json" => Format::Verbose,
        "diarized_json" if task == "transcribe" => Format::Diarized,
        other => {
            let message = format!(
                "{other:?} is no format; there are json, text, srt, vtt, verbose_json and (of transcriptions) diarized_json"
            );
            return Err(ApiError::param("response_format", message));
        }
    };
    let stream = match form.get("stream") {
        None | Some("false" | "False" | "0") => false,
        Some(_) => true,
    };
    if stream && !matches!(format, Format::Json | Format::Text | Format::Diarized) {
        return Err(ApiError::param(
            "stream",
            "only json, text and diarized_json can be streamed",
        ));
    }
    Ok(Answer {
        format,
        task,
        words: form.list("timestamp_granularities").contains(&"word"),
        logprobs: form.list("include").contains(&"logprobs"),
        stream,
    })
}

fn order_of(form: Form, answer: &Answer, speakers: bool) -> Result<Order, ApiError> {
    let listed = form.list("languages");
    let language = match (form.get("language"), listed.as_slice()) {
        (Some(language), _) => Some(language.to_owned()),
        (None, []) => None,
        (None, [one]) => Some((*one).to_owned()),
        // Which of them is spoken is found out.
        (None, _) => Some("auto".to_owned()),
    };
    if let Some(unknown) = language.as_deref().filter(|language| !is_language(language)) {
        let message = format!(
            "{unknown:?} is no language that is read; give its English name, its code (\"de\"), or \"auto\""
        );
        return Err(ApiError::param("language", message));
    }
    let prompt = form.get("prompt").unwrap_or_default();
    let mut words = own_words(prompt);
    words.extend(form.list("keywords").into_iter().map(str::to_owned));
    Ok(Order {
        recogniser: RecogniserOptions {
            language,
            translate: answer.task == "translate",
            speakers: speakers || answer.format == Format::Diarized,
        },
        words,
        context: prompt.to_owned(),
        name: form.file_name,
        file: form.file,
    })
}

/// The whole answer.
fn written(heard: &Heard, answer: &Answer) -> Result<Response, ApiError> {
    let transcript = &heard.transcript;
    let text = |text: String| response(StatusCode::OK, "text/plain; charset=utf-8", text);
    let subtitles = |format| {
        let subtitles = subtitles(&transcript.document, format);
        subtitles
            .map(text)
            .map_err(|error| ApiError::internal(error.to_string()))
    };
    let body = match answer.format {
        Format::Text => return Ok(text(wire::text(transcript) + "\n")),
        Format::Srt => return subtitles(FileFormat::Srt),
        Format::Vtt => return subtitles(FileFormat::Vtt),
        Format::Json => wire::plain(transcript, answer.logprobs),
        Format::Verbose => wire::verbose(transcript, answer.task, answer.words),
        Format::Diarized => wire::diarized(transcript),
    };
    Ok(json_response(&with_warnings(body, &heard.warnings)))
}

fn with_warnings(mut body: Value, warnings: &[String]) -> Value {
    if !warnings.is_empty() {
        body["warnings"] = json!(warnings);
    }
    body
}

/// An answer in pieces, as server-sent events: the objects that `tell` sends, with OpenAI's mark at the end. Whoever hangs up
/// is not waited for: `tell` is dropped then, and with it what runs.
pub(super) fn events<T>(tell: impl FnOnce(mpsc::Sender<Value>) -> T) -> Response
where
    T: Future<Output = ()> + Send + 'static,
{
    let (pieces, taken) = mpsc::channel(PIECES);
    let hung_up = pieces.clone();
    let telling = tell(pieces);
    tokio::spawn(async move {
        tokio::select! {
            () = hung_up.closed() => {}
            () = telling => {}
        }
    });
    let pieces = stream::unfold(Some(taken), |taken| async move {
        let mut taken = taken?;
        Some(match taken.recv().await {
            Some(piece) => (Bytes::from(format!("data: {piece}\n\n")), Some(taken)),
            None => (Bytes::from_static(b"data: [DONE]\n\n"), None),
        })
    });
    streamed("text/event-stream", pieces)
}

/// Tells text as soon as it is settled, and the whole at the end.
async fn tell(mut running: Running, answer: Answer, pieces: mpsc::Sender<Value>) {
    let mut told = String::new();
    let finished = loop {
        match running.more().await {
            More::Settled(text) => delta(&mut told, &text, &pieces).await,
            More::End(heard) => break *heard,
        }
    };
    match finished {
        Ok(heard) => end(&heard, &answer, &mut told, &pieces).await,
        // The client is gone when this cannot be told.
        Err(error) => drop(pieces.send(json!({ "error": error.wire() })).await),
    }
}

async fn end(heard: &Heard, answer: &Answer, told: &mut String, pieces: &mpsc::Sender<Value>) {
    let text = wire::text(&heard.transcript);
    if answer.format == Format::Diarized {
        for segment in wire::diarized_segments(&heard.transcript) {
            if pieces.send(segment).await.is_err() {
                return;
            }
        }
    } else {
        delta(told, &text, pieces).await;
    }
    let mut done = json!({ "type": "transcript.text.done", "text": text });
    if answer.logprobs {
        done["logprobs"] = wire::logprobs_of(&heard.transcript);
    }
    let usage = wire::usage(&heard.transcript);
    done["usage"] = usage;
    // The client is gone when this cannot be told.
    pieces.send(with_warnings(done, &heard.warnings)).await.ok();
}

/// Tells what of `text` is new.
async fn delta(told: &mut String, text: &str, pieces: &mpsc::Sender<Value>) {
    let Some(new) = new_text(told, text) else {
        return;
    };
    let delta = json!({ "type": "transcript.text.delta", "delta": new });
    text.clone_into(told);
    // The client is gone when this cannot be told.
    pieces.send(delta).await.ok();
}
