//! Rewriting by a language model of another program on this machine: Ollama, LM Studio, llama-server, whatever speaks
//! OpenAI's shape. Only where the settings name one; nothing here runs otherwise.
//!
//! ```text
//! settings ─▶ Address (loopback, or allowed) ─▶ exchange (HTTP) ─▶ answer (stream or whole) ─▶ rewrite::prompt (guard)
//! ```
//!
//! What is asked, and what an answer must not lose, is the same as with Gemma. No answer leads to another address: redirections
//! are not followed, and no setting of the environment (`http_proxy`) is heard.

mod address;
mod answer;
mod exchange;
#[cfg(test)]
mod tests;

use std::ops::ControlFlow;
use std::time::Duration;

use serde_json::json;

use crate::rewrite::{Instruction, Rewrite, RewriteError, Rewriter, prompt};
use crate::settings::Rewriting;
use address::{Address, key};

/// Most bytes of an answer beside eight times its text: thoughts that come before it count, too.
const MOST_BYTES: usize = 256 << 10;

/// A rewriter that asks a server.
pub struct EndpointRewriter {
    settings: Rewriting,
    name: String,
}

impl EndpointRewriter {
    /// A rewriter with the server that these settings name; `None` where they name none.
    pub fn new(settings: &Rewriting) -> Option<Self> {
        let endpoint = settings.endpoint.as_ref()?;
        Some(EndpointRewriter {
            name: match settings.model.as_str() {
                "" => endpoint.authority(),
                model => format!("{model} at {}", endpoint.authority()),
            },
            settings: settings.clone(),
        })
    }

    fn body(&self, instruction: &Instruction, text: &str) -> String {
        let mut body = json!({
            "messages": [{ "role": "user", "content": prompt::request(instruction, text) }],
            "stream": true,
            "temperature": 0,
        });
        // Servers with one model take any name, or none.
        if !self.settings.model.is_empty() {
            body["model"] = json!(self.settings.model);
        }
        body.to_string()
    }
}

impl Rewriter for EndpointRewriter {
    fn name(&self) -> &str {
        &self.name
    }

    fn rewrite(
        &mut self,
        instruction: &Instruction,
        text: &str,
        on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<Rewrite, RewriteError> {
        let address = Address::of(&self.settings).map_err(RewriteError::Failed)?;
        let order = exchange::Order {
            key: key(&self.settings).map_err(RewriteError::Failed)?,
            body: self.body(instruction, text),
            timeout: Duration::from_secs(self.settings.timeout_s.into()),
            most_bytes: 8 * text.len() + MOST_BYTES,
        };
        let answer = exchange::ask(&address, &order, on_piece)?;
        let mut rewrite = prompt::judged(instruction, text, &answer)?;
        if let Some(host) = self.settings.remote() {
            rewrite.notes.push(format!("Your text went to {host}."));
        }
        Ok(rewrite)
    }
}
