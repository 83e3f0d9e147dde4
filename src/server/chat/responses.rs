//! `POST /v1/responses`.

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

/// `POST /v1/responses`.
///
/// # Errors
/// [`ApiError`].
pub(in crate::server) async fn responses(
    shared: &Arc<Shared>,
    request: Request,
) -> Result<Response, ApiError> {
    require_model(shared)?;
    let ticket = shared.queue.ticket()?;
    let body = body(request).await?;
    let order = Order::of_response(&body, &shared.spool)?;
    let name = random_name().unwrap_or_default();
    let head = Head {
        id: format!("resp_{name}"),
        message: format!("msg_{name}"),
        created: clock::now_s(),
        model: order.model.clone(),
        instructions: body["instructions"].clone(),
        sampling: [body["temperature"].clone(), body["top_p"].clone()],
    };
    let stream = order.stream;
    let mut running = begin(shared, ticket, order)?;
    if stream {
        return Ok(events(|pieces| tell(running, head, Teller { pieces, n: 0 })));
    }
    let answer = running.finish().await?;
    Ok(json_response(&head.response(Some(&answer))))
}

/// What is the same from beginning to end.
struct Head {
    id: String,
    message: String,
    created: u64,
    model: String,
    instructions: Value,
    sampling: [Value; 2],
}

impl Head {
    fn response(&self, answer: Option<&Answer>) -> Value {
        let cut = answer.is_some_and(|answer| answer.ended == Ended::Length);
        let status = match answer {
            None => "in_progress",
            Some(_) if cut => "incomplete",
            Some(_) => "completed",
        };
        let output: Vec<Value> = answer
            .map(|answer| self.item(&answer.text, status))
            .into_iter()
            .collect();
        let [temperature, top_p] = &self.sampling;
        json!({
            "id": self.id,
            "object": "response",
            "created_at": self.created,
            "status": status,
            "model": self.model,
            "output": output,
            "instructions": self.instructions,
            "error": null,
            "incomplete_details": cut.then(|| json!({ "reason": "max_output_tokens" })),
            "metadata": {},
            "parallel_tool_calls": false,
            "tool_choice": "none",
            "tools": [],
            "temperature": temperature,
            "top_p": top_p,
            "usage": answer.map(usage),
        })
    }

    fn item(&self, text: &str, status: &str) -> Value {
        json!({
            "type": "message",
            "id": self.message,
            "status": status,
            "role": "assistant",
            "content": [part(text)],
        })
    }

    /// An event about the one part of the one message.
    fn of_part(&self, kind: &str) -> Value {
        json!({ "type": kind, "item_id": self.message, "output_index": 0, "content_index": 0 })
    }
}

fn part(text: &str) -> Value {
    json!({ "type": "output_text", "text": text, "annotations": [], "logprobs": [] })
}

fn usage(answer: &Answer) -> Value {
    json!({
        "input_tokens": answer.prompt_tokens,
        "input_tokens_details": { "cached_tokens": 0 },
        "output_tokens": answer.answer_tokens,
        "output_tokens_details": { "reasoning_tokens": 0 },
        "total_tokens": answer.prompt_tokens + answer.answer_tokens,
    })
}

/// Numbers the events. A client that is gone is noticed by its channel, and none of these sends matters then.
struct Teller {
    pieces: mpsc::Sender<Value>,
    n: u64,
}

impl Teller {
    async fn tell(&mut self, mut event: Value) {
        event["sequence_number"] = json!(self.n);
        self.n += 1;
        self.pieces.send(event).await.ok();
    }
}

async fn tell(mut running: Running, head: Head, mut to: Teller) {
    for kind in ["response.created", "response.in_progress"] {
        to.tell(json!({ "type": kind, "response": head.response(None) }))
            .await;
    }
    let mut open = head.item("", "in_progress");
    open["content"] = json!([]);
    to.tell(json!({ "type": "response.output_item.added", "output_index": 0, "item": open }))
        .await;
    let mut added = head.of_part("response.content_part.added");
    added["part"] = part("");
    to.tell(added).await;
    let mut told = String::new();
    let answer = loop {
        match running.more(&mut told).await {
            More::Text(new) => delta(&head, &new, &mut to).await,
            More::End(Ok(answer)) => break answer,
            More::End(Err(error)) => return failed(&head, &error, &mut to).await,
        }
    };
    if let Some(rest) = crate::engine::new_text(&told, &answer.text) {
        delta(&head, rest, &mut to).await;
    }
    let mut text = head.of_part("response.output_text.done");
    (text["text"], text["logprobs"]) = (json!(answer.text), json!([]));
    to.tell(text).await;
    let mut whole = head.of_part("response.content_part.done");
    whole["part"] = part(&answer.text);
    to.tell(whole).await;
    let cut = answer.ended == Ended::Length;
    let status = if cut { "incomplete" } else { "completed" };
    let item = head.item(&answer.text, status);
    to.tell(json!({ "type": "response.output_item.done", "output_index": 0, "item": item }))
        .await;
    let response = head.response(Some(&answer));
    to.tell(json!({ "type": format!("response.{status}"), "response": response }))
        .await;
}

async fn delta(head: &Head, new: &str, to: &mut Teller) {
    let mut event = head.of_part("response.output_text.delta");
    (event["delta"], event["logprobs"]) = (json!(new), json!([]));
    to.tell(event).await;
}

async fn failed(head: &Head, error: &ApiError, to: &mut Teller) {
    let mut response = head.response(None);
    response["status"] = json!("failed");
    response["error"] = json!({ "code": "server_error", "message": error.message });
    to.tell(json!({ "type": "response.failed", "response": response }))
        .await;
}
