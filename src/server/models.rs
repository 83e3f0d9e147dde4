//! `GET /v1/models` and `/health`. Any name of a model is accepted everywhere: there is one recogniser, and it is meant.

use serde_json::{Value, json};

use super::Shared;
use super::http::{Response, json as json_response};

/// Names that clients look for before they ask.
const ALIASES: &[&str] = &["whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe"];

/// `GET /v1/models`.
pub(super) fn list(shared: &Shared) -> Response {
    let own = std::iter::once(shared.recogniser.as_str());
    let own = own.chain(shared.gemma.as_deref());
    let names: Vec<Value> = own.chain(ALIASES.iter().copied()).map(object).collect();
    json_response(&json!({ "object": "list", "data": names }))
}

/// `GET /v1/models/{id}`.
pub(super) fn one(id: &str) -> Response {
    json_response(&object(id))
}

/// `GET /health`: says nothing that not everybody may know.
pub(super) fn health() -> Response {
    json_response(&json!({ "status": "ok" }))
}

fn object(id: &str) -> Value {
    json!({ "id": id, "object": "model", "created": 0, "owned_by": "parlance" })
}
