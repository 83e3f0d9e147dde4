//! `POST /v1/chat/completions`.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::order::{Order, body};
use super::{More, Running, begin, require_model};
use crate::engine::models::{Answer, Ended};
use crate::server::Shared;
use crate::server::error::ApiError;
use crate::server::http::{Request, Response, json as json_response};
use crate::server::token::random_name;
use crate::server::transcriptions::events;
use crate::store::clock;

/// `POST /v1/chat/completions`.
///
/// # Errors
/// [`ApiError`].
pub(in crate::server) async fn completions(
    shared: &Arc<Shared>,
    request: Request,
) -> Result<Response, ApiError> {
    require_model(shared)?;
    let ticket = shared.queue.ticket()?;
    let order = Order::of_completion(&body(request).await?, &shared.spool)?;
    let head = Head {
        id: format!("chatcmpl-{}", random_name().unwrap_or_default()),
        model: order.model.clone(),
    };
    let (stream, count) = (order.stream, order.count);
    let mut running = begin(shared, ticket, order)?;
    if stream {
        return Ok(events(|pieces| tell(running, head, count, pieces)));
    }
    let answer = running.finish().await?;
    let mut whole = head.object("chat.completion");
    whole["choices"] = json!([{
        "index": 0,
        "message": { "role": "assistant", "content": answer.text, "refusal": null },
        "logprobs": null,
        "finish_reason": reason(&answer),
    }]);
    whole["usage"] = usage(&answer);
    Ok(json_response(&whole))
}

/// What is the same in all pieces.
struct Head {
    id: String,
    model: String,
}

impl Head {
    fn object(&self, kind: &str) -> Value {
        json!({ "id": self.id, "object": kind, "created": clock::now_s(), "model": self.model })
    }

    fn piece(&self, delta: Value, reason: Option<&str>) -> Value {
        let mut piece = self.object("chat.completion.chunk");
        piece["choices"] = json!([{ "index": 0, "delta": delta, "logprobs": null, "finish_reason": reason }]);
        piece
    }
}

/// Tells the answer as it comes. A client that is gone is noticed by its channel, and none of these sends matters then.
async fn tell(mut running: Running, head: Head, count: bool, pieces: mpsc::Sender<Value>) {
    let begun = json!({ "role": "assistant", "content": "" });
    pieces.send(head.piece(begun, None)).await.ok();
    let mut told = String::new();
    let answer = loop {
        match running.more(&mut told).await {
            More::Text(new) => drop(pieces.send(head.piece(json!({ "content": new }), None)).await),
            More::End(Ok(answer)) => break answer,
            More::End(Err(error)) => return drop(pieces.send(json!({ "error": error.wire() })).await),
        }
    };
    if let Some(rest) = crate::engine::new_text(&told, &answer.text) {
        pieces
            .send(head.piece(json!({ "content": rest }), None))
            .await
            .ok();
    }
    pieces
        .send(head.piece(json!({}), Some(reason(&answer))))
        .await
        .ok();
    if count {
        let mut last = head.object("chat.completion.chunk");
        last["choices"] = json!([]);
        last["usage"] = usage(&answer);
        pieces.send(last).await.ok();
    }
}

fn reason(answer: &Answer) -> &'static str {
    match answer.ended {
        Ended::Length => "length",
        Ended::Finished | Ended::Cancelled => "stop",
    }
}

fn usage(answer: &Answer) -> Value {
    json!({
        "prompt_tokens": answer.prompt_tokens,
        "completion_tokens": answer.answer_tokens,
        "total_tokens": answer.prompt_tokens + answer.answer_tokens,
    })
}
