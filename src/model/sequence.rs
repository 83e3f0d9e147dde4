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

/// Rows of a prompt that are run at once on a CPU: after so many, breaking off is possible. More would be hardly
/// faster, since by then arithmetic and not memory is what takes the time.
const PREFILL: usize = 64;

/// Asked before each forward of a prompt; an error breaks off.
pub(crate) type GoOn<'a> = &'a mut dyn FnMut() -> Result<()>;

/// What a model has been fed, with its cache.
pub struct Sequence {
    /// Keys and values.
    pub cache: Cache,
    /// One id per position; placeholders where sound or image stand.
    ids: Vec<u32>,
    /// Output row of the last position, `[1, hidden]`.
    last: Option<Tensor>,
    forwards: usize,
}

impl Sequence {
    /// An empty sequence for `model`.
    pub fn new(model: &Gemma) -> Self {
        Sequence {
            cache: model.new_cache(),
            ids: Vec::new(),
            last: None,
            forwards: 0,
        }
    }

    /// Forwards run so far, those that were taken back included.
    pub fn forwards(&self) -> usize {
        self.forwards
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
        let nothing = |piece: &Piece| matches!(piece, Piece::Ids([]) | Piece::Frames([]));
        if pieces.iter().all(nothing) {
            return Ok(());
        }
        self.feed_with_drafts(model, pieces, &[], &mut || check(cancel))
            .map(drop)
    }

    /// Feeds `pieces` and `drafts`, these and the end of the pieces in one forward, and gives the output rows of
    /// the last position of the pieces and of each draft, `[1 + drafts, hidden]`. At most
    /// [`Cache::chunk`] - 1 drafts.
    ///
    /// # Errors
    /// As [`Sequence::feed`], and what `go_on` answers before a forward.
    pub(crate) fn feed_with_drafts(
        &mut self,
        model: &Gemma,
        pieces: &[Piece],
        drafts: &[u32],
        go_on: GoOn,
    ) -> Result<Tensor> {
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
                    self.feed_rows(
                        model,
                        std::mem::take(&mut ids),
                        std::mem::take(&mut rows),
                        1,
                        go_on,
                    )?;
                    go_on()?;
                    self.feed_image(model, patches)?;
                }
            }
        }
        let before = if ids.is_empty() { self.last.clone() } else { None };
        if !drafts.is_empty() {
            rows.push(model.embed_ids(drafts)?);
            ids.extend_from_slice(drafts);
        }
        let from_here = drafts.len() + usize::from(before.is_none());
        let out = self.feed_rows(model, ids, rows, from_here, go_on)?;
        match (before, out) {
            (None, Some(out)) => Ok(out),
            (Some(before), None) => Ok(before),
            (Some(before), Some(out)) => Ok(Tensor::cat(&[before, out], 0)?),
            (None, None) => Err(ModelError::Input("there is nothing to go on from".into())),
        }
    }

    /// Feeds rows in chunks, the last `tail` of them in one, and gives their output rows.
    fn feed_rows(
        &mut self,
        model: &Gemma,
        ids: Vec<u32>,
        rows: Vec<Tensor>,
        tail: usize,
        go_on: GoOn,
    ) -> Result<Option<Tensor>> {
        if ids.is_empty() {
            return Ok(None);
        }
        let most = self.cache.chunk();
        let usual = if model.decoder().device().is_cpu() {
            PREFILL.min(most)
        } else {
            most
        };
        let x = Tensor::cat(&rows, 0)?;
        let (mut at, mut kept) = (0, None);
        while at < ids.len() {
            go_on()?;
            let left = ids.len() - at;
            // A little more than usual at the end is quicker than one forward more.
            let count = if left <= most && left < usual + tail {
                left
            } else {
                usual.min(left.saturating_sub(tail).max(1))
            };
            let out = model
                .decoder()
                .forward(&x.narrow(0, at, count)?, &[], &mut self.cache)?;
            self.forwards += 1;
            self.ids.extend_from_slice(&ids[at..at + count]);
            self.last = Some(out.narrow(0, count - 1, 1)?);
            at += count;
            if at == ids.len() {
                let tail = tail.min(count);
                kept = Some(out.narrow(0, count - tail, tail)?);
            }
        }
        Ok(kept)
    }

    /// An image in one chunk: its positions see each other.
    fn feed_image(&mut self, model: &Gemma, patches: &Patches) -> Result<()> {
        let x = model.embed_image(patches)?;
        let count = patches.count();
        let whole = 0..count;
        let out = model
            .decoder()
            .forward(&x, std::slice::from_ref(&whole), &mut self.cache)?;
        self.forwards += 1;
        self.ids
            .extend(std::iter::repeat_n(model.config().ids.image, count));
        self.last = Some(out.narrow(0, count - 1, 1)?);
        Ok(())
    }
}

/// Refuses to go on once `cancel` is set.
pub(crate) fn check(cancel: Option<&AtomicBool>) -> Result<()> {
    match cancel {
        Some(flag) if flag.load(Ordering::Relaxed) => Err(ModelError::Cancelled),
        _ => Ok(()),
    }
}
