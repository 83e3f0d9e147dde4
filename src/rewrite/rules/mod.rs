//! Rewriting without a model: what rules can honestly do, always there, the same every time.
//!
//! ```text
//! text ─▶ lines ─▶ sentences ─▶ a rule ─▶ guard: a sentence that lost a fact stays as it was
//! ```
//!
//! Longer texts, translations and free instructions need a language model and say so. Knows nothing of
//! documents, sound or windows; English only.

mod central;
mod grammar;
mod layout;
mod lexicon;
mod phrases;
mod plain;
mod register;
mod registers;
mod shorten;
#[cfg(test)]
mod tests;

use std::ops::ControlFlow;

use super::tokens::{Token, join, tokens};
use super::{Instruction, Rewrite, RewriteError, Rewriter, guard};
use crate::document::markdown::Block;
use crate::document::sentences;

/// Polishes a text as dictation is polished.
pub type Polish = Box<dyn Fn(&str) -> String + Send>;

/// The rewriter that is always there.
#[derive(Default)]
pub struct Rules {
    polish: Option<Polish>,
}

impl Rules {
    /// Rules whose `Polish` is the plain one: fillers, doubled words, spaces, capitals, full stops.
    pub fn new() -> Self {
        Self::default()
    }

    /// Rules that polish as dictation is polished.
    pub fn with_polish(polish: Polish) -> Self {
        Rules { polish: Some(polish) }
    }

    fn apply(&self, instruction: &Instruction, text: &str) -> Result<Rewrite, RewriteError> {
        let new = match instruction {
            Instruction::Shorter => by_sentence(&shorten::without_repetition(text), shorten::shorten),
            Instruction::Formal => by_sentence(text, register::formal),
            Instruction::Casual => by_sentence(text, register::casual),
            Instruction::Friendlier => register::friendly_end(&by_sentence(text, register::friendlier)),
            Instruction::Simpler => by_sentence(text, plain::simpler),
            Instruction::Clearer => by_sentence(text, plain::clearer),
            Instruction::Bullets => layout::bullets(text),
            Instruction::List => layout::list(text),
            Instruction::Email => layout::email(text),
            Instruction::FixGrammar => mend_grammar(text),
            Instruction::FixSpelling => by_line(text, grammar::spell),
            Instruction::Proofread => mend_grammar(&by_line(text, grammar::spell)),
            Instruction::Polish => match &self.polish {
                Some(polish) => polish(text),
                None => by_sentence(text, plain::polish),
            },
            Instruction::KeyPoints => return Ok(extract(text, central::key_points(text))),
            Instruction::Summarize(limit) => {
                let summary =
                    central::summarize(text, *limit).ok_or_else(|| needs_model("A summary that short"))?;
                return Ok(extract(text, summary));
            }
            Instruction::Longer => return Err(needs_model("Making a text longer")),
            Instruction::Translate { language } => {
                return Err(needs_model(&format!("Translating to {language}")));
            }
            Instruction::Run(program) => return program.rewrite(text, &mut |_| ControlFlow::Continue(())),
            Instruction::Free(wish) => return Err(needs_model(&format!("“{wish}”"))),
        };
        let notes = if new == text {
            vec![unchanged(instruction)]
        } else {
            guard::lost(text, &new).notes()
        };
        Ok(Rewrite { text: new, notes })
    }
}

fn mend_grammar(text: &str) -> String {
    by_sentence(&by_line(text, grammar::fix), |parts| plain::capitals(parts))
}

/// An extract leaves things out by its nature, and tells which facts.
fn extract(text: &str, extract: String) -> Rewrite {
    let notes = guard::lost(text, &extract).notes();
    Rewrite { text: extract, notes }
}

fn unchanged(instruction: &Instruction) -> String {
    let found = match instruction {
        Instruction::FixGrammar | Instruction::FixSpelling | Instruction::Proofread => {
            "No mistakes that rules can mend were found."
        }
        Instruction::Shorter => "The rules found nothing to leave out. Gemma 4 12B may.",
        _ => "The rules found nothing to change.",
    };
    found.to_owned()
}

fn needs_model(what: &str) -> RewriteError {
    RewriteError::NeedsModel {
        what: what.to_owned(),
    }
}

impl Rewriter for Rules {
    fn name(&self) -> &str {
        "rules"
    }

    fn rewrite(
        &mut self,
        instruction: &Instruction,
        text: &str,
        on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<Rewrite, RewriteError> {
        if !text.contains(char::is_alphanumeric) {
            return Err(RewriteError::Rejected("there is no text to rewrite".to_owned()));
        }
        let rewrite = self.apply(instruction, text)?;
        for piece in rewrite.text.split_inclusive('\n') {
            if on_piece(piece).is_break() {
                return Err(RewriteError::Cancelled);
            }
        }
        Ok(rewrite)
    }
}

/// Changes the text of each line; list marks, indentation, blank lines and fenced code stay.
fn by_line(text: &str, mut change: impl FnMut(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\n', '\r']);
        let is_fence = body.trim_start().starts_with("```");
        in_code ^= is_fence;
        let prefix = Block::of(body).prefix_len.min(body.len());
        if is_fence || in_code || body[prefix..].trim().is_empty() {
            out.push_str(line);
            continue;
        }
        out.push_str(&body[..prefix]);
        out.push_str(&kept(&body[prefix..], change(&body[prefix..])));
        out.push_str(&line[body.len()..]);
    }
    out
}

/// Changes each sentence; what stands between sentences stays.
fn by_sentence(text: &str, change: impl Fn(&mut Vec<Token>)) -> String {
    by_line(text, |line| {
        let mut out = String::with_capacity(line.len());
        let mut done = 0;
        for range in sentences(line) {
            out.push_str(&line[done..range.start]);
            let mut parts = tokens(&line[range.clone()]);
            change(&mut parts);
            out.push_str(&kept(&line[range.clone()], join(&parts)));
            done = range.end;
        }
        out.push_str(&line[done..]);
        out
    })
}

/// The new version, or the old one where a fact went missing: no rule is trusted with that.
fn kept(old: &str, new: String) -> String {
    if new.contains(char::is_alphanumeric) && guard::lost(old, &new).is_empty() {
        new
    } else {
        old.to_owned()
    }
}
