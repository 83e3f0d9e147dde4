//! `parlance models inspect` of a reader, and `parlance models readers`.

use std::path::Path;

use serde_json::{Value, json};

use super::CliResult;
use super::models::{size, stored_json, stored_line};
use crate::app::readers::{self, Found, Inspection};

/// What is known of the reader at `path`.
///
/// # Errors
/// A sentence for the user.
pub(super) fn inspect(path: &Path, as_json: bool) -> CliResult<String> {
    let found = readers::inspect(path)?;
    Ok(if as_json {
        inspection_json(&found)
    } else {
        inspection_text(&found)
    })
}

/// The readers that other programs have left on this machine.
pub(super) fn list(as_json: bool) -> String {
    let found = readers::find();
    if as_json {
        let entry =
            |found: &Found| json!({ "name": found.name, "format": found.format.name(), "path": found.path });
        return found.iter().map(entry).collect::<Value>().to_string();
    }
    if found.is_empty() {
        return "No reader in the folders of Hugging Face, whisper.cpp, Handy, Buzz, MacWhisper and VoiceInk. Any can be \
                given by its path: --reader PATH."
            .to_owned();
    }
    let lines = found.iter().map(|found| {
        format!(
            "{:32} {:12} {}",
            found.name,
            found.format.name(),
            found.path.display()
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The sizes by the names of Hugging Face's config.json, as for other models.
fn sizes(found: &Inspection) -> [(&'static str, usize); 12] {
    let config = &found.config;
    [
        ("d_model", config.width),
        ("num_mel_bins", config.mel_bands),
        ("encoder_layers", config.encoder.layers),
        ("encoder_attention_heads", config.encoder.heads),
        ("encoder_ffn_dim", config.encoder.feed_forward),
        ("decoder_layers", config.decoder.layers),
        ("decoder_attention_heads", config.decoder.heads),
        ("decoder_ffn_dim", config.decoder.feed_forward),
        ("max_source_positions", config.sound_positions),
        ("max_target_positions", config.text_positions),
        ("vocab_size", config.vocabulary),
        ("languages", found.languages.len()),
    ]
}

fn inspection_json(found: &Inspection) -> String {
    let stored = found.stored.iter();
    let stored = stored.map(|stored| (stored.encoding, stored.tensors, stored.bytes));
    json!({
        "name": found.name,
        "kind": "reader",
        "format": found.format.name(),
        "sizes": sizes(found).into_iter().collect::<Value>(),
        "languages": found.languages,
        "parameters": found.parameters,
        "quantisation": stored_json(stored),
        "weight_bytes": found.weight_bytes,
        "sound_bytes": found.sound_bytes,
        "text_bytes": found.text_bytes,
        "missing": found.missing,
    })
    .to_string()
}

fn inspection_text(found: &Inspection) -> String {
    let millions = found.parameters as f64 / 1e6;
    let mut lines = vec![format!(
        "{}: reader ({}), {millions:.1} million parameters",
        found.name,
        found.format.name()
    )];
    lines.extend(sizes(found).map(|(key, size)| format!("  {key:28} {size}")));
    lines.push(format!("reads {}", some(&found.languages)));
    lines.push("stored as".to_owned());
    let stored = found.stored.iter();
    lines.extend(stored.map(|stored| stored_line(stored.encoding, stored.tensors, stored.bytes)));
    lines.push(format!("weights in memory {}", size(found.weight_bytes)));
    lines.push(format!("  and {} for the longest sound", size(found.sound_bytes)));
    lines.push(format!(
        "  and up to {} for each text that is weighed",
        size(found.text_bytes)
    ));
    lines.extend(found.missing.iter().map(|missing| format!("missing: {missing}")));
    lines.join("\n")
}

/// The first languages, and how many more.
fn some(languages: &[&str]) -> String {
    const SHOWN: usize = 6;
    let shown = languages
        .iter()
        .take(SHOWN)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    match languages.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
