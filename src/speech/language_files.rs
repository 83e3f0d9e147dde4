//! Language model, lexicon, letters to sounds, and everything that was tuned: the files of a folder that are not the
//! acoustic model.

use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use super::SpeechError;
use super::doubt::DoubtParams;
use super::endpoint::EndpointParams;
use super::g2p::G2p;
use super::gain::GainParams;
use super::lexicon::{Lexicon, OwnWord};
use super::ngram::Ngram;
use super::own::own_word;
use super::search::language::Language;
use super::search::params::SearchParams;

/// `search.json` of the model's folder: everything that was tuned.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tuning {
    /// Weights and beams.
    pub search: SearchParams,
    /// Beginnings and ends.
    pub endpoint: EndpointParams,
    /// When words are taken for noise.
    pub doubt: DoubtParams,
    /// How far quiet sound is raised.
    pub gain: GainParams,
}

/// Language model, lexicon and G2P model of a folder, shared by all listeners.
#[derive(Clone, Debug)]
pub struct LanguageFiles {
    /// The language model, `lm.bin`.
    pub ngram: Arc<Ngram>,
    /// The lexicon, `lexicon.bin`.
    pub lexicon: Arc<Lexicon>,
    /// Letters to sounds, `g2p.bin`.
    pub g2p: Arc<G2p>,
    /// `search.json`; defaults where there is none.
    pub tuning: Tuning,
}

impl LanguageFiles {
    /// Opens the four files of a folder.
    ///
    /// # Errors
    /// [`SpeechError`]: the first file that is missing or damaged.
    pub fn load(folder: &Path) -> Result<Self, SpeechError> {
        let ngram = Ngram::open(&folder.join("lm.bin"))?;
        let lexicon = Lexicon::open(&folder.join("lexicon.bin"), &ngram)?;
        let g2p = G2p::open(&folder.join("g2p.bin"))?;
        let tuning = match std::fs::read(folder.join("search.json")) {
            Ok(json) => serde_json::from_slice(&json).map_err(|error| SpeechError::ModelFile {
                file: "search.json".to_owned(),
                problem: error.to_string(),
            })?,
            Err(_) => Tuning::default(),
        };
        Ok(LanguageFiles {
            ngram: ngram.into(),
            lexicon: lexicon.into(),
            g2p: g2p.into(),
            tuning,
        })
    }

    /// Puts the user's own words into the lexicon; refuses them all when one cannot be pronounced.
    ///
    /// # Errors
    /// [`SpeechError::Vocabulary`].
    pub fn set_own(&mut self, entries: &[(String, Option<String>)]) -> Result<(), SpeechError> {
        let own = self.own_words(entries)?;
        self.put_own(own);
        Ok(())
    }

    pub(super) fn own_words(
        &self,
        entries: &[(String, Option<String>)],
    ) -> Result<Vec<OwnWord>, SpeechError> {
        let own = |(spelling, written): &(String, Option<String>)| {
            own_word(spelling, written.as_deref(), &self.lexicon, &self.g2p)
        };
        entries.iter().map(own).collect()
    }

    pub(super) fn put_own(&mut self, own: Vec<OwnWord>) {
        let ahead = Language::own_look_ahead(&self.ngram, &self.tuning.search, &own);
        Arc::make_mut(&mut self.lexicon).set_own(own, &ahead);
    }
}
