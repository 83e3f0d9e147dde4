//! A conversation with the language model: turns of text, sound and pictures in, the next answer out.

use std::ops::ControlFlow;
use std::path::PathBuf;

use super::{Loaded, read_frames, read_patches};
use crate::frames::Frame;
use crate::model::image::Patches;
use crate::model::{ModelError, Prompt, Request, Role, Sampling, Sequence, generate};

/// What is said in a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Text.
    Text(String),
    /// A recording, in a file.
    Sound(PathBuf),
    /// A PNG or JPEG, in a file.
    Image(PathBuf),
}

/// One turn of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Whose it is.
    pub role: Role,
    /// What is said in it.
    pub parts: Vec<Part>,
}

/// A conversation, and how it is to be answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chat {
    /// The turns so far.
    pub turns: Vec<Turn>,
    /// Most tokens of the answer; `None` is as many as the model's context allows.
    pub max_new_tokens: Option<usize>,
    /// Softmax temperature; 0 takes the best token always; `None` is the model's own.
    pub temperature: Option<f64>,
    /// Only the most probable tokens whose probabilities sum to this; `None` is the model's own.
    pub top_p: Option<f64>,
    /// Two answers with the same seed are alike.
    pub seed: u64,
    /// Texts that end the answer; they are no part of it.
    pub stop: Vec<String>,
}

/// Why an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was finished.
    Finished,
    /// It reached the most tokens that it may have.
    Length,
    /// The caller broke it off.
    Cancelled,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its text.
    pub text: String,
    /// Tokens of the conversation before it.
    pub prompt_tokens: usize,
    /// Tokens of the answer.
    pub answer_tokens: usize,
    /// Why it ended.
    pub ended: Ended,
}

/// Tokens of an answer when nobody says how many: enough for pages, and an end of what would never come to one.
const USUAL_TOKENS: usize = 4_096;

/// Answers a conversation; text goes to `on_piece` as soon as it is sure, and before each step an empty piece, so that it
/// can break off at any time.
///
/// # Errors
/// [`ModelError::Input`] for turns that the model cannot take, [`ModelError::ContextFull`] for too many, and files that
/// cannot be read.
pub fn chat(
    loaded: &Loaded,
    chat: &Chat,
    on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
) -> Result<Answer, ModelError> {
    let model = &loaded.model;
    let media = chat
        .turns
        .iter()
        .map(|turn| Media::read(loaded, turn))
        .collect::<Result<Vec<_>, _>>()?;
    let mut prompt = Prompt::new(model)?;
    for (turn, media) in chat.turns.iter().zip(&media) {
        prompt = prompt.open(turn.role)?;
        // Images before the text, sound behind it: the order the model was trained on.
        for patches in &media.images {
            prompt = prompt.image(patches);
        }
        for part in &turn.parts {
            if let Part::Text(text) = part {
                prompt = prompt.text(text.trim())?;
            }
        }
        for frames in &media.sounds {
            prompt = prompt.audio(frames);
        }
    }
    let prompt = prompt.answer()?;
    let prompt_tokens = prompt.ids().len();
    let pieces = prompt.pieces();
    let usual = model.generation();
    let most = chat.max_new_tokens.unwrap_or(USUAL_TOKENS);
    let request = Request {
        prompt: &pieces,
        sampling: Sampling {
            temperature: chat.temperature.unwrap_or(usual.temperature),
            top_k: usual.top_k,
            top_p: chat.top_p.unwrap_or(usual.top_p),
            seed: chat.seed,
        },
        ..Request::greedy(model, most)
    };
    let mut ending = Ending::new(&chat.stop);
    let mut broken_off = false;
    let mut sequence = Sequence::new(model);
    let out = generate(
        model,
        &mut sequence,
        loaded.drafter.as_deref(),
        &request,
        &mut |piece| {
            let sure = ending.push(piece);
            let answer = on_piece(&sure);
            broken_off |= answer.is_break();
            if ending.reached {
                ControlFlow::Break(())
            } else {
                answer
            }
        },
    )?;
    let rest = ending.finish();
    if !rest.is_empty() && !broken_off {
        broken_off |= on_piece(&rest).is_break();
    }
    Ok(Answer {
        text: ending.text,
        prompt_tokens,
        answer_tokens: out.ids.len(),
        ended: match () {
            () if broken_off => Ended::Cancelled,
            () if out.stopped || ending.reached => Ended::Finished,
            () => Ended::Length,
        },
    })
}

/// Sound and pictures of a turn.
struct Media {
    sounds: Vec<Vec<Frame>>,
    images: Vec<Patches>,
}

impl Media {
    fn read(loaded: &Loaded, turn: &Turn) -> Result<Self, ModelError> {
        let model = &loaded.model;
        let (mut sounds, mut images) = (Vec::new(), Vec::new());
        for part in &turn.parts {
            match part {
                Part::Text(_) => {}
                _ if turn.role != Role::User => {
                    return Err(ModelError::Input(
                        "sound and pictures belong to the user's turns".into(),
                    ));
                }
                Part::Sound(_) if !model.hears() => {
                    return Err(ModelError::Input(format!(
                        "{} has no sound input (--projector)",
                        model.name()
                    )));
                }
                Part::Sound(path) => sounds.push(read_frames(path)?),
                Part::Image(path) => images.push(read_patches(model, path)?),
            }
        }
        Ok(Media { sounds, images })
    }
}

/// The text of an answer, held back where a stop may have begun.
struct Ending<'a> {
    stops: Vec<&'a str>,
    /// All that is sure.
    text: String,
    /// What may be the beginning of a stop.
    held: String,
    reached: bool,
}

impl<'a> Ending<'a> {
    fn new(stops: &'a [String]) -> Self {
        Ending {
            stops: stops
                .iter()
                .map(String::as_str)
                .filter(|stop| !stop.is_empty())
                .collect(),
            text: String::new(),
            held: String::new(),
            reached: false,
        }
    }

    /// Takes a piece; gives what is sure to be part of the answer.
    fn push(&mut self, piece: &str) -> String {
        if self.reached {
            return String::new();
        }
        self.held.push_str(piece);
        let first = self.stops.iter().filter_map(|stop| self.held.find(stop)).min();
        if let Some(at) = first {
            self.reached = true;
            self.held.truncate(at);
            return self.finish();
        }
        let begun = |at: &usize| self.stops.iter().any(|stop| stop.starts_with(&self.held[*at..]));
        let sure = self
            .held
            .char_indices()
            .map(|(at, _)| at)
            .find(begun)
            .unwrap_or(self.held.len());
        let rest = self.held.split_off(sure);
        let sure = std::mem::replace(&mut self.held, rest);
        self.text.push_str(&sure);
        sure
    }

    /// No stop came: what was held back is part of the answer.
    fn finish(&mut self) -> String {
        let rest = std::mem::take(&mut self.held);
        self.text.push_str(&rest);
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::models::{ModelRequest, load};

    #[test]
    fn nothing_from_a_stop_on_is_told_however_it_comes() {
        let stops = ["END".to_owned(), "\n\n".to_owned()];
        for (pieces, wanted) in [
            (&["One E", "N", "D two"][..], "One "),
            (&["EN EN", "EN", "D"], "EN EN"),
            (&["a\n", "b\n", "\nc"], "a\nb"),
            (&["all of it"], "all of it"),
            (&["äöüE", "ä"], "äöüEä"),
        ] {
            let mut ending = Ending::new(&stops);
            let mut told: String = pieces.iter().map(|piece| ending.push(piece)).collect();
            told += &ending.finish();
            assert_eq!(
                (told.as_str(), ending.text.as_str()),
                (wanted, wanted),
                "{pieces:?}"
            );
        }
    }

    fn said(role: Role, text: &str) -> Turn {
        Turn {
            role,
            parts: vec![Part::Text(text.into())],
        }
    }

    #[test]
    fn a_conversation_is_answered_as_its_turns_stand() {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/gemma/tiny-unified");
        let request = ModelRequest {
            model: path,
            ..ModelRequest::default()
        };
        let loaded = load(&request, None).unwrap();
        let mut order = Chat {
            turns: vec![said(Role::System, "Be brief."), said(Role::User, "Hello")],
            max_new_tokens: Some(8),
            temperature: Some(0.0),
            ..Chat::default()
        };
        let mut streamed = String::new();
        let answer = chat(&loaded, &order, &mut |piece| {
            streamed.push_str(piece);
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(answer.text, streamed);
        assert!(
            answer.answer_tokens <= 8 && answer.prompt_tokens > 10,
            "{answer:?}"
        );
        let longer = answer.prompt_tokens;
        order
            .turns
            .extend([said(Role::Model, "Hi."), said(Role::User, "And?")]);
        let again = chat(&loaded, &order, &mut |_| ControlFlow::Continue(())).unwrap();
        assert!(again.prompt_tokens > longer, "{again:?}");
        let broken = chat(&loaded, &order, &mut |_| ControlFlow::Break(())).unwrap();
        assert_eq!(broken.ended, Ended::Cancelled);
        order.turns[2].parts.push(Part::Image("a.png".into()));
        assert!(chat(&loaded, &order, &mut |_| ControlFlow::Continue(())).is_err());
    }
}
