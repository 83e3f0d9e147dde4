//! What is said in a turn, from the parts that clients send: text, and sound and pictures in base64.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::engine::models::{Part, Role, Turn};
use crate::server::error::ApiError;
use crate::server::spool::{Spool, Spooled};

/// Files that belong to an order, and go with it.
pub(super) type Files = Vec<Spooled>;

/// The turn of a message: `{"role": …, "content": text or parts}`.
///
/// # Errors
/// A role or a part that is not understood, a picture that lies elsewhere.
pub(super) fn turn(message: &Value, spool: &Arc<Spool>, files: &mut Files) -> Result<Turn, ApiError> {
    let role = match message["role"].as_str().unwrap_or("user") {
        "system" | "developer" => Role::System,
        "user" => Role::User,
        "assistant" => Role::Model,
        other => {
            let message = format!(
                "{other:?} is no role that is understood; there are system, developer, user and assistant"
            );
            return Err(ApiError::param("messages", message));
        }
    };
    let parts = match &message["content"] {
        Value::String(text) => vec![Part::Text(text.clone())],
        Value::Array(parts) => {
            let parts = parts.iter().map(|part| self::part(part, spool, files));
            parts.collect::<Result<_, _>>()?
        }
        Value::Null => Vec::new(),
        _ => {
            return Err(ApiError::param(
                "messages",
                "content is a text or a list of parts",
            ));
        }
    };
    Ok(Turn { role, parts })
}

fn part(part: &Value, spool: &Arc<Spool>, files: &mut Files) -> Result<Part, ApiError> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let wrong = |what: &str| ApiError::param("messages", what.to_owned());
    match part["type"].as_str().unwrap_or_default() {
        "text" | "input_text" | "output_text" => {
            let text = text(&part["text"]).ok_or_else(|| wrong("a part of text has no `text`"))?;
            Ok(Part::Text(text))
        }
        "refusal" => Ok(Part::Text(text(&part["refusal"]).unwrap_or_default())),
        "image_url" | "input_image" => {
            let url = part["image_url"]["url"]
                .as_str()
                .or_else(|| part["image_url"].as_str());
            let url = url.ok_or_else(|| wrong("a picture has no `image_url`"))?;
            let data = url
                .strip_prefix("data:")
                .and_then(|data| data.split_once(";base64,"));
            let (_, data) = data.ok_or_else(|| {
                wrong(
                    "nothing is fetched from elsewhere: send the picture itself, as data:image/png;base64,…",
                )
            })?;
            file(data, spool, files).map(Part::Image)
        }
        "input_audio" => {
            let data = part["input_audio"]["data"].as_str();
            let data = data.ok_or_else(|| wrong("a part of sound has no `input_audio.data`"))?;
            file(data, spool, files).map(Part::Sound)
        }
        other => Err(wrong(&format!(
            "{other:?} is no part that is understood; there are text, image_url and input_audio"
        ))),
    }
}

fn file(data: &str, spool: &Arc<Spool>, files: &mut Files) -> Result<std::path::PathBuf, ApiError> {
    let bytes = STANDARD
        .decode(data.trim())
        .map_err(|error| ApiError::param("messages", format!("no base64: {error}")))?;
    let full = |error: std::io::Error| {
        ApiError::internal(format!("what was sent cannot be kept while it is read: {error}"))
    };
    let mut file = spool.file().map_err(full)?;
    file.write(&bytes).map_err(full)?;
    file.close();
    let path = file.path().to_owned();
    files.push(file);
    Ok(path)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn text_and_media_are_taken_and_nothing_is_fetched() {
        let root = tempfile::tempdir().unwrap();
        let spool = Arc::new(Spool::create(root.path(), "one").unwrap());
        let mut files = Vec::new();
        let read = |message: Value, files: &mut Files| turn(&message, &spool, files);
        let plain = read(json!({ "role": "developer", "content": "Be brief." }), &mut files).unwrap();
        assert_eq!(
            (plain.role, plain.parts),
            (Role::System, vec![Part::Text("Be brief.".into())])
        );
        let mixed = json!({ "role": "user", "content": [
            { "type": "text", "text": "What is this?" },
            { "type": "image_url", "image_url": { "url": "data:image/png;base64,AAEC" } },
            { "type": "input_audio", "input_audio": { "data": "AwQ=", "format": "wav" } },
        ] });
        let mixed = read(mixed, &mut files).unwrap();
        assert_eq!(mixed.parts.len(), 3);
        let bytes: Vec<Vec<u8>> = files
            .iter()
            .map(|file| std::fs::read(file.path()).unwrap())
            .collect();
        assert_eq!(bytes, [vec![0, 1, 2], vec![3, 4]]);
        for wrong in [
            json!({ "role": "user", "content": [{ "type": "image_url", "image_url": { "url": "https://a.example/b.png" } }] }),
            json!({ "role": "user", "content": [{ "type": "image_url", "image_url": { "url": "file:///etc/passwd" } }] }),
            json!({ "role": "user", "content": [{ "type": "input_audio", "input_audio": { "data": "%" } }] }),
            json!({ "role": "user", "content": [{ "type": "video" }] }),
            json!({ "role": "tool", "content": "x" }),
            json!({ "role": "user", "content": 5 }),
        ] {
            assert!(read(wrong.clone(), &mut files).is_err(), "{wrong}");
        }
    }
}
