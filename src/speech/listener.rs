//! From slots of posteriors to partial results and utterances: endpointing and search together.
//!
//! Does not know where the posteriors come from: the built-in decoder, or a file of them.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use super::doubt::{DoubtParams, Signs};
use super::endpoint::{EndpointParams, Endpointer, Turn};
use super::g2p::G2p;
use super::gain::GainParams;
use super::lexicon::{Lexicon, OwnWord};
use super::ngram::Ngram;
use super::own::own_word;
use super::pronounce::Pronouncer;
use super::search::language::Language;
use super::search::nbest::{FoundWord, Reading};
use super::search::params::SearchParams;
use super::search::{CLASSES, Chain, Search};
use super::spot::UtteranceSounds;
use super::words::{Activity, Heard, Hypothesis, Partial, Pass, SpeechError, Utterance, Word};

/// Readings that an utterance carries.
const N_BEST: usize = 10;

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

    fn own_words(&self, entries: &[(String, Option<String>)]) -> Result<Vec<OwnWord>, SpeechError> {
        let own = |(spelling, written): &(String, Option<String>)| {
            own_word(spelling, written.as_deref(), &self.lexicon, &self.g2p)
        };
        entries.iter().map(own).collect()
    }

    fn put_own(&mut self, own: Vec<OwnWord>) {
        let ahead = Language::own_look_ahead(&self.ngram, &self.tuning.search, &own);
        Arc::make_mut(&mut self.lexicon).set_own(own, &ahead);
    }
}

/// Hears words in slots of posteriors.
#[derive(Clone, Debug)]
pub struct Listener {
    parts: LanguageFiles,
    chain: Chain,
    log_priors: Vec<f32>,
    slot_ms: u32,
    search: Search,
    endpointer: Endpointer,
    /// Slots before speech begins, oldest first.
    lead: VecDeque<Vec<f32>>,
    /// Slots of the utterance.
    kept: Vec<f32>,
    speaking: bool,
    /// Slots taken since the last reset.
    n_slots: u64,
    /// Slot of the recording at which the utterance begins.
    base: u64,
    shown: Partial,
    /// Own words that take effect after this utterance.
    waiting: Option<Vec<OwnWord>>,
}

impl Listener {
    /// For slots of `slot_ms` milliseconds and the classes that `log_priors` has: the phones in
    /// their order, and a blank behind them if `chain` has one.
    pub fn new(parts: LanguageFiles, chain: Chain, log_priors: Vec<f32>, slot_ms: u32) -> Self {
        let LanguageFiles {
            lexicon,
            ngram,
            tuning,
            ..
        } = &parts;
        let (lexicon, ngram, priors) = (Arc::clone(lexicon), Arc::clone(ngram), log_priors.clone());
        let search = Search::new(lexicon, ngram, tuning.search.clone(), chain, priors);
        let endpointer = Endpointer::new(tuning.endpoint.clone(), slot_ms);
        Listener {
            parts,
            chain,
            log_priors,
            slot_ms,
            search,
            endpointer,
            lead: VecDeque::new(),
            kept: Vec::new(),
            speaking: false,
            n_slots: 0,
            base: 0,
            shown: Partial::default(),
            waiting: None,
        }
    }

    /// Forgets the recording.
    pub fn reset(&mut self) {
        self.search.reset();
        self.endpointer.reset();
        self.lead.clear();
        self.kept.clear();
        self.speaking = false;
        (self.n_slots, self.base) = (0, 0);
        self.shown = Partial::default();
        self.apply_waiting();
    }

    /// Takes the slots of one frame, natural log posteriors, with the frame's level in dB of full scale.
    pub fn push(&mut self, slots: &[f32], level_db: f32, heard: &mut Vec<Heard>) {
        let classes = self.log_priors.len();
        for slot in slots.chunks_exact(classes) {
            self.slot(slot, level_db, heard);
        }
        if self.speaking {
            self.show_partial(heard);
        }
    }

    /// What is happening after the last slot.
    pub fn activity(&self) -> Activity {
        let silent = if self.speaking {
            u64::from(self.endpointer.silent_slots())
        } else {
            0
        };
        Activity {
            begun_ms: self.speaking.then(|| self.ms(self.base)),
            speech_end_ms: self.ms(self.n_slots - silent.min(self.n_slots)),
            judged_ms: self.ms(self.n_slots),
        }
    }

    fn ms(&self, slot: u64) -> u64 {
        slot * u64::from(self.slot_ms)
    }

    /// Ends the recording; the next begins at zero.
    pub fn finish(&mut self, heard: &mut Vec<Heard>) {
        if self.speaking {
            self.end(heard);
        }
        self.reset();
    }

    fn slot(&mut self, slot: &[f32], level_db: f32, heard: &mut Vec<Heard>) {
        let silence = self.silence(slot);
        self.n_slots += 1;
        match self.endpointer.step(silence, level_db) {
            Turn::Idle => self.remember(slot),
            Turn::Begin(lead) => {
                self.remember(slot);
                self.begin(lead);
            }
            Turn::Going => self.search_slot(slot),
            Turn::End => {
                self.search_slot(slot);
                self.end(heard);
            }
            Turn::Cut => {
                self.search_slot(slot);
                self.cut(heard);
            }
        }
    }

    /// Probability of silence in a slot.
    fn silence(&self, slot: &[f32]) -> f32 {
        match self.chain {
            Chain::Hybrid => slot[0].exp(),
            Chain::Ctc { blank } => slot[0].exp() + slot[blank].exp(),
        }
    }

    /// Appends the probability of speech in each slot of a frame; none where the sound is too quiet.
    pub fn speech(&self, slots: &[f32], level_db: f32, speech: &mut Vec<f32>) {
        let audible = level_db >= self.parts.tuning.endpoint.quiet_db;
        let of_slot = |slot: &[f32]| if audible { 1.0 - self.silence(slot) } else { 0.0 };
        speech.extend(slots.chunks_exact(self.log_priors.len()).map(of_slot));
    }

    /// Keeps a slot in case speech is about to begin.
    fn remember(&mut self, slot: &[f32]) {
        let mut buffer = Vec::new();
        while self.lead.len() >= self.endpointer.lead_slots() {
            buffer = self.lead.pop_front().unwrap_or_default();
        }
        buffer.clear();
        buffer.extend_from_slice(slot);
        self.lead.push_back(buffer);
    }

    fn begin(&mut self, lead: usize) {
        while self.lead.len() > lead {
            self.lead.pop_front();
        }
        self.speaking = true;
        self.base = self.n_slots - self.lead.len() as u64;
        self.kept.clear();
        self.search.reset();
        for slot in std::mem::take(&mut self.lead) {
            self.search_slot(&slot);
        }
    }

    fn search_slot(&mut self, slot: &[f32]) {
        self.kept.extend_from_slice(slot);
        self.search.advance(slot);
    }

    fn show_partial(&mut self, heard: &mut Vec<Heard>) {
        let (words, stable) = self.search.partial();
        let partial = Partial {
            words: words.iter().map(|word| self.word(word)).collect(),
            stable,
        };
        if partial != self.shown {
            self.shown = partial.clone();
            heard.push(Heard::Partial(partial));
        }
    }

    /// The utterance ends at a pause.
    fn end(&mut self, heard: &mut Vec<Heard>) {
        let readings = self.search.finish(N_BEST);
        let kept = std::mem::take(&mut self.kept);
        self.tell(readings, &kept, self.endpointer.silent_slots(), heard);
        self.kept = kept;
        self.kept.clear();
        self.speaking = false;
        self.apply_waiting();
    }

    /// The utterance is too long: it ends after its last whole word, and what follows begins the next.
    fn cut(&mut self, heard: &mut Vec<Heard>) {
        let classes = self.log_priors.len();
        let (words, _) = self.search.partial();
        let n = self.search.n_slots();
        // the longest gap between words in the second half, or the end of the last but one word
        let half = words
            .iter()
            .zip(words.iter().skip(1))
            .filter(|(a, _)| a.end > n / 2);
        let gap = half.max_by_key(|(a, b)| b.begin.saturating_sub(a.end));
        let at = gap.map_or(n, |(a, b)| a.end + b.begin.saturating_sub(a.end) / 2) as usize;
        let kept = std::mem::take(&mut self.kept);
        let (before, after) = kept.split_at((at * classes).min(kept.len()));
        self.search.reset();
        before
            .chunks_exact(classes)
            .for_each(|slot| self.search.advance(slot));
        let readings = self.search.finish(N_BEST);
        self.tell(readings, before, 0, heard);
        self.apply_waiting();
        self.base += at as u64;
        self.search.reset();
        after
            .chunks_exact(classes)
            .for_each(|slot| self.search_slot(slot));
        self.endpointer.go_on(after.len() / classes);
    }

    /// Tells what was read in these slots, of which the last `silent` ones are a pause.
    fn tell(&mut self, readings: Vec<Reading>, slots: &[f32], silent: u32, heard: &mut Vec<Heard>) {
        let had_shown = !std::mem::take(&mut self.shown).words.is_empty();
        let Some(best) = readings.first().filter(|best| !best.words.is_empty()) else {
            if had_shown {
                heard.push(Heard::Partial(Partial::default()));
            }
            return;
        };
        let signs = Signs::of(best, slots, self.log_priors.len());
        let n_slots = (slots.len() / self.log_priors.len()) as u64;
        let silent = u64::from(silent).min(n_slots);
        let utterance = Utterance {
            sound_ms: self.ms(self.base)..self.ms(self.base + n_slots - silent),
            ..self.utterance(&readings, slots, signs)
        };
        if self.parts.tuning.doubt.drops(&signs) {
            if had_shown {
                heard.push(Heard::Partial(Partial::default()));
            }
            heard.push(Heard::Doubted(utterance));
        } else {
            heard.push(Heard::Utterance(utterance));
        }
    }

    fn utterance(&self, readings: &[Reading], slots: &[f32], signs: Signs) -> Utterance {
        let hypotheses: Vec<Hypothesis> = readings
            .iter()
            .map(|reading| Hypothesis {
                words: reading.words.iter().map(|word| self.word(word)).collect(),
                score: reading.score,
            })
            .collect();
        let words = hypotheses.first().map_or(&[][..], |best| &best.words);
        Utterance {
            start_ms: words.first().map_or(0, |word| word.start_ms),
            end_ms: words.last().map_or(0, |word| word.end_ms),
            sounds: Some(Arc::new(self.sounds(slots))),
            signs: Some(signs),
            hypotheses,
            ..Utterance::default()
        }
    }

    /// Lexicon, language model and what was tuned.
    pub fn files(&self) -> &LanguageFiles {
        &self.parts
    }

    /// The thresholds of the noise guard.
    pub fn doubt(&self) -> &DoubtParams {
        &self.parts.tuning.doubt
    }

    /// Replaces the thresholds of the noise guard.
    pub fn set_doubt(&mut self, doubt: DoubtParams) {
        self.parts.tuning.doubt = doubt;
    }

    fn sounds(&self, slots: &[f32]) -> UtteranceSounds {
        let search = &self.parts.tuning.search;
        let classes = self.log_priors.len();
        let mut phones = Vec::with_capacity(slots.len() / classes * CLASSES);
        for slot in slots.chunks_exact(classes) {
            phones.extend(slot[..CLASSES].iter().map(|log| search.sound_scale * log));
            if let Chain::Ctc { blank } = self.chain {
                let silence = phones.len() - CLASSES;
                phones[silence] = phones[silence].max(search.sound_scale * slot[blank]);
            }
        }
        let pronouncer = Pronouncer::new(Arc::clone(self.search.lexicon()), Arc::clone(&self.parts.g2p));
        let priors = &self.log_priors[..CLASSES];
        UtteranceSounds::new(
            &phones,
            priors,
            search.prior_scale,
            search.min_slots(),
            pronouncer,
            Pass::First,
        )
    }

    fn word(&self, found: &FoundWord) -> Word {
        let ms = |slot: u32| self.ms(self.base + u64::from(slot));
        Word {
            text: self.search.lexicon().spelling(found.word).to_owned(),
            start_ms: ms(found.begin),
            end_ms: ms(found.end),
            confidence: found.confidence,
            evidence: None,
        }
    }

    /// Replaces the user's own words, from the next utterance on. Refuses them all when one
    /// cannot be pronounced.
    ///
    /// # Errors
    /// [`SpeechError`]: the word that cannot be pronounced.
    pub fn set_vocabulary(&mut self, entries: &[(String, Option<String>)]) -> Result<(), SpeechError> {
        self.waiting = Some(self.parts.own_words(entries)?);
        if !self.speaking {
            self.apply_waiting();
        }
        Ok(())
    }

    fn apply_waiting(&mut self) {
        let Some(own) = self.waiting.take() else { return };
        self.parts.put_own(own);
        let LanguageFiles {
            ngram,
            tuning,
            lexicon,
            ..
        } = &self.parts;
        let (lexicon, ngram, search) = (Arc::clone(lexicon), Arc::clone(ngram), tuning.search.clone());
        self.search = Search::new(lexicon, ngram, search, self.chain, self.log_priors.clone());
    }
}
