//! What is asked of the language model, from the bodies of both kinds of requests.

use std::sync::Arc;

use serde_json::{Value, json};

use super::content::{Files, turn};
use crate::engine::models::{Chat, Part, Role, Turn};
use crate::server::error::ApiError;
use crate::server::http::{Request, whole};
use crate::server::spool::Spool;

/// A conversation to be answered.
pub(super) struct Order {
    /// The conversation.
    pub chat: Chat,
    /// The model's name as the client gave it.
    pub model: String,
    /// Whether the answer comes in pieces.
    pub stream: bool,
    /// Whether the pieces end with one that counts tokens.
    pub count: bool,
    /// Sound and pictures of the conversation.
    _files: Files,
}

/// Most bytes of a conversation, its sound and pictures included.
const BYTES: usize = 64 << 20;

/// The body of a request.
///
/// # Errors
/// No object of JSON, or too much of it.
pub(super) async fn body(request: Request) -> Result<Value, ApiError> {
    let bytes = whole(request.into_body(), BYTES).await?;
    let body: Value = serde_json::from_slice(&bytes)
        .map_err(|error| ApiError::bad(format!("the body is no JSON: {error}")))?;
    if body.is_object() {
        Ok(body)
    } else {
        Err(ApiError::bad("the body is no JSON object"))
    }
}

impl Order {
    /// An order of `/v1/chat/completions`.
    ///
    /// # Errors
    /// What is not understood, or cannot be done.
    pub fn of_completion(body: &Value, spool: &Arc<Spool>) -> Result<Self, ApiError> {
        let messages = body["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
        let most = [&body["max_completion_tokens"], &body["max_tokens"]];
        if body["n"].as_u64().is_some_and(|n| n != 1) {
            return Err(ApiError::param("n", "one answer at a time is given"));
        }
        Order::new(
            body,
            messages,
            most.into_iter().find(|most| !most.is_null()),
            spool,
        )
    }

    /// An order of `/v1/responses`.
    ///
    /// # Errors
    /// What is not understood, or cannot be done.
    pub fn of_response(body: &Value, spool: &Arc<Spool>) -> Result<Self, ApiError> {
        if !body["previous_response_id"].is_null() {
            let message = "answers are not kept here: send the whole conversation as `input`";
            return Err(ApiError::param("previous_response_id", message));
        }
        let messages = match &body["input"] {
            Value::String(text) => vec![json!({ "role": "user", "content": text })],
            Value::Array(items) => items.clone(),
            _ => Vec::new(),
        };
        let mut order = Order::new(body, &messages, Some(&body["max_output_tokens"]), spool)?;
        if let Some(instructions) = body["instructions"].as_str() {
            let turn = Turn {
                role: Role::System,
                parts: vec![Part::Text(instructions.to_owned())],
            };
            order.chat.turns = joined([vec![turn], order.chat.turns].concat());
        }
        Ok(order)
    }

    fn new(
        body: &Value,
        messages: &[Value],
        most: Option<&Value>,
        spool: &Arc<Spool>,
    ) -> Result<Self, ApiError> {
        refuse_what_is_not_done(body)?;
        let mut files = Files::new();
        let turns = messages.iter().map(|message| turn(message, spool, &mut files));
        let turns = turns.collect::<Result<Vec<_>, _>>()?;
        if turns.iter().all(|turn| turn.role != Role::User) {
            return Err(ApiError::param(
                "messages",
                "nobody has asked anything: a message of the role user is missing",
            ));
        }
        Ok(Order {
            chat: Chat {
                turns: joined(turns),
                max_new_tokens: number(most, "max_tokens", 1.0, 1e9)?.map(|most| most as usize),
                temperature: number(body.get("temperature"), "temperature", 0.0, 2.0)?,
                top_p: number(body.get("top_p"), "top_p", 0.0, 1.0)?,
                seed: body["seed"].as_i64().unwrap_or(0) as u64,
                stop: stops(&body["stop"])?,
            },
            model: body["model"].as_str().unwrap_or("parlance").to_owned(),
            stream: body["stream"].as_bool().unwrap_or(false),
            count: body["stream_options"]["include_usage"].as_bool().unwrap_or(false),
            _files: files,
        })
    }
}

/// Refuses what would be passed over in silence and is missed in the answer.
fn refuse_what_is_not_done(body: &Value) -> Result<(), ApiError> {
    let tools = body["tools"].as_array().is_some_and(|tools| !tools.is_empty());
    if tools && body["tool_choice"] != "none" {
        return Err(ApiError::param(
            "tools",
            "tools are not called here: ask without them",
        ));
    }
    let format = [&body["response_format"]["type"], &body["text"]["format"]["type"]];
    let format = format.into_iter().find_map(Value::as_str);
    match format {
        None | Some("text") => Ok(()),
        Some(_) => Err(ApiError::param(
            "response_format",
            "answers are text: no other format is enforced",
        )),
    }
}

/// Turns of one speaker in a row as one: the model was trained on turns that alternate.
fn joined(turns: Vec<Turn>) -> Vec<Turn> {
    let mut all: Vec<Turn> = Vec::new();
    for turn in turns {
        match all.last_mut() {
            Some(last) if last.role == turn.role => {
                last.parts.push(Part::Text("\n\n".to_owned()));
                last.parts.extend(turn.parts);
            }
            _ => all.push(turn),
        }
    }
    all
}

fn number(
    value: Option<&Value>,
    param: &'static str,
    least: f64,
    most: f64,
) -> Result<Option<f64>, ApiError> {
    let value = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(value) => value.as_f64(),
    };
    match value {
        Some(number) if (least..=most).contains(&number) => Ok(Some(number)),
        _ => Err(ApiError::param(
            param,
            format!("{param} is a number from {least} to {most}"),
        )),
    }
}

fn stops(value: &Value) -> Result<Vec<String>, ApiError> {
    let wrong = || ApiError::param("stop", "stop is a text or a list of texts");
    match value {
        Value::Null => Ok(Vec::new()),
        Value::String(stop) => Ok(vec![stop.clone()]),
        Value::Array(stops) => {
            let stops = stops
                .iter()
                .map(|stop| stop.as_str().map(str::to_owned).ok_or_else(wrong));
            stops.collect()
        }
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spool() -> (tempfile::TempDir, Arc<Spool>) {
        let root = tempfile::tempdir().unwrap();
        let spool = Arc::new(Spool::create(root.path(), "one").unwrap());
        (root, spool)
    }

    #[test]
    fn both_kinds_of_bodies_become_the_same_conversation() {
        let (_root, spool) = spool();
        let completion = Order::of_completion(
            &json!({
                "model": "any",
                "messages": [{ "role": "system", "content": "Be brief." }, { "role": "user", "content": "Hello" }],
                "max_tokens": 5, "temperature": 0, "stop": "END", "stream": true, "something_new": 1,
            }),
            &spool,
        )
        .unwrap();
        let response = Order::of_response(
            &json!({ "instructions": "Be brief.", "input": "Hello", "max_output_tokens": 5, "temperature": 0, "stop": ["END"] }),
            &spool,
        )
        .unwrap();
        assert_eq!(completion.chat, response.chat);
        assert_eq!((completion.stream, response.stream), (true, false));
        assert_eq!(
            (completion.model.as_str(), completion.chat.max_new_tokens),
            ("any", Some(5))
        );
    }

    #[test]
    fn what_cannot_be_done_is_refused() {
        let (_root, spool) = spool();
        let with = |key: &str, value: Value| {
            let mut body = json!({ "messages": [{ "role": "user", "content": "Hello" }] });
            body[key] = value;
            Order::of_completion(&body, &spool).is_ok()
        };
        assert!(with("tools", json!([])) && with("response_format", json!({ "type": "text" })));
        assert!(!with("tools", json!([{ "type": "function" }])));
        assert!(!with("response_format", json!({ "type": "json_object" })));
        assert!(!with("n", json!(2)) && !with("temperature", json!(-1)) && !with("max_tokens", json!(0)));
        assert!(!with("messages", json!([])) && !with("stop", json!(5)));
    }

    #[test]
    fn turns_in_a_row_are_one() {
        let (_root, spool) = spool();
        let body = json!({ "messages": [
            { "role": "user", "content": "One." }, { "role": "user", "content": "Two." },
        ] });
        let order = Order::of_completion(&body, &spool).unwrap();
        assert_eq!((order.chat.turns.len(), order.chat.turns[0].parts.len()), (1, 3));
    }
}
