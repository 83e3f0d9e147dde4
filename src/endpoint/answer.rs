//! What a server answers: the pieces of a stream (server-sent events), or all at once.

use std::ops::ControlFlow;

use serde_json::Value;

use crate::rewrite::RewriteError;

/// Most bytes of one line of a stream.
const MOST_LINE: usize = 1 << 20;

/// How models that think aloud mark it.
const THOUGHTS: [&str; 2] = ["<think>", "</think>"];

/// Takes an answer as its bytes come.
pub(super) struct Answer {
    most_bytes: usize,
    taken: usize,
    /// Bytes of a line that is not whole, or of an answer that is no stream.
    rest: Vec<u8>,
    /// Whether it is one object, known from its first byte.
    is_whole: Option<bool>,
    text: String,
    /// How much of the text was handed on.
    shown: usize,
    finished: Option<String>,
    done: bool,
}

impl Answer {
    /// Nothing yet; more than so many bytes are not taken.
    pub(super) fn new(most_bytes: usize) -> Self {
        Answer {
            most_bytes,
            taken: 0,
            rest: Vec::new(),
            is_whole: None,
            text: String::new(),
            shown: 0,
            finished: None,
            done: false,
        }
    }

    /// Whether the server has said that this is all.
    pub(super) fn is_done(&self) -> bool {
        self.done
    }

    /// Takes bytes, and hands on the text in them.
    ///
    /// # Errors
    /// What the server says of its failure, what is no such answer or too long; [`RewriteError::Cancelled`].
    pub(super) fn take(
        &mut self,
        bytes: &[u8],
        on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), RewriteError> {
        self.taken += bytes.len();
        self.rest.extend_from_slice(bytes);
        if self.is_whole.is_none() {
            let first = self.rest.iter().find(|byte| !byte.is_ascii_whitespace());
            self.is_whole = first.map(|&byte| byte == b'{');
        }
        if self.is_whole != Some(false) {
            return match self.taken > self.most_bytes {
                true => Err(rejected("the answer did not end")),
                false => Ok(()),
            };
        }
        while let Some(end) = self.rest.iter().position(|&byte| byte == b'\n') {
            let line: Vec<u8> = self.rest.drain(..=end).collect();
            self.line(&line)?;
        }
        if self.rest.len() > MOST_LINE {
            return Err(failed("what it sent is no answer"));
        }
        if self.text.len() > self.most_bytes {
            return Err(rejected("the answer did not end"));
        }
        self.hand_on(on_piece)
    }

    /// The text, once the server has closed or said that it is done.
    ///
    /// # Errors
    /// As [`Answer::take`]; an answer that broke off or was cut.
    pub(super) fn finish(
        mut self,
        on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<String, RewriteError> {
        if self.is_whole == Some(true) {
            let object: Value =
                serde_json::from_slice(&self.rest).map_err(|_| failed("what it sent is no answer"))?;
            self.object(&object)?;
            // Without a word of why, a whole answer is whole.
            self.finished.get_or_insert_with(|| "stop".to_owned());
        } else if !self.rest.is_empty() {
            let last = std::mem::take(&mut self.rest);
            self.line(&last)?;
        }
        self.hand_on(on_piece)?;
        match self.finished.as_deref() {
            Some("length") => Err(rejected("the answer did not come to an end")),
            Some("content_filter") => Err(rejected("the server held the answer back")),
            None if !self.done => Err(failed("the answer broke off")),
            _ => Ok(self.text[self.thoughts().unwrap_or(self.text.len())..].to_owned()),
        }
    }

    fn line(&mut self, line: &[u8]) -> Result<(), RewriteError> {
        let line = std::str::from_utf8(line).map_err(|_| failed("what it sent is no text"))?;
        // Comments, names of events and empty lines say nothing.
        let Some(data) = line.trim().strip_prefix("data:").map(str::trim) else {
            return Ok(());
        };
        if data == "[DONE]" {
            self.done = true;
        } else if !data.is_empty() {
            let event: Value = serde_json::from_str(data).map_err(|_| failed("what it sent is no answer"))?;
            self.object(&event)?;
        }
        Ok(())
    }

    /// An event of a stream, or a whole answer.
    fn object(&mut self, object: &Value) -> Result<(), RewriteError> {
        if let Some(said) = said(object) {
            return Err(failed(&said));
        }
        // An event may carry numbers only.
        let choice = &object["choices"][0];
        let content = [&choice["delta"]["content"], &choice["message"]["content"]];
        for content in content.into_iter().filter_map(Value::as_str) {
            self.text.push_str(content);
        }
        if let Some(reason) = choice["finish_reason"].as_str() {
            self.finished = Some(reason.to_owned());
        }
        Ok(())
    }

    fn hand_on(&mut self, on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>) -> Result<(), RewriteError> {
        let Some(begin) = self.thoughts() else {
            return Ok(());
        };
        let from = self.shown.max(begin);
        if from < self.text.len() {
            self.shown = self.text.len();
            if on_piece(&self.text[from..]).is_break() {
                return Err(RewriteError::Cancelled);
            }
        }
        Ok(())
    }

    /// Where the text begins behind thoughts; `None` as long as they may go on.
    fn thoughts(&self) -> Option<usize> {
        let [open, close] = THOUGHTS;
        let text = self.text.trim_start();
        if !text.starts_with(open) {
            return (!open.starts_with(text)).then_some(self.text.len() - text.len());
        }
        let end = self.text.find(close)? + close.len();
        let behind = self.text[end..].trim_start();
        Some(self.text.len() - behind.len())
    }
}

/// What an answer says of a failure, in one line.
pub(super) fn said(answer: &Value) -> Option<String> {
    /// So much of it is shown.
    const CHARS: usize = 200;
    let error = answer.get("error").filter(|error| !error.is_null())?;
    let message = error["message"]
        .as_str()
        .or(error.as_str())
        .unwrap_or("it failed");
    let words: Vec<&str> = message.split_whitespace().collect();
    Some(words.join(" ").chars().take(CHARS).collect())
}

fn failed(what: &str) -> RewriteError {
    RewriteError::Failed(what.to_owned())
}

fn rejected(what: &str) -> RewriteError {
    RewriteError::Rejected(what.to_owned())
}
