//! The turns and markers around what is said to the model.
//!
//! Markers are ids from here on; instructions, own words and dictated text can spell them as they like
//! without becoming any. Knows nothing of what the answer is used for.

use super::error::{ModelError, Result};
use super::gemma::Gemma;
use super::image::Patches;
use super::sequence::Piece;
use super::tokenizer::Tokenizer;
use crate::frames::Frame;

/// A part of a prompt that owns its tokens.
#[derive(Clone, Debug)]
enum Part<'a> {
    Ids(Vec<u32>),
    Frames(&'a [Frame]),
    Image(&'a Patches),
}

/// Who speaks in a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Instructions for the whole conversation; in its first turn.
    System,
    /// Who asks.
    User,
    /// The model, in answers that it gave before.
    Model,
}

/// A prompt under construction.
pub struct Prompt<'a> {
    model: &'a Gemma,
    tokenizer: &'a Tokenizer,
    parts: Vec<Part<'a>>,
}

impl<'a> Prompt<'a> {
    /// An empty prompt for `model`.
    ///
    /// # Errors
    /// [`ModelError::Input`] when the model came without a tokenizer.
    pub fn new(model: &'a Gemma) -> Result<Self> {
        Ok(Prompt {
            model,
            tokenizer: model.require_tokenizer()?,
            parts: Vec::new(),
        })
    }

    /// The beginning of a turn: of the sequence, too, or after the end of the turn before it.
    ///
    /// # Errors
    /// [`ModelError::Input`] when the vocabulary lacks a marker.
    pub fn open(mut self, role: Role) -> Result<Self> {
        if self.parts.is_empty() {
            self.push(self.model.config().ids.bos);
        } else {
            self.marker("<turn|>")?;
            self = self.text("\n")?;
        }
        self.marker("<|turn>")?;
        self.text(match role {
            Role::System => "system\n",
            Role::User => "user\n",
            Role::Model => "model\n",
        })
    }

    /// Plain text, in which no spelling has a special meaning.
    ///
    /// # Errors
    /// [`ModelError::Input`] when it cannot be tokenised.
    pub fn text(mut self, text: &str) -> Result<Self> {
        let ids = self.tokenizer.encode(text)?;
        self.extend(&ids);
        Ok(self)
    }

    /// The marker before sound. Frames follow, here or as they are recorded.
    pub fn open_audio(mut self) -> Self {
        self.push(self.model.config().ids.audio_begin);
        self
    }

    /// Sound between its markers.
    pub fn audio(mut self, frames: &'a [Frame]) -> Self {
        self = self.open_audio();
        self.parts.push(Part::Frames(frames));
        self.push(self.model.config().ids.audio_end);
        self
    }

    /// The marker after sound.
    pub fn close_audio(mut self) -> Self {
        self.push(self.model.config().ids.audio_end);
        self
    }

    /// An image between its markers.
    pub fn image(mut self, patches: &'a Patches) -> Self {
        self.push(self.model.config().ids.image_begin);
        self.parts.push(Part::Image(patches));
        self.push(self.model.config().ids.image_end);
        self
    }

    /// The end of the user's turn and the beginning of the model's, with an empty thought: thinking off.
    ///
    /// # Errors
    /// [`ModelError::Input`] when the vocabulary lacks a marker.
    pub fn answer(mut self) -> Result<Self> {
        self = self.open(Role::Model)?;
        self.marker("<|channel>")?;
        self = self.text("thought\n")?;
        self.marker("<channel|>")?;
        Ok(self)
    }

    /// What to feed.
    pub fn pieces(&self) -> Vec<Piece<'_>> {
        let piece = |part| match part {
            &Part::Frames(frames) => Piece::Frames(frames),
            &Part::Image(patches) => Piece::Image(patches),
            Part::Ids(ids) => Piece::Ids(ids),
        };
        self.parts.iter().map(piece).collect()
    }

    /// The ids, with placeholders for sound and image.
    pub fn ids(&self) -> Vec<u32> {
        let special = &self.model.config().ids;
        let ids = self.parts.iter().flat_map(|part| match part {
            Part::Ids(ids) => ids.clone(),
            Part::Frames(frames) => vec![special.audio; frames.len()],
            Part::Image(patches) => vec![special.image; patches.count()],
        });
        ids.collect()
    }

    fn marker(&mut self, marker: &str) -> Result<()> {
        let id = self.tokenizer.id(marker).ok_or_else(|| {
            ModelError::Input(format!("the vocabulary has no {marker}: it is not Gemma 4's"))
        })?;
        self.push(id);
        Ok(())
    }

    fn push(&mut self, id: u32) {
        self.extend(&[id]);
    }

    fn extend(&mut self, more: &[u32]) {
        match self.parts.last_mut() {
            Some(Part::Ids(ids)) => ids.extend_from_slice(more),
            _ => self.parts.push(Part::Ids(more.to_vec())),
        }
    }
}

/// Google's instruction for transcription. Naming the language twice is on purpose; without one the model
/// guesses, and guesses wrong on one short clip in four.
pub fn transcription_instruction(language: Option<&str>, own_words: &[String]) -> String {
    let into = match language {
        Some(language) => format!("in {language} into {language} text."),
        None => "in its original language.".to_owned(),
    };
    let mut text = format!(
        "Transcribe the following speech segment {into}\n\n\
         Follow these specific instructions for formatting the answer:\n\
         * Only output the transcription, with no newlines.\n\
         * When transcribing numbers, write the digits, i.e. write 1.7 and not one point seven, and write 3 \
         instead of three."
    );
    if !own_words.is_empty() {
        text.push_str("\n* These names and terms may occur; spell them like this: ");
        text.push_str(&own_words.join(", "));
        text.push('.');
    }
    text
}
