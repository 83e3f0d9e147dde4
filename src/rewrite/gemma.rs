//! Rewriting with Gemma: the instruction, the text between marks, and a guard over the answer.
//!
//! Knows nothing of documents or of who asked.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::{Instruction, Rewrite, RewriteError, Rewriter, prompt};
use crate::model::{Drafter, Gemma, ModelError, Prompt, Request, Role, Sequence, generate};

/// A rewriter that asks a language model.
pub struct GemmaRewriter {
    name: String,
    model: Arc<Gemma>,
    drafter: Option<Arc<Drafter>>,
    sequence: Sequence,
}

impl GemmaRewriter {
    /// A rewriter with `model`, which may serve a recogniser at the same time.
    ///
    /// # Errors
    /// [`RewriteError::Failed`] when the model has no tokenizer.
    pub fn new(model: Arc<Gemma>, drafter: Option<Arc<Drafter>>) -> Result<Self, RewriteError> {
        model.require_tokenizer().map_err(failed)?;
        Ok(GemmaRewriter {
            name: model.name().to_owned(),
            sequence: Sequence::new(&model),
            model,
            drafter,
        })
    }

    fn answer(
        &mut self,
        instruction: &Instruction,
        text: &str,
        on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<String, RewriteError> {
        self.sequence.truncate(0).map_err(failed)?;
        let prompt = Prompt::new(&self.model)
            .and_then(|prompt| prompt.open(Role::User))
            .and_then(|prompt| prompt.text(&prompt::request(instruction, text)))
            .and_then(Prompt::answer)
            .map_err(failed)?;
        let pieces = prompt.pieces();
        let tokenizer = self.model.require_tokenizer().map_err(failed)?;
        // Most rewrites keep most of the text: its own words are the guess.
        let guess = if keeps_words(instruction) {
            tokenizer.encode(text).map_err(failed)?
        } else {
            Vec::new()
        };
        let length = tokenizer.encode(text).map_err(failed)?.len();
        let request = Request {
            prompt: &pieces,
            max_new_tokens: 3 * length + 256,
            guess: &guess,
            ..Request::greedy(&self.model, 0)
        };
        let out = generate(
            &self.model,
            &mut self.sequence,
            self.drafter.as_deref(),
            &request,
            on_piece,
        )
        .map_err(failed)?;
        if out.cancelled {
            return Err(RewriteError::Cancelled);
        }
        if !out.stopped {
            return Err(RewriteError::Rejected("the answer did not come to an end".into()));
        }
        Ok(out.text)
    }
}

impl Rewriter for GemmaRewriter {
    fn name(&self) -> &str {
        &self.name
    }

    fn rewrite(
        &mut self,
        instruction: &Instruction,
        text: &str,
        on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<Rewrite, RewriteError> {
        let answer = self.answer(instruction, text, on_piece)?;
        prompt::judged(instruction, text, &answer)
    }
}

fn failed(error: ModelError) -> RewriteError {
    match error {
        ModelError::Cancelled => RewriteError::Cancelled,
        other => RewriteError::Failed(other.to_string()),
    }
}

/// Whether most words of the text come back in its rewrite.
fn keeps_words(instruction: &Instruction) -> bool {
    matches!(
        instruction,
        Instruction::FixGrammar
            | Instruction::Proofread
            | Instruction::FixSpelling
            | Instruction::Polish
            | Instruction::Bullets
            | Instruction::List
            | Instruction::Shorter
            | Instruction::Formal
            | Instruction::Casual
    )
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::model::OpenOptions;

    fn tiny() -> GemmaRewriter {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/gemma/tiny-unified");
        let model = Gemma::open(&path, None, &OpenOptions::default(), None).unwrap();
        GemmaRewriter::new(Arc::new(model), None).unwrap()
    }

    #[test]
    fn nonsense_of_random_weights_is_rejected_and_breaking_off_is_cancelled() {
        let mut rewriter = tiny();
        let text = "Please meet Anna at 5 on Tuesday, not on Friday.";
        let mut streamed = String::new();
        let refused = rewriter.rewrite(&Instruction::Formal, text, &mut |piece| {
            streamed.push_str(piece);
            ControlFlow::Continue(())
        });
        assert!(matches!(refused, Err(RewriteError::Rejected(_))), "{refused:?}");
        assert!(!streamed.is_empty());
        let broken = rewriter.rewrite(&Instruction::Formal, text, &mut |_| ControlFlow::Break(()));
        assert_eq!(broken, Err(RewriteError::Cancelled));
    }

    #[test]
    fn breaking_off_works_within_one_chunk_of_a_long_prompt() {
        let mut rewriter = tiny();
        let text = "We met on Tuesday and went through the whole list. ".repeat(20);
        let mut asked = 0;
        let broken = rewriter.rewrite(&Instruction::Shorter, &text, &mut |piece| {
            assert_eq!(piece, "", "nothing was generated yet");
            asked += 1;
            if asked == 3 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        assert_eq!(broken, Err(RewriteError::Cancelled));
        // Two forwards of the prompt, and no more, of the many that it has.
        assert_eq!(rewriter.sequence.forwards(), 2);
        assert!(rewriter.sequence.len() <= 2 * 64, "{}", rewriter.sequence.len());
        // What was left of it does not show in the next rewrite.
        let mut pieces = [String::new(), String::new()];
        for text in &mut pieces {
            let _ = rewriter.rewrite(&Instruction::Formal, "Hello there.", &mut |piece| {
                text.push_str(piece);
                ControlFlow::Continue(())
            });
        }
        assert_eq!(pieces[0], pieces[1]);
    }
}
