//! From what a second pass has read to words that commands and polish can work with.
//!
//! ```text
//! text, n best ─▶ written (tokens, marks) ─▶ lattice (ways of saying each) ─┐
//! phone posteriors ─▶ rows ─────────────────────────────────────────────────┴▶ align ─▶ words with times ─▶ rank
//! ```
//!
//! The reader writes "7.30pm", "$5.20" and "Anna,"; the lattice holds what may have been said for it and the phones
//! choose. The same alignment gives word times, confidences and the guard against invention: a text that cannot be
//! found in the sound was not said. Knows nothing of models, threads or documents: pure functions.

mod align;
mod expected;
mod lattice;
mod rank;
mod rows;
mod written;

use std::sync::Arc;

use super::language_files::LanguageFiles;
use super::ngram::Ngram;
use super::pronounce::Pronouncer;
use super::search::CLASSES;
use super::spot::UtteranceSounds;
use super::words::{Hypothesis, Pass, Sounds};

pub use align::{Aligned, AlignedWord, align};
pub use expected::{Context, favoured};
pub use lattice::{Arc as LatticeArc, Lattice};
pub use rows::{ROW_MS, Rows};
pub use written::{Written, tokens};

/// One text that the reader gives for a stretch of sound.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Candidate {
    /// As written, with marks and capitals.
    pub text: String,
    /// End (in bytes of the text) and natural log probability of each piece that it was written in, in order; empty
    /// when nobody knows.
    pub pieces: Vec<(usize, f32)>,
    /// Natural log probability of the whole, the end of the text included, without what was added for favoured words.
    pub log_prob: f32,
}

impl Candidate {
    /// A text with the bytes and the log probability of each token that it was written in.
    pub fn new(text: String, tokens: impl IntoIterator<Item = (usize, f32)>, log_prob: f32) -> Self {
        let mut end = 0;
        let pieces = tokens.into_iter().map(|(bytes, log_prob)| {
            end += bytes;
            (end, log_prob)
        });
        Candidate {
            pieces: pieces.collect(),
            text,
            log_prob,
        }
    }
}

/// How well a text fits the sound; see [`align()`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Log likelihood over the best free phones', per row that is not silent: 0 is a perfect fit.
    pub score_per_row: f32,
    /// The same, per row, of the word that fits worst.
    pub worst_word: f32,
}

/// A text that fits worse than this per row was not heard but invented. On the dev split right texts lie above -0.6; the
/// worst right command of a held-out voice lies at -0.99, so there is little room above it.
const LEAST_FIT: f32 = -1.0;

impl Fit {
    /// Whether the text can be heard in the sound at all.
    pub fn is_heard(&self) -> bool {
        self.score_per_row >= LEAST_FIT
    }
}

/// A stretch of sound, read.
#[derive(Clone, Debug, Default)]
pub struct Read {
    /// Different wordings, best first; times in milliseconds from the start of the stretch.
    pub hypotheses: Vec<Hypothesis>,
    /// How the best of them fits the sound; `None` without phone posteriors or words.
    pub fit: Option<Fit>,
    /// The sound, for searching phrases in it; `None` without phone posteriors.
    pub sounds: Option<Arc<dyn Sounds>>,
}

/// What is needed beside the reading. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Tools {
    pronouncer: Pronouncer,
    ngram: Arc<Ngram>,
    min_slots: [u8; CLASSES],
}

impl Tools {
    /// The lexicon (with the own words in it), letters to sounds, language model and phones' least durations of the
    /// first pass.
    pub fn new(parts: &LanguageFiles) -> Self {
        Tools {
            pronouncer: Pronouncer::new(Arc::clone(&parts.lexicon), Arc::clone(&parts.g2p)),
            ngram: Arc::clone(&parts.ngram),
            min_slots: parts.tuning.search.min_slots(),
        }
    }

    /// Says words.
    pub fn pronouncer(&self) -> &Pronouncer {
        &self.pronouncer
    }

    /// Least durations of the phones, in rows.
    pub fn min_slots(&self) -> &[u8; CLASSES] {
        &self.min_slots
    }
}

/// Words of a reading.
///
/// `candidates` are the reader's texts, best first; `log_posteriors` the phones' natural log posteriors,
/// `PHONES.len()` for each row of 20 ms, `None` when the model has no phone head (then times are spread evenly over
/// `sound_ms` and the usual way of saying is taken); `context` the document's words and what else is expected.
pub fn read(
    candidates: &[Candidate],
    log_posteriors: Option<&[f32]>,
    sound_ms: u64,
    tools: &Tools,
    context: &Context,
) -> Read {
    let rows = log_posteriors.map(Rows::new).filter(|rows| !rows.is_empty());
    let ranked = rank::rank(candidates, rows.as_ref(), sound_ms, tools, context);
    let sounds = log_posteriors.filter(|_| rows.is_some()).map(|log_posteriors| {
        let flat = [0.0; CLASSES];
        let pronouncer = tools.pronouncer.clone();
        let sounds = UtteranceSounds::new(
            log_posteriors,
            &flat,
            0.0,
            tools.min_slots,
            pronouncer,
            Pass::Second,
        );
        Arc::new(sounds) as Arc<dyn Sounds>
    });
    Read {
        fit: ranked.first().and_then(|best| best.fit),
        hypotheses: ranked.into_iter().map(|ranked| ranked.hypothesis).collect(),
        sounds,
    }
}
