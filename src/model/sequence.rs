//! One conversation: what has been fed into a model so far, and feeding it more.

use std::sync::atomic::{AtomicBool, Ordering};

use candle_core::Tensor;

use super::cache::Cache;
use super::error::{ModelError, Result};
use super::gemma::Gemma;
use super::image::Patches;
use crate::frames::Frame;

/// A part of a prompt.
#[derive(Clone, Debug)]
pub enum Piece<'a> {
    /// Tokens.
    Ids(&'a [u32]),
    /// Sound: one placeholder position per frame. The markers around it are tokens.
    Frames(&'a [Frame]),
    /// An image: one placeholder position per patch.
    Image(&'a Patches),
}

/// What a model has been fed, with its cache.
pub struct Sequence {
    /// Keys and values.
    pub cache: Cache,
    /// One id per position; placeholders where sound or image stand.
    ids: Vec<u32>,
    /// Output row of the last position, `[1, hidden]`.
    last: Option<Tensor>,
}

impl Sequence {
    /// An empty sequence for `model`.
    pub fn new(model: &Gemma) -> Self {
        Sequence {
            cache: model.new_cache(),
            ids: Vec::new(),
            last: None,
        }
    }

    /// The ids fed so far.
    pub fn ids(&self) -> &[u32] {
        &self.ids
    }

    /// Positions fed so far.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether nothing has been fed.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Output row of the last position after the final norm; `None` right after [`Sequence::truncate`].
    pub fn last(&self) -> Option<&Tensor> {
        self.last.as_ref()
    }

    /// Goes back to the first `len` positions. The next choice needs at least one more position fed.
    ///
    /// # Errors
    /// As [`Cache::truncate`].
    pub fn truncate(&mut self, len: usize) -> Result<()> {
        if len < self.ids.len() {
            self.cache.truncate(len)?;
            self.ids.truncate(len);
            self.last = None;
        }
        Ok(())
    }

    /// Goes back to the first `len` positions and keeps `last`, the output row of position `len - 1`.
    pub(crate) fn truncate_to(&mut self, len: usize, last: Tensor) -> Result<()> {
        self.truncate(len)?;
        self.last = Some(last);
        Ok(())
    }

    /// Feeds `pieces`, in chunks, until done or `cancel` is set.
    ///
    /// # Errors
    /// [`ModelError::Cancelled`] between two chunks; the sequence then holds the chunks that were fed.
    /// [`ModelError::Input`] for pieces that the model cannot take, [`ModelError::ContextFull`].
    pub fn feed(&mut self, model: &Gemma, pieces: &[Piece], cancel: Option<&AtomicBool>) -> Result<()> {
        let special = &model.config().ids;
        let mut ids: Vec<u32> = Vec::new();
        let mut rows: Vec<Tensor> = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Ids([]) | Piece::Frames([]) => {}
                Piece::Ids(tokens) => {
                    rows.push(model.embed_ids(tokens)?);
                    ids.extend_from_slice(tokens);
                }
                Piece::Frames(frames) => {
                    rows.push(model.embed_frames(frames)?);
                    ids.extend(std::iter::repeat_n(special.audio, frames.len()));
                }
                Piece::Image(patches) => {
                    self.feed_rows(model, std::mem::take(&mut ids), std::mem::take(&mut rows), cancel)?;
                    self.feed_image(model, patches)?;
                }
            }
        }
        self.feed_rows(model, ids, rows, cancel)
    }

    fn feed_rows(
        &mut self,
        model: &Gemma,
        ids: Vec<u32>,
        rows: Vec<Tensor>,
        cancel: Option<&AtomicBool>,
    ) -> Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let x = Tensor::cat(&rows, 0)?;
        let mut at = 0;
        while at < ids.len() {
            check(cancel)?;
            let count = self.cache.chunk().min(ids.len() - at);
            let out = model
                .decoder()
                .forward(&x.narrow(0, at, count)?, &[], &mut self.cache)?;
            self.ids.extend_from_slice(&ids[at..at + count]);
            self.last = Some(out.narrow(0, count - 1, 1)?);
            at += count;
        }
        Ok(())
    }

    /// An image in one chunk: its positions see each other.
    fn feed_image(&mut self, model: &Gemma, patches: &Patches) -> Result<()> {
        let x = model.embed_image(patches)?;
        let count = patches.count();
        let whole = 0..count;
        let out = model
            .decoder()
            .forward(&x, std::slice::from_ref(&whole), &mut self.cache)?;
        self.ids
            .extend(std::iter::repeat_n(model.config().ids.image, count));
        self.last = Some(out.narrow(0, count - 1, 1)?);
        Ok(())
    }

    /// Feeds `ids` in one forward and gives the output row of each, `[ids, hidden]`. At most
    /// [`Cache::chunk`] ids.
    pub(crate) fn feed_and_keep(&mut self, model: &Gemma, ids: &[u32]) -> Result<Tensor> {
        let x = model.embed_ids(ids)?;
        let out = model.decoder().forward(&x, &[], &mut self.cache)?;
        self.ids.extend_from_slice(ids);
        self.last = Some(out.narrow(0, ids.len() - 1, 1)?);
        Ok(out)
    }
}

/// Refuses to go on once `cancel` is set.
pub(crate) fn check(cancel: Option<&AtomicBool>) -> Result<()> {
    match cancel {
        Some(flag) if flag.load(Ordering::Relaxed) => Err(ModelError::Cancelled),
        _ => Ok(()),
    }
}
