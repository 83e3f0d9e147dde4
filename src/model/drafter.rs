//! The drafter (`gemma4_unified_assistant`): a small decoder without keys of its own that proposes tokens,
//! looking at the keys and values of the big one.

use std::path::Path;

use candle_core::Tensor;

use super::config::{LayerKind, ModelConfig, ModelKind};
use super::decoder::Decoder;
use super::error::{ModelError, Result};
use super::gemma::{Gemma, ModelFiles, OpenOptions};
use super::layers::{Linear, Table};
use super::sampler::best;
use super::sequence::Sequence;
use super::weights::{Loader, Progress};

/// A loaded drafter.
pub struct Drafter {
    decoder: Decoder,
    pre_projection: Linear,
    post_projection: Linear,
    output: Output,
}

/// How a drafter scores tokens.
enum Output {
    /// All of them.
    Whole(Linear),
    /// Only those of the best clusters.
    Ordered {
        table: Table,
        centroids: Linear,
        /// Token ids, cluster after cluster.
        order: Vec<u32>,
        clusters: usize,
        best: usize,
    },
}

/// One proposed token and what it was made from.
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "tests compare every step with the reference")
)]
pub(crate) struct Step {
    /// The embedded token and the row before it, `[1, 2 * hidden]`.
    pub(crate) input: Tensor,
    /// After `pre_projection`.
    pub(crate) projected: Tensor,
    /// After the final norm.
    pub(crate) normed: Tensor,
    /// What stands for the model's row in the next step.
    pub(crate) hidden: Tensor,
    /// The scores, where all tokens are scored; else of the candidates.
    pub(crate) logits: Vec<f32>,
    /// The proposal.
    pub(crate) token: u32,
}

impl Drafter {
    /// Opens a drafter for `target`: a folder or a GGUF file.
    ///
    /// # Errors
    /// [`ModelError::WrongFile`] when it is no drafter, or one for a model of other sizes.
    pub fn open(
        path: &Path,
        target: &Gemma,
        options: &OpenOptions,
        progress: Option<Progress>,
    ) -> Result<Self> {
        let files = ModelFiles::open(path, None)?;
        let ModelKind::Assistant {
            backbone_hidden,
            ordered,
        } = files.config.kind
        else {
            return Err(ModelError::wrong(
                path,
                "a drafter (gemma4_unified_assistant)",
                "another model",
            ));
        };
        fits(path, &files.config, backbone_hidden, target)?;
        let loader = Loader::new(
            files.source.as_ref(),
            &options.device,
            options.precision,
            progress,
        );
        let config = &files.config.decoder;
        let table = loader.table("embed_tokens.weight", config.vocabulary, config.hidden)?;
        let output = match ordered {
            None => Output::Whole(table.into_linear()),
            Some((clusters, best)) => {
                if clusters == 0
                    || !config.vocabulary.is_multiple_of(clusters)
                    || best == 0
                    || best > clusters
                {
                    return Err(ModelError::wrong(
                        path,
                        "clusters that divide the vocabulary evenly",
                        format!("{clusters} of {} tokens, {best} looked into", config.vocabulary),
                    ));
                }
                Output::Ordered {
                    centroids: loader.linear("masked_embedding.centroids.weight", clusters, config.hidden)?,
                    order: loader.ids(
                        "masked_embedding.token_ordering",
                        config.vocabulary,
                        config.vocabulary,
                    )?,
                    table,
                    clusters,
                    best,
                }
            }
        };
        Ok(Drafter {
            decoder: Decoder::load(&loader, config)?,
            pre_projection: loader.linear("pre_projection.weight", config.hidden, 2 * backbone_hidden)?,
            post_projection: loader.linear("post_projection.weight", backbone_hidden, config.hidden)?,
            output,
        })
    }

    /// Proposes up to `count` tokens after `next`, which the target has chosen and not been fed.
    ///
    /// # Errors
    /// When an operation fails, or the sequence has no output row to start from.
    pub fn draft(&self, target: &Gemma, sequence: &Sequence, next: u32, count: usize) -> Result<Vec<u32>> {
        let config = target.decoder().config();
        let (Some(hidden), Some(sliding), Some(full)) = (
            sequence.last(),
            config.last(LayerKind::Sliding),
            config.last(LayerKind::Full),
        ) else {
            return Ok(Vec::new());
        };
        let cache = &sequence.cache;
        // The keys that the target's own window shows to the position of `next`.
        let from = cache.window_start(config.window.saturating_sub(1).max(1));
        let sliding = cache.rows_from(sliding, from)?;
        let full = cache.rows_from(full, 0)?;
        let (mut token, mut hidden) = (next, hidden.clone());
        let mut drafts = Vec::with_capacity(count);
        for _ in 0..count {
            let step = self.step(target, token, &hidden, sequence.len(), &sliding, &full)?;
            (token, hidden) = (step.token, step.hidden);
            drafts.push(token);
        }
        Ok(drafts)
    }

    /// One proposal after `token`, whose predecessor's row is `hidden`; `position` is that of the round.
    pub(crate) fn step(
        &self,
        target: &Gemma,
        token: u32,
        hidden: &Tensor,
        position: usize,
        sliding: &(Tensor, Tensor),
        full: &(Tensor, Tensor),
    ) -> Result<Step> {
        let input = Tensor::cat(&[&target.embed_ids(&[token])?, hidden], 1)?;
        let projected = self.pre_projection.forward(&input)?;
        let normed = self
            .decoder
            .forward_borrowing(&projected, position, sliding, full)?;
        let (logits, token) = self.output.score(&normed)?;
        Ok(Step {
            hidden: self.post_projection.forward(&normed)?,
            input,
            projected,
            normed,
            logits,
            token,
        })
    }
}

impl Output {
    fn score(&self, normed: &Tensor) -> Result<(Vec<f32>, u32)> {
        match self {
            Output::Whole(linear) => {
                let logits = linear.forward(normed)?.get(0)?.to_vec1::<f32>()?;
                let token = best(&logits);
                Ok((logits, token))
            }
            Output::Ordered {
                table,
                centroids,
                order,
                clusters,
                best: looked_into,
            } => {
                let scores = centroids.forward(normed)?.get(0)?.to_vec1::<f32>()?;
                let mut ranked: Vec<usize> = (0..*clusters).collect();
                ranked.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
                let size = order.len() / clusters;
                let candidates: Vec<u32> = ranked[..*looked_into]
                    .iter()
                    .flat_map(|cluster| &order[cluster * size..(cluster + 1) * size])
                    .copied()
                    .collect();
                let rows = table.rows(&candidates)?;
                let logits = rows.matmul(&normed.t()?)?.flatten_all()?.to_vec1::<f32>()?;
                let token = candidates[best(&logits) as usize];
                Ok((logits, token))
            }
        }
    }
}

/// Refuses a drafter whose keys, values, rows or tokens are not those of `target`.
fn fits(path: &Path, drafter: &ModelConfig, backbone_hidden: usize, target: &Gemma) -> Result<()> {
    let (ours, theirs) = (&drafter.decoder, target.decoder().config());
    let shape = |config: &super::DecoderConfig, kind| {
        let attention = config.attention(kind);
        (attention.head_dim, attention.kv_heads)
    };
    let expected = (
        theirs.hidden,
        theirs.vocabulary,
        shape(theirs, LayerKind::Sliding),
        shape(theirs, LayerKind::Full),
    );
    let found = (
        backbone_hidden,
        ours.vocabulary,
        shape(ours, LayerKind::Sliding),
        shape(ours, LayerKind::Full),
    );
    if expected != found {
        return Err(ModelError::wrong(
            path,
            format!(
                "a drafter for {} (hidden, vocabulary, heads {expected:?})",
                target.name()
            ),
            format!("{found:?}"),
        ));
    }
    Ok(())
}
