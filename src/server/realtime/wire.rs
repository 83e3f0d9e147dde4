//! What is said over `/v1/realtime`. Unknown events and keys are passed over: clients know more of them every month.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::server::error::ApiError;
use crate::server::wav::SampleFormat;

/// The format of sound unless a client says otherwise.
const USUAL: SampleFormat = SampleFormat {
    tag: SampleFormat::PCM,
    rate_hz: 24_000,
    bytes: 2,
    channels: 1,
};

/// What a client says.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct ClientEvent {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub event_id: Option<String>,
    #[serde(default)]
    pub session: Value,
    #[serde(default)]
    pub audio: Option<String>,
}

/// How a session is set.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Settings {
    pub format: SampleFormat,
    pub language: Option<String>,
    pub prompt: Option<String>,
    pub keywords: Vec<String>,
    /// Pauses end an utterance, and it is transcribed then; otherwise the client says when.
    pub detects_turns: bool,
    /// The name of the model that the client gave, to be told back.
    model: String,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            format: USUAL,
            language: None,
            prompt: None,
            keywords: Vec::new(),
            detects_turns: true,
            model: "whisper-1".to_owned(),
        }
    }
}

impl Settings {
    /// Takes over what a client sets, in today's shape or in that of the beta.
    ///
    /// # Errors
    /// A format or a language that is not read; nothing is changed then.
    pub fn update(&mut self, session: &Value) -> Result<(), ApiError> {
        let mut new = self.clone();
        let input = &session["audio"]["input"];
        let format = first(&[&input["format"], &session["input_audio_format"]]);
        if let Some(format) = format {
            new.format = sample_format(format)?;
        }
        let transcription = first(&[&input["transcription"], &session["input_audio_transcription"]]);
        if let Some(transcription) = transcription {
            let text = |key: &str| {
                transcription[key]
                    .as_str()
                    .map(str::trim)
                    .filter(|text| !text.is_empty())
            };
            if let Some(language) = text("language") {
                if !crate::engine::is_language(language) {
                    return Err(ApiError::param(
                        "language",
                        format!("{language:?} is no language that is read"),
                    ));
                }
                new.language = Some(language.to_owned());
            }
            new.prompt = text("prompt").map(str::to_owned).or(new.prompt);
            new.model = text("model").map_or(new.model, str::to_owned);
            if let Some(words) = transcription["keywords"].as_array() {
                let words = words.iter().filter_map(Value::as_str);
                new.keywords = words.map(str::to_owned).collect();
            }
        }
        // `null` says something here: the client ends turns itself.
        for holder in [input, session] {
            if let Some(turns) = holder.get("turn_detection") {
                new.detects_turns = !turns.is_null();
            }
        }
        *self = new;
        Ok(())
    }

    /// The session as it is told to the client.
    pub fn session(&self, id: &str) -> Value {
        let format = match self.format.tag {
            SampleFormat::A_LAW => json!({ "type": "audio/pcma" }),
            SampleFormat::MU_LAW => json!({ "type": "audio/pcmu" }),
            _ => json!({ "type": "audio/pcm", "rate": self.format.rate_hz }),
        };
        let turns = self.detects_turns.then(|| json!({ "type": "server_vad" }));
        json!({
            "id": id,
            "object": "realtime.transcription_session",
            "type": "transcription",
            "audio": { "input": {
                "format": format,
                "noise_reduction": null,
                "transcription": { "model": self.model, "language": self.language, "prompt": self.prompt },
                "turn_detection": turns,
            } },
        })
    }
}

fn first<'a>(values: &[&'a Value]) -> Option<&'a Value> {
    values.iter().copied().find(|value| !value.is_null())
}

/// A format as an object (`{"type": "audio/pcm", "rate": 24000}`) or by its name in the beta ("pcm16").
fn sample_format(format: &Value) -> Result<SampleFormat, ApiError> {
    let name = format
        .as_str()
        .or_else(|| format["type"].as_str())
        .unwrap_or("audio/pcm");
    let law = |tag| SampleFormat {
        tag,
        rate_hz: 8_000,
        bytes: 1,
        channels: 1,
    };
    let known = match name {
        "audio/pcm" | "pcm16" => {
            SampleFormat::pcm(format["rate"].as_u64().unwrap_or(USUAL.rate_hz.into()), 2, 1)
        }
        "audio/pcma" | "g711_alaw" => Some(law(SampleFormat::A_LAW)),
        "audio/pcmu" | "g711_ulaw" => Some(law(SampleFormat::MU_LAW)),
        _ => None,
    };
    known.ok_or_else(|| {
        let message = format!(
            "{format} is not read; there are audio/pcm (16 bits, with its rate), audio/pcma and audio/pcmu"
        );
        ApiError::param("format", message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_shapes_are_understood_and_what_is_unknown_is_passed_over() {
        let mut settings = Settings::default();
        settings
            .update(&json!({
                "type": "transcription",
                "something": { "new": 1 },
                "audio": { "input": {
                    "format": { "type": "audio/pcm", "rate": 16_000 },
                    "transcription": { "model": "m", "language": "de", "prompt": "Anna", "delay": "low" },
                    "turn_detection": null,
                } },
            }))
            .unwrap();
        assert_eq!((settings.format.rate_hz, settings.detects_turns), (16_000, false));
        assert_eq!(settings.language.as_deref(), Some("de"));
        let told = settings.session("sess_1");
        assert_eq!(told["audio"]["input"]["transcription"]["model"], "m");
        assert!(told["audio"]["input"]["turn_detection"].is_null());
        let mut beta = Settings::default();
        let turns = json!({ "input_audio_format": "g711_ulaw", "turn_detection": { "type": "server_vad" } });
        beta.update(&turns).unwrap();
        assert_eq!(
            (beta.format.tag, beta.detects_turns),
            (SampleFormat::MU_LAW, true)
        );
    }

    #[test]
    fn what_is_not_read_is_refused_and_changes_nothing() {
        let mut settings = Settings::default();
        for wrong in [
            json!({ "audio": { "input": { "format": { "type": "audio/opus" } } } }),
            json!({ "audio": { "input": { "format": { "type": "audio/pcm", "rate": 3 }, "turn_detection": null } } }),
            json!({ "audio": { "input": { "transcription": { "language": "Klingon", "prompt": "x" } } } }),
        ] {
            assert!(settings.update(&wrong).is_err(), "{wrong}");
            assert_eq!(settings, Settings::default());
        }
    }
}
